"""Statement charges: one item, owed by a customer without an invoice.

They have no lines, no sales tax, and no memo: the header is the line.
"""

from ..database.txn_store import Posting
from ..wire import status
from ..wire.money import amount_text, money
from ..wire.status import Failed
from .document_lines import item_of
from .documents import Documents
from .line_items import defaults

_WORTH = ("Quantity", "Rate", "ItemRef")


class Charges(Documents):
    """Makes and changes the statement charges of a company file."""

    def fill(self, txn, data, is_new):
        """Take the data of an Add or Mod into the charge.

        Failed as that of `Documents`, and with 3150 if there is no item.
        """
        super().fill(txn, data, is_new)
        item = item_of(self.store, txn.fields)
        if item is None:
            raise Failed(status.missing_element("ItemRef"))
        if is_new or "ItemRef" in data:
            for name, value in defaults(item, self.type.side).items():
                if name not in data and self.ret.child(name):
                    txn.fields[name] = value
        if "Amount" not in data and (is_new or {*_WORTH} & data.keys()):
            quantity = money(txn.fields.get("Quantity") or "1")
            txn.fields["Amount"] = amount_text(
                quantity * money(txn.fields.get("Rate") or "0")
            )

    def settle(self, txn):
        """Work nothing out: there are no lines."""

    def void(self, txn):
        """Make its amounts zero; there is no memo to say so."""
        for name, zero in (("Quantity", "0"), ("Rate", "0.00"), ("Amount", "0.00")):
            if name in txn.fields:
                txn.fields[name] = zero

    def postings(self, txn):
        """Yield the receivable against the account of the item; goods at their cost."""
        amount, account = money(txn.fields["Amount"]), self.type.account[0]
        yield Posting(txn.fields[account]["ListID"], amount, txn.entity)
        yield self._posting(txn.fields, -amount)
        yield from self._of_stock(txn, txn.fields, self.type.sign)
