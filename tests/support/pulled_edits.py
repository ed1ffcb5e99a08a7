"""Edits of one field of an invoice in QuickBooks, with what they may change in Odoo."""

import datetime

RESIDUALS = {"amount_residual", "amount_residual_signed"}
OWED = {"amount_residual", "amount_residual_currency", "reconciled"}
AMOUNTS = {"balance", "amount_currency", "debit", "credit", *OWED}
TOTALS = {
    *("amount_total", "amount_untaxed", "amount_tax", *RESIDUALS),
    *("amount_total_signed", "amount_untaxed_signed", "amount_tax_signed"),
    "amount_total_in_currency_signed",
    *("amount_untaxed_in_currency_signed", "payment_state", "qbd_exact_tax"),
}
DISCOUNT = {"discount_balance", "discount_amount_currency"}
MATCHED = {*OWED, "matching_number", "full_reconcile_id"}
PRICED = {*AMOUNTS, "price_subtotal", "price_total"}


class PulledEdits:
    """The edits: each is made in QuickBooks, and returns the columns that may change.

    A column is (table or kind of line, name): lines that are gone are of the kind
    "gone", those that are new of "new".
    """

    # -- edits of one field: what may change in Odoo --------------------------

    def edit_memo(self, txn_id, _move):
        self.company.user_mod(txn_id, Memo=f"Memo {self.number}")
        return {("move", "narration")}

    def edit_po_number(self, txn_id, _move):
        self.company.user_mod(txn_id, PONumber=f"PO {self.number}")
        return self.references()

    def edit_number(self, txn_id, _move):
        self.company.user_mod(txn_id, RefNumber=f"N{self.number}")
        return self.references() | {("move", "qbd_ref_number")}

    @staticmethod
    def references():
        """The customer's reference is also shown on the lines."""
        kinds = ("move", "product", "tax", "payment_term", "discount")
        return {(kind, "ref") for kind in kinds} | {("payment_term", "name")}

    def edit_due_date(self, txn_id, move):
        day = datetime.date(2026, 9, 1) + datetime.timedelta(self.number)
        self.company.user_mod(txn_id, DueDate=day.isoformat())
        due = {("move", "invoice_date_due"), ("payment_term", "date_maturity")}
        return due | self.plain_terms(move)

    def edit_date(self, txn_id, move):
        day = datetime.date(2026, 6, 16) + datetime.timedelta(self.number)
        due = self.company.object(txn_id).get("DueDate")
        self.company.user_mod(txn_id, TxnDate=day.isoformat())
        dates = {("move", "invoice_date"), ("move", "date")}
        kinds = ("product", "tax", "payment_term", "discount")
        dates |= {(kind, name) for kind in kinds for name in ("invoice_date", "date")}
        if move.invoice_payment_term_id.early_discount:
            dates.add(("payment_term", "discount_date"))
        if self.company.object(txn_id).get("DueDate") != due:
            dates |= {("move", "invoice_date_due"), ("payment_term", "date_maturity")}
        return dates | self.plain_terms(move) | {("partial", "max_date")}

    def plain_terms(self, move):
        """Terms that say a due date only are left when it is another one."""
        terms = move.invoice_payment_term_id
        plain = len(terms.line_ids) == 1 and not terms.early_discount
        return {("move", "invoice_payment_term_id")} if plain else set()

    def edit_description(self, txn_id, _move):
        self.change_line(txn_id, Desc=f"Text {self.number}")
        return {("product", "name")}

    def edit_quantity(self, txn_id, move):
        found = self.edit_money(txn_id, move, "quantity", Quantity=str(self.number))
        return (
            found if self.gives(txn_id, move) else {*found, ("product", "price_unit")}
        )

    def gives(self, txn_id, move):
        """Return whether Odoo's own prices give the amounts of QuickBooks."""
        shown = {one["TxnLineID"]: one for one in self.shown_lines(txn_id)}
        for line in move.invoice_line_ids:
            one = shown[line.qbd_txn_line_id]
            price = line.price_unit * (1 - line.discount / 100)
            if round(float(one["Quantity"]) * price, 2) != float(one["Amount"]):
                return False
        return True

    def edit_rate(self, txn_id, move):
        values = {"Rate": f"{self.number}.50"}
        own = ("price_unit", "discount")
        return self.edit_money(txn_id, move, *own, **values)

    def edit_money(self, txn_id, move, *own, **values):
        self.change_line(txn_id, **values)
        found = self.of_money(txn_id, move)
        return found | {("product", name) for name in {*PRICED, *own}}

    def of_money(self, txn_id, move):
        """Return what another total changes, but for the line that causes it."""
        found = {("move", name) for name in TOTALS}
        kept = {"tax_base_amount", "price_subtotal", "price_total"}
        found |= {("tax", name) for name in AMOUNTS | kept}
        found |= {("payment_term", name) for name in AMOUNTS}
        if move.invoice_payment_term_id.early_discount:
            found |= {("payment_term", name) for name in DISCOUNT}
        if move.line_ids.filtered(lambda line: line.display_type == "discount"):
            found |= {("discount", "*")}
        return found | {("partial", "*"), ("payment_term", "matching_number")}

    def change_line(self, txn_id, **values):
        number = self.random.randrange(len(self.shown_lines(txn_id)))
        self.qb_change(txn_id, number, **values)

    # -- another customer, other terms ----------------------------------------

    def edit_customer(self, txn_id, move):
        """Choose another customer: QuickBooks unapplies the payments."""
        self.company.user_mod(txn_id, CustomerRef="Bo")
        self.freed.add(move)
        names = ("partner_id", "commercial_partner_id", "partner_shipping_id")
        found = {("move", name) for name in (*names, "invoice_partner_display_name")}
        found |= {("move", name) for name in (*RESIDUALS, "payment_state")}
        kinds = ("product", "tax", "payment_term", "discount", "line_note")
        found |= {(kind, "partner_id") for kind in kinds}
        return found | {("payment_term", name) for name in MATCHED} | {("partial", "*")}

    def edit_terms(self, txn_id, move):
        """Choose terms that are due in one payment, without an early discount."""
        self.company.user_mod(txn_id, TermsRef="Net 15")
        found = {("move", "invoice_payment_term_id"), ("move", "invoice_date_due")}
        found |= {("payment_term", name) for name in (*DISCOUNT, "discount_date")}
        found.add(("payment_term", "date_maturity"))
        if len(move.invoice_payment_term_id.line_ids) > 1:
            found |= {("payment_term", "*"), ("gone", "*"), ("partial", "*")}
        return found

    # -- lines come and go ----------------------------------------------------

    def edit_new_line(self, txn_id, move):
        lines = [{"TxnLineID": one["TxnLineID"]} for one in self.shown_lines(txn_id)]
        new = {"ItemRef": "Work", "Quantity": "2", "Rate": f"{self.number}.25"}
        place = self.random.randrange(len(lines) + 1)
        self.company.user_mod(txn_id, lines=[*lines[:place], new, *lines[place:]])
        order = {("product", "sequence")}
        return {("new", "*")} | order | self.of_money(txn_id, move)

    def edit_removed_line(self, txn_id, move):
        lines = [{"TxnLineID": one["TxnLineID"]} for one in self.shown_lines(txn_id)]
        if len(lines) == 1:
            return self.edit_new_line(txn_id, move)
        del lines[self.random.randrange(len(lines))]
        self.company.user_mod(txn_id, lines=lines)
        return {("gone", "*")} | self.of_money(txn_id, move)

    EDITS = (
        edit_customer,
        edit_terms,
        edit_new_line,
        edit_removed_line,
        edit_memo,
        edit_po_number,
        edit_number,
        edit_due_date,
        edit_date,
        edit_description,
        edit_quantity,
        edit_rate,
    )
