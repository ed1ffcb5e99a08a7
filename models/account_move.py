from contextlib import contextmanager

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools.sql import column_exists, create_column

TAX_KEY = ("tax_repartition_line_id", "group_tax_id", "account_id")
AMOUNTS = ("amount_currency", "balance")
IDENTITY = ("qbd_txn_line_id", "qbd_line_list")
QUIET = {"skip_is_manually_modified": True, "skip_invoice_sync": True}


class AccountMove(models.Model):
    """A document whose taxes QuickBooks computed keeps them.

    Odoo recomputes all taxes when a posted document is reset to draft, and when a
    taxable line changes. Only the second is wanted here: as long as the taxable lines
    amount to what QuickBooks taxed, QuickBooks' tax stays.
    """

    _name = "account.move"
    _inherit = ["account.move", "qbd.document.mixin"]

    qbd_opening = fields.Boolean(
        "Open item of QuickBooks",
        copy=False,
        readonly=True,
        help="The open balance of an older document at the cut-off date.",
    )

    qbd_type = fields.Char(
        "Transaction of QuickBooks",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="The type of the transaction that this entry was read from. QuickBooks "
        "keeps it: changes here are not synced.",
    )

    qbd_exact_tax = fields.Json(
        "Taxes of QuickBooks",
        copy=False,
        readonly=True,
        help="The taxable amount and the tax that QuickBooks computed.",
    )

    qbd_party_id = fields.Many2one(
        "res.partner",
        "Customer on the QuickBooks document",
        compute="_compute_qbd_party_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The job, or a customer different from the one who owes in Odoo.",
    )

    def _auto_init(self):
        """Fill the job of documents that were posted before the field existed."""
        fresh = not column_exists(self.env.cr, self._table, "qbd_party_id")
        if fresh:
            create_column(self.env.cr, self._table, "qbd_party_id", "int4")
        result = super()._auto_init()
        if fresh and column_exists(self.env.cr, "res_partner", "qbd_is_job"):
            self.env.cr.execute(
                "UPDATE account_move m SET qbd_party_id = p.id FROM res_partner p"
                " WHERE p.id = m.partner_id AND p.qbd_is_job"
            )
        return result

    @api.depends("partner_id")
    def _compute_qbd_party_id(self):
        """Note the job once: what becomes of it later moves no document."""
        for move in self:
            move.qbd_party_id = move.partner_id._qbd_job()

    def _qbd_taxed(self):
        """Return the values that the taxes depend on, in a form that JSON can hold.

        :return: sorted list of the `_qbd_inputs` of each taxable line
        """
        self.ensure_one()
        lines = self.line_ids.filtered(
            lambda line: line.tax_ids and line.display_type == "product"
        )
        return sorted(line._qbd_inputs() for line in lines)

    def _qbd_tax_lines(self):
        return self.line_ids.filtered("tax_repartition_line_id")

    def _qbd_taxes(self):
        """Return the taxes as they are, in the form that `_qbd_set_taxes` takes."""
        return [
            {
                **{name: line[name].id for name in TAX_KEY},
                "analytic_distribution": line.analytic_distribution or False,
                **line._qbd_amounts(),
            }
            for line in self._qbd_tax_lines()
        ]

    def _qbd_keep_taxes(self):
        """Remember the taxes of these documents as those that QuickBooks computed."""
        for move in self.with_context(tracking_disable=True, **QUIET):
            move.qbd_exact_tax = {
                "currency": move.currency_id.id,
                "type": move.move_type,
                "taxed": move._qbd_taxed(),
                "taxes": move._qbd_taxes(),
            }

    def _qbd_is_as_taxed(self):
        """Return whether the taxable lines are those that QuickBooks taxed."""
        kept = self.qbd_exact_tax
        return bool(
            kept
            and kept["currency"] == self.currency_id.id
            and kept["type"] == self.move_type
            and kept["taxed"] == self._qbd_taxed()
        )

    @contextmanager
    def _sync_tax_lines(self, container):
        """Keep untouched line amounts and taxes as QuickBooks computed them."""
        named = container["records"]._qbd_named_taxes()
        exact = container["records"].filtered("qbd_exact_tax")
        taxed = exact.filtered(lambda move: move._qbd_is_as_taxed())
        closed = taxed.filtered(lambda move: move.state != "draft")
        inputs = {line: line._qbd_inputs() for line in exact.invoice_line_ids}
        synced = {"records": container["records"]}
        with super()._sync_tax_lines(synced):
            yield
            drafts = container["records"].filtered(
                lambda move: move.qbd_exact_tax and move.state == "draft"
            )
            amounts = drafts._qbd_untouched(inputs)
            kept = drafts.filtered(lambda move: move._qbd_is_as_taxed())
            taxes = {move: move._qbd_taxes() for move in kept & taxed}
            synced["records"] = container["records"] - (kept & closed)
        for line, values in amounts.items():
            line._qbd_write_changed(values)
        for move in kept:
            move._qbd_set_taxes(taxes.get(move, move.qbd_exact_tax["taxes"]))
        self._qbd_name_taxes(named)

    def _qbd_named_taxes(self):
        """Return the tax lines of bills, which are lines of QuickBooks' bills.

        :return: list of (line, document, repartition line, account, identity in
            QuickBooks)
        """
        bought = self.filtered(lambda move: move.is_purchase_document(True))
        return [
            (
                line,
                line.move_id,
                line.tax_repartition_line_id,
                line.account_id,
                {name: line[name] for name in IDENTITY},
            )
            for line in bought._qbd_tax_lines().filtered("qbd_txn_line_id")
        ]

    @api.model
    def _qbd_name_taxes(self, named):
        """Give a tax line that Odoo made again the identity of the one before.

        Another account or analytic distribution of what is taxed is enough for that.

        :param named: as `_qbd_named_taxes` returns it
        """
        for line, move, repartition, account, identity in named:
            if line.exists():
                continue
            again = (
                move.exists()
                ._qbd_tax_lines()
                .filtered(
                    lambda one, tax=repartition: (
                        one.tax_repartition_line_id == tax and not one.qbd_txn_line_id
                    )
                )
            )
            same = again.filtered(lambda one, on=account: one.account_id == on)
            (same or again)[:1]._qbd_identify(identity)

    def _qbd_untouched(self, inputs):
        """Return {line: its amounts} for lines with the same inputs as before."""
        return {
            line: line._qbd_amounts()
            for line in self.invoice_line_ids
            if inputs.get(line) == line._qbd_inputs()
        }

    def _qbd_set_taxes(self, taxes):
        """The taxable lines are as QuickBooks taxed them: so are the taxes.

        A tax without an account goes by the account and the analytic distribution of
        what is taxed, and these may have changed since.
        """
        self.ensure_one()
        wanted = {self._qbd_tax_key(tax): tax for tax in taxes}
        paired = {
            line: wanted.pop(self._qbd_tax_key(line), None)
            for line in self._qbd_tax_lines()
        }
        alike = {key[:2]: key for key in reversed(wanted)}
        for line, tax in paired.items():
            key = None if tax else alike.pop(self._qbd_tax_key(line)[:2], None)
            tax = tax or wanted.pop(key, {})
            values = {name: tax.get(name, 0.0) for name in AMOUNTS}
            if tax.get("account_id"):
                values["account_id"] = tax["account_id"]
            line._qbd_write_changed(values)
        for tax in wanted.values():
            self.write({"line_ids": [self._qbd_tax_command(tax)]})

    @staticmethod
    def _qbd_tax_key(tax):
        """Return that by which Odoo keeps tax lines apart.

        :param tax: a line, or its values as `_qbd_taxes` returns them
        """
        if isinstance(tax, dict):
            found = [tax[name] or False for name in TAX_KEY]
            analytic = tax.get("analytic_distribution")
        else:
            found = [tax[name].id for name in TAX_KEY]
            analytic = tax.analytic_distribution
        return (*found, tuple(sorted((analytic or {}).items())))

    def _qbd_tax_command(self, tax):
        """A tax that QuickBooks computed where Odoo computes none."""
        line = self.env["account.tax.repartition.line"].browse(
            tax["tax_repartition_line_id"]
        )
        values = {**tax, "display_type": "tax", "name": line.tax_id.name}
        return Command.create({**values, "tax_ids": [Command.clear()]})

    # -- goods ----------------------------------------------------------------

    def _stock_account_prepare_anglo_saxon_in_lines_vals(self):
        """Add no price differences to a bill whose lines are all given.

        The method is that of the app Purchase with stock, which may not be installed.
        """
        if self.env.context.get("qbd_lines_given"):
            return []
        name = "_stock_account_prepare_anglo_saxon_in_lines_vals"
        prepare = getattr(super(), name, None)
        return prepare() if prepare else []

    # -- credit notes ---------------------------------------------------------

    def copy(self, default=None):
        """Let a credit note credit what QuickBooks computed, to the cent."""
        moves = super().copy(default)
        if (default or {}).get("reversed_entry_id"):
            for move, origin in zip(moves, self, strict=True):
                if origin._qbd_is_as_taxed() and move.is_invoice():
                    move._qbd_credit(origin)
        return moves

    def _qbd_credit(self, origin):
        """Take over amounts and taxes of the document that is credited in full.

        A person may change the credit note: then it is taxed as any other.
        """
        refund = {}
        for tax in origin._qbd_tax_lines().tax_repartition_line_id.tax_id:
            sides = (
                origin._qbd_repartition(tax),
                self._qbd_repartition(tax),
            )
            refund.update(zip(*(side.ids for side in sides), strict=False))
        quiet = self.with_context(skip_invoice_sync=True, tracking_disable=True)
        quiet.qbd_exact_tax = {
            "currency": self.currency_id.id,
            "type": self.move_type,
            "taxed": self._qbd_taxed(),
            "taxes": [
                {
                    **tax,
                    "tax_repartition_line_id": refund.get(
                        tax["tax_repartition_line_id"]
                    ),
                    **{name: -tax[name] for name in AMOUNTS},
                }
                for tax in origin._qbd_taxes()
            ],
        }
        container = {"records": self}
        with self._check_balanced(container), self._sync_dynamic_lines(container):
            for line, other in zip(
                self._qbd_products(), origin._qbd_products(), strict=True
            ):
                amounts = {name: -other[name] for name in AMOUNTS}
                line.with_context(skip_invoice_sync=True)._qbd_write_changed(amounts)

    def _qbd_repartition(self, tax):
        """Return the repartition lines of a tax for this type of document."""
        kind = "refund" if "refund" in self.move_type else "invoice"
        return tax[f"{kind}_repartition_line_ids"]

    def _qbd_products(self):
        lines = self.line_ids.filtered(lambda line: line.display_type == "product")
        return lines.sorted(lambda line: (line.sequence, line.id))

    @contextmanager
    def _qbd_sync_discounts(self):
        """Keep the lines of discounts on an account of their own, as Odoo makes them.

        For lines that are written without Odoo's sync.
        """
        if not self._get_discount_allocation_account():
            yield
            return
        container = {"records": self}
        with (
            self._check_balanced(container),
            self._sync_dynamic_line(
                existing_key_fname="discount_allocation_key",
                needed_vals_fname="line_ids.discount_allocation_needed",
                needed_dirty_fname="line_ids.discount_allocation_dirty",
                line_type="discount",
                container=container,
            ),
        ):
            yield
