"""Simulates a user working in the QuickBooks window: the same lists, by other calls."""

from contextlib import contextmanager

from ..wire.messages import NAMES
from ..wire.txn_types import TXN_TYPES
from .entered import entered


class Users:
    """Simulates a user working in the QuickBooks window.

    Lists and transactions alike: ids are ListIDs or TxnIDs. The lines of a document go
    under ``lines``, as dicts; a changed document names all the lines it keeps, by
    ``TxnLineID``, and a line without one is new.

    Fields are given in QuickBooks' names: text, a dict for an aggregate; a reference
    may be the FullName alone. Text may hold any Windows-1252 character. Raises Failed
    where QuickBooks shows a message, ValueError for text that does not fit. ``kind``
    is needed only where objects of two lists have the same ListID.
    """

    @contextmanager
    def by_hand(self):
        """Make several changes as a person does, all of them or none: nothing is
        refused for a doubt about the interface."""
        with self.doubts.lifted(), self.transaction():
            yield

    def user_add(self, kind, **fields):
        """Create an object; returns its ListID or TxnID, None for a payment that does
        nothing but set credits."""
        with self.by_hand():
            if kind in TXN_TYPES:
                data = entered(kind, "Add", fields)
                txn = self.transactions.add(kind, data)
                return txn and txn.txn_id
            return self.lists.add(kind, entered(kind, "Add", fields)).list_id

    def user_mod(self, list_id, kind=None, **fields):
        """Change fields of an object; empty text clears. Returns its EditSequence."""
        with self.by_hand():
            txn = self.txns.find(list_id)
            if txn:
                data = entered(txn.type, "Mod", self._with_groups(txn, fields))
                return str(self.transactions.change(txn, data).edit_sequence)
            row = self._row(list_id, kind)
            row = self.lists.change(row, entered(row.type, "Mod", fields))
        return str(row.edit_sequence)

    def user_retype(self, list_id, kind, **fields):
        """Give an item another type, e.g. a non-inventory part that of inventory."""
        with self.by_hand():
            row = self._row(list_id, None)
            row = self.lists.retype(row, kind, entered(kind, "Mod", fields))
        return str(row.edit_sequence)

    def user_void(self, txn_id):
        """Void a transaction."""
        with self.by_hand():
            self.transactions.void(self._txn(txn_id))

    def user_inactivate(self, list_id, kind=None):
        """Make an object inactive."""
        return self.user_mod(list_id, kind, IsActive="false")

    def user_delete(self, list_id, kind=None):
        """Delete an object."""
        with self.by_hand():
            if self.txns.find(list_id):
                self.transactions.delete(self._txn(list_id))
            else:
                self.lists.delete(self._row(list_id, kind))

    def user_merge(self, kept, gone, kind=None):
        """Merge the object ``gone`` into ``kept``; its ListID vanishes."""
        with self.by_hand():
            self.lists.merge(self._row(kept, kind), self._row(gone, kind))

    def set_balance(self, list_id, amount, kind=None):
        """Set Balance and TotalBalance (text, ``12.50``) as a document of a customer
        or vendor does: EditSequence and TimeModified stay as they are."""
        with self.by_hand():
            row = self._row(list_id, kind)
            for name in ("Balance", "TotalBalance"):
                if name in row.fields:
                    row.fields[name] = amount
            self.lists.save(row)

    def objects(self, kind, active_only=False):
        """Return all objects of a type by FullName, each as the values QuickBooks
        shows: name → text, dict or list, in the order of the Ret, in Unicode.
        Transactions in the order in which they were made, with ``lines``."""
        if kind in TXN_TYPES:
            return [
                self.txn_printer.values(txn)
                for txn in self.txns.rows("type = ?", (kind,))
            ]
        where = "type = ? AND active = 1" if active_only else "type = ?"
        return [self.printer.values(row) for row in self.store.rows(where, (kind,))]

    def object(self, list_id, kind=None):
        """Return one object as ``objects`` gives it, or None."""
        txn = self.txns.find(list_id)
        if txn:
            return self.txn_printer.values(txn)
        rows = self._rows(list_id, kind)
        return self.printer.values(self._row(list_id, kind)) if rows else None

    def find(self, kind, full_name):
        """Return one object by FullName, or the youngest transaction by RefNumber, as
        ``objects`` gives it, or None."""
        if kind in TXN_TYPES:
            found = self.txns.rows("type = ? AND ref_number = ?", (kind, full_name))
            return self.txn_printer.values(found[-1]) if found else None
        row = self.lists.resolve((kind,), {"FullName": full_name})
        return row and self.printer.values(row)

    def trial_balance(self, until="9999"):
        """Return FullName of account → debit (Decimal, a credit is negative) of all
        accounts that are not at zero, as of a date (ISO text)."""
        sums = self.reports.trial_balance(until)
        return {self.store.label("account", one): sums[one] for one in sums}

    def balances(self, account):
        """Return FullName of customer → debit (Decimal) on an account, by its FullName;
        amounts without a customer are under the empty text. Zero is left out."""
        row = self.lists.resolve(("Account",), {"FullName": account})
        sums = self.books.by_entity(row.list_id)
        return {
            (self.store.label(NAMES, one) or ""): debit for one, debit in sums.items()
        }

    def _txn(self, txn_id):
        """Return the transaction with this TxnID. LookupError if there is none."""
        txn = self.txns.find(txn_id)
        if txn is None:
            raise LookupError(f"no transaction has TxnID {txn_id}")
        return txn

    @staticmethod
    def _with_groups(txn, fields):
        """Return the fields with the lines that are groups marked as such."""
        if "lines" not in fields:
            return fields
        groups = {line["TxnLineID"] for line in txn.lines if "lines" in line}
        lines = [
            {**line, "group": True} if line.get("TxnLineID") in groups else line
            for line in fields["lines"]
        ]
        return {**fields, "lines": lines}

    def _row(self, list_id, kind=None):
        """Return the object with this ListID. LookupError if there is none, or if
        objects of several lists have it (ids are unique in a list only) and no kind is
        given."""
        rows = self._rows(list_id, kind)
        if len(rows) != 1:
            raise LookupError(f"{len(rows)} objects have ListID {list_id}")
        return rows[0]

    def _rows(self, list_id, kind):
        rows = self.store.rows("list_id = ?", (list_id,))
        return [row for row in rows if kind in (None, row.type)]
