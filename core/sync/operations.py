"""What is done to an object of QuickBooks, and what becomes of its link afterwards.

The one table of it: whoever plans, sends, answers or settles a request looks here
instead of comparing words. Which operation carries a change, or a deletion, is decided
by the mapping.
"""

from dataclasses import dataclass

OK = "ok"
DIRTY = "dirty"
GONE = "gone"
FORGET = "forget"


@dataclass(frozen=True)
class Operation:
    """One thing that a request asks QuickBooks to do with an object.

    :param bool returns: whether the answer holds the object
    :param str then: state of the link when it is done: `OK`, `DIRTY` (more is to be
        sent or read), `GONE`, or `FORGET` (the record is added as a new object)
    :param reason: of the link when it is done, None for none
    :param bool images: whether both images take what was sent, without an object to
        compare with
    :param bool read_again: whether QuickBooks changes the object without a new
        EditSequence, so that it is asked for by its id
    :param bool creates: whether the object exists only afterwards
    """

    returns: bool
    then: str
    reason: str | None = None
    images: bool = False
    read_again: bool = False
    creates: bool = False

    @property
    def sends_record(self):
        """Tell whether QuickBooks gets values of the record, now or as a new object."""
        return not self.images and self.then != GONE

    @property
    def frees(self):
        """Tell whether nothing is settled by the object any more."""
        return not self.returns and not self.read_again

    @property
    def ends(self):
        """Tell whether the object stays in QuickBooks and its link ends."""
        return self.returns and self.then == GONE


OPERATIONS = {
    "add": Operation(returns=True, then=OK, creates=True),
    "mod": Operation(returns=True, then=OK),
    "inactivate": Operation(returns=True, then=GONE, reason="deleted_in_odoo"),
    "void": Operation(returns=False, then=OK, images=True),
    "use": Operation(returns=False, then=DIRTY, images=True, read_again=True),
    "delete": Operation(returns=False, then=GONE, reason="deleted_in_odoo"),
    "remove": Operation(
        returns=False, then=GONE, reason="deleted_in_quickbooks", images=True
    ),
    "replace": Operation(returns=False, then=FORGET),
}
"""By the word in the journal: ``entry["op"]`` of each request that has a link.

"remove" deletes an object whose record may be taken up again; "replace" deletes it, to
add the record anew; "use" uses up a credit.
"""


class Deletion:
    """What a mapping decides about a link one of whose sides was deleted.

    ``OBJECT`` in `_record_deleted`: remove the object from QuickBooks, too. ``RECORD``
    in `_object_deleted`: deactivate the record in Odoo, too.
    """

    OBJECT = "object"
    RECORD = "record"
    LINK = "link"  # the link ends, the other side stays or is gone as well
    CARRIED = "carried"  # it is our own deletion that arrived
    BRING_BACK = "bring_back"  # the other side was edited since, and is created again
    ASK = "ask"
