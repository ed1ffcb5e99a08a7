"""Invoices and credit memos: what QuickBooks fills in and works out.

Fields come from the request, else from the customer, else from preferences. Assumed:
a changed TxnDate or TermsRef moves the DueDate unless that is named; invoices and
credit memos share one row of numbers; an SDK document is marked to be printed.
"""

from . import status
from .document_lines import DocumentLines
from .facts import facts
from .lists import ret_name
from .messages import TXN_TYPES, space_of
from .money import ZERO, amount_text
from .sales_tax import SalesTax
from .settlements import document_total
from .status import Failed
from .terms import due_date

_ELSEWHERE = {"TxnID", "EditSequence", "TxnDate", "RefNumber"}
_NOT_CLEARED = ("CustomerRef", "ARAccountRef", "TemplateRef")
_OF_CUSTOMER = {
    "BillAddress": "BillAddress",
    "ShipAddress": "ShipAddress",
    "TermsRef": "TermsRef",
    "SalesRepRef": "SalesRepRef",
    "ItemSalesTaxRef": "ItemSalesTaxRef",
    "CustomerSalesTaxCodeRef": "SalesTaxCodeRef",
}
_DEFAULTS = {
    "IsPending": "false",
    "IsToBePrinted": "true",
    "IsToBeEmailed": "false",
}
NUMBERED_TOGETHER = ("Invoice", "CreditMemo")
VOID = "VOID:"


class Documents:
    """One type of sales form that is owed: Invoice or CreditMemo."""

    def __init__(self, company, kind):
        self.company = company
        self.store = company.store
        self.kind = kind
        self.ret = facts().message(f"{kind}Ret").root
        self.lines = DocumentLines(company, kind)
        self.tax = SalesTax(company.store)

    def fill(self, txn, data, is_new):
        """Take the data of an Add or Mod into the transaction, and work it out.

        Failed with 3120, 3140, 3150, 3180 or 3290.
        """
        before = (txn.date, txn.fields.get("TermsRef"))
        self._header(txn, data)
        if is_new:
            self._defaults(txn, data)
        txn.date = data.get("TxnDate") or txn.date or self.company.today()
        self._number(txn, data, is_new)
        self._dates(txn, data, before)
        if is_new:
            txn.lines = self.lines.added(data.get("lines", ()))
        elif data.get("lines"):
            txn.lines = self.lines.replaced(txn.lines, data["lines"])
        self.settle(txn)
        self._check(txn)

    def settle(self, txn):
        """Work out the totals of a document from its lines."""
        subtotal = self.lines.settle(txn.lines)
        flat = list(self.lines.flat(txn.lines))
        txn.fields["Subtotal"] = amount_text(subtotal)
        txn.fields.update(self.tax.fields(txn, flat))

    def void(self, txn):
        """All amounts become zero and the memo begins with ``VOID:``."""
        for line in txn.lines:
            _zero(line)
        self.settle(txn)
        memo = txn.fields.get("Memo", "")
        if not memo.startswith(VOID):
            txn.fields["Memo"] = f"{VOID} {memo}".strip()

    # the header

    def _header(self, txn, data):
        for name, value in data.items():
            target = ret_name(self.ret, name)
            if target is None or name in _ELSEWHERE:
                continue
            old = txn.fields.get(target)
            stored = self.company.lists.stored(txn.type, target, value, old)
            if stored:
                txn.fields[target] = stored
            elif name in _NOT_CLEARED:
                raise Failed(status.missing_element(name))
            else:
                txn.fields.pop(target, None)
        txn.entity = txn.fields["CustomerRef"]["ListID"]

    def _defaults(self, txn, data):
        customer = self.store.find(space_of("Customer"), txn.entity)
        of_customer = {
            name: customer.fields.get(source) for name, source in _OF_CUSTOMER.items()
        }
        found = {**of_customer, **_DEFAULTS, "TemplateRef": self._template()}
        if self.ret.child("IsFinanceCharge"):
            found["IsFinanceCharge"] = "false"
        for name, value in found.items():
            if value and name not in data:
                txn.fields[name] = value
        if "ARAccountRef" not in txn.fields:
            account = self.company.accounts.special("AccountsReceivable")
            txn.fields["ARAccountRef"] = {"ListID": account.list_id}

    def _template(self):
        row = self.store.find_name("Template", TXN_TYPES[self.kind].template)
        return row and {"ListID": row.list_id}

    def _number(self, txn, data, is_new):
        """RefNumber: the next where an Add leaves it out, none where it is empty."""
        if "RefNumber" in data:
            txn.ref_number = data["RefNumber"]
        elif is_new:
            last = self.company.txns.last_ref_number(NUMBERED_TOGETHER)
            txn.ref_number = next_number(last)

    def _dates(self, txn, data, before):
        terms = txn.fields.get("TermsRef")
        if not data.get("DueDate") and (txn.date, terms) != before:
            txn.fields["DueDate"] = due_date(self.store, terms, txn.date)
        txn.fields.setdefault("ShipDate", txn.date)

    def _check(self, txn):
        if document_total(txn) < ZERO:
            reason = "Transaction amount must be positive."
            raise Failed(status.cannot_save_txn(self.kind, reason))


def next_number(last):
    """The number after ``last``: its trailing digits counted on, ``1`` if it has none.

    ``A-09`` gives ``A-10``.
    """
    digits = last[len(last.rstrip("0123456789")) :]
    if not digits:
        return "1" if not last else f"{last}1"[-11:]
    return last[: -len(digits)] + str(int(digits) + 1).zfill(len(digits))


def _zero(line):
    for name, zero in (("Rate", "0.00"), ("Amount", "0.00"), ("Quantity", "0")):
        if name in line:
            line[name] = zero
    if "RatePercent" in line:
        line["RatePercent"] = "0.00"
    for inner in line.get("lines", ()):
        _zero(inner)
