from odoo import api, fields, models
from odoo.exceptions import UserError

MAX_WISH = 1000


class QbdAssistantAsk(models.TransientModel):
    """Shows what would be sent to the assistant, before anything is."""

    _name = "qbd.assistant.ask"
    _inherit = "qbd.write.checks"
    _description = "Ask the Assistant"

    match_id = fields.Many2one("qbd.match", "First match", readonly=True)
    import_id = fields.Many2one("qbd.inventory.import", "Import", readonly=True)
    wish = fields.Text(
        "Instruction",
        help="For example: raise all prices by 3 percent and round to .95. It is sent.",
    )
    model_name = fields.Char("Model", compute="_compute_rows")
    row_count = fields.Integer("Rows", compute="_compute_rows")
    call_count = fields.Integer("Calls", compute="_compute_rows")
    example = fields.Text("The first call sends", compute="_compute_example")

    def _subject(self):
        """Return the first match, or the import, that the user may see."""
        subject = self.match_id or self.import_id
        if not subject:
            raise UserError(self.env._("Open this from a first match or an import."))
        subject.check_access("read")
        return subject

    def _rows(self):
        assistant = self.env["qbd.assistant"]._require_on()
        return self._subject()._assistant_ids(assistant.row_limit)

    @api.depends("match_id", "import_id")
    def _compute_rows(self):
        assistant = self.env["qbd.assistant"]._require_on()
        for wizard in self:
            count = len(wizard._rows())
            wizard.model_name = assistant.model_name
            wizard.row_count = count
            wizard.call_count = -(-count // assistant.batch_size)

    @api.depends("match_id", "import_id", "wish")
    def _compute_example(self):
        size = self.env["qbd.assistant"]._require_on().batch_size
        for wizard in self:
            ids = wizard._rows()[:size]
            question = wizard._subject()._assistant_question(ids, wizard._wish())
            wizard.example = question.text()

    def _wish(self):
        return (self.wish or "").strip()[:MAX_WISH]

    def action_send(self):
        """Send the rows in the background; return the page of the request."""
        self.ensure_one()
        self.check_access("read")
        if self.import_id and not self._wish():
            raise UserError(self.env._("Say how the prices are to be changed."))
        rows = self._rows()
        if not rows:
            raise UserError(self.env._("There is nothing to ask about."))
        requests = self.env["qbd.assistant.request"]
        return requests._create_for(self._subject(), rows, self._wish())._open()
