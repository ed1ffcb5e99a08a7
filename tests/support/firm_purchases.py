"""The traits of purchases that a real firm's bookkeeper enters in Odoo."""

from odoo.fields import Command

LOCKED = "2026-06-30"


class FirmPurchases:
    """The traits of bills and vendor credits in a `FirmBook`: a method for each."""

    def _set_second_payable(self):
        """Some bills are owed on another account: see `RandomPurchases`."""

    def _post(self, move, step):
        if "moved_bill" not in self.traits.get(step.subject, ()):
            return super()._post(move, step)
        move.write({"invoice_date": "2026-06-15", "date": "2026-06-15"})
        self.company.purchase_lock_date = LOCKED
        super()._post(move, step)
        self.company.purchase_lock_date = False
        return None

    def _with_moved_bill(self, values, step):
        """Post into a closed period: see `_post`."""

    def _with_purchase_journal(self, values, step):
        if not hasattr(self, "buying"):
            journals = self.env["account.journal"]
            company = self.company.root_id.id
            self.buying = journals.create(
                {
                    "name": "Farm",
                    "type": "purchase",
                    "code": "FARM",
                    "company_id": company,
                }
            )
        values["journal_id"] = self.buying.id

    def _with_long_bill_reference(self, values, step):
        values["ref"] = f"Delivery 2026/06/{step.subject[1]}/of the day"

    def _expense_row(self, price, account="Rent", quantity=1.0):
        return {
            "name": "Odd cost",
            "quantity": quantity,
            "price_unit": price,
            "account_id": self.record("account", account).id,
            "tax_ids": [Command.clear()],
        }

    def _with_expense_taken_off(self, values, step):
        """Take a quarter of the bill off again, as a down payment that was billed."""
        total = sum(row["price_unit"] * row["quantity"] for row in self._rows(values))
        self._add_row(values, self._expense_row(round(total * 0.25, 2), quantity=-1.0))

    def _with_expense_account_of_item(self, values, step):
        pipe = self.record("item", "Pipe")  # goods in stock have their own account
        rows = [row for row in self._rows(values) if row.get("product_id")]
        for row in rows:
            if row["product_id"] != pipe.id:
                row["account_id"] = self.record("account", "Rent").id

    def _with_bought_dozens(self, values, step):
        self._add_row(
            values,
            {
                "product_id": self.record("item", "Bolt").id,
                "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                "quantity": 2.0,
                "price_unit": 31.25,
                "tax_ids": [Command.clear()],
            },
        )

    def _with_bought_exempt(self, values, step):
        self._with_bought_taxes(values, self._bought_tax(amount=0.0))

    def _with_bought_with_tax(self, values, step):
        self._with_bought_taxes(values, self.purchase_taxes["Use"])

    def _with_bought_with_two_taxes(self, values, step):
        taxes = self.purchase_taxes
        self._with_bought_taxes(values, taxes["Use"] | taxes["Town"])

    def _with_bought_with_included_tax(self, values, step):
        tax = self._bought_tax(amount=6.25, price_include_override="tax_included")
        self._with_bought_taxes(values, tax)

    def _with_bought_with_fixed_tax(self, values, step):
        tax = self._bought_tax(amount=2.0, amount_type="fixed")
        self._with_bought_taxes(values, tax)

    def _with_bought_with_negative_tax(self, values, step):
        self._with_bought_taxes(values, self._bought_tax(amount=-5.0))

    def _bought_tax(self, **values):
        return self._new_tax(type_tax_use="purchase", **values)

    def _with_bought_taxes(self, values, taxes):
        for row in self._rows(values):
            row["tax_ids"] = [Command.set(taxes.ids)]

    def _with_not_deductible(self, values, step):
        self._with_bought_taxes(values, self.purchase_taxes["Use"])
        self._rows(values)[0]["deductible_amount"] = 40.0

    def _with_bought_for_nothing(self, values, step):
        for row in self._rows(values):
            row["price_unit"] = 0.0
