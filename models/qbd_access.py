from odoo import models
from odoo.exceptions import AccessError


class QbdAccess(models.AbstractModel):
    """Who may press the buttons of a record, and how a button opens it."""

    _name = "qbd.access"
    _description = "QuickBooks: Access of Buttons"

    def _require_user(self):
        """Check that the user is a QuickBooks user.

        :raise AccessError: if not
        """
        if not self.env.user.has_group("quickbooks_desktop.group_qbd_user"):
            raise AccessError(self.env._("Only a QuickBooks user may do this."))

    def _require_manager(self):
        """Check that the user is a QuickBooks manager.

        :raise AccessError: if not
        """
        if not self.env.user.has_group("quickbooks_desktop.group_qbd_manager"):
            raise AccessError(self.env._("Only a QuickBooks manager may do this."))

    def _for_user(self):
        """Return these records as superuser, for a user who may decide about them.

        :raise AccessError: if the user may not use the addon, or not read the records
        """
        self._require_user()
        self.check_access("read")
        return self.sudo()

    def _open(self):
        """Return the action that opens the form of this record."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "name": self.display_name,
        }
