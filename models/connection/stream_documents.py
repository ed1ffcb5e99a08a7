from odoo import api, fields, models
from odoo.exceptions import UserError

OUTWARD = ("both", "to_quickbooks")


class QbdStreamDocuments(models.AbstractModel):
    """Keeps lists of documents off until their period was decided."""

    _name = "qbd.stream.documents"
    _description = "QuickBooks Stream: Documents"

    has_prepayments = fields.Boolean(
        readonly=True,
        copy=False,
        help="Payments went to QuickBooks as checks, so checks are read.",
    )
    linked_types = fields.Json(
        readonly=True,
        copy=False,
        help="The objects with which QuickBooks was seen to show linked transactions: "
        "where one of them shows none, it has none.",
    )

    def write(self, vals):
        """Let lists that are only read go one way, whatever is chosen for all.

        :raise UserError: if such a list is to go to QuickBooks alone
        """
        one_way = self.browse()
        if vals.get("direction") in OUTWARD:
            one_way = self.filtered(lambda one: one._is_read_only())
        if one_way and vals["direction"] == "to_quickbooks":
            raise UserError(
                self.env._(
                    "“%(lists)s” are only read: choose From QuickBooks, or Off.",
                    lists=", ".join(one_way.mapped("label")),
                )
            )
        result = super(QbdStreamDocuments, self - one_way).write(vals)
        if one_way:
            inward = {**vals, "direction": "from_quickbooks"}
            super(QbdStreamDocuments, one_way).write(inward)
        if "direction" in vals:
            self._check_period()
            for stream in self.filtered(lambda one: one._begins_at_cut_off()):
                stream._mapping()._switched_on()
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

    def _is_read_only(self):
        """Return whether nothing of this list is ever written to QuickBooks."""
        self.ensure_one()
        name = f"qbd.mapping.{self.mapping}"
        return name in self.env and self.env[name]._only_from_quickbooks

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
        """Look at all records of a list again: more of them may belong to it now."""
        streams = self.filtered(lambda one: one.mapping == mapping)
        streams.sudo().write({"sweep_finished": False, "sweep_position": 0})
