from dataclasses import replace
from types import MappingProxyType

from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.money import ZERO, money
from ....core.qbxml import messages
from ....core.qbxml.fields import GROUP, NEW_LINE, Field, Lines
from ....core.qbxml.numbers import BILL_LENGTH
from ....core.qbxml.values import (
    amount,
    boolean,
    date_,
    enum,
    guid,
    quantity,
    ref,
    text,
)
from ....core.sync.merge import DIFFERS, Conflict
from ....core.words import for_reader
from . import elements
from .lines import TEXTS
from .lines_accounts import ITEM_ACCOUNTS

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


OPEN = "Open"
"""Path of the open balance. QuickBooks' own OpenAmount may be missing, or be all that
is owed to the vendor: it is worked out from the transactions that are applied."""

BILLABLE = "BillableStatus"
BILLED = "HasBeenBilled"
"""Status of a line whose cost a customer's invoice has taken."""

EXPENSES = "ExpenseLine"

STOCKED = ("ItemInventory", "ItemInventoryAssembly")
"""Items that are bought for their asset account."""

PARTY = Field(
    "VendorRef", "_party_of", ref("vendor"), required=True, label=_lt("Vendor")
)
OWED = Field(
    "APAccountRef", "_owed_account", ref("account"), label=_lt("Payable account")
)
DATE = Field("TxnDate", "_txn_date", date_, clearable=False, label=_lt("Date"))
NUMBER = Field(
    "RefNumber", "_ref_number", text(BILL_LENGTH), label=_lt("Bill reference")
)
MEMO = Field("Memo", "_memo", text(4095), label=_lt("Memo"))
FOOTER = (
    Field(OPEN, None, amount, pull_only=True, virtual=True, label=_lt("Open")),
    Field("ItemAccounts", None, text(), pull_only=True, virtual=True),
    Field("Void", "_is_cancelled", boolean, virtual=True, label=_lt("Void")),
    Field("ExternalGUID", None, guid, add_only=True),
)
"""`Open`, `Void` and the accounts of items are no elements of QuickBooks'."""

ACCOUNT = Field(
    "AccountRef", "account_id", ref("account"), clearable=False, label=_lt("Account")
)
LINE_MEMO = Field("Memo", "name", text(4095, multiline=True), label=_lt("Description"))
"""Fields of a line that is on an account, of a bill or of a journal entry."""

STATUS = Field(
    BILLABLE,
    None,
    enum("Billable", "NotBillable", BILLED),
    pull_only=True,
    label=_lt("Billable"),
)

LINES = (
    Lines(
        EXPENSES,
        (
            ACCOUNT,
            Field(
                "Amount", "price_subtotal", amount, clearable=False, label=_lt("Amount")
            ),
            LINE_MEMO,
            STATUS,
        ),
        odoo="_expense_lines",
        clear="ClearExpenseLines",
        label=_lt("Expenses"),
        elements=elements.EXPENSE_LINE,
    ),
    Lines(
        "ItemLine",
        (
            Field(GROUP, None, text(), pull_only=True, virtual=True),
            Field(
                "ItemRef", "product_id", ref("item"), clearable=False, label=_lt("Item")
            ),
            Field("Desc", "name", text(4095, multiline=True), label=_lt("Description")),
            Field(
                "Quantity", "quantity", quantity, clearable=False, label=_lt("Quantity")
            ),
            Field(
                "Amount", "price_subtotal", amount, clearable=False, label=_lt("Amount")
            ),
            STATUS,
            Field(
                "OverrideItemAccountRef",
                "account_id",
                ref("account"),
                push_only=True,
                clearable=False,
                label=_lt("Account"),
            ),
        ),
        group="ItemGroupLine",
        odoo="_item_lines",
        clear="ClearItemLines",
        label=_lt("Items"),
        elements=elements.PURCHASE_LINE,
        group_elements=elements.PURCHASE_GROUP_LINE,
    ),
)
"""Both lists, in QuickBooks' order. An item's cost is not sent: the amount is."""


class QbdPurchaseDocument(models.AbstractModel):
    """Shows bills and vendor credits on both sides: expenses, and lines with an item.

    QuickBooks has no tax on purchases in the US: a tax of Odoo's is an expense line on
    its account there. Writing them: `qbd.purchase.document.writing`.
    """

    _name = "qbd.purchase.document"
    _inherit = ["qbd.purchase.entries", "qbd.trade.document"]
    _description = "QuickBooks Purchase Documents"

    _depends_on = ("vendor", "terms", "account", "item")
    _needs = ("VendorRef", "APAccountRef", EXPENSES, "ItemLine")
    _open_element = OPEN
    _total_path = None  # the element with the total
    _match_numbers = ("ref",)
    _query_options = MappingProxyType(
        {"IncludeLineItems": True, "IncludeLinkedTxns": True}
    )

    # -- which moves ----------------------------------------------------------

    def _date_field(self):
        """Return the accounting date, by which a bill counts."""
        return "date"

    # -- Odoo's side ----------------------------------------------------------

    def _expense_lines(self, move):
        """Return the lines without a product, then those of taxes."""
        lines = self._printed(move).filtered(
            lambda line: line.display_type == "product" and not line.product_id
        )
        return lines.concat(*self._tax_rows(move))

    def _tax_rows(self, move):
        """Return {tax line that is an expense in QuickBooks: all that it stands for}.

        Odoo keeps the taxes of each analytic distribution apart, QuickBooks knows of
        none: those of one tax on one account are one line, or as many as it has.
        """
        found = {}
        taxes = move._qbd_tax_lines().sorted("id")
        for alike in taxes.grouped(lambda x: move._qbd_tax_key(x)[:3]).values():
            shown = alike.filtered("qbd_txn_line_id") or alike[:1]
            found.update({line: line for line in shown})
            found[shown[0]] |= alike - shown
        return dict(sorted(found.items(), key=lambda one: one[0].id))

    def _amount_of_line(self, move, line):
        if line.display_type == "tax":
            line = self._tax_rows(move).get(line, line)
        return sum(line.mapped("amount_currency")) * move.direction_sign

    def _item_lines(self, move):
        """Return the lines with a product, and the headings of groups of items.

        Other texts stay in Odoo: QuickBooks has none in purchases.
        """
        return self._printed(move).filtered(
            lambda line: (
                line.qbd_txn_line_id
                if line.display_type in TEXTS
                else line.display_type == "product" and line.product_id
            )
        )

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        canonical = super()._normalise_object(canonical, element, image)
        canonical[OPEN] = self._open_text(element)
        return canonical

    def _normalise_line(self, lines, line, taxed):
        row = super()._normalise_line(lines, line, taxed)
        if line.get(BILLABLE):
            row[BILLABLE] = line[BILLABLE]
        return row

    def _request_open(self, query):
        """Ask for what the open balance is worked out from."""
        shown = [self._id_tag, self._total_path, "IsPaid", "LinkedTxn"]
        return messages.query(
            query,
            **self._open_filters,
            IncludeLinkedTxns=True,
            IncludeRetElement=shown,
        )

    def _open_text(self, element):
        """Return the total less the amounts of all transactions that are applied."""
        if (element.findtext("IsPaid") or "") in ("true", "1"):
            return "0.00"
        applied = sum(
            (
                abs(money(one.findtext("Amount")))
                for one in self._linked_txns(element) or ()
                if one.findtext("LinkType") in (None, "AMTTYPE")
            ),
            ZERO,
        )
        return f"{money(element.findtext(self._total_path)) - applied:.2f}"

    # -- Odoo's side: lines of its own ----------------------------------------

    def _words_of_move(self, move):
        """Name the amounts that Odoo adds for the valuation of goods."""
        words = super()._words_of_move(move)
        added = move.line_ids.filtered(lambda line: line.display_type == "cogs")
        if words or not added.filtered("balance"):
            return words
        return for_reader(self.env)._(
            "Odoo added lines for a price difference (%(accounts)s) to this bill, "
            "which QuickBooks does not have. Remove the price difference account "
            "from the product category, or enter the bill in QuickBooks manually.",
            accounts=", ".join(sorted(added.account_id.mapped("display_name"))),
        )

    # -- what they wait for ---------------------------------------------------

    def _words_of_lines(self, canonical):
        return self._words_of_accounts(canonical) or super()._words_of_lines(canonical)

    def _words_of_accounts(self, canonical):
        """Name the lines that a bill of Odoo cannot have."""
        if any(
            row.get("AccountRef") is None and money(row.get("Amount"))
            for row in canonical.get(EXPENSES) or ()
        ):
            return for_reader(self.env)._(
                "An expense line has no account. Choose the account in QuickBooks."
            )
        return ""

    # -- another item of QuickBooks -------------------------------------------

    def _swapped(self, lines, images, quickbooks):
        """Leave out goods in stock, and lines of a settled bill that never had an
        account of their own.

        QuickBooks posts goods to their inventory account. Which changes it takes of a
        settled bill is not known: that of another item was made there, and the account
        of the item came along.
        """
        found = super()._swapped(lines, images, quickbooks)
        now = self._by_key(lines, quickbooks)
        items = {key: self._item_of(lines, now[key]) for key in found}
        links = self._links_of_items([*items.values()])
        found = {
            key
            for key, item in items.items()
            if item not in links or links[item].qb_type not in STOCKED
        }
        total, rest = quickbooks.get(self._total_path), quickbooks.get(OPEN)
        if not found or money(total) == money(rest):
            return found
        ours, theirs = (self._by_key(lines, image) for image in images)
        usual = images[1].get(ITEM_ACCOUNTS) or {}
        return {
            key
            for key in found
            if lines.value(ours.get(key, {}), "account_id")
            != usual.get(self._item_of(lines, theirs[key]))
        }

    def _tells_itself(self, pair, path, line):
        """Return whether QuickBooks took the account of a new item by itself."""
        (lines,) = (one for one in self._lists_of_lines() if one.qb == path)
        told = self._swapped(lines, pair.images, pair.quickbooks)
        return line in super()._swapped(lines, pair.images, pair.quickbooks) - told

    # -- refused ---------------------------------------------------------------

    def _words_of_entries(self, moves):
        """Name bank statement lines and entries that were matched with a bill."""
        entries = moves.filtered(
            lambda one: one.move_type == "entry" and not one.origin_payment_id
        )
        known = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("res_model", "=", "account.move"),
                ("record_id", "in", entries.ids),
                ("qb_id", "!=", False),
            ]
        )
        entries = entries.filtered(lambda one: one.id not in known.mapped("record_id"))
        list_name = self._settling_list
        settling = self.env[f"qbd.mapping.{list_name}"]
        sent = entries.filtered_domain(settling._settling_domain())
        if any(stream._writes() for stream in self._stream()._sibling(list_name)):
            entries -= sent
        if not entries:
            return ""
        names = ", ".join(entries.mapped("display_name"))
        if entries <= sent:
            return for_reader(self.env)._(
                "In Odoo it is settled by %(entries)s. Turn on “%(list)s”: then "
                "QuickBooks gets the payment of a bank statement line.",
                entries=names,
                list=settling._type_title(),
            )
        if all(one.statement_line_id.amount > 0 for one in entries):
            return for_reader(self.env)._(
                "In Odoo %(entries)s pays it back. Enter the refund in QuickBooks as a "
                "deposit with a line on the payable account, and use that line for the "
                "vendor credit: this question closes then.",
                entries=names,
            )
        return for_reader(self.env)._(
            "In Odoo it is settled by %(entries)s, an entry which does not go to "
            "QuickBooks as a payment. Undo this match in Odoo, register a payment of "
            "the bill, and match the entry with that payment.",
            entries=names,
        )

    # -- billed lines ---------------------------------------------------------

    def _review_merge(self, pair):
        """Ask before a line is removed whose cost a customer's invoice has taken."""
        result = super()._review_merge(pair)
        merges = getattr(pair.merged, "lines", {})
        for lines in self._lists_of_lines():
            merged = merges.get(lines.qb)
            if merged and merged.mod and lines.path_of("product_id"):
                merged = merges[lines.qb] = self._with_new_lines(lines, merged, pair)
            billed = self._billed(lines, merged, pair) if merged else {}
            if billed:
                merges[lines.qb] = self._without_removal(lines, merged, billed, pair)
        return result

    def _with_new_lines(self, lines, merged, pair):
        """Return a merge that exchanges lines whose item is one in stock from now on.

        The account of the line was chosen, and QuickBooks takes none for such items.
        """
        shown = {row[lines.key]: row for row in pair.quickbooks.get(lines.qb) or ()}
        ours = {row[lines.key]: row for row in pair.odoo.get(lines.qb) or ()}
        unsent, named, removed = self._pull_only(), [], [*merged.mod["removed"]]
        for key, values, at in merged.mod["lines"]:
            if key in shown and self._gets_stocked(lines, values, shown[key]):
                removed.append(key)
                row = {p: v for p, v in ours[at].items() if p != lines.key}
                values = {
                    p: v for p, v in row.items() if f"{lines.qb}/{p}" not in unsent
                }
                key = NEW_LINE
            named.append([key, values, at])
        return replace(merged, mod={"lines": named, "removed": removed})

    def _gets_stocked(self, lines, values, shown):
        """Return whether a change gives a line an item in stock in place of another.

        A line with a customer to bill keeps its place: he would be lost.
        """
        path = lines.path_of("product_id")
        if not values.get(path) or shown.get(BILLABLE):
            return False
        links = self._links_of_items([values[path], shown.get(path)])
        kinds = [
            links[x].qb_type if x in links else ""
            for x in (values[path], shown.get(path))
        ]
        return kinds[0] in STOCKED and kinds[1] not in STOCKED

    @staticmethod
    def _billed(lines, merged, pair):
        """Return {TxnLineID: row} of billed lines that would be removed unasked."""
        removed = (merged.mod or {}).get("removed") or ()
        decided = {
            row[lines.key]
            for row in (pair.images[0] or {}).get(lines.qb) or ()
            if DIFFERS in row.values()
        }
        return {
            row[lines.key]: {k: v for k, v in row.items() if k != lines.key}
            for row in pair.quickbooks.get(lines.qb) or ()
            if row[lines.key] in removed
            and row[lines.key] not in decided
            and row.get(BILLABLE) == BILLED
        }

    @staticmethod
    def _without_removal(lines, merged, billed, pair):
        """Return a merge of lines that keeps billed ones, and asks about them."""
        mod = merged.mod
        removed = [key for key in mod["removed"] if key not in billed]
        kept = {key: [key, values, at] for key, values, at in mod["lines"]}
        kept.update({key: [key, {}, key] for key in billed})
        stored = [row[lines.key] for row in pair.quickbooks[lines.qb]]
        named = [kept[key] for key in stored if key in kept]
        named += [one for one in mod["lines"] if one[0] == NEW_LINE]
        changes = removed or any(values for _key, values, _at in named)
        asked = [(key, Conflict(None, None, row)) for key, row in billed.items()]
        return replace(
            merged,
            mod={"lines": named, "removed": removed} if changes else None,
            conflicts=[*merged.conflicts, *asked],
        )
