from types import MappingProxyType

from odoo import models

from ....core.qbxml import messages
from ....core.qbxml.fields import NEW_LINE
from ....core.sync import documents
from ....core.sync.merge import DIFFERS, Conflict
from ....core.sync.operations import FORGET, OPERATIONS, Deletion
from ....core.words import for_reader

VOID = "VOID:"
"""How the memo of a voided transaction begins; QuickBooks has no flag for it."""

STRANGE = "StrangeItems"
"""Path of {ListID: full name} of items on lines that have no link; never compared."""


class QbdDocument(models.AbstractModel):
    """Shares the code of all transactions: ids, period, void, and waiting.

    A mapping inherits it before `qbd.mapping`.
    """

    _name = "qbd.document"
    _inherit = [
        "qbd.document.matching",
        "qbd.document.opened",
        "qbd.document.posted",
        "qbd.document.linked",
        "qbd.document.meanings",
        "qbd.document.read.again",
    ]
    _description = "QuickBooks Transactions"

    _space = "transaction"
    _has_unique_names = False
    _id_tag = "TxnID"
    _reads_again = True
    _id_elements = ("EditSequence", "TxnDate")
    _name_field = "RefNumber"
    _direction = "off"  # until the cut-off date is chosen
    _has_cut_off = True
    _query_options = MappingProxyType({"IncludeLineItems": True})
    _can = frozenset({"add", "mod", "void", "delete"})
    _freed_paths = ()  # what changes when another document frees what was applied
    _touches_balances = True

    # -- which ones -----------------------------------------------------------

    def _cut_off_date(self):
        """Return the date from which documents are synced, False if from any."""
        chosen = self._stream().connection_id.cut_off_date
        return self.env.context.get("qbd_cut_off", chosen)

    def _cut_off(self):
        """Return "YYYY-MM-DD", or "" if everything is synced."""
        date = self._cut_off_date()
        return date.isoformat() if date else ""

    def _under_cut_off(self, date):
        return self.with_context(qbd_cut_off=date)

    def _missing_settings(self):
        missing = super()._missing_settings()
        if self._cut_off_date() and not self._stream().connection_id.opening_account_id:
            missing.append(
                for_reader(self.env)._(
                    "Page Documents, Balancing account for open items: without it, "
                    "documents from before that date that are still open in "
                    "QuickBooks wait."
                )
            )
        branches = self._stream().company_id.child_ids
        if branches:
            missing.append(
                for_reader(self.env)._(
                    "Documents of the branches %(branches)s are left out: a connection"
                    " syncs those of its own company, %(company)s.",
                    branches=", ".join(branches.mapped("name")),
                    company=self._stream().company_id.name,
                )
            )
        return missing

    def _skips_object(self, element):
        """Skip void documents, and settled ones dated before the cut-off date.

        Open documents from before it come as open items.
        """
        if self._is_void(element):
            return True
        date = element.findtext("TxnDate") or ""
        return date < self._cut_off() and not self._is_open(element)

    def _is_void(self, element):
        return (element.findtext("Memo") or "").startswith(VOID)

    def _object_name(self, canonical):
        number = canonical.get(self._name_field)
        return number or for_reader(self.env)._(
            "without number, %s", canonical.get("TxnDate")
        )

    def _full_name(self, name, link, state=None):
        """Return None: numbers may repeat, so no name space guards them."""
        return None

    def _qb_name(self, canonical, names):
        return canonical.get(self._name_field)

    def _first_images(self, odoo, quickbooks):
        """Return the number and date as agreed: they identified the document."""
        same = ("RefNumber", "TxnDate")
        return (
            {path: odoo.get(path) for path in same},
            {path: quickbooks.get(path) for path in same},
        )

    def _applications_freed(self, link):
        """Update the images after our own unapplications: they are not user edits.

        Odoo chose the amounts to unapply. If QuickBooks chose otherwise, that shows as
        its change when the document is read again, and is synced.
        """
        state = self._canonical_records(self._browse(link.record_id))[link.record_id]
        kept = {path: state[path] for path in self._freed_paths if path in state}
        link.odoo_image = {**(link.odoo_image or {}), **kept}
        shown = link.quickbooks_image or {}
        link.quickbooks_image = {
            **shown,
            **{path: self._as_shown(kept[path], shown.get(path)) for path in kept},
        }

    def _may_unapply(self, sent):
        return any(path in sent for path in self._freed_paths)

    @staticmethod
    def _as_shown(rows, shown):
        """Return rows of Odoo, with the values that only QuickBooks shows of them."""
        known = {row["TxnID"]: row for row in shown or () if isinstance(row, dict)}
        return rows and [
            {**known.get(row["TxnID"], {}), **row} if isinstance(row, dict) else row
            for row in rows
        ]

    # -- open balances --------------------------------------------------------

    def _partner_of(self, link):
        """Return the customer of a link's document, as Odoo knows it."""
        record = link._record()
        if record:
            owner = self._owner_of(self._entry(record))
            return owner or self._party_of(record).commercial_partner_id
        seen = link.quickbooks_seen or link.quickbooks_image or {}
        found = self._to_record(self._party_mapping, seen.get(self._party_ref))
        return found.commercial_partner_id

    def _open_difference(self, record, ours, theirs):
        currency = record.currency_id
        if not currency.compare_amounts(ours, theirs):
            return ""
        return for_reader(self.env)._(
            "Open balance in Odoo: %(ours)s, in QuickBooks: %(theirs)s. Compare the "
            "payments and credits that are applied to it.",
            ours=currency.format(ours),
            theirs=currency.format(theirs),
        )

    # -- what it waits for ----------------------------------------------------

    _needs = ()  # paths of references without which nothing is written

    def _needed_refs(self, canonical):
        refs = self._refs_of(canonical)
        return [(name, qb_id) for path, name, qb_id in refs if path in self._needs]

    def _object_waits_for(self, canonical):
        """Name the referenced objects that Odoo does not know."""
        needed = self._needed_refs(canonical)
        missing = [one for one in needed if not self._to_record(*one)]
        if not missing:
            return ""
        return self._wait_words(self._names_of_objects(missing, canonical))

    def _names_of_objects(self, missing, canonical):
        """Return the names of objects, as far as they are known, with their list."""
        names, shown = {}, canonical.get(STRANGE) or {}
        for name, qb_id in missing:
            mapping = self.env[f"qbd.mapping.{self._meant_by(name)[0]}"]
            link = self.env["qbd.link"]._by_qb_ids(
                self._stream().connection_id, mapping._space, [qb_id]
            )
            label = link[qb_id].qb_name if qb_id in link else shown.get(qb_id)
            label = label or qb_id
            names[f"{mapping._type_title()}: {label}"] = True
        return list(names)

    def _wait_words(self, names):
        return for_reader(self.env)._(
            "Waits for unmatched records: %(names)s. See Match accounts and taxes on "
            "the connection.",
            names=", ".join(names),
        )

    def _records_waiting_for_add(self, records):
        """Add documents that refer to records QuickBooks does not have yet."""
        waiting = super()._records_waiting_for_add(records)
        referred = {record.id: self._referred_needed(record) for record in records}
        missing = {
            name: self._without_object_of(name, ids)
            for name, ids in self._united(referred.values()).items()
        }
        for record in records.filtered(lambda one: one.id not in waiting):
            names = self._names_of_records(missing, referred[record.id])
            if names:
                waiting[record.id] = self._wait_words(names)
        return waiting

    def _referred_needed(self, record):
        """Return {mapping name: ids} of records without which it cannot be sent."""
        needed = {}
        for field in self._ref_fields():
            if field.qb in self._needs and not self._leaves_out(record, field.qb):
                ids = self._raw_value(record, field).ids
                needed.setdefault(field.codec.target, set()).update(ids)
        return needed

    def _all_needed(self, records):
        return self._united(self._referred_needed(record) for record in records)

    def _without_object_of(self, name, ids):
        """Return those of the records that QuickBooks does not have."""
        links = self._links_of(name, ids)
        return {
            one
            for one in ids
            if one not in links or not links[one].qb_id or links[one].state == "gone"
        }

    def _names_of_records(self, missing, referred):
        names = []
        for name, ids in referred.items():
            mapping = self.env[f"qbd.mapping.{name}"]
            records = self.env[mapping._odoo_model].browse(
                sorted(ids & missing.get(name, set()))
            )
            names += [f"{mapping._type_title()}: {one.display_name}" for one in records]
        return names

    def _is_alive(self, state):
        return not state.get("Void")

    def _is_withdrawn(self, record):
        return self._is_cancelled(record)

    def _links_of_items(self, ids):
        """Return {ListID: link} of items that have one, asked for once in a batch."""
        known = self._cached_in_batch("links of items", dict)
        new = [one for one in ids if one and one not in known]
        if new:
            connection = self._stream().connection_id
            links = self.env["qbd.link"]._by_qb_ids(connection, "item", new)
            found = self.env["qbd.link"].concat(*links.values())
            found.fetch(["quickbooks_seen", "quickbooks_image", "conflicts"])
            known.update({one: links.get(one) for one in new})
        return {one: known[one] for one in ids if known.get(one)}

    # -- void, delete ---------------------------------------------------------

    def _record_deleted(self, link, edited):
        """Ask, unless the stream's policy or a user says to sync the deletion."""
        stream = link.stream_id
        voided = (link.quickbooks_image or {}).get("Void")
        if not link.qb_id or not stream._writes() or voided:
            return Deletion.LINK
        carried = stream.deletions == "carry" and not edited
        wanted = link.reason == "delete_too"
        return Deletion.OBJECT if wanted or carried else Deletion.ASK

    def _object_deleted(self, link, state, edited):
        """Ask, unless the deletion is our own or is to be synced."""
        stream, sent = link.stream_id, link.pending_request
        if sent and OPERATIONS[sent["op"]].then == FORGET:
            return Deletion.BRING_BACK  # deleted by us, to be added as a new one
        if sent and link.deleted_in_odoo:
            return Deletion.CARRIED
        if state is None or state.get("Void"):
            return Deletion.LINK
        carried = stream.deletions == "carry" and stream._reads() and not edited
        wanted = link.reason == "delete_too"
        return Deletion.RECORD if wanted or carried else Deletion.ASK

    def _request_removal(self, link):
        return "delete", self._request_delete(link), {}

    def _choose_operation(self, changed, pair):
        """Send a void alone, before other changes; once undone, send all again.

        :return: ("mod" or "void", {path: value} that is sent)
        """
        if changed.get("Void"):
            return "void", {"Void": True}
        if "Void" in changed:
            return "mod", self._all_again(pair.odoo)
        return super()._choose_operation(changed, pair)

    def _all_again(self, state):
        """Return the values that restore a voided transaction: memo and all lines.

        QuickBooks keeps the lines of a voided transaction, with their ids.
        """
        pull_only = self._pull_only()
        sent = {p: v for p, v in state.items() if p in ("Void", "Memo")}
        for path, key in self._line_keys().items():
            lines = [
                [
                    row[key] if not row[key].startswith("odoo:") else NEW_LINE,
                    {
                        name: value
                        for name, value in row.items()
                        if name != key and f"{path}/{name}" not in pull_only
                    },
                    row[key],
                ]
                for row in state.get(path) or ()
            ]
            sent[path] = {"lines": lines, "removed": []}
        return sent

    def _request_other(self, op, link, changed, pair):
        """Return the element of an operation that is neither Add nor Mod."""
        return self._request_void(link) if op == "void" else self._request_delete(link)

    def _request_void(self, link):
        return messages.txn_void(link.qb_type or self._qb_type, link.qb_id)

    def _review_merge(self, pair):
        """Ask if a void meets an edit, as for a deletion (rule 10)."""
        head, images = getattr(pair.merged, "head", pair.merged), pair.images
        if any((image or {}).get("Void") == DIFFERS for image in images):
            return  # a person has decided
        voided_there, voided_here = head.pull.get("Void"), head.push.get("Void")
        if not (
            (voided_there and self._edited_in_odoo(pair))
            or (voided_here and self._edited_there(pair.quickbooks, images[1]))
        ):
            return
        head.pull.clear()  # the edit waits for the answer, or there is none to ask for
        head.push.clear()
        values = (pair.odoo["Void"], pair.quickbooks["Void"])
        head.conflicts["Void"] = Conflict("Void", *values)

    def _edited_in_odoo(self, pair):
        """Return whether Odoo changed the record of an object that is void now."""
        image = pair.images[0] or {}
        return bool(pair.link) and self._is_edited(pair.link, pair.odoo, image)

    def _edited_there(self, shown, image):
        compared = (self._compared() - {"Void"}) & (image or {}).keys()
        return documents.shows_more(shown, image, compared, self._line_keys())

    def _request_delete(self, link):
        return messages.txn_del(link.qb_type or self._qb_type, link.qb_id)
