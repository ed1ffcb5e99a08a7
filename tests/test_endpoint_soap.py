import logging
from unittest.mock import patch

import psycopg2.errorcodes
import psycopg2.errors
import zeep
from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.http import SessionExpiredException
from odoo.service import model as service_model
from odoo.tests import tagged, test_cursor
from odoo.tools import config, mute_logger

from ..core.qbwc import envelope
from ..core.qbwc.verbs import CallRefused
from .test_endpoint_common import PATH, EndpointCase, soap

REFUSALS = "odoo.addons.quickbooks_desktop.controllers.dispatcher"

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]>
<x>&e;</x>"""


class Conflict(psycopg2.errors.SerializationFailure):
    """PostgreSQL's error for the later one of two transactions."""

    pgcode = psycopg2.errorcodes.SERIALIZATION_FAILURE


@tagged("post_install", "-at_install")
class TestLooking(EndpointCase):
    def test_a_person_gets_a_page(self):
        response = self.url_open(PATH)
        self.assertEqual(response.status_code, 200)
        self.assertIn("text/html", response.headers["Content-Type"])
        self.assertIn("Web Connector", response.text)
        self.assertEqual(self.url_open(PATH, method="HEAD").status_code, 200)

    def test_the_wsdl_has_the_address_it_was_fetched_from(self):
        for query in ("?wsdl", "?WSDL"):
            response = self.url_open(PATH + query)
            self.assertIn(f'location="{self.base_url()}{PATH}"', response.text)

    def test_behind_a_proxy_the_wsdl_has_the_address_of_the_proxy(self):
        forwarded = {
            "X-Forwarded-Host": "odoo.example.com",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "203.0.113.5",
        }
        with patch.dict(config.options, {"proxy_mode": True}):
            response = self.url_open(f"{PATH}?wsdl", headers=forwarded)
        self.assertIn(f'location="https://odoo.example.com{PATH}"', response.text)


@tagged("post_install", "-at_install")
class TestCalls(EndpointCase):
    def setUp(self):
        super().setUp()
        self.port = self.fake_port()

    def test_a_client_made_from_our_wsdl_holds_a_conversation(self):
        transport = zeep.Transport(session=self.opener)
        client = zeep.Client(f"{self.base_url()}{PATH}?wsdl", transport=transport)
        service = client.service
        self.assertEqual(service.serverVersion(), "19.0")
        self.assertEqual(service.clientVersion("2.3.0.20") or "", "")
        self.assertEqual(service.authenticate("api", "secret"), ["ticket", "none"])
        request = service.sendRequestXML("ticket", "<HCP/>", "C:\\a.qbw", "US", 16, 0)
        self.assertEqual(request or "", "")
        self.assertEqual(service.receiveResponseXML("ticket", "<A/>", "", ""), 100)
        self.assertEqual(service.connectionError("ticket", "0x80040408", ""), "done")
        self.assertEqual(service.getLastError("ticket"), "Nothing went wrong.")
        self.assertEqual(service.closeConnection("ticket"), "OK")

    def test_the_interactive_calls_are_answered_though_no_wsdl_has_them(self):
        self.assertEqual(self.call("getInteractiveURL", wcTicket="t", sessionID=1), "")
        rejected = self.call("interactiveRejected", wcTicket="t", reason="no")
        self.assertEqual(rejected, "Never mind.")
        self.assertEqual(self.call("interactiveDone", wcTicket="t"), "Done")

    def test_the_port_is_made_for_address_and_url_and_acts_for_the_system(self):
        self.call("serverVersion")
        self.assertEqual(self.port.made_for, [("127.0.0.1", self.base_url() + PATH)])
        self.assertTrue(self.port.env.su)

    def test_no_cookie_is_set(self):
        response = self.post(soap("serverVersion"))
        self.assertNotIn("Set-Cookie", response.headers)

    def test_large_text_goes_both_ways(self):
        text = "<Name>Käse & Söhne</Name>\n" * 100_000
        kept = []
        self.port.receive_response_xml = lambda *arguments: kept.append(arguments) or 5
        answer = {"ticket": "ticket", "response": text}
        self.assertEqual(self.call("receiveResponseXML", **answer), "5")
        self.assertEqual(kept[0][1], text)
        self.port.get_last_error = lambda ticket: text
        self.assertEqual(self.call("getLastError"), text)

    def test_a_refused_call_gets_the_own_error_answer_of_its_verb(self):
        def refuse(*arguments):
            raise CallRefused("Odoo does not know this ticket.")

        self.port.receive_response_xml = self.port.get_last_error = refuse
        self.assertEqual(self.call("receiveResponseXML", ticket="t"), "-1")
        words = self.call("getLastError", ticket="t")
        self.assertEqual(words, "Odoo does not know this ticket.")

    def test_the_content_type_does_not_matter(self):
        for content_type in (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json",
            "text/plain",
            "",
        ):
            with self.subTest(content_type):
                response = self.post(soap("serverVersion"), Content_Type=content_type)
                self.assertEqual(response.status_code, 200)

    def test_one_line_of_log_without_secrets_or_customers(self):
        with self.assertLogs("odoo.addons.quickbooks_desktop", logging.INFO) as logs:
            self.call("authenticate", strUserName="api", strPassword="secret")
        self.assertRegex(
            "\n".join(logs.output), r"^[^\n]*authenticate connection=7 \d+"
        )
        with self.assertLogs("odoo", logging.INFO) as logs:
            self.call("authenticate", strUserName="api", strPassword="secret")
            self.call(
                "receiveResponseXML", ticket="secret", response="secret", hresult=""
            )
            self.call("getLastError", ticket="secret")
        self.assertNotIn("secret", "\n".join(logs.output))


@tagged("post_install", "-at_install")
class TestRefusedInput(EndpointCase):
    def setUp(self):
        super().setUp()
        self.port = self.fake_port()

    def refused(self, body, **headers):
        with (
            self.assertLogs(REFUSALS, logging.INFO) as logs,
            self.assertNoLogs("odoo", "WARNING"),
        ):
            response = self.post(body, **headers)
        self.assertEqual(len(logs.records), 1, logs.output)
        self.assertEqual(logs.records[0].levelno, logging.INFO)
        self.assertIsNone(logs.records[0].exc_info)
        self.assertNotIn("secret", logs.output[0])
        return self.assert_fault(response, "Client")

    def test_malformed_input_is_a_fault_and_one_line_of_log(self):
        call = soap("getLastError", ticket="secret")
        for body in (
            call[:-9],
            b"<html><body>secret<br></body></html>",
            b"user=secret",
            b'{"jsonrpc": "2.0"}',
            call.replace(b"getLastError", b"dropTables"),
            call.replace(b"developer", b"devious"),
            soap("sendRequestXML", qbXMLMajorVers="secret"),
            b" ",
        ):
            with self.subTest(body[:60]):
                self.refused(body)

    def test_an_empty_body_is_a_fault(self):
        with self.assertLogs(REFUSALS, logging.INFO):
            response = self.url_open(
                PATH, method="POST", headers={"Content-Type": "text/xml"}
            )
        self.assertIn("empty", self.assert_fault(response, "Client"))

    def test_document_types_and_entities_are_a_fault(self):
        for body in (
            LAUGHS,
            b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" + soap("serverVersion")[39:],
            b"<!DOCTYPE x [<!ENTITY y SYSTEM 'http://127.0.0.1/'>]><x>&y;</x>",
        ):
            self.assertIn("document type", self.refused(body))

    def test_the_wrong_encoding_is_a_fault_and_utf_16_is_not(self):
        text = soap("getLastError", ticket="é").decode()
        undeclared = text.partition("?>")[2]
        self.refused(undeclared.encode("latin-1"))
        self.refused(undeclared.encode(), Content_Type="text/xml; charset=utf-16")
        self.refused(undeclared.encode(), Content_Type="text/xml; charset=klingon")
        self.assertEqual(self.post(undeclared.encode("utf-16")).status_code, 200)

    def test_a_soap_action_for_another_operation_is_a_fault(self):
        action = '"http://developer.intuit.com/authenticate"'
        self.refused(soap("serverVersion"), SOAPAction=action)

    def test_a_body_of_100_megabytes_is_refused_unread(self):
        head = (
            "Host: localhost\r\nContent-Type: text/xml\r\nContent-Length: 104857600\r\n"
            "Expect: 100-continue"
        )
        with self.assertLogs(REFUSALS, logging.INFO) as logs:
            status, headers, content = self.converse(head.encode(), b"<soap:Envelope")
        self.assertEqual(len(logs.records), 1)
        self.assertEqual((status, headers["Content-Type"][:8]), (500, "text/xml"))
        self.assertIn(b"larger than Odoo accepts", content)

    def test_a_long_body_is_read_only_with_a_known_ticket(self):
        made = self.port.made_for
        for ticket in ("unknown", "", "ticket-of-yesterday"):
            body = soap("receiveResponseXML", ticket=ticket, response="x" * 70_000)
            self.assertIn("session that it knows", self.refused(body))
        long = soap("authenticate", strUserName="x" * 70_000)
        self.assertIn("65536 bytes", self.refused(long))
        made.clear()
        short = soap("receiveResponseXML", ticket="unknown", response="x" * 60_000)
        self.assertEqual(self.post(short).status_code, 200)
        long = soap("receiveResponseXML", ticket="ticket", response="x" * 70_000)
        self.assertEqual(self.post(long).status_code, 200)

    def test_nothing_of_a_long_body_is_parsed_without_a_ticket(self):
        body = soap("authenticate", strUserName="x" * 70_000)
        with patch.object(envelope, "read_call") as parse:
            self.refused(body)
        parse.assert_not_called()

    def test_a_long_body_that_does_not_tell_its_length_is_larger_too(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("quickbooks_desktop.max_request_bytes", "100000")
        for ticket in ("ticket", "unknown"):
            body = soap("receiveResponseXML", ticket=ticket, response="x" * 300_000)
            chunks = (body[start : start + 5000] for start in range(0, 300_000, 5000))
            self.assertIn("larger than", self.refused(chunks))

    def test_the_largest_size_is_a_parameter(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("quickbooks_desktop.max_request_bytes", "1000")
        self.refused(soap("getLastError", ticket="x" * 1000))
        self.assertEqual(self.call("getLastError"), "Nothing went wrong.")
        parameters.set_param("quickbooks_desktop.max_request_bytes", "many")
        self.assertEqual(self.call("getLastError"), "Nothing went wrong.")


@tagged("post_install", "-at_install")
class TestFailures(EndpointCase):
    """Whatever fails on our side, and wherever: a SOAP fault, and nothing is kept."""

    def setUp(self):
        super().setUp()
        self.port = self.fake_port()
        self.throttle = self.env["qbd.throttle"]
        self.served = self.finished = 0

    def fails(self, effect):
        """Have a call write something and then fail, or spoil the steps after it."""

        def served(ticket):
            self.served += 1
            self.port.env["qbd.throttle"]._failed("192.0.2.1")
            answer = effect()
            self.finished += 1
            return answer

        self.port.get_last_error = served
        with mute_logger("odoo.http", "odoo.sql_db", "odoo.service.model"):
            response = self.post(soap("getLastError", ticket="t"))
        words = self.assert_fault(response, "Server")
        self.assertNotIn("secret", words)
        self.assertFalse(self.throttle.search([("address", "=", "192.0.2.1")]))

    def test_errors_in_the_port(self):
        for error in (
            RuntimeError("secret"),
            UserError("secret"),
            AccessError("secret"),
            AccessDenied("secret"),
            SessionExpiredException("secret"),
            psycopg2.OperationalError("secret"),
            RecursionError("secret"),
            MemoryError("secret"),
        ):
            with self.subTest(type(error).__name__):

                def effect(error=error):
                    raise error

                self.fails(effect)

    def test_an_http_error_in_the_port_is_no_page_either(self):
        def missing(ticket):
            raise NotFound()

        self.port.get_last_error = missing
        with mute_logger("odoo.http"):
            self.assert_fault(self.post(soap("getLastError")), "Client")

    def test_an_answer_of_the_wrong_type(self):
        for result in (None, False, object()):
            with self.subTest(result):
                self.fails(lambda result=result: result)

    def test_an_error_at_flush(self):
        def effect():
            parameters = self.port.env["ir.config_parameter"].search([], limit=2)
            parameters[0].key = parameters[1].key  # only the flush finds it out
            return "All is well."

        self.fails(effect)
        self.assertEqual(self.finished, 1)

    def test_an_error_before_commit(self):
        def hook():
            raise RuntimeError("secret")

        def effect():
            self.port.env.cr.precommit.add(hook)
            return "All is well."

        self.fails(effect)
        self.assertEqual(self.finished, 1)

    def test_an_error_at_commit(self):
        def effect():
            error = psycopg2.errors.InFailedSqlTransaction("secret")
            self.patch(test_cursor.TestCursor, "commit", self.raising(error))
            return "All is well."

        self.fails(effect)
        self.assertEqual(self.finished, 1)

    def raising(self, error):
        def raise_error(*arguments):
            raise error

        return raise_error

    def test_a_concurrency_error_repeats_the_call(self):
        def served(ticket):
            self.served += 1
            if self.served < 3:
                raise Conflict("secret")
            return "Third time lucky."

        self.port.get_last_error = served
        with self.without_waiting(), mute_logger("odoo.service.model"):
            self.assertEqual(self.call("getLastError"), "Third time lucky.")
        self.assertEqual(self.served, 3)

    def test_a_concurrency_error_that_stays_is_a_fault(self):
        with self.without_waiting():
            self.fails(self.raising(Conflict("secret")))
        self.assertEqual(self.served, service_model.MAX_TRIES_ON_CONCURRENCY_FAILURE)

    def without_waiting(self):
        return patch.object(service_model.random, "uniform", return_value=0.0)
