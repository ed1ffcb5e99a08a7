import time
import unittest

from lxml import etree

from ..core.errors import AnswerRefused
from ..core.qbxml import answers, fields
from ..core.qbxml.answers import Answer, negotiate, read_answer, read_host
from .support.reference import (
    recorded,
    recorded_names,
    request_schema,
    requires_reference,
)
from .test_core_qbxml_customer import CUSTOMER

OWNER = "{68b5925b-4347-4784-e58d-35a2d190962f}"


def wrapped(content, attributes=""):
    return f"<QBXML><QBXMLMsgsRs{attributes}>{content}</QBXMLMsgsRs></QBXML>"


def customer_answer(name, status="Status OK"):
    return wrapped(
        f'<CustomerQueryRs requestID="1" statusCode="0" statusSeverity="Info" '
        f'statusMessage="{status}"><CustomerRet><Name>{name}</Name></CustomerRet>'
        "</CustomerQueryRs>"
    )


def name_in(raw):
    return read_answer(raw).responses[0].objects[0].findtext("Name")


class TestReading(unittest.TestCase):
    def test_a_response_is_read_with_all_that_stands_on_it(self):
        raw = wrapped(
            '<CustomerQueryRs requestID="c-1" statusCode="0" statusSeverity="Info" '
            'statusMessage="Status OK" iteratorRemainingCount="18" iteratorID="{x}" '
            'retCount="1"><CustomerRet/></CustomerQueryRs>'
        )
        found = read_answer(raw).responses[0]
        self.assertEqual(
            (found.tag, found.request_id, found.code, found.severity, found.message),
            ("CustomerQueryRs", "c-1", 0, "Info", "Status OK"),
        )
        self.assertEqual((found.remaining, found.iterator_id), (18, "{x}"))
        self.assertEqual((found.count, len(found.objects)), (1, 1))

    def test_answers_are_found_by_their_request_id(self):
        answer = read_answer(
            wrapped('<ARs requestID="2" statusCode="0"/><BRs requestID="1"/>')
        )
        self.assertEqual(answer.by_id()["1"].tag, "BRs")
        self.assertEqual(answer.by_id()["1"].code, answers.NO_STATUS)

    def test_the_status_of_the_message_set_is_read(self):
        raw = wrapped("", ' newMessageSetID="x" messageSetStatusCode="600"')
        self.assertEqual(read_answer(raw), Answer(600, []))
        self.assertIsNone(read_answer(wrapped("")).messages_status)

    def test_bytes_of_windows_1252_are_read_in_texts_and_in_attributes(self):
        for printed in ("&#153;", "&#x99;", "\x99"):
            answer = read_answer(customer_answer(f"A{printed}", f"B{printed}"))
            self.assertEqual(answer.responses[0].message, "B™")
            self.assertEqual(answer.responses[0].objects[0].findtext("Name"), "A™")

    def test_latin_1_and_real_unicode_are_left_alone(self):
        self.assertEqual(name_in(customer_answer("&#233;™")), "é™")
        self.assertEqual(name_in(customer_answer("&amp;#153;")), "&#153;")

    def test_any_declaration_or_none_is_taken(self):
        body = customer_answer("Zürich")
        for head in ("", '<?xml version="1.0" ?>', '\ufeff<?xml version="1.0"?>\n'):
            self.assertEqual(name_in(head + body), "Zürich")
            self.assertEqual(name_in((head + body).encode()), "Zürich")
        utf8 = '<?xml version="1.0" encoding="utf-8"?>' + body
        self.assertEqual(name_in(utf8), "Zürich")
        utf16 = '<?xml version="1.0" encoding="utf-16"?>' + body
        self.assertEqual(name_in(utf16), "Zürich")
        self.assertEqual(name_in(utf16.encode("utf-16")), "Zürich")

    def test_raw_bytes_of_windows_1252_are_read(self):
        self.assertEqual(name_in(customer_answer("Z™ é").encode("cp1252")), "Z™ é")

    def test_characters_that_xml_lacks_do_not_spoil_the_page(self):
        for bad in ("&#26;", "&#x1A;", "&#0;", "\x1a", "\x00"):
            self.assertEqual(name_in(customer_answer(f"A{bad}B")), "AB")

    def test_unknown_elements_and_attributes_are_let_through(self):
        raw = wrapped('<NewRs statusCode="0" x="y"><Z/><NewRet/></NewRs>', ' z="1"')
        found = read_answer(raw).responses[0]
        self.assertEqual([e.tag for e in found.objects], ["NewRet"])

    def test_comments_and_processing_instructions_are_no_responses(self):
        self.assertEqual(read_answer(wrapped("<!-- x --><?y z?>")).responses, [])


class TestRefusing(unittest.TestCase):
    def test_answer_that_is_no_qbxml_is_refused(self):
        bad = ("", "  ", b"", "no xml", "<a/>", "<QBXML/>", "<QBXML><a></QBXML>")
        for raw in (*bad, "<QBXML><QBXMLMsgsRq/></QBXML>", wrapped("")[:-3]):
            with self.assertRaises(AnswerRefused, msg=raw):
                read_answer(raw)

    def test_a_document_type_is_refused_before_it_is_read(self):
        bomb = '<!DOCTYPE QBXML [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        leak = '<!DOCTYPE QBXML [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        for prolog in (bomb, leak, "<!doctype QBXML>"):
            for raw in (prolog, '<?xml version="1.0"?>\n' + prolog):
                with self.assertRaisesRegex(AnswerRefused, "document type"):
                    read_answer(raw + customer_answer("&b;"))

    def test_a_document_type_hidden_by_characters_that_xml_lacks_is_refused(self):
        hidden = '<!DOC\x00TYPE QBXML [<!ENT&#0;ITY a "aaaa">]>' + customer_answer(
            "&a;"
        )
        for raw in (hidden, hidden.encode("utf-16-le"), hidden.encode("utf-16")):
            with self.assertRaises(AnswerRefused):
                read_answer(raw)

    def test_an_entity_that_nobody_declared_is_refused(self):
        with self.assertRaises(AnswerRefused):
            read_answer(customer_answer("&a;"))

    def test_answer_too_large_or_too_deep_is_refused(self):
        deep = "<a>" * 5000 + "</a>" * 5000
        with self.assertRaises(AnswerRefused):
            read_answer(wrapped(deep))
        with self.assertRaises(AnswerRefused):
            read_answer(b" " * (answers.MAX_ANSWER_BYTES + 1))


class TestVersions(unittest.TestCase):
    def test_the_highest_version_of_both_sides_is_spoken(self):
        self.assertEqual(negotiate(["1.0", "12.0", "13.0", "14.0"]), "14.0")
        self.assertEqual(negotiate(["15.0", "16.0", "17.0"]), "16.0")
        self.assertEqual(negotiate(["9.0", "13.0"]), "13.0")

    def test_an_old_quickbooks_and_another_language_are_not_spoken(self):
        self.assertIsNone(negotiate(["1.0", "12.0"]))
        self.assertIsNone(negotiate(["CA3.0", "", None]))
        self.assertIsNone(negotiate([]))


class TestHost(unittest.TestCase):
    def test_what_is_not_said_is_empty(self):
        host = read_host(wrapped('<HostQueryRs statusCode="0"/>'))
        self.assertEqual((host.product, host.versions, host.extensions), ("", [], {}))
        self.assertIsNone(host.is_sample)

    @requires_reference
    def test_the_first_answer_of_a_session_tells_which_company_file_is_open(self):
        host = read_host(read_answer(recorded("consolibyte-HostQueryRs-01.xml")))
        self.assertEqual(host.product, "QuickBooks Pro 2006")
        self.assertEqual((host.major, host.minor), ("16", "0"))
        self.assertEqual((host.country, host.file_mode), ("US", "SingleUser"))
        self.assertEqual(host.company_name, "Emas Gevutal")
        self.assertIs(host.is_sample, False)
        self.assertEqual(host.versions[-1], "5.0")
        self.assertEqual(
            host.extensions[OWNER, "FileID"], "{ee032e95-47f7-2564-096f-2d4545fcb021}"
        )
        self.assertEqual(
            host.preferences["AccountingPreferences"]["IsUsingAccountNumbers"], "false"
        )
        self.assertEqual(
            host.preferences["SalesTaxPreferences"]["DefaultItemSalesTaxRef"],
            {"ListID": "10000-1211066051", "FullName": "Out of State"},
        )


@requires_reference
class TestRecordedAnswers(unittest.TestCase):
    def test_every_recorded_response_is_read_also_those_that_break_the_schema(self):
        broken = 0
        for name in recorded_names():
            raw = recorded(name)
            answer = read_answer(raw)
            self.assertTrue(answer.responses, name)
            self.assertGreaterEqual(answer.responses[0].code, 0, name)
            broken += not request_schema().validate(etree.fromstring(raw.encode()))
        self.assertGreaterEqual(broken, 6)

    def test_a_trade_mark_sign_is_one(self):
        answer = read_answer(recorded("thresher-EstimateRet-cp1252-charref.xml"))
        lines = answer.responses[0].objects[0].findall("EstimateLineRet")
        self.assertEqual(
            lines[3].findtext("Desc"), "Awesu EV074RE iwolined™ Civom Gik Hewi Ibazo"
        )
        self.assertIn('39" Jife', lines[2].findtext("Desc"))

    def test_latin_1_signs_are_what_they_are(self):
        answer = read_answer(recorded("selfjared1-EstimateRet-01.xml"))
        found = [e.text for e in answer.responses[0].objects[0].iter("Desc")]
        self.assertTrue(any("ADA Acarazewa® Fuwujoc" in text for text in found))
        self.assertTrue(any("Ø" in text for text in found))

    def test_the_first_page_of_an_iterator_tells_what_remains(self):
        name = "stackoverflow-21757478-iterator-first-page-CustomerQueryRs.xml"
        page = read_answer(recorded(name)).responses[0]
        self.assertEqual(page.remaining, 18)
        self.assertEqual(page.iterator_id, "{eb05f701-e727-472f-8ade-6753c4f67a46}")
        self.assertEqual(len(page.objects), 1)

    def test_the_last_page_of_an_iterator_still_has_its_id(self):
        name = "issue-consolibyte-92-iterator-last-page-CustomerQueryRs.xml"
        page = read_answer(recorded(name)).responses[0]
        self.assertEqual(page.remaining, 0)
        self.assertEqual(page.iterator_id, "{84ff5521-205d-46b6-9d44-7b6b9acb7165}")
        self.assertEqual(page.request_id, "241")

    def test_a_list_without_iterator_may_still_bring_one(self):
        page = read_answer(recorded("consolibyte-AccountQueryRs-02.xml")).responses[0]
        self.assertEqual((page.remaining, page.code), (0, 0))

    def test_deleted_objects_are_objects(self):
        name = "dcparker-ListDeletedQueryRs-01.xml"
        deleted = read_answer(recorded(name)).responses[0].objects[0]
        self.assertEqual(deleted.findtext("ListDelType"), "Customer")
        self.assertEqual(deleted.findtext("ListID"), "80000030-1203622308")

    def test_custom_fields_are_read_by_owner_and_name(self):
        answer = read_answer(recorded("selfjared1-CustomerQueryRs-01.xml"))
        found = answers.data_extensions(answer.responses[0].objects[0])
        self.assertEqual(found["0", "Ship Vendor"], "Fed Ex")
        self.assertEqual(len(found), 3)


class TestSpeed(unittest.TestCase):
    def test_a_page_of_500_customers_is_read_in_well_under_300_ms(self):
        children = "".join(
            f"<{field.qb}>12</{field.qb}>" for field in CUSTOMER if len(field.path) == 1
        )
        page = wrapped(
            '<CustomerQueryRs statusCode="0">'
            + f"<CustomerRet>{children}<Note>&#153;</Note></CustomerRet>" * 500
            + "</CustomerQueryRs>"
        )
        start = time.process_time()
        customers = read_answer(page).responses[0].objects
        reading = time.process_time() - start
        self.assertEqual(len(customers), 500)
        self.assertLess(reading, 0.3)
        texts = [
            field for field in CUSTOMER if field.codec.__class__.__name__ == "Text"
        ]
        start = time.process_time()
        for customer in customers:
            fields.parse(texts, customer)
        self.assertLess(time.process_time() - start, 0.6)
