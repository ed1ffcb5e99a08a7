"""The states of a message set, and the fate of one whose answer never came.

::

    prepared --hand_out--> handed_out --answer--> answered --apply--> applied
        |                     |  |                   |
     withdraw     nothing_ran |  +-- lose (reads) ---+--> lost
        |                     |  |                   |
    withdrawn     not_run <---+  +- outcome_unknown -+--> unknown --settle--> settled
                                    (writes)                 |                  ^
                                                            park --> parked ----+

`advance` is the only door. A set that was handed out is never handed out again: a read
that was lost is asked again, a write that did not run (or is shown to be absent) is
planned again, each as another set with an id of its own.
"""

from dataclasses import dataclass

from ..errors import TransitionRefused
from .line_images import lines_arrived
from .merge import as_is, is_same

PREPARED = "prepared"
HANDED_OUT = "handed_out"
ANSWERED = "answered"
APPLIED = "applied"
UNKNOWN = "unknown"
SETTLED = "settled"
PARKED = "parked"
NOT_RUN = "not_run"
LOST = "lost"
WITHDRAWN = "withdrawn"

#: {state: (label, {event: next state})}. An answer that comes twice, or after the set
#: was settled, is kept and changes nothing. One that comes after a read was given up is
#: not applied either: what it shows may be older than what was read since.
STATES = {
    PREPARED: ("prepared", {"hand_out": HANDED_OUT, "withdraw": WITHDRAWN}),
    HANDED_OUT: (
        "handed out",
        {
            "answer": ANSWERED,
            "nothing_ran": NOT_RUN,
            "outcome_unknown": UNKNOWN,
            "lose": LOST,
        },
    ),
    ANSWERED: (
        "answered",
        {
            "answer": ANSWERED,
            "apply": APPLIED,
            "park": PARKED,
            "outcome_unknown": UNKNOWN,
            "lose": LOST,
        },
    ),
    UNKNOWN: (
        "of unknown outcome",
        {"answer": ANSWERED, "settle": SETTLED, "park": PARKED},
    ),
    PARKED: ("parked", {"answer": ANSWERED, "settle": SETTLED}),
    APPLIED: ("applied", {"answer": APPLIED}),
    SETTLED: ("settled", {"answer": SETTLED}),
    NOT_RUN: ("refused as a whole", {}),
    LOST: ("lost", {"answer": LOST}),
    WITHDRAWN: ("withdrawn", {}),
}

#: states in which something of the set is still to come or to be done
OUTSTANDING = frozenset({HANDED_OUT, ANSWERED, UNKNOWN})

#: states after which QuickBooks may forget the status of the set
CLOSED = frozenset({APPLIED, SETTLED})


def advance(state, event):
    """The state of a message set after an event.

    :raises TransitionRefused: if the state does not have the event
    """
    label, events = STATES.get(state, (state, {}))
    if event not in events:
        possible = ", ".join(sorted(events)) or "nothing"
        raise TransitionRefused(
            f"A message set that is {label} cannot take {event!r}, only {possible}."
        )
    return events[event]


def classify_answer(kind, hresult_nothing_ran, has_response):
    """Return the event that a receiveResponseXML stands for, or its absence.

    A response is an answer whatever came with it; without one a
    write may have run, unless the hresult proves that nothing did. When authenticate
    arrives while an answer is due, the answer is lost: ``(kind, None, False)``.

    :param str kind: "read" or "write"
    :param hresult_nothing_ran: True if the hresult proves that nothing ran, False if
        it does not, None if there was none
    :param bool has_response: whether response text came
    :return: an event of `advance`
    """
    if has_response:
        return "answer"
    if hresult_nothing_ran:
        return "nothing_ran"
    return without_answer(kind)


def without_answer(kind):
    """The event for an answer that never came or cannot be read.

    A read is asked again. A write is settled by evidence before anything else is
    written.
    """
    return {"read": "lose", "write": "outcome_unknown"}[kind]


def outstanding(state):
    """Return whether some of the set has not yet come, been applied or been settled.

    While a write set is, nothing else is written to the company file (rule 1). A parked
    set stops nothing (rule 3): only its own records wait.
    """
    return state in OUTSTANDING


def status_attributes(message_set_id):
    """Return attributes of an empty QBXMLMsgsRq that *asks* for a message set's status.

    Intuit's legacy_ErrRecovery2.xml: old and new id both. With the old one alone
    QuickBooks would delete the status: see `forget_attributes`.
    """
    return {"newMessageSetID": message_set_id, "oldMessageSetID": message_set_id}


def forget_attributes(message_set_id, state):
    """Attributes of an empty QBXMLMsgsRq that *deletes* the status of a message set.

    Intuit's legacy_ErrRecovery3.xml.

    :raises TransitionRefused: unless the set is applied or settled; until then the
        status is evidence
    """
    if state not in CLOSED:
        label = STATES.get(state, (state,))[0]
        raise TransitionRefused(
            f"The status of a message set that is {label} is evidence and is kept."
        )
    return {"oldMessageSetID": message_set_id}


@dataclass(frozen=True)
class Evidence:
    """The evidence about one Add whose answer never came.

    message_set_status  messageSetStatusCode of the answer to `status_attributes`; None
                        if not asked, not answered, or answered without a code
    replayed            "saved" or "refused" if that answer holds the statusCode of the
                        Add, None if it does not
    replayed_id         ListID or TxnID if that answer holds the object
    delta_complete      whether the changes since a watermark older than the hand-out
                        were read to the last page, in the confirmed company file. The
                        watermark is the one stored with the set, not a clock's
    guid_found          id of the object that carries the ExternalGUID of the Add
    natural_matches     ids of objects, read in that delta, with the natural key that
                        was sent (name; RefNumber, party, date and total), that have no
                        link and carry no other ExternalGUID
    unexplained         ids of further objects in that delta that were created since,
                        have no link, and could be ours with the key changed: only of
                        types that have no ExternalGUID
    """

    message_set_status: int | None = None
    replayed: str | None = None
    replayed_id: str | None = None
    delta_complete: bool = False
    guid_found: str | None = None
    natural_matches: tuple = ()
    unexplained: tuple = ()


def settle_add(evidence):
    """Return the fate of an Add whose answer never came (rule 1).

    In this order: the status QuickBooks kept (its absence proves nothing: 600 also
    means that another company file is open, 9002 that it was not kept); our
    ExternalGUID; the natural key. That the object is absent is shown only by a
    refusal, or by a complete delta that has neither, unless the status says that it
    was saved.

    :param Evidence evidence:
    :return: "found" (its id: `found_id`; `after_unknown` follows), "absent" (may be
        added again) or "unknown" (look further, in the end ask a person, never send
        again)
    """
    if found_id(evidence):
        return "found"
    replayed = _replayed(evidence)
    if replayed == "refused":
        return "absent"
    candidates = evidence.natural_matches or evidence.unexplained
    shown = evidence.delta_complete and not candidates
    return "absent" if shown and replayed != "saved" else "unknown"


def found_id(evidence):
    """Return the ListID or TxnID of an Add that turns out to be carried out, or None.

    A natural match counts when it is the only one of a complete delta, and QuickBooks
    does not say that it refused the Add. (Then it is the reason of the refusal: 3100.)
    """
    replayed = _replayed(evidence)
    if replayed == "saved" and evidence.replayed_id:
        return evidence.replayed_id
    if evidence.guid_found or replayed == "refused":
        return evidence.guid_found
    alone = evidence.delta_complete and len(evidence.natural_matches) == 1
    return evidence.natural_matches[0] if alone else None


def _replayed(evidence):
    """The replayed verdict, which counts only if it is about our message set."""
    return None if evidence.message_set_status else evidence.replayed


def settle_mod(
    sent,
    before,
    current,
    edit_sequences,
    *,
    stored=as_is,
    sent_lines=None,
    current_lines=None,
):
    """Return the fate of a Mod whose answer never came.

    The object is compared with the state that was *sent*, before it is merged with
    anything: else lines that were added would be added twice, and edits made in Odoo
    since then would look like a conflict.

    - "applied": QuickBooks holds the state that was sent. `after_push` with `current`
      follows.
    - "not_applied": the EditSequence is the old one (of a data extension, which has
      none: all values are). The images stay, `merge` plans the Mod again.
    - "changed_since": the object was saved by somebody, and the values sent are not
      there: never carried out, or carried out and changed again. `after_unknown`
      follows (and `after_unknown_lines`), so that the policy decides.

    :param dict sent: {field: value} as stored with the message set, uncut
    :param dict before: QuickBooks' image when the Mod was planned
    :param dict current: state of the object now
    :param edit_sequences: (the one the Mod was sent with, the present one), None if
        the object has none
    :param stored: (field, value) -> the value that QuickBooks holds once it is written
    :param sent_lines: `LinesMerge.mod`, or None if the Mod named no line
    :param current_lines: [(TxnLineID, fields)] of the object now
    """
    lines_there = sent_lines is None or lines_arrived(sent_lines, current_lines, stored)
    if lines_there and _arrived(sent, current, stored):
        return "applied"
    old, new = edit_sequences
    untouched = before == current if old is None else old == new
    return "not_applied" if untouched else "changed_since"


def _arrived(sent, current, stored):
    """Fields that QuickBooks never shows prove nothing, nor does a Mod of only such."""
    shown = [field for field in sent if field in current]
    return (bool(shown) or not sent) and all(
        is_same(field, sent[field], current[field], stored) for field in shown
    )
