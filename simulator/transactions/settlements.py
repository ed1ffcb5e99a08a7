"""Settlements: the open balances of documents, by the links between them.

A link moves balances and leaves EditSequence and TimeModified of both ends alone
(recorded of invoices).
"""

from ..wire.messages import NAMES
from ..wire.money import ZERO, amount_text, money
from ..wire.txn_types import DEBT, ENTRY, TXN_TYPES
from .entries import debit_of, entry_kind
from .line_items import line_amount
from .purchase_lines import owed_side

# Fields of recorded transactions, never shown as such: what was settled by links that
# the recording does not hold, and these links as they were printed.
SETTLED = "Settled"
LINKS = "Links"


def document_total(txn):
    """Return the total of a transaction, tax included (Decimal)."""
    return sum((money(txn.fields[name]) for name in TXN_TYPES[txn.type].total), ZERO)


def settled_before(txn):
    """Return the amount settled by links not in the company file (Decimal)."""
    return money(txn.fields.get(SETTLED))


class Settlements:
    """The links between the transactions of a company file."""

    def __init__(self, company):
        self.company = company
        self.txns = company.txns

    def kind(self, txn):
        """Return the TxnType of a transaction; an entry is what its lines make it."""
        if txn.type == ENTRY:
            return entry_kind(self.company.store, txn)
        return TXN_TYPES[txn.type]

    def _is_debt(self, txn):
        return self.kind(txn).role == DEBT

    def used(self, txn):
        """Return how much of a payment or credit is used (Decimal)."""
        links = self.txns.links(source=txn.txn_id)
        return sum((link.amount for link in links), settled_before(txn))

    def applied(self, txn):
        """Return how much of a debt is settled, discounts included (Decimal)."""
        links = self.txns.links(target=txn.txn_id)
        return sum((link.total for link in links), settled_before(txn))

    def remaining(self, txn):
        """Return the open part of a debt, or the unused part of a payment or credit."""
        taken = self.applied(txn) if self._is_debt(txn) else self.used(txn)
        return self._worth(txn) - taken

    def owed(self, txn):
        """Return (party, account), as ListIDs, of the debt that a transaction makes or
        settles; both empty if it does neither."""
        if txn.type == ENTRY:
            return txn.entity, txn.lines[0]["AccountRef"][
                "ListID"
            ] if txn.entity else ""
        kind = TXN_TYPES[txn.type]
        if not kind.can_settle:
            account = txn.fields.get(kind.account[0], {}) if kind.account else {}
            return txn.entity, account.get("ListID", "")
        for line in self._on_debts(txn):
            return line["CustomerRef"]["ListID"], line["AccountRef"]["ListID"]
        return "", ""

    def _worth(self, txn):
        """Return the total of a transaction, as far as it is a debt or settles any."""
        if txn.type == ENTRY:
            return abs(debit_of(txn.lines[0])) if txn.entity else ZERO
        if not TXN_TYPES[txn.type].can_settle:
            return document_total(txn)
        return sum((line_amount(line) for line in self._on_debts(txn)), ZERO)

    def _on_debts(self, txn):
        """Return the lines on an account of the debts of the transaction's side."""
        side, store = TXN_TYPES[txn.type].side, self.company.store
        return [line for line in txn.lines if owed_side(store, line) is side]

    def is_linked(self, txn):
        """Return whether a transaction settles another one, or is settled by one."""
        links = self.txns.links(source=txn.txn_id) or self.txns.links(target=txn.txn_id)
        return bool(links)

    def trim(self, txn):
        """Undo links that no longer fit a changed transaction, the youngest
        first; returns the ids of the transactions at their other ends.

        Assumed: QuickBooks leaves the money unused.
        """
        if not self.kind(txn).is_settled:
            return []
        over, others = -self.remaining(txn), []
        for link in reversed(self._links(txn)):
            if over <= ZERO:
                break
            cut = min(over, link.total)
            over -= cut
            self._shorten(link, cut)
            others += {link.source, link.target} - {txn.txn_id}
        return others

    def untie(self, txn):
        """Undo all links of a transaction; returns the ids of those at the other
        ends."""
        links = self.txns.links(source=txn.txn_id) + self.txns.links(target=txn.txn_id)
        for link in links:
            self.txns.remove_links(number=link.number)
        for name in (SETTLED, LINKS):
            txn.fields.pop(name, None)
        return [one for link in links for one in {link.source, link.target}]

    def _links(self, txn):
        side = "target" if self._is_debt(txn) else "source"
        return self.txns.links(**{side: txn.txn_id})

    def _shorten(self, link, cut):
        link.amount -= cut
        if link.amount < ZERO:
            link.discount += link.amount
            link.amount = ZERO
        if link.total:
            self.txns.save_link(link)
        else:
            self.txns.remove_links(number=link.number)

    def balances(self, txn):
        """Return the elements of a Ret that links move, as text."""
        figures = TXN_TYPES[txn.type].figures
        return {
            element: getattr(self, f"_{figure}")(txn)
            for element, figure in figures.items()
        }

    def _total(self, txn):
        return amount_text(document_total(txn))

    def _minus_applied(self, txn):
        return amount_text(-self.applied(txn))

    def _remaining(self, txn):
        return amount_text(self.remaining(txn))

    def _open_amount(self, txn):
        """Return what QuickBooks says is open, which cannot be trusted: it may be
        missing, and on a debt it may be all that is owed to the vendor."""
        if self.company.open_amounts_are_right:
            return self._remaining(txn)
        if txn.number % 2:
            return ""
        if not self._is_debt(txn):
            return self._remaining(txn)
        party = self.company.store.find(NAMES, txn.entity)
        return amount_text(money(party.fields.get("Balance")))

    def _is_paid(self, txn):
        return "false" if self.remaining(txn) else "true"

    def _unused_credits(self, txn):
        set_here = {link.source for link in self.txns.links(set_by=txn.txn_id)}
        credits = [self.txns.find(source) for source in set_here]
        return amount_text(sum((self.remaining(one) for one in credits if one), ZERO))

    def applications(self, txn):
        """Return the AppliedToTxnRet of a payment. Amount is the money without discount
        and credits (recorded of credits); LinkedTxn the credits set with it."""
        found = list(txn.fields.get(LINKS, ()))
        for link in self.txns.links(source=txn.txn_id):
            target = self.txns.find(link.target)
            values = {
                "TxnID": target.txn_id,
                "TxnType": target.type,
                "TxnDate": target.date,
                "RefNumber": target.ref_number,
                "BalanceRemaining": amount_text(self.remaining(target)),
                "Amount": amount_text(link.amount),
                **self._discount(link),
            }
            credits = self.txns.links(set_by=txn.txn_id, target=link.target)
            values["LinkedTxn"] = [
                self.link_values(credit.source, credit.amount) for credit in credits
            ]
            found.append(values)
        return found

    def _discount(self, link):
        if not link.discount:
            return {}
        shown = self.company.printer.reference
        values = {"DiscountAmount": amount_text(link.discount)}
        if link.account:
            values["DiscountAccountRef"] = shown("account", link.account)
        if link.discount_class:
            values["DiscountClassRef"] = shown("class", link.discount_class)
        return values

    def linked(self, txn):
        """Return the LinkedTxn of a document, one per other transaction, amounts
        negative (recorded on invoices as on credit memos; positive on vendor credits,
        as others describe them)."""
        amounts = {}
        for link in self.txns.links(target=txn.txn_id):
            amounts[link.source] = amounts.get(link.source, ZERO) + link.total
        for link in self.txns.links(source=txn.txn_id):
            amounts[link.target] = amounts.get(link.target, ZERO) + link.amount
        recorded = txn.fields.get(LINKS, ())
        side = self.kind(txn).side
        sign = 1 if not side or self._is_debt(txn) else -side.used_sign
        found = [self.link_values(key, sign * one) for key, one in amounts.items()]
        return [*recorded, *found]

    def link_values(self, txn_id, amount):
        """Return the values of one LinkedTxn."""
        other = self.txns.find(txn_id)
        return {
            "TxnID": txn_id,
            "TxnType": other.type,
            "TxnDate": other.date,
            "RefNumber": other.ref_number,
            "LinkType": "AMTTYPE",
            "Amount": amount_text(-amount),
        }
