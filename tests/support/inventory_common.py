"""Shared parts of the tests of inventory files in Odoo."""

import io

from odoo.tests import TransactionCase, new_test_user, tagged

from ...core.inventory import files
from ...core.inventory.reader import Reader

GROUPS = (
    "quickbooks_desktop.group_qbd_user,product.group_product_manager,"
    "stock.group_stock_user"
)


@tagged("post_install", "-at_install")
class InventoryCase(TransactionCase):
    """A company with a few products, and a person who works with files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.user = new_test_user(cls.env, "inventory", groups=GROUPS)
        products = cls.env["product.product"].with_context(active_test=False)
        products.search([]).write({"company_id": cls.other_company().id})
        cls.accounts = {
            account_type: cls.env["account.account"].create(
                {"name": name, "code": code, "account_type": account_type}
            )
            for code, name, account_type in (
                ("X4000", "Chairs sold", "income"),
                ("X5000", "Chairs bought", "expense"),
            )
        }
        cls.vendor = cls.env["res.partner"].create(
            {"name": "Wood & Co", "supplier_rank": 1}
        )
        cls.chair = cls.product(
            name="Office Chair",
            default_code="CHAIR",
            barcode="601647855640",
            list_price=70,
            standard_price=55.25,
            description_sale="Black\nwith wheels",
            property_account_income_id=cls.accounts["income"].id,
        )
        cls.desk = cls.product(name="Desk", default_code="DESK", list_price=0.1 + 0.2)
        cls.files = cls.env["qbd.inventory.file"].with_user(cls.user)
        cls.imports = cls.env["qbd.inventory.import"].with_user(cls.user)
        cls.env.flush_all()

    @classmethod
    def other_company(cls):
        name = f"Elsewhere {cls.env['res.company'].search_count([])}"
        return cls.env["res.company"].create({"name": name})

    @classmethod
    def product(cls, **values):
        return cls.env["product.product"].create({"type": "consu", **values})

    # -- files ------------------------------------------------------------------

    def content(self, record):
        """Return the bytes of the XML of a file."""
        stream = io.BytesIO(record.sudo().attachment_id.raw)
        with files.opened(stream) as opened:
            return opened.read()

    def export(self, **options):
        return self.content(self.files._export(self.company, **options))

    def products_of(self, content):
        reader = Reader(io.BytesIO(content))
        return {product.odoo_id: product for product in reader}

    def edit(self, content, *edits):
        """Return a file with places replaced: (product, old, new)."""
        for product, old, new in edits:
            start = content.index(f'<product odoo-id="{product.id}"'.encode())
            end = content.index(b"</product>", start)
            part = content[start:end]
            assert part.count(old.encode()) == 1, (old, part.decode())
            part = part.replace(old.encode(), new.encode())
            content = content[:start] + part + content[end:]
        return content

    # -- imports ----------------------------------------------------------------

    def load(self, content, state="ready", **options):
        found = self.imports._create_for(self.company, "test.xml", content, **options)
        self.assertEqual(found.state, state, found.message)
        return found

    def lines(self, found):
        """Return {(reference, field): state} of an import."""
        return {
            (line.product_id.default_code, line.field_name): line.state
            for line in found.line_ids
        }

    def apply(self, found):
        found.action_accept_all()
        found.action_apply()
        self.assertEqual(found.state, "done", found.message)
        self.env.invalidate_all()

    def snapshot(self):
        """Return the values of the products, and when they were written."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT p.id, p.write_date, t.write_date, p.default_code, p.barcode,"
            " p.active, p.standard_price, t.name, t.list_price, t.description_sale"
            " FROM product_product p JOIN product_template t ON t.id = product_tmpl_id"
            " ORDER BY p.id"
        )
        return self.env.cr.fetchall()
