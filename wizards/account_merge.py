from odoo import models


class AccountMergeWizard(models.TransientModel):
    _inherit = "account.merge.wizard"

    def _action_merge(self, accounts):
        """Odoo merges in SQL: re-point the links before the others are deleted."""
        accounts[1:]._qbd_merge_into(accounts[0])
        return super()._action_merge(accounts)
