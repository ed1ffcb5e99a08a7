import random
import unicodedata
import unittest
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from lxml import etree

from ..core.errors import ValueRefused
from ..core.qbxml import values
from ..core.qbxml.texts import from_cp1252, normalise_text, stored_text
from .support.reference import request_schema, requires_reference

SEED = 20240310
ROUNDS = 400

TEXT_PIECES = [
    *"abcXYZ 0123",
    *"éÉüßñ¿£¥©®°½×÷ÿÀ\xa0\xad",
    *"™€“”‘’–—…Œœžčłőαжש中日ﬁ",
    *["\n", "\r\n", "\r", "\t", "\u2028", "\x00", "\x07", "\x1f", "\x7f", "\x99"],
    *["e\u0301", "n\u0303", "\u0301", "\u200b", "\u200d", "\ufeff", "\ufffe", "\ud83d"],
    *["😀", "👨\u200d👩", "&", "<", ">", '"', "'", "]]>", ":", "  "],
]

CODECS = {
    "text": values.text(41),
    "multiline": values.text(4095, multiline=True),
    "amount": values.amount,
    "price": values.price,
    "quantity": values.quantity,
    "percent": values.percent,
    "integer": values.integer,
    "boolean": values.boolean,
    "date": values.date_,
    "datetime": values.datetime_,
    "guid": values.guid,
    "enum": values.enum("Awarded", "Closed"),
    "ref": values.ref("terms"),
    "lines": values.lines(5, 41),
    "many": values.many(values.text(10)),
}


def random_text(rng, length=60):
    return "".join(rng.choice(TEXT_PIECES) for _ in range(rng.randrange(length)))


def random_number(rng):
    number = Decimal(rng.randrange(-(10**11), 10**11)).scaleb(rng.randrange(-8, 1))
    number = number if abs(number) < 10**9 else number.scaleb(-6)
    return rng.choice([number, float(number), str(number), int(number), 0, -0.0, 1e-9])


def random_value(rng, name):
    """Return a value as Odoo may hold it, for the codec of that name."""
    when = datetime(1990, 1, 1) + timedelta(seconds=rng.randrange(2 * 10**9))
    makers = {
        "text": lambda: random_text(rng),
        "multiline": lambda: random_text(rng, 200),
        "integer": lambda: rng.randrange(-(10**6), 10**6),
        "boolean": lambda: rng.random() < 0.5,
        "date": lambda: rng.choice([when, when.date(), when.date().isoformat()]),
        "datetime": lambda: rng.choice([when, when.isoformat(), when.date()]),
        "guid": lambda: f"{rng.getrandbits(32):08X}-0000-4000-8000-{7:012X}",
        "enum": lambda: rng.choice(["Awarded", "Closed"]),
        "ref": lambda: f"8000{rng.randrange(10**4)}-{rng.randrange(10**9)}",
        "lines": lambda: [random_text(rng) or False for _ in range(rng.randrange(8))],
        "many": lambda: [random_text(rng, 12) for _ in range(rng.randrange(4))],
    }
    return makers.get(name, lambda: random_number(rng))()


def samples():
    """Yield (codec name, codec, value), the same ones in every run."""
    rng = random.Random(SEED)
    for name, codec in CODECS.items():
        yield name, codec, None
        for _ in range(ROUNDS):
            yield name, codec, random_value(rng, name)


def built(codec, canonical, tag="Field", adding=False):
    parent = etree.Element("Parent")
    codec.build(parent, tag, canonical, adding)
    return parent


class TestEveryCodec(unittest.TestCase):
    def test_the_canonical_form_of_a_canonical_form_is_itself(self):
        for name, codec, value in samples():
            canonical = codec.normalise(value)
            self.assertEqual(codec.normalise(canonical), canonical, (name, value))

    def test_what_is_stored_is_canonical_and_stored_again_as_it_is(self):
        for name, codec, value in samples():
            stored = codec.stored(codec.normalise(value))
            self.assertEqual(codec.stored(stored), stored, (name, value))
            self.assertEqual(codec.normalise(stored), stored, (name, value))

    def test_what_is_built_is_read_back_as_what_is_stored(self):
        for name, codec, value in samples():
            canonical = codec.normalise(value)
            if codec.stored(canonical) is None and not codec.clearable:
                continue
            sent = etree.tostring(built(codec, canonical), encoding="ascii")
            back = codec.read(etree.fromstring(sent), "Field")
            self.assertEqual(back, codec.stored(canonical), (name, value))

    def test_the_empty_values_of_odoo_are_none(self):
        for name, codec in CODECS.items():
            empties = (None, "") if name == "boolean" else (None, False, "")
            for empty in empties:
                self.assertIsNone(codec.normalise(empty), (name, empty))

    def test_an_absent_element_and_an_empty_one_are_none(self):
        for name, codec in CODECS.items():
            self.assertIsNone(codec.read(etree.fromstring("<P/>"), "Field"), name)
            empty = etree.fromstring("<P><Field> </Field></P>")
            self.assertIsNone(codec.read(empty, "Field"), name)

    def test_none_is_an_empty_element_or_refused_where_the_schema_wants_a_value(self):
        for name, codec in CODECS.items():
            if codec.clearable:
                self.assertTrue(len(built(codec, None)), name)
            else:
                with self.assertRaises(ValueRefused) as caught:
                    built(codec, None)
                self.assertEqual(caught.exception.where, "Field")


class TestText(unittest.TestCase):
    def test_text_is_composed_trimmed_and_has_plain_line_ends_but_is_not_cut(self):
        self.assertEqual(values.text(3).normalise("  Zu\u0308rich\r\n1 "), "Zürich\n1")
        self.assertEqual(values.text(3).normalise("abcdef"), "abcdef")

    def test_text_is_stored_cut_and_without_a_blank_at_the_cut(self):
        self.assertEqual(values.text(5).stored("abcd efg"), "abcd")
        self.assertEqual(values.text(41).stored("x" * 50), "x" * 41)

    def test_latin_1_is_kept_and_anything_else_is_stored_as_a_question_mark(self):
        self.assertEqual(stored_text("Pérez ¿½ÿ"), "Pérez ¿½ÿ")
        self.assertEqual(stored_text("A 中 😀"), "A ? ?")

    def test_control_and_invisible_characters_are_not_stored(self):
        self.assertEqual(stored_text("a\x00b\x1fc\x99d\u200be\ufefff"), "abcdef")
        self.assertEqual(stored_text("a\tb"), "a b")
        self.assertIsNone(stored_text("\x07"))

    def test_line_ends_stay_in_notes_and_become_blanks_elsewhere(self):
        self.assertEqual(values.text(99, multiline=True).stored("a\nb"), "a\nb")
        self.assertEqual(values.text(99).stored("a \n b"), "a b")

    def test_nothing_that_xml_lacks_is_ever_stored(self):
        for code in [*range(0x3000), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x1F600]:
            stored = stored_text(f"a{chr(code)}b", multiline=True)
            self.assertLessEqual(max(stored), "\xff")
            controls = {c for c in stored if unicodedata.category(c) == "Cc"}
            self.assertLessEqual(controls, {"\n"})

    def test_bytes_of_windows_1252_are_read_as_such(self):
        self.assertEqual(from_cp1252("a\x99\x80\x85\x92é"), "a™€…’é")
        self.assertEqual(from_cp1252("a\x81b"), "ab")
        self.assertEqual(normalise_text(from_cp1252("\x93x\x94")), "“x”")


class TestNumbers(unittest.TestCase):
    def test_an_amount_has_exactly_two_decimals(self):
        cases = {10: "10.00", 0.1 + 0.2: "0.30", "1e3": "1000.00", -0.001: "0.00"}
        for value, expected in cases.items():
            self.assertEqual(values.amount.normalise(value), expected)

    def test_halves_are_rounded_away_from_zero_as_odoo_does(self):
        cases = {
            1.015 * 100: "101.50",
            2.675: "2.68",
            -2.675: "-2.68",
            1.005: "1.01",
            0.125: "0.13",
        }
        for value, expected in cases.items():
            self.assertEqual(values.amount.normalise(value), expected)
        # the noise of binary fractions does not decide: 2.035 is meant
        self.assertEqual(values.amount.normalise(2.0349999999999997), "2.04")

    def test_prices_and_quantities_are_short_and_never_have_an_exponent(self):
        cases = {
            100: "100",
            2.5: "2.5",
            10.123456: "10.12346",
            0.00001: "0.00001",
            1e-7: "0",
            -0.0: "0",
            1e9: "1000000000",
            Decimal("5E+2"): "500",
        }
        for value, expected in cases.items():
            self.assertEqual(values.quantity.normalise(value), expected)

    def test_a_percent_sign_of_a_response_is_read_over(self):
        element = etree.fromstring("<PricePercent>18.0%</PricePercent>")
        self.assertEqual(values.percent.parse(element), "18")

    def test_what_is_no_number_or_too_large_is_refused(self):
        for value in ("1,000", "ten", float("nan"), float("inf"), True, 10**10):
            with self.assertRaises(ValueRefused):
                values.price.normalise(value)
        for value in (10**13, "1e300", -(10**13)):
            with self.assertRaises(ValueRefused):
                values.amount.normalise(value)

    def test_whole_numbers_are_ints(self):
        self.assertEqual(values.integer.normalise("30"), 30)
        self.assertEqual(values.integer.normalise(0), 0)
        for value in (1.5, "x", True):
            with self.assertRaises(ValueRefused):
                values.integer.normalise(value)

    def test_zero_is_a_value_and_false_is_none(self):
        self.assertEqual(values.amount.normalise(0), "0.00")
        self.assertIsNone(values.amount.normalise(False))


class TestOtherValues(unittest.TestCase):
    def test_booleans_are_written_in_lower_case(self):
        self.assertEqual(built(values.boolean, True)[0].text, "true")
        self.assertEqual(built(values.boolean, False)[0].text, "false")

    def test_booleans_of_responses_may_be_digits(self):
        self.assertIs(values.boolean.parse(etree.fromstring("<A>1</A>")), True)
        self.assertIs(values.boolean.parse(etree.fromstring("<A>false</A>")), False)
        with self.assertRaises(ValueRefused):
            values.boolean.normalise("yes")

    def test_dates_and_times_have_one_form_only(self):
        moment = datetime(2024, 3, 10, 1, 2, 3, 456)
        aware = moment.replace(tzinfo=timezone(timedelta(hours=-8)))
        self.assertEqual(values.date_.normalise(moment), "2024-03-10")
        self.assertEqual(values.date_.normalise(date(2024, 3, 10)), "2024-03-10")
        self.assertEqual(values.datetime_.normalise(moment), "2024-03-10T01:02:03")
        self.assertEqual(values.datetime_.normalise(aware), "2024-03-10T01:02:03")
        self.assertEqual(
            values.datetime_.normalise("2009-03-12T13:21:04-08:00"),
            "2009-03-12T13:21:04",
        )
        with self.assertRaises(ValueRefused):
            values.date_.normalise("03/10/2024")

    def test_a_word_that_is_not_on_the_list_is_read_but_not_written(self):
        codec = values.enum("Awarded", "Closed")
        self.assertEqual(codec.parse(etree.fromstring("<J>Lost</J>")), "Lost")
        with self.assertRaisesRegex(ValueRefused, "Lost"):
            built(codec, "Lost")

    def test_a_reference_is_its_id_and_is_cleared_by_an_empty_id(self):
        terms = values.ref("terms")
        self.assertEqual(terms.mapping, "terms")
        self.assertEqual(built(terms, "8-1", "TermsRef")[0].findtext("ListID"), "8-1")
        cleared = etree.tostring(built(terms, None, "TermsRef"))
        self.assertEqual(cleared, b"<Parent><TermsRef><ListID/></TermsRef></Parent>")
        with self.assertRaises(ValueRefused):
            built(terms, "8" * 37)

    def test_a_reference_of_a_transaction_is_a_txnid(self):
        invoice = values.ref("invoice", id_tag="TxnID")
        self.assertEqual(built(invoice, "C5-1", "Link")[0][0].tag, "TxnID")

    def test_a_guid_gets_its_braces_and_lower_case(self):
        plain = "57F3B9B1-86F1-4FCC-B1EE-566DE1813D20"
        self.assertEqual(values.guid.normalise(plain), "{" + plain.lower() + "}")
        self.assertEqual(values.guid.normalise("0"), "0")
        with self.assertRaises(ValueRefused):
            values.guid.normalise("{57F3B9B1}")

    def test_a_mod_clears_the_address_lines_that_are_gone_and_an_add_does_not(self):
        codec = values.lines(5, 41)
        mod = built(codec, ["1 Main St", "Suite 2"], "Addr")
        self.assertEqual(
            [(e.tag, e.text) for e in mod],
            [
                ("Addr1", "1 Main St"),
                ("Addr2", "Suite 2"),
                ("Addr3", None),
                ("Addr4", None),
                ("Addr5", None),
            ],
        )
        added = built(codec, ["1 Main St"], "Addr", adding=True)
        self.assertEqual([e.tag for e in added], ["Addr1"])

    def test_blank_address_lines_are_no_lines_and_a_sixth_is_cut_off(self):
        codec = values.lines(5, 41)
        self.assertEqual(codec.normalise("a\n\n b \n"), ["a", "b"])
        self.assertEqual(codec.normalise(["a", False, "", "b"]), ["a", "b"])
        self.assertEqual(codec.stored(list("abcdef")), list("abcde"))
        self.assertIsNone(codec.normalise(["", False]))


@requires_reference
class TestTheSchemaTakesWhatIsBuilt(unittest.TestCase):
    places = {
        "text": ("CustomerAdd", "Name"),
        "amount": ("CustomerMod", "CreditLimit"),
        "price": ("ItemSalesTaxMod", "TaxRate"),
        "boolean": ("CustomerMod", "IsActive"),
        "date": ("CustomerMod", "JobStartDate"),
        "multiline": ("CustomerMod", "Notes"),
        "ref": ("CustomerMod", "TermsRef"),
        "enum": ("CustomerMod", "JobStatus"),
    }

    def test_every_value_is_valid_in_its_place(self):
        for name, codec, value in samples():
            if name in self.places:
                self._assert_valid(name, codec, codec.normalise(value))

    def _assert_valid(self, name, codec, canonical):
        tag, place = self.places[name]
        if canonical is None and not codec.clearable:
            return
        root = etree.Element("QBXML")
        request = etree.SubElement(root, "QBXMLMsgsRq", onError="continueOnError")
        request = etree.SubElement(etree.SubElement(request, f"{tag}Rq"), tag)
        if tag.endswith("Mod"):
            etree.SubElement(request, "ListID").text = "1-1"
            etree.SubElement(request, "EditSequence").text = "1"
        codec.build(request, place, canonical)
        self.assertTrue(request_schema().validate(root), (name, canonical))
