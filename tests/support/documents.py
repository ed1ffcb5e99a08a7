"""Shared parts of the document tests: lists on both sides, invoices in either book."""

from odoo.fields import Command

from .common import SyncCase

DATE = "2026-06-15"


class DocumentCase(SyncCase):
    """Ann, an item Work at 100.00 and a sales tax of 8.25 %, known on both sides."""

    STREAMS = (
        "account",
        "credit_memo",
        "customer",
        "invoice",
        "item",
        "payment_method",
        "receive_payment",
        "sales_tax",
        "sales_tax_code",
        "sales_tax_group",
        "terms",
    )

    def start_anew(self):
        result = super().start_anew()
        self.begin()
        return result

    def begin(self):
        """Switch the streams on, and create the lists of both sides."""
        self.connection.stream_ids.filtered(
            lambda stream: stream.mapping in self.STREAMS
        ).direction = "both"
        self.stream("account").direction = "from_quickbooks"
        self.env.company.income_account_id.name = "Sales"  # paired by its name
        company = self.company
        company.user_add("ItemSalesTax", Name="County", TaxRate="8.25")
        self.work_id = self.item("Work", "100.00")
        self.ann_id = company.user_add(
            "Customer", Name="Ann", ItemSalesTaxRef="County", SalesTaxCodeRef="Tax"
        )

    def item(self, name, price, code="Tax", **values):
        """Return ListID of a new service item."""
        part = {"Price": price, "AccountRef": "Sales"}
        return self.company.user_add(
            "ItemService",
            Name=name,
            SalesTaxCodeRef=code,
            SalesOrPurchase=part,
            **values,
        )

    # -- QuickBooks' side -----------------------------------------------------

    def qb_invoice(self, *lines, **values):
        """Return TxnID of a new invoice for Ann."""
        values = {"CustomerRef": "Ann", "TxnDate": DATE, **values}
        return self.company.user_add("Invoice", lines=list(lines), **values)

    def work(self, **values):
        """A line of an hour of work."""
        return {"ItemRef": "Work", "Quantity": "1", **values}

    def invoices(self):
        return self.company.objects("Invoice")

    # -- Odoo's side ----------------------------------------------------------

    def move_of(self, txn_id):
        links = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        return self.env["account.move"].browse(links.record_id)

    def county(self):
        return self.env["account.tax"].search([("name", "=", "County")], limit=1)

    def product(self, name):
        return self.env["product.product"].search([("name", "=", name)])

    def odoo_invoice(self, *lines, **values):
        """Return a new posted invoice for Ann; a line is a dict of its values."""
        values = {
            "move_type": "out_invoice",
            "partner_id": self.partner_named("Ann").id,
            "invoice_date": DATE,
            **values,
        }
        values["invoice_line_ids"] = [Command.create(line) for line in lines]
        move = self.env["account.move"].create(values)
        move.action_post()
        return move

    @staticmethod
    def printed(move):
        return move.invoice_line_ids.sorted(lambda line: (line.sequence, line.id))

    def shown_lines(self, txn_id=None):
        """Return the lines of an invoice as QuickBooks shows them."""
        shown = self.company.object(txn_id) if txn_id else self.invoices()[0]
        return shown["lines"]

    def qb_change(self, txn_id, number, **values):
        """A person at QuickBooks changes one line of an invoice."""
        lines = [{"TxnLineID": one["TxnLineID"]} for one in self.shown_lines(txn_id)]
        lines[number].update(values)
        self.company.user_mod(txn_id, lines=lines)

    def qb_payment(self, total, applied, **values):
        """Return TxnID of a new payment, usually Ann's, applied as {TxnID: amount}."""
        return self.company.user_add(
            "ReceivePayment",
            CustomerRef=values.pop("CustomerRef", "Ann"),
            TotalAmount=total,
            AppliedToTxnAdd=[
                {"TxnID": one, "PaymentAmount": a} for one, a in applied.items()
            ],
            **values,
        )

    def assert_in_step(self, move):
        """Both sides agree about a document, and its money."""
        link = self.link(move)
        self.assertEqual((link.state, link.message), ("ok", False))
        shown = self.company.object(link.qb_id)
        figures = (move.amount_untaxed, move.amount_tax)
        self.assertEqual(
            figures, (float(shown["Subtotal"]), float(shown["SalesTaxTotal"]))
        )
