from decimal import Decimal

from odoo import models

from ....core.money import money
from ....core.words import for_reader

ROWS = "AppliedToTxn"
APPLIED = "applied in this batch"


class QbdCustomerPaymentPull(models.AbstractModel):
    """Writes payments of QuickBooks to Odoo, as `qbd.posting.payments` takes them."""

    _name = "qbd.customer.payment.pull"
    _description = "QuickBooks Customer Payments: Writing"

    _total_ref = None  # the path of the money
    _money_ref = None  # the path of the account where the money is

    def _create_records(self, objects):
        figures = [self._figures_of_object(canonical) for canonical in objects]
        return self.env["qbd.posting.payments"]._create_payments(figures)

    def _update_pair(self, pair):
        """Apply QuickBooks' changes to the payment, except values Odoo will send."""
        payment, pull = self._browse(pair.record_id), pair.merged.pull
        posting = self.env["qbd.posting.payments"]
        if pull.get("Void"):
            posting._cancel_payment(payment)
            return
        figures = self._figures_of_pair(payment, pair)
        stays_cancelled = self._is_cancelled(payment) and "Void" not in pull
        posting._change_payment(payment, figures, post="Void" in pull or None)
        if stays_cancelled:  # a change made a draft of it
            posting._cancel_payment(payment)
        if ROWS in pull:
            self._wake_refused(pair.link)

    def _deactivate_record(self, payment):
        self.env["qbd.posting.payments"]._cancel_payment(payment)

    # -- figures --------------------------------------------------------------

    def _figures_of_object(self, canonical):
        rows = canonical[ROWS] or []
        if not self._is_opening(canonical):
            return self._figures(canonical, rows, self._browse([]))
        later = self._used_later(canonical, rows)
        figures = self._figures({**canonical, ROWS: later}, later, self._browse([]))
        return {
            **figures,
            "amount": self._opening_amount(canonical),
            "deposit_account_id": self._stream().connection_id.opening_account_id.id,
            "qbd_opening": True,
            "qbd_settled_before": [row for row in rows if row not in later],
        }

    def _figures_of_pair(self, payment, pair):
        kept = {*pair.merged.push, *pair.merged.conflicts}
        own = {path.partition("/")[0] for path in kept}
        revived = "Void" in pair.merged.pull  # cancelled, it showed nothing else
        header = {
            path: pair.odoo.get(path)
            if path in kept or (path not in pair.odoo and not revived)
            else value
            for path, value in pair.quickbooks.items()
        }
        header["AppliedTxns"] = pair.quickbooks.get("AppliedTxns")
        rows = pair.merged.pull.get(ROWS)
        if rows is None and revived:
            rows = (pair.odoo if ROWS in own else pair.quickbooks).get(ROWS)
        figures = self._figures(header, rows, payment)
        if revived:
            return figures
        return {**figures, **self._texts_kept(payment, figures, pair.merged.pull)}

    def _texts_kept(self, payment, figures, pull):
        """Return the texts that QuickBooks did not change: it may hold less of them."""
        names = {"RefNumber": ("payment_reference", "check_number"), "Memo": ("memo",)}
        return {
            name: payment[name]
            for path, own in names.items()
            for name in own
            if path not in pull and name in figures
        }

    def _figures(self, header, rows, payment):
        """Return the figures of a payment as `qbd.posting.payments` takes them.

        :param header: {path: canonical}; paths that are absent stay as they are
        :param rows: the applications; None: as they are
        """
        partner, job = self._partner_of_payment(header, payment)
        figures = {
            **self._payment_of(header, payment),
            "partner_id": partner.id,
            "qbd_job_id": job.id,
            "owner_id": self._owner_kept(payment, partner),
            "date": header.get("TxnDate") or payment.date,
            "amount": self._amount_of(header, payment),
            "account_id": self._receivable_for(header, payment, partner).id,
            "deposit_account_id": self._money_for(header, payment).id,
            **self._texts(header, payment),
        }
        if rows is None:
            return {**figures, **self._unchanged(payment)}
        return {**figures, **self._applied_figures(header, rows, payment)}

    def _payment_of(self, header, payment):
        """Return the direction of a payment, as `qbd.posting.payments` takes it."""
        return self._payment

    def _partner_of_payment(self, header, payment):
        """Return the partner and the job; a job's payment is posted for its customer.

        So is its invoice, and both are on one account of the partner ledger.
        """
        shown = header.get(self._party_ref)
        party = self._to_record(self._party_mapping, shown) if shown else None
        if not shown or (payment and self._party_of(payment) == party):
            return payment.partner_id, payment.qbd_job_id
        if party.qbd_is_job:
            return party.commercial_partner_id, party
        return party, party.browse()

    def _owner_kept(self, payment, partner):
        """Return the id of the customer on the lines of a payment that stays its own.

        False: the customer of the payment's partner.
        """
        owners = self._owed_lines(payment).partner_id if payment else partner.browse()
        return (
            owners.id if payment.partner_id == partner and len(owners) == 1 else False
        )

    def _amount_of(self, header, payment):
        if payment.qbd_opening or header.get(self._total_ref) is None:
            return money(payment.amount)
        return Decimal(header[self._total_ref])

    def _receivable_for(self, header, payment, partner):
        found = self._to_record("account", header.get(self._owed_ref))
        company = self._stream().company_id
        usual = partner.with_company(company)[self._owed_property]
        return found or payment.destination_account_id or usual

    def _money_for(self, header, payment):
        """Return the account of the money; by default that of Odoo's own payments."""
        if payment.qbd_opening:
            return payment.outstanding_account_id
        found = self._to_record("account", header.get(self._money_ref))
        return found or (self._deposit_account(payment) if payment else self._usual())

    def _usual(self):
        company = self._stream().company_id
        payments = self.env["account.payment"].with_company(company)
        return payments.new({"company_id": company.id})._get_outstanding_account(
            self._payment["payment_type"]
        )

    def _texts(self, header, payment):
        method = self._to_record("payment_method", header.get("PaymentMethodRef"))
        texts = {
            "payment_reference": header.get("RefNumber") or False,
            "memo": header.get("Memo") or False,
            "qbd_payment_method_id": method.id,
        }
        if payment.qbd_opening:
            return {"payment_reference": texts["payment_reference"]}
        return texts

    # -- what it is applied to ------------------------------------------------

    def _drop_orphan_discounts(self, payment, rows):
        """Drop discounts on documents that the payment no longer settles.

        :param rows: the applications that both sides agreed on
        """
        figures = self._figures({}, None, payment)
        moves = {line.move_id for line, _amount in figures["applied"]}
        gone = [
            row
            for row in rows
            if row["DiscountAmount"]
            and row not in (payment.qbd_settled_before or ())
            and self._to_record(self._settled, row["TxnID"]) not in moves
        ]
        others = [one for one in figures["others"] if not self._is_of(one, gone)]
        if len(others) < len(figures["others"]):
            figures.update(others=others, **self._own_texts(payment))
            self.env["qbd.posting.payments"]._change_payment(payment, figures)

    def _is_of(self, other, rows):
        """Return whether a discount matches a row; Odoo's own discounts name no row."""
        granted = self._payment["sign"] * money(other["amount"])
        return any(
            other["qbd_txn_line_id"] in (False, row["TxnID"])
            and Decimal(row["DiscountAmount"]) == granted
            for row in rows
        )

    @staticmethod
    def _own_texts(payment):
        return {
            "payment_reference": payment.payment_reference,
            "memo": payment.memo,
            "qbd_payment_method_id": payment.qbd_payment_method_id.id,
        }

    def _unchanged(self, payment):
        lines = self._owed_lines(payment)
        applied = self.env["qbd.posting"]._applied_amounts(lines)
        rest = self._entry(payment).line_ids - lines - self._money_lines(payment)
        return {
            "applied": list(applied.items()),
            "others": [
                {
                    "name": line.name,
                    "account_id": line.account_id.id,
                    "amount": money(line.balance),
                    "qbd_txn_line_id": line.qbd_txn_line_id,
                }
                for line in rest
            ],
        }

    def _applied_figures(self, header, rows, payment):
        applied, others, settled = [], [], []
        mine = self._applied_now(payment)
        for row in rows:
            granted = Decimal(row["DiscountAmount"] or 0)
            total = Decimal(row["Paid"] or 0) + granted
            if granted and not self._is_kept_opening(row, payment):
                others.append(self._discount_figure(row, granted))
            parts = self._parts(header, row, total, payment, mine)
            if parts is None:
                settled.append(row)
                others += self._settled_figure(row, total, payment)
            else:
                applied += parts
        return {
            "applied": applied,
            "others": others,
            "qbd_settled_before": settled or False,
        }

    def _applied_now(self, payment):
        """Return {line: Decimal amount of the payment applied to it}."""
        lines = self._owed_lines(payment) if payment else None
        amounts = self.env["qbd.posting"]._applied_amounts(lines) if lines else {}
        return {line: money(value) for line, value in amounts.items()}

    def _parts(self, header, row, total, payment, mine):
        """Return [(line, amount)] of a row; None: settled before, or not in Odoo."""
        if row in (payment.qbd_settled_before or ()):
            return None
        move = self._to_record(self._settled, row["TxnID"])
        if not move:
            return None
        lines = self._debt_lines(move)
        lines = lines.sorted(lambda x: (x.date_maturity or x.date, x.id))
        left = self._left(lines, mine)
        opened = self._is_as_opened(move, row["TxnID"])
        applied = any(line in mine for line in lines)
        if move.qbd_opening and not opened and not applied:
            about = (header.get("AppliedTxns") or {}).get(row["TxnID"]) or {}
            missing = sum(left.values()) - Decimal(about.get("open") or 0)
            if missing < total:
                return None  # what is open of it was read after it was paid
        return self._spread(lines, left, total)

    def _left(self, lines, mine, sign=None):
        """Return the open amounts, less those of payments written in this batch."""
        used = self._cached_in_batch(APPLIED, dict)
        sign = sign or self._payment["sign"]
        return {
            line: sign * money(line.amount_residual)
            + mine.get(line, Decimal(0))
            - used.get(line.id, Decimal(0))
            for line in lines
        }

    def _forget_applied(self):
        self._batch().found.pop(APPLIED, None)

    def _spread(self, lines, left, total):
        """Spread an amount over the parts of an invoice: the first are paid first."""
        used, parts = self._cached_in_batch(APPLIED, dict), []
        for line in lines:
            part = min(total, left[line]) if line != lines[-1] else total
            if part:
                parts.append((line, part))
                used[line.id] = used.get(line.id, Decimal(0)) + part
            total -= part
        return parts

    def _discount_figure(self, row, granted):
        account = self._to_record("account", row["DiscountAccountRef"])
        return {
            "name": for_reader(self.env)._("Discount"),
            "account_id": account.id,
            "amount": self._payment["sign"] * granted,
            "qbd_txn_line_id": row["TxnID"],
        }

    def _is_kept_opening(self, row, payment):
        return payment.qbd_opening and row in (payment.qbd_settled_before or ())

    def _settled_figure(self, row, total, payment):
        """Return the amount for documents not in Odoo, or settled at the opening."""
        if self._is_kept_opening(row, payment):
            return []
        return [
            {
                "name": for_reader(self.env)._("Settled before"),
                "account_id": self._stream().connection_id.opening_account_id.id,
                "amount": -self._payment["sign"] * total,
                "qbd_txn_line_id": row["TxnID"],
            }
        ]
