"""Measure pulling bills and their payments in a session, against Odoo's own ways."""

from . import invoice_pull
from .clock import Stopwatch, median, undone
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
        yield from _payments(Bills(World(env)), size, profile)


def _payments(books, size, profile):
    """Return the rows of pulling a payment of each bill."""
    books.begin()
    books.write(size)
    books.world.session()
    books.world.profile = profile
    before = books.company.snapshot()
    ours, plains = [], []
    for _number in range(invoice_pull.REPEATS):
        with undone(books.env):
            books.pay()
            _report, watch = books.world.session()
            books.check_paid()
            ours.append(watch.seconds)
        books.company.restore(before)
        plains.append(books.pay_in_odoo())
    pull, plain = median(ours), median(plains)
    number = len(books.bills())
    yield {
        "name": "bill payments: pulled",
        "size": number,
        "rate": number / pull,
        "wall": pull.wall,
        "ratio_to_create": plain / pull,
        "target": f"create {PAYMENTS}",
        "met": plain / pull >= PAYMENTS,
    }
    yield {
        "name": "bill payments: Odoo's create, post and reconcile",
        "size": number,
        "rate": number / plain,
        "wall": plain.wall,
    }


class Bills(invoice_pull.Books):
    """Both sides with synced vendors and items, and with bills to come."""

    streams = STREAMS

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
                "Bill",
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

    def bills(self):
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self.world.connection.id),
                ("stream_id.mapping", "=", "bill"),
            ]
        )
        return self.env["account.move"].browse(links.mapped("record_id")).sorted("ref")

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

    def check_paid(self):
        left = [bill for bill in self.bills() if bill.amount_residual]
        if left:
            raise RuntimeError(f"{len(left)} bills are not paid")

    def pay_in_odoo(self):
        """Return the seconds of Odoo's own way to pay the same bills."""
        bills = self.bills()
        with undone(self.env):
            watch = Stopwatch(self.env.cr)
            with watch.running():
                payments = self.env["account.payment"].create(
                    [self.payment(bill) for bill in bills]
                )
                payments.action_post()
                for bill, payment in zip(bills, payments, strict=True):
                    lines = (bill | payment.move_id).line_ids
                    lines.filtered(
                        lambda line: line.account_type == "liability_payable"
                    ).reconcile()
                self.env.cr.flush()
        return watch.seconds

    def payment(self, bill):
        return {
            "payment_type": "outbound",
            "partner_type": "supplier",
            "partner_id": bill.partner_id.id,
            "amount": bill.amount_total,
            "date": bill.date,
        }
