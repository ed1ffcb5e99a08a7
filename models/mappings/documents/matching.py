import json

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....core.matching.documents import Document
from ....core.matching.records import SURE
from ....core.money import cents, money
from ....core.words import for_reader

EARLIER = 31
"""Days by which a document may be dated earlier in Odoo than in QuickBooks."""


WORDS = ("DueDate", "Memo", "PONumber", "PaymentMethodRef", "TermsRef")
"""Paths of a header that say nothing of money."""


class QbdDocumentMatching(models.AbstractModel):
    """Supplies the matcher with the documents of both sides.

    A mapping of documents takes part that sets `_match_profile` to "documents", and
    declares where its total is: in Odoo `_match_amount`, in QuickBooks `_total_paths`.
    """

    _name = "qbd.document.matching"
    _description = "QuickBooks Documents: Matching"

    _match_numbers = ()  # fields with further numbers of a record
    _match_amount = "amount_total"  # field with the total of a record
    _match_rows = None  # path of the lines that say what it is applied to

    @property
    def _match_paths(self):
        """Return the paths of number and amounts."""
        return (self._name_field, *self._total_paths())

    @property
    def _match_more(self):
        """Return what else is looked at."""
        paths = ("TxnDate", self._party_ref, self._open_element, self._match_rows)
        return tuple(filter(None, paths))

    def _total_paths(self):
        """Return the paths of the amounts that make up the total of an object."""
        return ()

    # -- records --------------------------------------------------------------

    def _matchable_domain(self):
        """Return the domain of all documents, also from before the cut-off date."""
        domain = self._match_domain()
        cut_off = self._cut_off_date()
        if not cut_off:
            return domain
        earliest = self._cached_in_batch("earliest object", self._earliest_object)
        since = min(fields.Date.to_date(earliest or cut_off), cut_off)
        return domain & Domain("date", ">=", fields.Date.subtract(since, days=EARLIER))

    def _match_domain(self):
        """Return the domain of documents of any date that an object may be."""
        return Domain(self._under_cut_off(False)._records_domain())

    def _earliest_object(self):
        """Return the earliest date of an object without a record, None for none."""
        self.env["qbd.link"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT min(quickbooks_seen ->> 'TxnDate') FROM qbd_link"
                " WHERE stream_id = %s AND qb_id IS NOT NULL"
                " AND COALESCE(record_id, 0) = 0",
                self._stream().id,
            )
        )
        return self.env.cr.fetchone()[0]

    def _record_candidate(self, record):
        party = self._party_of(record).commercial_partner_id
        return Document(
            record.id,
            record.display_name or for_reader(self.env)._("without number"),
            self._numbers_of(record),
            self._party_key(party),
            party.display_name or "",
            record.date,
            cents(abs(money(record[self._match_amount]))),
            self._open_amount_of(record),
            self._applied_of(record),
        )

    def _numbers_of(self, record):
        """Return the numbers of a record, its own first."""
        numbers = [self._ref_number(record), *(record[n] for n in self._match_numbers)]
        return tuple(one for one in dict.fromkeys(numbers) if one)

    def _party_key(self, party):
        """Return the id of a party, None if unknown; "" for lists without parties."""
        return party.id or (None if self._party_ref else "")

    def _open_amount_of(self, record):
        amounts = self._open_amounts(record) if self._open_element else {}
        return cents(money(amounts[record.id])) if record.id in amounts else None

    def _applied_of(self, record):
        """Return ((id of a document, amount, whether that is all of it), …)."""
        if not self._match_rows:
            return ()
        applied = self._applied_moves(record)
        return tuple(
            (move.id, cents(value), self._is_in_full(move, value))
            for move, value in applied.items()
        )

    @staticmethod
    def _is_in_full(move, value):
        return cents(value) == cents(money(move.amount_total))

    def _record_names(self, records):
        return [self._ref_number(record) for record in records]

    # -- objects --------------------------------------------------------------

    def _prepare_objects(self, objects):
        """Find the documents and parties that objects name, in few queries."""
        found = {}
        for _name, values in objects.values():
            if values.get(self._party_ref):
                party = values[self._party_ref]
                found.setdefault(self._party_mapping, set()).add(party)
            for row in self._rows_of(values):
                found.setdefault(self._settled, set()).add(row["TxnID"])
        known = self._batch().records
        for name, qb_ids in found.items():
            for stream in self._siblings(name):
                links = self.env["qbd.link"]._by_qb_ids(
                    stream.connection_id, stream._mapping()._space, qb_ids
                )
                known.update(
                    {
                        (name, qb_id): link.record_id
                        for qb_id, link in links.items()
                        if link.stream_id == stream and link.state != "gone"
                    }
                )

    def _object_candidate(self, key, full_name, values):
        party = self.env["res.partner"]
        if values.get(self._party_ref):
            party = self._to_record(self._party_mapping, values[self._party_ref])
        party = party.commercial_partner_id
        shown = values[self._open_element] if self._open_element else None
        number = values[self._name_field]
        return Document(
            key,
            full_name or number or for_reader(self.env)._("without number"),
            (number,) if number else (),
            self._party_key(party),
            party.display_name or "",
            fields.Date.to_date(values["TxnDate"]) or None,
            self._total_of(values),
            None if shown is None else cents(money(shown)),
            tuple(self._uses_of(values)),
        )

    def _total_of(self, values):
        """Return the total of an object, without a sign."""
        return cents(abs(sum(money(values[path] or 0) for path in self._total_paths())))

    def _uses_of(self, values):
        """Yield what an object is applied to, as far as Odoo has it."""
        for row in self._rows_of(values):
            move = self._to_record(self._settled, row["TxnID"])
            value = money(row["Paid"] or 0) + money(row["DiscountAmount"] or 0)
            if move:
                yield move.id, cents(value), self._is_in_full(move, value)

    def _rows_of(self, values):
        return self._parsed_rows(values[self._match_rows] if self._match_rows else ())

    @staticmethod
    def _parsed_rows(rows):
        """Return rows that a query returned as text, or as they are."""
        return (json.loads(rows) if isinstance(rows, str) else rows) or ()

    # -- without a person -----------------------------------------------------

    def _match(self, objects):
        """Pair the documents that both books hold: the same in all, and only ones."""
        if not self._matcher():
            return {}
        shown = {
            qb_id: (self._object_name(canonical), self._matched_values(canonical))
            for qb_id, canonical in objects.items()
        }
        self._prepare_objects(shown)
        right = [self._object_candidate(key, *one) for key, one in shown.items()]
        domain = (
            self._match_domain()
            & self._free_domain()
            & Domain(self._match_amount, "in", sorted({float(x.total) for x in right}))
            & Domain("date", "in", sorted({x.day for x in right if x.day}))
        )
        records = self._browse([]).search(domain, order="id")
        left = [self._record_candidate(record) for record in records]
        pairs = self._matcher().propose(left, right) if left else ()
        return {one.right: [one.left] for one in pairs if one.verdict == SURE}

    def _own_words(self):
        """Keep terms, memos and descriptions of documents that both books had."""
        lines = {
            f"{lines.qb}/{path}"
            for lines in self._lists_of_lines()
            for path in ("Desc", "Memo")
        }
        return frozenset({*WORDS, *lines})

    # -- from before the cut-off date -----------------------------------------

    def _prepare_found(self, pairs):
        """Compare of documents from before the cut-off date what is open, no more."""
        for pair in pairs:
            if self._is_opening(pair.quickbooks):
                record = self._browse(pair.record_id)
                record.filtered(lambda one: not one.qbd_opening).write(
                    self._opening_values(pair)
                )

    def _opening_values(self, pair):
        return {"qbd_opening": True}
