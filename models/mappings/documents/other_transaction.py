from odoo import models
from odoo.tools import html2plaintext
from odoo.tools.translate import LazyTranslate

from ....core.money import cents, money
from ....core.qbxml import fields as qbf
from ....core.qbxml.fields import Field
from ....core.qbxml.rows import rows
from ....core.qbxml.values import boolean, date_, text
from ....core.sync.operations import Deletion
from ....core.words import for_reader
from . import other_elements
from .other_accounts import LINES
from .other_debts import DEBTS, SETTLES, SETTLING
from .other_rows import imbalance, rows_of
from .other_types import (
    ALL,
    CREDITS,
    TAKEN_OVER,
    TYPES,
    UNREPORTED,
    VANISHING,
    WITHOUT_LINES,
)

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


SUM = "Difference"
"""Path of the amount by which the lines that QuickBooks shows miss the total."""

ITEMS = "Items"
"""Path of the ListIDs of all items: an entry has none, and they may move stock."""

_ID_ONLY = {"TxnID", "EditSequence", "TxnDate"}


class QbdMappingOtherTransaction(models.AbstractModel):
    """All other transactions of QuickBooks that post → account.move, as entries.

    Read only: QuickBooks keeps them. One entry each, in the journal of the bank or card
    where there is one.
    """

    _name = "qbd.mapping.other_transaction"
    _inherit = [
        "qbd.other.transaction.debts",
        "qbd.other.transaction.refunds",
        "qbd.other.transaction.accounts",
        "qbd.other.transaction.writing",
        "qbd.entry.matching",
        "qbd.document",
        "qbd.mapping",
    ]
    _description = "Other transactions"

    _qb_types = tuple(TYPES)
    _odoo_model = "account.move"
    _can = frozenset()
    _watch = ("account.move",)
    _depends_on = (
        *("account", "item", "customer", "vendor"),
        *("receive_payment", "credit_memo"),
    )
    _deleted_types = tuple(one for one in TYPES if one not in UNREPORTED)
    _vanishing_types = VANISHING
    _only_from_quickbooks = True
    _is_proposed = False
    _creates_in_quickbooks = False
    _balances_optional = True
    _has_guid = False
    _fields_map = (
        Field("Type", "_type", text(), pull_only=True, virtual=True, label=_lt("Type")),
        Field("TxnDate", "date", date_, pull_only=True, label=_lt("Date")),
        Field("RefNumber", "ref", text(), pull_only=True, label=_lt("Number")),
        Field("Memo", "_memo", text(), pull_only=True, label=_lt("Memo")),
        Field(
            "Void",
            "_is_cancelled",
            boolean,
            pull_only=True,
            virtual=True,
            label=_lt("Void"),
        ),
        Field(
            LINES, "_entry_rows", rows, pull_only=True, virtual=True, label=_lt("Lines")
        ),
        Field(
            SETTLES,
            "_settled",
            rows,
            pull_only=True,
            virtual=True,
            label=_lt("Settles"),
        ),
        Field(SUM, None, text(), pull_only=True, virtual=True),
        Field(ITEMS, None, text(), pull_only=True, virtual=True),
    )
    _elements = other_elements.ALL
    _matched_path = LINES

    # -- types ----------------------------------------------------------------

    def _declaration(self, qb_type):
        return ALL.get(qb_type, self._fields_map)

    def _request_query(self, query=None, **filters):
        """Return the element of a query; transfers and charges have no lines."""
        if query in WITHOUT_LINES:
            filters["IncludeLineItems"] = None
        elif query in CREDITS and "IncludeRetElement" not in filters:
            filters["IncludeLinkedTxns"] = True
        return super()._request_query(query, **filters)

    def _query_of(self, qb_type):
        own = qb_type in TAKEN_OVER
        return f"{qb_type}Query" if own else super()._query_of(qb_type)

    def _is_paged(self, query):
        """Return False for inventory adjustments: QuickBooks returns all of them."""
        return query != "InventoryAdjustmentQuery"

    def _object_name(self, canonical):
        words = (canonical.get("Type"), canonical.get("RefNumber"))
        return " ".join(filter(None, words)) if words[1] else self._dated(canonical)

    def _dated(self, canonical):
        return f"{canonical.get('Type')}, {canonical.get('TxnDate')}"

    # -- which ones -----------------------------------------------------------

    def _records_domain(self):
        connection = self._stream().connection_id
        domain = [
            *self._hint_domain(self._odoo_model),
            ("company_id", "=", connection.company_id.id),
            ("state", "!=", "cancel"),
        ]
        if self._cut_off_date():
            domain.append(("date", ">=", self._cut_off_date()))
        return domain

    def _hint_domain(self, model):
        return [("qbd_type", "in", list(ALL))]

    def _skips_object(self, element):
        """Skip objects that post nothing, or are left to Odoo's bank statements."""
        if super()._skips_object(element):
            return True
        if {child.tag for child in element} <= _ID_ONLY:
            return False  # nothing more is known in a comparison of ids
        return (
            self._is_pending(element)
            or self._is_written_by_odoo(element)
            or not self._read_rows(element)
            or self._is_left_to_odoo(element)
        )

    @staticmethod
    def _is_pending(element):
        return element.findtext("IsPending") == "true"

    def _is_written_by_odoo(self, element):
        """Return whether it is an adjustment of ours whose answer is not here yet."""
        guid = (element.findtext("ExternalGUID") or "").lower()
        if not guid:
            return False
        domain = [
            ("connection_id", "=", self._stream().connection_id.id),
            ("guid", "=", guid),
        ]
        return bool(self.env["qbd.link"].search_count(domain, limit=1))

    def _meanings_implied(self, canonical, shown):
        """Return nothing: what has a currency of its own shows it."""
        return []

    # -- QuickBooks' side -----------------------------------------------------

    def _read_rows(self, element):
        """Return the debits and credits of an object."""
        kind = element.tag.removesuffix("Ret")
        return rows_of(kind, qbf.parse(self._declaration(kind), element))

    def _canonical_object(self, element, image=None):
        kind = element.tag.removesuffix("Ret")
        shown = qbf.parse(self._declaration(kind), element)
        found = rows_of(kind, shown)
        canonical = {
            "Type": kind,
            "TxnDate": shown["TxnDate"],
            "RefNumber": shown.get("RefNumber"),
            "Memo": shown.get("Memo"),
            "Void": self._is_void(element) or self._is_pending(element) or not found,
        }
        if canonical["Void"]:
            return {p: v for p, v in canonical.items() if p in ("Type", "Void")}
        opened = self._opened_charge(element, shown, image or {})
        if opened:
            found = self._opening_rows(found, opened)
            canonical.update(opened)
        missing = imbalance(found)
        canonical[SUM] = f"{missing:.2f}" if missing else None
        canonical[ITEMS] = " ".join(_items_of(element)) or None
        canonical[SETTLES] = self._settling_rows(found, element, image or {})
        canonical[LINES] = rows.normalise(self._with_accounts(found))
        return canonical

    # -- Odoo's side ----------------------------------------------------------

    def _type(self, move):
        return move.qbd_type

    def _memo(self, move):
        return html2plaintext(move.narration) if move.narration else None

    def _is_cancelled(self, move):
        return move.state == "cancel"

    def _leaves_out(self, move, path):
        return move.state == "cancel" and path not in ("Type", "Void")

    def _entry_rows(self, move):
        """Return the lines of an entry as QuickBooks would show them."""
        accounts = self._links_of("account", move.line_ids.account_id.ids)
        return [
            {
                "TxnLineID": line.qbd_txn_line_id or f"odoo:{line.id}",
                "AccountRef": self._qb_id(accounts, line.account_id),
                "EntityRef": self._name_shown(line),
                "Amount": f"{cents(line.balance):.2f}",
                "Memo": line.name or None,
            }
            for line in move.line_ids
        ]

    @staticmethod
    def _qb_id(links, record):
        link = links.get(record.id)
        return link.qb_id if link and link.qb_id else None

    def _name_shown(self, line):
        links = self._links_of("*entity", line.partner_id.ids)
        return self._qb_id(links, line.partner_id)

    def _settled(self, move):
        """Return the transactions of QuickBooks that the lines are matched with."""
        found = []
        shows = move.qbd_type not in DEBTS
        for line in move.line_ids.filtered("account_id.reconcile") if shows else ():
            amounts = self.env["qbd.posting"]._applied_amounts(line)
            for other, value in amounts.items():
                link = self._link_of_line(other)
                if link:
                    found.append(
                        {
                            "TxnLineID": line.qbd_txn_line_id,
                            "TxnID": link.qb_id,
                            "Type": link.qb_type,
                            "Amount": f"{cents(value):.2f}",
                        }
                    )
        return found

    # -- references -----------------------------------------------------------

    def _refs_of(self, canonical):
        for row in canonical.get(LINES) or ():
            if row.get("AccountRef"):
                yield LINES, "account", row["AccountRef"]
            if row.get("AccountRef") in self._owed_accounts() and row.get("EntityRef"):
                yield LINES, "*entity", row["EntityRef"]
        for row in canonical.get(SETTLES) or ():
            yield SETTLES, SETTLING[row["Type"]], row["TxnID"]

    def _refers_to(self):
        own = {"account", "item", "customer", "vendor"}
        return super()._refers_to() | own | {*SETTLING.values()}

    def _needed_refs(self, canonical):
        refs = self._refs_of(canonical)
        return [(name, qb_id) for path, name, qb_id in refs if path == LINES]

    def _partner_of(self, link):
        """Return no party: no open balance is compared with these."""
        return self.env["res.partner"]

    # -- what it waits for ----------------------------------------------------

    def _object_waits_for(self, canonical):
        return (
            self._object_refused_because(canonical)
            or self._lacks_opening(canonical)
            or self._lacks_bank(canonical)
            or self._lacks_accounts(canonical)
            or super()._object_waits_for(canonical)
        )

    def _object_refused_because(self, canonical):
        """Say that QuickBooks does not show all lines of an object."""
        if canonical.get(SUM):
            return for_reader(self.env)._(
                "QuickBooks shows lines whose sum misses the total by %(amount)s: "
                "the transaction cannot be read as an entry. Enter it in Odoo "
                "manually.",
                amount=canonical[SUM],
            )
        return self._words_of_unknown_items(canonical)

    def _record_impossible_because(self, move):
        return for_reader(self.env)._(
            "This record was read from QuickBooks, and is not sent there. Change it "
            "in QuickBooks."
        )

    # -- what differs ---------------------------------------------------------

    def _money_difference(self, move, quickbooks):
        """Say that an entry differs from the posting of QuickBooks."""
        gone = not self._is_present(move) or move.state == "cancel"
        if gone or quickbooks.get("Void"):
            return ""
        known = {row["TxnLineID"]: row for row in quickbooks.get(LINES) or ()}
        lines = {line.qbd_txn_line_id or "": line for line in move.line_ids}
        same = known.keys() == lines.keys() and all(
            cents(lines[key].balance) == money(row["Amount"])
            and lines[key].account_id == self._account_of_row(row)
            for key, row in known.items()
        )
        if same and str(move.date) == quickbooks.get("TxnDate"):
            return ""
        return for_reader(self.env)._(
            "The entry was changed in Odoo. It comes from QuickBooks (%(type)s), and "
            "changes are not synced: change it there. Take QuickBooks' figures "
            "restores it.",
            type=quickbooks.get("Type"),
        )

    def _review_images(self, pair, images):
        """Agree about nothing where the object had gone: it is there again."""
        if pair.link and pair.link.reason == "deleted_in_quickbooks":
            return {}, {}
        return super()._review_images(pair, images)

    def _is_edited(self, link, state, image):
        """Leave out what it is matched with: a void takes that off anyway."""
        state = {**state, SETTLES: image.get(SETTLES)}
        return super()._is_edited(link, state, image)

    # -- deleted --------------------------------------------------------------

    def _record_deleted(self, link, edited):
        """Ask: QuickBooks keeps it, and its books differ without the entry."""
        return Deletion.LINK if link.reason == "delete_too" else Deletion.ASK

    def _words_of_record_deleted(self, link, edited):
        return for_reader(self.env)._(
            "“%(name)s” was deleted in Odoo. QuickBooks keeps it, because this "
            "record type is only read. Press Bring back to create it in Odoo again, "
            "or unlink the pair.",
            name=link.qb_name,
        )

    def _object_deleted(self, link, state, edited):
        """Cancel the entry: it was never anything but QuickBooks' own."""
        if state is None or state.get("Void"):
            return Deletion.LINK
        return Deletion.RECORD if link.stream_id._reads() else Deletion.LINK

    def _is_wanted_again(self, record, state, edited):
        return False


def _items_of(element):
    """Return the ListIDs of the items that a transaction names, each once."""
    found = (one.findtext("ListID") for one in element.iter("ItemRef"))
    return sorted({one for one in found if one})
