"""Recorded documents and payments arrive with the totals they state.

The invoices that the recorded payments pay were not recorded with them: the payments
wait, and arrive where invoices with these ids and amounts are made up.
"""

import tempfile
from pathlib import Path

from lxml import etree

from ..simulator.seeds.recorded import DOCUMENTS, RECORDED, load_recorded
from .support.documents import DocumentCase
from .support.reference import reference_path, requires_reference

INVOICE = """
<QBXML><QBXMLMsgsRs><InvoiceQueryRs statusCode="0"><InvoiceRet>
<TxnID>{txn_id}</TxnID><TimeCreated>{date}T08:00:00</TimeCreated>
<TimeModified>{date}T08:00:00</TimeModified><EditSequence>1</EditSequence>
{customer}{account}<TxnDate>{date}</TxnDate><RefNumber>{number}</RefNumber>
<Subtotal>{total}</Subtotal><SalesTaxTotal>0.00</SalesTaxTotal>
<BalanceRemaining>{rest}</BalanceRemaining>
<InvoiceLineRet><TxnLineID>{txn_id}-1</TxnLineID>
<ItemRef><ListID>{item}</ListID><FullName>Work</FullName></ItemRef>
<Amount>{total}</Amount></InvoiceLineRet>
</InvoiceRet></InvoiceQueryRs></QBXMLMsgsRs></QBXML>
"""


class RecordedCase(DocumentCase):
    def begin(self):
        """Everything that the documents refer to may be made in Odoo."""
        begun = super().begin()
        streams = self.connection.stream_ids
        streams.filtered(lambda s: s.mapping in self.STREAMS).create_in_odoo = True
        return begun

    def load(self):
        load_recorded(self.company, reference_path("responses"), RECORDED + DOCUMENTS)
        self.run_session()
        self.run_session()

    def link_of(self, shown):
        links = self.env["qbd.link"]._by_qb_ids(
            self.connection, "transaction", [shown["TxnID"]]
        )
        return links[shown["TxnID"]]

    def arrived(self, kind):
        """Return [(QuickBooks' object, Odoo record)], none may be missing."""
        pairs = []
        for shown in self.company.objects(kind):
            link = self.link_of(shown)
            self.assertTrue(link.record_id, (shown["TxnID"], link.state, link.message))
            pairs.append((shown, self.env[link.res_model].browse(link.record_id)))
        self.assertTrue(pairs)
        return pairs


@requires_reference
class TestRecordedDocuments(RecordedCase):
    def arrange(self):
        super().arrange()
        self.load()

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


@requires_reference
class TestRecordedPayments(RecordedCase):
    def setUp(self):
        super().setUp()
        with tempfile.TemporaryDirectory() as folder:
            for path in reference_path("responses").glob("*ReceivePaymentQueryRs*.xml"):
                for payment in etree.parse(path).iter("ReceivePaymentRet"):
                    self.make_up_invoices(Path(folder), payment)
            load_recorded(self.company, folder, ("Invoice",))
        self.load()

    def make_up_invoices(self, folder, payment):
        """The invoices that a recorded payment pays, with one line each."""
        references = ("CustomerRef", "ARAccountRef")
        customer, account = (
            etree.tostring(payment.find(name), encoding="unicode", with_tail=False)
            for name in references
        )
        for row in payment.iter("AppliedToTxnRet"):
            paid, rest = row.findtext("Amount"), row.findtext("BalanceRemaining")
            text = INVOICE.format(
                txn_id=row.findtext("TxnID"),
                date=row.findtext("TxnDate"),
                number=row.findtext("RefNumber"),
                customer=customer,
                account=account,
                total=f"{float(paid) + float(rest):.2f}",
                rest=rest,
                item=self.work_id,
            )
            (folder / f"{row.findtext('TxnID')}.xml").write_text(text)

    def test_payments_settle_the_amounts_they_state(self):
        payments = self.arrived("ReceivePayment")
        self.assertEqual(sorted(one.amount for _shown, one in payments), [30.0, 112.35])
        for shown, payment in payments:
            self.assertEqual(str(payment.date), shown["TxnDate"])
            self.assertEqual(payment.amount, float(shown["TotalAmount"]))
            self.assertEqual(
                payment.payment_reference or None, shown.get("RefNumber") or None
            )
            money = payment.outstanding_account_id
            self.assertEqual(money.name, shown["DepositToAccountRef"]["FullName"])
            method = shown["PaymentMethodRef"]["FullName"]
            self.assertEqual(payment.qbd_payment_method_id.name, method)
            self.assert_applied(shown, payment)

    def assert_applied(self, shown, payment):
        own = payment.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        self.assertEqual(sum(own.mapped("amount_residual")), 0)
        for row in shown["AppliedToTxnRet"]:
            invoice_link = self.link_of(row)
            invoice = self.env["account.move"].browse(invoice_link.record_id)
            parts = own.matched_debit_ids.filtered(
                lambda one, move=invoice: one.debit_move_id.move_id == move
            )
            self.assertEqual(sum(parts.mapped("amount")), float(row["Amount"]))
            self.assertEqual(invoice.amount_residual, float(row["BalanceRemaining"]))
