"""Plays worked cases of journal entries: in the QuickBooks window, and in Odoo."""

from decimal import Decimal

from odoo.fields import Command, Date

from .case_cells import cents
from .case_kinds import TRADES
from .case_model import ODOO, QUICKBOOKS, SIDES
from .case_odoo import OdooBook
from .case_player import CasePlayer
from .case_quickbooks import QuickBooksBook

LOCKS = {
    None: "fiscalyear_lock_date",
    "sales": "sale_lock_date",
    "purchases": "purchase_lock_date",
}


class QuickBooksEntries(QuickBooksBook):
    """The company file of a case of entries."""

    def play(self, step):
        getattr(self, f"_{step.verb}")(step)

    def _add(self, step):
        self.made[step.label] = self.company.enter_entry(
            *map(self._line, step.lines),
            TxnDate=step.date,
            RefNumber=step.fields.get("number", step.label),
            IsAdjustment={"yes": "true"}.get(step.fields.get("adjusting"), "false"),
        )

    def _change(self, step):
        names = {"date": "TxnDate", "number": "RefNumber"}
        fields = {names[name]: value for name, value in step.fields.items()}
        self.company.change_entry(self.key(step.label), *self._edited(step), **fields)

    def _void(self, step):
        self.company.user_void(self.key(step.label))

    def _delete(self, step):
        self.company.user_delete(self.key(step.label))

    def _edited(self, step):
        if not step.edits:
            return []
        shown = self.company.object(self.key(step.label))["lines"]
        rows = [{"TxnLineID": one["TxnLineID"]} for one in shown]
        for kind, number, line in step.edits:
            if kind == "line":
                rows[number - 1].update(self._line(line))
            elif kind == "new":
                rows.append(self._line(line))
        gone = {number for kind, number, _line in step.edits if kind == "without"}
        return [row for at, row in enumerate(rows, 1) if at not in gone]

    @staticmethod
    def _line(line):
        side = "Debit" if line.amount >= 0 else "Credit"
        values = {"AccountRef": line.account, side: f"{abs(line.amount):.2f}"}
        values["Memo"], values["EntityRef"] = line.text or "", line.name or ""
        return values

    def figures(self, label):
        key = self.key(label)
        shown = key and self.company.object(key)
        if not shown:
            return None
        lines = []
        for one in shown["lines"]:
            sign = 1 if one["list"] == "JournalDebitLine" else -1
            name = one.get("EntityRef", {}).get("FullName", "")
            amount = sign * Decimal(one.get("Amount", 0))
            lines.append(
                (one["AccountRef"]["FullName"], amount, one.get("Memo", ""), name)
            )
        return _figures(shown["TxnDate"], shown.get("RefNumber", ""), lines)


def _figures(date, number, lines):
    return {
        "total": sum((max(one[1], Decimal(0)) for one in lines), Decimal(0)),
        "date": date,
        "number": number,
        "void": not any(one[1] for one in lines),
        "lines": len(lines),
        "rows": sorted(lines),
    }


class OdooEntries(OdooBook):
    """The books of the connection's company, with a journal for entries."""

    def set_up(self):
        result = super().set_up()
        self.open_journal()
        return result

    def open_journal(self):
        """Open the journal of entries, and tick it on the connection."""
        self.journal = self.env["account.journal"].create(
            {
                "name": "Entries",
                "code": "QBENT",
                "type": "general",
                "company_id": self.company.id,
            }
        )
        self.connection.entry_journal_ids = self.journal

    def play(self, step):
        getattr(self, f"_{step.verb}")(step)

    def _add(self, step):
        if "adjusting" in step.fields:
            raise AssertionError("Odoo has no adjusting entries")
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.journal.id,
                "date": step.date,
                "ref": step.fields.get("number", step.label),
                "line_ids": [Command.create(self._line(x)) for x in step.lines],
            }
        )
        move.action_post()
        self.made[step.label] = move

    def _line(self, line):
        account = self.record("account", line.account)
        partner = self._partner(line.name)
        return {
            "account_id": account.id,
            "balance": float(line.amount),
            "name": line.text or False,
            "partner_id": partner.id,
        }

    def _partner(self, name):
        for side in TRADES:
            if name in {one.full_name for one in self.case.parties(side)}:
                return self.party(side, name)
        return self.env["res.partner"]

    def _change(self, step):
        move = self.move(step.label)
        plain = {kind for kind, *_rest in step.edits} <= {"line"} and not step.fields
        if plain and self._in_place(step, move):
            return
        move.button_draft()
        values = {"line_ids": self._commands(step, move)}
        if "date" in step.fields:
            values.update(date=step.fields["date"], name=False)
        if "number" in step.fields:
            values["ref"] = step.fields["number"] or False
        move.write(values)
        move.action_post()

    def _in_place(self, step, move):
        """Change accounts, names and words as Odoo allows of a posted entry."""
        rows = self._rows(move)
        pairs = [(rows[number - 1], line) for _kind, number, line in step.edits]
        if any(row.balance != float(line.amount) for row, line in pairs):
            return False
        for row, line in pairs:
            values = self._line(line)
            del values["balance"]
            row.write(values)
        return True

    @staticmethod
    def _rows(move):
        return move.line_ids.sorted(lambda line: (line.sequence, line.id))

    def _commands(self, step, move):
        rows, commands = self._rows(move), []
        for kind, number, line in step.edits:
            if kind == "line":
                values = self._line(line)
                commands.append(Command.update(rows[number - 1].id, values))
            elif kind == "new":
                commands.append(Command.create(self._line(line)))
            else:
                commands.append(Command.delete(rows[number - 1].id))
        return commands

    def _void(self, step):
        move = self.move(step.label)
        move.button_draft()
        move.button_cancel()

    def _delete(self, step):
        move = self.move(step.label)
        move.button_draft()
        move.unlink()

    def _reverse(self, step):
        values = {"date": step.date, "ref": step.other_label}
        move = self.move(step.label)._reverse_moves([values], cancel=True)
        self.made[step.other_label] = move

    def lock_of(self, of, until):
        self.company[LOCKS[of]] = Date.to_date(until) if until else False

    def figures(self, label):
        move = self.move(label)
        if not move:
            return None
        accounts = self._mapping_names("account")
        names = {**self._mapping_names("vendor"), **self._mapping_names("customer")}
        lines = [
            (
                accounts.get(line.account_id.id, line.account_id.display_name),
                cents(line.balance),
                line.name or "",
                names.get(line.partner_id.id, line.partner_id.display_name or ""),
            )
            for line in move.line_ids
        ]
        found = _figures(str(move.date), move.ref or "", lines)
        return {**found, "void": move.state == "cancel"}

    def owed(self):
        """Return {party: open balance with it}."""
        found = {}
        for side in TRADES:
            names = self._mapping_names(side.party)
            domain = [("account_id.account_type", "=", side.account_type)]
            for partner, rest in self._posted(["partner_id"], domain):
                name = names.get(partner.id, partner.display_name)
                found[name] = found.get(name, Decimal(0)) + side.sign * cents(rest)
        return found


class EntryCasePlayer(CasePlayer):
    """Both books of a case of entries, and that they agree line by line."""

    STREAMS = (*CasePlayer.STREAMS, "journal_entry")

    def new_odoo_book(self, case):
        return OdooEntries(self.connection, case, self.record_of)

    def new_quickbooks_book(self, case):
        return QuickBooksEntries(self.company, case, self.txn_id_of)

    def set_directions(self):
        result = super().set_directions()
        stream = self.stream("journal_entry")
        stream.direction = "both"
        stream.deletions = self.case.settings.get("deletions", "ask")
        return result

    def play_case(self, case, made):
        """Play a case whose steps are made on one side, and check all it says."""
        self.set_up_books(case)
        self.made = made
        for one in case.script:
            if hasattr(one, "verb"):
                self.play_step(one)
            elif one.made in (None, made):
                self.check_expected(one)
        self.check_agreement()
        self.check_quiet()

    def play_step(self, step):
        if step.only not in (None, self.made):
            return
        there = SIDES[1 - SIDES.index(self.made)]
        if step.verb == "lock" and step.label == ODOO:
            self.books[ODOO].lock_of(step.fields["of"], step.fields["until"])
        elif step.verb == "lock":
            self.books[QUICKBOOKS].lock(step.fields["until"])
        elif step.verb == "press":
            getattr(self.link_of_subject(step.label), step.fields["button"])()
        else:
            self.books[there if step.other else self.made].play(step)
        self.env.flush_all()
        if not step.silent:
            self.report = self.run_session()

    def check_expected(self, expected):
        if expected.kind == "quiet":
            self.assertFalse(self.report.wrote, expected.where)
            return
        values = dict(expected.values)
        words = values.pop("parked", None)
        if words:
            self.check_parked_entry(expected, words)
        kept = values.pop("kept", None)
        if kept:
            image = str(self.link_of_subject(expected.name).quickbooks_image)
            self.assertIn(kept, image, expected.where)
        for side in (expected.side,) if expected.side else SIDES:
            found = self.found_entry(side, expected)
            for name, value in values.items():
                where = f"{expected.where}: {expected.name} in {side}, {name}"
                if name == "gone":
                    self.assertIsNone(found, where)
                    continue
                link = self.link_of_subject(expected.name)
                shown = f"{where} ({link.mapped('state')}, {link.mapped('message')})"
                self.assertIsNotNone(found, shown)
                self.assertEqual(found[name], value, shown)

    def check_parked_entry(self, expected, words):
        link = self.link_of_subject(expected.name)
        shown = f"{expected.where}: {link.mapped('state')}, {link.mapped('message')}"
        self.assertIn(
            words, str(link.message).replace("\N{NO-BREAK SPACE}", " "), shown
        )
        self.assertEqual(link.state, "parked", shown)

    def found_entry(self, side, expected):
        book = self.books[side]
        if expected.kind == "account":
            return {"balance": book.balances().get(expected.name, 0)}
        if expected.kind == "party":
            return {"owes": book.owed().get(expected.name, 0)}
        return book.figures(expected.name)

    def check_agreement(self):
        """Check that the books agree, but for entries that wait for a person."""
        cut_off = self.case.settings.get("cut-off date", "")
        whole, labels = not cut_off, set()
        for step in self.case.script:
            if getattr(step, "verb", "lock") == "lock" or step.date < cut_off:
                continue
            label = step.other_label or step.label
            if self.link_of_subject(label).state == "parked":
                whole = False
            elif step.only in (None, self.made):
                labels.add(label)
        found = [line for one in sorted(labels) for line in self.compare_entry(one)]
        for name in ("balances", "owed") if whole else ():
            ours, theirs = (getattr(self.books[x], name)() for x in (ODOO, QUICKBOOKS))
            for one in sorted({*ours, *theirs}):
                found += self.compare(one, ours.get(one, 0), theirs.get(one, 0))
        self.assertFalse(found, "\n".join(found))

    def compare_entry(self, label):
        ours, theirs = (self.books[s].figures(label) for s in (ODOO, QUICKBOOKS))
        if self.is_nothing(ours) and self.is_nothing(theirs):
            return []
        if ours is None or theirs is None:
            return [f"{label} is not in {'Odoo' if ours is None else 'QuickBooks'}"]
        return self.compare(label, ours["rows"], theirs["rows"])

    def everything(self):
        entries = self.company.objects("JournalEntry")
        return {**super().everything(), "JournalEntry": entries}
