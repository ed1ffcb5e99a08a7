from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ....core.errors import DoubleRefused
from ....core.money import cents, money
from ....core.words import for_reader
from .other_debts import DEBTS, SETTLES
from .owed_check import CHECK, MONEY_TYPES

NEAR = timedelta(days=31)
"""How far the dates of two refunds may be apart that a person is asked about."""

ENTRIES = ("other_transaction", "journal_entry")
"""Lists that read what a bookkeeper may have entered for a refund."""

NAMED = 3


class QbdRefundTwin(models.AbstractModel):
    """Asks before a refund is sent that a bookkeeper may have entered in QuickBooks.

    As long as that is not applied to the credit memo, the credit is open there, and
    QuickBooks would pay it back once more. Only what was read can be asked about: the
    list of other transactions, or that of journal entries, is on.
    """

    _name = "qbd.refund.twin"
    _description = "QuickBooks Refunds Entered on Both Sides"

    def _record_refused_because(self, state, link):
        """Return why a payment is refused.

        :raise DoubleRefused: if QuickBooks may have it
        """
        words = super()._record_refused_because(state, link)
        payment = self._browse(link.record_id)
        fresh = not link.qb_id and not link.create_requested
        twins = self._twins(payment) if fresh and self._is_refund(payment) else ()
        if words or not twins:
            return words
        raise DoubleRefused(
            for_reader(self.env)._(
                "QuickBooks has an open entry of the same customer and amount: "
                "%(entries)s. It may be this refund, entered there. If it is, apply it "
                "to the credit memo in QuickBooks, and cancel this payment in Odoo. If "
                "it is another one, press Different: create it.",
                entries=", ".join(twins[:NAMED]),
            )
        )

    def _words_of_doubled(self, payment):
        """Say that an entry read from QuickBooks is open that may be a refund."""
        entries = self._open_entries(payment) if self._is_refund(payment) else None
        found = self._links_of_entries(entries)
        if not found:
            return ""
        return for_reader(self.env)._(
            "%(entries)s of QuickBooks paid the same amount back, and was read as an "
            "entry: Odoo has it twice. If it is this refund, cancel this payment in "
            "Odoo, and apply the entry to the credit note.",
            entries=", ".join(self._named_there(link) for link in found[:NAMED]),
        )

    def _twins(self, payment):
        """Return the names of what was read from QuickBooks and may be a refund."""
        found = self._links_of_entries(self._open_entries(payment))
        found |= self._unposted(payment)
        return [self._named_there(link) for link in found]

    @staticmethod
    def _named_there(link):
        seen = link.quickbooks_seen or link.quickbooks_image or {}
        words = (link.qb_type, seen.get("RefNumber"), seen.get("TxnDate"))
        return " ".join(filter(None, words))

    # -- posted in Odoo -------------------------------------------------------

    def _open_entries(self, payment):
        """Return the entries that paid the customer as much, and are not applied."""
        lines = self.env["account.move.line"].search(
            [
                ("company_id", "=", payment.company_id.id),
                ("partner_id", "child_of", payment.partner_id.commercial_partner_id.id),
                ("account_type", "=", self._owed_type),
                *(("parent_state", "=", "posted"), ("reconciled", "=", False)),
                ("move_id.move_type", "=", "entry"),
                ("balance", ">" if self._payment["sign"] > 0 else "<", 0),
                ("move_id", "!=", payment.move_id.id),
                ("date", ">=", payment.date - NEAR),
                ("date", "<=", payment.date + NEAR),
            ]
        )
        found = self.env["account.move"]
        for move, own in lines.grouped("move_id").items():
            left = sum(money(line.amount_residual) for line in own)
            if self._is_same_money(left, payment) and self._is_paid_out(move):
                found |= move
        return found

    @staticmethod
    def _is_same_money(value, payment):
        return abs(cents(value)) == cents(money(payment.amount))

    @staticmethod
    def _is_paid_out(move):
        """Return whether an entry is money, and no debt of the customer."""
        if move.qbd_type:
            return move.qbd_type not in DEBTS
        kinds = move.line_ids.mapped("account_type")
        return bool(move.origin_payment_id) or any(one in MONEY_TYPES for one in kinds)

    def _links_of_entries(self, moves):
        """Return the links of entries that QuickBooks has, or of their payments."""
        if not moves:
            return self.env["qbd.link"]
        return self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                *(("qb_id", "!=", False), ("state", "!=", "gone")),
                "|",
                *("&", ("res_model", "=", "account.move")),
                ("record_id", "in", moves.ids),
                *("&", "&", ("res_model", "=", "account.payment")),
                ("qb_type", "=", CHECK),
                ("record_id", "in", moves.origin_payment_id.ids),
            ]
        )

    # -- read, and not in Odoo ------------------------------------------------

    def _unposted(self, payment):
        """Return the links of what Odoo has no entry of, e.g. as it needs attention."""
        found = self.env["qbd.link"]
        for name in ENTRIES:
            for stream in self._stream()._sibling(name):
                mapping = stream._mapping()
                judged = found._each(
                    self._near_without_entry(stream, payment),
                    lambda x, own=mapping: (self._may_be_twin(own, x, payment), x),
                    lambda _link, _error: None,
                )
                found = found.union(*(link for may, link in judged if may))
        return found

    def _near_without_entry(self, stream, payment):
        links = self.env["qbd.link"]
        links.flush_model()
        dates = [fields.Date.to_string(payment.date + one) for one in (-NEAR, NEAR)]
        self.env.cr.execute(
            SQL(
                "SELECT id FROM qbd_link WHERE stream_id = %s AND qb_id IS NOT NULL"
                " AND coalesce(record_id, 0) = 0 AND state <> 'gone'"
                " AND quickbooks_seen->>'TxnDate' BETWEEN %s AND %s",
                stream.id,
                *dates,
            )
        )
        return links.browse([one for (one,) in self.env.cr.fetchall()])

    def _may_be_twin(self, mapping, link, payment):
        """Return whether an object paid the customer as much, and settles nothing."""
        if link.qb_type in DEBTS or link.quickbooks_seen.get(SETTLES):
            return False
        customer = payment.partner_id.commercial_partner_id
        owed = mapping._owed_parties(link, self._owed_type)
        value = sum(value for partner, value in owed if partner == customer.id)
        return self._is_same_money(value, payment)
