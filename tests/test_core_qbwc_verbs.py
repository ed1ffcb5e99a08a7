import unittest

from lxml import etree

from ..core.errors import EnvelopeRefused
from ..core.qbwc import verbs
from ..core.qbwc.envelope import NAMESPACE, SOAP, Call
from .support.reference import requires_reference
from .test_core_qbwc_recording import recorded_calls


class RecordingPort(verbs.Port):
    """Answers every verb and remembers its arguments."""

    def __init__(self):
        self.calls = []

    def _heard(self, *arguments):
        self.calls.append(arguments)

    def server_version(self):
        return "1.0"

    def client_version(self, version):
        self._heard(version)
        return ""

    def authenticate(self, user, password):
        self._heard(user, password)
        return ["ticket", ""]

    def send_request_xml(
        self, ticket, hcp_response, company_file, country, major, minor
    ):
        self._heard(ticket, hcp_response, company_file, country, major, minor)
        return "<QBXML/>"

    def receive_response_xml(self, ticket, response, hresult, message):
        self._heard(ticket, response, hresult, message)
        return 100

    def connection_error(self, ticket, hresult, message):
        self._heard(ticket, hresult, message)
        return "done"

    def get_last_error(self, ticket):
        self._heard(ticket)
        return "NoOp"

    def close_connection(self, ticket):
        self._heard(ticket)
        return "OK"

    def interactive_url(self, ticket, session_id):
        self._heard(ticket, session_id)
        return "https://localhost/"

    def interactive_rejected(self, ticket, reason):
        self._heard(ticket, reason)
        return "Never mind."

    def interactive_done(self, ticket):
        self._heard(ticket)
        return "Done"


class RefusingPort:
    """Refuses whatever it is asked."""

    def __getattr__(self, method):
        return self._refuse

    def _refuse(self, *arguments):
        raise verbs.CallRefused("Unknown ticket.", todo="Update again.")


def _texts(answer):
    slot = etree.fromstring(answer)[0][0][0]
    return [item.text or "" for item in slot] or slot.text or ""


class TestVerbs(unittest.TestCase):
    def asked(self, name, soap_action="", **arguments):
        port = RecordingPort()
        answer = verbs.perform(Call(name, arguments), port, soap_action)
        return port.calls, _texts(answer)

    def test_every_verb_has_a_method_that_takes_its_arguments(self):
        for name, verb in verbs.VERBS.items():
            with self.subTest(name):
                arguments = {argument: "1" for argument, _kind in verb.arguments}
                calls, _answer = self.asked(name, **arguments)
                self.assertEqual(len(calls[0]) if calls else 0, len(verb.arguments))

    def test_arguments_arrive_in_the_order_of_the_port(self):
        calls, answer = self.asked(
            "sendRequestXML",
            qbXMLMinorVers="0",
            qbXMLMajorVers=" 16",
            strCompanyFileName="C:\\a.qbw",
            strHCPResponse="<HCP/>",
            ticket="t",
            qbXMLCountry="US",
        )
        self.assertEqual(calls, [("t", "<HCP/>", "C:\\a.qbw", "US", 16, 0)])
        self.assertEqual(answer, "<QBXML/>")

    def test_absent_arguments_are_empty_or_zero(self):
        self.assertEqual(self.asked("sendRequestXML")[0], [("", "", "", "", 0, 0)])

    def test_a_number_that_is_none_is_refused(self):
        for wrong in ("abc", "1.5", "-1", "9" * 10, "١٢"):
            with self.subTest(wrong), self.assertRaises(EnvelopeRefused) as caught:
                self.asked("sendRequestXML", qbXMLMajorVers=wrong)
            self.assertEqual(caught.exception.where, "qbXMLMajorVers")

    def test_an_unknown_operation_is_refused(self):
        for name in ("dropTables", "__class__", "connection_id", ""):
            with self.assertRaises(EnvelopeRefused):
                self.asked(name)

    def test_a_soap_action_that_contradicts_the_body_is_refused(self):
        agreeing = f'"{NAMESPACE}getLastError"'
        self.assertEqual(self.asked("getLastError", agreeing, ticket="t")[1], "NoOp")
        self.assertEqual(self.asked("getLastError", '""', ticket="t")[1], "NoOp")
        with self.assertRaises(EnvelopeRefused):
            self.asked("getLastError", f'"{NAMESPACE}authenticate"')

    def test_a_refused_call_gets_the_own_error_answer_of_its_verb(self):
        words = "Unknown ticket. Update again."
        expected = {
            "serverVersion": words,
            "clientVersion": f"E:{words}",
            "authenticate": ["", "nvu"],
            "connectionError": "done",
            "sendRequestXML": "",
            "receiveResponseXML": "-1",
            "getLastError": words,
            "closeConnection": words,
            "getInteractiveURL": "",
            "interactiveRejected": words,
            "interactiveDone": "Done",
        }
        self.assertEqual(
            {
                name: _texts(verbs.perform(Call(name), RefusingPort()))
                for name in verbs.VERBS
            },
            expected,
        )

    def test_other_errors_of_the_port_pass_untouched(self):
        class Failing(RecordingPort):
            def get_last_error(self, ticket):
                raise RuntimeError("database gone")

        with self.assertRaisesRegex(RuntimeError, "database gone"):
            verbs.perform(Call("getLastError"), Failing())

    def test_bytes_in_bytes_out(self):
        body = (
            f'<s:Envelope xmlns:s="{SOAP}"><s:Body>'
            f'<closeConnection xmlns="{NAMESPACE}">'
            "<ticket>t</ticket></closeConnection></s:Body></s:Envelope>"
        )
        self.assertEqual(_texts(verbs.serve(body.encode(), RecordingPort())), "OK")

    @requires_reference
    def test_the_recorded_session_reaches_the_port_as_it_was_said(self):
        port = RecordingPort()
        calls = recorded_calls()
        for call in calls:
            verbs.serve(call.body, port)
        spoken = [call.values for call in calls if call.values]
        self.assertEqual(port.calls, spoken)
        self.assertEqual(len(port.calls), 12)
