"""Three-way merge of one record's fields, each side against its own image.

A *state* is a flat dict ``{field path: canonical value}``. It names every field that
was looked at, None if it is empty: a field that is missing was not looked at.
An *image* is the state a side had at the last agreement; there are two, because the
same agreement looks different on the two sides (QuickBooks cuts names, shows `?`,
fills in defaults). A side has changed only if it differs from its own image.

The order of things, which callers keep:

1. `merge` compares the two present states. QuickBooks' state must never be older
   than its image: a page read before the last acknowledged write is not merged.
2. The pull is written to Odoo, and in the same transaction `after_pull` moves the
   images of the fields that were pulled or are agreed.
3. The push is sent. Nothing moves until the answer: then `after_push`.
4. If no answer came, `journal.settle_mod` gives the fate of the write, and
   `after_push` or `after_unknown` follows, *before* the next `merge`.
5. A person's decision about a conflict goes through `resolve`.
"""

import dataclasses
from dataclasses import dataclass

#: An image that no value equals: the side counts as changed, even to blank.
DIFFERS = {"differs": True}

#: direction of a stream -> (may write to QuickBooks, may write to Odoo)
DIRECTIONS = {
    "both": (True, True),
    "from_quickbooks": (False, True),
    "to_quickbooks": (True, False),
    "off": (False, False),
}

#: policy of a stream -> verdict on what changed on both sides
POLICIES = {"ask": "ask", "quickbooks": "pull", "odoo": "push"}

#: verdict on what changed on both sides -> the side that loses by it
LOSERS = {"push": "quickbooks", "pull": "odoo"}


@dataclass(frozen=True)
class Conflict:
    """One field that a person has to decide; an image is None if there is none."""

    field: str
    odoo: object
    quickbooks: object
    odoo_image: object = None
    quickbooks_image: object = None


@dataclass(frozen=True)
class Merge:
    """The changes to make to one record, by field.

    push       {field: Odoo's value}, to be sent to QuickBooks
    pull       {field: QuickBooks' value}, to be written to Odoo
    agreed     fields that mean the same on both sides, or that both may keep, although
               an image differs or is missing: both images may move at once
    conflicts  {field: Conflict}
    overruled  {field: {"side": the losing side, "value": its value}}: changed on both
               sides, settled by policy or direction; to be kept on the link
    seen       {field: Odoo's value} of the agreed fields, for `after_pull`
    """

    push: dict
    pull: dict
    agreed: frozenset
    conflicts: dict
    overruled: dict
    seen: dict = dataclasses.field(default_factory=dict)

    def __bool__(self):
        """Return whether anything is to be done, moved or asked."""
        return bool(self.push or self.pull or self.agreed or self.conflicts)


@dataclass(frozen=True)
class _View:
    """One field as both sides see it."""

    odoo: object
    quickbooks: object
    odoo_changed: bool
    quickbooks_changed: bool
    both_seen: bool
    known: bool
    same: bool


def as_is(field, value):
    """Return the value as it is, if QuickBooks changes nothing; default of `stored`."""
    return value


def is_blank(value):
    """Return whether a canonical value is empty. False and zero are values."""
    return value is None or value in ("", [], {})


def equal(one, other):
    """Return whether two canonical values mean the same; all blank ones do."""
    return one == other or (is_blank(one) and is_blank(other))


def known(image):
    """Return the fields of an image that hold a value; those that differ hold none."""
    return {field: v for field, v in (image or {}).items() if v != DIFFERS}


def is_same(field, odoo, quickbooks, stored=as_is):
    """Return whether QuickBooks' value is the one it holds once Odoo's is written.

    Or whether it is Odoo's itself: a user of QuickBooks can type what is never sent.

    :param stored: (field, value) -> the value that QuickBooks will hold: cut, `?`
    """
    if equal(odoo, quickbooks):
        return True
    held = odoo if is_blank(odoo) else stored(field, odoo)
    return equal(held, quickbooks)


def decide(odoo_changed, qb_changed, may_push, may_pull, policy):
    """Return the verdict on two sides that are not the same.

    :return: "push", "pull", "ask" or "nothing". If only one way is open, a change
        on the closed side stays there, and loses against a change on the
        other.
    """
    push, pull = odoo_changed and may_push, qb_changed and may_pull
    if push and pull:
        return POLICIES[policy]
    return "push" if push else "pull" if pull else "nothing"


def merge(
    odoo_now,
    qb_now,
    odoo_image,
    qb_image,
    *,
    policy="ask",
    stored=as_is,
    pull_only=frozenset(),
    push_only=frozenset(),
    own_words=frozenset(),
    direction="both",
):
    """Compare the two sides of one link (rules 2, 4 and 10).

    With both images, a side has changed if it differs from its own, also to blank.
    With an image missing for a field there is no agreement about it: a value fills a
    blank, two different values are settled by the policy.
    A field that may go one way only may be missing in the state it goes to (a
    balance that Odoo does not have); any other is compared only where both have it.

    :param dict odoo_now: present state of the record
    :param dict qb_now: present state of the object, no older than `qb_image`
    :param odoo_image: Odoo's state at the last agreement, or None
    :param qb_image: QuickBooks' state at the last agreement, or None
    :param str policy: "ask", "quickbooks" or "odoo"
    :param stored: (field, value) -> the value that QuickBooks will hold
    :param pull_only: fields that are never sent
    :param push_only: fields that are never written to Odoo
    :param own_words: fields of which both sides keep their values, where they never
        agreed and the policy would ask, or QuickBooks has none: the words of documents
        entered twice
    :param str direction: "both", "from_quickbooks", "to_quickbooks" or "off"
    :rtype: Merge
    :raise KeyError: for a policy or direction that does not exist
    """
    out, back = DIRECTIONS[direction]
    found = Merge({}, {}, frozenset(), {}, {})
    if (odoo_now, qb_now) == (odoo_image, qb_image):
        return found  # nearly always, in a sweep
    nows, images = (odoo_now, qb_now), (odoo_image or {}, qb_image or {})
    for field in sorted({*odoo_now, *qb_now}):
        view = _view(field, nows, images, stored)
        may_push = out and field not in pull_only
        may_pull = back and field not in push_only
        verdict = _verdict(view, may_push, may_pull, policy)
        if field in own_words and not view.known:
            verdict = _kept(verdict, view)
        _enter(found, field, view, verdict, images)
    return dataclasses.replace(found, agreed=frozenset(found.seen))


def _kept(verdict, view):
    """Return the verdict on words that either side keeps, also a blank of QuickBooks.

    To fill it would change each paired document there; some may not be changed.
    """
    fills = verdict == "push" and not view.quickbooks_changed
    return "agreed" if verdict == "ask" or fills else verdict


def _view(field, nows, images, stored):
    (odoo, odoo_seen), (quickbooks, qb_seen) = (
        (now.get(field), field in now) for now in nows
    )
    known = all(
        field in image for now, image in zip(nows, images, strict=True) if field in now
    )
    odoo_changed, qb_changed = (
        field in now and _changed(now[field], image, field, known)
        for now, image in zip(nows, images, strict=True)
    )
    both_seen = odoo_seen and qb_seen
    same = both_seen and is_same(field, odoo, quickbooks, stored)
    return _View(odoo, quickbooks, odoo_changed, qb_changed, both_seen, known, same)


def _changed(value, image, field, known):
    return not equal(value, image[field]) if known else not is_blank(value)


def _verdict(view, may_push, may_pull, policy):
    changed = view.odoo_changed or view.quickbooks_changed
    if view.same:
        return "agreed" if changed or not view.known else "nothing"
    if not view.both_seen and may_push and may_pull:
        return "nothing"
    return decide(
        view.odoo_changed, view.quickbooks_changed, may_push, may_pull, policy
    )


def _enter(found, field, view, verdict, images):
    if verdict == "push":
        found.push[field] = view.odoo
    elif verdict == "pull":
        found.pull[field] = view.quickbooks
    elif verdict == "agreed":
        found.seen[field] = view.odoo
    elif verdict == "ask":
        old = (None if i.get(field) == DIFFERS else i.get(field) for i in images)
        found.conflicts[field] = Conflict(field, view.odoo, view.quickbooks, *old)
    if verdict in LOSERS and view.odoo_changed and view.quickbooks_changed:
        side = LOSERS[verdict]
        found.overruled[field] = {"side": side, "value": getattr(view, side)}


def after_pull(odoo_image, qb_image, merged, odoo_after, qb_now):
    """Return both images after a pull, in the transaction that changed the record.

    They move for the fields that were pulled or are agreed. Fields to be pushed or in
    conflict keep both images, and so stay a push or a conflict.
    Of an agreed field Odoo's image is the value that was compared: if writing the
    pulled fields changed it, that is a change of Odoo's, yet to be pushed.

    :param Merge merged: the result of `merge`
    :param dict odoo_after: state of the record after the pull was written
    :param dict qb_now: the state of the object that was merged
    :return: (Odoo's image, QuickBooks' image), new dicts
    """
    odoo, quickbooks = dict(odoo_image or {}), dict(qb_image or {})
    for field in merged.pull:
        _move(odoo, field, odoo_after)
        _move(quickbooks, field, qb_now)
    for field in merged.agreed:
        _move(odoo, field, merged.seen)
        _move(quickbooks, field, qb_now)
    return odoo, quickbooks


def after_push(odoo_image, qb_image, sent, returned):
    """Return both images after QuickBooks has acknowledged a write.

    For the fields that were sent, Odoo's image is the value *sent* (an edit made
    since then differs from it), QuickBooks' image is the value returned (a name it
    cut does not differ from it). For fields that were not sent nothing moves: if
    the returned object differs from the image there, somebody changed it in
    QuickBooks, or QuickBooks derived it, and the next `merge` of the returned object
    pulls it.

    After an Add, `sent` is the whole state, blank fields included: the values that
    QuickBooks then fills in by itself are its own affair and no echo.

    :param dict sent: {field: value} as stored with the message set, uncut
    :param dict returned: state of the object that came back
    :return: (Odoo's image, QuickBooks' image), new dicts
    """
    odoo, quickbooks = dict(odoo_image or {}), dict(qb_image or {})
    for field in sent:
        _move(odoo, field, sent)
        _move(quickbooks, field, returned)
    return odoo, quickbooks


def _move(image, field, state):
    if field in state:
        image[field] = state[field]
    else:
        image.pop(field, None)


def resolve(odoo_image, qb_image, conflict, keep):
    """Return both images after a person has decided a conflict.

    The side that loses is recorded as seen with the value that the person saw, the
    other as differing. So the next `merge` carries the kept side over, also an edit
    of it made since then, and asks again if the losing side has changed once more.

    :param Conflict conflict: as it was shown
    :param str keep: "odoo" or "quickbooks"
    :return: (Odoo's image, QuickBooks' image), new dicts
    """
    odoo, quickbooks = dict(odoo_image or {}), dict(qb_image or {})
    kept, lost = (odoo, quickbooks) if keep == "odoo" else (quickbooks, odoo)
    kept[conflict.field] = DIFFERS
    lost[conflict.field] = conflict.quickbooks if keep == "odoo" else conflict.odoo
    return odoo, quickbooks


def after_unknown(odoo_image, qb_image, sent, current, stored=as_is):
    """Return both images after a write whose outcome is unknown.

    For an Add that was found, and for a Mod of which `journal.settle_mod` says
    "changed_since". A value sent that QuickBooks holds is agreed. Otherwise
    both sides count as changed, and the next `merge` leaves them to the policy;
    except that a blank without an image was not written at all, and gets none.

    :param dict sent: {field: value} as stored with the message set, uncut
    :param dict current: state of the object now
    :param stored: (field, value) -> the value that QuickBooks holds once it is written
    :return: (Odoo's image, QuickBooks' image), new dicts
    """
    odoo, quickbooks = dict(odoo_image or {}), dict(qb_image or {})
    for field, value in sent.items():
        if field in current and is_same(field, value, current[field], stored):
            odoo[field], quickbooks[field] = value, current[field]
        elif field in odoo or not is_blank(value):
            odoo[field] = quickbooks[field] = DIFFERS
    return odoo, quickbooks
