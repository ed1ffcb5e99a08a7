from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.matching.records import MAYBE, SURE
from .rows import UNREAD
from .suggestion import NO_SUGGESTION

HAND = "hand"
CHOSEN_BY_HAND = {"record_id", "link_id"}
"""What a person may write to a row."""


class QbdMatchPair(models.Model):
    """A record and an object that may be the same; or one of them that has no partner.

    Rows stay when they are decided: a rejected pair is not proposed again.
    """

    _name = "qbd.match.pair"
    _inherit = [
        "qbd.write.checks",
        "qbd.match.rows",
        "qbd.match.making",
        "qbd.match.suggestion",
        "qbd.buttons",
    ]
    _description = "QuickBooks Match"
    _order = "side, score desc, quickbooks_name, odoo_name, id"
    _rec_name = "quickbooks_name"

    stream_id = fields.Many2one("qbd.stream", "List", required=True, ondelete="cascade")
    connection_id = fields.Many2one(related="stream_id.connection_id")
    side = fields.Selection(
        [
            ("both", "On both sides"),
            ("quickbooks", "Only in QuickBooks"),
            ("odoo", "Only in Odoo"),
        ],
        "Where",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("create", "To be created"),
            ("linked", "Paired"),
            ("rejected", "Rejected"),
        ],
        "Decision",
        required=True,
        default="open",
        readonly=True,
    )
    link_id = fields.Many2one(
        "qbd.link",
        "In QuickBooks",
        ondelete="cascade",
        domain="[('stream_id', '=', stream_id), ('qb_id', '!=', False),"
        " ('record_id', 'in', [False, 0]), ('state', 'in', ['ok', 'parked', 'retry'])]",
    )
    res_model = fields.Char(required=True, readonly=True)
    record_id = fields.Many2oneReference("In Odoo", model_field="res_model")
    quickbooks_name = fields.Char("Name in QuickBooks", readonly=True)
    quickbooks_about = fields.Char("Details in QuickBooks", readonly=True)
    odoo_name = fields.Char("Name in Odoo", readonly=True)
    odoo_about = fields.Char("Details in Odoo", readonly=True)
    score = fields.Float(readonly=True, digits=(4, 3), help="Similarity from 0 to 1.")
    verdict = fields.Selection(
        [
            (SURE, "Certain"),
            (MAYBE, "Review"),
            (HAND, "Manually"),
            (UNREAD, "Could not be compared"),
        ],
        "Certainty",
        readonly=True,
    )
    reasons = fields.Json(readonly=True, help="[[kind, Odoo's word, QuickBooks' word]]")
    why = fields.Char("Reason", compute="_compute_why")
    asked_link_id = fields.Many2one(
        "qbd.link",
        "Asked by",
        readonly=True,
        ondelete="set null",
        help="The record that is not created before this is answered.",
    )
    confirmed = fields.Boolean(compute="_compute_confirmed")

    _state_idx = models.Index("(stream_id, state, side)")
    _link_idx = models.Index("(link_id)")
    _record_idx = models.Index("(stream_id, record_id)")
    _asked_idx = models.Index("(asked_link_id) WHERE asked_link_id IS NOT NULL")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_why(self):
        for row in self:
            row.why = row._in_words(row.reasons)

    @api.depends("stream_id.first_match")
    def _compute_confirmed(self):
        for row in self:
            row.confirmed = not row.sudo().stream_id._is_matched_first()

    def write(self, vals):
        """Let users write only the other side of a row; buttons do all else."""
        if self.env.su:
            return super().write(vals)
        if vals.keys() - CHOSEN_BY_HAND:
            raise AccessError(self.env._("Choose only the other side of a row."))
        for row in self._for_user():
            row._choose(
                row.link_id.browse(vals.get("link_id", row.link_id.id)),
                vals.get("record_id", row.record_id),
            )
        return True

    # -- what the buttons do --------------------------------------------------

    def action_accept(self):
        """These belong together. Before the first match is confirmed, it is noted."""
        rows = self._for_user().filtered(
            lambda row: row.side == "both" and row.state in ("open", "rejected")
        )
        if not rows:
            raise UserError(self.env._("Choose a counterpart first."))
        asked = rows.asked_link_id
        for row in rows.exists():
            row._take(row.link_id, row.record_id)
        rows.exists().state = "accepted"
        self._make_confirmed(rows.exists())
        done = rows.exists()
        return done._surviving_link(asked) or self._bulk_settled(done)

    def _bulk_settled(self, done):
        """Return the notification after a decision about several of these rows."""
        why = self.env._(
            "Some rows are already decided, or have only one side. Reconsider a "
            "decision to change it."
        )
        return self._bulk_answer(len(self), len(done), why)

    def _surviving_link(self, asked):
        """Return the action that opens the link of a pair, if the asking one is gone.

        :param asked: the links that asked the questions of these rows
        """
        if not asked or asked.exists() or len(self) != 1:
            return None
        return self.link_id._open()

    def action_reject(self):
        """These do not belong together; it is not proposed again."""
        rows = self._for_user().filtered(
            lambda row: row.side == "both" and row.state in ("open", "accepted")
        )
        rows._reject()
        return self._bulk_settled(rows)

    def _reject(self):
        asked = self.asked_link_id
        for row in self:
            same = row._same_question() - self
            asked |= same.asked_link_id
            same.unlink()
        self.state = "rejected"
        self._refresh_single()
        asked._settle_questions()

    def _same_question(self):
        """Return the open rows of the same pair, e.g. those that its other side asks"""
        return self.search(
            [
                ("stream_id", "=", self.stream_id.id),
                ("link_id", "=", self.link_id.id),
                ("record_id", "=", self.record_id),
                ("side", "=", "both"),
                ("state", "=", "open"),
                ("id", "!=", self.id),
            ]
        )

    def action_reconsider(self):
        """Open decided rows again."""
        rows = self._for_user().filtered(
            lambda row: row.state in ("accepted", "rejected", "create")
        )
        for row in rows:
            row._take(row.link_id, row.record_id)
            row.state = "open"
        rows._refresh_single()
        return self._bulk_settled(rows)

    def action_create(self):
        """Have these created on the other side: at the confirmation, or now."""
        rows = self._for_user().filtered(
            lambda row: row.side != "both" and row.state == "open"
        )
        if not rows:
            raise UserError(
                self.env._(
                    "Only unmatched records can be created. Reject the pair first."
                )
            )
        for row in rows:
            row._check_direction()
        rows.state = "create"
        answer = self._bulk_settled(rows)
        self._make_confirmed(rows)
        return answer

    def _check_direction(self):
        stream = self.stream_id
        if stream._reads() if self.side == "quickbooks" else stream._writes():
            return
        raise UserError(
            self.env._(
                "“%(list)s” is not set up to be synced in that direction. Change the "
                "direction of the record type on the connection first.",
                list=stream.label,
            )
        )

    def action_undo(self):
        """Take pairs apart again; nothing is deleted or archived on either side."""
        rows = self._for_user().filtered(lambda row: row.state == "linked")
        for row in rows:
            if row.link_id.record_id == row.record_id:
                row.link_id._take_apart()
        rows._reject()

    def _make_confirmed(self, rows):
        """Carry out the decisions about lists that are confirmed already."""
        for stream, part in rows.grouped("stream_id").items():
            if not stream._is_matched_first():
                part._carry_out(stream)

    # -- by hand --------------------------------------------------------------

    def _choose(self, link, record_id):
        """Set the two sides of this row, as a user chose them.

        :raise UserError: if one of the two is not free
        """
        self.ensure_one()
        if self.state == "linked":
            raise UserError(self.env._("This pair is made. Unpair it first."))
        own = (False, 0, self.record_id)
        links = self.link_id - link
        ids = {self.record_id} - {record_id}
        if not (link and record_id) and (link - self.link_id or record_id not in own):
            raise UserError(self.env._("Choose both sides, or remove one of them."))
        if link and record_id:
            self._choose_both(link, record_id)
            self._make_confirmed(self)
        else:
            self._choose_one(link, record_id)
        self._refresh_singles(self.stream_id, links, ids)

    def _choose_both(self, link, record_id):
        record = self._chosen_record(record_id)
        self._check_object(link)
        self._take(link, record.id)
        self.write(
            {
                **NO_SUGGESTION,
                **self._values_of(*self._candidates_of(link, record)),
                "side": "both",
                "state": "accepted",
                "score": 1,
                "verdict": HAND,
                "reasons": [self._reason("by_hand")],
            }
        )

    def _candidates_of(self, link, record):
        """Return both candidates of a pair.

        :raise UserError: if one of them cannot be compared
        """
        mapping, failed = self.stream_id._mapping(), {}
        left = mapping._record_candidates(record, failed)
        objects = mapping._open_objects([link.id])
        right = mapping._object_candidates(objects, failed)
        for error in failed.values():
            raise UserError(self.env["qbd.link"]._words_of(error, mapping))
        return left[0], right[0]

    def _choose_one(self, link, record_id):
        """A person takes one side away: the other has no partner."""
        if not link and not record_id:
            raise UserError(self.env._("At least one side has to stay."))
        self._singles_of(self.stream_id, link, [record_id]).filtered(
            lambda row: row != self
        ).unlink()
        gone = ("record_id", "odoo_name", "odoo_about")
        if not link:
            gone = ("link_id", "quickbooks_name", "quickbooks_about")
        self.write(
            {
                **NO_SUGGESTION,
                **dict.fromkeys((*gone, "score", "verdict", "reasons"), False),
                "side": "quickbooks" if link else "odoo",
                "state": "open",
            }
        )

    def _chosen_record(self, record_id):
        record = self.stream_id._mapping()._open_records([("id", "=", record_id)])
        if not record:
            raise UserError(
                self.env._(
                    "The counterpart chosen for “%(name)s” is already paired, is not "
                    "of the record type “%(list)s”, or belongs to another company. "
                    "Choose another one.",
                    name=self.quickbooks_name or self.odoo_name,
                    list=self.stream_id.label,
                )
            )
        return record

    def _check_object(self, link):
        mapping = self.stream_id._mapping()
        if not mapping._open_objects([link.id]):
            raise UserError(
                self.env._(
                    "“%(name)s” of QuickBooks is no longer free. Choose another one.",
                    name=link.qb_name,
                )
            )

    def _take(self, link, record_id):
        """Both sides are this row's: proposals that have one of them go.

        :raise UserError: where a person gave one of them to another
        """
        others = self.search(
            [
                ("stream_id", "=", self.stream_id.id),
                ("id", "!=", self.id),
                ("side", "=", "both"),
                ("state", "in", ("open", "accepted")),
                "|",
                ("link_id", "in", link.ids),
                ("record_id", "in", [record_id] if record_id else []),
            ]
        )
        taken = others.filtered(lambda row: row.state == "accepted")[:1]
        if taken:
            raise UserError(
                self.env._(
                    "“%(odoo)s” and “%(quickbooks)s” are accepted as a pair. Reject"
                    " that pair first.",
                    odoo=taken.odoo_name,
                    quickbooks=taken.quickbooks_name,
                )
            )
        asked, links = others.asked_link_id, others.link_id - link
        ids = set(others.mapped("record_id")) - {record_id}
        (others | self._singles_of(self.stream_id, link, [record_id]) - self).unlink()
        self._refresh_singles(self.stream_id, links, ids)
        asked._settle_questions()
