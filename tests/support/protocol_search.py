"""Explores every order of what can happen, to the end, and checks the promises.

Ids, clocks and counters are made canonical: versions are ranked, closed message sets
are dropped or blanked, so that states that differ only in them are one.
"""

from collections import deque
from dataclasses import dataclass

from ...core.sync import journal
from .protocol_world import READ, Set, Violation, in_odoo_only, on_both

CLOSED = (journal.APPLIED, journal.SETTLED, journal.LOST, journal.NOT_RUN)
BLANK = Set(READ, journal.LOST, mine=False)
MOST_CALLS = 60
"""Calls without faults or edits after which both sides have to be at rest."""


@dataclass
class Found:
    """The result of a search.

    :param states: number of distinct states
    :param depth: steps to the farthest state
    :param complete: whether every state was reached
    :param violation: (words, [names of the steps]) or None
    """

    states: int
    steps: int
    depth: int
    complete: bool
    violation: tuple | None = None


def search(world, depth=None, most=None, starts=None):
    """Explore all states that can be reached, breadth first.

    :param world: a `World`
    :param depth: steps from the start at most, None for no limit
    :param most: states at most, None for no limit
    :rtype: Found
    """
    starts = starts or (in_odoo_only(), on_both())
    came_from = {canonical(one): None for one in starts}
    queue, rests = deque((one, 0) for one in came_from), {}
    steps = deepest = 0
    while queue:
        state, level = queue.popleft()
        deepest = max(deepest, level)
        try:
            check(state)
            check_rest(world, state, rests)
            followers = [] if level == depth else world.steps(state)
            for name, after in followers:
                steps += 1
                after = canonical(after)
                if after not in came_from:
                    came_from[after] = (state, name)
                    queue.append((after, level + 1))
        except Violation as broken:
            way = (str(broken), _way(came_from, state))
            return Found(len(came_from), steps, deepest, False, way)
        if most and len(came_from) >= most:
            return Found(len(came_from), steps, deepest, False)
    return Found(len(came_from), steps, deepest, depth is None or deepest < depth)


def _way(came_from, state):
    names = []
    while came_from[state]:
        state, name = came_from[state]
        names.append(name)
    return names[::-1]


# -- promises -----------------------------------------------------------------


def check(state):
    """Check the promises that hold at every moment."""
    if len(state.objects) > 1:
        raise Violation("one record became two objects")


def check_rest(world, state, rests):
    """Check that without faults and edits it ends, with both sides equal."""
    way, now = [], state
    for _call in range(MOST_CALLS):
        if now in rests:
            break
        way.append(now)
        (_name, after), *_others = world.calls(now)
        after = canonical(after)
        if now.talk is None and is_rest(world, now):
            check_end(now)
            break
        now = after
    else:
        raise Violation("it never comes to rest")
    rests.update(dict.fromkeys(way))


def is_rest(world, state):
    """Whether a further session, run to its end, changes nothing."""
    now = canonical(world.authenticate(state))
    for _call in range(MOST_CALLS):
        if now.talk is None:
            return now._replace(read=state.read) == state
        (_name, now), *_others = world.calls(now)
        now = canonical(now)
    return False


def check_end(state):
    """Check a state at rest: one object, both sides equal or asked about, no edit
    lost."""
    if len(state.objects) != 1:
        raise Violation(f"{len(state.objects)} objects in the end")
    odoo, quickbooks = state.odoo, state.objects[0].value
    if state.link.conflict:
        if set(state.link.conflict) != {odoo, quickbooks}:
            raise Violation("a question shows other values than those of both sides")
        kept = {odoo, quickbooks}
    elif odoo != quickbooks:
        raise Violation("both sides differ, and nobody is asked")
    else:
        kept = {odoo}
    lost = set(range(len(state.edits))) - _with_parents(state.edits, kept | state.known)
    if lost:
        raise Violation(f"edits are lost: {sorted(lost)}")


def _with_parents(edits, values):
    """Return these values and those that people saw when they wrote them."""
    found = set()
    for value in values:
        while value is not None and value >= 0 and value not in found:
            found.add(value)
            value = edits[value].over
    return found


# -- canonical states ---------------------------------------------------------


def canonical(state):
    """Return the state with ranked versions, without what no step looks at."""
    sets = _blank(state)
    used = sorted(_sequences(state, sets))
    rank = {sequence: number for number, sequence in enumerate(used, 1)}
    rank[None] = None
    objects = tuple(one._replace(sequence=rank[one.sequence]) for one in state.objects)
    link = state.link
    link = link._replace(
        sequence=rank[link.sequence] if link.object != -1 else None,
        pending=_sent_ranked(link.pending, rank),
    )
    sets = tuple(_ranked(one, rank) for one in sets)
    read = state.read and state.talk is not None
    return state._replace(
        objects=objects, link=link, sets=sets, clock=len(used), read=read
    )


def _blank(state):
    """Drop closed message sets from the end, and forget what the others held."""
    busy = {state.talk[1]} if isinstance(state.talk, tuple) else set()
    busy |= state.late
    sets = [
        BLANK if one.state in CLOSED and number not in busy else one
        for number, one in enumerate(state.sets)
    ]
    while sets and len(sets) - 1 not in busy and sets[-1].state == journal.LOST:
        sets.pop()
    return sets


def _sequences(state, sets):
    yield from (one.sequence for one in state.objects)
    if state.link.object != -1 and state.link.sequence is not None:
        yield state.link.sequence
    for sent in (state.link.pending, *(one.sent for one in sets)):
        if sent and sent.sequence is not None:
            yield sent.sequence
    for one in sets:
        for answer in (one.answer, one.ran):
            yield from (part.sequence for part in answer or () if _is_object(part))


def _ranked(one, rank):
    sent = _sent_ranked(one.sent, rank)
    answer, ran = (
        parts
        and tuple(
            part._replace(sequence=rank[part.sequence]) if _is_object(part) else part
            for part in parts
        )
        for parts in (one.answer, one.ran)
    )
    return one._replace(sent=sent, answer=answer, ran=ran)


def _sent_ranked(sent, rank):
    return sent and sent._replace(sequence=rank[sent.sequence])


def _is_object(part):
    return not isinstance(part, str)
