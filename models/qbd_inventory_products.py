"""Odoo's products as products of an inventory file: reading only."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ..core.inventory.checksum import checksum
from ..core.inventory.fields import FIELDS, Header, Product

KINDS = {
    "ItemService": "service",
    "ItemNonInventory": "non-inventory",
    "ItemInventory": "inventory",
    "ItemInventoryAssembly": "assembly",
    "ItemOtherCharge": "other-charge",
    "ItemDiscount": "discount",
    "ItemSubtotal": "subtotal",
    "ItemGroup": "group",
    "ItemPayment": "payment",
}
"""Types of QuickBooks → kinds in the file."""

SHARED = (
    *("name", "sales-price", "sales-description", "purchase-description"),
    *("income-account", "expense-account", "taxable"),
)
"""What the variants of a product have in common in Odoo."""


class QbdInventory(models.AbstractModel):
    """The products of one company as an inventory file shows them.

    Use it by `_of_company`: then the environment has the company, the language and
    archived records.
    """

    _name = "qbd.inventory.products"
    _description = "Inventory File: Products"

    _batch_size = 1000

    @api.model
    def _of_company(self, company, lang=None):
        """:return: this model for one company"""
        connection = self.env["qbd.connection"].sudo()
        known = connection.search([("company_id", "=", company.id)], limit=1)
        code = lang or known.lang_id.code or self.env.lang or "en_US"
        return self.with_company(company).with_context(
            allowed_company_ids=company.ids, lang=code, active_test=False
        )

    def _header(self, source):
        company = self.env.company
        parameters = self.env["ir.config_parameter"].sudo()
        return Header(
            source,
            parameters.get_param("database.uuid"),
            str(company.id),
            company.name,
            company.currency_id.name,
            self.env.context["lang"],
        )

    # -- which products -----------------------------------------------------------

    def _domain(self, archived=True):
        domain = Domain("company_id", "in", [False, self.env.company.id])
        return domain if archived else domain & Domain("active", "=", True)

    def _product_ids(self, domain=(), archived=True):
        """:return: ids of the products the user may see, in a stable order"""
        domain = Domain(domain) & self._domain(archived)
        return self.env["product.product"].search(domain, order="id").ids

    def _products(self, ids):
        """Yield the products of a file; the memory does not grow with their number."""
        for batch in split_every(self._batch_size, ids):
            records = self.env["product.product"].browse(batch)
            yield from self._batch(records).values()
            self.env.invalidate_all()

    # -- one batch ----------------------------------------------------------------

    def _batch(self, records):
        """:return: {id: `Product`} of products that exist"""
        values = self._values(records)
        links, names = self._links(records), records.sudo().get_external_id()
        found, no_link = {}, self.env["qbd.link"]
        for record_id, own in values.items():
            link = links.get(record_id, no_link)
            found[record_id] = Product(
                own,
                odoo_id=record_id,
                external_id=names.get(record_id) or None,
                list_id=link.qb_id or None,
                edit_sequence=link.edit_sequence or None,
                checksum=checksum(record_id, own),
            )
        return found

    def _values(self, records):
        """:return: {id: {field name: canonical text}}, without what is empty"""
        products = records.sudo()
        products.fetch(["default_code", "barcode", "active", "product_tmpl_id"])
        known = {"links": self._links(records)}
        return {product.id: self._read_product(product, known) for product in products}

    def _read_product(self, product, known):
        found = {}
        for field in FIELDS:
            read = getattr(self, "_read_" + field.name.replace("-", "_"))
            value = field.codec(read(product, known))
            if value is not None:
                found[field.name] = value
        return found

    def _links(self, records):
        """:return: {product id: its link with an item of QuickBooks}"""
        links = (
            self.env["qbd.link"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", "product.product"),
                    ("record_id", "in", records.ids),
                    ("connection_id.company_id", "=", self.env.company.id),
                    ("qb_id", "!=", False),
                    ("state", "!=", "gone"),
                ],
                ["record_id", "qb_id", "qb_type", "qb_name", "edit_sequence"],
                order="id desc",
            )
        )
        return {link.record_id: link for link in links}

    # -- one value: asked by the name of the field --------------------------------

    def _read_reference(self, product, known):
        return product.default_code

    def _read_name(self, product, known):
        return product.name

    def _read_barcode(self, product, known):
        return product.barcode

    def _read_part_number(self, product, known):
        return product.qbd_part_number

    def _read_type(self, product, known):
        link = known["links"].get(product.id)
        if link and link.qb_type in KINDS:
            return KINDS[link.qb_type]
        if product.type == "consu":
            return "inventory" if product.is_storable else "non-inventory"
        return product.type

    def _read_active(self, product, known):
        return product.active

    def _read_parent(self, product, known):
        parent = product.qbd_parent_id
        return parent.default_code or parent.name

    def _read_sales_description(self, product, known):
        return product.description_sale

    def _read_sales_price(self, product, known):
        return product.lst_price

    def _read_purchase_description(self, product, known):
        return product.description_purchase

    def _read_cost(self, product, known):
        return self._cost(product)

    def _read_income_account(self, product, known):
        return self._account_text(product.property_account_income_id)

    def _read_expense_account(self, product, known):
        return self._account_text(product.property_account_expense_id)

    def _read_asset_account(self, product, known):
        if not product.is_storable:
            return None
        return self._account_text(product.categ_id.property_stock_valuation_account_id)

    def _read_taxable(self, product, known):
        return bool(product.taxes_id._filter_taxes_by_company(self.env.company))

    def _read_preferred_vendor(self, product, known):
        return self._main_seller(product).partner_id.name

    def _read_reorder_point(self, product, known):
        return product.qbd_reorder_point or None

    def _read_quantity_on_hand(self, product, known):
        return product.qty_available if product.is_storable else None

    # -- costs ----------------------------------------------------------------------

    def _main_seller(self, product):
        """:return: the first vendor's price that is in use"""
        company, today = self.env.company, fields.Date.context_today(product)
        return product.seller_ids.filtered(
            lambda seller: seller.company_id in (company, company.browse())
            and seller.product_id in (product, product.browse())
            and (not seller.date_start or seller.date_start <= today)
            and (not seller.date_end or seller.date_end >= today)
        )[:1]

    def _cost_holder(self, product):
        """:return: the record whose price is the cost of a product, None for none

        The main vendor's price, which has to be in our currency; else Odoo's own cost.
        """
        seller = self._main_seller(product)
        if not seller:
            return product
        return seller if seller.currency_id == self.env.company.currency_id else None

    def _cost(self, product):
        holder = self._cost_holder(product)
        if holder is None:
            return None
        return holder.standard_price if holder == product else holder.price

    @api.model
    def _account_text(self, account):
        """:return: code and name, as an account is shown"""
        return " ".join(filter(None, (account.code, account.name))) or None
