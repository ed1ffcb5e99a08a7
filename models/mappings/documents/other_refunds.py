from odoo import fields, models

from ....core.money import cents, money
from .credit_use import REFUNDS
from .other_debts import SETTLES
from .refund_twin import NEAR

PAYMENTS = ("receive_payment", "bill_payment")
"""Lists whose questions ask a person to enter a refund in QuickBooks."""


class QbdOtherTransactionRefunds(models.AbstractModel):
    """Finds the refund of Odoo that a person has entered in QuickBooks, as asked.

    It is the object of that payment from now on, and no entry besides.
    """

    _name = "qbd.other.transaction.refunds"
    _description = "QuickBooks Other Transactions: Refunds Entered Manually"

    def _without_entered(self, pairs):
        """Give refunds that Odoo has to their payments; return the other pairs."""
        kept = []
        for pair in pairs:
            link = self._refund_entered(pair) if pair.qb_type in REFUNDS else None
            if link:
                self._take_as_entered(link, pair)
            else:
                kept.append(pair)
        return kept

    def _take_as_entered(self, link, pair):
        """Let an object be that of a refund of Odoo, whose question closes."""
        if pair.link:
            pair.link.unlink()  # it only held what was seen of the object
        link.write(
            {
                **{"qb_id": pair.qb_id, "qb_type": pair.qb_type, "qb_name": pair.name},
                **{"state": "gone", "reason": "entered_there", "message": False},
            }
        )

    def _refund_entered(self, pair):
        """Return the link of the refund that is nothing but an object, None if none is.

        One that has other lines, too, is an entry: the payment remains a question.
        """
        asked = self._refunds_asked() if pair.quickbooks else ()
        rows = self._matched_rows(pair.quickbooks) if asked else ()
        if len(rows) != 2 or pair.quickbooks.get("Void"):
            return None
        for row in rows:
            owed = self._account_of_row(row)
            found = [
                (link, payment)
                for mapping, link, payment in asked
                if not link.qb_id
                and owed == mapping._owed_account(payment)
                and self._is_refunded(mapping, payment, row, pair)
            ]
            if found:
                day = fields.Date.to_date(pair.quickbooks["TxnDate"])
                return min(found, key=lambda one: abs(one[1].date - day))[0]
        return None

    def _is_refunded(self, mapping, payment, row, pair):
        """Return whether a line has the party, amount and credits of a refund."""
        party = self._to_record("*entity", row.get("EntityRef")).commercial_partner_id
        value = mapping._payment["sign"] * money(row["Amount"])
        day = fields.Date.to_date(pair.quickbooks["TxnDate"])
        if (
            party != payment.partner_id.commercial_partner_id
            or cents(value) != cents(money(payment.amount))
            or abs(payment.date - day) > NEAR
        ):
            return False
        settled = {one["TxnID"] for one in pair.quickbooks.get(SETTLES) or ()}
        return not settled or settled == {
            *mapping._refunded(payment)[1].mapped("qb_id")
        }

    def _refunds_asked(self):
        """Return (mapping, link, payment) of refunds that QuickBooks lacks."""
        return self._cached_in_batch("refunds asked about", self._find_refunds_asked)

    def _find_refunds_asked(self):
        found = []
        for name in PAYMENTS:
            for stream in self._stream()._sibling(name):
                mapping = stream._mapping()
                asked = [("state", "=", "parked"), ("reason", "=", "cannot_send")]
                closed = [("state", "=", "gone"), ("reason", "=", "entered_there")]
                links = self.env["qbd.link"].search(
                    [
                        *(("stream_id", "=", stream.id), ("qb_id", "=", False)),
                        *(("record_id", "!=", False), "|"),
                        *("&", *asked, "&", *closed),
                    ]
                )
                payments = mapping._browse(links.mapped("record_id")).exists()
                refunds = payments.filtered(mapping._is_refund).filtered(
                    lambda x, own=mapping: not own._is_cancelled(x)
                )
                by_record = {link.record_id: link for link in links}
                found += [(mapping, by_record[one.id], one) for one in refunds]
        return found
