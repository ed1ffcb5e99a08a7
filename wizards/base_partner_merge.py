from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Odoo merges in SQL: re-point the links before the sources are deleted."""
        src_partners._qbd_merge_into(dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)
