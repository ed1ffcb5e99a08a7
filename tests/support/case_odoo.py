"""Plays the steps of a worked case as a person at Odoo's screens."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tools import html2plaintext

from .case_cells import cents
from .case_kinds import KINDS, is_payment, trades
from .case_odoo_payments import OdooPayments

CREDIT_TYPES = ("income", "liability", "equity")
OWN_NUMBER = "Odoo's own"
"""What a case writes where Odoo's number goes to QuickBooks."""

_PAID = ("paid", "in_payment", "reversed")


class OdooBook(OdooPayments):
    """The books of the connection's company.

    :param connection: the `qbd.connection`; its lists are in step when a step is played
    :param find: called with a subject that was made in QuickBooks, for its record
    """

    name = "Odoo"

    def __init__(self, connection, case, find=lambda subject: None):
        self.env = connection.env
        self.connection = connection
        self.company = connection.company_id
        self.case = case
        self.find = find
        self.made = {}
        self.own_numbers = set()

    def set_up(self):
        """Set up Odoo as the case says, once its lists have arrived."""
        settings, own = self.case.settings, self.connection
        rounding = settings.get("Odoo rounds taxes", "round_globally")
        self.company.tax_calculation_rounding_method = rounding
        own.cut_off_date = settings.get("cut-off date")
        if "account for open items" in settings:
            name = settings["account for open items"]
            own.opening_account_id = self.record("account", name)
        if "product for lines without one" in settings:
            name = settings["product for lines without one"]
            own.default_item_id = self.record("item", name)
        self.set_up_payments()
        for tax in self.case.taxes:
            if tax.included:
                own = self.record("sales_tax", tax.name)
                own.price_include_override = "tax_included"

    # -- what the lists are called --------------------------------------------

    def record(self, mapping, name):
        """Return the record that is linked with an object of QuickBooks.

        :raise LookupError: if there is none
        """
        link = self.env["qbd.link"].search(
            [
                ("stream_id.mapping", "=", mapping),
                ("connection_id", "=", self.connection.id),
                ("qb_name", "=", name),
                ("record_id", "!=", False),
            ]
        )
        if len(link) != 1:
            raise LookupError(f"{len(link)} links of {mapping} are called {name}")
        return self.env[link.res_model].browse(link.record_id)

    def party(self, side, name):
        """Return the partner of a customer or vendor, by its `Trade`."""
        return self.record(side.party, name)

    def tax(self, name):
        tax = next(tax for tax in self.case.taxes if tax.name == name)
        return self.record("sales_tax_group" if tax.members else "sales_tax", name)

    # -- steps ----------------------------------------------------------------

    def play(self, step):
        """Do what the step says, as a person at Odoo does."""
        kind = "payment" if is_payment(step.subject) else "document"
        getattr(self, f"_{step.verb}_{kind}")(step)

    def _add_document(self, step):
        move = self.env["account.move"].create(self._document_values(step))
        self._post(move, step)
        self.made[step.subject] = move

    def _post(self, move, step):
        move.action_post()

    def _document_values(self, step):
        kind = KINDS[step.subject[0]]
        partner = self.party(kind.side, step.party)
        number = step.fields.get("number", step.subject[1])
        tax = self._tax_of(step, step.party)
        return {
            "move_type": kind.move_type,
            "partner_id": partner.id,
            "invoice_date": step.date,
            _number_field(kind): False if number == OWN_NUMBER else number,
            "invoice_line_ids": [
                Command.create(self._line(line, tax)) for line in step.lines
            ],
            **self._header(step),
        }

    def _header(self, step):
        fields, values = step.fields, {}
        if "terms" in fields:
            terms = fields["terms"]
            values["invoice_payment_term_id"] = (
                self.record("terms", terms).id if terms else False
            )
        if "due" in fields:
            values.update(invoice_payment_term_id=False, invoice_date_due=fields["due"])
        if "memo" in fields:
            values["narration"] = fields["memo"] or False
        return values

    def _tax_of(self, step, party):
        """Return the tax on taxable lines of a document; none for exempt parties."""
        if "tax" in step.fields:
            name = step.fields["tax"]
        else:
            parties = self.case.parties(KINDS[step.subject[0]].side)
            shown = next(one for one in parties if one.full_name == party)
            name = None if shown.exempt else shown.tax
        return self.tax(name) if name else self.env["account.tax"]

    def _line(self, line, tax):
        if line.item is None:
            return {"display_type": "line_note", "name": line.text or ""}
        item = next(item for item in self.case.items if item.name == line.item)
        if item.kind in ("ItemSubtotal", "ItemGroup"):
            raise AssertionError(f"{item.name}: nobody enters that in Odoo")
        taxable = item.taxable if line.taxable is None else line.taxable
        values = {
            "product_id": self.record("item", line.item).id,
            "quantity": float(1 if line.quantity is None else line.quantity),
            "tax_ids": [Command.set(tax.ids if taxable else [])],
            **self._price(line, item),
        }
        if line.text:
            values["name"] = line.text
        if line.discount is not None:
            values["discount"] = float(line.discount)
        if line.account:
            values["account_id"] = self.record("account", line.account).id
        return values

    @staticmethod
    def _price(line, item):
        if line.amount is not None:
            return {"price_unit": float(line.amount / (line.quantity or 1))}
        if line.rate is not None:
            return {"price_unit": float(line.rate)}
        if item.kind == "ItemDiscount":
            raise AssertionError(f"{item.name}: a discount needs its amount in Odoo")
        return {"price_unit": float(item.price)}

    def _change_document(self, step):
        move = self.move(step.subject)
        move.button_draft()
        values = self._header(step)
        side = KINDS[step.subject[0]].side
        if side.party in step.fields:
            values["partner_id"] = self.party(side, step.fields[side.party]).id
        if "date" in step.fields:
            values["invoice_date"] = step.fields["date"]
        if "number" in step.fields:
            values[_number_field(KINDS[step.subject[0]])] = step.fields["number"]
        lines = self._edited(step, move)
        if lines:
            values["invoice_line_ids"] = lines
        move.write(values)
        move.action_post()

    def _edited(self, step, move):
        rows = self.printed(move)
        tax = self._tax_now(step, move, rows)
        commands = []
        for edit in step.edits:
            commands += getattr(self, f"_edit_{edit.kind}")(edit, rows, tax)
        if "tax" in step.fields:
            gone = {edit.number for edit in step.edits if edit.kind == "remove"}
            commands += [
                Command.update(row.id, {"tax_ids": [Command.set(tax.ids)]})
                for number, row in enumerate(rows, 1)
                if row.tax_ids and number not in gone
            ]
        return commands

    def _tax_now(self, step, move, rows):
        """Return the new tax, or that of the document, or that of its customer."""
        if "tax" in step.fields or not rows.tax_ids:
            side = KINDS[step.subject[0]].side
            name = next(
                one.full_name
                for one in self.case.parties(side)
                if self.party(side, one.full_name) == move.partner_id
            )
            return self._tax_of(step, name)
        return rows.tax_ids

    def _edit_change(self, edit, rows, tax):
        line, row = edit.line, rows[edit.number - 1]
        if line.item is None:
            return [Command.update(row.id, {"name": line.text})]
        if line.quantity is not None and line.rate is None and line.amount is None:
            return [Command.update(row.id, {"quantity": float(line.quantity)})]
        values = self._line(line, tax)
        if values["product_id"] == row.product_id.id:
            values.pop("product_id")  # choosing it again would fetch its price
            if line.taxable is None:
                values.pop("tax_ids")
        return [Command.update(row.id, values)]

    def _edit_new(self, edit, rows, tax):
        """Return the commands of a new line; as on the screen all are numbered anew."""
        place = len(rows) if edit.number is None else edit.number
        values = {**self._line(edit.line, tax), "sequence": 100 + 2 * place + 1}
        numbered = [
            Command.update(row.id, {"sequence": 100 + 2 * number})
            for number, row in enumerate(rows, 1)
        ]
        return [*numbered, Command.create(values)]

    def _edit_remove(self, edit, rows, tax):
        return [Command.delete(rows[edit.number - 1].id)]

    def _edit_order(self, edit, rows, tax):
        return [
            Command.update(rows[number - 1].id, {"sequence": 100 + place})
            for place, number in enumerate(edit.order)
        ]

    def _void_document(self, step):
        move = self.move(step.subject)
        move.button_draft()
        move.button_cancel()

    def _delete_document(self, step):
        move = self.move(step.subject)
        move.button_draft()
        move.unlink()

    # -- what is there --------------------------------------------------------

    def move(self, subject):
        """Return the move or payment of a subject, an empty recordset if it is not
        there."""
        found = self.find(subject)
        return found.exists() if found is not None else self.env["account.move"]

    def printed(self, move):
        """Return the lines that are printed, in their order."""
        return move.invoice_line_ids.sorted(lambda x: (x.sequence, x.id))

    def figures(self, subject):
        """Return the figures of a document, or None; as those of `QuickBooksBook`."""
        move = self.move(subject)
        if not move:
            return None
        side = KINDS[subject[0]].side
        if is_payment(subject):
            return self.payment_figures(move, side)
        return {
            "subtotal": cents(move.amount_untaxed),
            "tax": cents(move.amount_tax),
            "total": cents(move.amount_total),
            "open": cents(move.amount_residual if move.state == "posted" else 0),
            "date": str(move.date),
            "due": str(move.invoice_date_due),
            "number": move[_number_field(KINDS[subject[0]])] or move.name,
            "memo": html2plaintext(move.narration or "").strip(),
            "void": move.state == "cancel",
            "paid": move.payment_state in _PAID,
            side.party: self._party_of(move.partner_id, side),
            "lines": [self._printed(line, move) for line in self.printed(move)],
        }

    @staticmethod
    def _printed(line, move):
        if line.display_type != "product":
            return "text"
        return cents(line.amount_currency * move.direction_sign)

    def _party_of(self, partner, side):
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("stream_id.mapping", "=", side.party),
                ("record_id", "=", partner.id),
            ]
        )
        return links.qb_name

    def balances(self, domain=()):
        """Return {account as QuickBooks calls it: balance}, as that of
        `QuickBooksBook`.

        Accounts that QuickBooks does not know are there under their own names.

        :param domain: which lines count
        """
        names = self._mapping_names("account")
        found = {}
        for account, debit in self._posted(
            ["account_id"], [("account_id", "!=", False), *domain]
        ):
            sign = -1 if account.account_type.startswith(CREDIT_TYPES) else 1
            name = names.get(account.id, account.display_name)
            found[name] = found.get(name, Decimal(0)) + sign * cents(debit)
        return found

    def owed(self):
        """Return {party: open balance with it, without that of its jobs}."""
        found = {}
        for side in trades():
            names = self._mapping_names(side.party)
            domain = [("account_id.account_type", "=", side.account_type)]
            for move, rest in self._posted(["move_id"], domain, "amount_residual:sum"):
                job = move.origin_payment_id.qbd_job_id
                partner = job or move.partner_id  # on lines stands the job's customer
                name = names.get(partner.id, partner.display_name)
                found[name] = found.get(name, Decimal(0)) + side.sign * cents(rest)
        return found

    def _posted(self, by, domain=(), total="balance:sum"):
        return self.env["account.move.line"]._read_group(
            [
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company.id),
                *domain,
            ],
            by,
            [total],
        )

    def _mapping_names(self, mapping):
        links = self.env["qbd.link"].search(
            [
                ("stream_id.mapping", "=", mapping),
                ("connection_id", "=", self.connection.id),
                ("record_id", "!=", False),
            ]
        )
        return {link.record_id: link.qb_name for link in links}


def _number_field(kind):
    """Return the field of the number that a person enters, for QuickBooks too."""
    return "qbd_ref_number" if kind.move_type.startswith("out_") else "ref"
