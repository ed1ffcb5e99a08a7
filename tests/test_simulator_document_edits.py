"""Random work with documents: the books stay right whatever is done, refused or not."""

import random
import unittest
from collections import Counter
from decimal import Decimal

from ..simulator.clock import Clock
from ..simulator.company_file import CompanyFile
from ..simulator.seeds.seeds import seed_customers, seed_one_of_each
from ..simulator.wire.status import Failed

_ITEMS = "Widget Repair Paper Freight Subtotal Loyal_customer Deposit"
# What is done, the more often the more it is named.
_WORK = (
    *("sell", "sell", "refund", "pay", "pay", "credit", "automatic"),
    *("change", "change", "repay", "void", "delete", "merge"),
)
_TAXES = ("State", "State and county", "Out of State")
_OPEN = (
    ("Invoice", "BalanceRemaining"),
    ("CreditMemo", "CreditRemaining"),
    ("ReceivePayment", "UnusedPayment"),
)


class Worker:
    """Does one thing after another in a company file, at random from a seed."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.company = CompanyFile(clock=Clock())
        self.customers = seed_customers(self.company, 4, seed)
        seed_one_of_each(self.company)
        self.done = Counter()

    def step(self):
        """Do one thing; a refusal counts as done too."""
        name = self.chance.choice(_WORK)
        try:
            getattr(self, name)()
        except Failed as failed:
            name = f"{name} {failed.status.code}"
        self.done[name] += 1

    def one(self, *kinds):
        """A transaction of these types, None if there is none."""
        found = [one for kind in kinds for one in self.company.objects(kind)]
        return self.chance.choice(found) if found else {}

    def lines(self):
        """Lines of all kinds."""
        return [self._line() for _ in range(self.chance.randint(0, 4))]

    def _line(self):
        kind = self.chance.random()
        if kind < 0.2:
            return {"Desc": "Text"} if kind < 0.1 else {}
        if kind < 0.35:
            return {"ItemGroupRef": "Installation", "Quantity": "2"}
        name = self.chance.choice(_ITEMS.split()).replace("_", " ")
        line = {"ItemRef": name}
        if name in ("Widget", "Repair", "Paper"):
            line["Quantity"] = str(self.chance.randint(1, 5))
        if self.chance.random() < 0.3:
            line["Amount"] = self.amount()
        return line

    def amount(self):
        """An amount of up to 99.99."""
        return f"{self.chance.randint(0, 9999) / 100:.2f}"

    def someone(self):
        """A reference to a customer."""
        return {"ListID": self.chance.choice(self.customers)}

    # what can be done

    def sell(self):
        self.company.user_add(
            "Invoice",
            CustomerRef=self.someone(),
            ItemSalesTaxRef=self.chance.choice(_TAXES),
            IsPending=self.chance.choice(["false", "false", "true"]),
            lines=self.lines(),
        )

    def refund(self):
        self.company.user_add(
            "CreditMemo", CustomerRef=self.someone(), lines=self.lines()
        )

    def pay(self):
        invoice = self.one("Invoice")
        if invoice:
            part = self.chance.choice([Decimal(1), Decimal("0.5"), Decimal("1.1")])
            due = Decimal(invoice["BalanceRemaining"]) * part
            application = {"TxnID": invoice["TxnID"], "PaymentAmount": f"{due:.2f}"}
            if self.chance.random() < 0.3:
                account = "Sales Discounts"
                application.update(DiscountAmount="1.00", DiscountAccountRef=account)
            self._apply(invoice, application)

    def credit(self):
        invoice, source = self.one("Invoice"), self.one("CreditMemo", "ReceivePayment")
        if invoice and source:
            credit = {"CreditTxnID": source["TxnID"], "AppliedAmount": self.amount()}
            application = {"TxnID": invoice["TxnID"], "SetCredit": [credit]}
            self._apply(invoice, application, TotalAmount="0.00")

    def _apply(self, invoice, application, **fields):
        customer = {"ListID": invoice["CustomerRef"]["ListID"]}
        self.company.user_add(
            "ReceivePayment",
            CustomerRef=customer,
            AppliedToTxnAdd=[application],
            **fields,
        )

    def automatic(self):
        self.company.user_add(
            "ReceivePayment",
            CustomerRef=self.someone(),
            TotalAmount=self.amount(),
            IsAutoApply="true",
        )

    def change(self):
        document = self.one("Invoice", "CreditMemo")
        if document:
            fields = {"Memo": "x"}
            if self.chance.random() < 0.8:
                fields["lines"] = self._kept(document) + self.lines()
            if self.chance.random() < 0.1:
                fields["CustomerRef"] = self.someone()
            self.company.user_mod(document["TxnID"], **fields)

    def _kept(self, document):
        kept = []
        for line in document.get("lines", ()):
            if self.chance.random() < 0.8:
                more = {"Quantity": "2"} if "Quantity" in line else {}
                kept.append({"TxnLineID": line["TxnLineID"], **more})
        return kept

    def repay(self):
        payment = self.one("ReceivePayment")
        if payment:
            applied = payment.get("AppliedToTxnRet", ())
            kept = [{"TxnID": one["TxnID"]} for one in applied]
            fields = {"AppliedToTxnMod": kept[:1]} if kept else {}
            self.company.user_mod(payment["TxnID"], TotalAmount=self.amount(), **fields)

    def void(self):
        document = self.one("Invoice", "CreditMemo")
        if document:
            self.company.user_void(document["TxnID"])

    def delete(self):
        document = self.one("Invoice", "CreditMemo", "ReceivePayment")
        if document:
            self.company.user_delete(document["TxnID"])

    def merge(self):
        if len(self.customers) > 2 and self.chance.random() < 0.2:
            kept, gone = self.chance.sample(self.customers, 2)
            self.company.user_merge(kept, gone, "Customer")
            self.customers.remove(gone)


class TestRandomWork(unittest.TestCase):
    def test_the_books_are_right_after_every_step(self):
        done = Counter()
        for seed in range(12):
            worker = Worker(seed)
            self.addCleanup(worker.company.close)
            for number in range(50):
                worker.step()
                with self.subTest(seed=seed, step=number):
                    self.assert_right(worker.company)
            done += worker.done
        self.assertGreater(min(done[name] for name in ("pay", "credit", "void")), 5)
        self.assertGreater(len([name for name in done if " 3" in name]), 5)

    def assert_right(self, company):
        self.assertEqual(company.books.faults(), [])
        self.assertEqual(sum(company.trial_balance().values()), Decimal(0))
        for kind, name in _OPEN:
            for one in company.objects(kind):
                self.assertGreaterEqual(Decimal(one[name]), 0, one)
        for one in company.objects("Invoice"):
            links = sum(Decimal(part["Amount"]) for part in one.get("LinkedTxn", ()))
            self.assertEqual(Decimal(one["AppliedAmount"]), links)
