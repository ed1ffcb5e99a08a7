from odoo import models

from ...core.sync.operations import OPERATIONS


class QbdEngineBehind(models.AbstractModel):
    """Wakes links that waited for a write, once its answer is applied."""

    _name = "qbd.engine.behind"
    _description = "QuickBooks Engine: Behind a Write"

    def _wake_behind(self, entries):
        """Let those go now that waited for requests of a message set.

        :param entries: the requests, as they are in the journal
        """
        entries = [entry for entry in entries if "link" in entry]
        self._wake_behind_adds(entries)
        self._wake_behind_freed(entries)

    def _wake_behind_adds(self, entries):
        adds = [entry for entry in entries if OPERATIONS[entry["op"]].creates]
        added = self.env["qbd.link"].browse([entry["link"] for entry in adds]).exists()
        for stream in added.filtered("qb_id").stream_id:
            self.env["qbd.link"]._wake_waiting(stream)

    def _wake_behind_freed(self, entries):
        """Send documents again that were refused while a payment settled them.

        A person voids a payment and changes its bill: the bill is first in order.
        """
        freed = [entry["link"] for entry in entries if self._frees(entry)]
        links = self.env["qbd.link"].browse(freed).exists()
        done = links.filtered(lambda one: one.state in ("ok", "dirty", "gone"))
        partners = [one.stream_id._mapping()._partner_of(one) for one in done]
        partners = self.env["res.partner"].union(*partners)
        if partners:
            self._release_refused(done.connection_id, partners)

    def _release_refused(self, connection, partners):
        refused = self.env["qbd.link"].search(
            [
                ("connection_id", "in", connection.ids),
                ("state", "=", "parked"),
                ("reason", "!=", False),
            ]
        )
        for link in refused.filtered(lambda one: one.reason.startswith("qb_")):
            mapping = link.stream_id._mapping()
            if mapping._touches_balances and mapping._partner_of(link) in partners:
                link._release()

    def _frees(self, entry):
        """Return whether a request unapplies payments or credits from documents."""
        if OPERATIONS[entry["op"]].frees:
            return True
        mapping = self.env["qbd.stream"].browse(entry["stream"])._mapping()
        return entry["op"] == "mod" and mapping._may_unapply(entry["sent"] or {})
