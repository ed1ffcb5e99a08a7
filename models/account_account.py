from odoo import models


class AccountAccount(models.Model):
    _name = "account.account"
    _inherit = ["account.account", "qbd.sync.mixin"]
