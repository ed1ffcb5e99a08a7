"""Processing a message set: all of it must be valid, then one request after another."""

from ..wire import status
from ..wire.request import parse
from ..wire.responses import Answer
from ..wire.status import Failed
from .handlers import Handlers
from .printer import admit

_MAX_REQUEST_ID = 50


class Processor:
    """Runs message sets against one company file."""

    def __init__(self, company):
        self.company = company
        self.store = company.store
        self.handlers = Handlers(company)

    def process(self, qbxml):
        """Run a message set; returns the response. Refused if it is not valid."""
        message_set = parse(qbxml, self.company.version, self._us)
        self.store.execute("BEGIN IMMEDIATE")
        try:
            response = self.company.recovery.run(message_set, self._run_all)
        except BaseException:
            self.store.execute("ROLLBACK")
            raise
        self.store.execute("COMMIT")
        return response

    @property
    def _us(self):
        return self.company.country == "US"

    def _run_all(self, message_set):
        """Run the requests; returns a list of (Request, Answer)."""
        answers, stopped = [], False
        shown = admit(message_set.version, self._us, self.company.personal_data)
        for request in message_set.requests:
            if stopped:
                answer = Answer(status.UNPROCESSED)
            else:
                answer = self._run(request, shown)
            stopped = stopped or (message_set.stops_on_error and answer.status.is_error)
            if message_set.attributes.get("responseData") == "includeNone":
                answer.lines = []
            answers.append((request, answer))
        return answers

    def _run(self, request, shown):
        self.store.execute("SAVEPOINT request")
        try:
            answer = self._execute(request, shown)
        except Failed as failed:
            self.store.execute("ROLLBACK TO request")
            row = failed.object_row
            lines = self.handlers.object_lines(row, shown) if row else []
            answer = Answer(failed.status, lines)
        self.store.execute("RELEASE request")
        if request.unsupported and answer.status is status.OK:
            answer.status = status.unsupported_field(request.unsupported[0])
        return answer

    def _execute(self, request, shown):
        if len(request.request_id or "") > _MAX_REQUEST_ID:
            raise Failed(status.invalid_request_id(request.request_id))
        self.company.failures.check(request)
        if request.too_long:
            raise Failed(status.too_long(*request.too_long[0]))
        handler = self.handlers.table.get(request.name)
        if handler is None or not request.served:
            raise Failed(status.UNSUPPORTED_MESSAGE)
        return handler(request, shown)
