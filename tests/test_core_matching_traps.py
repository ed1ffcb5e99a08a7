"""Names that a hasty reader takes for one: no such pair is made without a person."""

import unittest

from ..core.matching.lexicon import PARTIES, PRODUCTS
from ..core.matching.matcher import propose
from ..core.matching.records import MAYBE, SURE, Candidate

PRODUCT_TWINS = (
    ("Label black on white", "Label white on black"),
    ("1/2 male x 3/4 female", "1/2 female x 3/4 male"),
    ("Left hand door right swing", "Right hand door left swing"),
    ("Jeans 32 waist 34 length", "Jeans 34 waist 32 length"),
    ("Clips, 2 boxes of 10", "Clips, 10 boxes of 2"),
    ("Banner red with blue trim", "Banner blue with red trim"),
    ("Cable USB-A to USB-C", "Cable USB-C to USB-C"),
    ("Vitamin A", "Vitamin"),
    ("Gasket A", "Gasket"),
    ("Pump Y", "Pump"),
    ("Johnson Johnson baby oil", "Johnson baby oil"),
    ("Lens +1.50", "Lens -1.50"),
    ("Thermometer −20 C", "Thermometer 20 C"),
    ("Coupon 50 % off", "Coupon 50 off"),
    ("Shade 10", "Shade 10 pack"),
    ("Resistor 10 mohm", "Resistor 10 Mohm"),
    ("Resistor 10 mohm", "RESISTOR 10 MOHM"),
    ("Cable HDMI to DVI", "Cable DVI to HDMI"),
    ("Milk chocolate", "Chocolate milk"),
    ("Lens + 1.50", "Lens - 1.50"),
    ("pH +", "pH -"),
    ("C++ book", "C book"),
    ("Battery AA", "Battery AAA"),
    ("Volume II", "Volume III"),
    ("Chair no arms", "Chair arms"),
)
CODED_TWINS = (
    *PRODUCT_TWINS,
    ("Shirt M", "Shirt XL"),
    ("Chair with arms", "Chair without arms"),
    ("Coffee", "Coffee decaf"),
    ("Labor regular", "Labor overtime"),
    ("Cola", "Cola 6 pack"),
    ("Shirt red", "Shirt blue"),
    ("2 x 4 x 8", "4 x 2 x 8"),
    ("No. 5", "No 50"),
    ("Tire", "Used tire"),
    ("Printer lease", "Printer"),
    ("Dish soap refill", "Dish soap"),
    ("Non-stick pan", "Stick pan"),
    ("Labor", "Labor after hours"),
)
"""Twins that have the same code, by mistake or as parts of one product."""

PARTY_TWINS = (
    ("Mr. Smith", "Mrs. Smith"),
    ("Williams", "William"),
    ("Roberts Construction", "Robert Construction"),
    ("Stephens", "Stephen"),
    ("Parks Street Cafe", "Park Street Cafe"),
    ("James Scott", "Scott James"),
    ("D & A Farms", "D Farms"),
    ("Unit A LLC", "Unit LLC"),
    ("Nguyen Van A", "Nguyen Van"),
    ("John Smith", "Mary Smith"),
    ("Smith Plumbing", "Smith Electric"),
    ("Acme Boston", "Acme Austin"),
    ("St Mary School", "St Mary Church"),
    ("Acme Corp", "Acme Ltd"),
)
SAME_PRODUCT = (
    ("Jeans 32 waist 34 length", "34 length 32 waist jeans"),
    ("Label black on white", "LABEL, BLACK ON WHITE"),
    ("Deck screw #8 x 2 in", "2 in deck screw #8"),
    ("Cable USB-A to USB-C", "USB-A to USB-C cable"),
    ("Sol y Sombra soda", "SOL Y SOMBRA SODA"),
    ("Bolt (25)", "Bolt 25/box"),
    ("Vitamin A tablets", "VITAMIN A TABLET"),
    ("Thermometer -20 C", "THERMOMETER −20 C"),
    ("Washer - 10 mm", "Washer 10 mm"),
    ("Soap + sponge", "SOAP + SPONGE"),
    ("Chair no arms", "Chair without arms"),
)
SAME_PARTY = (
    ("Smith, John", "John Smith"),
    ("Smith, Mr. John", "MR JOHN SMITH"),
    ("D & A Farms", "D and A Farms"),
    ("Acme Tools, Inc.", "Acme Tools Incorporated"),
)


def judged(left, right, profile, **values):
    """Return the verdict about two names with the same values, alone in their lists."""
    pairs = propose(
        [Candidate(1, (left,), **values)], [Candidate(1, (right,), **values)], profile
    )
    return pairs[0].verdict if pairs else None


class TestTwins(unittest.TestCase):
    def assert_judged(self, pairs, profile, is_sure, **values):
        for left, right in pairs:
            for one, other in ((left, right), (right, left)):
                with self.subTest(f"{one} / {other}"):
                    found = judged(one, other, profile, **values)
                    self.assertEqual(found == SURE, is_sure, found)

    def test_products_that_differ_in_a_small_thing_are_not_sure(self):
        self.assert_judged(PRODUCT_TWINS, PRODUCTS, is_sure=False)

    def test_a_code_makes_none_of_them_sure(self):
        for kind, code in (("reference", "AB-1234"), ("barcode", "4006381333931")):
            codes = ((kind, code),)
            self.assert_judged(CODED_TWINS, PRODUCTS, is_sure=False, codes=codes)

    def test_parties_of_similar_names_are_not_sure(self):
        self.assert_judged(PARTY_TWINS, PARTIES, is_sure=False)

    def test_an_email_or_an_account_number_makes_none_of_them_sure(self):
        codes = (("email", "smith@example.com"), ("account", "C-10001"))
        for code in codes:
            self.assert_judged(PARTY_TWINS, PARTIES, is_sure=False, codes=(code,))

    def test_neither_does_a_common_house(self):
        facts = (("zip", "78701"), ("phone", "512 555 0100"), ("town", "Austin"))
        self.assert_judged(PARTY_TWINS, PARTIES, is_sure=False, facts=facts)

    def test_the_same_in_other_words_is_sure(self):
        self.assert_judged(SAME_PRODUCT, PRODUCTS, is_sure=True)
        self.assert_judged(SAME_PARTY, PARTIES, is_sure=True)

    def test_two_that_changed_their_codes_are_not_sure(self):
        left = [
            Candidate(1, ("Shirt L",), (("reference", "S-100"),)),
            Candidate(2, ("Shirt XL",), (("reference", "S-200"),)),
        ]
        right = [
            Candidate(1, ("Shirt L",), (("name", "S-200"),)),
            Candidate(2, ("Shirt XL",), (("name", "S-100"),)),
        ]
        found = propose(left, right, PRODUCTS)
        self.assertFalse([pair for pair in found if pair.verdict == SURE])


class TestDetails(unittest.TestCase):
    def judged(self, ours, theirs, profile=PARTIES, name="Smith Hardware"):
        pairs = propose(
            [Candidate(1, (name,), facts=tuple(ours.items()))],
            [Candidate(1, (name,), facts=tuple(theirs.items()))],
            profile,
        )
        return pairs[0].verdict, str(pairs[0].reasons[0])

    def test_another_place_or_number_under_the_same_name_is_a_question(self):
        for kind, one, other in (
            ("town", "Austin", "Boston"),
            ("zip", "78701", "02101"),
            ("phone", "(512) 555-0100", "617 555 0199"),
            ("email", "a@example.com", "b@example.com"),
        ):
            with self.subTest(kind):
                verdict, reason = self.judged({kind: one}, {kind: other})
                self.assertEqual(verdict, MAYBE)
                self.assertIn(one, reason)
                self.assertEqual(self.judged({kind: one}, {})[0], SURE)

    def test_the_same_in_another_spelling_is_none(self):
        ours = {"town": "St. Louis", "zip": "63101", "phone": "+1 (314) 555-0100"}
        theirs = {"town": "Saint Louis", "zip": "63101-2233", "phone": "314.555.0100"}
        self.assertEqual(self.judged(ours, theirs)[0], SURE)

    def test_one_without_an_address_among_many_with_one_is_a_question(self):
        lists = [
            [
                Candidate(
                    n, (f"Firm {word}",), facts=(("town", "Austin"),) if n else ()
                )
                for n, word in enumerate(
                    ["Alpha", "Bravo", "Delta", "Echo", "Kilo", "Lima", "Oscar"]
                )
            ]
            for _side in (0, 1)
        ]
        verdicts = {pair.left: pair.verdict for pair in propose(*lists, PARTIES)}
        self.assertEqual(verdicts, {0: MAYBE, **dict.fromkeys(range(1, 7), SURE)})

    def test_a_service_and_goods_of_one_name_are_a_question(self):
        ours, theirs = {"kind": "service"}, {"kind": "goods"}
        verdict, _reason = self.judged(ours, theirs, PRODUCTS, "Delivery box")
        self.assertEqual(verdict, MAYBE)
        self.assertEqual(self.judged(ours, ours, PRODUCTS, "Delivery box")[0], SURE)

    def test_the_form_of_a_firm_may_be_missing_where_a_detail_agrees(self):
        for facts, expected in (((("zip", "78701"),), SURE), ((), MAYBE)):
            found = judged("Acme Tools Inc.", "Acme Tools", PARTIES, facts=facts)
            self.assertEqual(found, expected)

    def test_the_name_of_a_company_is_compared_with_that_of_a_person(self):
        person = Candidate(1, ("Smith, John", "Acme Tools Inc", "John Smith"))
        for name in ("Acme Tools Inc", "John Smith"):
            pairs = propose([Candidate(1, (name,))], [person], PARTIES)
            self.assertEqual(len(pairs), 1, name)
