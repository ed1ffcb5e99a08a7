"""Other transactions of the simulated QuickBooks: money that moves without a trade."""

import unittest

from ..simulator.wire.status import Failed, Refused
from .test_simulator_bill_payments import BillPaymentMixin
from .test_simulator_documents import query


class MovementMixin(BillPaymentMixin):
    def setUp(self):
        super().setUp()
        for one in (self.first, self.second):
            self.company.user_delete(one)

    def add(self, kind, **values):
        return self.company.user_add(kind, **values)

    def books(self):
        return {name: str(x) for name, x in self.company.trial_balance().items()}

    def receipt(self, **values):
        """Return TxnID of a sales receipt of 100.00 without tax."""
        line = {"ItemRef": "Work", "Amount": "100.00", "SalesTaxCodeRef": "Non"}
        return self.add("SalesReceipt", lines=[line], CustomerRef="Ann", **values)

    def payment(self, amount="60.00"):
        return self.add("ReceivePayment", CustomerRef="Ann", TotalAmount=amount)


class TestChargesByCard(MovementMixin, unittest.TestCase):
    def charge(self, kind, amount="12.00"):
        line = {"AccountRef": "Rent", "Amount": amount}
        values = {"AccountRef": "Visa", "PayeeEntityRef": "Mill"}
        return self.add(kind, ExpenseLineAdd=[line], **values)

    def test_a_charge_is_owed_to_the_card_and_a_credit_is_not(self):
        charge = self.charge("CreditCardCharge")
        self.charge("CreditCardCredit", "5.00")
        self.assertEqual(self.books(), {"Visa": "-7.00", "Rent": "7.00"})
        self.assertEqual(self.company.object(charge)["Amount"], "12.00")
        self.company.user_void(charge)
        self.assertEqual(self.books(), {"Visa": "5.00", "Rent": "-5.00"})

    def test_the_account_is_a_credit_card(self):
        with self.assertRaises(Failed):
            self.add(
                "CreditCardCharge",
                AccountRef="Checking",
                ExpenseLineAdd=[{"AccountRef": "Rent", "Amount": "1.00"}],
            )


class TestDeposit(MovementMixin, unittest.TestCase):
    def deposit(self, *lines, **values):
        values = {"DepositToAccountRef": "Checking", **values}
        return self.add("Deposit", lines=list(lines), **values)

    def test_payments_go_to_the_bank_less_a_fee_and_cash(self):
        paid, sold = self.payment(), self.receipt()
        deposit = self.deposit(
            {"PaymentTxnID": paid},
            {"PaymentTxnID": sold},
            {"AccountRef": "Rent", "Amount": "-3.00", "Memo": "Fee"},
            CashBackInfoAdd={"AccountRef": "Parts", "Amount": "7.00"},
        )
        shown = self.company.object(deposit)
        self.assertEqual(shown["DepositTotal"], "150.00")
        first = shown["DepositLineRet"][0]
        self.assertEqual(
            (first["TxnID"], first["TxnType"], first["Amount"]),
            (paid, "ReceivePayment", "60.00"),
        )
        self.assertNotIn("AccountRef", first)
        books = self.books()
        self.assertEqual((books["Checking"], books["Rent"]), ("150.00", "3.00"))
        self.assertNotIn("Undeposited Funds", books)

    def test_what_is_deposited_is_deposited_once_and_stays_as_it_is(self):
        paid = self.payment()
        deposit = self.deposit({"PaymentTxnID": paid})
        with self.assertRaises(Failed):
            self.deposit({"PaymentTxnID": paid})
        for change in (
            lambda: self.company.user_delete(paid),
            lambda: self.company.user_mod(paid, TotalAmount="50.00"),
        ):
            with self.assertRaises(Failed):
                change()
        self.company.user_mod(paid, Memo="June")
        self.company.user_delete(deposit)
        self.company.user_delete(paid)
        self.assertEqual(self.books(), {})

    def test_lines_are_changed_by_their_ids(self):
        deposit = self.deposit({"AccountRef": "Rent", "Amount": "5.00"})
        (line,) = self.company.object(deposit)["DepositLineRet"]
        self.company.user_mod(
            deposit,
            lines=[
                {"TxnLineID": line["TxnLineID"], "Amount": "6.00"},
                {"AccountRef": "Parts", "Amount": "1.00"},
            ],
        )
        self.assertEqual(
            self.books(), {"Checking": "7.00", "Rent": "-6.00", "Parts": "-1.00"}
        )
        self.company.user_void(deposit)
        self.assertEqual(self.books(), {})


class TestOtherMovements(MovementMixin, unittest.TestCase):
    def transfer(self, amount="40.00"):
        return self.add(
            "Transfer",
            TransferFromAccountRef="Checking",
            TransferToAccountRef="Visa",
            Amount=amount,
        )

    def test_a_transfer_moves_money_and_its_deletion_is_told_by_nothing(self):
        transfer = self.transfer()
        self.assertEqual(self.books(), {"Checking": "-40.00", "Visa": "40.00"})
        with self.assertRaises(Failed):
            self.company.user_void(transfer)
        self.company.user_mod(transfer, Amount="41.00")
        self.company.user_delete(transfer)
        self.assertEqual(self.books(), {})
        kind = "<TxnDelType>Transfer</TxnDelType>"
        with self.assertRaises(Refused):
            self.ask_one(f"<TxnDeletedQueryRq>{kind}</TxnDeletedQueryRq>")

    def test_sales_tax_is_paid_by_check(self):
        self.add("ItemSalesTax", Name="Metro", TaxRate="6.00")
        self.add(
            "SalesTaxPaymentCheck",
            PayeeEntityRef="Mill",
            BankAccountRef="Checking",
            lines=[{"ItemSalesTaxRef": "Metro", "Amount": "6.00"}],
        )
        self.assertEqual(
            self.books(), {"Checking": "-6.00", "Sales Tax Payable": "6.00"}
        )

    def test_a_credit_is_paid_out_to_a_card(self):
        line = {"ItemRef": "Work", "Amount": "30.00", "SalesTaxCodeRef": "Non"}
        credit = self.add("CreditMemo", CustomerRef="Ann", lines=[line])
        refund = self.add(
            "ARRefundCreditCard",
            CustomerRef="Ann",
            RefundFromAccountRef="Visa",
            RefundAppliedToTxnAdd=[{"TxnID": credit, "RefundAmount": "20.00"}],
        )
        self.assertEqual(self.company.object(credit)["CreditRemaining"], "10.00")
        self.assertEqual(self.company.find("Customer", "Ann")["Balance"], "-10.00")
        self.company.user_delete(refund)
        self.assertEqual(self.company.object(credit)["CreditRemaining"], "30.00")

    def test_what_was_received_is_owed_before_its_bill_comes(self):
        self.add(
            "ItemReceipt",
            VendorRef="Mill",
            ExpenseLineAdd=[{"AccountRef": "Parts", "Amount": "9.00"}],
        )
        self.assertEqual(self.company.find("Vendor", "Mill")["Balance"], "9.00")
        self.assertEqual(self.books(), {"Accounts Payable": "-9.00", "Parts": "9.00"})


class TestAllTransactions(MovementMixin, unittest.TestCase):
    def asked(self, filters=""):
        answer = self.ask_one(f"<TransactionQueryRq>{filters}</TransactionQueryRq>")
        return [(one.findtext("TxnType"), one.findtext("TxnID")) for one in answer]

    def test_it_names_all_types_and_those_without_a_query(self):
        sold = self.receipt()
        paid = self.company.write_paycheck("Checking", {"Rent": "50.00"})
        both = [("SalesReceipt", sold), ("Paycheck", paid)]
        self.assertEqual(self.asked(), both)
        later = "<FromModifiedDate>2099-01-01</FromModifiedDate>"
        window = "TransactionModifiedDateRangeFilter"
        self.assertEqual(self.asked(f"<{window}>{later}</{window}>"), [])
        self.company.delete_paycheck(paid)
        self.assertEqual(self.asked(), both[:1])

    def test_the_report_shows_every_posting(self):
        paid = self.company.write_paycheck("Checking", {"Rent": "50.00"})
        columns = "".join(
            f"<IncludeColumn>{one}</IncludeColumn>"
            for one in ("TxnType", "TxnID", "Account", "Debit", "Credit")
        )
        answer = self.ask_one(
            "<CustomDetailReportQueryRq><CustomDetailReportType>CustomTxnDetail"
            "</CustomDetailReportType><SummarizeRowsBy>TotalOnly</SummarizeRowsBy>"
            f"{columns}</CustomDetailReportQueryRq>"
        )
        rows = [
            {one.get("colID"): one.get("value") for one in row.iterfind("ColData")}
            for row in answer.iter("DataRow")
        ]
        self.assertEqual(
            rows,
            [
                {"1": "Paycheck", "2": paid, "3": "Rent", "4": "50.00"},
                {"1": "Paycheck", "2": paid, "3": "Checking", "5": "50.00"},
            ],
        )

    def test_a_typed_query_shows_the_lines(self):
        self.receipt()
        found = self.ask_one(
            query("<IncludeLineItems>true</IncludeLineItems>", "SalesReceipt")
        )
        self.assertEqual(len(found.findall("SalesReceiptRet/SalesReceiptLineRet")), 1)
