from odoo import api, fields, models
from odoo.exceptions import UserError

OTHERS = ("older_quickbooks", "older_odoo", "mass_change")
"""Questions that have answers of their own."""


class QbdConnectionQuestions(models.AbstractModel):
    """Applies a user's answers to questions that stopped a connection (rule 8)."""

    _name = "qbd.connection.questions"
    _description = "QuickBooks Connection: Questions"

    confirmed_currency = fields.Char(
        readonly=True,
        copy=False,
        help="The name of the home currency in the company file that a user confirmed.",
    )
    newest_seen = fields.Json(
        readonly=True,
        copy=False,
        help="The last changes by others in QuickBooks, per record type: a file "
        "without them was restored from a backup.",
    )
    deleted_seen = fields.Json(
        readonly=True,
        copy=False,
        help="The last deletions in QuickBooks, per record type: a file that has such "
        "a record again was restored from a backup.",
    )

    help_link = fields.Html("Help", compute="_compute_help_link", sanitize=False)

    @api.depends("question")
    @api.depends_context("lang")
    def _compute_help_link(self):
        for connection in self:
            problem = connection.question and f"stop-{connection.question}"
            connection.help_link = self.env["qbd.help"]._about(problem)

    def _require_question(self, *questions, but=()):
        """Check that one of these questions is asked, and that the user may answer.

        :param questions: their codes; none: all of them
        :param but: codes of those that this is no answer to
        :raise UserError: for an answer without its question
        """
        self._require_manager()
        for connection in self:
            asked = connection.state == "question" and connection.question
            if not asked or asked in but or (questions and asked not in questions):
                raise UserError(self.env._("This question is no longer open. Reload."))

    def action_answered(self):
        """Check again with the next session: the right file is open again."""
        self._require_question(but=OTHERS)
        self.sudo()._go_on()

    def action_confirm_place(self):
        """Accept the name and path seen: the file was moved or renamed."""
        self._require_question("moved")
        for connection in self.sudo():
            seen = connection.question_data or {}
            connection.write(
                {
                    "qb_company_name": seen.get("company"),
                    "company_file": seen.get("path"),
                }
            )
            connection._go_on()

    def action_confirm_currency(self):
        """Accept the name of the home currency: it is that of the company."""
        self._require_question("currency_name")
        for connection in self.sudo():
            seen = connection.question_data or {}
            connection.confirmed_currency = seen.get("home_currency")
            connection._go_on()

    def action_allow_removal(self):
        """Allow the large removal for this list once, as the user intends it."""
        self._require_question("mass_change")
        for connection in self.sudo():
            stream_id = (connection.question_data or {}).get("stream")
            connection._go_on()
            connection.question_data = {"allowed": [stream_id]}

    def action_trust_odoo(self):
        """Compare all after a restore of QuickBooks; Odoo wins if both differ."""
        self._compare_anew("odoo")

    def action_trust_quickbooks(self):
        """Compare all after a restore of QuickBooks; QuickBooks wins if both differ."""
        self._compare_anew("quickbooks")

    def action_compare_anew(self):
        """Compare all after a restore; every difference is a question of its own."""
        self._compare_anew("ask")

    def action_read_again(self):
        """Read QuickBooks from the start, after a restore of Odoo."""
        self._require_question("older_odoo")
        for connection in self.sudo():
            connection._take_generation()
            connection.stream_ids.write({"watermark": False})
            connection._want_ids()
            connection._go_on()

    def _compare_anew(self, policy):
        """Read everything again; the policy decides on values that differ."""
        self._require_question("older_quickbooks")
        for connection in self.sudo():
            connection._take_generation()
            connection.recompare = policy
            connection.stream_ids.write({"watermark": False, "sweep_finished": False})
            connection._want_ids()
            links = connection.env["qbd.link"].search(
                [
                    ("connection_id", "=", connection.id),
                    ("qb_id", "!=", False),
                    "|",
                    ("state", "!=", "gone"),
                    ("reason", "=", "deleted_in_quickbooks"),
                ]
            )
            gone = links.filtered(lambda link: link.state == "gone")
            forget = ("edit_sequence", "odoo_image", "quickbooks_image")
            gone.write(dict.fromkeys(forget, False))  # they may be back
            links -= gone
            links.write({"edit_sequence": False, "quickbooks_seen": False})
            links.filtered(lambda one: one.state not in ("sent", "unknown")).write(
                {"state": "ok", "reason": False, "message": False, "conflicts": False}
            )
            connection._go_on()

    def _want_ids(self):
        """Have all ids of the lists that are on compared in the next session."""
        streams = self.stream_ids.filtered(lambda stream: stream._is_read())
        streams.write({"id_sweep_wanted": True})

    def _forget_permission(self):
        """End the permission for a large removal: it holds for a single session."""
        if self.state == "connected" and self.question_data:
            self.question_data = False

    def _take_generation(self):
        value = (self.question_data or {}).get("generation")
        self.write(
            {
                "newest_seen": False,
                "deleted_seen": False,
                "generation": value or 0,
                "generation_out": value or 0,
                "generation_defined": value is not None,
            }
        )

    def _go_on(self):
        self.write(
            {
                "state": "connected" if self.host_time else "draft",
                "question": False,
                "question_text": False,
                "question_data": False,
            }
        )
