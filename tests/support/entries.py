"""Shared parts of the tests of journal entries."""

from odoo.fields import Command

from .documents import DATE
from .purchases import PurchaseCase


class EntryCase(PurchaseCase):
    """Purchases of Mill's, sales to Ann, and a ticked journal for entries."""

    STREAMS = (*PurchaseCase.STREAMS, "bill_payment", "journal_entry")

    def begin(self):
        result = super().begin()
        company = self.connection.company_id
        self.journal = self.env["account.journal"].create(
            {
                "name": "Entries",
                "code": "QBENT",
                "type": "general",
                "company_id": company.id,
            }
        )
        self.connection.entry_journal_ids = self.journal
        return result

    # -- QuickBooks' side -----------------------------------------------------

    @staticmethod
    def debit(account="Rent", amount="10.00", **values):
        return {"AccountRef": account, "Debit": amount, **values}

    @staticmethod
    def credit(account="Freight", amount="10.00", **values):
        return {"AccountRef": account, "Credit": amount, **values}

    def qb_entry(self, *lines, **values):
        """Return TxnID of a new entry."""
        lines = lines or (self.debit(), self.credit())
        return self.company.enter_entry(*lines, **{"TxnDate": DATE, **values})

    def entries(self):
        return self.company.objects("JournalEntry")

    # -- Odoo's side ----------------------------------------------------------

    def line(self, balance, account="Rent", partner=None, **values):
        """Return the values of a line."""
        account = self.account(account) if isinstance(account, str) else account
        partner = self.partner_named(partner) if partner else self.env["res.partner"]
        return {
            "account_id": account.id,
            "balance": balance,
            "partner_id": partner.id,
            **values,
        }

    def odoo_entry(self, *lines, **values):
        """Return a new posted entry in the ticked journal."""
        lines = lines or (self.line(10.0), self.line(-10.0, "Freight"))
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.journal.id,
                "date": DATE,
                "line_ids": [Command.create(line) for line in lines],
                **values,
            }
        )
        move.action_post()
        return move

    def keep_in_euro(self, account):
        """Keep an account in euros; return that currency."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        account.currency_id = euro
        return euro

    def owed(self, name):
        """Return Odoo's receivable account of a customer, payable one of a vendor."""
        partner = self.partner_named(name)
        sold = partner.customer_rank
        return partner[f"property_account_{'receivable' if sold else 'payable'}_id"]

    def amounts(self, move):
        """Return {name of an account: balance} of an entry."""
        found = {}
        for line in move.line_ids:
            name = line.account_id.name
            found[name] = round(found.get(name, 0) + line.balance, 2)
        return found

    def assert_in_step(self, move):
        """Both sides agree about an entry, account by account, and the books do."""
        link = self.link(move)
        self.assertEqual((link.state, link.message), ("ok", False))
        shown = {}
        for line in self.company.object(link.qb_id)["lines"]:
            sign = 1 if line["list"] == "JournalDebitLine" else -1
            account = self.env["qbd.link"].search(
                [
                    ("qb_id", "=", line["AccountRef"]["ListID"]),
                    ("space", "=", "account"),
                ]
            )
            name = self.env["account.account"].browse(account.record_id).name
            amount = sign * float(line.get("Amount", 0))
            shown[name] = round(shown.get(name, 0) + amount, 2)
        self.assertEqual(self.amounts(move), shown)
