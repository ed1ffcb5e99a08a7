"""Loading recorded documents and payments, with the figures that they state.

The targets of a document's links are mostly not in the recording: its LinkedTxn and
AppliedToTxnRet are kept as they are, and settled amounts as an amount.
"""

from ..database.txn_store import LIST, Txn
from ..transactions.settlements import LINKS, SETTLED, document_total
from ..wire.facts import facts
from ..wire.money import amount_text, money
from ..wire.request import IN_ORDER
from ..wire.txn_types import ENTRY, TXN_TYPES

_TIME_LENGTH = len("2024-07-01T09:00:00")
_APART = {
    "TxnID",
    "TimeCreated",
    "TimeModified",
    "EditSequence",
    "TxnNumber",
    "TxnDate",
    "RefNumber",
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
        declared = TXN_TYPES[txn.type]
        apart = _APART | declared.figures.keys()
        kept = [
            child
            for child in node
            if not (child.tag in apart or child.tag.endswith("Block"))
            and not declared.list_of(child.tag)
        ]
        txn.fields = dict.fromkeys(declared.total, "0.00")
        if declared.is_document:
            txn.fields["SalesTaxPercentage"] = "0.00"
        txn.fields.update(self.objects.fields(kept, root, txn.type))
        txn.entity = txn.fields.get(declared.entity, {}).get("ListID", "")
        form = self.company.transactions.forms[txn.type]
        if form.type.account:
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
        declared, lines = TXN_TYPES[kind], []
        for child in node:
            found = declared.list_of(child.tag)
            if not found:
                continue
            part = element.child(child.tag)
            single = [one for one in child if not declared.list_of(one.tag)]
            line = self.objects.fields(single, part, kind)
            of_list, is_group = found
            if is_group:
                line[IN_ORDER] = self._lines(child, part, kind)
            if len(declared.lines) > 1:
                line[LIST] = of_list.name
            elif kind == ENTRY:
                line[LIST] = child.tag
            lines.append(line)
        return lines
