"""Loading recorded documents and payments, with the figures that they state.

The targets of a document's links are mostly not in the recording: its LinkedTxn and
AppliedToTxnRet are kept as they are, and settled amounts as an amount.
"""

from ..database.txn_store import Txn
from ..transactions.settlements import LINKS, SETTLED, document_total
from ..wire.facts import facts
from ..wire.messages import TXN_TYPES
from ..wire.money import amount_text, money
from ..wire.request import IN_ORDER

_TIME_LENGTH = len("2024-07-01T09:00:00")
_APART = {
    "TxnID",
    "TimeCreated",
    "TimeModified",
    "EditSequence",
    "TxnNumber",
    "TxnDate",
    "RefNumber",
    "AppliedAmount",
    "BalanceRemaining",
    "IsPaid",
    "CreditRemaining",
    "UnusedPayment",
    "UnusedCredits",
    "LinkedTxn",
    "AppliedToTxnRet",
    "DataExtRet",
}


class DocumentLoader:
    """Loads Ret elements of transactions; ``objects`` loads their references."""

    def __init__(self, company, objects):
        self.company = company
        self.objects = objects
        self.loaded = {}

    def load(self, node):
        """Load one Ret element, unless a later version of it is there."""
        text = self.objects.text
        kind = node.tag.removesuffix("Ret")
        txn_id, sequence = text(node, "TxnID"), text(node, "EditSequence")
        known = self.company.txns.find(txn_id)
        if not sequence.isdigit() or (known and known.edit_sequence >= int(sequence)):
            return
        txn = Txn(txn_id, kind, int(sequence), date=text(node, "TxnDate"))
        txn.created = text(node, "TimeCreated")[:_TIME_LENGTH]
        txn.modified = text(node, "TimeModified")[:_TIME_LENGTH]
        txn.number = int(text(node, "TxnNumber", "0"))
        txn.ref_number = text(node, "RefNumber")
        self._fill(txn, node)
        self.company.transactions.save(txn)
        self.company.books.post(txn)
        self.loaded[txn_id] = txn

    def _fill(self, txn, node):
        root = facts().message(f"{txn.type}Ret").root
        self.objects.tax_rate = self.objects.text(node, "SalesTaxPercentage", "0.00")
        kept = [child for child in node if child.tag not in _APART]
        kept = [child for child in kept if not child.tag.endswith(("Block", "LineRet"))]
        kept = [child for child in kept if not child.tag.endswith("LineGroupRet")]
        zeroes = ("TotalAmount",)
        if TXN_TYPES[txn.type].is_document:
            zeroes = ("Subtotal", "SalesTaxPercentage", "SalesTaxTotal")
        txn.fields = dict.fromkeys(zeroes, "0.00")
        txn.fields.update(self.objects.fields(kept, root, txn.type))
        txn.entity = txn.fields.get(TXN_TYPES[txn.type].entity, {}).get("ListID", "")
        form = self.company.transactions.forms[txn.type]
        form.default_account(txn, *form.type.account)
        txn.lines = self._lines(node, root, txn.type)
        self._settled(txn, node, root)

    def _settled(self, txn, node, root):
        """Store the recorded links, and the amount that they settled."""
        remaining = node.findtext(TXN_TYPES[txn.type].remaining or "none")
        if remaining is not None:
            settled = document_total(txn) - money(remaining)
            txn.fields[SETTLED] = amount_text(settled)
        links = node.findall("LinkedTxn") + node.findall("AppliedToTxnRet")
        parts = self.objects.fields(links, root, txn.type)
        txn.fields[LINKS] = [one for part in parts.values() for one in part]

    def _lines(self, node, element, kind):
        lines = []
        for child in node:
            if not child.tag.endswith(("LineRet", "LineGroupRet")):
                continue
            part = element.child(child.tag)
            single = [one for one in child if not one.tag.endswith("LineRet")]
            line = self.objects.fields(single, part, kind)
            if child.tag.endswith("GroupRet"):
                line[IN_ORDER] = self._lines(child, part, kind)
            lines.append(line)
        return lines
