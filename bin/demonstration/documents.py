"""The documents that cross, and how each is read on both sides."""

from dataclasses import dataclass
from typing import ClassVar

from .lists import LISTS, Listing
from .people_of_entries import JOURNAL
from .people_of_money import first_of_year


@dataclass(frozen=True)
class Documents(Listing):
    """One kind of document; `open_field` holds QuickBooks' open balance."""

    open_field: str = ""

    read_too: ClassVar = ("state",)
    id_tag: ClassVar = "TxnID"
    name_fields: ClassVar = ("display_name", "RefNumber")

    def in_odoo(self, odoo):
        """Return Odoo's documents; cancelled ones are zero, as in QuickBooks."""
        rows = super().in_odoo(odoo)
        return {key: _void(row) for key, row in rows.items()}

    def in_quickbooks(self, company):
        """Return all documents but those settled before the cut-off date."""
        first = first_of_year(company.today())
        found = super().in_quickbooks(company)
        return {
            txn_id: one
            for txn_id, one in found.items()
            if one["TxnDate"] >= first or float(one.get(self.open_field) or 0)
        }


@dataclass(frozen=True)
class SalesDocuments(Documents):
    """Invoices or credit memos."""

    read_too: ClassVar = ("state", "qbd_opening")

    def differences(self, record, shown, links):
        """Compare both sides; of old documents only the open part crossed."""
        apart = ("amount_untaxed", "amount_tax") if record["qbd_opening"] else ()
        for difference in super().differences(record, shown, links):
            if difference[0] not in apart:
                yield difference


def _void(row):
    if row["state"] not in ("cancel", "canceled"):
        return row
    return {
        name: 0.0 if isinstance(value, float) else value for name, value in row.items()
    }


def _sales(label, mapping, kind, move_type, open_field):
    return SalesDocuments(
        label,
        mapping,
        (kind,),
        "account.move",
        (("move_type", "=", move_type), ("state", "!=", "draft")),
        {
            "qbd_ref_number": "RefNumber",
            "invoice_date": "TxnDate",
            "amount_untaxed": "Subtotal",
            "amount_tax": "SalesTaxTotal",
            "amount_residual": open_field,
        },
        open_field=open_field,
    )


@dataclass(frozen=True)
class Bills(SalesDocuments):
    """Bills or vendor credits; QuickBooks' OpenAmount is not to be trusted."""

    def in_quickbooks(self, company):
        """Return the documents with the open balance that the windows show."""
        return {
            txn_id: {**one, self.open_field: str(company.open_balance(txn_id))}
            for kind in self.kinds
            for one in company.objects(kind)
            if (txn_id := one["TxnID"])
        }


def _purchases(label, mapping, kind, move_type, total):
    return Bills(
        label,
        mapping,
        (kind,),
        "account.move",
        (("move_type", "=", move_type), ("state", "!=", "draft")),
        {
            "ref": "RefNumber",
            "date": "TxnDate",
            "amount_total": total,
            "amount_residual": "OpenAmount",
        },
        open_field="OpenAmount",
    )


PAYMENTS = Documents(
    "Customer payments",
    "receive_payment",
    ("ReceivePayment",),
    "account.payment",
    (("partner_type", "=", "customer"), ("state", "!=", "draft")),
    {"date": "TxnDate", "amount": "TotalAmount"},
    open_field="UnusedPayment",
)
BILL_PAYMENTS = Documents(
    "Bill payments",
    "bill_payment",
    ("BillPaymentCheck", "BillPaymentCreditCard"),
    "account.payment",
    (("partner_type", "=", "supplier"), ("state", "!=", "draft")),
    {"date": "TxnDate", "amount": "Amount"},
)


@dataclass(frozen=True)
class Entries(Documents):
    """Journal entries; their total is the sum of their debits."""

    def in_quickbooks(self, company):
        """Return all entries with their totals."""
        found = super().in_quickbooks(company)
        return {key: {**one, "Total": _debits(one)} for key, one in found.items()}


def _debits(entry):
    amounts = (
        float(line.get("Amount", 0))
        for line in entry["lines"]
        if line["list"] == "JournalDebitLine"
    )
    return f"{sum(amounts):.2f}"


ENTRIES = Entries(
    "Journal entries",
    "journal_entry",
    ("JournalEntry",),
    "account.move",
    (("journal_id.name", "=", JOURNAL), ("state", "!=", "draft")),
    {"ref": "RefNumber", "date": "TxnDate", "amount_total": "Total"},
)
OTHER_KINDS = ("Check", "SalesReceipt", "Deposit", "InventoryAdjustment")
OTHERS = Documents(
    "Other transactions",
    "other_transaction",
    OTHER_KINDS,
    "account.move",
    (("qbd_type", "in", OTHER_KINDS), ("state", "!=", "draft")),
    {"date": "TxnDate"},
)
DOCUMENTS = (
    _sales("Invoices", "invoice", "Invoice", "out_invoice", "BalanceRemaining"),
    _sales(
        "Credit memos", "credit_memo", "CreditMemo", "out_refund", "CreditRemaining"
    ),
    PAYMENTS,
    _purchases("Bills", "bill", "Bill", "in_invoice", "AmountDue"),
    _purchases(
        "Vendor credits", "vendor_credit", "VendorCredit", "in_refund", "CreditAmount"
    ),
    BILL_PAYMENTS,
    ENTRIES,
    OTHERS,
)
LISTINGS = (*LISTS, *DOCUMENTS)
