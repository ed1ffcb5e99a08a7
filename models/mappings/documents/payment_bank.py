from odoo import models

from ....core.words import for_reader
from .other_bank import BANKS


class QbdPaymentBank(models.AbstractModel):
    """Payments from and to a bank that Odoo keeps: its statement lines post there.

    Odoo leaves their money on its way, until it is matched with a statement line; on
    the account of the bank it would count twice. A mapping inherits it before
    `qbd.payment.record`.
    """

    _name = "qbd.payment.bank"
    _inherit = "qbd.bank.owner"
    _description = "QuickBooks Payments: Banks that Odoo Keeps"

    def _words_of_undecided_banks(self):
        """Ask who keeps the banks with statement lines: both would post to them.

        :return: list of sentences
        """
        undecided = self._banks_undecided()
        if not undecided:
            return []
        return [
            for_reader(self.env)._(
                "Page Documents, Bank accounts: Odoo has bank statement lines on "
                "%(accounts)s. Choose the side that keeps them; payments of "
                "QuickBooks from and to them wait until then.",
                accounts=", ".join(undecided.mapped("display_name")),
            )
        ]

    def _missing_money_account(self):
        return super()._missing_money_account() + self._words_of_undecided_banks()

    def _banks_of(self, canonical):
        """Return the bank account or card of an object."""
        account = self._to_record("account", canonical.get(self._money_ref))
        return account.filtered(lambda one: one.account_type in BANKS)

    def _object_waits_for(self, canonical):
        words = super()._object_waits_for(canonical)
        if words or self._is_opening(canonical):
            return words  # an open item is posted to no bank
        return self._lacks_bank(canonical)

    def _figures(self, header, rows, payment):
        """Choose the journal of a bank whose money is on its way."""
        figures = super()._figures(header, rows, payment)
        bank = self._to_record("account", header.get(self._money_ref))
        journal = self._journal_of_statements(bank, payment)
        if journal and figures["deposit_account_id"] != bank.id:
            figures["journal_id"] = journal.id
        return figures

    def _money_for(self, header, payment):
        """Leave money on its way of a bank that Odoo keeps: its statement has it."""
        found = super()._money_for(header, payment)
        journal = self._journal_of_statements(found, payment)
        if not journal:
            return found
        present = payment.journal_id == journal and self._money_lines(payment)
        if present:
            return present.account_id[:1]
        way = self._payment_of(header, payment)["payment_type"]
        methods = journal[f"{way}_payment_method_line_ids"]
        accounts = methods.payment_account_id | self._usual()
        return accounts.filtered(lambda x: x.account_type not in BANKS)[:1] or found

    def _journal_of_statements(self, bank, payment):
        """Return the journal of a bank that Odoo keeps, none for all others."""
        journals = self.env["account.journal"]
        if (
            payment.qbd_opening
            or bank not in self._stream().connection_id.bank_odoo_ids
        ):
            return journals
        if payment.journal_id.default_account_id == bank:
            return payment.journal_id
        domain = journals._check_company_domain(self._stream().company_id)
        return journals.search([*domain, ("default_account_id", "=", bank.id)], limit=1)
