"""Make the values of those parts of a document that change, and of no others."""

from decimal import Decimal
from functools import cached_property

from odoo import fields

from .due import until
from .rounding import ZERO
from .values import OWN_KEYS, PRINTED, DocumentValues, is_product

WORDS = frozenset({"ref", "narration", "qbd_ref_number"})
"""Values of a move that nothing is computed from: they change while it is posted."""

COMPUTED = (
    "fiscal_position_id",
    "invoice_payment_term_id",
    "invoice_date_due",
    "narration",
)
"""Values of a move that Odoo would compute anew if another one changes."""

OWED = (
    "account_id",
    "partner_id",
    "invoice_date",
    "invoice_date_due",
    "invoice_payment_term_id",
)
"""Values that say when a document is due, and from whom."""

COMPUTED_LINES = (
    "rounding",
    "epd",
    "non_deductible_product",
    "non_deductible_product_total",
    "non_deductible_tax",
)
"""Kinds of lines that Odoo computes from the amounts, and that have an amount."""


class ChangedValues(DocumentValues):
    """The values of a move that exists, where `qbd.posting` is to change them.

    :param move: the document
    :param figures: as for a new document, but all keys are optional: what is absent
        stays as it is. A line with the key "line", the line of Odoo, likewise
    """

    def __init__(self, env, move, figures):
        self.move, self.given = move, figures
        owed = env["qbd.posting"]._terms(move)
        self.owed = owed.sorted(lambda x: (x.date_maturity or x.date, x.id))
        self.date_before = move.date
        self.owner_before = self.owed[:1].partner_id or move.commercial_partner_id
        super().__init__(env, {**self._present(), **figures})

    def _present(self):
        move = self.move
        owed = self.owed if move.is_invoice(include_receipts=True) else ()
        same = self.given.get("partner_id", move.partner_id.id) == move.partner_id.id
        return {
            "company_id": move.company_id.id,
            "owner_id": self.owner_before.id if same else False,
            "journal_id": move.journal_id.id,
            "move_type": move.move_type,
            "currency_id": move.currency_id.id,
            "partner_id": move.partner_id.id,
            "invoice_date": move.invoice_date or move.date,
            "invoice_date_due": move.invoice_date_due,
            "invoice_payment_term_id": move.invoice_payment_term_id.id,
            "account_id": owed[:1].account_id.id if owed else False,
            "lines": (),
        }

    # -- the document ---------------------------------------------------------

    def changed_header(self):
        """Return the values of the move that change."""
        header = {k: v for k, v in self.given.items() if k not in OWN_KEYS}
        if "invoice_date" in header:
            header.setdefault("date", header["invoice_date"])
        if self.is_taxed_anew:
            header["qbd_exact_tax"] = self._exact_tax()
        return self.move._cleanup_write_orm_values(self.move, header)

    def whole_header(self, changed):
        """Return changed values with those that Odoo would compute otherwise."""
        kept = {
            name: self.move._fields[name].convert_to_write(self.move[name], self.move)
            for name in COMPUTED
        }
        return {**kept, **changed} if changed else {}

    @property
    def date(self):
        given = self.given.get("date") or self.given.get("invoice_date")
        return given or self.date_before

    @property
    def is_taxed_anew(self):
        return "taxes" in self.given or "tax_total" in self.given

    def total(self):
        if not ("lines" in self.given or self.is_taxed_anew):
            return self._exact(self.move.amount_total)
        amounts = [self.sign * money for money in self._amounts_of("amount_currency")]
        if not self.is_owed:
            amounts = [amount for amount in amounts if amount > 0]
        return self._exact(sum(amounts, ZERO))

    # -- lines ----------------------------------------------------------------

    def _printed_line(self, line):
        known = line.get("line")
        if not known:
            return super()._printed_line(line)
        values = {k: v for k, v in line.items() if k not in ("line", "amount")}
        if "amount" in line:
            values.update(self._amounts(line["amount"]))
        if "tax_ids" in line:
            taxes = self.env["account.tax"].browse(line["tax_ids"])
            product = line.get("product_id", known.product_id.id)
            values["tax_ids"] = [fields.Command.set(taxes.ids)]
            values["tax_tag_ids"] = self._base_tags(product, taxes)
        return values

    @cached_property
    def lines_after(self):
        """Return [(line of Odoo or none, values)] of all printed lines."""
        if "lines" not in self.given:
            return [(line, {}) for line in self._printed_now()]
        return list(zip(self._lines_given(), self.printed, strict=True))

    def _printed_now(self):
        return self.move.line_ids.filtered(lambda line: line.display_type in PRINTED)

    def _lines_given(self):
        """Return the line of Odoo of each given line, or none."""
        known = {
            (line.qbd_line_list or False, line.qbd_txn_line_id): line
            for line in self._printed_now()
            if line.qbd_txn_line_id
        }
        none = self.move.line_ids.browse()
        found = []
        for one in self.given["lines"]:
            key = one.get("qbd_line_list") or False, one.get("qbd_txn_line_id")
            found.append(one.get("line") or known.pop(key, none))
        return found

    def taxable(self):
        if "lines" not in self.given:
            given = [(line, {"line": line}) for line in self._printed_now()]
        else:
            given = zip(self._lines_given(), self.given["lines"], strict=True)
        found = []
        for line, values in given:
            if not is_product({"display_type": line.display_type, **values}):
                continue
            taxed = self._taxed(line, values)
            if taxed[1]:
                found.append(taxed)
        return found

    def _taxed(self, line, values):
        """Return (amount, taxes, account id, distribution) as the line will be."""
        amount = values.get("amount")
        if amount is None:
            amount = self.sign * Decimal(str(line.amount_currency))
        taxes = line.tax_ids
        if "tax_ids" in values or not values.get("line"):
            taxes = self.env["account.tax"].browse(values.get("tax_ids") or ())
        kept = line and (values.get("line") or "analytic_distribution" not in values)
        return (
            self._exact(amount),
            taxes,
            values.get("account_id") or line.account_id.id,
            line.analytic_distribution if kept else self._analytic(values),
        )

    def _exact_tax(self):
        taxed = []
        for line, values in self.lines_after:
            kind = values.get("display_type") or line.display_type
            inputs = line._qbd_inputs(values) if kind == "product" else [()]
            taxed += [inputs] if inputs[-1] else []
        return {
            "currency": self.currency.id,
            "type": self.move_type,
            "taxed": sorted(taxed),
            "taxes": self._kept_taxes(),
        }

    # -- what is owed ---------------------------------------------------------

    def _own_lines(self):
        """Return the lines that are Odoo's own: they are left to it."""
        return self.move.line_ids.filtered(
            lambda line: line.display_type not in (*PRINTED, "tax", "payment_term")
            and line not in self.owed
        )

    def _amounts_of(self, name):
        """Return all amounts of the document as it will be, but for what is owed."""
        untaxed, tax = self._after(name)
        return [*untaxed, *tax]

    def _after(self, name):
        """Return the amounts of all lines, and those of the taxes, as Decimals."""
        lines = [values.get(name, line[name]) for line, values in self.lines_after]
        lines += [line[name] for line in self._own_lines()]
        taxes = (
            [values[name] for values in self.taxes]
            if self.is_taxed_anew
            else [line[name] for line in self.move._qbd_tax_lines()]
        )
        return [[Decimal(str(one or 0)) for one in part] for part in (lines, taxes)]

    def _owed(self):
        names = ("amount_currency", "balance")
        sides = [[-float(sum(part, ZERO)) for part in self._after(n)] for n in names]
        return tuple(zip(*sides, strict=True))

    @cached_property
    def is_owed_otherwise(self):
        """Return whether the receivable lines change in anything."""
        if not self.is_owed or not self.owed:
            return self.is_owed
        changed = {name for name in OWED if name in self.given}
        present = self._present()
        if any(
            fields.Date.to_date(self.given[name]) != present[name]
            if name.startswith("invoice_date")
            else (self.given[name] or False) != (present[name] or False)
            for name in changed
        ):
            return True
        return self.amount_changes

    @property
    def amount_changes(self):
        """Return whether the total changes."""
        before = sum(self.owed.mapped("amount_currency"))
        return bool(self.currency.compare_amounts(before, self.due.total[0]))

    @cached_property
    def terms(self):
        """Return [(receivable line of Odoo or none, values)]."""
        if not self.is_owed_otherwise:
            return [(line, {}) for line in self.owed]
        terms = self.given.get("invoice_payment_term_id", False)
        before = self.move.invoice_payment_term_id.id
        if "invoice_payment_term_id" in self.given and (terms or False) != before:
            parts = self.due.parts(self.due_date)
        elif self.amount_changes or not self.owed:
            parts = self.due.spread(self.owed, self._last_date())
        else:
            parts = self._as_they_are()
        none = self.move.line_ids.browse()
        lines = [*self.owed, *(none for _one in parts[len(self.owed) :])]
        return [
            (line, self._term(*part)) for line, part in zip(lines, parts, strict=False)
        ]

    def _last_date(self):
        if "invoice_date_due" in self.given or not self.owed:
            return fields.Date.to_date(self.due_date)
        return self.owed[-1:].date_maturity

    def _as_they_are(self):
        parts = [
            (line.date_maturity, (line.amount_currency, line.balance))
            for line in self.owed
        ]
        return until(parts, self._last_date())

    # -- lines that Odoo computes ---------------------------------------------

    @cached_property
    def amounts_change(self):
        """Return whether any amount or tax is given."""
        given = self.given.get("lines") or ()
        kept = {line for line, _values in self.lines_after}
        gone = any(
            line.display_type == "product"
            for line in self._printed_now()
            if line not in kept
        )
        return (
            self.is_taxed_anew
            or gone
            or any("amount" in one or "tax_ids" in one for one in given)
        )

    def computed_lines(self):
        """Return the lines that Odoo would have to recompute."""
        if not self.amounts_change:
            return self.move.line_ids.browse()
        return self.move.line_ids.filtered(lambda x: x.display_type in COMPUTED_LINES)

    def rounding_difference(self):
        """Return what cash rounding would add to the new total."""
        rounding = self.move.invoice_cash_rounding_id
        if not rounding or not self.amounts_change:
            return 0.0
        return rounding.compute_difference(self.currency, float(self.total()))
