"""Random edits and faults on both sides, and what must be true when they end.

An edit of a person is never lost: afterwards its value is on both sides, or a later
edit replaced it knowingly (the person saw it), or a person or a policy overruled it
and that is recorded, or it stands in a conflict with both values in view.
"""

import random
import re
from dataclasses import dataclass, field

from ...simulator.wire.faults import FaultPlan
from .link_numbers import wrong_numbers_of_links
from .soak_restores import Restores

FIELDS = {
    # QuickBooks' field: Odoo's field
    "Phone": "phone",
    "Email": "email",
    "AccountNumber": "ref",
    "City": "city",
}
NAMED = re.compile(r"C\d{3}")
ODD = (
    "",
    " é",
    " ™",
    " 漢字",
    " & Söhne",
    ": Ltd",
    " of Incredible Length and More Yet",
)


@dataclass
class Edit:
    """One value a person wrote: on which side, of which thing, over which value."""

    number: int
    side: str
    thing: int
    field: str
    value: str
    before: object
    lasting: bool = True


@dataclass
class Thing:
    """One of the list, by the number in its name; where each side keeps it."""

    number: int
    kind: str = "Customer"
    record: object = None
    list_id: str | None = None
    deleted: dict = field(default_factory=dict)


class World(Restores):
    """One seed's run, of customers; worlds of other lists say what is theirs.

    :param case: a SyncCase (it has both sides and the sessions)
    """

    model = "res.partner"
    list_name = "customer"
    kinds = ("Customer",)
    fields = FIELDS
    address = "BillAddress"

    def __init__(self, case, seed):
        self.case, self.seed = case, seed
        self.chance = random.Random(seed)
        self.things, self.edits, self.faults = {}, [], 0
        self.sessions = self.conflicts = 0
        self.decided, self.story = set(), []
        self.begin_restores()

    # -- what people do -------------------------------------------------------

    def rounds(self, number=5):
        """Play edits, then a session with faults; in the end sessions without."""
        for _ in range(number):
            for _ in range(self.chance.randint(1, 6)):
                self.act()
            self.mishap()
            self.session(faulty=True)
            self.answer()
            if self.chance.random() < 0.3:
                self.decide()
        self.settle()

    def act(self):
        acts = [self.add_odoo, self.add_quickbooks]
        if self.things:
            acts += [self.edit_odoo, self.edit_quickbooks] * 4
            acts += [self.toggle_odoo, self.toggle_quickbooks]
            acts += [self.delete_odoo, self.delete_quickbooks]
        self.chance.choice(acts)()
        self.case.env.cr.flush()

    def new_name(self):
        number = len(self.things) + 1
        self.things[number] = Thing(number, self.chance.choice(self.kinds))
        return number, f"C{number:03}{self.chance.choice(ODD)}"

    def add_odoo(self):
        number, name = self.new_name()
        thing = self.things[number]
        thing.record = self.new_record(name)

    def new_record(self, name):
        return self.case.partner(name=name)

    def add_quickbooks(self):
        number, name = self.new_name()
        name = name.replace(":", "").replace("漢字", "")[:41].strip()
        self.things[number].list_id = self.case.company.user_add(
            self.things[number].kind, Name=name
        )

    def alive(self, side):
        self.find_all()
        if side == "odoo":
            return [t for t in self.things.values() if t.record and t.record.exists()]
        return [t for t in self.things.values() if self.object_of(t)]

    def object_of(self, thing):
        if not thing.list_id:
            return None
        return self.case.company.object(thing.list_id, kind=thing.kind)

    def edit_odoo(self):
        things = self.alive("odoo")
        if things:
            thing = self.chance.choice(things)
            name = self.chance.choice(self.fields_of(thing))
            self.note("odoo", thing, name, self.value_in_odoo(thing, name))
            self.set_odoo(thing, name, self.edits[-1].value)

    def edit_quickbooks(self):
        things = self.alive("quickbooks")
        if things:
            thing = self.chance.choice(things)
            name = self.chance.choice(self.fields_of(thing))
            self.note("quickbooks", thing, name, self.value_in_quickbooks(thing, name))
            self.set_quickbooks(thing, name, self.edits[-1].value)

    def note(self, side, thing, name, before):
        number = len(self.edits) + 1
        value = self.new_value(name, number)
        self.edits.append(Edit(number, side, thing.number, name, value, before))

    # -- what a thing has -----------------------------------------------------

    def fields_of(self, thing):
        return list(self.fields)

    def path_of(self, thing, name):
        """Return what a field is called in a link."""
        return f"{self.address}/{name}" if name == "City" else name

    def new_value(self, name, number):
        """Return a value that was never written."""
        return f"v{number:05}"

    def value_in_odoo(self, thing, name):
        return thing.record[self.fields[name]] or None

    def set_odoo(self, thing, name, value):
        thing.record[self.fields[name]] = value

    def value_in_quickbooks(self, thing, name):
        found = self.object_of(thing)
        if name == "City":
            return found.get(self.address, {}).get("City")
        return found.get(name)

    def set_quickbooks(self, thing, name, value):
        changed = {self.address: {"City": value}} if name == "City" else {name: value}
        self.case.company.user_mod(thing.list_id, kind=thing.kind, **changed)

    # -- what else happens to it ----------------------------------------------

    def toggle_odoo(self):
        things = [t for t in self.alive("odoo") if not t.deleted]
        if things:
            record = self.chance.choice(things).record
            record.action_archive() if record.active else record.action_unarchive()

    def toggle_quickbooks(self):
        things = [t for t in self.alive("quickbooks") if not t.deleted]
        if things:
            thing = self.chance.choice(things)
            active = self.object_of(thing)["IsActive"] == "true"
            self.case.company.user_mod(
                thing.list_id,
                kind=thing.kind,
                IsActive="false" if active else "true",
            )

    def delete_odoo(self):
        things = [t for t in self.alive("odoo") if not t.deleted]
        if things and self.chance.random() < 0.4:
            thing = self.chance.choice(things)
            values = {n: self.value_in_odoo(thing, n) for n in self.fields_of(thing)}
            thing.deleted["odoo"] = (len(self.edits), values)
            thing.record.unlink()

    def delete_quickbooks(self):
        things = [t for t in self.alive("quickbooks") if not t.deleted]
        if things and self.chance.random() < 0.4:
            thing = self.chance.choice(things)
            values = {
                n: self.value_in_quickbooks(thing, n) for n in self.fields_of(thing)
            }
            thing.deleted["quickbooks"] = (len(self.edits), values)
            self.case.company.user_delete(thing.list_id, kind=thing.kind)

    def decide(self):
        """Settle the open conflicts as a person does, one way or the other."""
        for link in self.open_conflicts():
            if not link.can_choose:
                continue  # the other link of its record has written to it just now
            self.conflicts += 1
            for shown in link.conflicts.values():
                self.decided |= {str(shown["odoo"]), str(shown["quickbooks"])}
            if self.chance.random() < 0.5:
                link.action_use_odoo()
            else:
                link.action_use_quickbooks()

    def open_conflicts(self):
        links = self.case.env["qbd.link"].search([("conflicts", "!=", False)])
        return links.filtered(
            lambda one: one.reason == "conflict" and one.state != "sent"
        )

    # -- sessions -------------------------------------------------------------

    def session(self, faulty):
        plan = FaultPlan()
        if faulty:
            plan = FaultPlan.random(
                self.chance.randrange(10**9),
                count=self.chance.randint(0, 3),
                steps=30,
                callbacks={
                    "edit_quickbooks": lambda *_args: self.act_between("quickbooks"),
                    "edit_odoo": lambda *_args: self.act_between("odoo"),
                },
            )
        self.case.clock.sleep(self.chance.choice((0, 60, 3600, 5 * 3600)))
        connector = self.case.new_connector(faults=plan)
        report = self.case.run_session(connector, ok=False)
        self.sessions += 1
        self.story.append((len(self.edits), report, [str(f) for f in plan.happened]))
        self.faults += len(plan.happened)
        return report

    def act_between(self, side):
        """Save something while a session runs; the hint may be taken."""
        if self.things:
            {"odoo": self.edit_odoo, "quickbooks": self.edit_quickbooks}[side]()
            self.case.env.cr.flush()
            if self.chance.random() < 0.5:
                self.case.env["qbd.engine"]._collect_hints()

    def settle(self, limit=10):
        """Run sessions without faults until one writes nothing."""
        for _ in range(limit + 6 * len(self.restores)):
            self.answer()
            if self.restores:
                self.decide()
                self.try_lost_ones_again()
            self.compare_alikes()
            report = self.session(faulty=False)
            waiting = self.case.env["qbd.link"].search_count(
                [("state", "in", ("dirty", "sent", "retry"))]
            )
            asked = (self.restores and self.open_questions()) or self.alikes()
            if report.end == "done" and not (report.wrote or waiting or asked):
                return
        waiting = self.case.env["qbd.link"].search(
            [("state", "in", ("dirty", "sent", "retry"))]
        )
        words = [(x.qb_type, x.qb_name, x.state, x.message) for x in waiting]
        raise AssertionError(f"seed {self.seed}: no end after {limit}: {words}")

    # -- what must be true ----------------------------------------------------

    def find_all(self):
        """Find the record and the object of each thing, by the number in the name."""
        for thing in self.things.values():
            if not thing.record or not thing.record.exists():
                thing.record = self.records(f"C{thing.number:03}%")[:1]
        for found in self.objects():
            thing = self.things.get(int(found["Name"][1:4]))
            if thing and not self.object_of(thing):
                thing.list_id = found["ListID"]

    def records(self, pattern="C___%"):
        """Return the records whose names are like this, archived or not."""
        model = self.case.env[self.model].with_context(active_test=False)
        return model.search([("name", "=like", pattern), ("type", "!=", "delivery")])

    def name_of(self, record):
        return record.name

    def objects(self):
        """Return the objects that have a number in their names."""
        found = [one for kind in self.kinds for one in self.case.company.objects(kind)]
        return [one for one in found if NAMED.match(one["Name"])]

    def counts(self):
        """Return figures of the run."""
        names = ("faults", "conflicts", "sessions", "merges")
        counts = {"edits": len(self.edits), "restores": len(self.restores)}
        return {**counts, **{name: getattr(self, name) for name in names}}

    def problems(self):
        """Return {"duplicates": [...], "lost_edits": [...], "differences": [...]}."""
        self.case.env.invalidate_all()
        self.find_all()
        return {
            "duplicates": self.duplicates(),
            "lost_edits": [str(edit) for edit in self.edits if not self.is_kept(edit)],
            "differences": [*self.differences(), *self.miscounted()],
        }

    def miscounted(self):
        """Return the numbers of links that the dashboard has wrong."""
        return wrong_numbers_of_links(self.case.env)

    def duplicates(self):
        seen, twice = set(), []
        ours = [self.name_of(record) for record in self.records()]
        theirs = [one["Name"] for one in self.objects()]
        for side, names in (("odoo", ours), ("quickbooks", theirs)):
            for name in names:
                key = (side, name[:4])
                twice += [key] if key in seen else []
                seen.add(key)
        return twice

    def link_of(self, thing):
        domain = [
            ("res_model", "=", self.model),
            ("record_id", "=", thing.record.id),
        ]
        return self.case.env["qbd.link"].search(domain) if thing.record else None

    def differences(self):
        found = []
        for thing in self.things.values():
            link, shown = self.link_of(thing), self.object_of(thing)
            if not thing.record or not shown:
                found += self.one_sided(thing, shown)
                continue
            open_fields = set((link.conflicts if link else None) or {})
            for name in self.fields_of(thing):
                pair = (
                    self.value_in_odoo(thing, name),
                    self.value_in_quickbooks(thing, name) or None,
                )
                path = self.path_of(thing, name)
                if pair[0] != pair[1] and path not in open_fields:
                    found.append((thing.number, name, *pair))
            active = shown["IsActive"] == "true"
            if "IsActive" not in open_fields and self.is_otherwise(thing, active):
                found.append((thing.number, "active", thing.record.active, active))
        return found

    def is_otherwise(self, thing, active):
        """Return whether a record is not as active as its object."""
        return thing.record.active != active

    def one_sided(self, thing, shown):
        """Return a thing on one side only was deleted on the other, and is inactive."""
        if thing.record and thing.record.active:
            return [(thing.number, "only in Odoo, and active")]
        if shown and shown["IsActive"] == "true":
            return [(thing.number, "only in QuickBooks, and active")]
        if not thing.deleted:
            return [(thing.number, "gone without a deletion")]
        return []

    def is_kept(self, edit):
        """Return whether an edit is on both sides, replaced knowingly, or recorded."""
        thing = self.things[edit.thing]
        values = self.final_values(thing, edit.field)
        if edit.value in values or self.is_decided(edit.value):
            return True
        if self.lost_by_restore("edits", edit):
            return True
        if self.recorded(thing, edit):
            return True
        later = [
            other
            for other in self.edits[edit.number :]
            if (other.thing, other.field) == (edit.thing, edit.field)
            and (other.side == edit.side or other.before == edit.value)
        ]
        if later:
            return True  # and the later edit is looked at in its turn
        return self.deleted_knowingly(thing, edit)

    def is_decided(self, value):
        """Return whether a person saw a value in a conflict and decided."""
        return any(value in shown for shown in self.decided)

    def final_values(self, thing, name):
        values = set()
        if thing.record:
            values.add(self.value_in_odoo(thing, name))
        if self.object_of(thing):
            values.add(self.value_in_quickbooks(thing, name))
        return values

    def recorded(self, thing, edit):
        link = self.link_of(thing)
        if not link:  # the record is gone, its link tells of the object
            links = self.case.env["qbd.link"]
            link = links.search([("qb_id", "=", thing.list_id)], limit=1)
        return bool(link) and edit.value in str([link.overruled, link.conflicts])

    def deleted_knowingly(self, thing, edit):
        """Return the thing was deleted by somebody who saw the value, and is gone."""
        for side, (count, values) in thing.deleted.items():
            known = side == edit.side or values.get(edit.field) == edit.value
            if known and edit.number <= count:
                return True
        return False

    def show(self):
        """Print the story of the seed, for a person who looks for a mistake."""
        for edit in self.edits:
            print(edit)
        for thing in self.things.values():
            print(thing)
        for link in self.case.env["qbd.link"].search([]):
            print(
                *(link.id, link.state, link.reason, link.qb_name, link.record_id),
                *(link.qb_id, link.pending_request),
                *(link.edit_sequence, link.conflicts, link.overruled, link.message),
            )
            print("   odoo", link.odoo_image)
            print("   qb  ", link.quickbooks_image)
            print("   seen", link.quickbooks_seen)
        for number, *what in self.story:
            print("after edit", number, *what)
