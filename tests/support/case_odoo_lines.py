"""Enters the lines of documents of a worked case at Odoo's screens."""

from odoo.fields import Command

from .case_kinds import KINDS


class OdooLines:
    """What `OdooBook` does with the lines of a document, and with their taxes."""

    def set_up_purchase_taxes(self):
        """Enter the taxes on purchases, of which QuickBooks knows nothing."""
        self.purchase_taxes = {
            tax.name: self.env["account.tax"].create(self._purchase_tax(tax))
            for tax in self.case.purchase_taxes
        }

    def _purchase_tax(self, tax):
        included = "tax_included" if tax.included else "tax_excluded"
        values = {
            "name": tax.name,
            "amount": float(tax.rate),
            "type_tax_use": "purchase",
            "price_include_override": included,
            "company_id": self.company.id,
        }
        if not tax.account:
            return values
        account = self.record("account", tax.account)
        parts = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax", "account_id": account.id}),
        ]
        return {
            **values,
            "invoice_repartition_line_ids": parts,
            "refund_repartition_line_ids": parts,
        }

    def _line(self, line, tax, side):
        if line.is_text:
            return {"display_type": "line_note", "name": line.text or ""}
        if side.has_expenses:
            return self._purchased(line)
        item = next(item for item in self.case.items if item.name == line.item)
        if item.kind in ("ItemSubtotal", "ItemGroup"):
            raise AssertionError(f"{item.name}: nobody enters that in Odoo")
        taxable = item.taxable if line.taxable is None else line.taxable
        values = {
            "product_id": self.record("item", line.item).id,
            "quantity": float(1 if line.quantity is None else line.quantity),
            "tax_ids": [Command.set(tax.ids if taxable else [])],
            **self._price(line, item, item.price),
        }
        if line.text:
            values["name"] = line.text
        if line.discount is not None:
            values["discount"] = float(line.discount)
        if line.account:
            values["account_id"] = self.record("account", line.account).id
        return values

    def _purchased(self, line):
        """Return the values of a line of a bill: an item, or an expense."""
        if line.billed:
            raise AssertionError(f"{line.billed}: QuickBooks alone bills costs on")
        tax = self.purchase_taxes[line.tax].ids if line.tax else []
        values = {
            "quantity": float(1 if line.quantity is None else line.quantity),
            "tax_ids": [Command.set(tax)],
        }
        if line.text:
            values["name"] = line.text
        if line.discount is not None:
            values["discount"] = float(line.discount)
        account = line.account and self.record("account", line.account)
        if line.is_expense:
            price = self._price(line, None, None)
            return {**values, "product_id": False, "account_id": account.id, **price}
        item = next(item for item in self.case.items if item.name == line.item)
        if item.kind == "ItemInventory" and not account:
            account = self.record("account", "Inventory Asset")
        if account:
            values["account_id"] = account.id
        product = self.record("item", line.item)
        price = self._price(line, item, item.cost)
        return {**values, "product_id": product.id, **price}

    @staticmethod
    def _price(line, item, usual):
        if line.amount is not None:
            return {"price_unit": float(line.amount / (line.quantity or 1))}
        if line.rate is not None:
            return {"price_unit": float(line.rate)}
        if item.kind == "ItemDiscount":
            raise AssertionError(f"{item.name}: a discount needs its amount in Odoo")
        return {"price_unit": float(usual)}

    def _edited(self, step, move):
        rows = self.printed(move)
        tax, side = self._tax_now(step, move, rows), KINDS[step.subject[0]].side
        commands = []
        numbered = self.shown(move, side)  # as in the figures that a person reads
        for edit in step.edits:
            known = rows if edit.kind == "new" else numbered
            commands += getattr(self, f"_edit_{edit.kind}")(edit, known, tax, side)
        if "tax" in step.fields:
            gone = {edit.number for edit in step.edits if edit.kind == "remove"}
            commands += [
                Command.update(row.id, {"tax_ids": [Command.set(tax.ids)]})
                for number, row in enumerate(numbered, 1)
                if row.tax_ids and number not in gone
            ]
        return commands

    def _tax_now(self, step, move, rows):
        """Return the new tax, or that of the document, or that of its customer."""
        side = KINDS[step.subject[0]].side
        if side.has_expenses:
            return self.env["account.tax"]
        if "tax" in step.fields or not rows.tax_ids:
            name = next(
                one.full_name
                for one in self.case.parties(side)
                if self.party(side, one.full_name) == move.partner_id
            )
            return self._tax_of(step, name)
        return rows.tax_ids

    def _edit_change(self, edit, rows, tax, side):
        line, row = edit.line, rows[edit.number - 1]
        if line.is_text:
            return [Command.update(row.id, {"name": line.text})]
        if line.quantity is not None and line.rate is None and line.amount is None:
            return [Command.update(row.id, {"quantity": float(line.quantity)})]
        values = self._line(line, tax, side)
        if values["product_id"] == row.product_id.id:
            values.pop("product_id")  # choosing it again would fetch its price
        same = values.get("product_id", row.product_id.id) == row.product_id.id
        if same and line.taxable is None and line.tax is None:
            values.pop("tax_ids")
        return [Command.update(row.id, values)]

    def _edit_new(self, edit, rows, tax, side):
        """Return the commands of a new line; as on the screen all are renumbered."""
        place = len(rows) if edit.number is None else edit.number
        line = self._line(edit.line, tax, side)
        values = {**line, "sequence": 100 + 2 * place + 1}
        numbered = [
            Command.update(row.id, {"sequence": 100 + 2 * number})
            for number, row in enumerate(rows, 1)
        ]
        return [*numbered, Command.create(values)]

    def _edit_remove(self, edit, rows, tax, side):
        return [Command.delete(rows[edit.number - 1].id)]

    def _edit_order(self, edit, rows, tax, side):
        return [
            Command.update(rows[number - 1].id, {"sequence": 100 + place})
            for place, number in enumerate(edit.order)
        ]
