from odoo import models
from odoo.exceptions import AccessError, UserError

from ...core.sync import documents
from ...core.sync import merge as qbm


class QbdLinkDecisions(models.AbstractModel):
    """What a person decides about a link that waits."""

    _name = "qbd.link.decisions"
    _description = "QuickBooks Link: Decisions"

    def _for_user(self):
        """:return: these links as superuser, for a user who may decide about them"""
        if not self.env.user.has_group("quickbooks_desktop.group_qbd_user"):
            raise AccessError(self.env._("Only a QuickBooks user may do this."))
        self.check_access("read")
        return self.sudo()

    def action_use_odoo(self):
        """Settle the open conflicts with Odoo's values."""
        self._choose("odoo")

    def action_use_quickbooks(self):
        """Settle the open conflicts with QuickBooks' values."""
        self._choose("quickbooks")

    def _choose(self, side):
        """Move the images so that the next merge carries the kept side over.

        It asks again if the losing side has changed once more since it was shown.
        """
        for link in self._for_user().filtered("conflicts"):
            if link.state == "sent":
                raise UserError(self.env._("A request is on its way. Try again later."))
            images = (link.odoo_image, link.quickbooks_image)
            overruled = dict(link.overruled or {})
            keys = link.stream_id._mapping()._line_keys()
            loser = "quickbooks" if side == "odoo" else "odoo"
            for path, shown in link.conflicts.items():
                conflict = qbm.Conflict(path, shown["odoo"], shown["quickbooks"])
                images = documents.resolve(*images, conflict, side, keys)
                overruled[path] = {"side": loser, "value": shown[loser]}
            link.write(
                {
                    "odoo_image": images[0],
                    "quickbooks_image": images[1],
                    "overruled": overruled,
                    "conflicts": False,
                }
            )
            link._release()

    def action_try_again(self):
        """The reason is gone: compare again and go on."""
        links = self._for_user().filtered(
            lambda link: link.state in ("parked", "retry")
            or (link.state == "gone" and link.reason == "unlinked")
        )
        read_again = links.filtered(
            lambda link: link.reason in ("two_objects", "unreadable")
        )
        read_again.stream_id.write({"id_sweep_wanted": True})
        (links - read_again)._release()

    def action_is_there(self):
        """An unknown Add: the person found it in QuickBooks.

        The next session reads the list again and links the object of that name.
        """
        unknown = self._for_user().filtered(lambda link: link.state == "unknown")
        words = self.env._("It will be looked for by its name in the next session.")
        unknown.write({"reason": "adopt", "message": words})
        unknown.stream_id.sudo().write({"watermark": False})

    def action_is_not_there(self):
        """An unknown Add: the person looked and it is not there. It is sent again."""
        unknown = self._for_user().filtered(lambda link: link.state == "unknown")
        unknown.write({"guid": False, "pending_request": False})
        unknown._release()

    def action_delete_too(self):
        """A document was deleted on one side: delete, or cancel, it on the other."""
        links = self._for_user()
        links = links.filtered(lambda link: link.reason == "document_deleted")
        links._release()
        links.write({"reason": "delete_too"})

    def action_bring_back(self):
        """A document was deleted on one side: make it there once more."""
        links = self._for_user()
        links = links.filtered(lambda link: link.reason == "document_deleted")
        for link in links:
            if link.deleted_in_odoo:
                link.write({"record_id": False, "deleted_in_odoo": False})
            else:
                link._forget_object()
        links._release()

    def action_take_figures(self):
        """The two differ in money: Odoo takes QuickBooks' lines and tax."""
        for link in self._for_user().filtered(lambda link: link.reason == "money"):
            mapping = link.stream_id._mapping()
            shown = link.quickbooks_seen or link.quickbooks_image
            mapping._take_figures(mapping._browse(link.record_id), shown)
            link._release()

    def action_unlink_pair(self):
        """Leave the pair alone from now on; neither side's record is touched.

        The link stays, so that nothing takes either side for new; Try again resumes.
        """
        if not self.env.user.has_group("quickbooks_desktop.group_qbd_manager"):
            raise AccessError(self.env._("Only a QuickBooks manager may do this."))
        links = self._for_user()
        if links.filtered(lambda link: link.state in ("sent", "unknown")):
            raise UserError(
                self.env._("A request is on its way. Wait for its answer, then unlink.")
            )
        links.write({"state": "gone", "reason": "unlinked", "conflicts": False})

    def action_open_record(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.record_id,
            "view_mode": "form",
        }
