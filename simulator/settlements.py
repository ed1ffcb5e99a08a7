"""What settles what: the open balances of documents, by the links between them.

A link moves balances and leaves EditSequence and TimeModified of both ends alone
(recorded of invoices).
"""

from .money import ZERO, amount_text, money


def document_total(txn):
    """What an invoice or credit memo is worth, tax included (Decimal)."""
    return money(txn.fields["Subtotal"]) + money(txn.fields["SalesTaxTotal"])


class Settlements:
    """The links between the transactions of a company file."""

    def __init__(self, company):
        self.txns = company.txns

    def used(self, txn):
        """How much of a payment or credit is used (Decimal)."""
        return sum((link.amount for link in self.txns.links(source=txn.txn_id)), ZERO)

    def applied(self, txn):
        """How much of an invoice is settled, discounts included (Decimal)."""
        return sum((link.total for link in self.txns.links(target=txn.txn_id)), ZERO)

    def remaining(self, txn):
        """What is open of an invoice, or unused of a credit memo (Decimal)."""
        if txn.type == "Invoice":
            return document_total(txn) - self.applied(txn)
        return document_total(txn) - self.used(txn)

    def balances(self, txn):
        """The elements of a Ret that links move, as text."""
        return getattr(self, f"_of_{txn.type}")(txn)

    def _of_Invoice(self, txn):
        remaining = self.remaining(txn)
        return {
            "AppliedAmount": amount_text(-self.applied(txn)),
            "BalanceRemaining": amount_text(remaining),
            "IsPaid": "false" if remaining else "true",
        }

    def _of_CreditMemo(self, txn):
        return {
            "TotalAmount": amount_text(document_total(txn)),
            "CreditRemaining": amount_text(self.remaining(txn)),
        }

    def linked(self, txn):
        """The LinkedTxn of a document, one per other transaction, amounts negative
        (recorded on invoices as on credit memos)."""
        amounts = {}
        for link in self.txns.links(target=txn.txn_id):
            amounts[link.source] = amounts.get(link.source, ZERO) + link.total
        for link in self.txns.links(source=txn.txn_id):
            amounts[link.target] = amounts.get(link.target, ZERO) + link.amount
        return [self.link_values(*one) for one in amounts.items()]

    def link_values(self, txn_id, amount):
        """The values of one LinkedTxn."""
        other = self.txns.find(txn_id)
        return {
            "TxnID": txn_id,
            "TxnType": other.type,
            "TxnDate": other.date,
            "RefNumber": other.ref_number,
            "LinkType": "AMTTYPE",
            "Amount": amount_text(-amount),
        }
