from odoo import models
from odoo.exceptions import UserError

from ....core.qbxml.numbers import short_number
from ....core.words import for_reader
from .elements import PAYMENT
from .payment import ROWS
from .receive_payment_fields import FIELDS, NEEDS

MONEY = ("asset_cash", "liability_credit_card")
NUMBER_LENGTH = 20


class QbdMappingSettlement(models.AbstractModel):
    """ReceivePayment ← account.move: entries in Odoo that settle without a payment.

    A bank statement line that was matched with an invoice, or an entry, e.g. one that
    writes a bad debt off. QuickBooks gets a payment; Odoo takes none back.
    """

    _name = "qbd.mapping.settlement"
    _inherit = [
        "qbd.sale.side",
        "qbd.document.owed",
        "qbd.customer.payment",
        "qbd.mapping",
    ]
    _description = "Credits used without a payment"

    _qb_type = "ReceivePayment"
    _odoo_model = "account.move"
    _needs = NEEDS
    _depends_on = ("receive_payment",)
    _watch = ("account.move",)
    _deleted_types = ("ReceivePayment",)
    _open_element = None
    _creates_in_odoo = False
    _only_to_quickbooks = True
    _balances_optional = True
    _fields_map = FIELDS
    _elements = PAYMENT
    _match_profile = "documents"
    _match_texts = ("name", "ref", "amount_total")
    _match_rows = ROWS

    # -- matching -------------------------------------------------------------

    def _total_paths(self):
        return ("TotalAmount",)

    def _stream_of_objects(self):
        """Return the stream of customer payments: it reads those of QuickBooks."""
        return self._stream()._sibling("receive_payment")

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
        """Return the domain of moves that settle an invoice."""
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
        """Return the receivable's customer: a bank statement line may lack any."""
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
        return short_number(move.name, NUMBER_LENGTH)

    def _total(self, move):
        return sum(self._money_lines(move).mapped("balance"))

    def _payment_method(self, move):
        return self._to_record("payment_method", None)

    def _memo(self, move):
        return move.statement_line_id.payment_ref or move.ref

    def _deposit_account(self, move):
        return self._money_lines(move).account_id[:1]

    def _is_cancelled(self, move):
        """Return whether the entry is cancelled, or no longer settles an invoice."""
        return move.state == "cancel" or not self._applied_moves(move)

    def _record_waits_for(self, move):
        if move.state == "draft":
            return for_reader(self.env)._(
                "This document is a draft in Odoo, and goes to QuickBooks when it is "
                "posted."
            )
        return super()._record_waits_for(move)

    def _inexpressible(self, move):
        owed, money = self._owed_lines(move), self._money_lines(move)
        several = len(owed.partner_id.commercial_partner_id) > 1
        if several or len(money.account_id) > 1 or any(owed.filtered("debit")):
            return for_reader(self.env)._(
                "This payment is of several customers or accounts. QuickBooks allows "
                "payments of one customer into one account: enter it there manually."
            )
        if self._total(move) < 0:
            return for_reader(self.env)._(
                "This is a refund. Enter it in QuickBooks manually."
            )
        return super()._inexpressible(move)

    # -- what QuickBooks changed ----------------------------------------------

    def _update_pair(self, pair):
        self._refuse_to_change(self._browse(pair.record_id))

    def _deactivate_record(self, move):
        self._refuse_to_change(move)

    def _refuse_to_change(self, move):
        raise UserError(
            for_reader(self.env)._(
                "QuickBooks changed the payment of %(document)s. In Odoo this is a "
                "bank statement line or an entry: change it there, or undo the "
                "change in QuickBooks.",
                document=move.display_name,
            )
        )
