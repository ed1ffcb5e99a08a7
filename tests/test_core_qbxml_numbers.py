import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from ..core.qbxml.numbers import LENGTH, short_number

FORMS = (
    "{code}/{year}/{counter:05}",
    "{code}/{year}/{month:02}/{counter:04}",
    "{code}/{short}-{next}/{counter:04}",
    "{code}/{year}-20{next}/{counter:05}",
    "{code}-{year}-{counter:04}",
    "{year}/{counter:05}/{code}",
)


def number(form, code, counter, year=2026, month=1):
    short = year % 100
    return form.format(
        code=code,
        year=year,
        short=short,
        next=short + 1,
        month=month,
        counter=counter,
    )


class TestShortNumber(unittest.TestCase):
    def test_numbers_of_journals_and_kinds_stay_apart(self):
        for name, expected in (
            ("INV/2026/00001", "INV/26/0001"),
            ("INV/2026/12345", "INV26/12345"),
            ("RINV/2026/00001", "RINV26/0001"),
            ("EXP/2026/00001", "EXP/26/0001"),
            ("SHOP/2026/00001", "SHOP26/0001"),
            ("SALE/2026/00001", "SALE26/0001"),
            ("SHOP1/2026/00001", "SHOP126/001"),
            ("RSHOP1/2026/00001", "RSHOP126001"),
            ("INV/2026/01/0001", "INV2601/001"),
            ("RINV/2026/01/0001", "RINV2601001"),
            ("INV/2026/12/1000", "INV26121000"),
            ("RINV/2026/01/1000", "RINV26A1000"),
            ("RINV/2026/12/1000", "RINV26L1000"),
            ("INV/26-27/0001", "INV/26/0001"),
            ("INV/2026-2027/00001", "INV/26/0001"),
            ("B2B/2026/00001", "B2B/26/0001"),
        ):
            self.assertEqual(short_number(name), expected, name)

    def test_long_prefixes_that_begin_alike_stay_apart(self):
        codes = ("SHOP-NORTH", "SHOP-SOUTH", "INVOICE", "INVOICES", "INVENTORY")
        found = {short_number(number(FORMS[0], code, 1)) for code in codes}
        self.assertEqual(len(found), len(codes), found)

    def test_no_number_stays_none(self):
        for empty in (None, False, "", "  "):
            self.assertIsNone(short_number(empty))

    @given(st.text(min_size=1, max_size=30), st.sampled_from((11, 20)))
    @settings(max_examples=200, deadline=None)
    def test_a_number_fits_and_one_that_fits_is_whole(self, name, length):
        short = short_number(name, length)
        if not name.strip():
            self.assertIsNone(short)
            return
        self.assertTrue(1 <= len(short) <= length, short)
        self.assertEqual(short_number(short, length), short)
        if len(name.strip()) <= length:
            self.assertEqual(short, name.strip())

    @given(
        st.sampled_from(FORMS),
        st.text("ABCSHOPRINV12", min_size=1, max_size=5).filter(lambda c: c[0] > "9"),
        st.sets(
            st.tuples(st.integers(1, 99999), st.integers(1, 12)),
            min_size=2,
            max_size=20,
        ),
    )
    @settings(max_examples=150, deadline=None)
    def test_no_two_numbers_of_a_journal_are_one(self, form, code, counters):
        names = {number(form, code, one, month=month) for one, month in counters}
        found = {short_number(name) for name in names}
        self.assertEqual(len(found), len(names), (names, found))

    @given(
        st.sampled_from(FORMS[:4]),
        st.sets(st.text("ABHINOPRSV", min_size=2, max_size=4), min_size=2, max_size=9),
        st.integers(1, 9999),
        st.integers(2020, 2030),
        st.integers(1, 12),
    )
    @settings(max_examples=150, deadline=None)
    def test_journals_of_short_codes_stay_apart(
        self, form, codes, counter, year, month
    ):
        if form == FORMS[1] and counter > 999:
            codes = {code[:3] for code in codes}
        codes = codes | {f"R{code}" for code in codes}
        found = {
            short_number(number(form, code, counter, year, month)) for code in codes
        }
        self.assertEqual(len(found), len(codes), found)
        self.assertTrue(all(len(one) <= LENGTH for one in found), found)
