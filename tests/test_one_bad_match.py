"""One record that cannot be compared stops no matching, and is doubled by none.

As `test_one_bad_record`, for the roads of lists whose entries are compared by likeness:
the guard against doubles in both directions, and the first match.
"""

import copy
from contextlib import suppress

from ..models.engine.plan import WritePlan
from .support.bad_record import DOUBLED, MARK, SAID, BadRecordCase, Undone

WORDS = {"Fine1": "Copper kettle", f"{MARK}2": "Velvet curtain", "Good3": "Garden hose"}
"""What the three are called on both sides, in another order."""


class TestOneBadMatch(BadRecordCase):
    ROADS = ("guarded_objects", "guarded_records", "first_match")

    def test_roads_of_what_looks_alike(self):
        met = dict.fromkeys(self.ROADS, 0)
        for sample, stream, elements in self.each_sample():
            if not stream._mapping()._is_matched_by_name():
                continue
            for name in self.ROADS:
                with suppress(Undone), self.env.cr.savepoint():
                    records = self.look_alikes(stream, elements)
                    objects = [self.renamed(one) for one in elements]
                    road, bad = getattr(self, name)(stream, objects, records)
                    with self.subTest(sample, road=name):
                        self.assert_guarded(name, self.travel(road))
                        met[name] += self.walk(stream, road, bad)
                    raise Undone()
        self.assertTrue(all(met.values()), met)

    @staticmethod
    def renamed(element):
        """Return a copy of an object with a name that its record resembles."""
        element = copy.deepcopy(element)
        for child in (*element.findall("Name"), *element.findall("FullName")):
            child.text = f"{child.text} {WORDS[child.text]}"
        return element

    def assert_guarded(self, name, ends):
        """Where nothing fails, each is held because of its look-alike."""
        for state, reason, _message, far in ends.values():
            if name == "first_match":
                self.assertTrue(far)  # paired
            else:
                self.assertEqual((state, reason), ("parked", "similar"), ends)

    def look_alikes(self, stream, elements):
        """Return {key: record} without links, which resemble the objects."""
        links, mapping = self.linked(stream, elements), stream._mapping()
        records = {}
        for key, link in links.items():
            records[key] = mapping._browse(link.record_id)
            codes = dict.fromkeys(mapping._match_texts[1:], False)
            records[key].write({**codes, "name": f"{WORDS[key]} {key}"})
            link.unlink()
        self.bad_record = records[f"{MARK}2"].id
        stream.ask_similar = True
        return records

    # -- roads: each returns (callable, callable → link of the bad one) ---------

    def guarded_objects(self, stream, elements, records):
        """Objects are about to become records."""
        known = {record.id for record in records.values()}

        def far(link):
            return DOUBLED if link.record_id and link.record_id not in known else ""

        def road():
            self.engine._apply_objects(stream, elements)
            return self.ends(self.links_of(stream), far)

        return road, self.bad_of(stream)

    def guarded_records(self, stream, elements, records):
        """Records are about to be added."""
        links = self.waiting(stream, elements, records)

        def road():
            plan = WritePlan()
            self.engine._plan_stream(stream, stream._mapping(), plan, float("inf"))
            adds = {entry["link"] for entry, _element in plan.requests}
            return self.ends(links, lambda one: DOUBLED if one.id in adds else "")

        return road, lambda: links[f"{MARK}2"]

    def waiting(self, stream, elements, records):
        """Let both sides be known, with nothing decided; return the records' links."""
        stream.create_in_odoo = False
        self.engine._apply_objects(stream, elements)
        ids = [record.id for record in records.values()]
        self.env["qbd.link"]._create_for_records(stream, ids)
        by_id = self.env["qbd.link"]._by_records(stream, ids)
        return {key: by_id[record.id] for key, record in records.items()}

    def first_match(self, stream, elements, records):
        """Both sides are compared, and what is left is created when it is confirmed."""
        stream.write({"first_match": "pending", "watermark": "2026-07-01T09:00:00"})
        self.engine._apply_objects(stream, elements)
        objects = self.links_of(stream)
        match = self.env["qbd.match"]._for_stream(stream)
        match.write({"rest_in_odoo": "create", "rest_in_quickbooks": "create"})

        def road():
            match._compare()
            parked = {
                key: self.parked(stream, records[key], objects[key]) for key in objects
            }
            rows = self.env["qbd.match.pair"].search([("stream_id", "=", stream.id)])
            pairs = {
                row.link_id.id: row.record_id for row in rows if row.side == "both"
            }
            ends = self.ends(parked, lambda one: pairs.get(one.id, ""))
            match._confirm()
            created = self.env["qbd.link"].search(
                [("stream_id", "=", stream.id), ("create_requested", "=", True)]
            )
            bad = created & self.links_of_both(stream, records, objects)
            if bad:
                ends[f"{MARK}2"] = (*ends[f"{MARK}2"][:3], DOUBLED)
            return ends

        return road, lambda: objects[f"{MARK}2"]

    def parked(self, stream, record, link):
        """Return the link of a record if that is what is parked, else the object's."""
        own = self.env["qbd.link"]._by_records(stream, record.ids).get(record.id)
        return own if own and own.state == "parked" else link

    def links_of_both(self, stream, records, objects):
        key = f"{MARK}2"
        own = self.env["qbd.link"]._by_records(stream, records[key].ids)
        return objects[key] | self.env["qbd.link"].union(*own.values())


class TestMappingPage(BadRecordCase):
    """The page and its counter open, whatever is wrong with one of its entries."""

    def test_what_is_only_in_quickbooks_or_waits(self):
        met = {"objects": 0, "records": 0}
        for sample, stream, elements in self.each_sample():
            for side in met:
                with suppress(Undone), self.env.cr.savepoint():
                    links = self.linked(stream, elements)
                    for link in links.values():
                        self.let_wait(link, side)
                    bad = links.get(f"{MARK}2", self.env["qbd.link"])
                    with self.subTest(sample, side=side):
                        met[side] += self.open_page(stream, links, bad)
                    raise Undone()
        self.assertTrue(all(met.values()), met)

    def let_wait(self, link, side):
        if side == "objects":
            link.write(link._apart_values())
        else:
            link._forget_object()
        link.write({"state": "retry", "reason": "waits"})

    def open_page(self, stream, links, bad):
        """Let each hook fail that the page calls about the bad one."""
        mapping = stream._mapping()

        def road():
            self.connection.invalidate_recordset(["pairing_count"])
            self.assertGreaterEqual(self.connection.pairing_count, 0)
            self.env["qbd.pairing"]._build(self.connection)
            rows = self.env["qbd.pairing"].search([("stream_id", "=", stream.id)])
            return {row.link_id.qb_id or row.record_id: row.reason for row in rows}

        called, usual = self.called_hooks(mapping, road, lambda: bad)
        about_bad = {bad.qb_id, bad.record_id}
        for hook in called:
            with self.subTest(hook):
                end = self.failing(mapping, road, lambda: bad, hook, KeyError)
                self.assertEqual(
                    {key: end.get(key) for key in usual.keys() - about_bad},
                    {key: usual[key] for key in usual.keys() - about_bad},
                )
                if bad.qb_id and bad.qb_id in usual:
                    self.assertIn(bad.qb_id, end)
                if hook in ("_about", "_suggest"):
                    self.assertIn(SAID, end[bad.qb_id])
        return len(called)
