"""People at QuickBooks: they act in its windows, and its ledger is read."""

from ..people_of_money import item
from ..people_of_products import COST, SALES, STOCK
from ..people_of_purchases import cost
from .odoo_hands import CHANGED, EXPENSE, OTHER_EXPENSE, PRODUCT

CUSTOMER, VENDOR = "Ridge School", "City Power"
BANK = "Checking"


class Hands:
    """A person at QuickBooks who works with one kind of record.

    `rows` returns (number, amount, whether it counts) of all objects, read from the
    ledger.

    :param books: the `Books` of both sides
    """

    kinds, total = (), ""

    def __init__(self, books):
        self.books, self.company = books, books.company

    def prepare(self, number, amount):
        """Do what has to be there before; by default nothing."""

    def find(self, number):
        """Return the object with this number."""
        found = [self.company.find(kind, number) for kind in self.kinds]
        return next(filter(None, found))

    def all(self):
        return [one for kind in self.kinds for one in self.company.objects(kind)]


class Lists(Hands):
    def change(self, number, amount):
        self._write(number, **self.fields(amount))

    def take_back(self, number):
        self._write(number, IsActive="false")

    def _write(self, number, **fields):
        kind = self.kinds[0]
        self.company.user_mod(self.find(number)["ListID"], kind, **fields)

    def rows(self):
        return [
            (one["Name"], self.amount(one), one["IsActive"] == "true")
            for one in self.all()
        ]


class Products(Lists):
    kinds = ("ItemInventory",)

    def fields(self, amount):
        return {"SalesPrice": amount}

    def create(self, number, amount):
        accounts = {
            "IncomeAccountRef": SALES,
            "COGSAccountRef": COST,
            "AssetAccountRef": STOCK,
        }
        values = {"SalesDesc": f"Product {number}", "SalesPrice": amount}
        self.company.user_add(self.kinds[0], Name=number, **values, **accounts)

    @staticmethod
    def amount(shown):
        return shown["SalesPrice"]


class Parties(Lists):
    def fields(self, amount):
        return {"Phone": amount}

    def create(self, number, amount):
        self.company.user_add(
            self.kinds[0], Name=number, CompanyName=number, Phone=amount
        )

    @staticmethod
    def amount(shown):
        return shown.get("Phone")


class Customers(Parties):
    kinds = ("Customer",)


class Vendors(Parties):
    kinds = ("Vendor",)


class Transactions(Hands):
    def create(self, number, amount):
        self.enter(number, amount, RefNumber=number, TxnDate=self.company.today())

    def take_back(self, number):
        self.company.user_void(self.find(number)["TxnID"])

    def rows(self):
        amounts = [(one.get("RefNumber"), self.amount(one)) for one in self.all()]
        return [(number, amount, float(amount) != 0) for number, amount in amounts]

    def amount(self, shown):
        return shown[self.total]


class SalesDocuments(Transactions):
    def enter(self, number, amount, **fields):
        lines = [item(PRODUCT, 1, amount)]
        self.company.user_add(
            self.kinds[0], CustomerRef=CUSTOMER, lines=lines, **fields
        )

    def change(self, number, amount):
        shown = self.find(number)
        line = {"TxnLineID": shown["lines"][0]["TxnLineID"], "Rate": amount}
        self.company.user_mod(shown["TxnID"], lines=[line])

    def amount(self, shown):
        return f"{float(shown['Subtotal']) + float(shown.get('SalesTaxTotal', 0)):.2f}"


class Invoices(SalesDocuments):
    kinds = ("Invoice",)


class CreditMemos(SalesDocuments):
    kinds = ("CreditMemo",)


class Purchases(Transactions):
    def enter(self, number, amount, **fields):
        line = cost(EXPENSE, amount)
        self.company.enter_bill(VENDOR, line, kind=self.kinds[0], **fields)

    def change(self, number, amount):
        shown = self.find(number)
        line = shown["ExpenseLineRet"][0]["TxnLineID"]
        self.company.change_bill(shown["TxnID"], {"TxnLineID": line, "Amount": amount})


class Bills(Purchases):
    kinds, total = ("Bill",), "AmountDue"


class VendorCredits(Purchases):
    kinds, total = ("VendorCredit",), "CreditAmount"


class Payments(Transactions):
    """Payments, by their memo; QuickBooks can delete them, not void them."""

    documents, letter = None, "D"

    def find(self, number):
        found = [one for one in self.all() if one.get("Memo", "").startswith(number)]
        (only,) = found
        return only

    def prepare(self, number, amount):
        self.documents(self.books).create(self.letter + number, amount)

    def paid(self, number):
        return self.documents(self.books).find(self.letter + number)

    def create(self, number, amount):
        fields = {"RefNumber": number, "TxnDate": self.company.today()}
        self.enter(number, amount, Memo=number, **fields)

    def change(self, number, _amount):
        self.company.user_mod(self.find(number)["TxnID"], Memo=number + CHANGED)

    def take_back(self, number):
        self.company.user_delete(self.find(number)["TxnID"])

    def rows(self):
        found = [(one.get("Memo") or "", self.amount(one)) for one in self.all()]
        return [
            (memo.partition(" ")[0], f"{amount} {memo}", True) for memo, amount in found
        ]


class Receipts(Payments):
    kinds, documents, total = ("ReceivePayment",), Invoices, "TotalAmount"

    def enter(self, number, amount, **fields):
        paid = {"TxnID": self.paid(number)["TxnID"], "PaymentAmount": amount}
        self.company.user_add(
            "ReceivePayment",
            CustomerRef=CUSTOMER,
            TotalAmount=amount,
            AppliedToTxnAdd=[paid],
            **fields,
        )


class BillPayments(Payments):
    kinds, documents, total = ("BillPaymentCheck",), Bills, "Amount"

    def enter(self, number, amount, **fields):
        self.company.pay_bills({self.paid(number)["TxnID"]: amount}, **fields)


class Entries(Transactions):
    kinds = ("JournalEntry",)

    def enter(self, number, amount, **fields):
        debit = {"AccountRef": EXPENSE, "Debit": amount}
        credit = {"AccountRef": OTHER_EXPENSE, "Credit": amount}
        self.company.enter_entry(debit, credit, **fields)

    def change(self, number, amount):
        shown = self.find(number)
        lines = [
            {
                "TxnLineID": line["TxnLineID"],
                "Debit" if "Debit" in line["list"] else "Credit": amount,
            }
            for line in shown["lines"]
        ]
        self.company.change_entry(shown["TxnID"], *lines)

    def amount(self, shown):
        debits = (
            float(line.get("Amount", 0))
            for line in shown["lines"]
            if "Debit" in line["list"]
        )
        return f"{sum(debits):.2f}"


class Checks(Transactions):
    """Checks on an expense, which Odoo reads as entries; by their numbers."""

    kinds, total = ("Check",), "Amount"

    def enter(self, number, amount, **fields):
        line = cost(EXPENSE, amount)
        fields = {"AccountRef": BANK, **fields}
        self.company.enter_bill(VENDOR, line, kind="Check", **fields)

    def change(self, number, amount):
        shown = self.find(number)
        line = shown["ExpenseLineRet"][0]["TxnLineID"]
        self.company.change_bill(shown["TxnID"], {"TxnLineID": line, "Amount": amount})
