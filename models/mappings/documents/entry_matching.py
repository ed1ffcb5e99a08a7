import re

from odoo import fields, models

from ....core.matching.documents import NOBODY, Document
from ....core.money import ZERO, cents, money
from ....core.words import for_reader

OWED = ("asset_receivable", "liability_payable")


class QbdEntryMatching(models.AbstractModel):
    """Compares entries by their accounts: for the matcher, and what parties owe.

    A person may have entered the same in Odoo, in any journal; or a bank statement
    line is what QuickBooks holds as a check or a deposit.
    """

    _name = "qbd.entry.matching"
    _description = "QuickBooks Entries: Matching"

    _match_profile = "documents"
    _match_texts = ("name", "ref", "amount_total")

    # -- records --------------------------------------------------------------

    def _match_domain(self):
        """Return the domain of entries that people, or bank statements, made."""
        origins, company = self.env["qbd.posting.origins"], self._stream().company_id
        return origins._of_people_or_banks(company) & self._not_of_others()

    def _record_candidate(self, move):
        """Return an entry as the matcher takes it."""
        owners = move.line_ids.partner_id.commercial_partner_id
        return Document(
            move.id,
            move.display_name or for_reader(self.env)._("without number"),
            self._numbers_of(move),
            NOBODY,
            ", ".join(owners.mapped("display_name")),
            move.date,
            cents(money(move.amount_total)),
            None,
            self._applied_of(move),
            self._summed(
                (line.account_id, line.partner_id, money(line.balance))
                for line in move.line_ids
                if line.account_id != line.journal_id.suspense_account_id
            ),
        )

    def _numbers_of(self, move):
        """Return the numbers of an entry; of a statement line those in its text."""
        if move.statement_line_id:
            text = move.statement_line_id.payment_ref or ""
            return tuple(dict.fromkeys(re.findall(r"\d+", text)))
        return tuple(one for one in dict.fromkeys((move.ref, move.name)) if one)

    def _applied_of(self, move):
        """Return what the lines of an entry settle; nothing by default."""
        return ()

    @staticmethod
    def _summed(lines):
        """Return the accounts of lines, those of a customer or vendor with it.

        :param lines: (account, partner, amount) of each
        """
        found = {}
        for account, partner, value in lines:
            owner = partner.commercial_partner_id if account.account_type in OWED else 0
            key = (account.id, owner.id if owner else 0)
            found[key] = found.get(key, ZERO) + value
        return tuple((key, cents(one)) for key, one in sorted(found.items()) if one)

    # -- objects --------------------------------------------------------------

    @property
    def _match_more(self):
        """Return what else is looked at."""
        return ("TxnDate", self._matched_path)

    def _prepare_objects(self, objects):
        """Find the accounts and names of all lines, in one query for each list."""
        self._resolve(
            {self._matched_path: self._matched_rows(values)}
            for _name, values in objects.values()
        )

    def _matched_rows(self, values):
        """Return the lines of an object."""
        return self._parsed_rows(values.get(self._matched_path))

    def _object_texts(self, full_name, values):
        """Return the number and the total of an object."""
        texts = super()._object_texts(full_name, values)
        return [*texts, f"{self._total_of(values):.2f}"]

    def _total_of(self, values):
        """Return the debits of an object."""
        return cents(
            sum(max(money(row["Amount"]), ZERO) for row in self._matched_rows(values))
        )

    def _object_candidate(self, key, full_name, values):
        """Return an entry of QuickBooks as the matcher takes it."""
        number, found = values[self._name_field], self._matched_rows(values)
        lines = [
            (
                self._account_of_row(row),
                self._to_record("*entity", row.get("EntityRef")),
                money(row["Amount"]),
            )
            for row in found
        ]
        named = [partner.display_name for _account, partner, _value in lines if partner]
        known = all(account for account, _partner, _value in lines)
        return Document(
            key,
            full_name or number or for_reader(self.env)._("without number"),
            (number,) if number else (),
            NOBODY,
            ", ".join(dict.fromkeys(named)),
            fields.Date.to_date(values["TxnDate"]) or None,
            self._total_of(values),
            None,
            self._applied_there(values),
            self._summed(lines) if known else None,
        )

    def _applied_there(self, values):
        """Return what the lines of an object settle; nothing by default."""
        return ()

    # -- balances -------------------------------------------------------------

    def _owed_parties(self, link, account_type):
        """Return what the lines on receivable, or on payable, accounts change."""
        seen, found = link.quickbooks_seen or link.quickbooks_image or {}, []
        rows = () if seen.get("Void") else self._matched_rows(seen)
        for row in rows:
            if self._account_of_row(row).account_type == account_type:
                name = self._to_record("*entity", row.get("EntityRef"))
                found.append((name.commercial_partner_id.id, money(row["Amount"])))
        return found
