"""Define the table of reasons: why a link is in its state, and the possible actions.

A reason is stored as a code in `qbd.link.reason`. Code that writes a new reason adds a
row here; a test compares the table with the source in both directions.
"""

from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

from ...core.qbxml.catalogue import BOOKKEEPER, CONSULTANT, NOBODY, SUPPORT

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation

WAITING = ("parked", "retry")
"""What was refused once may be tried once more before a person is needed."""

TRY_AGAIN = "action_try_again"
UNLINK = "action_unlink_pair"
CHOOSE = ("action_use_odoo", "action_use_quickbooks")
ABOUT_DELETION = ("action_delete_too", "action_bring_back")
ABOUT_COPY = ("action_remove_copy", "action_keep_copy")
REPLACE = "action_replace"
IS_IT_THERE = ("action_is_there", "action_is_not_there")


class Reason(NamedTuple):
    """One row of the table.

    :param title: the reason in a few words
    :param actions: names of the methods, i.e. buttons, that this reason allows
    :param survives_edit: whether an edit of the record in Odoo leaves the link as it
        is; otherwise the edit may be the remedy, and the link is compared again
    :param advice: a sentence for the form; most reasons come with a message instead
    :param states: states of a link in which the actions and the advice apply; an edit
        ends the reason in the first of them only
    :param reads_again: whether Try again has to read all ids of the list first
    :param fixer: who can do something about it
    """

    title: str
    actions: tuple = (TRY_AGAIN,)
    survives_edit: bool = False
    advice: str = ""
    states: tuple = WAITING
    reads_again: bool = False
    fixer: str = BOOKKEEPER


OTHER = Reason(_lt("Other"))
"""Stands for a code that the table does not have, e.g. one of another addon."""

FAMILIES = {
    "qb_": Reason(_lt("Refused by QuickBooks"), (TRY_AGAIN, REPLACE)),
}
"""Beginning of a code → row. The rest of the code is the status code."""

REASONS = {
    # -- a person has to decide -----------------------------------------------
    "conflict": Reason(_lt("Both sides changed"), (*CHOOSE, TRY_AGAIN)),
    "ambiguous": Reason(_lt("Several records match"), survives_edit=True),
    "similar": Reason(_lt("Similar records exist"), ("action_create_anyway",)),
    "may_be_there": Reason(
        _lt("May be in QuickBooks already"), ("action_create_anyway", TRY_AGAIN)
    ),
    "money": Reason(_lt("Amounts differ"), ("action_take_figures", TRY_AGAIN)),
    "document_deleted": Reason(
        _lt("Document deleted on one side"),
        (*ABOUT_DELETION, TRY_AGAIN),
        survives_edit=True,
    ),
    "goods": Reason(
        _lt("Removed on one side with goods in stock"),
        (*ABOUT_DELETION, TRY_AGAIN),
        survives_edit=True,
    ),
    "stock_differs": Reason(
        _lt("Quantities never agreed"), survives_edit=True, reads_again=True
    ),
    "late_copy": Reason(
        _lt("Added twice in QuickBooks"), ABOUT_COPY, survives_edit=True
    ),
    "two_objects": Reason(
        _lt("Records merged in Odoo only"), survives_edit=True, reads_again=True
    ),
    "lost_by_restore": Reason(
        _lt("Not in the restored company file"), survives_edit=True
    ),
    "record_missing": Reason(_lt("Record missing in Odoo")),
    # -- something is in the way ----------------------------------------------
    "unreadable": Reason(
        _lt("Object cannot be read"),
        survives_edit=True,
        reads_again=True,
        fixer=CONSULTANT,
    ),
    "refused_by_odoo": Reason(_lt("Refused by Odoo")),
    "impossible": Reason(_lt("Cannot exist in Odoo")),
    "other_meaning": Reason(_lt("Means something else in Odoo"), reads_again=True),
    "cannot_send": Reason(_lt("Cannot be sent to QuickBooks"), (TRY_AGAIN, REPLACE)),
    "cannot_change": Reason(
        _lt("Cannot be changed in QuickBooks"), (TRY_AGAIN, REPLACE)
    ),
    "not_understood": Reason(
        _lt("Request not understood by QuickBooks"), fixer=SUPPORT
    ),
    "stock": Reason(_lt("Stock refused by Odoo")),
    "balance": Reason(_lt("Open balances differ")),
    # -- it is tried again ----------------------------------------------------
    "waits": Reason(_lt("Waits for another record"), states=("retry",)),
    "name_taken": Reason(
        _lt("Name taken in QuickBooks"),
        survives_edit=True,
        states=("retry",),
        fixer=NOBODY,
    ),
    "transient": Reason(
        _lt("QuickBooks was busy"),
        survives_edit=True,
        states=("retry",),
        fixer=NOBODY,
    ),
    # -- unknown whether it was written ---------------------------------------
    "unknown_outcome": Reason(
        _lt("Answer lost"), IS_IT_THERE, survives_edit=True, states=("unknown",)
    ),
    "unreadable_answer": Reason(
        _lt("Answer cannot be read"),
        IS_IT_THERE,
        survives_edit=True,
        states=("unknown",),
    ),
    "adopt": Reason(
        _lt("To be found by its name"),
        (),
        survives_edit=True,
        states=("unknown",),
        fixer=NOBODY,
    ),
    # -- one side only --------------------------------------------------------
    "namesake": Reason(_lt("Another record had this name"), survives_edit=True),
    "only_in_quickbooks": Reason(
        _lt("Only in QuickBooks"),
        (),
        survives_edit=True,
        advice=_lt(
            "This record is only in QuickBooks: its record type is set up to create "
            "nothing in Odoo."
        ),
        states=("ok",),
    ),
    "kept_unpaired": Reason(
        _lt("Left unmatched"), (), survives_edit=True, states=("gone",)
    ),
    # -- no longer linked -----------------------------------------------------
    "unlinked": Reason(_lt("Unlinked"), survives_edit=True, states=("gone",)),
    "entered_there": Reason(
        _lt("Entered in QuickBooks manually"), survives_edit=True, states=("gone",)
    ),
    "deleted_in_odoo": Reason(
        _lt("Deleted in Odoo"),
        (),
        survives_edit=True,
        advice=_lt("The record was deleted in Odoo."),
        states=("gone",),
    ),
    "deleted_in_quickbooks": Reason(_lt("Deleted in QuickBooks")),
    "delete_too": Reason(
        _lt("To be deleted on both sides"), (), survives_edit=True, states=("dirty",)
    ),
    "to_replace": Reason(
        _lt("To be replaced in QuickBooks"), (), survives_edit=True, states=("dirty",)
    ),
}


def find(code):
    """Return the row of a code; `OTHER` if the table does not have it.

    :param code: as stored on a link; may be empty
    """
    if code in REASONS:
        return REASONS[code]
    family = (row for start, row in FAMILIES.items() if (code or "").startswith(start))
    return next(family, OTHER)


def allows(action, state, code):
    """Return whether a link in a state, for a reason, offers an action.

    Unlinking does not depend on the reason.

    :param action: name of the method
    """
    if action == UNLINK:
        return state != "gone"
    row = find(code)
    return state in row.states and action in row.actions


def survives_edit(state, code):
    """Return whether an edit of the record leaves a link in a state as it is."""
    row = find(code)
    return row.survives_edit or state != row.states[0]


def is_question(state, code):
    """Return whether a person has to decide, so that comparing again settles nothing.

    What was refused is no question: the remedy may be in the record.
    """
    if state == "unknown":
        return True
    row = find(code)
    asks = {*row.actions} - {TRY_AGAIN, REPLACE}
    decides = row.survives_edit or bool(asks)
    return state == "parked" and decides
