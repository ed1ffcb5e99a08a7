from odoo import api, fields, models
from odoo.tools import ormcache

ODOO = "odoo.addons.account.models.account_move_line"
FOLLOWS = {
    "company_id": "move_id.company_id",
    "company_currency_id": "move_id.company_currency_id",
    "date": "move_id.date",
    "invoice_date": "move_id.invoice_date",
    "journal_id": "move_id.journal_id",
    "parent_state": "move_id.state",
    "tax_line_id": "tax_repartition_line_id.tax_id",
    "tax_group_id": "tax_line_id.tax_group_id",
}
"""The fields that are related to another one, and to which."""
COMPUTED = {
    "currency_id": (ODOO,),
    "debit": (ODOO,),
    "credit": (ODOO,),
    "is_storno": (ODOO, "odoo.addons.sale.models.account_move_line"),
    "name": (ODOO,),
    "price_unit": (ODOO,),
    "product_uom_id": (ODOO,),
    "quantity": (ODOO,),
    "sequence": (ODOO,),
    "tax_ids": (ODOO,),
}
"""The precomputed fields with a method, and the modules whose method is known here."""
ENTRY_VALUES = {"name", "partner_id", "currency_id", "tax_ids", "display_type"}
"""The values of a line of an entry that are given, so that the others follow."""
SEQUENCES = {"tax": 10000, "payment_term": 12000}
ALL_GIVEN = "qbd_all_given"
"""Key of the context: the account and both amounts of all lines are given."""


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    qbd_txn_line_id = fields.Char("QuickBooks TxnLineID", copy=False, readonly=True)
    qbd_line_list = fields.Char("QuickBooks List of Lines", copy=False, readonly=True)
    """The list that the TxnLineID is of; empty in documents that have one list only."""

    def _qbd_identify(self, identity):
        """Store the identity that QuickBooks gave to a line.

        Neither amounts nor locks depend on it: `write` would compare the whole entry
        with its invoice, and describe all fields to the chatter, line by line.

        :param dict identity: values of `qbd_txn_line_id` and `qbd_line_list`
        """
        for name, value in identity.items():
            self._fields[name].write(self, value)

    # -- lines of which all is given ------------------------------------------

    @api.model
    def default_get(self, fields):
        """Ask for few of many lines that the sync creates."""
        known = self.env.context.get("qbd_defaults")
        ask = super().default_get
        return known.of(self, fields, ask) if known else ask(fields)

    def _add_precomputed_values(self, vals_list):
        """Fill in what follows from given values: Odoo asks a draft of each line.

        The values are those that Odoo computes. A line that has a field that another
        addon computes, or a value that depends on more, is left to Odoo.
        """
        filled = []
        if self.env.context.get(ALL_GIVEN) and self._qbd_computes_as_odoo():
            products = self.env["product.product"].browse(
                {vals.get("product_id") for vals in vals_list} - {False, None}
            )
            products = {product.id: product for product in products}
            filled = [(vals, self._qbd_fill(vals, products)) for vals in vals_list]
        # pylint: disable-next=assignment-from-none
        result = super()._add_precomputed_values(vals_list)
        for vals, names in filled:
            done = vals.setdefault("__precomputed__", set())
            done.update(self._fields[name] for name in names)
        return result

    @api.model
    @ormcache()
    def _qbd_computes_as_odoo(self):
        """Return whether the fields that `_qbd_fill` fills in are computed by Odoo."""
        return all(
            self._fields[name].related == path for name, path in FOLLOWS.items()
        ) and all(
            getattr(type(self), str(self._fields[name].compute)).__module__ in modules
            for name, modules in COMPUTED.items()
        )

    @api.model
    def _qbd_fill(self, vals, products):
        """Add the values that follow from those of a new line.

        :param products: {id: product}
        :return: the names of the added values
        """
        move = self.env["account.move"].browse(vals.get("move_id") or ())
        product = products.get(vals.get("product_id"), self.env["product.product"])
        if not self._qbd_follows(move, product, vals):
            return []
        repartition = self.env["account.tax.repartition.line"].browse(
            vals.get("tax_repartition_line_id") or ()
        )
        kind, balance = vals["display_type"], vals["balance"]
        company, tax = move.company_id, repartition.tax_id
        known = {
            "company_id": company.id,
            "company_currency_id": company.currency_id.id,
            "currency_id": move.currency_id.id,
            "date": move.date,
            "invoice_date": move.invoice_date,
            "journal_id": move.journal_id.id,
            "parent_state": move.state,
            "debit": balance if balance > 0.0 else 0.0,
            "credit": -balance if balance < 0.0 else 0.0,
            "is_storno": False,
            "tax_line_id": tax.id,
            "tax_group_id": tax.tax_group_id.id,
            "product_uom_id": product.uom_id.id,
            "sequence": SEQUENCES.get(kind, 100),
            "quantity": 1 if kind == "product" else False,
            "price_unit": 0.0,
            "tax_ids": [],
            "name": move.ref if move.is_purchase_document() else False,
        }
        missing = [name for name in known if name not in vals]
        vals.update((name, known[name]) for name in missing)
        return missing

    @api.model
    def _qbd_follows(self, move, product, vals):
        """Return whether the further values of a new line follow from its own.

        Its name does so if it is the only one for what is owed; its unit does so if no
        vendor has another one for the product. Those of an entry do so if it has no
        product.
        """
        if "balance" not in vals or move.company_id.account_storno:
            return False
        if not move.is_invoice(include_receipts=True):
            return not product and vals.keys() >= ENTRY_VALUES
        if "name" not in vals and (
            vals["display_type"] != "payment_term"
            or move.payment_reference
            or len(move.invoice_payment_term_id.line_ids) > 1
        ):
            return False
        if "tax_ids" not in vals and vals["display_type"] == "product":
            return False
        bought = "product_uom_id" not in vals and move.is_purchase_document()
        return not (bought and product.seller_ids)

    def _check_company(self, fnames=None):
        """Check each value once, if all of the lines is given.

        The company of a line is that of its document.
        """
        check = super()._check_company
        plain = check.__func__ is models.BaseModel._check_company
        if fnames or not plain or not self.env.context.get(ALL_GIVEN):
            return check(fnames)
        each_value = self.env["account.move"]._qbd_each_value
        for name, lines in each_value(self, skipped=("move_id",)):
            super(AccountMoveLine, lines)._check_company([name])
        return None

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
