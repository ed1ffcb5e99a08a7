from odoo import Command

from .support.case_model import THOROUGH
from .support.entries import EntryCase
from .support.interruptions import InterruptionsMixin

ANSWERS = ("action_trust_odoo", "action_trust_quickbooks", "action_compare_anew")


class EntryStates(EntryCase):
    """States of the entries of both sides, without ids and times."""

    def state(self):
        self.env.invalidate_all()
        links = self.env["qbd.link"].search(
            [("stream_id", "=", self.stream("journal_entry").id)]
        )
        moves = self.env["account.move"].browse(links.mapped("record_id")).exists()
        return {
            "odoo": sorted(map(self.as_shown, moves)),
            "quickbooks": sorted(map(self.as_stored, self.entries())),
            "links": sorted((x.state, x.reason or "") for x in links),
        }

    @staticmethod
    def as_shown(move):
        lines = sorted(
            (x.account_id.name, x.balance, x.name or "", x.partner_id.name or "")
            for x in move.line_ids
        )
        return (move.ref or "", move.state, str(lines))

    @staticmethod
    def as_stored(entry):
        lines = [
            (
                one["list"],
                one["AccountRef"]["FullName"],
                one["Amount"],
                one.get("Memo", ""),
            )
            for one in entry["lines"]
        ]
        return (entry.get("RefNumber", ""), entry["TxnDate"], str(lines))


class TestInterruptionsEntries(InterruptionsMixin, EntryStates):
    """All that an entry can do, cut where a write can get lost."""

    ROTATES = 0

    def setUp(self):
        super().setUp()
        self.stream("journal_entry").deletions = "carry"
        self.build()

    def build(self):
        self.run_session()
        self.moves = {
            ref: self.odoo_entry(ref=ref)
            for ref in ("Lines", "Both", "Cancelled", "Void", "Deleted", "Gone")
        }
        self.run_session()
        self.clock.sleep(3 * 3600)  # beyond the overlap of the windows

    def edit(self):
        lines = (self.line(7, "Parts"), self.line(-7, self.owed("Mill"), "Mill"))
        self.odoo_entry(*lines, ref="New")
        self.change_lines(self.moves["Lines"])
        self.moves["Both"].line_ids[0].account_id = self.account("Parts")
        self.moves["Cancelled"].button_cancel()
        self.moves["Gone"].button_draft()
        self.moves["Gone"].unlink()
        self.env.cr.flush()
        shown = self.company.find("JournalEntry", "Both")
        first, second = (one["TxnLineID"] for one in shown["lines"])
        self.company.change_entry(
            shown["TxnID"],
            {"TxnLineID": first},
            {"TxnLineID": second, "Memo": "from QuickBooks"},
        )
        self.company.user_void(self.company.find("JournalEntry", "Void")["TxnID"])
        self.company.user_delete(self.company.find("JournalEntry", "Deleted")["TxnID"])
        self.qb_entry(RefNumber="QB")

    def change_lines(self, move):
        move.button_draft()
        kept, gone = move.line_ids
        commands = [
            Command.delete(gone.id),
            Command.create(self.line(-4, "Parts")),
            Command.create(self.line(-6, "Parts")),
        ]
        move.write({"line_ids": commands})
        move.action_post()
        self.assertTrue(kept.exists())

    def test_every_lost_write_ends_in_the_same_state(self):
        number = self.check_all_cuts(only=self.is_lost_write)
        self.assertGreater(number, 12 if THOROUGH else 4)


class TestRestoredEntries(EntryStates):
    """A restored company file with entries, and each answer to it."""

    def prepare(self):
        self.run_session()
        self.first, self.second = (self.odoo_entry(ref=ref) for ref in "12")
        self.run_session()
        self.backup = self.company.snapshot()
        self.clock.sleep(3600)
        self.later = self.odoo_entry(ref="3")
        self.second.line_ids[0].account_id = self.account("Parts")
        self.run_session()
        self.assertEqual(self.link(self.later).state, "ok")
        self.company.restore(self.backup)
        self.clock.sleep(86400)
        shown = self.company.find("JournalEntry", "2")
        first, second = (one["TxnLineID"] for one in shown["lines"])
        self.company.change_entry(
            shown["TxnID"],
            {"TxnLineID": first, "Memo": "after"},
            {"TxnLineID": second},
        )
        report = self.run_session(ok=False)
        self.assertEqual(self.connection.question, "older_quickbooks")
        self.assertFalse(report.wrote)

    def answer(self, action):
        getattr(self.connection, action)()
        for _session in range(4):
            self.run_session()
        self.assertEqual(self.connection.state, "connected")

    def assert_alike(self, count):
        self.assertEqual(len(self.entries()), count)
        for entry in self.entries():
            self.assert_in_step(self.move_of(entry["TxnID"]))
        self.assert_quiet()

    def test_odoo_is_right(self):
        self.prepare()
        self.answer("action_trust_odoo")
        self.assertEqual(self.amounts(self.second), {"Parts": 10, "Freight": -10})
        self.assert_alike(3)

    def test_quickbooks_is_right(self):
        self.prepare()
        self.answer("action_trust_quickbooks")
        self.assertEqual(self.amounts(self.second), {"Rent": 10, "Freight": -10})
        lost = self.link(self.later)
        self.assertEqual((lost.state, lost.reason), ("parked", "lost_by_restore"))
        lost.action_try_again()
        self.run_session()
        self.assert_alike(3)

    def test_each_difference_is_asked_about(self):
        self.prepare()
        self.answer("action_compare_anew")
        asked = self.env["qbd.link"].search([("state", "=", "parked")])
        self.assertIn(self.link(self.second), asked)
        for link in asked:
            (
                link.action_use_odoo()
                if link.reason == "conflict"
                else link.action_try_again()
            )
        self.run_session()
        self.run_session()
        self.assert_alike(3)
