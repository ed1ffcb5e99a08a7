"""Checks to vendors in the simulated QuickBooks, and what can be paid to one."""

import unittest

from .test_simulator_bill_payments import BillPaymentMixin
from .test_simulator_bills import expense
from .test_simulator_documents import named, txn_add, txn_mod
from .test_simulator_payments import applied, credit


class TestBillsToPay(BillPaymentMixin, unittest.TestCase):
    def asked(self, fields="", vendor="Mill"):
        content = named("PayeeEntityRef", vendor) + fields
        return self.ask_one(f"<BillToPayQueryRq>{content}</BillToPayQueryRq>")

    def shown(self, answer):
        """Return [(element, TxnID, amount)]."""
        return [
            (one.tag, one.findtext("TxnID"), one.findtext("AmountDue"))
            if one.tag == "BillToPay"
            else (one.tag, one.findtext("TxnID"), one.findtext("CreditRemaining"))
            for ret in answer
            for one in ret
        ]

    def test_open_bills_and_credits_of_one_account(self):
        more = named("APAccountRef", "More Payable")
        other = self.bill("7.00", fields=more)
        self.bill("9.00", vendor="Other")
        used = self.credit_of("5.00")
        check = self.company.pay_vendor("Mill", "3.00")
        self.company.pay_bills({self.first: "40.00"})
        self.company.pay_bills({self.second: "60.00"})
        self.assertEqual(
            self.shown(self.asked()),
            [
                ("BillToPay", self.first, "60.00"),
                ("CreditToApply", used, "5.00"),
                ("CreditToApply", check, "3.00"),
            ],
        )
        self.assertEqual(self.shown(self.asked(more)), [("BillToPay", other, "7.00")])

    def test_due_date_vendor_and_nothing_found(self):
        due = "<DueDate>2024-07-30</DueDate>"
        self.assert_status(self.asked(due), 1)
        self.assertEqual(len(self.asked(due.replace("30", "31"))), 2)
        self.assert_status(self.asked(vendor="Nobody"), 3140)
        self.assert_status(self.asked(named("APAccountRef", "Checking")), 3140)


class TestVendorCheck(BillPaymentMixin, unittest.TestCase):
    """A check with one line on payables: a payment without a bill."""

    def write(self, *lines, payee="Mill", account="Checking", fields=""):
        content = named("AccountRef", account)
        content += (named("PayeeEntityRef", payee) if payee else "") + fields
        return self.ask_one(txn_add("Check", content + "".join(lines)))

    def on_payables(self, amount="25.00", vendor="Mill"):
        name = named("CustomerRef", vendor)
        return expense("Accounts Payable", amount, name)

    def test_check_comes_back(self):
        answer = self.write(self.on_payables(), fields="<RefNumber>8</RefNumber>")
        self.assert_status(answer, 0)
        names = ("Amount", "RefNumber", "PayeeEntityRef/FullName", "IsToBePrinted")
        self.assertEqual(self.texts(answer[0], *names), ["25.00", "8", "Mill", "false"])
        line = answer[0].find("ExpenseLineRet")
        names = ("AccountRef/FullName", "CustomerRef/FullName", "BillableStatus")
        self.assertEqual(self.texts(line, *names), ["Accounts Payable", "Mill", None])
        self.assertEqual(self.owed(), "135.00")
        self.assertEqual(self.balance("Checking"), "-25.00")

    def test_refused(self):
        for reason, values, code in (
            ("on a card", {"account": "Visa"}, 3140),
            ("unknown account", {"account": "Nowhere"}, 3140),
            ("unknown payee", {"payee": "Nobody"}, 3140),
            ("long number", {"fields": "<RefNumber>123456789012</RefNumber>"}, 3070),
        ):
            with self.subTest(reason):
                self.assert_status(self.write(self.on_payables(), **values), code)
        lines = (self.on_payables("1.00"), self.on_payables("2.00"))
        self.assert_status(self.write(*lines), 3210)
        self.assert_status(self.write(self.on_payables("0.00")), 3210)
        self.assert_status(self.write(), 3210)
        refund = "<ApplyCheckToTxnAdd><TxnID>1-1</TxnID></ApplyCheckToTxnAdd>"
        self.assert_status(self.write(self.on_payables(), fields=refund), 3120)

    def test_void_delete_and_change(self):
        check = self.write(self.on_payables())[0]
        (ret,) = self.ask_one(txn_mod("Check", check, "<Memo>m</Memo>"))
        self.assertEqual(ret.findtext("Memo"), "m")
        key = ret.findtext("TxnID")
        self.company.use_credit(self.first, key, "25.00")
        line = check.findtext("ExpenseLineRet/TxnLineID")
        self.company.change_bill(key, {"TxnLineID": line, "Amount": "20.00"})
        self.assertEqual(self.open(self.first), "80.00")
        self.company.user_void(key)
        self.assertEqual(self.open(self.first), "100.00")
        self.assertEqual(self.company.object(key)["Amount"], "0.00")
        self.company.user_delete(key)
        self.assertEqual(self.company.objects("Check"), [])

    def test_only_its_line_on_payables_is_a_credit(self):
        check = self.write(self.on_payables("25.00"), expense(amount="5.00"))[0]
        key = check.findtext("TxnID")
        answer = self.pay(applied(self.first, "", credit(key, "25.01")))
        self.assert_status(answer, 3210)
        self.assertEqual(self.company.open_balance(key), 25)
        self.assertEqual(self.owed(), "135.00")

    def test_it_pays_a_credit_of_a_customer_back(self):
        company = self.company
        line = {"ItemRef": "Repair", "Amount": "30.00", "SalesTaxCodeRef": "Non"}
        part = {"Price": "30.00", "AccountRef": "Sales"}
        company.user_add("ItemService", Name="Repair", SalesOrPurchase=part)
        credit_id = company.user_add("CreditMemo", CustomerRef="Ann", lines=[line])
        owed = expense("Accounts Receivable", "20.00", named("CustomerRef", "Ann"))
        part = "<TxnID>{}</TxnID><Amount>{}</Amount>"
        part = f"<ApplyCheckToTxnAdd>{part}</ApplyCheckToTxnAdd>"
        for amount, code in (("20.01", 3210), ("0.00", 3210), ("20.00", 0)):
            answer = self.write(
                owed, payee="Ann", fields=part.format(credit_id, amount)
            )
            self.assert_status(answer, code)
        shown = company.object(credit_id)
        self.assertEqual(shown["CreditRemaining"], "10.00")
        self.assertEqual(shown["LinkedTxn"][0]["TxnType"], "Check")
        again = self.write(owed, payee="Ann", fields=part.format(credit_id, "10.01"))
        self.assert_status(again, 3210)
        company.user_void(answer[0].findtext("TxnID"))
        self.assertEqual(company.object(credit_id)["CreditRemaining"], "30.00")

    def test_check_for_expenses_settles_nothing(self):
        check = self.write(expense())[0].findtext("TxnID")
        answer = self.pay(applied(self.first, "", credit(check, "1.00")))
        self.assert_status(answer, 3120)
        self.assertEqual(self.balance("Rent"), "170.00")
