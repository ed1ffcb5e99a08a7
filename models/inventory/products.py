"""Odoo's products as products of an inventory file: reading only."""

from collections import namedtuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ...core.errors import ValueRefused
from ...core.inventory.checksum import checksum
from ...core.inventory.fields import FIELDS, Header, Product
from ...core.words import for_reader, records_in

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

Row = namedtuple("Row", "product template link known")
"""A product that is read: its records, and what was looked up for its batch."""


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
        """Return this model for one company."""
        connection = self.env["qbd.connection"].sudo()
        known = connection.search([("company_id", "=", company.id)], limit=1)
        code = lang or known.lang_id.code or self.env.lang or "en_US"
        context = records_in(self.env, code)
        context.update(allowed_company_ids=company.ids, active_test=False)
        return self.with_env(self.env(context=context))

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
        """Return ids of the products the user may see, in a stable order."""
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
        """Return {id: `Product`} of products that exist."""
        problems = {}
        values = self._values(records, problems=problems)
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
                problems=problems.get(record_id, []),
            )
        return found

    def _values(self, records, names=None, problems=None):
        """Return the values of products; one that cannot be read is left out.

        :param names: of the fields that are requested; all by default
        :param problems: dict that gets {id: [(field name, words)]} of what is left out
        :return: {id: {field name: canonical text}}, without what is empty
        """
        products, links = records.sudo(), self._links(records)
        readers = [
            (field, getattr(self, "_read_" + field.name.replace("-", "_")))
            for field in FIELDS
            if names is None or field.name in names
        ]
        found, known = {}, {}
        for product in products:
            row = Row(product, product.product_tmpl_id, links.get(product.id), known)
            own, bad = self._texts(readers, row)
            found[product.id] = own
            if bad and problems is not None:
                problems[product.id] = bad
        return found

    @api.model
    def _texts(self, readers, source):
        """Return ({field name: text}, [(field name, words)] of what cannot be read).

        :param readers: [(field, callable(source) → value)]
        """
        links, bad = self.env["qbd.link"], []
        texts = links._each(
            readers,
            lambda one: (one[0].name, one[0].codec(one[1](source))),
            lambda one, error: bad.append((one[0].name, links._words_of(error))),
        )
        return {name: text for name, text in texts if text is not None}, bad

    def _links(self, records):
        """Return {product id: its link with an item of QuickBooks}."""
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

    def _read_reference(self, row):
        return row.product.default_code

    def _read_name(self, row):
        return row.template.name

    def _read_barcode(self, row):
        return row.product.barcode

    def _read_part_number(self, row):
        return row.product.qbd_part_number

    def _read_type(self, row):
        if row.link and row.link.qb_type in KINDS:
            return KINDS[row.link.qb_type]
        if row.template.type == "consu":
            return "inventory" if row.template.is_storable else "non-inventory"
        return row.template.type

    def _read_active(self, row):
        return row.product.active

    def _read_parent(self, row):
        parent = row.product.qbd_parent_id
        return parent.default_code or parent.name

    def _read_sales_description(self, row):
        return row.template.description_sale

    def _read_sales_price(self, row):
        words = self._foreign_words(row.product)
        if words:
            raise ValueRefused(words)
        return row.template.list_price + row.product.price_extra

    def _foreign_words(self, product):
        """Say that the sales price is in another currency than the file; "" if not."""
        currency = self.env.company.currency_id
        if product.currency_id == currency:
            return ""
        return for_reader(self.env)._(
            "The sales price is in %(theirs)s, because the product is shared by "
            "companies, and the file is in %(ours)s.",
            theirs=product.currency_id.name,
            ours=currency.name,
        )

    def _read_purchase_description(self, row):
        return row.template.description_purchase

    def _read_cost(self, row):
        return self._cost(row.product)

    def _read_income_account(self, row):
        return self._account_text(row, row.template.property_account_income_id)

    def _read_expense_account(self, row):
        return self._account_text(row, row.template.property_account_expense_id)

    def _read_asset_account(self, row):
        if not row.template.is_storable:
            return None
        category = row.template.categ_id
        return self._account_text(row, category.property_stock_valuation_account_id)

    def _read_taxable(self, row):
        taxes = row.template.taxes_id
        return self._once(
            row,
            ("taxes", taxes),
            lambda: bool(taxes._filter_taxes_by_company(self.env.company)),
        )

    def _read_preferred_vendor(self, row):
        return self._main_seller(row.product).partner_id.name

    def _read_reorder_point(self, row):
        return row.product.qbd_reorder_point or None

    def _read_quantity_on_hand(self, row):
        return row.product.qty_available if row.template.is_storable else None

    def _read_variant(self, row):
        """Return the attribute values that tell a variant from its siblings."""
        values = row.product.product_template_attribute_value_ids
        return values._get_combination_name() or None

    def _account_text(self, row, account):
        """Return code and name, as an account is shown."""
        return self._once(
            row,
            ("account", account),
            lambda: " ".join(filter(None, (account.code, account.name))),
        )

    @api.model
    def _once(self, row, key, find):
        """Return the result of `find()`, called once in a batch for a key."""
        if key not in row.known:
            row.known[key] = find()
        return row.known[key]

    # -- costs ----------------------------------------------------------------------

    def _main_seller(self, product):
        """Return the vendor's price that Odoo selects for one unit today."""
        return product._qbd_main_seller(self.env.company)

    def _sellers(self, product):
        """Return the vendors' prices that are in use, the main one first."""
        sellers = product.product_tmpl_id.seller_ids
        if not sellers:
            return sellers
        company, today = self.env.company, fields.Date.context_today(product)
        return sellers.filtered(
            lambda seller: seller.company_id in (company, company.browse())
            and seller.product_id in (product, product.browse())
            and (not seller.date_start or seller.date_start <= today)
            and (not seller.date_end or seller.date_end >= today)
        )

    def _cost_holder(self, product):
        """Return the record whose price is the cost of a product, None for none."""
        return product._qbd_cost_holder(self.env.company)

    def _cost(self, product):
        return product._qbd_cost(self.env.company)
