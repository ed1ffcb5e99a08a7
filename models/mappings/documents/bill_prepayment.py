from dataclasses import replace
from datetime import timedelta

from odoo import fields, models

from ....core.errors import ValueRefused
from ....core.money import ZERO, money
from ....core.words import for_reader
from .credit_use import credit_request
from .owed_check import CHECK, check_fields
from .payment import ROWS

PREPAID = CHECK
USED = "UsedFor"
"""Path of the bills that use the check; never compared: the applications are."""

PATIENCE = timedelta(hours=24)
"""How long a payment waits for its bill: people register first, and match later."""


class QbdBillPrepayment(models.AbstractModel):
    """Payments that pay no bill: checks with one line on the payable account.

    The check stays the object of its payment. Bills that the payment is applied to
    later use it there as a credit. The paths are those of a payment of bills.
    """

    _name = "qbd.bill.prepayment"
    _inherit = "qbd.owed.check"
    _description = "QuickBooks Bill Payments without a Bill"

    _check_fields = check_fields("vendor")
    _check_links = "Bill"

    # -- which checks ---------------------------------------------------------

    def _is_prepaid(self, payment):
        """Return whether a payment is a check without a bill in QuickBooks."""
        link = self._links_of(self._mapping_name(), payment.ids).get(payment.id)
        return bool(link and link.qb_id and link.qb_type == PREPAID)

    # -- Odoo's side ----------------------------------------------------------

    def _words_of_waiting(self, payment):
        """Say why a payment of no bill does not go yet, "" if it goes as a check."""
        if self._is_by_card(payment):
            return for_reader(self.env)._(
                "This payment pays no bill yet. QuickBooks pays only bills: it is "
                "sent as soon as it is applied to a bill in Odoo. If it never will "
                "be, enter it in QuickBooks as a credit card charge, and unlink this "
                "payment here."
            )
        if payment.create_date > fields.Datetime.now() - PATIENCE:
            return for_reader(self.env)._(
                "This payment pays no bill yet. If it is not applied within a day, "
                "it goes to QuickBooks as a check on the payable account; bills can "
                "use it later."
            )
        return ""

    def _words_of_other_amounts(self, payment):
        """Refuse a payment of no bill that has a discount or a fee."""
        others = self._other_lines(payment)
        if not others:
            return ""
        return for_reader(self.env)._(
            "This payment pays no bill and has an amount on %(account)s. Apply it to "
            "a bill, or reset it to draft and enter this amount in a separate "
            "journal entry, in both.",
            account=others[0].account_id.display_name,
        )

    # -- QuickBooks' side -----------------------------------------------------

    def _applied_by_check(self, element, image):
        """Return the bills that use it; an answer to a change does not show them."""
        applied = super()._applied_by_check(element, image)
        rows = applied[ROWS]
        kept = rows is image.get(ROWS)
        return {**applied, USED: image.get(USED) if kept else self._used_words(rows)}

    @staticmethod
    def _used_words(rows):
        """Return the bills that use a check as texts, as of a vendor credit."""
        return [f"{row['TxnID']} {row['Paid']}" for row in rows or ()] or None

    # -- bills that a check does not show -------------------------------------

    def _review_images(self, pair, images):
        """Forget the bills a check was used for once neither side applies it to any."""
        odoo, quickbooks = super()._review_images(pair, images)
        if odoo and pair.odoo.get(ROWS) == [] and not pair.quickbooks.get(ROWS):
            odoo = {path: value for path, value in odoo.items() if path != USED}
        return odoo, quickbooks

    def _review_merge(self, pair):
        """Use no check again for bills that QuickBooks does not show on it."""
        result = super()._review_merge(pair)
        merged = getattr(pair.merged, "lines", {}).get(ROWS)
        pushed = merged and merged.mod and self._shows_nothing(pair)
        if pushed and self._known_used(pair) == self._amounts_applied(pair.odoo):
            pair.merged.lines[ROWS] = replace(merged, mod=None)
        return result

    def _known_used(self, pair):
        """Return {TxnID: Decimal} of the bills that use a check.

        Where it shows none those count that were agreed, and those that were sent.
        """
        if not self._shows_nothing(pair):
            return self._amounts_applied(pair.quickbooks)
        odoo, quickbooks = (image or {} for image in pair.images)
        words = (one.split() for one in odoo.get(USED) or ())
        sent = {txn_id: money(value) for txn_id, value in words}
        return {**self._amounts_applied(quickbooks), **sent}

    # -- to QuickBooks --------------------------------------------------------

    def _use_prepaid(self, link, pair):
        """Return an Add that uses such a check as a credit for more of its bills.

        :raise ValueRefused: if it is used for less in Odoo than in QuickBooks
        """
        wanted, now = self._amounts_applied(pair.odoo), self._known_used(pair)
        more = {one: value - now.pop(one, ZERO) for one, value in wanted.items()}
        if now or any(value < 0 for value in more.values()):
            raise ValueRefused(
                for_reader(self.env)._(
                    "This entry is applied for less in Odoo than in QuickBooks. "
                    "QuickBooks' interface cannot unapply a credit: unapply it "
                    "there, or reapply it in Odoo."
                )
            )
        payer = {
            path: pair.quickbooks[path]
            for path in (self._party_ref, self._owed_ref, self._money_ref)
        }
        plain = {"IsToBePrinted": "false"}
        return credit_request("BillPaymentCheck", payer, plain, link.qb_id, more)
