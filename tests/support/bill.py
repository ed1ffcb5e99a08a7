"""Bills and their payments as both books show them, without a session."""

from lxml import etree

from odoo.fields import Command

from .vendor import VendorCase

DATE = "2026-06-15"


class BillCase(VendorCase):
    """Streams of bills and their payments, and the lists that they refer to."""

    STREAMS = ("account", "customer", "item", "terms", "vendor")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bills, cls.payments = (
            cls.connection.stream_ids.filtered(lambda x, name=name: x.mapping == name)
            for name in ("bill", "bill_payment")
        )
        (cls.bills | cls.payments | cls.vendors).direction = "both"
        cls.connection.stream_ids.filtered(
            lambda stream: stream.mapping in cls.STREAMS
        ).direction = "both"
        cls.connection.invalidate_recordset()

    def arrange(self):
        super().arrange()
        company = self.connection.company_id
        accounts = self.env["account.account"]
        domain = [("company_ids", "in", company.ids)]
        self.freight, self.rent = accounts.search(
            [*domain, ("account_type", "=", "expense")], limit=2
        )
        self.acme = self.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "supplier_rank": 1}
        )
        self.pipe = self.env["product.product"].create({"name": "Pipe"})
        payable = self.acme.property_account_payable_id
        self.known(self.vendors, self.acme, "V-1")
        self.known(self.stream("item"), self.pipe, "I-1")
        for account, qb_id in (
            (self.freight, "A-1"),
            (self.rent, "A-2"),
            (payable, "A-3"),
        ):
            self.known(self.stream("account"), account, qb_id)
        self.mapping = self.bills._mapping()

    def known(self, stream, record, qb_id):
        """Return a new link of a record that QuickBooks has."""
        mapping = stream._mapping()
        return self.env["qbd.link"].create(
            {
                "stream_id": stream.id,
                "connection_id": self.connection.id,
                "space": mapping._space,
                "qb_type": mapping._qb_type,
                "qb_id": qb_id,
                "edit_sequence": "1",
                "res_model": record._name,
                "record_id": record.id,
                "state": "ok",
            }
        )

    # -- Odoo's side ----------------------------------------------------------

    def expense(self, value=5.0, **values):
        """Return the values of a line without a product."""
        return {
            "name": "freight",
            "account_id": self.freight.id,
            "price_unit": value,
            "tax_ids": False,
            **values,
        }

    def item(self, **values):
        """Return the values of a line of two pipes for 9.00."""
        return {
            "name": "pipe",
            "product_id": self.pipe.id,
            "quantity": 2,
            "price_unit": 4.5,
            "tax_ids": False,
            **values,
        }

    def odoo_bill(self, *lines):
        """Return a new posted bill of Acme's, by default of an expense and an item."""
        lines = lines or (self.expense(), self.item())
        move = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.acme.id,
                "invoice_date": DATE,
                "date": DATE,
                "invoice_date_due": DATE,
                "ref": "77",
                "invoice_line_ids": [Command.create(line) for line in lines],
            }
        )
        move.action_post()
        return self.mapping._browse(move.id)

    def state(self, move):
        """Return the canonical form of a bill, as far as QuickBooks shows it."""
        self.env.flush_all()
        state = self.mapping._canonical_records(move)[move.id]
        for row in state.get("ItemLine") or ():
            row.pop("OverrideItemAccountRef", None)
        return state

    # -- QuickBooks' side -----------------------------------------------------

    def bill_ret(self, *lines, **values):
        """Return a BillRet; a line is (list, TxnLineID, {element: value})."""
        root = etree.Element("BillRet")
        values = {
            "TxnID": "B-1",
            "EditSequence": "1",
            "VendorRef": "V-1",
            "APAccountRef": "A-3",
            "TxnDate": DATE,
            "DueDate": DATE,
            "RefNumber": "77",
            **values,
        }
        self.fill(root, values)
        for name, line_id, content in lines or self.usual_lines():
            line = etree.SubElement(root, f"{name}Ret")
            self.fill(line, {"TxnLineID": line_id, **content})
        return root

    @staticmethod
    def usual_lines(expense="5.00"):
        """Return an expense and an item as QuickBooks shows them."""
        item = {
            "ItemRef": "I-1",
            "Desc": "pipe",
            "Quantity": "2",
            "Amount": "9.00",
        }
        return (
            (
                "ExpenseLine",
                "T1",
                {"AccountRef": "A-1", "Amount": expense, "Memo": "freight"},
            ),
            ("ItemLine", "T2", item),
        )

    @staticmethod
    def fill(parent, values):
        for tag, value in values.items():
            element = etree.SubElement(parent, tag)
            if tag.endswith("Ref"):
                element = etree.SubElement(element, "ListID")
            element.text = value
