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

    def _figure_line(self, lines, row, known, tax):
        """Return a line as `qbd.posting` takes it.

        :param known: as `_known_lines` returns it
        """
        line, before = known.get((lines.qb, row[lines.key]), (None, {}))
        figure = {
            **self._identity_for(lines, row, line),
            "name": lines.value(row, "name"),
        }
        amount = lines.value(row, "price_subtotal")
        if amount is None:
            kind = line.display_type if line else self._kind_of_text(lines, row)
            return {**figure, "display_type": kind}
        product = self._product_for(lines, row, line, before)
        taxes = tax.ids if lines.value(row, "tax_ids") and tax else []
        figure.update(
            display_type="product",
            product_id=product.id,
            amount=Decimal(amount),
            tax_ids=taxes,
            account_id=self._account_of(lines, row, product, line, before).id,
            **self._price(lines, row, line, before),
        )
        return figure

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

        Of a list without items it is that of QuickBooks.
        """
        if not lines.path_of("product_id"):
            account = lines.value(row, "account_id")
            same = line and lines.value(before, "account_id") == account
            return line.account_id if same else self._to_record("account", account)
        if line and line.product_id == product and line.account_id:
            return line.account_id
        product = product or self._stream().connection_id.default_item_id
        account = self._usual_account(product) if product else None
        return account or self._journal().default_account_id

    def _price(self, lines, row, line, before):
        """Return quantity and price; the line's own if they did not change."""
        if line and all(
            lines.value(row, name) == lines.value(before, name) for name in PRICED
        ):
            names = ("quantity", "price_unit", "discount")
            return {name: line[name] for name in names}
        quantity, rate, amount = (lines.value(row, name) for name in PRICED)
        amount, quantity = Decimal(amount), Decimal(quantity or 1)
        if not quantity:
            return {"quantity": 1.0, "price_unit": float(amount)}
        if rate is None or rounded(quantity, rate) != amount:
            rate = amount / quantity
        return {"quantity": float(quantity), "price_unit": float(rate)}

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
        if kind == "ItemDiscount" or not quantity:
            return amount
        counted = {paths["quantity"]: quantity}
        if rate is not None and rounded(quantity, rate) == Decimal(value):
            return {**counted, paths["price_unit"]: rate}
        return {**counted, **amount}
