from odoo import models
from odoo.tools import float_compare

from ....core.qbxml.names import qb_name
from ....core.words import for_reader


class QbdSalesTaxMapping(models.AbstractModel):
    """Shares the code of sales tax items and groups, both taxes on sales in Odoo.

    A mapping inherits it before `qbd.mapping`.
    """

    _name = "qbd.sales.tax.mapping"
    _description = "QuickBooks Sales Tax: Mapping"

    _amount_type = None  # of the taxes in Odoo

    # -- which taxes ----------------------------------------------------------

    def _records_domain(self):
        company = self._stream().company_id
        return [("company_id", "parent_of", company.id), *self._hint_domain(None)]

    def _hint_domain(self, model):
        return [
            ("type_tax_use", "=", "sale"),
            ("amount_type", "=", self._amount_type),
        ]

    def _sweep_domain(self):
        return [*self._records_domain(), ("active", "=", True)]

    # -- what QuickBooks has --------------------------------------------------

    def _record_impossible_because(self, tax):
        """Only percentages that are added: no fixed amounts, nothing withheld."""
        included = self._parts_of(tax).filtered("price_include")
        return self._words_of_strange(tax) or self._words_of_included(included)

    @staticmethod
    def _parts_of(tax):
        return tax.filtered(lambda x: x.amount_type != "group") | tax.children_tax_ids

    def _words_of_strange(self, tax):
        """Refuse taxes that QuickBooks would compute otherwise, even if it has them.

        :return: words, "" if there is no such tax
        """
        parts = self._parts_of(tax)
        strange = parts.filtered(self._is_strange)
        if strange:
            return for_reader(self.env)._(
                "QuickBooks has no such tax: %(taxes)s. It only has percentages that "
                "are added to the price. Remove the tax, or enter its amount on a "
                "separate line.",
                taxes=", ".join(strange.mapped("name")),
            )
        order = parts.sorted(lambda one: (one.sequence, one.id))
        for index, one in enumerate(order):
            if one.include_base_amount and any(
                other.is_base_affected for other in order[index + 1 :]
            ):
                return for_reader(self.env)._(
                    "In Odoo, other taxes are computed on top of %(tax)s. QuickBooks"
                    " adds the rates of a group, and its tax would differ. Use a tax"
                    " with the resulting rate in both.",
                    tax=one.name,
                )
        return ""

    @staticmethod
    def _is_strange(tax):
        """Return whether a tax is no percentage, all of which is added to the price."""
        lines = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
        shares = lines.filtered(lambda line: line.repartition_type == "tax").grouped(
            "document_type"
        )
        added = [sum(some.mapped("factor_percent")) for some in shares.values()]
        whole = all(float_compare(one, 100, precision_digits=4) == 0 for one in added)
        return tax.amount_type != "percent" or tax.amount < 0 or not whole

    def _words_of_included(self, taxes):
        """Refuse taxes that are a part of the price, unless a person paired them."""
        if not taxes:
            return ""
        return for_reader(self.env)._(
            "The prices in Odoo include the tax %(taxes)s, and QuickBooks adds its "
            "sales tax to the price. Use a tax that is not included in the price; or "
            "match this tax with a tax of QuickBooks under Match accounts and taxes, "
            "and the prices are sent without it.",
            taxes=", ".join(taxes.mapped("name")),
        )

    # -- writing to Odoo ------------------------------------------------------

    def _new_values(self, canonical):
        return {
            **super()._new_values(canonical),
            "name": self._new_name(canonical["Name"]),
            "company_id": self._stream().company_id.id,
            "type_tax_use": "sale",
            "amount_type": self._amount_type,
            "tax_group_id": self._tax_group().id,
            "active": canonical["IsActive"] is not False,
        }

    def _tax_group(self):
        """Return the company's tax group "Sales Tax", created if need be.

        Invoices print the group's name before the tax, and Odoo's first group may be
        named after a rate.
        """
        found = self._cached_in_batch("tax group", lambda: self._find_tax_group().id)
        return self.env["account.tax.group"].browse(found)

    def _find_tax_group(self):
        company, groups = self._stream().company_id, self.env["account.tax.group"]
        name = for_reader(self.env)._("Sales Tax")
        country = company.account_fiscal_country_id or company.country_id
        domain = [
            *groups._check_company_domain(company),
            ("name", "=", name),
            ("country_id", "in", [False, country.id]),
        ]
        found = groups.search(domain, limit=1)
        return found or groups.create({"name": name, "company_id": company.id})

    def _new_name(self, name):
        """Return a name that no other tax on sales has, as Odoo requires."""
        company = self._stream().company_id
        others = self._browse([]).search(
            [
                ("company_id", "child_of", company.root_id.id),
                ("type_tax_use", "=", "sale"),
            ]
        )
        return qb_name(name, 60, {other.name for other in others})

    # -- matching -------------------------------------------------------------

    def _match(self, objects):
        """Match by name; else by the mark, if exactly one tax on each side has it."""
        free = self._free_records()
        found = self._match_by_name(objects, free)
        rest = {qb_id: one for qb_id, one in objects.items() if not found[qb_id]}
        named = {one for ids in found.values() for one in ids}
        others = free.filtered(lambda tax: tax.id not in named)
        return {**found, **self._match_by_mark(rest, others)}

    def _match_by_mark(self, objects, taxes):
        marks = {qb_id: self._mark_of(one) for qb_id, one in objects.items()}
        found = {}
        for qb_id, mark in marks.items():
            alike = taxes.filtered(lambda t, m=mark: t.active and self._mark(t) == m)
            if mark and len(alike) == 1 and [*marks.values()].count(mark) == 1:
                found[qb_id] = alike.ids
        return found

    def _finders(self):
        same_name, *others = super()._finders()
        return [same_name, (self._mark_words(), self._match_by_mark), *others]

    def _mark_words(self):
        """Return the kind of the mark, in words."""
        raise NotImplementedError

    def _mark_of(self, canonical):
        """Return a mark that identifies an object apart from its name, None if none."""
        raise NotImplementedError

    def _mark(self, tax):
        """Return the same mark of a tax in Odoo, False to leave the tax unmatched."""
        raise NotImplementedError

    def _first_images(self, odoo, quickbooks):
        """Keep the names and printed texts of paired taxes until an edit."""
        paths = ("Name", "ItemDesc")
        return tuple(
            {path: state.get(path) for path in paths} for state in (odoo, quickbooks)
        )

    # -- requests -------------------------------------------------------------

    def _qb_name(self, canonical, names):
        return self._free_name(canonical, names)
