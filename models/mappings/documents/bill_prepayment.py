from datetime import timedelta

from odoo import fields, models

from ....core.errors import ValueRefused
from ....core.money import ZERO, money
from ....core.qbxml import fields as qbf
from ....core.qbxml.fields import Field, Lines
from ....core.qbxml.values import amount, boolean, date_, guid, ref, text
from .credit_use import credit_request
from .payment import ROWS

PREPAID = "Check"
QUERY = "CheckQuery"
LINE = "ExpenseLine"
PAYABLE_LINE = "PayableLine"
"""Path of the id of its one line, None if the check has other lines, too."""

USED = "UsedFor"
"""Path of the bills that use the check; never compared: the applications are."""

PATIENCE = timedelta(hours=24)
"""How long a payment waits for its bill: people register first, and match later."""

FIELDS = (
    Field("AccountRef", None, ref("account"), required=True),
    Field("PayeeEntityRef", None, ref("vendor"), required=True, add_only=True),
    Field("RefNumber", None, text(11)),
    Field("TxnDate", None, date_, clearable=False),
    Field("Amount", None, amount, pull_only=True),
    Field("Memo", None, text(4095)),
    Field("IsToBePrinted", None, boolean, add_only=True),
    Field("ExternalGUID", None, guid, add_only=True),
    Lines(
        LINE,
        (
            Field("AccountRef", None, ref("account")),
            Field("Amount", None, amount),
            Field("CustomerRef", None, ref("vendor")),
        ),
    ),
)
"""A check without a bill, in QuickBooks' order: one line on the payable account, with
the vendor as its name. It is a credit there."""

SAME = ("PayeeEntityRef", "RefNumber", "TxnDate", "Memo", "ExternalGUID", "Amount")
"""Paths that a check calls as a payment of bills does; Amount is never sent as such."""


class QbdBillPrepayment(models.AbstractModel):
    """Payments that pay no bill: checks with one line on the payable account.

    The check stays the object of its payment. Bills that the payment is applied to
    later use it there as a credit. The paths are those of a payment of bills.
    """

    _name = "qbd.bill.prepayment"
    _description = "QuickBooks Bill Payments without a Bill"

    # -- which checks ---------------------------------------------------------

    def _is_prepaid(self, payment):
        """Return whether a payment is a check without a bill in QuickBooks."""
        link = self._links_of(self._mapping_name(), payment.ids).get(payment.id)
        return bool(link and link.qb_id and link.qb_type == PREPAID)

    def _reads_checks(self):
        """Return whether the stream has sent any, so that checks are read at all."""
        has_stream = self.env.context.get("qbd_stream")
        return bool(has_stream) and self._stream().has_prepayments

    def _queries(self):
        found = super()._queries()
        return (*found, QUERY) if self._reads_checks() else found

    def _request_query(self, query=None, **filters):
        if query == QUERY and "IncludeRetElement" not in filters:
            filters["IncludeLinkedTxns"] = True
        return super()._request_query(query, **filters)

    def _skips_unsent(self, element):
        """Skip the checks that no payment of Odoo became: they are entries."""
        return element.tag == f"{PREPAID}Ret" or super()._skips_unsent(element)

    # -- Odoo's side ----------------------------------------------------------

    def _words_of_waiting(self, payment):
        """Say why a payment of no bill does not go yet, "" if it goes as a check."""
        if self._is_by_card(payment):
            return self.env._(
                "This payment pays no bill yet. QuickBooks pays only bills: it is "
                "sent as soon as it is applied to a bill in Odoo. If it never will "
                "be, enter it in QuickBooks as a credit card charge, and unlink this "
                "payment here."
            )
        if payment.create_date > fields.Datetime.now() - PATIENCE:
            return self.env._(
                "This payment pays no bill yet. If it is not applied within a day, "
                "it goes to QuickBooks as a check on the payable account; bills can "
                "use it later."
            )
        return ""

    def _words_of_other_amounts(self, payment):
        """Refuse a payment of no bill that has a discount or a fee."""
        others = self._other_lines(payment)
        if not others:
            return ""
        return self.env._(
            "This payment pays no bill and has an amount on %(account)s. Apply it to "
            "a bill, or reset it to draft and enter this amount in a separate "
            "journal entry, in both.",
            account=others[0].account_id.display_name,
        )

    # -- QuickBooks' side -----------------------------------------------------

    def _canonical_prepaid(self, element, image):
        """Return the canonical form of such a check, under the paths of a payment."""
        shown = qbf.parse(FIELDS, element)
        lines = shown[LINE] or []
        others = [one for one in element if one.tag.startswith("Item")]
        own = lines[0] if len(lines) == 1 and not others else {}
        canonical = {path: shown[path] for path in SAME}
        canonical.update(self._applied_prepaid(element, image))
        canonical["Void"] = self._is_void(element) and not money(shown["Amount"])
        if canonical["Void"]:
            return {p: v for p, v in canonical.items() if p in self._while_void()}
        return {
            **canonical,
            "APAccountRef": own.get("AccountRef"),
            self._money_ref: shown["AccountRef"],
            PAYABLE_LINE: own.get("TxnLineID"),
        }

    def _applied_prepaid(self, element, image):
        """Return the bills that use it; an answer to a change does not show them."""
        linked = [
            one
            for one in element.iterchildren("LinkedTxn")
            if one.findtext("TxnType") == self._settled_qb_type
        ]
        if not linked and self.env.context.get("qbd_answer"):
            return {ROWS: image.get(ROWS) or [], USED: image.get(USED)}
        rows = [
            {
                "TxnID": one.findtext("TxnID"),
                "Paid": f"{abs(money(one.findtext('Amount'))):.2f}",
                "DiscountAmount": None,
                "DiscountAccountRef": None,
            }
            for one in linked
        ]
        rows.sort(key=lambda row: row["TxnID"])
        return {ROWS: rows, USED: self._used_words(rows)}

    @staticmethod
    def _used_words(rows):
        """Return the bills that use a check as texts, as of a vendor credit."""
        return [f"{row['TxnID']} {row['Paid']}" for row in rows or ()] or None

    def _meaning_refused_because(self, canonical):
        """Say that a person gave such a check other lines in QuickBooks."""
        words = super()._meaning_refused_because(canonical)
        if words or canonical.get(PAYABLE_LINE, True):
            return words
        return self.env._(
            "In QuickBooks, this check has lines that are not on the payable "
            "account. Remove them there, or unlink this payment and enter the check "
            "in Odoo manually."
        )

    # -- to QuickBooks --------------------------------------------------------

    def _build_prepaid(self, link, values):
        """Return the element of an Add of such a check."""
        line = {
            "AccountRef": values.get("APAccountRef"),
            "Amount": values["Amount"],
            "CustomerRef": values.get("PayeeEntityRef"),
        }
        sent = {path: values[path] for path in SAME if path in values}
        sent.update({"AccountRef": values.get(self._money_ref), LINE: [line]})
        if not values.get("RefNumber"):
            sent["IsToBePrinted"] = False
        self._stream().sudo().has_prepayments = True
        return qbf.build_add(FIELDS, f"{PREPAID}Add", sent, **self._target(link))

    def _change_prepaid(self, link, values, canonical):
        """Return the element of a Mod of such a check."""
        sent = {path: values[path] for path in SAME if path in values}
        if self._money_ref in values:
            sent["AccountRef"] = values[self._money_ref]
        if "Amount" in sent:
            changed = {"TxnLineID": canonical.get(PAYABLE_LINE)}
            sent[LINE] = [{**changed, "Amount": sent.pop("Amount")}]
        return qbf.build_mod(
            FIELDS,
            f"{PREPAID}Mod",
            (link.qb_id, link.edit_sequence),
            sent,
            id_tag=self._id_tag,
            **self._target(link),
        )

    def _use_prepaid(self, link, pair):
        """Return an Add that uses such a check as a credit for more of its bills.

        :raise ValueRefused: if it is used for less in Odoo than in QuickBooks
        """
        wanted, now = (self._amounts_applied(x) for x in (pair.odoo, pair.quickbooks))
        more = {one: value - now.pop(one, ZERO) for one, value in wanted.items()}
        if now or any(value < 0 for value in more.values()):
            raise ValueRefused(
                self.env._(
                    "This entry is applied for less in Odoo than in QuickBooks. "
                    "QuickBooks' interface cannot unapply a credit: unapply it "
                    "there, or reapply it in Odoo."
                )
            )
        payer = {
            path: pair.quickbooks[path]
            for path in (self._party_ref, self._owed_ref, self._money_ref)
        }
        plain = {"IsToBePrinted": "false"}
        return credit_request("BillPaymentCheck", payer, plain, link.qb_id, more)
