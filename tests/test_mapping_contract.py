"""What every mapping of the registry keeps to. A further one needs no line here.

The golden files are `samples/<mapping>_add.xml` and `_mod.xml`. To renew them after a
change that is meant: ``QBD_RENEW_SAMPLES=1 bin/test tests/test_mapping_contract.py``,
then read the difference.
"""

import json
import os

from lxml import etree

from ..core.errors import ValueRefused
from ..core.qbxml import fields as qbf
from ..core.qbxml.messages import MessageSet, Request
from ..core.sync.merge import is_same
from .common import SyncCase
from .mapping_samples import (
    EDIT_SEQUENCE,
    GUID,
    SAMPLES,
    as_object,
    made_up,
    sample_object,
)
from .reference import assert_request_valid, requires_reference

RENEW = "QBD_RENEW_SAMPLES"


class ContractCase(SyncCase):
    """For each mapping an object, the record made of it, and the link of the two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.lang_en").active = True
        cls.objects, cls.links = {}, {}
        for name in cls.env["qbd.mapping"]._names():
            stream = cls.connection.stream_ids.filtered(
                lambda one, name=name: one.mapping == name
            )
            element = sample_object(stream._mapping())
            cls.env["qbd.engine"]._apply_objects(stream, [element])
            qb_id = cls.env["qbd.engine"]._id_of(element)
            cls.objects[name] = element
            cls.links[name] = cls.env["qbd.link"]._by_qb_ids(
                cls.connection, stream._mapping()._space, [qb_id]
            )[qb_id]

    def each(self):
        """Yield (mapping, link) of every mapping, in a sub-test of its own."""
        for name, link in self.links.items():
            with self.subTest(name):
                yield link.stream_id._mapping(), link

    def state(self, mapping, link):
        """Return the canonical form of the link's record."""
        records = mapping._browse(link.record_id)
        return mapping._canonical_records(records)[link.record_id]

    def add(self, mapping, link):
        """Return the AddRq of the link's record, as if it were new."""
        link = link.new({"stream_id": link.stream_id, "guid": GUID}, origin=link)
        request, _name = mapping._request_add(
            link, self.state(mapping, link._origin), lambda name: False
        )
        return request

    def mod(self, mapping, link, changed):
        """Return the ModRq that carries the changed paths."""
        request, _name = mapping._request_mod(
            link, changed, link.quickbooks_image, lambda name: False
        )
        return request

    def assert_valid(self, *requests):
        """Check requests against the schema, in a message set as it would leave."""
        numbered = [Request(str(n), one) for n, one in enumerate(requests)]
        assert_request_valid(MessageSet(requests=tuple(numbered)).to_text())

    def modifiable(self):
        return (pair for pair in self.each() if "mod" in pair[0]._can)

    def addable(self):
        return (pair for pair in self.each() if "add" in pair[0]._can)


class TestCanonical(ContractCase):
    def test_an_object_becomes_a_record_that_is_in_step(self):
        for _mapping, link in self.each():
            self.assertEqual((link.state, link.message), ("ok", False))
            self.assertTrue(link.record_id)

    def test_what_odoo_then_holds_is_what_quickbooks_shows(self):
        for mapping, link in self.each():
            state, shown = self.state(mapping, link), link.quickbooks_image
            for path in mapping._compared() & state.keys():
                self.assertTrue(
                    is_same(path, state[path], shown[path], mapping._stored),
                    f"{path}: Odoo {state[path]!r}, QuickBooks {shown[path]!r}",
                )

    def test_canonical_is_idempotent(self):
        for mapping, link in self.each():
            state = self.state(mapping, link)
            self.assertEqual(state, self.state(mapping, link))
            self.assertEqual(qbf.canonical(mapping._fields_map, state), state)
            held = qbf.stored(mapping._fields_map, state)
            self.assertEqual(qbf.stored(mapping._fields_map, held), held)

    def test_canonical_survives_the_image(self):
        for mapping, link in self.each():
            for state in (self.state(mapping, link), link.quickbooks_image):
                self.assertEqual(json.loads(json.dumps(state)), state)

    def test_every_path_is_compared_or_only_shown(self):
        for mapping, _link in self.each():
            fields = mapping._fields_map
            shown = {field.qb for field in fields if field.pull_only or field.add_only}
            self.assertEqual(mapping._compared() | shown, {f.qb for f in fields})

    def test_every_compared_field_has_a_name_for_bookkeepers(self):
        for mapping, _link in self.each():
            labels = mapping._labels()
            self.assertFalse([p for p in mapping._compared() if labels[p] == p])


class TestAdd(ContractCase):
    @requires_reference
    def test_an_add_is_valid(self):
        for mapping, link in self.addable():
            self.assert_valid(self.add(mapping, link))

    def test_an_add_read_back_is_what_quickbooks_stores_of_the_record(self):
        for mapping, link in self.addable():
            returned = mapping._canonical_object(as_object(self.add(mapping, link)[0]))
            state = self.state(mapping, link)
            for path in mapping._compared() & state.keys():
                self.assertTrue(
                    is_same(path, state[path], returned[path], mapping._stored),
                    f"{path}: sent {state[path]!r}, read back {returned[path]!r}",
                )

    def test_an_add_carries_our_guid_where_the_type_has_one(self):
        for mapping, link in self.addable():
            found = self.add(mapping, link)[0].findtext("ExternalGUID")
            self.assertEqual(found, GUID if mapping._has_guid else None)

    def test_an_add_without_a_required_field_is_refused_by_its_name(self):
        for mapping, link in self.addable():
            state = self.state(mapping, link)
            for field in mapping._fields_map:
                if field.required and not field.mod_only:
                    with self.assertRaises(ValueRefused) as caught:
                        mapping._request_add(
                            link, {**state, field.qb: None}, lambda name: False
                        )
                    self.assertEqual(caught.exception.where, field.qb)


class TestMod(ContractCase):
    @requires_reference
    def test_a_mod_of_each_single_field_is_valid(self):
        for mapping, link in self.modifiable():
            for path, value in self.values(mapping):
                self.assert_valid(self.mod(mapping, link, {path: value}))

    def test_a_mod_of_each_single_field_carries_it(self):
        for mapping, link in self.modifiable():
            for path, value in self.values(mapping):
                body = self.mod(mapping, link, {path: value})[0]
                names = [qbf.NAMES_IN_MOD.get(n, n) for n in path.split("/")]
                self.assertIsNotNone(body.find(names[0]), path)
                self.assertEqual(body.findtext("EditSequence"), EDIT_SEQUENCE)

    @requires_reference
    def test_a_field_is_emptied_or_that_is_refused_by_its_name(self):
        for mapping, link in self.modifiable():
            for path, _value in self.values(mapping):
                try:
                    request = self.mod(mapping, link, {path: None})
                except ValueRefused as refused:
                    self.assertTrue(path.startswith(refused.where), path)
                else:
                    self.assert_valid(request)

    def values(self, mapping):
        """Yield (path, value) of each compared field."""
        for field in mapping._fields_map:
            if field.qb in mapping._compared() and not field.add_only:
                yield field.qb, made_up(mapping, field)

    def test_a_mapping_without_mod_says_so(self):
        for mapping, _link in self.each():
            self.assertLessEqual(mapping._can, {"add", "mod", "inactivate"})
            if "inactivate" in mapping._can:
                self.assertIn("mod", mapping._can)


class TestQuery(ContractCase):
    windows = ({"from": None}, {"from": "2026-07-01T07:55:00"})

    @requires_reference
    def test_every_query_of_a_round_is_valid(self):
        for _mapping, link in self.each():
            stream = link.stream_id
            for watermark in (False, "2026-07-01T09:00:00"):
                stream.watermark = watermark
                for window in self.windows:
                    queries = self.env["qbd.engine"]._stream_queries(stream, window)
                    self.assert_valid(*(element for _op, element in queries))

    @requires_reference
    def test_every_page_is_valid(self):
        for mapping, _link in self.each():
            if mapping._pages:
                for iterator, known in (("Start", None), ("Continue", GUID)):
                    self.assert_valid(
                        mapping._request_query(
                            iterator=iterator,
                            iterator_id=known,
                            MaxReturned=200,
                            ActiveStatus="All",
                            FromModifiedDate="2026-07-01T07:55:00",
                        )
                    )


class TestGoldenFiles(ContractCase):
    def test_the_add_is_the_golden_file(self):
        for mapping, link in self.addable():
            self.assert_golden(f"{mapping._own_name()}_add", self.add(mapping, link))

    def test_the_mod_of_all_fields_is_the_golden_file(self):
        for mapping, link in self.modifiable():
            changed = {
                path: value
                for path, value in self.state(mapping, link).items()
                if path in mapping._compared() and value is not None
            }
            request = self.mod(mapping, link, changed)
            self.assert_golden(f"{mapping._own_name()}_mod", request)

    def assert_golden(self, name, request):
        """Compare a request with its golden file, or renew that."""
        etree.indent(request)
        text = etree.tostring(request, encoding="ascii").decode() + "\n"
        path = SAMPLES / f"{name}.xml"
        if os.environ.get(RENEW):
            path.write_text(text, encoding="ascii")
        known = path.read_text(encoding="ascii") if path.exists() else ""
        hint = (
            f"tests/samples/{name}.xml is not what is sent now. If the change is meant,"
            f" run this test with {RENEW}=1 and look at the difference."
        )
        self.assertEqual(text, known, hint)

    def test_every_golden_file_belongs_to_a_mapping(self):
        names = set(self.links)
        for path in SAMPLES.glob("*.xml"):
            self.assertIn(path.stem.rpartition("_")[0], names, path.name)
