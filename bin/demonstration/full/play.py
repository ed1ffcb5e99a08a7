"""The full test: its rounds, its sessions with faults, its questions and answers."""

import time
from collections import Counter
from dataclasses import dataclass, field

from simulator.wire.faults import FaultPlan
from simulator.wire.transport import HttpTransport

from .books import Books
from .kinds import CHANGE, CREATE, GONE, SIDES, TAKE_BACK, subjects

FAULTS = 25
STEPS = 150
"""Steps of sessions in which the faults are; a session has about 40."""

MOST_SESSIONS = 25
"""After a round; then it never comes to rest."""

ANSWERS = {
    "document_deleted": "action_delete_too",
    "conflict": "action_use_odoo",
}
"""{reason of a question: the button that the bookkeeper presses}"""

BETWEEN = (
    "UPDATE qbd_session SET last_call = last_call - interval '1 hour' WHERE open",
    "UPDATE qbd_link SET next_try = now() AT TIME ZONE 'UTC'"
    " WHERE next_try IS NOT NULL",
)
"""An hour passes between two sessions: one that was cut is taken over by the next."""


class TwoServers(HttpTransport):
    """Delivers each call to the next of several servers, as a balancer does.

    :param addresses: of the servers; the first one stands in the .qwc
    """

    def __init__(self, addresses):
        super().__init__()
        self.addresses, self.calls = addresses, 0

    def _request(self, method, url, headers, body=None):
        self.calls += 1
        address = self.addresses[self.calls % len(self.addresses)]
        url = url.replace(self.addresses[0], address)
        return super()._request(method, url, headers, body)


@dataclass
class Full:
    """Plays all kinds of records on top of a `Story` that was told.

    :param servers: addresses of the Odoo servers
    :param restart: callable that kills one of them and starts it again
    """

    story: object
    database: str
    servers: list
    restart: object
    seed: int = 1
    asked: Counter = field(default_factory=Counter)
    sessions: list = field(default_factory=list)

    def __post_init__(self):
        self.books = Books(self.story.odoo, self.story.company, self.database)
        self.subjects = subjects()
        self.faults = FaultPlan.random(
            self.seed, FAULTS, steps=STEPS, callbacks={"restart": self._restart}
        )
        connector = self.story.connector
        connector.transport = TwoServers(self.servers)
        connector.sleep = lambda seconds: time.sleep(min(seconds, 1))
        connector.faults = self.faults

    def _restart(self, _fault, _connector):
        self.restart()

    def play(self, say):
        """Play the rounds, each until nothing is written any more."""
        self.story.bookkeeper.switch_on("cost_posting")
        for title, acts in (
            ("all kinds are created on both sides", self._births(1)),
            ("documents are paid; records are changed and taken back", self._middle()),
            ("payments are changed and taken back", self._fates(2)),
        ):
            say(title)
            for act in acts:
                act()
            self._settle(say)
        say("a last session, without faults")
        self.faults.left.clear()
        self._settle(say)

    # -- people ---------------------------------------------------------------

    def _births(self, phase):
        for one in self.subjects:
            hands = one.kind.hands[one.born](self.books)
            if one.kind.phase == phase:
                yield lambda h=hands, s=one: h.create(s.number, s.amount)
            elif phase == 1:
                yield lambda h=hands, s=one: h.prepare(s.number, s.amount)

    def _middle(self):
        yield from self._births(2)
        yield from self._fates(1)

    def _fates(self, phase):
        for one in self.subjects:
            if one.kind.phase == phase and one.fate:
                hands = one.kind.hands[one.by](self.books)
                if one.fate == CHANGE:
                    yield lambda h=hands, s=one: h.change(s.number, s.changed_amount)
                else:
                    yield lambda h=hands, s=one: h.take_back(s.number)

    # -- sessions -------------------------------------------------------------

    def _settle(self, say):
        for _number in range(MOST_SESSIONS):
            for statement in BETWEEN:
                self.books.execute(statement)
            report = self.story.connector.run()
            self.sessions.append(report)
            faults = ", ".join(str(one) for one in report.faults)
            say(f"{report}: {len(report.calls)} calls{'; ' if faults else ''}{faults}")
            answered = self._answer()
            if report.ok and not (report.wrote or answered or self._waiting()):
                return

    def _waiting(self):
        ((number,),) = self.books.rows(
            "SELECT count(*) FROM qbd_link WHERE state IN ('dirty', 'sent', 'retry')"
        )
        return number

    def _answer(self):
        """Answer the questions as the bookkeeper would; return how many."""
        odoo, answered = self.story.odoo, 0
        rows = odoo.read("qbd.link", [("state", "=", "parked")], ["reason"])
        for row in rows:
            button = ANSWERS.get(row["reason"])
            if button:
                odoo.call("qbd.link", button, [row["id"]])
                self.asked[row["reason"], button] += 1
                answered += 1
        return answered

    # -- results --------------------------------------------------------------

    def table(self):
        """Return {(kind, verb, side): [number done, number found on both sides]}."""
        marks = self.books.marks()
        found = {
            (kind, verb, side): [0, 0]
            for kind in {one.kind: None for one in self.subjects}
            for verb in (CREATE, CHANGE, TAKE_BACK)
            for side in SIDES
        }
        for one in self.subjects:
            for act in one.acts:
                cell = found[(one.kind, *act)]
                cell[0] += 1
                cell[1] += not wrong(one, marks)
        return found


def wrong(subject, marks):
    """Return a sentence if a record is not on both sides as it has to be, else ""."""
    shown = {side: marks[side][subject.kind].get(subject.number, []) for side in SIDES}
    if all(_agrees(subject.mark, one) for one in shown.values()):
        return ""
    there = "; ".join(
        f"{side}: {', '.join(one) or 'none'}" for side, one in shown.items()
    )
    return (
        f"{subject.kind.label} {subject.number}, created in {subject.born},"
        f" {subject.fate or 'unchanged'} in {subject.by or subject.born}, has to be"
        f" {subject.mark} on both sides. {there}"
    )


def _agrees(mark, shown):
    """Return whether one record is there as it has to be; gone ones may be away."""
    live = [one for one in shown if one != GONE]
    return live == ([] if mark == GONE else [mark])
