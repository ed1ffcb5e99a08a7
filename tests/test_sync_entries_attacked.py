"""Journal entries as people really write them, many at a time, in both directions."""

from odoo.fields import Command

from .support.documents import DATE
from .support.entries import EntryCase

SYNCED = ""
LOCKS = (
    "fiscalyear_lock_date",
    "tax_lock_date",
    "sale_lock_date",
    "purchase_lock_date",
    "hard_lock_date",
)


class AttackCase(EntryCase):
    """A customer, a vendor and a contact that QuickBooks does not have."""

    def arrange(self):
        super().arrange()
        self.run_session()
        self.euro = self.env.ref("base.EUR")
        self.euro.active = True
        self.stranger = self.env["res.partner"].create({"name": "Stranger"})

    def pay(self, *lines, **values):
        """Return an entry of these lines and one on Freight that balances it."""
        total = -round(sum(one["balance"] for one in lines), 2)
        return self.odoo_entry(*lines, self.line(total, "Freight"), **values)

    def new_account(self, name, kind, **values):
        return self.env["account.account"].create(
            {
                "name": name,
                "code": f"9{name[:3].upper()}",
                "account_type": kind,
                **values,
            }
        )

    def company_entry(self, company):
        """Return an entry of another company."""
        env = self.env(context={"allowed_company_ids": company.ids})
        account = env["account.account"].create(
            {"name": "There", "code": "999001", "account_type": "expense"}
        )
        journal = env["account.journal"].create(
            {"name": "There", "code": "THERE", "type": "general"}
        )
        lines = [
            Command.create({"account_id": account.id, "balance": x}) for x in (5, -5)
        ]
        move = env["account.move"].create(
            {"move_type": "entry", "journal_id": journal.id, "line_ids": lines}
        )
        move.action_post()
        return move

    def ledger(self):
        """Return {account: (Odoo's balance, QuickBooks')} where the two differ."""
        self.connection.action_compare_accounts()
        self.run_session()
        rows = self.env["qbd.ledger.account"].search(
            [("connection_id", "=", self.connection.id), ("differs", "=", True)]
        )
        return {row.name: (row.ours, row.theirs) for row in rows}


class TestEntriesOfOdooAttacked(AttackCase):
    def inputs(self):
        """Return {input: (entry, words of its refusal, SYNCED if there is none)}."""
        return {**self.amounts_written(), **self.debts(), **self.about_lines()} | {
            **self.of_others(),
            **self.about_entries(),
        }

    def amounts_written(self):
        return {
            "plain": (self.pay(self.line(10.0)), SYNCED),
            "a negative debit": (self.pay(self.line(-10.0)), SYNCED),
            "a line of zero": (self.pay(self.line(3.0), self.line(0.0)), SYNCED),
            "nothing at all": (self.pay(self.line(0.0)), "amounts are zero"),
            "one account on both sides": (
                self.odoo_entry(self.line(6.0), self.line(-6.0)),
                SYNCED,
            ),
            "a hundred lines": (
                self.pay(*(self.line(n / 100) for n in range(1, 101))),
                SYNCED,
            ),
            "cents of floats": (self.pay(*[self.line(0.1)] * 3), SYNCED),
        }

    def debts(self):
        mill, ann = self.owed("Mill"), self.owed("Ann")
        return {
            "owed to a vendor": (self.pay(self.line(-7.0, mill, "Mill")), SYNCED),
            "owed by a customer": (self.pay(self.line(7.0, ann, "Ann")), SYNCED),
            "owed last": (
                self.odoo_entry(self.line(8.0), self.line(-8.0, mill, "Mill")),
                SYNCED,
            ),
            "both owed": (
                self.odoo_entry(
                    self.line(8.0, ann, "Ann"), self.line(-8.0, mill, "Mill")
                ),
                "accepts only one per entry",
            ),
            "twice the same debt": (
                self.pay(self.line(1.0, ann, "Ann"), self.line(2.0, ann, "Ann")),
                "accepts only one per entry",
            ),
            "owed by nobody": (self.pay(self.line(5.0, ann)), "has no partner"),
            "owed to a stranger": (
                self.pay({**self.line(-5.0, mill), "partner_id": self.stranger.id}),
                SYNCED,  # it becomes a vendor first
            ),
            "a stranger elsewhere": (
                self.pay({**self.line(5.0), "partner_id": self.stranger.id}),
                SYNCED,
            ),
        }

    def about_lines(self):
        plan = self.env["account.analytic.plan"].create({"name": "Farms"})
        analytic = self.env["account.analytic.account"].create(
            {"name": "North", "plan_id": plan.id}
        )
        tag = self.env["account.account.tag"].create(
            {"name": "Box 7", "applicability": "taxes"}
        )
        strange = self.new_account("Xenon", "expense")
        euros = {"currency_id": self.euro.id, "amount_currency": 9.0}
        return {
            "euros on a line": (self.pay(self.line(10.0, **euros)), "EUR"),
            "an account of Odoo's": (self.pay(self.line(9.0, strange)), "Xenon"),
            "analytic": (
                self.pay(self.line(9.0, analytic_distribution={str(analytic.id): 100})),
                SYNCED,
            ),
            "tags": (self.pay(self.line(9.0, tax_tag_ids=[(6, 0, tag.ids)])), SYNCED),
            "a long text": (self.pay(self.line(9.0, name="é™" * 2500)), SYNCED),
            "lines in a text": (self.pay(self.line(9.0, name="one\ntwo")), SYNCED),
        }

    def of_others(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        copied = self.pay(self.line(4.0), auto_post="no")
        return {
            "in the bank's journal": (
                self.pay(self.line(9.0), journal_id=self.banks()[0].id),
                None,
            ),
            "of another company": (self.company_entry(other), None),
            "a copy": (self.posted(copied.copy()), SYNCED),
            "a draft": (copied.copy({"date": DATE}), None),
        }

    def about_entries(self):
        reversed_ = self.pay(self.line(20.0, self.owed("Mill"), "Mill"))
        reversal = reversed_._reverse_moves([{"date": DATE}], cancel=True)
        return {
            "a long number": (
                self.pay(self.line(9.0), ref="Contract 2026/07/0001 of Ann"),
                SYNCED,
            ),
            "one number twice": (self.pay(self.line(9.0), ref="10"), SYNCED),
            "one number again": (self.pay(self.line(2.0), ref="10"), SYNCED),
            "long ago": (self.pay(self.line(9.0), date="1999-12-31"), SYNCED),
            "far ahead": (self.pay(self.line(9.0), date="2031-01-01"), SYNCED),
            "reversed": (reversed_, SYNCED),
            "a reversal": (reversal, SYNCED),
            "one that comes again": (
                self.pay(self.line(9.0), auto_post="monthly", date="2026-06-01"),
                SYNCED,
            ),
            "to check": (self.pay(self.line(9.0), checked=False), SYNCED),
            "with a note": (self.pay(self.line(9.0), narration="<p>Why</p>"), SYNCED),
        }

    def banks(self):
        return self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.connection.company_id.id)]
        )

    @staticmethod
    def posted(move):
        move.action_post()
        return move

    def test_each_crosses_or_says_why(self):
        inputs = self.inputs()
        self.env.flush_all()
        for _number in range(3):
            self.run_session()
        wrong = []
        for name, (move, words) in inputs.items():
            link = self.link(move)
            state = link.state or None
            if words is None:
                right = not link.qb_id and state in (None, "dirty", "retry")
            elif words:
                right = state in ("parked", "retry") and words in (link.message or "")
                right = right and not link.qb_id
            else:
                right = state == "ok" and self.amounts_agree(move, link)
            if not right:
                wrong.append(f"{name}: {state}, {link.reason}, {link.message}")
        self.assertFalse(wrong, "\n".join(wrong))
        self.assertFalse(self.company.books.faults())
        self.assert_quiet()

    def amounts_agree(self, move, link):
        shown = self.company.object(link.qb_id)["lines"]
        sides = {"JournalDebitLine": 1, "JournalCreditLine": -1}
        theirs = sorted(
            round(sides[one["list"]] * float(one.get("Amount", 0)), 2) for one in shown
        )
        return theirs == sorted(round(x, 2) for x in move.line_ids.mapped("balance"))


class TestChangesAttacked(AttackCase):
    def change_there(self, move, amount, **values):
        """Let the two lines of an entry have another amount in QuickBooks."""
        link = self.link(move)
        rows = self.company.object(link.qb_id)["lines"]
        lines = [
            {
                "TxnLineID": one["TxnLineID"],
                one["list"].removeprefix("Journal").removesuffix("Line"): amount,
            }
            for one in rows
        ]
        self.company.change_entry(link.qb_id, *lines, **values)

    def test_what_odoo_alone_has_survives_a_change_there(self):
        plan = self.env["account.analytic.plan"].create({"name": "Farms"})
        analytic = self.env["account.analytic.account"].create(
            {"name": "North", "plan_id": plan.id}
        )
        share = {str(analytic.id): 100.0}
        move = self.odoo_entry(
            self.line(10.0, analytic_distribution=share), self.line(-10.0, "Freight")
        )
        move.narration = "<p>Why</p>"
        self.run_session()
        self.change_there(move, "12.00", TxnDate="2026-08-03")
        self.run_session()
        rent = move.line_ids.filtered(lambda x: x.account_id.name == "Rent")
        self.assertEqual((rent.balance, rent.analytic_distribution), (12, share))
        self.assertIn("Why", move.narration)
        self.assertEqual(str(move.date), "2026-08-03")
        self.assert_in_step(move)

    def test_every_lock_date_holds_a_change_of_quickbooks_up_in_words(self):
        moves = {
            name: self.odoo_entry(
                self.line(10.0), self.line(-10.0, self.owed(who), who)
            )
            for name, who in zip(
                LOCKS, ("Ann", "Ann", "Ann", "Mill", "Ann"), strict=True
            )
        }
        self.run_session()
        company = self.connection.company_id
        for name, move in moves.items():
            if name == "tax_lock_date":  # locks entries with taxes alone
                continue
            with self.subTest(name):
                self.change_there(move, "12.00")
                company[name] = "2026-12-31"
                self.run_session()
                link = self.link(move)
                self.assertEqual(link.state, "parked", link.message)
                self.assertEqual(set(map(abs, move.line_ids.mapped("balance"))), {10})
                if name == "hard_lock_date":
                    break  # it cannot be taken back
                company[name] = False
                link.action_try_again()
                self.run_session()
                self.assertEqual(set(map(abs, move.line_ids.mapped("balance"))), {12})
                self.assert_in_step(move)

    def test_taxes_of_an_entry_are_lines_and_stay_as_they_are(self):
        tax = self.env["account.tax"].create(
            {
                "name": "Use",
                "amount": 10,
                "type_tax_use": "purchase",
                "company_id": self.connection.company_id.id,
            }
        )
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.journal.id,
                "date": DATE,
                "line_ids": [
                    Command.create(self.line(100.0, tax_ids=[(6, 0, tax.ids)])),
                    Command.create(self.line(-110.0, "Freight")),
                ],
            }
        )
        move.action_post()
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.message), ("ok", False))
        lines = self.company.object(link.qb_id)["lines"]
        self.assertEqual(len(lines), len(move.line_ids))
        self.company.change_entry(
            link.qb_id,
            *({"TxnLineID": one["TxnLineID"], "Memo": "June"} for one in lines),
        )
        self.run_session()
        self.assertEqual(sum(max(x, 0) for x in move.line_ids.mapped("balance")), 110)
        self.assert_in_step(move)
        self.assertEqual(self.ledger(), {})

    def test_a_reversal_of_quickbooks_and_names_of_all_kinds_arrive(self):
        company = self.company
        inputs = {
            "a customer on an expense": (self.debit(EntityRef="Ann"), self.credit()),
            "a vendor on both": (
                self.debit(EntityRef="Mill"),
                self.credit(EntityRef="Mill"),
            ),
            "owed first": (
                self.credit("Accounts Payable", EntityRef="Mill"),
                self.debit(),
            ),
            "a line without amount": (
                self.debit(),
                self.credit(),
                {"AccountRef": "Parts", "list": "JournalDebitLine"},
            ),
            "many": (
                *(self.debit(amount=f"0.{n:02}") for n in range(1, 100)),
                self.credit(amount="49.50"),
            ),
            "an old date": (self.debit(), self.credit()),
        }
        made = {
            name: self.qb_entry(
                *lines, TxnDate="2026-01-02" if name == "an old date" else DATE
            )
            for name, lines in inputs.items()
        }
        adjusting = self.qb_entry(IsAdjustment="true", RefNumber="A1")
        self.run_session()
        for name, txn_id in {**made, "adjusting": adjusting}.items():
            with self.subTest(name):
                self.assert_in_step(self.move_of(txn_id))
        self.assertEqual(company.object(adjusting)["IsAdjustment"], "true")
        self.assert_quiet()
        self.assertEqual(self.ledger(), {})
