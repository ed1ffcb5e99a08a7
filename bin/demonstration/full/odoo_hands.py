"""People at Odoo: they act as the web client does, and are read by SQL."""

from ..people_of_money import register_payment

CUSTOMER, VENDOR = "Gemini Furniture", "Tool Wholesale"
PRODUCT = "Repair"
EXPENSE, OTHER_EXPENSE = "Utilities", "Rent"
CHANGED = " changed"
"""What a changed payment's memo ends in."""


class Hands:
    """A person at Odoo who works with one kind of record.

    `rows` returns (number, amount, whether it counts) of all records, read by SQL.

    :param books: the `Books` of both sides
    """

    model = "account.move"

    def __init__(self, books):
        self.books, self.odoo = books, books.odoo

    def prepare(self, number, amount):
        """Do what has to be there before; by default nothing."""

    def find(self, number):
        """Return the id of the record with this number."""
        return self.odoo.find(self.model, self.domain(number))

    def domain(self, number):
        return [("ref", "=", number)]

    def call(self, method, number):
        self.odoo.call(self.model, method, [self.find(number)])


class Lists(Hands):
    """Records of a list; `field` holds the value that is changed."""

    field = ""

    def change(self, number, amount):
        self.odoo.write(self.model, self.find(number), **{self.field: amount})

    def take_back(self, number):
        self.odoo.write(self.model, self.find(number), active=False)


class Products(Lists):
    model, field = "product.product", "list_price"

    def domain(self, number):
        return [("default_code", "=", number)]

    def create(self, number, amount):
        values = {"type": "consu", "is_storable": True, "standard_price": 3}
        name = f"Product {number}"
        self.odoo.create(
            self.model, name=name, default_code=number, list_price=amount, **values
        )

    def rows(self):
        return self.books.rows(
            "SELECT p.default_code, t.list_price, p.active FROM product_product p"
            " JOIN product_template t ON t.id = product_tmpl_id"
        )


class Parties(Lists):
    model, field, rank = "res.partner", "phone", ""

    def domain(self, number):
        return [("name", "=", number), (self.rank, ">", 0)]

    def create(self, number, amount):
        values = {self.rank: 1, "is_company": True}
        self.odoo.create(self.model, name=number, phone=amount, **values)

    def rows(self):
        return self.books.rows(
            f"SELECT name, phone, active FROM res_partner WHERE {self.rank} > 0"
        )


class Customers(Parties):
    rank = "customer_rank"


class Vendors(Parties):
    rank = "supplier_rank"


class Moves(Hands):
    def take_back(self, number):
        self.call("button_draft", number)
        self.call("button_cancel", number)


class Documents(Moves):
    move_type, party, key = "", "", "ref"

    def domain(self, number):
        return [(self.key, "=", number), ("move_type", "=", self.move_type)]

    def create(self, number, amount):
        rank = "customer_rank" if self.party == CUSTOMER else "supplier_rank"
        partner = self.odoo.find(
            "res.partner", [("name", "=", self.party), (rank, ">", 0)]
        )
        today = self.books.today
        values = {self.key: number, "invoice_date": today, "date": today}
        move = self.odoo.create(
            self.model,
            move_type=self.move_type,
            partner_id=partner,
            invoice_line_ids=[(0, 0, {**self.line(amount), "tax_ids": [(5,)]})],
            **values,
        )
        self.odoo.call(self.model, "action_post", [move])

    def change(self, number, amount):
        move = self.find(number)
        self.odoo.call(self.model, "button_draft", [move])
        domain = [("move_id", "=", move), ("display_type", "=", "product")]
        line = self.odoo.find("account.move.line", domain)
        values = {"invoice_line_ids": [(1, line, {"price_unit": amount})]}
        self.odoo.write(self.model, move, **values)
        self.odoo.call(self.model, "action_post", [move])

    def rows(self):
        return self.books.rows(
            f"SELECT {self.key}, amount_total, state = 'posted' FROM account_move"
            f" WHERE move_type = '{self.move_type}'"
        )


class SalesDocuments(Documents):
    party, key = CUSTOMER, "qbd_ref_number"

    def line(self, amount):
        product = [("default_code", "=", PRODUCT)]
        found = self.odoo.find("product.product", product)
        return {"product_id": found, "quantity": 1, "price_unit": amount}


class Invoices(SalesDocuments):
    move_type = "out_invoice"


class CreditMemos(SalesDocuments):
    move_type = "out_refund"


class Purchases(Documents):
    party = VENDOR

    def line(self, amount):
        account = self.odoo.find("account.account", [("name", "=", EXPENSE)])
        values = {"account_id": account, "name": EXPENSE}
        return {**values, "quantity": 1, "price_unit": amount}


class Bills(Purchases):
    move_type = "in_invoice"


class VendorCredits(Purchases):
    move_type = "in_refund"


class Payments(Hands):
    """Payments, by their memo; each pays a document that was there before.

    `documents` are the hands that write it, `letter` begins its number.
    """

    model, documents, partner_type = "account.payment", None, ""
    letter = "D"

    def domain(self, number):
        return [("memo", "=like", f"{number}%")]

    def paid(self, number):
        return self.letter + number

    def prepare(self, number, amount):
        self.documents(self.books).create(self.paid(number), amount)

    def create(self, number, amount):
        move = self.documents(self.books).find(self.paid(number))
        register_payment(self.odoo, move, {"communication": number})

    def change(self, number, _amount):
        self.odoo.write(self.model, self.find(number), memo=number + CHANGED)

    def take_back(self, number):
        self.call("action_draft", number)
        self.call("action_cancel", number)

    def rows(self):
        return self.books.rows(
            "SELECT split_part(memo, ' ', 1), amount || ' ' || memo,"
            " state NOT IN ('draft', 'canceled')"
            f" FROM account_payment WHERE partner_type = '{self.partner_type}'"
        )


class Receipts(Payments):
    documents, partner_type = Invoices, "customer"


class BillPayments(Payments):
    documents, partner_type = Bills, "supplier"


class Entries(Moves):
    def domain(self, number):
        return [("ref", "=", number), ("move_type", "=", "entry")]

    def create(self, number, amount):
        lines = ((EXPENSE, float(amount)), (OTHER_EXPENSE, -float(amount)))
        move = self.odoo.create(
            self.model,
            move_type="entry",
            journal_id=self.odoo.find("account.journal", [("code", "=", "ADJ")]),
            ref=number,
            date=self.books.today,
            line_ids=[(0, 0, self._line(*line)) for line in lines],
        )
        self.odoo.call(self.model, "action_post", [move])

    def _line(self, account, balance):
        found = self.odoo.find("account.account", [("name", "=", account)])
        return {"account_id": found, "balance": balance}

    def change(self, number, amount):
        move = self.find(number)
        self.odoo.call(self.model, "button_draft", [move])
        rows = self.odoo.read(
            "account.move.line", [("move_id", "=", move)], ["balance"]
        )
        commands = [
            (
                1,
                row["id"],
                {"balance": float(amount) * (1 if row["balance"] > 0 else -1)},
            )
            for row in rows
        ]
        self.odoo.write(self.model, move, line_ids=commands)
        self.odoo.call(self.model, "action_post", [move])

    def rows(self):
        return self.books.rows(
            "SELECT ref, amount_total, state = 'posted' FROM account_move"
            " WHERE move_type = 'entry'"
        )
