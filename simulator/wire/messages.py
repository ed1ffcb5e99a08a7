"""Types of the simulated QuickBooks, as data: a list type is one declaration.

The elements of the messages themselves (order, type, length, version) are not here but
in the facts table (``facts.py``); after adding a type here, run
``python -m simulator.wire.make_facts``.
"""

from dataclasses import dataclass, field

from .sides import PURCHASES
from .txn_types import TXN_TYPES


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
    "EntityRef": ("Customer", "Vendor"),
}

# Those that mean something narrower in one type: (type, element).
_NARROWER = {
    ("ItemSalesTaxGroup", "ItemSalesTaxRef"): ("ItemSalesTax",),
    ("Check", "PayeeEntityRef"): ("Vendor", "Customer"),
    ("CreditCardCharge", "PayeeEntityRef"): ("Vendor", "Customer"),
    ("CreditCardCredit", "PayeeEntityRef"): ("Vendor", "Customer"),
    ("SalesTaxPaymentCheck", "PayeeEntityRef"): ("Vendor",),
    ("SalesTaxPaymentCheck line", "ItemSalesTaxRef"): ("ItemSalesTax",),
    ("ItemGroup", "ItemRef"): tuple(name for name in ITEMS if name != "ItemGroup"),
}

# The types of the accounts that a reference of a header may point to, where these are
# few: of every type of transaction, or of one.
ACCOUNT_TYPES = {
    "APAccountRef": ("AccountsPayable",),
    "BankAccountRef": ("Bank",),
    "CreditCardAccountRef": ("CreditCard",),
    ("Check", "AccountRef"): ("Bank",),
    ("CreditCardCharge", "AccountRef"): ("CreditCard",),
    ("CreditCardCredit", "AccountRef"): ("CreditCard",),
}
# The name on a line of a purchase is a vendor's where its account is payable.
for _kind in TXN_TYPES.values():
    if _kind.side is PURCHASES:
        _NARROWER[f"{_kind.name} line", "CustomerRef"] = ("Customer", "Vendor")

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
