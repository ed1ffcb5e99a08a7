"""The SQLite side of transactions: documents, settlements, postings.

``fields`` is JSON in QuickBooks' names as for list objects, references by ListID alone;
``lines`` the lines in order, each a dict, a group with its own ``lines``; if the type
has several lists of lines, each line holds the name of its own under LIST. Money is in
whole cents in the database and a Decimal outside of it.
"""

import json
from dataclasses import dataclass, field
from decimal import Decimal

from ..wire.money import from_cents, to_cents

TRANSACTION = "transaction"
LIST = "list"

_COLUMNS = (
    "txn_id, type, edit_sequence, created, modified, number, date, ref_number,"
    " entity, fields, lines"
)
_LINK_COLUMNS = "source, target, cents, discount, account, class, set_by"
_NO_DISCOUNT = Decimal(0)


@dataclass
class Txn:
    """One transaction. ``date``: TxnDate; ``entity``: ListID of its party.

    ``warning``: the Status that its Add or Mod answers in place of OK, not stored.
    """

    txn_id: str
    type: str
    edit_sequence: int = 0
    created: str = ""
    modified: str = ""
    number: int = 0
    date: str = ""
    ref_number: str = ""
    entity: str = ""
    fields: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    warning: object = None

    @property
    def ids(self):
        """Return the elements that identify the transaction in a response."""
        return {"TxnID": self.txn_id, "TxnNumber": str(self.number)}


@dataclass
class Link:
    """Money of one transaction (``source``) used for another (``target``).

    ``amount``: without the ``discount`` that a payment grants on top. ``set_by``:
    TxnID of the payment with which a credit was set, else empty.
    """

    source: str
    target: str
    amount: Decimal
    discount: Decimal = _NO_DISCOUNT
    account: str = ""
    discount_class: str = ""
    set_by: str = ""
    number: int = 0

    @property
    def total(self):
        """Return the amount that it takes off the balance of the target."""
        return self.amount + self.discount


@dataclass
class Posting:
    """One line of the books: ``debit`` is negative for a credit."""

    account: str
    debit: Decimal
    entity: str = ""


def _txn(values):
    *columns, fields, lines = values
    return Txn(*columns, fields=json.loads(fields), lines=json.loads(lines))


def _link(values):
    source, target, amount, discount, *rest = values
    return Link(source, target, from_cents(amount), from_cents(discount), *rest)


class TxnStore:
    """The transactions of a company file in its ``Store``; no rules."""

    def __init__(self, store):
        self.store = store
        self.execute = store.execute

    def save(self, txn, references=()):
        """Insert or replace a transaction; ``references``: (space, ListID) pairs."""
        self.execute(
            "INSERT OR REPLACE INTO txn VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            txn.txn_id,
            txn.type,
            txn.edit_sequence,
            txn.created,
            txn.modified,
            txn.number,
            txn.date,
            txn.ref_number,
            txn.entity,
            json.dumps(txn.fields),
            json.dumps(txn.lines),
        )
        self.store.save_references((TRANSACTION, txn.txn_id), references)

    def find(self, txn_id):
        """Return the transaction with this TxnID, or None."""
        found = self.rows("txn_id = ?", (txn_id,))
        return found[0] if found else None

    def rows(self, where="1", values=(), limit=-1):
        """Return the transactions in the order in which they were made."""
        sql = f"SELECT {_COLUMNS} FROM txn WHERE {where} ORDER BY number LIMIT ?"
        return [_txn(found) for found in self.execute(sql, *values, limit)]

    def remove(self, txn, moment):
        """Take a transaction out, with all that hangs on it, and remember that."""
        self.execute(
            "INSERT INTO txn_deleted VALUES (?, ?, ?, ?, ?)",
            txn.type,
            txn.txn_id,
            txn.ref_number,
            txn.created,
            moment,
        )
        owner = (TRANSACTION, txn.txn_id)
        for table in ("reference", "data_ext"):
            self.execute(f"DELETE FROM {table} WHERE space = ? AND list_id = ?", *owner)
        self.execute("DELETE FROM txn WHERE txn_id = ?", txn.txn_id)

    def deleted(self, kinds, since="", until="9999"):
        """Return (type, TxnID, RefNumber, created, deleted) of deleted transactions."""
        places = ", ".join("?" * len(kinds))
        return self.execute(
            "SELECT type, txn_id, ref_number, created, deleted FROM txn_deleted"
            f" WHERE type IN ({places}) AND deleted >= ? AND deleted <= ?"
            " ORDER BY deleted",
            *kinds,
            since,
            until,
        ).fetchall()

    def last_ref_number(self, kinds):
        """Return the RefNumber of the youngest of these transactions that has one."""
        places = ", ".join("?" * len(kinds))
        found = self.execute(
            f"SELECT ref_number FROM txn WHERE type IN ({places})"
            " AND ref_number <> '' ORDER BY number DESC LIMIT 1",
            *kinds,
        ).fetchone()
        return found[0] if found else ""

    # links

    def links(self, **where):
        """Return the links by ``source``, ``target`` or ``set_by``, oldest first."""
        tests = " AND ".join(f"{name} = ?" for name in where)
        columns = f"{_LINK_COLUMNS}, number"
        sql = f"SELECT {columns} FROM link WHERE {tests} ORDER BY number"
        return [_link(found) for found in self.execute(sql, *where.values())]

    def add_link(self, link):
        """Store a link."""
        self.execute(
            f"INSERT INTO link ({_LINK_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            link.source,
            link.target,
            to_cents(link.amount),
            to_cents(link.discount),
            link.account,
            link.discount_class,
            link.set_by,
        )

    def save_link(self, link):
        """Store the amounts of a link that is there already."""
        self.execute(
            "UPDATE link SET cents = ?, discount = ? WHERE number = ?",
            to_cents(link.amount),
            to_cents(link.discount),
            link.number,
        )

    def remove_links(self, **where):
        """Remove links by ``source``, ``target`` or ``number``."""
        tests = " AND ".join(f"{name} = ?" for name in where)
        self.execute(f"DELETE FROM link WHERE {tests}", *where.values())

    # postings

    def postings(self, txn_id):
        """Return the postings of a transaction, as a list of Posting."""
        sql = "SELECT account, cents, entity FROM posting WHERE txn_id = ?"
        return [
            Posting(account, from_cents(cents), entity)
            for account, cents, entity in self.execute(sql, txn_id)
        ]

    def save_postings(self, txn, postings):
        """Replace the postings of a transaction."""
        self.execute("DELETE FROM posting WHERE txn_id = ?", txn.txn_id)
        self.add_postings(txn, postings)

    def add_postings(self, txn, postings):
        """Store postings under the id and the date of a transaction."""
        for one in postings:
            self.execute(
                "INSERT INTO posting VALUES (?, ?, ?, ?, ?)",
                txn.txn_id,
                txn.date,
                one.account,
                one.entity,
                to_cents(one.debit),
            )
