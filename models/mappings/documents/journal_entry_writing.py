from decimal import Decimal

from odoo import models

from ....core.errors import ValueRefused
from ....core.qbxml.texts import own_text
from ....core.words import for_reader

LINES = "JournalLine"


class QbdJournalEntryWriting(models.AbstractModel):
    """Writes journal entries, to Odoo and to QuickBooks."""

    _name = "qbd.journal.entry.writing"
    _description = "QuickBooks Journal Entries: Writing"

    # -- to Odoo --------------------------------------------------------------

    def _posting(self):
        return self.env["qbd.posting.entries"]

    def _create_records(self, objects):
        return self._posting()._create_entries([self._figures(x) for x in objects])

    def _figures(self, canonical):
        return {
            "journal_id": self._journal().id,
            "company_id": self._stream().company_id.id,
            "date": canonical["TxnDate"],
            **self._numbers(canonical["RefNumber"]),
            "lines": [self._figure_line(row) for row in canonical[LINES]],
        }

    @staticmethod
    def _numbers(number):
        """Return the values of a move with a number of QuickBooks', or with none."""
        return {"ref": number, "qbd_ref_number": number or ""}

    def _figure_line(self, row, line=None, before=None):
        """Return a line as `qbd.posting.entries` takes it.

        :param row: canonical form that the line shall have
        :param line: the line in Odoo, `before` its canonical form; of a known line is
            returned what differs
        """
        (lines,) = self._lists_of_lines()
        key, before = row[lines.key], before or {}
        figure = {"line": line} if line else {}
        if key and not key.startswith("odoo:"):
            figure.update(self._identity(lines, key))
        if not line or row["Amount"] != before.get("Amount"):
            figure["amount"] = Decimal(row["Amount"])
        if not line or row["Memo"] != before.get("Memo"):
            figure["name"] = row["Memo"]
        if not line or row["AccountRef"] != before.get("AccountRef"):
            account = self._to_record("account", row["AccountRef"])
            figure["account_id"] = account.id
        named = "EntityRef" in row and ("EntityRef" not in before or not line)
        if named or row.get("EntityRef") != before.get("EntityRef"):
            figure["partner_id"] = self._partner_named(row.get("EntityRef")).id
        return figure

    def _partner_named(self, qb_id):
        return self._to_record("*entity", qb_id) if qb_id else self.env["res.partner"]

    def _update_pair(self, pair):
        """Apply QuickBooks' changes to the entry, except values that Odoo will send."""
        move, pull = self._browse(pair.record_id), pair.merged.pull
        if pull.get("Void"):
            self._deactivate_record(move)
            return
        state = {**pair.quickbooks, **pair.odoo, **pull}
        paths = {*pull} | ({*pair.quickbooks} if "Void" in pull else set())
        figures = {}
        if "TxnDate" in paths:
            figures["date"] = state["TxnDate"]
        if "RefNumber" in paths:
            figures.update(self._numbers(state["RefNumber"]))
        if LINES in paths:
            figures["lines"] = self._changed_lines(move, pair.odoo, state)
        post = True if "Void" in pull else None
        self._read_again(self._posting()._change_entry(move, figures, post=post))

    def _changed_lines(self, move, odoo, state):
        """Return the figures of the lines that an entry shall have.

        Known lines keep Odoo's order, where the one that is owed need not stand first.
        """
        (lines,) = self._lists_of_lines()
        before = {row[lines.key]: row for row in odoo.get(LINES) or ()}
        known = {self._line_key(lines, line): line for line in self._entry_lines(move)}
        printed = move.line_ids.sorted(lambda x: (x.sequence, x._origin.id))
        places = {line: place for place, line in enumerate(printed)}
        rows = sorted(
            state[LINES],
            key=lambda row: places.get(known.get(row[lines.key]), len(places)),
        )
        return [
            self._figure_line(
                row, known.get(row[lines.key]), before.get(row[lines.key])
            )
            for row in rows
        ]

    def _deactivate_record(self, move):
        self._read_again(self._posting()._cancel_entry(move))

    def _take_figures(self, move, quickbooks):
        """Set QuickBooks' lines in Odoo, to the cent, as a user decided."""
        odoo = self._canonical_records(move)[move.id]
        lines = self._changed_lines(move, odoo, {LINES: quickbooks[LINES]})
        self._posting()._change_entry(move, {"lines": lines})

    def _journal(self):
        """Return the journal for entries of QuickBooks.

        :raise ValueRefused: if there is none
        """
        connection = self._stream().connection_id
        chosen = connection.entry_journal_id or connection.entry_journal_ids[:1]
        return chosen or self._cached_in_batch("entry journal", self._first_journal)

    def _first_journal(self):
        company, journals = self._stream().company_id, self.env["account.journal"]
        own = self.env["qbd.posting.origins"]._journals(company)
        domain = [
            *journals._check_company_domain(company),
            ("type", "=", "general"),
            ("id", "not in", own.ids),
        ]
        found = journals.search(domain)
        if not found:
            raise ValueRefused(
                for_reader(self.env)._(
                    "%(company)s has no journal for entries. Create a journal of the "
                    "type Miscellaneous in Accounting, Configuration, Journals.",
                    company=company.display_name,
                )
            )
        return found.sorted(lambda one: one.company_id != company)[0]

    # -- to QuickBooks --------------------------------------------------------

    def _complete_mod(self, values, canonical):
        """Return all lines that stay, by their ids, those changed with what changed."""
        if LINES not in values:
            return values
        (lines,) = self._lists_of_lines()
        now = {row[lines.key]: row for row in canonical.get(LINES) or ()}
        rows = [
            {
                path: own_text(value, now.get(row[lines.key], {}).get(path))
                for path, value in row.items()
            }
            for row in values[LINES]
        ]
        return {**values, LINES: rows}
