"""Whatever a person at QuickBooks posts at random, both books end up equal."""

import random

from ..simulator.wire.status import Failed
from .support.other_transactions import OtherCase

SEED, STEPS, PER_SESSION = 2, 60, 12
ACCOUNTS = ("Rent", "Freight", "Parts", "Opening Balance Equity")
BANKS = ("Checking", "Visa")


class Poster:
    """A person who enters, changes, voids and deletes at random.

    ``done``: name of an action → how often it did anything.
    """

    KINDS = (
        *("Check", "CreditCardCharge", "CreditCardCredit", "Deposit", "Transfer"),
        *("SalesReceipt", "ItemReceipt", "InventoryAdjustment", "CreditMemo"),
        *("ReceivePayment", "Invoice", "Bill", "ARRefundCreditCard"),
    )
    FIXED = ("Transfer", "ARRefundCreditCard")
    """Types without a void, or without a change."""

    def __init__(self, case, seed):
        self.case, self.company = case, case.company
        self.chance, self.done = random.Random(seed), {}

    def step(self):
        actions = (self.pay, self.pay, self.sell, self.deposit, self.transfer)
        actions += (self.receive, self.count, self.paycheck, self.refund, self.take)
        actions += (self.change, self.void, self.delete, self.bill)
        action = self.chance.choice(actions)
        try:
            done = action()
        except Failed as failed:  # e.g. a payment that was deposited
            if failed.status.code not in (3210, 3180, 3120):
                raise
            done = False
        name = action.__name__
        self.done[name] = self.done.get(name, 0) + bool(done)

    # new ones

    def amount(self, most=9000):
        return f"{self.chance.randint(1, most) / 100:.2f}"

    def day(self):
        return f"2026-0{self.chance.randint(4, 6)}-{self.chance.randint(1, 28):02}"

    def add(self, kind, **values):
        return self.company.user_add(kind, TxnDate=self.day(), **values)

    def expenses(self):
        return [
            {"AccountRef": self.chance.choice(ACCOUNTS), "Amount": self.amount()}
            for _ in range(self.chance.randint(1, 3))
        ]

    def pay(self):
        kind = self.chance.choice(("Check", "CreditCardCharge", "CreditCardCredit"))
        bolts = [{"ItemRef": "Bolt", "Quantity": "2", "Amount": self.amount()}]
        return self.add(
            kind,
            AccountRef="Checking" if kind == "Check" else "Visa",
            PayeeEntityRef=self.chance.choice(("Mill", "Ann")),
            ExpenseLineAdd=self.expenses(),
            lines=bolts if self.chance.random() < 0.4 else [],
        )

    def sold(self):
        name = self.chance.choice(("Work", "Bolt"))
        code = self.chance.choice(("Tax", "Non"))
        return {"ItemRef": name, "Quantity": "1", "SalesTaxCodeRef": code}

    def sell(self):
        kind = self.chance.choice(("SalesReceipt", "Invoice", "CreditMemo"))
        return self.add(kind, CustomerRef="Ann", lines=[self.sold(), self.sold()])

    def take(self):
        return self.add("ReceivePayment", CustomerRef="Ann", TotalAmount=self.amount())

    def deposit(self):
        deposits = self.company.transactions.forms["Deposit"]
        waiting = [
            one["TxnID"]
            for kind in ("ReceivePayment", "SalesReceipt")
            for one in self.company.objects(kind)
            if not deposits.holder(one["TxnID"]) and float(one["TotalAmount"]) > 0
        ]
        lines = [{"PaymentTxnID": one} for one in waiting[:2]]
        lines.append({"AccountRef": "Rent", "Amount": self.amount()})
        return self.add("Deposit", DepositToAccountRef="Checking", lines=lines)

    def transfer(self):
        one, other = self.chance.sample(BANKS, 2)
        return self.add(
            "Transfer",
            TransferFromAccountRef=one,
            TransferToAccountRef=other,
            Amount=self.amount(),
        )

    def receive(self):
        lines = [{"ItemRef": "Bolt", "Quantity": "5", "Amount": self.amount()}]
        return self.add("ItemReceipt", VendorRef="Mill", lines=lines)

    def bill(self):
        found = self.company.objects("ItemReceipt")
        if not found:
            return self.add("Bill", VendorRef="Mill", ExpenseLineAdd=self.expenses())
        receipt = self.chance.choice(found)["TxnID"]
        return self.company.bill_received(receipt, self.chance.random() < 0.5)

    def count(self):
        by = {"QuantityDifference": f"{self.chance.randint(1, 9)}"}
        by["ValueDifference"] = self.amount()
        line = {"ItemRef": "Bolt", "ValueAdjustment": by}
        return self.add(
            "InventoryAdjustment",
            AccountRef="Parts",
            InventoryAdjustmentLineAdd=[line],
        )

    def paycheck(self):
        pay = {"Rent": self.amount(), "Freight": f"-{self.amount(900)}"}
        return self.company.write_paycheck("Checking", pay, TxnDate=self.day())

    def refund(self):
        credits = [
            one
            for one in self.company.objects("CreditMemo")
            if float(one["CreditRemaining"]) > 1
        ]
        if not credits:
            return False
        used = {"TxnID": self.chance.choice(credits)["TxnID"], "RefundAmount": "1.00"}
        return self.add(
            "ARRefundCreditCard",
            CustomerRef="Ann",
            RefundFromAccountRef="Visa",
            RefundAppliedToTxnAdd=[used],
        )

    # old ones

    def any(self, *but):
        kinds = [kind for kind in self.KINDS if kind not in but]
        found = [one for kind in kinds for one in self.company.objects(kind)]
        return self.chance.choice(found)["TxnID"] if found else None

    def change(self):
        one = self.any("ARRefundCreditCard")
        if not one:
            return False
        values = {"Memo": self.amount()}
        if self.chance.random() < 0.5:
            values["TxnDate"] = self.day()
        shown = self.company.object(one)
        if "TransferToAccountRef" in shown:
            values["Amount"] = self.amount()
        elif "ExpenseLineRet" in shown and self.chance.random() < 0.6:
            line = shown["ExpenseLineRet"][0]["TxnLineID"]
            changed = {"TxnLineID": line, "Amount": self.amount()}
            values["ExpenseLineMod"] = [changed]
        return self.company.user_mod(one, **values)

    def void(self):
        one = self.any("Transfer", "ReceivePayment")
        return one and (self.company.user_void(one) or True)

    def delete(self):
        one = self.any()
        return one and (self.company.user_delete(one) or True)


class TestRandomOtherTransactions(OtherCase):
    STREAMS = (*OtherCase.STREAMS, "cost_posting")

    def begin(self):
        result = super().begin()
        self.stock_bolts()
        return result

    def test_all_accounts_of_both_books_are_equal_to_the_cent(self):
        self.play(SEED, STEPS)

    def play(self, seed, steps):
        for mapping in ("invoice", "credit_memo", "receive_payment", "bill"):
            self.stream(mapping).deletions = "carry"
        person = Poster(self, seed)
        for number in range(steps):
            person.step()
            if number % PER_SESSION == PER_SESSION - 1:
                self.run_session()
        self.assertFalse(self.company.books.faults())
        self.stream("other_transaction").id_sweep_wanted = True
        self.run_session()
        for _day in range(3):
            self.stream("cost_posting").report_wanted_on = False
            found = self.differences()
        links = self.env["qbd.link"].search([("state", "not in", ("ok", "gone"))])
        waiting = links.mapped(lambda x: (x.qb_name, x.state, x.message))
        self.assertEqual((found, waiting), ({}, []), f"seed {seed}, {person.done}")
        self.assert_quiet()
