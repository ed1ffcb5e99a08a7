"""The two recorded journal entries arrive with the amounts that they state."""

from lxml import etree

from ..simulator.seeds.recorded import load_recorded
from .support.entries import EntryCase
from .support.reference import recorded, reference_path, requires_reference

FILES = (
    "selfjared1-JournalEntryAddRs-01.xml",
    "selfjared1-JournalEntryRet-01.xml",
)
STATED = {
    "Interest": [("Line of Credit", -60.27, ""), ("Interest Expense", 60.27, "")],
    "1": [
        ("Notes - Sample, Inc.", -210000.0, "imazokun cejeheji"),
        ("Automobiles", 4500.0, "imazokun cejeheji"),
        ("Furniture & Fixtures", 2000.0, "imazokun cejeheji"),
        ("Inventory", 203500.0, "imazokun cejeheji"),
    ],
}
"""{RefNumber: [(account, debit, memo)]}, in the order of the recording."""


@requires_reference
class TestRecordedEntries(EntryCase):
    def arrange(self):
        super().arrange()
        self.stream("account").create_in_odoo = True
        folder = reference_path("responses")
        load_recorded(self.company, folder, ("JournalEntry",))
        self.run_session()
        self.run_session()

    def test_they_arrive_with_each_line_in_its_order(self):
        for name in FILES:
            for shown in etree.fromstring(recorded(name).encode()).iter(
                "JournalEntryRet"
            ):
                move = self.move_of(shown.findtext("TxnID"))
                link = self.link(move)
                self.assertEqual((link.state, link.message), ("ok", False))
                self.assertEqual(str(move.date), shown.findtext("TxnDate"))
                self.assertEqual(
                    [
                        (line.account_id.name, line.balance, line.name or "")
                        for line in move.line_ids.sorted("id")
                    ],
                    STATED[move.ref],
                )
                self.assert_in_step(move)
        self.assert_quiet()

    def test_the_home_currency_of_the_recording_is_no_foreign_one(self):
        moves = [self.move_of(one["TxnID"]) for one in self.entries()]
        self.assertEqual(len(moves), 2)
        self.assertTrue(all(move.state == "posted" for move in moves))
