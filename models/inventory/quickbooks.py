"""The items that the sync has read, as products of an inventory file."""

from operator import itemgetter

from odoo import api, models
from odoo.tools import SQL, split_every

from ...core.inventory.fields import BY_NAME, Header, Product
from .products import KINDS

BATCH = 1000

PATHS = {
    "name": "Name",
    "barcode": "BarCode",
    "part-number": "ManufacturerPartNumber",
    "active": "IsActive",
    "sales-description": "SalesDesc",
    "sales-price": "SalesPrice",
    "purchase-description": "PurchaseDesc",
    "cost": "PurchaseCost",
    "taxable": "Taxable",
    "reorder-point": "ReorderPoint",
    "quantity-on-hand": "QuantityOnHand",
}
"""Field → path in what QuickBooks showed."""

REFERENCES = {
    "parent": ("ParentRef", "item"),
    "income-account": ("IncomeAccountRef", "account"),
    "expense-account": ("ExpenseAccountRef", "account"),
    "asset-account": ("AssetAccountRef", "account"),
    "preferred-vendor": ("PrefVendorRef", "entity"),
}
"""Field → (path of the id, name space); the file has the full name."""


class QbdInventoryQuickbooks(models.AbstractModel):
    """Reads the images of links: QuickBooks is not asked, Odoo not changed."""

    _name = "qbd.inventory.quickbooks"
    _description = "Inventory File: Items of QuickBooks"

    @api.model
    def _header(self, connection):
        return Header(
            "quickbooks",
            company_name=connection.qb_company_name or None,
            currency=connection.company_id.currency_id.name,
        )

    @api.model
    def _products(self, connection):
        """Yield the items of a company file, sorted by their full names."""
        for batch in split_every(BATCH, self._link_ids(connection)):
            rows = self._rows(list(batch))
            known = self._referred(connection, [row[-1] for row in rows])
            for row in rows:
                yield self._product(known, *row)

    def _link_ids(self, connection):
        self.env["qbd.link"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM qbd_link WHERE connection_id = %s AND space = 'item'"
                " AND qb_id IS NOT NULL AND qb_type = ANY(%s)"
                " AND COALESCE(quickbooks_seen, quickbooks_image) IS NOT NULL"
                " AND (state != 'gone' OR reason != 'deleted_in_quickbooks')"
                ' ORDER BY lower(qb_name) COLLATE "C", id',
                connection.id,
                list(KINDS),
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def _rows(self, ids):
        """Return [(ListID, EditSequence, type, QuickBooks' state)] in order."""
        self.env.cr.execute(
            SQL(
                "SELECT qb_id, edit_sequence, qb_type,"
                " COALESCE(quickbooks_seen, quickbooks_image)"
                " FROM qbd_link JOIN unnest(%s) WITH ORDINALITY AS t(id, n) USING (id)"
                " ORDER BY n",
                ids,
            )
        )
        return self.env.cr.fetchall()

    def _referred(self, connection, images):
        """Return {(name space, id): full name} of the references of a batch."""
        ids = {
            image[path]
            for path, _space in REFERENCES.values()
            for image in images
            if image.get(path)
        }
        self.env.cr.execute(
            SQL(
                "SELECT space, qb_id, qb_name FROM qbd_link"
                " WHERE connection_id = %s AND qb_id = ANY(%s)",
                connection.id,
                sorted(ids),
            )
        )
        return {(space, qb_id): name for space, qb_id, name in self.env.cr.fetchall()}

    def _product(self, known, list_id, edit_sequence, qb_type, image):
        values = {name: image.get(path) for name, path in PATHS.items()}
        for name, (path, space) in REFERENCES.items():
            values[name] = known.get((space, image.get(path)))
        values["type"] = KINDS[qb_type]
        readers = [(BY_NAME[name], itemgetter(name)) for name in values]
        found, bad = self.env["qbd.inventory.products"]._texts(readers, values)
        return Product(
            found, list_id=list_id, edit_sequence=edit_sequence, problems=bad
        )
