"""A scheduled action that meets a session is undone and comes again, without an error.

Scheduled actions are not repeated as `retrying()` repeats a call: an error of the
database would be a failed run in the log, and after five of them Odoo switches it off.
"""

from unittest.mock import patch

import psycopg2

from .support.common import SyncCase

MODULE = "quickbooks_desktop"
SCHEDULED = "odoo.addons.quickbooks_desktop.models.qbd_scheduled"


class TestScheduledActions(SyncCase):
    def setUp(self):
        super().setUp()
        self.rolled_back = []
        cron = type(self.env["ir.cron"])
        self.patch(cron, "_commit_progress", lambda *_a, **_k: 60.0)
        self.patch(self.env.cr, "rollback", lambda: self.rolled_back.append(True))

    def triggers(self, cron):
        action = self.env.ref(f"{MODULE}.{cron}")
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", action.id)])

    def assert_comes_again(self, cron, model, method, run):
        """The action ends in order, and is due again in a minute."""
        before = self.triggers(cron)
        error = psycopg2.errors.SerializationFailure("could not serialize access")
        cls = type(self.env[model])
        with patch.object(cls, method, side_effect=error) as failing:
            run()
        self.assertTrue(failing.called)
        self.assertTrue(self.rolled_back)
        self.assertEqual(self.triggers(cron), before + 1)
        run()

    def test_look_for_changes_meets_a_session_in_a_stream(self):
        self.connection.stream_ids.sweep_finished = False
        self.assert_comes_again(
            "cron_look_for_changes",
            "qbd.engine",
            "_sweep",
            self.env["qbd.engine"]._cron_look_for_changes,
        )

    def test_look_for_changes_goes_on_with_the_other_streams(self):
        self.connection.stream_ids.sweep_finished = False
        engine = type(self.env["qbd.engine"])
        real, met = engine._sweep, []

        def sweep(self, stream, limit=500):
            if not met:
                met.append(stream)
                raise psycopg2.errors.SerializationFailure("concurrent update")
            return real(self, stream, limit)

        self.patch(engine, "_sweep", sweep)
        self.env["qbd.engine"]._cron_look_for_changes()
        rest = self.connection.stream_ids.filtered(lambda s: s.direction != "off")
        self.assertTrue(all((rest - met[0]).mapped("sweep_finished")))

    def test_look_for_changes_meets_a_session_in_the_hints(self):
        self.partner(name="Ann")
        self.assert_comes_again(
            "cron_look_for_changes",
            "qbd.engine",
            "_collect_hints",
            self.env["qbd.engine"]._cron_look_for_changes,
        )

    def test_apply_meets_a_session(self):
        self.env["qbd.message.set"].create(
            {
                "connection_id": self.connection.id,
                "session_id": self.env["qbd.session"]
                .create({"connection_id": self.connection.id, "open": False})
                .id,
                "kind": "read",
                "purpose": "end",
                "state": "answered",
            }
        )
        self.assert_comes_again(
            "cron_apply",
            "qbd.engine",
            "_apply_connection",
            self.env["qbd.engine"]._cron_apply,
        )

    def test_close_silent_meets_a_session(self):
        session = self.env["qbd.session"].create(
            {"connection_id": self.connection.id, "last_call": "2020-01-01 00:00:00"}
        )
        self.assert_comes_again(
            "cron_close_silent",
            "qbd.session",
            "_end",
            self.env["qbd.session"]._cron_close_silent,
        )
        self.assertFalse(session.open)

    def test_tell_meets_a_session(self):
        self.assert_comes_again(
            "cron_tell",
            "qbd.connection",
            "_tell",
            self.env["qbd.connection"]._cron_tell,
        )

    def test_verify_meets_a_session(self):
        self.connection.state = "connected"
        connection = type(self.env["qbd.connection"])
        self.patch(connection, "_verifies_books", lambda _self: True)
        self.assert_comes_again(
            "cron_verify",
            "qbd.ledger.verification",
            "_ask",
            self.env["qbd.ledger.verification"]._cron_verify,
        )

    def test_assistant_meets_a_session(self):
        requests = self.env["qbd.assistant.request"]
        request = requests.create({"company_id": self.env.company.id, "rows": [1]})
        self.assert_comes_again(
            "cron_assistant",
            "qbd.assistant.request",
            "_ask_next",
            requests._cron_assistant,
        )
        self.assertEqual(request.state, "stopped")

    def test_export_meets_a_session(self):
        self.connection.state = "connected"
        self.assert_comes_again(
            "cron_inventory_export",
            "qbd.inventory.file",
            "_export",
            self.env["qbd.inventory.file"]._cron_export,
        )

    def test_an_error_of_one_stream_is_logged_and_stops_no_other(self):
        self.connection.stream_ids.sweep_finished = False
        engine = type(self.env["qbd.engine"])
        real, met = engine._sweep, []

        def sweep(self, stream, limit=500):
            if not met:
                met.append(stream)
                raise ValueError("a fault")
            return real(self, stream, limit)

        self.patch(engine, "_sweep", sweep)
        before = self.triggers("cron_look_for_changes")
        with self.assertLogs(SCHEDULED, "ERROR") as logged:
            self.env["qbd.engine"]._cron_look_for_changes()
        self.assertIn("a fault", logged.output[0])
        self.assertTrue(self.rolled_back)
        self.assertEqual(self.triggers("cron_look_for_changes"), before)
        rest = self.connection.stream_ids.filtered(lambda s: s.direction != "off")
        self.assertTrue(all((rest - met[0]).mapped("sweep_finished")))

    def test_an_error_in_the_hints_does_not_keep_the_streams_waiting(self):
        self.connection.stream_ids.sweep_finished = False
        self.partner(name="Ann")
        engine = type(self.env["qbd.engine"])
        with (
            patch.object(engine, "_collect_hints", side_effect=ValueError("a fault")),
            self.assertLogs(SCHEDULED, "ERROR"),
        ):
            self.env["qbd.engine"]._cron_look_for_changes()
        rest = self.connection.stream_ids.filtered(lambda s: s.direction != "off")
        self.assertTrue(all(rest.mapped("sweep_finished")))

    def test_every_scheduled_action_works_in_turn(self):
        """A new one has to be added to the tests above."""
        data = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.cron")]
        )
        known = {"cron_apply", "cron_look_for_changes", "cron_close_silent"}
        known |= {"cron_match", "cron_inventory", "cron_inventory_export", "cron_tell"}
        known |= {"cron_verify", "cron_assistant"}
        self.assertEqual(set(data.mapped("name")), known)
