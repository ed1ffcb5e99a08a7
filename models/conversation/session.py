from datetime import timedelta

from odoo import api, fields, models
from odoo.modules import Manifest
from odoo.orm.models import NO_ACCESS
from odoo.tools.misc import format_datetime

from ...core.qbwc.credentials import digest, new_ticket, same
from ...core.qbxml import status
from ...core.sync import journal
from ...core.words import read_by

TICKET_HOURS = 12
CLOCKS_DIFFER = timedelta(minutes=1)

WAIT_A_MOMENT = "NoOp"
"""The last error that has the Web Connector ask again after some seconds."""


class QbdSession(models.Model):
    """A conversation with the Web Connector: a lease on a connection, not a lock."""

    _name = "qbd.session"
    _inherit = ["qbd.session.problem", "qbd.write.checks"]
    _description = "QuickBooks Session"
    _order = "id desc"
    _rec_name = "started"

    connection_id = fields.Many2one(
        "qbd.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    ticket_digest = fields.Char(index=True, groups=NO_ACCESS)
    open = fields.Boolean(default=True)
    reader_lang = fields.Char(
        "Language", help="The language of the texts that this session stores."
    )
    phase = fields.Selection(
        [
            ("authenticated", "Connected"),
            ("settle", "Checking the last session"),
            ("observe", "Reading"),
            ("write", "Writing"),
            ("read_back", "Confirming"),
            ("done", "Done"),
        ],
        default="authenticated",
    )
    identified = fields.Boolean()
    reading = fields.Json(
        prefetch=False, help="{stream id: state of its window}, see qbd.engine.observe"
    )
    settle_asked = fields.Json()
    ids_done = fields.Boolean(help="The comparison of ids of this session is over.")
    ledger_done = fields.Boolean(
        help="Balances of accounts were asked for in this session."
    )
    books_done = fields.Boolean(help="Open balances were asked for in this session.")
    idle_rounds = fields.Integer(help="Reads in a row after which nothing was written.")
    wrote = fields.Boolean(help="Something was written since the last complete read.")
    progress = fields.Integer()
    started = fields.Datetime(default=fields.Datetime.now)
    last_call = fields.Datetime(default=fields.Datetime.now)
    ended = fields.Datetime()
    end_reason = fields.Char("Reason for the end")
    last_error = fields.Text(help="The answer of getLastError.")
    company_file = fields.Char()
    remote_address = fields.Char()
    message_set_ids = fields.One2many("qbd.message.set", "session_id")
    count_read = fields.Integer("Objects read")
    count_added = fields.Integer("Added in QuickBooks")
    count_changed = fields.Integer("Changed in QuickBooks")
    count_pulled = fields.Integer("Changed in Odoo")
    count_parked = fields.Integer("Parked")

    @api.depends("started")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for session in self:
            session.display_name = format_datetime(self.env, session.started)

    # -- the port that core.qbwc serves ---------------------------------------

    @api.model
    def _qbwc_port(self, remote_address="", public_url=""):
        """Return the object whose methods answer the Web Connector's calls."""
        return WebConnectorPort(self.sudo(), remote_address)

    # -- tickets --------------------------------------------------------------

    @api.model
    def _by_ticket(self, ticket):
        """Return the session of this ticket, open or not; empty if unknown."""
        wanted = digest(ticket or "")
        names = [*self._qbd_prefetched(), "reading"]
        domain = [("ticket_digest", "=", wanted)]
        session = self.search_fetch(domain, names, limit=1)
        if not session or not same(session.ticket_digest, wanted):
            return self.browse()
        now, hours = fields.Datetime.now(), timedelta(hours=TICKET_HOURS)
        return session if abs(now - session.started) < hours else self.browse()

    @api.model
    def _start(self, connection, remote_address):
        """Take the lease of the connection.

        :return: (session, ticket), or (empty, reason) if another session holds it, or
            is being served right now: waiting for its call would make both fail
        """
        previous = self.search(
            [("connection_id", "=", connection.id), ("open", "=", True)]
        )
        free = connection.try_lock_for_update(allow_referencing=True)
        locked = previous.try_lock_for_update(allow_referencing=True)
        if not free or locked != previous or previous._holds_lease():
            return self.browse(), "busy"
        connection.last_login = fields.Datetime.now()
        previous._end(self.env._("Another session took over."))
        ticket = new_ticket()
        session = self.with_company(connection.company_id).create(
            {
                "connection_id": connection.id,
                "ticket_digest": digest(ticket),
                "remote_address": remote_address,
                "reader_lang": self.env.lang,
            }
        )
        return session.with_env(self.env), ticket

    def _holds_lease(self):
        """Return whether a session awaits QuickBooks' answer, and not for too long."""
        return any(
            session._called_lately() and session._handed_out() for session in self
        )

    def _called_lately(self):
        """Return whether the last call is within the lease.

        A call from the future was made before a clock that ran ahead was set right.
        """
        now = fields.Datetime.now()
        lease = timedelta(minutes=self.connection_id.lease_minutes)
        return now - lease < self.last_call <= now + max(lease, CLOCKS_DIFFER)

    def _end(self, reason, awaited=None):
        """Close these sessions; pending writes become unknown, pending reads lost.

        :param awaited: of `_handed_out`, if it is known
        """
        for session in self:
            session.count_parked = self.env["qbd.link"]._parked_since(session)
            (session._handed_out() if awaited is None else awaited)._give_up()
            session.write(
                {
                    "open": False,
                    "ended": fields.Datetime.now(),
                    "end_reason": reason,
                }
            )

    # -- the calls ------------------------------------------------------------

    def _send_request(self, hcp_response, company_file, country, major, minor):
        """Answer sendRequestXML: the next message set, or "" with `last_error`."""
        self.ensure_one()
        self.last_call = fields.Datetime.now()
        if not self.open:
            self.last_error = self.env._(
                "This session is over: %(reason)s", reason=self.end_reason or ""
            )
            return ""
        self._lose_outstanding()
        engine = self.env["qbd.engine"]
        known = self.identified and not hcp_response
        if not known and not engine._identify(self, hcp_response, company_file):
            return ""
        text = engine._next(self)
        if text and self.last_error == WAIT_A_MOMENT:
            self.last_error = False  # it did wait, and goes on
        return text

    def _lose_outstanding(self):
        """Give up the pending answer: a new sendRequestXML shows it will never come."""
        self._handed_out()._give_up()

    def _receive(self, response, hresult, message):
        """Store the raw answer and return the progress.

        :return: percent, 100 ends the session, negative asks for getLastError
        """
        self.ensure_one()
        self.last_call = fields.Datetime.now()
        message_set = self._handed_out()[-1:]
        if not message_set or not message_set._answers(response):
            return self._receive_late(response)
        event = journal.classify_answer(
            message_set.kind,
            status.hresult(hresult).nothing_ran if hresult else None,
            bool(response),
        )
        message_set._advance(
            event,
            response=response or False,
            response_size=len(response or ""),
            hresult=hresult or False,
            error_text=(message or "")[:500] or False,
        )
        self.env["qbd.engine"]._wake()
        return self._after_answer(message_set, hresult)

    def _after_answer(self, message_set, hresult):
        if message_set.state != "answered" and not message_set._refused_xml():
            words = status.hresult(hresult, say=self.env._)
            self.last_error = f"{words[1]} {words[2]}".strip()
            self.error_code = hresult
            return -1
        self.env["qbd.engine"]._note_refusals(message_set)
        self.progress = self.env["qbd.engine"]._percent(self, message_set)
        if self.progress >= 100:
            self.phase = "done"
        return self.progress

    def _receive_late(self, response):
        """Handle an answer that is no longer expected: a repeat, or given up.

        It is still stored and used if its message set has an unknown outcome.
        """
        unknown = self.env["qbd.message.set"].search(
            [("session_id", "=", self.id), ("state", "=", "unknown")]
        )
        late = unknown.filtered(lambda ms: response and ms.token in response)
        self._note_late_copies(response, late)
        if late:
            late[0]._advance("answer", response=response, response_size=len(response))
            self.env["qbd.engine"]._wake()
        return max(self.progress, 0) if self.open else 100

    def _note_late_copies(self, response, awaited):
        """Keep the answer to a write that was given up as not carried out.

        The next read finds the objects that it added again by their GUIDs.
        """
        given_up = self.env["qbd.message.set"].search(
            [
                ("session_id", "=", self.id),
                ("kind", "=", "write"),
                ("state", "in", ("settled", "parked")),
            ]
        )
        for message_set in given_up - awaited:
            if response and message_set.token and message_set.token in response:
                message_set.write({"response": response, "came_late": True})

    def _handed_out(self):
        """Return the message sets of these sessions that await their answer."""
        sets = self.env["qbd.message.set"]
        for connection in self.connection_id:
            sets += sets._open(connection, "handed_out")
        return sets.filtered(lambda one: one.session_id in self)

    def _connection_error(self, hresult, message):
        """End the session, because QuickBooks could not be opened.

        :return: `done`: the user reads the reason in the Web Connector
        """
        words = status.hresult(hresult, say=self.env._)
        self.last_error = " ".join(part for part in (*words[1:], message) if part)
        self.error_code = hresult
        self._end(self.last_error)
        return "done"

    def _close(self):
        """Handle closeConnection, the last call of a session that ended in order."""
        if self.open:
            awaited = self._handed_out()
            self.env["qbd.engine"]._apply_last(self.connection_id)
            self._end(self._why_it_ends(), awaited)
            self.connection_id._forget_permission()
        return self.env._("Odoo: %(what)s", what=self._summary())

    def _why_it_ends(self):
        """Return why an orderly session is over; what could not be read is named."""
        self.connection_id._fetch_lines("stream_ids")
        reasons = (self._closing_words(), self.connection_id.read_problem)
        return "\n".join(filter(None, reasons)) or self.env._("Finished.")

    def _closing_words(self):
        if self.last_error == WAIT_A_MOMENT:
            return self.env._(
                "The Web Connector did not wait until Odoo was ready. Remaining "
                "changes go in the next session."
            )
        return self.last_error

    def _summary(self):
        return self.env._(
            "%(read)s read, %(added)s added and %(changed)s changed in QuickBooks, "
            "%(pulled)s changed in Odoo, %(parked)s need attention.",
            read=self.count_read,
            added=self.count_added,
            changed=self.count_changed,
            pulled=self.count_pulled,
            parked=self.count_parked,
        )

    def _count(self, **numbers):
        for name, number in numbers.items():
            if number:
                self[f"count_{name}"] += number

    @api.autovacuum
    def _gc_old_sessions(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=180)
        self.search([("started", "<", limit)], limit=2000).unlink()

    @api.model
    def _cron_close_silent(self):
        """Close sessions without calls, so that their pending requests get settled."""
        now, silence = fields.Datetime.now(), timedelta(hours=2)
        silent = self.search(
            [
                ("open", "=", True),
                "|",
                ("last_call", "<", now - silence),
                ("last_call", ">", now + silence),
            ]
        )
        self.env["qbd.scheduled"]._in_turn(
            silent, self._end_silent, "cron_close_silent"
        )

    def _end_silent(self, session):
        session._end(self.env._("The Web Connector stopped calling."))


class WebConnectorPort:
    """Serves the nine verbs, for one call from one address. Decides nothing by itself.

    :param sessions: the empty recordset of qbd.session, as superuser
    """

    def __init__(self, sessions, remote_address):
        self._sessions = sessions
        self._env = sessions.env
        self._remote_address = remote_address
        self.connection_id = None

    def knows_ticket(self, ticket):
        return bool(self._sessions._by_ticket(ticket))

    def server_version(self):
        return Manifest.for_addon("quickbooks_desktop")["version"]

    def client_version(self, version):
        return ""

    def authenticate(self, user, password):
        throttle = self._env["qbd.throttle"]
        connection = self._env["qbd.connection"]._authenticate(
            user, password, lambda: not throttle._is_guessing(self._remote_address)
        )
        if not connection:
            throttle._failed(self._remote_address, user)
            return ["", "nvu"]
        throttle._succeeded(self._remote_address)
        self.connection_id = connection.id
        connection._fetch_polled()
        no_work = self._env["qbd.engine"]._why_no_work(connection)
        if no_work:
            return ["", no_work]
        sessions = read_by(self._sessions, connection._reader_lang())
        session, ticket = sessions._start(connection, self._remote_address)
        if not session:
            return ["", ticket]
        return [ticket, connection.open_path or ""]

    def _session(self, ticket):
        """Return the session of a ticket, which stores texts in its own language."""
        session = self._sessions._by_ticket(ticket)
        self.connection_id = session.connection_id.id
        session.connection_id._fetch_polled()
        return read_by(session, session.reader_lang)

    def send_request_xml(
        self, ticket, hcp_response, company_file, country, major, minor
    ):
        session = self._session(ticket)
        if not session:
            return ""
        return session._send_request(hcp_response, company_file, country, major, minor)

    def receive_response_xml(self, ticket, response, hresult, message):
        session = self._session(ticket)
        return session._receive(response, hresult, message) if session else -1

    def connection_error(self, ticket, hresult, message):
        session = self._session(ticket)
        return session._connection_error(hresult, message) if session else "done"

    def get_last_error(self, ticket):
        session = self._session(ticket)
        if not session:
            return self._env._(
                "Odoo no longer knows this session. Run the update again."
            )
        return session.last_error or self._env._("No error.")

    def close_connection(self, ticket):
        session = self._session(ticket)
        return session._close() if session else self._env._("Closed.")

    def interactive_url(self, ticket, session_id):
        return ""

    def interactive_rejected(self, ticket, reason):
        return self._env._("Nothing to do in the browser.")

    def interactive_done(self, ticket):
        return "Done"
