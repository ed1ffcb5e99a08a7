from dataclasses import replace

from odoo import models

from ....core.money import money
from ....core.qbxml import fields as qbf
from ....core.qbxml.fields import Field, Lines
from ....core.qbxml.values import amount, boolean, date_, guid, ref, text
from ....core.sync.merge import DIFFERS
from ....core.words import for_reader
from .payment import ROWS

MONEY_TYPES = ("asset_cash", "liability_credit_card")
CHECK = "Check"
QUERY = "CheckQuery"
LINE = "ExpenseLine"
OWED_LINE = "PayableLine"
"""Path of the id of its one line, on an account of debts; None if the check has other
lines, too. No other object has it."""


def check_fields(party, *more):
    """Return the declaration of a check with one line on an account of debts.

    :param str party: the mapping of its payee, who is the name on the line, too
    :param more: declarations that stand before the lines
    """
    return (
        Field("AccountRef", None, ref("account"), required=True),
        Field("PayeeEntityRef", None, ref(party), required=True, add_only=True),
        Field("RefNumber", None, text(11)),
        Field("TxnDate", None, date_, clearable=False),
        Field("Amount", None, amount, pull_only=True),
        Field("Memo", None, text(4095)),
        Field("IsToBePrinted", None, boolean, add_only=True),
        Field("ExternalGUID", None, guid, add_only=True),
        *more,
        Lines(
            LINE,
            (
                Field("AccountRef", None, ref("account")),
                Field("Amount", None, amount),
                Field("CustomerRef", None, ref(party)),
            ),
        ),
    )


class QbdOwedCheck(models.AbstractModel):
    """Payments that are checks with one line on a receivable or payable account.

    QuickBooks has no other form for them. The check stays the object of its payment:
    no other list makes an entry of it. Its paths are those of the payments of its list.
    """

    _name = "qbd.owed.check"
    _description = "QuickBooks Payments That Are Checks"

    _check_fields = ()  # as `check_fields` returns them
    _check_links = None  # the type of the documents that a check is linked with

    # -- which checks ---------------------------------------------------------

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
        return element.tag == f"{CHECK}Ret" or super()._skips_unsent(element)

    # -- Odoo's side ----------------------------------------------------------

    def _bank_or_card(self, payment, account):
        """Return the bank or card where Odoo keeps the money on an account in between.

        :param account: that of the money in Odoo
        """
        own = payment.journal_id.default_account_id
        return account if account.account_type in MONEY_TYPES or not own else own

    def _money_for(self, header, payment):
        """Return the account of the money; one in between stays if the bank does."""
        found = super()._money_for(header, payment)
        if payment and found == self._deposit_account(payment):
            return self._money_lines(payment).account_id[:1] or found
        return found

    # -- QuickBooks' side -----------------------------------------------------

    @property
    def _check_paths(self):
        """Return {path of a payment: that of a check}."""
        same = ("RefNumber", "TxnDate", "Memo", "ExternalGUID")
        return {
            self._party_ref: "PayeeEntityRef",
            **{path: path for path in same},
            self._total_ref: "Amount",
        }

    def _canonical_check(self, element, image):
        """Return the canonical form of such a check, under the paths of a payment."""
        shown = qbf.parse(self._check_fields, element)
        lines = shown[LINE] or []
        others = [one for one in element if one.tag.startswith("Item")]
        own = lines[0] if len(lines) == 1 and not others else {}
        canonical = {path: shown[name] for path, name in self._check_paths.items()}
        if own.get("CustomerRef"):  # whose balance it moves; the payee may be another
            canonical[self._party_ref] = own["CustomerRef"]
        canonical.update(self._applied_by_check(element, image))
        canonical["Void"] = self._is_void(element) and not money(shown["Amount"])
        if canonical["Void"]:
            return {p: v for p, v in canonical.items() if p in self._while_void()}
        return {
            **canonical,
            self._owed_ref: own.get("AccountRef"),
            self._money_ref: shown["AccountRef"],
            OWED_LINE: own.get("TxnLineID"),
        }

    def _applied_by_check(self, element, image):
        """Return {ROWS: what a check settles}; an answer may not show it."""
        linked = self._linked_with(element)
        if not linked and self.env.context.get("qbd_answer"):
            return {ROWS: self._rows_sent() or image.get(ROWS) or []}
        return {ROWS: linked}

    def _linked_with(self, element):
        """Return the rows of the documents that a check is linked with."""
        rows = [
            {
                "TxnID": one.findtext("TxnID"),
                "Paid": f"{abs(money(one.findtext('Amount'))):.2f}",
                "DiscountAmount": None,
                "DiscountAccountRef": None,
            }
            for one in self._linked_txns(element) or ()
            if one.findtext("TxnType") == self._check_links
        ]
        return sorted(rows, key=lambda row: row["TxnID"])

    def _rows_sent(self):
        """Return the rows of the request that is answered, [] if it had none."""
        sent = (self.env.context.get("qbd_sent") or {}).get(ROWS) or {}
        lines = sent.get("lines") or ()
        return [{**values, "TxnID": source} for _key, values, source in lines]

    def _meaning_refused_because(self, canonical):
        """Say that a person gave such a check other lines in QuickBooks."""
        words = super()._meaning_refused_because(canonical)
        if words or OWED_LINE not in canonical or self._owes(canonical):
            return words
        return for_reader(self.env)._(
            "In QuickBooks, this check has lines that are not on the receivable or "
            "payable account. Remove them there, or unlink this payment and enter the "
            "check in Odoo manually."
        )

    def _owes(self, canonical):
        """Return whether the line of a check is on an account of debts of its side."""
        account = self._to_record("account", canonical.get(self._owed_ref))
        is_owed = not account or account.account_type == self._owed_type
        return bool(canonical[OWED_LINE]) and is_owed

    # -- documents that a check does not show ---------------------------------

    def _review_merge(self, pair):
        """Unapply nothing in Odoo in silence because a check shows no documents.

        Whether QuickBooks shows them on each check is unknown. They stay applied unless
        its amount or a document tells otherwise: then a person decides.
        """
        result = super()._review_merge(pair)
        merged = getattr(pair.merged, "lines", {}).get(ROWS)
        if merged and merged.removed and self._shows_nothing(pair):
            if self._is_applied_still(pair):
                kept = replace(merged, removed=[], order=None)
                pair.merged.lines[ROWS] = kept
                pair.merged.targets.pop(ROWS, None)
            else:
                self._ask_about_rows(pair)
        return result

    @staticmethod
    def _shows_nothing(pair):
        """Return whether a check shows no document, and nobody has decided about it."""
        rows = (pair.images[1] or {}).get(ROWS) or ()
        decided = any(DIFFERS in row.values() for row in rows)
        is_check = OWED_LINE in pair.quickbooks
        return is_check and not pair.quickbooks.get(ROWS) and not decided

    def _is_applied_still(self, pair):
        """Return whether nothing tells that a check was unapplied in QuickBooks."""
        image = pair.images[1]
        if image.get(self._total_ref) != pair.quickbooks.get(self._total_ref):
            return False
        return not self._shows_unused(image.get(ROWS) or ())

    def _shows_unused(self, rows):
        """Return whether a document is known to be open that a check had settled."""
        return False

    def _conflict_words(self, pair):
        """Say that a check shows no documents, if that is all the question is about."""
        if {*pair.merged.conflicts} != {ROWS} or not self._shows_nothing(pair):
            return super()._conflict_words(pair)
        return for_reader(self.env)._(
            "QuickBooks no longer shows the documents that this check settles. Look at "
            "the check there. If it settles none, use QuickBooks' values: the payment "
            "is unapplied in Odoo. If it was meant to stay, apply it there again: this "
            "question closes with the next session."
        )

    # -- to QuickBooks --------------------------------------------------------

    def _build_check(self, link, values, **more):
        """Return the element of an Add of such a check.

        :param more: {path of a check: value} that it has besides
        """
        line = {
            "AccountRef": values.get(self._owed_ref),
            "Amount": values[self._total_ref],
            "CustomerRef": values.get(self._party_ref),
        }
        sent = {name: values[p] for p, name in self._check_paths.items() if p in values}
        sent.update({"AccountRef": values.get(self._money_ref), LINE: [line], **more})
        if not values.get("RefNumber"):
            sent["IsToBePrinted"] = False
        self._stream().sudo().has_prepayments = True
        return qbf.build_add(
            self._check_fields, f"{CHECK}Add", sent, **self._target(link)
        )

    def _change_check(self, link, values, canonical):
        """Return the element of a Mod of such a check."""
        sent = {name: values[p] for p, name in self._check_paths.items() if p in values}
        if self._money_ref in values:
            sent["AccountRef"] = values[self._money_ref]
        if "Amount" in sent:
            changed = {"TxnLineID": canonical.get(OWED_LINE)}
            sent[LINE] = [{**changed, "Amount": sent.pop("Amount")}]
        return qbf.build_mod(
            self._check_fields,
            f"{CHECK}Mod",
            (link.qb_id, link.edit_sequence),
            sent,
            id_tag=self._id_tag,
            **self._target(link),
        )
