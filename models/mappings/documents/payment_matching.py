from decimal import Decimal

from odoo import models

from ....core.money import ZERO, cents, money
from ....core.words import for_reader
from .payment import ROWS

SIMILAR = "similar"  # the reason of a link that is asked about

BY_AMOUNTS = "FoundByAmounts"
"""Path of a payment that was found by what it settles; never compared."""


class QbdPaymentMatching(models.AbstractModel):
    """Finds the payment in Odoo that a payment of QuickBooks is.

    People may enter the same payment on both sides before a session: the documents
    cannot be paid twice, so that neither side could take the other's payment.
    """

    _name = "qbd.payment.matching"
    _description = "QuickBooks Payments: Matching"

    def _match(self, objects):
        """Propose payments of the same documents, by the same amounts."""
        found = super()._match(objects)
        for qb_id, canonical in objects.items():
            payments = [] if qb_id in found else self._same_payments(canonical)
            if payments:
                found[qb_id] = payments.ids
                canonical[BY_AMOUNTS] = True
        return found

    def _same_payments(self, canonical):
        """Return the payments without an object that may be this one."""
        rows, none = canonical.get(ROWS) or (), self._browse([])
        moves = [self._to_record(self._settled, row["TxnID"]) for row in rows]
        if not all(moves) or not any(self._is_paid(move) for move in moves):
            return none
        lines = self._debt_lines(moves[0])
        applied = self.env["qbd.posting"]._applied_amounts(lines)
        payments = none.union(*(line.move_id.origin_payment_id for line in applied))
        own = self._own_ids(set(payments.ids))
        free = self._without_object(payments.filtered(lambda one: one.id in own))
        states = self._canonical_records(free) if free else {}
        return free.filtered(
            lambda one: self._is_same(states[one.id], canonical, moves)
        )

    # -- entries that settle the same -------------------------------------------

    def _object_waits_for(self, canonical):
        """Name the entry of Odoo that a payment may be: it is not made twice."""
        return super()._object_waits_for(canonical) or self._words_of_settling(
            canonical
        )

    def _object_refused_because(self, canonical):
        refused = super()._object_refused_because(canonical)
        entries = self._settling_entries(canonical)
        if refused or self._asks_about(entries, canonical):
            return refused
        return self._words_of_settling(canonical)

    def _asks_about(self, entries, canonical):
        """Return whether another list asks if a payment of QuickBooks is one of these.

        It does of a single entry that settles the same documents by the same amounts.
        """
        if len(entries) != 1 or not self._are_sent(entries):
            return False
        settling = self._stream()._sibling(self._settling_list)._mapping()
        applied = settling._applied_moves(entries)
        ids = self._ids_of_documents(applied)
        amounts = {ids.get(move.id): value for move, value in applied.items()}
        links = settling._links_of(self._settling_list, entries.ids).values()
        refused = any(link.state in ("parked", "gone") for link in links)
        asked = any(link.reason == SIMILAR for link in links)
        return amounts == self._amounts_applied(canonical) and (asked or not refused)

    def _are_sent(self, entries):
        """Return whether the list of entries that settle documents sends these."""
        streams = self._stream()._sibling(self._settling_list)
        writes = any(stream._writes() for stream in streams)
        return writes and self._are_of_settling_list(entries)

    def _are_of_settling_list(self, entries):
        """Return whether the list of entries that settle documents has all of these."""
        settling = self.env[f"qbd.mapping.{self._settling_list}"]
        return entries == entries.filtered_domain(settling._settling_domain())

    def _words_of_settling(self, canonical):
        entries = self._settling_entries(canonical)
        if not entries:
            return ""
        named = ", ".join(entries.mapped("display_name"))
        if self._asks_about(entries, canonical):
            return for_reader(self.env)._(
                "In Odoo %(entries)s settles the same. Answer the question about it.",
                entries=named,
            )
        if self._are_sent(entries):
            return for_reader(self.env)._(
                "In Odoo %(entries)s settles the same documents in another way. If it "
                "is the same money, unlink this payment and that of Odoo: both books "
                "stay as they are. Otherwise undo the match in Odoo, then press Try "
                "again.",
                entries=named,
            )
        if self._are_of_settling_list(entries):
            return for_reader(self.env)._(
                "In Odoo %(entries)s settles the same. Turn on “%(list)s”: it asks"
                " whether the two are one.",
                entries=named,
                list=self.env[f"qbd.mapping.{self._settling_list}"]._type_title(),
            )
        return for_reader(self.env)._(
            "In Odoo %(entries)s settles the same. Undo that, register a payment, and"
            " match %(entries)s with the payment; then press Try again.",
            entries=named,
        )

    def _settling_entries(self, canonical):
        """Return the entries without an object that settle a document by as much."""
        found = self.env["account.move"]
        for txn_id, value in self._amounts_applied(canonical).items():
            move = self._to_record(self._settled, txn_id)
            for entry, applied in self._entries_of(move).items():
                found |= entry if applied == cents(value) else found.browse()
        if not found:
            return found
        linked = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                *(("res_model", "=", found._name), ("record_id", "in", found.ids)),
                *(("qb_id", "!=", False), ("state", "!=", "gone")),
            ]
        )
        return found - found.browse(linked.mapped("record_id"))

    def _entries_of(self, move):
        """Return {entry: amount} of the entries of Odoo that settle a document."""
        found = {}
        lines = move.line_ids.filtered(lambda x: x.account_type == self._owed_type)
        for line, value in self.env["qbd.posting"]._applied_amounts(lines).items():
            entry = line.move_id
            own = entry.move_type == "entry" and not entry.qbd_type
            if own and not entry.origin_payment_id:
                found[entry] = cents(found.get(entry, ZERO) + money(value))
        return found

    # -- the same payment -----------------------------------------------------

    @staticmethod
    def _is_paid(move):
        return move.currency_id.compare_amounts(move.amount_residual, move.amount_total)

    def _is_same(self, state, canonical, moves):
        """Return whether two payments are one: of one party, by the same amounts.

        Two that agree in this alone may be two instalments, as long as the documents
        have room for both.
        """
        if state.get(self._party_ref) != canonical.get(self._party_ref):
            return False
        amounts = self._amounts_applied(canonical)
        if self._amounts_applied(state) != amounts:
            return False
        rows = zip(canonical[ROWS], moves, strict=True)
        full = any(money(x.amount_residual) < amounts[row["TxnID"]] for row, x in rows)
        return full or self._is_told_alike(state, canonical)

    @staticmethod
    def _amounts_applied(state):
        """Return {TxnID: Decimal} of the documents that a payment settles."""
        return {
            row["TxnID"]: Decimal(row["Paid"] or 0)
            + Decimal(row["DiscountAmount"] or 0)
            for row in state.get(ROWS) or ()
        }

    @staticmethod
    def _is_told_alike(state, canonical):
        """Return whether date and number agree; a number may be missing."""
        numbers = {one.get("RefNumber") for one in (state, canonical)} - {None, ""}
        return state.get("TxnDate") == canonical.get("TxnDate") and len(numbers) < 2

    def _first_images(self, odoo, quickbooks):
        """Return no values if the amounts alone say that the two are one: another date
        or number on either side is a question."""
        if quickbooks.get(BY_AMOUNTS):
            return {}, {}
        return super()._first_images(odoo, quickbooks)
