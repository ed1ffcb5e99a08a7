"""The recorded Web Connector of 2008 speaks with the real sessions of Odoo.

Byte for byte, but for the tickets, which are those that Odoo gave; and, where it says
so, for the qbXML version of the recorded QuickBooks, which Odoo is too young for.
"""

import zeep
from lxml import etree

from odoo.tests import tagged

from .support.reference import assert_request_valid, reference_path, requires_reference
from .test_core_qbwc_recording import recorded_calls
from .test_endpoint_session import RecordedSession

FIRST, SECOND = slice(0, 6), slice(6, 14)
"""The recording holds two conversations."""


class Spoken:
    """A recorded call with some of its words replaced.

    :param replacements: {words: others}, as they stand in the XML
    """

    def __init__(self, call, replacements):
        self.name, self.body = call.name, call.body
        for old, new in replacements.items():
            self.body = self.body.replace(old.encode(), new.encode())
        old_length, length = len(call.body), len(self.body)
        self.head = call.head.replace(
            f"Content-Length: {old_length}".encode(),
            f"Content-Length: {length}".encode(),
        )


@tagged("post_install", "-at_install")
@requires_reference
class TestRecordedConversations(RecordedSession):
    def setUp(self):
        super().setUp()
        login = recorded_calls()[2].arguments
        hcp = recorded_calls()[3].arguments["strHCPResponse"]
        company = etree.fromstring(hcp.encode()).find(".//CompanyRet")
        self.company_name = company.findtext("CompanyName")
        stamp = company.xpath("DataExtRet[DataExtName='FileID']")[0]
        self.connection = self.env["qbd.connection"].create(
            {
                "name": "2008",
                "user_name": login["strUserName"],
                "owner_id": stamp.findtext("OwnerID"),
                "file_id": stamp.findtext("DataExtValue"),
                "first_match": "automatic",
            }
        )
        self.connection._set_password(login["strPassword"])
        self.replacements = {}

    def converse_as_recorded(self, part):
        """Return {operation: [answers]} of one of the conversations."""
        answers = {}
        for call in recorded_calls()[part]:
            answer = self.say(Spoken(call, self.replacements))
            answers.setdefault(call.name, []).append(answer)
            if call.name == "authenticate":
                ticket = recorded_calls()[part][3].arguments["ticket"]
                self.replacements[ticket] = answer[0]
        self.env.invalidate_all()
        return answers

    def say(self, call):
        """Return the answer as a client of the reference WSDL reads it."""
        client = zeep.Client(str(reference_path("qbwc/wsdl/QBWebConnectorSvc.wsdl")))
        _name, answer = self._replay(client, call)
        return answer

    def speak_qbxml_13(self):
        """As if the recorded QuickBooks spoke a version that Odoo speaks too."""
        self.replacements["QBXMLVersion&gt;5.0&lt;"] = "QBXMLVersion&gt;13.0&lt;"

    def test_a_quickbooks_of_2006_is_told_that_it_is_too_old(self):
        for part in (FIRST, SECOND):
            answers = self.converse_as_recorded(part)
            ticket, file_name = answers["authenticate"][0]
            self.assertTrue(ticket)
            self.assertEqual(file_name, "")
            self.assertEqual(set(answers["sendRequestXML"]), {""})
            self.assertIn("too old", answers["getLastError"][0])
            self.assertIn("Odoo", answers["closeConnection"][0])
        sessions = self.env["qbd.session"].search(
            [("connection_id", "=", self.connection.id)]
        )
        self.assertEqual(len(sessions), 2)
        self.assertFalse(any(sessions.mapped("open")))
        self.assertIn("too old", sessions[0].end_reason)
        self.assertEqual(self.connection.state, "draft")

    def test_a_recorded_company_file_is_recognised_and_read(self):
        self.speak_qbxml_13()
        first = self.converse_as_recorded(FIRST)
        assert_request_valid(first["sendRequestXML"][0])
        self.assertEqual(first["getLastError"], ["No error."])
        self.assertEqual(self.connection.qb_company_name, self.company_name)
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.connection.qbxml_version, "13.0")
        self.assertTrue(self.connection.preferences["AccountingPreferences"])

    def test_a_recorded_answer_is_stored_as_it_came_and_understood(self):
        self.speak_qbxml_13()
        self.converse_as_recorded(FIRST)
        second = self.converse_as_recorded(SECOND)
        for request in second["sendRequestXML"]:
            if request:
                assert_request_valid(request)
        self.assertGreaterEqual(second["receiveResponseXML"][0], 0)
        self.assertLess(second["receiveResponseXML"][0], 100)
        spoken = next(c for c in recorded_calls() if c.name == "receiveResponseXML")
        stored = self.env["qbd.message.set"].search(
            [("connection_id", "=", self.connection.id), ("response", "!=", False)]
        )
        self.assertEqual(stored.mapped("response"), [spoken.arguments["response"]])
        self.assertEqual(stored.state, "applied")

    def test_the_file_of_another_connection_stops_the_session_in_words(self):
        self.speak_qbxml_13()
        self.connection.file_id = "{00000000-0000-4000-8000-000000000000}"
        answers = self.converse_as_recorded(FIRST)
        self.assertEqual(answers["sendRequestXML"], [""])
        self.assertIn(self.company_name, answers["getLastError"][0])
        self.assertEqual(self.connection.question, "other_file")
