"""Applying an import of an inventory file: all that was accepted, or nothing."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, groupby, split_every

from ...core.errors import ValueRefused
from ...core.inventory.fields import Product
from ...core.inventory.writer import Writer
from ...core.words import for_reader
from .checks import CHECKS
from .products import SHARED

BATCH = 500

CHECKED = {*CHECKS, *SHARED}
STRICTER = ("stock", "impossible", "check", "code")
"""States that stop a line, unless a person accepted it in this state."""


class QbdInventoryApply(models.AbstractModel):
    """The part of an import that writes, and keeps the file that undoes it."""

    _name = "qbd.inventory.apply"
    _description = "Inventory Import: Applying"

    def _apply_in_background(self):
        """Apply; where Odoo refuses a value the import waits for a person again."""
        self.sudo().state = "ready"
        try:
            with self.env.cr.savepoint():
                self._apply()
        except UserError as error:
            self.sudo().message = str(error)

    def _apply(self):
        """Apply in this transaction; lines that came to differ stop all of them."""
        if not self.sudo().try_lock_for_update():
            raise UserError(
                for_reader(self.env)._("The import is being applied. Wait a moment.")
            )
        inventory = self._inventory(self.language)
        changes = self._accepted_changes()
        if self._find_stale(inventory, changes):
            return

        def write(stream):
            try:
                with Writer(stream, inventory._header("reversal")) as writer:
                    self._write_all(inventory, changes, writer)
            except ValueRefused as error:  # an account was deleted since it was read
                words = error.said(for_reader(self.env)._)
                raise UserError(words) from error
            return {"product_count": writer.count}

        reversal = self.env["qbd.inventory.file"]._create_written(
            self.sudo().company_id, "reversal", write
        )
        self.sudo().write(
            {
                "state": "done",
                "message": False,
                "applied_on": fields.Datetime.now(),
                "applied_count": reversal.product_count,
                "reversal_id": reversal.id,
            }
        )

    def _accepted_changes(self):
        """Return [(product id, {field name: (line id, old, new)})] to be written."""
        self.env["qbd.inventory.line"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT product_id, field_name, id, old, new FROM qbd_inventory_line"
                " WHERE import_id = %s AND accepted AND field_name IS NOT NULL"
                " ORDER BY id",
                self.id,
            )
        )
        return [
            (product_id, {name: tuple(row) for _id, name, *row in rows})
            for product_id, rows in groupby(self.env.cr.fetchall(), lambda row: row[0])
        ]

    # -- before -------------------------------------------------------------------

    def _find_stale(self, inventory, changes):
        """Return whether values were changed in Odoo since they were compared.

        Their lines become conflicts, and nothing is applied.
        """
        stale, given = self._new_ones_there(inventory), {}
        moved = [product_id for product_id, own in changes if "barcode" in own]
        inventory = inventory.with_context(qbd_barcodes=moved)
        for batch in split_every(BATCH, changes):
            products = inventory.env["product.product"].browse(
                [product_id for product_id, _fields in batch if product_id]
            )
            names = {name for _id, own in batch for name in own}
            values = inventory._values(products.exists(), names)
            records = {product.id: product for product in products.sudo()}
            for product_id, own in batch:
                stale.update(_stale(own, values.get(product_id)))
                if product_id in values:
                    product = records[product_id]
                    stale.update(self._now_stricter(inventory, product, own))
                    self._check_variants(inventory, given, records[product_id], own)
            self.env.invalidate_all()
        for line_id, (state, value) in stale.items():
            line = self.env["qbd.inventory.line"].sudo().browse(line_id)
            line.write({"state": state, "accepted": False, "old": value or False})
        if stale:
            self.sudo().message = for_reader(self.env)._(
                "Nothing was applied: %(number)s values have changed in Odoo. Review "
                "their lines, then apply again.",
                number=len(stale),
            )
        return bool(stale)

    def _accepted_new(self):
        return (
            self.env["qbd.inventory.line"]
            .sudo()
            .search(
                [
                    ("import_id", "=", self.id),
                    ("accepted", "=", True),
                    ("field_name", "=", False),
                ],
                order="id",
            )
        )

    def _new_ones_there(self, inventory):
        """Return {line id: (state, None)} of new products that Odoo has by now.

        Another person may have imported the same file, or the sync made them.
        """
        lines, stale = self._accepted_new(), {}
        products = [Product(dict(line.values)) for line in lines]
        checked = inventory._check_new(products, "odoo")
        for line, (state, words, _values) in zip(lines, checked, strict=True):
            if state != "new" and state != line.state:
                line.message = words
                stale[line.id] = state, None
        return stale

    def _now_stricter(self, inventory, product, own):
        """Yield (line id, (state, value)) of values that need a word of their own now.

        Goods may have been received, a barcode given or a variant added, since it was
        looked at.
        """
        lines = self.env["qbd.inventory.line"].sudo()
        for name, (line_id, old, new) in own.items():
            if name not in CHECKED:
                continue
            state, words = inventory._check_change(product, name, new)
            line = lines.browse(line_id)
            shared = state == "shared" and line.state == "change"
            if shared or (state in STRICTER and state != line.state):
                line.message = words
                yield line_id, (state, old)

    def _check_variants(self, inventory, given, product, own):
        """Variants cannot be given two values where they share one.

        :param given: {(template id, field name): (what they share, value)} so far
        """
        template = product.product_tmpl_id
        for name, (_line, _old, new) in own.items():
            if not inventory._is_shared(product, name):
                continue
            value = inventory._shared_value(product, name, new)
            first, known = given.setdefault((template.id, name), (value, new))
            if first != value:
                raise UserError(
                    for_reader(self.env)._(
                        "Two variants of “%(product)s” would get different values "
                        "where they share one: %(one)s and %(other)s. Skip one line.",
                        product=template.display_name,
                        one=known or "–",
                        other=new or "–",
                    )
                )

    # -- writing --------------------------------------------------------------------

    def _write_all(self, inventory, changes, writer):
        self._free_barcodes(inventory, changes)
        for batch in split_every(BATCH, changes):
            products = inventory.env["product.product"].browse(
                [one for one, _ in batch]
            )
            inventory._write_products(
                [
                    (product, {name: new for name, (_line, _old, new) in own.items()})
                    for product, (_id, own) in zip(products, batch, strict=True)
                ]
            )
            after = inventory._batch(products)
            for product_id, own in batch:
                writer.write(_reverted(after[product_id], own))
            self._log([line for _id, own in batch for line, _old, _new in own.values()])
        self._write_new(inventory, writer)

    def _free_barcodes(self, inventory, changes):
        """Take off barcodes that go to another product of the file, before any is set.

        Odoo refuses a barcode that two have, be it for a moment.
        """
        given = {own["barcode"][2]: one for one, own in changes if "barcode" in own}
        products = inventory.env["product.product"].browse(given.values())
        moving = products.filtered(
            lambda one: one.barcode and given.get(one.barcode, one.id) != one.id
        )
        moving.write({"barcode": False})

    def _write_new(self, inventory, writer):
        lines = self.env["qbd.inventory.line"].sudo()
        for batch in split_every(BATCH, self._accepted_new().ids):
            rows = lines.browse(batch)
            products = inventory._create_products([row.values for row in rows])
            for row, product in zip(rows, products, strict=True):
                row.product_id = product
            for product in inventory._batch(products).values():
                writer.write(_archived(product))
            self._log(batch)

    def _log(self, line_ids):
        self.env["qbd.inventory.line"].sudo().browse(line_ids).write({"applied": True})
        self.env.flush_all()
        self.env.invalidate_all()


def _stale(own, now):
    """Yield (line id, (state, Odoo's value)) of the values that have changed."""
    for name, (line_id, old, _new) in own.items():
        if now is None:
            yield line_id, ("impossible", None)
        elif now.get(name) != old:
            yield line_id, ("conflict", now.get(name))


def _reverted(product, own):
    """Return a product as it is now, with the former values of applied fields."""
    for name, (_line, old, new) in own.items():
        product.values[name] = old
        product.notes[name] = {"source": "reversal", **({"was": new} if new else {})}
    return product


def _archived(product):
    """A product that was new; it is not deleted, for documents may refer to it."""
    product.values["active"] = "false"
    product.notes["active"] = {"source": "reversal", "was": "true"}
    return product
