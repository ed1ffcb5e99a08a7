"""Faults as data: place, side and kind. A plan can be replayed from its JSON.

A session consists of steps: ``open`` (QuickBooks is opened), the SOAP calls by name,
and ``process`` (QuickBooks runs a message set). A fault sits before or after a step.
"""

import json
import random
from dataclasses import asdict, dataclass, field

OPEN, PROCESS = "open", "process"
SOAP_CALLS = (
    "serverVersion",
    "clientVersion",
    "authenticate",
    "sendRequestXML",
    "receiveResponseXML",
    "getLastError",
    "closeConnection",
    "connectionError",
)

# kind → (steps it makes sense at, sides)
_SOAP_ONLY = (SOAP_CALLS, ("before",))
_ANYWHERE = ((OPEN, PROCESS, *SOAP_CALLS), ("before", "after"))
KINDS = {
    # The request never arrives.
    "drop_request": _SOAP_ONLY,
    # The server has done its work, the Web Connector never learns of it.
    "drop_answer": (SOAP_CALLS, ("after",)),
    # The same bytes are delivered twice; the second answer counts.
    "twice": _SOAP_ONLY,
    # The Web Connector gives up; the request arrives in the next session.
    "late": _SOAP_ONLY,
    # Another HTTP status, before or after the server worked. status=502
    "http_status": (SOAP_CALLS, ("before", "after")),
    # seconds=30
    "slow": _ANYWHERE,
    # The Web Connector or its PC is gone. After ``process``: QuickBooks has executed
    # the message set and no one learns of it.
    "end_session": _ANYWHERE,
    # QuickBooks answers with a HRESULT; before: nothing ran, after: all of it ran.
    "hresult": ((PROCESS,), ("before", "after")),
    # QuickBooks cannot be opened. hresult="0x80040408", times=1
    "refuse_connection": ((OPEN,), ("before",)),
    # Another company file is open. file="path", one of the connector's files
    "other_file": ((OPEN,), ("before",)),
    # The company file is put back to the last copy, see WebConnector.keep_copy.
    "restore_older_copy": ((OPEN,), ("before",)),
    # Callbacks the test supplies, called with (fault, connector).
    "restart": _ANYWHERE,
    "edit_quickbooks": _ANYWHERE,
    "edit_odoo": _ANYWHERE,
}
CALLBACKS = ("restart", "edit_quickbooks", "edit_odoo")


@dataclass
class Fault:
    """One fault. Where: ``method`` (a step) and ``occurrence``, the how-manieth of its
    name, or ``call``, the how-manieth step of all (or the next one at which such a
    fault can be); both counted from 1 over all sessions, or within session number
    ``session`` if that is given.

    ``side``: before or after the step. ``arguments``: see ``KINDS``.
    """

    kind: str
    method: str | None = None
    occurrence: int = 1
    call: int | None = None
    session: int | None = None
    side: str = "before"
    arguments: dict = field(default_factory=dict)

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}")
        if (self.method is None) == (self.call is None):
            raise ValueError("either method or call says where a fault is")
        steps, sides = KINDS[self.kind]
        if self.side not in sides:
            self.side = sides[0]
        if self.method is not None and self.method not in steps:
            raise ValueError(f"{self.kind} cannot be at {self.method}")

    def __str__(self):
        where = f"step {self.call}" if self.call else f"{self.method} {self.occurrence}"
        session = f" of session {self.session}" if self.session else ""
        return (
            f"{self.kind} {self.side} {where}{session} {self.arguments or ''}".strip()
        )


class FaultPlan:
    """Faults that happen once each, in one or several sessions.

    ``callbacks``: kind → function(fault, connector) for ``CALLBACKS``. ``happened``
    lists the past faults; ``left`` those still to come.
    """

    def __init__(self, faults=(), callbacks=None):
        self.left = [one if isinstance(one, Fault) else Fault(**one) for one in faults]
        self.happened = []
        self.callbacks = dict(callbacks or {})
        self.late = []
        self._total = {}
        self._session = {}
        self._session_number = 0

    @classmethod
    def random(cls, seed, count=3, kinds=None, steps=40, callbacks=None):
        """Return ``count`` faults in the first ``steps`` steps, the same for the same
        seed.

        ``kinds``: the ones to choose from; the default leaves out callbacks that are
        not supplied and faults that need a file or a copy.
        """
        chance = random.Random(seed)
        usable = kinds or [
            kind
            for kind in KINDS
            if kind not in ("other_file", "restore_older_copy")
            and (kind not in CALLBACKS or kind in (callbacks or {}))
        ]
        faults = [_random_fault(chance, usable, steps) for _ in range(count)]
        return cls(faults, callbacks)

    @classmethod
    def from_json(cls, text, callbacks=None):
        """Return the plan that ``to_json`` wrote."""
        return cls(json.loads(text), callbacks)

    def to_json(self):
        """Return all faults of the plan, those that happened first."""
        return json.dumps([asdict(one) for one in self.happened + self.left])

    def begin_session(self):
        """Reset the counters of a session."""
        self._session_number += 1
        self._session = {}

    def begin_step(self, step):
        """Count a step; call before ``due(step, "before")``."""
        for counts in (self._total, self._session):
            counts[step] = counts.get(step, 0) + 1
            counts[None] = counts.get(None, 0) + 1

    def due(self, step, side):
        """Return the faults at this side of the running step; they will not happen
        again."""
        due = [one for one in self.left if self._is_due(one, step, side)]
        for one in due:
            self.left.remove(one)
        self.happened += due
        return due

    def _is_due(self, fault, step, side):
        if fault.side != side or fault.session not in (None, self._session_number):
            return False
        counts = self._total if fault.session is None else self._session
        if fault.call is None:
            return fault.method == step and counts.get(step) == fault.occurrence
        return counts[None] >= fault.call and step in KINDS[fault.kind][0]


def _random_fault(chance, kinds, steps):
    kind = chance.choice(sorted(kinds))
    places, sides = KINDS[kind]
    side = chance.choice(sides)
    arguments = {"slow": {"seconds": chance.randint(1, 90)}}.get(kind, {})
    if len(places) == 1:
        occurrence = chance.randint(1, max(1, steps // 8))
        return Fault(kind, places[0], occurrence, side=side, arguments=arguments)
    return Fault(kind, call=chance.randint(1, steps), side=side, arguments=arguments)
