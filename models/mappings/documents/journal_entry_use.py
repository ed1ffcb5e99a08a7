from odoo import models

from ....core.money import money

LINES = "JournalLine"
SIDES = {
    "asset_receivable": ("customer", "invoice", "out_invoice"),
    "liability_payable": ("vendor", "bill", "in_invoice"),
}
"""{type of the account of an owed line: (mapping of its name, and of the documents
that it can settle, their type)}"""


class QbdJournalEntryUse(models.AbstractModel):
    """Syncs the use of journal entries for invoices and bills.

    QuickBooks takes an entry as a credit, as it takes a credit memo. It shows the use
    with the invoice or bill only, never with the entry: once used, it counts as used.
    """

    _name = "qbd.journal.entry.use"
    _description = "QuickBooks Journal Entries Used for Invoices and Bills"

    _balance_moves_silently = False
    _settled = None
    _settled_type = None

    # -- Odoo's side ----------------------------------------------------------

    def _owed_lines(self, move):
        return move.line_ids.filtered(lambda line: line.account_type in SIDES)

    def _debts_of(self, move):
        owed = self._owed_lines(move)
        side = SIDES.get(owed.account_id.account_type if len(owed) == 1 else None)
        return side[1:] if side else (None, None)

    def _due_lines(self, move):
        """Return the lines of an entry, or of an invoice or bill, that are open."""
        if move.move_type == "entry" and not move.qbd_type:
            return self._owed_lines(move)
        return super()._due_lines(move)

    def _refers_to(self):
        settled = (self._meant_by(side[1]) for side in SIDES.values())
        return super()._refers_to().union({"other_transaction"}, *settled) - {None}

    # -- QuickBooks' side -----------------------------------------------------

    def _payment_of_nothing(self, shown):
        owed = self._owed_row(shown)
        account = self._to_record("account", owed["AccountRef"])
        if account.account_type == "asset_receivable":
            return "ReceivePayment", {"CustomerRef": owed["EntityRef"]}, {}
        payer = {
            "PayeeEntityRef": owed["EntityRef"],
            "APAccountRef": owed["AccountRef"],
            "BankAccountRef": self._bank_account(),
        }
        return "BillPaymentCheck", payer, {"IsToBePrinted": "false"}

    def _owed_row(self, shown):
        """Return the line of an object that somebody owes, or is owed."""
        return next(
            row
            for row in shown[LINES]
            if money(row["Amount"])
            and self._to_record("account", row["AccountRef"]).account_type in SIDES
        )
