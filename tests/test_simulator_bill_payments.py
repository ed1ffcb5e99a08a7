"""Payments of bills in the simulated QuickBooks: by check, by card, with credits."""

import unittest

from ..simulator.wire.status import Failed, Refused
from .test_simulator_bill_changes import LINKED
from .test_simulator_bills import PurchaseMixin, expense
from .test_simulator_common import query
from .test_simulator_documents import named, txn_add, txn_mod
from .test_simulator_payments import ALL, applied, credit, discount

CHECK, CARD = "BillPaymentCheck", "BillPaymentCreditCard"
NOT_PRINTED = "<IsToBePrinted>false</IsToBePrinted>"


class BillPaymentMixin(PurchaseMixin):
    """Two bills of Mill, of 100.00 and 60.00, another vendor and a card."""

    def setUp(self):
        super().setUp()
        add = self.company.user_add
        add("Vendor", Name="Other")
        add("Account", Name="Visa", AccountType="CreditCard")
        add("Account", Name="More Payable", AccountType="AccountsPayable")
        self.first = self.bill("100.00")
        self.second = self.bill("60.00")

    def bill(self, amount, **values):
        """Return TxnID of a new bill."""
        return self.entered(expense(amount=amount), **values).findtext("TxnID")

    def pay(self, *parts, vendor="Mill", fields=NOT_PRINTED, kind=CHECK, account=""):
        """The Rs of a payment."""
        money = {CHECK: ("BankAccountRef", "Checking")}
        content = (
            named("PayeeEntityRef", vendor)
            + account
            + named(*money.get(kind, ("CreditCardAccountRef", "Visa")))
            + fields
            + "".join(parts)
        )
        return self.ask_one(txn_add(kind, content))

    def paid(self, *parts, **values):
        """The Ret of a payment that is taken."""
        answer = self.pay(*parts, **values)
        self.assertEqual(answer.get("statusCode"), "0", answer.get("statusMessage"))
        return answer[0]

    def credit_of(self, amount, **values):
        """Return TxnID of a new vendor credit."""
        ret = self.entered(expense(amount=amount), kind="VendorCredit", **values)
        return ret.findtext("TxnID")

    def open(self, bill):
        """The open balance of a bill, worked out from its links."""
        ret = self.ret(query(f"<TxnID>{bill}</TxnID>{LINKED}", "Bill"))
        linked = sum(float(one.text) for one in ret.iterfind("LinkedTxn/Amount"))
        return f"{float(ret.findtext('AmountDue')) + linked:.2f}"


class TestCheck(BillPaymentMixin, unittest.TestCase):
    def test_check_is_the_sum_of_the_money_applied(self):
        before = self.company.object(self.first)
        ret = self.paid(applied(self.first, "100.00"), applied(self.second, "20.00"))
        self.assertEqual(
            [child.tag for child in ret],
            [
                "TxnID",
                "TimeCreated",
                "TimeModified",
                "EditSequence",
                "TxnNumber",
                "PayeeEntityRef",
                "APAccountRef",
                "TxnDate",
                "BankAccountRef",
                "Amount",
                "Address",
                "AddressBlock",
                "IsToBePrinted",
                "AppliedToTxnRet",
                "AppliedToTxnRet",
            ],
        )
        self.assertEqual(ret.findtext("Amount"), "120.00")
        self.assertEqual(
            (self.open(self.first), self.open(self.second)), ("0.00", "40.00")
        )
        after = self.company.object(self.first)
        self.assertEqual((before["IsPaid"], after["IsPaid"]), ("false", "true"))
        for name in ("EditSequence", "TimeModified", "AmountDue"):
            self.assertEqual(after[name], before[name])
        self.assertEqual(self.owed(), "40.00")
        self.assertEqual(self.balance("Checking"), "-120.00")

    def test_bills_are_found_by_whether_they_are_paid(self):
        self.paid(applied(self.first, "100.00"), applied(self.second, "20.00"))
        for asked, expected in (("PaidOnly", self.first), ("NotPaidOnly", self.second)):
            asked = f"<PaidStatus>{asked}</PaidStatus>"
            self.assertEqual(self.ret(query(asked, "Bill")).findtext("TxnID"), expected)

    def test_number(self):
        number = "<RefNumber>12345678901</RefNumber>"
        ret = self.paid(applied(self.first, "1.00"), fields=number)
        self.paid(applied(self.first, "1.00"), fields=number)
        self.assertEqual(
            self.texts(ret, "RefNumber", "IsToBePrinted"), ["12345678901", "false"]
        )
        long = number.replace("8901", "89012")
        self.assert_status(self.pay(applied(self.first, "1.00"), fields=long), 3070)

    def test_query_has_no_links_and_lines_when_asked_for(self):
        self.paid(applied(self.first, "1.00"))
        self.assertIsNone(self.ret(query(kind=CHECK)).find("AppliedToTxnRet"))
        self.assertIsNotNone(self.ret(query(ALL, kind=CHECK)).find("AppliedToTxnRet"))
        with self.assertRaises(Refused):
            self.ask_one(query(LINKED, kind=CHECK))

    def test_wrong_vendor_account_or_paid_bill_cannot_be_found(self):
        other = self.bill("5.00", fields=named("APAccountRef", "More Payable"))
        self.paid(applied(self.second, "60.00"))
        more = named("APAccountRef", "More Payable")
        for reason, bill, values, code in (
            ("unknown", "1-1", {}, 3120),
            ("of another vendor", self.first, {"vendor": "Other"}, 3120),
            ("on another account", other, {}, 3120),
            ("on the default account", self.first, {"account": more}, 3120),
            ("paid", self.second, {}, 3120),
            ("on its account", other, {"account": more}, 0),
        ):
            with self.subTest(reason):
                self.assert_status(self.pay(applied(bill, "5.00"), **values), code)

    def test_refused(self):
        for reason, part, code in (
            ("too much", applied(self.first, "100.01"), 3210),
            ("less than nothing", applied(self.first, "-1.00"), 3180),
            ("nothing", applied(self.first), 3180),
            (
                "no discount account",
                applied(self.first, "1.00", discount("1", "")),
                3270,
            ),
        ):
            with self.subTest(reason):
                self.assert_status(self.pay(part), code)
        with self.assertRaises(Refused):
            self.pay()
        with self.assertRaises(Refused):
            self.pay(applied(self.first, "1.00"), fields="")
        card = named("BankAccountRef", "Visa")
        content = named("PayeeEntityRef", "Mill") + card + NOT_PRINTED
        answer = self.ask_one(txn_add(CHECK, content + applied(self.first, "1.00")))
        self.assert_status(answer, 3140)

    def test_discount_comes_on_top(self):
        part = applied(self.first, "98.00", discount("2.00"))
        ret = self.paid(part)
        self.assertEqual(ret.findtext("Amount"), "98.00")
        names = ("Amount", "DiscountAmount", "DiscountAccountRef/FullName")
        self.assertEqual(
            self.texts(ret.find("AppliedToTxnRet"), *names),
            ["98.00", "2.00", "Sales Discounts"],
        )
        self.assertEqual(self.open(self.first), "0.00")
        self.assertEqual(self.balance("Sales Discounts"), "2.00")


class TestCredits(BillPaymentMixin, unittest.TestCase):
    def test_credit_alone_makes_no_payment(self):
        used = self.credit_of("30.00")
        answer = self.pay(applied(self.first, "", credit(used, "30.00")))
        self.assert_status(answer, 0)
        self.assertEqual(len(answer), 0)
        self.assertEqual(self.company.objects(CHECK), [])
        self.assertEqual(self.open(self.first), "70.00")
        self.assertEqual(self.owed(), "130.00")
        (link,) = self.company.object(used)["LinkedTxn"]
        self.assertEqual((link["TxnType"], link["Amount"]), ("Bill", "30.00"))

    def test_credit_with_money_stays_when_the_payment_is_gone(self):
        used = self.credit_of("30.00")
        ret = self.paid(applied(self.first, "70.00", credit(used, "30.00")))
        self.assertEqual(
            (ret.findtext("Amount"), self.open(self.first)), ("70.00", "0.00")
        )
        self.company.user_delete(ret.findtext("TxnID"))
        self.assertEqual(self.open(self.first), "70.00")
        self.company.take_off_credit(self.first, used)
        self.assertEqual(self.open(self.first), "100.00")

    def test_credit_that_does_not_fit_cannot_be_found(self):
        other = self.credit_of("5.00", vendor="Other")
        more = self.credit_of("5.00", fields=named("APAccountRef", "More Payable"))
        mine = self.credit_of("5.00")
        for used, amount, code in (
            (other, "5.00", 3120),
            (more, "5.00", 3120),
            (self.second, "5.00", 3120),
            (mine, "5.01", 3210),
            (mine, "5.00", 0),
            (mine, "0.01", 3210),
        ):
            with self.subTest(used=used, amount=amount):
                answer = self.pay(applied(self.first, "", credit(used, amount)))
                self.assert_status(answer, code)

    def test_check_on_payables_is_a_credit(self):
        check = self.company.pay_vendor("Mill", "25.00")
        self.assertEqual(self.owed(), "135.00")
        self.assert_status(self.pay(applied(self.first, "", credit(check, "25.00"))), 0)
        self.assertEqual(self.open(self.first), "75.00")
        (link,) = self.company.object(self.first)["LinkedTxn"]
        self.assertEqual((link["TxnType"], link["Amount"]), ("Check", "-25.00"))

    def test_money_that_a_changed_bill_leaves_over_is_a_credit(self):
        check = self.company.pay_bills({self.first: "100.00"})
        line = self.company.object(self.first)["ExpenseLineRet"][0]["TxnLineID"]
        self.company.change_bill(self.first, {"TxnLineID": line, "Amount": "90.00"})
        shown = self.company.object(check)
        self.assertEqual(shown["Amount"], "100.00")
        self.assertEqual(shown["AppliedToTxnRet"][0]["Amount"], "90.00")
        self.assert_status(
            self.pay(applied(self.second, "", credit(check, "10.00"))), 0
        )
        self.assertEqual(self.open(self.second), "50.00")


class TestMod(BillPaymentMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.payment = self.paid(
            applied(self.first, "100.00"), applied(self.second, "20.00")
        )

    def mod(self, *parts):
        return self.ask_one(txn_mod(CHECK, self.payment, "".join(parts)))

    def keep(self, bill, amount="", fields=""):
        return applied(bill, amount, fields, "Mod")

    def test_header_can_change(self):
        self.company.user_add("Account", Name="Savings", AccountType="Bank")
        fields = (
            "<TxnDate>2024-07-05</TxnDate>"
            + named("BankAccountRef", "Savings")
            + "<RefNumber>7</RefNumber><Memo>m</Memo>"
        )
        ret = self.mod(fields)[0]
        names = ("TxnDate", "BankAccountRef/FullName", "RefNumber", "Memo", "Amount")
        self.assertEqual(
            self.texts(ret, *names), ["2024-07-05", "Savings", "7", "m", "120.00"]
        )
        self.assertEqual(self.balance("Savings"), "-120.00")

    def test_named_applications_replace_all(self):
        third = self.bill("10.00")
        amount = "<Amount>30.00</Amount>"
        parts = (self.keep(self.second, "25.00"), self.keep(third, "5.00"))
        (ret,) = self.mod(amount, *parts)
        self.assertEqual(ret.findtext("Amount"), "30.00")
        opens = [self.open(one) for one in (self.first, self.second, third)]
        self.assertEqual(opens, ["100.00", "35.00", "5.00"])

    def test_refused(self):
        second = self.keep(self.second, "25.00")
        for reason, parts, code in (
            (
                "paid by itself",
                ("<Amount>9.00</Amount>", self.keep(self.first, "9.00")),
                3210,
            ),
            ("amount left out", (second,), 3210),
            ("another amount", ("<Amount>26.00</Amount>", second), 3210),
            ("amount alone", ("<Amount>119.00</Amount>",), 3210),
            ("no amount", ("<Amount>20.00</Amount>", self.keep(self.second)), 3210),
        ):
            with self.subTest(reason):
                self.assert_status(self.mod(*parts), code)
        self.assertEqual(self.open(self.first), "0.00")
        with self.assertRaises(Refused):
            self.mod(named("PayeeEntityRef", "Other"))

    def test_doubts_can_be_settled(self):
        self.company.doubts.settled |= {"paid by itself", "amount and applications"}
        (ret,) = self.mod(self.keep(self.first, "90.00"))
        self.assertEqual(ret.findtext("Amount"), "90.00")
        self.assertEqual(self.open(self.first), "10.00")
        self.assertEqual(self.open(self.second), "60.00")

    def test_nothing_is_kept_of_the_applications_before(self):
        self.company.doubts.settled |= {"paid by itself", "amount and applications"}
        self.assert_status(self.mod(self.keep(self.first)), 3180)
        part = applied(self.second, "30.00", discount("2.00"))
        self.payment = self.paid(part)
        (ret,) = self.mod(self.keep(self.second, "30.00"))
        self.assertIsNone(ret.find("AppliedToTxnRet/DiscountAmount"))

    def test_person_changes_the_applications_but_not_to_none(self):
        payment = self.payment.findtext("TxnID")
        one = {"TxnID": self.first, "PaymentAmount": "80.00"}
        self.company.user_mod(payment, AppliedToTxnMod=[one])
        self.assertEqual(self.company.object(payment)["Amount"], "80.00")
        with self.assertRaises(Failed):
            self.company.user_mod(payment, AppliedToTxnMod=[])

    def test_paid_bill_keeps_its_amounts_by_the_interface(self):
        bill = self.ret(query(f"<TxnID>{self.first}</TxnID>{LINKED}", "Bill"))
        key = bill.findtext("ExpenseLineRet/TxnLineID")
        line = f"<ExpenseLineMod><TxnLineID>{key}</TxnLineID></ExpenseLineMod>"
        for fields, code in (
            (named("VendorRef", "Other"), 3210),
            (named("APAccountRef", "More Payable"), 3210),
            (line, 3210),
            (named("VendorRef", "Mill") + "<Memo>x</Memo>", 0),
        ):
            with self.subTest(fields):
                self.assert_status(self.ask_one(txn_mod("Bill", bill, fields)), code)
        with self.assertRaises(Failed):
            self.company.user_mod(self.first, APAccountRef="More Payable")


class TestVoidAndDelete(BillPaymentMixin, unittest.TestCase):
    def test_void_and_delete_open_the_bills(self):
        for kind in (CHECK, CARD):
            for name in ("Void", "Del"):
                fields = NOT_PRINTED if kind == CHECK else ""
                ret = self.paid(applied(self.first, "100.00"), kind=kind, fields=fields)
                key = f"<TxnID>{ret.findtext('TxnID')}</TxnID>"
                request = f"<Txn{name}Type>{kind}</Txn{name}Type>{key}"
                answer = self.ask_one(f"<Txn{name}Rq>{request}</Txn{name}Rq>")
                self.assert_status(answer, 0)
                self.assertEqual(self.open(self.first), "100.00")
            (shown,) = self.company.objects(kind)
            self.assertEqual((shown["Memo"], shown["Amount"]), ("VOID:", "0.00"))
            self.assertNotIn("AppliedToTxnRet", shown)
            self.company.user_mod(shown["TxnID"], Memo="gone")
        asked = f"<TxnDelType>{CHECK}</TxnDelType><TxnDelType>{CARD}</TxnDelType>"
        answer = self.ask_one(f"<TxnDeletedQueryRq>{asked}</TxnDeletedQueryRq>")
        self.assertEqual(self.names(answer, "TxnDelType"), [CHECK, CARD])

    def test_void_of_a_paid_bill_leaves_the_money_over(self):
        check = self.company.pay_bills({self.first: "100.00"})
        request = f"<TxnVoidType>Bill</TxnVoidType><TxnID>{self.first}</TxnID>"
        request = f"<TxnVoidRq>{request}</TxnVoidRq>"
        self.assert_status(self.ask_one(request), 3210)
        self.company.doubts.settled.add("removal of linked")
        self.assert_status(self.ask_one(request), 0)
        self.assertEqual(self.company.open_balance(check), 100)
        self.assertEqual(self.company.object(check)["Amount"], "100.00")
        self.assertNotIn("AppliedToTxnRet", self.company.object(check))
        self.assertEqual(self.owed(), "-40.00")

    def test_closed_books_are_closed_for_payments(self):
        ret = self.paid(applied(self.first, "1.00"))
        self.company.set_preferences("AccountingPreferences", ClosingDate="2024-07-01")
        self.assert_status(self.pay(applied(self.first, "1.00")), 3171)
        answer = self.ask_one(txn_mod(CHECK, ret, "<Memo>x</Memo>"))
        self.assert_status(answer, 3171)


class TestCard(BillPaymentMixin, unittest.TestCase):
    def test_payment_by_card_is_a_debt_of_the_card(self):
        ret = self.paid(applied(self.first, "100.00"), kind=CARD, fields="")
        self.assertEqual(
            self.texts(ret, "Amount", "CreditCardAccountRef/FullName", "IsToBePrinted"),
            ["100.00", "Visa", None],
        )
        self.assertEqual(self.balance("Visa"), "100.00")
        self.assertEqual(self.owed(), "60.00")

    def test_only_a_person_changes_it(self):
        key = self.company.pay_bills({self.first: "100.00"}, "Visa", RefNumber="9")
        content = f"<TxnID>{key}</TxnID><EditSequence>1</EditSequence>"
        with self.assertRaises(Refused):
            self.ask_one(f"<{CARD}ModRq><{CARD}Mod>{content}</{CARD}Mod></{CARD}ModRq>")
        one = {"TxnID": self.first, "PaymentAmount": "80.00"}
        self.company.user_mod(key, AppliedToTxnAdd=[one], Memo="m")
        shown = self.company.object(key)
        self.assertEqual((shown["Amount"], shown["Memo"]), ("80.00", "m"))
        self.assertEqual(self.balance("Visa"), "80.00")
