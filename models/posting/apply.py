from odoo import api, models
from odoo.exceptions import UserError

from ...core.money import money
from ...core.words import for_reader
from .values import exact


class QbdPostingApply(models.AbstractModel):
    """Applies payments and credits to documents with explicit amounts.

    An application is (line of a document, line of another document, amount): a debit
    and a credit, in either order, on the same receivable or payable account; the amount
    is positive, in the currency of both lines.
    """

    _name = "qbd.posting.apply"
    _description = "QuickBooks Applied Amounts"

    @api.model
    def _apply(self, applications):
        """Reconcile each two lines with the amount given, no more and no less.

        Odoo's own reconciliation does it, so full reconciliations, cash basis entries
        and exchange differences come up as usual.

        :raise UserError: if an amount is not open on both lines; nothing is applied
        """
        if not applications:
            return
        self._check(applications)
        amounts, plan = {}, []
        for one, other, amount in applications:
            pair = one | other
            amounts.setdefault(frozenset(pair.ids), []).append(float(amount))
            plan.append(pair)
        model = self.env["account.move.line"].with_context(
            qbd_amounts=amounts, mail_notrack=True, tracking_disable=True
        )
        model._reconcile_plan([model.browse(pair.ids) for pair in plan])

    def _check(self, applications):
        left = {}
        for one, other, amount in applications:
            self._check_lines(one, other)
            for line in (one, other):
                residual = left.get(line, money(abs(line.amount_residual_currency)))
                left[line] = residual - money(amount)
            if money(amount) <= 0 or any(
                exact(left[line], line.currency_id.decimal_places) < 0
                for line in (one, other)
            ):
                self._refuse_amount(one, other, amount)

    def _check_lines(self, one, other):
        if {one.parent_state, other.parent_state} != {"posted"}:
            self._refuse(
                one,
                other,
                for_reader(self.env)._("One of the two documents is not posted."),
            )
        if one.account_id != other.account_id:
            self._refuse(
                one,
                other,
                for_reader(self.env)._(
                    "The two documents are on different receivable accounts."
                ),
            )
        if one.currency_id != other.currency_id:
            self._refuse(
                one,
                other,
                for_reader(self.env)._("The two documents have different currencies."),
            )
        if (one.balance > 0) == (other.balance > 0):
            self._refuse(
                one,
                other,
                for_reader(self.env)._(
                    "These documents cannot be reconciled with each other."
                ),
            )

    def _refuse_amount(self, one, other, amount):
        shown = [
            self._formatted(line.currency_id, abs(line.amount_residual_currency))
            for line in (one, other)
        ]
        self._refuse(
            one,
            other,
            for_reader(self.env)._(
                "%(amount)s cannot be applied: the open balance is %(first)s on the "
                "first document and %(second)s on the second.",
                amount=self._formatted(one.currency_id, amount),
                first=shown[0],
                second=shown[1],
            ),
        )

    @api.model
    def _formatted(self, currency, amount):
        """Return an amount, of any type that `money` takes, as people read it."""
        return currency.format(float(amount))  # Odoo formats nothing else

    def _refuse(self, one, other, reason):
        raise UserError(
            for_reader(self.env)._(
                "%(first)s and %(second)s: %(reason)s",
                first=one.move_id.display_name,
                second=other.move_id.display_name,
                reason=reason,
            )
        )

    # -- what is applied ------------------------------------------------------

    @api.model
    def _applications(self, lines):
        """Return the applications to receivable or payable lines, oldest first.

        Exchange differences are left out: Odoo makes and undoes them itself.

        :return: list of (own line, line of the other document, amount, partial)
        """
        found = []
        partials = (lines.matched_debit_ids | lines.matched_credit_ids).sorted("id")
        for partial in partials:
            debit, credit = partial.debit_move_id, partial.credit_move_id
            own, other, amount = (
                (debit, credit, partial.debit_amount_currency)
                if debit in lines
                else (credit, debit, partial.credit_amount_currency)
            )
            if not self._is_exchange(other.move_id) and amount:
                found.append((own, other, amount, partial))
        return found

    @api.model
    def _applied_amounts(self, lines):
        """Return {line of another document: amount of these lines applied to it}."""
        found = {}
        for _own, other, amount, _partial in self._applications(lines):
            found[other] = other.currency_id.round(found.get(other, 0.0) + amount)
        return found

    def _is_exchange(self, move):
        return move.journal_id == move.company_id.currency_exchange_journal_id
