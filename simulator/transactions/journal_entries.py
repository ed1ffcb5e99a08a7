"""Journal entries: lines of debits and credits that balance.

The first line is the source of the entry: only if that one stands on an account of
debts is the entry one of its customer or vendor, who may owe it, or settle debts with
it. A Mod that names lines deletes those that it does not name.
"""

from decimal import Decimal

from ..database.txn_store import LIST, Posting
from ..lists.accounts import SPACE as ACCOUNT
from ..wire import status
from ..wire.messages import NAMES
from ..wire.money import ZERO, amount_text, money
from ..wire.request import IN_ORDER
from ..wire.status import Failed
from ..wire.txn_types import CREDIT_LINE, DEBIT_LINE, ENTRY
from .document_lines import NEW_LINE
from .documents import VOID
from .entries import debit_of
from .forms import Form
from .purchase_lines import BILLED, STATUS, owed_side

LABEL = f"{ENTRY} line"
_MOD = "JournalLineMod"
_TYPES = {"Debit": DEBIT_LINE, "Credit": CREDIT_LINE}
_STORED = ("AccountRef", "Amount", "Memo", "EntityRef", "ClassRef", STATUS)
_SPECIAL = ("SalesTaxPayable", "InventoryAssets", "RetainedEarnings")
"""Special accounts of which nobody has shown that an entry of the interface takes
them."""


class JournalEntries(Form):
    """Makes and changes the journal entries of a company file."""

    required = ()

    def fill(self, txn, data, is_new):
        """Take the data of an Add or Mod into the entry.

        Failed with 3120, 3140, 3150, 3210 or 3290.
        """
        self.header(txn, data)
        txn.fields.setdefault("IsAdjustment", "false")
        txn.ref_number = data.get("RefNumber", txn.ref_number)
        named = data.get(IN_ORDER) or data.get(_MOD)
        if is_new:
            txn.lines = [self._made(line) for line in named or ()]
        elif named:
            txn.lines = self._replaced(txn.lines, named)
        self._check_lines(txn)
        txn.entity = self._party(txn)

    def header(self, txn, data):
        """Take the fields of the header, which names no party."""
        super().header(txn, {k: v for k, v in data.items() if k != IN_ORDER})

    def void(self, txn):
        """Make all amounts zero; which memo says so is unknown, here the first one."""
        for line in txn.lines:
            line["Amount"] = "0.00"
        memo = txn.lines[0].get("Memo", "")
        if not memo.startswith(VOID):
            txn.lines[0]["Memo"] = f"{VOID} {memo}".strip()

    def check_request(self, txn, data):
        """Check a Mod: what is linked to others keeps its lines. Failed with 3210."""
        if data.get(_MOD) and self.company.settlements.is_linked(txn):
            self.company.doubts.check("linked", self.kind)

    def check_removal(self, txn):
        """Check that nothing settles it or is settled by it. Failed with 3210."""
        if self.company.settlements.is_linked(txn):
            self.company.doubts.check("removal of linked", self.kind)

    def postings(self, txn):
        """Yield the lines, with the name on the one that stands on debts."""
        for line in txn.lines:
            if debit_of(line):
                name = owed_side(self.store, line) and line["EntityRef"]["ListID"]
                account = line["AccountRef"]["ListID"]
                yield Posting(account, debit_of(line), name or "")

    # lines

    def _made(self, data):
        line = {LIST: data[LIST]}
        self._put(line, data)
        return line

    def _replaced(self, old, named):
        """Return the lines after a Mod. Failed with 3120, 3150 or 3290."""
        known = {line["TxnLineID"]: line for line in old}
        made, last, order = [], -1, [*known]
        for data in named:
            line_id = data.get("TxnLineID", NEW_LINE)
            if line_id == NEW_LINE:
                if not self._list_of(data):
                    raise Failed(status.missing_element("JournalLineType"))
                made.append(self._made({**data, LIST: self._list_of(data)}))
                continue
            if line_id not in known:
                raise Failed(status.not_found(line_id))
            if order.index(line_id) <= last:
                raise Failed(status.line_out_of_order(line_id))
            last = order.index(line_id)
            made.append(self._changed(known[line_id], data))
        return made

    @staticmethod
    def _list_of(data):
        return _TYPES.get(data.get("JournalLineType")) or data.get(LIST)

    def _changed(self, old, data):
        line = {**old, LIST: self._list_of(data) or old[LIST]}
        self._put(line, data)
        return line

    def _put(self, line, data):
        for name in _STORED:
            if name not in data:
                continue
            lists = self.company.lists
            value = lists.stored(LABEL, name, data[name], line.get(name))
            if value:
                line[name] = value
            else:
                line.pop(name, None)
        if line.get("Amount"):
            line["Amount"] = amount_text(money(line["Amount"]))
        if line.get(STATUS) == BILLED and data.get(STATUS):
            self.company.doubts.check("set as billed", self.kind)

    # checks

    def _check_lines(self, txn):
        """Check the rules of entries. Failed with 3210."""
        for line in txn.lines:
            self._check_line(line)
        doubts, debits = self.company.doubts, [debit_of(line) for line in txn.lines]
        if sum(debits, Decimal(0)):
            doubts.refuse("debits and credits", self.kind)
        if not any(debits) and not self._is_void(txn):
            doubts.check("no total", self.kind)
        if sum(1 for line in txn.lines if owed_side(self.store, line)) > 1:
            doubts.refuse("several debts", self.kind)

    @staticmethod
    def _is_void(txn):
        return any(line.get("Memo", "").startswith(VOID) for line in txn.lines)

    def _check_line(self, line):
        doubts = self.company.doubts
        if not line.get("AccountRef"):
            if money(line.get("Amount")):
                raise Failed(status.missing_element("AccountRef"))
            return doubts.check("nothing posted", self.kind)
        if "Amount" not in line:
            doubts.check("nothing posted", self.kind)
        if money(line.get("Amount")) < ZERO:
            doubts.refuse("negative amount", self.kind)
        account = self.store.find(ACCOUNT, line["AccountRef"]["ListID"])
        if account.fields["AccountType"] == "NonPosting":
            name = (account.full_name, "AccountRef", LABEL)
            raise Failed(status.reference_not_found(*name))
        if account.fields.get("SpecialAccountType") in _SPECIAL:
            doubts.check("account of entries", self.kind)
        return self._check_name(line)

    def _check_name(self, line):
        reference = line.get("EntityRef")
        row = reference and self.store.find(NAMES, reference["ListID"])
        side = owed_side(self.store, line)
        if side and not row:
            reason = f"An account of this type needs a {side.party.lower()}."
            raise Failed(status.against_a_rule(self.kind, reason))
        if side and row.type != side.party:
            name = (row.full_name, "EntityRef", LABEL)
            raise Failed(status.reference_not_found(*name))
        if row and not row.active:
            self.company.doubts.check("inactive", self.kind)
        if line.get(STATUS) and (not row or row.type != "Customer"):
            raise Failed(status.missing_element("EntityRef"))

    def _party(self, txn):
        """Return the ListID of whose entry it is, empty if it has no name."""
        source = txn.lines[0] if txn.lines else {}
        return source["EntityRef"]["ListID"] if owed_side(self.store, source) else ""
