import logging
import secrets
import time
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, MissingError, UserError
from odoo.tools import SQL

from ...core.errors import QbdError
from ...core.qbxml import messages, status
from ...core.qbxml.children import child_text

_logger = logging.getLogger(__name__)

RETRIED = (psycopg2.OperationalError, psycopg2.InterfaceError, ConcurrencyError)
"""What `retrying()` repeats the whole call for, or ends it: the database is not there.
Never swallowed (rule 6), and never the fault of one record."""

READABLE = ("ok", "empty", "warning", "missing")
"""Outcomes of a query whose objects, if any, are all there is."""

CONTENT = (
    QbdError,
    UserError,
    psycopg2.DataError,
    psycopg2.IntegrityError,
)
"""What bad content raises: these park a record without a word to the server's log."""


ID_TAGS = ("ListID", "TxnID")

WAIT = timedelta(minutes=15)
"""After which a record is looked at again that waits for something."""

LOCK_SPACE = 0x71626453
"""First key of our advisory locks; the second one is the connection's id."""


class QbdEngineGround(models.AbstractModel):
    """Holds the helpers that all parts of the engine share. It calls none of them.

    A helper that several parts need belongs here, so that the parts call each other in
    a single direction.
    """

    _name = "qbd.engine.ground"
    _description = "QuickBooks Engine: Ground Floor"

    # -- one bad record stops nothing else (rule 3) ---------------------------

    @api.model
    def _guarded(self, items, work, on_bad):
        """Run `work(items)` in a savepoint; halve on failure until the bad is alone.

        :param work: callable(list of items)
        :param on_bad: callable(item, error), outside of the savepoint
        """
        if not items:
            return
        try:
            with self.env.cr.savepoint():
                work(items)
            return
        except RETRIED:
            raise
        except Exception as error:
            if self._is_race(error):
                raise ConcurrencyError(str(error)) from error
            failure = error
        if len(items) == 1:
            self._note_failure(failure)
            on_bad(items[0], failure)
            return
        middle = len(items) // 2
        for part in (items[:middle], items[middle:]):
            self._guarded(part, work, on_bad)

    @api.model
    def _gather(self, items, work, on_bad):
        """Return what `work(items)` returns, in as many parts as the bad ones need.

        :param work: callable(list of items) → result
        :param on_bad: callable(item, error), outside of the savepoint
        :return: list of results
        """
        results = []

        def run(part):
            result = work(part)
            self.env.flush_all()  # what fails here has no result
            results.append(result)

        self._guarded(list(items), run, on_bad)
        return results

    @staticmethod
    def _is_race(error):
        """Return whether another transaction created the same link at the same time."""
        return (
            isinstance(error, psycopg2.errors.UniqueViolation)
            and error.diag.table_name == "qbd_link"
        )

    @api.model
    def _note_failure(self, error):
        """Log a failure: bad content as information, anything else as a defect."""
        if isinstance(error, CONTENT):
            _logger.info("One record could not be applied: %s", type(error).__name__)
        else:
            _logger.error("One record failed unexpectedly", exc_info=error)

    @api.model
    def _words(self, error, mapping=None):
        """Return an exception in words for a bookkeeper.

        :param mapping: names the field of a value that is refused
        """
        return self.env["qbd.link"]._words_of(error, mapping)

    def _wait(self, link, words):
        """Retry the link later, because something the record needs is not there yet."""
        link.write(
            {
                "state": "retry",
                "reason": "waits",
                "message": words,
                "next_try": fields.Datetime.now() + WAIT,
            }
        )

    # -- answers --------------------------------------------------------------

    @staticmethod
    def _id_of(element):
        first = element[0] if len(element) else None  # where QuickBooks shows the id
        if first is not None and first.tag in ID_TAGS:
            return first.text
        return child_text(element, *ID_TAGS)

    def _outcome(self, response):
        return status.outcome(
            response.code, response.severity, response.message, say=self.env._
        )

    @api.model
    def _was_read(self, response):
        """Return whether a query was carried out; only then does it count as read."""
        return response is not None and self._outcome(response).outcome in READABLE

    @staticmethod
    def _deletion_known(state, reason, deleted_in_odoo):
        """Return whether a link already took in that its object is gone.

        One that is asked about, because it was deleted in Odoo, learns of it.
        """
        asked = state == "parked" and reason in ("document_deleted", "goods")
        return (
            state == "gone"
            or reason == "deleted_in_quickbooks"  # known, and perhaps taken up again
            or (asked and not deleted_in_odoo)
        )

    # -- what QuickBooks does not let us read ---------------------------------

    @api.model
    def _note_answer(self, entry, response):
        """Tell on the stream that a query was refused, or that it works again.

        :param entry: of the message set, with "op", "stream" and perhaps "query"
        :param response: None where there is no answer
        """
        stream = self._stream_of(entry)
        if not stream:
            return
        kind = "read" if entry["op"] in ("query", "page") else entry["op"]
        query = entry.get("query") or ""
        if kind == "read" and not query:
            query = stream._mapping()._queries()[0]
        words = None
        if not self._was_read(response):
            words = self._refusal_words(response)
        self._note_read(stream, f"{kind}:{query}", words)

    @api.model
    def _stream_of(self, entry):
        """Return the stream of a request, empty if it was deleted.

        Read with all streams of a connection (`_read_streams`) it costs no query.
        """
        stream = self.env["qbd.stream"].browse(entry.get("stream") or 0)
        try:
            stream.mapped("mapping")
        except MissingError:
            return stream.browse()
        return stream

    @api.model
    def _read_streams(self, connection):
        """Read all streams of a connection in one query: a message set names each."""
        connection._fetch_lines("stream_ids")

    @api.model
    def _note_read(self, stream, key, words=None):
        """Keep why a query of a stream fails, and since when.

        :param key: the kind of the query and its name, e.g. "read:Invoice"
        :param words: None where it works
        """
        problems = dict(stream.read_problems or {})
        now = fields.Datetime.to_string(fields.Datetime.now())
        if words:
            since = problems.get(key, {}).get("since", now)
            problems[key] = {"words": words, "since": since, "tried": now}
        elif not problems.pop(key, None):
            return
        stream.read_problems = problems or False

    @api.model
    def _refusal_words(self, response):
        """Return QuickBooks' refusal of a query: meaning, remedy, helper, its words."""
        if response is None:
            return self.env._("QuickBooks did not answer the query.")
        outcome = self._outcome(response)
        helpers = {
            "bookkeeper": self.env._("a bookkeeper"),
            "consultant": self.env._("a consultant"),
            "quickbooks admin": self.env._("the administrator of QuickBooks"),
            "support": self.env._("support"),
        }
        return self.env._(
            "%(title)s. %(advice)s Who can help: %(helper)s. QuickBooks: %(words)s"
            " (%(code)s)",
            title=outcome.title,
            advice=outcome.advice,
            helper=helpers.get(outcome.fixer, self.env._("no action needed")),
            words=outcome.words or "-",
            code=outcome.code,
        )

    @api.model
    def _clock(self):
        """Return seconds that only run on, to tell how long something takes."""
        return time.monotonic()

    def _log(self, session, text):
        if session:
            session.last_error = text

    # -- handing out ----------------------------------------------------------

    def _hand_out(self, session, kind, purpose, title, todo, **values):
        """Store a message set; its bytes leave after the commit (rule 5).

        :param todo: [(entry, element)], in their order; an entry holds the data needed
            when the answer comes, and gets its "id" here. No element: nothing is sent
        :return: the exact text
        """
        connection = session.connection_id
        new_id = values.pop("new_id", None)
        if kind == "write":
            new_id = secrets.token_hex(10)
        token = secrets.token_hex(4)
        entries, requests = [], []
        for number, (entry, element) in enumerate(todo, 1):
            entry["id"] = f"{number}.{token}"
            entries.append(entry)
            if element is not None:
                requests.append(messages.Request(entry["id"], element))
        text = messages.MessageSet(
            version=connection._version(),
            requests=tuple(requests),
            new_id=new_id,
            old_id=values.pop("old_id", None),
        ).to_text()
        self.env["qbd.message.set"]._hand_out(
            {
                "connection_id": connection.id,
                "session_id": session.id,
                "kind": kind,
                "purpose": purpose,
                "title": title,
                "set_id": new_id,
                "token": token,
                "request": text,
                "requests": entries,
                "request_size": len(text),
                "request_count": len(requests),
                **values,
            }
        )
        return text

    def _give_window_up(self, session, stream_id, words):
        windows = dict((session.reading or {}).get("windows", {}))
        stream = self.env["qbd.stream"].browse(stream_id).exists()
        if stream:
            self._note_read(stream, "read:", self._window_words(words))
        if str(stream_id) in windows:
            failed = {"done": True, "iterating": False, "failed": words}
            windows[str(stream_id)] = {**windows[str(stream_id)], **failed}
            complete = all(window.get("done") for window in windows.values())
            session.reading = {
                **session.reading,
                "windows": windows,
                "complete": complete,
            }

    def _give_ids_up(self, session):
        """End a comparison of ids whose answer tells nothing; it is tried again."""
        ids = {**((session.reading or {}).get("ids") or {})}
        ids.update(done=True, failed=True)
        session.reading = {**(session.reading or {}), "ids": ids}

    def _window_words(self, words):
        """Return why a window was given up; an hresult is explained."""
        if not words.startswith("0x"):
            return words
        _proof, title, advice = status.hresult(words, say=self.env._)
        return f"{title}. {advice} ({words})"

    def _lock(self, connection):
        """Take the lock that lets a single process apply and plan for a connection.

        :return: whether the lock was free
        """
        self.env.cr.execute(
            SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK_SPACE, connection.id)
        )
        return self.env.cr.fetchone()[0]
