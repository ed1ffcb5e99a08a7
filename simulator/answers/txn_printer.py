"""Transactions as QuickBooks shows them: with balances and links, which others move."""

from ..database.txn_store import LIST
from ..wire.facts import facts
from ..wire.request import IN_ORDER
from ..wire.txn_types import ENTRY, PAYMENT, TXN_TYPES
from .printer import time_text


class TxnPrinter:
    """Turns stored transactions of one company file into values."""

    def __init__(self, company):
        self.company = company
        self.printer = company.printer
        self.settlements = company.settlements

    def values(self, txn, lines=True, links=True):
        """Return all that QuickBooks shows of a transaction: name → text, dict or list,
        in the order of the Ret; the lines (list of dicts) under ``lines``."""
        shown = self.printer.shown
        values = {
            name: shown(name, part, txn.type) for name, part in txn.fields.items()
        }
        values.update(self._columns(txn))
        values.update(self.settlements.balances(txn))
        self.printer.add_blocks(values)
        if links:
            values["LinkedTxn"] = self.settlements.linked(txn)
        if lines and TXN_TYPES[txn.type].role == PAYMENT:
            values["AppliedToTxnRet"] = self.settlements.applications(txn)
        root = facts().message(f"{txn.type}Ret").root
        ordered = {
            child.name: values[child.name]
            for child in root.children()
            if values.get(child.name)
        }
        if lines:
            ordered.update(self._lines(txn, root))
        return ordered

    def _lines(self, txn, root):
        """Return the lines of each list, under its element if it stands for itself;
        lines and groups that mix in a choice are IN_ORDER."""
        declared = TXN_TYPES[txn.type].lines
        found = {}
        for line in txn.lines:
            name = f"{line.get(LIST, declared[0].name)}Ret"
            plain = any(part.firsts == {name} for part in root.model)
            bare = line
            if txn.type != ENTRY:  # its lines are of two kinds, in any order
                bare = {key: value for key, value in line.items() if key != LIST}
            shown = self.printer.shown(IN_ORDER, bare, txn.type)
            found.setdefault(name if plain else IN_ORDER, []).append(shown)
        return found

    def _columns(self, txn):
        offset = self.company.utc_offset
        return {
            "TxnID": txn.txn_id,
            "TimeCreated": time_text(txn.created, offset),
            "TimeModified": time_text(txn.modified, offset),
            "EditSequence": str(txn.edit_sequence),
            "TxnNumber": str(txn.number),
            "TxnDate": txn.date,
            "RefNumber": txn.ref_number,
        }
