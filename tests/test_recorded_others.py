"""A recorded sales receipt and report are read as they came from QuickBooks."""

import unittest

from lxml import etree

from ..core.money import money
from ..core.qbxml import balances, reports
from ..core.qbxml import fields as qbf
from ..models.mappings.documents.other_rows import HEAD, imbalance, rows_of
from ..models.mappings.documents.other_types import TYPES
from .support.reference import recorded, requires_reference

RECEIPT = "consolibyte-SalesReceiptRet-01.xml"
REPORT = "consolibyte-GeneralSummaryReport-InventoryStockStatusByItem.xml"
ACCOUNTS = "selfjared1-AccountQueryRs-01.xml"
BALANCES = "selfjared1-GeneralSummaryReport-BalanceSheetStandard.xml"


@requires_reference
class TestRecordedOtherTransactions(unittest.TestCase):
    def report(self, name):
        (report,) = etree.fromstring(recorded(name).encode()).iter("ReportRet")
        return reports.rows(report)

    def test_a_sales_receipt_has_its_money_and_one_line_with_an_amount(self):
        (element,) = etree.fromstring(recorded(RECEIPT).encode()).iter(
            "SalesReceiptRet"
        )
        shown = qbf.parse(TYPES["SalesReceipt"], element)
        self.assertEqual(
            (shown["RefNumber"], shown["TxnDate"], shown["IsPending"]),
            ("16466", "2009-01-09", True),
        )
        found = rows_of("SalesReceipt", shown)
        self.assertEqual(imbalance(found), 0)
        head, line = found
        self.assertEqual(
            (head["TxnLineID"], head["AccountRef"], str(head["Amount"])),
            (HEAD, "960000-1129903123", "150.00"),
        )
        self.assertEqual(
            (line["TxnLineID"], line["ItemRef"], str(line["Amount"])),
            ("141CA7-1231522949", "200001-1143815300", "-150.00"),
        )
        self.assertEqual(head["EntityRef"], "80003579-1231522938")

    def test_an_empty_cell_of_a_report_is_found_missing(self):
        found = self.report(REPORT)
        items = [row["item"] for row in found if "item" in row]
        self.assertIn("another inventory", items)
        for row in found:
            self.assertFalse({"", None} & {*row.values()})
            self.assertLessEqual(len(row), 10)
        kinds = {kind for row in found for kind in row}
        self.assertIn("QuantityOnHand", kinds)

    def test_balances_of_a_real_file_add_up_on_both_sides(self):
        found = self.report(BALANCES)
        amounts = [money(row["Amount"]) for row in found]
        assets = [row["Label"] for row in found].index("Accounts Payable")
        self.assertEqual(str(sum(amounts[:assets])), "20794230.74")
        self.assertEqual(str(sum(amounts[assets:])), "20794230.74")
        self.assertNotIn("account", found[-1])  # the net income is no account
        self.assertIn(
            {"Label": "Amex sub", "account": "Amex:Amex sub", "Amount": "87.10"}, found
        )

    def test_stock_of_a_real_file(self):
        found = {row["item"]: row for row in self.report(REPORT) if "item" in row}
        figures = {
            name: (row["QuantityOnHand"], row.get("ReorderPoint"))
            for name, row in found.items()
        }
        self.assertEqual(
            figures,
            {
                "another inventory": ("35", "5"),
                "test inventory part:test sub product": ("5", None),
                "test inventory part": ("12", "5"),
            },
        )

    def test_accounts_of_a_real_file_are_a_trial_balance(self):
        elements = [*etree.fromstring(recorded(ACCOUNTS).encode()).iter("AccountRet")]
        found = balances.read(elements)
        self.assertEqual((len(elements), len(found)), (106, 103))
        self.assertEqual(balances.imbalance(found), 0)
        debits = [one.balance for one in found if one.kind in balances.DEBIT_TYPES]
        self.assertEqual(str(sum(debits)), "762391.59")
        checking = next(one for one in found if one.list_id == "20000-896814722")
        self.assertEqual(
            (checking.name, checking.kind, str(checking.balance)),
            ("Company Checking Account", "Bank", "12649.10"),
        )

    def test_rows_of_accounts_have_their_full_name_and_totals_are_left_out(self):
        found = self.report(BALANCES)
        names = [row["account"] for row in found if "account" in row]
        self.assertEqual(len(names), len(set(names)))
        self.assertFalse([name for name in names if name.startswith("Total ")])
        self.assertTrue([name for name in names if ":" in name])
