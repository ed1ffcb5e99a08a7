"""The sides of trade and kinds of documents of worked cases, as data."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    """One side of trade: who it is with, and where both books keep it.

    :param party: the word for whom it is with, and the mapping of the parties
    :param parties: where a `Case` holds them, and the word for them in errors
    :param owes: begins the cell that says how much is open with a party
    :param qb_party: their type in QuickBooks
    :param account: name of the account of the open items
    :param account_type: its type in Odoo
    :param sign: 1 if a debt is a debit of that account, else -1
    :param payment: values of an `account.payment`
    :param method_lines: the field of a journal with the ways to pay
    :param money: accounts of the money, the first is that of the usual way
    :param way: the word before the account of the money of a payment
    :param discount: (field of the company, account) of discounts
    :param header: words of its documents that the other side has not
    :param owed: the element of the account of the open items
    :param owed_property: the field of a partner with that account
    :param price: the element of a line with the price of one
    :param lists: (element in an Add, in a Mod, as shown) of each list of lines
    """

    party: str
    parties: str
    owes: str
    qb_party: str
    account: str
    account_type: str
    sign: int
    payment: tuple
    method_lines: str
    money: tuple
    way: str
    discount: tuple
    header: tuple
    owed: str
    owed_property: str
    price: str
    lists: tuple

    @property
    def has_expenses(self):
        """Return whether lines may be on accounts, in a list of their own."""
        return len(self.lists) > 1


SALE = Trade(
    party="customer",
    parties="customers",
    owes="owes",
    qb_party="Customer",
    account="Accounts Receivable",
    account_type="asset_receivable",
    sign=1,
    payment=(("payment_type", "inbound"), ("partner_type", "customer")),
    method_lines="inbound_payment_method_line_ids",
    money=("Undeposited Funds", "Checking"),
    way="to",
    discount=(
        "account_journal_early_pay_discount_loss_account_id",
        "Sales Discounts",
    ),
    header=("tax", "tax code", "pending"),
    owed="ARAccountRef",
    owed_property="property_account_receivable_id",
    price="Rate",
    lists=(("lines", "lines", "lines"),),
)
PURCHASE = Trade(
    party="vendor",
    parties="vendors",
    owes="is owed",
    qb_party="Vendor",
    account="Accounts Payable",
    account_type="liability_payable",
    sign=-1,
    payment=(("payment_type", "outbound"), ("partner_type", "supplier")),
    method_lines="outbound_payment_method_line_ids",
    money=("Checking",),
    way="from",
    discount=(
        "account_journal_early_pay_discount_gain_account_id",
        "Other Expenses",
    ),
    header=("payable",),
    owed="APAccountRef",
    owed_property="property_account_payable_id",
    price="Cost",
    lists=(
        ("ExpenseLineAdd", "ExpenseLineMod", "ExpenseLineRet"),
        ("lines", "lines", "lines"),
    ),
)
TRADES = (SALE, PURCHASE)


@dataclass(frozen=True)
class Kind:
    """A kind of document, as a case names it.

    :param qb_type: its type in QuickBooks
    :param stream: its mapping
    :param role: "debt", "credit" or "payment"
    :param side: a Trade; only documents of one side settle each other
    :param entity: the element of who it is with
    :param open: the element that shows its open balance, "" if none can be trusted:
        then it is the total without the transactions that are linked
    :param total: the elements that add up to its total; sales tax is the second
    :param move_type: in Odoo, empty for a payment
    :param word: stands before its party in a case
    :param money: the element of the account of the money of a payment
    :param account_type: of the account of the money, if it is not the side's usual one
    """

    qb_type: str
    stream: str
    role: str
    side: Trade
    entity: str
    open: str
    total: tuple
    move_type: str = ""
    word: str = "to"
    money: str = ""
    account_type: str = ""


KINDS = {
    "invoice": Kind(
        "Invoice",
        "invoice",
        "debt",
        SALE,
        "CustomerRef",
        "BalanceRemaining",
        ("Subtotal", "SalesTaxTotal"),
        "out_invoice",
    ),
    "credit memo": Kind(
        "CreditMemo",
        "credit_memo",
        "credit",
        SALE,
        "CustomerRef",
        "CreditRemaining",
        ("Subtotal", "SalesTaxTotal"),
        "out_refund",
    ),
    "payment": Kind(
        "ReceivePayment",
        "receive_payment",
        "payment",
        SALE,
        "CustomerRef",
        "UnusedPayment",
        ("TotalAmount",),
        word="from",
        money="DepositToAccountRef",
    ),
    "bill": Kind(
        "Bill",
        "bill",
        "debt",
        PURCHASE,
        "VendorRef",
        "",
        ("AmountDue",),
        "in_invoice",
        "from",
    ),
    "vendor credit": Kind(
        "VendorCredit",
        "vendor_credit",
        "credit",
        PURCHASE,
        "VendorRef",
        "",
        ("CreditAmount",),
        "in_refund",
        "from",
    ),
    "bill payment": Kind(
        "BillPaymentCheck",
        "bill_payment",
        "payment",
        PURCHASE,
        "PayeeEntityRef",
        "",
        ("Amount",),
        money="BankAccountRef",
    ),
    "card payment": Kind(
        "BillPaymentCreditCard",
        "bill_payment",
        "payment",
        PURCHASE,
        "PayeeEntityRef",
        "",
        ("Amount",),
        money="CreditCardAccountRef",
        account_type="CreditCard",
    ),
}


def subjects():
    """Return the words of all kinds, the longest first.

    So "bill payment 7" is not read as a bill that is called "payment".
    """
    return sorted(KINDS, key=len, reverse=True)


def subject_pattern():
    """Return the pattern of a subject like ``invoice 1001``: its word, its label."""
    return re.compile(rf"({'|'.join(subjects())}) (\S+)")


def of_role(*roles):
    """Return the words of the kinds that have one of these roles, in order."""
    return tuple(word for word, kind in KINDS.items() if kind.role in roles)


def word_for(side, role):
    """Return the word of the kind that has this role on a side of trade."""
    return next(word for word in of_role(role) if KINDS[word].side is side)


def payment_for(word):
    """Return the Kind of the payments that settle a kind of debt."""
    return KINDS[word_for(KINDS[word].side, "payment")]


def is_payment(subject):
    """Return whether a subject, ("payment", label), is a payment."""
    return KINDS[subject[0]].role == "payment"


def trade_of(party):
    """Return the Trade with this word for its parties, or None."""
    return next((side for side in TRADES if side.party == party), None)
