import re

from odoo import api, fields, models

from ...core.qbxml.pretty import pretty
from ...core.sync import journal

MANAGER = "quickbooks_desktop.group_qbd_manager"

STATES = [
    ("prepared", "Prepared"),
    ("handed_out", "Handed out"),
    ("answered", "Answered"),
    ("applied", "Applied"),
    ("unknown", "Unconfirmed"),
    ("settled", "Settled"),
    ("parked", "Parked"),
    ("lost", "Lost (asked again)"),
    ("not_run", "Refused as a whole"),
]


class QbdMessageSet(models.Model):
    """Records one sendRequestXML that was handed out, for the journal."""

    _name = "qbd.message.set"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Message Set"
    _order = "id desc"
    _rec_name = "title"

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id")
    session_id = fields.Many2one("qbd.session", ondelete="set null", index=True)
    kind = fields.Selection([("read", "Read"), ("write", "Write")], required=True)
    purpose = fields.Char(help="observe, write, settle, look up, ids")
    title = fields.Char()
    state = fields.Selection(STATES, required=True, default="prepared")
    set_id = fields.Char("newMessageSetID")
    token = fields.Char(
        help="Ends every requestID of the set, so that answers can be assigned."
    )
    request = fields.Text(
        prefetch=False, groups=MANAGER, help="The exact bytes that were handed out."
    )
    response = fields.Text(
        prefetch=False, groups=MANAGER, help="The raw answer, as it arrived."
    )
    hresult = fields.Char()
    help_link = fields.Html("Help", compute="_compute_help_link", sanitize=False)
    error_text = fields.Char("Message of QuickBooks")
    request_shown = fields.Text(
        "Request, Indented", compute="_compute_shown", groups=MANAGER, prefetch=False
    )
    response_shown = fields.Text(
        "Answer, Indented", compute="_compute_shown", groups=MANAGER, prefetch=False
    )
    requests = fields.Json(
        "Entries",
        prefetch=False,
        help="[{id, op, link, stream, sent, ...}], one per request in it",
        groups=MANAGER,
    )
    handed_out_on = fields.Datetime()
    answered_on = fields.Datetime()
    applied_on = fields.Datetime()
    request_size = fields.Integer("Request (bytes)")
    response_size = fields.Integer("Answer (bytes)")
    request_count = fields.Integer("Requests")
    error_count = fields.Integer("Refused")
    objects_applied = fields.Integer(
        help="How many objects of a read answer are applied to Odoo."
    )
    settle_attempts = fields.Integer(
        help="How many complete reads left the outcome of this write unknown."
    )
    refusal_handled = fields.Boolean(
        help="QuickBooks refused the set as a whole, and its requests are released."
    )
    generation = fields.Integer()
    mark_seen = fields.Boolean(
        help="The company file has shown the number of this write."
    )
    came_late = fields.Boolean(
        help="QuickBooks carried it out after Odoo had stopped waiting for it."
    )

    _open_idx = models.Index(
        "(connection_id, state, id)"
        " WHERE state IN ('prepared', 'handed_out', 'answered', 'unknown', 'not_run')"
    )

    @api.depends("request", "response")
    def _compute_shown(self):
        for record in self:
            record.request_shown = pretty(record.request)
            record.response_shown = pretty(record.response)

    def _advance(self, event, **values):
        """Change the state: the single door of the state machine.

        :param event: a key of `core.sync.journal`'s table
        :raise TransitionRefused: if the table has no such step
        """
        for record in self:
            record.write({**self._after(record.state, event), **values})

    @api.model
    def _after(self, state, event):
        """Return the values of a state after an event: the state, and its time."""
        now = fields.Datetime.now()
        state = journal.advance(state, event)
        stamp = {
            "handed_out": {"handed_out_on": now},
            "answered": {"answered_on": now},
            "applied": {"applied_on": now},
            "settled": {"applied_on": now},
        }.get(state, {})
        return {"state": state, **stamp}

    @api.model
    def _hand_out(self, values):
        """Store a message set that leaves with this call, by a single statement."""
        company = self.env["qbd.connection"].browse(values["connection_id"]).company_id
        there = self.with_company(company)  # whose defaults need no look at the user
        new = there.create({**values, **self._after(journal.PREPARED, "hand_out")})
        return new.with_env(self.env)

    def _give_up(self):
        """Give up these answers: after a lost response they never come."""
        for record in self:
            record._advance(journal.without_answer(record.kind))

    def _answers(self, response):
        """Return whether a response belongs to this message set, by its requestIDs."""
        tokens = set(re.findall(r'requestID="[0-9]+\.([0-9a-f]{8})"', response or ""))
        if not tokens or self.token in tokens:
            return True
        target = (self.requests or [{}])[0].get("set")
        return bool(target) and self.browse(target).token in tokens

    @api.depends("hresult")
    @api.depends_context("lang")
    def _compute_help_link(self):
        for record in self:
            record.help_link = self.env["qbd.help"]._about(record.hresult)

    def _refused_xml(self):
        """Return whether QuickBooks could not read the message at all (0x80040400)."""
        return (self.hresult or "").lower() == "0x80040400"

    @api.model
    def _qbd_polled(self):
        names = ("connection_id", "session_id", "kind", "purpose", "state", "token")
        return (*names, "objects_applied")

    @api.model
    def _open(self, connection, *states):
        """Return the message sets of a connection that await something, oldest first.

        All of them are read at once: a call asks for several states, mostly in vain.

        :param states: of `open_set_ids`
        """
        sets = connection._fetch_lines("open_set_ids", "requests", "response")
        return sets.filtered(lambda one: one.state in states).sorted("id")

    @api.autovacuum
    def _gc_old_texts(self):
        """Delete exact texts after 30 days and rows after 180."""
        now = fields.Datetime.now()
        finished = ("applied", "settled", "lost", "not_run")
        old = self.search(
            [
                ("state", "in", finished),
                ("create_date", "<", fields.Datetime.subtract(now, days=30)),
                ("request", "!=", False),
            ],
            limit=5000,
        )
        old.write({"request": False, "response": False, "requests": False})
        self.search(
            [
                ("state", "in", finished),
                ("create_date", "<", fields.Datetime.subtract(now, days=180)),
            ],
            limit=5000,
        ).unlink()
