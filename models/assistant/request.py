from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.assistant.answers import read
from ...core.errors import AnswerRefused
from ...core.words import read_by
from .endpoint import CallFailed, Reply

MAX_ATTEMPTS = 3
"""So many calls in a row without a usable answer end a request."""

PAUSE = timedelta(minutes=1)
"""After which a call is repeated that had no usable answer."""

ENDED = ("done", "stopped", "failed")


class QbdAssistantRequest(models.Model):
    """Rows that are sent to the assistant in the background, batch by batch.

    It fills in suggestions, and changes nothing else.
    """

    _name = "qbd.assistant.request"
    _description = "QuickBooks Assistant: Request"
    _inherit = ["qbd.write.checks", "qbd.buttons"]
    _order = "id desc"
    _rec_name = "subject"

    match_id = fields.Many2one("qbd.match", "First match", ondelete="cascade")
    import_id = fields.Many2one(
        "qbd.inventory.import", "Inventory import", ondelete="cascade"
    )
    subject = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    wish = fields.Text("Instruction", readonly=True)
    model_name = fields.Char("Model", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Running"),
            ("done", "Done"),
            ("stopped", "Stopped"),
            ("failed", "Failed"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )
    message = fields.Char("Remarks", readonly=True)
    rows = fields.Json("Row ids", prefetch=False, help="The ids of the rows to send.")
    row_count = fields.Integer("Rows", readonly=True)
    position = fields.Integer("Rows sent", readonly=True)
    suggested_count = fields.Integer("Suggestions", readonly=True)
    refused_count = fields.Integer(
        "Answers refused",
        readonly=True,
        help="About rows, fields or values that were not asked for.",
    )
    calls = fields.Integer(readonly=True)
    tokens_in = fields.Integer("Tokens sent", readonly=True)
    tokens_out = fields.Integer("Tokens received", readonly=True)
    cost = fields.Float(readonly=True, digits=(16, 4))
    attempts = fields.Integer(help="Calls since the last usable answer.")
    next_try = fields.Datetime()

    # -- for people -----------------------------------------------------------

    @api.model
    def _create_for(self, subject, rows, wish=""):
        """Begin to ask about rows of a first match, or of an inventory import.

        :param subject: record with the hooks `_assistant_question`, `_assistant_take`
        :param rows: ids that these hooks understand
        :return: the new request
        """
        assistant = self.env["qbd.assistant"]._require_on()
        name = "match_id" if subject._name == "qbd.match" else "import_id"
        request = self.sudo().create(
            {
                name: subject.id,
                "subject": subject.display_name,
                "company_id": subject.company_id.id,
                "wish": wish,
                "model_name": assistant.model_name,
                "rows": rows,
                "row_count": len(rows),
            }
        )
        self.env.ref("quickbooks_desktop.cron_assistant").sudo()._trigger()
        return request.with_env(self.env)

    def action_stop(self):
        """Stop: the answer of a call that is running is dropped."""
        running = self._for_user().filtered(lambda one: one.state not in ENDED)
        if not running:
            raise UserError(self.env._("This request is over."))
        running.write({"state": "stopped", "message": False})

    def action_open_subject(self):
        """Open the page with the suggestions."""
        self.ensure_one()
        self.check_access("read")
        if self.match_id:
            return self.match_id.action_show_questions()
        return self.import_id.action_lines()

    # -- in the background ----------------------------------------------------

    @api.model
    def _cron_assistant(self):
        """Ask the next questions of all requests, one call at a time."""
        now = fields.Datetime.now()
        due = ["|", ("next_try", "=", False), ("next_try", "<=", now)]
        requests = self.search([("state", "=", "waiting"), *due], order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(requests))

        def work(request):
            own = read_by(request, request.create_uid.lang)
            while own._ask_next():
                if not self.env["ir.cron"]._commit_progress():
                    return False  # the time is up: it goes on with the next run
            return True

        self.env["qbd.scheduled"]._in_turn(requests, work, "cron_assistant")

    def _ask_next(self):
        """Ask about the next rows.

        :return: whether more can be asked now
        """
        assistant = self.env["qbd.assistant"]._only()
        if self.state != "waiting":
            return False
        if words := self._reason_to_stop(assistant):
            return self._end("stopped", words)
        if self.attempts >= MAX_ATTEMPTS:  # none of these calls came to its end
            return self._end("failed", self._words_of(CallFailed("unused")))
        batch = self.rows[self.position : self.position + assistant.batch_size]
        if not batch:
            return self._end("done")
        try:
            question = self._subject()._assistant_question(batch, self.wish or "")
        except UserError as error:
            return self._end("failed", str(error))
        if not question.rows:
            self.position += len(batch)
            return True
        endpoint = assistant._endpoint()
        self.write({"calls": self.calls + 1, "attempts": self.attempts + 1})
        # Committed as Odoo does it in long scheduled actions: the call is counted even
        # if this process ends. Nothing is read until the reply: no transaction waits
        # for it, and the next one sees a Stop that was pressed in between.
        self.env["ir.cron"]._commit_progress()
        reply, failure = self._call(endpoint, question)
        self.env.invalidate_all()
        if not self.exists():
            return False
        self._count(assistant, reply)
        # Its tokens are paid for, whatever becomes of the reply
        self.env["ir.cron"]._commit_progress()
        if self.state != "waiting":
            return False  # stopped meanwhile: the answer is dropped
        return self._give_up(failure) if failure else self._take(reply, question, batch)

    def _reason_to_stop(self, assistant):
        if not assistant.enabled:
            return self.env._("The assistant was turned off.")
        if self.tokens_in + self.tokens_out >= assistant.token_limit:
            return self.env._("The limit of tokens is reached.")
        return ""

    def _subject(self):
        """Return the first match or the import, with the rights of who asked."""
        record = self.match_id or self.import_id
        own = record.with_user(self.create_uid)
        return own.with_context(allowed_company_ids=self.company_id.ids)

    def _call(self, endpoint, question):
        """Return (reply, None), or (an empty reply, why there is none).

        It reads nothing of the database.
        """
        try:
            return endpoint.ask(question.messages()), None
        except CallFailed as failure:
            return Reply(""), failure

    def _count(self, assistant, reply):
        self.tokens_in += reply.tokens_in
        self.tokens_out += reply.tokens_out
        self.cost += assistant._cost_of(reply)

    def _take(self, reply, question, batch):
        """Fill in the suggestions of an answer.

        :return: whether more can be asked now
        """
        try:
            answers, refused = read(reply.text, question)
        except AnswerRefused:
            return self._give_up(CallFailed("nonsense", again=True))
        try:
            with self.env.cr.savepoint():
                subject = self._subject()
                taken = subject._assistant_take(answers, self.model_name)
        except UserError as error:
            return self._end("failed", str(error))
        self.write(
            {
                "position": self.position + len(batch),
                "suggested_count": self.suggested_count + taken,
                "refused_count": self.refused_count + refused + len(answers) - taken,
                "attempts": 0,
                "next_try": False,
                "message": False,
            }
        )
        return True

    def _give_up(self, failure):
        """Try again in a minute, or end.

        :return: False: nothing more can be asked now
        """
        if not failure.again or self.attempts >= MAX_ATTEMPTS:
            return self._end("failed", self._words_of(failure))
        self.write(
            {
                "next_try": fields.Datetime.now() + PAUSE,
                "message": self._words_of(failure),
            }
        )
        self.env["qbd.scheduled"]._come_again("cron_assistant")
        return False

    def _end(self, state, message=False):
        self.write({"state": state, "message": message, "next_try": False})
        return False

    def _words_of(self, failure):
        words = {
            "timeout": self.env._(
                "The assistant did not answer within the time limit."
            ),
            "unreachable": self.env._("The address of the assistant does not answer."),
            "unreadable": self.env._("The answer does not follow the protocol."),
            "nonsense": self.env._("The answer is not in the form that was asked for."),
            "key": self.env._("The assistant refused the key."),
            "redirect": self.env._(
                "The address redirects to another one. Enter the final address."
            ),
            "busy": self.env._("The assistant is busy or out of order."),
            "refused": self.env._("The assistant refused the call. Check the model."),
            "unused": self.env._(
                "Odoo could not use the answers. Ask your administrator for the reason"
                " in the server's log."
            ),
        }
        return words[failure.code]
