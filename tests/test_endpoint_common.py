"""Shared parts of the endpoint tests: a port that follows instructions."""

import http.client
import socket

from lxml import etree

from odoo.tests import HttpCase
from odoo.tests.common import HOST, TEST_CURSOR_COOKIE_NAME

from ..core.qbwc.envelope import NAMESPACE, SOAP

PATH = "/qbd/qbwc"
FAULT = f"{{{SOAP}}}Body/{{{SOAP}}}Fault"
TEXT_XML = {"Content-Type": "text/xml; charset=utf-8"}


def soap(operation, **arguments):
    """Return the envelope (bytes) of a call, argument by argument as given."""
    root = etree.Element(f"{{{SOAP}}}Envelope")
    body = etree.SubElement(root, f"{{{SOAP}}}Body")
    call = etree.SubElement(body, f"{{{NAMESPACE}}}{operation}")
    for name, value in arguments.items():
        etree.SubElement(call, f"{{{NAMESPACE}}}{name}").text = str(value)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


class FakePort:
    """Answers like a session with nothing to do, unless a method is replaced.

    It is made once a test; `env` is that of the call being served.
    """

    connection_id = 7

    def __init__(self):
        self.env = None
        self.made_for = []

    def knows_ticket(self, ticket):
        return ticket == "ticket"

    def server_version(self):
        return "19.0"

    def client_version(self, version):
        return ""

    def authenticate(self, user, password):
        return ["ticket", "none"]

    def send_request_xml(self, ticket, hcp, company_file, country, major, minor):
        return ""

    def receive_response_xml(self, ticket, response, hresult, message):
        return 100

    def connection_error(self, ticket, hresult, message):
        return "done"

    def get_last_error(self, ticket):
        return "Nothing went wrong."

    def close_connection(self, ticket):
        return "OK"

    def interactive_url(self, ticket, session_id):
        return ""

    def interactive_rejected(self, ticket, reason):
        return "Never mind."

    def interactive_done(self, ticket):
        return "Done"


class EndpointCase(HttpCase):
    """Calls the endpoint over HTTP."""

    def fake_port(self):
        """Put a `FakePort` in the place of the sessions and return it."""
        port = FakePort()

        def made(sessions, remote_address, public_url):
            port.env = sessions.env
            port.made_for.append((remote_address, public_url))
            return port

        self.patch(type(self.env["qbd.session"]), "_qbwc_port", made)
        return port

    def post(self, body, **headers):
        """Return the response to a body (bytes); header names with underscores."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.url_open(PATH, data=body, headers=TEXT_XML | given, timeout=60)

    def call(self, operation, **arguments):
        """Return the text of an answer, or the list of its strings."""
        response = self.post(soap(operation, **arguments))
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.headers["Content-Type"], TEXT_XML["Content-Type"])
        slot = etree.fromstring(response.content)[0][0][0]
        self.assertEqual(slot.tag, f"{{{NAMESPACE}}}{operation}Result")
        return [item.text or "" for item in slot] or slot.text or ""

    def assert_fault(self, response, code):
        """Check that a response is a SOAP fault that a client can read."""
        self.assertEqual(response.status_code, 500)
        self.assertEqual(response.headers["Content-Type"], TEXT_XML["Content-Type"])
        fault = etree.fromstring(response.content).find(FAULT)
        self.assertEqual(fault.findtext("faultcode"), f"soap:{code}")
        self.assertTrue(fault.findtext("faultstring"))
        return fault.findtext("faultstring")

    def converse(self, head, body):
        """Send the head of a request as it is, its body once it is asked for.

        :param head: header lines (bytes), without request line and blank line
        :param body: the bytes to send after "100 Continue"
        :return: (status, headers, content)
        """
        self.env.cr.flush()
        self.env.cr.clear()
        with (
            self.allow_requests(),
            socket.create_connection(
                (HOST, self.http_port()), timeout=60
            ) as connection,
        ):
            cookie = f"Cookie: {TEST_CURSOR_COOKIE_NAME}={self.http_request_key}"
            lines = [f"POST {PATH} HTTP/1.1".encode(), *head.split(b"\r\n")]
            connection.sendall(b"\r\n".join([*lines, cookie.encode(), b"", b""]))
            self._expect_continue(connection)
            connection.sendall(body)
            response = http.client.HTTPResponse(connection, method="POST")
            response.begin()
            return response.status, response.headers, response.read()

    def _expect_continue(self, connection):
        line = b"HTTP/1.1 100 Continue\r\n\r\n"
        received = b""
        while len(received) < len(line):
            received += connection.recv(len(line) - len(received))
        self.assertEqual(received, line)
