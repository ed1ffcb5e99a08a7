import time
from datetime import timedelta

import psycopg2
from passlib.context import CryptContext

from odoo import fields
from odoo.models import BaseModel
from odoo.tests import TransactionCase, tagged

from ..core.qbwc import credentials
from ..models.conversation import throttle as qbd_throttle
from .support.common import PASSWORD, SyncCase

GUESSER, OWNER = "203.0.113.5", "198.51.100.7"


@tagged("post_install", "-at_install")
class TestThrottle(TransactionCase):
    def setUp(self):
        super().setUp()
        self.throttle = self.env["qbd.throttle"]
        self.clock = fields.Datetime.now()
        self.patch(type(self.throttle), "_now", lambda throttle: self.clock)

    def later(self, **duration):
        self.clock += timedelta(**duration)

    def guess(self, times, address=GUESSER):
        for _ in range(times):
            self.throttle._failed(address)

    def test_who_fails_often_is_guessing(self):
        self.guess(qbd_throttle.MOST_FAILURES - 1)
        self.assertFalse(self.throttle._is_guessing(GUESSER))
        self.guess(1)
        self.assertTrue(self.throttle._is_guessing(GUESSER))

    def test_no_more_rows_than_needed_are_kept_of_an_address(self):
        self.guess(50)
        self.guess(1, OWNER)
        self.assertEqual(self.throttle.search_count([]), 21)
        self.assertTrue(self.throttle._is_guessing(GUESSER))

    def test_other_addresses_are_not_concerned(self):
        self.guess(50)
        self.assertFalse(self.throttle._is_guessing(OWNER))

    def test_failures_before_a_clock_was_set_right_do_not_count(self):
        self.later(days=1)
        self.guess(50)
        self.later(days=-1)
        self.assertFalse(self.throttle._is_guessing(GUESSER))
        self.throttle._gc()
        self.assertFalse(self.throttle.search([]))

    def test_failures_are_forgotten_after_a_while(self):
        self.guess(50)
        self.later(minutes=16)
        self.assertFalse(self.throttle._is_guessing(GUESSER))

    def test_a_right_password_forgets_them_once_the_guessing_has_stopped(self):
        self.guess(50)
        self.throttle._succeeded(GUESSER)
        self.assertTrue(self.throttle._is_guessing(GUESSER))
        self.later(seconds=11)
        self.throttle._succeeded(GUESSER)
        self.assertFalse(self.throttle._is_guessing(GUESSER))

    def test_what_is_forgotten_is_deleted(self):
        self.guess(3)
        self.later(minutes=10)
        self.guess(1, OWNER)
        self.later(minutes=10)
        self.throttle._gc()
        self.assertEqual(self.throttle.search([]).address, OWNER)

    def test_a_network_of_ipv6_is_one_address(self):
        for address in (
            "2001:db8:1:2::1",
            "2001:DB8:1:2:ffff::2",
            "2001:db8:1:2:3:4:5:6",
        ):
            self.guess(7, address)
        networks = set(self.throttle.search([]).mapped("address"))
        self.assertEqual(networks, {"2001:db8:1:2::/64"})
        self.assertTrue(self.throttle._is_guessing("2001:db8:1:2::77"))
        self.assertFalse(self.throttle._is_guessing("2001:db8:1:3::1"))

    def test_an_odd_address_is_taken_as_it_is(self):
        self.guess(1, "::ffff:203.0.113.5")
        self.guess(1, None)
        self.guess(1, "unix:" + "x" * 100)
        known = set(self.throttle.search([]).mapped("address"))
        self.assertEqual(known, {GUESSER, "unknown", "unix:" + "x" * 59})


class TestLogins(SyncCase):
    """A guess costs nothing, and a right password always works."""

    def login(self, password, address=GUESSER, name=None):
        port = self.env["qbd.session"]._qbwc_port(address)
        ticket, answer = port.authenticate(name or self.connection.user_name, password)
        return answer if not ticket else "in"

    def old_hash(self, password):
        context = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=1000)
        self.connection.sudo().password_hash = context.hash(password)

    def test_a_right_password_works_after_any_number_of_wrong_ones(self):
        for _ in range(30):
            self.assertEqual(self.login("wrong"), "nvu")
        self.assertEqual(self.env["qbd.throttle"].search_count([]), 20)
        self.assertEqual(self.login(PASSWORD), "in")

    def test_nobody_waits_and_no_slow_hash_is_made(self):
        def slow(*_args):
            raise AssertionError("a worker was kept")

        self.patch(type(self.env["res.users"]), "_crypt_context", slow)
        self.patch(time, "sleep", slow)
        for name in (None, "nobody"):
            for _ in range(30):
                self.assertEqual(self.login("wrong", name=name), "nvu")
        self.assertEqual(self.login(PASSWORD), "in")

    def test_a_thousand_guesses_take_a_few_seconds(self):
        connections = self.env["qbd.connection"]
        started = time.process_time()
        for _ in range(1000):
            connections._authenticate(self.connection.user_name, "wrong")
        self.assertLess(time.process_time() - started, 5)

    def test_an_old_hash_is_accepted_once_and_renewed(self):
        self.old_hash("password of the first version")
        self.assertEqual(self.login("wrong"), "nvu")
        self.assertEqual(self.login("password of the first version"), "in")
        self.assertTrue(self.connection.sudo().password_hash.startswith("$qbd-sha256$"))
        self.assertEqual(self.login("password of the first version"), "in")
        self.assertEqual(self.login("wrong"), "nvu")

    def test_an_old_hash_is_not_looked_at_for_who_is_guessing(self):
        self.old_hash("password of the first version")
        for _ in range(20):
            self.login("wrong")
        with self.assertNoLogs("odoo", "ERROR"):
            self.assertEqual(self.login("password of the first version"), "nvu")
        other = self.login("password of the first version", OWNER)
        self.assertEqual(other, "in")

    def test_a_long_text_is_not_compared_with_an_old_hash(self):
        self.old_hash("x" * 300)

        def slow(*_args):
            raise AssertionError("a worker was kept")

        self.patch(type(self.env["res.users"]), "_crypt_context", slow)
        self.assertEqual(self.login("x" * 300), "nvu")

    def test_a_hash_is_compared_for_an_unknown_name_too(self):
        compared, real = [], credentials.is_password

        def counted(*args):
            compared.append(args)
            return real(*args)

        self.patch(credentials, "is_password", counted)
        for name in (None, "nobody"):
            self.assertEqual(self.login("wrong", name=name), "nvu")
        self.assertEqual(len(compared), 2)

    def test_a_right_password_forgets_the_mistakes_before(self):
        throttle = self.env["qbd.throttle"]
        self.login("mistyped", OWNER)
        self.login("mistyped", GUESSER)
        throttle.search([]).moment = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(self.login(PASSWORD, OWNER), "in")
        self.assertEqual(throttle.search([]).mapped("address"), [GUESSER])

    def test_the_ticket_of_a_session_that_is_over_opens_nothing(self):
        _session, ticket = self.env["qbd.session"]._start(self.connection, OWNER)
        port = self.env["qbd.session"]._qbwc_port(OWNER)
        self.assertEqual(self.login(PASSWORD), "in")  # another one took over
        before = self.env["qbd.message.set"].search_count([])
        answer = port.send_request_xml(ticket, "", "", "US", 16, 0)
        self.assertEqual(answer, "")
        self.assertIn("over", port.get_last_error(ticket))
        self.assertEqual(self.env["qbd.message.set"].search_count([]), before)

    def test_only_a_hash_of_ours_is_compared(self):
        for hashed in ("", "$qbd-sha256$", "$qbd-sha256$salt$", "plain", "$1$a$b"):
            self.assertFalse(credentials.is_password("", hashed))
            self.assertFalse(credentials.is_password("plain", hashed))
        first = credentials.password_hash("x")
        self.assertNotEqual(first, credentials.password_hash("x"))
        self.assertTrue(credentials.is_password("x", first))
        self.assertFalse(credentials.is_password("y", first))

    def test_a_clock_that_ran_ahead_blocks_no_session(self):
        self.connection.lease_minutes = 10
        session, _ticket = self.env["qbd.session"]._start(self.connection, OWNER)
        self.env["qbd.message.set"].create(
            {
                "connection_id": self.connection.id,
                "session_id": session.id,
                "kind": "read",
                "state": "handed_out",
            }
        )
        self.assertEqual(self.login(PASSWORD), "busy")
        ahead = fields.Datetime.now() + timedelta(days=1)
        session.last_call = ahead
        self.assertEqual(self.login(PASSWORD), "in")
        self.assertFalse(session.open)

    def test_the_scheduled_action_ends_a_session_of_the_future(self):
        session, ticket = self.env["qbd.session"]._start(self.connection, OWNER)
        ahead = fields.Datetime.now() + timedelta(days=1)
        session.write({"last_call": ahead, "started": ahead})
        self.assertFalse(self.env["qbd.session"]._by_ticket(ticket))
        cron = type(self.env["ir.cron"])
        self.patch(cron, "_commit_progress", lambda *_args, **_more: 60)
        self.env["qbd.session"]._cron_close_silent()
        self.assertFalse(session.open)

    def test_a_login_beside_a_call_that_runs_is_told_to_come_again(self):
        session, _ticket = self.env["qbd.session"]._start(self.connection, OWNER)
        self.env.flush_all()
        for locked in (session, self.connection):

            def try_lock(records, locked=locked, **options):
                return records - locked if records._name == locked._name else records

            with self.subTest(locked._name):
                self.patch(BaseModel, "try_lock_for_update", try_lock)
                self.assertEqual(self.login(PASSWORD), "busy")
                self.assertTrue(session.open)


class TestLostDatabase(SyncCase):
    def test_a_lost_connection_fails_the_call_and_no_record(self):
        engine = self.env["qbd.engine"]
        for kind in (psycopg2.OperationalError, psycopg2.InterfaceError):

            def lose(_items, kind=kind):
                raise kind("server closed the connection unexpectedly")

            def park(item, error):
                self.fail(f"{item} was parked for {error!r}")

            with self.subTest(kind.__name__), self.assertRaises(kind):
                engine._guarded(["one", "two"], lose, park)
        self.assertFalse(self.failures)
