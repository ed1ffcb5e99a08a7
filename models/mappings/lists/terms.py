from odoo import Command, models
from odoo.tools.translate import LazyTranslate

from ....core.qbxml.elements import Elements
from ....core.qbxml.fields import Field
from ....core.qbxml.values import boolean, integer, percent, text
from ....core.words import for_reader

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


class QbdMappingTerms(models.AbstractModel):
    """StandardTerms ↔ account.payment.term.

    QuickBooks has no Mod for terms. Terms that depend on a day of the month
    (DateDrivenTerms) are imported by name alone, and are not written.
    """

    _name = "qbd.mapping.terms"
    _inherit = "qbd.mapping"
    _description = "Payment terms"

    _qb_type = "StandardTerms"
    _qb_types = ("StandardTerms", "DateDrivenTerms")
    _query = "TermsQuery"
    _space = "terms"
    _odoo_model = "account.payment.term"
    _can = frozenset({"add"})
    _watch = ("account.payment.term",)
    _pages = False
    _has_guid = False
    _deleted_types = ("StandardTerms", "DateDrivenTerms")
    _fields_map = (
        Field("Name", "name", text(31), required=True, label=_lt("Name")),
        Field("IsActive", "active", boolean, label=_lt("Active")),
        Field("StdDueDays", "_due_days", integer, label=_lt("Due in days")),
        Field("StdDiscountDays", "_discount_days", integer, label=_lt("Discount days")),
        Field("DiscountPct", "_discount_percent", percent, label=_lt("Discount %")),
    )
    _elements = Elements(
        kept={
            "DayOfMonthDue": _lt("Due on day of the month"),
            "DueNextMonthDays": _lt("Due next month if issued within days"),
            "DiscountDayOfMonth": _lt("Discount until day of the month"),
        }
    )

    # -- which terms ----------------------------------------------------------

    def _records_domain(self):
        company = self._stream().company_id
        return [("company_id", "in", [False, *company.parent_ids.ids])]

    def _sweep_domain(self):
        """Sweep no terms: only those of candidates are created in QuickBooks."""
        return [("id", "=", 0)]

    def _hint_domain(self, model):
        """Store no hints: terms without a link wait until a partner refers to them."""
        return [("id", "=", 0)] if model == self._odoo_model else []

    def _records_concerned(self, model, ids):
        """Return linked terms only: others wait until a partner refers to them."""
        return sorted(self.env["qbd.link"]._by_records(self._stream(), list(ids)))

    # -- Odoo's side ----------------------------------------------------------

    def _due_days(self, term):
        return term.line_ids[:1].nb_days

    def _discount_days(self, term):
        return term.discount_days if term.early_discount else None

    def _discount_percent(self, term):
        return term.discount_percentage if term.early_discount else None

    def _is_standard(self, term):
        """Return whether all is due in one payment, days after the invoice date."""
        line = term.line_ids
        return (
            len(line) == 1
            and line.value == "percent"
            and line.value_amount == 100
            and line.delay_type == "days_after"
        )

    def _leaves_out(self, term, path):
        figures = ("StdDueDays", "StdDiscountDays", "DiscountPct")
        return path in figures and not self._is_standard(term)

    def _record_refused_because(self, state, link):
        if self._is_standard(self._browse(link.record_id)):
            return ""
        return for_reader(self.env)._(
            "QuickBooks' interface has no terms with several instalments or with a "
            "fixed day. Choose other payment terms for the customer, or add terms of "
            "this name in QuickBooks manually."
        )

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        if element.tag == "DateDrivenTermsRet":
            return {
                path: value
                for path, value in canonical.items()
                if path in ("Name", "IsActive")
            }
        if not canonical["DiscountPct"] or float(canonical["DiscountPct"]) == 0:
            canonical.update(DiscountPct=None, StdDiscountDays=None)
        canonical["StdDueDays"] = canonical["StdDueDays"] or 0
        return canonical

    def _odoo_values(self, changed, record=None):
        values = super()._odoo_values(changed, record)
        if "StdDueDays" in changed:
            line = {"value": "percent", "value_amount": 100, "delay_type": "days_after"}
            line["nb_days"] = changed["StdDueDays"] or 0
            values["line_ids"] = [Command.clear(), Command.create(line)]
        if "DiscountPct" in changed or "StdDiscountDays" in changed:
            percentage = changed.get("DiscountPct")
            values["early_discount"] = bool(percentage)
            if percentage:
                values["discount_percentage"] = float(percentage)
                values["discount_days"] = changed.get("StdDiscountDays") or 0
                values["early_pay_discount_computation"] = "excluded"
        return values

    def _new_values(self, canonical):
        values = super()._new_values(canonical)
        values["company_id"] = self._stream().company_id.id
        return values

    # -- matching -------------------------------------------------------------

    def _match(self, objects):
        """Match by name; else the only terms with the same figures."""
        free = self._free_records()
        found = self._match_by_name(objects, free)
        rest = {qb_id: one for qb_id, one in objects.items() if not found[qb_id]}
        named = {one for ids in found.values() for one in ids}
        others = free.filtered(lambda terms: terms.id not in named)
        alike = self._match_by_figures(rest, others)
        found.update((k, ids) for k, ids in alike.items() if len(ids) == 1)
        return found

    def _match_by_figures(self, objects, terms):
        figures = ("StdDueDays", "StdDiscountDays", "DiscountPct")
        states = self._canonical_records(terms)
        return {
            qb_id: [
                record_id
                for record_id, state in states.items()
                if all(p in state and state[p] == canonical[p] for p in figures)
            ]
            for qb_id, canonical in objects.items()
            if "StdDueDays" in canonical
        }

    def _finders(self):
        same_name, *others = super()._finders()
        words = for_reader(self.env)._("Same days and discount")
        return [same_name, (words, self._match_by_figures), *others]
