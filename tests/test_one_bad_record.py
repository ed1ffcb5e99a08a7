"""One record that cannot be worked out stops nothing else, on whatever road.

For every mapping of the registry and every hook of the contract: each hook that a road
of the engine calls about one record of three is made to fail for this one. Further
mappings and hooks need no line here.
"""

from contextlib import suppress
from unittest.mock import patch

from ..core.errors import ValueRefused
from ..models.engine.plan import WritePlan
from .support.bad_record import MARK, BadRecordCase, Undone


class TestOneBadRecord(BadRecordCase):
    """A road is a method: it returns the walk for three, None for none.

    Roads that begin with links share the three of a mapping: walking undoes itself.
    """

    NEW = ("new_objects", "ids")
    LINKED = (
        *("read_again", "first_adds", "changes", "deletions", "hints"),
        *("unknown_outcomes", "balances", "busy", "noticed"),
    )

    def walk_roads(self, names, links_of):
        """Walk roads for every sample, and check that each met hooks at all.

        :param links_of: callable(stream, objects) → links of the three, None for none
            yet; {} for a mapping that has no such roads
        """
        met = dict.fromkeys(names, 0)
        for sample, stream, elements in self.each_sample():
            with suppress(Undone), self.env.cr.savepoint():
                links = links_of(stream, elements)
                known = links and links[f"{MARK}2"]
                bad = (lambda known=known: known) if links else self.bad_of(stream)
                for name in names if links != {} else ():
                    road = getattr(self, name)(stream, elements, links)
                    with self.subTest(sample, road=name):
                        met[name] += self.walk(stream, road, bad) if road else 0
                raise Undone()
        self.assertTrue(all(met.values()), met)

    def test_roads_of_what_has_no_link_yet(self):
        self.walk_roads(self.NEW, lambda _stream, _elements: None)

    def test_roads_of_what_is_linked(self):
        def links_of(stream, elements):
            links = self.linked(stream, elements)
            return links if len(links) == 3 else {}

        self.walk_roads(self.LINKED, links_of)

    def test_a_question_that_fails_is_still_one(self):
        """The documents that it is about are looked up when balances are compared."""
        for sample, stream, elements in self.each_sample():
            mapping = stream._mapping()
            if not mapping._touches_balances:
                continue
            with self.subTest(sample), suppress(Undone), self.env.cr.savepoint():
                links = self.linked(stream, elements).values()
                for link in links:
                    link.write({"state": "parked", "reason": "conflict"})
                failing = patch.object(
                    type(mapping), "_entry_of", side_effect=ValueRefused("gone wrong")
                )
                with failing:
                    _moving, (muted, _text) = self.engine._busy(stream.connection_id)
                self.assertFalse(muted)
                self.assertFalse({link.reason for link in links} - {"conflict"})
                raise Undone()

    # -- nothing is linked ----------------------------------------------------

    def new_objects(self, stream, elements, _links):
        def road():
            self.engine._apply_objects(stream, elements)
            return self.ends(self.links_of(stream))

        return road

    def ids(self, stream, elements, _links):
        """A comparison of ids meets what the windows have missed, and fetches it."""
        number = stream.id_sweep_number + 1
        hook = "_skips_object"  # the only one that such a comparison asks itself
        own = getattr(type(stream._mapping()), hook)
        if own == getattr(type(self.env["qbd.mapping"]), hook):
            return None

        def road():
            state = {"stream": stream.id, "number": number, "missed": []}
            missed = self.engine._compare_ids(stream, state, elements)
            fetched = [one for one in elements if self.engine._id_of(one) in missed]
            self.engine._apply_objects(stream, fetched)
            return self.ends(self.links_of(stream))

        return road

    # -- all three are linked -------------------------------------------------

    def read_again(self, stream, elements, links):
        def road():
            for link in links.values():
                link.edit_sequence = False
            self.engine._apply_objects(stream, elements)
            return self.ends(links)

        return road

    def planned(self, stream, links):
        plan = WritePlan()
        self.engine._plan_stream(stream, stream._mapping(), plan, float("inf"))
        planned = {entry["link"]: entry["op"] for entry, _element in plan.requests}
        return self.ends(links, lambda link: planned.get(link.id))

    def first_adds(self, stream, _elements, links):
        def road():
            for link in links.values():
                link._forget_object()
            return self.planned(stream, links)

        return road

    def changes(self, stream, _elements, links):
        path = stream._mapping()._name_field

        def road():
            for link in links.values():
                for image in ("odoo_image", "quickbooks_image"):
                    link[image] = {**link[image], path: "Before"}
                link.state = "dirty"
            return self.planned(stream, links)

        return road

    def deletions(self, stream, _elements, links):
        def road():
            self.engine._quickbooks_deleted(stream, list(links.values()))
            return self.ends(links)

        return road

    def hints(self, stream, _elements, links):
        model = stream._mapping()._odoo_model
        hints = [(model, link.record_id, False) for link in links.values()]

        def road():
            self.engine._collect_for(stream, hints)
            return self.ends(links)

        return road

    def unknown_outcomes(self, stream, elements, links):
        """The answers to changes got lost; now the objects are read."""
        path = stream._mapping()._name_field

        def road():
            for link in links.values():
                sent = {path: (link.odoo_image or {}).get(path)}
                entry = {"op": "mod", "sent": sent, "link": link.id, "name": None}
                values = {"state": "sent", "pending_request": entry}
                link.write({**values, "edit_sequence": "1"})
            self.engine._apply_objects(stream, elements)
            return self.ends(links)

        return road

    def balances(self, stream, elements, links):
        mapping = stream._mapping()
        if not mapping._touches_balances:
            return None

        def road():
            question = (self.env["account.move"], "")
            busy = (self.env["res.partner"], question)
            self.engine._compare_open(stream, mapping, elements, busy)
            return self.ends(links)

        return road

    def busy(self, stream, _elements, links):
        """Whose documents wait is looked up before balances are compared."""
        if not stream._mapping()._touches_balances:
            return None

        def road():
            for link in links.values():
                link.state = "dirty"
            self.engine._busy(stream.connection_id)
            return self.ends(links)

        return road

    def noticed(self, stream, elements, links):
        """Values that a comparison of ids shows with the ids are taken."""

        def road():
            self.engine._notice(stream, elements)
            return self.ends(links)

        return road
