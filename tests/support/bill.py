"""Mappings of bills and their payments that exist for the time of a test class only.

They show how much a further kind of document needs: one class each. A bill has two
lists of lines, for expenses and for items.
"""

from types import MappingProxyType

from lxml import etree

from odoo import models
from odoo.fields import Command
from odoo.orm.model_classes import add_to_registry

from ...core.qbxml.fields import GROUP, Field, Lines
from ...core.qbxml.values import (
    amount,
    boolean,
    date_,
    guid,
    price,
    quantity,
    ref,
    text,
)
from ...models.mappings.documents.payment import APPLIED, ROWS
from .vendor import VendorCase

DATE = "2026-06-15"

EXPENSE = (
    Field("AccountRef", "account_id", ref("account"), clearable=False),
    Field("Amount", "price_subtotal", amount, clearable=False),
    Field("Memo", "name", text(4095)),
)
ITEM = (
    Field(GROUP, None, text(), pull_only=True, virtual=True),
    Field("ItemRef", "product_id", ref("item"), clearable=False),
    Field("Desc", "name", text(4095)),
    Field("Quantity", "quantity", quantity, clearable=False),
    Field("Cost", "price_unit", price, clearable=False),
    Field("Amount", "price_subtotal", amount, clearable=False),
)


def bill_class():
    """Return the class of the mapping of bills, which no module registers."""

    class QbdMappingBill(models.AbstractModel):
        _module = None
        _name = "qbd.mapping.bill"
        _inherit = [
            "qbd.purchase.side",
            "qbd.sales.document",
            "qbd.sales.document.writing",
            "qbd.mapping",
        ]
        _description = "Bills"

        _qb_type = "Bill"
        _move_type = "in_invoice"
        _depends_on = ("vendor", "terms", "account", "item")
        _needs = ("VendorRef", "ExpenseLine", "ItemLine")
        _open_element = "OpenAmount"
        _deleted_types = ("Bill",)
        _journal_setting = None
        _totals = MappingProxyType({"AmountDue": "amount_total"})
        _fields_map = (
            Field("VendorRef", "_party_of", ref("vendor"), required=True),
            Field("APAccountRef", "_owed_account", ref("account")),
            Field("TxnDate", "invoice_date", date_, clearable=False),
            Field("DueDate", "_due_date", date_),
            Field("AmountDue", None, amount, pull_only=True),
            Field("RefNumber", "ref", text(20)),
            Field("TermsRef", "invoice_payment_term_id", ref("terms")),
            Field("Memo", "_memo", text(4095)),
            Field("Void", "_is_cancelled", boolean, virtual=True),
            Field("ExternalGUID", None, guid, add_only=True),
            Lines("ExpenseLine", EXPENSE, odoo="_expenses", clear="ClearExpenseLines"),
            Lines(
                "ItemLine",
                ITEM,
                group="ItemGroupLine",
                odoo="_items",
                clear="ClearItemLines",
            ),
            Field("OpenAmount", None, amount, pull_only=True),
        )

        def _expenses(self, move):
            return self._printed(move).filtered(
                lambda line: line.display_type == "product" and not line.product_id
            )

        def _items(self, move):
            return self._printed(move) - self._expenses(move)

    return QbdMappingBill


def payment_class():
    """Return the class of the mapping of cheques that pay bills."""

    class QbdMappingBillPaymentCheck(models.AbstractModel):
        _module = None
        _name = "qbd.mapping.bill_payment_check"
        _inherit = [
            "qbd.purchase.side",
            "qbd.payment.record",
            "qbd.customer.payment",
            "qbd.customer.payment.pull",
            "qbd.mapping",
        ]
        _description = "Payments of bills"

        _qb_type = "BillPaymentCheck"
        _party_ref = "PayeeEntityRef"
        _open_element = None
        _total_ref = "Amount"
        _money_ref = "BankAccountRef"
        _depends_on = ("bill",)
        _needs = ("PayeeEntityRef", "BankAccountRef", ROWS)
        _fixed = frozenset({"PayeeEntityRef", "APAccountRef"})
        _deleted_types = ("BillPaymentCheck",)
        _id_elements = ("EditSequence", "TxnDate")
        _fields_map = (
            Field("PayeeEntityRef", "_party_of", ref("vendor"), required=True),
            Field("APAccountRef", "_owed_account", ref("account"), clearable=False),
            Field("TxnDate", "_date", date_, clearable=False),
            Field("BankAccountRef", "_deposit_account", ref("account"), required=True),
            Field("Amount", "_total", amount, clearable=False, mod_only=True),
            Field("RefNumber", "_ref_number", text(11)),
            Field("Memo", "_memo", text(4095)),
            Field("Void", "_is_cancelled", boolean, virtual=True),
            Field("ExternalGUID", None, guid, add_only=True),
            Field("AppliedTxns", None, text(), pull_only=True, virtual=True),
            Lines(ROWS, APPLIED, "TxnID", True, odoo="_applied_moves"),
        )

    return QbdMappingBillPaymentCheck


class BillCase(VendorCase):
    """Streams of bills and their payments, and the lists that they refer to."""

    STREAMS = ("account", "customer", "item", "terms", "vendor")
    CLASSES = (bill_class, payment_class)
    NAMES = ("qbd.mapping.bill", "qbd.mapping.bill_payment_check")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls._remove_mapping)
        for make in cls.CLASSES:
            add_to_registry(cls.registry, make())
        cls._set_up_models()
        streams = cls.env["qbd.stream"]
        cls.bills, cls.payments = (
            streams.create({"connection_id": cls.connection.id, "mapping": name})
            for name in ("bill", "bill_payment_check")
        )
        (cls.bills | cls.payments | cls.vendors).direction = "both"
        cls.connection.stream_ids.filtered(
            lambda stream: stream.mapping in cls.STREAMS
        ).direction = "both"
        cls.connection.invalidate_recordset()

    @classmethod
    def _remove_mapping(cls):
        for name in reversed(cls.NAMES):
            cls.registry.models.pop(name, None)
            for model in cls.registry.values():
                model._inherit_children.discard(name)
        cls._set_up_models()

    @classmethod
    def _set_up_models(cls):
        cls.registry._setup_models__(cls.env.cr, [])
        cls.registry.registry_invalidated = False  # no other process knows of it
        cls.registry.clear_cache()

    def setUp(self):
        super().setUp()
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
        """Return the canonical form of a bill."""
        self.env.flush_all()
        return self.mapping._canonical_records(move)[move.id]

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
            "Cost": "4.5",
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
