"""Payments of customers in the simulated QuickBooks."""

import unittest

from ..simulator.wire.status import Failed, Refused
from .test_simulator_common import query
from .test_simulator_documents import DocumentMixin, line, named, txn_add, txn_mod

ALL = "<IncludeLineItems>true</IncludeLineItems>"


def applied(txn_id, amount="", fields="", operation="Add"):
    """An application of a payment."""
    paid = f"<PaymentAmount>{amount}</PaymentAmount>" if amount else ""
    name = f"AppliedToTxn{operation}"
    return f"<{name}><TxnID>{txn_id}</TxnID>{paid}{fields}</{name}>"


def credit(txn_id, amount):
    """A credit set with an application."""
    return (
        f"<SetCredit><CreditTxnID>{txn_id}</CreditTxnID>"
        f"<AppliedAmount>{amount}</AppliedAmount></SetCredit>"
    )


def discount(amount, account="Sales Discounts"):
    """A discount granted with an application."""
    reference = named("DiscountAccountRef", account) if account else ""
    return f"<DiscountAmount>{amount}</DiscountAmount>{reference}"


class PaymentMixin(DocumentMixin):
    """Two invoices of Ann: 106.00 of July 1, 212.00 of June 1."""

    def setUp(self):
        super().setUp()
        self.first = self.invoice("2024-07-01", "1")
        self.second = self.invoice("2024-06-01", "2")

    def invoice(self, day, quantity, customer="Ann"):
        """TxnID of a new invoice."""
        return self.company.user_add(
            "Invoice",
            CustomerRef=customer,
            TxnDate=day,
            lines=[{"ItemRef": "Work", "Quantity": quantity}],
        )

    def credit_memo(self, rate="50.00"):
        """TxnID of a new credit memo, 6 % tax on top of the rate."""
        lines = [{"ItemRef": "Work", "Rate": rate}]
        return self.company.user_add("CreditMemo", CustomerRef="Ann", lines=lines)

    def pay(self, *applications, total="100.00", fields="", customer="Ann"):
        """The Rs of a new payment."""
        content = named("CustomerRef", customer) + fields
        content += f"<TotalAmount>{total}</TotalAmount>" if total else ""
        content += "".join(applications) or "<IsAutoApply>false</IsAutoApply>"
        return self.ask_one(txn_add("ReceivePayment", content))

    def paid(self, *applications, **options):
        """The Ret of a new payment that must succeed."""
        answer = self.pay(*applications, **options)
        self.assert_status(answer, 0)
        return answer[0]

    def balance(self, txn_id):
        """BalanceRemaining of an invoice."""
        return self.company.object(txn_id)["BalanceRemaining"]


class TestAdd(PaymentMixin, unittest.TestCase):
    def test_a_payment_comes_back_whole_and_in_the_order_of_the_schema(self):
        ret = self.paid(
            applied(self.first, "100.00"),
            fields="<TxnDate>2024-07-05</TxnDate><RefNumber>CHECK-1234567890</RefNumber>",
        )
        self.assertEqual(
            [child.tag for child in ret],
            [
                "TxnID",
                "TimeCreated",
                "TimeModified",
                "EditSequence",
                "TxnNumber",
                "CustomerRef",
                "ARAccountRef",
                "TxnDate",
                "RefNumber",
                "TotalAmount",
                "DepositToAccountRef",
                "UnusedPayment",
                "UnusedCredits",
                "AppliedToTxnRet",
            ],
        )
        self.assertEqual(
            self.texts(ret, "DepositToAccountRef/FullName", "UnusedPayment"),
            ["Undeposited Funds", "0.00"],
        )
        self.assertEqual(
            [part.tag for part in ret.find("AppliedToTxnRet")],
            ["TxnID", "TxnType", "TxnDate", "RefNumber", "BalanceRemaining", "Amount"],
        )

    def test_a_payment_shows_on_the_invoice_and_leaves_its_version_alone(self):
        before = self.company.object(self.first)
        payment = self.paid(
            applied(self.first, "100.00"), fields="<RefNumber>7</RefNumber>"
        )
        after = self.company.object(self.first)
        for name in ("EditSequence", "TimeModified"):
            self.assertEqual(after[name], before[name])
        self.assertEqual(after["AppliedAmount"], "-100.00")
        self.assertEqual(
            (after["BalanceRemaining"], after["IsPaid"]), ("6.00", "false")
        )
        (link,) = after["LinkedTxn"]
        self.assertEqual(
            link,
            {
                "TxnID": payment.findtext("TxnID"),
                "TxnType": "ReceivePayment",
                "TxnDate": payment.findtext("TxnDate"),
                "RefNumber": "7",
                "LinkType": "AMTTYPE",
                "Amount": "-100.00",
            },
        )

    def test_links_come_only_when_asked_for(self):
        self.paid(applied(self.first, "100.00"))
        asked = f"<TxnID>{self.first}</TxnID>"
        self.assertIsNone(self.ret(query(asked, kind="Invoice")).find("LinkedTxn"))
        asked += "<IncludeLinkedTxns>true</IncludeLinkedTxns>"
        ret = self.ret(query(asked, kind="Invoice"))
        self.assertEqual(ret.findtext("LinkedTxn/Amount"), "-100.00")

    def test_applications_come_only_with_the_line_items(self):
        self.paid(applied(self.first, "100.00"))
        plain = self.ret(query(kind="ReceivePayment"))
        self.assertIsNone(plain.find("AppliedToTxnRet"))
        full = self.ret(query(ALL, kind="ReceivePayment"))
        self.assertEqual(full.findtext("AppliedToTxnRet/Amount"), "100.00")

    def test_it_must_say_how_it_is_applied(self):
        content = named("CustomerRef", "Ann") + "<TotalAmount>1.00</TotalAmount>"
        with self.assertRaises(Refused):
            self.ask_one(txn_add("ReceivePayment", content))
        both = "<IsAutoApply>true</IsAutoApply>" + applied(self.first, "1.00")
        with self.assertRaises(Refused):
            self.ask_one(txn_add("ReceivePayment", content + both))

    def test_what_is_not_applied_is_unused(self):
        ret = self.paid(applied(self.first, "106.00"), total="150.00")
        self.assertEqual(ret.findtext("UnusedPayment"), "44.00")
        self.assertEqual(self.paid(total="5.00").findtext("UnusedPayment"), "5.00")

    def test_the_total_is_what_is_applied_if_it_is_left_out(self):
        ret = self.paid(
            applied(self.first, "6.00"), applied(self.second, "12.00"), total=""
        )
        self.assertEqual(ret.findtext("TotalAmount"), "18.00")

    def test_automatic_application_takes_the_exact_invoice_else_the_oldest(self):
        auto = "<IsAutoApply>true</IsAutoApply>"
        self.paid(auto, total="106.00")
        self.assertEqual(self.balance(self.first), "0.00")
        third = self.invoice("2024-07-02", "1")
        self.paid(auto, total="250.00")
        self.assertEqual(self.balance(self.second), "0.00")
        self.assertEqual(self.balance(third), "68.00")

    def test_more_than_is_due_is_refused_in_the_recorded_words(self):
        answer = self.pay(applied(self.first, "129.43"), total="129.43")
        self.assert_status(
            answer,
            3210,
            'The "AppliedToTxnAdd payment amount" field has an invalid value "129.43".'
            "  QuickBooks error message: You cannot pay more than the amount due.",
            "Info",
        )
        self.assertEqual(self.company.objects("ReceivePayment"), [])
        self.assertEqual(self.balance(self.first), "106.00")

    def test_more_than_was_paid_is_refused(self):
        answer = self.pay(applied(self.first, "100.00"), total="99.99")
        self.assert_status(answer, 3210)

    def test_a_paid_invoice_cannot_be_found(self):
        self.paid(applied(self.first, "106.00"), total="106.00")
        self.assert_status(self.pay(applied(self.first, "1.00")), 3120)

    def test_an_unknown_invoice_or_that_of_another_customer_cannot_be_found(self):
        self.company.user_add("Customer", Name="Bea")
        self.assert_status(self.pay(applied("77-1", "1.00")), 3120)
        answer = self.pay(applied(self.first, "1.00"), customer="Bea")
        self.assert_status(answer, 3120)

    def test_a_customer_pays_for_its_jobs(self):
        self.company.user_add("Customer", Name="Roof", ParentRef="Ann")
        job = self.invoice("2024-07-01", "1", customer="Ann:Roof")
        self.paid(applied(job, "100.00"))
        self.assertEqual(self.balance(job), "0.00")
        roof = self.company.find("Customer", "Ann:Roof")
        self.assertEqual(roof["Balance"], "0.00")

    def test_an_application_of_nothing_is_an_error(self):
        self.assert_status(self.pay(applied(self.first)), 3180)
        twice = (applied(self.first, "1.00"), applied(self.first, "2.00"))
        self.assert_status(self.pay(*twice), 3180)

    def test_a_payment_has_no_void(self):
        txn_id = self.paid(total="5.00").findtext("TxnID")
        with self.assertRaises(Refused):
            self.ask_one(
                "<TxnVoidRq><TxnVoidType>ReceivePayment</TxnVoidType>"
                f"<TxnID>{txn_id}</TxnID></TxnVoidRq>"
            )
        with self.assertRaises(Failed):
            self.company.user_void(txn_id)


class TestDiscountsAndCredits(PaymentMixin, unittest.TestCase):
    def test_a_discount_settles_with_the_payment(self):
        ret = self.paid(applied(self.first, "100.00", discount("6.00")))
        self.assertEqual(self.balance(self.first), "0.00")
        part = ret.find("AppliedToTxnRet")
        self.assertEqual(
            self.texts(part, "Amount", "DiscountAmount", "DiscountAccountRef/FullName"),
            ["100.00", "6.00", "Sales Discounts"],
        )
        (link,) = self.company.object(self.first)["LinkedTxn"]
        self.assertEqual(link["Amount"], "-106.00")

    def test_a_discount_needs_an_account(self):
        answer = self.pay(applied(self.first, "100.00", discount("6.00", "")))
        self.assert_status(answer, 3270)

    def test_a_discount_beyond_what_is_due_is_refused(self):
        answer = self.pay(applied(self.first, "100.00", discount("6.01")))
        self.assert_status(answer, 3210)

    def test_a_credit_is_set_with_a_payment(self):
        memo = self.credit_memo()
        ret = self.paid(
            applied(self.first, "53.00", credit(memo, "53.00")), total="53.00"
        )
        self.assertEqual(self.balance(self.first), "0.00")
        self.assertEqual(self.company.object(memo)["CreditRemaining"], "0.00")
        part = ret.find("AppliedToTxnRet")
        self.assertEqual(
            self.texts(part, "Amount", "LinkedTxn/TxnType", "LinkedTxn/Amount"),
            ["53.00", "CreditMemo", "-53.00"],
        )
        kinds = [one["TxnType"] for one in self.company.object(self.first)["LinkedTxn"]]
        self.assertEqual(kinds, ["CreditMemo", "ReceivePayment"])
        (link,) = self.company.object(memo)["LinkedTxn"]
        self.assertEqual((link["TxnType"], link["Amount"]), ("Invoice", "-53.00"))

    def test_setting_credits_alone_makes_no_transaction(self):
        memo = self.credit_memo()
        answer = self.pay(applied(self.first, "", credit(memo, "20.00")), total="0.00")
        self.assert_status(answer, 0)
        self.assertEqual(len(answer), 0)
        self.assertEqual(self.company.objects("ReceivePayment"), [])
        self.assertEqual(self.balance(self.first), "86.00")
        self.assertEqual(self.company.object(memo)["CreditRemaining"], "33.00")

    def test_an_overpayment_is_a_credit_too(self):
        first = self.paid(total="30.00").findtext("TxnID")
        self.pay(applied(self.first, "", credit(first, "30.00")), total="0.00")
        self.assertEqual(self.balance(self.first), "76.00")
        self.assertEqual(self.company.object(first)["UnusedPayment"], "0.00")

    def test_more_credit_than_there_is_is_refused(self):
        memo = self.credit_memo()
        answer = self.pay(applied(self.first, "", credit(memo, "53.01")), total="0.00")
        self.assert_status(answer, 3210)

    def test_a_credit_of_another_customer_cannot_be_found(self):
        self.company.user_add("Customer", Name="Bea")
        other = self.company.user_add(
            "CreditMemo", CustomerRef="Bea", lines=[{"ItemRef": "Work"}]
        )
        answer = self.pay(applied(self.first, "", credit(other, "1.00")), total="0.00")
        self.assert_status(answer, 3120)

    def test_an_invoice_may_use_credits_when_it_is_made_or_changed(self):
        memo = self.credit_memo()
        ret = self.document(line(), fields=credit(memo, "50.00"))
        self.assertEqual(ret.findtext("BalanceRemaining"), "56.00")
        (ret,) = self.ask_one(txn_mod("Invoice", ret, credit(memo, "3.00")))
        self.assertEqual(ret.findtext("BalanceRemaining"), "53.00")
        (link,) = self.company.object(ret.findtext("TxnID"))["LinkedTxn"]
        self.assertEqual(link["Amount"], "-53.00")


class TestMod(PaymentMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.payment = self.paid(
            applied(self.first, "60.00"), applied(self.second, "40.00")
        )

    def mod(self, *fields):
        """The Rs of a change of the payment."""
        return self.ask_one(txn_mod("ReceivePayment", self.payment, "".join(fields)))

    def keep(self, txn_id, amount="", fields=""):
        """An application of a Mod."""
        return applied(txn_id, amount, fields, "Mod")

    def balances(self):
        """Return the open balances of both invoices."""
        return self.balance(self.first), self.balance(self.second)

    def test_a_simple_field_leaves_what_is_applied(self):
        (ret,) = self.mod("<Memo>x</Memo>")
        self.assertEqual(len(ret.findall("AppliedToTxnRet")), 2)
        self.assertEqual(self.balances(), ("46.00", "172.00"))

    def test_what_is_named_replaces_the_list_and_txn_id_alone_keeps(self):
        (ret,) = self.mod(self.keep(self.second))
        self.assertEqual(self.balances(), ("106.00", "172.00"))
        self.assertEqual(ret.findtext("UnusedPayment"), "60.00")

    def test_amounts_may_change(self):
        self.mod(self.keep(self.first, "10.00"), self.keep(self.second, "90.00"))
        self.assertEqual(self.balances(), ("96.00", "122.00"))

    def test_a_smaller_total_than_what_is_applied_is_refused(self):
        self.assert_status(self.mod("<TotalAmount>99.00</TotalAmount>"), 3210)
        self.assertEqual(self.balances(), ("46.00", "172.00"))
        fewer = self.mod("<TotalAmount>60.00</TotalAmount>", self.keep(self.first))
        self.assert_status(fewer, 0)

    def test_an_invoice_that_this_payment_closes_can_be_kept(self):
        total = "<TotalAmount>200.00</TotalAmount>"
        (self.payment,) = self.mod(total, self.keep(self.first, "106.00"))
        (ret,) = self.mod(self.keep(self.first), self.keep(self.second, "94.00"))
        self.assertEqual(self.balances(), ("0.00", "118.00"))
        self.assertEqual(ret.findtext("UnusedPayment"), "0.00")

    def test_a_refused_mod_changes_nothing(self):
        self.assert_status(self.mod(self.keep(self.first, "999.00")), 3210)
        self.assertEqual(self.balances(), ("46.00", "172.00"))

    def test_a_stale_edit_sequence_comes_with_the_current_payment(self):
        self.company.user_mod(self.payment.findtext("TxnID"), Memo="x")
        answer = self.mod("<Memo>y</Memo>")
        self.assert_status(answer, 3200)
        self.assertEqual(len(answer[0].findall("AppliedToTxnRet")), 2)

    def test_customer_and_receivable_account_stay_with_what_is_applied(self):
        self.company.user_add("Customer", Name="Bea")
        self.company.user_add(
            "Account", Name="Other receivables", AccountType="AccountsReceivable"
        )
        self.assert_status(self.mod(named("CustomerRef", "Bea")), 3180)
        self.assert_status(self.mod(named("ARAccountRef", "Other receivables")), 3180)


class TestOfDocuments(PaymentMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.payment = self.paid(applied(self.first, "100.00")).findtext("TxnID")

    def unused(self):
        """UnusedPayment of the payment."""
        return self.company.object(self.payment)["UnusedPayment"]

    def test_deleting_a_payment_opens_the_invoice(self):
        answer = self.ask_one(
            "<TxnDelRq><TxnDelType>ReceivePayment</TxnDelType>"
            f"<TxnID>{self.payment}</TxnID></TxnDelRq>"
        )
        self.assert_status(answer, 0)
        after = self.company.object(self.first)
        self.assertEqual(after["BalanceRemaining"], "106.00")
        self.assertNotIn("LinkedTxn", after)

    def test_voiding_or_deleting_an_invoice_frees_the_money(self):
        self.company.user_void(self.first)
        self.assertEqual(self.unused(), "100.00")
        self.company.user_mod(
            self.payment,
            AppliedToTxnMod=[{"TxnID": self.second, "PaymentAmount": "9.00"}],
        )
        self.company.user_delete(self.second)
        self.assertEqual(self.unused(), "100.00")

    def test_an_invoice_that_shrinks_frees_what_is_too_much(self):
        lines = [{"ItemRef": "Work", "Rate": "50.00"}]
        before = self.company.object(self.payment)["EditSequence"]
        self.company.user_mod(self.first, lines=lines)
        self.assertEqual(self.balance(self.first), "0.00")
        self.assertEqual(self.unused(), "47.00")
        self.assertEqual(self.company.object(self.payment)["EditSequence"], before)

    def test_voiding_a_credit_memo_takes_its_credit_back(self):
        memo = self.credit_memo()
        self.pay(applied(self.second, "", credit(memo, "53.00")), total="0.00")
        self.assertEqual(self.balance(self.second), "159.00")
        self.company.user_void(memo)
        self.assertEqual(self.balance(self.second), "212.00")

    def test_a_person_enters_a_payment(self):
        txn_id = self.company.user_add(
            "ReceivePayment",
            CustomerRef="Ann",
            TotalAmount="12.00",
            PaymentMethodRef="Check",
            DepositToAccountRef="Checking",
            AppliedToTxnAdd=[{"TxnID": self.second, "PaymentAmount": "12.00"}],
        )
        ret = self.company.object(txn_id)
        self.assertEqual(ret["DepositToAccountRef"]["FullName"], "Checking")
        self.assertEqual(ret["AppliedToTxnRet"][0]["BalanceRemaining"], "200.00")
