"""The simulator as a program, over HTTP."""

import http.server
import io
import tempfile
import threading
import unittest
from contextlib import redirect_stdout
from pathlib import Path

from ..simulator import __main__ as program
from ..simulator.company_file import CompanyFile
from .test_simulator_common import QWC, ScriptedService, message_set, query


class _Handler(http.server.BaseHTTPRequestHandler):
    service = None
    seen_headers = None
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._answer("GET", b"")

    def do_POST(self):
        type(self).seen_headers = dict(self.headers)
        self._answer("POST", self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, verb, body):
        reply = self.service(verb, self.path, body, self.headers)
        body = getattr(reply, "body", reply)
        self.send_response(getattr(reply, "status", 200))
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Say nothing."""


class TestTheProgram(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.handler = type("Handler", (_Handler,), {"service": ScriptedService()})
        self.server = http.server.ThreadingHTTPServer(("localhost", 0), self.handler)
        thread = threading.Thread(
            target=self.server.serve_forever, args=(0.01,), daemon=True
        )
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        address = f"http://localhost:{self.server.server_port}"
        self.qwc = self.folder / "odoo.qwc"
        self.qwc.write_text(QWC.replace("https://odoo.example", address))

    def run_program(self, *arguments):
        path = self.folder / "company.sqlite"
        said = io.StringIO()
        with redirect_stdout(said):
            code = program.main(
                [
                    *("--qwc", str(self.qwc), "--password", "p"),
                    *("--company", str(path), *arguments),
                ]
            )
        return code, said.getvalue()

    def test_one_session_over_http(self):
        self.handler.service.sets = [message_set(query())]
        seeds = ("--seed-customers", "5", "--seed-items", "4", "--seed-documents", "3")
        seeds += ("--seed-vendors", "2", "--seed-bills", "6")
        code, said = self.run_program("--once", "--add", *seeds)
        self.assertEqual(code, 0, said)
        self.assertIn("5 customers added to Simulated Company", said)
        self.assertIn("4 items added to Simulated Company", said)
        self.assertIn("3 documents added to Simulated Company", said)
        self.assertIn("2 vendors added to Simulated Company", said)
        self.assertIn("6 bills, credits and payments added", said)
        self.assertIn("QuickBooks answered CustomerQuery 0 (1)", said)
        self.assertIn("session 1: done", said)

    def test_headers_are_those_of_the_recording(self):
        self.handler.service.sets = [message_set(query())]
        self.run_program()
        headers = self.handler.seen_headers
        self.assertEqual(headers["Expect"], "100-continue")
        self.assertEqual(
            headers["SOAPAction"], '"http://developer.intuit.com/closeConnection"'
        )
        self.assertIn("MS Web Services Client Protocol", headers["User-Agent"])

    def test_the_company_file_is_kept(self):
        self.run_program("--seed-customers", "3", "--name", "Rock Castle")
        company = CompanyFile(str(self.folder / "company.sqlite"))
        self.addCleanup(company.close)
        self.assertEqual(len(company.objects("Customer")), 3)
        self.assertEqual(company.name, "Rock Castle")

    def test_a_service_that_is_not_there_is_reported(self):
        self.qwc.write_text(
            QWC.replace("https://odoo.example", "http://localhost:9/none")
        )
        code, said = self.run_program("--add")
        self.assertEqual(code, 2)
        self.assertIn("QBWC1048", said)
        code, said = self.run_program()
        self.assertEqual(code, 1)
        self.assertIn("session 1: lost", said)

    def test_a_plan_of_faults_can_be_given(self):
        plan = self.folder / "faults.json"
        plan.write_text('[{"kind": "drop_answer", "method": "authenticate"}]')
        code, said = self.run_program("--faults", str(plan))
        self.assertEqual(code, 1)
        self.assertIn("FAULT drop_answer after authenticate 1", said)
