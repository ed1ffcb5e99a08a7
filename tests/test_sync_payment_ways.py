"""The journal of a payment: it stays, or is that of the account with the money."""

from .test_sync_payments import PaymentSyncCase


class TestJournalsOfPayments(PaymentSyncCase):
    def arrange(self):
        super().arrange()
        self.ids, self.moves = self.two_invoices()
        self.euro = self.env.ref("base.EUR")
        self.euro.active = True

    def journal(self, name, **values):
        values = {"name": name, "code": name.upper(), "type": "bank", **values}
        return self.env["account.journal"].create({"sequence": 99, **values})

    def test_a_payment_of_odoo_keeps_its_journal(self):
        """All journals share the account of undeposited money."""
        usual = self.env["account.payment"].new({})._get_outstanding_account("inbound")
        for name, values in (("Shop", {}), ("Euro", {"currency_id": self.euro.id})):
            journal = self.journal(name, **values)
            line = journal.inbound_payment_method_line_ids[:1]
            line.payment_account_id = usual
            payment = self.register(
                self.moves[0],
                10.0,
                journal_id=journal.id,
                payment_method_line_id=line.id,
                currency_id=self.env.company.currency_id.id,
            )
            self.run_session()
            link = self.link(payment)
            self.assertEqual((link.state, link.message), ("ok", False))
            rows = [{"TxnID": self.ids[0], "PaymentAmount": "7.00"}]
            self.company.user_mod(
                link.qb_id, TotalAmount="7.00", AppliedToTxnMod=rows, Memo="Less"
            )
            self.run_session()
            self.assertEqual(payment.amount, 7.0)
            self.assertEqual(payment.journal_id, journal)
            self.assertEqual(payment.payment_method_line_id, line)
            self.assertEqual(payment.currency_id, self.env.company.currency_id)
            self.assert_payment_in_step(payment)
        self.assert_balances_agree()
        self.assert_quiet()

    def test_money_in_an_account_of_another_currency(self):
        """QuickBooks' account was paired with a bank account in euros."""
        journal = self.journal("Euro", currency_id=self.euro.id)
        link = self.env["qbd.link"].search(
            [
                ("stream_id", "=", self.stream("account").id),
                ("qb_name", "=", "Checking"),
            ]
        )
        link.record_id = journal.default_account_id
        txn_id = self.qb_payment(
            "60.00", {self.ids[0]: "60.00"}, DepositToAccountRef="Checking"
        )
        payments = self.env["account.payment"].search_count([])
        self.run_session()
        link = link.search([("qb_id", "=", txn_id)])
        self.assertEqual((link.state, link.reason), ("parked", "refused_by_odoo"))
        self.assertIn("which is in EUR in Odoo", link.message)
        self.assertEqual(self.env["account.payment"].search_count([]), payments)
        self.assertEqual(self.moves[0].amount_residual, 108.25)


class TestReceivableAccounts(PaymentSyncCase):
    """Nothing is put on the usual receivable account that belongs on another one."""

    OTHER = "Other Receivable"

    def arrange(self):
        super().arrange()
        self.run_session()
        self.stream("account").create_in_odoo = False

    def work_line(self):
        return {"product_id": self.product("Work").id, "tax_ids": [], "price_unit": 9.0}

    def links(self, records):
        found = self.env["qbd.link"]
        return found.union(*[self.link(record) for record in records])

    def assert_waits(self, links):
        for link in links:
            self.assertEqual(
                (link.state, link.reason), ("retry", "waits"), link.qb_type
            )
            self.assertIn(self.OTHER, link.message)

    def on_other(self, kind):
        return [
            (one["ARAccountRef"]["FullName"] == self.OTHER)
            for one in self.company.objects(kind)
        ]

    def test_of_odoo(self):
        ann = self.partner_named("Ann")
        usual = ann.property_account_receivable_id
        other = usual.copy({"name": self.OTHER, "code": "121777"})
        ann.property_account_receivable_id = other
        records = [
            self.odoo_invoice(self.work_line()),
            self.odoo_invoice(self.work_line(), move_type="out_refund"),
            self.receive(ann, 5.0),
        ]
        for _session in range(2):
            self.run_session()
        self.assert_waits(self.links(records))
        kinds = ("Invoice", "CreditMemo", "ReceivePayment")
        self.assertFalse([one for kind in kinds for one in self.company.objects(kind)])
        self.assert_quiet()
        name = {"Name": self.OTHER, "AccountType": "AccountsReceivable"}
        self.company.user_add("Account", **name)
        for _session in range(3):
            self.run_session()
        self.assertEqual(set(self.links(records).mapped("state")), {"ok"})
        self.assertEqual([self.on_other(kind) for kind in kinds], [[True]] * 3)
        self.assert_quiet()

    def test_of_quickbooks(self):
        name = {"Name": self.OTHER, "AccountType": "AccountsReceivable"}
        self.company.user_add("Account", **name)
        account = {"ARAccountRef": self.OTHER}
        header = {"CustomerRef": "Ann", "TxnDate": "2026-06-15", **account}
        ids = [
            self.company.user_add("Invoice", lines=[self.work()], **header),
            self.company.user_add("CreditMemo", lines=[self.work()], **header),
            self.qb_payment("5.00", {}, **account),
        ]
        for _session in range(2):
            self.run_session()
        links = self.env["qbd.link"].search([("qb_id", "in", ids)])
        self.assertEqual(len(links), 3)
        self.assert_waits(links)
        self.assertFalse(any(links.mapped("record_id")))
        self.assert_quiet()
        account = self.env["qbd.link"].search([("qb_name", "=", self.OTHER)])
        account._want_record()
        for _session in range(3):
            self.run_session()
        other = account._record()
        self.assertEqual(set(links.mapped("state")), {"ok"}, links.mapped("message"))
        for link in links:
            record = link._record()
            entry = record if link.res_model == "account.move" else record.move_id
            self.assertIn(other, entry.line_ids.account_id)
        self.assert_quiet()

    def test_where_no_account_is_paired_the_usual_one_is_right(self):
        self.env["qbd.link"].search([("space", "=", "account")]).unlink()
        self.stream("account").direction = "off"
        move = self.odoo_invoice(self.work_line())
        self.run_session()
        self.assertNotIn("Receivable", self.link(move).message or "")
