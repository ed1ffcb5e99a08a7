"""Real Odoo servers: killed at any moment, and two of them at a time."""

import os
import random
import tempfile
import threading
import time
import unittest
from contextlib import closing
from urllib.parse import urlsplit

import psycopg2

from ..models.engine.candidates import HINT_LOCK
from ..simulator.clock import Clock
from ..simulator.company_file import CompanyFile
from ..simulator.wire.transport import HttpTransport
from ..simulator.wire.web_connector import WebConnector
from .support import processes

START = "2026-07-01T09:00:00"
SEED = int(os.environ.get("QBD_PROCESS_SEED") or 1)
APPLY = "'QuickBooks: apply stored answers'"
FIELDS = ("name", "phone", "email", "city", "active")


class Routed(HttpTransport):
    """Asks before each call which server it goes to.

    :param choose: function of the number of the call, from 1, to a server
    """

    def __init__(self, choose):
        super().__init__()
        self.choose = choose
        self.count = 0

    def post(self, url, body, headers):
        self.count += 1
        server = self.choose(self.count)
        return super().post(server.url + urlsplit(url).path, body, headers)


@unittest.skipUnless(processes.available(), processes.MISSING)
class ProcessCase(unittest.TestCase):
    """A database with a server, a company file, and customers on both sides."""

    cron_threads = 0

    def setUp(self):
        super().setUp()
        self.chance = random.Random(SEED)
        self.folder = self.enter(tempfile.TemporaryDirectory())
        self.database = self.enter(processes.Database())
        self.servers = []
        self.server = self.new_server()
        self.odoo = processes.Client(self.server.url, self.database)
        self.company = CompanyFile(clock=Clock(START, step=1))
        self.qwc, self.password = self.connect()

    def enter(self, manager):
        value = manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)
        return value

    def new_server(self):
        server = processes.Server(self.database, self.folder, self.cron_threads)
        self.servers.append(self.enter(server))
        return server

    def connect(self):
        """Make a connection as a manager does; a new session takes over at once."""
        call = self.odoo.call
        call("ir.config_parameter", "set_param", "password.hashing.rounds", "1")
        values = {
            "tz": "America/New_York",
            "lease_minutes": 0,
            "first_match": "automatic",
        }
        connection = call("qbd.connection", "create", [values])
        wizard = call("qbd.connection", "action_new_password", connection)
        path = f"/qbd/connection/{connection[0]}/qwc"
        return self.odoo.download(path), wizard["context"]["default_password"]

    # -- people -------------------------------------------------------------------

    def add_customers(self, number):
        """So many new customers on each side."""
        partners = [
            {"name": f"Odoo {n:03}", "phone": f"1-{n}", "customer_rank": 1}
            for n in range(number)
        ]
        self.odoo.call("res.partner", "create", partners)
        for n in range(number):
            self.company.user_add("Customer", Name=f"QuickBooks {n:03}", Phone=f"2-{n}")

    def edit_customers(self, number, mark):
        """Change customers on both sides, each side in a field of its own."""
        shared = {row[0] for row in self.in_odoo()}
        shared &= {row[0] for row in self.in_quickbooks()}
        names = self.chance.sample(sorted(shared), min(number, len(shared)))
        partners = self.odoo.read("res.partner", [("name", "in", names)], ["name"])
        ids = [partner["id"] for partner in partners]
        self.odoo.call("res.partner", "write", ids, {"city": f"City {mark}"})
        for name in names:
            list_id = self.company.find("Customer", name)["ListID"]
            self.company.user_mod(list_id, "Customer", Email=f"{mark}@example.com")

    # -- both sides ---------------------------------------------------------------

    def in_odoo(self):
        domain = [("customer_rank", ">", 0)]
        rows = self.odoo.read("res.partner", domain, [*FIELDS])
        return sorted(tuple(row[name] or "" for name in FIELDS) for row in rows)

    def in_quickbooks(self):
        return sorted(
            (
                one["Name"],
                one.get("Phone", ""),
                one.get("Email", ""),
                one.get("BillAddress", {}).get("City", ""),
                one["IsActive"] == "true",
            )
            for one in self.company.objects("Customer")
        )

    def run_session(self, choose=None, sleep=lambda _seconds: time.sleep(0.1)):
        connector = WebConnector(
            self.qwc,
            self.password,
            self.company,
            transport=Routed(choose or (lambda _count: self.server)),
            sleep=sleep,
        )
        return connector.run()

    def run_until_quiet(self, choose=None, limit=10):
        for _ in range(limit):
            report = self.run_session(choose)
            self.assertEqual(report.end, "done", report)
            if not report.wrote:
                return
        self.fail(f"no end after {limit} sessions")

    def assert_equal_and_quiet(self, number):
        """Both sides are equal, and one more session writes on neither."""
        self.assertEqual(len(self.in_quickbooks()), number)
        self.assertEqual(self.in_odoo(), self.in_quickbooks())
        before = self.traces()
        self.assertFalse(self.run_session().wrote)
        self.assertEqual(self.traces(), before)
        self.assertFalse([line for server in self.servers for line in server.errors()])

    def traces(self):
        """Return values that change with any write; every link is synced."""
        links = self.odoo.read("qbd.link", [], ["state", "qb_id", "record_id"])
        self.assertEqual({link["state"] for link in links}, {"ok"})
        partners = self.odoo.read("res.partner", [], ["write_date"])
        return links, partners, self.company.objects("Customer")


class TestKilledServer(ProcessCase):
    def test_a_server_killed_between_any_two_calls_doubles_nothing(self):
        self.add_customers(25)
        streams = self.odoo.call("qbd.stream", "search", [])
        small = {"batch_size": 13, "page_size": 13}
        self.odoo.call("qbd.stream", "write", streams, small)
        report = self.run_session(self.kill_before_all_but_the_first)
        self.assertEqual(report.end, "done", report)
        self.assertGreater(len(report.calls), 12)
        self.assert_equal_and_quiet(50)

    def kill_before_all_but_the_first(self, count):
        if count > 1:
            self.server.kill()
            self.server.start()
        return self.server

    def test_a_server_killed_at_random_moments_loses_and_doubles_nothing(self):
        self.add_customers(150)
        for number in range(6):
            self.sync_until_killed(self.chance.uniform(0, 2))
            self.server.start()
            self.edit_customers(40, number)
        self.run_until_quiet()
        self.assert_equal_and_quiet(300)

    def sync_until_killed(self, seconds):
        killer = threading.Timer(seconds, self.server.kill)
        killer.start()
        while (report := self.run_session()).end != "lost":
            self.assertEqual(report.end, "done", report)
        killer.join()


class TestTwoServers(ProcessCase):
    """Each call goes to another server than the one before."""

    cron_threads = 1

    def setUp(self):
        super().setUp()
        self.new_server()

    def alternate(self, count):
        return self.servers[count % 2]

    def alternate_and_wake(self, count):
        """Let the scheduled actions of both run into the call."""
        processes.wake_scheduled_actions(self.database)
        time.sleep(self.chance.uniform(0, 0.1))
        return self.alternate(count)

    def sync_through(self, choose):
        self.add_customers(50)
        self.run_until_quiet(choose)
        self.edit_customers(30, "one")
        self.run_until_quiet(choose)
        self.assert_equal_and_quiet(100)

    def test_two_servers_that_alternate_call_by_call(self):
        self.sync_through(self.alternate)

    def test_two_servers_and_their_scheduled_actions(self):
        self.sync_through(self.alternate_and_wake)
        for server in self.servers:
            starts = [entry for entry in server.log_entries() if APPLY in entry]
            self.assertGreater(len(starts), 3)


class TestSlowConnection(ProcessCase):
    def test_a_long_call_for_another_connection_holds_up_nobody(self):
        """It has the lock of the hints until it ends, and the hints are seen."""
        self.run_until_quiet()
        with closing(psycopg2.connect(dbname=self.database)) as other:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", HINT_LOCK)
            report = self.run_session()
            self.assertEqual((report.end, report.waits), ("done", 0), "no hints")
            self.add_customers(3)
            report = self.run_session(sleep=lambda _seconds: other.rollback())
        self.assertEqual((report.end, report.waits), ("done", 1))
        self.run_until_quiet()
        self.assert_equal_and_quiet(6)
