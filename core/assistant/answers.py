"""The answers that were asked for; all others are refused, row by row."""

import json
import re
from dataclasses import dataclass

from ..errors import AnswerRefused
from .questions import LETTERS

NONE = "none"
MAX_REASON = 300
NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,5})?")

_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(.*)\n\s*```\s*\Z", re.DOTALL)
_CHOICE = {"row", "choice", "reason"}
_PRICE = {"row", "price", "cost", "source", "reason"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The candidate that was chosen for a row.

    :param key: of the row
    :param candidate: key of the candidate; None: none of them
    :param reason: text of one line
    """

    key: object
    candidate: object
    reason: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """New values of a product: {"price": text, "cost": text}, at least one of them."""

    key: object
    values: dict
    source: str
    reason: str


def read(text, question):
    """Return the answers to a question, and the number of those that are refused.

    An answer is refused if it is about a row, a candidate or a field that was not asked
    for, if it has a value of another kind, or if there are two about one row.

    :param text: what the assistant wrote
    :param question: `Question`
    :return: (list of `Chosen` or of `Suggested`, number)
    :raise AnswerRefused: if it is no answer at all
    """
    found, names = _answers(text), {}
    for one in found:
        if isinstance(one, dict) and isinstance(one.get("row"), str):
            names[one["row"]] = names.get(one["row"], 0) + 1
    read_one = _suggested if question.about_prices() else _chosen
    kept = []
    for one in found:
        row = question.numbered.get(_text(one, "row"))
        single = row is not None and names[one["row"]] == 1
        answer = read_one(one, row) if single else None
        if answer:
            kept.append(answer)
    return kept, len(found) - len(kept)


def _answers(text):
    """Return the list in the answer."""
    fenced = _FENCE.match(text or "")
    try:
        found = json.loads(
            fenced[1] if fenced else text or "",
            parse_float=str,
            parse_int=str,
            parse_constant=_refuse,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as error:
        raise AnswerRefused("The answer is not in the form asked for.") from error
    answers = found.get("answers") if isinstance(found, dict) else None
    if not isinstance(answers, list):
        raise AnswerRefused("The answer is not in the form asked for.")
    return answers


def _refuse(name):
    raise ValueError(f"{name} is no number")


def _object(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _chosen(one, row):
    letters = dict(zip(LETTERS, row.candidates, strict=False))
    choice = _text(one, "choice")
    if not one.keys() <= _CHOICE or choice not in (*letters, NONE):
        return None
    candidate = None if choice == NONE else letters[choice].key
    return Chosen(row.key, candidate, line(one.get("reason")))


def _suggested(one, row):
    values = {name: one[name] for name in ("price", "cost") if name in one}
    right = all(isinstance(x, str) and NUMBER.fullmatch(x) for x in values.values())
    if not one.keys() <= _PRICE or not values or not right:
        return None
    return Suggested(row.key, values, line(one.get("source")), line(one.get("reason")))


def _text(one, name):
    value = one.get(name) if isinstance(one, dict) else None
    return value if isinstance(value, str) else None


def line(text):
    """Return a text as one line that can be shown, empty for anything else."""
    if not isinstance(text, str):
        return ""
    kept = (one if one.isprintable() else " " for one in text)
    return " ".join("".join(kept).split())[:MAX_REASON]
