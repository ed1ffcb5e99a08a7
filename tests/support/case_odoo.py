"""Plays the steps of a worked case as a person at Odoo's screens."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tools import html2plaintext

from .case_cells import cents
from .case_kinds import KINDS, is_payment
from .case_odoo_lines import OdooLines
from .case_odoo_payments import OdooPayments

CREDIT_TYPES = ("income", "liability", "equity")
OWN_NUMBER = "Odoo's own"
"""What a case writes where Odoo's number goes to QuickBooks."""

_PAID = ("paid", "in_payment", "reversed")


class OdooBook(OdooLines, OdooPayments):
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
        self.set_up_purchase_taxes()
        self.set_up_owed_accounts()
        for tax in self.case.taxes:
            if tax.included:
                own = self.record("sales_tax", tax.name)
                own.price_include_override = "tax_included"

    def set_up_owed_accounts(self):
        """Choose the usual account of open items, where there are several."""
        for side in self.case.trades():
            partners = [self.party(side, x.full_name) for x in self.case.parties(side)]
            account = self.record("account", side.account)
            for partner in partners:
                if partner[side.owed_property] != account:
                    partner[side.owed_property] = account

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
        self._choose_account(move, step)
        self._post(move, step)
        self.made[step.subject] = move

    def _choose_account(self, move, step):
        """Choose another account for the open balance, on the tab of journal items."""
        if "payable" in step.fields:
            account = self.record("account", step.fields["payable"])
            self._owed_lines(move).account_id = account

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
            **self._dates(step.date, kind.side),
            _number_field(kind): False if number == OWN_NUMBER else number,
            "invoice_line_ids": [
                Command.create(self._line(line, tax, kind.side)) for line in step.lines
            ],
            **self._header(step),
        }

    @staticmethod
    def _dates(day, side):
        """Return the date of a document; that of a bill counts in the books as well,
        where Odoo proposes the end of the month for one of an earlier month."""
        return {"invoice_date": day, **({"date": day} if side.has_expenses else {})}

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

    def _change_document(self, step):
        move = self.move(step.subject)
        move.button_draft()
        values = self._header(step)
        side = KINDS[step.subject[0]].side
        if side.party in step.fields:
            values["partner_id"] = self.party(side, step.fields[side.party]).id
        if "date" in step.fields:
            values.update(self._dates(step.fields["date"], side))
        if "number" in step.fields:
            values[_number_field(KINDS[step.subject[0]])] = step.fields["number"]
        lines = self._edited(step, move)
        if lines:
            values["invoice_line_ids"] = lines
        move.write(values)
        self._choose_account(move, step)
        move.action_post()

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

    def shown(self, move, side):
        """Return the lines in the order of QuickBooks, which has expenses first."""
        lines = self.printed(move)
        expenses = lines.filtered(
            lambda line: not line.product_id and line.qbd_line_list != "ItemLine"
        )
        return expenses + (lines - expenses) if side.has_expenses else lines

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
            "payable": self._account_name(self._owed_lines(move).account_id[:1]),
            "lines": [self._printed(line, move) for line in self.shown(move, side)],
        }

    @staticmethod
    def _printed(line, move):
        if line.display_type != "product":
            return "text"
        return cents(line.amount_currency * move.direction_sign)

    def _account_name(self, account):
        return self._mapping_names("account").get(account.id, account.display_name)

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
        for side in self.case.trades():
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
