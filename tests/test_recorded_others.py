"""A recorded sales receipt and report are read as they came from QuickBooks."""

import unittest

from lxml import etree

from ..core.qbxml import fields as qbf
from ..core.qbxml import reports
from ..models.mappings.documents.other_rows import HEAD, imbalance, rows_of
from ..models.mappings.documents.other_types import TYPES
from .support.reference import recorded, requires_reference

RECEIPT = "consolibyte-SalesReceiptRet-01.xml"
REPORT = "consolibyte-GeneralSummaryReport-InventoryStockStatusByItem.xml"
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

    def test_rows_of_accounts_have_their_full_name_and_totals_are_left_out(self):
        found = self.report(BALANCES)
        names = [row["account"] for row in found if "account" in row]
        self.assertEqual(len(names), len(set(names)))
        self.assertFalse([name for name in names if name.startswith("Total ")])
        self.assertTrue([name for name in names if ":" in name])
