from decimal import Decimal

from odoo import models
from odoo.tools import plaintext2html

from ....core.errors import ValueRefused
from ....core.money import money
from ....core.words import for_reader
from .other_accounts import LINES
from .other_debts import DEBTS, SETTLES
from .other_rows import HEAD

MONEY_JOURNALS = ("bank", "cash", "credit")
MATCHED = ("Deposit", "ARRefundCreditCard")
"""Types that show all that they settle: other matches of their lines are undone."""

OWED = ("asset_receivable", "liability_payable")


class QbdOtherTransactionWriting(models.AbstractModel):
    """Posts other transactions of QuickBooks as entries, and matches settled ones.

    The whole entry follows QuickBooks whenever it changes there.
    """

    _name = "qbd.other.transaction.writing"
    _inherit = "qbd.other.transaction.bank"
    _description = "QuickBooks Other Transactions: Writing"

    # -- entries --------------------------------------------------------------

    def _create_records(self, objects):
        posting = self.env["qbd.posting.entries"]
        figures = [self._new_figures(canonical) for canonical in objects]
        moves = posting._create_entries(figures)
        for move, canonical in zip(moves, objects, strict=True):
            self._settle(move, canonical)
        return moves

    def _update_pair(self, pair):
        """Let the entry follow QuickBooks; note edits that this overrules."""
        move, shown = self._browse(pair.record_id), pair.quickbooks
        posting = self.env["qbd.posting.entries"]
        if shown["Void"]:
            self._deactivate_record(move)
            return
        if pair.merged.pull.keys() - {SETTLES}:
            self._note_overruled(pair)
            freed = posting._change_entry(move, self._figures(shown), post=True)
            self._read_settling_again(move, freed)
        self._settle(move, shown, (pair.images[1] or {}).get(SETTLES))

    def _note_overruled(self, pair):
        """Record the lines of an entry that a person changed, before they go."""
        image = (pair.images[0] or {}).get(LINES)
        mine = pair.odoo.get(LINES)
        if image is not None and mine is not None and mine != image:
            lost = {"side": "odoo", "value": mine}
            pair.merged.overruled.setdefault(LINES, lost)

    def _deactivate_record(self, move):
        if move.state != "cancel":
            freed = self.env["qbd.posting.entries"]._cancel_entry(move)
            self._read_settling_again(move, freed)

    def _read_settling_again(self, move, freed):
        """Have the payments and credits read again that settled a debt."""
        if move.qbd_type in DEBTS:
            self._read_again(freed)

    def _take_figures(self, move, quickbooks):
        """Undo the changes of an entry in Odoo, for a user who decided so."""
        figures = self._figures(quickbooks)
        self.env["qbd.posting.entries"]._change_entry(move, figures, post=True)
        self._settle(move, quickbooks)

    # -- figures --------------------------------------------------------------

    def _new_figures(self, canonical):
        return {
            **self._figures(canonical),
            "journal_id": self._journal_for(canonical).id,
            "company_id": self._stream().company_id.id,
            "qbd_type": canonical["Type"],
            "qbd_opening": self._is_opening(canonical),
        }

    def _figures(self, canonical):
        """Return the values of an entry as `qbd.posting.entries` takes them."""
        memo = canonical.get("Memo")
        return {
            "date": canonical["TxnDate"],
            "ref": canonical.get("RefNumber") or False,
            "narration": plaintext2html(memo) if memo else False,
            "lines": [self._figure(row) for row in self._in_order(canonical[LINES])],
        }

    @staticmethod
    def _in_order(found):
        """Return the rows as a person expects them: the account of the money first."""
        return sorted(found, key=lambda row: row["TxnLineID"] != HEAD)

    def _figure(self, row):
        """Return one line. An entry on a debt is that of its customer or vendor."""
        account = self._account_of_row(row)
        party = self._to_record("*entity", row.get("EntityRef"))
        if party.qbd_is_job:
            party = party.commercial_partner_id
        return {
            "qbd_txn_line_id": row["TxnLineID"],
            "account_id": account.id,
            "amount": Decimal(row["Amount"]),
            "partner_id": party.id,
            "name": row.get("Memo") or False,
        }

    def _journal_for(self, canonical):
        """Return the journal of the bank or card, else that for all others."""
        head = [row for row in canonical[LINES] if row["TxnLineID"] == HEAD]
        account = self._account_of_row(head[0]) if head else None
        found = account and self._cached_in_batch(
            f"journal of {account.id}", lambda: self._journal_of(account)
        )
        return found or self._cached_in_batch("other journal", self._other_journal)

    def _journal_of(self, account):
        journals = self.env["account.journal"]
        return journals.search(
            [
                *journals._check_company_domain(self._stream().company_id),
                ("default_account_id", "=", account.id),
                ("type", "in", MONEY_JOURNALS),
            ],
            limit=1,
        )

    def _other_journal(self):
        """Return the journal that was chosen, else the first that Odoo leaves free.

        :raise ValueRefused: if there is none
        """
        connection = self._stream().connection_id
        found = connection.other_journal_id or self._free_journals()[:1]
        if not found:
            raise ValueRefused(
                for_reader(self.env)._(
                    "There is no journal for this entry. Create a journal of the "
                    "type Miscellaneous in Accounting, Configuration, Journals."
                )
            )
        return found

    def _free_journals(self):
        """Return the general journals in which Odoo posts nothing by itself."""
        company, journals = self._stream().company_id, self.env["account.journal"]
        own = company.currency_exchange_journal_id | company.tax_cash_basis_journal_id
        own |= company.account_stock_journal_id
        return journals.search(
            [
                *journals._check_company_domain(company),
                ("type", "=", "general"),
                ("id", "not in", own.ids),
            ]
        )

    # -- what is settled ------------------------------------------------------

    def _settle(self, move, canonical, before=()):
        """Match lines with the payments that they deposit, or credits paid out.

        As far as both are open: a rest shows in the balances.

        :param before: rows of all that it settled in QuickBooks until now
        """
        posting = self.env["qbd.posting.entries"]
        known, now = (
            self._wanted(move, {SETTLES: before}),
            self._wanted(move, canonical),
        )
        for line in known | now:
            done, wanted = posting._applied_amounts(line), now.get(line, {})
            for _own, other, _value, partial in posting._applications(line):
                if other not in wanted and self._is_undone(move, known, line, other):
                    partial.unlink()
            for other, value in wanted.items():
                left = money(value) - money(done.get(other, 0))
                self._match_lines(line, other, left)

    def _is_undone(self, move, known, line, other):
        """Return whether a match that QuickBooks does not show was one of its own."""
        if move.qbd_type in MATCHED:
            return bool(self._link_of_line(other))
        return other in known.get(line, {})

    def _match_lines(self, line, other, value):
        residuals = (abs(money(one.amount_residual)) for one in (line, other))
        value = min(value, *residuals)
        opposite = (line.balance > 0) != (other.balance > 0)
        posted = {line.parent_state, other.parent_state} == {"posted"}
        if value > 0 and opposite and posted and line.account_id == other.account_id:
            self.env["qbd.posting.entries"]._apply([(line, other, value)])

    def _wanted(self, move, canonical):
        """Return {line of an entry: {line of another one: amount}}."""
        wanted = {}
        lines = {line.qbd_txn_line_id: line for line in move.line_ids}
        for row in canonical.get(SETTLES) or ():
            line = lines.get(row["TxnLineID"])
            other = line and self._settled_line(row, line.account_id)
            if other:
                self.env["qbd.posting.payments"]._ensure_reconcilable(line.account_id)
                wanted.setdefault(line, {})[other] = Decimal(row["Amount"])
        for line in lines.values() if move.qbd_type in MATCHED else ():
            owed = line.account_type in OWED
            if line.account_id.reconcile and owed == (move.qbd_type != "Deposit"):
                wanted.setdefault(line, {})
        return wanted

    def _settled_line(self, row, account):
        """Return the line of a payment or credit on an account; none if Odoo lacks it.

        :param row: of `SETTLES`
        """
        found = self._to_record(self._settling(row["Type"]), row["TxnID"])
        move = found.move_id if found._name == "account.payment" else found
        debit = self._is_debit(row["Type"])
        lines = move.line_ids.filtered(
            lambda x: x.account_id == account and (x.balance > 0) == debit
        )
        return lines.sorted("amount_residual", reverse=debit)[:1]

    def _link_of_line(self, line):
        """Return the link of the payment, credit or entry that a line belongs to."""
        move = line.move_id
        record = move.origin_payment_id or move
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("res_model", "=", record._name),
                ("record_id", "=", record.id),
                ("qb_id", "!=", False),
                ("qb_type", "in", self._settling_types()),
            ],
            limit=1,
        )
        return links
