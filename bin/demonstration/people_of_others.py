"""Other transactions of the demo: QuickBooks alone makes them, Odoo reads them."""

from .people_of_money import ago, item
from .people_of_purchases import cost


def post_in_quickbooks(company):
    """Two checks, a sale paid at once, and a deposit of that and of a payment, less a
    fee."""
    today = company.today()
    for number, amount, days in (("4001", "35.00", 6), ("4002", "8.00", 2)):
        company.enter_bill(
            "City Power",
            cost("Utilities", amount),
            kind="Check",
            AccountRef="Checking",
            RefNumber=number,
            TxnDate=ago(today, days),
        )
    sold = company.user_add(
        "SalesReceipt",
        CustomerRef="River Café",
        TxnDate=ago(today, 1),
        RefNumber="S-1",
        lines=[item("Repair", 1)],
    )
    paid = company.find("ReceivePayment", "5501")["TxnID"]
    company.user_add(
        "Deposit",
        DepositToAccountRef="Checking",
        TxnDate=today,
        lines=[
            {"PaymentTxnID": paid},
            {"PaymentTxnID": sold},
            {"AccountRef": "Office Supplies", "Amount": "-2.50", "Memo": "Fee"},
        ],
    )
