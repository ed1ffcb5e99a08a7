"""Sales receipts in the simulated QuickBooks."""

import unittest

from .test_simulator_documents import DocumentMixin, line, named, txn_add


class TestSalesReceipt(DocumentMixin, unittest.TestCase):
    def test_a_sales_receipt_is_paid_into_an_account(self):
        fields = named("PaymentMethodRef", "Check") + named(
            "DepositToAccountRef", "Checking"
        )
        kind = "SalesReceipt"
        ret = self.document(line(kind=kind), fields=fields, kind=kind)
        self.assertEqual(
            self.texts(ret, "TotalAmount", "SalesTaxTotal", "RefNumber"),
            ["106.00", "6.00", "1"],
        )
        self.assertEqual(str(self.company.trial_balance()["Checking"]), "106.00")
        self.assertEqual(self.company.find("Customer", "Ann")["Balance"], "0.00")

    def test_it_needs_no_customer_and_has_numbers_of_its_own(self):
        self.document(line(), fields="<RefNumber>20</RefNumber>")
        content = line(kind="SalesReceipt")
        ret = self.ret(txn_add("SalesReceipt", content))
        self.assertIsNone(ret.find("CustomerRef"))
        self.assertEqual(ret.findtext("RefNumber"), "1")
        deposit = ret.findtext("DepositToAccountRef/FullName")
        self.assertEqual(deposit, "Undeposited Funds")

    def test_it_can_be_voided_and_deleted(self):
        txn_id = self.company.user_add("SalesReceipt", lines=[{"ItemRef": "Work"}])
        self.company.user_void(txn_id)
        self.assertEqual(self.company.object(txn_id)["TotalAmount"], "0.00")
        self.company.user_delete(txn_id)
        self.assertEqual(self.company.trial_balance(), {})
