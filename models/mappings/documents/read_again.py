from odoo import models


class QbdDocumentReadAgain(models.AbstractModel):
    """Has payments and credits read again that QuickBooks changed unreported.

    It changes what they settle with the documents, and they have no new EditSequence.
    """

    _name = "qbd.document.read.again"
    _description = "QuickBooks Transactions: Read Again"

    def _read_again(self, freed):
        """Read payments and credits again that were unapplied from a document.

        :param freed: [{"line": the other receivable line}] as `qbd.posting` returns it
        """
        moves = self.env["account.move"].union(*(one["line"].move_id for one in freed))
        links = self._links_of_entries(moves)
        links.edit_sequence = False
        for link in links.filtered(lambda link: link.state == "ok"):
            link.stream_id._mapping()._applications_freed(link)

    def _links_of_entries(self, moves):
        """Return the links whose records are these documents, or their payments."""
        domain = [
            ("connection_id", "=", self._stream().connection_id.id),
            ("qb_id", "!=", False),
            *("|", "&", ("res_model", "=", "account.move")),
            ("record_id", "in", moves.ids),
            *("&", ("res_model", "=", "account.payment")),
            ("record_id", "in", moves.origin_payment_id.ids),
        ]
        return self.env["qbd.link"].search(domain)

    def _read_obstacles_again(self, pair):
        """Have payments and credits read again that settle the same documents in Odoo.

        QuickBooks may settle less with them since. A question stays one.
        """
        ids = self._settled_ids(pair.quickbooks or {})
        connection, links = self._stream().connection_id, self.env["qbd.link"]
        known = links._by_qb_ids(connection, self._space, ids) if ids else {}
        ids = [x.record_id for x in known.values() if x.res_model == "account.move"]
        posting, others = self.env["qbd.posting"], self.env["account.move"]
        for move in others.browse(ids).exists():
            rows = posting._applications(posting._terms(move))
            others = others.union(*(other.move_id for _own, other, *_ in rows))
        settling = self._links_of_entries(others)
        settling.filtered(lambda x: x.state == "ok").edit_sequence = False

    def _settled_ids(self, canonical):
        """Hook: return the TxnIDs of the documents that an object settles.

        Called where Odoo refused the object.
        """
        return []

    def _wake_refused(self, link):
        """Compare documents again that Odoo refused, after one of their customer's.

        What a payment settles less may be what another one needs.
        """
        partner = self._partner_of(link)
        refused = self.env["qbd.link"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("space", "=", self._space),
                *(("state", "=", "parked"), ("reason", "=", "refused_by_odoo")),
                ("id", "!=", link.id),
            ]
        )
        refused.filtered(
            lambda one: one.stream_id._mapping()._partner_of(one) == partner
        )._release()
