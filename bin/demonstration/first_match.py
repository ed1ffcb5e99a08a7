"""The bookkeeper looks through the first match of both sides.

Certain pairs are accepted together. At each other pair the bookkeeper looks: who works
in the shop knows which product an item is.
"""

from dataclasses import dataclass

FIELDS = ("id", "quickbooks_name", "record_id")


@dataclass(frozen=True)
class Matched:
    """The decisions about one list.

    :param sure: pairs that were accepted together
    :param accepted: pairs that were looked at, and are the same
    :param rejected: pairs that were looked at, and are not
    :param by_hand: pairs that were not proposed
    :param quickbooks: entries only QuickBooks has; they are created in Odoo
    :param odoo: entries only Odoo has
    """

    label: str
    sure: int
    accepted: int
    rejected: int
    by_hand: int
    quickbooks: int
    odoo: int


def look_through(odoo, connection, same):
    """Decide about all lists that wait, and confirm them.

    :param odoo: Odoo as a browser reaches it
    :param same: {name in QuickBooks: id in Odoo} by mapping, of all that is the same
    :return: list of `Matched`
    """
    odoo.call("qbd.connection", "action_open_first_match", [connection])
    states = ("waiting", "running", "ready")
    waiting = odoo.read(
        "qbd.match",
        [("connection_id", "=", connection), ("state", "in", states)],
        ["stream_id/mapping", "stream_id/label"],
    )
    return [_Page(odoo, match).decided(same) for match in _streams(waiting)]


def _streams(matches):
    for match in matches:
        yield match["id"], match["stream_id"]


class _Page:
    def __init__(self, odoo, match):
        self._odoo, (self._id, self._stream) = odoo, match

    def decided(self, same):
        same = same.get(self._stream["mapping"], {})
        self._do("action_compare")
        sure = self._counts()["sure_count"]
        self._do("action_accept_sure")
        accepted, rejected = self._answer(same)
        by_hand = self._pair_by_hand(same)
        counts = self._counts()
        rest = {"rest_in_odoo": "create", "rest_in_quickbooks": "create"}
        self._odoo.write("qbd.match", self._id, **rest)
        self._do("action_confirm")
        only = (counts["quickbooks_count"], counts["odoo_count"])
        return Matched(self._stream["label"], sure, accepted, rejected, by_hand, *only)

    def _answer(self, same):
        """Look at each question.

        :return: how many pairs are the same, how many are not
        """
        rows = self._rows("both", "open")
        right = [row["id"] for row in rows if _is(same, row)]
        wrong = [row["id"] for row in rows if not _is(same, row)]
        for method, ids in (("action_accept", right), ("action_reject", wrong)):
            if ids:
                self._odoo.call("qbd.match.pair", method, ids)
        return len(right), len(wrong)

    def _pair_by_hand(self, same):
        """Choose the product of an item that none was proposed for."""
        missed = [
            (row["id"], same[row["quickbooks_name"]])
            for row in self._rows("quickbooks", "open")
            if row["quickbooks_name"] in same
        ]
        for row_id, record_id in missed:
            self._odoo.write("qbd.match.pair", row_id, record_id=record_id)
        return len(missed)

    def _rows(self, side, state):
        domain = [("stream_id", "=", self._stream["id"])]
        domain += [("side", "=", side), ("state", "=", state)]
        return self._odoo.read("qbd.match.pair", domain, FIELDS)

    def _counts(self):
        names = ["sure_count", "quickbooks_count", "odoo_count"]
        return self._odoo.read("qbd.match", [("id", "=", self._id)], names)[0]

    def _do(self, method):
        self._odoo.call("qbd.match", method, [self._id])


def _is(same, row):
    return same.get(row["quickbooks_name"]) == row["record_id"]
