from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    qbd_txn_line_id = fields.Char("QuickBooks TxnLineID", copy=False, readonly=True)
    qbd_line_list = fields.Char("QuickBooks List of Lines", copy=False, readonly=True)
    """The list that the TxnLineID is of; empty in documents that have one list only."""

    # -- hints: a line is part of its document --------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.move_id._qbd_hint()
        return lines

    def _write_multi(self, vals_list):
        self.move_id._qbd_hint()
        return super()._write_multi(vals_list)

    def unlink(self):
        moves = self.move_id
        result = super().unlink()
        moves.exists()._qbd_hint()
        return result

    # -- applied amounts ------------------------------------------------------

    def _qbd_counterparts(self):
        """Return the lines that these are reconciled with, in part or in full."""
        debits = self.matched_debit_ids.debit_move_id
        return debits | self.matched_credit_ids.credit_move_id

    # -- amounts that QuickBooks computed -------------------------------------

    def _qbd_inputs(self, values=None):
        """Return the values from which Odoo computes the amount of a line.

        :param values: those that the line will have, all of them if it is a new one
        """
        values = values or {}
        found = []
        for name in ("price_unit", "quantity", "discount"):
            field = self._fields[name]
            given = name in values
            found.append(
                field.convert_to_cache(values[name], self) if given else self[name]
            )
        taxes = values["tax_ids"][0][2] if "tax_ids" in values else self.tax_ids.ids
        return [*found, sorted(taxes)]

    def _qbd_amounts(self):
        return {"amount_currency": self.amount_currency, "balance": self.balance}

    def _qbd_write_changed(self, values):
        changed = self.move_id._cleanup_write_orm_values(self, values)
        if changed:
            self.write(values)

    @api.model
    def _prepare_reconciliation_plan(
        self, plan, amls_values_map, shadowed_aml_values=None
    ):
        """Reconcile two lines at the amount that `qbd.posting.apply` asks for.

        Odoo reconciles as much as it can; the open balances of both lines are
        shown to it as no more than the amount. Exchange differences and cash basis
        entries that Odoo makes on the way carry the same context: their lines tell
        them apart.
        """
        amounts = self.env.context.get("qbd_amounts") or {}
        waiting = amounts.get(frozenset(plan["amls"].ids))
        if not waiting:
            return super()._prepare_reconciliation_plan(
                plan, amls_values_map, shadowed_aml_values=shadowed_aml_values
            )
        amount = waiting.pop(0)
        capped = {
            line: line._qbd_open_at_most(amls_values_map[line], amount)
            for line in plan["amls"]
        }
        for line, values in capped.items():
            for key in ("amount_residual", "amount_residual_currency"):
                amls_values_map[line][key] -= values[key]
        return super()._prepare_reconciliation_plan(
            plan, capped, shadowed_aml_values=shadowed_aml_values
        )

    def _qbd_open_at_most(self, values, amount):
        """Return a copy of the values, with no more than the amount left open."""
        residual = values["amount_residual_currency"]
        if self.currency_id.compare_amounts(amount, abs(residual)) >= 0:
            return dict(values)
        share = amount / abs(residual)
        return {
            **values,
            "amount_residual": self.company_currency_id.round(
                values["amount_residual"] * share
            ),
            "amount_residual_currency": amount if residual > 0 else -amount,
        }
