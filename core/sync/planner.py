"""Order, batches, page sizes, guards and windows of time. Pure functions."""

import heapq
from dataclasses import dataclass
from datetime import timedelta

from ..errors import QbdError

#: Fact 14 of the wire: the hour that repeats in autumn, and five minutes.
MIN_OVERLAP = timedelta(minutes=65)

#: How long one call may apply; QBWC is told NoOp and asks again in five seconds.
APPLY_SECONDS = 5


def order(mappings):
    """The names of mappings, each after those it needs, else as given.

    :param dict mappings: {name: names that must come first}; names that are not keys
        (streams that are off) are left out of account
    :rtype: list
    :raises QbdError: if they need each other in a circle
    """
    ordered, stuck = order_records(mappings.items())
    if stuck:
        raise QbdError(
            f"These mappings wait for each other: {', '.join(stuck)}.",
            where="_depends_on",
            todo="Take one of them out of the other's _depends_on.",
        )
    return ordered


def order_records(items):
    """Keys in an order in which none comes before one it depends on, else as given.

    :param items: [(key, keys it depends on)]; keys that are no item are there already
    :return: (ordered keys, keys in a circle or behind one); the latter are parked, the
        others go on
    """
    items = list(items)
    waiting, followers = _edges(items)
    ready = [index for index, needs in enumerate(waiting) if not needs]
    done = []
    while ready:
        done.append(heapq.heappop(ready))
        for index in followers.get(items[done[-1]][0], ()):
            waiting[index].discard(items[done[-1]][0])
            if not waiting[index]:
                heapq.heappush(ready, index)
    left = sorted({*range(len(items))} - {*done})
    return [items[index][0] for index in done], [items[index][0] for index in left]


def _edges(items):
    """[keys the item still waits for], {key: indexes of the items that wait for it}."""
    keys = {key for key, _needs in items}
    waiting = [keys.intersection(needs) for _key, needs in items]
    followers = {}
    for index, needs in enumerate(waiting):
        for need in needs:
            followers.setdefault(need, []).append(index)
    return waiting, followers


def chunk(requests, max_count, max_bytes):
    """Message sets, in each of which no request needs the result of another.

    A reference to an object needs its ListID, which comes with the answer: a request
    travels in a later message set than the Adds it depends on.

    :param requests: [(key, size in bytes, keys it depends on)]; keys that are no
        request are there already
    :param int max_count: requests in a message set
    :param int max_bytes: bytes of all requests in one; a larger request goes alone
    :return: [[key, ...], ...]
    :raises QbdError: if requests depend on each other in a circle (`order_records`
        sorts those out before)
    """
    requests = list(requests)
    sizes = {key: size for key, size, _needs in requests}
    depths = _depths([(key, needs) for key, _size, needs in requests])
    batches, filled, level = [], 0, None
    for key in sorted(depths, key=depths.get):
        filled += sizes[key]
        full = filled > max_bytes or (batches and len(batches[-1]) >= max_count)
        if full or depths[key] != level:
            batches.append([])
            filled, level = sizes[key], depths[key]
        batches[-1].append(key)
    return batches


def _depths(items):
    """{key: length of the longest chain of items it depends on}, in order."""
    ordered, stuck = order_records(items)
    if stuck:
        raise QbdError("These requests wait for each other.", where=str(stuck))
    needs_of, depths = dict(items), {}
    for key in ordered:
        needed = (depths[need] for need in needs_of[key] if need in depths)
        depths[key] = 1 + max(needed, default=-1)
    return depths


def bisect(batch):
    """The two halves of a batch that was refused as a whole, in order.

    :return: (first, second); second is empty when the bad request is alone
    """
    middle = (len(batch) + 1) // 2
    return batch[:middle], batch[middle:]


def adapt(
    size,
    seconds_quickbooks,
    seconds_apply,
    answer_bytes,
    *,
    lo,
    hi,
    target_seconds,
    target_apply=None,
    target_bytes=4_000_000,
):
    """Return the next page or batch size, from the time and the size of the last one.

    The worst of the three measures decides. A size that used 70 to 100 % of the
    limit stays; it at most doubles, and shrinks as far as it has to.

    :param int size: objects in the last page or batch
    :param float seconds_quickbooks: from handing out to the answer
    :param float seconds_apply: applying the answer to Odoo
    :param int answer_bytes: length of the answer
    :param int lo: smallest size
    :param int hi: largest size
    :param float target_seconds: allowed for QuickBooks
    :param float target_apply: allowed for applying; by default the same
    :param int target_bytes: allowed for an answer
    :rtype: int
    """
    load = max(
        seconds_quickbooks / target_seconds,
        seconds_apply / (target_apply or target_seconds),
        answer_bytes / target_bytes,
    )
    if load > 1:
        size = int(size * 0.85 / load)
    elif load < 0.7:
        size = max(size + 1, int(size * min(2, 0.85 / max(load, 0.01))))
    return max(lo, min(hi, size))


def mass_change(planned, total, share=0.2, floor=10):
    """Whether a plan deactivates, voids or deletes so much that a person is asked.

    :param int planned: records or objects it would take away
    :param int total: links of the stream
    :param float share: of `total` that may go without asking
    :param int floor: number that may go in any case
    """
    return planned > max(floor, share * total)


@dataclass(frozen=True)
class Window:
    """The filter of a reading, and the watermark once its last page is applied."""

    start: object
    next_watermark: object


def window(watermark, now_wall, overlap=MIN_OVERLAP):
    """Return the window of a delta, in wall-clock time of the QuickBooks PC.

    The filter is inclusive, the offset that QuickBooks prints is
    not to be trusted, and one hour a year comes twice: hence naive times, an overlap,
    and a watermark that never passes now. A clock that was set back moves it back.

    :param watermark: naive datetime up to which all was read, or None
    :param datetime now_wall: naive local time when the reading starts
    :param timedelta overlap: at least 65 minutes are taken
    :return: Window(start, next_watermark); start is None for a first, full reading
    """
    if watermark is None:
        return Window(None, now_wall)
    return Window(min(watermark, now_wall) - max(overlap, MIN_OVERLAP), now_wall)


def within_quiet_hours(now_local, start, end):
    """Return whether no work should be done now; the hours may pass midnight.

    :param now_local: datetime or time, local
    :param start: first time of the quiet hours, or None for none
    :param end: first time after them; equal to `start` means none
    """
    if start is None or end is None or start == end:
        return False
    moment = now_local.time() if hasattr(now_local, "time") else now_local
    if start < end:
        return start <= moment < end
    return moment >= start or moment < end


def budget_left(started, now, budget):
    """The time a session has left; never below zero, never above the budget.

    :rtype: timedelta
    """
    return max(timedelta(0), min(budget, budget - (now - started)))
