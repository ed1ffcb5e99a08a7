"""Types of the simulated QuickBooks, as data: a list type is one declaration.

The elements of the messages themselves (order, type, length, version) are not here but
in the facts table (``facts.py``); after adding a type here, run
``python -m simulator.wire.make_facts``.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ListType:
    """One kind of list object.

    ``space``: ids and names are unique within it; Customer, Vendor, Employee and
    OtherName share one. ``defaults``: the values QuickBooks fills in when an Add omits
    them, in QuickBooks' names; ``ListID``-less references are given by FullName.
    ``label``: QuickBooks' word for the name field in its messages. ``max_returned``:
    whether queries take MaxReturned; the schema accepts it for every list, QuickBooks
    is said to have it only for the larger ones, so the simulator refuses it there.
    """

    name: str
    space: str
    defaults: dict = field(default_factory=dict)
    label: str = ""
    max_returned: bool = False
    data_ext: str = ""

    @property
    def name_label(self):
        """Return the name of the name field in messages, e.g. ``customer name``."""
        return self.label or f"{self.name.lower()} name"


# The space of ids and names that Customer, Vendor, Employee and OtherName share.
NAMES = "name"

_STOCK = {
    "QuantityOnHand": "0",
    "AverageCost": "0.00",
    "QuantityOnOrder": "0",
    "QuantityOnSalesOrder": "0",
}


def _item(name, **defaults):
    """Return one type of the list of items."""
    return ListType(
        name,
        "item",
        {"IsActive": "true", **defaults},
        "item name",
        max_returned=True,
        data_ext="Item",
    )


_LISTS = (
    ListType(
        "Customer",
        NAMES,
        {
            "IsActive": "true",
            "Balance": "0.00",
            "TotalBalance": "0.00",
            "JobStatus": "None",
            "PreferredDeliveryMethod": "None",
        },
        max_returned=True,
        data_ext="Customer",
    ),
    ListType(
        "Vendor",
        NAMES,
        {
            "IsActive": "true",
            "IsVendorEligibleFor1099": "false",
            "Balance": "0.00",
        },
        max_returned=True,
        data_ext="Vendor",
    ),
    ListType("StandardTerms", "terms", {"IsActive": "true"}, "terms name"),
    ListType("DateDrivenTerms", "terms", {"IsActive": "true"}, "terms name"),
    ListType("SalesTaxCode", "sales tax code", {"IsActive": "true"}),
    # In the order in which QuickBooks lists them (assumed).
    _item("ItemService"),
    _item("ItemInventory", **_STOCK),
    _item("ItemInventoryAssembly", **_STOCK),
    _item("ItemNonInventory"),
    _item("ItemOtherCharge"),
    _item("ItemSubtotal"),
    _item("ItemGroup", IsPrintItemsInGroup="false"),
    _item("ItemDiscount"),
    _item("ItemPayment"),
    _item("ItemSalesTax", TaxRate="0.00"),
    _item("ItemSalesTaxGroup"),
    ListType(
        "Account",
        "account",
        {"IsActive": "true", "Balance": "0.00"},
        data_ext="Account",
    ),
    ListType("Class", "class", {"IsActive": "true"}),
    ListType("CustomerType", "customer type", {"IsActive": "true"}),
    ListType("JobType", "job type", {"IsActive": "true"}),
    ListType("VendorType", "vendor type", {"IsActive": "true"}),
    ListType("PaymentMethod", "payment method", {"IsActive": "true"}),
)

LIST_TYPES = {kind.name: kind for kind in _LISTS}


@dataclass(frozen=True)
class Side:
    """One side of trade: who it is with, and where it stands in the books.

    ``party``: the list type; ``entity``: the element that refers to it. ``account``:
    the reference to the account of the debt, and its SpecialAccountType, which is
    its AccountType as well. ``sign``: 1 where a debt is a debit of that account.
    ``of_party``: field of a document → field of the party that it is filled in from.
    ``words``: (account, debts, party) in the texts of QuickBooks. ``uncategorized``:
    name and AccountType of the account of lines that say nothing about one.
    """

    party: str
    entity: str
    account: tuple
    sign: int
    of_party: dict
    words: tuple
    uncategorized: tuple

    @property
    def account_type(self):
        """Return the AccountType of the account of the debt."""
        return self.account[1]


SALES = Side(
    party="Customer",
    entity="CustomerRef",
    account=("ARAccountRef", "AccountsReceivable"),
    sign=1,
    of_party={
        "BillAddress": "BillAddress",
        "ShipAddress": "ShipAddress",
        "TermsRef": "TermsRef",
        "SalesRepRef": "SalesRepRef",
        "ItemSalesTaxRef": "ItemSalesTaxRef",
        "CustomerSalesTaxCodeRef": "SalesTaxCodeRef",
    },
    words=("receivable", "invoices", "customer"),
    uncategorized=("Uncategorized Income", "Income"),
)
PURCHASES = Side(
    party="Vendor",
    entity="VendorRef",
    account=("APAccountRef", "AccountsPayable"),
    sign=-1,
    of_party={"VendorAddress": "VendorAddress", "TermsRef": "TermsRef"},
    words=("payable", "bills", "vendor"),
    uncategorized=("Uncategorized Expenses", "Expense"),
)
SIDES = (SALES, PURCHASES)

# The roles of a transaction on its side of trade: what is owed, what is owed the other
# way round, money that settles debts, and a document that is paid at once.
DEBT, CREDIT, PAYMENT, PAID = "debt", "credit", "payment", "paid"


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
    means by default. ``total``: the fields that add up to its worth. ``figures``:
    element of the Ret → the figure it shows, a method of ``Settlements`` (``total``,
    ``remaining``, ``minus_applied``, ``is_paid``, ``unused_credits``).
    ``numbered_with``: the types it shares its counted numbers with, empty if QuickBooks
    does not count it. ``lines``: its LineLists in the order of the Ret, by default one
    that is called after the type.
    """

    name: str
    can_void: bool = True
    template: str = ""
    side: Side | None = None
    role: str = ""
    entity: str = ""
    account: tuple = ()
    money: tuple = ()
    total: tuple = ()
    figures: dict = field(default_factory=dict)
    numbered_with: tuple = ()
    lines: tuple = ()

    def __post_init__(self):
        if not self.lines:
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
        """Return whether it can be used for debts; an overpayment is a credit, too."""
        return self.role in (CREDIT, PAYMENT)

    @property
    def is_settled(self):
        """Return whether links settle or use it."""
        return self.role == DEBT or self.is_credit

    @property
    def sign(self):
        """Return 1 where its total is a debit of its account, else -1."""
        return -self.side.sign if self.is_credit else self.side.sign

    @property
    def remaining(self):
        """Return the element that shows its open balance, empty if there is none."""
        shown = {figure: element for element, figure in self.figures.items()}
        return shown.get("remaining", "")

    def list_of(self, element):
        """Return (LineList, whether a group) of an element, None if it is no line.

        :param element: e.g. ``InvoiceLineAdd`` or ``InvoiceLineGroupRet``
        """
        bare = element[:-3]
        for one in self.lines if element.endswith(("Add", "Mod", "Ret")) else ():
            if bare in (one.name, one.group):
                return one, bare == one.group
        return None

    def settles(self, other):
        """Return whether it can be used for a transaction of the ``other`` type."""
        return self.is_credit and other.role == DEBT and self.side is other.side


_DOCUMENT_TOTAL = ("Subtotal", "SalesTaxTotal")
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
    TxnType("InventoryAdjustment", entity="CustomerRef"),
)

TXN_TYPES = {kind.name: kind for kind in _TXNS}


def txn_type(side, role):
    """Return the first TxnType of this role on this side of trade, or None."""
    kinds = TXN_TYPES.values()
    return next((one for one in kinds if (one.side, one.role) == (side, role)), None)


def side_of(party):
    """Return the Side of trade with this list type, or None."""
    return next((side for side in SIDES if side.party == party), None)


# A query of this name returns these types.
QUERIES = {kind.name: (kind.name,) for kind in _LISTS}
QUERIES["Terms"] = ("StandardTerms", "DateDrivenTerms")
ITEMS = tuple(kind.name for kind in _LISTS if kind.space == "item")
QUERIES["Item"] = ITEMS

_COMPONENTS = (
    "ItemInventory",
    "ItemInventoryAssembly",
    "ItemNonInventory",
    "ItemService",
    "ItemOtherCharge",
)
# The reference elements whose name is not that of the one type they point to.
_REFERENCES = {
    "TermsRef": ("StandardTerms", "DateDrivenTerms"),
    "DefaultItemSalesTaxRef": ("ItemSalesTax",),
    "DefaultTaxableSalesTaxCodeRef": ("SalesTaxCode",),
    "DefaultNonTaxableSalesTaxCodeRef": ("SalesTaxCode",),
    "PreferredPaymentMethodRef": ("PaymentMethod",),
    "CustomerSalesTaxCodeRef": ("SalesTaxCode",),
    "TaxVendorRef": ("Vendor",),
    "PrefVendorRef": ("Vendor",),
    "ItemRef": ITEMS,
    "ItemSalesTaxRef": ("ItemSalesTax", "ItemSalesTaxGroup"),
    "ItemInventoryRef": _COMPONENTS,
}

# Those that mean something narrower in one type: (type, element).
_NARROWER = {
    ("ItemSalesTaxGroup", "ItemSalesTaxRef"): ("ItemSalesTax",),
    ("ItemGroup", "ItemRef"): tuple(name for name in ITEMS if name != "ItemGroup"),
}

# Elements that end in Ref and are no references.
_NO_REFERENCES = {"AdditionalContactRef"}


def referred_types(element, own_type):
    """Return the list types that the reference element (``TermsRef``) may point to.

    Returns a tuple of names, empty where the element is no reference. ``own_type``
    is the type of the object that holds it, for ParentRef.
    """
    if not element.endswith("Ref") or element in _NO_REFERENCES:
        return ()
    if element == "ParentRef":
        return (own_type,)
    if element.endswith("AccountRef"):
        return ("Account",)
    if (own_type, element) in _NARROWER:
        return _NARROWER[own_type, element]
    kind = TXN_TYPES.get(own_type)
    if kind and kind.side and element == kind.entity:
        return (kind.side.party,)
    return _REFERENCES.get(element, (element[:-3],))


def space_of(type_name):
    """Return the id and name space of a type; an undeclared type is a space of its
    own."""
    kind = LIST_TYPES.get(type_name)
    return kind.space if kind else type_name
