from odoo import fields, models
from odoo.exceptions import UserError

MOVING = ("sent", "unknown")
"""States of a link with a request on its way: it cannot be held any more."""


class QbdLinkHold(models.AbstractModel):
    """Holds a record back: nothing of it crosses, either way, until its release."""

    _name = "qbd.link.hold"
    _inherit = "qbd.buttons"
    _description = "QuickBooks Link: Hold"

    held = fields.Boolean("On hold", readonly=True, copy=False)

    def action_hold(self):
        """Hold these back until they are released.

        :raise UserError: if a request of each is on its way, or it is unlinked
        """
        links = self._for_user()
        free = links.filtered(
            lambda link: not link.held and link.state not in (*MOVING, "gone")
        )
        if not free:
            raise UserError(
                self.env._(
                    "This cannot be held now: it is held already, unlinked, or on its"
                    " way to QuickBooks."
                )
            )
        free.held = True
        return links._settled(free)

    def action_release_hold(self):
        """Let these cross again: the next session compares them.

        :raise UserError: if none of them is held
        """
        links = self._for_user()
        held = links.filtered("held")
        if not held:
            raise UserError(self.env._("This is not on hold. Reload."))
        held.held = False
        held.filtered(lambda link: link.state == "ok").write({"state": "dirty"})
        held.stream_id.write({"id_sweep_wanted": True})  # deletions were passed over
        return links._settled(held)

    def _keep_held(self, pair):
        """Keep the present state of a held object, for its release."""
        if pair.quickbooks is None:
            return
        values = {
            "quickbooks_seen": pair.quickbooks,
            "edit_sequence": pair.edit_sequence,
        }
        if self.state == "ok":
            values["state"] = "dirty"
        self.write(values)
