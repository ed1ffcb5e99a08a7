"""A person at QuickBooks, for tests: the same lists, other hands."""

from .facts import facts
from .messages import LIST_TYPES, referred_types
from .text import typed


class Users:
    """What a person does in the QuickBooks window, as methods of the company file.

    Fields are given in QuickBooks' names: text, a dict for an aggregate; a reference
    may be the FullName alone. Text may hold any Windows-1252 character. Raises Failed
    where QuickBooks shows a message, ValueError for text that does not fit. ``kind``
    is needed only where objects of two lists have the same ListID.
    """

    def user_add(self, kind, **fields):
        """Create an object; returns its ListID."""
        with self.transaction():
            return self.lists.add(kind, _entered(kind, "Add", fields)).list_id

    def user_mod(self, list_id, kind=None, **fields):
        """Change fields of an object; empty text clears. Returns its EditSequence."""
        with self.transaction():
            row = self._row(list_id, kind)
            row = self.lists.change(row, _entered(row.type, "Mod", fields))
        return str(row.edit_sequence)

    def user_inactivate(self, list_id, kind=None):
        """Make an object inactive."""
        return self.user_mod(list_id, kind, IsActive="false")

    def user_delete(self, list_id, kind=None):
        """Delete an object."""
        with self.transaction():
            self.lists.delete(self._row(list_id, kind))

    def user_merge(self, kept, gone, kind=None):
        """Merge the object ``gone`` into ``kept``; its ListID vanishes."""
        with self.transaction():
            self.lists.merge(self._row(kept, kind), self._row(gone, kind))

    def set_balance(self, list_id, amount, kind=None):
        """Set Balance and TotalBalance (text, ``12.50``) as a document of a customer
        or vendor does: EditSequence and TimeModified stay as they are."""
        with self.transaction():
            row = self._row(list_id, kind)
            for name in ("Balance", "TotalBalance"):
                if name in row.fields:
                    row.fields[name] = amount
            self.lists.save(row)

    def objects(self, kind, active_only=False):
        """All objects of a type by FullName, each as the values QuickBooks shows:
        name → text, dict or list, in the order of the Ret, in Unicode."""
        where = "type = ? AND active = 1" if active_only else "type = ?"
        return [self.printer.values(row) for row in self.store.rows(where, (kind,))]

    def object(self, list_id, kind=None):
        """One object as ``objects`` gives it, or None."""
        rows = self._rows(list_id, kind)
        return self.printer.values(self._row(list_id, kind)) if rows else None

    def find(self, kind, full_name):
        """One object by FullName as ``objects`` gives it, or None."""
        row = self.lists.resolve((kind,), {"FullName": full_name})
        return row and self.printer.values(row)

    def _row(self, list_id, kind=None):
        """The object with this ListID. LookupError if there is none, or if objects of
        several lists have it (ids are unique in a list only) and no kind is given."""
        rows = self._rows(list_id, kind)
        if len(rows) != 1:
            raise LookupError(f"{len(rows)} objects have ListID {list_id}")
        return rows[0]

    def _rows(self, list_id, kind):
        rows = self.store.rows("list_id = ?", (list_id,))
        return [row for row in rows if kind in (None, row.type)]


def _entered(kind, operation, fields):
    """Fields as a person enters them, in the form of a request."""
    message = facts().message(kind + operation) or facts().message(f"{kind}Ret")
    if kind not in LIST_TYPES:
        raise ValueError(f"unknown list type {kind}")
    return {
        name: _value(_field(message, name), name, value, kind)
        for name, value in fields.items()
    }


def _field(message, name):
    """The element of an Add or Mod; in a Mod some are called ``SalesOrPurchaseMod``."""
    return message.root.child(name) or message.root.child(f"{name}Mod")


def _value(element, name, value, kind):
    if element is None:
        raise ValueError(f"{kind} has no field {name}")
    if isinstance(value, list):
        return [_value(element, name, one, kind) for one in value]
    if element.is_aggregate:
        if isinstance(value, str):
            value = {"FullName": value} if referred_types(name, kind) else {}
        return {
            key: _value(element.child(key), key, one, kind)
            for key, one in value.items()
        }
    text = typed(value)
    if element.length and len(text) > element.length:
        raise ValueError(f"{name} is longer than {element.length}: {text!r}")
    return text
