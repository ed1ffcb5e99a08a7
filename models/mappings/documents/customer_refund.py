from types import MappingProxyType

from odoo import models

from ....core.errors import ValueRefused
from ....core.money import cents, money
from ....core.qbxml.fields import Field, Lines
from ....core.qbxml.values import amount
from ....core.words import for_reader
from .owed_check import CHECK, OWED_LINE, QUERY, check_fields
from .payment import ROWS

CREDIT = "credit_memo"
PAID_BACK = "ApplyCheckToTxn"
BANK_TYPE = "asset_cash"
REFUND = MappingProxyType(
    {"payment_type": "outbound", "partner_type": "customer", "sign": -1}
)
"""The direction of money that goes back, as `qbd.posting.payments` takes it."""


class QbdCustomerRefund(models.AbstractModel):
    """Money that goes back to a customer: a check that pays credit memos out.

    QuickBooks has that form for a payment from a bank that is applied to credit memos
    of one customer, as a whole. It refuses a credit that is used up there already; a
    check there that is not applied to the credit yet is looked for by
    `qbd.refund.twin`. Any other refund is a question.
    """

    _name = "qbd.customer.refund"
    _inherit = "qbd.owed.check"
    _description = "QuickBooks Customer Payments That Pay Money Back"

    _check_fields = check_fields(
        "customer",
        Lines(PAID_BACK, (Field("Amount", None, amount),), "TxnID", True),
    )
    _check_links = "CreditMemo"

    # -- Odoo's side ----------------------------------------------------------

    def _credits_of(self, payment):
        """Return {credit note: amount of a refund that is applied to it}."""
        applied = self._applied_moves(payment) if self._is_refund(payment) else {}
        return {x: v for x, v in applied.items() if x.move_type == self._refund_type}

    def _party_of(self, payment):
        """Return the customer or job whose credit is paid back."""
        parties = {self._party_posted(move) for move in self._credits_of(payment)}
        return parties.pop() if len(parties) == 1 else super()._party_of(payment)

    def _deposit_account(self, payment):
        account = super()._deposit_account(payment)
        back = self._is_refund(payment)
        return self._bank_or_card(payment, account) if back else account

    def _leaves_out(self, payment, path):
        """Leave out the method of a refund, and whose it is once it is applied to none.

        A check has no method. Whose credit was paid back shows in the credit only.
        """
        nothing = path == "PaymentMethodRef" or (
            path == self._party_ref and not self._credits_of(payment)
        )
        left = self._is_refund(payment) and nothing
        return left or super()._leaves_out(payment, path)

    def _raw_lines(self, payment, lines, references):
        """Return the credit memos that a refund pays back, None if any is unclear."""
        if not self._is_refund(payment):
            return super()._raw_lines(payment, lines, references)
        if self._leaves_out(payment, lines.qb):
            return None
        rows = [
            {
                "TxnID": references.get((CREDIT, move.id)),
                "Paid": value,
                "DiscountAmount": None,
                "DiscountAccountRef": None,
            }
            for move, value in self._credits_of(payment).items()
        ]
        known = all(row["TxnID"] for row in rows)
        return sorted(rows, key=lambda row: row["TxnID"]) if known else None

    def _referred_by_lines(self, payments):
        refunds = payments.filtered(self._is_refund)
        found = super()._referred_by_lines(payments - refunds)
        if refunds:
            credits = [move.id for one in refunds for move in self._credits_of(one)]
            found[CREDIT] = set(credits)
        return found

    def _referred_needed(self, payment):
        """Add the accounts of both sides: a check names them."""
        needed = super()._referred_needed(payment)
        if self._is_refund(payment):
            accounts = self._deposit_account(payment) | self._owed_account(payment)
            needed["account"] = {*needed.get("account", ()), *accounts.ids}
        return needed

    # -- why it cannot be in QuickBooks ---------------------------------------

    def _inexpressible(self, payment):
        """Say why QuickBooks has no such check: then a person enters the refund."""
        if not self._is_refund(payment):
            return super()._inexpressible(payment)
        if not self._is_paid_from_bank(payment):
            return self._words_of_refund(payment)
        credits = self._credits_of(payment)
        account = self._owed_account(payment)
        parties = {self._party_posted(move) for move in credits}
        whole = cents(sum(credits.values())) == cents(money(payment.amount))
        same = all(account in move.line_ids.account_id for move in credits)
        if not whole or not same or len(parties) != 1 or self._other_lines(payment):
            return self._words_of_refund(payment)
        foreign = (self._words_of_foreign_document(move) for move in credits)
        return next(filter(None, foreign), "") or self._words_of_used(payment, credits)

    def _words_of_used(self, payment, credits):
        """Say that QuickBooks may have paid the credits back already, "" if not."""
        link = self._links_of(self._mapping_name(), payment.ids).get(payment.id)
        links = self._links_of(CREDIT, [move.id for move in credits])
        asked = [
            x for x in credits if x.id in links and links[x.id].reason == "balance"
        ]
        if not asked or (link and link.qb_id):
            return ""
        return for_reader(self.env)._(
            "%(credit)s has another open balance in QuickBooks: it may have been paid "
            "back there, too. If so, this question closes when the balances are "
            "compared. If not, settle the question about the credit, then press Try "
            "again here.",
            credit=", ".join(one.display_name for one in asked),
        )

    def _is_paid_from_bank(self, payment):
        return self._deposit_account(payment).account_type == BANK_TYPE

    def _words_of_refund(self, payment):
        return for_reader(self.env)._(
            "This payment pays %(amount)s back to %(customer)s. QuickBooks takes such "
            "a payment if it is from a bank account and pays credit notes of one "
            "customer back, as a whole. Apply it so in Odoo; or enter it in "
            "QuickBooks: open the credit memo and choose to give a refund, by check "
            "or card. This question closes as soon as the credit is used up there.",
            amount=self.env["qbd.posting"]._formatted(
                payment.currency_id, payment.amount
            ),
            customer=payment.partner_id.display_name or "",
        )

    # -- QuickBooks' side -----------------------------------------------------

    def _request_query(self, query=None, **filters):
        """Ask checks for no unused amount: they show none."""
        shown = filters.get("IncludeRetElement")
        if query == QUERY and shown:
            filters["IncludeRetElement"] = [x for x in shown if x != self._open_element]
        return super()._request_query(query, **filters)

    def _open_queries(self):
        return super()._queries()[:1]

    def _canonical_object(self, element, image=None):
        if element.tag == f"{CHECK}Ret":
            return self._canonical_check(element, image or {})
        return super()._canonical_object(element, image)

    def _refers_to(self):
        return super()._refers_to() | {CREDIT}

    def _refs_of(self, canonical):
        for path, name, qb_id in super()._refs_of(canonical):
            back = path == ROWS and OWED_LINE in canonical
            yield path, CREDIT if back else name, qb_id

    def _owed_by(self, canonical):
        owed = super()._owed_by(canonical)
        return -owed if OWED_LINE in canonical else owed

    def _open_amounts(self, payments):
        """Return the open amounts of payments: that of a refund shows on its credit."""
        return super()._open_amounts(
            payments.filtered(lambda x: not self._is_refund(x))
        )

    def _shows_unused(self, rows):
        paid = {row["TxnID"]: money(row["Paid"]) for row in rows}
        connection = self._stream().connection_id
        links = self.env["qbd.link"]._by_qb_ids(connection, self._space, paid)
        for txn_id, link in links.items():
            seen = link.quickbooks_seen or link.quickbooks_image or {}
            total, left = seen.get("TotalAmount"), seen.get("CreditRemaining")
            known = total is not None and left is not None
            if known and money(total) - money(left) < paid[txn_id]:
                return True
        return False

    # -- to Odoo --------------------------------------------------------------

    def _is_paid_back(self, header, payment):
        return OWED_LINE in header or bool(payment and self._is_refund(payment))

    def _payment_of(self, header, payment):
        back = self._is_paid_back(header, payment)
        return REFUND if back else super()._payment_of(header, payment)

    def _applied_figures(self, header, rows, payment):
        if not self._is_paid_back(header, payment):
            return super()._applied_figures(header, rows, payment)
        applied, mine = [], self._applied_now(payment)
        for row in rows:
            lines = self._debt_lines(self._to_record(CREDIT, row["TxnID"]))
            lines = lines.sorted(lambda x: (x.date_maturity or x.date, x.id))
            left = self._left(lines, mine, REFUND["sign"])
            applied += self._spread(lines, left, money(row["Paid"]))
        return {"applied": applied, "others": []}

    # -- to QuickBooks --------------------------------------------------------

    def _build_add(self, link, values):
        if not self._is_refund(self._browse(link.record_id)):
            return super()._build_add(link, values)
        parts = [
            {"TxnID": row["TxnID"], "Amount": row["PaymentAmount"]}
            for row in values.get(ROWS) or ()
        ]
        return self._build_check(link, values, **{PAID_BACK: parts})

    def _build_mod(self, link, values, canonical):
        if link.qb_type == CHECK:
            return self._change_check(link, values, canonical)
        return super()._build_mod(link, values, canonical)

    def _choose_operation(self, changed, pair):
        """Void a cancelled refund; one that pays anything else back is replaced.

        :raise ValueRefused: for changes that QuickBooks does not make of such a check
        """
        if pair.link.qb_type != CHECK:
            return super()._choose_operation(changed, pair)
        if changed.get("Void"):
            return "void", {"Void": True}
        if "Void" in changed:
            return "replace", changed
        fixed = {self._party_ref, self._owed_ref, self._total_ref, ROWS}
        for path in sorted(fixed & changed.keys()):
            raise ValueRefused(
                for_reader(self.env)._(
                    "QuickBooks cannot change this of a refund by check"
                ),
                self._label(path),
                for_reader(self.env)._(
                    "Press Replace in QuickBooks, or undo the change in Odoo."
                ),
            )
        return "mod", changed

    def _can_replace(self, link):
        is_check = bool(link.qb_id) and link.qb_type == CHECK
        return is_check and not self._is_cancelled(self._browse(link.record_id))

    def _request_replacement(self, link):
        return "replace", self._request_delete(link), {}
