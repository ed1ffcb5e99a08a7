import unittest

from lxml import etree

from ..core.errors import ValueRefused
from ..core.qbxml import fields
from ..core.qbxml.fields import Field, Lines
from ..core.qbxml.messages import MessageSet, Request
from ..core.qbxml.values import amount, boolean, enum, guid, lines, price, ref, text
from .support.reference import assert_request_valid, requires_reference

PARTY = (
    Field("Name", "name", text(41), required=True),
    Field("IsActive", "active", boolean),
    Field("BillAddress/Addr", "street", lines(5, 41)),
    Field("BillAddress/City", "city", text(31)),
    Field("PrintAs", None, text(41), us=False),
    Field("Phone", "phone", text(21)),
    Field("Cc", None, text(1023), since=(12, 0)),
    Field("TermsRef", "property_payment_term_id", ref("terms"), clearable=False),
    Field("Balance", None, amount, pull_only=True),
    Field("CreditLimit", "credit_limit", amount),
    Field("JobStatus", None, enum("Awarded", "Closed")),
    Field("ExternalGUID", None, guid, add_only=True),
)

SERVICE = (
    Field("Name", "name", text(31), required=True),
    Field("SalesOrPurchase/Desc", None, text(4095)),
    Field("SalesOrPurchase/Price", None, price),
    Field("SalesOrPurchase/AccountRef", None, ref("account")),
)

LINE = (
    Field("ItemRef", None, ref("item"), clearable=False),
    Field("Desc", None, text(4095, multiline=True)),
    Field("Quantity", None, price),
    Field("Amount", None, amount),
)

INVOICE = (
    Field("CustomerRef", None, ref("customer"), required=True),
    Field("RefNumber", None, text(11)),
    Field("Memo", None, text(4095)),
    Lines("InvoiceLine", LINE),
)

GUID = "{57f3b9b1-86f1-4fcc-b1ee-566de1813d20}"
IDS = ("80000001-1", "12")


def xml(element):
    return etree.tostring(element).decode()


def add(canonical, **options):
    return fields.build_add(PARTY, "CustomerAdd", canonical, **options)


def mod(changed, **options):
    return fields.build_mod(PARTY, "CustomerMod", IDS, changed, **options)


def tags(element):
    return [child.tag for child in element]


class TestCanonical(unittest.TestCase):
    def test_only_the_given_paths_are_there(self):
        found = fields.canonical(PARTY, {"Name": " A ", "Phone": False})
        self.assertEqual(found, {"Name": "A", "Phone": None})

    def test_a_refused_value_names_its_path(self):
        with self.assertRaises(ValueRefused) as caught:
            fields.canonical(PARTY, {"CreditLimit": "ten"})
        self.assertEqual(caught.exception.where, "CreditLimit")

    def test_a_path_that_is_not_declared_is_a_mistake_of_the_caller(self):
        with self.assertRaises(KeyError):
            fields.canonical(PARTY, {"Nmae": "A"})

    def test_stored_is_cut_and_canonical_is_not(self):
        canonical = fields.canonical(PARTY, {"Name": "x" * 50, "Phone": "中"})
        self.assertEqual(canonical, {"Name": "x" * 50, "Phone": "中"})
        self.assertEqual(
            fields.stored(PARTY, canonical), {"Name": "x" * 41, "Phone": "?"}
        )


class TestAdd(unittest.TestCase):
    def test_the_order_is_that_of_the_declaration(self):
        found = add({"Phone": "1", "IsActive": True, "Name": "A"})
        self.assertEqual(tags(found), ["Name", "IsActive", "Phone"])

    def test_empty_values_are_left_out(self):
        found = add({"Name": "A", "Phone": None, "BillAddress/City": None})
        self.assertEqual(xml(found), "<CustomerAdd><Name>A</Name></CustomerAdd>")

    def test_false_is_not_empty(self):
        self.assertEqual(add({"Name": "A", "IsActive": False})[1].text, "false")

    def test_nested_fields_share_their_aggregate(self):
        found = add({"Name": "A", "BillAddress/City": "B", "BillAddress/Addr": ["C"]})
        self.assertEqual(
            xml(found[1]),
            "<BillAddress><Addr1>C</Addr1><City>B</City></BillAddress>",
        )

    def test_read_only_fields_are_not_written(self):
        self.assertEqual(tags(add({"Name": "A", "Balance": "5.00"})), ["Name"])

    def test_us_desktop_is_spared_what_it_does_not_know(self):
        canonical = {"Name": "A", "PrintAs": "B"}
        self.assertEqual(tags(add(canonical)), ["Name"])
        self.assertEqual(tags(add(canonical, country="CA")), ["Name", "PrintAs"])

    def test_a_field_newer_than_the_version_is_left_out(self):
        canonical = {"Name": "A", "Cc": "c@d"}
        self.assertEqual(tags(add(canonical, version="11.0")), ["Name"])
        self.assertEqual(tags(add(canonical, version=(12, 0))), ["Name", "Cc"])

    def test_extra_values_go_where_they_are_declared(self):
        found = add({"Name": "A", "CreditLimit": "1.00"}, extra={"ExternalGUID": GUID})
        self.assertEqual(tags(found), ["Name", "CreditLimit", "ExternalGUID"])

    def test_a_required_field_that_is_empty_is_refused(self):
        for name in (None, "\x07"):
            with self.assertRaises(ValueRefused) as caught:
                add({"Name": name})
            self.assertEqual(caught.exception.where, "Name")

    def test_a_value_that_cannot_be_written_names_its_path(self):
        with self.assertRaises(ValueRefused) as caught:
            add({"Name": "A", "JobStatus": "Lost"})
        self.assertEqual(caught.exception.where, "JobStatus")


class TestMod(unittest.TestCase):
    def test_only_what_changed_is_written_after_the_ids(self):
        found = mod({"Phone": "1"})
        self.assertEqual(tags(found), ["ListID", "EditSequence", "Phone"])
        self.assertEqual(found.findtext("ListID"), IDS[0])

    def test_none_clears(self):
        found = mod({"Phone": None, "CreditLimit": None})
        self.assertEqual([e.text for e in found[2:]], [None, None])

    def test_what_cannot_be_cleared_is_refused_and_named(self):
        for path in ("Name", "TermsRef", "JobStatus"):
            with self.assertRaises(ValueRefused) as caught:
                mod({path: None})
            self.assertEqual(caught.exception.where, path)

    def test_a_field_for_adds_or_for_reading_only_is_not_written(self):
        self.assertEqual(len(mod({"ExternalGUID": GUID, "Balance": "1.00"})), 2)

    def test_the_id_of_a_transaction_is_a_txnid(self):
        found = fields.build_mod(
            INVOICE, "InvoiceMod", IDS, {"Memo": "x"}, id_tag="TxnID"
        )
        self.assertEqual(tags(found), ["TxnID", "EditSequence", "Memo"])

    def test_an_aggregate_that_is_touched_is_completed(self):
        customer = {
            "Name": "A",
            "BillAddress/Addr": ["1 Main St"],
            "BillAddress/City": "Miami",
        }
        changed = fields.complete(PARTY, {"BillAddress/City": None}, customer)
        self.assertEqual(
            changed, {"BillAddress/Addr": ["1 Main St"], "BillAddress/City": None}
        )
        self.assertEqual(fields.complete(PARTY, {"Name": "B"}, customer), {"Name": "B"})

    def test_an_aggregate_is_called_as_the_mod_calls_it(self):
        changed = {"SalesOrPurchase/Price": "1.5", "SalesOrPurchase/Desc": None}
        found = fields.build_mod(SERVICE, "ItemServiceMod", IDS, changed)
        self.assertEqual(
            xml(found[2]),
            "<SalesOrPurchaseMod><Desc/><Price>1.5</Price></SalesOrPurchaseMod>",
        )

    def test_a_field_at_another_place_in_a_mod_is_declared_twice(self):
        declared = (
            Field("A", None, text(), add_only=True),
            Field("B", None, text()),
            Field("A", None, text(), mod_only=True),
        )
        both = {"A": "1", "B": "2"}
        self.assertEqual(tags(fields.build_add(declared, "X", both)), ["A", "B"])
        found = fields.build_mod(declared, "X", IDS, both)
        self.assertEqual(tags(found)[2:], ["B", "A"])


class TestParse(unittest.TestCase):
    def test_every_declared_path_is_there_and_an_absent_element_is_none(self):
        found = fields.parse(PARTY, etree.fromstring("<CustomerRet/>"))
        self.assertEqual(found, dict.fromkeys((field.qb for field in PARTY), None))

    def test_nested_elements_of_any_depth_are_read(self):
        declared = (Field("A/B/C", None, text()), Field("A/D", None, text()))
        ret = etree.fromstring("<R><A><B><C>1</C></B><D>2</D></A></R>")
        self.assertEqual(fields.parse(declared, ret), {"A/B/C": "1", "A/D": "2"})
        built = fields.build_add(declared, "R", {"A/B/C": "1", "A/D": "2"})
        self.assertEqual(xml(built), xml(ret))

    def test_unknown_elements_are_passed_over(self):
        ret = etree.fromstring("<CustomerRet><New>1</New><Name>A</Name></CustomerRet>")
        self.assertEqual(fields.parse(PARTY, ret)["Name"], "A")

    def test_a_value_that_cannot_be_read_names_its_path(self):
        ret = etree.fromstring("<R><BillAddress><X>y</X></BillAddress></R>")
        declared = (Field("BillAddress/X", None, amount),)
        with self.assertRaises(ValueRefused) as caught:
            fields.parse(declared, ret)
        self.assertEqual(caught.exception.where, "BillAddress/X")


class TestLines(unittest.TestCase):
    invoice = {
        "CustomerRef": "8-1",
        "InvoiceLine": [
            {"TxnLineID": "A-1", "ItemRef": "I-1", "Quantity": "2", "Amount": "10.00"},
            {"TxnLineID": None, "ItemRef": "I-2", "Desc": "new"},
        ],
    }

    def test_lines_are_canonical_like_all_else(self):
        raw = [{"ItemRef": "I-1", "Amount": 10, "Desc": " x "}]
        self.assertEqual(
            fields.canonical(INVOICE, {"InvoiceLine": raw}),
            {
                "InvoiceLine": [
                    {
                        "TxnLineID": None,
                        "ItemRef": "I-1",
                        "Amount": "10.00",
                        "Desc": "x",
                    }
                ]
            },
        )

    def test_an_add_writes_every_line_without_its_id(self):
        found = fields.build_add(INVOICE, "InvoiceAdd", self.invoice)
        self.assertEqual(
            tags(found), ["CustomerRef", "InvoiceLineAdd", "InvoiceLineAdd"]
        )
        self.assertEqual(tags(found[1]), ["ItemRef", "Quantity", "Amount"])

    def test_a_mod_names_old_lines_by_id_and_new_ones_by_minus_one(self):
        changed = {
            "InvoiceLine": [
                {"TxnLineID": "A-1"},
                {"TxnLineID": "A-2", "Desc": None},
                {"ItemRef": "I-2", "Desc": None},
            ]
        }
        found = fields.build_mod(INVOICE, "InvoiceMod", IDS, changed, id_tag="TxnID")
        self.assertEqual(
            [xml(line) for line in found[2:]],
            [
                "<InvoiceLineMod><TxnLineID>A-1</TxnLineID></InvoiceLineMod>",
                "<InvoiceLineMod><TxnLineID>A-2</TxnLineID><Desc/></InvoiceLineMod>",
                (
                    "<InvoiceLineMod><TxnLineID>-1</TxnLineID>"
                    "<ItemRef><ListID>I-2</ListID></ItemRef></InvoiceLineMod>"
                ),
            ],
        )

    def test_a_mod_without_lines_keeps_them_all(self):
        changed = {"Memo": "x"}
        found = fields.build_mod(INVOICE, "InvoiceMod", IDS, changed, id_tag="TxnID")
        self.assertEqual(tags(found), ["TxnID", "EditSequence", "Memo"])

    def test_lines_of_a_response_are_read_blank_ones_too(self):
        ret = etree.fromstring(
            "<InvoiceRet><InvoiceLineRet><TxnLineID>A-1</TxnLineID><Amount>1.00"
            "</Amount></InvoiceLineRet><InvoiceLineRet><TxnLineID>A-2</TxnLineID>"
            "</InvoiceLineRet></InvoiceRet>"
        )
        found = fields.parse(INVOICE, ret)["InvoiceLine"]
        self.assertEqual([line["TxnLineID"] for line in found], ["A-1", "A-2"])
        self.assertEqual([line["Amount"] for line in found], ["1.00", None])

    @requires_reference
    def test_documents_with_lines_are_valid(self):
        changed = {"Memo": None, "InvoiceLine": [{"TxnLineID": "A-1"}, {"Desc": "n"}]}
        requests = (
            Request("1", fields.build_add(INVOICE, "InvoiceAdd", self.invoice)),
            Request(
                "2",
                fields.build_mod(INVOICE, "InvoiceMod", IDS, changed, id_tag="TxnID"),
            ),
        )
        assert_request_valid(MessageSet(requests=requests).to_text())
