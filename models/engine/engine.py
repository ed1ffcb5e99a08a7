import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ...core.qbxml import messages, times
from ...core.sync import planner

WAIT_SECONDS, WAIT_STEP = 2, 0.1
"""How long a call waits for a scheduled action at work, and how often it looks."""

MORE_TO_COME = ("settle", "ids", "fetch", "books", "ledger", "report", "verify")
"""Purposes of reads that never end a session."""

READING_FACTOR = 8
"""How much longer than `session_minutes` a session may last to finish a read."""

MAX_IDLE_ROUNDS = 3
"""Reads in a row without a write after which a session ends in any case."""

WORK, VERIFICATION = "work", "verification"
"""What waits for a session that has read all, see `_waiting`."""

LOOK = "cron_look_for_changes"


class QbdEngine(models.AbstractModel):
    """Decides the next step of a session; the parts below carry it out.

    identify → settle → observe → plan → write → read back → 100.
    """

    _name = "qbd.engine"
    _description = "QuickBooks Engine"
    _inherit = [
        "qbd.engine.ground",
        "qbd.engine.apply",
        "qbd.engine.first.match",
        "qbd.engine.match",
        "qbd.engine.remade",
        "qbd.engine.guard",
        "qbd.engine.removals",
        "qbd.engine.objects",
        "qbd.engine.observe",
        "qbd.engine.ids",
        "qbd.engine.books",
        "qbd.engine.verify",
        "qbd.engine.parties",
        "qbd.engine.ledger",
        "qbd.engine.reports",
        "qbd.engine.windows",
        "qbd.engine.clock",
        "qbd.engine.vanished",
        "qbd.engine.newest",
        "qbd.engine.candidates",
        "qbd.engine.names",
        "qbd.engine.adds",
        "qbd.engine.missing",
        "qbd.engine.plan",
        "qbd.engine.behind",
        "qbd.engine.noted",
        "qbd.engine.acknowledge",
        "qbd.engine.answers",
        "qbd.engine.settle",
        "qbd.engine.identity",
        "qbd.engine.preview",
    ]

    # -- asked by the session -------------------------------------------------

    @api.model
    def _why_no_work(self, connection):
        """Return the answer of authenticate if there is no work, "" to go on."""
        if connection.state == "off" or not connection.active:
            return "none"
        on = [("connection_id", "=", connection.id), ("direction", "!=", "off")]
        if not self.env["qbd.stream"].search_count(on, limit=1):
            return "none"
        now = times.from_utc(fields.Datetime.now(), connection._zone())
        if connection._is_quiet(now):
            return "none"
        return ""

    @api.model
    def _next(self, session):
        """Return the text of the next message set, or "" with `session.last_error`."""
        deadline = self._clock() + planner.APPLY_SECONDS
        connection = session.connection_id
        hints = self._lock_all(connection)
        if hints is None:
            self._wait_for_other(connection)
            session.last_error = "NoOp"
            return ""
        if hints:  # deletions are to be known before objects are applied
            self._collect_hints()
        if not self._apply_stored(connection, deadline):
            session.last_error = "NoOp"
            return ""
        if connection.state == "question":
            self._refuse(session, connection.question_text)
            return ""
        self._read_streams(connection)
        self._end_recompare(connection)  # a list it waits for may be switched off
        text = self._settle_request(session) or self._observe_request(session)
        if text:
            session.phase = "observe" if session.phase != "settle" else "settle"
            return text
        self._after_round(session)
        return self._write_or_read_back(session, deadline)

    def _write_or_read_back(self, session, deadline):
        connection = session.connection_id
        text = None
        if self._may_write(connection):
            text = self._write_request(session, deadline)
        if connection.state == "question":  # raised by the plan
            self._refuse(session, connection.question_text)
            return ""
        if not text and self._clock() > deadline:
            session.last_error = "NoOp"
            return ""
        if text:
            session.idle_rounds = 0
            return text
        session.phase = "read_back"
        session.wrote = False
        session.idle_rounds += 1
        self._start_round(session)
        session.reading = {**session.reading, "read_back": True}
        return self._observe_request(session) or self._nothing_to_read(session)

    def _may_write(self, connection):
        """Return whether writing is safe: no open write, question or recompare."""
        return (
            connection.state == "connected"
            and not connection.recompare
            and not self._settling(connection)
            and not self._write_is_out(connection)
        )

    def _write_is_out(self, connection):
        """Return whether a write to this company file is unanswered; more must wait."""
        out = self.env["qbd.message.set"]._open(connection, "handed_out")
        return "write" in out.mapped("kind")

    def _nothing_to_read(self, session):
        """Return a harmless query whose answer ends the session: no stream reads."""
        return self._hand_out(
            session,
            "read",
            "end",
            self.env._("End"),
            [({"op": "host"}, messages.query("HostQuery"))],
        )

    def _after_round(self, session):
        if session.reading.get("settled"):
            return
        self._settle_unknown(session)
        self._settle_adopted(session.connection_id)
        if not session.reading.get("read_back"):
            self._settle_open_items(session.connection_id)
        self._release_names(session)
        self._prepare_first_matches(session.connection_id)
        session.reading = {**session.reading, "settled": True}

    def _settling(self, connection):
        return bool(self.env["qbd.message.set"]._open(connection, "unknown"))

    # -- applying what was stored ---------------------------------------------

    def _wait_for_other(self, connection):
        """Wait a moment for the process that applies and plans, or takes the hints.

        The Web Connector would wait for five seconds. This transaction began before
        the other one ended and cannot see its rows: the call is repeated.

        :raise ConcurrencyError: as soon as the other one is done
        """
        for _number in range(round(WAIT_SECONDS / WAIT_STEP)):
            time.sleep(WAIT_STEP)
            if self._lock_all(connection) is not None:
                raise ConcurrencyError("Another process was at work.")

    def _apply_stored(self, connection, deadline):
        """Apply stored answers, oldest first.

        :return: whether all are applied
        """
        sets = self.env["qbd.message.set"]
        stored = sets._open(connection, "not_run", "answered")
        if stored:
            self._read_streams(connection)
        for message_set in stored.filtered(lambda one: one.state == "not_run"):
            if not message_set.refusal_handled:
                self._apply_not_run(message_set)
        for message_set in stored.filtered(lambda one: one.state == "answered"):
            if not self._apply_or_park(message_set, deadline):
                return False
        return True

    def _apply_or_park(self, message_set, deadline):
        """Apply an answer; park it if it fails as a whole, so that later answers go on.

        :return: whether the answer is finished
        """
        finished = []
        self._guarded(
            [message_set],
            lambda sets: finished.append(self._apply_one(sets[0], deadline)),
            lambda bad, error: self._park_answer(bad, self._words(error)),
        )
        return finished[-1] if finished else True

    def _park_answer(self, message_set, words):
        message_set._advance("park", error_text=words[:500])
        for entry in message_set.requests or []:
            link = self.env["qbd.link"].browse(entry.get("link") or 0).exists()
            if link and link.state == "sent":
                self._ask_about([entry])
            if message_set.purpose in ("ids", "fetch"):
                self._give_ids_up(message_set.session_id)
            elif message_set.kind == "read" and entry.get("stream"):
                self._give_window_up(message_set.session_id, entry["stream"], words)

    def _apply_one(self, message_set, deadline):
        if message_set.purpose == "settle":
            self._apply_settle(message_set)
        elif message_set.purpose == "end":
            message_set._advance("apply")
        elif message_set.kind == "write":
            self._apply_write(message_set)
        else:
            return self._apply_read(message_set, deadline)
        return True

    # -- is the session done? -------------------------------------------------

    def _percent(self, session, message_set):
        """Return 100 if no known work is left or the time is up, otherwise less."""
        connection = session.connection_id
        started = session.started
        budget = timedelta(minutes=connection.session_minutes)
        reading = not (session.reading or {}).get("complete", True)
        if reading:  # a window that is cut starts again from its first page
            budget *= READING_FACTOR
        if planner.budget_left(started, fields.Datetime.now(), budget) <= timedelta(0):
            session.last_error = self.env._(
                "The time for one session is up. Remaining changes go in the next "
                "session."
            )
            return 100
        if message_set.kind == "write" or message_set.purpose in MORE_TO_COME:
            return 60
        if session.idle_rounds >= MAX_IDLE_ROUNDS:
            return 100
        self._read_streams(connection)
        if session.wrote or not self._nothing_new(session, message_set):
            return 40
        if not session.ids_done and self._ids_left(session):
            return 70
        waiting = self._waiting(connection)
        if waiting == WORK:
            return 80
        due = self._balances_due(session) or self._ledger_due(session)
        due = due or self._report_due(session)
        due = due or (waiting and self._verify_due(session))
        return 75 if due else 100

    def _waiting(self, connection):
        """Return `WORK` if Odoo has changes that a plan would look at.

        :return: otherwise `VERIFICATION` if one may be due, or None
        """
        if connection.state != "connected":
            return VERIFICATION
        if connection.recompare:
            return WORK if self._settling(connection) else VERIFICATION
        streams = connection.stream_ids.filtered(
            lambda stream: (
                stream.direction != "off"
                and not stream._cannot_be_read()
                and not stream._waits_for_go()
            )
        )
        writing = streams.filtered(lambda stream: stream._writes())
        if not all(writing.mapped("sweep_finished")):
            return WORK
        return self._rows_waiting(connection, streams, writing)

    def _rows_waiting(self, connection, streams, writing):
        """Look for a hint, an unsettled write, or a link that a plan would go on with.

        All are asked for in one query. What is only in Odoo has nothing to be compared
        with where nothing is written.

        :return: as `_waiting`
        """
        self.env["qbd.link"].flush_model()
        self.env["qbd.message.set"].flush_model(["connection_id", "state"])
        self.env["qbd.ledger.verification"].flush_model(["connection_id", "state"])
        self.env.cr.execute(
            SQL(
                "SELECT CASE WHEN EXISTS (SELECT 1 FROM qbd_hint)"
                " OR EXISTS (SELECT 1 FROM qbd_message_set"
                " WHERE connection_id = %(connection)s AND state = 'unknown')"
                " OR EXISTS (SELECT 1 FROM qbd_link WHERE state = 'dirty' AND"
                " held IS NOT TRUE AND stream_id = ANY(%(read)s) AND"
                " (qb_id IS NOT NULL OR stream_id = ANY(%(written)s)))"
                " OR EXISTS (SELECT 1 FROM qbd_link WHERE state = 'retry' AND"
                " stream_id = ANY(%(read)s) AND"
                " (next_try <= %(now)s OR reason = 'name_taken'))"
                " OR EXISTS (%(free)s) THEN %(work)s"
                " WHEN EXISTS (SELECT 1 FROM qbd_ledger_verification"
                " WHERE connection_id = %(connection)s"
                " AND state IN ('asked', 'reading')) THEN %(verification)s END",
                connection=connection.id,
                read=streams.ids,
                written=writing.ids,
                now=fields.Datetime.now(),
                free=self._links_with_free_name(writing),
                work=WORK,
                verification=VERIFICATION,
            )
        )
        return self.env.cr.fetchone()[0]

    def _wake(self):
        """Schedule the action that applies stored answers, in case no call follows."""
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "quickbooks_desktop.cron_apply"
        )
        moment = fields.Datetime.now() + timedelta(minutes=2)
        self.env.cr.execute(
            SQL(
                "INSERT INTO ir_cron_trigger (cron_id, call_at, create_uid, write_uid,"
                " create_date, write_date) SELECT id, %s, %s, %s, %s, %s FROM ir_cron"
                " WHERE id = %s AND active",
                *(moment, self.env.uid, self.env.uid),
                *(self.env.cr.now(), self.env.cr.now()),
                cron_id or None,
            )
        )

    # -- scheduled actions ----------------------------------------------------

    @api.model
    def _cron_apply(self):
        """Apply stored answers of conversations that ended or wait."""
        sets = self.env["qbd.message.set"].search([("state", "=", "answered")])
        connections = sets.connection_id
        self.env["ir.cron"]._commit_progress(remaining=len(connections))

        def work(connection):
            if not self._in_conversation(connection):
                self._apply_connection(connection)

        self.env["qbd.scheduled"]._in_turn(connections, work, "cron_apply")

    def _in_conversation(self, connection):
        """Return whether the Web Connector just called: then its next call applies."""
        lately = fields.Datetime.now() - timedelta(minutes=2)
        open_now = [("open", "=", True), ("last_call", ">", lately)]
        return bool(
            connection.search_count(
                [("id", "=", connection.id), ("session_ids", "any", open_now)]
            )
        )

    @api.model
    def _apply_connection(self, connection):
        """Apply the stored answers of a connection, unless another process does.

        :return: whether all of them are applied
        """
        deadline = self._clock() + planner.APPLY_SECONDS
        if not self.env["qbd.message.set"]._open(connection, "not_run", "answered"):
            return True
        return self._lock(connection) and self._apply_stored(connection, deadline)

    @api.model
    def _apply_last(self, connection):
        """Apply the last answer of a session: it is most often short, or has no news.

        The scheduled action applies what is left, or what another process is at.
        """
        if not self._apply_connection(connection):
            self._wake()

    @api.model
    def _cron_look_for_changes(self):
        """Turn hints into candidates, and go on with the rotating sweep."""
        if not self.env["qbd.scheduled"]._in_turn([self], self._take_hints, LOOK):
            return
        streams = self.env["qbd.stream"]._live()
        self.env["qbd.scheduled"]._in_turn(
            streams, self._sweep_if_due, LOOK, limited=False
        )

    def _take_hints(self, _engine):
        while self._lock_hints() and self._collect_hints():
            if not self.env["ir.cron"]._commit_progress(1):
                break
        self.env["qbd.connection"]._ensure_all_streams()

    def _sweep_if_due(self, stream):
        self._release_answered(stream)
        rest = timedelta(days=stream.sweep_days) / 2
        limit = fields.Datetime.now() - rest
        recent = stream.sweep_finished and stream.sweep_finished > limit
        if not recent or stream.sweep_position:
            self._sweep(stream)
