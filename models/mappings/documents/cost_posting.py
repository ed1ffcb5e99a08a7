from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ....core.money import ZERO, cents, money
from ....core.qbxml.rows import rows
from ....core.qbxml.transactions import POSTING_TYPES
from ....core.words import for_reader
from .other_transaction import LINES, SETTLES, SUM

WHOLE = (
    *("Paycheck", "PayrollLiabilityCheck", "LiabilityAdjustment", "YTDAdjustment"),
    "BuildAssembly",
)
"""Types whose amounts no object shows: all of their postings become an entry."""

GOODS = ("BuildAssembly",)
"""Those of them that move goods, whose value Odoo may post itself."""

REPORTED = {
    "Build Assembly": "BuildAssembly",
    "Liability Adjust": "LiabilityAdjustment",
    "Liability Check": "PayrollLiabilityCheck",
    "YTD Adjust": "YTDAdjustment",
}
"""{name of a type in a report: its name elsewhere}; others only lose their blanks."""

STOCK = ("ItemInventory", "ItemInventoryAssembly")
COST = "Cost of %s"
EARLIER = 12
"""How many months before the first transaction are looked at, for payroll."""


class QbdMappingCostPosting(models.AbstractModel):
    """Costs of goods sold, builds and payroll → account.move, from a report by month.

    A sale of goods from stock posts its cost, at QuickBooks' average; no object shows
    it. Its entry has the TxnID of the sale, in a name space of its own.
    """

    _name = "qbd.mapping.cost_posting"
    _inherit = "qbd.mapping.other_transaction"
    _match_profile = None
    _description = "Costs and payroll"

    _space = "cost"
    _reads_reports = True
    _depends_on = (
        *("other_transaction", "invoice", "credit_memo", "journal_entry"),
        *("bill", "vendor_credit", "bill_payment"),
    )
    _deleted_types = ()

    # -- which ones -----------------------------------------------------------

    def _types_read(self):
        perpetual = self._is_valued_by_odoo()
        return tuple(x for x in WHOLE if x not in GOODS) if perpetual else WHOLE

    def _is_valued_by_odoo(self):
        """Return whether products have perpetual valuation: Odoo posts their cost."""
        connection = self._stream().connection_id
        domain = connection._categories_domain("inventory_valuation", ("real_time",))
        return bool(connection._number_stored(domain))

    def _is_left_to_bank(self, sums):
        """Return whether a transaction is on an account whose statements Odoo keeps."""
        left = self._stream().connection_id.bank_odoo_ids
        return any(self._to_record("account", key[0]) in left for key in sums if left)

    def _hint_domain(self, model):
        return ["|", ("qbd_type", "in", WHOLE), ("qbd_type", "=like", COST % "%")]

    def _report_refused_because(self):
        """Say that Odoo posts the cost of sales itself."""
        if not self._is_valued_by_odoo():
            return ""
        return for_reader(self.env)._(
            "The cost of sales and builds is not read, but payroll is: products have "
            "perpetual valuation in Odoo, which posts the cost of sales itself. Adding "
            "QuickBooks' cost would post it twice."
        )

    def _missing_settings(self):
        refused = self._report_refused_because()
        return [*super()._missing_settings(), *filter(None, [refused])]

    def _report_begin(self):
        """Return the first day of which a posting counts.

        Without a cut-off date that is some months before the first one that is known;
        further ones are looked for before those that are found there.
        """
        if self._cut_off_date():
            return self._cut_off_date()
        self.env["qbd.link"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT min(quickbooks_image ->> 'TxnDate') FROM qbd_link"
                " WHERE connection_id = %s AND space IN ('transaction', %s)",
                self._stream().connection_id.id,
                self._space,
            )
        )
        known = fields.Date.to_date(self.env.cr.fetchone()[0])
        return fields.Date.subtract(known or fields.Date.today(), months=EARLIER)

    def _report_links(self, month):
        """Return the links of entries of a month, "YYYY-MM"."""
        self.env["qbd.link"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM qbd_link WHERE stream_id = %s AND state != 'gone'"
                " AND left(COALESCE(quickbooks_seen, quickbooks_image)"
                " ->> 'TxnDate', 7) = %s",
                self._stream().id,
                month,
            )
        )
        return self.env["qbd.link"].browse([row[0] for row in self.env.cr.fetchall()])

    # -- QuickBooks' side -----------------------------------------------------

    def _report_objects(self, found):
        """Return ({TxnID: canonical}, TxnIDs of which nothing can be said yet).

        :param found: rows of the report of a month, as `reports.rows` returns them
        """
        by_txn = defaultdict(list)
        for row in found:
            if row.get("TxnID") and (row.get("Date") or "") >= self._cut_off():
                by_txn[row["TxnID"]].append(row)
        known = self.env["qbd.link"]._by_qb_ids(
            self._stream().connection_id, "transaction", list(by_txn)
        )
        objects, kept = {}, set()
        valued = self._is_valued_by_odoo()
        for txn_id, some in by_txn.items():
            kind = self._kind_of(some[0])
            if valued and (kind in GOODS or kind not in WHOLE):
                kept.add(txn_id)
                continue
            if kind in WHOLE:
                sums = self._sums(some)
                # the goods of a build may stay on one account
                if sums and not self._is_left_to_bank(sums):
                    objects[txn_id] = self._of_report(kind, some, sums)
                continue
            if not any(self._is_on_stock(row) for row in some):
                continue
            link = known.get(txn_id)
            if not link or link.state != "ok" or not link.record_id:
                kept.add(txn_id)
                continue
            rest = self._not_posted(link, some)
            if rest:
                objects[txn_id] = self._of_report(COST % kind, some, rest)
        return objects, kept

    @staticmethod
    def _kind_of(row):
        name = row.get("TxnType") or ""
        kind = REPORTED.get(name) or name.replace(" ", "")
        return kind if kind in POSTING_TYPES else name

    def _sums(self, some):
        """Return {(ListID of the account or its name, name): debit} of rows."""
        sums = defaultdict(lambda: ZERO)
        for row in some:
            account = self._account_named(row.get("Account"))
            party = row.get("Name") if account in self._owed_accounts() else None
            value = money(row.get("Debit") or 0) - money(row.get("Credit") or 0)
            sums[account or row.get("Account"), party] += value
        return {key: value for key, value in sums.items() if value}

    def _not_posted(self, link, some):
        """Return the sums on accounts of stock and cost that Odoo has not posted."""
        stock, record = self._accounts_of_stock(), link._record()
        if not record:
            return {}
        move = record.move_id if record._name == "account.payment" else record
        sums = {key: x for key, x in self._sums(some).items() if key[0] in stock}
        shown = self._cached_in_batch("accounts of Odoo", self._accounts_shown)
        for line in move.line_ids if move.state == "posted" else ():
            account = shown.get(line.account_id.id)
            if account in stock:
                key = (account, None)
                sums[key] = sums.get(key, ZERO) - money(line.balance)
        return {key: cents(x) for key, x in sums.items() if cents(x)}

    def _is_on_stock(self, row):
        return self._account_named(row.get("Account")) in self._accounts_of_stock()

    def _accounts_shown(self):
        """Return {id of an account of Odoo: its ListID}."""
        stream = self._stream()._sibling("account")
        links = self.env["qbd.link"].search(
            [("stream_id", "in", stream.ids), ("record_id", "!=", False)]
        )
        return {x.record_id: x.qb_id for x in links if self._is_live(x)}

    def _journal_for(self, canonical):
        """Return the journal of the bank that pays, else that for all others."""
        for row in canonical[LINES]:
            account = self._account_of_row(row)
            found = account and self._journal_of(account)
            if found:
                return found
        return self._other_journal()

    def _of_report(self, kind, some, sums):
        """Return the canonical form of the entry of a transaction."""
        head = some[0]
        missing = sum(sums.values(), ZERO)
        found = [
            {
                "TxnLineID": f"{account} {party}" if party else account,
                "AccountRef": account if self._is_account(account) else None,
                "Special": None if self._is_account(account) else account,
                "EntityRef": self._party_named(party),
                "Amount": f"{cents(value):.2f}",
            }
            for (account, party), value in sums.items()
        ]
        return {
            "Type": kind,
            "TxnDate": head.get("Date"),
            "RefNumber": head.get("RefNumber"),
            "Memo": None,
            "Void": not found,
            SUM: f"{missing:.2f}" if missing else None,
            SETTLES: None,
            LINES: rows.normalise(found),
        }

    # -- names ----------------------------------------------------------------

    def _names_of(self, space):
        """Return {name in lower case: ListID} of the objects of a name space."""
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                *(("space", "=", space), ("qb_id", "!=", False)),
                ("state", "!=", "gone"),
            ]
        )
        names = {(link.qb_name or "").casefold(): link.qb_id for link in links}
        for link in links if space == "account" else ():
            shown = link.quickbooks_seen or link.quickbooks_image or {}
            if shown.get("AccountNumber"):
                names.setdefault(shown["AccountNumber"], link.qb_id)
        return names

    def _account_named(self, name):
        """Return the ListID of an account by its full name, else by its number."""
        names = self._cached_in_batch("names of accounts", self._all_accounts)
        number = (name or "").partition(" ")[0]
        return names.get((name or "").casefold()) or names.get(number)

    def _all_accounts(self):
        return self._names_of("account")

    def _is_account(self, account):
        names = self._cached_in_batch("names of accounts", self._all_accounts)
        return account in names.values()

    def _party_named(self, name):
        if not name:
            return None
        names = self._cached_in_batch("parties", lambda: self._names_of("entity"))
        return names.get(name.casefold())

    def _accounts_of_stock(self):
        """Return the ListIDs of the accounts of goods in stock and of their cost."""
        return self._cached_in_batch("accounts of stock", self._find_stock_accounts)

    def _find_stock_accounts(self):
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                *(("space", "=", "item"), ("qb_type", "in", STOCK)),
            ]
        )
        shown = [one.quickbooks_seen or one.quickbooks_image or {} for one in links]
        paths = ("AssetAccountRef", "ExpenseAccountRef")
        return {x.get(path) for x in shown for path in paths} - {None}
