"""The purchases of the demo: vendors, their bills and credits, on both sides."""

from simulator.seeds.seeds import seed_vendors

from .people_of_money import ago, register_payment

EXPENSES = ("Rent", "Utilities", "Office Supplies")
"""Accounts that bills are entered on; Odoo comes with the first."""

QUICKBOOKS_VENDORS = ("City Power", "Mill Lumber", "Paper House")
ODOO_VENDORS = (
    # name, phone, city, zip, whether a customer, too
    ("Main Street Landlord", "305-555-0501", "Miami", "33101", False),
    ("Tool Wholesale", "305-555-0502", "Tampa", "33601", False),
    ("Ready Mat", "305-555-0110", "Reno", "89501", True),
)


def cost(account, amount, memo=""):
    """A line on an account, of a bill at QuickBooks."""
    return {"AccountRef": account, "Amount": amount, **({"Memo": memo} if memo else {})}


def goods(name, quantity, amount):
    """A line with an item, of a bill at QuickBooks."""
    return {"ItemRef": name, "Quantity": str(quantity), "Amount": amount}


QUICKBOOKS_BILLS = (
    # number, vendor, days ago, lines
    ("P-7001", "City Power", 35, (cost("Utilities", "182.40", "Shop"),)),
    (
        "M-5521",
        "Mill Lumber",
        28,
        (cost("Office Supplies", "17.50"), goods("Paper", 10, "39.90")),
    ),
    ("PH-88", "Paper House", 16, (goods("Paper", 40, "160.00"),)),
    ("P-7002", "City Power", 5, (cost("Utilities", "96.15"), cost("Rent", "20.00"))),
)
ODOO_BILLS = (
    # reference, vendor, days ago, lines: product or account, quantity, price
    ("L-2", "Main Street Landlord", 20, (("Rent", 1, 1250),)),
    ("T-901", "Tool Wholesale", 11, (("Paper", 12, 3.95), ("Utilities", 1, 14.5))),
    ("R-3", "Ready Mat", 6, (("Office Supplies", 2, 31.25), ("Paper", 3, 4))),
)


# -- at QuickBooks --------------------------------------------------------------------


def begin_in_quickbooks(company):
    """Accounts, vendors, and bills of this year."""
    for name in EXPENSES:
        company.user_add("Account", Name=name, AccountType="Expense")
    seed_vendors(company, 5)
    for name in QUICKBOOKS_VENDORS:
        company.user_add("Vendor", Name=name, TermsRef="Net 30")
    for number, vendor, days, lines in QUICKBOOKS_BILLS:
        day = ago(company.today(), days)
        company.enter_bill(vendor, *lines, RefNumber=number, TxnDate=day)


def go_on_in_quickbooks(company):
    """A vendor changed; lines changed, one of a bill that Odoo wrote; a void; a new
    bill and a credit."""
    power = company.find("Vendor", "City Power")["ListID"]
    company.user_mod(power, "Vendor", Phone="305-555-0600")
    _change(company, "P-7001", Amount="184.20")
    _change(company, "L-2", Memo="Rent of the shop")
    company.user_void(company.find("Bill", "P-7002")["TxnID"])
    today = company.today()
    lines = (cost("Rent", "45.00"), goods("Paper", 5, "21.25"))
    company.enter_bill("Mill Lumber", *lines, RefNumber="M-5600", TxnDate=today)
    back = goods("Paper", 4, "16.00")
    company.enter_bill(
        "Paper House", back, kind="VendorCredit", RefNumber="PH-C1", TxnDate=today
    )


def pay_in_quickbooks(company):
    """Checks for a part of a bill, and for one that Odoo wrote; a bill for which a
    credit is used, too."""
    today = company.today()
    bill, credit, ours = (
        company.find(kind, number)["TxnID"]
        for kind, number in (
            ("Bill", "PH-88"),
            ("VendorCredit", "PH-C1"),
            ("Bill", "R-3"),
        )
    )
    used = {"CreditTxnID": credit, "AppliedAmount": "16.00"}
    with_credit = {"PaymentAmount": "100.00", "SetCredit": [used]}
    company.pay_bills({bill: with_credit}, RefNumber="3001", TxnDate=today)
    company.pay_bills({ours: "74.50"}, RefNumber="3002", TxnDate=today)
    mill = company.find("Bill", "M-5521")["TxnID"]
    company.pay_bills({mill: "30.00"}, RefNumber="3003", TxnDate=today)


def _change(company, number, **values):
    """Change the first expense line of a bill."""
    shown = company.find("Bill", number)
    lines = [*shown.get("ExpenseLineRet", ()), *shown.get("lines", ())]
    kept = [{"TxnLineID": line["TxnLineID"]} for line in lines]
    kept[0].update(values)
    company.change_bill(shown["TxnID"], *kept)


# -- at Odoo --------------------------------------------------------------------------


def begin_in_odoo(odoo):
    """Accounts, and vendors, one of them a customer that is there already."""
    for number, name in enumerate(EXPENSES[1:], 1):
        values = {"code": f"6{number:05}", "account_type": "expense"}
        odoo.create("account.account", name=name, **values)
    for name, phone, city, code, is_customer in ODOO_VENDORS:
        if is_customer:
            odoo.write("res.partner", _partner(odoo, name), supplier_rank=1)
            continue
        values = {"phone": phone, "city": city, "zip": code, "is_company": True}
        odoo.create("res.partner", name=name, supplier_rank=1, **values)


def write_bills(odoo, today):
    """Bills of this year, as somebody in Odoo enters and posts them."""
    for reference, vendor, days, lines in ODOO_BILLS:
        _write(odoo, reference, vendor, ago(today, days), lines)


def go_on_in_odoo(odoo, today):
    """A vendor and a bill changed; a new bill and a credit."""
    landlord = _partner(odoo, "Main Street Landlord")
    odoo.write("res.partner", landlord, city="Homestead", zip="33030")
    move = odoo.find("account.move", [("ref", "=", "T-901")])
    odoo.call("account.move", "button_draft", [move])
    more = (0, 0, _line(odoo, "Office Supplies", 1, 9.99))
    odoo.write("account.move", move, invoice_line_ids=[more])
    odoo.call("account.move", "action_post", [move])
    _write(odoo, "T-940", "Tool Wholesale", today, (("Paper", 2, 4.1),))
    lines = (("Office Supplies", 1, 31.25),)
    _write(odoo, "R-C1", "Ready Mat", today, lines, move_type="in_refund")


def pay_in_odoo(odoo):
    """Payments of all of one bill, and of a part of another."""
    for reference, amount in (("L-2", {}), ("P-7001", {"amount": 84.2})):
        move = odoo.find("account.move", [("ref", "=", reference)])
        register_payment(odoo, move, amount)


def _write(odoo, reference, vendor, day, lines, **values):
    """Write a bill and post it."""
    values = {"move_type": "in_invoice", "date": day, "invoice_date": day, **values}
    move = odoo.create(
        "account.move",
        partner_id=_partner(odoo, vendor),
        ref=reference,
        invoice_line_ids=[(0, 0, _line(odoo, *line)) for line in lines],
        **values,
    )
    odoo.call("account.move", "action_post", [move])


def _line(odoo, name, quantity, price):
    """A line on an account of EXPENSES, or with a product."""
    if name in EXPENSES:
        account = odoo.find("account.account", [("name", "=", name)])
        values = {"name": name, "account_id": account}
    else:
        product = odoo.find("product.product", [("default_code", "=", name)])
        values = {"product_id": product}
    return {**values, "quantity": quantity, "price_unit": price, "tax_ids": [(5,)]}


def _partner(odoo, name):
    return odoo.find("res.partner", [("name", "=", name), ("is_company", "=", True)])
