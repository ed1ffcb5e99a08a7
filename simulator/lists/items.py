"""Items: QuickBooks' rules for them, and quantities and costs of those in stock.

One list for all types. Quantity on hand and average cost move by ``move`` alone and
leave EditSequence and TimeModified as they are.
"""

from decimal import Decimal

from ..wire import status
from ..wire.messages import ITEMS
from ..wire.money import amount_text, money, quantity_text, rate_text, rounded
from ..wire.status import Failed
from .accounts import SPACE as ACCOUNT
from .rules import Rules

SPACE = "item"
RANKS = {name: rank for rank, name in enumerate(ITEMS)}
STOCKED = ("ItemInventory", "ItemInventoryAssembly")
_TRADED = ("ItemService", "ItemNonInventory", "ItemOtherCharge")
TAXED = (*STOCKED, *_TRADED, "ItemDiscount")

_INCOME = ("Income", "OtherIncome")
_COST = ("CostOfGoodsSold", "Expense", "OtherExpense")
_RESULT = (*_INCOME, *_COST)
_BALANCE = (
    "Bank",
    "OtherCurrentAsset",
    "FixedAsset",
    "OtherAsset",
    "CreditCard",
    "OtherCurrentLiability",
    "LongTermLiability",
    "Equity",
)
_STOCK_ACCOUNTS = {
    "IncomeAccountRef": _INCOME,
    "COGSAccountRef": ("CostOfGoodsSold",),
    "AssetAccountRef": ("OtherCurrentAsset",),
}
_PARTS = {
    "SalesOrPurchase": {"AccountRef": (*_RESULT, *_BALANCE)},
    "SalesAndPurchase": {"IncomeAccountRef": _INCOME, "ExpenseAccountRef": _COST},
}
_ACCOUNTS = {
    "ItemInventory": _STOCK_ACCOUNTS,
    "ItemInventoryAssembly": _STOCK_ACCOUNTS,
    "ItemDiscount": {"AccountRef": _RESULT},
    "ItemPayment": {"DepositToAccountRef": ("Bank", "OtherCurrentAsset")},
}
_NOT_REQUIRED = ("DepositToAccountRef",)
# Shown although it was not entered (recorded of the prices).
_ZEROES = {
    "SalesOrPurchase": {"Price": "PricePercent"},
    "SalesAndPurchase": {"SalesPrice": "", "PurchaseCost": ""},
    "ItemInventory": {"SalesPrice": "", "PurchaseCost": ""},
    "ItemInventoryAssembly": {"SalesPrice": "", "PurchaseCost": ""},
    "ItemDiscount": {"DiscountRate": "DiscountRatePercent"},
}
_COMPONENT = "ItemInventoryAssemblyLine"
_MEMBERS = {"ItemGroup": "ItemGroupLine", "ItemInventoryAssembly": _COMPONENT}
_OPENING = ("QuantityOnHand", "TotalValue", "InventoryDate")
_VALUE = "InventoryValue"


class Items(Rules):
    """The items of a company file.

    ``any_account``: accept accounts of any type. QuickBooks is laxer than the simulator
    here: it was recorded taking one asset account for all three of an inventory item.
    """

    any_account = False

    # rules

    def prepared(self, row, data):
        """Return the data of an Add or Mod in the terms of the Ret."""
        data = {name: value for name, value in data.items() if name not in _OPENING}
        if "BarCode" in data:
            data["BarCodeValue"] = self._bar_code(row, data.pop("BarCode"))
        if data.get("ClearItemsInGroup") == "true":
            data[_MEMBERS[row.type]] = []
        return data

    def check(self, row, before):
        """Check that an item may be saved, and fill in the prices that it lacks.

        Failed with 3250 (inventory is off), 3270 (an account is missing), 3140 (an
        account of the wrong type, a part that contains the item) or 3180.
        """
        if row.type in STOCKED:
            self.check_feature()
        parts = self._parts(row, before)
        for part, accounts in parts:
            self._check_accounts(row, before, part, accounts)
        _fill_zeroes(row.fields, row.type)
        for part, _ in parts:
            if part:
                _fill_zeroes(row.fields[part], part)
        self._check_components(row, row.fields.get(_COMPONENT, ()))

    def added(self, row, data):
        """Post the opening quantity: an adjustment against Opening Balance Equity."""
        quantity = money(data.get("QuantityOnHand"))
        if row.type not in STOCKED or not quantity:
            return
        cost = money(row.fields["PurchaseCost"])
        value = money(data.get("TotalValue")) or quantity * cost
        equity = self.company.books.special("OpeningBalanceEquity")
        line = {
            "ItemRef": {"ListID": row.list_id},
            "ValueAdjustment": {
                "QuantityDifference": quantity_text(quantity),
                "ValueDifference": amount_text(value),
            },
        }
        adjustment = {"AccountRef": {"ListID": equity}, "lines": [line]}
        adjustment["TxnDate"] = data.get("InventoryDate", "")
        self.company.transactions.add("InventoryAdjustment", adjustment)

    def merging(self, kept, gone):
        """Merge items of the same type only; their stock adds up."""
        if kept.type != gone.type:
            raise Failed(_refused(kept, "Only items of one type can be merged."))
        if kept.type in STOCKED:
            self._take_in(kept, on_hand(gone), stock_value(gone))

    def check_delete(self, row):
        """Refuse to delete an item in stock. Failed with 3160."""
        if row.type in STOCKED and on_hand(row):
            raise Failed(status.cannot_delete(row.list_id))

    def check_feature(self):
        """Raise Failed with 3250 where inventory is switched off in the preferences."""
        preferences = self.company.about.preferences()
        purchases = preferences.get("PurchasesAndVendorsPreferences", {})
        if purchases.get("IsUsingInventory") == "false":
            raise Failed(status.FEATURE_OFF)

    def _parts(self, row, before):
        """Return (name of the aggregate or None, accounts it needs) of an item.

        A SalesOrPurchase item becomes one of SalesAndPurchase; the way back is refused
        (assumed).
        """
        if row.type not in _TRADED:
            return [(None, _ACCOUNTS.get(row.type, {}))]
        found = [name for name in _PARTS if name in row.fields]
        if not found:
            raise Failed(status.MISSING_ACCOUNT)
        if len(found) == 2 and (not before or "SalesAndPurchase" in before.fields):
            reason = "An item that is sold and purchased stays so."
            raise Failed(_refused(row, reason))
        if len(found) == 2:
            del row.fields[found.pop(0)]
        return [(name, _PARTS[name]) for name in found]

    def _check_accounts(self, row, before, part, accounts):
        holder = row.fields[part] if part else row.fields
        old = (before.fields.get(part, {}) if part else before.fields) if before else {}
        for name, types in accounts.items():
            if name not in holder:
                if name not in _NOT_REQUIRED:
                    raise Failed(status.MISSING_ACCOUNT)
            elif holder[name] != old.get(name):
                self._check_account(row, name, holder[name]["ListID"], types)

    def _check_account(self, row, name, list_id, types):
        account = self.store.find(ACCOUNT, list_id)
        if account.fields["AccountType"] not in types and not self.any_account:
            raise Failed(status.reference_not_found(account.full_name, name, row.type))

    def _check_components(self, row, lines):
        """Refuse an assembly that contains itself, on whatever level."""
        for line in lines:
            if "ItemInventoryRef" not in line:
                raise Failed(status.missing_element("ItemInventoryRef"))
            part = self.store.find(SPACE, line["ItemInventoryRef"]["ListID"])
            if part.list_id == row.list_id:
                reference = (row.full_name, "ItemInventoryRef", row.type)
                raise Failed(status.reference_not_found(*reference))
            self._check_components(row, part.fields.get(_COMPONENT, ()))

    def _bar_code(self, row, bar_code):
        """Return the code to store. Failed with 3180 if another item has it."""
        code = bar_code.get("BarCodeValue", "")
        where = (
            "space = ? AND list_id <> ? AND json_extract(fields, '$.BarCodeValue') = ?"
        )
        taken = code and self.store.rows(where, (SPACE, row.list_id, code), 1)
        if taken and bar_code.get("AssignEvenIfUsed") != "true":
            raise Failed(_refused(row, "The bar code is already in use."))
        return code

    # stock

    def move(self, list_id, quantity, value=None):
        """Take an inventory item in (or, negative, out) of stock; posts nothing.

        ``quantity``, ``value``: Decimals; no value means at average cost, or at
        PurchaseCost while there is none. Returns the value moved, to the cent.
        """
        row = self.store.find(SPACE, list_id)
        if value is None and not quantity + on_hand(row):
            value = -stock_value(row)
        elif value is None:
            value = quantity * average_cost(row)
        value = rounded(value)
        self._take_in(row, quantity, value)
        self.company.lists.save(row)
        return value

    def _take_in(self, row, quantity, value):
        quantity += on_hand(row)
        value += stock_value(row)
        row.fields["QuantityOnHand"] = quantity_text(quantity)
        row.fields[_VALUE] = amount_text(value)
        if quantity > 0:
            row.fields["AverageCost"] = rate_text(value / quantity)


def average_cost(row):
    """Return the cost of one piece of an inventory item, as a Decimal."""
    average = Decimal(row.fields["AverageCost"])
    return average or Decimal(row.fields.get("PurchaseCost") or 0)


def on_hand(row):
    """Return the QuantityOnHand of an inventory item, as a Decimal."""
    return Decimal(row.fields["QuantityOnHand"])


def stock_value(row):
    """Return the value in stock (Decimal); of a recorded item quantity at average
    cost."""
    known = row.fields.get(_VALUE)
    return Decimal(known or on_hand(row) * Decimal(row.fields["AverageCost"]))


def _fill_zeroes(fields, name):
    for price, alternative in _ZEROES.get(name, {}).items():
        if alternative not in fields:
            fields.setdefault(price, "0.00")


def _refused(row, reason):
    return status.cannot_save("Items", row.name, reason)
