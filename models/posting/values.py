"""Make the values of all lines of a document from given figures."""

from decimal import Decimal
from functools import cached_property

from odoo import fields

from .due import Due
from .rounding import ZERO, exact
from .taxes import TaxShares

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}
UNSYNCED = {
    **QUIET,
    "skip_invoice_sync": True,
    "dynamic_unlink": True,
    "skip_is_manually_modified": True,
}
"""All lines are given: Odoo is not to compute any of them."""

GIVEN_LINES = {
    **UNSYNCED,
    "qbd_all_given": True,
    "qbd_creates": True,
    "skip_analytic_sync": True,
    "skip_invoice_line_sync": True,
}
"""Both amounts of all lines are given as well: none follows from the other. Drafts have
no analytic lines that would have to follow."""

PRINTED = ("product", "line_section", "line_subsection", "line_note")
"""What is printed as a line; everything else is tax, receivable, or Odoo's own."""

OWN_KEYS = ("lines", "taxes", "tax_total", "tax", "account_id", "owner_id")
TAX_VALUES = (
    "tax_repartition_line_id",
    "group_tax_id",
    "account_id",
    "analytic_distribution",
    "amount_currency",
    "balance",
)
IDENTITY = ("qbd_txn_line_id", "qbd_line_list")
"""Values of a tax line that is a line of its own in QuickBooks."""

ADDED = ("amount_currency", "balance", "tax_base_amount")
"""Values of tax lines that add up where two shares are one line in Odoo."""

SEQUENCE = 100  # of all lines that were not moved, as in Odoo: taxes have 10000


def is_product(line):
    return line.get("display_type", "product") == "product"


def has_tax(figures):
    """Return whether a document affects the tax report, as far as Odoo knows."""
    taxed = any(line.get("tax_ids") for line in figures["lines"])
    return taxed or bool(figures.get("taxes") or float(figures.get("tax_total") or 0))


class DocumentValues:
    """The values that create a move and each of its lines.

    :param figures: as `qbd.posting` describes them
    :param dict shared: kept between the documents of a batch, for speed
    """

    def __init__(self, env, figures, shared=None):
        self.env, self.figures = env, figures
        self.shared = {} if shared is None else shared
        self.journal = env["account.journal"].browse(figures["journal_id"])
        company = env["res.company"].browse(figures.get("company_id") or ())
        company = self.company = company or self.journal.company_id
        self.base_currency = company.currency_id
        self.currency = env["res.currency"].browse(
            figures.get("currency_id") or company.currency_id.id
        )
        self.move_type = figures["move_type"]
        self.sign = -1 if self.move_type in ("out_invoice", "in_refund") else 1
        partner = env["res.partner"].browse(figures.get("partner_id") or ())
        self.partner_id = figures.get("owner_id") or partner.commercial_partner_id.id
        self._rate = None

    # -- the document ---------------------------------------------------------

    def header(self):
        """Return the values of the move, without its lines."""
        given = {k: value for k, value in self.figures.items() if k not in OWN_KEYS}
        return {
            "currency_id": self.currency.id,
            "date": given["invoice_date"],
            "fiscal_position_id": False,
            "invoice_payment_term_id": False,
            "invoice_date_due": given["invoice_date"],
            "qbd_exact_tax": self._exact_tax(),
            **given,
        }

    def _exact_tax(self):
        """Return the taxes for `account.move` to keep; see `_qbd_keep_taxes` there."""
        line = self.env["account.move.line"]
        taxed = (
            one for one in self.printed if "tax_ids" in one and one["tax_ids"][0][2]
        )
        return {
            "currency": self.currency.id,
            "type": self.move_type,
            "taxed": sorted(line._qbd_inputs(one) for one in taxed),
            "taxes": self._kept_taxes(),
        }

    def _kept_taxes(self):
        return [{name: tax[name] for name in TAX_VALUES} for tax in self.taxes]

    def total(self):
        """Return the total as printed, a Decimal."""
        lines = [line for line in self.figures["lines"] if is_product(line)]
        lines += self.shares
        amounts = [self._exact(one["amount"]) for one in lines]
        if not self.is_owed:  # Odoo shows the debits of an entry as its total
            amounts = [amount for amount in amounts if amount > 0]
        return sum(amounts, ZERO)

    def _exact(self, amount):
        return exact(amount, self.currency.decimal_places)

    # -- lines ----------------------------------------------------------------

    def all_lines(self):
        """Return the values of all lines: printed ones, taxes, the receivable."""
        return [*self.printed, *self.taxes, *(self.terms if self.is_owed else ())]

    @cached_property
    def printed(self):
        return [
            {"sequence": SEQUENCE, **self._printed_line(line)}
            for line in self.figures["lines"]
        ]

    def _printed_line(self, line):
        values = {"display_type": "product", **line}
        amount = values.pop("amount", 0)
        if not is_product(line):
            return values
        values.setdefault("quantity", 1.0)
        quantity = values["quantity"]
        values.setdefault("price_unit", float(amount) / quantity if quantity else 0.0)
        taxes = self.env["account.tax"].browse(values.pop("tax_ids", None) or ())
        return {
            "product_id": False,
            "discount": 0.0,
            **values,
            **self._amounts(amount),
            **self._common(values.get("partner_id")),
            "analytic_distribution": self._analytic(values),
            "tax_ids": [fields.Command.set(taxes.ids)],
            "tax_tag_ids": self._base_tags(values.get("product_id"), taxes),
        }

    def _common(self, partner_id=None):
        return {
            "partner_id": partner_id or self.partner_id,
            "analytic_distribution": False,
        }

    # -- analytic distribution ------------------------------------------------

    def _analytic(self, line, partner_id=None):
        """Return the distribution that a line is given, else Odoo's default for it."""
        if "analytic_distribution" in line or not self._has_distributions:
            return line.get("analytic_distribution") or False
        product = self.env["product.product"].browse(line.get("product_id") or ())
        partner = self.env["res.partner"].browse(
            self.partner_id if partner_id is None else partner_id or ()
        )
        account = self.env["account.account"].browse(line["account_id"])
        model = self.env["account.analytic.distribution.model"]
        return (
            model._get_distribution(
                {
                    "product_id": product.id,
                    "product_categ_id": product.categ_id.id,
                    "partner_id": partner.id,
                    "partner_category_id": partner.category_id.ids,
                    "account_prefix": account.with_company(self.company).code,
                    "company_id": self.company.id,
                    "related_root_plan_ids": self.env["account.analytic.plan"],
                }
            )
            or False
        )

    @property
    def _has_distributions(self):
        if "distributions" not in self.shared:
            model = self.env["account.analytic.distribution.model"]
            self.shared["distributions"] = bool(model.search_count([], limit=1))
        return self.shared["distributions"]

    # -- amounts --------------------------------------------------------------

    def _amounts(self, amount):
        """Return an amount as balance and amount in currency.

        :param amount: as printed
        """
        value = self.sign * float(self._exact(amount))
        return {"amount_currency": value, "balance": self._in_base(value)}

    def _in_base(self, value):
        if self.currency == self.base_currency:
            return value
        return self.base_currency.round(value / self._currency_rate())

    def _currency_rate(self):
        if self._rate is None:
            self._rate = self.figures.get(
                "invoice_currency_rate"
            ) or self.currency._get_conversion_rate(
                self.base_currency,
                self.currency,
                self.journal.company_id,
                fields.Date.to_date(self.figures["invoice_date"]),
            )
        return self._rate

    # -- taxes ----------------------------------------------------------------

    @cached_property
    def taxes(self):
        """Return the values of a line for each repartition line of each tax."""
        lines, move = {}, self.env["account.move"]
        for tax in self.shares:
            for share in self._repartitions(tax):
                line = self._tax_line(tax, *share)
                known = lines.setdefault(move._qbd_tax_key(line), line)
                if known is not line:
                    for name in ADDED:
                        known[name] = self.currency.round(known[name] + line[name])
        return list(lines.values())

    @cached_property
    def shares(self):
        """Return the taxes as figures have them, split among the lines if need be."""
        if "tax_total" not in self.figures:
            return self.figures.get("taxes") or ()
        total = self.figures["tax_total"]
        total = None if total is None else self._exact(total)
        found = TaxShares(self.taxable(), self.currency.decimal_places).shares(total)
        return found or self._tax_on_nothing(total)

    def taxable(self):
        """Return [(amount, taxes, account id, distribution)] of the taxed lines."""
        return [
            (
                self._exact(line["amount"]),
                self.env["account.tax"].browse(line["tax_ids"]),
                line["account_id"],
                self._analytic(line),
            )
            for line in self.figures["lines"]
            if is_product(line) and line.get("tax_ids")
        ]

    def _tax_on_nothing(self, total):
        """Return the tax that QuickBooks computed although no line is taxed."""
        tax = self.figures.get("tax")
        if not total or not tax:
            return ()
        shares = self.env["qbd.posting"]._split_tax(self._tax(tax), ZERO, total)
        return [one for one in shares if one["amount"]]

    def _tax(self, tax):
        return self.env["account.tax"].browse(tax) if isinstance(tax, int) else tax

    def _repartitions(self, tax):
        """Return [(repartition line, amount)] of a tax as figures have it."""
        if tax.get("repartition"):
            return [(tax["repartition"], self._exact(tax["amount"]))]
        return self._repartition(self._tax(tax["tax"]), tax["amount"])

    def _repartition(self, tax, amount):
        """Return a list of (repartition line, its part of the amount, never zero)."""
        found = self._side(tax).filtered(
            lambda line: line.repartition_type == "tax" and line.factor > 0
        )
        whole = self._exact(amount)
        parts = [self._exact(whole * Decimal(str(line.factor))) for line in found[:-1]]
        parts.append(whole - sum(parts, ZERO))
        return [(line, part) for line, part in zip(found, parts, strict=True) if part]

    def _side(self, tax):
        if self.move_type.endswith("refund"):
            return tax.refund_repartition_line_ids
        return tax.invoice_repartition_line_ids

    def _tax_line(self, tax, repartition, amount):
        account = repartition._get_aml_target_tax_account()
        on_payment = repartition.tax_id.tax_exigibility == "on_payment"
        tags = () if on_payment else repartition.tag_ids.ids
        return {
            "display_type": "tax",
            "name": tax.get("name") or repartition.tax_id.name,
            "tax_repartition_line_id": repartition.id,
            "group_tax_id": tax.get("group") or False,
            "account_id": tax.get("account_id")
            or account.id
            or tax.get("taxed_account_id")
            or self._first_taxed_account(),
            "tax_base_amount": self._amounts(tax["base"])["balance"],
            "tax_tag_ids": [fields.Command.set(tags)],
            **self._amounts(amount),
            **self._common(),
            "analytic_distribution": tax.get("analytic_distribution") or False,
            **{name: tax[name] for name in IDENTITY if name in tax},
        }

    def _first_taxed_account(self):
        """Return the account of the taxed amount, for taxes without their own."""
        lines = [line for line in self.figures["lines"] if is_product(line)]
        lines.sort(key=lambda line: not line.get("tax_ids"))
        return lines[0]["account_id"]

    def _base_tags(self, product_id, taxes):
        tags = self.env["product.product"].browse(product_id or ()).account_tag_ids
        for tax in taxes.flatten_taxes_hierarchy():
            if tax.tax_exigibility == "on_invoice":
                base = self._side(tax).filtered(lambda x: x.repartition_type == "base")
                tags |= base.tag_ids
        return [fields.Command.set(tags.ids)]

    # -- the receivable -------------------------------------------------------

    @property
    def is_owed(self):
        """Return whether a line on `account_id` balances all others."""
        return bool(self.figures.get("account_id"))

    @cached_property
    def terms(self):
        """Return the values of the receivable lines, the counterpart of all others."""
        return [self._term(*part) for part in self.due.parts(self.due_date)]

    @property
    def date(self):
        """Return the accounting date."""
        return self.figures.get("date") or self.figures["invoice_date"]

    @property
    def due_date(self):
        return self.figures.get("invoice_date_due") or self.figures["invoice_date"]

    @cached_property
    def due(self):
        terms = self.figures.get("invoice_payment_term_id")
        return Due(
            self.env["account.payment.term"].browse(terms or ()),
            self.figures["invoice_date"],
            self.currency,
            self.company,
            *self._owed(),
        )

    def _term(self, date, amounts):
        return {
            "display_type": "payment_term",
            "account_id": self.figures["account_id"],
            "amount_currency": amounts[0],
            "balance": amounts[1],
            "date_maturity": date,
            **self.due.discount(),
            **self._common(),
        }

    def _owed(self):
        """Return what is owed without the taxes, and for them, as `Due` takes it."""
        return self._counterpart(self.printed), self._counterpart(self.taxes)

    def _counterpart(self, lines):
        return tuple(
            -float(sum((Decimal(str(line.get(key) or 0)) for line in lines), ZERO))
            for key in ("amount_currency", "balance")
        )
