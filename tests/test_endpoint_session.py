import zeep
from requests import Response

from odoo.tests import tagged

from .reference import reference_path, requires_reference
from .test_endpoint_common import EndpointCase

USER, PASSWORD = "api", "password"
TICKET = "c94c84b3d59fe7a1603b765dd734e481"


class RecordedSession(EndpointCase):
    """Says to the endpoint, byte for byte, what a Web Connector said in 2008."""

    def replayed(self):
        """Return [(operation, what a client of the reference WSDL reads)]."""
        folder = reference_path("qbwc/session-2008")
        client = zeep.Client(str(reference_path("qbwc/wsdl/QBWebConnectorSvc.wsdl")))
        return [
            self._replay(client, path, path.name.split(".")[0][3:])
            for path in sorted(folder.glob("*.request.xml"))
        ]

    def _replay(self, client, path, name):
        recorded = path.with_name(
            path.name.replace("request.xml", "request-headers.txt")
        )
        head = b"\r\n".join(recorded.read_bytes().splitlines())
        status, headers, content = self.converse(head, path.read_bytes())
        self.assertEqual(
            (status, headers["Content-Type"]), (200, "text/xml; charset=utf-8")
        )
        binding = client.service._binding
        response = Response()
        response.status_code, response._content = status, content
        response.headers.update(headers)
        reply = binding.process_reply(client, binding.get(name), response)
        if isinstance(reply, list):
            return name, [item or "" for item in reply]
        return name, "" if reply is None else reply


@tagged("post_install", "-at_install")
@requires_reference
class TestRecordedSessionWithAPort(RecordedSession):
    def test_a_port_serves_the_session_as_it_was_served_in_2008(self):
        port = self.fake_port()
        heard = []
        port.authenticate = lambda *given: heard.append(given) or [TICKET, ""]
        port.send_request_xml = lambda *given: heard.append(given) or "<?qbxml?>"
        port.receive_response_xml = lambda *given: heard.append(given) or 0
        answers = self.replayed()
        self.assertEqual(len(answers), 14)
        self.assertEqual(answers[2], ("authenticate", [TICKET, ""]))
        self.assertEqual(answers[3], ("sendRequestXML", "<?qbxml?>"))
        self.assertEqual(answers[10], ("receiveResponseXML", 0))
        self.assertEqual(answers[12], ("getLastError", "Nothing went wrong."))
        self.assertEqual(heard[0], (USER, PASSWORD))
        self.assertEqual(heard[1][2:], (r"C:\ACCTSVR\QBW\Test Company.QBW", "US", 5, 0))
        self.assertIn("<CompanyName>", heard[1][1])
        self.assertEqual((heard[4][0][:8], heard[4][2:]), ("ea0bf596", ("", "")))


@tagged("post_install", "-at_install")
@requires_reference
class TestRecordedSessionWithOdoo(RecordedSession):
    def setUp(self):
        super().setUp()
        connections = self.env["qbd.connection"]
        self.connection = connections.create({"name": "2008", "user_name": USER})

    def test_the_session_of_the_connection_named_api_is_answered(self):
        self.connection._set_password(PASSWORD)
        answers = self.replayed()
        self.check_unknown_tickets(answers)
        ticket, verdict = answers[2][1][:2]
        self.assertTrue(ticket or verdict)
        self.assertNotEqual(verdict, "nvu")

    def test_the_session_with_another_password_is_answered(self):
        self.connection._set_password("another")
        answers = self.replayed()
        self.check_unknown_tickets(answers)
        self.assertEqual(answers[2], ("authenticate", ["", "nvu"]))

    def check_unknown_tickets(self, answers):
        """The tickets of the recording are none of ours."""
        by_name = dict(answers)
        self.assertEqual(len(answers), 14)
        self.assertTrue(by_name["serverVersion"])
        self.assertEqual(by_name["sendRequestXML"], "")
        self.assertLess(by_name["receiveResponseXML"], 0)
        self.assertGreater(len(by_name["getLastError"].split()), 3)
        self.assertTrue(by_name["closeConnection"])
