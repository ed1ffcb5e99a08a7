from odoo import api, models


class AccountPartialReconcile(models.Model):
    """An application is part of both its documents: see the hints of lines."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._qbd_hint_documents()
        return partials

    def unlink(self):
        self._qbd_hint_documents()
        return super().unlink()

    def _qbd_hint_documents(self):
        (self.debit_move_id | self.credit_move_id).move_id._qbd_hint()
