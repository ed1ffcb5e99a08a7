from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ...core.money import ZERO, cents, money

DEBTS = ("AccountsReceivable", "AccountsPayable")
"""Accounts whose balance comes document by document, as open items."""

RESULTS = ("Income", "OtherIncome", "CostOfGoodsSold", "Expense", "OtherExpense")


class QbdConnectionOpening(models.AbstractModel):
    """The opening entry: QuickBooks' trial balance at the day before the cut-off date.

    It has all accounts but those of debts, against the account for open items. The
    open items come as documents against the same account: once all of them are read,
    that account has the balance that it has in QuickBooks, as a rule 0.00. Until then
    its difference is the amount that is missing.
    """

    _name = "qbd.connection.opening"
    _inherit = ["qbd.buttons", "qbd.connection.open.items"]
    _description = "QuickBooks Connection: Opening Entry"

    opening_move_id = fields.Many2one(
        "account.move", "Opening Entry", readonly=True, copy=False, ondelete="set null"
    )
    opening_theirs = fields.Monetary(
        "Open Items Account in QuickBooks",
        readonly=True,
        copy=False,
        help="Its balance at the day before the cut-off date.",
    )
    opening_missing = fields.Monetary(
        "Open Items Missing",
        compute="_compute_opening_missing",
        help="The balance of the account for open items, less that in QuickBooks: the"
        " sum of the open items that were not read. 0.00 once all are there.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    def _compute_currency_id(self):
        for connection in self:
            connection.currency_id = connection.company_id.currency_id

    @api.depends("opening_move_id", "opening_theirs", "opening_account_id")
    def _compute_opening_missing(self):
        for connection in self:
            balance = ZERO
            if connection.opening_move_id and connection.opening_account_id:
                balance = connection._opening_balance()
            connection.opening_missing = float(balance)

    def _opening_balance(self):
        """Return the balance of the account for open items less that of QuickBooks."""
        account = self.opening_account_id.sudo()
        found = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", self.company_id.id),
                    ("account_id", "=", account.id),
                    ("parent_state", "=", "posted"),
                    *self._of_opening(),
                ],
                [],
                ["balance:sum"],
            )
        )
        return cents(money(found[0][0] or 0) - money(self.opening_theirs))

    def _of_opening(self):
        """Return the domain of the lines that the opening consists of.

        They are the entry, the open items from before the cut-off date, and payments
        that settle such items.
        """
        paid = ("move_id.origin_payment_id.qbd_settled_before", "!=", False)
        return [
            "|",
            "|",
            ("date", "<", self.cut_off_date),
            ("move_id.qbd_opening", "=", True),
            paid,
        ]

    def _opening_day(self):
        """Return the day before the cut-off date.

        :raise UserError: if there is none, or no account for open items
        """
        if not self.cut_off_date or not self.opening_account_id:
            raise UserError(
                self.env._(
                    "An opening entry needs the date from which documents are synced,"
                    " and the account for open items. Choose both on the tab Documents"
                    " of the connection."
                )
            )
        return self.cut_off_date - timedelta(days=1)

    def action_opening(self):
        """Read the trial balance of the day before the cut-off date, or show it."""
        self.ensure_one()
        self._require_manager()
        self.check_access("write")
        day = self._opening_day()
        verifications = self.env["qbd.ledger.verification"].sudo()
        read = verifications._latest(self, is_opening=True, day=day)
        if not read:
            if not self.sudo()._verifies_books():
                raise UserError(self.env._("Switch the list of accounts on first."))
            return verifications._ask(
                self.sudo(), day, self.env.user, is_opening=True
            )._open()
        wizard = self.env["qbd.opening"].create(
            {"connection_id": self.id, "verification_id": read.id}
        )
        return {**wizard._open(), "target": "new"}

    def action_open_opening(self):
        """Open the opening entry; for whom it is hidden, its trial balance.

        :raise UserError: if it was not posted, or is gone
        """
        self.ensure_one()
        self.check_access("read")
        if not self.opening_move_id:
            raise UserError(self.env._("There is no opening entry."))
        if not self.opening_move_id.has_access("read"):
            verifications = self.env["qbd.ledger.verification"]
            return verifications._latest(self, is_opening=True)._open()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.opening_move_id.id,
            "view_mode": "form",
        }

    # -- posting it ---------------------------------------------------------------

    def _opening_rows(self, verification):
        """Return the rows of the accounts of the entry: all but those of debts."""
        return verification.account_ids.filtered(
            lambda row: row.theirs and row.qb_type not in DEBTS
        )

    def _opening_unpaired(self, verification):
        """Return the rows of accounts that have no counterpart in Odoo."""
        rows = self._opening_rows(verification)
        return rows.filtered(lambda row: not row.account_id)

    def _post_opening(self, verification, in_one_line):
        """Post the opening entry, in place of the one that there is.

        :param in_one_line: whether income and expenses go to the retained earnings
        :raise UserError: if an account has no counterpart, or the day is locked
        """
        unpaired = self._opening_unpaired(verification)
        if unpaired:
            names = ", ".join(row.name for row in unpaired)
            action = self.env.ref("quickbooks_desktop.action_qbd_pairing").sudo()
            raise RedirectWarning(
                self.env._(
                    "These accounts have no counterpart in Odoo: %(names)s. Match"
                    " them under Match accounts and taxes, then read the trial balance"
                    " again.",
                    names=names,
                ),
                action.id,
                self.env._("Match accounts and taxes"),
            )
        posting = self.env["qbd.posting.entries"].with_company(self.company_id)
        if self.opening_move_id:
            posting._delete_entry(self.opening_move_id)
        lines = self._opening_lines(verification, in_one_line)
        rest = sum((line["amount"] for line in lines), ZERO)
        lines.append(self._opening_line(self.opening_account_id, -rest))
        (move,) = posting._create_entries(
            [
                {
                    "journal_id": self._opening_journal().id,
                    "company_id": self.company_id.id,
                    "date": verification.day,
                    "ref": self.env._("Opening entry from QuickBooks"),
                    "lines": [line for line in lines if line["amount"]],
                }
            ]
        )
        rows = verification.account_ids.filtered(
            lambda row: row.account_id == self.opening_account_id
        )
        self.write(
            {
                "opening_move_id": move.id,
                "opening_theirs": sum(rows.mapped("theirs")),
            }
        )
        return move

    def _opening_lines(self, verification, in_one_line):
        """Return the lines of the accounts, without the one that balances them."""
        lines, earned = [], ZERO
        for row in self._opening_rows(verification):
            amount = cents(money(row.theirs))
            if in_one_line and row.qb_type in RESULTS:
                earned += amount
            else:
                lines.append(self._opening_line(row.account_id, amount))
        if earned:
            lines.append(self._opening_line(self._opening_retained(), earned))
        return lines

    def _opening_line(self, account, amount):
        return {
            "account_id": account.id,
            "amount": amount,
            "name": self.env._("Opening balance"),
        }

    def _opening_retained(self):
        """Return the account of retained earnings.

        :raise UserError: if it has no counterpart in Odoo
        """
        streams = self.stream_ids.filtered(lambda one: one._mapping()._has_ledger)
        account = streams[:1]._mapping()._earlier_results_account()
        if not account:
            raise UserError(
                self.env._(
                    "The retained earnings of QuickBooks have no counterpart in Odoo."
                    " Pair that account, or post income and expenses by account."
                )
            )
        return account

    def _opening_journal(self):
        """Return the journal of entries, else the first miscellaneous one.

        :raise UserError: if there is none
        """
        journals = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "parent_of", self.company_id.id)],
            limit=1,
        )
        found = self.entry_journal_id or journals
        if not found:
            raise UserError(self.env._("The company has no miscellaneous journal."))
        return found
