from odoo import models
from odoo.exceptions import UserError

from ....core.money import ZERO, cents, money
from ....core.sync.operations import Deletion
from ....core.words import for_reader
from .other_accounts import LINES
from .other_debts import DEBITS, SETTLES


class QbdMappingOtherTransaction(models.AbstractModel):
    """Keeps transactions that Odoo holds already, by hand or as bank statement lines.

    The entry in Odoo stays as it is. What differs is shown, and a person decides.
    """

    _inherit = "qbd.mapping.other_transaction"

    @staticmethod
    def _is_held(move):
        """Return whether an entry was in Odoo before it was paired."""
        return bool(move) and not move.qbd_type

    # -- matching -------------------------------------------------------------

    @property
    def _match_more(self):
        return (*super()._match_more, SETTLES)

    def _applied_of(self, move):
        return self._in_full(self._settled(move))

    def _applied_there(self, values):
        return self._in_full(self._parsed_rows(values.get(SETTLES)))

    @staticmethod
    def _in_full(found):
        """Return what is settled: money is deposited once, and whole."""
        return tuple(
            (one["TxnID"], money(one["Amount"]), one["Type"] in DEBITS) for one in found
        )

    # -- both sides of a pair -------------------------------------------------

    def _first_images(self, odoo, quickbooks):
        """Agree that each side keeps what it has: only later changes count."""
        return dict(odoo), dict(quickbooks)

    def _update_pair(self, pair):
        """Change nothing of an entry that Odoo held.

        :raise UserError: if QuickBooks voided the transaction
        """
        move = self._browse(pair.record_id)
        if not self._is_held(move):
            return super()._update_pair(pair)
        if pair.quickbooks["Void"]:
            self._deactivate_record(move)
        return None

    def _deactivate_record(self, move):
        if move.statement_line_id and move.state != "cancel":
            raise UserError(
                for_reader(self.env)._(
                    "QuickBooks no longer has it. In Odoo “%(entry)s” is a"
                    " bank statement line: delete it there, or unlink the pair.",
                    entry=move.display_name,
                )
            )
        return super()._deactivate_record(move)

    def _object_deleted(self, link, state, edited):
        """Ask: the entry was Odoo's own before it was paired."""
        found = super()._object_deleted(link, state, edited)
        asks = found == Deletion.RECORD and link.reason != "delete_too"
        return Deletion.ASK if asks and self._is_held(link._record()) else found

    # -- what differs ---------------------------------------------------------

    def _money_difference(self, move, quickbooks):
        """Say on which accounts an entry that Odoo held differs."""
        if not self._is_held(move.exists()):
            return super()._money_difference(move, quickbooks)
        if move.state == "cancel" or quickbooks.get("Void"):
            return ""
        ours = self._by_account((x.account_id, x.balance) for x in move.line_ids)
        theirs = self._by_account(
            (self._account_of_row(row), row["Amount"])
            for row in quickbooks.get(LINES) or ()
        )
        if ours == theirs:
            return ""
        return for_reader(self.env)._(
            "In Odoo: %(ours)s. In QuickBooks: %(theirs)s. Odoo had this entry already,"
            " so neither is changed: correct one of the two.",
            ours=self._in_figures(move, ours),
            theirs=self._in_figures(move, theirs),
        )

    @staticmethod
    def _by_account(lines):
        """Return {account: debits less credits} of lines, without those of nothing."""
        found = {}
        for account, value in lines:
            found[account] = cents(found.get(account, ZERO) + money(value))
        return {account: value for account, value in found.items() if value}

    def _in_figures(self, move, amounts):
        formatted = self.env["qbd.posting"]._formatted
        unknown = for_reader(self.env)._("an account that Odoo lacks")
        return ", ".join(
            f"{account.display_name or unknown} {formatted(move.currency_id, value)}"
            for account, value in sorted(
                amounts.items(), key=lambda one: one[0].code or ""
            )
        )

    def _take_figures(self, move, quickbooks):
        """Let an entry that Odoo held be QuickBooks' own from now on.

        :raise UserError: if it is a bank statement line
        """
        if self._is_held(move):
            if move.statement_line_id:
                raise UserError(
                    for_reader(self.env)._(
                        "“%(entry)s” is a bank statement line. Choose its accounts in"
                        " Odoo, where it is reconciled.",
                        entry=move.display_name,
                    )
                )
            move.qbd_type = quickbooks["Type"]
        return super()._take_figures(move, quickbooks)
