"""A buyer at the simulated QuickBooks who does whatever comes to mind."""

import random

from ...simulator.wire.status import Failed

VENDORS = ("Mill", "Other")
PAYABLES = ("Accounts Payable", "More Payable")
KINDS = ("Bill", "VendorCredit", "Check", "BillPaymentCheck", "BillPaymentCreditCard")
_ALLOWED = {3120, 3171, 3180, 3210}


class Buyer:
    """Enters, changes, pays, voids and deletes purchases at random.

    ``outcomes``: name of an action → the list of how each ended: whether it did
    anything, or the status code of a refusal.
    """

    def __init__(self, company, seed):
        self.company = company
        self.settlements = company.settlements
        self.chance = random.Random(seed)
        self.outcomes = {}

    def step(self):
        """Do one thing. Failed for a refusal that none of these actions can earn."""
        actions = (self.enter, self.pay, self.change, self.use, self.prepay)
        actions += (*actions[:2], self.change_payment, self.void, self.delete)
        action = self.chance.choice(actions)
        try:
            outcome = bool(action())
        except Failed as failed:
            outcome = failed.status.code
            if outcome not in _ALLOWED:
                raise
        self.outcomes.setdefault(action.__name__, []).append(outcome)

    # bills and credits

    def enter(self):
        """Enter a bill or credit of up to four lines, now and then one below zero."""
        lines = [self._line() for _ in range(self.chance.randint(1, 4))]
        if self.chance.random() < 0.2:
            lines.append({**self._line(), "Amount": "-1.00"})
        return self.company.enter_bill(
            self.chance.choice(VENDORS),
            *lines,
            kind=self.chance.choice(("Bill", "Bill", "VendorCredit")),
            APAccountRef=self.chance.choice(PAYABLES),
        )

    def change(self):
        """Change lines of something, take some off and add one; or its vendor."""
        found = self._any(*KINDS[:3])
        if not found:
            return False
        kept = [
            self._again(line)
            for line in found.get("ExpenseLineRet", []) + found.get("lines", [])
            if self.chance.random() < 0.8
        ]
        fields = {"Memo": "changed"}
        if self.chance.random() < 0.2 and "VendorRef" in found:
            fields["VendorRef"] = self.chance.choice(VENDORS)
        new = [self._line()] if "VendorRef" in found else []
        return self.company.change_bill(found["TxnID"], *kept, *new, **fields)

    def void(self):
        """Void something, half the time."""
        found = self._any(*KINDS) if self.chance.random() < 0.5 else None
        return found and (self.company.user_void(found["TxnID"]) or True)

    def delete(self):
        """Delete something, half the time."""
        found = self._any(*KINDS) if self.chance.random() < 0.5 else None
        return found and (self.company.user_delete(found["TxnID"]) or True)

    # payments

    def pay(self):
        """Pay up to three bills, in part, in full or with a discount."""
        bills = self._open(("Bill",))
        if not bills:
            return False
        party = self.settlements.owed(self.chance.choice(bills)[0])
        amounts = {
            bill.txn_id: self._payment(left)
            for bill, left in self._open(("Bill",), party)[:3]
        }
        return self.company.pay_bills(amounts, self.chance.choice(("Checking", "Visa")))

    def change_payment(self):
        """Let a payment pay only its first bill, and less."""
        found = self._any(*KINDS[3:])
        if not found or not found.get("AppliedToTxnRet"):
            return False
        one = found["AppliedToTxnRet"][0]
        by_check = "IsToBePrinted" in found
        name = "AppliedToTxnMod" if by_check else "AppliedToTxnAdd"
        kept = {"TxnID": one["TxnID"], "PaymentAmount": "0.50"}
        return self.company.user_mod(found["TxnID"], **{name: [kept]})

    def use(self):
        """Use a credit of any kind for a bill."""
        credits = [one for kind in KINDS[1:] for one in self._open((kind,))]
        if not credits:
            return False
        source, left = self.chance.choice(credits)
        bills = self._open(("Bill",), self.settlements.owed(source))
        if not bills:
            return False
        bill, due = self.chance.choice(bills)
        self.company.use_credit(bill.txn_id, source.txn_id, f"{min(left, due):.2f}")
        return True

    def prepay(self):
        """Write a check without a bill."""
        return self.company.pay_vendor(self.chance.choice(VENDORS), self._amount())

    # parts

    def _amount(self):
        return f"{self.chance.randint(100, 20000) / 100:.2f}"

    def _line(self):
        if self.chance.random() < 0.5:
            name = self.chance.choice(("Work", "Steel", "Bolt"))
            quantity = str(self.chance.randint(1, 5))
            return {"ItemRef": name, "Quantity": quantity, "Amount": self._amount()}
        account = self.chance.choice(("Rent", "Parts"))
        return {"AccountRef": account, "Amount": self._amount()}

    def _again(self, line):
        changed = {"Amount": self._amount()} if self.chance.random() < 0.3 else {}
        return {"TxnLineID": line["TxnLineID"], **changed}

    def _payment(self, left):
        how = self.chance.random()
        if how < 0.3 or left <= 1:
            return {"PaymentAmount": f"{left:.2f}"}
        if how < 0.6:
            return {"PaymentAmount": f"{left / 2:.2f}"}
        return {
            "PaymentAmount": f"{left - 1:.2f}",
            "DiscountAmount": "1.00",
            "DiscountAccountRef": "Sales Discounts",
        }

    def _any(self, *kinds):
        """Return the values of any transaction of these types, or None."""
        found = [one for kind in kinds for one in self.company.objects(kind)]
        return self.chance.choice(found) if found else None

    def _open(self, kinds, party=None):
        """Return (Txn, open amount) of those of these types that have any."""
        places = ", ".join("?" * len(kinds))
        rows = self.company.txns.rows(f"type IN ({places})", kinds)
        found = [(one, self.settlements.remaining(one)) for one in rows]
        return [
            (txn, left)
            for txn, left in found
            if left > 0 and party in (None, self.settlements.owed(txn))
        ]
