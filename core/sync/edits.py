"""Distinguishes edits from agreement where the images do not say it all.

States and images are as in `documents`: some paths hold lists of lines.
"""

from collections import Counter

from .merge import DIFFERS, equal, is_blank


def agree(odoo, quickbooks, key=None):
    """Return whether both sides hold the same at a path.

    Of lines the fields count that both sides have.

    :param key: the name of a line's id, if the path has lines
    """
    if not key:
        return equal(odoo, quickbooks)
    ours, theirs = (_by_id(side, key) for side in (odoo, quickbooks))
    return ours.keys() == theirs.keys() and all(
        equal(line[name], theirs[number][name])
        for number, line in ours.items()
        for name in line.keys() & theirs[number].keys()
    )


def is_edited(held, image, shown, compared, keys=None, unseen=()):
    """Return whether Odoo holds something that was not agreed on.

    Agreed on is its image, and of all that is not in it QuickBooks' last value; a blank
    is no edit then. The order of lines is none, as it stays in Odoo.

    :param dict held: the state of the record
    :param dict image: its image
    :param dict shown: the object as QuickBooks showed it last
    :param set compared: the paths that count
    :param dict keys: {path of lines: name of a line's id}
    :param unseen: the paths that QuickBooks never shows
    """
    for path in compared & held.keys():
        value, key = held[path], (keys or {}).get(path)
        if key:
            both = image.get(path), shown.get(path)
            edited = _has_edited_lines(value, *both, key, below(path, unseen))
        elif path in image:
            edited = not equal(value, image[path])
        else:
            edited = path not in unseen and _is_news(value, shown.get(path))
        if edited:
            return True
    return False


def _has_edited_lines(lines, image, shown, key, unseen):
    if DIFFERS in (image, shown):
        return True
    theirs = _by_id(shown, key)
    agreed = theirs if image is None else _by_id(image, key)
    if Counter(line[key] for line in lines or ()) != Counter(agreed.keys()):
        return True
    return any(
        _is_edited_line(
            line,
            agreed[line[key]] if image is not None else {},
            theirs.get(line[key], {}),
            unseen,
        )
        for line in lines or ()
    )


def _is_edited_line(line, image, shown, unseen):
    return any(not equal(line.get(name), image[name]) for name in image) or any(
        _is_news(line[name], shown.get(name))
        for name in line.keys() - image.keys() - unseen
    )


def _is_news(value, shown):
    """Return whether a value that was never agreed on is not QuickBooks' either."""
    return not is_blank(value) and not equal(value, shown)


def _by_id(lines, key):
    return {line[key]: line for line in lines or ()}


def below(path, names):
    """Return the names of the fields of lines, of those that begin with their path."""
    return {n.removeprefix(f"{path}/") for n in names if n.startswith(f"{path}/")}
