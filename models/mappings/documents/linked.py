from odoo import models

LINKED = "LinkedTxn"


class QbdDocumentLinked(models.AbstractModel):
    """Reads the transactions that QuickBooks shows an object to be linked with.

    They are the only trace of a credit that is used for a bill. Whether QuickBooks
    shows them of each type, in each version, is unknown: an object that shows none has
    none only if others of its type have shown some.
    """

    _name = "qbd.document.linked"
    _description = "QuickBooks Transactions: Linked Ones"

    def _linked_txns(self, element):
        """Return the elements of the linked transactions of an object.

        :return: list; None if there are none, and QuickBooks may have left them out
        """
        found = element.findall(LINKED)
        if not self.env.context.get("qbd_stream"):
            return found or None
        stream = self._stream()
        known = stream.linked_types or []
        if found and element.tag not in known:
            stream.sudo().linked_types = [*known, element.tag]
        left_out = self.env.context.get("qbd_answer") or element.tag not in known
        return found or (None if left_out else [])
