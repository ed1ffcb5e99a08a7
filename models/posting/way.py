from odoo import models
from odoo.exceptions import UserError

from ...core.words import for_reader

MONEY = ("asset_cash", "liability_credit_card")


class QbdPostingWay(models.AbstractModel):
    """Finds the journal and the payment method by which the money of a payment came."""

    _name = "qbd.posting.way"
    _description = "QuickBooks Payments in Odoo: Journals"

    def _payment_route(self, figures, payment=None):
        """Return the journal and payment method for an account that holds money.

        Those of a payment whose money stays where it is; else the bank's own journal;
        else one with a payment method for the account; else any, for instance for
        QuickBooks' "Undeposited Funds".

        :param payment: the payment in Odoo, none if it is new
        """
        account = self.env["account.account"].browse(figures["deposit_account_id"])
        wanted = figures.get("journal_id")
        stays = payment and self._money_account(payment) == account
        if stays and wanted in (None, payment.journal_id.id):
            return {
                "journal_id": payment.journal_id.id,
                "payment_method_line_id": payment.payment_method_line_id.id,
            }
        self._refuse_foreign(account)
        journals = self._money_journals(figures)
        own = journals.filtered(lambda one: one.default_account_id == account)
        given = journals & journals.browse(wanted or ())
        name = self._method_lines(figures)
        methods = (own or given or journals)[name]
        given = given or (payment.journal_id & journals if payment else given)
        method = methods.filtered(lambda one: one.payment_account_id == account)[:1]
        journal = method.journal_id or own[:1] or given or journals[:1]
        method = method or journal[name][:1]
        if not method:
            raise UserError(
                for_reader(self.env)._(
                    "There is no bank journal in %(currency)s with a suitable "
                    "payment method. Create one in Accounting, Configuration, "
                    "Journals.",
                    currency=self._currency().name,
                )
            )
        self._ensure_reconcilable(account)
        return {
            "journal_id": journal.id,
            "payment_method_line_id": method.id,
            "company_id": self.env.company.id,
            "currency_id": self._currency().id,
        }

    def _method_lines(self, figures):
        """Return the field of a journal with its payment methods of this direction."""
        return f"{figures['payment_type']}_payment_method_line_ids"

    @staticmethod
    def _money_account(payment):
        """Return the account that the money of a payment is on."""
        money = payment._seek_for_lines()[0] if payment.move_id else None
        return money.account_id[:1] if money else payment.outstanding_account_id

    def _refuse_foreign(self, account):
        """Refuse an account of money in another currency than that of the payment.

        :raise UserError: with the account and its currency
        """
        journals = self.env["account.journal"]
        domain = [
            *journals._check_company_domain(self.env.company),
            ("default_account_id", "=", account.id),
        ]
        found = account.currency_id or journals.search(domain).currency_id[:1]
        if found and found != self._currency():
            raise UserError(
                for_reader(self.env)._(
                    "The money of this payment is on %(account)s, which is in "
                    "%(currency)s in Odoo. Match the account of QuickBooks with an "
                    "account in %(own)s, or enter the payment in Odoo manually.",
                    account=account.display_name,
                    currency=found.name,
                    own=self._currency().name,
                )
            )

    def _currency(self):
        """Return the currency of all payments: that of the company."""
        return self.env.company.currency_id

    def _has_journal(self, company, payment_type):
        """Return whether payments of a direction can be posted in a company at all.

        :param payment_type: "inbound" or "outbound"
        """
        figures = {"payment_type": payment_type}
        return bool(self.with_company(company)._money_journals(figures))

    def _money_journals(self, figures):
        """Return the company's journals for payments in its currency."""
        return self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(self.env.company),
                ("currency_id", "in", (False, self._currency().id)),
                ("type", "in", ("bank", "cash", "credit")),
                (self._method_lines(figures), "!=", False),
            ]
        )

    def _ensure_reconcilable(self, account):
        """Allow reconciliation, so that a later deposit can be matched."""
        if account.account_type not in MONEY and not account.reconcile:
            account.reconcile = True
