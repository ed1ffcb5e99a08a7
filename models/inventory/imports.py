"""One import of an inventory file: read, looked through by a person, applied."""

import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ...core.errors import FileRefused
from ...core.inventory import files
from ...core.words import for_reader, read_by
from .line import BULK, DECIDED

_logger = logging.getLogger(__name__)

STATES = [
    ("waiting", "To be read"),
    ("refused", "Refused"),
    ("ready", "To review"),
    ("applying", "Being applied"),
    ("done", "Applied"),
]
COUNTED = ("sure", "asked", "told", "accepted")
LARGE_FILE = 8 << 20
"""Unpacked bytes from which on the scheduled action reads a file, not a click."""

MANY_LINES = 2000
"""Accepted lines from which on they are applied by the scheduled action."""


class QbdInventoryImport(models.Model):
    """An import; it stays, with its changes and the file that undoes them."""

    _name = "qbd.inventory.import"
    _inherit = [
        "qbd.write.checks",
        "qbd.inventory.staging",
        "qbd.inventory.apply",
        "qbd.inventory.suggestions",
        "qbd.buttons",
    ]
    _description = "Inventory Import"
    _order = "id desc"

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    attachment_id = fields.Many2one("ir.attachment", "File", ondelete="cascade")
    create_new = fields.Boolean(
        "New products", help="Products of the file that Odoo does not have."
    )
    only_prices = fields.Boolean(
        "Only prices and costs", help="All other changes of the file are refused."
    )
    state = fields.Selection(STATES, required=True, default="waiting")
    message = fields.Text(help="The reason of the refusal, or of the interruption.")
    language = fields.Char(help="The language of names and descriptions.")
    source = fields.Char("Products of")
    line_ids = fields.One2many("qbd.inventory.line", "import_id")
    product_count = fields.Integer("Products in the file")
    left_out_count = fields.Integer("New products skipped")
    sure_count = fields.Integer("Changes", compute="_compute_counts")
    asked_count = fields.Integer("To decide individually", compute="_compute_counts")
    told_count = fields.Integer("For information", compute="_compute_counts")
    accepted_count = fields.Integer("Accepted", compute="_compute_counts")
    applied_count = fields.Integer("Products changed", readonly=True)
    applied_on = fields.Datetime(readonly=True)
    applied_by_id = fields.Many2one("res.users", "Applied by", readonly=True)
    reversal_id = fields.Many2one("qbd.inventory.file", "Reversal", readonly=True)

    @api.depends("line_ids.state", "line_ids.accepted")
    def _compute_counts(self):
        groups = self.env["qbd.inventory.line"]._read_group(
            [("import_id", "in", self.ids)],
            ["import_id", "state", "accepted"],
            ["__count"],
        )
        found = {}
        for record, state, accepted, count in groups:
            kind = "sure" if state in BULK else "asked" if state in DECIDED else "told"
            own = found.setdefault(record.id, dict.fromkeys(COUNTED, 0))
            own[kind] += count
            own["accepted"] += count if accepted else 0
        for record in self:
            own = found.get(record.id, {})
            for kind in COUNTED:
                record[f"{kind}_count"] = own.get(kind, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        if self.filtered(lambda one: one.state in ("applying", "done")):
            raise UserError(
                for_reader(self.env)._(
                    "An import that was applied is a record of what changed."
                )
            )

    # -- making one -----------------------------------------------------------------

    @api.model
    def _create_for(self, company, name, content, **values):
        """Make an import of a file and read it, at once if it is small.

        :param content: bytes, or an attachment whose file is used
        :param values: `create_new`, `only_prices`
        :return: the new record; `state` and `message` hold the result
        """
        stored = self.env["qbd.inventory.file"]
        stored._check_user(company)
        record = self.sudo().create({"name": name, "company_id": company.id, **values})
        content = content if isinstance(content, bytes) else content.sudo().raw
        record.attachment_id = stored._attach(record, name, content)
        record = record.with_env(self.env)
        record._start_reading()
        return record

    def _start_reading(self):
        if self._is_large():
            self.sudo().state = "waiting"
            self._leave_to_cron()
        else:
            self._read_file()

    def _is_large(self):
        """Return whether the file, unpacked, is too much for one click."""
        stored = self.env["qbd.inventory.file"]._stream(self.attachment_id)
        try:
            with stored as stream:
                return files.unpacked_size(stream) >= LARGE_FILE
        except FileRefused:
            return False  # reading it says why

    def _leave_to_cron(self):
        self.env.ref("quickbooks_desktop.cron_inventory").sudo()._trigger()

    # -- deciding -------------------------------------------------------------------

    def _check_ready(self):
        self.env["qbd.inventory.file"]._check_user()
        self.check_access("read")
        if self.filtered(lambda one: one.state != "ready"):
            raise UserError(
                for_reader(self.env)._("There is nothing left to decide here.")
            )

    def _bulk(self, accepted, domain):
        self._check_ready()
        lines = self.env["qbd.inventory.line"].sudo()
        found = lines.search([("import_id", "in", self.ids), *domain])
        found.accepted = accepted

    def action_accept_all(self):
        """Accept the changes made in the file only that are no surprise."""
        self._bulk(True, [("state", "in", BULK), ("accepted", "=", False)])

    def action_accept_none(self):
        self._bulk(False, [("accepted", "=", True)])

    def action_lines(self):
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_inventory_line"
        )
        action["domain"] = [("import_id", "in", self.ids)]
        return action

    def action_read_again(self):
        """Read the file once more, e.g. after a question was settled in Odoo."""
        self.env["qbd.inventory.file"]._check_user()
        self.check_access("read")
        for record in self.filtered(lambda one: one.state in ("ready", "refused")):
            record.sudo().line_ids.unlink()
            record._start_reading()

    # -- applying -------------------------------------------------------------------

    def action_apply(self):
        """Write the accepted changes: all of them, or none."""
        self.ensure_one()
        self._check_ready()
        accepted = self.env["qbd.inventory.line"].search_count(
            [("import_id", "=", self.id), ("accepted", "=", True)]
        )
        if not accepted:
            raise UserError(for_reader(self.env)._("Accept the changes first."))
        self.sudo().applied_by_id = self.env.user
        if accepted > MANY_LINES:
            self.sudo().state = "applying"
            self._leave_to_cron()
        else:
            self._apply()

    def action_take_back(self):
        """Make an import of the reversal: it is looked through like any other."""
        self.ensure_one()
        self.check_access("read")
        reversal = self.reversal_id
        if not reversal:
            raise UserError(for_reader(self.env)._("The import was not applied."))
        content = reversal.sudo().attachment_id
        return self._create_for(self.company_id, reversal.name, content)._open()

    @api.model
    def _cron_inventory(self):
        """Read and apply imports too large for one click, one at a time."""
        records = self.search([("state", "in", ("waiting", "applying"))], order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(records))
        self.env["qbd.scheduled"]._in_turn(
            records, lambda record: record._work_off(), "cron_inventory"
        )

    def _work_off(self):
        """Process this import as its user; a failure does not stop other imports."""
        reading = self.state == "waiting"
        user = self.create_uid if reading else self.applied_by_id
        asked = read_by(self, user.lang)
        own = asked.with_user(user).with_context(
            allowed_company_ids=self.company_id.ids
        )
        try:
            with self.env.cr.savepoint():
                own._read_file() if reading else own._apply_in_background()
        except (
            psycopg2.OperationalError,
            psycopg2.InterfaceError,
            ConcurrencyError,
        ):
            raise  # Odoo runs the action again
        except Exception as error:
            _logger.error("An inventory import failed unexpectedly", exc_info=error)
            words = for_reader(self.env)._(
                "Unexpected error; see the log of Odoo for the reason."
            )
            state = "refused" if reading else "ready"
            self.write({"state": state, "message": words})
