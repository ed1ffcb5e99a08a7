from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...core.matching.records import SURE

SMALL = 3000
"""So many entries of either side are compared while a person waits."""

REST = [
    ("leave", "Leave unmatched until decided"),
    ("create", "Create it"),
]
COUNTED = {
    "sure_count": [
        ("side", "=", "both"),
        ("state", "=", "open"),
        ("verdict", "=", SURE),
    ],
    "question_count": [
        ("side", "=", "both"),
        ("state", "=", "open"),
        ("verdict", "!=", SURE),
    ],
    "accepted_count": [("state", "in", ["accepted", "linked"])],
    "rejected_count": [("state", "=", "rejected")],
    "quickbooks_count": [("side", "=", "quickbooks")],
    "odoo_count": [("side", "=", "odoo")],
}
"""{field: which rows it counts}"""


class QbdMatch(models.Model):
    """The first match of one list: pairs of both sides, before the first write.

    Nothing is written to either side before it is confirmed; the user may leave it and
    come back. Afterwards it shows the pairs made, and the rows still open.
    """

    _name = "qbd.match"
    _inherit = [
        "qbd.write.checks",
        "qbd.match.proposal",
        "qbd.match.questions",
        "qbd.buttons",
    ]
    _description = "QuickBooks First Match"
    _order = "connection_id, stream_id"

    stream_id = fields.Many2one("qbd.stream", "List", required=True, ondelete="cascade")
    connection_id = fields.Many2one(
        related="stream_id.connection_id", store=True, index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    display_name = fields.Char(compute="_compute_display_name")
    state = fields.Selection(
        [
            ("waiting", "Waiting for QuickBooks to be read"),
            ("running", "Comparing"),
            ("ready", "To review"),
            ("confirmed", "Confirmed"),
            ("not_needed", "Not needed: one side had none"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )
    position = fields.Integer("Compared so far", readonly=True)
    compared_on = fields.Datetime(readonly=True)
    confirmed_on = fields.Datetime(readonly=True)
    confirmed_by = fields.Many2one("res.users", readonly=True)
    minimum = fields.Float(
        "Minimum match score",
        default=0.9,
        help="Uncertain pairs are only accepted above this score, and only if you "
        "confirm.",
    )
    rest_in_odoo = fields.Selection(
        REST, "Records only in QuickBooks", required=True, default="leave"
    )
    rest_in_quickbooks = fields.Selection(
        REST, "Records only in Odoo", required=True, default="leave"
    )
    policy = fields.Selection(related="stream_id.policy")
    sure_count = fields.Integer("Certain", compute="_compute_counts")
    question_count = fields.Integer("To review", compute="_compute_counts")
    accepted_count = fields.Integer("Accepted", compute="_compute_counts")
    rejected_count = fields.Integer("Rejected", compute="_compute_counts")
    quickbooks_count = fields.Integer("Only in QuickBooks", compute="_compute_counts")
    odoo_count = fields.Integer("Only in Odoo", compute="_compute_counts")

    _stream_uniq = models.Constraint(
        "UNIQUE(stream_id)", "A record type has one first match only."
    )

    @api.depends("stream_id")
    def _compute_display_name(self):
        for match in self:
            match.display_name = self.env._(
                "First match: %(list)s", list=match.stream_id.label
            )

    def _compute_counts(self):
        for match in self:
            for name, domain in COUNTED.items():
                match[name] = self.env["qbd.match.pair"].search_count(
                    [("stream_id", "=", match.stream_id.id), *domain]
                )

    # -- finding them ---------------------------------------------------------

    @api.model
    def _of(self, connection):
        """Return the matches of a connection, one for each list that has had one."""
        streams = connection.sudo().stream_ids.filtered(
            lambda stream: stream.first_match != "none" and stream.direction != "off"
        )
        for stream in streams:
            self._for_stream(stream)
        return self.search([("stream_id", "in", streams.ids)])

    @api.model
    def _for_stream(self, stream):
        """Return the match of a list; it is made if there is none."""
        match = self.sudo().search([("stream_id", "=", stream.id)])
        if not match:
            match = self.sudo().create({"stream_id": stream.id})
        match._follow_stream()
        return match

    def _follow_stream(self):
        """Wait for no list that goes on without a first match, and the reverse."""
        for match in self:
            pending = match.stream_id._is_matched_first()
            if match.state == "waiting" and not pending:
                match.state = "not_needed"
            elif match.state == "not_needed" and pending:
                match.state = "waiting"

    @api.model
    def _is_compared(self, stream):
        states = ("running", "ready", "confirmed")
        found = self.sudo().search([("stream_id", "=", stream.id)], limit=1)
        return found.state in states

    def write(self, vals):
        """Let users write only the choices about the rest; buttons do all else."""
        if self.env.su:
            return super().write(vals)
        if vals.keys() - {"minimum", "rest_in_odoo", "rest_in_quickbooks"}:
            raise AccessError(self.env._("Use the buttons of the page for this."))
        return self._for_user().write(vals)

    # -- comparing ------------------------------------------------------------

    def action_compare(self):
        """Compare both sides again. Decisions stay."""
        for match in self._for_user():
            if not match.stream_id.watermark:
                raise UserError(
                    self.env._(
                        "“%(list)s” of QuickBooks has not been read yet. Run the Web "
                        "Connector once, then come back.",
                        list=match.stream_id.label,
                    )
                )
            match._compare()

    def _compare(self):
        """Compare small lists at once, others in a scheduled action."""
        self._begin()
        mapping = self.stream_id._mapping()
        few = SMALL + 1
        objects = len(mapping._open_objects(limit=few))
        records = len(mapping._open_records(limit=few))
        if max(objects, records) <= SMALL:
            while self.state == "running":
                self._go_on()
        else:
            self.env.ref("quickbooks_desktop.cron_match").sudo()._trigger()

    @api.model
    def _cron_match(self):
        """Continue the comparisons, one step at a time."""
        running = self.search([("state", "=", "running")])
        self.env["ir.cron"]._commit_progress(remaining=len(running))

        def work(match):
            while match.state == "running":
                match._go_on()
                goes_on = match.state == "running"
                if goes_on and not self.env["ir.cron"]._commit_progress():
                    return False  # the time is up: it goes on with the next run
            return True

        self.env["qbd.scheduled"]._in_turn(running, work, "cron_match")

    # -- accepting ------------------------------------------------------------

    def action_accept_sure(self):
        """Accept all that is sure."""
        self._accept([("verdict", "=", SURE)])

    def action_accept_above(self):
        """Accept all that is at least so much alike."""
        for match in self:
            match._accept([("score", ">=", match.minimum)])

    def _accept(self, domain):
        for match in self._for_user():
            rows = match.env["qbd.match.pair"].search(
                [
                    ("stream_id", "=", match.stream_id.id),
                    ("side", "=", "both"),
                    ("state", "=", "open"),
                    ("asked_link_id", "=", False),
                    *domain,
                ]
            )
            rows.state = "accepted"
            rows._make_confirmed(rows)

    # -- confirming -----------------------------------------------------------

    def action_confirm(self):
        """Make the accepted pairs; the rest as it was chosen. Then the sync goes on."""
        for match in self._for_user():
            if match.state != "ready":
                raise UserError(
                    self.env._("Compare both sides first, and review the differences.")
                )
            match._confirm()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _confirm(self):
        rows, stream = self.env["qbd.match.pair"], self.stream_id
        mine = Domain("stream_id", "=", stream.id)
        rows._drop_stale(stream)
        for side, choice, goes in (
            ("quickbooks", self.rest_in_odoo, stream._reads()),
            ("odoo", self.rest_in_quickbooks, stream._writes()),
        ):
            single = mine & Domain("side", "=", side) & Domain("state", "=", "open")
            if choice == "create" and goes:
                found = rows.search(single)
                rows._without_likely_unread(stream, found).state = "create"
        decided = rows.search(mine & Domain("state", "in", ("accepted", "create")))
        decided._carry_out(stream)
        self._leave_open(
            rows.search(mine & Domain("state", "in", ("open", "rejected")))
        )
        stream.first_match = "done"
        self.write(
            {
                "state": "confirmed",
                "confirmed_on": self.env.cr.now(),
                "confirmed_by": self.env.uid,
            }
        )

    def _leave_open(self, rows):
        """Leave undecided rows open: they are created nowhere until a user decides."""
        stream = self.stream_id
        free = rows.link_id.filtered(
            lambda one: not one.record_id and not one.create_requested
        )
        free.write({"kept_unpaired": True})
        ids = {row.record_id for row in rows if row.record_id}
        links = self.env["qbd.link"]._by_records(stream, ids)
        ids -= {
            one for one, link in links.items() if link.qb_id or link.create_requested
        }
        self.env["qbd.link"]._leave_records(stream, sorted(ids))

    # -- what a person looks at -----------------------------------------------

    def _action_rows(self, name, *domain):
        self.ensure_one()
        self.check_access("read")
        if self.stream_id.sudo().watermark:
            self.env["qbd.match.pair"].sudo()._drop_stale(self.stream_id.sudo())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_match_pair"
        )
        action["name"] = name
        action["domain"] = [("stream_id", "=", self.stream_id.id), *domain]
        sides = [value for name, _is, value in domain if name == "side"]
        if sides and sides[0] != "both":
            action["context"] = {"qbd_side": sides[0]}
        return action

    def action_show_sure(self):
        return self._action_rows(self.env._("Sure pairs"), *COUNTED["sure_count"])

    def action_show_questions(self):
        return self._action_rows(
            self.env._("Pairs to review"), *COUNTED["question_count"]
        )

    def action_show_accepted(self):
        return self._action_rows(
            self.env._("Accepted pairs"), *COUNTED["accepted_count"]
        )

    def action_show_rejected(self):
        return self._action_rows(
            self.env._("Rejected pairs"), *COUNTED["rejected_count"]
        )

    def action_show_quickbooks(self):
        return self._action_rows(
            self.env._("Only in QuickBooks"), *COUNTED["quickbooks_count"]
        )

    def action_show_odoo(self):
        return self._action_rows(self.env._("Only in Odoo"), *COUNTED["odoo_count"])
