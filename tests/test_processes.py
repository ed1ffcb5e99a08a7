"""Real Odoo servers: killed at any moment, and two of them at a time."""

import itertools
import os
import random
import tempfile
import threading
import time
import unittest

from ..simulator.clock import Clock
from ..simulator.company_file import CompanyFile
from ..simulator.transport import HttpTransport
from ..simulator.web_connector import WebConnector
from . import processes

START = "2026-07-01T09:00:00"
SEED = int(os.environ.get("QBD_PROCESS_SEED") or 1)
FIELDS = ("name", "phone", "email", "city", "active")


@unittest.skipUnless(processes.available(), processes.MISSING)
class ProcessCase(unittest.TestCase):
    """A database, a company file, and what belongs to both: customers."""

    cron_threads = 0

    def setUp(self):
        super().setUp()
        folder = self.enter(tempfile.TemporaryDirectory())
        self.database = self.enter(processes.Database())
        self.server = self.new_server(folder)
        self.odoo = processes.Client(self.server.url, self.database)
        self.company = CompanyFile(clock=Clock(START, step=1))
        self.qwc, self.password = self.connect()

    def enter(self, manager):
        value = manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)
        return value

    def new_server(self, folder):
        server = processes.Server(self.database, folder, self.cron_threads)
        return self.enter(server)

    def connect(self):
        """Make a connection as a manager does; what is out never blocks the next."""
        call = self.odoo.call
        call("ir.config_parameter", "set_param", "password.hashing.rounds", "1")
        values = {"tz": "America/New_York", "lease_minutes": 0}
        connection = call("qbd.connection", "create", [values])
        wizard = call("qbd.connection", "action_new_password", connection)
        shown = call(wizard["res_model"], "read", [wizard["res_id"]], ["password"])
        path = f"/qbd/connection/{connection[0]}/qwc"
        return self.odoo.download(path), shown[0]["password"]

    def new_connector(self, transport=None):
        return WebConnector(
            self.qwc,
            self.password,
            self.company,
            transport=transport or HttpTransport(),
            sleep=lambda _seconds: time.sleep(0.1),
        )

    # -- people -----------------------------------------------------------------------

    def add_customers(self, number):
        """So many new customers on each side."""
        self.odoo.call(
            "res.partner",
            "create",
            [
                {"name": f"Odoo {n:03}", "phone": f"1-{n}", "customer_rank": 1}
                for n in range(number)
            ],
        )
        for n in range(number):
            self.company.user_add("Customer", Name=f"QuickBooks {n:03}", Phone=f"2-{n}")

    def edit_in_odoo(self, names, **values):
        found = self.odoo.read("res.partner", [("name", "in", names)], ["id"])
        self.assertEqual(len(found), len(names))
        self.odoo.call("res.partner", "write", [one["id"] for one in found], values)

    def edit_in_quickbooks(self, names, **fields):
        for name in names:
            customer = self.company.find("Customer", name)
            self.company.user_mod(customer["ListID"], kind="Customer", **fields)

    # -- both sides ---------------------------------------------------------------------

    def in_odoo(self):
        domain = [("customer_rank", ">", 0)]
        rows = self.odoo.read("res.partner", domain, [*FIELDS])
        return sorted(tuple(row[name] or None for name in FIELDS) for row in rows)

    def in_quickbooks(self):
        return sorted(
            (
                one["Name"],
                one.get("Phone"),
                one.get("Email"),
                one.get("BillAddress", {}).get("City"),
                one["IsActive"] == "true" or None,
            )
            for one in self.company.objects("Customer")
        )

    def run_session(self):
        report = self.new_connector().run()
        self.assertEqual(report.end, "done", report)
        return report

    def run_until_quiet(self, limit=10):
        for _ in range(limit):
            if not self.run_session().wrote:
                return
        self.fail(f"no end after {limit} sessions")

    def assert_equal_and_quiet(self, number):
        """Both sides are equal, and one more session writes on neither."""
        self.assertEqual(len(self.in_quickbooks()), number)
        self.assertEqual(self.in_odoo(), self.in_quickbooks())
        before = self.traces()
        self.assertFalse(self.run_session().wrote)
        self.assertEqual(self.traces(), before)

    def traces(self):
        """What changes with any write."""
        links = self.odoo.read("qbd.link", [], ["state", "qb_id", "record_id"])
        self.assertEqual({link["state"] for link in links}, {"ok"})
        partners = self.odoo.read("res.partner", [], ["write_date"])
        return links, partners, self.company.objects("Customer")


class BetweenCalls(HttpTransport):
    """Something happens before every call but the first."""

    def __init__(self, action):
        super().__init__()
        self.action = action
        self.count = 0

    def post(self, url, body, headers):
        if self.count:
            self.action()
        self.count += 1
        return super().post(url, body, headers)


class TestKilledServer(ProcessCase):
    def test_a_server_killed_between_any_two_calls_doubles_nothing(self):
        self.add_customers(25)
        transport = BetweenCalls(self.server.restart)
        report = self.new_connector(transport).run()
        self.assertEqual(report.end, "done", report)
        self.assertGreater(transport.count, 10)
        self.assert_equal_and_quiet(50)

    def test_a_server_killed_at_random_moments_loses_and_doubles_nothing(self):
        chance = random.Random(SEED)
        self.add_customers(250)
        for _ in range(10):
            self.sync_until_killed(chance.uniform(0.05, 1.5))
            self.server.start()
        self.run_until_quiet()
        self.assert_equal_and_quiet(500)

    def sync_until_killed(self, seconds):
        killer = threading.Timer(seconds, self.server.kill)
        killer.start()
        while self.server.alive:
            report = self.new_connector().run()
            print(seconds, report.end, len(report.calls), report.error[:80])
        killer.join()


class Alternating(HttpTransport):
    """Delivers each call to the next server in turn."""

    def __init__(self, *servers):
        super().__init__()
        self.servers = itertools.cycle(servers)

    def post(self, url, body, headers):
        server = next(self.servers)
        path = url.partition("//")[2].partition("/")[2]
        return super().post(f"{server.url}/{path}", body, headers)
