"""A worked case that is not understood is refused with its file and line."""

import re
import unittest
from decimal import Decimal

from .support.case_files import FOLDER, case_paths, parse_case, read_case
from .support.case_kinds import payment_for
from .support.case_model import ODOO, Applied, CaseError, Edit, Line

WHOLE = """\
What the case shows,
in two lines.
only: odoo - for a reason

# a remark
Accounts
    Other Sales     income
Sales taxes
    State           6 %
    City            1.25 %      included in Odoo's prices
    Both            State + City
Customers
    Ann Abbott      tax Both    terms Net 30
    Roof            job of Ann Abbott    tax exempt
Items
    Repair          60.00           Sales
    Lamp            16.70           Sales              goods      not taxable
    Rebate          discount 10 %   Sales Discounts
    Sum             subtotal
    Set             group of 1 Lamp + 2 Repair
Settings
    cut-off date: 2026-06-01

2026-06-15  invoice 1001 to Ann Abbott:Roof
    memo: House: roof
    Repair          3 x 60.00       "Two days"
    Lamp            2 x    = 33.00  taxable    less 5 %    to Other Sales
    "Thank you"
    (blank)

2026-06-16  change invoice 1001
    side: other
    line 2:         Repair     1 x
    new line after 1:  "More"
    without line: 3
    order: 2, 1

2026-06-17  payment 501 of 100.00 from Ann Abbott
    session: none
    to: Checking
    invoice 1001    80.00    discount 2.00

2026-06-30  lock Odoo until 2026-05-31

Then, made in Odoo
    invoice 1001 in Odoo    total 12.00    lines 10.00, text    parked: a word, or two
    Ann Abbott:Roof         owes 12.00
    Sales                   -3.00
    the books differ: so it is
"""
RIGHT = """\
A title

Customers
    Ann
Items
    Repair   60.00   Sales
2026-06-15  invoice 1 to Ann
    Repair   1 x 60.00
Then
    invoice 1   total 60.00
"""
WRONG = {
    "    Ann\n": ("    Ann   exempt\n", 4, "says nothing about a customer"),
    "Customers": ("Customer", 3, "“Customer” is no heading and no step"),
    "    Repair   60.00   Sales": ("    Repair   60.00", 6, "a name, a price"),
    "2026-06-15": ("2026-06-31", 7, "“2026-06-31” is not a date"),
    "invoice 1 to Ann": ("invoice 1 to Anne", 7, "not among the customers"),
    "    Repair   1": ("    Repairs   1", 8, "“Repairs” is not among the items"),
    "1 x 60.00\n": ("1 x 60,00\n", 8, "is not an amount"),
    "    Repair   1 x": ("    taxes: Texas\n    Repair   1 x", 8, "is not one of"),
    "2026-06-15  invoice": ("2026-06-15  invoices", 7, "nothing that can be done"),
    "total 60.00": ("totals 60.00", 10, "“totals 60.00” does not begin with"),
    "    invoice 1   total": ("    invoice 2   total", 10, "no invoice 2 yet"),
    "    invoice 1   total 60.00": ("    invoice 1", 10, "nothing that can be checked"),
    "Then\n": ("then\n", 9, "“then” is no heading"),
    "A title\n": ("\n", 1, "the first line says what the case shows"),
}


class TestCaseFiles(unittest.TestCase):
    def test_all_that_can_be_said_is_read(self):
        case = parse_case(WHOLE)
        self.assertEqual(case.title, "What the case shows, in two lines.")
        self.assertEqual((case.only, case.differs(ODOO)), (ODOO, True))
        self.assertEqual(case.customers[1].full_name, "Ann Abbott:Roof")
        self.assertEqual([tax.included for tax in case.taxes], [False, True, False])
        self.assertEqual(case.items[4].members, ((1, "Lamp"), (2, "Repair")))
        self.assertEqual(case.settings, {"cut-off date": "2026-06-01"})

    def test_the_steps_of_a_case(self):
        add, change, pay, lock = parse_case(WHOLE).steps
        self.assertEqual(add.fields, {"memo": "House: roof"})
        self.assertEqual(
            add.lines,
            [
                Line("Repair", "Two days", Decimal(3), Decimal("60.00")),
                Line(
                    "Lamp",
                    quantity=Decimal(2),
                    amount=Decimal("33.00"),
                    discount=Decimal(5),
                    taxable=True,
                    account="Other Sales",
                ),
                Line(text="Thank you"),
                Line(),
            ],
        )
        self.assertEqual(
            [edit.kind for edit in change.edits][1:], ["new", "remove", "order"]
        )
        self.assertEqual(change.edits[1], Edit("new", 1, Line(text="More")))
        self.assertTrue(change.other and pay.silent)
        applied = Applied(("invoice", "1001"), Decimal(80), Decimal(2))
        self.assertEqual((pay.amount, pay.applied), (Decimal(100), [applied]))
        self.assertEqual(lock.subject, (ODOO, "2026-05-31"))

    def test_what_is_expected(self):
        document, owes, sales, _differ = parse_case(WHOLE).script[4:]
        self.assertEqual((document.side, document.made), (ODOO, ODOO))
        self.assertEqual(document.values["lines"], [Decimal(10), "text"])
        self.assertEqual(document.values["parked"], "a word, or two")
        self.assertEqual(owes.values, {"owes": Decimal(12)})
        self.assertEqual(sales.values, {"balance": Decimal(-3)})

    def test_a_mistake_is_an_error_that_says_where(self):
        parse_case(RIGHT)
        for right, (wrong, line, words) in WRONG.items():
            with self.subTest(wrong):
                self.assertIn(right, RIGHT)
                with self.assertRaises(CaseError) as caught:
                    parse_case(RIGHT.replace(right, wrong, 1), file="x.txt")
                self.assertRegex(str(caught.exception), rf"^x\.txt, line {line}: ")
                self.assertIn(words, str(caught.exception))

    def test_a_case_expects_something(self):
        with self.assertRaisesRegex(CaseError, "expects nothing"):
            parse_case(RIGHT.partition("Then")[0])


class TestPurchases(unittest.TestCase):
    """A bill and its payment are rows of the table of kinds."""

    BILLS = """\
A bill, declared here.

Vendors
    Mill        terms Net 30
Items
    Repair      60.00    Sales
2026-06-15  bill 7 from Mill
    Repair      1 x 60.00
2026-06-16  change bill 7
    vendor: Mill
2026-06-20  bill payment 8 of 50.00 to Mill
    from: Checking
    bill 7      50.00
Then
    bill 7      total 60.00    vendor: Mill
    bill payment 8    open 0.00
    Mill        is owed 10.00
"""

    def test_bill_and_its_payment_are_read(self):
        add, change, pay = parse_case(self.BILLS).steps
        self.assertEqual((add.subject, add.party), (("bill", "7"), "Mill"))
        self.assertEqual(add.lines[0].item, "Repair")
        self.assertEqual(change.fields, {"vendor": "Mill"})
        self.assertEqual(pay.subject, ("bill payment", "8"))
        self.assertEqual((pay.party, pay.amount), ("Mill", Decimal(50)))
        self.assertEqual(pay.applied, [Applied(("bill", "7"), Decimal(50))])

    def test_vendor_is_owed(self):
        bill, _payment, owed = parse_case(self.BILLS).script[3:]
        self.assertEqual(bill.values["vendor"], "Mill")
        self.assertEqual(owed.subject, ("vendor", "Mill"))
        self.assertEqual(owed.values, {"owes": Decimal(10)})

    def test_each_side_has_its_own_words(self):
        for right, wrong in (
            ("is owed 10.00", "owes 10.00"),
            ("bill 7 from Mill", "bill 7 to Mill"),
            ("vendor: Mill\n2026", "customer: Mill\n2026"),
            ("bill 7 from Mill", "invoice 7 to Mill"),
        ):
            with self.subTest(wrong), self.assertRaises(CaseError):
                self.assertIn(right, self.BILLS)
                parse_case(self.BILLS.replace(right, wrong, 1))

    def test_payments_come_from_the_rows(self):
        self.assertEqual(payment_for("bill").qb_type, "BillPaymentCheck")
        self.assertEqual(payment_for("invoice").qb_type, "ReceivePayment")


class TestTheCases(unittest.TestCase):
    def test_there_are_many_and_each_can_be_read(self):
        self.assertGreater(len(case_paths()), 40)
        titles = [read_case(path).title for path in case_paths()]
        self.assertEqual(len(titles), len(set(titles)))

    def test_the_example_of_the_explanation_is_a_case(self):
        text = (FOLDER / "README.md").read_text(encoding="utf-8")
        examples = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
        parse_case(examples[0])

    def test_nothing_else_lies_in_the_folder(self):
        """A case with another ending would never be played.

        Folders hold cases in other languages, with tests of their own.
        """
        others = {one.name for one in FOLDER.iterdir() if one.is_file()} - {"README.md"}
        self.assertEqual(others, {path.name for path in case_paths()})
