from odoo import models

from ...core.qbxml.pretty import find_object

MOST_ANSWERS = 20
"""So many answers that may show an object are looked through, the newest first."""


class QbdLinkBothSides(models.AbstractModel):
    """The qbXML of both sides of a record, for people."""

    _name = "qbd.link.both.sides"
    _inherit = "qbd.buttons"
    _description = "QuickBooks Link: qbXML of Both Sides"

    def action_show_qbxml(self):
        """Show the record as QuickBooks shows it, and as Odoo would send it."""
        self.ensure_one()
        self._require_manager()
        link = self._for_user()
        shown = self.env["qbd.qbxml"]._of(link)
        return {**shown._open(), "name": link.display_label or "", "target": "new"}

    def action_history(self):
        """Open the history of this record."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_history"
        )
        action["domain"] = [("link_id", "=", self.id)]
        action["display_name"] = self.display_label or ""
        return action

    def _qbxml_of_quickbooks(self):
        """Return the object as the newest answer that is still kept shows it."""
        if not self.qb_id:
            return self.env._("It is not in QuickBooks yet.")
        answers = self.env["qbd.message.set"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("response", "like", f">{self.qb_id}<"),
            ],
            order="id desc",
            limit=MOST_ANSWERS,
        )
        for answer in answers:
            found = find_object(answer.response, self.qb_id)
            if found:
                return found
        return self.env._(
            "No answer that shows it is kept any more: texts of messages are deleted"
            " after 30 days. It appears again when it changes in QuickBooks."
        )
