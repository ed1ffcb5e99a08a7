"""Three-way merge of a document's lines, each side against its own image.

The lines of one side are an ordered list of ``(key, fields)``; an image is such a list
or None. The key is the TxnLineID, which both sides know once a line has been carried
over. A line made in Odoo has a local key, which must not look like a TxnLineID and
must stay the same while the line exists ("odoo:" and its id). A line without any (key
None, or that of an earlier line, of which it is a copy) can be merged, but the line
that comes back cannot be assigned to it.

Specifics of lines (Intuit, InvoiceMod page):

- A Mod that names a line deletes every line it does not name, so a Mod names all that
  stay, in the stored order, and -1 for the new ones. Else QuickBooks answers 3290.
- Hence the order of lines is QuickBooks'. Rearranging lines in Odoo stays in Odoo,
  until it is rearranged in QuickBooks.
- Without images nothing says which lines belong together but that they are the same,
  if need be but for their words. If not all are, the list as a whole is left to the
  policy.
- A line deleted on one side and edited on the other is settled by the policy, like a
  field: "ask" makes it a question.
"""

import dataclasses
from dataclasses import dataclass

from .merge import (
    DIRECTIONS,
    LOSERS,
    Conflict,
    as_is,
    decide,
    equal,
    is_same,
    known,
    merge,
)

#: the TxnLineID of a new line in a Mod
NEW = "-1"


@dataclass(frozen=True)
class LinesMerge:
    """The changes to make to the lines of one document.

    mod        None, or the lines a Mod has to name, for JSON: ``{"lines": [[TxnLineID
               or "-1", {field: Odoo's value}, key in Odoo], ...], "removed": [key,
               ...]}``; an empty dict of fields means that the TxnLineID goes alone
    added      [(TxnLineID, fields)], to be created in Odoo
    changed    {TxnLineID: fields}, to be written in Odoo
    removed    [key], to be deleted in Odoo
    order      None, or all TxnLineIDs in the order that Odoo's lines should get
    paired     {index in `odoo_now`: TxnLineID}, lines that turn out to be the same:
               the record takes over the TxnLineID
    conflicts  [(key, Conflict)]; a conflict whose field is None is about the whole
               line (None on the side that deleted it), a key of None about all lines
    overruled  [{"key", "field", "side", "value"}] as with fields
    merges     {TxnLineID: Merge} of the lines that both sides have
    gone       [key], deleted on both sides
    whole      True if nothing is agreed yet line by line: images stay None
    """

    mod: dict | None = None
    added: list = dataclasses.field(default_factory=list)
    changed: dict = dataclasses.field(default_factory=dict)
    removed: list = dataclasses.field(default_factory=list)
    order: list | None = None
    paired: dict = dataclasses.field(default_factory=dict)
    conflicts: list = dataclasses.field(default_factory=list)
    overruled: list = dataclasses.field(default_factory=list)
    merges: dict = dataclasses.field(default_factory=dict)
    gone: list = dataclasses.field(default_factory=list)
    whole: bool = False

    def __bool__(self):
        """Return whether anything is to be done, moved or asked."""
        content = (self.mod, self.added, self.changed, self.removed, self.order)
        rest = (self.paired, self.conflicts, self.gone, any(self.merges.values()))
        return any(content) or any(rest)


def merge_lines(odoo_now, qb_now, odoo_image, qb_image, **options):
    """Compare the lines of one document.

    :param list odoo_now: [(key, fields)] of the record, in its order
    :param list qb_now: [(TxnLineID, fields)] of the object, in the stored order
    :param odoo_image: [(key, fields)] at the last agreement, or None
    :param qb_image: [(TxnLineID, fields)] at the last agreement, or None
    :param options: those of `merge`
    :param bool natural: the keys are not QuickBooks' ids of lines but ids of their
        subject, the same on both sides: a new line has its key from the start
    :rtype: LinesMerge
    """
    return _Work(odoo_now, qb_now, odoo_image, qb_image, options).result()


class _Work:
    """One call of `merge_lines`."""

    def __init__(self, odoo_now, qb_now, odoo_image, qb_image, options):
        self.options = {**options}
        self.natural = self.options.pop("natural", False)
        self.stored = options.get("stored", as_is)
        self.ways = DIRECTIONS[options.get("direction", "both")]
        self.fresh = odoo_image is None or qb_image is None
        self.images = (dict(odoo_image or ()), dict(qb_image or ()))
        self.qb = {key: dict(fields) for key, fields in qb_now}
        lines = _distinct(odoo_now)
        self.paired = self._pair(lines)
        self.odoo = {
            self.paired.get(index, key): dict(fields)
            for index, (key, fields) in enumerate(lines)
        }
        self.to_push, self.to_drop = {}, []
        self.out = LinesMerge(paired=self.paired)

    def result(self):
        if self.fresh and self.odoo.keys() != self.qb.keys():
            return self._result_of_whole()
        common, odoo_only, qb_only = self._apart()
        for key in common:
            self._merge_common(key)
        for key in odoo_only:
            self._merge_odoo_only(key)
        for key in qb_only:
            self._merge_qb_only(key)
        self._merge_order()
        images = {*self.images[0], *self.images[1]}
        self.out.gone.extend(sorted(images - self.odoo.keys() - self.qb.keys()))
        return dataclasses.replace(self.out, mod=self._mod())

    def _pair(self, lines):
        """{index: TxnLineID} of new lines that are the same on both sides.

        Both had the same thought, or a write was carried out whose answer was lost.
        """
        if self.natural:
            return {}
        known = {*self.images[0], *self.images[1], *self.qb}
        taken = {key for key, _fields in lines} | self.images[1].keys()
        free = [key for key in self.qb if key not in taken]
        paired = {}
        for loose in ((), self._option("own_words")) if self.fresh else ((),):
            for index, (key, fields) in enumerate(lines):
                if key in known or index in paired:
                    continue
                alike = (k for k in free if self._alike(fields, self.qb[k], loose))
                match = next(alike, None)
                if match is not None:
                    free.remove(match)
                    paired[index] = match
        return paired

    def _alike(self, odoo, quickbooks, loose=()):
        one_way = {*self._option("pull_only"), *self._option("push_only"), *loose}
        shared = (odoo.keys() & quickbooks.keys()) - one_way
        return bool(shared) and all(
            is_same(field, odoo[field], quickbooks[field], self.stored)
            for field in shared
        )

    def _option(self, name):
        return self.options.get(name, frozenset())

    def _merge_common(self, key, **forced):
        images = (image.get(key) for image in self.images)
        options = {**self.options, **forced}
        merged = merge(self.odoo[key], self.qb[key], *images, **options)
        self.out.merges[key] = merged
        if merged.push:
            self.to_push[key] = merged.push
        if merged.pull:
            self.out.changed[key] = merged.pull
        self.out.conflicts.extend((key, c) for c in merged.conflicts.values())
        self.out.overruled.extend(
            {"key": key, "field": field, **lost}
            for field, lost in merged.overruled.items()
        )

    def _merge_odoo_only(self, key):
        """Made or edited in Odoo, or deleted in QuickBooks, or both."""
        edited = self._edited(0, self.odoo[key], key)
        verdict = self._decide(edited, key in self.images[1], key)
        if verdict == "push":
            self._send([key])
        elif verdict == "pull":
            self.out.removed.append(key)

    def _merge_qb_only(self, key):
        """Made or edited in QuickBooks, or deleted in Odoo, or both."""
        edited = self._edited(1, self.qb[key], key)
        verdict = self._decide(key in self.images[0], edited, key)
        if verdict == "pull":
            self._add([key])
        elif verdict == "push":
            self.to_drop.append(key)

    def _edited(self, side, fields, key):
        image = self.images[side].get(key)
        stays = self._option(("pull_only", "push_only")[side])
        return not image or any(
            not equal(value, image[field])
            for field, value in fields.items()
            if field in image and field not in stays
        )

    def _send(self, keys):
        stays = self._option("pull_only")
        for key in keys:
            fields = self.odoo[key].items()
            self.to_push[key] = {f: v for f, v in fields if f not in stays}

    def _add(self, keys):
        stays = self._option("push_only")
        for key in keys:
            fields = {f: v for f, v in self.qb[key].items() if f not in stays}
            self.out.added.append((key, fields))

    def _decide(self, odoo_changed, qb_changed, key):
        policy = self.options.get("policy", "ask")
        verdict = decide(odoo_changed, qb_changed, *self.ways, policy)
        nows = {"odoo": self.odoo.get(key), "quickbooks": self.qb.get(key)}
        if verdict == "ask":
            old = (_agreed(image.get(key)) for image in self.images)
            conflict = Conflict(None, nows["odoo"], nows["quickbooks"], *old)
            self.out.conflicts.append((key, conflict))
        elif verdict in LOSERS and odoo_changed and qb_changed:
            self._overrule(key, LOSERS[verdict], nows[LOSERS[verdict]])
        return verdict

    def _overrule(self, key, side, value):
        lost = {"key": key, "field": None, "side": side, "value": value}
        self.out.overruled.append(lost)

    def _merge_order(self):
        """QuickBooks' order, where it changed or where lines came in."""
        moved = _rearranged(self.images[1], self.qb)
        if self.ways[1] and (moved or self.out.added):
            self.out = dataclasses.replace(self.out, order=list(self.qb))

    def _mod(self):
        if not self.to_push and not self.to_drop:
            return None
        lines = [
            [key, self.to_push.get(key, {}), key]
            for key in self.qb
            if key not in self.to_drop
        ]
        previous = None
        for key in self.odoo:
            if key in self.to_push and key not in self.qb:
                new = key if self.natural else NEW
                _insert_after(lines, previous, [new, self.to_push[key], key])
            previous = key if any(line[2] == key for line in lines) else previous
        return {"lines": lines, "removed": list(self.to_drop)}

    def _result_of_whole(self):
        """No image, and not the same lines: all of one side, or a question."""
        changed = (bool(self.odoo), bool(self.qb))
        verdict = decide(*changed, *self.ways, self.options.get("policy", "ask"))
        self._decide_whole(verdict, all(changed))
        if verdict == "pull":
            return self._take_quickbooks()
        if verdict == "push":
            self._take_odoo()
        return dataclasses.replace(self.out, mod=self._mod(), whole=True)

    def _take_quickbooks(self):
        common, odoo_only, qb_only = self._apart()
        for key in common:
            self._merge_common(key, direction="from_quickbooks")
        self.out.removed.extend(odoo_only)
        self._add(qb_only)
        return dataclasses.replace(self.out, order=list(self.qb))

    def _take_odoo(self):
        common, odoo_only, qb_only = self._apart()
        for key in common:
            self._merge_common(key, direction="to_quickbooks")
        self._send(odoo_only)
        self.to_drop.extend(qb_only)

    def _apart(self):
        """Keys that both sides have, those of Odoo alone, those of QuickBooks alone."""
        common = [key for key in self.odoo if key in self.qb]
        odoo_only = [key for key in self.odoo if key not in self.qb]
        return common, odoo_only, [key for key in self.qb if key not in self.odoo]

    def _decide_whole(self, verdict, contested):
        sides = {"odoo": list(self.odoo.items()), "quickbooks": list(self.qb.items())}
        if verdict == "ask":
            self.out.conflicts.append((None, Conflict(None, *sides.values())))
        elif verdict in LOSERS and contested:
            self._overrule(None, LOSERS[verdict], sides[LOSERS[verdict]])


def _agreed(image):
    """What an image says of a line, without the fields that count as differing."""
    return known(image) or (None if image else image)


def _distinct(lines):
    """The lines, each under a key of its own: one without gets that of its place."""
    seen, distinct = {None}, []
    for index, (key, fields) in enumerate(lines):
        distinct.append((f"#{index}" if key in seen else key, fields))
        seen.add(key)
    return distinct


def _rearranged(image, now):
    return [key for key in image if key in now] != [key for key in now if key in image]


def _insert_after(lines, previous, line):
    places = [place for place, (*_rest, key) in enumerate(lines) if key == previous]
    lines.insert(places[0] + 1 if places else 0, line)
