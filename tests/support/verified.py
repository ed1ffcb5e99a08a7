"""Shared parts of the tests of verifications: one that needs no session."""

import sqlite3
from types import SimpleNamespace

from odoo import fields

from ...core.qbxml import messages

DAY = "2026-06-30"
MOST_REPORTS = 200


class VerifiedMixin:
    """Verifies the books of a `SyncCase`."""

    def ask(self, day=DAY, **values):
        return self.env["qbd.ledger.verification"]._ask(
            self.connection, fields.Date.to_date(day), self.env.user, **values
        )

    def verify(self, day=DAY):
        """Return a verification that the next session has carried."""
        found = self.ask(day)
        self.run_session()
        return found

    def verify_at_once(self, day=DAY, **values):
        """Return a verification, read without a session: nothing is synced by it."""
        self.env.flush_all()
        found, engine = self.ask(day, **values), self.env["qbd.engine"]
        for _number in range(MOST_REPORTS):
            step = engine._verify_step(found)
            if not step or found.state not in ("asked", "reading"):
                break
            if not found.progress:
                steps = engine._first_steps(found)
                found.write({"state": "reading", "progress": {"steps": steps}})
            self.carry(engine, found, step)
        return found

    def carry(self, engine, verification, step):
        """Let QuickBooks answer one report."""
        stream = engine._verify_accounts(self.connection)
        elements = {
            "1": engine._verify_list(verification, step, stream),
            "2": engine._verify_report(verification, step),
        }
        requests = tuple(messages.Request(x, y) for x, y in elements.items())
        sent = messages.MessageSet(version="16.0", requests=requests).to_text()
        answer = messages.read_answer(self.company.process(sent))
        entries = [
            {"id": "1"},
            {"id": "2", "verification": verification.id, "step": step},
        ]
        engine._apply_verify(SimpleNamespace(requests=entries), answer.by_id())

    def documents_of_accounts(self, verification):
        """Return {TxnID, else id of the entry: kinds} of what accounts differ by."""
        found = {}
        for one in verification.document_ids.filtered("account_row_id"):
            key = one.qb_id or one.move_id.id or one.name
            found.setdefault(key, set()).add(one.kind)
        return found

    def in_words(self, found):
        """Return a verification in words, for a failed assertion."""
        rows = [found.state_words, found.notes, found.refusal]
        for one in (*found.account_ids.filtered("differs"), *found.party_ids):
            rows.append(f"{one.name}: {one.ours} {one.theirs} {one.explanation}")
        for one in found.document_ids:
            rows.append(f"  {one.name} {one.kind} {one.difference} {one.reason}")
        return "\n".join(str(row) for row in rows if row)


class Undone:
    """Undo everything that happens within, in both books."""

    def __init__(self, case):
        self.case = case

    def __enter__(self):
        self.kept = sqlite3.connect(":memory:")
        self.case.company.store.database.backup(self.kept)
        self.savepoint = self.case.env.cr.savepoint()
        self.savepoint.__enter__()

    def __exit__(self, *_error):
        self.kept.backup(self.case.company.store.database)
        self.kept.close()
        self.case.env.flush_all()
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all(flush=False)
