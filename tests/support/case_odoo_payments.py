"""Plays payments, credits and lock dates of a worked case at Odoo's screens."""

from decimal import Decimal

from odoo.fields import Command

from .case_cells import cents

_FIELDS = {"date": "date", "number": "payment_reference", "memo": "memo"}


class OdooPayments:
    """What `OdooBook` does with payments."""

    def set_up_payments(self):
        """Money goes to Undeposited Funds, or with a method of its own to the bank.

        Discounts that are granted go to Sales Discounts.
        """
        account = self.record("account", "Checking")
        journal = self.env["account.journal"].search(
            [("default_account_id", "=", account.id), ("type", "=", "bank")], limit=1
        )
        usual = journal.inbound_payment_method_line_ids[:1]
        usual.payment_account_id = self.record("account", "Undeposited Funds")
        straight = usual.copy({"name": "Straight to the bank"})
        straight.payment_account_id = account
        loss = "account_journal_early_pay_discount_loss_account_id"
        self.company[loss] = self._discount_account()
        self.methods = {"Undeposited Funds": usual, "Checking": straight}

    def _add_payment(self, step):
        payment = self._register(step) if self._is_plain(step) else self._enter(step)
        self.made[step.subject] = payment

    def _is_plain(self, step):
        """Whether the payment settles one document with all of its money."""
        applied = step.applied or []
        return len(applied) == 1 and applied[0].amount == step.amount

    def _register(self, step):
        """Press "Pay" on the invoice."""
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
                    **self._money_difference(applied),
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

    def _money_difference(self, applied):
        if not applied.discount:
            return {}
        return {
            "payment_difference_handling": "reconcile",
            "writeoff_account_id": self._discount_account().id,
            "writeoff_label": "Discount",
        }

    def _discount_account(self):
        return self.record("account", "Sales Discounts")

    def _enter(self, step):
        """Enter the payment by itself, and assign it to the documents."""
        discount = sum((one.discount for one in step.applied or ()), Decimal(0))
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer(step.party).id,
                "amount": float(step.amount),
                "date": step.date,
                **self._words(step),
                **self._method(step),
                **self._write_off(discount),
            }
        )
        payment.action_post()
        self._apply(payment, step.applied or ())
        return payment

    def _write_off(self, discount):
        if not discount:
            return {}
        line = {
            "name": "Discount",
            "account_id": self._discount_account().id,
            "currency_id": self.company.currency_id.id,
            "amount_currency": float(discount),
            "balance": float(discount),
        }
        return {"write_off_line_vals": [line]}

    def _method(self, step):
        """The journal, and in it the way to the account that the money goes to."""
        line = self.methods[step.fields.get("to", "Undeposited Funds")]
        return {
            "journal_id": line.journal_id.id,
            "payment_method_line_id": line.id,
        }

    def _apply(self, payment, applied):
        """Assign explicit amounts, as the bank reconciliation does."""
        for one in applied:
            move = self.move(one.document)
            amount = one.amount + one.discount
            self._match(self._receivables(move), self._receivables(payment), amount)

    def _match(self, debit, credit, amount):
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

    def _receivables(self, record):
        move = record if record._name == "account.move" else record.move_id
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
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
        elif "amount" in values:
            for line, amount in applied:
                self._match(line, self._receivables(payment), amount)

    def _applied_now(self, payment):
        """[(receivable line of an invoice, amount)], to be assigned again."""
        partials = self._receivables(payment).matched_debit_ids
        return [(partial.debit_move_id, partial.amount) for partial in partials]

    def _take_off(self, payment):
        lines = self._receivables(payment)
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
        """Use a credit note for an invoice."""
        (applied,) = step.applied
        credit = self._receivables(self.move(step.subject))
        invoice = self._receivables(self.move(applied.document))
        rest = min(abs(credit.amount_residual), abs(invoice.amount_residual))
        self._match(invoice, credit, step.fields.get("amount", rest))

    def lock(self, until):
        """Close the books up to a date, "" opens them."""
        self.company.fiscalyear_lock_date = until or False

    # -- what is there --------------------------------------------------------

    def payment_figures(self, payment):
        lines = self._receivables(payment)
        void = payment.state in ("canceled", "draft")
        return {
            "total": cents(payment.amount),
            "open": cents(0 if void else -sum(lines.mapped("amount_residual"))),
            "date": str(payment.date),
            "number": payment.payment_reference or "",
            "memo": payment.memo or "",
            "void": payment.state == "canceled",
            "customer": self._customer_of(payment.partner_id),
        }
