"""Made-up debts, credits and payments to fill a company file with."""

import random
from datetime import date, timedelta

from ..wire.messages import ITEMS
from ..wire.money import ZERO, amount_text
from ..wire.sides import SALES
from ..wire.txn_types import CREDIT, DEBT, PAYMENT, txn_type
from .item_seeds import seed_items

_SOLD = tuple(
    name
    for name in ITEMS
    if name.startswith(("ItemService", "ItemInventory", "ItemNon", "ItemOther"))
)
_DAYS = 200


def seed_documents(company, count, seed_number=1, side=SALES):
    """Add made-up documents of the last 200 days: invoices, one in ten a credit memo,
    one in four a payment; the same ones for the same ``seed_number``.

    They are of the customers and items that are there; items are added if there are
    none, customers must be there.

    :param side: the Side of trade; on the other one they are debts to vendors
    :return: their TxnIDs
    """
    chance = random.Random(seed_number)
    if not company.lists_of(_SOLD):
        seed_items(company, 10, seed_number)
    with company.by_hand():
        seeder = _Seeder(company, chance, side)
        return [seeder.document() for _ in range(count)]


class _Seeder:
    def __init__(self, company, chance, side):
        self.company = company
        self.chance = chance
        roles = (DEBT, CREDIT, PAYMENT)
        self.debt, self.credit, self.payment = (txn_type(side, one) for one in roles)
        self.parties = company.lists_of((side.party,))
        self.items = company.lists_of(_SOLD)
        self.first = date.fromisoformat(company.today()) - timedelta(days=_DAYS)
        self.open = []

    def document(self):
        """Add one document; returns its TxnID."""
        kind = self.chance.random()
        if kind < 0.25 and self.open:
            return self._payment()
        return self._lined(self.credit if kind > 0.9 else self.debt)

    def _lined(self, kind):
        lines = [self._line() for _ in range(self.chance.randint(1, 4))]
        if self.chance.random() < 0.2:
            lines.append({"Desc": "Thank you for your business."})
        txn = self.company.transactions.add(
            kind.name,
            {
                kind.entity: {"ListID": self.chance.choice(self.parties).list_id},
                "TxnDate": self._day(),
                "lines": lines,
            },
        )
        if kind is self.debt and self.company.settlements.remaining(txn) > ZERO:
            self.open.append(txn)
        return txn.txn_id

    def _line(self):
        quantity = str(self.chance.randint(1, 9))
        item = {"ListID": self.chance.choice(self.items).list_id}
        return {"ItemRef": item, "Quantity": quantity}

    def _payment(self):
        debt = self.open.pop(self.chance.randrange(len(self.open)))
        due = self.company.settlements.remaining(debt)
        paid = amount_text(due if self.chance.random() < 0.7 else due / 2)
        data = {
            self.payment.entity: {"ListID": debt.entity},
            "TxnDate": max(debt.date, self._day()),
            "PaymentMethodRef": {"FullName": "Check"},
            "RefNumber": str(self.chance.randint(1000, 9999)),
            self.payment.total[0]: paid,
            "AppliedToTxnAdd": [{"TxnID": debt.txn_id, "PaymentAmount": paid}],
        }
        account, special = self.payment.money
        if not special:
            data[account] = {"FullName": "Checking"}
        return self.company.transactions.add(self.payment.name, data).txn_id

    def _day(self):
        day = self.first + timedelta(days=self.chance.randint(0, _DAYS))
        return day.isoformat()
