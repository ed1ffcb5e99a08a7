"""Both sides of trade are data: throw-away types owed to a vendor, declared here."""

import unittest
from unittest import mock

from ..simulator.wire.facts import Element, Message, facts
from ..simulator.wire.messages import (
    CREDIT,
    DEBT,
    PAYMENT,
    PURCHASES,
    TXN_TYPES,
    TxnType,
)
from ..simulator.wire.status import Failed
from .test_simulator_common import SimulatorMixin

_TOTAL = ("Subtotal", "SalesTaxTotal")
_TYPES = (
    TxnType(
        "Toll",
        side=PURCHASES,
        role=DEBT,
        total=_TOTAL,
        figures={"AmountDue": "total", "OpenAmount": "remaining", "IsPaid": "is_paid"},
    ),
    TxnType(
        "TollCredit",
        side=PURCHASES,
        role=CREDIT,
        total=_TOTAL,
        figures={"CreditAmount": "total", "OpenAmount": "remaining"},
    ),
    TxnType(
        "TollPayment",
        side=PURCHASES,
        role=PAYMENT,
        entity="PayeeEntityRef",
        money=("BankAccountRef", "UndepositedFunds"),
        total=("Amount",),
    ),
)
_REFERENCES = ("VendorRef", "PayeeEntityRef", "APAccountRef", "BankAccountRef")

_TEXTS = ("TxnID", "RefNumber", "Amount", "AmountDue", "CreditAmount", "OpenAmount")


def _message(name):
    parts = [Element(one, f"{name}/{one}", "AGGREGATE") for one in _REFERENCES]
    parts += [Element(one, f"{name}/{one}", "STRTYPE") for one in (*_TEXTS, "IsPaid")]
    return Message(name, Element(name, name, "AGGREGATE", model=parts))


class TestPurchaseSide(SimulatorMixin, unittest.TestCase):
    def setUp(self):
        messages = [_message(f"{one.name}Ret") for one in _TYPES]
        for table, found in (
            (TXN_TYPES, _TYPES),
            (facts().messages, messages),
        ):
            patch = mock.patch.dict(table, {one.name: one for one in found})
            patch.start()
            self.addCleanup(patch.stop)
        super().setUp()
        add = self.company.user_add
        self.mill = add("Vendor", Name="Mill")
        self.other = add("Vendor", Name="Other")
        self.ann = add("Customer", Name="Ann")
        sold = {"Price": "100.00", "AccountRef": "Sales"}
        self.work = add(
            "ItemService", Name="Work", SalesTaxCodeRef="Non", SalesOrPurchase=sold
        )

    def tearDown(self):
        self.assertEqual(self.company.books.faults(), [])
        super().tearDown()

    def owed(self, kind="Toll", vendor=None, amount="100.00"):
        line = {"ItemRef": {"ListID": self.work}, "Amount": amount}
        data = {"VendorRef": {"ListID": vendor or self.mill}, "lines": [line]}
        return self.company.transactions.add(kind, data)

    def pay(self, *applied, vendor=None):
        payee = {"ListID": vendor or self.mill}
        data = {"PayeeEntityRef": payee, "AppliedToTxnAdd": list(applied)}
        return self.company.transactions.add("TollPayment", data)

    def shown(self, txn):
        return self.company.txn_printer.values(self.company.txns.find(txn.txn_id))

    def balance(self, vendor):
        return self.company.object(vendor)["Balance"]

    def test_a_debt_stands_on_payables_and_on_its_vendor(self):
        toll = self.owed()
        account = self.company.accounts.special("AccountsPayable")
        debits = {
            one.account: one.debit for one in self.company.txns.postings(toll.txn_id)
        }
        self.assertEqual(debits[account.list_id], -100)
        self.assertEqual(toll.fields["APAccountRef"], {"ListID": account.list_id})
        self.assertEqual(self.balance(self.mill), "100.00")
        self.assertEqual(toll.ref_number, "")

    def test_a_payment_settles_the_debt_of_its_payee(self):
        toll = self.owed()
        self.pay({"TxnID": toll.txn_id, "PaymentAmount": "40.00"})
        shown = self.shown(toll)
        self.assertEqual(shown["AmountDue"], "100.00")
        self.assertEqual((shown["OpenAmount"], shown["IsPaid"]), ("60.00", "false"))
        self.assertEqual(self.balance(self.mill), "60.00")

    def test_a_credit_is_used_with_a_payment(self):
        toll, credit = self.owed(), self.owed("TollCredit", amount="30.00")
        self.assertEqual(self.balance(self.mill), "70.00")
        used = {"CreditTxnID": credit.txn_id, "AppliedAmount": "30.00"}
        self.pay({"TxnID": toll.txn_id, "PaymentAmount": "70.00", "SetCredit": [used]})
        self.assertEqual(self.shown(toll)["IsPaid"], "true")
        self.assertEqual(self.shown(credit)["OpenAmount"], "0.00")
        self.assertEqual(self.balance(self.mill), "0.00")

    def test_nothing_is_settled_of_another_vendor_or_on_the_other_side(self):
        toll = self.owed(vendor=self.other)
        line = {"ItemRef": {"ListID": self.work}, "Amount": "100.00"}
        data = {"CustomerRef": {"ListID": self.ann}, "lines": [line]}
        invoice = self.company.transactions.add("Invoice", data)
        for txn in (toll, invoice):
            with self.assertRaises(Failed), self.company.transaction():
                self.pay({"TxnID": txn.txn_id, "PaymentAmount": "1.00"})

    def test_who_it_is_with_is_a_vendor(self):
        with self.assertRaises(Failed), self.company.transaction():
            self.company.transactions.add(
                "Toll", {"VendorRef": {"FullName": "Ann"}, "lines": []}
            )

    def test_a_void_and_a_delete_free_the_debt(self):
        toll = self.owed()
        payment = self.pay({"TxnID": toll.txn_id, "PaymentAmount": "40.00"})
        self.company.transactions.delete(self.company.txns.find(payment.txn_id))
        self.assertEqual(self.shown(toll)["OpenAmount"], "100.00")
        self.company.transactions.void(self.company.txns.find(toll.txn_id))
        self.assertEqual(self.balance(self.mill), "0.00")
