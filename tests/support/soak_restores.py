"""Restored backups and merged customers, as random events of a soak.

What QuickBooks received after the backup, and did not reach Odoo, is lost by the person
who restored it. What the answer overrules is lost knowingly. All else is kept.
"""

from dataclasses import dataclass, field

from odoo.sql_db import Savepoint

ANSWERS = {
    "action_trust_odoo": "quickbooks",
    "action_trust_quickbooks": "odoo",
    "action_compare_anew": None,
    "action_read_again": None,
}
"""Each answer, and the side whose values it overrules."""


@dataclass
class Restore:
    """One restored backup: of which side, and how many edits there were when.

    Edits are counted by kind: {"edits": 7}, and in a world of books {"changes": 5}.
    """

    side: str
    backup: dict
    restored: dict
    answered: dict = field(default_factory=dict)
    overruled: str | None = None


class Restores:
    """A part of a world: somebody restores backups and merges records."""

    def begin_restores(self):
        self.backup, self.restores, self.merges = None, [], 0

    def numbers(self):
        return {"edits": len(self.edits)}

    # -- what happens ---------------------------------------------------------

    def mishap(self):
        """Between two rounds: a backup is made, or put back, or names are merged."""
        chance = self.chance.random()
        if self.backup is None and chance < 0.4:
            side = self.chance.choice(("quickbooks", "odoo"))
            copy = {"quickbooks": self.case.company.snapshot, "odoo": self.mark}[side]()
            self.backup = (side, copy, self.numbers())
        elif self.backup and chance < 0.4:
            self.restore()
        elif chance > 0.8:
            self.merge_in_quickbooks()

    def mark(self):
        """Mark the state to which a restored backup of Odoo returns."""
        self.case.env.flush_all()
        return Savepoint(self.case.env.cr)

    def restore(self):
        side, copy, numbers = self.backup
        self.backup = None
        self.find_all()
        self.restores.append(Restore(side, numbers, self.numbers()))
        self.story.append((len(self.edits), f"{side} restored", numbers))
        if side == "quickbooks":
            self.case.company.restore(copy)
        else:
            self.case.env.invalidate_all(flush=False)
            copy.rollback()
            self.case.env.registry.clear_cache()
        self.lose_what_is_nowhere()

    def lose_what_is_nowhere(self):
        """A thing that only the lost part of a file had may be gone for good."""
        for thing in self.things.values():
            thing.record = thing.record and thing.record.exists()
            if not self.object_of(thing):
                thing.deleted.setdefault("quickbooks", (len(self.edits), {}))

    def merge_in_quickbooks(self):
        """Merge two objects of a list; the comparison of ids is due."""
        things = [t for t in self.alive("quickbooks") if not t.deleted]
        pairs = [
            (kept, gone)
            for kept in things
            for gone in things
            if kept is not gone and kept.kind == gone.kind
        ]
        if not pairs:
            return
        kept, gone = self.chance.choice(pairs)
        names = self.fields_of(gone)
        values = {name: self.value_in_quickbooks(gone, name) for name in names}
        gone.deleted["quickbooks"] = (len(self.edits), values)
        self.case.company.user_merge(kept.list_id, gone.list_id, kind=kept.kind)
        self.case.stream(self.list_name).id_sweep_wanted = True
        self.merges += 1

    # -- what a manager answers -----------------------------------------------

    def answer(self):
        """Answer the question that stopped the connection, at random."""
        connection = self.case.connection
        if connection.state != "question":
            return
        actions = {
            "older_quickbooks": list(ANSWERS)[:3],
            "older_odoo": ["action_read_again"],
            "mass_change": ["action_allow_removal"],
        }[connection.question]
        action = self.chance.choice(actions)
        for restore in self.restores:
            if action in ANSWERS and not restore.answered:
                restore.answered = self.numbers()
                restore.overruled = ANSWERS[action]
        self.story.append((len(self.edits), connection.question, action))
        getattr(connection, action)()

    def try_lost_ones_again(self):
        """Send the records again that the restored file lacks."""
        lost = [("state", "=", "parked"), ("reason", "=", "lost_by_restore")]
        self.case.env["qbd.link"].search(lost).action_try_again()

    def alikes(self):
        """Return the links that are asked about because something looks like them."""
        asked = [("state", "=", "parked"), ("reason", "=", "similar")]
        return self.case.env["qbd.link"].search(asked)

    def compare_alikes(self):
        """Say of each two that look alike whether they are the same one."""
        for link in self.alikes():
            if not link.exists() or link not in self.alikes():
                continue  # the answer about another one settled it
            same = link.question_ids.filtered(self.is_the_same)[:1]
            if same:
                same.action_accept()
            else:
                link.action_create_anyway()

    def is_the_same(self, question):
        """Return whether a record and an object are the same one."""
        raise NotImplementedError

    def open_questions(self):
        """Return links that a person has to answer before both sides are equal."""
        lost = [("state", "=", "parked"), ("reason", "=", "lost_by_restore")]
        links = self.case.env["qbd.link"]
        return self.open_conflicts() | links.search(lost) | self.alikes()

    # -- what must be true ----------------------------------------------------

    def lost_by_restore(self, kind, edit):
        """Return whether a restored backup, or the answer to it, took an edit away."""
        for one in self.restores:
            since_backup = one.backup[kind] < edit.number <= one.restored[kind]
            if edit.side == one.side and since_backup:
                return True
            if edit.side == one.overruled and edit.number <= one.answered[kind]:
                return True
        return False
