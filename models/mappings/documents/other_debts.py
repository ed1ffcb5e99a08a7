from odoo import models

from ....core.money import ZERO, money
from ....core.qbxml.rows import rows
from .opened import OPENED
from .other_accounts import BALANCING, LINES
from .other_rows import HEAD
from .other_types import TAKEN_OVER, TYPES

SETTLES = "Settles"
"""Path of the rows that name the settled transactions."""

SETTLING = {
    "ReceivePayment": "receive_payment",
    "CreditMemo": "credit_memo",
    "SalesReceipt": "other_transaction",
    "Bill": "bill",
}
"""{type of a settled transaction: its mapping}. Others are left to the balances."""

DEBITS = ("ReceivePayment", "SalesReceipt")
"""Settled types with a debit there: money that waits for its deposit."""

CHARGE, OPEN = "Charge", "BalanceRemaining"
OWN = "Amount"
"""Path of the whole amount of a charge whose open part came; never compared."""

PAYMENTS = ("ReceivePayment",)
"""Types that settle charges."""

DEBTS = ("Charge", "Bill")
"""Types that are settled: payments and credits show it, they do not."""


class QbdOtherTransactionDebts(models.AbstractModel):
    """Names the transactions that others settle, and those that are debts.

    A statement charge is owed like an invoice, and a bill that is an entry like a bill:
    the payments and credits that settle them show it.
    """

    _name = "qbd.other.transaction.debts"
    _description = "QuickBooks Other Transactions: Debts"

    # -- what they settle -----------------------------------------------------

    def _settling(self, qb_type):
        return SETTLING[qb_type]

    def _settling_types(self):
        return tuple(SETTLING)

    @staticmethod
    def _is_debit(qb_type):
        """Return whether a transaction that is settled has a debit there."""
        return qb_type in DEBITS

    def _settling_rows(self, found, element, image):
        """Return the settled transactions, of types that Odoo may have, too.

        :param found: its rows
        :param element: the Ret; a credit shows the bills that use it
        :param image: the object at the last agreement, {} if there was none
        """
        settled = [
            (row["TxnLineID"], row["SettledID"], row.get("SettledType"), row["Amount"])
            for row in found
            if "SettledID" in row
        ]
        line = self._line_of_credit(found, element.tag)
        linked = self._linked_txns(element) if line else ()
        kept = () if linked is not None else image.get(SETTLES) or ()
        for one in linked or ():
            txn_id, kind = map(one.findtext, ("TxnID", "TxnType"))
            settled.append((line, txn_id, kind, money(one.findtext("Amount"))))
        shown = [
            {
                "TxnLineID": line,
                "TxnID": txn_id,
                "Type": kind,
                "Amount": f"{abs(value):.2f}",
            }
            for line, txn_id, kind, value in settled
            if kind in SETTLING and value
        ]
        return rows.normalise([*shown, *(x for x in kept if x["TxnLineID"] == line)])

    def _line_of_credit(self, found, tag):
        """Return the id of the row that others use as a credit, None if none is it."""
        if tag == "VendorCreditRet":
            return HEAD
        if tag != "CheckRet":
            return None
        owed = self._owed_accounts()
        lines = [x["TxnLineID"] for x in found if x.get("AccountRef") in owed]
        return lines[0] if len(lines) == 1 else None

    # -- from before the cut-off date -----------------------------------------

    def _has_open_items(self, side):
        """Statement charges are, of all these types."""
        return side == "asset_receivable"

    def _is_open(self, element):
        """Return whether a statement charge is owed, or was at the cut-off date."""
        if element.tag != f"{CHARGE}Ret":
            return False
        was_open = element.findtext(self._id_tag) in self._open_items()
        return was_open or bool(money(element.findtext(OPEN)))

    def _open_again(self, link, opened):
        """Have a charge read again whose part that was open is another one."""
        image = link.quickbooks_image or {}
        if OPENED not in image:
            return
        value = _signed(money(opened), money(image[OWN]))
        if value != money(image[OPENED]):
            image = {**image, OPENED: f"{value:.2f}"}
            link.write({"quickbooks_image": image, "edit_sequence": False})

    def _opened_charge(self, element, shown, image):
        """Return the paths that only a charge has that came as an open item, else {}.

        A charge that came whole, when it was of today's books, stays whole. Payments
        do not move the part that was open; a corrected amount does, by as much.

        :param element: the Ret
        :param shown: {path: canonical} of it
        :param image: the same at the last agreement, {} if there was none
        """
        whole = LINES in image and OPENED not in image
        if element.tag != f"{CHARGE}Ret" or whole or not self._is_opening(shown):
            return {}
        total, value = money(shown.get(OWN)), money(shown.get(OPEN))
        opened = self._open_items().get(element.findtext(self._id_tag))
        if OPENED in image:
            value = money(image[OPENED]) + total - money(image[OWN])
        elif opened:
            value = _signed(money(opened), total)
        return {OWN: f"{total:.2f}", OPENED: f"{value:.2f}"}

    def _opening_rows(self, found, opened):
        """Return the rows of a charge from before the cut-off date: its open part.

        The other side of it is the balancing account.

        :param found: its rows
        :param opened: as `_opened_charge` returns it
        """
        opening = self._stream().connection_id.opening_account_id
        link = self._links_of("account", opening.ids).get(opening.id)
        value, total = money(opened[OPENED]), money(opened[OWN])
        value = value if value * total > 0 else ZERO  # more was paid before than it is
        head, other = found
        balancing = {"AccountRef": link.qb_id} if link else {"Special": BALANCING}
        return [
            {**head, "Amount": value},
            {"TxnLineID": other["TxnLineID"], "Amount": -value, **balancing},
        ]

    # -- taken over from other lists ------------------------------------------

    def _swept_domain(self):
        """Return the links of its own types: the others are read by other lists."""
        return [*super()._swept_domain(), ("qb_type", "in", [*TYPES])]

    def _replaces(self, link, element):
        """Return whether a bill is goods received again, or an entry from now on."""
        if element.tag == "ItemReceiptRet":
            return link.qb_type == "Bill" and link.state == "gone"
        taken = link.qb_type in TAKEN_OVER and not link._record()
        return taken and element.tag == f"{link.qb_type}Ret"

    def _switched_on(self):
        """Have documents read again that may be entries, and payments of such."""
        known = [
            ("connection_id", "=", self._stream().connection_id.id),
            *(("space", "=", self._space), ("qb_id", "!=", False)),
            ("state", "not in", ("gone", "sent", "unknown")),
        ]
        links = self.env["qbd.link"].sudo()  # whoever may switch a list on
        refused = links.search(
            [*known, ("qb_type", "in", [*TAKEN_OVER]), ("record_id", "=", False)]
        )
        refused.stream_id.id_sweep_wanted = True
        paying = links.search([*known, ("qb_type", "in", PAYMENTS)])._that_settle(
            CHARGE
        )
        (refused + paying).edit_sequence = False
        return super()._switched_on()


def _signed(value, like):
    """Return an amount without a sign with that of another one."""
    return value.copy_sign(like)
