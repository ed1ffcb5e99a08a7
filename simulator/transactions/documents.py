"""Invoices and credit memos: defaults and figures that QuickBooks fills in.

Fields come from the request, else from the customer, else from preferences. Assumed:
a changed TxnDate or TermsRef moves the DueDate unless that is named; invoices and
credit memos share one row of numbers; an SDK document is marked to be printed.
"""

from ..database.txn_store import Posting
from ..lists.items import STOCKED
from ..lists.terms import due_date
from ..wire import status
from ..wire.messages import NAMES
from ..wire.money import ZERO, amount_text, money
from ..wire.status import Failed
from . import line_items
from .applying import Applying
from .document_lines import DocumentLines, flat, item_of
from .forms import Form
from .line_items import line_amount
from .sales_tax import SalesTax
from .settlements import SETTLED, document_total, settled_before

VOID = "VOID:"
# Field of a document, never shown: what it took out of stock.
_STOCK = "Stock"


class Documents(Form):
    """One type of documents with lines, e.g. Invoice or CreditMemo."""

    line_class = DocumentLines

    def __init__(self, company, kind):
        super().__init__(company, kind)
        self.lists = [self.line_class(company, kind, one) for one in self.type.lines]
        self.tax = SalesTax(company.store)
        self.applying = Applying(company, kind, f"{kind} SetCredit")

    def fill(self, txn, data, is_new):
        """Take the data of an Add or Mod into the transaction, and work it out.

        Failed with 3120, 3140, 3150, 3180 or 3290.
        """
        before = (txn.date, txn.fields.get("TermsRef"))
        self.header(txn, data)
        if is_new:
            self._defaults(txn, data)
        self._number(txn, data, is_new)
        self._dates(txn, data, before)
        txn.lines = [
            line for one in self.lists for line in one.filled(txn.lines, data, is_new)
        ]
        self.settle(txn)
        for txn_id in data.get("LinkToTxnID", ()):
            # There are no estimates and sales orders to link to.
            raise Failed(status.not_found(txn_id))
        for credit in data.get("SetCredit", ()):
            self.applying.set_credit(txn, credit)

    def check(self, txn, before):
        """Check the total. Failed with 3180."""
        if document_total(txn) < ZERO:
            raise self.refused("Transaction amount must be positive.")

    def settle(self, txn):
        """Work out the totals of a document from its lines."""
        totals = (one.settle(one.own(txn.lines)) for one in self.lists)
        txn.fields["Subtotal"] = amount_text(sum(totals, ZERO))
        if self.type.side.is_taxed:
            txn.fields.update(self.tax.fields(txn, list(flat(self.store, txn.lines))))

    def open(self, txn, words, text):
        """Give a document the one line of an opening balance, in its first list.

        :param text: the amount
        """
        line = {"Desc": words, "Rate": text, "Amount": text}
        if not self.lists[0].declared.has_items:
            account = self.company.books.named(*self.type.side.uncategorized)
            line = {"AccountRef": {"ListID": account}, "Memo": words, "Amount": text}
        txn.lines = self.lists[0].marked([line])
        self.settle(txn)

    def void(self, txn):
        """Make all amounts zero; the memo begins with ``VOID:``."""
        for line in txn.lines:
            _zero(line)
        self.settle(txn)
        memo = txn.fields.get("Memo", "")
        if not memo.startswith(VOID):
            txn.fields["Memo"] = f"{VOID} {memo}".strip()

    # the header

    def _defaults(self, txn, data):
        side = self.type.side
        party = self.store.find(NAMES, txn.entity)
        known = party.fields if party else {}
        of_party = {name: known.get(source) for name, source in side.of_party.items()}
        found = {**of_party, **side.defaults, "TemplateRef": self._template()}
        for name, value in found.items():
            if value and name not in data and self.ret.child(name):
                txn.fields[name] = value
        self.default_account(txn, *self.type.account)

    def _template(self):
        row = self.store.find_name("Template", self.type.template)
        return row and {"ListID": row.list_id}

    def _number(self, txn, data, is_new):
        """Set RefNumber: the next one if an Add leaves it out, none if it is empty."""
        if "RefNumber" in data:
            txn.ref_number = data["RefNumber"]
        elif is_new and self.type.numbered_with:
            last = self.company.txns.last_ref_number(self.type.numbered_with)
            txn.ref_number = next_number(last)

    def _dates(self, txn, data, before):
        terms = txn.fields.get("TermsRef")
        moved = (txn.date, terms) != before or "DueDate" not in txn.fields
        if moved and not data.get("DueDate"):
            txn.fields["DueDate"] = self._due_date(txn)
        txn.fields.setdefault("ShipDate", txn.date)

    def _due_date(self, txn):
        return due_date(self.store, txn.fields.get("TermsRef"), txn.date)

    # the books

    def postings(self, txn):
        """Yield the account of the total against those of the items and the sales tax;
        goods from stock at their cost. A credit memo the other way round, nothing while
        pending."""
        if txn.fields.get("IsPending") == "true":
            return
        sign = self.type.sign
        account = txn.fields[self.type.account[0]]["ListID"]
        settled = settled_before(txn)
        total = document_total(txn) - settled
        yield Posting(account, sign * total, txn.entity)
        if settled:
            bank = self.company.books.special("UndepositedFunds")
            yield Posting(bank, sign * settled)
        tax = money(txn.fields.get("SalesTaxTotal"))
        if tax:
            yield Posting(self.company.books.special("SalesTaxPayable"), -sign * tax)
        for line in flat(self.store, txn.lines):
            if line_amount(line):
                yield self._posting(line, -sign * line_amount(line))
            yield from self._of_stock(txn, line, sign)

    def _posting(self, line, debit):
        return Posting(self._account(line), debit)

    def _account(self, line):
        """Return the account to which the amount of a line goes. Failed with 3270."""
        for name in ("OverrideItemAccountRef", "AccountRef"):
            if line.get(name):
                return line[name]["ListID"]
        item = item_of(self.store, line)
        account = item and line_items.account(item, self.type.side)
        if not account and item and item.type == "ItemPayment":
            account = self.company.books.special("UndepositedFunds")
        if not account and not item:
            account = self.company.books.named(*self.type.side.uncategorized)
        if not account:
            raise Failed(status.MISSING_ACCOUNT)
        return account

    def _of_stock(self, txn, line, sign):
        """Take the goods of a line out of stock (a credit memo: put them in)."""
        item = None if SETTLED in txn.fields else item_of(self.store, line)
        quantity = -sign * money(line.get("Quantity"))
        if not item or item.type not in STOCKED or not quantity:
            return
        value = self._move(txn, item, quantity)
        yield Posting(item.fields["COGSAccountRef"]["ListID"], -value)
        yield Posting(item.fields["AssetAccountRef"]["ListID"], value)

    def _move(self, txn, item, quantity, value=None):
        """Move an item in stock, and remember that; return the value moved."""
        value = self.company.items.move(item.list_id, quantity, value)
        moved = [item.list_id, str(quantity), str(value)]
        txn.fields.setdefault(_STOCK, []).append(moved)
        return value

    def put_back(self, txn):
        """Undo the stock moves of the document's last posting."""
        for list_id, quantity, value in txn.fields.pop(_STOCK, ()):
            self.company.items.move(list_id, -money(quantity), -money(value))


def next_number(last):
    """Return the number after ``last``: its trailing digits counted on, ``1`` if it has
    none.

    ``A-09`` gives ``A-10``.
    """
    digits = last[len(last.rstrip("0123456789")) :]
    if not digits:
        return "1" if not last else f"{last}1"[-11:]
    return last[: -len(digits)] + str(int(digits) + 1).zfill(len(digits))


def _zero(line):
    zeroes = dict.fromkeys(("Rate", "Cost", "Amount"), "0.00")
    for name, zero in {**zeroes, "Quantity": "0"}.items():
        if name in line:
            line[name] = zero
    if "RatePercent" in line:
        line["RatePercent"] = "0.00"
    for inner in line.get("lines", ()):
        _zero(inner)
