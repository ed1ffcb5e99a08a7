"""What a journal entry is to others: its first line says whose debt or credit it is."""

from dataclasses import replace

from ..database.txn_store import LIST
from ..wire.money import ZERO, money
from ..wire.sides import SIDES
from ..wire.txn_types import DEBIT_LINE, DEBT, ENTRY, TXN_TYPES
from .purchase_lines import owed_side

_KINDS = {
    (side.party, owes): replace(
        TXN_TYPES[ENTRY], side=side, role=DEBT if owes else "", can_settle=not owes
    )
    for side in SIDES
    for owes in (True, False)
}


def entry_kind(store, txn):
    """Return the TxnType of an entry, with the side and role that its source gives
    it."""
    source = txn.lines[0] if txn.lines else {}
    side = owed_side(store, source)
    if not side:
        return TXN_TYPES[ENTRY]
    return _KINDS[side.party, debit_of(source) * side.sign > ZERO]


def debit_of(line):
    """Return the debit of a line (Decimal), a credit is negative."""
    sign = 1 if line[LIST] == DEBIT_LINE else -1
    return sign * money(line.get("Amount"))
