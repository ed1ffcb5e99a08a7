"""An edit in Odoo is not lost where its object is deleted or void in QuickBooks.

Neither if the edited value is in no image: what it referred to was not in QuickBooks,
it was asked about, or the answer to its Add was lost.
"""

from odoo.fields import Command

from ..simulator.wire.faults import Fault, FaultPlan
from .support.common import SyncCase
from .support.documents import DocumentCase
from .support.entries import EntryCase
from .test_match_documents import DocumentMatchCase
from .test_sync_payments import PaymentSyncCase


class TestLists(SyncCase):
    """An edit beats a deletion."""

    def arrange(self):
        super().arrange()
        self.company.user_add("StandardTerms", Name="Net 33", StdDueDays="33")
        self.run_session()
        terms = self.env["account.payment.term"]
        self.net = terms.search([("name", "=", "Net 33")])
        self.strange = terms.create({"name": "Strange"})
        self.stream("terms").write(
            {"create_in_odoo": False, "create_in_quickbooks": False}
        )

    def assert_brought_back(self, partner, **shown):
        self.run_session()
        self.assertTrue(partner.active, self.link(partner).message)
        found = self.customer(partner.name)
        self.assertTrue(found, self.link(partner).message)
        for name, value in shown.items():
            self.assertEqual(found.get(name), value)

    def delete(self, partner):
        self.env.cr.flush()
        self.company.user_delete(self.link(partner).qb_id)

    def with_strange_terms(self):
        partner = self.partner(name="Ann", property_payment_term_id=self.strange.id)
        self.run_session()
        return partner

    def test_terms_chosen_for_those_that_quickbooks_lacks(self):
        partner = self.with_strange_terms()
        partner.property_payment_term_id = self.net
        self.delete(partner)
        self.assert_brought_back(partner)
        self.assertEqual(self.customer("Ann")["TermsRef"]["FullName"], "Net 33")

    def test_terms_chosen_that_quickbooks_lacks(self):
        self.company.user_add("Customer", Name="Ann", TermsRef="Net 33")
        self.run_session()
        partner = self.partner_named("Ann")
        partner.property_payment_term_id = self.strange
        self.delete(partner)
        self.assert_brought_back(partner)

    def test_terms_chosen_for_those_that_odoo_lacks(self):
        self.company.user_add("StandardTerms", Name="Odd", StdDueDays="41")
        self.company.user_add("Customer", Name="Ann", TermsRef="Odd")
        self.run_session()
        partner = self.partner_named("Ann")
        partner.property_payment_term_id = self.net
        self.delete(partner)
        self.assert_brought_back(partner)

    def test_an_open_question_about_a_phone(self):
        partner = self.partner(name="Bo", phone="111")
        self.company.user_add("Customer", Name="Bo", Phone="222")
        self.run_session()
        self.assertEqual(self.link(partner).reason, "conflict")
        self.delete(partner)
        self.assert_brought_back(partner, Phone="111")

    def test_terms_chosen_after_it_was_gone(self):
        self.stream("customer").direction = "to_quickbooks"
        partner = self.with_strange_terms()
        self.delete(partner)
        self.run_session()
        self.assertEqual(self.link(partner).state, "gone")
        partner.property_payment_term_id = self.net
        self.env.cr.flush()
        self.assert_brought_back(partner)

    def test_without_an_edit_it_is_archived(self):
        partner = self.with_strange_terms()
        self.delete(partner)
        self.run_session()
        self.assertFalse(partner.active)
        self.assert_quiet()


class Ends:
    """A document stays in Odoo, and there is a question, however its object ends."""

    ENDS = ("user_delete", "user_void")

    def assert_asked(self, record, txn_id, state="posted"):
        """End the object in each way, and check the question."""
        self.env.cr.flush()
        before = self.company.snapshot()
        for end in self.ENDS:
            with self.subTest(end), self.env.cr.savepoint() as savepoint:
                getattr(self.company, end)(txn_id)
                for _session in range(3):
                    self.run_session()
                link = self.link(record)
                found = record.state, link.state, link.message
                savepoint.rollback()
                self.env.invalidate_all(flush=False)
                self.company.restore(before)
                self.assertEqual(found[:2], (state, "parked"), found[2])


class TestInvoices(Ends, DocumentCase):
    def arrange(self):
        super().arrange()
        self.stream("invoice").deletions = "carry"
        self.run_session()

    def edited(self, change):
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        move = self.move_of(txn_id)
        move.button_draft()
        change(move)
        move.action_post()
        self.assert_asked(move, txn_id)

    def test_another_customer_that_quickbooks_lacks(self):
        new = self.partner(name="Newcomer")
        self.edited(lambda move: move.write({"partner_id": new.id}))

    def test_a_second_tax(self):
        other = [Command.link(self.county().copy({"name": "Other", "amount": 3}).id)]
        self.edited(lambda move: move.invoice_line_ids.write({"tax_ids": other}))

    def test_another_quantity(self):
        self.edited(lambda move: move.invoice_line_ids.write({"quantity": 7}))

    def test_a_product_that_quickbooks_lacks(self):
        new = self.env["product.product"].create({"name": "New", "list_price": 100})
        self.edited(lambda move: move.invoice_line_ids.write({"product_id": new.id}))

    def test_a_line_copied_in_front(self):
        self.edited(
            lambda move: move.invoice_line_ids.copy({"sequence": 1, "move_id": move.id})
        )

    def test_lines_moved_and_one_changed(self):
        txn_id = self.qb_invoice(self.work(), self.work(Quantity="2"))
        self.run_session()
        move = self.move_of(txn_id)
        first, second = self.printed(move)
        first.sequence, second.sequence = 20, 10
        move.button_draft()
        first.quantity = 5
        move.action_post()
        self.assert_asked(move, txn_id)

    def test_the_answer_to_its_add_was_lost(self):
        work = {"product_id": self.product("Work").id, "price_unit": 40.0}
        move = self.odoo_invoice({**work, "tax_ids": False})
        lost = Fault("drop_request", "receiveResponseXML", occurrence=2, side="before")
        connector = self.new_connector(faults=FaultPlan([lost]))
        self.run_session(connector, ok=False)
        move.button_draft()
        move.invoice_line_ids.quantity = 9
        move.action_post()
        (shown,) = self.invoices()
        self.assert_asked(move, shown["TxnID"])


class TestPairs(Ends, DocumentMatchCase):
    def test_open_questions(self):
        self.stream("invoice").deletions = "carry"
        work = {"product_id": self.product("Work").id, "quantity": 1}
        work["tax_ids"] = self.county().ids
        lines = ({**work, "price_unit": price} for price in (60.0, 40.0))
        move = self.odoo_invoice(*lines, name="1001")
        txn_id = self.theirs()
        self.run_session()
        link = self.object_link(txn_id)
        self.assertEqual((link.record_id, link.reason), (move.id, "conflict"))
        self.assert_asked(move, txn_id)

    def test_a_pair_without_an_edit_is_carried_over(self):
        self.stream("invoice").deletions = "carry"
        move, txn_id = self.ours(), self.theirs()
        self.run_session()
        self.company.user_delete(txn_id)
        self.run_session()
        self.assertEqual(move.state, "cancel", self.link(move).message)


class TestPayments(Ends, PaymentSyncCase):
    ENDS = ("user_delete",)

    def arrange(self):
        super().arrange()
        self.stream("receive_payment").deletions = "carry"
        self.run_session()

    def test_applied_to_an_invoice_that_quickbooks_lacks(self):
        txn_id = self.qb_payment("40.00", {})
        self.run_session()
        found = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        payment = self.env["account.payment"].browse(found.record_id)
        work = {"product_id": self.product("Work").id, "price_unit": 40.0}
        move = self.odoo_invoice({**work, "tax_ids": False})
        lines = payment.move_id.line_ids | move.line_ids
        lines.filtered(lambda x: x.account_type == "asset_receivable").reconcile()
        self.env.cr.flush()
        self.company.user_delete(txn_id)
        self.run_session()
        link = self.link(payment)
        self.assertEqual(link.state, "parked", link.message)
        self.assertNotEqual(payment.state, "canceled")

    def test_an_open_question_about_its_date(self):
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        payment = self.register(self.move_of(txn_id))
        paid = self.qb_payment("108.25", {txn_id: "108.25"}, TxnDate="2026-06-17")
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", paid)])
        self.assertEqual((link.record_id, link.reason), (payment.id, "conflict"))
        self.assert_asked(payment, paid, payment.state)


class TestEntries(Ends, EntryCase):
    def arrange(self):
        super().arrange()
        self.stream("journal_entry").deletions = "carry"
        self.run_session()

    def test_a_name_for_one_that_quickbooks_lacks(self):
        stranger = self.env["res.partner"].create({"name": "Employee Joe"})
        move = self.odoo_entry(
            self.line(12.5, name="June", partner_id=stranger.id),
            self.line(-12.5, "Freight"),
        )
        self.run_session()
        debit = move.line_ids.filtered(lambda line: line.balance > 0)
        debit.partner_id = self.partner_named("Ann")
        self.assert_asked(move, self.link(move).qb_id)
