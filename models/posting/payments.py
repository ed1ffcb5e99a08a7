from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...core.money import money
from ...core.words import for_reader
from .values import UNSYNCED, exact

OWN_KEYS = (
    "sign",
    "others",
    "applied",
    "account_id",
    "deposit_account_id",
    "journal_id",
    "owner_id",
)
GIVEN = {**UNSYNCED, "qbd_lines_given": True}
"""All lines of the entry are given: Odoo is not to compute any of them."""


class QbdPostingPayments(models.AbstractModel):
    """Posts payments of customers and to vendors with exactly the amounts applied.

    The values of a payment are a dict:

    ==================  ==============================================================
    partner_id, date    the payer or payee, and the date
    owner_id            optional, the customer that a posted payment keeps, whatever the
                        address book says of its partner by now
    payment_type        as Odoo has it, and so is partner_type
    sign                1 if the money is a debit, -1 if it is a credit
    amount              the money, 0 or more
    account_id          the receivable or payable account
    deposit_account_id  the account of the money: a bank, or undeposited funds
    applied             list of (receivable line, amount), amounts with the discount
    others              list of dicts: name, account_id, amount (a debit is positive:
                        a discount granted), qbd_txn_line_id. They add to the credit
                        that the customer gets
    all other keys      values of the payment: memo, payment_reference, journal_id …
    ==================  ==============================================================
    """

    _name = "qbd.posting.payments"
    _inherit = ["qbd.posting.way", "qbd.posting.checks"]
    _description = "QuickBooks Payments in Odoo"

    # -- creating -------------------------------------------------------------

    @api.model
    def _create_payments(self, figures):
        """Create and post payments, and apply them.

        :return: the payments, in the order of the figures
        :raise UserError: if a date is in a closed period, or an amount is not open;
            nothing is written in the first case
        """
        for one in figures:
            self._check_payment(one)
        model = self.env["account.payment"].with_context(**UNSYNCED)
        payments = model.create([self._new_payment(one) for one in figures])
        payments = self.env["account.payment"].browse(payments.ids)
        for payment, one in zip(payments, figures, strict=True):
            self._set_money_account(payment, one)
        payments.with_context(**UNSYNCED, qbd_numbering={}).action_post()
        for payment, one in zip(payments, figures, strict=True):
            self._check_payment_posted(payment, one)
        pairs = zip(payments, figures, strict=True)
        self._apply([x for payment, one in pairs for x in self._wanted(payment, one)])
        return payments

    def _wanted(self, payment, figures):
        """Return the applications of a payment, as `_apply` takes them."""
        own = self._terms(payment.move_id)
        return [(own, line, amount) for line, amount in figures["applied"]]

    def _new_payment(self, figures):
        values = self._payment_values(figures)
        if figures.get("others") or not figures["amount"]:
            lines = self._payment_lines(figures).values()
            values["line_ids"] = [Command.create(line) for line in lines]
        return values

    def _payment_values(self, figures, payment=None):
        given = {key: value for key, value in figures.items() if key not in OWN_KEYS}
        return {
            **self._payment_route(figures, payment),
            "destination_account_id": figures["account_id"],
            **given,
            "amount": float(figures["amount"]),
        }

    def _set_money_account(self, payment, figures):
        """Set the account of the money, which Odoo takes from the payment method."""
        payment.with_context(**GIVEN).outstanding_account_id = figures[
            "deposit_account_id"
        ]

    # -- lines ----------------------------------------------------------------

    def _payment_lines(self, figures):
        """Return {key: values} of all lines of the entry.

        Keys are "money", "owed", and the index of each of the others.
        """
        currency = self._currency()
        paid = figures["sign"] * exact(figures["amount"], 2)
        lines = {"money": self._line(figures["deposit_account_id"], paid)}
        for number, other in enumerate(figures.get("others") or ()):
            lines[number] = {
                **self._line(other["account_id"], other["amount"]),
                "name": other["name"],
                "qbd_txn_line_id": other.get("qbd_txn_line_id"),
            }
        credit = sum(money(line["balance"]) for line in lines.values())
        lines["owed"] = self._line(figures["account_id"], -credit)
        name = " ".join(filter(None, [figures.get("memo"), self._reference(figures)]))
        common = {
            "partner_id": self._owner_id(figures),
            "currency_id": currency.id,
            "date_maturity": figures["date"],
        }
        return {k: {"name": name, **line, **common} for k, line in lines.items()}

    def _owner_id(self, figures):
        """Return the id of the customer that the lines name."""
        partner = self.env["res.partner"].browse(figures["partner_id"])
        return figures.get("owner_id") or partner.commercial_partner_id.id

    def _reference(self, figures):
        return figures.get("payment_reference")

    def _line(self, account_id, amount):
        value = float(exact(amount, 2))
        return {"account_id": account_id, "balance": value, "amount_currency": value}

    # -- checks ---------------------------------------------------------------

    def _check_payment(self, figures):
        """Check the lock dates for a payment that is not in Odoo yet."""
        date = fields.Date.to_date(figures["date"])
        locks = self.env.company._get_violated_lock_dates(
            date, False, self.env["account.journal"]
        )
        if locks:
            raise UserError(
                for_reader(self.env)._(
                    "The payment %(document)s cannot be posted in Odoo: %(reason)s Open"
                    " the period (Accounting, Lock Dates) or change the date in"
                    " QuickBooks.",
                    document=self._named(figures),
                    reason=self._closed(date, locks),
                )
            )

    def _named(self, figures):
        """Return the number of a payment, else its amount and customer."""
        partner = self.env["res.partner"].browse(figures["partner_id"])
        amount = self._formatted(self._currency(), figures["amount"])
        return self._reference(figures) or f"{partner.display_name}, {amount}"

    def _check_payment_posted(self, payment, figures):
        """Refuse a date that Odoo has silently moved."""
        move = payment.move_id
        if move.date != fields.Date.to_date(figures["date"]):
            raise UserError(
                for_reader(self.env)._(
                    "The payment %(document)s would be posted on %(date)s, which "
                    "differs from its date in QuickBooks.",
                    document=payment.display_name,
                    date=fields.Date.to_string(move.date),
                )
            )

    # -- changing -------------------------------------------------------------

    @api.model
    def _change_payment(self, payment, figures, post=None):
        """Set all figures of a payment, in place, and post it if it was posted before.

        The entry is changed only if its figures change. Applications that are not in
        `applied` are undone.

        :param post: whether it is posted afterwards; None: if it was before
        :raise UserError: if it may not be changed, or an amount is not open
        """
        posted = payment.move_id.state == "posted"
        wanted, deposits = self._payment_lines(figures), []
        if not posted or self._entry_changes(payment, figures, wanted):
            self._check_entry(payment, figures)
            deposits = self._take_deposits_off(payment)
            self._change_entry(payment, figures, wanted)
        else:
            self._write_texts(payment, figures)
        if posted or post:
            self._post_again(payment, figures, wanted)
            self._apply_exactly(payment, figures)
            self._deposit_again(payment, deposits)

    def _post_again(self, payment, figures, wanted):
        if payment.move_id.state == "posted":
            return
        quiet = payment.with_context(**GIVEN)
        if not payment.move_id:
            lines = [Command.create(line) for line in wanted.values()]
            quiet._generate_journal_entry(line_ids=lines)
        quiet.action_post()
        self._check_payment_posted(payment, figures)

    def _entry_changes(self, payment, figures, wanted):
        """Return whether a posted entry needs changes other than texts."""
        move = payment.move_id
        pairs = self._paired_lines(payment, wanted)
        lines = move.line_ids.browse().union(*(line for line, _values in pairs))
        steady = ("name", "date_maturity")
        return (
            lines != move.line_ids
            or str(move.date) != str(figures["date"])
            or payment.partner_id.id != figures["partner_id"]
            or any(
                set(move._cleanup_write_orm_values(line, values)) - set(steady)
                for line, values in pairs
            )
        )

    def _write_texts(self, payment, figures):
        skipped = (*OWN_KEYS, "amount")
        values = payment.move_id._cleanup_write_orm_values(
            payment, {k: v for k, v in figures.items() if k not in skipped}
        )
        if values:
            payment.with_context(**GIVEN).write(values)

    def _change_entry(self, payment, figures, wanted):
        self._check_entry(payment, figures)
        self._take_all_off(payment)
        quiet = payment.with_context(**GIVEN)
        if payment.state != "draft":
            quiet.action_draft()
        values = self._payment_values(figures, payment)
        moves = self.env["account.move"]
        quiet.write(moves._cleanup_write_orm_values(payment, values))
        self._set_money_account(payment, figures)
        move = payment.move_id
        if move:
            commands = self._entry_commands(payment, wanted)
            header = self._entry_header(payment, figures)
            move.with_context(**GIVEN).write({**header, "line_ids": commands})

    def _check_entry(self, payment, figures):
        if payment.move_id:
            self._check_blockers(payment.move_id, figures["date"])
        if any(not one.move_id.qbd_type for one, _partial in self._deposits(payment)):
            raise UserError(
                for_reader(self.env)._(
                    "%(document)s cannot be changed in Odoo: its money is matched with"
                    " a bank statement or a deposit. Undo that first.",
                    document=payment.display_name,
                )
            )

    # -- deposits that were read from QuickBooks ------------------------------

    def _deposits(self, payment):
        """Return [(line that the money is matched with, partial)]."""
        money = payment._seek_for_lines()[0] if payment.move_id else None
        rows = self._applications(money) if money else ()
        return [(other, partial) for _own, other, _amount, partial in rows]

    def _take_deposits_off(self, payment):
        """Unmatch the money of a payment that changes; return the other lines."""
        found = self._deposits(payment)
        for _other, partial in found:
            partial.unlink()
        return [other for other, _partial in found]

    def _deposit_again(self, payment, lines):
        """Match the money with its deposits again, as far as it still fits."""
        for line in lines:
            own = payment._seek_for_lines()[0].filtered(
                lambda x, line=line: x.account_id == line.account_id
            )[:1]
            rests = [abs(money(one.amount_residual)) for one in (own, line) if one]
            if own and min(rests) > 0 and line.parent_state == "posted":
                self._apply([(own, line, min(rests))])

    def _entry_header(self, payment, figures):
        move = payment.move_id
        header = {"date": figures["date"], "partner_id": figures["partner_id"]}
        if move.journal_id != payment.journal_id:
            header.update(journal_id=payment.journal_id.id, name="/")
        else:
            header.update(self._cleared_name(move, figures["date"]))
        return header

    def _cleared_name(self, move, date):
        return self.env["qbd.posting"]._cleared_name(move, date)

    def _entry_commands(self, payment, wanted):
        pairs = self._paired_lines(payment, wanted)
        move = payment.move_id
        kept = move.line_ids.browse().union(*(line for line, _values in pairs))
        commands = [Command.delete(line.id) for line in move.line_ids - kept]
        for line, values in pairs:
            if not line:
                commands.append(Command.create(values))
                continue
            changed = move._cleanup_write_orm_values(line, values)
            commands += [Command.update(line.id, changed)] if changed else []
        return commands

    def _paired_lines(self, payment, wanted):
        """Return a list of (line of the entry or none, its intended values)."""
        terms = self._terms(payment.move_id)
        rest = payment.move_id.line_ids - terms
        pairs = [(terms[:1], wanted["owed"])]
        for key, values in wanted.items():
            if key != "owed":
                line = rest.filtered(lambda x, v=values: self._is_same_line(x, v))[:1]
                rest -= line
                pairs.append((line, values))
        return pairs

    @staticmethod
    def _is_same_line(line, values):
        account = line.account_id.id == values["account_id"]
        source = values.get("qbd_txn_line_id") or False
        return account and (line.qbd_txn_line_id or False) == source

    # -- applying -------------------------------------------------------------

    def _apply_exactly(self, payment, figures):
        """Undo unwanted applications and add the missing ones."""
        own = self._terms(payment.move_id)
        places = payment.currency_id.decimal_places
        left = [[line, money(amount)] for line, amount in figures["applied"]]
        for _own, other, amount, partial in self._applications(own):
            same = [
                one
                for one in left
                if one[0] == other and exact(one[1], places) == exact(amount, places)
            ]
            if same:
                left.remove(same[0])
            else:
                partial.unlink()
        self._apply([(own, line, amount) for line, amount in left])

    def _take_all_off(self, payment):
        for _own, _other, _amount, partial in self._applications(
            self._terms(payment.move_id)
        ):
            partial.unlink()

    # -- cancelling -----------------------------------------------------------

    @api.model
    def _cancel_payment(self, payment):
        """Cancel a payment that QuickBooks no longer has, and reopen its documents.

        :raise UserError: if it may not be cancelled; nothing is written then
        """
        if payment.state == "canceled":
            return
        self._check_entry(payment, {"date": payment.date})
        self._take_deposits_off(payment)
        self._take_all_off(payment)
        payment.with_context(**UNSYNCED).action_cancel()
