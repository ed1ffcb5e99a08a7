from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, format_datetime

from ...core.qbxml import times

WAITING = ("asked", "reading")
"""States in which QuickBooks has not answered everything yet."""

DONE = ("equal", "differs")


class QbdLedgerVerification(models.Model):
    """A comparison of both books at a day: all accounts, all customers and vendors.

    Odoo cannot call QuickBooks: a verification is asked for, and the next session of
    the Web Connector reads the reports that it needs. Its result is kept.
    """

    _name = "qbd.ledger.verification"
    _inherit = ["qbd.ledger.verification.export", "qbd.write.checks"]
    _description = "QuickBooks Verification of the Books"
    _order = "asked_on desc, id desc"
    _rec_name = "title"
    _settings = frozenset()

    connection_id = fields.Many2one(
        "qbd.connection", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date("At the End of", required=True, readonly=True)
    asked_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one("res.users", "Asked by", readonly=True)
    is_opening = fields.Boolean("For the Opening Entry", readonly=True)
    state = fields.Selection(
        [
            ("asked", "Asked"),
            ("reading", "Being read"),
            ("equal", "Books agree"),
            ("differs", "Books differ"),
            ("refused", "Refused"),
        ],
        required=True,
        default="asked",
        readonly=True,
        index=True,
    )
    title = fields.Char(compute="_compute_title")
    state_words = fields.Text("Result", compute="_compute_state_words")
    notes = fields.Text(readonly=True)
    refusal = fields.Text(readonly=True)
    read_on = fields.Datetime(readonly=True)
    odoo_words = fields.Text("Odoo", readonly=True)
    quickbooks_words = fields.Text("QuickBooks", readonly=True)
    is_certificate = fields.Boolean(
        "Certificate",
        readonly=True,
        help="The books agree, and the day is locked in Odoo and closed in QuickBooks.",
    )
    progress = fields.Json(readonly=True, prefetch=False)
    account_ids = fields.One2many(
        "qbd.ledger.verified.account", "verification_id", "Accounts", readonly=True
    )
    party_ids = fields.One2many(
        "qbd.ledger.verified.party", "verification_id", "Parties", readonly=True
    )
    document_ids = fields.One2many(
        "qbd.ledger.verified.document", "verification_id", "Documents", readonly=True
    )
    account_count = fields.Integer("Accounts Compared", readonly=True)
    differing_count = fields.Integer("Differences", readonly=True)
    difference = fields.Monetary(
        "Sum of Differences",
        readonly=True,
        help="Of all accounts and parties, whatever their sign.",
    )
    waiting_count = fields.Integer("Documents That Wait", readonly=True)
    rest = fields.Monetary(
        "Without What Waits",
        readonly=True,
        help="The sum of the differences once all that waits is synced.",
    )

    @api.depends("day", "connection_id")
    def _compute_title(self):
        for one in self:
            day = format_date(self.env, one.day)
            one.title = self.env._("Books at the end of %(day)s", day=day)

    # -- asking ---------------------------------------------------------------

    @api.model
    def _ask(self, connection, day, user=None, is_opening=False):
        """Return a verification that the next session carries, or the one that waits.

        One of the scheduled action that waits for its hours becomes the user's own.

        :param day: date
        :param user: who asks, None for the scheduled action
        """
        same = [
            ("connection_id", "=", connection.id),
            ("state", "in", WAITING),
            *(("day", "=", day), ("is_opening", "=", is_opening)),
        ]
        asked = {"user_id": user.id if user else False}
        if user:
            connection._read_reports_again()
        waiting = self.search(same, limit=1)
        if user and waiting and not waiting.user_id:
            waiting.write({**asked, "asked_on": fields.Datetime.now()})
        return waiting or self.create(
            {
                "connection_id": connection.id,
                "day": day,
                "is_opening": is_opening,
                **asked,
            }
        )

    def _may_be_read(self):
        """Return whether the next session may read it: the user's own at any time."""
        connection = self.connection_id
        due = times.from_utc(self.asked_on, connection._zone()).replace("T", " ")
        wanted = bool(self.user_id) or self.state == "reading"
        return wanted or connection._may_report(fields.Datetime.to_datetime(due))

    @api.model
    def _latest(self, connection, is_opening=False, day=None):
        """Return the last verification of a connection that has a result, if any.

        :param is_opening: whether it is for the opening entry
        :param day: date, None for any
        """
        return self.search(
            [
                ("connection_id", "=", connection.id),
                *(("state", "in", DONE), ("is_opening", "=", is_opening)),
                *([("day", "=", day)] if day else []),
            ],
            order="read_on desc, id desc",
            limit=1,
        )

    @api.model
    def _cron_verify(self):
        """Ask for a verification of the last month of each connection with documents.

        It is not asked for again where the month was verified.
        """
        today = fields.Date.context_today(self)
        day = fields.Date.subtract(today.replace(day=1), days=1)
        connections = self.env["qbd.connection"].search([("state", "=", "connected")])

        def work(connection):
            known = [("connection_id", "=", connection.id), ("day", "=", day)]
            known.append(("is_opening", "=", False))
            if connection._verifies_books() and not self.search_count(known, limit=1):
                self._ask(connection, day)

        self.env["qbd.scheduled"]._in_turn(connections, work, "cron_verify")

    def action_ask_again(self):
        """Compare the same day again in the next session."""
        self.ensure_one()
        own = self._for_user()
        return own._ask(own.connection_id, own.day, self.env.user)._open()

    def action_cancel(self):
        """Withdraw a verification that QuickBooks has not answered.

        :raise UserError: if it is over
        """
        self.ensure_one()
        own = self._for_user()
        if own.state not in WAITING:
            raise UserError(self.env._("This verification is over: there is a result."))
        own.write({"state": "refused", "refusal": self.env._("It was withdrawn.")})

    # -- the result in words ---------------------------------------------------

    @api.depends(
        *("state", "user_id", "asked_on", "account_count"),
        *("differing_count", "waiting_count", "rest"),
    )
    @api.depends_context("lang", "tz", "uid")
    def _compute_state_words(self):
        for one in self:
            words = getattr(one, f"_words_{one.state}")
            one.state_words = words()

    def _words_asked(self):
        if not self._may_be_read():
            return self.env._(
                "Asked by the scheduled action at %(time)s. It comes with the first"
                " session during the hours for reports.",
                time=format_datetime(self.env, self.asked_on),
            )
        who = self.user_id.name or self.env._("the scheduled action")
        return self.env._(
            "Asked by %(who)s at %(time)s. It comes with the next session of the Web"
            " Connector.",
            who=who,
            time=format_datetime(self.env, self.asked_on),
        )

    def _words_reading(self):
        return self.env._(
            "QuickBooks' reports are being read. What is left comes with the next"
            " session."
        )

    def _words_equal(self):
        own = self.account_ids.filtered("is_own")
        if own:
            return self.env._(
                "%(number)s accounts agree to the cent, and so do customers and"
                " vendors. Not compared: %(own)s of the stock, which Odoo values"
                " itself.",
                number=self.account_count,
                own=len(own),
            )
        return self.env._(
            "Both trial balances are equal: %(number)s accounts agree to the cent, and"
            " so do customers and vendors.",
            number=self.account_count,
        )

    def _words_differs(self):
        money = self.currency_id.format
        if not self.differing_count:
            return self.env._("The balances of customers or vendors differ.")
        if self.waiting_count:
            return self.env._(
                "%(number)s of the balances differ, by %(amount)s in all. %(waiting)s"
                " documents wait; without them %(rest)s.",
                number=self.differing_count,
                amount=money(self.difference),
                waiting=self.waiting_count,
                rest=money(self.rest),
            )
        return self.env._(
            "%(number)s of the balances differ, by %(amount)s in all.",
            number=self.differing_count,
            amount=money(self.difference),
        )

    def _words_refused(self):
        return self.refusal or ""

    def _only_waits(self):
        """Return whether the books differ by documents alone that go on by themselves.

        :return: True if no person has to be told
        """
        moving = all(
            one.kind == "waiting" for one in self.document_ids if not one.is_own
        )
        return self.state == "differs" and moving and not self.rest
