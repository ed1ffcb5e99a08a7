"""Types of transactions, as data: a further one is one declaration."""

from dataclasses import dataclass, field

from .sides import PURCHASES, SALES, Side

# The roles of a transaction on its side of trade: what is owed, what is owed the other
# way round, money that settles debts, and a document that is paid at once.
DEBT, CREDIT, PAYMENT, PAID = "debt", "credit", "payment", "paid"

ENTRY, DEBIT_LINE, CREDIT_LINE = "JournalEntry", "JournalDebitLine", "JournalCreditLine"
"""The lines of an entry are called so in an Add and a Ret, JournalLine in a Mod."""


@dataclass(frozen=True)
class LineList:
    """One list of lines of a transaction.

    ``name``: its element without Add, Mod or Ret (``InvoiceLine``). ``needs``: the
    reference that a line with an amount must have. ``clear``: the element with which a
    Mod empties the list, empty if it has none. ``group``: the element of a group.
    """

    name: str
    needs: str = "ItemRef"
    clear: str = ""
    group: str = ""

    @property
    def has_items(self):
        """Return whether its lines are about items, not about accounts."""
        return self.needs == "ItemRef"

    def __post_init__(self):
        if not self.group:
            object.__setattr__(self, "group", f"{self.name}Group")


@dataclass(frozen=True)
class TxnType:
    """One kind of transaction, as data: all that does not need a program.

    ``can_void``: whether TxnVoid takes it. ``template``: the form it is printed on.
    ``side``, ``role``: one of SIDES and its role there, None and empty for others.
    ``entity``: the element of who it is with, if it is not that of the side.
    ``account``: as that of a side, if its total does not go there. ``money``: for a
    payment, the reference to the account of the money, and the special account that it
    means by default, empty if it must be given. ``can_settle``: whether debts can be
    settled with those of its lines that stand on an account of debts. ``total``: the
    fields that add up to its worth. ``figures``: element of the Ret → the figure it
    shows, a method of ``Settlements`` (``total``, ``remaining``, ``open_amount``,
    ``minus_applied``, ``is_paid``, ``unused_credits``).
    ``is_reversed``: whether its total stands on the other side than usual.
    ``numbered_with``: the types it shares its counted numbers with, empty if QuickBooks
    does not count it. ``lines``: its LineLists in the order of the Ret, by default one
    that is called after the type; None where it has none.
    """

    name: str
    can_void: bool = True
    template: str = ""
    side: Side | None = None
    role: str = ""
    entity: str = ""
    account: tuple = ()
    money: tuple = ()
    can_settle: bool = False
    total: tuple = ()
    figures: dict = field(default_factory=dict)
    is_reversed: bool = False
    numbered_with: tuple = ()
    lines: tuple = ()

    def __post_init__(self):
        if self.lines is None:
            object.__setattr__(self, "lines", ())
        elif not self.lines:
            object.__setattr__(self, "lines", (LineList(f"{self.name}Line"),))
        for name in ("entity", "account"):
            if self.side and not getattr(self, name):
                object.__setattr__(self, name, getattr(self.side, name))

    @property
    def is_document(self):
        """Return whether it is a document with lines about goods and services."""
        return self.role in (DEBT, CREDIT, PAID)

    @property
    def is_credit(self):
        """Return whether its total can be used for debts; an overpayment is a credit,
        too."""
        return self.role in (CREDIT, PAYMENT)

    @property
    def is_usable(self):
        """Return whether its total or some of its lines can be used for debts."""
        return self.is_credit or self.can_settle

    @property
    def is_settled(self):
        """Return whether links settle or use it."""
        return self.role == DEBT or self.is_usable

    @property
    def sign(self):
        """Return 1 where its total is a debit of its account, else -1."""
        turned = self.is_credit or self.is_reversed
        return -self.side.sign if turned else self.side.sign

    @property
    def remaining(self):
        """Return the element that shows its open balance, empty if there is none."""
        shown = {figure: element for element, figure in self.figures.items()}
        return shown.get("remaining", "")

    def list_of(self, element):
        """Return (LineList, whether a group) of an element, None if it is no line.

        :param element: e.g. ``InvoiceLineAdd`` or ``InvoiceLineGroupRet``
        """
        if element in (DEBIT_LINE, CREDIT_LINE):
            return self.lines[0], False
        bare = element[:-3]
        for one in self.lines if element.endswith(("Add", "Mod", "Ret")) else ():
            if bare in (one.name, one.group):
                return one, bare == one.group
        return None

    def settles(self, other):
        """Return whether it can be used for a transaction of the ``other`` type."""
        return self.is_usable and other.role == DEBT and self.side is other.side


_DOCUMENT_TOTAL = ("Subtotal", "SalesTaxTotal")
_PURCHASED = (
    LineList("ExpenseLine", needs="AccountRef", clear="ClearExpenseLines"),
    LineList("ItemLine", clear="ClearItemLines", group="ItemGroupLine"),
)
_BY_CARD = {
    "side": PURCHASES,
    "role": PAID,
    "entity": "PayeeEntityRef",
    "account": ("AccountRef", ""),
    "total": ("Subtotal",),
    "figures": {"Amount": "total"},
    "lines": _PURCHASED,
}
_TXNS = (
    TxnType(
        "Invoice",
        template="Intuit Product Invoice",
        side=SALES,
        role=DEBT,
        total=_DOCUMENT_TOTAL,
        figures={
            "AppliedAmount": "minus_applied",
            "BalanceRemaining": "remaining",
            "IsPaid": "is_paid",
        },
        numbered_with=("Invoice", "CreditMemo"),
    ),
    TxnType(
        "Charge",
        side=SALES,
        role=DEBT,
        total=("Amount",),
        figures={"BalanceRemaining": "remaining", "IsPaid": "is_paid"},
        lines=None,
    ),
    TxnType(
        "CreditMemo",
        template="Custom Credit Memo",
        side=SALES,
        role=CREDIT,
        total=_DOCUMENT_TOTAL,
        figures={"TotalAmount": "total", "CreditRemaining": "remaining"},
        numbered_with=("Invoice", "CreditMemo"),
    ),
    TxnType(
        "ReceivePayment",
        can_void=False,
        side=SALES,
        role=PAYMENT,
        money=("DepositToAccountRef", "UndepositedFunds"),
        total=("TotalAmount",),
        figures={"UnusedPayment": "remaining", "UnusedCredits": "unused_credits"},
    ),
    TxnType(
        "SalesReceipt",
        template="Custom Sales Receipt",
        side=SALES,
        role=PAID,
        account=("DepositToAccountRef", "UndepositedFunds"),
        total=_DOCUMENT_TOTAL,
        figures={"TotalAmount": "total"},
        numbered_with=("SalesReceipt",),
    ),
    TxnType(
        "Bill",
        side=PURCHASES,
        role=DEBT,
        total=("Subtotal",),
        figures={
            "AmountDue": "total",
            "IsPaid": "is_paid",
            "OpenAmount": "open_amount",
        },
        lines=_PURCHASED,
    ),
    TxnType(
        "VendorCredit",
        side=PURCHASES,
        role=CREDIT,
        total=("Subtotal",),
        figures={"CreditAmount": "total", "OpenAmount": "open_amount"},
        lines=_PURCHASED,
    ),
    TxnType(
        "BillPaymentCheck",
        side=PURCHASES,
        role=PAYMENT,
        entity="PayeeEntityRef",
        money=("BankAccountRef", ""),
        total=("Amount",),
    ),
    TxnType(
        "BillPaymentCreditCard",
        side=PURCHASES,
        role=PAYMENT,
        entity="PayeeEntityRef",
        money=("CreditCardAccountRef", ""),
        total=("Amount",),
    ),
    TxnType(
        "Check",
        side=PURCHASES,
        role=PAID,
        entity="PayeeEntityRef",
        account=("AccountRef", ""),
        total=("Subtotal",),
        figures={"Amount": "total"},
        lines=_PURCHASED,
        can_settle=True,
    ),
    TxnType("CreditCardCharge", **_BY_CARD),
    TxnType("CreditCardCredit", **_BY_CARD, is_reversed=True),
    TxnType(
        "ItemReceipt",
        side=PURCHASES,
        role=PAID,
        total=("Subtotal",),
        figures={"TotalAmount": "total"},
        lines=_PURCHASED,
    ),
    TxnType("Deposit"),
    TxnType("Transfer", can_void=False, lines=None),
    TxnType("SalesTaxPaymentCheck", can_void=False, entity="PayeeEntityRef"),
    TxnType(
        "ARRefundCreditCard",
        entity="CustomerRef",
        lines=(LineList("RefundAppliedToTxn", needs=""),),
    ),
    TxnType("InventoryAdjustment", entity="CustomerRef"),
    TxnType(ENTRY, lines=(LineList("JournalLine", needs="AccountRef"),)),
)

TXN_TYPES = {kind.name: kind for kind in _TXNS}


def txn_type(side, role):
    """Return the first TxnType of this role on this side of trade, or None."""
    kinds = TXN_TYPES.values()
    return next((one for one in kinds if (one.side, one.role) == (side, role)), None)
