"""Which entries are the same thing: sure, asked, or neither."""

import random
import unittest
import unittest.mock

from ..bench.catalogues import measured
from ..bench.matching import is_met
from ..core.matching import comparing, units
from ..core.matching.lexicon import PARTIES, PRODUCTS
from ..core.matching.matcher import propose
from ..core.matching.records import MAYBE, REASONS, SURE, Candidate, Pair, Reason
from ..core.matching.similar import sift, sift_each, similar
from ..core.matching.tokens import TIMES, tokens
from ..core.matching.units import Measure

SAME = (
    ("Hex bolt, 1/2 in x 2-1/2 in, galvanized", 'GALV HEX BOLTS 0.5" X 2 1/2"'),
    ("Wood screw #8 x 1-1/2 in (box of 100)", "WOOD SCR NO. 8X1½ IN 100/BX"),
    ("Basmati rice 1 kg", "rice, basmati, 1000 g"),
    ("Lager 330 ml, case of 12", "12x330ml Lager"),
    ("Olive oil 0,5 l", "OLIVE OIL 500ML"),
    ("Ballpoint pens blue, dozen", "Pen ballpoint blu 12/bx"),
    ("Copy paper letter 20 lb, ream", "Copy paper ltr 20# 500 sheets"),
    ("Crème brûlée", "CREME BRULEE"),
    ("Work gloves X-Large", "Work gloves XL"),
    ("Toner cartridge TJK-765", "Toner cartridges TJK765"),
    ("Drywall anchor 10 mm", "Dry wall anchor 1 cm"),
    ("Door mirror, left", "Door mirror LH"),
    ("Stainless steel elbow 90° 3/4", 'SS ELBOW 90 DEG 3/4"'),
    ("Hammer drill, heavy duty", "Hammer drill HD"),
    ("Angle grinder 18V", "Angle griner 18 volt"),
    ("Extension cord 25'", "Extension cord 25 ft."),
    ("Pipe wrench 3 inch", "Pipe wrench 3 inhc"),
)
"""Two ways to write one product."""

TWINS = (
    ("Hex bolt 1/2 in x 2 in galvanized", "Hex bolt 1/2 in x 3 in galvanized"),
    ("Hex bolt 12 mm", "Hex bolt 12 in"),
    ("Interior paint white 1 gal", "Interior paint ivory 1 gal"),
    ("Interior paint white 1 gal", "Exterior paint white 1 gal"),
    ("Door mirror left", "Door mirror right"),
    ("Work gloves medium", "Work gloves large"),
    ("Elbow brass 3/4 in", "Elbow copper 3/4 in"),
    ("Wood screw #8 box of 100", "Wood screw #8 box of 50"),
    ("Wood screw #8 box of 100", "Wood screw #8"),
    ("Basmati rice 1 kg", "Basmati rice 1 lb"),
    ("Basmati rice 5", "Basmati rice 5 kg"),
    ("Toner cartridge TJK-765", "Toner cartridge TJK-766"),
    ("Toner cartridge TJK-765", "Toner cartridge TKJ-765"),
    ("Peanut butter crunchy", "Peanut butter smooth"),
    ("Peanut butter", "Peanut butter smooth"),
    ("Lime soda 1 l", "Lite soda 1 l"),
    ("Panel 600 x 400 mm", "Panel 400 x 600 mm"),
    ("Wiper blade 2015", "Wiper blade 2018"),
    ("Screw 8 in", "Screwdriver 8 in"),
    ("Hose 1/2 in, 25 ft", "Hose 1/2 in, 50 ft"),
)
"""Two products that a hasty reader takes for one."""

MEASURES = (
    (("1/2 in", '0.5"', ".5 inch", "½ in.", "1/2-in", "12.7 mm"), 12.7),
    (("1-1/4 in", "1 1/4 in", "1¼ in", '1.25"'), 31.75),
    (("1 kg", "1000 g", "1,000 g", "1kilo", "1,0 kg"), 1000),
    (("1 lb", "1#", "16 oz", "16 ounces", "1 lbs."), 453.59237),
    (("500 ml", "0.5 l", "50cl", "0,5 L"), 500),
    (("box of 100", "100/bx", "100 pcs", "bx 100", "100ct", "100-pack", "100 pk"), 100),
    (("dozen", "12/bx", "box of 12", "12 pack", "1 dz", "12 pc bag"), 12),
    (("ream", "500 sheets", "500 sheets/ream", "ream of 500"), 500),
    (("10 ft", "10'", "10-ft", "120 in", "120''"), 3048),
    (("#8", "No. 8", "no 8", "# 8"), 8),
)
"""Ways to write one measure, and its size."""


def entry(key, *names, **values):
    codes = tuple(values.pop("codes", {}).items())
    return Candidate(key, names, codes, **values)


def pairs_of(left, right, profile=PRODUCTS):
    """Return {(left, right): Pair} of lists of names, or of entries."""
    lists = [
        [
            one if isinstance(one, Candidate) else entry(n, one)
            for n, one in enumerate(x)
        ]
        for x in (left, right)
    ]
    found = propose(*lists, profile)
    assert len({pair.left for pair in found}) == len(found)
    assert len({pair.right for pair in found}) == len(found)
    return {(pair.left, pair.right): pair for pair in found}


def verdict(one, other, profile=PRODUCTS):
    """Return the verdict about two entries that are alone in their lists."""
    pair = pairs_of([one], [other], profile).get((0, 0))
    return pair.verdict if pair else None


class TestMeasures(unittest.TestCase):
    def test_a_measure_is_the_same_however_it_is_written(self):
        for texts, size in MEASURES:
            for text in texts:
                with self.subTest(text):
                    found = tokens(f"thing {text}", PRODUCTS)[1:]
                    self.assertEqual(len(found), 1, found)
                    self.assertAlmostEqual(found[0][0].size, size)

    def test_sizes_beside_an_x_are_two(self):
        for text in ("3x4 in", "3 x 4in", "3 × 4 in", '3"x4"', "3 by 4 in", "3inx4in"):
            with self.subTest(text):
                features = [one for one, _said in tokens(text, PRODUCTS)]
                self.assertEqual(features[1], TIMES)
                self.assertEqual([features[0].raw, features[2].raw], [3, 4])

    def test_a_number_inside_a_model_is_no_measure(self):
        for text in ("M6", "F150", "GBH2-26F", "TJK765", "A4"):
            with self.subTest(text):
                first, *_others = tokens(text, PRODUCTS)
                self.assertNotIsInstance(first[0], Measure)

    def test_a_number_of_a_code_counts_nothing(self):
        for text in ("00984", "5012345678900", "3/0"):
            found = [one for one, _said in tokens(text, PRODUCTS)]
            self.assertFalse([one for one in found if isinstance(one, Measure)], text)

    def test_names_of_customers_have_no_units(self):
        found = [one for one, _said in tokens("Store 12 in Miami", PARTIES)]
        self.assertIn(Measure("", 12, 12), found)

    def test_letters_of_other_scripts_are_words(self):
        for text in ("Молоко 1 l", "牛乳 1 l", "Γάλα 1 l"):
            self.assertEqual(verdict(text, text.upper()), SURE)


class TestNames(unittest.TestCase):
    def test_one_product_written_in_two_ways_is_sure(self):
        for one, other in SAME:
            with self.subTest(f"{one} / {other}"):
                self.assertEqual(verdict(one, other), SURE)
                self.assertEqual(verdict(other, one), SURE)

    def test_twins_that_really_differ_are_never_sure(self):
        for one, other in TWINS:
            with self.subTest(f"{one} / {other}"):
                self.assertNotEqual(verdict(one, other), SURE)
                self.assertNotEqual(verdict(other, one), SURE)

    def test_two_that_fit_as_well_leave_the_choice_to_a_person(self):
        found = pairs_of(["Claw hammer"], ["Claw hammer", "Hammer, claw"])
        (pair,) = found.values()
        self.assertEqual(pair.verdict, MAYBE)
        self.assertIn("rival", [reason.kind for reason in pair.reasons])
        self.assertFalse(
            [
                p
                for p in pairs_of(["Hammer"] * 2, ["Hammer"]).values()
                if p.verdict == SURE
            ]
        )

    def test_the_better_of_two_is_taken(self):
        found = pairs_of(["Claw hammer 16 oz"], ["Claw hammer", "CLAW HAMMER 16OZ"])
        self.assertEqual(found[0, 1].verdict, SURE)

    def test_a_name_that_was_cut_is_not_sure(self):
        whole = "Hex bolt galvanized 3/8 in x 14 in"
        cut = entry(0, whole[:31], cut=True)
        self.assertEqual(verdict(whole, cut), MAYBE)
        self.assertNotEqual(verdict("Hex bolt galvanized 3/8 in x 1 in", cut), SURE)

    def test_the_description_completes_a_name_that_was_cut(self):
        whole = "Hex bolt galvanized 3/8 in x 14 in"
        item = entry(0, whole[:31], "Bolt hex, galv., 3/8 x 14", cut=True)
        self.assertEqual(verdict(whole, item), SURE)

    def test_what_a_cut_name_says_beyond_the_description_counts(self):
        item = entry(0, "Maple syrup organic 5 kg 12/cs", "Maple syrup organic 5 kg")
        cut = entry(0, *item.names, cut=True)
        self.assertNotEqual(verdict("Organic maple syrup 5 kg", item), SURE)
        self.assertNotEqual(verdict("Organic maple syrup 5 kg", cut), SURE)

    def test_a_long_text_is_no_name(self):
        text = "Our best seller for many years now in red, blue and green, 12 months of"
        item = entry(0, "Claw hammer", f"{text} warranty, 3 kg, 40 cm, made of steel")
        self.assertEqual(verdict("Hammer, claw", item), SURE)

    def test_the_same_first_name_is_sure_where_a_description_only_says_more(self):
        item = entry(0, "Key cutting", "Key cutting, house key")
        self.assertEqual(verdict("Key cutting", item), SURE)
        for more in ("Key cutting, brass", "Key cutting, 2 in", "Key cutting X-12"):
            item = entry(0, "Key cutting", more)
            self.assertNotEqual(verdict("Key cutting", item), SURE, more)

    def test_prices_far_apart_are_a_question(self):
        one, other = entry(0, "Claw hammer", price=2), entry(0, "Hammer claw", price=24)
        self.assertEqual(verdict(one, other), MAYBE)

    def test_an_entry_that_says_more_is_a_question_where_prices_disagree(self):
        left = [entry(0, "Claw hammer", price=10), entry(1, "Claw hammer 16 oz")]
        for price, expected in ((10, SURE), (11, SURE), (14, MAYBE), (0, MAYBE)):
            found = pairs_of(left, [entry(0, "Hammer claw", price=price)])
            self.assertEqual(found[0, 0].verdict, expected, price)


class TestCodes(unittest.TestCase):
    def codes(self, one, other, names=("Hammer", "Hammer"), kinds=("reference",) * 2):
        left = entry(0, names[0], codes={kinds[0]: one})
        right = entry(0, names[1], codes={kinds[1]: other})
        return verdict(left, right)

    def test_the_same_code_is_sure_however_it_is_written(self):
        names = ("Hammer, claw, fiberglass", "Claw hammer")
        for one, other in (("AB-1234", "ab 1234"), ("0012345678905", "012345678905")):
            kinds = ("reference", "part_number")
            self.assertEqual(self.codes(one, other, names, kinds), SURE)

    def test_the_name_in_quickbooks_may_be_the_code(self):
        left = entry(0, "Hammer, claw", codes={"reference": "PE-12701"})
        right = entry(0, "PE12701", codes={"name": "PE12701"})
        self.assertEqual(verdict(left, right), SURE)

    def test_a_code_that_is_none_pairs_nothing(self):
        for code in ("N/A", "-", "TBD", "0", "000", "none", "x"):
            self.assertIsNone(self.codes(code, code, ("Hammer", "Wrench")))

    def test_a_code_that_two_have_is_not_sure(self):
        left = [entry(n, n_, codes={"reference": "A-100"}) for n, n_ in enumerate("ab")]
        right = [entry(0, "Something", codes={"reference": "A-100"})]
        self.assertFalse(pairs_of(left, right))

    def test_names_that_contradict_make_a_question_of_a_code(self):
        for names in (
            ("Hex bolt 1/2 in", "Hex bolt 3/4 in"),
            ("Door mirror left", "Door mirror right"),
            ("Peanut butter", "Angle grinder"),
        ):
            self.assertEqual(self.codes("A-1000", "A-1000", names), MAYBE, names)

    def test_a_code_that_is_a_word_says_something_in_its_own_name(self):
        for codes in ({"name": "LAMP"}, {"reference": "LAMP"}):
            lamp = entry(0, "Desk lamp", codes=codes)
            pairs = propose([entry(0, "Desk")], [lamp], PRODUCTS)
            self.assertNotIn(SURE, [pair.verdict for pair in pairs], codes)
        left, right = entry(0, "Desk", codes={"reference": "FURN"}), "FURN Desk"
        (pair,) = propose([left], [entry(0, right)], PRODUCTS)
        self.assertEqual(pair.verdict, SURE)

    def test_different_codes_of_one_series_are_a_question(self):
        self.assertEqual(self.codes("A-1000", "A-2000"), MAYBE)
        self.assertEqual(self.codes("A-1000", "77-12"), SURE)
        self.assertEqual(self.codes("A-1000", "A-2000", kinds=("a", "b")), SURE)

    def test_codes_that_speak_for_two_are_a_question(self):
        left = [entry(0, "Gasket", codes={"reference": "G-100", "barcode": "40063813"})]
        right = [
            entry(0, "Gasket", codes={"reference": "G-100"}),
            entry(1, "Gasket", codes={"barcode": "40063813"}),
        ]
        found = pairs_of(left, right)
        self.assertEqual([pair.verdict for pair in found.values()], [MAYBE])


class TestSimilar(unittest.TestCase):
    def similar(self, new, *known, profile=PRODUCTS):
        """Return [(name, verdict)] of the entries similar to a new name."""
        found = similar(
            [entry("new", new)], [entry(name, name) for name in known], profile
        )
        return [(pair.right, pair.verdict) for pair in found.get("new", ())]

    def test_all_that_is_similar_is_told_the_best_first(self):
        found = self.similar(
            "Hammer, claw 16oz", "Claw hammer 16 oz wood", "Claw hammer 16 oz", "Saw"
        )
        self.assertEqual(
            found, [("Claw hammer 16 oz", SURE), ("Claw hammer 16 oz wood", MAYBE)]
        )

    def test_twins_are_not_similar(self):
        self.assertEqual(self.similar("Hex bolt 1/2 in", "Hex bolt 3/4 in"), [])
        self.assertEqual(self.similar("Gloves left", "Gloves right"), [])

    def test_a_common_code_makes_two_similar(self):
        codes = {"reference": "A-1000"}
        new, known = entry(0, "Hammer", codes=codes), entry(1, "Wrench", codes=codes)
        self.assertEqual(similar([new], [known], PRODUCTS)[0][0].verdict, MAYBE)

    def test_the_first_look_overlooks_nothing_that_is_written_otherwise(self):
        for one, other in SAME:
            others = {n: (f"Other thing {n}",) for n in range(300)}
            with self.subTest(f"{one} / {other}"):
                self.assertIn("it", sift([(one,)], {**others, "it": (other,)}))

    def test_the_first_look_leaves_most_out(self):
        known = {n: (f"Thing {n:04}", f"Code-{n}") for n in range(1000)}
        self.assertEqual(sift([("Something 0007",)], known), [7])
        self.assertEqual(sift([("code 12",)], {1: ("Code-12",), 2: ("x",)}), [1])
        self.assertEqual(sift([(None, "")], known), [])

    def test_the_first_look_at_some_tells_for_which_new_one_each_may_be(self):
        known = {n: (f"Thing {n:04}", f"Code-{n}") for n in range(1000)}
        new = {"a": ("Something 0007",), "b": ("code 12",), "c": ("Lamp",)}
        self.assertEqual(sift_each(new, known, [7, 12]), {"a": [7], "b": [12]})
        self.assertEqual(sift_each(new, known, []), {})


class TestParties(unittest.TestCase):
    def test_variants_of_a_name_are_sure(self):
        for one, other in (
            ("Smith, John", "John Smith"),
            ("Müller & Söhne", "MULLER AND SOHNE"),
            ("Baker Bros. Plumbing Co.", "Baker Brothers Plumbing Company"),
            ("The Book Store", "Book Store"),
            ("St. Mary's Church", "Saint Marys Church"),
        ):
            with self.subTest(one):
                self.assertEqual(verdict(one, other, PARTIES), SURE)

    def test_another_spelling_may_be_another_person(self):
        for one, other in (
            ("Anna Schmidt", "Anna Schmitt"),
            ("John Smith", "J. Smith"),
            ("Baker Plumbing LLC", "Baker Plumbing Inc."),
            ("Baker Plumbing", "Baker Plumbing Miami"),
            ("Store 12", "Store 13"),
            ("John Smith Jr.", "John Smith Sr."),
        ):
            with self.subTest(one):
                self.assertNotEqual(verdict(one, other, PARTIES), SURE)


class TestReasons(unittest.TestCase):
    def test_every_reason_can_be_said(self):
        for text in REASONS.values():
            self.assertTrue(text.format(left="this", right="that"))

    def test_a_reason_says_what_both_lists_say(self):
        (pair,) = pairs_of(["Hex bolt 1/2 in"], ["HEX BOLT .5'' GALV."]).values()
        self.assertEqual([*map(str, pair.reasons)], ["only the second has “galv”"])
        left = entry(0, "Hex bolt 1/2 in", codes={"reference": "A-1000"})
        right = entry(0, "HEX BOLT 3/4-in", codes={"reference": "A1000"})
        (pair,) = pairs_of([left], [right]).values()
        self.assertEqual(
            [*map(str, pair.reasons)],
            ["same code a1000", "the names differ", "“1/2 in” or “3/4 in”"],
        )

    def test_a_reason_is_the_same_where_the_lists_change_places(self):
        there = Reason("only_left", "blue")
        self.assertEqual(there.turned(), Reason("only_right", "", "blue"))
        self.assertEqual(there.turned().turned(), there)
        code = Reason("same_code", "AB-1")
        self.assertEqual(code.turned(), code)
        pair = Pair(1, 2, 0.9, SURE, (there, code))
        self.assertEqual(pair.turned(), Pair(2, 1, 0.9, SURE, (there.turned(), code)))

    def test_the_best_pairs_come_first(self):
        names = [one for pair in SAME for one in pair]
        scores = [pair.score for pair in pairs_of(names[::2], names[1::2]).values()]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertTrue(all(0 < score <= 1 for score in scores))


class TestAnything(unittest.TestCase):
    def test_odd_texts_are_read_without_an_error(self):
        chance = random.Random(7)
        alphabet = "aB1 0/½x×'\"#-.,()%°&é\u0301№²Ⅷ٣漢\u200b\t\n\x00@_"
        texts = [
            "".join(chance.choices(alphabet, k=chance.randint(0, 25)))
            for _ in range(800)
        ]
        left = [entry(n, t, t[::-1], codes={"name": t}) for n, t in enumerate(texts)]
        right = [entry(n, t, cut=True) for n, t in enumerate(reversed(texts))]
        for profile in (PRODUCTS, PARTIES):
            pairs_of(left, right, profile)

    def test_empty_lists_and_entries_have_no_pairs(self):
        nothing = [entry(0), entry(1, "", None), entry(2, "  ", codes={"name": ""})]
        self.assertEqual(pairs_of([], []), {})
        self.assertEqual(pairs_of(nothing, nothing), {})
        self.assertEqual(pairs_of(nothing, ["Hammer"]), {})


class TestCatalogues(unittest.TestCase):
    SEED = 1

    def test_what_is_paired_without_a_person_is_right_and_most_of_it_is(self):
        for kind, size in (("items", 5000), ("traps", 5000), ("parties", 1500)):
            found = measured(self.SEED, size, kind)
            print(f"\nmatching {kind}, seed {self.SEED}, {size}: {found}")
            with self.subTest(kind):
                self.assertTrue(is_met(found), found)

    def test_a_matcher_that_overlooks_sizes_is_caught(self):
        with unittest.mock.patch.object(units.Measure, "fits", lambda *_both: True):
            self.assertLess(measured(self.SEED, 1500)["precision"], 0.99)

    def test_a_matcher_that_overlooks_words_is_caught(self):
        with unittest.mock.patch.object(comparing, "_rest", lambda *_both: []):
            self.assertLess(measured(self.SEED, 1500)["precision"], 0.99)
