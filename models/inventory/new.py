"""Products of an inventory file that Odoo does not have yet."""

from odoo import models
from odoo.tools import SQL

from ...core.errors import ValueRefused
from ...core.inventory.update import TOLD, Rows, texts
from ...core.matching.similar import sift
from ...core.money import money
from ...core.words import for_reader
from .write import ACCOUNTS, ON_TEMPLATE, ON_VARIANT

NEW_KINDS = {
    "service": {"type": "service"},
    "other-charge": {"type": "service"},
    "non-inventory": {"type": "consu", "is_storable": False},
    "inventory": {"type": "consu", "is_storable": True},
    "assembly": {"type": "consu", "is_storable": True},
}
"""Kind in the file → values of a product; the others are no products in Odoo."""

CODES = ("reference", "barcode", "part-number")
READ = (
    *("odoo-id", "reference", "name", "barcode", "part-number"),
    *("sales-description", "variant", "sales-price"),
)
"""What the matcher is told of Odoo's products."""

FEW = 500
"""So many new products are compared with those that share a rare word with them."""

LATER = ("taxable", "preferred-vendor", "active")
"""What is written once the product is there."""


class QbdInventoryNew(models.AbstractModel):
    """Checks and creates products; use it by `_of_company`, like its parent."""

    _name = "qbd.inventory.new"
    _inherit = "qbd.inventory.write"
    _description = "Inventory File: New Products"

    # -- before -------------------------------------------------------------------

    def _for_new(self, product, source):
        """Return the values that a new product gets in Odoo.

        QuickBooks' name of an item is its internal reference or its name in Odoo, as
        the connection is set.
        """
        values = dict(product.values)
        connection = self.env["qbd.connection"].sudo()
        known = connection.search([("company_id", "=", self.env.company.id)], limit=1)
        name = values.get("name")
        if (
            source != "quickbooks"
            or known.item_name_rule == "name"
            or not name
            or values.get("reference")
        ):
            return values
        described = values.pop("sales-description", None) or name
        return {**values, "reference": name, "name": " ".join(described.split())}

    def _check_new(self, products, source):
        """Check the new products of a file, before anything is written.

        :param products: those of the file
        :param source: the source of the file
        :return: for each (state of its line, words, values for Odoo)
        """
        rows = [self._for_new(product, source) for product in products]
        linked = self._linked([one.list_id for one in products if one.list_id])
        named = self._named([one.external_id for one in products if one.external_id])
        known, alike = self._known(rows), self._alike(products)
        found, seen = [], set()
        for number, (product, row) in enumerate(zip(products, rows, strict=True)):
            words = self._refused_new(row, seen)
            twin = linked.get(product.list_id) or named.get(product.external_id)
            twin = twin or _first(known, row)
            similar = alike.get(number)
            if words or twin:
                words = words or self._twin_words(twin)
                found.append(("impossible", words, row))
            elif similar:
                state = "impossible" if similar.certain else "similar"
                words = self._twin_words(similar.product, similar.reason)
                found.append((state, words, row))
            else:
                found.append(("new", "", row))
        return found

    def _alike(self, products):
        """Return {number of a new product: its pair with one of Odoo's, by id}."""
        if not products:
            return {}
        rows, new = list(self._all_texts()), list(map(texts, products))
        if len(new) <= FEW:
            known = {n: _said(row) for n, row in enumerate(rows)}
            rows = [rows[number] for number in sift(map(_said, new), known)]
        pairs = self.env["qbd.inventory.pairs"]._pairs(Rows(rows), Rows(new))
        return {
            pair.item: pair._replace(product=rows[pair.product][0])
            for pair in sorted(pairs, key=lambda pair: (pair.certain, pair.score))
        }

    def _all_texts(self):
        """Yield the matcher's texts of each product of the company."""
        self.env.flush_all()
        name = self.env["product.template"]._field_to_sql("t", "name")
        described = self.env["product.template"]._field_to_sql("t", "description_sale")
        value = self.env["product.attribute.value"]._field_to_sql("v", "name")
        self.env.cr.execute(
            SQL(
                "SELECT p.id, p.default_code, %(name)s, p.barcode, p.qbd_part_number,"
                " %(described)s, variant.name, t.list_price FROM product_product p"
                " JOIN product_template t ON t.id = p.product_tmpl_id"
                " LEFT JOIN LATERAL (SELECT string_agg(%(value)s, ' ') AS name"
                "  FROM product_variant_combination c"
                "  JOIN product_template_attribute_value a"
                "  ON a.id = c.product_template_attribute_value_id"
                "  JOIN product_attribute_value v"
                "  ON v.id = a.product_attribute_value_id"
                "  WHERE c.product_product_id = p.id) AS variant ON true"
                " WHERE t.company_id IS NULL OR t.company_id = %(company)s ORDER BY 1",
                name=name,
                described=described,
                value=value,
                company=self.env.company.id,
            )
        )
        places = [READ.index(name) if name in READ else None for name in TOLD]
        for row in self.env.cr.fetchall():
            yield tuple(None if place is None else row[place] for place in places)

    def _refused_new(self, row, seen):
        """Return why there can be no such product, "" if there can."""
        if not row.get("name"):
            return for_reader(self.env)._("A product needs a name.")
        if row.get("type") and row["type"] not in NEW_KINDS:
            return for_reader(self.env)._(
                "Odoo has no products of the kind “%(kind)s”.", kind=row["type"]
            )
        keys = {(name, row[name].lower()) for name in CODES if row.get(name)}
        if keys & seen:
            return for_reader(self.env)._(
                "The file has another new product with this code."
            )
        seen |= keys
        try:
            for name in {*row} & {*ACCOUNTS, "preferred-vendor"}:
                self._target(name, row[name])
        except ValueRefused as error:
            return error.said(for_reader(self.env)._)
        return ""

    def _twin_words(self, product_id, reason=None):
        product = self.env["product.product"].sudo().browse(product_id)
        words = for_reader(self.env)._(
            "This may be “%(name)s”, which already exists in Odoo. To pair them, "
            "update Odoo's file from QuickBooks.",
            name=product.display_name,
        )
        return f"{words} ({reason})" if reason else words

    def _linked(self, list_ids):
        """Return {ListID: id of the product that it is linked with}."""
        links = self.env["qbd.link"].sudo()
        domain = [
            ("space", "=", "item"),
            ("res_model", "=", "product.product"),  # taxes share the space of ids
            ("qb_id", "in", list_ids),
            ("connection_id.company_id", "=", self.env.company.id),
            ("record_id", "!=", False),
            ("state", "!=", "gone"),
        ]
        return {link.qb_id: link.record_id for link in links.search(domain)}

    def _named(self, external_ids):
        """Return {external id: id of the product that bears it}."""
        data = self.env["ir.model.data"].sudo()
        found = data.search(
            [
                ("model", "=", "product.product"),
                ("name", "in", [one.rpartition(".")[2] for one in external_ids]),
            ]
        )
        return {one.complete_name: one.res_id for one in found}

    def _known(self, rows):
        """Return {(field, text in small letters): id of a product that has it}."""
        texts = sorted({row[n].lower() for row in rows for n in CODES if row.get(n)})
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT * FROM (SELECT p.id, lower(p.default_code) AS reference,"
                " lower(p.barcode) AS barcode, lower(p.qbd_part_number) AS part"
                " FROM product_product p JOIN product_template t"
                " ON t.id = p.product_tmpl_id"
                " WHERE t.company_id IS NULL OR t.company_id = %(company)s) AS known"
                " WHERE reference = ANY(%(texts)s) OR barcode = ANY(%(texts)s)"
                " OR part = ANY(%(texts)s) ORDER BY id",
                company=self.env.company.id,
                texts=texts,
            )
        )
        found = {}
        for record_id, *own in self.env.cr.fetchall():
            for key in zip(CODES, own, strict=True):
                found.setdefault(key, record_id)
        return found

    # -- writing --------------------------------------------------------------------

    def _create_products(self, rows):
        """Create products as the user of the environment.

        :param rows: list of {field name: text}
        :return: products in the same order
        """
        products = self.env["product.product"].create(
            [self._new_values(row) for row in rows]
        )
        changes = [
            (product, {name: row[name] for name in LATER if row.get(name) is not None})
            for product, row in zip(products, rows, strict=True)
        ]
        self._write_products(changes)
        return products

    def _new_values(self, row):
        found = {"company_id": self.env.company.id}
        found.update(NEW_KINDS.get(row.get("type"), {}))
        for name, field in {**ON_TEMPLATE, **ON_VARIANT}.items():
            if row.get(name) is not None:
                target = self._target(name, row[name])
                found[field] = getattr(target, "id", target)
        for name, field in (("sales-price", "list_price"), ("cost", "standard_price")):
            if row.get(name) is not None:
                found[field] = float(money(row[name]))
        return found


def _said(row):
    """Return the names and codes of a row."""
    named = dict(zip(TOLD, row, strict=True))
    return [named[name] for name in READ[1:-1] if named[name]]


def _first(known, row):
    """Return id of the first product that has one of the codes, None without one."""
    tries = ((name, (row.get(name) or "").lower()) for name in CODES)
    return next((known[key] for key in tries if key[1] and key in known), None)
