from odoo.exceptions import UserError
from odoo.fields import Command

from .support.posting import PostingCase


class TestEntries(PostingCase):
    """Entries with exactly the lines that are given, changed and cancelled in place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.posting = cls.env["qbd.posting.entries"]
        cls.payable = cls.account("QBT200", "liability_payable")
        cls.journal = cls.env["account.journal"].create(
            {"name": "Entries", "code": "QBE", "type": "general"}
        )

    def entry(self, *amounts, accounts=None, **values):
        accounts = accounts or (self.income, self.other_income, self.tax_account)
        return {
            "journal_id": self.journal.id,
            "date": "2026-03-10",
            "lines": [
                {
                    "qbd_txn_line_id": f"E{number}",
                    "account_id": account.id,
                    "amount": amount,
                }
                for number, (amount, account) in enumerate(
                    zip(amounts, accounts, strict=False)
                )
            ],
            **values,
        }

    def owed(self, amount=30, partner=None):
        """An entry of a debit on the receivable account, posted."""
        figures = self.entry(amount, -amount, accounts=(self.receivable, self.income))
        figures["lines"][0]["partner_id"] = (partner or self.partner).id
        return figures

    def test_it_is_as_if_made_by_hand(self):
        figures = self.owed()
        figures["lines"][1]["name"] = "Sold"
        move = self.posting._create_entries([figures])
        self.assertEqual((move.state, move.move_type), ("posted", "entry"))
        hand = self.env["account.move"].create(
            {
                "date": "2026-03-10",
                "journal_id": self.journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": line.account_id.id,
                            "balance": line.balance,
                            "partner_id": line.partner_id.id,
                            "name": line.name,
                        }
                    )
                    for line in move.line_ids
                ],
            }
        )
        hand.action_post()
        self.assertEqual(self.stored(move), self.stored(hand))
        self.assertEqual(self.stored(move.line_ids), self.stored(hand.line_ids))

    def stored(self, records):
        """Return {name: values} of all that a database holds, but for identities."""
        own = {"id", "name", "move_id", "move_name", "sequence_number", "access_token"}
        own |= {"create_date", "write_date", "qbd_txn_line_id", "qbd_exact_tax"}
        names = [
            name
            for name, field in records._fields.items()
            if field.store and field.column_type and name not in own
        ]
        return {name: [str(one[name] or None) for one in records] for name in names}

    def test_a_batch_keeps_its_order(self):
        moves = self.posting._create_entries(
            [self.entry(5, -5, ref="a"), self.entry(6, -6, ref="b")]
        )
        self.assertEqual(moves.mapped("ref"), ["a", "b"])

    def test_a_line_changes_in_place(self):
        move = self.posting._create_entries([self.entry(30, -30)])
        lines = move.line_ids
        one, other = lines
        changed = [
            {"line": one, "account_id": self.tax_account.id},
            {"line": other, "name": "Words"},
        ]
        self.assertEqual(self.posting._change_entry(move, {"lines": changed}), [])
        self.assertEqual(move.line_ids, lines)
        self.assertEqual(one.account_id, self.tax_account)
        self.assertEqual((other.name, other.balance), ("Words", -30))
        self.assertEqual(move.state, "posted")

    def test_lines_come_and_go(self):
        move = self.posting._create_entries([self.entry(30, -30)])
        kept = move.line_ids[0]
        figures = self.entry(30, -10, -20)
        figures["lines"][1]["qbd_txn_line_id"] = "new"
        self.posting._change_entry(move, figures)
        self.assertIn(kept, move.line_ids)
        self.assertEqual(sorted(move.line_ids.mapped("balance")), [-20, -10, 30])

    def test_a_date_of_another_month_gets_another_number(self):
        move = self.posting._create_entries([self.entry(30, -30)])
        before = move.name
        self.posting._change_entry(move, {"date": "2026-04-02"})
        self.assertEqual(str(move.date), "2026-04-02")
        self.assertNotEqual(move.name, before)
        self.assertEqual(move.state, "posted")

    def test_what_is_applied_stays_if_its_line_does(self):
        one, _other = self.applied()
        (partial,) = one.line_ids.matched_credit_ids
        changed = [{"line": line} for line in one.line_ids]
        changed[1]["account_id"] = self.other_income.id
        self.posting._change_entry(one, {"lines": changed})
        self.assertEqual(one.line_ids.matched_credit_ids, partial)

    def applied(self):
        """Return two entries of which 20.00 are applied to each other."""
        figures = self.owed()
        for line in figures["lines"]:
            line["amount"] = -line["amount"]
        one = self.posting._create_entries([self.owed()])
        other = self.posting._create_entries([figures])
        self.posting._apply([(self.term(one), self.term(other), 20)])
        return one, other

    def test_what_no_longer_fits_is_returned(self):
        one, other = self.applied()
        changed = [{"line": line} for line in one.line_ids]
        changed[0]["amount"], changed[1]["amount"] = 15, -15
        dropped = self.posting._change_entry(one, {"lines": changed})
        self.assertEqual(dropped, [{"line": self.term(other), "amount": 5}])
        self.assertEqual(self.term(one).amount_residual, 0)

    def test_a_cancelled_entry_frees_what_it_settled(self):
        one, other = self.applied()
        freed = self.posting._cancel_entry(one)
        self.assertEqual(freed, [{"line": self.term(other), "amount": 20}])
        self.assertEqual(one.state, "cancel")
        self.assertEqual(self.term(other).amount_residual, -30)

    def test_a_deleted_entry_is_gone(self):
        one, other = self.applied()
        self.assertTrue(self.posting._delete_entry(one))
        self.assertFalse(one.exists())
        self.assertEqual(self.term(other).amount_residual, -30)

    def test_an_entry_that_does_not_balance_is_refused(self):
        with self.assertRaises(UserError):
            self.posting._create_entries([self.entry(30, -20)])

    def test_every_lock_date_that_concerns_its_accounts_holds(self):
        payable = self.entry(5, -5, accounts=(self.income, self.payable))
        payable["lines"][1]["partner_id"] = self.partner.id
        move = self.posting._create_entries([payable])
        plain = self.posting._create_entries([self.entry(5, -5)])
        self.lock("2026-03-31", "purchase_lock_date")
        with self.assertRaisesRegex(UserError, "Purchase"):
            self.posting._create_entries([payable])
        with self.assertRaisesRegex(UserError, "Purchase"):
            self.posting._change_entry(move, {"ref": "x"})
        with self.assertRaisesRegex(UserError, "Purchase"):
            self.posting._cancel_entry(move)
        lines = [{"line": line} for line in plain.line_ids]
        lines[1]["account_id"] = self.payable.id
        with self.assertRaisesRegex(UserError, "Purchase"):
            self.posting._change_entry(plain, {"lines": lines})
        self.posting._change_entry(plain, {"ref": "y"})
        self.lock("2026-03-31", "sale_lock_date")
        with self.assertRaisesRegex(UserError, "Sales"):
            self.posting._create_entries([self.owed()])
        self.posting._create_entries([self.entry(5, -5)])
        self.lock("2026-03-31")
        with self.assertRaises(UserError):
            self.posting._create_entries([self.entry(5, -5)])

    def test_a_bank_journal_takes_entries(self):
        bank = self.env["account.journal"].create(
            {"name": "Checking", "code": "QBB", "type": "bank"}
        )
        figures = self.entry(
            5, -5, accounts=(self.income, bank.default_account_id), ref="1042"
        )
        move = self.posting._create_entries([{**figures, "journal_id": bank.id}])
        self.assertEqual((move.journal_id, move.state), (bank, "posted"))
        self.assertFalse(move.statement_line_id or move.origin_payment_id)
