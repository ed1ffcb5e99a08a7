"""Random edits and faults on both sides, and what must be true when they end.

An edit of a person is never lost: afterwards its value is on both sides, or a later
edit replaced it knowingly (the person saw it), or a person or a policy overruled it
and that is recorded, or it stands in a conflict with both values in view.
"""

import random
import re
from dataclasses import dataclass, field

from ..simulator.faults import FaultPlan

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
    """A customer, by the number in its name; where each side keeps it."""

    number: int
    record: object = None
    list_id: str | None = None
    deleted: dict = field(default_factory=dict)


class World:
    """One seed's run.

    :param case: a SyncCase (it has both sides and the sessions)
    """

    def __init__(self, case, seed):
        self.case, self.seed = case, seed
        self.chance = random.Random(seed)
        self.things, self.edits, self.faults = {}, [], 0
        self.sessions = self.conflicts = 0
        self.decided, self.story = set(), []

    # -- what people do -------------------------------------------------------

    def rounds(self, number=5):
        """Edits, then a session with faults; in the end sessions without."""
        for _ in range(number):
            for _ in range(self.chance.randint(1, 6)):
                self.act()
            self.session(faulty=True)
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
        self.things[number] = Thing(number)
        return number, f"C{number:03}{self.chance.choice(ODD)}"

    def add_odoo(self):
        number, name = self.new_name()
        thing = self.things[number]
        thing.record = self.case.partner(name=name)

    def add_quickbooks(self):
        number, name = self.new_name()
        name = name.replace(":", "").replace("漢字", "")[:41].strip()
        self.things[number].list_id = self.case.company.user_add("Customer", Name=name)

    def alive(self, side):
        self.find_all()
        if side == "odoo":
            return [t for t in self.things.values() if t.record and t.record.exists()]
        return [t for t in self.things.values() if self.object_of(t)]

    def object_of(self, thing):
        if not thing.list_id:
            return None
        return self.case.company.object(thing.list_id, kind="Customer")

    def edit_odoo(self):
        things = self.alive("odoo")
        if things:
            thing, name = self.chance.choice(things), self.chance.choice(list(FIELDS))
            self.note("odoo", thing, name, thing.record[FIELDS[name]] or None)
            thing.record[FIELDS[name]] = self.edits[-1].value

    def edit_quickbooks(self):
        things = self.alive("quickbooks")
        if things:
            thing, name = self.chance.choice(things), self.chance.choice(list(FIELDS))
            self.note("quickbooks", thing, name, self.value_in_quickbooks(thing, name))
            value = self.edits[-1].value
            changed = (
                {"BillAddress": {"City": value}} if name == "City" else {name: value}
            )
            self.case.company.user_mod(thing.list_id, **changed)

    def note(self, side, thing, name, before):
        number = len(self.edits) + 1
        edit = Edit(number, side, thing.number, name, f"v{number:05}", before)
        self.edits.append(edit)

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
                thing.list_id, IsActive="false" if active else "true"
            )

    def delete_odoo(self):
        things = [t for t in self.alive("odoo") if not t.deleted]
        if things and self.chance.random() < 0.4:
            thing = self.chance.choice(things)
            thing.deleted["odoo"] = (len(self.edits), self.values_in_odoo(thing))
            thing.record.unlink()

    def delete_quickbooks(self):
        things = [t for t in self.alive("quickbooks") if not t.deleted]
        if things and self.chance.random() < 0.4:
            thing = self.chance.choice(things)
            values = {n: self.value_in_quickbooks(thing, n) for n in FIELDS}
            thing.deleted["quickbooks"] = (len(self.edits), values)
            self.case.company.user_delete(thing.list_id)

    def decide(self):
        """A person settles the open conflicts, one way or the other."""
        links = self.case.env["qbd.link"].search([("conflicts", "!=", False)])
        open_ones = links.filtered(
            lambda one: one.reason == "conflict" and one.state != "sent"
        )
        for link in open_ones:
            self.conflicts += 1
            for shown in link.conflicts.values():
                self.decided |= {str(shown["odoo"]), str(shown["quickbooks"])}
            if self.chance.random() < 0.5:
                link.action_use_odoo()
            else:
                link.action_use_quickbooks()

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
        """A person saves something while a session runs; the hint may be taken."""
        if self.things:
            {"odoo": self.edit_odoo, "quickbooks": self.edit_quickbooks}[side]()
            self.case.env.cr.flush()
            if self.chance.random() < 0.5:
                self.case.env["qbd.engine"]._collect_hints()

    def settle(self, limit=10):
        """Sessions without faults until one writes nothing."""
        for _ in range(limit):
            report = self.session(faulty=False)
            waiting = self.case.env["qbd.link"].search_count(
                [("state", "in", ("dirty", "sent", "retry"))]
            )
            if report.end == "done" and not report.wrote and not waiting:
                return
        waiting = self.case.env["qbd.link"].search(
            [("state", "in", ("dirty", "sent", "retry"))]
        )
        words = [(x.qb_type, x.qb_name, x.state, x.message) for x in waiting]
        raise AssertionError(f"seed {self.seed}: no end after {limit}: {words}")

    # -- what must be true ----------------------------------------------------

    def find_all(self):
        """Which record and which object is which thing: by the number in the name."""
        env = self.case.env
        partners = env["res.partner"].with_context(active_test=False)
        for thing in self.things.values():
            if not thing.record or not thing.record.exists():
                name = f"C{thing.number:03}%"
                found = partners.search(
                    [("name", "=like", name), ("type", "!=", "delivery")]
                )
                thing.record = found[:1]
        for customer in self.case.company.objects("Customer"):
            if not NAMED.match(customer["Name"]):
                continue
            thing = self.things.get(int(customer["Name"][1:4]))
            if thing and not self.object_of(thing):
                thing.list_id = customer["ListID"]

    def values_in_odoo(self, thing):
        return {name: thing.record[ours] or None for name, ours in FIELDS.items()}

    def value_in_quickbooks(self, thing, name):
        found = self.object_of(thing)
        if name == "City":
            return found.get("BillAddress", {}).get("City")
        return found.get(name)

    def counts(self):
        """:return: figures of the run"""
        names = ("faults", "conflicts", "sessions")
        return {"edits": len(self.edits), **{n: getattr(self, n) for n in names}}

    def problems(self):
        """:return: {"duplicates": [...], "lost_edits": [...], "differences": [...]}"""
        self.case.env.invalidate_all()
        self.find_all()
        return {
            "duplicates": self.duplicates(),
            "lost_edits": [str(edit) for edit in self.edits if not self.is_kept(edit)],
            "differences": self.differences(),
        }

    def duplicates(self):
        partners = self.case.env["res.partner"].with_context(active_test=False)
        ours = partners.search([("name", "=like", "C___%"), ("type", "!=", "delivery")])
        seen, twice = set(), []
        theirs = [c["Name"] for c in self.case.company.objects("Customer")]
        theirs = [name for name in theirs if NAMED.match(name)]
        for side, names in (("odoo", ours.mapped("name")), ("quickbooks", theirs)):
            for name in names:
                key = (side, name[:4])
                twice += [key] if key in seen else []
                seen.add(key)
        return twice

    def link_of(self, thing):
        domain = [
            ("res_model", "=", "res.partner"),
            ("record_id", "=", thing.record.id),
        ]
        return self.case.env["qbd.link"].search(domain) if thing.record else None

    def differences(self):
        found = []
        for thing in self.things.values():
            link, customer = self.link_of(thing), self.object_of(thing)
            if not thing.record or not customer:
                found += self.one_sided(thing, customer)
                continue
            open_fields = set((link.conflicts if link else None) or {})
            for name in FIELDS:
                path = f"BillAddress/{name}" if name == "City" else name
                pair = (
                    thing.record[FIELDS[name]] or None,
                    self.value_in_quickbooks(thing, name) or None,
                )
                if pair[0] != pair[1] and path not in open_fields:
                    found.append((thing.number, name, *pair))
            active = customer["IsActive"] == "true"
            if thing.record.active != active and "IsActive" not in open_fields:
                found.append((thing.number, "active", thing.record.active, active))
        return found

    def one_sided(self, thing, customer):
        """A thing on one side only was deleted on the other, and is inactive."""
        if thing.record and thing.record.active:
            return [(thing.number, "only in Odoo, and active")]
        if customer and customer["IsActive"] == "true":
            return [(thing.number, "only in QuickBooks, and active")]
        if not thing.deleted:
            return [(thing.number, "gone without a deletion")]
        return []

    def is_kept(self, edit):
        """Whether an edit is on both sides, replaced knowingly, or recorded."""
        thing = self.things[edit.thing]
        values = self.final_values(thing, edit.field)
        if edit.value in values or self.is_decided(edit.value):
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
        """Whether a person saw a value in a conflict and decided."""
        return any(value in shown for shown in self.decided)

    def final_values(self, thing, name):
        values = set()
        if thing.record:
            values.add(thing.record[FIELDS[name]])
        if self.object_of(thing):
            values.add(self.value_in_quickbooks(thing, name))
        return values

    def recorded(self, thing, edit):
        link = self.link_of(thing)
        return bool(link) and edit.value in str([link.overruled, link.conflicts])

    def deleted_knowingly(self, thing, edit):
        """The thing was deleted by somebody who saw the value, and is gone."""
        for side, (count, values) in thing.deleted.items():
            known = side == edit.side or values.get(edit.field) == edit.value
            if known and edit.number <= count:
                return True
        return False

    def show(self):
        """The story of the seed, for a person who looks for a mistake."""
        for edit in self.edits:
            print(edit)
        for thing in self.things.values():
            print(thing)
        for link in self.case.env["qbd.link"].search([]):
            print(
                *(link.id, link.state, link.reason, link.qb_name, link.record_id),
                *(link.edit_sequence, link.conflicts, link.overruled, link.message),
            )
            print("   odoo", link.odoo_image)
            print("   qb  ", link.quickbooks_image)
            print("   seen", link.quickbooks_seen)
        for number, report, faults in self.story:
            print("after edit", number, report, faults)
