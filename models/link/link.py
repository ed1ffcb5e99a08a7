import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import split_every

from ...core.qbwc import credentials
from ...core.qbxml.names import ODD_FULL_NAME
from . import reasons
from .bulk_insert import REPEATED
from .pairing import ids_in

INDEXED = 100
"""For longer lists PostgreSQL does not use an index of the rows that have a value."""

STATES = [
    ("ok", "Nothing to do"),
    ("dirty", "Pending"),
    ("sent", "Request sent"),
    ("retry", "To be tried again"),
    ("parked", "Decision needed"),
    ("unknown", "Unconfirmed"),
    ("gone", "No link"),
]
"""Where the engine stands with a link. People see `shown_state`."""

NEEDS_PERSON = ("parked", "unknown")


class QbdLink(models.Model):
    """Links an object to a record, with two images of their last agreement.

    `odoo_image` holds the values of Odoo, `quickbooks_image` those of QuickBooks, both
    in canonical form {qbXML path: value}. A side has changed only if it differs from
    its own image (rule 4).
    """

    _name = "qbd.link"
    _inherit = [
        "qbd.write.checks",
        "qbd.link.conflicts",
        "qbd.link.decisions",
        "qbd.link.allowed",
        "qbd.link.failures",
        "qbd.link.hold",
        "qbd.link.both.sides",
        "qbd.link.problem",
        "qbd.link.names",
        "qbd.link.pairing",
        "qbd.link.questions",
        "qbd.link.shown",
        "qbd.link.counted",
        "qbd.link.groups",
        "qbd.link.search",
        "qbd.bulk.insert",
    ]
    _description = "QuickBooks Link"
    _order = "id desc"
    _rec_name = "display_label"
    _rec_names_search = ("qb_name",)

    stream_id = fields.Many2one("qbd.stream", required=True, ondelete="cascade")
    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", related="connection_id.company_id")
    space = fields.Char(required=True, help="Name space of the id.")
    qb_type = fields.Char("Type in QuickBooks")
    qb_id = fields.Char("QuickBooks id", help="ListID or TxnID.")
    qb_name = fields.Char("Name in QuickBooks", index="trigram")
    wanted_name = fields.Char(
        help="The name that it gets in QuickBooks as soon as no other object has it."
    )
    res_model = fields.Char("Model", required=True)
    record_id = fields.Many2oneReference("Record", model_field="res_model")
    edit_sequence = fields.Char()
    guid = fields.Char(
        "ExternalGUID", help="Random; stored with the Add and found again in a read."
    )
    given_up_guids = fields.Json(
        help="GUIDs of Adds that were given up and sent again: an object with any of "
        "them was added twice.",
    )
    state = fields.Selection(
        STATES, "State of the engine", required=True, default="dirty"
    )
    reason = fields.Char("Code of the reason", help="A code of the table of reasons.")
    message = fields.Text("What to do")
    odoo_image = fields.Json(prefetch=False)
    quickbooks_image = fields.Json(prefetch=False)
    quickbooks_seen = fields.Json(
        prefetch=False,
        help="The present state in QuickBooks, if it is not its image yet.",
    )
    pending_request = fields.Json(
        prefetch=False, help="The request that is being sent: op, values, names"
    )
    deleted_in_odoo = fields.Boolean(help="The record's unlink was seen.")
    edited_meanwhile = fields.Boolean(
        "Edited Later", help="The record was saved while a request was being sent."
    )
    last_id_sweep = fields.Integer(
        help="Number of the last comparison of ids that saw it"
    )
    bisect_group = fields.Integer(
        help="Half of a refused message set this record travels in, apart from others"
    )
    attempts = fields.Integer()
    next_try = fields.Datetime()
    synced_on = fields.Datetime("Last synced")
    parked_on = fields.Datetime("Needs attention since", readonly=True)
    display_label = fields.Char(compute="_compute_display_label")
    record_name = fields.Char(
        "Name in Odoo", compute="_compute_display_label", search="_search_record_name"
    )
    any_name = fields.Char("Name", store=False, search="_search_any_name")
    overruled_html = fields.Html(
        "Overruled values", compute="_compute_overruled_html", sanitize=False
    )
    history_ids = fields.One2many("qbd.history", "link_id", readonly=True)
    kept_html = fields.Html(
        "Only in QuickBooks", compute="_compute_kept_html", sanitize=False
    )
    image_html = fields.Html("Images", compute="_compute_image_html", sanitize=False)

    _qb_id_uniq = models.UniqueIndex("(qb_id, connection_id, space)")
    _record_uniq = models.UniqueIndex(
        "(stream_id, record_id) WHERE record_id IS NOT NULL AND record_id != 0"
    )
    _record_idx = models.Index("(res_model, record_id)")
    _not_in_step_idx = models.Index("(stream_id, state, id) WHERE state != 'ok'")
    _shown_idx = models.Index("(connection_id, shown_state) WHERE shown_state != 'ok'")
    _figure_idx = models.Index("(stream_id, shown_state, synced_on, id)")
    _reason_idx = models.Index("(reason) WHERE reason IS NOT NULL")
    _message_idx = models.Index("(id) WHERE message IS NOT NULL")
    _seen_idx = models.Index("(stream_id) WHERE quickbooks_seen IS NOT NULL")
    _alone_idx = models.Index("(stream_id) WHERE record_id IS NULL OR record_id = 0")
    _guid_idx = models.Index("(guid) WHERE guid IS NOT NULL")
    _wanted_idx = models.Index("(stream_id) WHERE wanted_name IS NOT NULL")
    _late_idx = models.Index("(connection_id) WHERE given_up_guids IS NOT NULL")
    _name_idx = models.Index("(connection_id, space, lower(qb_name))")
    _odd_name_idx = models.Index(f"(stream_id) WHERE qb_name ~ '{ODD_FULL_NAME}'")
    _refers_idx = models.Index(f"USING gin (({ids_in('quickbooks_image')}) jsonb_ops)")

    # -- what people see ------------------------------------------------------

    @api.depends("qb_name", "qb_id", "res_model", "record_id")
    def _compute_display_label(self):
        names = self._record_names()
        for link in self:
            link.record_name = names.get((link.res_model, link.record_id), False)
            link.display_label = link.record_name or link.qb_name or link.qb_id

    def _record_names(self):
        """Return {(model, record id): name} of the records that exist."""
        by_model = {}
        for link in self:
            if link.record_id and link.res_model in self.env:
                by_model.setdefault(link.res_model, []).append(link.record_id)
        return {
            (name, record.id): record.display_name
            for name, ids in by_model.items()
            for record in self.env[name].sudo().browse(ids).exists()
        }

    @api.depends("overruled")
    def _compute_overruled_html(self):
        for link in self:
            link.overruled_html = self.env["qbd.link.display"]._overruled_table(link)

    @api.depends("quickbooks_image", "quickbooks_seen")
    def _compute_kept_html(self):
        for link in self:
            link.kept_html = self.env["qbd.link.display"]._kept_table(link)

    @api.depends("odoo_image", "quickbooks_image", "quickbooks_seen")
    def _compute_image_html(self):
        for link in self:
            link.image_html = self.env["qbd.link.display"]._image_table(link)

    def _record(self):
        """Return the Odoo record, archived or not; None if it is gone."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env or not self.record_id:
            return None
        model = self.env[self.res_model].with_context(active_test=False)
        return model.browse(self.record_id).exists() or None

    # -- what the engine does -------------------------------------------------

    def _give_guid_up(self):
        """Forget the GUID of an Add that did not run; QuickBooks may still run it."""
        for link in self.filtered("guid"):
            given_up = [*(link.given_up_guids or []), link.guid]
            link.write({"guid": False, "given_up_guids": given_up})

    def _release(self):
        self.write(
            {
                "state": "dirty",
                "reason": False,
                "message": False,
                "attempts": 0,
                "next_try": False,
            }
        )

    def _park(self, reason, message):
        """Set these links aside for a user; nothing else waits for them."""
        self.write({"state": "parked", "reason": reason, "message": message})

    def _next_guid(self):
        """Return the GUID of the object that Odoo adds in the place of this one.

        Where one side is restored from a backup, the two are known as one by that.
        """
        owner = self.connection_id.file_id
        return credentials.next_guid(owner, self.guid or self.qb_id)

    def _forget_object(self):
        """Drop the object that is gone: the record will be added as a new one."""
        for link in self:
            link.guid = link.qb_id and link._next_guid()
        self.write(
            {
                "qb_id": False,
                "edit_sequence": False,
                "odoo_image": False,
                "quickbooks_image": False,
                "quickbooks_seen": False,
                "state": "dirty",
                "reason": False,
                "message": False,
                "pending_request": False,
                "edited_meanwhile": False,
            }
        )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._new_values(vals) for vals in vals_list])

    @api.model
    def _insert(self, rows):
        return super()._insert([self._new_values(row) for row in rows])

    def _new_values(self, vals):
        if vals.get("state") in NEEDS_PERSON:
            vals = {"parked_on": fields.Datetime.now(), **vals}
        return self._known_since_now(self._agreed_only(vals))

    def write(self, vals):
        vals = self._agreed_only(vals)
        if vals.get("state") in NEEDS_PERSON:
            self.filtered(lambda link: link._is_news(vals))._note_parked()
            vals = {name: vals[name] for name in vals if name != "parked_on"}
        if vals.get("qb_id") and any(link.qb_id != vals["qb_id"] for link in self):
            vals = self._known_since_now(vals, self[:1].stream_id)
        return super().write(vals)

    def _write_changed(self, vals, known):
        """Write the values that the link does not have yet.

        :param dict known: values of images as they were read before. Each reading
            makes a copy, which takes longer than everything else here.
        """
        if vals.get("state") not in NEEDS_PERSON:
            vals = {
                name: value
                for name, value in self._agreed_only(vals).items()
                if (known[name] if name in known else self[name]) != value
            }
        if vals:
            self.write(vals)

    @staticmethod
    def _agreed_only(vals):
        """Return the values without a time of agreement if the sides do not agree."""
        if "synced_on" in vals and vals.get("state", "ok") not in ("ok", "gone"):
            return {name: vals[name] for name in vals if name != "synced_on"}
        return vals

    def _is_news(self, vals):
        """Return whether a person does not know yet that the link needs one."""
        code = vals.get("reason", self.reason) or False
        return self.state not in NEEDS_PERSON or code != (self.reason or False)

    def _note_parked(self):
        return super().write({"parked_on": fields.Datetime.now()}) if self else True

    def _known_since_now(self, vals, stream=None):
        """Count a newly linked object as seen by a running comparison of ids.

        Otherwise the comparison, which began before, would treat it as deleted.
        """
        if not vals.get("qb_id"):
            return vals
        stream = stream or self.env["qbd.stream"].browse(vals.get("stream_id"))
        return {"last_id_sweep": stream.id_sweep_number, **vals}

    @api.model
    def _by_qb_ids(self, connection, space, qb_ids):
        """Return {qb id: link} of a name space, in a single query."""
        if not qb_ids:
            return {}
        links = self.search_fetch(
            [
                ("connection_id", "=", connection.id),
                ("space", "=", space),
                ("qb_id", "in", list(qb_ids)),
            ],
            ["qb_id", "stream_id", "edit_sequence", "state", "reason"],
        )
        return {link.qb_id: link for link in links}

    @api.model
    def _by_records(self, stream, record_ids):
        """Return {record id: link} of a stream, with a query for each hundred."""
        links = self.browse()
        for part in split_every(INDEXED, record_ids, list):
            links |= self.search(
                [("stream_id", "=", stream.id), ("record_id", "in", part)]
            )
        return {link.record_id: link for link in links}

    @api.model
    def _mark_dirty(self, stream, record_ids, edited=True):
        """Mark synced links dirty, and create links for new records.

        :param edited: whether a user saved them; then links that need attention are
            compared again too, as the edit may settle them, and links with a write
            under way are compared once its answer has come
        """
        have = self._by_records(stream, record_ids)
        links = self.browse([link.id for link in have.values()])
        links.filtered(lambda link: link.state == "ok").write({"state": "dirty"})
        if edited:
            links.filtered(
                lambda link: link.state in ("sent", "unknown")
            ).edited_meanwhile = True
            links.filtered(
                lambda link: (
                    link.state in reasons.WAITING
                    and not reasons.survives_edit(link.state, link.reason)
                )
            )._release()
            links.filtered(
                lambda link: link.state == "gone"
                and link.reason == "deleted_in_quickbooks"
            ).write({"state": "dirty"})
        fresh = [record_id for record_id in record_ids if record_id not in have]
        self._create_for_records(stream, fresh)

    @api.model
    def _create_or_repeat(self, vals_list):
        """Insert links; if another transaction creates the same, repeat the call.

        :raise ConcurrencyError: which makes Odoo repeat the whole call
        """
        try:
            with self.env.cr.savepoint():
                links = self.with_context(**{REPEATED: True})._insert(vals_list)
                return self.browse(links.ids)
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error

    @api.model
    def _repoint(self, res_model, source_ids, target_id):
        """Move the links of records merged in Odoo to the record that remains.

        Two objects for the same record are a question, not an error: the second link
        keeps its object, loses its record and is parked.
        """
        links = self.search(
            [("res_model", "=", res_model), ("record_id", "in", source_ids)]
        )
        for link in links:
            other = self.search(
                [("stream_id", "=", link.stream_id.id), ("record_id", "=", target_id)]
            )
            if not other:
                link.write({"record_id": target_id})
                link._mark_dirty(link.stream_id, [target_id])
            elif not link.qb_id and link.state not in ("sent", "unknown"):
                link.unlink()
            elif not other.qb_id and other.state not in ("sent", "unknown"):
                other.unlink()
                link.write({"record_id": target_id})
            else:
                link._lose_record(other)

    def _lose_record(self, other):
        self.write({"record_id": False})
        self._park(
            "two_objects",
            self.env._(
                "The records of “%(one)s” and “%(two)s” were merged in Odoo, and "
                "both are in QuickBooks. Merge them there too; this link is then "
                "removed.",
                one=self.qb_name,
                two=other.qb_name,
            ),
        )

    @api.model
    def _create_for_records(self, stream, record_ids):
        mapping = stream._mapping()
        return self._create_or_repeat(
            [
                {
                    "stream_id": stream.id,
                    "connection_id": stream.connection_id.id,
                    "space": mapping._space,
                    "res_model": mapping._odoo_model,
                    "record_id": record_id,
                    "state": "dirty",
                }
                for record_id in record_ids
            ]
        )
