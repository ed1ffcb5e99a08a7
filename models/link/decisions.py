from odoo import models
from odoo.exceptions import UserError

from . import reasons


class QbdLinkDecisions(models.AbstractModel):
    """Carries out a user's decisions about links that need attention."""

    _name = "qbd.link.decisions"
    _inherit = "qbd.buttons"
    _description = "QuickBooks Link: Decisions"

    def action_try_again(self):
        """Compare the links again, now that their reason is removed."""
        asked = self._for_user()
        links = asked._that_allow(reasons.TRY_AGAIN)
        read_again = links.filtered(lambda link: reasons.find(link.reason).reads_again)
        read_again.stream_id.write({"id_sweep_wanted": True})
        refused = read_again.filtered(lambda link: link.reason == "other_meaning")
        refused |= links.filtered(lambda link: link._was_refused_there())
        refused.edit_sequence = False  # its object is read, whether changed or not
        entered = links.filtered(lambda link: link.reason == "entered_there")
        entered._forget_object()  # it is of a type that this list cannot read
        (links - read_again)._release()
        return asked._settled(links)

    def _was_refused_there(self):
        """Return whether QuickBooks refused a document: it may be another one there."""
        refused = (self.reason or "").startswith("qb_") and self.qb_id
        return refused and self.stream_id._mapping()._reads_again

    def action_is_there(self):
        """Look for an unconfirmed Add, which the user found in QuickBooks.

        The next session reads the list again and links the object of that name.
        """
        unknown = self._for_user()._that_allow("action_is_there")
        words = self.env._("The next session looks for the record by its name.")
        unknown.write({"reason": "adopt", "message": words})
        unknown.stream_id.sudo().write({"watermark": False})

    def action_is_not_there(self):
        """Send an unconfirmed Add again, which the user did not find in QuickBooks."""
        unknown = self._for_user()._that_allow("action_is_not_there")
        unknown._give_guid_up()
        unknown.write({"pending_request": False})
        unknown._release()

    def action_delete_too(self):
        """Delete, or cancel, a document that was deleted on the other side."""
        self._for_user()._that_allow("action_delete_too")._delete_too()

    def _delete_too(self):
        self._release()
        self.write({"reason": "delete_too"})

    def action_replace(self):
        """Delete the object in QuickBooks in the next session, and add it again."""
        links = self._for_user()._that_allow("action_replace")
        links._release()
        links.write({"reason": "to_replace"})

    def action_remove_copy(self):
        """QuickBooks added it twice: delete this copy there in the next session."""
        copies = self._for_user()._that_allow("action_remove_copy")
        copies._release()
        for copy in copies:
            copy.write(
                {
                    "deleted_in_odoo": True,
                    "reason": "delete_too",
                    "quickbooks_image": copy.quickbooks_seen,  # as it was decided about
                    "quickbooks_seen": False,
                }
            )

    def _is_unwanted_copy(self):
        """Return whether it is a second copy that a user chose to delete."""
        deleted = self.deleted_in_odoo and not self.record_id
        return deleted and self.reason == "delete_too"

    def action_keep_copy(self):
        """QuickBooks added it twice, and both are meant: treat it as any other."""
        copies = self._for_user()._that_allow("action_keep_copy")
        copies._release()
        copies.create_requested = True

    def action_bring_back(self):
        """Restore a document on the side where it was deleted."""
        links = self._for_user()._that_allow("action_bring_back")
        for link in links:
            if link.deleted_in_odoo:
                link._make_record_again()
            else:
                link._forget_object()
                link._release()

    def _make_record_again(self):
        """Forget the record; another list may be the one that makes its like."""
        stream = self.stream_id._mapping()._stream_to_bring_back(self)
        if stream == self.stream_id:
            self.write({"record_id": False, "deleted_in_odoo": False})
            self._release()
            return
        kept = ("connection_id", "space", "qb_type", "qb_id", "qb_name", "guid")
        values = {
            **self.read([*kept, "edit_sequence"], load=None)[0],
            "quickbooks_seen": self.quickbooks_seen or self.quickbooks_image,
            "stream_id": stream.id,
            "res_model": stream._mapping()._odoo_model,
            **{"state": "dirty", "create_requested": True},
        }
        del values["id"]
        self.unlink()
        self.create(values)

    def action_take_figures(self):
        """Give the Odoo document the lines and tax of QuickBooks: amounts differ."""
        for link in self._for_user()._that_allow("action_take_figures"):
            mapping = link.stream_id._mapping()
            shown = link.quickbooks_seen or link.quickbooks_image
            mapping._take_figures(mapping._browse(link.record_id), shown)
            link._release()

    def action_unlink_pair(self):
        """Stop syncing the pair; neither side's record is touched.

        The link stays, so that neither side counts as new; Try again resumes the sync.
        """
        self._require_manager()
        links = self._for_user()._that_allow(reasons.UNLINK)
        if links.filtered(lambda link: link.state in ("sent", "unknown")):
            raise UserError(
                self.env._("A request is being sent. Wait for its answer, then unlink.")
            )
        links.write({"state": "gone", "reason": "unlinked", "conflicts": False})

    def action_open_record(self):
        """Open the record in Odoo.

        :raise UserError: if there is none any more
        """
        self.ensure_one()
        if self._for_user()._record() is None:
            raise UserError(self.env._("The record no longer exists in Odoo."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.record_id,
            "view_mode": "form",
        }
