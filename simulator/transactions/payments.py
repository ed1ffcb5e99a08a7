"""Payments: the debts that they settle, and their unused part."""

from ..database.txn_store import Link, Posting
from ..wire import status
from ..wire.money import ZERO, amount_text, money
from ..wire.status import Failed
from .applying import Applying
from .forms import Form
from .settlements import settled_before


class Payments(Form):
    """One type of payments, e.g. ReceivePayment."""

    apart = ("IsAutoApply", "AppliedToTxnAdd", "AppliedToTxnMod")

    def __init__(self, company, kind):
        super().__init__(company, kind)
        self.txns = company.txns
        self.settlements = company.settlements
        (self.total,) = self.type.total

    def fill(self, txn, data, is_new):
        """Take the data of an Add or Mod into the payment, and apply it.

        Failed with 3120, 3140, 3150, 3180, 3210 or 3270.
        """
        before = (txn.entity, txn.fields.get(self.type.account[0]))
        self.header(txn, data)
        txn.ref_number = data.get("RefNumber", txn.ref_number)
        self.default_account(txn, *self.type.account)
        self.default_account(txn, *self.type.money)
        named = data.get("AppliedToTxnAdd") or data.get("AppliedToTxnMod") or []
        self._set_total(txn, data, named)
        self._check_total(txn, named)
        if is_new:
            self._apply(txn, named, {}, "AppliedToTxnAdd")
        elif {"AppliedToTxnAdd", "AppliedToTxnMod"} & data.keys():
            self._apply_again(txn, named)  # an empty list: a person unticked them all
        else:
            self._check_links(txn, before)
        if data.get("IsAutoApply") == "true":
            self._apply_by_itself(txn)
        self._check_used(txn)

    def is_saved(self, txn):
        """Return whether there is a payment to save: not if it has but set credits, for
        these are links and no transaction (Intuit's page of SetCredit)."""
        return money(txn.fields[self.total]) or self.txns.links(source=txn.txn_id)

    def postings(self, txn):
        """Yield the postings of payments and discounts against the receivables."""
        owed, sign = txn.fields[self.type.account[0]]["ListID"], self.type.sign
        unused = total = money(txn.fields[self.total])
        yield Posting(txn.fields[self.type.money[0]]["ListID"], -sign * total)
        settled = settled_before(txn)
        if settled:
            income = self.company.books.named(*self.type.side.uncategorized)
            yield Posting(income, sign * settled)
            unused -= settled
        for link in self.txns.links(source=txn.txn_id):
            party = self.txns.find(link.target).entity
            yield Posting(owed, sign * link.total, party)
            if link.discount:
                yield Posting(link.account, -sign * link.discount)
            unused -= link.amount
        if unused:
            yield Posting(owed, sign * unused, txn.entity)

    def _set_total(self, txn, data, named):
        """Add the applications up where the total is left out."""
        if not txn.fields.get(self.total):
            paid = sum((money(one.get("PaymentAmount")) for one in named), ZERO)
            txn.fields[self.total] = amount_text(paid)

    def _check_total(self, txn, named):
        total = money(txn.fields[self.total])
        if total < ZERO or not (total or named or self.txns.links(source=txn.txn_id)):
            raise self.refused("Transaction amount must be positive.")

    # applying

    def _apply_again(self, txn, named):
        """Replace the applications of the payment."""
        old = self._kept(txn)
        self.txns.remove_links(source=txn.txn_id)
        self._apply(txn, named, old, "AppliedToTxnMod")

    def _kept(self, txn):
        """Return {TxnID: Link} of the applications that TxnID alone keeps."""
        return {link.target: link for link in self.txns.links(source=txn.txn_id)}

    def _apply(self, txn, named, old, element):
        applying = Applying(self.company, self.kind, element)
        seen = set()
        for one in named:
            if one["TxnID"] in seen:
                raise self.refused(f"{one['TxnID']} is named more than once.")
            seen.add(one["TxnID"])
            self._apply_one(txn, one, old.get(one["TxnID"]), applying)

    def _apply_one(self, txn, one, old, applying):
        target = applying.target(txn, one["TxnID"])
        for credit in one.get("SetCredit", ()):
            applying.set_credit(target, credit, txn.txn_id)
        link = old or Link(txn.txn_id, target.txn_id, ZERO)
        if one.get("PaymentAmount"):
            link.amount = money(one["PaymentAmount"])
        if one.get("DiscountAmount"):
            link.discount = money(one["DiscountAmount"])
        for name, field in (("Account", "account"), ("Class", "discount_class")):
            reference = one.get(f"Discount{name}Ref")
            if reference:
                setattr(link, field, self._resolved(txn, name, reference))
        if link.discount and not link.account:
            raise Failed(status.MISSING_ACCOUNT)
        if link.total:
            applying.pay(link, target)
        elif not one.get("SetCredit"):
            raise self.refused(f"Nothing is applied to {one['TxnID']}.")

    def _resolved(self, txn, name, reference):
        element = f"Discount{name}Ref"
        stored = self.company.lists.stored(txn.type, element, reference, None)
        return stored["ListID"] if stored else ""

    def _apply_by_itself(self, txn):
        """Apply IsAutoApply: to a debt of just this total, else the oldest first."""
        invoices = [
            one
            for one in self.txns.rows("entity = ?", (txn.entity,))
            if self.type.settles(self.settlements.kind(one))
            and self.settlements.remaining(one) > ZERO
        ]
        invoices.sort(key=lambda one: (one.date, one.number))
        left = money(txn.fields[self.total])
        exact = [one for one in invoices if self.settlements.remaining(one) == left]
        for invoice in exact[:1] or invoices:
            amount = min(left, self.settlements.remaining(invoice))
            if amount:
                self.txns.add_link(Link(txn.txn_id, invoice.txn_id, amount))
                left -= amount

    # checks

    def _check_links(self, txn, before):
        """Check a Mod that names no application: the receivable account must stay, and
        the customer fit the paid documents."""
        links = self.txns.links(source=txn.txn_id)
        party, account = before
        word, debts, whom = self.type.side.words
        if links and account != txn.fields[self.type.account[0]]:
            raise self.refused(f"The {word} account must be that of the {debts}.")
        if links and party != txn.entity:
            raise self.refused(f"The payment is applied to {debts} of its {whom}.")

    def _check_used(self, txn):
        used = self.settlements.used(txn)
        if used > money(txn.fields[self.total]):
            raise Failed(status.overused(self.total, txn.fields[self.total]))
