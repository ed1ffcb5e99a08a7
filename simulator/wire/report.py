"""The report of one Web Connector session."""

import re
from collections import Counter
from dataclasses import dataclass, field

_STATUS = re.compile(r'<(\w+)Rs [^>]*?\bstatusCode="(\d+)"')

# How a session can end.
DONE = "done"  # receiveResponseXML said 100
NO_WORK = "none"
WRONG_PASSWORD = "nvu"
BUSY = "busy"
WRONG_VERSION = "version"  # clientVersion answered E:
ERROR = "error"  # getLastError's text was shown
NOT_OPENED = "not opened"  # connectionError, answered with done
LOST = "lost"  # no answer, a SOAP fault or another HTTP status
INTERRUPTED = "interrupted"  # by a fault: the Web Connector itself was gone
GAVE_UP = "gave up"  # the limit of calls in one session


@dataclass
class Call:
    """One SOAP call: arguments as sent, ``answer`` as received (None if none came),
    wall clock at its start and seconds it took, ``error`` as text."""

    method: str
    arguments: dict
    started: object
    answer: object = None
    seconds: float = 0.0
    error: str = ""


@dataclass
class SessionReport:
    """One session. ``requests`` and ``responses``: message sets as text, in order
    (a response is empty if QuickBooks refused); ``hresults`` in the same order;
    ``percents``: the answers of receiveResponseXML; ``errors``: texts of getLastError;
    ``waits``: how often ``NoOp`` made the Web Connector wait.
    """

    number: int = 1
    calls: list = field(default_factory=list)
    requests: list = field(default_factory=list)
    responses: list = field(default_factory=list)
    hresults: list = field(default_factory=list)
    percents: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    ticket: str = ""
    waits: int = 0
    postpone: int | None = None
    every: int | None = None
    end: str = ""
    error: str = ""

    @property
    def methods(self):
        """Return the names of the calls in order."""
        return [call.method for call in self.calls]

    @property
    def ok(self):
        """Return whether the session ended as it should, with work or without."""
        return self.end in (DONE, NO_WORK)

    @property
    def wrote(self):
        """Return whether any message set held an Add, Mod, Del or Void."""
        return any(
            f"{operation}Rq" in request
            for request in self.requests
            for operation in ("Add", "Mod", "Del", "Void")
        )

    def __str__(self):
        text = f"session {self.number}: {self.end or 'running'}"
        return f"{text} ({self.error})" if self.error else text


def summary(response):
    """Return a response in a few words: ``CustomerAdd 0 (28), CustomerAdd 3100
    (2)``."""
    counts = Counter(_STATUS.findall(response))
    return ", ".join(f"{name} {code} ({n})" for (name, code), n in counts.items())
