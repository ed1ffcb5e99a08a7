"""Plays payments, credits and lock dates of a worked case at Odoo's screens."""

from decimal import Decimal

from odoo.fields import Command

from .case_cells import cents


class OdooPayments:
    """What `OdooBook` does with payments."""

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
                    "communication": step.fields.get("memo", ""),
                    **self._journal(step),
                    **self._difference(applied),
                }
            )
        )
        payment = wizard._create_payments()
        payment.payment_reference = self._number(step)
        return payment

    def _number(self, step):
        return step.fields.get("number", step.subject[1])

    def _difference(self, applied):
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
                "payment_reference": self._number(step),
                "memo": step.fields.get("memo", ""),
                **self._journal(step),
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

    def _journal(self, step):
        """The journal of the account that the money goes to."""
        name = step.fields.get("to", "Undeposited Funds")
        return self._money_goes_to(self.record("account", name))

    def _money_goes_to(self, account):
        """A payment method whose money goes to the account straight away."""
        methods = self.env["account.payment.method.line"]
        found = methods.search(
            [
                ("payment_account_id", "=", account.id),
                ("payment_type", "=", "inbound"),
            ],
            limit=1,
        )
        line = found or self._new_method(account)
        return {"journal_id": line.journal_id.id, "payment_method_line_id": line.id}

    def _new_method(self, account):
        journals = self.env["account.journal"].search([("type", "=", "bank")])
        own = journals.filtered(lambda one: one.default_account_id == account)
        line = (own or journals)[0].inbound_payment_method_line_ids[0]
        return line.copy({"name": account.name, "payment_account_id": account.id})

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
            for name, own in (("date", "date"), ("number", "payment_reference"))
            if name in step.fields
        }
        if "amount" in step.fields:
            values["amount"] = float(step.fields["amount"])
        if step.applied is not None:
            self._take_off(payment)
        if values:
            payment.action_draft()
            payment.write(values)
            payment.action_post()
        self._apply(payment, step.applied or ())

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
            "void": payment.state == "canceled",
            "customer": self._customer_of(payment.partner_id),
        }
