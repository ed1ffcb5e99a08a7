from odoo import models
from odoo.exceptions import UserError

from ....core.qbxml.numbers import short_number
from ....core.words import for_reader
from .payment import ROWS

MONEY = ("asset_cash", "liability_credit_card")
OWN_TEXTS = ("RefNumber", "Memo")
"""Paths of texts that each side may have of its own, as the number of a check."""


class QbdDocumentSettling(models.AbstractModel):
    """Entries in Odoo that settle documents without a payment, of either side.

    QuickBooks gets a payment; Odoo takes none back. A mapping inherits it before
    `qbd.customer.payment`, and says which entries they are in `_settling_domain`.
    """

    _name = "qbd.document.settling"
    _description = "QuickBooks Transactions: Settled without a Payment"

    _odoo_model = "account.move"
    _watch = ("account.move",)
    _open_element = None
    _creates_in_odoo = False
    _only_to_quickbooks = True
    _balances_optional = True
    _match_profile = "documents"
    _match_texts = ("name", "ref", "amount_total")
    _match_rows = ROWS
    _number_length = 20  # of QuickBooks' reference number
    _payments = None  # the mapping of the payments that QuickBooks has

    # -- matching -------------------------------------------------------------

    def _stream_of_objects(self):
        """Return the stream of payments, if it is on: it reads those of QuickBooks."""
        return self._stream()._sibling(self._payments) or self._stream()

    def _first_images(self, odoo, quickbooks):
        """Agree that each side keeps what it has: only later changes count."""
        return dict(odoo), dict(quickbooks)

    # -- which entries --------------------------------------------------------

    def _records_domain(self):
        connection = self._stream().connection_id
        company = connection.company_id
        own = company.currency_exchange_journal_id | company.tax_cash_basis_journal_id
        domain = [
            *self._hint_domain(self._odoo_model),
            ("company_id", "=", company.id),
            ("journal_id.id", "not in", own.ids),
            *self._settling_domain(),
            *self._not_of_others(),
        ]
        if self._cut_off_date():
            domain.append(("date", ">=", self._cut_off_date()))
        return domain

    def _settling_domain(self):
        """Return the domain of moves that settle a document."""
        settles = [
            ("account_id.account_type", "=", self._owed_type),
            (f"{self._matched_lines}.move_id.move_type", "=", self._settled_type),
        ]
        return [("line_ids", "any", settles)]

    def _hint_domain(self, model):
        return [
            ("move_type", "=", "entry"),
            ("state", "=", "posted"),
            ("origin_payment_id", "=", False),
            ("qbd_type", "=", False),  # QuickBooks has it: it came from there
        ]

    def _skips_unsent(self, element):
        return True

    # -- Odoo's side ----------------------------------------------------------

    def _entry(self, move):
        return move

    def _money_lines(self, move):
        return move.line_ids.filtered(lambda line: line.account_type in MONEY)

    def _party_of(self, move):
        """Return the party of the open line: a bank statement line may lack any."""
        party = self._party_posted(move)
        if party or move.state != "posted":
            return party
        settled = next(iter(self._applied_moves(move)), move)
        return self._owner_of(settled)

    def _owed_account(self, move):
        return self._owed_lines(move).account_id[:1]

    def _date(self, move):
        return move.date

    def _ref_number(self, move):
        return short_number(move.name, self._number_length)

    def _total(self, move):
        return self._payment["sign"] * sum(self._money_lines(move).mapped("balance"))

    def _memo(self, move):
        return move.statement_line_id.payment_ref or move.ref

    def _deposit_account(self, move):
        return self._money_lines(move).account_id[:1]

    def _is_cancelled(self, move):
        """Return whether the entry is cancelled, or no longer settles a document."""
        return move.state == "cancel" or not self._applied_moves(move)

    def _record_waits_for(self, move):
        if move.state == "draft":
            return for_reader(self.env)._(
                "This document is a draft in Odoo, and goes to QuickBooks when it is "
                "posted."
            )
        return super()._record_waits_for(move)

    def _record_impossible_because(self, move):
        lines = self._owed_lines(move) | self._money_lines(move)
        words = self._words_of_currency(move, lines.currency_id)
        if words and move.state == "posted":
            return words
        return super()._record_impossible_because(move)

    def _words_of_several(self, move):
        """Return in words why the entry is no payment of one party, "" if it is."""
        owed, money = self._owed_lines(move), self._money_lines(move)
        against = [line for line in owed if self._payment["sign"] * line.balance > 0]
        several = len(owed.partner_id.commercial_partner_id) > 1
        if several or len(money.account_id) > 1 or against:
            return self._words_of_several_parties()
        return ""

    # -- what QuickBooks changed ----------------------------------------------

    def _review_images(self, pair, images):
        """Let QuickBooks keep a number and a memo that Odoo has no place for."""
        odoo, quickbooks = super()._review_images(pair, images)
        if odoo and quickbooks and not pair.link.connection_id.recompare:
            alone = [p for p in OWN_TEXTS if pair.odoo.get(p) == odoo.get(p)]
            shown = {p: v for p, v in pair.quickbooks.items() if p in alone}
            quickbooks = {**quickbooks, **shown}
        return odoo, quickbooks

    def _update_pair(self, pair):
        self._refuse_to_change(self._browse(pair.record_id))

    def _deactivate_record(self, move):
        """Undo the match of a bank statement line, or of an entry: itself it stays."""
        if move.statement_line_id:
            move.statement_line_id.action_undo_reconciliation()
        else:
            self._owed_lines(move).remove_move_reconcile()

    # -- deleted on one side ----------------------------------------------------

    def _deletion_question(self, link, edited=False):
        asked = super()._deletion_question(link, edited)
        if link.deleted_in_odoo:
            return asked
        name = self._browse(link.record_id).display_name
        return {**asked, "message": self._words_of_object_deleted(name)}

    def _words_of_object_deleted(self, name):
        if self._stream()._reads():
            return for_reader(self.env)._(
                "The payment of %(document)s was deleted in QuickBooks. Press Delete "
                "on both sides to undo the match in Odoo, or Bring back to add the "
                "payment to QuickBooks again.",
                document=name,
            )
        return for_reader(self.env)._(
            "The payment of %(document)s was deleted in QuickBooks. Press Bring back "
            "to add it there again; or undo the match in Odoo and unlink the pair.",
            document=name,
        )

    def _stream_to_bring_back(self, link):
        """Return the stream of payments: Odoo gets its payment as one of these."""
        return self._stream()._sibling(self._payments)

    def _words_of_record_deleted(self, link, edited):
        return for_reader(self.env)._(
            "“%(name)s”, which settled documents, was deleted in Odoo. Press Delete on "
            "both sides to delete its payment in QuickBooks. Bring back makes a "
            "payment of it in Odoo, if “%(list)s” are read.",
            name=link.qb_name,
            list=self.env[f"qbd.mapping.{self._payments}"]._type_title(),
        )

    def _refuse_to_change(self, move):
        raise UserError(
            for_reader(self.env)._(
                "QuickBooks changed the payment of %(document)s. In Odoo this is a "
                "bank statement line or an entry: change it there, or undo the "
                "change in QuickBooks.",
                document=move.display_name,
            )
        )
