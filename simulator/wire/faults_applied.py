"""The faults of a plan, applied to the sessions of one Web Connector."""

from contextlib import contextmanager

from . import report as ends
from .status import Refused
from .transport import Lost, Reply

_EXECUTED_NO_ANSWER = (
    "0x80040402",
    "Unexpected error. Check the qbsdklog.txt file for possible, additional"
    " information.",
)
_CANNOT_START = ("0x80040408", "Could not start QuickBooks.")


class Ended(Exception):
    """The session is over: ``end`` as in ``report``, and a text."""

    def __init__(self, end, error=""):
        super().__init__(f"{end}: {error}")
        self.end = end
        self.error = error


class AppliedFaults:
    """Stands between the Web Connector and the wire, and around every step."""

    def __init__(self, connector):
        self.connector = connector
        self.copy = None
        self._refusals = []
        self._next_delivery = None

    @property
    def plan(self):
        """Return the plan of the connector."""
        return self.connector.faults

    @contextmanager
    def step(self, name):
        """Run one step with the faults before and after it."""
        self.plan.begin_step(name)
        self._apply(name, "before")
        yield
        self._apply(name, "after")

    def deliver(self, url, body, headers):
        """Deliver a SOAP request, or apply a fault to it."""
        delivery, self._next_delivery = self._next_delivery, None
        if delivery == "late":
            self.plan.late.append((url, body, headers))
            raise Lost("no answer in time")
        if isinstance(delivery, int):
            return Reply(delivery, b"", {"Content-Type": "text/html"})
        if delivery == "twice":
            self.connector.transport.post(url, body, headers)
        return self.connector.transport.post(url, body, headers)

    def deliver_late(self):
        """Deliver delayed requests; their answers are discarded."""
        late, self.plan.late = self.plan.late, []
        for url, body, headers in late:
            try:
                self.connector.transport.post(url, body, headers)
            except Lost:
                continue

    def refused_connection(self):
        """Return (hresult, message) if QuickBooks is not to be opened now, else
        None."""
        return self._refusals.pop(0) if self._refusals else None

    def _apply(self, step, side):
        for fault in self.plan.due(step, side):
            self.connector.log(f"FAULT {fault}")
            getattr(self, f"_{fault.kind}")(fault)

    # one method per kind

    def _drop_request(self, fault):
        raise Lost("the request was dropped")

    def _drop_answer(self, fault):
        raise Lost("the answer was dropped")

    def _twice(self, fault):
        self._next_delivery = "twice"

    def _late(self, fault):
        self._next_delivery = "late"

    def _http_status(self, fault):
        code = fault.arguments.get("status", 502)
        if fault.side == "after":
            raise Lost(f"HTTP status {code}")
        self._next_delivery = code

    def _slow(self, fault):
        self.connector.sleep(fault.arguments.get("seconds", 30))

    def _end_session(self, fault):
        raise Ended(ends.INTERRUPTED, str(fault))

    def _hresult(self, fault):
        hresult = fault.arguments.get("hresult", _EXECUTED_NO_ANSWER[0])
        message = fault.arguments.get("message", _EXECUTED_NO_ANSWER[1])
        raise Refused("a fault of the plan", hresult, message)

    def _refuse_connection(self, fault):
        hresult = fault.arguments.get("hresult", _CANNOT_START[0])
        message = fault.arguments.get("message", _CANNOT_START[1])
        self._refusals += [(hresult, message)] * fault.arguments.get("times", 1)

    def _other_file(self, fault):
        files = self.connector.files
        path = fault.arguments.get("file")
        found = files.find(path) if path else next(iter(files.others), None)
        if found is None:
            raise LookupError(f"no company file {path!r} on this PC")
        everything = (files.open, *files.others)
        files.others = tuple(one for one in everything if one is not found)
        files.open = found

    def _restore_older_copy(self, fault):
        if self.copy is None:
            raise LookupError("keep_copy was not called")
        self.connector.files.open.restore(self.copy)

    def _callback(self, fault):
        self.plan.callbacks[fault.kind](fault, self.connector)

    _restart = _edit_quickbooks = _edit_odoo = _callback
