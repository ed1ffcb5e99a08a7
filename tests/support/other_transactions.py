"""Shared parts of the tests of transactions that are read as entries."""

from ..test_sync_bill_payments import BillPaymentCase
from .documents import DATE


class OtherCase(BillPaymentCase):
    """The accounts of QuickBooks are all in Odoo, and all transactions are read."""

    STREAMS = (*BillPaymentCase.STREAMS, "other_transaction")

    def begin(self):
        self.stream("account").create_in_odoo = True
        return super().begin()

    # -- QuickBooks' side -----------------------------------------------------

    def qb_add(self, kind, **values):
        return self.company.user_add(kind, **{"TxnDate": DATE, **values})

    def stock_bolts(self):
        """Add an item in stock to the company file."""
        self.company.user_add(
            "ItemInventory",
            Name="Bolt",
            SalesPrice="9.00",
            IncomeAccountRef="Sales",
            COGSAccountRef="Parts",
            AssetAccountRef="Inventory Asset",
            PurchaseCost="2.00",
        )

    def check(self, *expenses, kind="Check", items=(), **values):
        """Return TxnID of a check to Mill, or of a charge by card."""
        account = "Checking" if kind == "Check" else "Visa"
        return self.qb_add(
            kind,
            ExpenseLineAdd=[dict(one) for one in expenses],
            lines=[dict(one) for one in items],
            **{"AccountRef": account, "PayeeEntityRef": "Mill", **values},
        )

    def receipt(self, *lines, **values):
        """Return TxnID of a sale to Ann that is paid at once."""
        values = {"CustomerRef": "Ann", **values}
        return self.qb_add("SalesReceipt", lines=list(lines), **values)

    def deposit(self, *lines, **values):
        values = {"DepositToAccountRef": "Checking", **values}
        return self.qb_add("Deposit", lines=list(lines), **values)

    def transfer(self, value, **values):
        accounts = {
            "TransferFromAccountRef": "Checking",
            "TransferToAccountRef": "Visa",
        }
        return self.qb_add("Transfer", Amount=value, **{**accounts, **values})

    # -- Odoo's side ----------------------------------------------------------

    def lines(self, move):
        """Return {account: (debit, name)} of an entry; an account counts once."""
        return {
            line.account_id.name: (line.balance, line.partner_id.name or "")
            for line in move.line_ids
        }

    def undeposited(self, move):
        return move.line_ids.filtered(lambda x: x.account_id.name[:11] == "Undeposited")

    def differences(self):
        """Return {account: (Odoo's balance, QuickBooks')} where the two differ.

        They are compared as once a day.
        """
        self.connection.write({"ledger_wanted": True, "books_wanted": True})
        self.run_session()
        rows = self.env["qbd.ledger.account"].search(
            [("connection_id", "=", self.connection.id), ("differs", "=", True)]
        )
        return {row.name: (row.ours, row.theirs) for row in rows}

    def assert_synced(self):
        """Nothing is left, both books are equal to the cent, and nothing is written."""
        self.assertFalse(self.company.books.faults())
        links = self.env["qbd.link"].search(
            [("connection_id", "=", self.connection.id)]
        )
        waiting = links.filtered(lambda x: x.state not in ("ok", "gone"))
        self.assertFalse(waiting.mapped(lambda x: (x.qb_name, x.reason, x.message)))
        self.assertEqual(self.differences(), {})
        self.assert_quiet()
