from datetime import date
from decimal import Decimal

from odoo import fields, models
from odoo.tools.misc import format_datetime

from ...core.money import ZERO, cents, money
from ...core.qbxml import balances
from ...core.qbxml.account_names import AccountNames

ONLY_IN_ODOO = "odoo:"
UNKNOWN = "?"
"""How the keys of accounts begin that QuickBooks has no id of."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
"""As QuickBooks names them, in any language of Odoo."""

RESULTS = frozenset({"Income", "OtherIncome", "Expense", "OtherExpense"}) | {
    "CostOfGoodsSold"
}


class QbdEngineVerifyBalances(models.AbstractModel):
    """Compares trial balances, and finishes a verification."""

    _name = "qbd.engine.verify.balances"
    _inherit = ["qbd.engine.verify.documents", "qbd.engine.ledger"]
    _description = "QuickBooks Engine: Verified Balances"

    # -- fiscal years -----------------------------------------------------------

    def _fiscal_month(self, connection):
        """Return the number of the first month of QuickBooks' fiscal year."""
        name = connection.fiscal_month
        if name in MONTHS:
            return MONTHS.index(name) + 1
        return self._fiscal_month_of_odoo(connection)

    @staticmethod
    def _fiscal_month_of_odoo(connection):
        year = connection.company_id.compute_fiscalyear_dates(date(2026, 6, 15))
        return year["date_from"].month

    def _fiscal_start(self, connection, day):
        """Return the first day of QuickBooks' fiscal year that a day is in."""
        month = self._fiscal_month(connection)
        return date(day.year - (day.month < month), month, 1)

    def _fiscal_words(self, connection):
        """Say that the fiscal years differ, "" if they do not."""
        ours = self._fiscal_month_of_odoo(connection)
        if self._fiscal_month(connection) == ours:
            return ""
        return self.env._(
            "The fiscal years differ: QuickBooks' begins in month %(theirs)s, Odoo's in"
            " month %(ours)s. Income and expenses are compared in QuickBooks' year.",
            theirs=self._fiscal_month(connection),
            ours=ours,
        )

    def _verify_accounts(self, connection):
        """Return the stream of accounts, which says what is a pair."""
        return connection.stream_ids.filtered(
            lambda one: one._mapping()._has_ledger and one._reads()
        )[:1]

    # -- a trial balance ----------------------------------------------------------

    def _take_balance(self, verification, objects, rows, day):
        """Compare the trial balances at a day."""
        stream = self._verify_accounts(verification.connection_id)
        names = AccountNames(objects)
        shown, words = self._shown_balances(names, rows)
        start = self._fiscal_start(stream.connection_id, fields.Date.to_date(day))
        found = self._ledger_rows(stream, shown, fields.Date.to_date(day), start)
        own = self._accounts_of_stock(stream)
        for row in found:
            row["is_own"] = row["account_id"] in own[0] or row["qb_id"] in own[1]
        differing = {self._key(row): row for row in found if row["differs"]}
        point = {key: str(row["difference"]) for key, row in differing.items()}
        progress = verification.progress
        points = {**progress.get("points", {}), day: point}
        verification.progress = {**progress, "points": points}
        if day == verification.day.isoformat():
            self._take_day(verification, stream, names, found, words)

    def _shown_balances(self, names, rows):
        """Return (balances of all accounts, words about faults of the report)."""
        sums, unknown = {}, []
        for row in rows:
            label = row.get("account")
            if label is None:
                continue
            value = money(row.get("Debit")) - money(row.get("Credit"))
            list_id = names.find(label)
            if list_id:
                sums[list_id] = sums.get(list_id, ZERO) + value
            elif value:
                unknown.append(balances.AccountBalance(None, label, None, value))
        shown = [
            balances.AccountBalance(one, name, names.kinds[one], sums.get(one, ZERO))
            for one, name in names.names.items()
            if names.kinds[one] in balances.DEBIT_TYPES | balances.CREDIT_TYPES
        ]
        words = self._shown_words([*shown, *unknown], unknown)
        return [*shown, *unknown], words

    def _shown_words(self, shown, unknown):
        words = []
        wrong = balances.imbalance(shown)
        if wrong:
            words.append(
                self.env._(
                    "The debits and credits of QuickBooks' trial balance differ by"
                    " %(amount)s.",
                    amount=f"{cents(abs(wrong)):.2f}",
                )
            )
        if unknown:
            words.append(
                self.env._(
                    "These names of the trial balance are no accounts of QuickBooks, or"
                    " several: %(names)s.",
                    names=", ".join(one.name for one in unknown),
                )
            )
        return "\n".join(words)

    def _take_day(self, verification, stream, names, found, words):
        """Keep the rows of the day itself."""
        connection = verification.connection_id
        retained = stream._mapping()._earlier_results_account()
        linked = {y: x for x, y in self._ledger_links(stream).items()}
        notes = [words, self._fiscal_words(connection), self._stock_words(found)]
        kept = [row for row in found if row["ours"] or row["theirs"] or row["differs"]]
        self.env["qbd.ledger.verified.account"].create(
            [
                {
                    **{k: v for k, v in row.items() if k != "is_unknown"},
                    "verification_id": verification.id,
                    "connection_id": connection.id,
                }
                for row in kept
            ]
        )
        verification.progress = {
            **verification.progress,
            "results": [self._key(row) for row in found if self._is_result(row, names)],
            "retained": linked.get(retained.id) if retained else None,
        }
        read_on = fields.Datetime.now()
        verification.write(
            {
                "notes": "\n".join(filter(None, notes)),
                "read_on": read_on,
                "account_count": sum(not row["is_own"] for row in kept),
                "quickbooks_words": self._quickbooks_words(connection, read_on),
                "odoo_words": self._odoo_words(verification),
            }
        )

    def _is_result(self, row, names):
        if row["qb_id"]:
            return names.kinds[row["qb_id"]] in RESULTS
        account = self.env["account.account"].browse(row["account_id"] or ())
        return account and account.internal_group in ("income", "expense")

    @staticmethod
    def _key(row):
        """Return the key of an account in the differences of single days.

        :param row: values, or a record: its account is a number in both
        """
        if row["qb_id"]:
            return row["qb_id"]
        if row["account_id"]:
            return f"{ONLY_IN_ODOO}{int(row['account_id'])}"
        return f"{UNKNOWN}{row['name']}"

    @staticmethod
    def _ids_of(keys):
        """Return the ListIDs among the keys of accounts."""
        return [x for x in keys if not x.startswith((ONLY_IN_ODOO, UNKNOWN))]

    def _points(self, verification):
        """Return {day: {key of an account: difference}}, without Odoo's own."""
        own = {self._key(row) for row in verification.account_ids if row.is_own}
        return {
            fields.Date.to_date(day): {
                key: Decimal(text) for key, text in point.items() if key not in own
            }
            for day, point in verification.progress.get("points", {}).items()
        }

    # -- the state of both sides ----------------------------------------------------

    def _quickbooks_words(self, connection, read_on):
        marks = connection.stream_ids.filtered("watermark").mapped("watermark")
        return self.env._(
            "%(file)s, read at %(time)s; its changes are known up to %(mark)s (clock of"
            " the QuickBooks PC). Accrual basis.",
            file=connection.qb_company_name or connection.company_file or "",
            time=format_datetime(self.env, read_on, tz=connection.tz),
            mark=self._wall_words(min(marks)) if marks else "?",
        )

    def _wall_words(self, text):
        """Return a time of the clock of the QuickBooks PC as people write it."""
        moment = fields.Datetime.to_datetime(text[:19].replace("T", " "))
        return format_datetime(self.env, moment, tz="UTC")  # it has no zone

    def _odoo_words(self, verification):
        number, last, changed = self.env["account.move"]._read_group(
            [
                ("company_id", "=", verification.company_id.id),
                *(("state", "=", "posted"), ("date", "<=", verification.day)),
            ],
            [],
            ["__count", "id:max", "write_date:max"],
        )[0]
        return self.env._(
            "%(company)s: %(number)s posted entries up to that day, the last one with"
            " id %(last)s, changed at %(time)s UTC.",
            company=verification.company_id.name,
            number=number,
            last=last or "-",
            time=format_datetime(self.env, changed, tz="UTC") if changed else "-",
        )

    # -- stock that Odoo values ----------------------------------------------------

    def _accounts_of_stock(self, stream):
        """Return (ids of accounts, ListIDs) whose money Odoo computes itself.

        They are those of stock and of its cost, if products have perpetual valuation or
        the stock was closed in Odoo.
        """
        connection = stream.connection_id
        domain = connection._categories_domain("inventory_valuation", ("real_time",))
        if not connection._number_stored(domain) and not self._is_closed(connection):
            return frozenset(), frozenset()
        reading = connection.stream_ids.filtered(
            lambda one: one._mapping()._reads_reports
        )
        theirs = reading[:1]._mapping()._for_batch()._accounts_of_stock()
        return self._valuation_accounts(connection), theirs

    def _is_closed(self, connection):
        """Return whether Odoo has posted the value of its stock."""
        company = connection.company_id
        domain = [
            ("company_id", "=", company.id),
            ("journal_id", "in", company.account_stock_journal_id.ids),
            ("state", "=", "posted"),
        ]
        return bool(self.env["account.move"].search_count(domain, limit=1))

    @staticmethod
    def _valuation_accounts(connection):
        """Return the ids of the accounts that Odoo's stock is valued on."""
        company = connection.company_id
        categories = connection.env["product.category"].with_company(company)
        found = categories.search([("id", "!=", False)])
        valued = found.property_stock_valuation_account_id
        valued |= company.account_stock_valuation_id
        others = valued.account_stock_variation_id | valued.account_stock_expense_id
        return frozenset((valued | others).ids)

    def _stock_words(self, found):
        own = [row["name"] for row in found if row["is_own"]]
        if not own:
            return ""
        return self.env._(
            "Odoo values the stock itself: these accounts are its own, and stand apart:"
            " %(names)s.",
            names=", ".join(own),
        )

    # -- the end ----------------------------------------------------------------

    def _finish(self, verification):
        """Sum up, and say whether the books agree."""
        self._explain_accounts(verification)
        accounts = verification.account_ids.filtered(
            lambda one: one.differs and not one.is_own
        )
        parties = verification.party_ids
        documents = verification.document_ids.filtered(
            lambda one: one.kind in ("waiting", "attention") and not one.is_own
        )
        differs = bool(accounts or parties)
        differing = [*accounts, *parties]
        verification.write(
            {
                "state": "differs" if differs else "equal",
                "progress": False,
                "differing_count": len(differing),
                "difference": sum(abs(one.difference) for one in differing),
                "rest": sum(abs(one.rest) for one in differing),
                "waiting_count": len({self._identity_of(one) for one in documents}),
                "is_certificate": not differs and self._is_locked(verification),
            }
        )

    @staticmethod
    def _identity_of(document):
        return document.link_id.id or document.move_id.id or document.qb_id

    @staticmethod
    def _is_locked(verification):
        """Return whether nobody can change the day any more, on either side."""
        company, connection = verification.company_id, verification.connection_id
        preferences = (connection.preferences or {}).get("AccountingPreferences") or {}
        closed = preferences.get("ClosingDate") or ""
        locks = [company.fiscalyear_lock_date, company.hard_lock_date]
        locked = max(filter(None, locks), default=None)
        return bool(
            locked
            and locked >= verification.day
            and closed >= verification.day.isoformat()
        )
