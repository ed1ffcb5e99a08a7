from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged

from ..models.conversation import throttle as qbd_throttle

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

    def test_the_first_failures_are_free_then_the_delay_doubles_up_to_a_limit(self):
        delays = []
        for _ in range(9):
            delays.append(self.throttle._delay(GUESSER))
            self.guess(1)
        self.assertEqual(delays, [0, 0, 0, 0.25, 0.5, 1, 2, 3, 3])

    def test_no_more_rows_than_needed_are_kept_of_an_address(self):
        self.guess(50)
        self.guess(1, OWNER)
        self.assertEqual(self.throttle.search_count([]), 21)
        self.assertEqual(self.throttle._delay(GUESSER), 3.0)

    def test_other_addresses_are_not_slowed(self):
        self.guess(50)
        self.assertEqual(self.throttle._delay(OWNER), 0)

    def test_the_limit_is_a_parameter_and_zero_switches_it_off(self):
        self.guess(50)
        parameters = self.env["ir.config_parameter"]
        for value, delay in (("1.5", 1.5), ("0", 0), ("-1", 0), ("soon", 3.0)):
            parameters.set_param("quickbooks_desktop.throttle_seconds", value)
            self.assertEqual(self.throttle._delay(GUESSER), delay)

    def test_slowing_down_sleeps_for_the_delay_and_else_not_at_all(self):
        with patch.object(qbd_throttle.time, "sleep") as sleep:
            self.throttle._slow_down(GUESSER)
            sleep.assert_not_called()
            self.guess(4)
            self.throttle._slow_down(GUESSER)
        sleep.assert_called_once_with(0.5)

    def test_only_a_few_wait_at_a_time(self):
        self.guess(50)
        with (
            patch.object(qbd_throttle.time, "sleep") as sleep,
            db_connect(self.env.cr.dbname).cursor() as elsewhere,
        ):
            for place in range(qbd_throttle.WAITING_AT_ONCE):
                elsewhere.execute(
                    "SELECT pg_advisory_xact_lock(%s, %s)", [qbd_throttle.LOCK, place]
                )
            self.throttle._slow_down(GUESSER)
            sleep.assert_not_called()

    def test_failures_are_forgotten_after_a_while(self):
        self.guess(50)
        self.later(minutes=16)
        self.assertEqual(self.throttle._delay(GUESSER), 0)

    def test_a_right_password_forgets_them_once_the_guessing_has_stopped(self):
        self.guess(50)
        self.throttle._succeeded(GUESSER)
        self.assertEqual(self.throttle._delay(GUESSER), 3.0)
        self.later(seconds=11)
        self.throttle._succeeded(GUESSER)
        self.assertEqual(self.throttle._delay(GUESSER), 0)

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
            self.guess(2, address)
        networks = set(self.throttle.search([]).mapped("address"))
        self.assertEqual(networks, {"2001:db8:1:2::/64"})
        self.assertGreater(self.throttle._delay("2001:db8:1:2::77"), 0)
        self.assertEqual(self.throttle._delay("2001:db8:1:3::1"), 0)

    def test_an_odd_address_is_taken_as_it_is(self):
        self.guess(1, "::ffff:203.0.113.5")
        self.guess(1, None)
        self.guess(1, "unix:" + "x" * 100)
        known = set(self.throttle.search([]).mapped("address"))
        self.assertEqual(known, {GUESSER, "unknown", "unix:" + "x" * 59})
