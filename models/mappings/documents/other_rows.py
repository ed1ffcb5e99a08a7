"""Make the debits and credits of an entry from a transaction of QuickBooks.

A row is a dict::

    TxnLineID   of the line of QuickBooks it is of, or one of `HEAD`, `TAX`, `CASH`
    Amount      Decimal, a debit is positive
    AccountRef  ListID of the account; or instead of it
    ItemRef     ListID of the item whose account it is, with Side: "income", "expense"
    Special     SpecialAccountType of an account that QuickBooks does not show
    EntityRef   ListID of the name
    Memo        text

and, where it settles another transaction, SettledID and SettledType of that.
"""

from ....core.money import ZERO, money
from ....core.qbxml.fields import GROUP

HEAD, TAX, CASH = "head", "tax", "cash"
UNDEPOSITED, SALES_TAX = "UndepositedFunds", "SalesTaxPayable"
SETTLED = ("SettledID", "SettledType")


def rows_of(kind, shown):
    """Return the rows of a transaction; they balance if QuickBooks shows it whole.

    :param str kind: its type, one of `ALL`
    :param dict shown: {path: canonical} as parsed by its declaration
    """
    rows = _READERS[kind](shown)
    return [
        {name: value for name, value in row.items() if value not in (None, "")}
        for row in rows
        if row["Amount"]
    ]


def imbalance(rows):
    """Return by how much the debits exceed the credits, a Decimal."""
    return sum((row["Amount"] for row in rows), ZERO)


def _row(key, value, **values):
    return {"TxnLineID": key, "Amount": value, **values}


def _of_line(line, sign, name, **values):
    """Return the row of a line; one without an amount says nothing."""
    value = sign * money(line.get(name) or 0)
    return _row(line.get("TxnLineID"), value, **values)


def _bought(shown, sign, payee):
    """Yield the rows of expenses and items, on the side opposite to the total.

    :param sign: 1 where they are debits
    :param payee: the name of the lines that have none of their own
    """
    for line in shown.get("ExpenseLine") or ():
        yield _of_line(
            *(line, sign, "Amount"),
            AccountRef=line.get("AccountRef"),
            EntityRef=line.get("CustomerRef") or payee,
            Memo=line.get("Memo"),
        )
    yield from _of_items(shown.get("ItemLine"), sign, "expense", payee)


def _of_items(lines, sign, side, payee):
    """Yield the rows of lines with items; the head of a group has no amount."""
    for line in lines or ():
        if line.get("TxnLineID") != line.get(GROUP):
            yield _of_line(
                *(line, sign, "Amount"),
                ItemRef=line.get("ItemRef"),
                Side=side,
                EntityRef=line.get("CustomerRef") or payee,
                Memo=line.get("Desc"),
            )


def _paid(sign):
    """Return the reader of a check or card charge; `sign` is that of the account."""

    def read(shown):
        payee = shown.get("PayeeEntityRef")
        total = sign * money(shown.get("Amount") or 0)
        yield _row(
            *(HEAD, total),
            AccountRef=shown.get("AccountRef"),
            EntityRef=payee,
            Memo=shown.get("Memo"),
        )
        yield from _bought(shown, -sign, payee)

    return read


def _sales_receipt(shown):
    customer = shown.get("CustomerRef")
    head = {"EntityRef": customer, "Memo": shown.get("Memo")}
    total = money(shown.get("TotalAmount") or 0)
    yield _row(HEAD, total, AccountRef=shown.get("DepositToAccountRef"), **head)
    yield from _of_items(shown.get("SalesReceiptLine"), -1, "income", customer)
    tax = money(shown.get("SalesTaxTotal") or 0)
    yield _row(TAX, -tax, Special=SALES_TAX, EntityRef=customer)


def _charge(shown):
    customer = {"EntityRef": shown.get("CustomerRef"), "Memo": shown.get("Desc")}
    value = money(shown.get("Amount") or 0)
    yield _row(HEAD, value, AccountRef=shown.get("ARAccountRef"), **customer)
    yield _row(
        *("item", -value), ItemRef=shown.get("ItemRef"), Side="income", **customer
    )


def _deposit(shown):
    yield _row(
        *(HEAD, money(shown.get("DepositTotal") or 0)),
        AccountRef=shown.get("DepositToAccountRef"),
        Memo=shown.get("Memo"),
    )
    yield _row(
        *(CASH, money(shown.get("CashBackInfoRet/Amount") or 0)),
        AccountRef=shown.get("CashBackInfoRet/AccountRef"),
        Memo=shown.get("CashBackInfoRet/Memo"),
    )
    for line in shown.get("DepositLine") or ():
        account = line.get("AccountRef")
        yield _of_line(
            *(line, -1, "Amount"),
            AccountRef=account,
            Special=None if account else UNDEPOSITED,
            EntityRef=line.get("EntityRef"),
            Memo=line.get("Memo") or line.get("CheckNumber"),
            SettledID=line.get("TxnID"),
            SettledType=line.get("TxnType"),
        )


def _transfer(shown):
    value, memo = money(shown.get("Amount") or 0), {"Memo": shown.get("Memo")}
    yield _row(HEAD, -value, AccountRef=shown.get("TransferFromAccountRef"), **memo)
    yield _row("to", value, AccountRef=shown.get("TransferToAccountRef"), **memo)


def _sales_tax_payment(shown):
    value = money(shown.get("Amount") or 0)
    payee = {"EntityRef": shown.get("PayeeEntityRef"), "Memo": shown.get("Memo")}
    yield _row(HEAD, -value, AccountRef=shown.get("BankAccountRef"), **payee)
    yield _row(TAX, value, Special=SALES_TAX, **payee)


def _card_refund(shown):
    customer = {"EntityRef": shown.get("CustomerRef"), "Memo": shown.get("Memo")}
    value = money(shown.get("TotalAmount") or 0)
    yield _row(HEAD, -value, AccountRef=shown.get("RefundFromAccountRef"), **customer)
    for line in shown.get("RefundAppliedToTxn") or ():
        yield _row(
            *(line["TxnID"], money(line.get("RefundAmount") or 0)),
            AccountRef=shown.get("ARAccountRef"),
            SettledID=line["TxnID"],
            SettledType=line.get("TxnType"),
            **customer,
        )


def _inventory_adjustment(shown):
    total = ZERO
    for line in shown.get("InventoryAdjustmentLine") or ():
        row = _of_line(
            *(line, 1, "ValueDifference"), ItemRef=line.get("ItemRef"), Side="expense"
        )
        total += row["Amount"]
        yield row
    yield _row(
        *(HEAD, -total),
        AccountRef=shown.get("AccountRef"),
        EntityRef=shown.get("CustomerRef"),
        Memo=shown.get("Memo"),
    )


def _owed(total, sign):
    """Return the reader of a debt to a vendor.

    :param total: path of the total
    :param sign: 1 where the lines are debits
    """

    def read(shown):
        vendor = shown.get("VendorRef")
        account = shown.get("LiabilityAccountRef") or shown.get("APAccountRef")
        head = {"EntityRef": vendor, "Memo": shown.get("Memo")}
        value = -sign * money(shown.get(total) or 0)
        yield _row(HEAD, value, AccountRef=account, **head)
        yield from _bought(shown, sign, vendor)

    return read


_READERS = {
    "SalesReceipt": _sales_receipt,
    "Check": _paid(-1),
    "CreditCardCharge": _paid(-1),
    "CreditCardCredit": _paid(1),
    "Deposit": _deposit,
    "Transfer": _transfer,
    "SalesTaxPaymentCheck": _sales_tax_payment,
    "ARRefundCreditCard": _card_refund,
    "InventoryAdjustment": _inventory_adjustment,
    "Charge": _charge,
    "ItemReceipt": _owed("TotalAmount", 1),
    "Bill": _owed("AmountDue", 1),
    "VendorCredit": _owed("CreditAmount", -1),
}
