import random
import unittest

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ..core.errors import ValueRefused
from ..core.qbxml.names import is_numbered, name_key, name_keys, qb_name
from .test_core_qbxml_values import SEED, random_text


class TestName(unittest.TestCase):
    def test_a_colon_becomes_a_dash_since_it_separates_parent_and_child(self):
        self.assertEqual(qb_name("Müller: Zürich"), "Müller - Zürich")
        self.assertEqual(qb_name("A::B:C"), "A - B - C")
        self.assertEqual(qb_name(":A:"), "A")

    def test_a_dash_of_its_own_stays(self):
        self.assertEqual(qb_name("-A-"), "-A-")

    def test_white_space_of_any_kind_is_one_blank(self):
        self.assertEqual(qb_name("  A \n\t B\xa0C "), "A B C")

    def test_it_is_cut_to_the_length_of_the_list(self):
        self.assertEqual(qb_name("x" * 60), "x" * 41)
        self.assertEqual(qb_name("x" * 60, max_length=31), "x" * 31)
        self.assertEqual(qb_name("a" * 40 + " b"), "a" * 40)

    def test_a_taken_name_gets_a_number_without_regard_to_case(self):
        self.assertEqual(qb_name("ACME", taken={"acme"}), "ACME (2)")
        self.assertEqual(qb_name("ACME", taken=["Acme", "acme (2)"]), "ACME (3)")

    def test_the_base_is_cut_to_make_room_for_the_number(self):
        found = qb_name("x" * 60, taken={"x" * 41})
        self.assertEqual(found, "x" * 37 + " (2)")

    def test_whether_a_name_is_taken_may_be_a_function(self):
        self.assertEqual(qb_name("A", taken=lambda name: name == "A"), "A (2)")

    def test_a_vendor_that_is_a_customer_too_gets_its_suffix(self):
        self.assertEqual(qb_name("ACME", taken={"acme"}, suffix=" (V)"), "ACME (V)")
        taken = {"ACME (V)"}
        self.assertEqual(qb_name("ACME", taken=taken, suffix=" (V)"), "ACME (V) (2)")
        self.assertEqual(qb_name("y" * 60, suffix=" (V)"), "y" * 37 + " (V)")

    def test_a_short_list_gets_a_bare_number(self):
        self.assertEqual(qb_name("Tax", max_length=3, taken={"TAX"}), "Ta2")

    def test_a_record_without_a_name_is_refused(self):
        for name in ("", "   ", False, None, "\x07", " : "):
            with self.assertRaises(ValueRefused):
                qb_name(name)

    def test_a_list_in_which_everything_is_taken_is_refused(self):
        with self.assertRaises(ValueRefused):
            qb_name("A", taken=lambda name: True)

    def test_every_name_fits_is_free_and_is_the_same_each_time(self):
        rng, taken = random.Random(SEED), set()
        for _ in range(500):
            full_name = "A" + random_text(rng)
            length = rng.choice([3, 31, 41])
            name = qb_name(full_name, length, taken)
            self.assertEqual(name, qb_name(full_name, length, taken))
            self.assertTrue(name and len(name) <= length and ":" not in name, name)
            self.assertNotIn(name.casefold(), {used.casefold() for used in taken})
            taken.add(name)


class TestForms(unittest.TestCase):
    def test_names_are_the_same_in_any_form_that_quickbooks_may_hold(self):
        for ours, theirs in (
            ("Acme  Two", "Acme Two"),
            (" Nbsp\xa0Co\t", "nbsp co"),
            ("Tab\tCo", "Tab Co"),
            ("A: B", "A - B"),
            ("O’Brien – “Best”…", 'O\'Brien - "Best"...'),
            ("O'Brien", "O’Brien"),
            ("Tile™ Works", "Tile™ Works"),
            ("Tile™ Works", "Tile? Works"),
            ("Tile™ Works", "Tile(TM) Works"),
            ("Cafe\u0301", "CAFÉ"),
            ("ＡＢＣ", "abc"),
            ("x" * 60, "x" * 41),
        ):
            with self.subTest(ours):
                self.assertIn(name_key(theirs), name_keys(ours, 41))
        self.assertNotIn(name_key("Cafe"), name_keys("Café", 41))

    @given(st.text(min_size=1, max_size=50), st.sampled_from((3, 31, 41)))
    @settings(max_examples=200, deadline=None)
    @example("00ß0", 3)
    def test_the_name_that_is_sent_is_one_of_the_forms(self, name, length):
        try:
            sent = qb_name(name, length)
        except ValueRefused:
            return
        self.assertIn(name_key(sent), name_keys(name, length))
        self.assertEqual(qb_name(sent, length), sent)

    def test_a_name_with_a_number_is_recognised(self):
        for name, base, length, expected in (
            ("Bob (2)", "Bob", 41, True),
            ("Bob (12)", "Bob", 41, True),
            ("Bob (1)", "Bob", 41, False),
            ("Bob", "Bob", 41, False),
            ("Rob (2)", "Bob", 41, False),
            ("x" * 37 + " (2)", "x" * 41, 41, True),
            ("Ta2", "Tax", 3, True),
        ):
            self.assertEqual(is_numbered(name, base, length), expected, name)
