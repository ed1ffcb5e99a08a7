from odoo import Command, fields, models

SHOWN = 500
"""Lines of a preview; there may be more records."""


class QbdNamesPreview(models.AbstractModel):
    """Shows the records whose names in QuickBooks differ from those in Odoo.

    A dialog inherits it, with `line_ids` and `number` of its own.
    """

    _name = "qbd.names.preview"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Preview of Names"

    _mapping_name = None  # of the list whose names are shown
    _record_field = None  # of a line, for its record

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    shown = fields.Integer(readonly=True)

    def _title(self):
        """Return the title of the dialog."""
        raise NotImplementedError

    def _rule(self):
        """Return the rule that is chosen now, as `_under_rule` takes it."""
        raise NotImplementedError

    def _action_open(self):
        self._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self._title(),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_look(self):
        """Look again, under the rule that is chosen now."""
        self.ensure_one()
        self.connection_id._require_manager()
        return self._action_open()

    def _fill(self):
        stream = self.connection_id.sudo().stream_ids.filtered(
            lambda one: one.mapping == self._mapping_name
        )
        found = stream._mapping()._under_rule(self._rule())._preview_names()
        lines = [
            Command.create(
                {
                    self._record_field: record.id,
                    "own_name": own,
                    "qb_name": name,
                    "problem": problem,
                }
            )
            for record, own, name, problem in found[:SHOWN]
        ]
        self.write(
            {
                "number": len(found),
                "shown": len(lines),
                "line_ids": [Command.clear(), *lines],
            }
        )
