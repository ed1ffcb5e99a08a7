"""Plays payments, credits and lock dates of a worked case at Odoo's screens."""

from decimal import Decimal

from odoo.fields import Command

from .case_cells import cents
from .case_kinds import KINDS, TRADES

_FIELDS = {"date": "date", "number": "payment_reference", "memo": "memo"}


class OdooPayments:
    """What `OdooBook` does with payments."""

    def set_up_payments(self):
        """Let money go to the usual account of a side, or with a method of its own to
        the bank; discounts go to the account of the side.
        """
        account = self.record("account", "Checking")
        journal = self.env["account.journal"].search(
            [("default_account_id", "=", account.id), ("type", "=", "bank")], limit=1
        )
        self.methods = {}
        for side in self.case.trades():
            line = journal[side.method_lines][:1]
            for number, name in enumerate(side.money):
                if number:
                    line = line.copy({"name": "Straight to the bank"})
                line.payment_account_id = self.record("account", name)
                self.methods[side.party, name] = line
            for name, card in self.set_up_cards().items():
                line = card[side.method_lines][:1]
                line.payment_account_id = card.default_account_id
                self.methods[side.party, name] = line
            self.company[side.discount[0]] = self._discount_account(side)

    def set_up_cards(self):
        """Return {account: its journal} of the credit cards of the company."""
        names = [x.name for x in self.case.accounts if x.kind == "CreditCard"]
        return {name: self._card(name) for name in names}

    def _card(self, name):
        values = {
            "name": name,
            "code": f"C{len(self.methods)}",
            "type": "credit",
            "company_id": self.company.id,
            "default_account_id": self.record("account", name).id,
        }
        return self.env["account.journal"].create(values)

    def _add_payment(self, step):
        payment = self._register(step) if self._is_plain(step) else self._enter(step)
        self.made[step.subject] = payment

    def _is_plain(self, step):
        """Return whether the payment settles one document with all of its money."""
        applied = step.applied or []
        return len(applied) == 1 and applied[0].amount == step.amount

    def _register(self, step):
        """Press "Pay" on the invoice or bill."""
        (applied,) = step.applied
        move = self.move(applied.document)
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create(
                {
                    "amount": float(step.amount),
                    "payment_date": step.date,
                    **self._method(step),
                    **self._money_difference(applied, KINDS[step.subject[0]].side),
                }
            )
        )
        payment = wizard._create_payments()
        payment.write(self._words(step))
        return payment

    def _words(self, step):
        method = step.fields.get("method")
        return {
            "payment_reference": step.fields.get("number", step.subject[1]),
            "memo": step.fields.get("memo", False),
            "qbd_payment_method_id": method
            and self.record("payment_method", method).id,
        }

    def _money_difference(self, applied, side):
        if not applied.discount:
            return {}
        return {
            "payment_difference_handling": "reconcile",
            "writeoff_account_id": self._discount_account(side).id,
            "writeoff_label": "Discount",
        }

    def _discount_account(self, side):
        return self.record("account", side.discount[1])

    def _enter(self, step):
        """Enter the payment by itself, and assign it to the documents."""
        payment = self.env["account.payment"].create(self._enter_values(step))
        payment.action_post()
        self._apply(payment, step.applied or ())
        return payment

    def _enter_values(self, step):
        discount = sum((one.discount for one in step.applied or ()), Decimal(0))
        side = KINDS[step.subject[0]].side
        return {
            **dict(side.payment),
            "partner_id": self.party(side, step.party).id,
            "amount": float(step.amount),
            "date": step.date,
            **self._words(step),
            **self._method(step),
            **self._write_off(side.sign * discount, side),
        }

    def _write_off(self, discount, side):
        if not discount:
            return {}
        line = {
            "name": "Discount",
            "account_id": self._discount_account(side).id,
            "currency_id": self.company.currency_id.id,
            "amount_currency": float(discount),
            "balance": float(discount),
        }
        return {"write_off_line_vals": [line]}

    def _method(self, step):
        """Return the journal, and in it the way to the account that the money goes
        to."""
        kind = KINDS[step.subject[0]]
        usual = self.usual_money(kind)
        line = self.methods[kind.side.party, step.fields.get(kind.side.way, usual)]
        return {
            "journal_id": line.journal_id.id,
            "payment_method_line_id": line.id,
        }

    def usual_money(self, kind):
        """Return the name of the usual account of the money of a kind of payments."""
        if not kind.account_type:
            return kind.side.money[0]
        return next(x.name for x in self.case.accounts if x.kind == kind.account_type)

    def _apply(self, payment, applied):
        """Assign explicit amounts, as the bank reconciliation does."""
        for one in applied:
            move = self.move(one.document)
            amount = one.amount + one.discount
            self._match(self._owed_lines(move), self._owed_lines(payment), amount)

    def _match(self, one, other, amount):
        """Assign an amount of two open lines to each other, the debit first."""
        debit, credit = (one, other) if one.balance > 0 else (other, one)
        partial = self.env["account.partial.reconcile"].create(
            {
                "debit_move_id": debit.id,
                "credit_move_id": credit.id,
                "amount": float(amount),
                "debit_amount_currency": float(amount),
                "credit_amount_currency": float(amount),
            }
        )
        lines = debit | credit
        for group in lines._reconciled_by_number().values():
            if all(line.reconciled for line in group):
                partials = group.matched_debit_ids | group.matched_credit_ids
                self.env["account.full.reconcile"].create(
                    {
                        "partial_reconcile_ids": [Command.set(partials.ids)],
                        "reconciled_line_ids": [Command.set(group.ids)],
                    }
                )
        return partial

    def _owed_lines(self, record):
        """Return the lines of a move or payment that are settled, of either side."""
        types = [side.account_type for side in TRADES]
        move = record if record._name == "account.move" else record.move_id
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type in types
        )

    def _change_payment(self, step):
        payment = self.move(step.subject)
        values = {
            own: step.fields[name]
            for name, own in _FIELDS.items()
            if name in step.fields
        }
        if "amount" in step.fields:
            values["amount"] = float(step.fields["amount"])
        applied = self._applied_now(payment)
        if step.applied is not None or "amount" in values:
            self._take_off(payment)
        if values:
            payment.action_draft()
            payment.write(values)
            payment.action_post()
        if step.applied is not None:
            self._apply(payment, step.applied)
        elif not self._applied_now(payment):  # a draft is taken off its documents
            for line, amount in applied:
                self._match(line, self._owed_lines(payment), amount)

    def _applied_now(self, payment):
        """Return [(settled line of a document, amount)], to be assigned again."""
        own = self._owed_lines(payment)
        return [
            ((partial.debit_move_id | partial.credit_move_id) - own, partial.amount)
            for partial in own.matched_debit_ids | own.matched_credit_ids
        ]

    def _take_off(self, payment):
        lines = self._owed_lines(payment)
        for partial in lines.matched_debit_ids | lines.matched_credit_ids:
            partial.unlink()

    def _void_payment(self, step):
        payment = self.move(step.subject)
        payment.action_draft()
        payment.action_cancel()

    def _delete_payment(self, step):
        payment = self.move(step.subject)
        payment.action_draft()
        payment.unlink()

    def _use_document(self, step):
        """Use a credit for a debt."""
        (applied,) = step.applied
        credit = self._owed_lines(self.move(step.subject))
        debt = self._owed_lines(self.move(applied.document))
        rest = min(abs(credit.amount_residual), abs(debt.amount_residual))
        self._match(debt, credit, step.fields.get("amount", rest))

    def lock(self, until):
        """Close the books up to a date, "" opens them."""
        self.company.fiscalyear_lock_date = until or False

    # -- what is there --------------------------------------------------------

    def payment_figures(self, payment, side):
        """Return the figures of a payment, as `figures` of a document."""
        lines = self._owed_lines(payment)
        rest = -side.sign * sum(lines.mapped("amount_residual"))
        void = payment.state in ("canceled", "draft")
        return {
            "total": cents(payment.amount),
            "open": cents(0 if void else rest),
            "date": str(payment.date),
            "number": payment.payment_reference or "",
            "memo": payment.memo or "",
            "void": payment.state == "canceled",
            side.party: self._party_of(payment.partner_id, side),
        }
