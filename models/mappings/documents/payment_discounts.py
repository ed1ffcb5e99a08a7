from odoo import models

from ....core.money import ZERO, money
from ....core.words import for_reader
from .payment_sides import ROWS


class QbdPaymentDiscounts(models.AbstractModel):
    """Tells which of the lines of a payment are discounts, and of which documents."""

    _name = "qbd.payment.discounts"
    _description = "QuickBooks Payments: Discounts"

    def _discounts(self, record, applied):
        """Tell which discount belongs to which document.

        A line from QuickBooks names its document; a discount made in Odoo belongs to
        the largest amount that it fits in.

        :param applied: {document: Decimal}
        :return: ({document: (Decimal, account)}, words why it is unknown, or "")
        """
        found, known = {}, self._ids_of_documents(applied)
        owed = self.env["qbd.posting"]._terms(self._entry(record))
        for line in self._other_lines(record):
            value = self._payment["sign"] * money(line.balance)
            fitting = self._fitting(line, value, applied, found)
            own = [m for m in fitting if known.get(m.id) == line.qbd_txn_line_id]
            if not fitting or line in owed or line.tax_repartition_line_id:
                return {}, self._words_of_other_line(line)
            move = (own or fitting)[0]
            granted = found.get(move, (ZERO, None))[0]
            found[move] = (granted + value, line.account_id)
        return found, ""

    def _note_returned(self, record_id, returned):
        """Name the document of each discount: what is applied may change later."""
        left = {
            row["TxnID"]: money(row["DiscountAmount"])
            for row in returned.get(ROWS) or ()
            if row.get("DiscountAmount")
        }
        if not left:
            return
        lines = self._other_lines(self._browse(record_id).exists())
        for line in lines.sorted(lambda one: not one.qbd_txn_line_id):
            value = self._payment["sign"] * money(line.balance)
            fitting = [x for x, rest in left.items() if 0 < value <= rest]
            fitting.sort(key=lambda x, known=line.qbd_txn_line_id: x != known)
            if fitting:
                left[fitting[0]] -= value
                if not line.qbd_txn_line_id:
                    line._qbd_identify({"qbd_txn_line_id": fitting[0]})

    @staticmethod
    def _fitting(line, value, applied, found):
        """Return the documents that a discount may be granted on, the likeliest first.

        QuickBooks has one discount of a document, on one account; Odoo may have split
        it among several lines.
        """
        fitting = []
        for move in sorted(applied, key=lambda one: (one in found, -applied[one])):
            granted, account = found.get(move, (ZERO, line.account_id))
            fits = 0 < value <= applied[move] - granted
            if fits and account == line.account_id:
                fitting.append(move)
        return fitting

    def _words_of_other_line(self, line):
        if line.tax_repartition_line_id:
            return for_reader(self.env)._(
                "The early discount of this payment reduces the tax, by an amount on "
                "%(account)s. QuickBooks has one discount on one account, and leaves "
                "the tax unchanged. Reset the payment to draft; in its journal entry "
                "remove the tax from the discount, and give the discount the whole "
                "amount. Terms that never reduce the tax avoid this.",
                account=line.account_id.display_name,
            )
        return for_reader(self.env)._(
            "This payment has an amount on %(account)s. QuickBooks allows one "
            "discount per paid invoice, on one account. Reset the payment to draft "
            "in Odoo, and enter this amount in a separate journal entry, in both.",
            account=line.account_id.display_name,
        )

    def _ids_of_documents(self, applied):
        links = self._links_of(self._settled, [move.id for move in applied])
        return {record_id: link.qb_id for record_id, link in links.items()}
