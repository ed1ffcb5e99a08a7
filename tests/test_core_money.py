import unittest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from ..core.errors import ValueRefused
from ..core.money import cents, is_zero, money


class TestMoney(unittest.TestCase):
    def test_blank_is_zero(self):
        for blank in (None, False, "", 0, 0.0, "0.00"):
            self.assertEqual(money(blank), 0)
            self.assertTrue(is_zero(blank))

    def test_a_float_is_what_it_prints(self):
        self.assertEqual(money(0.1) + money(0.2), Decimal("0.3"))

    def test_text_that_is_no_number_is_refused_by_name(self):
        for text in ("abc", "1,5", "NaN", "Infinity", True, "x" * 1000):
            with self.assertRaisesRegex(ValueRefused, "is not an amount"):
                money(text)

    @given(some.integers(-(10**15), 10**15))
    def test_cents_survive_every_form(self, number):
        amount = Decimal(number) / 100
        for form in (amount, str(amount), float(amount)):
            self.assertEqual(cents(form), amount)
            self.assertEqual(is_zero(form), not number)

    def test_halves_are_rounded_away_from_zero(self):
        self.assertEqual(cents("0.005"), Decimal("0.01"))
        self.assertEqual(cents("-0.005"), Decimal("-0.01"))
        self.assertTrue(is_zero("0.004"))
        self.assertFalse(is_zero("0.005"))
