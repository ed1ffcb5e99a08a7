"""The simulated Web Connector against a scripted web service."""

import unittest

from lxml import etree

from ..simulator.wire.qwc import QwcError, read_qwc
from ..simulator.wire.transport import Lost, Reply
from .test_simulator_common import (
    FILE,
    OWNER,
    QWC,
    ConnectorMixin,
    ScriptedService,
    add,
    message_set,
    query,
)

LOGIN = ["serverVersion", "clientVersion", "authenticate"]
FAULT = (
    b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
    b"<e:Fault><faultcode>e:Server</faultcode><faultstring>no</faultstring></e:Fault>"
    b"</e:Body></e:Envelope>"
)


class TestSession(ConnectorMixin, unittest.TestCase):
    def test_calls_come_in_the_recorded_order(self):
        service = ScriptedService([message_set(add("Ann")), message_set(query())])
        report = self.connector(service).run()
        exchange = ["sendRequestXML", "receiveResponseXML"]
        self.assertEqual(report.methods, LOGIN + exchange * 2 + ["closeConnection"])
        self.assertEqual(report.end, "done")
        self.assertTrue(report.ok)
        self.assertEqual(report.percents, [50, 100])
        self.assertIn("Ann", report.responses[1])
        self.assertTrue(report.wrote)

    def test_credentials_and_ticket_are_handed_over(self):
        service = ScriptedService([message_set(query())])
        self.connector(service).run()
        self.assertEqual(
            service.arguments("authenticate"),
            [{"strUserName": "qb", "strPassword": "password"}],
        )
        for method in ("sendRequestXML", "receiveResponseXML", "closeConnection"):
            self.assertEqual(service.arguments(method)[0]["ticket"], "ticket")

    def test_only_the_first_request_carries_host_company_and_preferences(self):
        service = ScriptedService([message_set(query())] * 2)
        self.connector(service).run()
        first, second = service.arguments("sendRequestXML")
        self.assertEqual(second["strHCPResponse"], "")
        answers = etree.fromstring(first["strHCPResponse"].encode())[0]
        self.assertEqual(
            [(one.tag, one.get("requestID")) for one in answers],
            [
                ("HostQueryRs", "0"),
                ("CompanyQueryRs", "1"),
                ("PreferencesQueryRs", "2"),
            ],
        )
        for sent in (first, second):
            self.assertEqual(sent["strCompanyFileName"], self.company.file_path)
            self.assertEqual(sent["qbXMLCountry"], "US")
            self.assertEqual(
                (sent["qbXMLMajorVers"], sent["qbXMLMinorVers"]), ("16", "0")
            )

    def test_the_file_id_is_stamped_once_and_comes_back_with_the_company(self):
        for _ in range(2):
            service = ScriptedService([message_set(query())])
            self.connector(service).run()
            sent = service.arguments("sendRequestXML")[0]["strHCPResponse"]
            company = etree.fromstring(sent.encode()).find(".//CompanyRet")
            (ext,) = company.findall("DataExtRet")
            self.assertEqual(ext.findtext("DataExtName"), "FileID")
            self.assertEqual(ext.findtext("DataExtValue"), FILE)

    def test_a_read_only_application_stamps_nothing(self):
        service = ScriptedService([message_set(query())])
        qwc = QWC.replace("false</IsReadOnly>", "true</IsReadOnly>")
        self.connector(service, qwc).run()
        self.assertEqual(self.company.data_exts.of(("company", ""), [OWNER]), [])

    def test_a_refused_message_set_arrives_as_a_hresult(self):
        service = ScriptedService([message_set("<NoSuchRq />"), message_set(query())])
        report = self.connector(service).run()
        received = service.arguments("receiveResponseXML")
        self.assertEqual(received[0]["response"], "")
        self.assertEqual(received[0]["hresult"], "0x80040400")
        self.assertEqual(
            received[0]["message"],
            "QuickBooks found an error when parsing the provided XML text stream.",
        )
        self.assertEqual(received[1]["hresult"], "")
        self.assertEqual(report.hresults, ["0x80040400", ""])

    def test_no_work_ends_before_quickbooks_is_asked(self):
        report = self.connector(ScriptedService()).run()
        self.assertEqual((report.end, report.methods), ("none", LOGIN))
        self.assertTrue(report.ok)

    def test_a_wrong_password_and_a_busy_service_end_the_session(self):
        for word in ("nvu", "busy"):
            service = ScriptedService(authenticate=["", word])
            report = self.connector(service).run()
            self.assertEqual((report.end, report.methods), (word, LOGIN))
            self.assertFalse(report.ok)

    def test_the_service_can_postpone_and_space_the_sessions(self):
        service = ScriptedService(authenticate=["t", "none", "60", "300"])
        report = self.connector(service).run()
        self.assertEqual((report.postpone, report.every), (60, 300))

    def test_no_op_waits_five_seconds_and_asks_again(self):
        sets = ["", message_set(query())]
        service = ScriptedService(sets, getLastError="NoOp")
        before = self.clock.now
        report = self.connector(service).run()
        self.assertEqual(
            report.methods[3:],
            [
                "sendRequestXML",
                "getLastError",
                "sendRequestXML",
                "receiveResponseXML",
                "closeConnection",
            ],
        )
        self.assertEqual((report.waits, report.end), (1, "done"))
        self.assertGreaterEqual((self.clock.now - before).total_seconds(), 5)

    def test_an_empty_request_is_not_done_but_an_error(self):
        service = ScriptedService([""], getLastError="something broke")
        report = self.connector(service).run()
        self.assertEqual(
            report.methods[3:], ["sendRequestXML", "getLastError", "closeConnection"]
        )
        self.assertEqual((report.end, report.error), ("error", "something broke"))

    def test_a_negative_percentage_leads_to_the_last_error(self):
        service = ScriptedService(
            [message_set(query())], receiveResponseXML=-1, getLastError="bad"
        )
        report = self.connector(service).run()
        self.assertEqual(report.methods[-2:], ["getLastError", "closeConnection"])
        self.assertEqual((report.end, report.error), ("error", "bad"))

    def test_a_soap_fault_ends_the_session_without_closing(self):
        service = ScriptedService([message_set(query())])

        def broken(verb, url, body, headers):
            if b"receiveResponseXML" in body:
                return Reply(500, FAULT)
            return service(verb, url, body, headers)

        report = self.connector(broken).run()
        self.assertEqual(report.methods[-1], "receiveResponseXML")
        self.assertEqual(report.end, "lost")
        self.assertIn("Fault", report.error)

    def test_an_answer_that_cannot_be_read_ends_the_session(self):
        envelope = (
            '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
            "{}</e:Body></e:Envelope>"
        )
        other = '<serverVersionResponse xmlns="http://other/"/>'
        html = {"Content-Type": "text/html; charset=utf-8"}
        for reply in (
            Reply(200, b""),
            Reply(200, b"hello"),
            Reply(200, b"<html/>"),
            Reply(200, envelope.format("").encode()),
            Reply(200, envelope.format(other).encode()),
            Reply(200, envelope.format("").encode(), html),
            Reply(303, b"", {"Location": "/web/login"}),
            Reply(500, b"<html/>"),
        ):
            with self.subTest(reply=reply):
                report = self.connector(lambda *call, reply=reply: reply).run()
                self.assertEqual(
                    (report.end, report.methods), ("lost", ["serverVersion"])
                )

    def test_no_answer_ends_the_session_without_closing(self):
        def gone(verb, url, body, headers):
            raise Lost("connection refused")

        report = self.connector(gone).run()
        self.assertEqual((report.end, report.methods), ("lost", ["serverVersion"]))

    def test_a_version_that_is_too_old_ends_the_session(self):
        service = ScriptedService([message_set(query())], clientVersion="E:too old")
        report = self.connector(service).run()
        self.assertEqual((report.end, report.error), ("version", "E:too old"))
        service = ScriptedService([message_set(query())], clientVersion="W:old")
        self.assertEqual(self.connector(service).run().end, "done")

    def test_the_service_can_ask_for_another_company_file(self):
        other = self.company.copy(r"C:\Other.qbw")
        service = ScriptedService(
            [message_set(query())], authenticate=["t", r"c:\other.QBW"]
        )
        self.connector(service, other_files=[other], running=False).run()
        sent = service.arguments("sendRequestXML")[0]
        self.assertEqual(sent["strCompanyFileName"], r"C:\Other.qbw")

    def test_a_file_that_is_not_the_open_one_is_a_connection_error(self):
        service = ScriptedService(
            [message_set(query())],
            authenticate=["t", r"C:\No.qbw"],
            connectionError="done",
        )
        report = self.connector(service).run()
        self.assertEqual(report.methods, [*LOGIN, "connectionError"])
        self.assertEqual(report.end, "not opened")
        (told,) = service.arguments("connectionError")
        self.assertEqual(told["hresult"], "0x8004040A")

    def test_quickbooks_that_is_not_running_needs_a_file_name(self):
        service = ScriptedService([message_set(query())], connectionError="done")
        report = self.connector(service, running=False).run()
        self.assertIn("0x80040416", report.error)
        service.answers["authenticate"] = ["t", self.company.file_path]
        self.assertEqual(self.connector(service, running=False).run().end, "done")
        service.answers["authenticate"] = ["t", r"C:\No.qbw"]
        report = self.connector(service, running=False).run()
        self.assertIn("0x80040408", report.error)

    def test_after_a_connection_error_another_path_is_tried_once(self):
        service = ScriptedService(
            [message_set(query())],
            authenticate=["t", r"C:\No.qbw"],
            connectionError=self.company.file_path,
        )
        self.assertEqual(self.connector(service).run().end, "done")
        service = ScriptedService(
            [message_set(query())],
            authenticate=["t", r"C:\No.qbw"],
            connectionError=r"C:\Neither.qbw",
        )
        report = self.connector(service).run()
        self.assertEqual(report.methods, [*LOGIN, "connectionError", "connectionError"])
        self.assertEqual(report.end, "not opened")

    def test_a_session_that_never_ends_is_given_up(self):
        service = ScriptedService([""], sendRequestXML="", getLastError="NoOp")
        report = self.connector(service, max_calls=20).run()
        self.assertEqual(report.end, "gave up")

    def test_iterators_die_with_the_session(self):
        start = query("<MaxReturned>1</MaxReturned>", iterator="Start")
        for name in ("Ann", "Bob"):
            self.company.user_add("Customer", Name=name)
        for _ in range(2):
            report = self.connector(ScriptedService([message_set(start)])).run()
            self.assertIn('iteratorRemainingCount="1"', report.responses[0])

    def test_text_outside_ascii_arrives_as_it_was_sent(self):
        service = ScriptedService([message_set(add("Zürich &#153;"))])
        self.connector(service).run()
        self.assertIsNotNone(self.company.find("Customer", "Zürich ™"))

    def test_the_wsdl_of_the_service_can_be_used(self):
        from ..simulator.wire.qbwc import wsdl

        service = ScriptedService([message_set(query())])

        def with_wsdl(verb, url, body, headers):
            if url.endswith("?wsdl"):
                return wsdl(url).encode()
            return service(verb, url, body, headers)

        self.assertEqual(self.connector(with_wsdl, wsdl="served").run().end, "done")


class TestAddingTheApplication(ConnectorMixin, unittest.TestCase):
    def test_both_addresses_are_fetched(self):
        service = ScriptedService()
        self.connector(service).add_application()
        self.assertEqual(
            service.seen,
            [
                ("GET", "https://odoo.example/qbwc"),
                ("GET", "https://odoo.example/help"),
            ],
        )

    def test_an_address_that_does_not_answer_is_refused(self):
        service = ScriptedService()
        service.get_status = 405
        with self.assertRaises(QwcError) as caught:
            self.connector(service).add_application()
        self.assertEqual(caught.exception.code, "QBWC1048")

    def test_the_file_says_who_and_how_often(self):
        qwc = read_qwc(QWC)
        self.assertEqual((qwc.user, qwc.owner_id, qwc.file_id), ("qb", OWNER, FILE))
        self.assertEqual((qwc.every, qwc.read_only), (300, False))

    def test_a_bad_file_is_refused_as_the_web_connector_does(self):
        for old, new, code in (
            ("https://odoo.example/help", "https://other.example/", "QBWC1000"),
            ("odoo.example", "10.0.0.1", "QBWC1001"),
            ("https:", "http:", "QBWC1010"),
            (OWNER, OWNER.strip("{}"), "QBWC1039"),
            (FILE, "", "QBWC1039"),
            ("<UserName>qb</UserName>", "", "QBWC1039"),
            ("</QBWCXML>", "", "QBWC1039"),
            ("QBWCXML", "QBXML", "QBWC1039"),
        ):
            with self.subTest(new=new), self.assertRaises(QwcError) as caught:
                read_qwc(QWC.replace(old, new))
            self.assertEqual(caught.exception.code, code)

    def test_localhost_needs_no_https(self):
        qwc = read_qwc(QWC.replace("https://odoo.example", "http://localhost:8069"))
        self.assertEqual(qwc.url, "http://localhost:8069/qbwc")
