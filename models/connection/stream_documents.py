from odoo import api, models


class QbdStreamDocuments(models.AbstractModel):
    """Keeps lists of documents off until their period was decided."""

    _name = "qbd.stream.documents"
    _description = "QuickBooks Stream: Documents"

    def write(self, vals):
        result = super().write(vals)
        if "direction" in vals:
            self._check_period()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        streams = super().create(vals_list)
        streams._check_period()
        return streams

    def _has_documents(self):
        """Return whether this is a list of documents, which have a cut-off date."""
        self.ensure_one()
        known = self.mapping in self.env["qbd.mapping"]._mapping_names()
        return known and self.env[f"qbd.mapping.{self.mapping}"]._has_cut_off

    def _begins_at_cut_off(self):
        """Return whether documents of this list are synced."""
        self.ensure_one()
        return self.direction != "off" and self._has_documents()

    def _check_period(self):
        """Check that the period of all lists of documents that are on was decided.

        :raise RedirectWarning: if not
        """
        on = self.filtered(lambda one: one._begins_at_cut_off())
        for connection, streams in on.grouped("connection_id").items():
            if not connection._has_period():
                connection._ask_for_period(streams)

    def _look_for_records(self, mapping):
        """Look at all records of a list anew: more of them may belong to it now."""
        streams = self.filtered(lambda one: one.mapping == mapping)
        streams.sudo().write({"sweep_finished": False, "sweep_position": 0})
