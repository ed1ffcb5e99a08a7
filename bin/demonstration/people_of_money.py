"""The documents of the demo: invoices, credit memos and payments, on both sides."""

from datetime import date, timedelta
from decimal import Decimal

TAX = "Miami-Dade 1.25%"
"""What most is sold with in Odoo; QuickBooks calls it County."""

TEXT = {"Desc": "Parts are guaranteed for a year."}
BLANK = {}
SUBTOTAL = {"ItemRef": "Subtotal"}
DISCOUNT = {"ItemRef": "Loyal customer"}

# Customers at QuickBooks: name, sales tax item, sales tax code.
TAXED = (
    ("Oak Street Grocery", "County", "Tax"),
    ("River Café", "State and county", "Tax"),
    ("Ridge School", "Out of State", "Non"),
)


def item(name, quantity, rate=None, **values):
    """A line of a document at QuickBooks."""
    price = {"Rate": rate} if rate else {}
    return {"ItemRef": name, "Quantity": str(quantity), **price, **values}


INSTALLATION = {"ItemGroupRef": "Installation", "Quantity": "2"}

QUICKBOOKS_INVOICES = (
    # number, customer, days ago, lines, memo
    ("1001", "Oak Street Grocery", 40, (item("Repair", 3), item("Widget", 2), TEXT)),
    (
        "1002",
        "Oak Street Grocery",
        33,
        (item("Repair", 1), item("Paper", 7), BLANK, SUBTOTAL, DISCOUNT),
    ),
    ("1003", "River Café", 30, (INSTALLATION, item("Freight", 1))),
    ("1004", "Ridge School", 21, (item("Paper", 120, "6.3333"), item("Freight", 1))),
    ("1005", "River Café", 14, (item("Widget", 1, "24.99"), item("Repair", "0.75"))),
    ("1006", "Known Hardware", 10, (item("Paper", 3), DISCOUNT)),
    ("1007", "Ridge School", 3, (item("Repair", 8, "55.00"), TEXT)),
)
LAST_YEAR = ("0977", "Ridge School", (item("Repair", 2),))

ODOO_INVOICES = (
    # reference, customer, days ago, taxed, lines: product, quantity, price, text
    ("A-101", "Azure Interior", 25, True, (("Repair", 2, 60), ("Widget", 3, 25))),
    ("A-102", "Birch & Sons", 24, False, (("Site visit", 1, 85), ("Paper", 40, 6.4))),
    ("A-103", "Café Zoë", 17, True, (("Paper", 11, 6.49), (None, 1, 12.5, "Parking"))),
    ("A-104", "Lobby", 12, True, (("Repair", 6.5, 62.5), (None, 0, 0, "Thank you!"))),
    ("A-105", "Oak Street Grocery", 8, True, (("Widget", 10, 23.95),)),
    ("A-106", "Lumber Inc", 2, False, (("Site visit", 2, 85), ("Repair", 1, 60))),
)


# -- at QuickBooks --------------------------------------------------------------------


def begin_in_quickbooks(company):
    """Customers with their taxes, and invoices of this year; one of last year is still
    open."""
    for name, tax, code in TAXED:
        company.user_add(
            "Customer", Name=name, ItemSalesTaxRef=tax, SalesTaxCodeRef=code
        )
    today = company.today()
    number, customer, lines = LAST_YEAR
    _invoice(company, number, customer, _last_year(today), lines)
    for number, customer, days, lines in QUICKBOOKS_INVOICES:
        _invoice(company, number, customer, ago(today, days), lines)


def go_on_in_quickbooks(company):
    """Lines changed, one of them of an invoice that Odoo changes elsewhere; a void; a
    new invoice and a credit memo."""
    _change_line(company, "1001", 0, Quantity="4")
    _change_line(company, "A-101", 1, Rate="23.50")
    _change_line(company, "A-103", 0, Desc="Paper, recycled")
    company.user_void(company.find("Invoice", "1006")["TxnID"])
    today = company.today()
    lines = (item("Repair", 1), item("Widget", 1), SUBTOTAL, DISCOUNT)
    _invoice(company, "1008", "River Café", today, lines, Memo="Window counter")
    memo = (item("Paper", 20, "6.3333"),)
    _document(company, "CreditMemo", "1009", "Ridge School", today, memo)


def pay_in_quickbooks(company):
    """Checks for all of one invoice and a part of another; for more than is owed; and
    one that goes to the bank at once."""
    _pay(company, "Oak Street Grocery", {"1001": None, "1002": "50.00"}, "5501")
    _pay(company, "Ridge School", {"1007": None}, "5502", rest="60.00")
    bank = {"DepositToAccountRef": "Checking"}
    _pay(company, "Azure Interior", {"A-101": "100.00"}, "5503", **bank)


def _invoice(company, number, customer, day, lines, **values):
    _document(company, "Invoice", number, customer, day, lines, **values)


def _document(company, kind, number, customer, day, lines, **values):
    company.user_add(
        kind,
        CustomerRef=customer,
        TxnDate=day,
        RefNumber=number,
        lines=[dict(line) for line in lines],
        **values,
    )


def _change_line(company, number, position, **values):
    shown = company.find("Invoice", number)
    lines = [{"TxnLineID": line["TxnLineID"]} for line in shown["lines"]]
    lines[position].update(values)
    company.user_mod(shown["TxnID"], lines=lines)


def _pay(company, customer, amounts, number, rest="0", **values):
    """Enter a payment.

    :param amounts: {number of an invoice: amount, None for its open balance}
    :param rest: the amount that is paid besides, and applied to nothing
    """
    applied = []
    for invoice, amount in amounts.items():
        shown = company.find("Invoice", invoice)
        paid = amount or shown["BalanceRemaining"]
        applied.append({"TxnID": shown["TxnID"], "PaymentAmount": paid})
    total = sum((Decimal(one["PaymentAmount"]) for one in applied), Decimal(rest))
    company.user_add(
        "ReceivePayment",
        CustomerRef=customer,
        TxnDate=company.today(),
        RefNumber=number,
        PaymentMethodRef="Check",
        TotalAmount=f"{total:.2f}",
        AppliedToTxnAdd=applied,
        **values,
    )


# -- at Odoo --------------------------------------------------------------------------


def begin_in_odoo(odoo):
    """The tax that Odoo came with becomes the one that is charged here."""
    example = _default_tax(odoo)
    group = odoo.create("account.tax.group", name="Sales Tax")
    values = {"name": TAX, "amount": 1.25, "tax_group_id": group}
    (tax,) = odoo.call("account.tax", "copy", [example], values)
    odoo.write("res.company", 1, account_sale_tax_id=tax)
    odoo.write("account.tax", example, active=False)


def _default_tax(odoo):
    (company,) = odoo.read("res.company", [("id", "=", 1)], ["account_sale_tax_id"])
    return company["account_sale_tax_id"]


def write_invoices(odoo, today):
    """Invoices of this year, as somebody in Odoo writes and posts them."""
    for reference, customer, days, taxed, lines in ODOO_INVOICES:
        _write(odoo, reference, customer, ago(today, days), taxed, lines)


def go_on_in_odoo(odoo, today):
    """An invoice reset and changed, one of QuickBooks' with a note more, one cancelled;
    a new one and a credit note."""
    _change(odoo, "A-101", lambda rows: [(1, rows[0], {"quantity": 3})])
    more = _line(odoo, [], "Repair", 1, 60)
    _change(odoo, "A-102", lambda rows: [(2, rows[1]), (0, 0, more)])
    note = {"display_type": "line_note", "name": "Please pay by check."}
    _change(odoo, "1004", lambda rows: [(0, 0, note)])
    cancelled = [_move(odoo, "A-106")]
    odoo.call("account.move", "button_draft", cancelled)
    odoo.call("account.move", "button_cancel", cancelled)
    _write(odoo, "A-107", "Gemini Furniture", today, True, (("Widget", 2, 25),))
    lines = (("Paper", 4, 6.49),)
    _write(odoo, "A-108", "Ready Mat", today, True, lines, move_type="out_refund")


def pay_in_odoo(odoo):
    """Payments of all of one invoice, and of a part of another."""
    for reference, amount in (("A-105", {}), ("1005", {"amount": 20.0})):
        register_payment(odoo, _move(odoo, reference), amount)


def register_payment(odoo, move, values):
    """Press "Pay" on a document.

    :param values: of the wizard, where they are not the usual ones
    """
    context = {"active_model": "account.move", "active_ids": [move]}
    wizard = odoo.call("account.payment.register", "create", [values], context=context)
    odoo.call("account.payment.register", "action_create_payments", wizard)


def _write(odoo, reference, customer, day, taxed, lines, **values):
    """Write a document and post it."""
    domain = [("name", "=", customer), ("customer_rank", ">", 0)]
    taxes = [odoo.find("account.tax", [("name", "=", TAX)])] if taxed else []
    values = {"move_type": "out_invoice", **values}
    move = odoo.create(
        "account.move",
        partner_id=odoo.find("res.partner", domain),
        invoice_date=day,
        qbd_ref_number=reference,
        invoice_line_ids=[(0, 0, _line(odoo, taxes, *line)) for line in lines],
        **values,
    )
    odoo.call("account.move", "action_post", [move])


def _line(odoo, taxes, product, quantity, price, text=None):
    if not quantity:
        return {"display_type": "line_note", "name": text}
    described = {"product_id": _product(odoo, product)} if product else {"name": text}
    taxes = [(6, 0, taxes)]
    return {
        **described,
        "quantity": quantity,
        "price_unit": price,
        "tax_ids": taxes,
    }


def _change(odoo, reference, commands):
    """Reset a document, change its lines and post it again.

    :param commands: gets the ids of the lines, returns the values to write
    """
    move = _move(odoo, reference)
    odoo.call("account.move", "button_draft", [move])
    domain = [("move_id", "=", move), ("display_type", "not in", HIDDEN)]
    rows = odoo.read("account.move.line", domain, ["sequence"])
    rows = [row["id"] for row in sorted(rows, key=lambda x: (x["sequence"], x["id"]))]
    odoo.write("account.move", move, invoice_line_ids=commands(rows))
    odoo.call("account.move", "action_post", [move])


HIDDEN = ("tax", "payment_term")


def _move(odoo, reference):
    return odoo.find("account.move", [("qbd_ref_number", "=", reference)])


def _product(odoo, reference):
    return odoo.find("product.product", [("default_code", "=", reference)])


# -- days -----------------------------------------------------------------------------


def ago(today, days):
    """So many days ago, but within this year: income is counted by the year."""
    day = date.fromisoformat(today)
    return max(day - timedelta(days=days), date(day.year, 1, 1)).isoformat()


def _last_year(today):
    return date(int(today[:4]) - 1, 12, 1).isoformat()


def first_of_year(today):
    """The cut-off date of the demo."""
    return f"{today[:4]}-01-01"
