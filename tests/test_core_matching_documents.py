"""Pairs of documents in two books: none that differ are paired without a person."""

import random
import unittest
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ..core.matching.documents import NOBODY, Document, DocumentMatcher, folded
from ..core.matching.records import MAYBE, SURE

DAY = date(2026, 6, 15)
ONE = Document(1, "INV/1001", ("1001",), 7, "Ann", DAY, Decimal("108.25"))


def verdict(one, **changes):
    """Return the verdict on a document and its copy with changes, None for no pair."""
    other = replace(one, key=2, **changes)
    found = DocumentMatcher().propose([one], [other])
    return found[0].verdict if found else None


class TestPairs(unittest.TestCase):
    def test_same_in_all_is_sure(self):
        self.assertEqual(verdict(ONE), SURE)

    def test_number_is_read_without_signs_and_zeros(self):
        self.assertEqual(verdict(ONE, numbers=("001001",)), SURE)
        self.assertEqual(folded("INV/2026/00012"), folded("inv-2026-12"))

    def test_one_part_off_is_asked(self):
        for changes in (
            {"numbers": ("INV-1001",)},
            {"numbers": ("1010",)},
            {"numbers": ("77",)},
            {"numbers": ()},
            {"party": 8},
            {"party": None},
            {"day": DAY + timedelta(3)},
            {"day": DAY + timedelta(90)},
            {"total": Decimal("108.52")},
            {"total": Decimal("50.00")},
        ):
            with self.subTest(changes):
                self.assertEqual(verdict(ONE, **changes), MAYBE)

    def test_two_parts_off_are_two_documents(self):
        for changes in (
            {"numbers": ("77",), "day": DAY + timedelta(1)},
            {"numbers": ("1002",), "total": Decimal("108.52")},
            {"party": 8, "day": DAY + timedelta(1)},
            {"party": 8, "total": Decimal("108.52")},
            {"numbers": (), "day": DAY + timedelta(30)},
            {"numbers": (), "party": 8},
            {"numbers": (), "total": Decimal("108.52")},
        ):
            with self.subTest(changes):
                self.assertIsNone(verdict(ONE, **changes))

    def test_payment_of_the_same_documents_in_full_is_sure_without_a_number(self):
        paid = replace(ONE, numbers=(), applied=((5, Decimal("108.25"), True),))
        self.assertEqual(verdict(paid), SURE)
        self.assertEqual(verdict(paid, day=DAY + timedelta(40)), MAYBE)
        part = replace(ONE, numbers=(), applied=((5, Decimal("50.00"), False),))
        self.assertEqual(verdict(part), MAYBE)

    def test_of_twins_on_one_side_none_is_sure(self):
        twins = [replace(ONE, key=2), replace(ONE, key=3)]
        (pair,) = DocumentMatcher().propose([ONE], twins)
        self.assertEqual(pair.verdict, MAYBE)
        self.assertIn("rival", [reason.kind for reason in pair.reasons])

    def test_other_open_amount_is_named(self):
        paid = replace(ONE, open_amount=Decimal(0))
        due = replace(ONE, key=2, open_amount=Decimal("108.25"))
        (pair,) = DocumentMatcher().propose([paid], [due])
        self.assertEqual(pair.verdict, SURE)
        self.assertEqual(str(pair.reasons[-1]), "open 0.00 and 108.25")

    def test_sift_keeps_what_has_a_number_or_total(self):
        known = {1: ["INV/2026/0042", 99.0], 2: ["X", 108.25], 3: ["Y", 20.0]}
        self.assertEqual(DocumentMatcher().sift([["42", "108.25"]], known), [1, 2])


RENT, BANK, FREIGHT = 1, 2, 3


def posted(debit=RENT, credit=BANK, value="108.25"):
    return ((debit, Decimal(value)), (credit, -Decimal(value)))


ENTRY = replace(ONE, party=NOBODY, accounts=posted())


class TestEntries(unittest.TestCase):
    """Entries have no party: their accounts count."""

    def test_same_in_all_is_sure(self):
        self.assertEqual(verdict(ENTRY), SURE)
        self.assertEqual(verdict(ENTRY, accounts=posted()[::-1]), SURE)

    def test_one_part_off_is_asked(self):
        for changes in (
            {"numbers": ()},
            {"numbers": ("77",)},
            {"day": DAY + timedelta(3)},
            {"accounts": posted(FREIGHT)},
            {"accounts": posted(BANK, RENT)},
            {"accounts": None},
            {"accounts": posted()[1:]},
            {"total": Decimal("109.00"), "accounts": posted(value="109.00")},
            {"numbers": (), "accounts": posted()[1:]},
            {"numbers": (), "day": DAY + timedelta(3)},
        ):
            with self.subTest(changes):
                self.assertEqual(verdict(ENTRY, **changes), MAYBE)

    def test_two_parts_off_are_two(self):
        for changes in (
            {"numbers": (), "accounts": posted(FREIGHT)},
            {"numbers": ("77",), "accounts": posted(FREIGHT)},
            {"day": DAY + timedelta(3), "accounts": posted(FREIGHT)},
            {"numbers": ("77",), "day": DAY + timedelta(3)},
        ):
            with self.subTest(changes):
                self.assertIsNone(verdict(ENTRY, **changes))


def books(draw_from, size, entries=False):
    """Return (left, right, truth): books kept twice, with twins that really differ."""
    rng, left, right, truth = random.Random(draw_from), [], [], set()
    for number in range(size):
        one = Document(
            f"l{number}",
            str(number),
            (str(1000 + number),) if rng.random() < 0.8 else (),
            rng.randrange(20),
            "",
            DAY + timedelta(rng.randrange(20)),
            Decimal(rng.choice(("50.00", "75.00", "108.25", "19.99"))),
        )
        if entries:
            debit = rng.choice((RENT, FREIGHT))
            made = posted(debit, value=str(one.total))
            one = replace(one, party=NOBODY, accounts=made)
        place = rng.random()
        if place < 0.2:
            left.append(one)
            continue
        other = replace(one, key=f"r{number}")
        if place < 0.4:
            right.append(other)
            continue
        left.append(one)
        right.append(_off(rng, other))
        truth.add((one.key, other.key))
    return left, right, truth


def _off(rng, one):
    """Return a document as the other book has it: at most one part is off."""
    part = rng.choice(("", "", "number", "date", "total"))
    if part == "number":
        return replace(one, numbers=rng.choice(((), (f"A{one.title}",))))
    if part == "date":
        return replace(one, day=one.day + timedelta(rng.choice((-2, 1, 3))))
    if part == "total":
        more = one.total + Decimal("0.01")
        made = one.accounts and posted(one.accounts[0][0], value=str(more))
        return replace(one, total=more, accounts=made)
    return one


class TestBooksKeptTwice(unittest.TestCase):
    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 10**6), st.integers(1, 60), st.booleans())
    def test_none_is_paired_without_a_person_that_differs(self, seed, size, entries):
        left, right, truth = books(seed, size, entries)
        pairs = DocumentMatcher().propose(left, right)
        for pair in pairs:
            if pair.verdict == SURE:
                self.assertIn((pair.left, pair.right), truth)
        self.assertEqual(len({pair.left for pair in pairs}), len(pairs))
        self.assertEqual(len({pair.right for pair in pairs}), len(pairs))

    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 10**6))
    def test_both_directions_find_the_same_sure_pairs(self, seed):
        left, right, _truth = books(seed, 40)
        ones = DocumentMatcher().propose(left, right)
        others = DocumentMatcher().propose(right, left)
        self.assertEqual(
            {(x.left, x.right) for x in ones if x.verdict == SURE},
            {(x.right, x.left) for x in others if x.verdict == SURE},
        )

    def test_recall(self):
        for entries in (False, True):
            with self.subTest(entries=entries):
                self.assert_recall(entries)

    def assert_recall(self, entries):
        sure = found = wrong = of = 0
        for seed in range(20):
            left, right, truth = books(seed, 500, entries)
            pairs = DocumentMatcher().propose(left, right)
            certain = {(x.left, x.right) for x in pairs if x.verdict == SURE}
            wrong += len(certain - truth)
            sure += len(certain & truth)
            found += len({(x.left, x.right) for x in pairs} & truth)
            of += len(truth)
        kind = "entries" if entries else "documents"
        print(f"{kind}: {sure}/{of} paired, {found}/{of} found, {wrong} wrong")
        self.assertFalse(wrong)
        self.assertGreater(sure, 0.3 * of)
        self.assertGreater(found, (0.75 if entries else 0.8) * of)
