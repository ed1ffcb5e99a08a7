"""The traits of documents that a real firm's bookkeeper enters in Odoo."""

from odoo.fields import Command

LOCKED = "2026-06-30"


class FirmDocuments:
    """What `FirmBook` does with the traits of a document: a method for each."""

    def _document_values(self, step):
        values = super()._document_values(step)
        for name in self.traits.get(step.subject, ()):
            getattr(self, f"_with_{name}")(values, step)
        return values

    def _post(self, move, step):
        if "moved_date" not in self.traits.get(step.subject, ()):
            return super()._post(move, step)
        move.invoice_date = "2026-06-15"
        self.company.sale_lock_date = LOCKED
        super()._post(move, step)
        self.company.sale_lock_date = False
        return None

    @staticmethod
    def _rows(values):
        """Return the values of the lines with amounts."""
        rows = [one[2] for one in values["invoice_line_ids"]]
        return [row for row in rows if not row.get("display_type")]

    def _add_row(self, values, row, place=None):
        rows = values["invoice_line_ids"]
        place = len(rows) if place is None else place
        rows.insert(place, Command.create(row))

    def _with_own_number(self, values, step):
        values["ref"] = False

    def _with_shop_journal(self, values, step):
        values.update(journal_id=self.shop.id, ref=False)

    def _with_long_reference(self, values, step):
        values["ref"] = f"Order 2026/{step.subject[1]}/of the day"

    def _with_customer_reference(self, values, step):
        values["ref"] = f"PO {step.subject[1]}"

    def _with_contact(self, values, step):
        values["partner_id"] = self.contacts[step.party]["contact"].id

    def _with_delivery_address(self, values, step):
        values["partner_shipping_id"] = self.contacts[step.party]["delivery"].id

    def _with_fiscal_position(self, values, step):
        values["fiscal_position_id"] = self.position.id

    def _with_instalments(self, values, step):
        values["invoice_payment_term_id"] = self.instalments.id

    def _with_early_discount(self, values, step):
        term = self.discounting[len(self.made) % len(self.discounting)]
        values["invoice_payment_term_id"] = term.id

    def _with_other_terms(self, values, step):
        values["invoice_payment_term_id"] = self.record("terms", "Net 15").id

    def _with_line_discount(self, values, step):
        row = self._rows(values)[0]
        if row["price_unit"] > 0:
            row["discount"] = 12.5

    def _with_discount_elsewhere(self, values, step):
        """Give a discount that Odoo posts to an account of its own."""
        self._rows(values)[0].update(price_unit=10.03, quantity=1.0, discount=12.5)

    def _with_notes_and_sections(self, values, step):
        self._add_row(values, {"display_type": "line_section", "name": "Part 1"}, 0)
        self._add_row(values, {"display_type": "line_note", "name": "Thank you."})

    def _with_line_without_product(self, values, step):
        account = self.record("account", "Service Income")
        row = {"name": "Freight", "quantity": 2.0, "price_unit": 20.0}
        self._add_row(
            values, {**row, "account_id": account.id, "tax_ids": [Command.clear()]}
        )

    def _with_account_of_line(self, values, step):
        account = self.record("account", "Book Sales")
        self._rows(values)[0]["account_id"] = account.id

    def _with_dozens(self, values, step):
        tax = [Command.set(self._tax_of(step, step.party).ids)]
        self._add_row(
            values,
            {
                "product_id": self.record("item", "Candle").id,
                "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                "quantity": 2.0,
                "price_unit": 31.25,
                "tax_ids": tax,
            },
        )

    def _with_exempt_tax(self, values, step):
        for row in self._rows(values):
            if row["tax_ids"] == [Command.set([])]:
                row["tax_ids"] = [Command.set(self._exempt().ids)]

    def _exempt(self):
        if not hasattr(self, "exempt"):
            self.exempt = self._new_tax(name="Exempt by law")
        return self.exempt

    def _with_analytic(self, values, step):
        for number, row in enumerate(self._rows(values)):
            project = self.projects[number % 2]
            row["analytic_distribution"] = {str(project.id): 100.0}

    def _with_down_payment(self, values, step):
        """As an invoice of an order: a section, and the down payment taken off."""
        total = sum(row["price_unit"] * row["quantity"] for row in self._rows(values))
        account = self.record("account", "Sales")
        self._add_row(values, {"display_type": "line_section", "name": "Down payments"})
        self._add_row(
            values,
            {
                "name": "Down payment of order S00042",
                "quantity": -1.0,
                "price_unit": round(total * 0.25, 2),
                "account_id": account.id,
                "tax_ids": [Command.clear()],
            },
        )

    def _with_fine_price(self, values, step):
        row = self._rows(values)[0]
        row["price_unit"] = round(row["price_unit"] + 0.00321, 5)

    def _with_moved_date(self, values, step):
        """Post into a closed period: see `_post`."""

    def _with_euro(self, values, step):
        values["currency_id"] = self._euro().id

    def _with_cash_rounding(self, values, step):
        rounding = self.roundings[len(self.made) % 2]
        values["invoice_cash_rounding_id"] = rounding.id
        row = self._rows(values)[0]
        row.update(price_unit=10.03, quantity=1.0)

    def _with_only_tax(self, values, tax):
        for row in self._rows(values):
            row["tax_ids"] = [Command.set(tax.ids)]

    def _with_included_tax(self, values, step):
        tax = self._new_tax(amount=6.25, price_include_override="tax_included")
        self._with_only_tax(values, tax)

    def _with_fixed_tax(self, values, step):
        self._with_only_tax(values, self._new_tax(amount=2.0, amount_type="fixed"))

    def _with_negative_tax(self, values, step):
        self._with_only_tax(values, self._new_tax(amount=-5.0))

    def _with_two_taxes(self, values, step):
        self._with_only_tax(values, self.tax("State") | self.tax("City"))

    def _with_euro_bank(self, values, step):
        """Pay into the bank in euros: see `_method`."""
