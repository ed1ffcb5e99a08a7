from odoo import api, models
from odoo.tools import SQL

UNREAD = "unread"
"""Verdict on an entry that could not be compared."""

KEPT = ("open", "accepted", "linked")
"""States of a pair both sides of which are its own."""


class QbdMatchRows(models.AbstractModel):
    """Makes and removes the rows of pairs, and of entries without a partner."""

    _name = "qbd.match.rows"
    _inherit = ["qbd.bulk.insert", "qbd.match.words"]
    _description = "QuickBooks Match: Rows"

    # -- what a row says of its sides -----------------------------------------

    @api.model
    def _values_of(self, left=None, right=None):
        """Return the values of a row for two candidates, or one of them.

        :param left: `Candidate` of a record
        :param right: `Candidate` of an object
        """
        values = {}
        if left:
            values.update(record_id=left.key, odoo_name=left.title or left.names[0])
            values["odoo_about"] = self._about(left)
        if right:
            name = right.title or right.names[0]
            values.update(link_id=right.key, quickbooks_name=name)
            values["quickbooks_about"] = self._about(right)
        return values

    def _about(self, candidate):
        """Return details of a candidate, e.g. further names, codes, price."""
        return ", ".join(filter(None, candidate.about())) or False

    @api.model
    def _judged(self, pair):
        """Return the row values of the matcher's verdict on a pair."""
        return {
            "score": pair.score,
            "verdict": pair.verdict,
            "reasons": [[one.kind, one.left, one.right] for one in pair.reasons],
        }

    @api.model
    def _row(self, stream, side, **values):
        return {
            "stream_id": stream.id,
            "res_model": stream._mapping()._odoo_model,
            "side": side,
            "state": "open",
            **values,
        }

    # -- what has no partner --------------------------------------------------

    def _refresh_single(self):
        """The sides of these rows have partners, or none, since they were decided."""
        for stream, rows in self.grouped("stream_id").items():
            rows = rows.filtered(lambda row: not row.asked_link_id)
            self._refresh_singles(stream, rows.link_id, rows.mapped("record_id"))

    @api.model
    def _refresh_singles(self, stream, links, record_ids):
        """Each of these has a row of its own where it has no partner, and none else.

        Only where the list was compared at all.
        """
        if not self.env["qbd.match"]._is_compared(stream):
            return
        record_ids = [one for one in record_ids if one]
        mine = [("stream_id", "=", stream.id)]
        self._singles_of(stream, links, record_ids).unlink()
        paired = self.search(
            [
                *mine,
                ("side", "=", "both"),
                ("state", "in", KEPT),
                "|",
                ("link_id", "in", links.ids),
                ("record_id", "in", record_ids),
            ]
        )
        self._insert_singles(
            stream,
            sorted(set(links.ids) - set(paired.link_id.ids)),
            sorted(set(record_ids) - set(paired.mapped("record_id"))),
        )

    @api.model
    def _singles_of(self, stream, links, record_ids):
        """Return the rows of these as entries without a partner."""
        return self.search(
            [
                ("stream_id", "=", stream.id),
                ("side", "!=", "both"),
                "|",
                ("link_id", "in", links.ids),
                ("record_id", "in", [one for one in record_ids if one]),
            ]
        )

    @api.model
    def _insert_singles(self, stream, link_ids, record_ids):
        """Make rows of entries without a partner, if a sync looks at them at all."""
        mapping, failed = stream._mapping(), ({}, {})
        objects = mapping._open_objects(link_ids) if link_ids else {}
        domain = [("id", "in", record_ids), *mapping._records_domain()]
        records = mapping._open_records(domain) if record_ids else ()
        if records and "active" in records._fields:
            records = records.filtered("active")
        rows = [
            self._row(stream, "quickbooks", **self._values_of(right=one))
            for one in mapping._object_candidates(objects, failed[1])
        ]
        rows += [
            self._row(stream, "odoo", **self._values_of(one))
            for one in mapping._record_candidates(records, failed[0])
        ]
        return self._insert(rows + self._unread_rows(stream, objects, *failed))

    @api.model
    def _unread_rows(self, stream, objects, bad_records, bad_objects):
        """Return values of rows of entries that cannot be compared, with the reason.

        :param objects: as from `_open_objects`
        :param bad_records: {record id: error}
        :param bad_objects: {link id: error}
        """
        words, mapping = self.env["qbd.link"]._words_of, stream._mapping()
        rows = [
            self._row(
                stream,
                "odoo",
                record_id=record.id,
                odoo_name=record[mapping._match_texts[0]],
                odoo_about=words(bad_records[record.id], mapping),
                verdict=UNREAD,
            )
            for record in mapping._browse(bad_records)
        ]
        rows += [
            self._row(
                stream,
                "quickbooks",
                link_id=link_id,
                quickbooks_name=objects[link_id][0],
                quickbooks_about=words(error, mapping),
                verdict=UNREAD,
            )
            for link_id, error in bad_objects.items()
        ]
        return rows

    @api.model
    def _without_likely_unread(self, stream, rows):
        """Return the rows without those that may be an entry that was not compared.

        :param rows: entries of one side without a partner, about to be created
        """
        mine = [("stream_id", "=", stream.id), ("verdict", "=", UNREAD)]
        unread = self.search(mine)
        rows -= unread
        sift_each = stream._mapping()._matcher().sift_each
        for side, other in (("odoo", "quickbooks"), ("quickbooks", "odoo")):
            bad = unread.filtered(lambda row, side=side: row.side == side)
            if bad:
                new = rows.filtered(lambda row, other=other: row.side == other)
                known = self.search([("stream_id", "=", stream.id)])
                texts = {row.id: [row[f"{side}_name"]] for row in known}
                said = {row.id: [row[f"{other}_name"]] for row in new}
                rows -= self.browse(sift_each(said, texts, bad.ids))
        return rows

    @api.model
    def _drop_stale(self, stream):
        """Drop the rows of entries that got a partner elsewhere, or are gone."""
        self.flush_model()
        self.env["qbd.link"].flush_model()
        self.env.cr.execute(
            SQL(
                "DELETE FROM qbd_match_pair p WHERE p.stream_id = %(stream)s"
                " AND p.state IN ('open', 'create') AND (EXISTS (SELECT 1"
                " FROM qbd_link l WHERE l.id = p.link_id AND (l.state = 'gone'"
                " OR COALESCE(l.record_id, 0) != 0)) OR EXISTS (SELECT 1"
                " FROM qbd_link l WHERE l.stream_id = p.stream_id AND p.record_id > 0"
                " AND l.record_id = p.record_id AND l.qb_id IS NOT NULL)"
                " OR (p.record_id > 0 AND NOT EXISTS (SELECT 1 FROM %(table)s r"
                " WHERE r.id = p.record_id)))",
                stream=stream.id,
                table=SQL.identifier(stream._mapping()._browse([])._table),
            )
        )
        self.invalidate_model(flush=False)
