from odoo import models

from ....core.money import cents
from ....core.words import for_reader
from .lines_accounts import ACCOUNT_PATHS

LINES = "Lines"
PAYMENT_ITEM = "ItemPayment"
SUBTOTAL = "ItemSubtotal"
BALANCING = "Balancing"
"""Stands for the balancing account of open items, where QuickBooks has none such."""


class QbdOtherTransactionAccounts(models.AbstractModel):
    """Finds the accounts of the rows of other transactions.

    QuickBooks shows the account of an expense, but not that of an item, of the sales
    tax, or of undeposited funds.
    """

    _name = "qbd.other.transaction.accounts"
    _description = "QuickBooks Other Transactions: Accounts"

    # -- QuickBooks' side -----------------------------------------------------

    def _with_accounts(self, found):
        """Return rows as texts, with the ListIDs of all accounts that are known.

        Where one is not, the row keeps the item or the kind of account it stands for.
        """
        items = self._items_of(found)
        return [
            self._as_text(row, items)
            for row in found
            if self._type_of(items, row) != SUBTOTAL
        ]

    def _as_text(self, row, items):
        account = row.get("AccountRef") or self._find_account(row, items)
        text = {
            "TxnLineID": row["TxnLineID"],
            "Amount": f"{cents(row['Amount']):.2f}",
            "EntityRef": row.get("EntityRef"),
            "Memo": row.get("Memo"),
            "AccountRef": account,
        }
        if account:
            return text
        open_names = ("ItemRef", "Side", "Special")
        return {**text, **{name: row.get(name) for name in open_names}}

    def _find_account(self, row, items):
        """Return the ListID of the account of an item, or of a special one."""
        if self._type_of(items, row) == PAYMENT_ITEM:
            return self._special_id("UndepositedFunds")
        link = items.get(row.get("ItemRef"))
        shown = (link and (link.quickbooks_seen or link.quickbooks_image)) or {}
        paths = ACCOUNT_PATHS[row.get("Side") or "expense"]
        found = next(filter(None, (shown.get(path) for path in paths)), None)
        return found or (self._special_id(row["Special"]) if "Special" in row else None)

    def _items_of(self, found):
        """Return {ListID: link} of the items on rows."""
        return self._links_of_items(
            sorted({row["ItemRef"] for row in found if row.get("ItemRef")})
        )

    @staticmethod
    def _type_of(items, row):
        link = items.get(row.get("ItemRef"))
        return link.qb_type if link else None

    def _special_id(self, special):
        """Return the ListID of QuickBooks' one account of a kind, None if unknown."""
        return self._cached_in_batch(
            f"special {special}", lambda: self._find_special(special)
        )

    def _find_special(self, special):
        stream = self._stream()._sibling("account")
        found = stream and stream._mapping()._linked("SpecialAccountType", special)
        return min(found) if found else None

    def _owed_accounts(self):
        """Return the ListIDs of all receivable and payable accounts."""
        return self._cached_in_batch("owed accounts", self._find_owed_accounts)

    def _find_owed_accounts(self):
        stream = self._stream()._sibling("account")
        if not stream:
            return set()
        mapping, found = stream._mapping(), set()
        for kind in ("AccountsReceivable", "AccountsPayable"):
            found |= {*mapping._linked("AccountType", kind)}
        return found

    # -- Odoo's side ----------------------------------------------------------

    def _account_of_row(self, row):
        """Return the account in Odoo of a row of an object; empty if it lacks it."""
        if row.get("Special") == BALANCING:
            return self._stream().connection_id.opening_account_id
        found = row.get("AccountRef") or self._find_account(row, self._items_of([row]))
        return self._to_record("account", found)

    # -- what it waits for ----------------------------------------------------

    def _lacks_accounts(self, canonical):
        """Name the accounts that a row has in QuickBooks and not in Odoo."""
        missing = {}
        for row in canonical.get(LINES) or ():
            if row.get("Special") == BALANCING:
                continue
            items = self._items_of([row])
            found = row.get("AccountRef") or self._find_account(row, items)
            if not found:
                missing[self._words_of_row(row)] = True
            elif not self._to_record("account", found):
                names = self._names_of_objects([("account", found)], canonical)
                missing.update(dict.fromkeys(names))
        return self._wait_words(list(missing)) if missing else ""

    def _words_of_row(self, row):
        if "ItemRef" not in row:
            return for_reader(self.env)._(
                "the account of %(kind)s", kind=row.get("Special")
            )
        link = self._items_of([row]).get(row["ItemRef"])
        name = link.qb_name if link else row["ItemRef"]
        return for_reader(self.env)._("the account of the item %(item)s", item=name)

    def _words_of_unknown_items(self, canonical):
        """Say which items no list has, although all items were read."""
        stream = self._stream()._sibling("item")
        if not (stream and stream._reads() and stream.watermark):
            return ""
        rows = canonical.get(LINES) or ()
        strange = [
            row["ItemRef"]
            for row in rows
            if "ItemRef" in row and not self._items_of([row])
        ]
        if not strange:
            return ""
        return for_reader(self.env)._(
            "Odoo does not know the accounts of these QuickBooks items: %(items)s, "
            "e.g. fixed assets. Put other items on the lines in QuickBooks, or enter "
            "the transaction in Odoo manually.",
            items=", ".join(dict.fromkeys(strange)),
        )
