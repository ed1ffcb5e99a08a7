"""Nothing of QuickBooks is booked twice, and nothing of it is sent back."""

from unittest.mock import patch

from ..simulator.transactions.settlements import Settlements
from ..simulator.wire.faults import Fault
from .support.documents import DATE
from .support.other_transactions import OtherCase
from .test_sync_prepayments import PrepaymentCase


class TestBookedOnce(OtherCase):
    STREAMS = (
        *OtherCase.STREAMS,
        *("settlement", "journal_entry", "inventory_adjustment"),
    )

    def begin(self):
        general = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.env.company.id)]
        )
        self.connection.entry_journal_ids = general
        return super().begin()

    def entries(self, txn_id):
        """Return the lists that have a link of a transaction."""
        links = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        return links.stream_id.mapped("mapping")

    def test_a_payment_of_bills_is_never_a_check_as_well(self):
        bill = self.qb_bill(self.rent("70.00"))
        paid = self.qb_check({bill: "70.00"})
        taken = self.check(self.rent("5.00"))  # of a payment that Odoo has
        links = self.env["qbd.link"]._create_for_records(
            self.stream("bill_payment"), [0]
        )
        links.write({"qb_id": taken, "qb_type": "Check", "state": "ok"})
        self.run_session()
        self.assertEqual(self.entries(paid), ["bill_payment"])
        self.assertEqual(self.entries(taken), ["bill_payment"])
        self.assertFalse(self.env["account.move"].search([("qbd_type", "=", "Check")]))

    def test_an_entry_that_settles_is_no_payment_and_no_journal_entry(self):
        invoice = self.qb_invoice(self.work(Amount="60.00", SalesTaxCodeRef="Non"))
        bill = self.qb_bill(self.rent("70.00"))
        sold = self.receipt(self.work())  # in a ticked journal
        receivable = {"AccountRef": "Accounts Receivable", "EntityRef": "Ann"}
        deposit = self.deposit({**receivable, "Amount": "60.00"})
        check = self.company.pay_vendor("Mill", "70.00", TxnDate=DATE)
        self.run_session()
        for owed, paid, kind in (
            (invoice, deposit, "asset_receivable"),
            (bill, check, "liability_payable"),
        ):
            lines = (self.move_of(owed) + self.move_of(paid)).line_ids
            lines.filtered(lambda x, kind=kind: x.account_type == kind).reconcile()
        self.env.flush_all()
        report = self.run_session()
        self.assertFalse(report.wrote, report.requests)
        for one in (sold, deposit, check):
            self.assertEqual(self.entries(one), ["other_transaction"])
            self.move_of(one).action_qbd_sync()
        self.assertFalse(self.run_session().wrote)
        self.assertFalse(self.company.objects("JournalEntry"))
        self.assertFalse(self.company.objects("ReceivePayment"))

    def test_an_adjustment_of_odoo_is_not_read_although_its_answer_was_lost(self):
        guid = "{57f3b9b1-86f1-4fcc-b1ee-566de1813d20}"
        self.company.user_add(
            "ItemInventory",
            Name="Bolt",
            IncomeAccountRef="Sales",
            COGSAccountRef="Parts",
            AssetAccountRef="Inventory Asset",
            PurchaseCost="2.00",
        )
        values = {"AccountRef": "Parts", "TxnDate": DATE}
        line = {"ItemRef": "Bolt", "QuantityAdjustment": {"NewQuantity": "5"}}
        add = self.company.user_add
        ours, theirs = (
            add("InventoryAdjustment", InventoryAdjustmentLineAdd=[line], **one)
            for one in ({**values, "ExternalGUID": guid}, {**values, "Memo": "Count"})
        )
        self.company.user_mod(
            theirs,
            InventoryAdjustmentLineMod=[
                {
                    "TxnLineID": self.company.object(theirs)[
                        "InventoryAdjustmentLineRet"
                    ][0]["TxnLineID"],
                    "QuantityDifference": "3",
                }
            ],
        )
        links = self.env["qbd.link"]._create_for_records(
            self.stream("inventory_adjustment"), [0]
        )
        links.write({"guid": guid, "state": "ok"})
        self.run_session()
        self.assertNotIn("other_transaction", self.entries(ours))
        self.assertEqual(self.entries(theirs), ["other_transaction"])
        figures = {name: x[0] for name, x in self.lines(self.move_of(theirs)).items()}
        self.assertEqual(figures, {"Inventory Asset": 6.0, "Parts": -6.0})


class TestBanks(OtherCase):
    STREAMS = (*OtherCase.STREAMS, "journal_entry")

    def statement(self, journal):
        return self.env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "date": DATE, "amount": 1, "payment_ref": "x"}
        )

    def test_a_bank_with_statements_in_odoo_has_one_owner(self):
        self.statement(self.bank)
        self.statement(self.card)
        check = self.check(self.rent("70.00"))
        charge = self.check(self.rent("5.00"), kind="CreditCardCharge")
        transfer = self.transfer("9.00")
        self.run_session()
        links = self.env["qbd.link"].search([("qb_id", "in", [check, charge])])
        self.assertEqual(links.mapped("state"), ["retry", "retry"])
        self.assertIn("bank statement lines on", links[0].message)
        wizard = self.env["qbd.documents"].create({"connection_id": self.connection.id})
        wizard.line_ids = [(0, 0, {"stream_id": self.stream("other_transaction").id})]
        self.assertIn("Choose the side that keeps them", wizard.missing)
        self.connection.bank_quickbooks_ids = self.bank.default_account_id
        self.connection.bank_odoo_ids = self.card.default_account_id
        self.run_session()
        self.assertEqual(self.move_of(check).state, "posted")
        self.assertFalse(self.move_of(charge))
        self.assertFalse(self.move_of(transfer))  # the statement of the card has it
        left = self.check(self.rent("6.00"), kind="CreditCardCharge")
        self.assert_entries_wait_for_the_owner()
        self.run_session()
        self.assertFalse(self.env["qbd.link"].search([("qb_id", "=", left)]))

    def assert_entries_wait_for_the_owner(self):
        """A journal entry on an account that Odoo keeps is not posted beside it."""
        self.stream("journal_entry").direction = "from_quickbooks"
        on = {
            name: self.company.enter_entry(
                {"AccountRef": "Rent", "Debit": "3.00"},
                {"AccountRef": name, "Credit": "3.00"},
                TxnDate=DATE,
            )
            for name in ("Checking", "Visa", "Freight")
        }
        self.run_session()
        posted = [name for name, one in on.items() if self.move_of(one)]
        self.assertEqual(posted, ["Checking", "Freight"])
        link = self.env["qbd.link"].search([("qb_id", "=", on["Visa"])])
        self.assertEqual((link.state, link.reason), ("parked", "impossible"))
        self.assertIn("is kept in Odoo", link.message)
        kept = self.connection.bank_odoo_ids
        self.connection.bank_odoo_ids = False
        self.run_session()
        self.assertIn(
            "bank statement lines on", link.search([("qb_id", "=", on["Visa"])]).message
        )
        self.connection.bank_odoo_ids = kept


class TestPrepaidChecks(OtherCase, PrepaymentCase):
    def test_a_payment_of_odoo_that_is_a_check_is_no_entry_whatever_gets_lost(self):
        line = {"product_id": self.product("Work").id, "price_unit": 9, "tax_ids": []}
        credits = [
            self.odoo_invoice(line, move_type="out_refund") for _number in range(3)
        ]
        self.run_session()
        for fault in (
            Fault("drop_answer", "sendRequestXML", occurrence=2, side="after"),
            Fault("end_session", "process", occurrence=2, side="after"),
            Fault("end_session", "receiveResponseXML", occurrence=2, side="after"),
        ):
            with self.subTest(fault=str(fault)):
                before = len(self.written())
                payment, refund = self.prepay(), self.pay(credits.pop())
                self.run_session(self.new_connector(faults=[fault]), ok=False)
                self.connector = self.new_connector()
                self.run_session()
                self.run_session()
                self.assertEqual(len(self.written()), before + 2)
                self.assertEqual(self.link(payment).state, "ok")
                self.assertEqual(self.link(refund).state, "ok")
        entries = self.env["account.move"].search([("qbd_type", "=", "Check")])
        self.assertFalse(entries)


class TestRefundsOfQuickBooks(OtherCase):
    def test_one_that_is_voided_is_no_question_for_what_it_was_matched_with(self):
        self.run_session()
        credit = self.odoo_invoice(
            {"product_id": self.product("Work").id, "price_unit": 9, "tax_ids": []},
            move_type="out_refund",
        )
        self.run_session()
        refund = self.qb_add(
            "ARRefundCreditCard",
            CustomerRef="Ann",
            RefundFromAccountRef="Visa",
            RefundAppliedToTxnAdd=[
                {"TxnID": self.link(credit).qb_id, "RefundAmount": "1.00"}
            ],
        )
        self.run_session()
        self.assertEqual(credit.amount_residual, 8)
        entry = self.move_of(refund)
        entry.line_ids.remove_move_reconcile()
        self.company.user_void(refund)
        for _number in range(2):
            self.run_session()
        self.assertEqual((entry.state, credit.amount_residual), ("cancel", 9))
        self.assertFalse(self.env["qbd.link"].search([("state", "=", "parked")]))


class TestRefundsEnteredThere(OtherCase):
    """Odoo asks to enter a refund in QuickBooks, and a person does so."""

    def arrange(self):
        super().arrange()
        self.run_session()
        self.customers = self.odoo_invoice(
            {"product_id": self.product("Work").id, "price_unit": 9, "tax_ids": []},
            move_type="out_refund",
        )
        self.vendors = self.odoo_bill(self.expense(20), move_type="in_refund")
        self.run_session()
        self.payments = [self.pay(self.customers, journal=self.card)]
        self.payments.append(self.pay(self.vendors))
        self.run_session()

    def links(self):
        return [self.link(one) for one in self.payments]

    def enter(self, *more):
        """Return the TxnIDs of both refunds in QuickBooks."""
        credit = {"TxnID": self.link(self.customers).qb_id, "RefundAmount": "9.00"}
        by_card = {"CustomerRef": "Ann", "RefundFromAccountRef": "Visa"}
        owed = {"AccountRef": "Accounts Payable", "EntityRef": "Mill"}
        return (
            self.qb_add(
                "ARRefundCreditCard", RefundAppliedToTxnAdd=[credit], **by_card
            ),
            self.deposit({**owed, "Amount": "20.00"}, *more),
        )

    def test_they_are_no_entries_as_well(self):
        self.assertEqual([x.reason for x in self.links()], ["cannot_send"] * 2)
        entered = self.enter()
        self.run_session()
        self.assertEqual([x.reason for x in self.links()], ["entered_there"] * 2)
        self.assertEqual(tuple(x.qb_id for x in self.links()), entered)
        self.assertFalse(self.env["account.move"].search([("qbd_type", "!=", False)]))
        self.differences()
        self.assertFalse(self.env["qbd.ledger.party"].search([]))
        self.assert_quiet()
        for link in self.links():
            link.action_try_again()
        self.assertFalse(self.run_session().wrote)
        self.assertFalse(any(link.qb_id for link in self.links()))

    def test_a_deposit_with_other_lines_is_asked_about(self):
        _card, deposit = self.enter({"AccountRef": "Freight", "Amount": "5.00"})
        self.run_session()
        shown = self.vendors_credit_is_used_up()
        link = self.links()[1]
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn(f"Deposit {DATE}", link.message)
        payment = self.payments[1]
        payment.action_draft()
        payment.action_cancel()
        lines = (self.move_of(deposit) | self.vendors).line_ids
        lines.filtered(lambda x: x.account_type == "liability_payable").reconcile()
        self.run_session()

        self.assertFalse(self.link(payment))
        shown.stop()

    def vendors_credit_is_used_up(self):
        """A person uses the line of the deposit for the credit in QuickBooks."""
        used = self.link(self.vendors).qb_id
        shown = Settlements.linked

        def linked(settlements, txn):
            row = {"TxnID": "1-1", "TxnType": "Deposit", "LinkType": "AMTTYPE"}
            row |= {"TxnDate": DATE, "Amount": "20.00"}
            return [row] if txn.txn_id == used else shown(settlements, txn)

        patcher = patch.object(Settlements, "linked", linked)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.differences()
        return patcher
