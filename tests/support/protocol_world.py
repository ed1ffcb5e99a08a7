"""One record, one object, and all that can happen between them: states and steps.

Run is the code of `core.sync`: states of message sets (`journal.advance`,
`classify_answer`, `without_answer`), the fate of lost writes (`settle_add`,
`documents.settle_mod`, `found_add`, `after_unknown`), the merge and both images
(`documents.merge`, `after_pull`, `after_push`, `resolve`).

Modelled are the parts around it: sessions and their lease, the Web Connector, which
runs one message set at a time, QuickBooks with its EditSequences, the engine's order
(apply what is stored, read, settle, plan, write, read back), and people. QuickBooks
runs no request of a conversation after a later one has begun: it is one program on one
PC. Restored backups, late requests, names and lines are tried elsewhere, through the
wire.
"""

from typing import NamedTuple

from ...core.sync import documents, journal

FIELD = "V"
READ, WRITE = "read", "write"
ADD, MOD = "add", "mod"


class Edit(NamedTuple):
    """One value that a person wrote, over the value that the person saw."""

    side: str
    over: int


class Object(NamedTuple):
    """An object of QuickBooks; `attempt` stands for the GUID of its Add."""

    attempt: int
    value: int
    sequence: int


class Sent(NamedTuple):
    """A write as it is stored with its message set."""

    op: str
    value: int
    attempt: int = 0
    before: int | None = None
    sequence: int | None = None


class Set(NamedTuple):
    """A message set.

    :param mine: whether it belongs to the present session
    :param answer: as stored: (Object or None, ...) of a read, ("ok" or "stale",
        Object) of a write
    :param ran: the answer of QuickBooks that Odoo may not have, None if it never ran
    """

    kind: str
    state: str
    sent: Sent | None = None
    mine: bool = True
    answer: tuple | None = None
    ran: tuple | None = None


class Link(NamedTuple):
    """The link; images are values or None, `conflict` a pair of values in view.

    :param pending: the `Sent` whose outcome is not known yet, None for none
    """

    object: int = -1
    odoo_image: int | None = None
    quickbooks_image: int | None = None
    seen: int | None = None
    sequence: int | None = None
    pending: Sent | None = None
    attempt: int = 1
    conflict: tuple | None = None


class State(NamedTuple):
    """Everything.

    :param odoo: index of the edit whose value the record holds
    :param talk: what the Web Connector is at: None (no conversation), "idle",
        ("request", number of the set), ("answer", number of the set)
    :param read: whether all was read since the session began or wrote
    :param late: numbers of sets whose answers may still arrive
    :param known: edits that were knowingly overruled
    """

    edits: tuple
    odoo: int | None
    objects: tuple
    link: Link
    sets: tuple = ()
    talk: object = None
    read: bool = False
    late: frozenset = frozenset()
    known: frozenset = frozenset()
    clock: int = 1
    faults: int = 0


class Violation(Exception):
    """A promise is broken."""


def in_odoo_only():
    """Return the state in which a record was made in Odoo."""
    return State((Edit("odoo", -1),), 0, (), Link())


def on_both():
    """Return the state in which both sides agree."""
    link = Link(0, 0, 0, 0, 1)
    return State((Edit("odoo", -1),), 0, (Object(1, 0, 1),), link)


def shown(value):
    return {FIELD: value}


class World:
    """The steps from a state; a class, so that a mutation can override one of them.

    :param edits: how many edits people make on each side
    :param faults: how many things go wrong
    """

    def __init__(self, edits=2, faults=3, policy="ask"):
        self.most_edits, self.most_faults, self.policy = edits, faults, policy

    # -- everything that can happen -------------------------------------------

    def steps(self, state):
        """Return [(name, state)] of all states that can follow."""
        return [*self.people(state), *self.calls(state)]

    def people(self, state):
        made = [edit.side for edit in state.edits[1:]]
        if made.count("odoo") < self.most_edits:
            yield "a person edits in Odoo", self.edit_odoo(state)
        if state.objects and made.count("quickbooks") < self.most_edits:
            yield "a person edits in QuickBooks", self.edit_quickbooks(state)
        if state.link.conflict:
            for keep in ("odoo", "quickbooks"):
                yield f"a person keeps {keep}", self.decide(state, keep)

    def calls(self, state):
        """Yield the next call, with all that can go wrong with it."""
        may_fail = state.faults < self.most_faults
        worse = state._replace(faults=state.faults + 1)
        if state.talk is None:
            yield "authenticate", self.authenticate(state)
        elif state.talk == "idle":
            yield from self._around("sendRequestXML", state, worse, self.send)
            if may_fail:
                yield "the Web Connector dies", worse._replace(talk=None)
        elif state.talk[0] == "request":
            yield "QuickBooks runs it", self.run(state)
            if may_fail:
                yield "it dies before it ran", worse._replace(talk=None)
        else:
            yield from self._around("receiveResponseXML", state, worse, self.receive)
            if may_fail:
                number = state.talk[1]
                yield "the answer is lost", worse._replace(talk=None)
                late = worse._replace(talk=None, late=worse.late | {number})
                yield "the answer is delayed", late
                twice = self.receive(worse)
                yield "the answer comes twice", self.receive_late(twice, number)
        if state.late:
            number = min(state.late)
            rest = state._replace(late=state.late - {number})
            yield "a late answer arrives", self.receive_late(rest, number)

    def _around(self, name, state, worse, call):
        yield name, call(state)
        if state.faults < self.most_faults:
            yield f"{name} crashes before its commit", worse._replace(talk=None)
            after = call(worse)
            yield f"the reply to {name} is lost", after._replace(talk=None)

    # -- people ---------------------------------------------------------------

    def edit_odoo(self, state):
        edits = (*state.edits, Edit("odoo", state.odoo))
        return state._replace(edits=edits, odoo=len(edits) - 1)

    def edit_quickbooks(self, state):
        last = state.objects[-1]
        edits = (*state.edits, Edit("quickbooks", last.value))
        return self._change(state._replace(edits=edits), len(edits) - 1)

    def _change(self, state, value):
        """Store a value in the object of QuickBooks; each one is a new version."""
        clock = state.clock + 1
        changed = state.objects[-1]._replace(value=value, sequence=clock)
        return state._replace(objects=(*state.objects[:-1], changed), clock=clock)

    def decide(self, state, keep):
        link = state.link
        odoo, quickbooks = link.conflict
        conflict = documents.fields.Conflict(FIELD, odoo, quickbooks)
        images = documents.resolve(*_images(link), conflict, keep)
        lost = quickbooks if keep == "odoo" else odoo
        link = _with_images(link._replace(conflict=None), images)
        return state._replace(link=link, known=state.known | {lost})

    # -- the Web Connector and QuickBooks --------------------------------------

    def authenticate(self, state):
        """Begin a session; the one before gives up what it waits for."""
        state = self._give_up(state)
        sets = tuple(one._replace(mine=False) for one in state.sets)
        return state._replace(sets=sets, talk="idle", read=False)

    def run(self, state):
        number = state.talk[1]
        one = state.sets[number]
        if one.kind == READ:
            ran = state.objects
        elif one.sent.op == ADD:
            state, ran = self._run_add(state, one.sent)
        else:
            state, ran = self._run_mod(state, one.sent)
        state = _with_set(state, number, one._replace(ran=ran))
        return state._replace(talk=("answer", number))

    def _run_add(self, state, sent):
        clock = state.clock + 1
        added = Object(sent.attempt, sent.value, clock)
        state = state._replace(objects=(*state.objects, added), clock=clock)
        return state, ("ok", added)

    def _run_mod(self, state, sent):
        if state.objects[-1].sequence != sent.sequence:
            return state, ("stale", state.objects[-1])
        state = self._change(state, sent.value)
        return state, ("ok", state.objects[-1])

    # -- the calls, as the session answers them ---------------------------------

    def receive(self, state):
        """Store the answer that the Web Connector brings."""
        number = state.talk[1]
        one = state.sets[number]
        if one.state != journal.HANDED_OUT:
            return self.receive_late(state, number)._replace(talk="idle")
        event = journal.classify_answer(one.kind, None, has_response=True)
        one = one._replace(state=journal.advance(one.state, event), answer=one.ran)
        return _with_set(state, number, one)._replace(talk="idle")

    def receive_late(self, state, number):
        """Store an answer that nobody waits for, if its outcome is still open."""
        one = state.sets[number] if number < len(state.sets) else None
        if one is None or one.state != journal.UNKNOWN:
            return state
        one = one._replace(state=journal.advance(one.state, "answer"), answer=one.ran)
        return _with_set(state, number, one)

    def send(self, state):
        """Apply what is stored, then hand out a read, a write, or end the session."""
        state = self._apply_stored(self._give_up(state))
        if not state.read:
            return self._hand_out(state, Set(READ, journal.PREPARED))
        state = self.settle(state)
        write = self.plan(state) if not self._is_open(state) else None
        if write:
            link = state.link._replace(pending=write)
            one = Set(WRITE, journal.PREPARED, write)
            return self._hand_out(state._replace(link=link, read=False), one)
        return _forget_closed(state._replace(talk=None))

    def _hand_out(self, state, one):
        one = one._replace(state=journal.advance(one.state, "hand_out"))
        number = len(state.sets)
        return state._replace(sets=(*state.sets, one), talk=("request", number))

    def _give_up(self, state):
        sets = tuple(
            one._replace(
                state=journal.advance(one.state, journal.without_answer(one.kind))
            )
            if one.state == journal.HANDED_OUT
            else one
            for one in state.sets
        )
        return state._replace(sets=sets)

    def _is_open(self, state):
        return any(
            one.kind == WRITE and one.state in (journal.UNKNOWN, journal.HANDED_OUT)
            for one in state.sets
        )

    # -- the engine -------------------------------------------------------------

    def _apply_stored(self, state):
        for number, one in enumerate(state.sets):
            if one.state == journal.ANSWERED:
                apply = self.apply_read if one.kind == READ else self.apply_write
                state = apply(state, one)
                done = one._replace(state=journal.advance(one.state, "apply"))
                state = _with_set(state, number, done)
        return state

    def apply_write(self, state, one):
        verdict, current = one.answer
        link = state.link
        if not link.pending:
            return state
        link = link._replace(pending=None, sequence=current.sequence)
        if verdict == "stale":
            return state._replace(link=link._replace(seen=current.value))
        images = self.after_push(link, one.sent, current)
        position = state.objects.index(_same(state.objects, current))
        link = link._replace(object=position, seen=current.value)
        return state._replace(link=_with_images(link, images))

    def after_push(self, link, sent, current):
        found = documents.after_push(
            *_images(link), shown(sent.value), shown(current.value)
        )
        return found[:2]

    def apply_read(self, state, one):
        for position, current in enumerate(one.answer):
            state = self._apply_object(state, position, current)
        return state._replace(read=True)

    def _apply_object(self, state, position, current):
        link = state.link
        if link.object not in (-1, position):
            return state
        if link.object == -1:
            if not link.pending or current.attempt != link.attempt:
                raise Violation("an object that no link knows")
            sent = shown(link.pending.value)
            found = documents.found_add(sent, shown(current.value))
            link = _with_images(link._replace(object=position), found[:2])
        elif link.pending:
            link = self.settle_mod(link, link.pending, current)
        link = link._replace(
            pending=None, seen=current.value, sequence=current.sequence
        )
        return self.reconcile(state._replace(link=link), current)

    def settle_mod(self, link, sent, current):
        now, sequences = shown(current.value), (sent.sequence, current.sequence)
        values = shown(sent.value)
        fate = documents.settle_mod(values, shown(sent.before), now, sequences)
        if fate == "applied":
            return _with_images(
                link, documents.after_push(*_images(link), values, now)[:2]
            )
        if fate == "changed_since":
            return _with_images(
                link, documents.after_unknown(*_images(link), values, now)[:2]
            )
        return link

    def reconcile(self, state, current):
        """Merge, and write to Odoo what QuickBooks changed."""
        link = state.link
        merged = self.merge(state, current.value)
        known = state.known | {lost["value"] for lost in merged.overruled.values()}
        odoo = merged.pull.get(FIELD, state.odoo)
        images = documents.after_pull(
            *_images(link), merged, shown(odoo), shown(current.value)
        )
        conflict = merged.conflicts.get(FIELD)
        conflict = conflict and (conflict.odoo, conflict.quickbooks)
        link = _with_images(link._replace(conflict=conflict), images)
        return state._replace(link=link, odoo=odoo, known=known)

    def merge(self, state, quickbooks):
        return documents.merge(
            shown(state.odoo),
            shown(quickbooks),
            *_images(state.link),
            policy=self.policy,
        )

    def settle(self, state):
        """Settle what the complete read did not show."""
        for number, one in enumerate(state.sets):
            if one.kind != WRITE or one.state != journal.UNKNOWN:
                continue
            if state.link.pending and one.sent.op == ADD:
                evidence = journal.Evidence(delta_complete=True)
                if self.settle_add(evidence) != "absent":
                    continue
                attempt = state.link.attempt + 1
                link = state.link._replace(pending=None, attempt=attempt)
                state = state._replace(link=link)
            state = _with_set(
                state, number, one._replace(state=journal.advance(one.state, "settle"))
            )
        return state

    def settle_add(self, evidence):
        return journal.settle_add(evidence)

    def plan(self, state):
        """Return the write that is due, None for none."""
        link = state.link
        if link.object == -1:
            return Sent(ADD, state.odoo, link.attempt)
        if link.conflict:
            return None
        merged = self.merge(state, link.seen)
        if not merged.push:
            return None
        return Sent(MOD, merged.push[FIELD], 0, link.seen, link.sequence)


def _same(objects, one):
    return next(other for other in objects if other.attempt == one.attempt)


def _images(link):
    values = (link.odoo_image, link.quickbooks_image)
    return tuple(None if value is None else shown(value) for value in values)


def _with_images(link, images):
    odoo, quickbooks = (image.get(FIELD) for image in images)
    return link._replace(odoo_image=_plain(odoo), quickbooks_image=_plain(quickbooks))


def _plain(value):
    """Return an image's value; the mark of a differing one is a dict."""
    return DIFFERS if isinstance(value, dict) else value


class _Differs(dict):
    """`merge.DIFFERS` as a value that can stand in a state."""

    def __hash__(self):
        return 1


DIFFERS = _Differs(documents.fields.DIFFERS)


def _with_set(state, number, one):
    sets = (*state.sets[:number], one, *state.sets[number + 1 :])
    return state._replace(sets=sets)


def _forget_closed(state):
    """Drop message sets that nothing depends on any more."""
    if state.late or any(one.state == journal.UNKNOWN for one in state.sets):
        return state
    return state._replace(sets=())
