"""Answers of the simulated QuickBooks about documents, against the schema of qbXML."""

import unittest
from decimal import Decimal

from lxml import etree

from ..simulator.clock import Clock
from ..simulator.company_file import CompanyFile
from ..simulator.seeds.seeds import seed_customers, seed_documents, seed_items
from .support.reference import request_errors, request_schema, requires_reference
from .test_simulator_books import report
from .test_simulator_common import message_set, query
from .test_simulator_document_lines import LineMixin, group, kept
from .test_simulator_documents import line, named, txn_add, txn_mod
from .test_simulator_payments import PaymentMixin, applied, credit, discount

FULL = "<IncludeLineItems>true</IncludeLineItems>"
LINKED = f"{FULL}<IncludeLinkedTxns>true</IncludeLinkedTxns>"


@requires_reference
class TestAnswers(PaymentMixin, LineMixin, unittest.TestCase):
    def ask_valid(self, request):
        """The Rs elements, after checking request and response."""
        text = message_set(request)
        self.assertEqual(request_errors(text), "")
        root = etree.fromstring(self.company.process(text).encode("ascii"))
        schema = request_schema()
        self.assertTrue(schema.validate(root), (request, schema.error_log))
        return list(root[0])

    def test_answers_about_documents_are_valid(self):
        ann = named("CustomerRef", "Ann")
        lines = line("Widget", "<Quantity>2</Quantity>") + line("", "<Desc>Text</Desc>")
        lines += line("") + line("Subtotal") + line("Loyal customer")
        lines += group(fields="<Quantity>2</Quantity>") + line("Surcharge")
        ((ret,),) = self.ask_valid(txn_add("Invoice", ann + lines))
        one = ret.findtext("InvoiceLineRet/TxnLineID")
        (changed,) = self.ask_valid(txn_mod("Invoice", ret, kept(one)))
        self.assertEqual(changed.get("statusCode"), "0")
        (stale,) = self.ask_valid(txn_mod("Invoice", ret, "<Memo>x</Memo>"))
        self.assertEqual(stale.get("statusCode"), "3200")
        memo = txn_add("CreditMemo", ann + line(kind="CreditMemo"))
        ((memo,),) = self.ask_valid(memo)
        self.ask_valid(txn_add("SalesReceipt", ann + line(kind="SalesReceipt")))
        content = (
            ann
            + "<TotalAmount>70.00</TotalAmount>"
            + applied(
                self.first,
                "50.00",
                credit(memo.findtext("TxnID"), "6.00") + discount("1.00"),
            )
        )
        ((payment,),) = self.ask_valid(txn_add("ReceivePayment", content))
        self.ask_valid(txn_mod("ReceivePayment", payment, "<Memo>x</Memo>"))
        for kind, asked in (
            ("Invoice", LINKED),
            ("CreditMemo", LINKED),
            ("ReceivePayment", FULL),
            ("SalesReceipt", FULL),
        ):
            (answer,) = self.ask_valid(query(asked, kind=kind))
            self.assertTrue(len(answer))
        self.ask_valid(
            "<TxnVoidRq><TxnVoidType>Invoice</TxnVoidType>"
            f"<TxnID>{self.first}</TxnID></TxnVoidRq>"
        )
        self.ask_valid(
            "<TxnDelRq><TxnDelType>ReceivePayment</TxnDelType>"
            f"<TxnID>{payment.findtext('TxnID')}</TxnID></TxnDelRq>"
        )
        asked = "<TxnDelType>ReceivePayment</TxnDelType>"
        (answer,) = self.ask_valid(query(asked, kind="TxnDeleted"))
        self.assertEqual(len(answer), 1)

    def test_a_trial_balance_is_valid(self):
        period = "<ReportPeriod><ToReportDate>2024-07-31</ToReportDate></ReportPeriod>"
        for fields in ("", period, "<ReportDateMacro>LastYear</ReportDateMacro>"):
            (answer,) = self.ask_valid(report(fields))
            self.assertEqual(answer.get("statusCode"), "0")


class TestSeeds(unittest.TestCase):
    def seeded(self):
        """A company file with 60 made-up documents, and their ids."""
        company = CompanyFile(clock=Clock("2024-07-01T09:00:00"))
        self.addCleanup(company.close)
        seed_customers(company, 8)
        seed_items(company, 12)
        return company, seed_documents(company, 60)

    def test_they_are_of_all_kinds_and_the_books_are_right(self):
        company, ids = self.seeded()
        counts = [
            len(company.objects(kind))
            for kind in ("Invoice", "CreditMemo", "ReceivePayment")
        ]
        self.assertEqual(sum(counts), len(ids))
        self.assertGreater(min(counts), 2)
        self.assertEqual(company.books.faults(), [])
        self.assertEqual(sum(company.trial_balance().values()), Decimal(0))

    def test_the_same_seed_makes_the_same_documents(self):
        first, second = self.seeded()[0], self.seeded()[0]
        self.assertEqual(first.objects("Invoice"), second.objects("Invoice"))
        self.assertEqual(first.store.dump(), second.store.dump())
