"""Each kind of document without a link makes exactly its difference, and is named."""

from odoo.fields import Command

from .support.documents import DATE
from .support.entries import EntryCase

BEFORE = "2026-05-03"
RECEIVABLE, PAYABLE = "asset_receivable", "liability_payable"


class TestEachKind(EntryCase):
    """Amounts are powers of two: no sum of some is the amount of another."""

    def begin(self):
        result = super().begin()
        company = self.connection.company_id
        self.run_session()
        equity = self.env["account.account"].search(
            [("account_type", "=", "equity")], limit=1
        )
        self.connection.write(
            {"cut_off_date": "2026-06-01", "opening_account_id": equity.id}
        )
        self.stream("journal_entry").create_in_odoo = False
        self.stream("credit_memo").create_in_quickbooks = False
        self.stream("vendor_credit").create_in_quickbooks = False
        self.branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": company.id}
        )
        self.env.user.company_ids |= self.branch
        self.misc = self.env["account.journal"].create(
            {"name": "Misc", "code": "QBMSC", "type": "general"}
        )
        return result

    # -- documents of both sides of trade ---------------------------------------

    def document(self, kind, amount, name, company=None, day=DATE):
        """Return a posted document in Odoo without taxes."""
        company = company or self.connection.company_id
        partner, owed = self.partner_named(name), self.owed(name)
        moves = self.env["account.move"].with_company(company)
        partner.with_company(company).write(
            {
                "property_account_receivable_id"
                if owed.account_type == RECEIVABLE
                else "property_account_payable_id": owed.id
            }
        )
        line = {"name": "x", "price_unit": amount, "tax_ids": False, "quantity": 1}
        line["account_id"] = self.account("Rent").id
        move = moves.create(
            {
                "move_type": kind,
                "company_id": company.id,
                "partner_id": partner.id,
                "invoice_date": day,
                "date": day,
                "ref": f"{kind} {amount}",
                "invoice_line_ids": [Command.create(line)],
            }
        )
        move.action_post()
        return move

    def by_entry(self, amount, name):
        owed = self.line(amount, self.owed(name), name)
        return self.odoo_entry(
            owed, self.line(-amount, "Rent"), journal_id=self.misc.id
        )

    def by_bank(self, amount, name):
        """A line of the bank statement on the account of the party."""
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": bank.id,
                "amount": -amount,
                "date": DATE,
                "payment_ref": "bank",
                "partner_id": self.partner_named(name).id,
            }
        )
        _money, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.owed(name)
        return line.move_id

    def money_back(self, amount, name, way, kind):
        payment = self.env["account.payment"].create(
            {
                "payment_type": way,
                "partner_type": kind,
                "partner_id": self.partner_named(name).id,
                "amount": amount,
                "date": DATE,
            }
        )
        payment.action_post()
        return payment

    def compare(self, side):
        self.connection.books_wanted = True
        self.run_session()
        return self.env["qbd.ledger.party"].search([("side", "=", side)])

    def assert_named(self, row, expected):
        """The row is of these kinds, each with its amount, and of nothing else."""
        currency = self.connection.company_id.currency_id
        said = row.explanation.split("; ")
        wanted = [
            f"{words} (1): {currency.format(amount)}"
            for words, amount in expected.items()
        ]
        self.assertEqual(sorted(said[: len(wanted)]), sorted(wanted))
        return said[len(wanted) :]

    # -- the sides -------------------------------------------------------------

    def test_customers(self):
        synced = self.qb_invoice(self.work())
        self.run_session()
        self.link(self.move_of(synced))._park("money", "a cent")  # hides nothing
        self.connection.default_item_id = False
        self.document("out_invoice", 1.0, "Ann")
        self.document("out_refund", 2.0, "Ann")
        self.document("out_invoice", 4.0, "Ann", company=self.branch)
        self.document("out_invoice", 8.0, "Ann", day=BEFORE)
        self.document("out_receipt", 16.0, "Ann")
        self.money_back(32.0, "Ann", "outbound", "customer")
        self.by_entry(64.0, "Ann")
        self.by_bank(128.0, "Ann")
        owed = self.debit("Accounts Receivable", "256.00", EntityRef="Ann")
        self.qb_entry(owed, self.credit(amount="256.00"))
        row = self.compare(RECEIVABLE)
        self.assertEqual(row.partner_id, self.partner_named("Ann"))
        words = self.env["qbd.engine"]._words_of_kinds()
        kinds = {
            "asked": 1.0,
            "not_synced": -2.0,
            "branch": 4.0,
            "before": 8.0,
            "receipt": 16.0,
            "money_back": 32.0,
            "entry": 64.0,
            "bank": 128.0,
            "only_there": -256.0,
        }
        rest = self.assert_named(row, {words[kind]: x for kind, x in kinds.items()})
        self.assertEqual(row.difference, sum(kinds.values()))
        self.assertEqual((row.unexplained, len(rest)), (0, 1), rest)
        self.charge(512)
        row = self.compare(RECEIVABLE)
        self.assertEqual(row.unexplained, -512)
        self.assertIn("Charge", row.explanation.split("; ")[-1])

    def charge(self, amount):
        """QuickBooks has a statement charge, which no list reads."""
        shown = self.company.object(self.ann_id)["TotalBalance"]
        self.company.set_balance(self.ann_id, f"{float(shown) + amount:.2f}")

    def test_vendors(self):
        synced = self.qb_bill(self.rent("70.00"))
        self.run_session()
        self.link(self.move_of(synced))._park("money", "a cent")
        self.document("in_refund", 2.0, "Mill")
        self.document("in_invoice", 4.0, "Mill", company=self.branch)
        self.document("in_invoice", 8.0, "Mill", day=BEFORE)
        self.document("in_receipt", 16.0, "Mill")
        self.money_back(32.0, "Mill", "inbound", "supplier")
        self.by_entry(64.0, "Mill")
        self.by_bank(128.0, "Mill")
        owed = self.credit("Accounts Payable", "256.00", EntityRef="Mill")
        self.qb_entry(self.debit(amount="256.00"), owed)
        row = self.compare(PAYABLE)
        words = self.env["qbd.engine"]._words_of_kinds()
        kinds = {
            "not_synced": 2.0,
            "branch": -4.0,
            "before": -8.0,
            "receipt": -16.0,
            "money_back": -32.0,
            "entry": 64.0,
            "bank": 128.0,
            "only_there": 256.0,
        }
        rest = self.assert_named(row, {words[kind]: x for kind, x in kinds.items()})
        self.assertEqual(row.difference, sum(kinds.values()))
        self.assertEqual((row.unexplained, len(rest)), (0, 1), rest)

    def test_entry_that_both_have_and_that_is_asked_about_changes_nothing(self):
        owed = self.debit("Accounts Receivable", "10.00", EntityRef="Ann")
        self.stream("journal_entry").create_in_odoo = True
        txn_id = self.qb_entry(owed, self.credit())
        self.run_session()
        self.link(self.move_of(txn_id))._park("money", "a cent")
        self.by_entry(64.0, "Ann")
        row = self.compare(RECEIVABLE)
        self.assertEqual((row.difference, row.unexplained), (64, 0), row.explanation)
