"""The contract of every mapping of the registry. Further ones need no line here.

The golden files are `samples/<mapping>_add.xml` and `_mod.xml`. To renew them after a
change that is meant: ``QBD_RENEW_SAMPLES=1 bin/test tests/test_mapping_contract.py``,
then read the difference.
"""

import functools
import json
import os
import re
from pathlib import Path
from unittest.mock import patch

from lxml import etree

from ..core.errors import ValueRefused
from ..core.qbxml import fields as qbf
from ..core.qbxml.children import Children
from ..core.qbxml.messages import MessageSet, Request
from ..core.sync.merge import is_same
from .support.common import SyncCase
from .support.mapping_samples import (
    BANK_ID,
    CARD_ID,
    EDIT_SEQUENCE,
    GUID,
    PAYABLE_ID,
    SAMPLES,
    as_object,
    made_up,
    sample_objects,
)
from .support.reference import assert_request_valid, requires_reference

RENEW = "QBD_RENEW_SAMPLES"
MODELS = Path(__file__).parents[1] / "models"
LINKED = "LinkedTxn"


def each_mapping(*can):
    """Run a test for every mapping (that can do these), in a sub-test of its own.

    The test gets the mapping and the link of its sample.
    """

    def decorate(test):
        @functools.wraps(test)
        def run(self):
            for name, link in self.links.items():
                mapping = link.stream_id._mapping()
                if all(mapping._can_do(link.qb_type, operation) for operation in can):
                    with self.subTest(name):
                        test(self, mapping, link)

        return run

    return decorate


class ContractCase(SyncCase):
    """For each mapping sample objects, records made of them, and links of the two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        streams = cls.connection.stream_ids
        streams.write({"direction": "both", "create_in_odoo": True})
        cls.connection.preferences = {
            "ItemsAndInventoryPreferences": {"IsBarcodeEnabled": "true"}
        }
        cls._pair_accounts()
        cls.links = {}
        for name in cls.env["qbd.mapping"]._mapping_names():
            stream = cls.connection.stream_ids.filtered(
                lambda one, name=name: one.mapping == name
            )
            mapping = stream._mapping()
            if mapping._only_to_quickbooks or mapping._reads_reports:
                continue  # no object becomes a record; it has tests of its own
            for sample, element in sample_objects(stream._mapping()).items():
                cls.links[sample] = cls._linked(stream, element)

    @classmethod
    def _pair_accounts(cls):
        """Link the accounts that the samples of bills are owed on and paid from."""
        company = cls.connection.company_id
        partner = cls.env["res.partner"].with_company(company)
        banks = cls.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
        )
        card = cls.env["account.account"].create(
            {
                "name": "Visa",
                "code": "219999",
                "account_type": "liability_credit_card",
                "company_ids": [(6, 0, company.ids)],
            }
        )
        stream = cls.connection.stream_ids.filtered(lambda x: x.mapping == "account")
        for account, qb_id in (
            (partner.new({}).property_account_payable_id, PAYABLE_ID),
            (banks.default_account_id, BANK_ID),
            (card, CARD_ID),
        ):
            links = cls.env["qbd.link"]._create_for_records(stream, account.ids)
            links.write({"qb_id": qb_id, "state": "ok"})

    @classmethod
    def _linked(cls, stream, element):
        """Let the engine take an object in, and return its link."""
        engine = cls.env["qbd.engine"]
        engine._apply_objects(stream, [element])
        space, qb_id = stream._mapping()._space, engine._id_of(element)
        links = cls.env["qbd.link"]._by_qb_ids(cls.connection, space, [qb_id])
        links[qb_id].guid = GUID
        return links[qb_id]

    def state(self, mapping, link):
        """Return the canonical form of the link's record."""
        records = mapping._browse(link.record_id)
        return mapping._canonical_records(records)[link.record_id]

    def add(self, mapping, link):
        """Return the AddRq of the link's record, as if it were new."""
        request, _name = mapping._request_add(
            link, self.state(mapping, link), lambda name: False
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

    def assert_same(self, mapping, path, odoo, quickbooks):
        """Compare the states of both sides; of lines the fields that both show."""
        if path in mapping._line_keys():
            self.assertEqual(len(odoo), len(quickbooks), path)
            key = mapping._line_keys()[path]
            for one, other in zip(odoo, quickbooks, strict=True):
                for name in (one.keys() & other.keys()) - {key}:
                    if other[name] is not None:
                        inside = f"{path}/{name}"
                        self.assert_same(mapping, inside, one[name], other[name])
            return
        self.assertTrue(
            is_same(path, odoo, quickbooks, mapping._stored),
            f"{path}: Odoo {odoo!r}, QuickBooks {quickbooks!r}",
        )


class TestCanonical(ContractCase):
    @each_mapping()
    def test_an_object_becomes_a_record_that_is_in_step(self, mapping, link):
        self.assertEqual((link.state, link.message), ("ok", False))
        self.assertTrue(link.record_id)

    @each_mapping()
    def test_an_object_arrives_though_what_it_refers_to_is_not_synced(
        self, mapping, link
    ):
        stream = link.stream_id
        (self.connection.stream_ids - stream).direction = "off"
        others = sample_objects(mapping)
        for name, other in others.items():
            for path in ("ListID", "TxnID", "Name", "FullName"):
                for element in other.findall(path):
                    element.text = f"Other {name}"
        self.env["qbd.engine"]._apply_objects(stream, list(others.values()))
        self.connection.stream_ids.direction = "both"
        self.assertFalse(self.failures)

    def test_linked_transactions_that_are_left_out_free_nothing(self):
        """Checks of Odoo's own payments are asked about: see `qbd.owed.check`."""
        others = type(self.env["qbd.mapping.other_transaction"])
        for stream in self.connection.stream_ids:
            mapping = stream._mapping()
            owed = patch.object(others, "_owed_accounts", lambda _self: {PAYABLE_ID})
            for element in self.with_links(mapping):
                with self.subTest(f"{stream.mapping}: {element.tag}"), owed:
                    self.check_links_left_out(mapping, element)

    def check_links_left_out(self, mapping, element):
        stream = mapping._stream()
        stream.linked_types = False
        used = mapping._read_object(element, {})
        self.assertEqual(stream.linked_types, [element.tag])
        for one in element.findall(LINKED):
            element.remove(one)
        freed = mapping._read_object(element, used)
        stream.linked_types = False
        kept = mapping._read_object(element, used)
        self.assertNotEqual(self.applied(used), [])
        self.assertEqual(self.applied(kept), self.applied(used))
        if element.tag != "CreditMemoRet":  # its open balance tells, too
            self.assertEqual(self.applied(freed), [])

    def with_links(self, mapping):
        """Return objects of a mapping that settle the sample bill and invoice."""
        owned = {
            "credit_memo": [("credit_memo", "credit_memo")],
            "vendor_credit": [("vendor_credit", "vendor_credit")],
            "other_transaction": [
                ("other_transaction", "other_transaction_check"),
                ("vendor_credit", "vendor_credit"),
            ],
        }
        found = []
        for owner, sample in owned.get(mapping._mapping_name(), ()):
            source = self.env[f"qbd.mapping.{owner}"]
            element = sample_objects(source)[sample]
            for path, text in (
                ("ExpenseLineRet/AccountRef/ListID", PAYABLE_ID),
                ("CreditRemaining", "9.99"),
            ):
                for one in element.findall(path):
                    one.text = text
            for kind in ("Bill", "Invoice"):
                one = etree.SubElement(element, LINKED)
                for name, text in (
                    ("TxnID", f"{kind.lower()}-1"),
                    ("TxnType", kind),
                    ("TxnDate", "2026-07-01"),
                    ("LinkType", "AMTTYPE"),
                    ("Amount", "-5.00"),
                ):
                    etree.SubElement(one, name).text = text
            found.append(element)
        return found

    @staticmethod
    def applied(state):
        """Return what a canonical form says of documents that are settled."""
        return [state[path] for path in ("UsedFor", "Settles") if state.get(path)]

    def test_one_place_reads_linked_transactions(self):
        found = {
            path.name
            for path in MODELS.rglob("*.py")
            if re.search(r"\w\((LINKED|.LinkedTxn.)\)", path.read_text("utf-8"))
        }
        self.assertEqual(found, {"linked.py"})

    @each_mapping()
    def test_what_odoo_then_holds_is_what_quickbooks_shows(self, mapping, link):
        state, shown = self.state(mapping, link), link.quickbooks_image
        for path in mapping._compared() & state.keys():
            self.assert_same(mapping, path, state[path], shown[path])

    @each_mapping()
    def test_canonical_is_idempotent(self, mapping, link):
        state = self.state(mapping, link)
        self.assertEqual(state, self.state(mapping, link))
        self.assertEqual(qbf.canonical(mapping._fields_map, state), state)
        held = qbf.stored(mapping._fields_map, state)
        self.assertEqual(qbf.stored(mapping._fields_map, held), held)

    @each_mapping()
    def test_canonical_survives_the_image(self, mapping, link):
        for state in (self.state(mapping, link), link.quickbooks_image):
            self.assertEqual(json.loads(json.dumps(state)), state)

    @each_mapping()
    def test_every_path_is_compared_or_only_shown(self, mapping, link):
        fields = mapping._fields_map
        shown = {field.qb for field in fields if field.pull_only or field.add_only}
        along = {"CustomerSalesTaxCodeRef"}  # goes along with a change of the lines
        own = {field.qb for field in fields} - along
        self.assertEqual((mapping._compared() | shown) - along, own)

    @each_mapping()
    def test_every_compared_field_has_a_name_for_bookkeepers(self, mapping, link):
        fields = [f for f in mapping._fields_map if f.qb in mapping._compared()]
        self.assertFalse([f.qb for f in fields if not getattr(f, "label", f.qb)])


class TestAdd(ContractCase):
    @requires_reference
    @each_mapping("add")
    def test_an_add_is_valid(self, mapping, link):
        self.assert_valid(self.add(mapping, link))

    @each_mapping("add")
    def test_an_add_read_back_is_what_quickbooks_stores_of_the_record(
        self, mapping, link
    ):
        body = as_object(self.add(mapping, link)[0])
        returned, state = mapping._canonical_object(body), self.state(mapping, link)
        fields = mapping._all_fields()
        for path in mapping._compared() & state.keys():
            if fields[path].mod_only:
                continue  # QuickBooks makes it of the other values
            if path in mapping._line_keys():
                returned[path] = mapping._all_fields()[path].read_in(Children(body))
            self.assert_same(mapping, path, state[path], returned[path])

    @each_mapping("add")
    def test_an_add_carries_our_guid_where_the_type_has_one(self, mapping, link):
        found = self.add(mapping, link)[0].findtext("ExternalGUID")
        self.assertEqual(found, GUID if mapping._has_guid else None)

    @each_mapping("add")
    def test_an_add_without_a_required_field_is_refused_by_its_name(
        self, mapping, link
    ):
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
    @each_mapping("mod")
    def test_a_mod_of_each_single_field_is_valid(self, mapping, link):
        for path, value in self.values(mapping, link).items():
            self.assert_valid(self.mod(mapping, link, {path: value}))

    @each_mapping("mod")
    def test_a_mod_of_each_single_field_carries_it(self, mapping, link):
        for path, value in self.values(mapping, link).items():
            body = self.mod(mapping, link, {path: value})[0]
            self.assertEqual(body.findtext("EditSequence"), EDIT_SEQUENCE)
            returned = mapping._canonical_object(as_object(body), link.quickbooks_image)
            self.assertTrue(is_same(path, value, returned[path], mapping._stored), path)

    @each_mapping("mod")
    def test_what_quickbooks_never_changes_is_refused_by_its_name(self, mapping, link):
        for path in mapping._fixed & self.state(mapping, link).keys():
            with self.assertRaises(ValueRefused) as caught:
                self.mod(mapping, link, {path: "something else"})
            self.assertEqual(caught.exception.where, path)

    @requires_reference
    @each_mapping("mod")
    def test_a_field_is_emptied_or_that_is_refused_by_its_name(self, mapping, link):
        for path in self.values(mapping, link):
            try:
                request = self.mod(mapping, link, {path: None})
            except ValueRefused as refused:
                self.assertTrue(path.startswith(refused.where), path)
            else:
                self.assert_valid(request)

    def values(self, mapping, link):
        """Return {path: a value} of all that is compared, so may have to be sent."""
        compared = mapping._compared() & self.state(mapping, link).keys()
        return {
            field.qb: made_up(mapping, field)
            for field in mapping._fields_map
            if field.qb in compared - mapping._fixed - mapping._line_keys().keys()
            and not field.virtual
        }

    @each_mapping("inactivate")
    def test_what_can_be_made_inactive_can_be_modified(self, mapping, link):
        self.assertIn("mod", mapping._can)
        self.assertIn("IsActive", mapping._codecs())


class TestQuery(ContractCase):
    """The engine's queries of every mapping, built by the engine itself."""

    windows = ({"from": None}, {"from": "2026-07-01T07:55:00"})

    def setUp(self):
        super().setUp()
        self.engine = self.env["qbd.engine"]
        self.patch(type(self.engine), "_hand_out", self.handed_out)
        self.session, _ticket = self.env["qbd.session"]._start(self.connection, "")

    def handed_out(self, _session, _kind, _purpose, _title, todo, **_more):
        self.assert_valid(*(element for _entry, element in todo))
        return "handed out"

    @requires_reference
    @each_mapping()
    def test_every_query_of_a_round_is_valid(self, mapping, link):
        for watermark in (False, "2026-07-01T09:00:00"):
            link.stream_id.watermark = watermark
            for window in self.windows:
                queries = self.engine._stream_queries(link.stream_id, window)
                self.assert_valid(*(element for _op, element in queries))

    @requires_reference
    @each_mapping()
    def test_every_page_is_valid(self, mapping, link):
        if not mapping._pages:
            return
        stream_id = link.stream_id.id
        for window in self.windows:
            for iterator in (None, GUID):
                state = {"iterating": True, "iterator": iterator}
                known = {**window, "queries": {mapping._queries()[0]: state}}
                self.session.reading = {"windows": {str(stream_id): known}}
                self.assertTrue(self.engine._page_request(self.session, stream_id))

    @requires_reference
    @each_mapping()
    def test_the_comparison_of_all_ids_is_valid(self, mapping, link):
        stream = link.stream_id
        for iterator in (None, GUID):
            self.session.reading = {
                "ids": {"stream": stream.id, "missed": [], "iterator": iterator}
            }
            self.assertTrue(self.engine._ids_request(self.session))
        missed = {"stream": stream.id, "missed": [link.qb_id, "2-1"], "read": True}
        self.session.reading = {"ids": missed}
        self.assertTrue(self.engine._ids_request(self.session))


class TestGoldenFiles(ContractCase):
    @each_mapping("add")
    def test_the_add_is_the_golden_file(self, mapping, link):
        self.assert_golden(f"{self.sample_of(link)}_add", self.add(mapping, link))

    @each_mapping("mod")
    def test_the_mod_of_all_fields_is_the_golden_file(self, mapping, link):
        changed = {
            path: value
            for path, value in self.state(mapping, link).items()
            if path in mapping._compared() - mapping._fixed and value is not None
        }
        request = self.mod(mapping, link, changed)
        self.assert_golden(f"{self.sample_of(link)}_mod", request)

    def sample_of(self, link):
        return next(name for name, one in self.links.items() if one == link)

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
        names = {*self.links, *self.env["qbd.mapping"]._mapping_names()}
        for path in SAMPLES.glob("*.xml"):
            self.assertIn(path.stem.rpartition("_")[0], names, path.name)
