"""The meaning of an answer: its outcome, whether to send again, who can fix it.

Success is the statusCode alone. The severity is not to be relied upon: 3210 was
recorded with "Info", 3200 comes with the current object, 530 is a warning and the
object *is* saved, 1 is "no match" and no error.
"""

from dataclasses import dataclass
from typing import NamedTuple

from ..words import _, plain
from .catalogue import (
    ADMIN,
    ADVICE,
    ADVICE_BY_OUTCOME,
    BOOKKEEPER,
    CONSULTANT,
    HRESULT_ADVICE,
    HRESULT_ADVICE_BY_PROOF,
    HRESULT_FIXERS,
    HRESULTS,
    STATUSES,
)

OUTCOMES = {
    "ok": "carried out",
    "warning": "carried out, with a remark",
    "empty": "carried out, nothing was found",
    "stale": "the object has changed since; the answer holds the current one",
    "missing": "the object is not there (any more)",
    "name_taken": "another object has the name",
    "reference": "something the record refers to is not there",
    "refused": "the content is not accepted",
    "transient": "in the way of somebody: send the same again later",
    "unprocessed": "not looked at, since a request before it failed",
    "permission": "the user or the application may not",
    "closed_period": "the books are closed for the date",
    "setup": "a feature is off, or the edition does not have it",
    "internal": "QuickBooks failed",
    "recovery": "about the kept status of a message set, not about a record",
    "unknown": "a code that is not in the catalogue",
}
"""The closed list of outcomes, with what each one says."""

DONE = frozenset({"ok", "warning", "empty"})
RETRIED = frozenset({"transient", "unprocessed"})
MACRO_ERRORS = range(9100, 9200)

_STATUSES = {row[0]: row[1:] for row in STATUSES}
_HRESULTS = {row[0]: row[1:] for row in HRESULTS}


@dataclass(frozen=True)
class Status:
    """One statusCode, explained.

    :param int code: the code
    :param str outcome: a key of `OUTCOMES`
    :param bool retry: whether the *same* request may simply be sent again later
    :param str fixer: who can do something: "nobody", "bookkeeper", "consultant",
        "quickbooks admin" or "support"
    :param str title: a few words
    :param str advice: the remedy
    :param str words: QuickBooks' own words
    """

    code: int
    outcome: str
    retry: bool
    fixer: str
    title: str
    advice: str
    words: str

    @property
    def done(self):
        """Return whether the request was carried out."""
        return self.outcome in DONE


class Hresult(NamedTuple):
    """An hresult, explained; `nothing_ran` is True (proven) or None (unknown)."""

    nothing_ran: bool | None
    title: str
    advice: str


def outcome(code, severity="", message="", say=plain):
    """Return the `Status` of a response.

    A code that is not in the catalogue keeps QuickBooks' own words.

    :param int code: statusCode
    :param str severity: statusSeverity; only repeated in the words for unknown codes
    :param str message: statusMessage
    :param say: callable(text, **values) that translates title and advice
    """
    code, words = int(code), (message or "").strip()
    row = 9100 if code in MACRO_ERRORS else code
    if row not in _STATUSES:
        return _unknown(code, severity, words, say)
    result, fixer, title = _STATUSES[row]
    advice = ADVICE.get(row) or ADVICE_BY_OUTCOME[result]
    retry = result in RETRIED
    return Status(code, result, retry, fixer, say(title), say(advice), words)


def hresult(code, message="", say=plain):
    """Return the meaning of an hresult of the Web Connector.

    Only a refused message (0x80040400) and a connection that failed before the message
    was passed on prove that nothing ran. After any other one, and after one that is
    not known, a write has an unknown outcome.

    >>> hresult("0x80040400").nothing_ran
    True

    :param code: "0x80040400" as the Web Connector sends it, or an int
    :param str message: the Web Connector's words, for an hresult that is not known
    :param say: callable(text, **values) that translates title and advice
    :return: `Hresult`, a tuple (nothing_ran, title, advice)
    """
    number = _unsigned(code)
    proof, title = _HRESULTS.get(number, (None, None))
    advice = HRESULT_ADVICE.get(number) or HRESULT_ADVICE_BY_PROOF[proof]
    title = say(title) if title else (message or "").strip()
    title = title or say(_("The Web Connector reports %(code)s"), code=code)
    return Hresult(proof, title, say(advice))


def is_hresult(code):
    """Return whether a text is an hresult, as the Web Connector sends them."""
    return _unsigned(code) is not None


def hresult_fixer(code):
    """Return the code of who can fix what an hresult tells."""
    return HRESULT_FIXERS.get(_unsigned(code), ADMIN)


def _unknown(code, severity, words, say):
    title = say(_("QuickBooks answered with code %(code)s"), code=code)
    if code < 0:
        title = say(_("QuickBooks gave no status"))
    if severity:
        title = f"{title} ({severity})"
    fixer = BOOKKEEPER if words else CONSULTANT
    advice = say(
        _("Read what QuickBooks says below; the code is not one that is known here.")
    )
    return Status(code, "unknown", False, fixer, title, advice, words)


def _unsigned(code):
    """Return an hresult as an unsigned int, None if it is none."""
    try:
        number = int(str(code).strip(), 0)
    except ValueError:
        return None
    return number & 0xFFFFFFFF
