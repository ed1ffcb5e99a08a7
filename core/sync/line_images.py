"""The images of a document's lines: moved here and nowhere else.

As for fields (`merge.after_pull`, `after_push`, `resolve`), line by line.
An image is a list of ``(key, fields)``, or None while nothing is agreed.
"""

from ..errors import AnswerRefused
from .lines import NEW
from .merge import (
    DIFFERS,
    after_pull,
    after_push,
    after_unknown,
    as_is,
    equal,
    is_same,
    resolve,
)


def after_pull_lines(odoo_image, qb_image, merged, odoo_after, qb_now):
    """Return both images after a pull of lines, in the transaction of the pull.

    :param LinesMerge merged: the result of `merge_lines`
    :param list odoo_after: [(key, fields)] of the record after the pull was written,
        the lines that were added or paired under their TxnLineID
    :param list qb_now: [(TxnLineID, fields)] that were merged
    :return: (Odoo's image, QuickBooks' image), lists, or the images given if nothing
        is agreed yet
    """
    if merged.whole:
        return odoo_image, qb_image
    odoo, quickbooks = dict(odoo_image or ()), dict(qb_image or ())
    after, now = dict(odoo_after), dict(qb_now)
    for key, inner in merged.merges.items():
        odoo[key], quickbooks[key] = after_pull(
            odoo.get(key), quickbooks.get(key), inner, after.get(key, {}), now[key]
        )
    for key in (*merged.removed, *merged.gone):
        odoo.pop(key, None), quickbooks.pop(key, None)
    for key, _fields in merged.added:
        quickbooks[key] = dict(now[key])
        if key in after:
            odoo[key] = dict(after[key])
    return _in_order(odoo, after), _in_order(quickbooks, now)


def after_push_lines(odoo_image, qb_image, sent, returned):
    """Return both images after QuickBooks has acknowledged a Mod (or Add) with lines.

    The same rule as `after_push`: Odoo's image of a field is the value sent,
    QuickBooks' the value returned, and fields that were not sent do not move.

    :param dict sent: `LinesMerge.mod`, as stored with the message set
    :param list returned: [(TxnLineID, fields)] of the object that came back
    :return: (Odoo's image, QuickBooks' image, {key in Odoo: TxnLineID of the new line})
    :raise AnswerRefused: if the lines that came back are not those that were sent
    """
    odoo, quickbooks = dict(odoo_image or ()), dict(qb_image or ())
    back, assigned = dict(returned), _assign(sent, returned)
    for key in sent["removed"]:
        odoo.pop(key, None), quickbooks.pop(key, None)
    for key, fields, source in sent["lines"]:
        if key == NEW:
            odoo.pop(source, None), quickbooks.pop(source, None)
            key = assigned[source]
        if fields:
            odoo[key], quickbooks[key] = after_push(
                odoo.get(key), quickbooks.get(key), fields, back[key]
            )
    return _in_order(odoo, back), _in_order(quickbooks, back), assigned


def _kept(sent):
    return {key for key, _fields, _source in sent["lines"] if key != NEW}


def _new(sent):
    """{key in Odoo: fields} of the new lines that were sent, in order."""
    return {source: fields for key, fields, source in sent["lines"] if key == NEW}


def _assign(sent, returned):
    kept, news = _kept(sent), _new(sent)
    ids = [key for key, _fields in returned if key not in kept]
    if len(ids) != len(news) or not kept <= dict(returned).keys():
        raise AnswerRefused(
            f"{len(sent['lines'])} lines were sent and {len(returned)} came back, "
            "and they do not correspond.",
            todo="Compare the document on both sides.",
        )
    return dict(zip(news, ids, strict=True))


def _in_order(image, now):
    place = {key: index for index, key in enumerate(now)}
    return sorted(image.items(), key=lambda line: place.get(line[0], len(place)))


def resolve_lines(odoo_image, qb_image, key, conflict, keep):
    """Both images after a person has decided a conflict about lines.

    As with `merge.resolve`, the losing side is recorded as seen, the other as
    differing; the next `merge_lines` carries the kept side over.

    :param key: TxnLineID, or None if the conflict is about all lines
    :param Conflict conflict: as it was shown
    :param str keep: "odoo" or "quickbooks"
    :return: (Odoo's image, QuickBooks' image)
    """
    if key is None:
        seen = conflict.quickbooks if keep == "odoo" else conflict.odoo
        kept = [(line, _differing(fields)) for line, fields in seen]
        return (kept, list(seen)) if keep == "odoo" else (list(seen), kept)
    odoo, quickbooks = dict(odoo_image or ()), dict(qb_image or ())
    if conflict.field is None:
        _resolve_line(odoo, quickbooks, key, conflict, keep)
    else:
        odoo[key], quickbooks[key] = resolve(
            odoo.get(key), quickbooks.get(key), conflict, keep
        )
    return list(odoo.items()), list(quickbooks.items())


def _resolve_line(odoo, quickbooks, key, conflict, keep):
    """The image of a side that deleted the line keeps the key: it is a deletion."""
    kept, lost = (odoo, quickbooks) if keep == "odoo" else (quickbooks, odoo)
    seen = conflict.quickbooks if keep == "odoo" else conflict.odoo
    kept[key] = _differing(conflict.odoo or conflict.quickbooks)
    if seen is None:
        lost.pop(key, None)
    else:
        lost[key] = seen


def _differing(fields):
    return dict.fromkeys(fields, DIFFERS)


def after_restore_lines(odoo_now, qb_now, odoo_image, qb_image):
    """Both images of lines after one side was restored; see `documents.after_restore`.

    A field that one side never shows stays as it was agreed.

    :param list odoo_now: [(key, fields)] of the record
    :param list qb_now: [(TxnLineID, fields)] of the object
    :return: (Odoo's image, QuickBooks' image)
    """
    nows = dict(odoo_now), dict(qb_now)
    before = dict(odoo_image or ()), dict(qb_image or ())
    both = {}, {}
    for key in {**nows[1], **nows[0]}:
        if key is None:
            continue
        if key in nows[0] and key in nows[1]:
            lines = [now[key] for now in nows]
            shared = lines[0].keys() & lines[1].keys()
            differ = _moved(shared, lines, [image.get(key, {}) for image in before])
            for image, agreed in zip(both, before, strict=True):
                image[key] = {**agreed.get(key, {}), **_differing(differ)}
        else:
            fields = {**nows[0].get(key, {}), **nows[1].get(key, {})}
            for image in both:
                image[key] = _differing(fields)
    return list(both[0].items()), list(both[1].items())


def _moved(shared, lines, images):
    """The fields that are not as both images have them."""
    return [
        field
        for field in shared
        if not all(
            field in image and equal(line[field], image[field])
            for line, image in zip(lines, images, strict=True)
        )
    ]


def lines_to_be_sent(odoo_image, qb_image, mod, qb_now):
    """Both images of lines from which a chosen Mod follows; see `to_be_sent`.

    New lines are in neither image; of a line to be deleted Odoo's image has the key.

    :param dict mod: `LinesMerge.mod`
    :param list qb_now: [(TxnLineID, fields)] of the object
    """
    odoo, quickbooks, now = dict(odoo_image or ()), dict(qb_image or ()), dict(qb_now)
    for key, fields, source in mod["lines"]:
        if key not in now:
            odoo.pop(source, None), quickbooks.pop(source, None)
        elif fields:
            shown = {field: now[key].get(field) for field in fields}
            odoo[key] = {**odoo.get(key, {}), **_differing(fields)}
            quickbooks[key] = {**quickbooks.get(key, {}), **shown}
    for key in mod["removed"]:
        odoo[key], quickbooks[key] = odoo.get(key, {}), now[key]
    return _in_order(odoo, now), _in_order(quickbooks, now)


def lines_arrived(sent, current, stored=as_is):
    """Return whether QuickBooks now holds exactly the lines of a Mod.

    :param dict sent: `LinesMerge.mod`, as stored with the message set
    :param list current: [(TxnLineID, fields)] of the object now
    """
    named = sent["lines"]
    kept = _kept(sent)
    return len(named) == len(current) and all(
        (key not in kept if name == NEW else key == name)
        and _holds(fields, values, stored)
        for (name, values, _source), (key, fields) in zip(named, current, strict=True)
    )


def _holds(fields, sent, stored):
    return all(is_same(f, v, fields[f], stored) for f, v in sent.items() if f in fields)


def after_unknown_lines(odoo_image, qb_image, sent, current, stored=as_is):
    """Return both images after a Mod whose outcome is unknown.

    The same rule as `after_unknown`. A new line that was sent is recognised by its
    values. If no line came up in QuickBooks, none was added; if a line came up that
    differs from the ones sent, its origin is unknown, and nothing is agreed any more.

    :param dict sent: `LinesMerge.mod`, as stored with the message set
    :param list current: [(TxnLineID, fields)] of the object now
    :param stored: (field, value) -> the value that QuickBooks holds once it is written
    :return: (Odoo's image, QuickBooks' image, {key in Odoo: TxnLineID of the new line})
    """
    if odoo_image is None or qb_image is None:
        return None, None, {}
    odoo, quickbooks, now = dict(odoo_image), dict(qb_image), dict(current)
    assigned = _recognise(sent, now, quickbooks, stored)
    if assigned is None:
        return None, None, {}
    for source in assigned:
        odoo.pop(source, None), quickbooks.pop(source, None)
    for key, fields, source in sent["lines"]:
        key = assigned.get(source) if key == NEW else key
        if fields and key in now:
            odoo[key], quickbooks[key] = after_unknown(
                odoo.get(key), quickbooks.get(key), fields, now[key], stored
            )
    return _in_order(odoo, now), _in_order(quickbooks, now), assigned


def _recognise(sent, now, known, stored):
    """{source: TxnLineID} of the new lines that were sent, or None if in doubt."""
    strangers = [key for key in now if key not in {*known, *_kept(sent)}]
    if not strangers:
        return {}
    assigned = {}
    for source, fields in _new(sent).items():
        match = next((k for k in strangers if _holds(now[k], fields, stored)), None)
        if match is None:
            return None
        strangers.remove(match)
        assigned[source] = match
    return assigned
