"""A scenario, cut at every step and at each crash point, must end in the same state."""

from contextlib import contextmanager

from odoo.sql_db import Savepoint

from ...simulator.wire.faults import Fault, FaultPlan
from ...simulator.wire.status import Failed, Refused, Status
from .case_model import THOROUGH

CRASHES = (
    # kind, side: what happens at a step; see simulator/faults.py
    ("drop_request", "before"),
    ("drop_answer", "after"),
    ("twice", "before"),
    ("late", "before"),
    ("end_session", "before"),
    ("end_session", "after"),
)
AT_QUICKBOOKS = (("hresult", "before"), ("hresult", "after"))
ROLLBACK = ("rollback", "before")
"""Our process dies before its commit: the work is undone, no answer comes."""


class RefusesSome:
    """QuickBooks refuses objects of this name, each time."""

    def __init__(self, *names):
        self.names = names

    def check(self, request):
        name = str(request.data.get("Name") or [""])
        name = name.strip("[']")
        if name.startswith(self.names):
            raise Failed(Status(3210, "Error", f"“{name}” is against a rule."))


class Died(Exception):
    """Our process died."""


class InterruptionsMixin:
    """Runs `build()` and `edit()` of the test, with and without a cut.

    The test class is a SyncCase that has ``build`` (a synced state of both sides) and
    ``edit`` (the edits of people on both sides), and ``state`` (the compared state).
    """

    rollback_at = None

    def before_call(self):
        self.calls_made = getattr(self, "calls_made", 0) + 1

    def deliver(self, method, url, body, headers):
        """Our process may die before its commit: the work of the call is undone."""
        self.calls = getattr(self, "calls", 0) + 1
        if self.calls != self.rollback_at:
            return super().deliver(method, url, body, headers)
        savepoint = Savepoint(self.env.cr)
        try:
            return_value = super().deliver(method, url, body, headers)
        finally:
            self.env.cr.clear()
            savepoint.rollback()
        self.assertIsNotNone(return_value)
        from ...simulator.wire.transport import Lost

        raise Lost("our process died before its commit")

    @contextmanager
    def from_the_start(self):
        """Undo on leaving all changes of both sides."""
        self.env.flush_all()
        snapshot = self.company.snapshot()
        clock = self.clock.now
        savepoint = Savepoint(self.env.cr)
        try:
            yield
        finally:
            self.env.cr.clear()
            savepoint.rollback()
            self.company.restore(snapshot)
            self.clock.now = clock
            self.env.registry.clear_all_caches()

    def run_until_quiet(self, connector=None, sessions=6):
        """Run sessions until one writes nothing.

        :return: number of sessions
        """
        for number in range(1, sessions + 1):
            report = self.run_session(connector, ok=False)
            if report.end == "done" and not report.wrote:
                return number
        self.fail(f"still writing after {sessions} sessions")

    def undisturbed(self):
        """Return (state at the end, steps of the session: their names in order)."""
        with self.from_the_start():
            connector = self.new_connector()
            report = self.run_session(connector)
            steps = self.steps_of(report)
            self.run_until_quiet(self.new_connector())
            return self.state(), steps

    @staticmethod
    def steps_of(report):
        steps = []
        for method in report.methods:
            if method == "receiveResponseXML":
                steps.append("process")
            steps.append(method)
            if method == "authenticate":
                steps.append("open")
        return steps

    ROTATES = None
    """Number of the way in which the first step is cut, to cut each step in one way.

    The next step is cut in the next way. None: each step in every way, as always with
    `THOROUGH`, which `bin/soak --thorough` sets.
    """

    def cuts(self, steps):
        """Return every (kind, side, step name, occurrence) of the scenario."""
        seen = {}
        for step in steps:
            seen[step] = seen.get(step, 0) + 1
            if step == "process":
                kinds = (*AT_QUICKBOOKS, CRASHES[-2], CRASHES[-1])
            elif step == "open":
                kinds = (("refuse_connection", "before"),)
            else:
                kinds = (*CRASHES[:-2], ROLLBACK)
            for kind, side in kinds:
                yield kind, side, step, seen[step]

    def rotated(self, cuts, whole):
        """Return one cut of each step, or of each message set, in turn.

        :param whole: whether these are all cuts; else those of a message set, which is
            handed out, carried out and applied, are one group
        """
        groups = {}
        for cut in cuts:
            _kind, _side, step, occurrence = cut
            groups.setdefault((step if whole else "", occurrence), []).append(cut)
        return [
            group[number % len(group)]
            for number, group in enumerate(groups.values(), self.ROTATES)
        ]

    def run_cut(self, kind, side, step, occurrence, steps):
        """Start from the edited state, cut there, resume.

        :return: the state at the end
        """
        with self.from_the_start():
            if kind == "rollback":
                connector = self.new_connector()
                soap = [one for one in steps if one not in ("process", "open")]
                index = self.index_of(soap, step, occurrence)
                self.rollback_at = getattr(self, "calls", 0) + index
            else:
                arguments = {"hresult": "0x80040402"} if kind == "hresult" else {}
                fault = Fault(
                    kind, step, occurrence=occurrence, side=side, arguments=arguments
                )
                connector = self.new_connector(faults=FaultPlan([fault]))
            self.run_session(connector, ok=False)
            self.rollback_at = None
            self.run_until_quiet(connector)
            return self.state()

    @staticmethod
    def index_of(steps, step, occurrence):
        found = [number for number, one in enumerate(steps, 1) if one == step]
        return found[occurrence - 1]

    @staticmethod
    def is_lost_write(kind, side, step, occurrence):
        """Three points: never delivered; executed, the answer lost; applied, undone.

        For `check_all_cuts`, where a mapping is not cut in full.
        """
        return (kind, side, step) in (
            ("drop_answer", "after", "sendRequestXML"),
            ("end_session", "after", "process"),
            ("rollback", "before", "sendRequestXML"),
        )

    def check_all_cuts(self, only=None):
        with self.from_the_start():
            self.edit()
            self.env.cr.flush()  # which notes the hints of these edits
            return self.check_cuts_of_edited(only)

    def check_cuts_of_edited(self, only):
        """Check the cuts, once `edit` has run: it is the same for all of them."""
        expected, steps = self.undisturbed()
        cuts = [one for one in self.cuts(steps) if not only or only(*one)]
        if self.ROTATES is not None and not THOROUGH:
            cuts = self.rotated(cuts, whole=not only)
        for kind, side, step, occurrence in cuts:
            with self.subTest(kind=kind, side=side, step=step, occurrence=occurrence):
                found = self.run_cut(kind, side, step, occurrence, steps)
                self.assertEqual(found, expected)
        return len(cuts)


__all__ = ["InterruptionsMixin", "Refused", "RefusesSome"]
