import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from . import reasons


def ids_in(column):
    """Return the expression of SQL for the ids that a column of objects shows.

    That of QuickBooks' image has an index.
    """
    pattern = "^[0-9A-Za-z_]+-[0-9A-Za-z]+$"
    path = f'strict $.** ? (@ like_regex "{pattern}")'
    return f"jsonb_path_query_array({column}, '{path}')"


class QbdLinkPairing(models.AbstractModel):
    """Makes the pairs that a user chose, and wakes links that wait for them."""

    _name = "qbd.link.pairing"
    _description = "QuickBooks Link: Pairing"

    create_requested = fields.Boolean(
        "To be created",
        help="A user wants this record on the other side, whatever the settings of "
        "its record type.",
    )

    @api.model
    def _wake_referring(self, stream, qb_ids=()):
        """Compare links again that waited for a reference to become known.

        :param qb_ids: objects that have a record now
        """
        concerned = self._referring_domain(stream)
        if concerned is None:
            return
        self._wake_waiting(stream)
        seen = concerned & Domain("quickbooks_seen", "!=", False)
        links = self.search(
            seen & Domain("state", "=", "ok") & Domain("record_id", "!=", False)
        )._that_show(qb_ids)
        links.write({"state": "dirty", "next_try": False})
        asked = self.search(seen & Domain("state", "=", "parked"))._that_show(qb_ids)
        asked._compare_again()

    @api.model
    def _read_showing_again(self, streams, qb_ids):
        """Have objects of these streams read again that show one of the ids.

        :return: the streams of which there are some
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE qbd_link SET edit_sequence = NULL WHERE id IN ("
                "SELECT id FROM qbd_link WHERE %(shown)s ?| %(ids)s UNION ALL"
                " SELECT id FROM qbd_link WHERE stream_id = ANY(%(streams)s)"
                " AND quickbooks_seen IS NOT NULL AND %(seen)s ?| %(ids)s)"
                " AND stream_id = ANY(%(streams)s) AND state != 'gone'"
                " AND qb_id IS NOT NULL RETURNING stream_id",
                shown=SQL(ids_in("quickbooks_image")),
                seen=SQL(ids_in("quickbooks_seen")),
                ids=list(qb_ids),
                streams=streams.ids,
            )
        )
        found = streams.browse({row[0] for row in self.env.cr.fetchall()})
        self.invalidate_model(["edit_sequence"])
        return found

    @api.model
    def _wake_waiting(self, stream):
        """Compare links again that wait for something, perhaps of this list."""
        concerned = self._referring_domain(stream)
        if concerned is not None:
            waits = Domain("state", "=", "retry") & Domain("reason", "=", "waits")
            links = self.search(concerned & waits)
            links.write({"state": "dirty", "next_try": False})

    @api.model
    def _referring_domain(self, stream):
        """Return the domain of links whose lists refer to this one, None for none."""
        names = stream._mapping()._referred_by()
        if not names:
            return None
        mine = Domain("connection_id", "=", stream.connection_id.id)
        return mine & Domain("stream_id.mapping", "in", names)

    def _compare_again(self):
        """Compare parked links again, for fields that nothing was asked about.

        What is in question is asked again where it still is.
        """
        self.filtered(
            lambda link: not reasons.survives_edit(link.state, link.reason)
        )._release()

    def _that_settle(self, qb_type):
        """Return those of the links whose object is applied to one of a type."""
        self.flush_recordset(["quickbooks_image"])
        self.env.cr.execute(
            SQL(
                "SELECT id FROM qbd_link WHERE id = ANY(%s) AND jsonb_path_exists("
                "quickbooks_image, '$.AppliedTxns.*.type ? (@ == $kind)', %s)",
                self.ids,
                json.dumps({"kind": qb_type}),
            )
        )
        return self.browse([row[0] for row in self.env.cr.fetchall()])

    def _that_show(self, qb_ids):
        """Return those of the links whose object refers to any of these objects."""
        if not self or not qb_ids:
            return self.browse()
        self.flush_recordset(["quickbooks_seen"])
        self.env.cr.execute(
            SQL(
                "SELECT id FROM qbd_link WHERE id = ANY(%s) AND EXISTS (SELECT 1"
                " FROM jsonb_path_query(quickbooks_seen, 'strict $.**') part"
                " WHERE jsonb_typeof(part) = 'string' AND part #>> '{}' = ANY(%s))",
                self.ids,
                list(qb_ids),
            )
        )
        return self.browse([link_id for (link_id,) in self.env.cr.fetchall()])

    def _pair_with(self, record):
        """Pair the object with the record a user chose; the engine then merges both.

        :param record: a single record of the stream's model
        :raise UserError: if either of the two is paired already
        """
        self.ensure_one()
        if self.record_id or self.state in ("sent", "unknown", "gone"):
            raise UserError(
                self.env._(
                    "“%(name)s” of QuickBooks is no longer free. Open the page again.",
                    name=self.qb_name,
                )
            )
        other = self._by_records(self.stream_id, record.ids).get(record.id)
        if other:
            other._make_way(record)
        self.write({"record_id": record.id, "kept_unpaired": False})
        self._release()
        self._wake_referring(self.stream_id, [self.qb_id])

    def _make_way(self, record):
        """Release the record so that it can be paired with another object."""
        if self.state in ("sent", "unknown") or (self.qb_id and self.state != "gone"):
            raise UserError(
                self.env._(
                    "“%(record)s” is paired with “%(name)s” of QuickBooks. Unlink that"
                    " pair first.",
                    record=record.display_name,
                    name=self.qb_name or "-",
                )
            )
        if self.qb_id:  # it stays, so that the object is not taken for a new one
            self.record_id = False
        else:
            self.unlink()

    def _want_record(self):
        """Have a record created for each of these objects, as the user requested."""
        links = self.filtered(lambda link: not link.record_id and link.state != "gone")
        links._release()
        links.write({"create_requested": True, "kept_unpaired": False})

    @api.model
    def _want_object(self, stream, record_id):
        """Have a record sent as the user requested, whatever the list's settings.

        :raise UserError: if it is not of the list, or is of another company
        """
        stream._mapping()._require_own({record_id})
        self._want_objects(stream, [record_id])

    @api.model
    def _want_objects(self, stream, record_ids):
        """Do the same as `_want_object` for many records, known to be of the list."""
        if not record_ids:
            return
        known = self._by_records(stream, record_ids)
        links = self.union(*known.values())
        fresh = [one for one in record_ids if one not in known]
        links |= self._create_for_records(stream, fresh)
        links._release()
        links.write({"create_requested": True, "kept_unpaired": False})
        self._wake_referring(stream)
