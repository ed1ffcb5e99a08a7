"""Recorded invoices and credit memos arrive with the totals they state.

The invoices that the recorded payments pay were not recorded with them.
"""

from ..simulator.recorded import DOCUMENTS, RECORDED, load_recorded
from .documents import DocumentCase
from .reference import reference_path, requires_reference


@requires_reference
class TestRecordedDocuments(DocumentCase):
    def begin(self):
        """Everything that the documents refer to may be made in Odoo."""
        begun = super().begin()
        streams = self.connection.stream_ids
        streams.filtered(lambda s: s.mapping in self.STREAMS).create_in_odoo = True
        return begun

    def setUp(self):
        super().setUp()
        load_recorded(self.company, reference_path("responses"), RECORDED + DOCUMENTS)
        self.run_session()
        self.run_session()

    def link_of(self, shown):
        links = self.env["qbd.link"]._by_qb_ids(
            self.connection, "transaction", [shown["TxnID"]]
        )
        return links[shown["TxnID"]]

    def arrived(self, kind):
        """:return: [(what QuickBooks shows, record of Odoo)], none may be missing"""
        pairs = []
        for shown in self.company.objects(kind):
            link = self.link_of(shown)
            self.assertTrue(link.record_id, (shown["TxnID"], link.state, link.message))
            pairs.append((shown, self.env[link.res_model].browse(link.record_id)))
        self.assertTrue(pairs)
        return pairs

    def test_invoices_have_the_subtotal_and_tax_they_state(self):
        for shown, move in self.arrived("Invoice"):
            self.assert_figures(shown, move)

    def test_credit_memos_have_the_subtotal_and_tax_they_state(self):
        for shown, move in self.arrived("CreditMemo"):
            self.assert_figures(shown, move)

    def test_payments_of_invoices_that_were_not_recorded_wait_and_name_them(self):
        known = {one["TxnID"] for one in self.company.objects("Invoice")}
        payments = self.company.objects("ReceivePayment")
        self.assertTrue(payments)
        for shown in payments:
            link = self.link_of(shown)
            missing = {one["TxnID"] for one in shown["AppliedToTxnRet"]} - known
            self.assertEqual((link.reason, link.record_id), ("waits", 0))
            self.assertIn(min(missing), link.message)

    def assert_figures(self, shown, move):
        figures = (move.amount_untaxed, move.amount_tax)
        stated = (float(shown["Subtotal"]), float(shown.get("SalesTaxTotal") or 0))
        self.assertEqual(figures, stated, shown["TxnID"])
        self.assertEqual(str(move.invoice_date), shown["TxnDate"])
