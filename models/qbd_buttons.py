from odoo import api, models
from odoo.exceptions import AccessError, UserError


class QbdButtons(models.AbstractModel):
    """Who may press the buttons of a record, what they answer and open."""

    _name = "qbd.buttons"
    _description = "QuickBooks: Buttons"

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
        :raise UserError: if none of the records exists any more
        """
        self._require_user()
        records = self.exists()
        if self and not records:
            raise UserError(
                self.env._(
                    "This record was already settled, merged or removed. Go back and "
                    "open the list again."
                )
            )
        records.check_access("read")
        return records.sudo()

    @api.model
    def _bulk_answer(self, total, done, why):
        """Return the notification after a decision about several records, else None.

        :param total: number of records that were chosen
        :param done: number of those that it settled
        :param why: words about the others
        """
        if total < 2:
            return None
        words = self.env._("%(done)s of %(all)s settled.", done=done, all=total)
        if done < total:
            words = f"{words} {why}"
        return self._notify(words, warning=done < total)

    @api.model
    def _notify(self, message, warning=False):
        """Return the action that shows a message and then reloads the view."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if warning else "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _open(self):
        """Return the action that opens the form of this record."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [[False, "form"]],
            "name": self.display_name,
        }
