"""Documents: a header and lists of lines, merged and moved as one state.

The functions have the names and the meaning of those in `merge` and `journal`, for
states in which some paths hold lines. Such a path holds a list of flat dicts, each
with the key of its line under the name that `keys` gives for the path::

    {"Memo": "Roof", "InvoiceLine": [{"TxnLineID": "1F-3", "Amount": "10.00"}]}

The lines that a Mod names are `LinesMerge.mod`, also in the state *sent*. Without
such paths everything is as in `merge`.
"""

from dataclasses import dataclass

from . import journal
from . import line_images as images
from . import merge as fields
from .edits import below
from .lines import NEW, LinesMerge, merge_lines
from .merge import Merge, as_is, is_same


@dataclass(frozen=True)
class DocumentMerge:
    """The changes to make to one document.

    head      the merge of the header
    lines     {path: LinesMerge}
    targets   {path: the lines that Odoo shall have}, where lines are pulled
    assigned  {path: {key in Odoo: TxnLineID}} of lines that turn out to be the same
    """

    head: Merge
    lines: dict[str, LinesMerge]
    targets: dict
    assigned: dict

    @property
    def push(self):
        mods = {path: one.mod for path, one in self.lines.items() if one.mod}
        return {**self.head.push, **mods}

    @property
    def pull(self):
        return {**self.head.pull, **self.targets}

    @property
    def conflicts(self):
        found = dict(self.head.conflicts)
        for path, one in self.lines.items():
            found.update((_where(path, *at), conflict) for at, conflict in _asked(one))
        return found

    @property
    def overruled(self):
        found = dict(self.head.overruled)
        for path, one in self.lines.items():
            for lost in one.overruled:
                where = _where(path, lost["key"], lost["field"])
                found[where] = {"side": lost["side"], "value": lost["value"]}
        return found

    def __bool__(self):
        return bool(self.head) or any(self.lines.values())


def _asked(merged):
    return [((key, one.field), one) for key, one in merged.conflicts]


def _where(path, key, field):
    """ "InvoiceLine/1F-3/Amount"; less where it is about the line or all lines."""
    return "/".join(part for part in (path, key, field) if part is not None)


def merge(odoo_now, qb_now, odoo_image, qb_image, *, keys=None, natural=(), **options):
    """Compare the two sides of one link, which may be a document.

    :param dict keys: {path of lines: name of the element with a line's id}
    :param natural: the paths of lines whose keys mean the same on both sides
    :return: a `Merge`, or a `DocumentMerge` where `keys` names any path
    """
    if not keys:
        return fields.merge(odoo_now, qb_now, odoo_image, qb_image, **options)
    states = (odoo_now, qb_now, odoo_image or {}, qb_image or {})
    head = fields.merge(*(_head(state, keys) for state in states), **options)
    lines, targets, assigned = {}, {}, {}
    for path, key in keys.items():
        if path not in odoo_now or path not in qb_now:
            continue
        now = [_pairs(state.get(path), key) for state in (odoo_now, qb_now)]
        before = [_image(state, path, key) for state in (odoo_image, qb_image)]
        inner = {**_inside(path, options), "natural": path in natural}
        one = merge_lines(*now, *before, **inner)
        lines[path] = one
        if one.added or one.changed or one.removed or one.order is not None:
            targets[path] = _dicts(_target(now[0], one), key)
        if one.paired:
            assigned[path] = {now[0][i][0]: new for i, new in one.paired.items()}
    return DocumentMerge(head, lines, targets, assigned)


def _target(odoo_now, merged):
    """The lines that Odoo has after the pull, in their order."""
    lines = {merged.paired.get(i, key): f for i, (key, f) in enumerate(odoo_now)}
    for key in merged.removed:
        lines.pop(key, None)
    for key, changed in merged.changed.items():
        lines[key] = {**lines[key], **changed}
    lines.update(merged.added)
    return [(key, lines[key]) for key in _ordered(list(lines), merged.order)]


def _ordered(keys, order):
    """QuickBooks' order; a line that only Odoo has stays behind its predecessor."""
    if order is None:
        return keys
    result = [key for key in order if key in keys]
    for index, key in enumerate(keys):
        if key not in result:
            before = keys[index - 1] if index else None
            result.insert(result.index(before) + 1 if before in result else 0, key)
    return result


def after_pull(odoo_image, qb_image, merged, odoo_after, qb_now, keys=None):
    """Both images after a pull; see `merge.after_pull`."""
    if not keys:
        return fields.after_pull(odoo_image, qb_image, merged, odoo_after, qb_now)
    both = fields.after_pull(odoo_image, qb_image, merged.head, odoo_after, qb_now)
    for path, one in merged.lines.items():
        key = keys[path]
        before = [_image(state, path, key) for state in (odoo_image, qb_image)]
        now = [_pairs(state.get(path), key) for state in (odoo_after, qb_now)]
        after = images.after_pull_lines(*before, one, *now)
        _enter(both, path, key, after)
    return both


def after_restore(odoo_now, qb_now, odoo_image, qb_image, compared, keys=None):
    """Both images after one side was restored from a backup.

    What is still as it was agreed on both sides stays agreed, also where they hold it
    in different words. Everything else counts as changed on both, and so goes by the
    policy; a line that one side lacks counts as deleted there.

    :param compared: the paths that count
    :return: (Odoo's image, QuickBooks' image), new dicts
    """
    nows = (odoo_now, qb_now)
    both = (dict(odoo_image or {}), dict(qb_image or {}))
    for path in compared:
        key = (keys or {}).get(path)
        if all(_is_agreed(path, *one) for one in zip(nows, both, strict=True)):
            continue
        if key:
            pairs = [_pairs(now.get(path), key) for now in nows]
            before = [_image(image, path, key) for image in both]
            _enter(both, path, key, images.after_restore_lines(*pairs, *before))
        else:
            for image in both:
                image[path] = fields.DIFFERS
    return both


def _is_agreed(path, now, image):
    return path in image and fields.equal(now.get(path), image[path])


def to_be_sent(odoo_image, qb_image, merged, qb_now, keys=None):
    """Return images after which the next merge sends what this one has chosen to send.

    Whatever policy applies then: Odoo's side differs from its image, QuickBooks' does
    not.

    :param odoo_image: Odoo's image, from `after_pull`; likewise `qb_image`
    :param merged: a `Merge` or `DocumentMerge`
    :param dict qb_now: the state of the object that was merged
    :return: (Odoo's image, QuickBooks' image), new dicts
    """
    both = dict(odoo_image), dict(qb_image)
    for path, value in merged.push.items():
        key = (keys or {}).get(path)
        if key:
            before = [_image(image, path, key) for image in both]
            now = _pairs(qb_now.get(path), key)
            _enter(both, path, key, images.lines_to_be_sent(*before, value, now))
        else:
            both[0][path], both[1][path] = fields.DIFFERS, qb_now.get(path)
    return both


def as_sent(state, keys=None):
    """Return the values that an Add sends, as they are stored with the message set."""
    sent = dict(state)
    for path, key in (keys or {}).items():
        if path in state:
            lines = _pairs(state[path], key)
            new = [[NEW, line, source] for source, line in lines]
            sent[path] = {"lines": new, "removed": []}
    return sent


def named(changed, keys=None):
    """Return the changes, with all lines that a Mod names; new ones without an id.

    :param dict changed: {path: value}, as in `DocumentMerge.push`
    """
    keys = keys or {}
    lines = {
        path: [
            {keys[path]: None if key == NEW else key, **values}
            for key, values, _source in changed[path]["lines"]
        ]
        for path in keys.keys() & changed.keys()
    }
    return {**changed, **lines}


def after_push(odoo_image, qb_image, sent, returned, keys=None):
    """Both images after a write was acknowledged; see `merge.after_push`.

    :return: (Odoo's image, QuickBooks' image, {path: {key in Odoo: TxnLineID}})
    :raises AnswerRefused: if the lines that came back are not those that were sent
    """
    keys, assigned = keys or {}, {}
    both = fields.after_push(odoo_image, qb_image, _head(sent, keys), returned)
    for path in keys.keys() & sent.keys():
        key = keys[path]
        before = [_image(state, path, key) for state in (odoo_image, qb_image)]
        lines = _pairs(returned.get(path), key)
        *after, assigned[path] = images.after_push_lines(*before, sent[path], lines)
        _enter(both, path, key, after)
    return *both, assigned


def after_unknown(odoo_image, qb_image, sent, current, stored=as_is, keys=None):
    """Both images after a Mod of unknown outcome; see `merge.after_unknown`.

    :return: as `after_push`
    """
    keys, assigned = keys or {}, {}
    both = fields.after_unknown(
        odoo_image, qb_image, _head(sent, keys), current, stored
    )
    for path in keys.keys() & sent.keys():
        key, inside = keys[path], _stored_inside(path, stored)
        before = [_image(state, path, key) for state in (odoo_image, qb_image)]
        lines = _pairs(current.get(path), key)
        *after, assigned[path] = images.after_unknown_lines(
            *before, sent[path], lines, inside
        )
        _enter(both, path, key, after)
    return *both, assigned


def found_add(sent, current, stored=as_is, keys=None):
    """Return both images of an Add that turned out to be carried out.

    Values that a person has changed in QuickBooks since differ from its image.

    :param dict sent: as stored with the message set
    :param dict current: the object now, {} if it was not read
    :return: as `after_push`; lines that cannot be identified are in neither image
    """
    keys, assigned = keys or {}, {}
    head = _head(sent, keys)
    both = (head, _as_stored(head, current, stored))
    for path in keys.keys() & sent.keys() & current.keys():
        key, inside = keys[path], _stored_inside(path, stored)
        now, news = _pairs(current[path], key), sent[path]["lines"]
        if len(now) != len(news):
            continue
        together = list(zip(now, news, strict=True))
        assigned[path] = {source: one for (one, _), (_, _, source) in together}
        after = (
            [(one, values) for (one, _), (_, values, _) in together],
            [(one, _as_stored(v, f, inside)) for (one, f), (_, v, _) in together],
        )
        _enter(both, path, key, after)
    return *both, assigned


def _as_stored(sent, current, stored):
    """Return the state of QuickBooks right after it stored the state that was sent."""
    held = {}
    for path, value in sent.items():
        now = current.get(path)
        same = path in current and is_same(path, value, now, stored)
        held[path] = now if same else stored(path, value)
    return held


def settle_mod(sent, before, current, edit_sequences, stored=as_is, keys=None):
    """Return the fate of a Mod whose answer never came; see `journal.settle_mod`."""
    keys = keys or {}
    for path in keys.keys() & sent.keys():
        lines = _pairs(current.get(path), keys[path])
        if not images.lines_arrived(sent[path], lines, _stored_inside(path, stored)):
            old, new = edit_sequences
            return "not_applied" if old == new else "changed_since"
    head = _head(sent, keys)
    return journal.settle_mod(head, before, current, edit_sequences, stored=stored)


def resolve(odoo_image, qb_image, conflict, keep, keys=None):
    """Both images after a person has decided a conflict; see `merge.resolve`.

    :param Conflict conflict: its field is the path under which it was shown
    """
    path, _slash, rest = conflict.field.partition("/")
    if path not in (keys or {}):
        return fields.resolve(odoo_image, qb_image, conflict, keep)
    line, _slash, field = rest.partition("/")
    inner = fields.Conflict(field or None, conflict.odoo, conflict.quickbooks)
    both = dict(odoo_image or {}), dict(qb_image or {})
    before = [_image(state, path, keys[path]) for state in both]
    after = images.resolve_lines(*before, line or None, inner, keep)
    _enter(both, path, keys[path], after)
    return both


def shows_more(shown, image, compared, keys=None):
    """Return whether an object shows something that its image does not.

    Of a line only the fields of its image count: the rest was never looked at.

    :param set compared: the paths that count
    :param dict keys: as `merge` takes them
    """
    return any(
        not fields.equal(
            _as_in_image(shown[path], image.get(path), (keys or {}).get(path)),
            image.get(path),
        )
        for path in compared & shown.keys()
    )


def _as_in_image(lines, image, key):
    """Lines with those fields alone that the image has of the same ones."""
    if not key or not lines:
        return lines
    looked_at = {line[key]: line.keys() for line in image or ()}
    return [
        {name: line.get(name) for name in looked_at.get(line[key], line)}
        for line in lines
    ]


def _head(state, keys):
    return {path: value for path, value in state.items() if path not in keys}


def _inside(path, options):
    """The options of `merge` for the lines at a path."""
    inner = {**options, "stored": _stored_inside(path, options.get("stored", as_is))}
    for name in ("pull_only", "push_only", "own_words"):
        inner[name] = frozenset(below(path, options.get(name, ())))
    return inner


def _stored_inside(path, stored):
    return lambda field, value: stored(f"{path}/{field}", value)


def _image(state, path, key):
    """Return the image of lines as pairs; None if there is no agreement about them."""
    return _pairs(state[path], key) if state and path in state else None


def _pairs(lines, key):
    return [
        (line.get(key), {name: v for name, v in line.items() if name != key})
        for line in lines or ()
    ]


def _dicts(pairs, key):
    return [{key: one, **values} for one, values in pairs]


def _enter(both, path, key, after):
    """Put images of lines into those of their document."""
    for image, lines in zip(both, after, strict=True):
        if lines is None:
            image.pop(path, None)
        else:
            image[path] = _dicts(lines, key)
