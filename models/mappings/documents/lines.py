from odoo import models

from ....core.money import money
from ....core.qbxml.fields import GROUP

TEXTS = ("line_section", "line_subsection", "line_note")
"""Lines of Odoo that only say something."""

POSTED = ("product", "tax")
"""Lines of Odoo with an amount; taxes are lines in QuickBooks where it has none."""

SPECIAL_ITEMS = ("ItemSubtotal", "ItemDiscount", "ItemPayment", "ItemGroup")


class QbdDocumentLines(models.AbstractModel):
    """The lists of lines that a document declares, as both sides show them.

    `Lines.odoo` names the hook that returns the lines of one list in Odoo; `Field.odoo`
    of its fields is an attribute of `account.move.line`: name, product_id, quantity,
    price_unit, price_subtotal, tax_ids, account_id. A list declares those it has.

    A line that moved to another list, because it got a product, is a new line there.
    """

    _name = "qbd.document.lines"
    _inherit = [
        "qbd.document.line.keys",
        "qbd.document.lines.accounts",
        "qbd.document.lines.units",
    ]
    _description = "QuickBooks Lines of Documents"

    # -- which lines ----------------------------------------------------------

    def _printed(self, move):
        """Return the lines that are printed, in their order."""
        return move.invoice_line_ids.sorted(lambda x: (x.sequence, x._origin.id))

    # -- Odoo's side ----------------------------------------------------------

    def _raw_lines(self, move, lines, references):
        if self._leaves_out(move, lines.qb):
            return None
        return [
            self._raw_line(move, lines, line, references)
            for line in self._lines_of(move, lines)
        ]

    def _raw_line(self, move, lines, line, references):
        shown = self._shown(move, lines, line, references)
        return {
            lines.key: self._line_key(lines, line),
            **{x.qb: shown[x.odoo] for x in lines.fields if x.odoo in shown},
        }

    def _shown(self, move, lines, line, references):
        """Return {attribute of a line: raw value}."""
        shown = {"name": line.name or None}
        if line.display_type in TEXTS:
            return shown
        item = references.get(("item", self._item(lines, line).id))
        if item:
            shown["product_id"] = item
        value = self._amount_of_line(move, line)
        shown.update(
            quantity=self._quantity_shown(line),
            price_unit=self._rate(line, value),
            price_subtotal=value,
            tax_ids=bool(self._effective_taxes(line)),
            account_id=references.get(("account", line.account_id.id)),
        )
        return shown

    def _amount_of_line(self, move, line):
        """Return the amount of a line, as the document has it: a float."""
        return line.amount_currency * move.direction_sign

    def _item(self, lines, line):
        """Return the product: without one, the product chosen for such lines."""
        if not lines.path_of("product_id"):
            return line.product_id.browse()
        return line.product_id or self._stream().connection_id.default_item_id

    def _usual_account(self, product):
        return self._cached_in_batch(
            (self._usual_account_kind, product.id),
            lambda: product.product_tmpl_id.get_product_accounts()[
                self._usual_account_kind
            ],
        )

    def _referred_by_lines(self, moves):
        found = {"item": set(), "account": set()}
        for move in moves:
            for lines, line in self._listed(move):
                if line.display_type in POSTED:
                    found["item"].update(self._item(lines, line).ids)
                    if lines.path_of("account_id"):
                        found["account"].update(line.account_id.ids)
        return found

    def _needed_by_lines(self, move):
        """Return {mapping name: ids} of records without which no line can be sent."""
        needed = {"item": set(), "account": set()}
        for lines, line in self._listed(move):
            if line.display_type not in POSTED:
                continue
            if lines.path_of("product_id"):
                needed["item"].update(self._item(lines, line).ids)
            else:
                needed["account"].update(line.account_id.ids)
        return needed

    # -- QuickBooks' side -----------------------------------------------------

    def _is_worthless(self, canonical):
        """Tell whether no line of an object has an amount."""
        rows = self._rows(canonical)
        return not any(money(lines.value(r, "price_subtotal")) for lines, r in rows)

    def _normalise_lines(self, canonical, taxed):
        """Leave only those values of all lines that can be compared."""
        for lines in self._lists_of_lines():
            canonical[lines.qb] = [
                self._normalise_line(lines, row, taxed)
                for row in canonical[lines.qb] or ()
            ]

    def _normalise_line(self, lines, line, taxed):
        """Return a line with the values that can be compared: of a text its words."""
        row = {path: line[path] for path in (lines.key, lines.path_of("name"))}
        if line.get(GROUP):
            row[GROUP] = line[GROUP]
        about = lines.path_of("product_id") or lines.path_of("account_id")
        amount, taxable = lines.path_of("price_subtotal"), lines.path_of("tax_ids")
        kind = self._kind_of_item(lines.value(line, "product_id"))
        if kind == "ItemSubtotal" or line[lines.key] == line.get(GROUP):
            return row
        if not line[about] and line[amount] is None:
            return row
        row.update({about: line[about], amount: line[amount] or "0.00"})
        if taxable:
            row[taxable] = taxed and self._is_taxable(line["SalesTaxCodeRef"])
        if line.get("RatePercent") is None and kind != "ItemDiscount":
            paths = (lines.path_of("quantity"), lines.path_of("price_unit"))
            row.update({path: line[path] for path in paths if path})
        return row

    def _kind_of_item(self, qb_id):
        """Return "ItemSubtotal" …, for items that are no usual ones, else None."""
        special = self._cached_in_batch("special items", self._special_items)
        return special.get(qb_id)

    def _special_items(self):
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("space", "=", "item"),
                ("qb_type", "in", SPECIAL_ITEMS),
            ]
        )
        return {link.qb_id: link.qb_type for link in links}

    def _kinds_of_items(self, canonical):
        """Return the kinds of all items on the lines of an object."""
        return {
            self._kind_of_item(lines.value(row, "product_id"))
            for lines, row in self._rows(canonical)
        }
