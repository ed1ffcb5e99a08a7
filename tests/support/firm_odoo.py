"""A bookkeeper of a real firm at Odoo's screens: its settings, and odd documents."""

from decimal import Decimal

from odoo.fields import Command

from .case_cells import cents
from .case_kinds import KINDS, PURCHASE, SALE, is_payment
from .case_odoo import OdooBook
from .firm_documents import FirmDocuments
from .firm_purchases import FirmPurchases


class CarefulBook(OdooBook):
    """A person who assigns payments again that Odoo takes off a changed invoice."""

    def _change_document(self, step):
        move = self.move(step.subject)
        applied = self._settling(move)
        done = super()._change_document(step)
        if not self._settling(move):
            for line, amount in applied:
                open_lines = self._owed_lines(move)
                rest = abs(sum(open_lines.mapped("amount_residual")))
                if min(amount, rest) > 0:
                    self._match(open_lines, line, min(amount, rest))
        return done

    def _settling(self, move):
        """Return [(line of a payment or credit, amount)] that settle a document."""
        lines = self._owed_lines(move)
        return [
            *((one.credit_move_id, one.amount) for one in lines.matched_credit_ids),
            *((one.debit_move_id, one.amount) for one in lines.matched_debit_ids),
        ]


class FirmBook(FirmDocuments, FirmPurchases, CarefulBook):
    """The books of a firm with settings, for documents with traits.

    :param settings: names of the settings of the company that are on
    """

    def __init__(self, connection, case, find, settings):
        company = connection.company_id
        companies = {"allowed_company_ids": company.ids}
        super().__init__(connection.with_context(**companies), case, find)
        self.settings = settings
        self.traits = {}  # {subject: names}
        self.only_here = {}  # {(record, field): value}

    # -- the settings ---------------------------------------------------------

    def set_up(self):
        result = super().set_up()
        for name in sorted(self.settings):
            if name != "branch":  # the connection has been that of a branch before
                getattr(self, f"_set_{name}")()
        self._set_up_lists()
        self.env.flush_all()
        return result

    def _set_tax_per_line(self):
        self.company.tax_calculation_rounding_method = "round_per_line"

    def _set_discount_account(self):
        account = self._new_account("Discounts Given", "income")
        self.company.account_discount_expense_allocation_id = account
        account = self._new_account("Discounts Received", "expense")
        self.company.account_discount_income_allocation_id = account

    def _set_shared_accounts(self):
        """Share accounts with a company in euros that comes first of all."""
        other = self.env["res.company"].create(
            {"name": "A first company", "sequence": -1, "currency_id": self._euro().id}
        )
        for name in ("Accounts Receivable", "Undeposited Funds", "Sales"):
            account = self.record("account", name).sudo()
            code = account.code
            account.with_company(other).code = code
            account.company_ids |= other

    def _set_euro_bank_first(self):
        self.euro_bank = self.env["account.journal"].create(
            {
                "name": "A bank in euros",
                "type": "bank",
                "code": "EURB",
                "currency_id": self._euro().id,
                "sequence": -10,
            }
        )

    def _set_fine_prices(self):
        digits = self.env["decimal.precision"]
        digits.search([("name", "=", "Product Price")]).digits = 5

    def _set_analytic_tax(self):
        self.tax("State").analytic = True

    def _euro(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        if not euro.rate_ids:
            self.env["res.currency.rate"].create(
                {"currency_id": euro.id, "name": "2026-01-01", "rate": 0.5}
            )
        return euro

    def _new_account(self, name, kind):
        code = name.upper().replace(" ", ".")
        values = {"name": name, "code": code, "account_type": kind}
        return self.env["account.account"].create(values)

    def _set_up_lists(self):
        """Create the entries that the traits of documents need."""
        self.connection.default_item_id = self.record("item", "Repair")
        plan = self.env["account.analytic.plan"].create({"name": "Projects"})
        self.projects = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )
        self.shop = self.env["account.journal"].create(
            {
                "name": "Shop",
                "type": "sale",
                "code": "SHOP",
                "company_id": self.company.root_id.id,
            }
        )
        self.position = self.env["account.fiscal.position"].create({"name": "Walk-in"})
        self.contacts = {
            party.full_name: self._new_contacts(side, party.full_name)
            for side in self.case.trades()
            for party in self.case.parties(side)
        }
        self.instalments = self._new_terms("Two rates", (30, 70))
        self.discounting = [
            self._new_terms(
                f"Two per cent {kind}",
                (100,),
                early_discount=True,
                discount_percentage=2,
                discount_days=7,
                early_pay_discount_computation=kind,
            )
            for kind in ("excluded", "included")
        ]
        self.roundings = self._new_roundings()

    def _new_contacts(self, side, name):
        parent = self.party(side, name)
        kinds = {"contact": f"Contact of {name}", "delivery": f"Store of {name}"}
        return {
            kind: self.env["res.partner"].create(
                {"name": label, "type": kind, "parent_id": parent.id}
            )
            for kind, label in kinds.items()
        }

    def _new_terms(self, name, shares, **values):
        lines = [
            {"value": "percent", "value_amount": share, "nb_days": 15 * number}
            for number, share in enumerate(shares, 1)
        ]
        return self.env["account.payment.term"].create(
            {
                "name": name,
                "line_ids": [Command.create(line) for line in lines],
                **values,
            }
        )

    def _new_roundings(self):
        account = self._new_account("Rounding", "income_other")
        return self.env["account.cash.rounding"].create(
            [
                {
                    "name": strategy,
                    "rounding": 0.5,
                    "strategy": strategy,
                    "rounding_method": "UP",
                    "profit_account_id": account.id,
                    "loss_account_id": account.id,
                }
                for strategy in ("add_invoice_line", "biggest_tax")
            ]
        )

    def _new_tax(self, **values):
        name = f"Tax {self.env['account.tax'].search_count([])}"
        return self.env["account.tax"].create(
            {"name": name, "type_tax_use": "sale", "amount": 0, **values}
        )

    # -- new documents --------------------------------------------------------

    def _tax_now(self, step, move, rows):
        """Return the tax of the document, or that of the customer of its contact."""
        if KINDS[step.subject[0]].side is PURCHASE:
            return super()._tax_now(step, move, rows)
        taxes = rows.tax_ids.filtered(lambda x: x.amount_type == "group" or x.amount)
        if taxes and "tax" not in step.fields:
            return taxes
        names = self._mapping_names(SALE.party)
        return self._tax_of(step, self._customer_name(move.partner_id, names))

    @staticmethod
    def _customer_name(partner, names):
        """Return the name in QuickBooks of a partner, or of the company above it."""
        while partner.id not in names and partner.parent_id:
            partner = partner.parent_id
        return names.get(partner.id, partner.display_name)

    # -- payments -------------------------------------------------------------

    def _add_payment(self, step):
        names = self.traits.get(step.subject, ())
        result = super()._add_payment(step)
        if "contact" in names and not self._is_plain(step):
            payment = self.made[step.subject]
            assert payment.partner_id == self.contacts[step.party]["contact"]
        return result

    def _enter_values(self, step):
        values = super()._enter_values(step)
        if step.applied and KINDS[step.subject[0]].side is PURCHASE:
            owed = self._owed_lines(self.move(step.applied[0].document)).account_id
            values["destination_account_id"] = owed[:1].id
        if "contact" in self.traits.get(step.subject, ()):
            values["partner_id"] = self.contacts[step.party]["contact"].id
        return values

    def _method(self, step):
        if "euro_bank" in self.traits.get(step.subject, ()):
            line = self.euro_bank.inbound_payment_method_line_ids[:1]
            return {
                "journal_id": self.euro_bank.id,
                "payment_method_line_id": line.id,
            }
        return super()._method(step)

    def _match(self, one, other, amount):
        """Assign an amount to the instalments of a document, the first ones first."""
        for line in one.sorted(lambda x: (x.date_maturity or x.date, x.id)):
            if len(one) == 1:
                return super()._match(line, other, amount)
            part = min(Decimal(str(amount)), cents(abs(line.amount_residual)))
            if part > 0:
                super()._match(line, other, part)
                amount = Decimal(str(amount)) - part
        return None

    def _use_document(self, step):
        (applied,) = step.applied
        credit = self._owed_lines(self.move(step.subject))
        debt = self._owed_lines(self.move(applied.document))
        rest = [abs(sum(x.mapped("amount_residual"))) for x in (credit, debt)]
        self._match(debt, credit, step.fields.get("amount", min(rest)))

    def reducing_tax(self):
        """Return [(subject, payment)] of early discounts that reduce the tax."""
        payments = [(one, self.move(one)) for one in self.made if is_payment(one)]
        return [
            (subject, payment)
            for subject, payment in payments
            if payment
            and payment.state != "canceled"
            and payment.move_id.line_ids.tax_repartition_line_id
        ]

    def take_tax_off(self, payment):
        """Grant a discount that reduces the tax on the account of the discount."""
        payment.action_draft()
        lines = payment.move_id.line_ids
        tax = lines.filtered("tax_repartition_line_id")
        base = lines.filtered("tax_ids")
        amount = base[:1].balance + sum(tax.mapped("balance"))
        whole = {"balance": amount, "amount_currency": amount}
        plain = [Command.update(x.id, {"tax_ids": [Command.clear()]}) for x in base[1:]]
        payment.move_id.line_ids = [
            Command.update(base[:1].id, {"tax_ids": [Command.clear()], **whole}),
            *plain,
            *(Command.delete(line.id) for line in tax),
        ]
        payment.action_post()

    # -- edits that QuickBooks has nothing like --------------------------------

    def edit_here_only(self, subject, random):
        """Change a field that QuickBooks does not have, and remember its value."""
        move = self.move(subject)
        line = self.printed(move).filtered("product_id")[:1]
        record, name, value = random.choice(
            [
                (move, "invoice_origin", f"S{random.randrange(10000):05}"),
                (move, "invoice_incoterm_id", self.env.ref("account.incoterm_FOB").id),
                (line, "analytic_distribution", {str(self.projects[0].id): 100.0}),
            ]
        )
        if not record:
            return
        record[name] = value
        self.only_here[record, name] = record[name]

    def lost_here(self):
        """Return the edits of `edit_here_only` that were lost, in words."""
        return [
            f"{record.display_name}: {name} was {value}, and is {record[name]}"
            for (record, name), value in self.only_here.items()
            if record.exists() and record[name] != value
        ]

    # -- what is there --------------------------------------------------------

    def pays(self, payment, subjects):
        """Return those of the subjects that a payment pays."""
        rows = self._settling(self._entry(self.move(payment)))
        moves = {line.move_id for line, _amount in rows}
        return [one for one in subjects if self.move(one) in moves]

    @staticmethod
    def _entry(record):
        return record.move_id if record._name == "account.payment" else record

    def postings(self, subject):
        """Return {account as QuickBooks calls it: debit} of a document or payment."""
        move = self._entry(self.move(subject))
        return self._debits([("move_id", "=", move.id)]) if move else {}

    def _debits(self, domain):
        names, found = self._mapping_names("account"), {}
        domain = [("account_id", "!=", False), *domain]
        for account, debit in self._posted(["account_id"], domain):
            name = names.get(account.id, account.display_name)
            found[name] = found.get(name, Decimal(0)) + cents(debit)
        return found

    def owed(self, domain=()):
        """Return {party: open balance}, with that of its jobs and contacts.

        A payment of a job's invoice may be one of its customer in Odoo.
        """
        found = {}
        for side in self.case.trades():
            names = self._mapping_names(side.party)
            owed = [("account_id.account_type", "=", side.account_type), *domain]
            for party, rest in self._posted(
                ["partner_id"], owed, "amount_residual:sum"
            ):
                name = self._customer_name(party, names).partition(":")[0]
                rest = side.sign * cents(rest)
                found[name] = found.get(name, Decimal(0)) + rest
        return found

    def other_cents(self):
        """Return the posted documents whose tax QuickBooks computes differently."""
        found = {}
        for subject in self.made:
            move = self.move(subject)
            if KINDS[subject[0]].side is not SALE or is_payment(subject):
                continue  # QuickBooks computes taxes on sales alone
            if move and move.state == "posted":
                theirs = self._tax_of_quickbooks(move)
                if theirs is not None and theirs != cents(move.amount_tax):
                    found[subject] = (cents(move.amount_tax), theirs)
        return found

    def _tax_of_quickbooks(self, move):
        """Return the tax as QuickBooks computes it: each rate of the whole base."""
        rows = self.printed(move).filtered(lambda x: x.display_type == "product")
        taxed = rows.filtered(
            lambda x: any(x.tax_ids.flatten_taxes_hierarchy().mapped("amount"))
        )
        rates = taxed.tax_ids.flatten_taxes_hierarchy()
        if any(one.amount_type not in ("percent", "group") for one in rates):
            return None
        base = sum(self._printed(line, move) for line in taxed)
        return sum(
            (cents(base * Decimal(str(one.amount)) / 100) for one in rates), Decimal(0)
        )
