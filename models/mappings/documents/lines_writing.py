from decimal import Decimal

from odoo import models

from ....core.money import cents, money
from ....core.qbxml.fields import GROUP
from ....core.qbxml.texts import own_text

PRICED = ("quantity", "price_unit", "price_subtotal")
"""Attributes of a line that are sent together."""


def rounded(quantity, rate):
    """Return the amount that QuickBooks makes of quantity times rate, as Decimal."""
    return cents(money(quantity) * money(rate))


class QbdDocumentLinesWriting(models.AbstractModel):
    """Writing the lines of documents: figures for Odoo, elements for QuickBooks."""

    _name = "qbd.document.lines.writing"
    _description = "QuickBooks Lines of Documents: Writing"

    # -- to Odoo --------------------------------------------------------------

    def _known_lines(self, move, canonical):
        """Return {(path of a list, key): (line of Odoo, its canonical form)}."""
        rows = {(x.qb, row[x.key]): row for x, row in self._rows(canonical)}
        found = {}
        for lines, line in self._listed(move):
            key = lines.qb, self._line_key(lines, line)
            found[key] = (line, rows.get(key, {}))
        return found

    def _figure_line(self, lines, row, line, before, taxes, retaxed=True):
        """Return a line as `qbd.posting` takes it.

        :param row: canonical form that the line shall have
        :param line: the line in Odoo, or none; `before` its canonical form: of a line
            that is known no more is returned than what differs
        :param taxes: those of a taxable line; `retaxed`: whether they are others
        """
        amount = lines.value(row, "price_subtotal")
        if amount is None:
            return self._figure_text(lines, row, line, before)
        product = self._product_for(lines, row, line, before)
        if not line or lines.value(before, "price_subtotal") is None:
            line, before, retaxed = None, {}, True
        figure = self._identity_for(lines, row, line)
        if line:
            figure["line"] = line
        taxable = bool(lines.value(row, "tax_ids") and taxes)
        taxed = self._line_taxes(line, taxable, taxes)
        whole = not line or product != line.product_id
        if whole or lines.value(row, "name") != lines.value(before, "name"):
            figure["name"] = lines.value(row, "name")
        if whole:
            figure.update(display_type="product", product_id=product.id)
        account = self._account_of(lines, row, product, line, before)
        if whole or account != line.account_id:
            figure["account_id"] = account.id
        if whole or self._differs(lines, row, before, PRICED):
            figure["amount"] = Decimal(amount)
            price = self._price(lines, row, line, before, taxed, product)
            figure.update(price)
        unit = figure.get("product_uom_id")
        recomputed = line and unit and unit != line.product_uom_id.id
        taxed_anew = retaxed or self._differs(lines, row, before, ("tax_ids",))
        if whole or recomputed or taxed_anew:
            figure["tax_ids"] = taxed.ids
        return figure

    @staticmethod
    def _differs(lines, row, before, names):
        return any(lines.value(row, x) != lines.value(before, x) for x in names)

    def _figure_text(self, lines, row, line, before):
        """Return a line that only says something."""
        figure = {**self._identity_for(lines, row, line), "line": line}
        if line and lines.value(before, "price_subtotal") is None:
            same = lines.value(row, "name") == lines.value(before, "name")
            return figure if same else {**figure, "name": lines.value(row, "name")}
        kind = line.display_type if line else self._kind_of_text(lines, row)
        del figure["line"]
        return {**figure, "name": lines.value(row, "name"), "display_type": kind}

    def _line_taxes(self, line, taxable, taxes):
        """Return the taxes of a line; those that QuickBooks lacks stay if none come."""
        if not line:
            return taxes if taxable else taxes.browse()
        known = line.tax_ids
        if bool(self._effective_taxes(line)) == taxable:
            return taxes | (known - self._effective_taxes(line)) if taxable else known
        return taxes if taxable else taxes.browse()

    def _identity_for(self, lines, row, line):
        """Return list and TxnLineID; a line that is not sent yet keeps its own."""
        key = row[lines.key]
        if key and not key.startswith("odoo:"):
            return self._identity(lines, key)
        names = ("qbd_txn_line_id", "qbd_line_list")
        return {name: line[name] if line else False for name in names}

    @staticmethod
    def _kind_of_text(lines, row):
        return "line_section" if row.get(GROUP) == row[lines.key] else "line_note"

    def _product_for(self, lines, row, line, before):
        item = lines.value(row, "product_id")
        if line and lines.value(before, "product_id") == item:
            return line.product_id
        if not item:
            return self.env["product.product"]
        return self._to_record("item", item)

    def _account_of(self, lines, row, product, line, before):
        """Return the account: a line keeps its own, unless its item changes.

        It is that of QuickBooks: of the line, or else of the item.
        """
        if not lines.path_of("product_id"):
            account = lines.value(row, "account_id")
            same = line and lines.value(before, "account_id") == account
            return line.account_id if same else self._to_record("account", account)
        same = line and line.product_id == product and line.account_id
        if same and not self._is_merged_away(line.account_id):
            return line.account_id
        account = None
        if lines.path_of("account_id"):
            item = lines.value(row, "product_id")
            account = item and self._account_of_item(self._object_read(), item)
        product = product or self._stream().connection_id.default_item_id
        if not account and product:
            account = self._usual_account(product)
        return account or self._journal().default_account_id

    def _is_merged_away(self, account):
        """Return whether Odoo archived an account that QuickBooks has no more."""
        missing = not account.active and self._without_object_of(
            "account", {account.id}
        )
        return bool(missing)

    def _object_read(self):
        """Return the object whose lines are written, as `_of_object` set it."""
        return self.env.context.get("qbd_object") or {}

    def _of_object(self, canonical):
        """Return this mapping, to write lines of this object."""
        return self.with_context(qbd_object=canonical)

    def _price(self, lines, row, line, before, taxes, product):
        """Return quantity and price; the line's own where they did not change.

        They give the amount, with the quantity as Odoo rounds it.
        """
        counted, rate, amount = (lines.value(row, name) for name in PRICED)
        if line and not lines.path_of("quantity"):
            counted = self._quantity_shown(line)
        amount, counted = Decimal(amount), Decimal(counted or 1)
        unit, factor = self._unit_for(line, product, counted)
        quantity, discount = self._held(counted / factor), 0.0
        found = {"product_uom_id": unit.id} if product else {}
        same = line and line.product_id == product and line.product_uom_id == unit
        if same and rate == lines.value(before, "price_unit"):
            discount = line.discount if line.discount < 100 else 0.0
            kept = {"price_unit": line.price_unit, "discount": line.discount}
            kept["quantity"] = float(quantity)
            if quantity and self._gives(line, kept, amount):
                return {**found, **kept}
        exact = rate is not None and rounded(counted, rate) == amount
        exact = exact and quantity * factor == counted
        if not quantity:
            quantity, price, discount = Decimal(1), amount, 0.0
        elif discount or not exact:
            price = amount / quantity
        else:
            price = Decimal(rate) * factor
        price = float(price) * self._gross(taxes) / (1 - discount / 100)
        return {
            **found,
            "quantity": float(quantity),
            "price_unit": price,
            "discount": discount,
        }

    @staticmethod
    def _gives(line, priced, amount):
        """Return whether Odoo would print this amount for quantity, price, discount."""
        price = priced["price_unit"] * (1 - (priced["discount"] or 0.0) / 100)
        computed = line.tax_ids.compute_all(
            price,
            currency=line.currency_id,
            quantity=priced["quantity"],
            product=line.product_id,
            partner=line.partner_id,
        )
        return not line.currency_id.compare_amounts(
            computed["total_excluded"], float(amount)
        )

    @staticmethod
    def _gross(taxes):
        """Return by what a net price is multiplied: taxes may be included in Odoo's."""
        leaves = taxes.flatten_taxes_hierarchy().filtered("price_include")
        return 1 + sum(leaf.amount for leaf in leaves) / 100

    # -- to QuickBooks --------------------------------------------------------

    def _rows_of_mod(self, lines, rows, canonical):
        """Return all lines that stay, by their ids, those changed with what goes along.

        :param rows: lines of the list, those unchanged with their id alone
        :param canonical: the object as QuickBooks shows it
        """
        now = {row[lines.key]: row for row in canonical.get(lines.qb) or ()}
        found = []
        for row in rows:
            current = now.get(row[lines.key], {})
            changed = {path: v for path, v in row.items() if path != lines.key}
            whole = {**current, **changed}
            sent = self._row_to_send(lines, whole, changed) if changed else {}
            sent = {path: own_text(v, current.get(path)) for path, v in sent.items()}
            sent[lines.key] = row[lines.key]
            if lines.group:
                sent[GROUP] = current.get(GROUP)
            found.append(sent)
        return self._without_whole_groups(lines, found, now) if lines.group else found

    def _without_whole_groups(self, lines, rows, now):
        """Name an unchanged group alone, without its lines."""
        whole = set(now) & {row[GROUP] for row in rows}
        for group in [*whole]:
            before = [key for key, row in now.items() if row.get(GROUP) == group]
            after = [row for row in rows if row[GROUP] == group]
            untouched = all(set(row) == {lines.key, GROUP} for row in after)
            if len(before) != len(after) or not untouched:
                whole.discard(group)
        return [r for r in rows if r[GROUP] not in whole or r[lines.key] == r[GROUP]]

    def _row_to_send(self, lines, row, changed):
        """Return the elements of one line.

        :param row: all of the line
        :param changed: those of its values that are to be sent
        """
        steady = (lines.path_of("product_id"), lines.path_of("name"))
        sent = {path: changed[path] for path in steady if path in changed}
        if lines.path_of("price_subtotal") not in row:
            return sent
        if any(lines.path_of(name) in changed for name in PRICED):
            sent.update(self._priced(lines, row))
        if lines.path_of("tax_ids") in changed:
            code = self._code(lines.value(changed, "tax_ids"))
            sent.update({"SalesTaxCodeRef": code} if code else {})
        account = lines.path_of("account_id")
        if changed.get(account):
            sent[account] = changed[account]
        return sent

    def _priced(self, lines, row):
        """Return rate and quantity if they give the amount, else the amount itself."""
        quantity, rate, value = (lines.value(row, name) for name in PRICED)
        paths = dict(zip(PRICED, map(lines.path_of, PRICED), strict=True))
        amount = {paths["price_subtotal"]: value}
        kind = self._kind_of_item(lines.value(row, "product_id"))
        lost = not money(quantity) and money(value)
        if kind == "ItemDiscount" or not quantity or lost:
            return amount
        counted = {paths["quantity"]: quantity}
        if rate is not None and rounded(quantity, rate) == Decimal(value):
            return {**counted, paths["price_unit"]: rate}
        return {**counted, **amount}
