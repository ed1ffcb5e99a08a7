import unittest
from datetime import date, datetime

from lxml import etree

from ..core.errors import ValueRefused
from ..core.qbxml import messages, queries
from ..core.qbxml.messages import MessageSet, Request, query
from .support.reference import (
    assert_request_valid,
    reference_path,
    reference_rows,
    request_errors,
    requires_reference,
)

OWNER = "{57f3b9b1-86f1-4fcc-b1ee-566de1813d20}"


def sent(*elements, **options):
    """Return the text of a message set with the elements as its requests."""
    requests = tuple(Request(str(n), element) for n, element in enumerate(elements))
    return MessageSet(requests=requests, **options).to_text()


def attributes(text):
    return dict(etree.fromstring(text.encode())[0].attrib)


class TestMessageSet(unittest.TestCase):
    def test_it_is_declared_as_qbxml_of_its_version(self):
        lines = sent(query("HostQuery"), version="13.0").split("\n")
        self.assertEqual(
            lines,
            [
                '<?xml version="1.0"?>',
                '<?qbxml version="13.0"?>',
                (
                    '<QBXML><QBXMLMsgsRq onError="continueOnError">'
                    '<HostQueryRq requestID="0"/></QBXMLMsgsRq></QBXML>'
                ),
            ],
        )

    def test_the_same_set_is_the_same_bytes_each_time(self):
        element = query("CustomerQuery", MaxReturned=5)
        message = MessageSet(requests=(Request("1", element),), new_id="x")
        self.assertEqual(message.to_text(), message.to_text())
        self.assertTrue(message.to_text().isascii())

    def test_an_element_may_be_sent_in_two_sets(self):
        element = query("HostQuery")
        self.assertEqual(sent(element, element).count("<HostQueryRq"), 2)
        self.assertEqual(sent(element).count("<HostQueryRq"), 1)

    def test_it_is_ascii_with_character_references(self):
        element = etree.Element("CustomerAdd")
        etree.SubElement(element, "Name").text = "Zürich & Söhne"
        self.assertIn("<Name>Z&#252;rich &amp; S&#246;hne</Name>", sent(element))

    def test_a_bare_add_is_wrapped_into_its_request(self):
        found = sent(etree.Element("CustomerAdd"))
        self.assertIn('<CustomerAddRq requestID="0"><CustomerAdd/></Cust', found)

    def test_a_kept_status_is_asked_for_with_both_ids_and_deleted_with_the_old_one(
        self,
    ):
        asking = attributes(MessageSet(old_id="X", new_id="X").to_text())
        deleting = attributes(MessageSet(old_id="X").to_text())
        self.assertEqual(
            asking,
            {
                "newMessageSetID": "X",
                "oldMessageSetID": "X",
                "onError": "continueOnError",
            },
        )
        self.assertEqual(
            deleting, {"oldMessageSetID": "X", "onError": "continueOnError"}
        )

    def test_ids_that_are_too_long_are_refused(self):
        self.assertIn("y" * 23, MessageSet(new_id="y" * 23).to_text())
        with self.assertRaises(ValueRefused):
            MessageSet(new_id="y" * 24).to_text()
        with self.assertRaises(ValueRefused):
            MessageSet(old_id="y" * 24).to_text()
        host = query("HostQuery")
        self.assertIn(
            "z" * 50, MessageSet(requests=[Request("z" * 50, host)]).to_text()
        )
        with self.assertRaises(ValueRefused):
            MessageSet(requests=[Request("z" * 51, host)]).to_text()

    def test_a_request_without_an_id_of_its_own_is_refused(self):
        host = query("HostQuery")
        for ids in (("",), (None,), ("é",), ("1", "1")):
            with self.assertRaises(ValueRefused):
                MessageSet(requests=[Request(i, host) for i in ids]).to_text()


class TestQuery(unittest.TestCase):
    def test_the_order_of_the_arguments_does_not_matter(self):
        found = query(
            "CustomerQuery",
            OwnerID="0",
            FromModifiedDate=datetime(2024, 3, 10, 10, 55),
            ActiveStatus="All",
            MaxReturned=500,
            iterator="Start",
        )
        self.assertEqual(
            etree.tostring(found).decode(),
            '<CustomerQueryRq iterator="Start"><MaxReturned>500</MaxReturned>'
            "<ActiveStatus>All</ActiveStatus>"
            "<FromModifiedDate>2024-03-10T10:55:00</FromModifiedDate>"
            "<OwnerID>0</OwnerID></CustomerQueryRq>",
        )

    def test_dates_of_documents_go_into_their_filter(self):
        found = query(
            "InvoiceQuery",
            ToModifiedDate="2024-03-11T00:00:00",
            FromModifiedDate="2024-03-10T00:00:00",
            IncludeLineItems=True,
        )
        self.assertEqual(
            etree.tostring(found).decode(),
            "<InvoiceQueryRq><ModifiedDateRangeFilter>"
            "<FromModifiedDate>2024-03-10T00:00:00</FromModifiedDate>"
            "<ToModifiedDate>2024-03-11T00:00:00</ToModifiedDate>"
            "</ModifiedDateRangeFilter><IncludeLineItems>true</IncludeLineItems>"
            "</InvoiceQueryRq>",
        )

    def test_a_continued_iterator_names_the_page_before(self):
        found = query(
            "ItemQuery", iterator="Continue", iterator_id=OWNER, MaxReturned=9
        )
        self.assertEqual(
            dict(found.attrib), {"iterator": "Continue", "iteratorID": OWNER}
        )

    def test_element_a_query_does_not_take_is_refused(self):
        refused = (
            ("NoSuchQuery", {}),
            ("CustomerQuery", {"RefNumber": "1"}),
            ("CustomerQuery", {"ListID": "1", "MaxReturned": 5}),
            ("CustomerQuery", {"ListID": "1", "FullName": "A"}),
            ("CustomerQuery", {"iterator": "Start"}),
            ("CustomerQuery", {"iterator": "Continue", "MaxReturned": 5}),
            ("CustomerQuery", {"NameFilter": {}, "NameRangeFilter": {}}),
            ("InvoiceQuery", {"FromModifiedDate": "x", "FromTxnDate": "x"}),
            ("CustomerQuery", {"MaxReturned": 0}),
        )
        for tag, children in refused:
            with self.assertRaises(ValueRefused, msg=(tag, children)):
                query(tag, **children)

    def test_a_small_list_is_read_whole(self):
        for children in ({"MaxReturned": 5}, {"iterator": "Start"}):
            with self.assertRaises(ValueRefused):
                query("TermsQuery", **children)


@requires_reference
class TestRequestsAreValid(unittest.TestCase):
    def test_every_query_is_valid_with_every_filter_it_takes(self):
        window = {"FromModifiedDate": "2024-03-10T10:55:00"}
        for tag, takes in queries.CHILDREN.items():
            children = {"IncludeRetElement": ["Name"], "OwnerID": "0"}
            children |= {"ActiveStatus": "All", "IncludeLineItems": True}
            children |= {"IncludeLinkedTxns": False, "PaidStatus": "All"}
            children |= {"ListDelType": ["Customer"], "TxnDelType": ["Bill", "Invoice"]}
            children = {k: v for k, v in children.items() if k in takes}
            if {"FromModifiedDate", "ModifiedDateRangeFilter"} & {*takes}:
                children |= window
            if "DeletedDateRangeFilter" in takes:
                children["FromDeletedDate"] = date(2024, 3, 10)
            options = {"iterator": "Start"} if tag in queries.ITERABLE else {}
            children |= {"MaxReturned": 5} if options else {}
            with self.subTest(tag):
                assert_request_valid(sent(query(tag, **options, **children)))

    def test_queries_by_id_and_by_name_are_valid(self):
        found = sent(
            query("CustomerQuery", ListID=["1-1", "2-2"], IncludeRetElement="ListID"),
            query("VendorQuery", FullName="Zürich", OwnerID=["0", OWNER]),
            query("InvoiceQuery", TxnID="1-1", IncludeLineItems=True),
            query("BillQuery", RefNumber=["A", "B"]),
            query(
                "InvoiceQuery",
                FromTxnDate=date(2024, 1, 1),
                EntityFilter={"ListID": ["1-1"]},
                RefNumberFilter={"MatchCriterion": "StartsWith", "RefNumber": "1"},
            ),
            query("CustomerQuery", meta_data="MetaDataOnly", ActiveStatus="All"),
            query("CustomerQuery", iterator="Stop", iterator_id=OWNER),
        )
        assert_request_valid(found)

    def test_the_small_requests_are_valid(self):
        found = sent(
            messages.data_ext_def_add(OWNER, "Generation"),
            messages.data_ext_add(OWNER, "Generation", 7),
            messages.data_ext_mod(OWNER, "Generation", "8"),
            messages.txn_del("Invoice", "1-1"),
            messages.txn_void("Bill", "1-1"),
        )
        assert_request_valid(found)

    def test_recovery_messages_are_valid(self):
        assert_request_valid(MessageSet(old_id="AB", new_id="AB").to_text())
        assert_request_valid(MessageSet(old_id="AB").to_text())

    def test_the_tables_of_queries_are_those_of_the_schema(self):
        rows = reference_rows("qbxml", "fields.csv")
        listed = {row["message"] for row in rows}
        for tag in listed & set(queries.CHILDREN):
            paths = [r["field_path"].split("/") for r in rows if r["message"] == tag]
            names = list(dict.fromkeys(path[1] for path in paths))
            children = [name for name in names if not name.startswith("@")]
            if tag in queries.PLAIN:
                children = [name for name in children if name != "MaxReturned"]
            with self.subTest(tag):
                self.assertEqual("@iterator" in names, tag in queries.ITERABLE)
                self.assertEqual(children, list(queries.CHILDREN[tag]))


@requires_reference
class TestTheJudge(unittest.TestCase):
    """The helper that all tests judge requests by judges right itself."""

    def test_good_requests_are_valid_and_bad_ones_are_not(self):
        for folder, expected in (("requests-good", True), ("requests-bad", False)):
            for path in sorted(reference_path("qbxml", folder).glob("*.xml")):
                with self.subTest(path.name):
                    self.assertEqual(not request_errors(path.read_bytes()), expected)

    def test_an_invalid_request_fails_with_the_words_of_the_schema(self):
        with self.assertRaisesRegex(AssertionError, "NoSuchThing"):
            assert_request_valid(sent(etree.Element("NoSuchThing")))
