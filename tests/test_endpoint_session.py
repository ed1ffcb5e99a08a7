import logging

import zeep
from requests import Response

from odoo.tests import tagged

from .support.reference import reference_path, requires_reference
from .test_core_qbwc_recording import recorded_calls
from .test_endpoint_common import EndpointCase


class RecordedSession(EndpointCase):
    """Repeats to the endpoint, byte for byte, the calls of a Web Connector in 2008."""

    def replayed(self):
        """Return [(operation, answer as a client of the reference WSDL reads it)]."""
        client = zeep.Client(str(reference_path("qbwc/wsdl/QBWebConnectorSvc.wsdl")))
        return [self._replay(client, call) for call in recorded_calls()]

    def _replay(self, client, call):
        status, headers, content = self.converse(call.head, call.body)
        self.assertEqual(
            (status, headers["Content-Type"]), (200, "text/xml; charset=utf-8")
        )
        binding = client.service._binding
        response = Response()
        response.status_code, response._content = status, content
        response.headers.update(headers)
        reply = binding.process_reply(client, binding.get(call.name), response)
        if isinstance(reply, list):
            return call.name, [item or "" for item in reply]
        return call.name, "" if reply is None else reply


@tagged("post_install", "-at_install")
@requires_reference
class TestRecordedSessionWithAPort(RecordedSession):
    def test_a_port_serves_the_session_as_it_was_served_in_2008(self):
        port = self.fake_port()
        heard = []
        port.authenticate = lambda *given: heard.append(given) or ["ticket", ""]
        port.send_request_xml = lambda *given: heard.append(given) or "<?qbxml?>"
        port.receive_response_xml = lambda *given: heard.append(given) or 0
        answers = self.replayed()
        self.assertEqual(len(answers), 14)
        self.assertEqual(answers[2], ("authenticate", ["ticket", ""]))
        self.assertEqual(answers[3], ("sendRequestXML", "<?qbxml?>"))
        self.assertEqual(answers[10], ("receiveResponseXML", 0))
        self.assertEqual(answers[12], ("getLastError", "Nothing went wrong."))
        verbs = ("authenticate", "sendRequestXML", "receiveResponseXML")
        spoken = [call.values for call in recorded_calls() if call.name in verbs]
        self.assertEqual(heard, spoken)


@tagged("post_install", "-at_install")
@requires_reference
class TestRecordedSessionWithOdoo(RecordedSession):
    def setUp(self):
        super().setUp()
        connections = self.env["qbd.connection"]
        login = recorded_calls()[2].arguments
        self.password = login["strPassword"]
        self.connection = connections.create(
            {"name": "2008", "user_name": login["strUserName"]}
        )

    def test_the_session_of_the_connection_named_api_is_answered(self):
        self.connection._set_password(self.password)
        with self.assertLogs("odoo", logging.INFO) as logs:
            answers = self.replayed()
        self.check_log("\n".join(logs.output))
        self.check_unknown_tickets(answers)
        ticket, verdict = answers[2][1][:2]
        self.assertTrue(ticket or verdict)
        self.assertNotEqual(verdict, "nvu")

    def test_the_session_with_another_password_is_answered(self):
        self.connection._set_password("another")
        answers = self.replayed()
        self.check_unknown_tickets(answers)
        self.assertEqual(answers[2], ("authenticate", ["", "nvu"]))

    def check_log(self, log):
        """Nothing that the Web Connector said is in the log."""
        for call in recorded_calls():
            for name in ("strPassword", "ticket", "strCompanyFileName"):
                self.assertNotIn(call.arguments.get(name, "\n\n"), log)
            for line in call.arguments.get("strHCPResponse", "").splitlines():
                self.assertNotIn(line, log)

    def check_unknown_tickets(self, answers):
        """The tickets of the recording are none of ours."""
        by_name = dict(answers)
        self.assertEqual(len(answers), 14)
        self.assertTrue(by_name["serverVersion"])
        self.assertEqual(by_name["sendRequestXML"], "")
        self.assertLess(by_name["receiveResponseXML"], 0)
        self.assertGreater(len(by_name["getLastError"].split()), 3)
        self.assertTrue(by_name["closeConnection"])
