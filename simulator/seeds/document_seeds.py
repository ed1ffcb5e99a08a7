"""Made-up invoices, credit memos and payments to fill a company file with."""

import random
from datetime import date, timedelta

from ..wire.messages import ITEMS
from ..wire.money import ZERO, amount_text
from .item_seeds import seed_items

_SOLD = tuple(
    name
    for name in ITEMS
    if name.startswith(("ItemService", "ItemInventory", "ItemNon", "ItemOther"))
)
_DAYS = 200


def seed_documents(company, count, seed_number=1):
    """Add ``count`` made-up documents of the last 200 days: invoices, one in ten a
    credit memo, one in four a payment; the same ones for the same ``seed_number``.

    They are of the customers and items that are there; items are added where there are
    none, customers must be there. Returns their TxnIDs.
    """
    chance = random.Random(seed_number)
    if not company.lists_of(_SOLD):
        seed_items(company, 10, seed_number)
    with company.transaction():
        seeder = _Seeder(company, chance)
        return [seeder.document() for _ in range(count)]


class _Seeder:
    def __init__(self, company, chance):
        self.company = company
        self.chance = chance
        self.customers = company.lists_of(("Customer",))
        self.items = company.lists_of(_SOLD)
        self.first = date.fromisoformat(company.today()) - timedelta(days=_DAYS)
        self.open = []

    def document(self):
        """Add one document; returns its TxnID."""
        kind = self.chance.random()
        if kind < 0.25 and self.open:
            return self._payment()
        return self._sale("CreditMemo" if kind > 0.9 else "Invoice")

    def _sale(self, kind):
        lines = [self._line() for _ in range(self.chance.randint(1, 4))]
        if self.chance.random() < 0.2:
            lines.append({"Desc": "Thank you for your business."})
        txn = self.company.transactions.add(
            kind,
            {
                "CustomerRef": {"ListID": self.chance.choice(self.customers).list_id},
                "TxnDate": self._day(),
                "lines": lines,
            },
        )
        if kind == "Invoice" and self.company.settlements.remaining(txn) > ZERO:
            self.open.append(txn)
        return txn.txn_id

    def _line(self):
        quantity = str(self.chance.randint(1, 9))
        item = {"ListID": self.chance.choice(self.items).list_id}
        return {"ItemRef": item, "Quantity": quantity}

    def _payment(self):
        invoice = self.open.pop(self.chance.randrange(len(self.open)))
        due = self.company.settlements.remaining(invoice)
        paid = amount_text(due if self.chance.random() < 0.7 else due / 2)
        data = {
            "CustomerRef": {"ListID": invoice.entity},
            "TxnDate": max(invoice.date, self._day()),
            "PaymentMethodRef": {"FullName": "Check"},
            "RefNumber": str(self.chance.randint(1000, 9999)),
            "TotalAmount": paid,
            "AppliedToTxnAdd": [{"TxnID": invoice.txn_id, "PaymentAmount": paid}],
        }
        return self.company.transactions.add("ReceivePayment", data).txn_id

    def _day(self):
        day = self.first + timedelta(days=self.chance.randint(0, _DAYS))
        return day.isoformat()
