"""A person at QuickBooks who posts, changes, voids and deletes at random."""

import random

from ...simulator.wire.status import Failed

ACCOUNTS = ("Rent", "Freight", "Other Expenses", "Opening Balance Equity")
BANKS = ("Checking", "Visa")
NAMES = {"customer": "Ann", "vendor": "Mill", "stocked": "Bolt", "service": "Work"}
KINDS = (
    *("Check", "CreditCardCharge", "CreditCardCredit", "Deposit", "Transfer"),
    *("SalesReceipt", "ItemReceipt", "InventoryAdjustment", "CreditMemo"),
    *("ReceivePayment", "Invoice", "Bill", "ARRefundCreditCard", "Charge"),
    "BillPaymentCheck",
)


class Poster:
    """A person who enters, changes, voids and deletes at random.

    ``done``: name of an action → how often it did anything.
    """

    def __init__(self, case, seed, **names):
        self.case, self.company = case, case.company
        self.chance, self.done, self.own = random.Random(seed), {}, []
        self.names = {**NAMES, **names}

    def step(self):
        actions = (self.pay, self.pay, self.sell, self.deposit, self.transfer)
        actions += (self.receive, self.count, self.paycheck, self.refund, self.take)
        actions += (self.change, self.void, self.delete, self.bill)
        actions += (self.charge, self.owe, self.settle)
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
        return self.made(self.company.user_add(kind, TxnDate=self.day(), **values))

    def made(self, txn_id):
        self.own.append(txn_id)
        return txn_id

    def objects(self, *kinds):
        """Return the transactions of these types, or of all, that it has made."""
        ids = {*self.own}
        found = [x for kind in kinds or KINDS for x in self.company.objects(kind)]
        return [one for one in found if one["TxnID"] in ids]

    def expenses(self):
        return [
            {"AccountRef": self.chance.choice(ACCOUNTS), "Amount": self.amount()}
            for _ in range(self.chance.randint(1, 3))
        ]

    def pay(self):
        kind = self.chance.choice(("Check", "CreditCardCharge", "CreditCardCredit"))
        bolts = [
            {"ItemRef": self.names["stocked"], "Quantity": "2", "Amount": self.amount()}
        ]
        return self.add(
            kind,
            AccountRef="Checking" if kind == "Check" else "Visa",
            PayeeEntityRef=self.chance.choice(self.parties),
            ExpenseLineAdd=self.expenses(),
            lines=bolts if self.chance.random() < 0.4 else [],
        )

    def sold(self):
        name = self.chance.choice((self.names["service"], self.names["stocked"]))
        code = self.chance.choice(("Tax", "Non"))
        return {"ItemRef": name, "Quantity": "1", "SalesTaxCodeRef": code}

    def sell(self):
        kind = self.chance.choice(("SalesReceipt", "Invoice", "CreditMemo"))
        return self.add(
            kind, CustomerRef=self.names["customer"], lines=[self.sold(), self.sold()]
        )

    def take(self):
        return self.add(
            "ReceivePayment",
            CustomerRef=self.names["customer"],
            TotalAmount=self.amount(),
        )

    def deposit(self):
        deposits = self.company.transactions.forms["Deposit"]
        waiting = [
            one["TxnID"]
            for kind in ("ReceivePayment", "SalesReceipt")
            for one in self.objects(kind)
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
        lines = [
            {"ItemRef": self.names["stocked"], "Quantity": "5", "Amount": self.amount()}
        ]
        return self.add("ItemReceipt", VendorRef=self.names["vendor"], lines=lines)

    def bill(self):
        found = self.objects("ItemReceipt")
        if not found:
            return self.add(
                "Bill", VendorRef=self.names["vendor"], ExpenseLineAdd=self.expenses()
            )
        receipt = self.chance.choice(found)["TxnID"]
        return self.made(
            self.company.bill_received(receipt, self.chance.random() < 0.5)
        )

    def count(self):
        by = {"QuantityDifference": f"{self.chance.randint(1, 9)}"}
        by["ValueDifference"] = self.amount()
        line = {"ItemRef": self.names["stocked"], "ValueAdjustment": by}
        return self.add(
            "InventoryAdjustment",
            AccountRef=ACCOUNTS[2],
            InventoryAdjustmentLineAdd=[line],
        )

    def paycheck(self):
        pay = {"Rent": self.amount(), "Freight": f"-{self.amount(900)}"}
        return self.company.write_paycheck("Checking", pay, TxnDate=self.day())

    def refund(self):
        credits = [
            one
            for one in self.objects("CreditMemo")
            if float(one["CreditRemaining"]) > 1
        ]
        if not credits:
            return False
        used = {"TxnID": self.chance.choice(credits)["TxnID"], "RefundAmount": "1.00"}
        return self.add(
            "ARRefundCreditCard",
            CustomerRef=self.names["customer"],
            RefundFromAccountRef="Visa",
            RefundAppliedToTxnAdd=[used],
        )

    def charge(self):
        return self.add(
            "Charge",
            CustomerRef=self.names["customer"],
            ItemRef=self.names["service"],
            Amount=self.amount(),
        )

    def owe(self):
        """Enter a bill of which a part is on the payable account."""
        vendor = self.names["vendor"]
        part = {"AccountRef": "Accounts Payable", "CustomerRef": vendor}
        expenses = [*self.expenses(), {**part, "Amount": self.amount(500)}]
        return self.add("Bill", VendorRef=vendor, ExpenseLineAdd=expenses)

    def settle(self):
        """Pay a part of a charge, an invoice or a bill, or use a check for a bill."""
        debts = self.objects("Charge", "Invoice", "Bill")
        debts = [x for x in debts if self.company.open_balance(x["TxnID"]) > 1]
        if not debts:
            return False
        debt = self.chance.choice(debts)
        how = {"TxnID": debt["TxnID"], "PaymentAmount": "1.00"}
        if "CustomerRef" in debt:
            return self.add(
                "ReceivePayment",
                CustomerRef=self.names["customer"],
                TotalAmount=self.chance.choice(("1.00", "2.50")),
                AppliedToTxnAdd=[how],
            )
        return self.made(self.company.pay_bills({debt["TxnID"]: "1.00"}))

    # old ones

    @property
    def parties(self):
        return (self.names["vendor"], self.names["customer"])

    def any(self, *but):
        found = self.objects(*(kind for kind in KINDS if kind not in but))
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
        elif "ARAccountRef" in shown and "lines" not in shown and "ItemRef" in shown:
            values = {"Amount": self.amount(), **values}
            values.pop("Memo")
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
