from odoo import models
from odoo.fields import Domain

from ....core.money import money
from ....core.words import for_reader
from .payment import ROWS

CANCELLED = ("canceled", "rejected")
SAME_PAYMENT = {"same_party", "same_date", "same_total"}
"""The reasons for which a cancelled payment may be one of QuickBooks."""


class QbdPaymentRecord(models.AbstractModel):
    """Payments that are records of account.payment with an entry, of either side.

    A mapping inherits it before `qbd.customer.payment`, and says where QuickBooks holds
    the money: `_total_ref`, `_money_ref`.
    """

    _name = "qbd.payment.record"
    _inherit = ["qbd.payment.matching", "qbd.document.references"]
    _description = "QuickBooks Payments that Odoo Has"

    _odoo_model = "account.payment"
    _watch = ("account.payment", "account.move")

    _match_profile = "documents"
    _match_texts = ("name", "payment_reference", "amount")
    _match_amount = "amount"
    _match_rows = ROWS

    def _match_domain(self):
        """Leave out money that goes back: QuickBooks has other types for it."""
        way = [("payment_type", "=", self._payment["payment_type"])]
        return super()._match_domain() & Domain(way)

    def _total_paths(self):
        return (self._total_ref,)

    def _opening_values(self, pair):
        """Keep what it pays of documents that Odoo does not have out of its entry."""
        rows = pair.quickbooks.get(ROWS) or ()
        unknown = [x for x in rows if not self._to_record(self._settled, x["TxnID"])]
        return {**super()._opening_values(pair), "qbd_settled_before": unknown or False}

    # -- which payments -------------------------------------------------------

    def _side_domain(self):
        """Return the domain of all payments of this side: refunds are asked about."""
        return [("partner_type", "=", self._payment["partner_type"])]

    def _is_refund(self, payment):
        return payment.payment_type != self._payment["payment_type"]

    def _was_entered_there(self, payment, balances):
        """Tell whether the credits that were paid back are used up in QuickBooks."""
        if not self._is_refund(payment):
            return False
        refunded, links = self._refunded(payment)
        open_there = {
            link.record_id: money(balances[link.stream_id.id].get(link.qb_id) or 0)
            for link in links
            if link.stream_id.id in balances
        }
        return bool(refunded) and all(
            open_there.get(move.id) == money(abs(move.amount_residual))
            for move in refunded
        )

    def _refunded(self, payment):
        """Return the credits that a refund pays back, and the links of those."""
        refunded = self._applied_moves(payment)
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("res_model", "=", "account.move"),
                ("record_id", "in", [move.id for move in refunded]),
                ("qb_id", "!=", False),
            ]
        )
        return refunded, links

    def _records_domain(self):
        connection = self._stream().connection_id
        domain = [
            *self._side_domain(),
            ("company_id", "=", connection.company_id.id),
            ("move_id.state", "=", "posted"),
            ("qbd_opening", "=", False),
        ]
        if self._cut_off_date():
            domain.append(("date", ">=", self._cut_off_date()))
        return domain

    def _asked_domain(self):
        """Add the cancelled payments: QuickBooks may have one of them, and live."""
        cancelled = Domain(
            [
                *self._side_domain(),
                ("company_id", "=", self._stream().company_id.id),
                ("state", "in", CANCELLED),
                ("qbd_opening", "=", False),
            ]
        )
        return super()._asked_domain() | (cancelled & self._free_domain())

    def _is_asked_about(self, record, reasons):
        """A cancelled payment is only asked about if nothing tells the two apart."""
        return not self._is_cancelled(record) or reasons >= SAME_PAYMENT

    def _records_left_out(self):
        """Count payments without a journal entry, those of branches, and entries.

        An entry, as that of a bank statement line, may settle a document alone.
        """
        posted = [("move_id.state", "=", "posted"), ("qbd_opening", "=", False)]
        words = (
            self._words_of_no_entry(),
            self._words_of_entries(),
            self._branches_left_out([*self._side_domain(), *posted]),
        )
        return "\n".join(filter(None, words))

    def _words_of_entries(self):
        """Count the bank statement lines and entries that settle documents, unsynced.

        Called for the connection; matching in the bank is Odoo's usual way.
        """
        stream, name = self._stream(), self._settling_list
        if not name or stream._sibling(name):
            return ""
        settling = self.env[f"qbd.mapping.{name}"]
        domain = settling.with_context(**self.env.context)._records_domain()
        number = self.env[settling._odoo_model].search_count(domain)
        if not number:
            return ""
        return for_reader(self.env)._(
            "Bank statement lines and entries that settle documents without a payment: "
            "%(number)s. They are not synced: the documents stay open in QuickBooks. "
            "Turn on “%(list)s”.",
            number=number,
            list=settling._type_title(),
        )

    def _words_of_no_entry(self):
        """Count the payments without a journal entry: the bank statement posts them."""
        domain = [
            *self._side_domain(),
            ("company_id", "=", self._stream().company_id.id),
            ("move_id", "=", False),
            ("state", "in", ("in_process", "paid")),
        ]
        if self._cut_off_date():
            domain.append(("date", ">=", self._cut_off_date()))
        number = self._browse([]).search_count(domain)
        if not number:
            return ""
        return for_reader(self.env)._(
            "%(list)s in Odoo without a journal entry: %(number)s. They are not "
            "synced before the bank statement posts them. Switch on “%(settling)s”, or "
            "choose an outstanding account on the payment methods of the journal.",
            list=self._type_title(),
            number=number,
            settling=self.env[f"qbd.mapping.{self._settling_list}"]._type_title(),
        )

    def _missing_settings(self):
        """Add a journal for payments, and the account of their money."""
        missing = super()._missing_settings()
        if not self.env["qbd.posting.payments"]._has_journal(
            self._stream().company_id, self._payment["payment_type"]
        ):
            missing.append(
                for_reader(self.env)._(
                    "A bank journal with a payment method: payments of QuickBooks"
                    " cannot be posted without it."
                )
            )
        return missing + self._missing_money_account()

    def _missing_money_account(self):
        """Hook: name the account of undeposited funds if it, or its pair, is missing.

        Called for the settings that are still missing. Payments that are made from
        their bank at once override it.

        :return: list of sentences
        """
        account = self._usual()
        known = self._links_of("account", account.ids)
        if not account:
            return [
                for_reader(self.env)._(
                    "An outstanding account for payments, which is Undeposited Funds in"
                    " QuickBooks: choose it on the payment methods of the bank journal."
                )
            ]
        if account.id in known and known[account.id].qb_id:
            return []
        return [
            for_reader(self.env)._(
                "An unmatched account of received payments, usually Undeposited "
                "Funds in QuickBooks: %(account)s. Match it under Match accounts and "
                "taxes.",
                account=account.display_name,
            )
        ]

    def _hint_domain(self, model):
        if model == "account.move":
            return [("origin_payment_id", "!=", False)]
        return [*self._side_domain(), ("move_id", "!=", False)]

    def _records_concerned(self, model, ids):
        """Map entries to payments: applications and balances are on the entry."""
        if model == self._odoo_model:
            return list(ids)
        return self._browse([]).search([("move_id", "in", ids)]).ids

    def _written_with(self, ids):
        payments = self._browse(ids)
        return {**super()._written_with(ids), "account.move": payments.move_id.ids}

    def _applications_freed(self, link):
        """Drop discounts too: QuickBooks removes them together with the document."""
        rows = (link.odoo_image or {}).get(ROWS) or ()
        self._drop_orphan_discounts(self._browse(link.record_id), rows)
        return super()._applications_freed(link)

    def _skips_object(self, element):
        """Skip payments without money: they only use credits of credit memos."""
        total = element.findtext(self._total_ref)
        discounts = element.iterfind("AppliedToTxnRet/DiscountAmount")
        nothing = total is not None and not any(
            money(one) for one in (total, *(d.text for d in discounts))
        )
        return nothing or super()._skips_object(element)

    # -- Odoo's side ----------------------------------------------------------

    def _party_of(self, payment):
        """Return the job that it is for, else the party; a draft may have no entry."""
        return (
            payment.qbd_job_id
            or super()._party_of(payment)
            or payment.partner_id.commercial_partner_id
        )

    def _leaves_out(self, payment, path):
        opening = payment.qbd_opening and path not in (
            self._party_ref,
            "RefNumber",
            "Void",
            ROWS,
        )
        return opening or super()._leaves_out(payment, path)

    def _entry(self, payment):
        return payment.move_id

    def _money_lines(self, payment):
        return (
            payment._seek_for_lines()[0]
            if payment.move_id
            else payment.move_id.line_ids
        )

    def _settled_outside_odoo(self, payment):
        return payment.qbd_settled_before or []

    def _owed_account(self, payment):
        return payment.destination_account_id

    def _date(self, payment):
        """Return the date it counts on: a lock date may have moved it in Odoo."""
        entry = payment.move_id
        return entry.date if entry.state == "posted" else payment.date

    def _ref_number(self, payment):
        return payment._qbd_short_number()

    def _reference_of(self, payment):
        return payment._qbd_own_number()

    def _total(self, payment):
        return payment.amount

    def _payment_method(self, payment):
        return payment.qbd_payment_method_id

    def _memo(self, payment):
        return payment.memo

    def _deposit_account(self, payment):
        lines = self._money_lines(payment)
        return lines.account_id[:1] or payment.outstanding_account_id

    def _is_cancelled(self, payment):
        return payment.state in CANCELLED

    def _record_waits_for(self, payment):
        if payment.state == "draft":
            return for_reader(self.env)._(
                "This document is a draft in Odoo, and goes to QuickBooks when it is "
                "posted."
            )
        return super()._record_waits_for(payment)
