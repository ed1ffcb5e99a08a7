"""The elements that each query takes, in the order of the schema, and small builders.

The choice groups are the schema's: objects are asked for *either* by id or name *or*
by filters. Where the schema takes MaxReturned but QuickBooks has no iterator (small
lists), it is left out here on purpose: a page that is cut there cannot be continued.
"""

from datetime import date, datetime

from lxml import etree

from ..errors import ValueRefused
from .texts import stored_text
from .values import datetime_

_RET = ("IncludeRetElement",)
_OWNED = (*_RET, "OwnerID")
_NAMED = ("NameFilter", "NameRangeFilter")
_FILTERS = ("ActiveStatus", "FromModifiedDate", "ToModifiedDate", *_NAMED)
_SMALL = ("ListID", "FullName", *_FILTERS)
_LIST = ("ListID", "FullName", "MaxReturned", *_FILTERS)
_PARTY = (*_LIST, "TotalBalanceFilter", "CurrencyFilter", "ClassFilter", *_OWNED)
_ITEM = (*_LIST, "ClassFilter", *_OWNED)

_DATES = ("ModifiedDateRangeFilter", "TxnDateRangeFilter")
_REFS = ("RefNumber", "RefNumberCaseSensitive")
_ENTITY = ("TxnID", *_REFS, "MaxReturned", *_DATES, "EntityFilter")
_TXN = (*_ENTITY, "AccountFilter")
_NUMBERS = ("RefNumberFilter", "RefNumberRangeFilter")
_LINED = ("IncludeLineItems", *_OWNED)
_LINKED = ("IncludeLineItems", "IncludeLinkedTxns", *_OWNED)
_BILLED = (*_TXN, *_NUMBERS, "CurrencyFilter", "PaidStatus", *_LINKED)
_DOCUMENT = (*_TXN, *_NUMBERS, "CurrencyFilter", *_LINKED)
_PAYMENT = (*_TXN, *_NUMBERS, "CurrencyFilter", *_LINED)
_ORDER = (*_ENTITY, *_NUMBERS, "CurrencyFilter", *_LINKED)
_OF_ALL = (
    *("TransactionModifiedDateRangeFilter", "TransactionDateRangeFilter"),
    *("TransactionTypeFilter", "TransactionDetailLevelFilter"),
    "TransactionPostingStatusFilter",
)
_DEPOSIT = ("TxnID", "MaxReturned", *_DATES, "EntityFilter", "AccountFilter")


def _each(names, children):
    """Return ``{"CustomerQuery": children, …}`` for "Customer …"."""
    return {f"{name}Query": children for name in names.split()}


ITERABLE = {
    **_each("Customer Vendor", _PARTY),
    **_each("Entity", (*_LIST, *_RET)),
    **_each("Item ItemGroup ItemSalesTaxGroup ItemSubtotal", (*_LIST, *_OWNED)),
    **_each("ItemService ItemNonInventory ItemOtherCharge ItemInventory", _ITEM),
    **_each("ItemInventoryAssembly ItemDiscount ItemFixedAsset", _ITEM),
    **_each("ItemPayment ItemSalesTax", _ITEM),
    **_each("Invoice Bill", _BILLED),
    **_each("Charge", (*_TXN, *_NUMBERS, "PaidStatus", "IncludeLinkedTxns", *_OWNED)),
    **_each("CreditMemo VendorCredit Check Estimate", _DOCUMENT),
    **_each("PurchaseOrder ItemReceipt", _DOCUMENT),
    **_each("ReceivePayment BillPaymentCheck BillPaymentCreditCard", _PAYMENT),
    **_each("SalesReceipt JournalEntry ARRefundCreditCard", _PAYMENT),
    **_each("CreditCardCharge CreditCardCredit", _PAYMENT),
    **_each("SalesOrder", _ORDER),
    **_each(
        "InventoryAdjustment SalesTaxPaymentCheck",
        (*_TXN, "ItemFilter", *_NUMBERS, *_LINED),
    ),
    **_each("Deposit", (*_DEPOSIT, "CurrencyFilter", *_LINED)),
    **_each("Transfer", ("TxnID", "MaxReturned", *_DATES, *_RET)),
    **_each("Transaction", ("TxnID", "MaxReturned", *_OF_ALL, *_RET)),
}
"""Queries with an iterator, and the children each one takes, in order."""

PLAIN = {
    **_each("Host", ("IncludeListMetaData", *_RET)),
    **_each("Company", _OWNED),
    **_each("Preferences Template CompanyActivity", _RET),
    **_each("Account", (*_SMALL, "AccountType", "CurrencyFilter", *_OWNED)),
    **_each("PaymentMethod", (*_SMALL, "PaymentMethodType", *_RET)),
    **_each("PriceLevel", (*_SMALL, "ItemRef", "CurrencyFilter", *_RET)),
    **_each("Employee OtherName", (*_SMALL, *_OWNED)),
    **_each("Terms StandardTerms DateDrivenTerms Class SalesTaxCode", (*_SMALL, *_RET)),
    **_each("Currency SalesRep CustomerType VendorType JobType", (*_SMALL, *_RET)),
    **_each("ShipMethod CustomerMsg UnitOfMeasureSet InventorySite", (*_SMALL, *_RET)),
    **_each("ListDeleted", ("ListDelType", "DeletedDateRangeFilter", *_RET)),
    **_each("TxnDeleted", ("TxnDelType", "DeletedDateRangeFilter", *_RET)),
    **_each("DataExtDef", ("OwnerID", "AssignToObject", *_RET)),
}
"""Queries without an iterator, and the children each one takes, in order."""

CHILDREN = {**ITERABLE, **PLAIN}
SELECTORS = ("ListID", "TxnID", "FullName", "RefNumber", "RefNumberCaseSensitive")
ANYWHERE = {*_LINKED, *SELECTORS}
"""What may stand next to a selector, beside the selector itself."""

EITHER = (_NAMED, _DATES, _NUMBERS)
"""Filters of which the schema takes one or the other."""

WRAPPERS = {
    "FromModifiedDate": "ModifiedDateRangeFilter",
    "ToModifiedDate": "ModifiedDateRangeFilter",
    "FromTxnDate": "TxnDateRangeFilter",
    "ToTxnDate": "TxnDateRangeFilter",
    "FromDeletedDate": "DeletedDateRangeFilter",
    "ToDeletedDate": "DeletedDateRangeFilter",
}
"""Dates that stand directly in a list query and inside an aggregate elsewhere."""


def query(tag, iterator=None, iterator_id=None, meta_data=None, **children):
    """Return the element of a query, its children in the order of the schema.

    >>> query("CustomerQuery", iterator="Start", MaxReturned=500, ActiveStatus="All",
    ...       FromModifiedDate="2024-03-10T10:55:00", OwnerID="0")

    :param str tag: e.g. "CustomerQuery" (or "CustomerQueryRq")
    :param str iterator: "Start", "Continue" or "Stop"; the first two need MaxReturned,
        and Continue repeats all other filters
    :param str iterator_id: of the page before, for "Continue" and "Stop"
    :param str meta_data: "MetaDataOnly" to have the objects counted, not returned
    :param children: by element name; a list repeats the element, a dict is a nested
        aggregate, None leaves it out. The dates of `WRAPPERS` may be given directly
        for every query
    :return: the element ``<CustomerQueryRq>``
    :raise ValueRefused: for an element that the query does not take, or not together
        with the others
    """
    tag = tag.removesuffix("Rq")
    if tag not in CHILDREN:
        raise ValueRefused("this query is not known", tag)
    given = _wrapped(tag, {k: v for k, v in children.items() if v is not None})
    _check_children(tag, given)
    root = etree.Element(f"{tag}Rq")
    _set_iterator(root, tag, iterator, iterator_id, given)
    if meta_data:
        root.set("metaData", meta_data)
    for name in CHILDREN[tag]:
        _append(root, name, given.get(name))
    return root


def data_ext_def_add(owner_id, name, kind="STR255TYPE", assign_to=("Company",)):
    """Return the request that declares a data extension of ours.

    :param str owner_id: our OwnerID, with braces
    :param str name: at most 31 characters
    :param str kind: a DataExtType of the schema
    :param assign_to: names of the objects that may carry it
    """
    return _request(
        "DataExtDefAdd",
        OwnerID=owner_id,
        DataExtName=name,
        DataExtType=kind,
        AssignToObject=list(assign_to),
    )


def data_ext_add(owner_id, name, value):
    """Return the request that gives the company its first value of an extension."""
    return _company_extension("DataExtAdd", owner_id, name, value)


def data_ext_mod(owner_id, name, value):
    """Return the request that changes the value of an extension on the company."""
    return _company_extension("DataExtMod", owner_id, name, value)


def txn_del(kind, txn_id):
    """Return the request that deletes a transaction, e.g. ("Invoice", TxnID)."""
    return _flat_request("TxnDelRq", TxnDelType=kind, TxnID=txn_id)


def txn_void(kind, txn_id):
    """Return the request that voids a transaction; not for ReceivePayment."""
    return _flat_request("TxnVoidRq", TxnVoidType=kind, TxnID=txn_id)


def _company_extension(tag, owner_id, name, value):
    return _request(
        tag,
        OwnerID=owner_id,
        DataExtName=name,
        OtherDataExtType="Company",
        DataExtValue=value,
    )


def _request(tag, **children):
    root = etree.Element(f"{tag}Rq")
    _append(root, tag, children)
    return root


def _flat_request(tag, **children):
    root = etree.Element(tag)
    for name, value in children.items():
        _append(root, name, value)
    return root


def _wrapped(tag, given):
    """Return the children with dates put into the aggregate that the query wants."""
    found = {}
    for name, value in given.items():
        wrapper = WRAPPERS.get(name)
        if wrapper is None or name in CHILDREN[tag]:
            found[name] = value
        else:
            found.setdefault(wrapper, {})[name] = value
    for wrapper in set(WRAPPERS.values()) & set(found):
        found[wrapper] = {k: v for k, v in sorted(found[wrapper].items())}
    return found


def _check_children(tag, given):
    unknown = [name for name in given if name not in CHILDREN[tag]]
    if unknown:
        raise ValueRefused(f"the query does not take {', '.join(unknown)}", tag)
    if int(given.get("MaxReturned", 1)) < 1:
        raise ValueRefused("a page holds at least one object", tag)
    for clashing in _clashes(given):
        together = " and ".join(clashing)
        raise ValueRefused(f"the query does not take {together} together", tag)


def _clashes(given):
    """Yield the groups of children that the schema does not take together."""
    chosen = [name for name in given if name in SELECTORS]
    beside = [name for name in given if name not in ANYWHERE]
    if len(chosen) > 1 or (chosen and beside):
        yield chosen + beside
    for either in EITHER:
        if given.keys() >= set(either):
            yield either


def _set_iterator(root, tag, iterator, iterator_id, given):
    if iterator is None:
        return
    if tag not in ITERABLE:
        raise ValueRefused("the query has no iterator", tag)
    if iterator != "Stop" and "MaxReturned" not in given:
        raise ValueRefused("an iterator needs MaxReturned", tag)
    if (iterator == "Start") == bool(iterator_id):
        raise ValueRefused("Start makes an iteratorID, the others need one", tag)
    root.set("iterator", iterator)
    if iterator_id:
        root.set("iteratorID", iterator_id)


def _append(parent, name, value):
    """Append a child: a list repeats it, a dict nests, None leaves it out."""
    if isinstance(value, list | tuple | set | frozenset):
        for one in sorted(value) if isinstance(value, set | frozenset) else value:
            _append(parent, name, one)
    elif isinstance(value, dict):
        element = etree.SubElement(parent, name)
        for child, content in value.items():
            _append(element, child, content)
    elif value is not None:
        etree.SubElement(parent, name).text = _query_text(value)


def _query_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return datetime_.normalise(value)
    if isinstance(value, date):
        return value.isoformat()
    return stored_text(value, multiline=True)
