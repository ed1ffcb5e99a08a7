"""The kinds of documents of worked cases, as data: a bill is one more row here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of document, as a case names it.

    :param qb_type: its type in QuickBooks
    :param role: "debt", "credit" or "payment"
    :param side: "sale" or "purchase"; only what is on one side settles each other
    :param entity: the element of who it is with
    :param open: the element that shows its open balance
    """

    qb_type: str
    role: str
    side: str
    entity: str
    open: str


KINDS = {
    "invoice": Kind("Invoice", "debt", "sale", "CustomerRef", "BalanceRemaining"),
    "credit memo": Kind(
        "CreditMemo", "credit", "sale", "CustomerRef", "CreditRemaining"
    ),
    "payment": Kind(
        "ReceivePayment", "payment", "sale", "CustomerRef", "UnusedPayment"
    ),
}


def of_role(*roles):
    """Return the words of the kinds that have one of these roles, in order."""
    return tuple(word for word, kind in KINDS.items() if kind.role in roles)


def payment_for(word):
    """Return the Kind of the payments that settle a kind of debt."""
    side = KINDS[word].side
    payments = (KINDS[one] for one in of_role("payment"))
    return next(kind for kind in payments if kind.side == side)
