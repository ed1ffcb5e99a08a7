"""Measure pulling bills and their payments in a session, against Odoo's own ways."""

from . import invoice_pull
from .clock import undone
from .world import World

TARGETS = {"create": 2.3}
PAYMENTS = 0.9
VENDORS = 50
STREAMS = ("account", "bill", "bill_payment", "item", "vendor")


def run(env, size, profile=None):
    """Return the rows of pulled bills, and of pulled payments of bills."""
    with undone(env):
        books = Bills(World(env))
        yield from invoice_pull.pulled("bills", books, TARGETS, size, profile)
    with undone(env):
        yield from invoice_pull.paid(
            "bill payments", Bills(World(env)), PAYMENTS, size, profile
        )
    with undone(env):
        books = VendorCredits(World(env))
        yield from invoice_pull.pulled_alike("vendor credits", books, size, profile)


class Bills(invoice_pull.Books):
    """Both sides with synced vendors and items, and with bills to come."""

    streams = STREAMS
    kind, mapping = "Bill", "bill"
    open_type = "liability_payable"

    def begin(self):
        company = self.company
        company.user_add("Account", Name="Rent", AccountType="Expense")
        for number in range(VENDORS):
            company.user_add("Vendor", Name=f"Vendor {number}")
        super().begin()

    def write(self, size):
        """Add this number of bills, as a user at QuickBooks does."""
        for _number in range(size):
            self.number += 1
            self.company.user_add(
                self.kind,
                VendorRef=f"Vendor {self.chance.randrange(VENDORS)}",
                TxnDate=f"2026-{self.chance.randint(1, 6):02}-15",
                RefNumber=f"{10000 + self.number}",
                ExpenseLineAdd=[{"AccountRef": "Rent", "Amount": self.amount()}],
                lines=[self.line() for _line in range(invoice_pull.LINES - 1)],
            )

    def amount(self):
        return f"{self.chance.randint(100, 99999) / 100:.2f}"

    def line(self):
        return {
            "ItemRef": f"Item {self.chance.randrange(invoice_pull.ITEMS)}",
            "Quantity": str(self.chance.randint(1, 9)),
            "Amount": self.amount(),
        }

    # -- payments -------------------------------------------------------------

    def pay(self):
        """Pay each bill with a check of its own, as a user at QuickBooks does."""
        for bill in self.company.objects("Bill"):
            self.company.user_add(
                "BillPaymentCheck",
                PayeeEntityRef=bill["VendorRef"]["FullName"],
                BankAccountRef="Checking",
                AppliedToTxnAdd=[
                    {"TxnID": bill["TxnID"], "PaymentAmount": bill["AmountDue"]}
                ],
            )

    def payment(self, bill):
        return {
            "payment_type": "outbound",
            "partner_type": "supplier",
            "partner_id": bill.partner_id.id,
            "amount": bill.amount_total,
            "date": bill.date,
        }


class VendorCredits(Bills):
    """The same with vendor credits to come."""

    streams = (*STREAMS, "vendor_credit")
    kind, mapping = "VendorCredit", "vendor_credit"
