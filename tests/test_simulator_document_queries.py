"""Queries of documents in the simulated QuickBooks, and documents among its lists."""

import unittest
from datetime import date

from ..simulator.wire.dates import macro_range
from ..simulator.wire.status import Failed, Refused
from .test_simulator_common import message_set, query
from .test_simulator_documents import GUID, DocumentMixin, line, named, txn_add


class TestQueries(DocumentMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.company.user_add("Customer", Name="Bea")
        self.company.user_add("Customer", Name="Roof", ParentRef="Bea")
        self.clock.now = self.clock.now.replace(day=2)
        self.a1 = self._invoice("A-1", "Ann", "2024-07-01")
        self.clock.now = self.clock.now.replace(day=3)
        self.b2 = self._invoice("B-2", "Bea", "2024-06-30")
        self.clock.now = self.clock.now.replace(day=4)
        self.a3 = self._invoice("a-3", "Bea:Roof", "2024-05-31")

    def _invoice(self, number, customer, day):
        fields = f"<TxnDate>{day}</TxnDate><RefNumber>{number}</RefNumber>"
        return self.document(line(), fields=fields, customer=customer)

    def numbers(self, filters="", **attributes):
        """RefNumbers of the invoices found."""
        answer = self.ask_one(query(filters, kind="Invoice", **attributes))
        return self.names(answer, "RefNumber")

    def test_all_come_in_the_order_in_which_they_were_made(self):
        self.assertEqual(self.numbers(), ["A-1", "B-2", "a-3"])

    def test_by_txn_id(self):
        wanted = f"<TxnID>{self.b2.findtext('TxnID')}</TxnID>"
        self.assertEqual(self.numbers(wanted), ["B-2"])
        answer = self.ask_one(query(f"<TxnID>9-9</TxnID>{wanted}", kind="Invoice"))
        self.assert_status(answer, 500, severity="Warn")
        self.assertEqual(self.names(answer, "RefNumber"), ["B-2"])

    def test_by_number_with_and_without_case(self):
        self.assertEqual(self.numbers("<RefNumber>A-3</RefNumber>"), ["a-3"])
        strict = "<RefNumberCaseSensitive>A-3</RefNumberCaseSensitive>"
        self.assertEqual(self.numbers(strict), [])

    def test_by_time_of_change(self):
        window = (
            "<ModifiedDateRangeFilter><FromModifiedDate>{}</FromModifiedDate>"
            "<ToModifiedDate>{}</ToModifiedDate></ModifiedDateRangeFilter>"
        )
        self.assertEqual(
            self.numbers(window.format("2024-07-03", "2024-07-03")), ["B-2"]
        )

    def test_by_date(self):
        window = "<TxnDateRangeFilter>{}</TxnDateRangeFilter>"
        since = window.format("<FromTxnDate>2024-06-30</FromTxnDate>")
        self.assertEqual(self.numbers(since), ["A-1", "B-2"])
        until = window.format("<ToTxnDate>2024-06-30</ToTxnDate>")
        self.assertEqual(self.numbers(until), ["B-2", "a-3"])
        macro = window.format("<DateMacro>LastMonth</DateMacro>")
        self.assertEqual(self.numbers(macro), ["B-2"])

    def test_by_customer_with_and_without_jobs(self):
        wanted = "<EntityFilter><{0}>Bea</{0}></EntityFilter>"
        self.assertEqual(self.numbers(wanted.format("FullName")), ["B-2"])
        self.assertEqual(
            self.numbers(wanted.format("FullNameWithChildren")), ["B-2", "a-3"]
        )
        by_id = f"<EntityFilter><ListID>{self.ann}</ListID></EntityFilter>"
        self.assertEqual(self.numbers(by_id), ["A-1"])

    def test_by_part_of_the_number(self):
        wanted = (
            "<RefNumberFilter><MatchCriterion>StartsWith</MatchCriterion>"
            "<RefNumber>a</RefNumber></RefNumberFilter>"
        )
        self.assertEqual(self.numbers(wanted), ["A-1", "a-3"])

    def test_by_range_of_numbers(self):
        for number in ("9", "10", "100"):
            self._invoice(number, "Ann", "2024-07-01")
        wanted = (
            "<RefNumberRangeFilter><FromRefNumber>9</FromRefNumber>"
            "<ToRefNumber>99</ToRefNumber></RefNumberRangeFilter>"
        )
        self.assertEqual(self.numbers(wanted), ["9", "10"])

    def test_by_whether_they_are_paid(self):
        self.company.user_void(self.a1.findtext("TxnID"))
        status = "<PaidStatus>{}</PaidStatus>"
        self.assertEqual(self.numbers(status.format("PaidOnly")), ["A-1"])
        self.assertEqual(self.numbers(status.format("NotPaidOnly")), ["B-2", "a-3"])

    def test_lines_come_only_when_asked_for(self):
        (plain, *_) = self.ask_one(query(kind="Invoice"))
        self.assertIsNone(plain.find("InvoiceLineRet"))
        asked = "<IncludeLineItems>true</IncludeLineItems>"
        (full, *_) = self.ask_one(query(asked, kind="Invoice"))
        self.assertIsNotNone(full.find("InvoiceLineRet"))

    def test_only_the_elements_asked_for_are_returned(self):
        asked = (
            "<IncludeLineItems>true</IncludeLineItems>"
            "<IncludeRetElement>TxnID</IncludeRetElement>"
        )
        (ret, *_) = self.ask_one(query(asked, kind="Invoice"))
        self.assertEqual([child.tag for child in ret], ["TxnID"])
        lines = "<IncludeRetElement>InvoiceLineRet</IncludeRetElement>"
        (ret, *_) = self.ask_one(query(asked + lines, kind="Invoice"))
        self.assertEqual([child.tag for child in ret], ["TxnID", "InvoiceLineRet"])

    def test_an_iterator_goes_through_all_pages(self):
        page = "<MaxReturned>2</MaxReturned>"
        first = self.ask_one(query(page, kind="Invoice", iterator="Start"))
        self.assertEqual(self.names(first, "RefNumber"), ["A-1", "B-2"])
        self.assertEqual(first.get("iteratorRemainingCount"), "1")
        again = query(
            page,
            kind="Invoice",
            iterator="Continue",
            iteratorID=first.get("iteratorID"),
        )
        self.assertEqual(self.names(self.ask_one(again), "RefNumber"), ["a-3"])

    def test_only_one_iterator_runs_whatever_it_iterates(self):
        page = "<MaxReturned>1</MaxReturned>"
        self.ask_one(query(page, kind="Invoice", iterator="Start"))
        other = self.ask_one(query(page, kind="Customer", iterator="Start"))
        self.assert_status(other, 3390)

    def test_a_page_without_iterator_ends_at_max_returned(self):
        self.assertEqual(self.numbers("<MaxReturned>1</MaxReturned>"), ["A-1"])

    def test_what_deletions_are_asked_takes_no_max_returned(self):
        asked = "<TxnDelType>Invoice</TxnDelType><MaxReturned>1</MaxReturned>"
        with self.assertRaises(Refused):
            self.ask_one(query(asked, kind="TxnDeleted"))

    def test_a_changed_name_shows_on_old_documents(self):
        self.company.user_mod(self.ann, "Customer", Name="Anne")
        wanted = f"<EntityFilter><ListID>{self.ann}</ListID></EntityFilter>"
        ret = self.ret(query(wanted, kind="Invoice"))
        self.assertEqual(ret.findtext("CustomerRef/FullName"), "Anne")

    def test_no_currency_filter_is_served(self):
        wanted = named("CurrencyFilter", "US Dollar")
        self.assert_status(self.ask_one(query(wanted, kind="Invoice")), 1030)


class TestLists(DocumentMixin, unittest.TestCase):
    def test_what_a_document_uses_cannot_be_deleted(self):
        self.document(line())
        for list_id, kind in ((self.ann, "Customer"), (self.work, "ItemService")):
            with self.subTest(kind=kind), self.assertRaises(Failed):
                self.company.user_delete(list_id, kind)

    def test_documents_of_a_merged_customer_show_the_other_and_no_change(self):
        kept = self.company.user_add("Customer", Name="Bea")
        before = self.document(line())
        self.company.user_merge(kept, self.ann, "Customer")
        (after,) = self.company.objects("Invoice")
        self.assertEqual(after["CustomerRef"]["FullName"], "Bea")
        self.assertEqual(after["EditSequence"], before.findtext("EditSequence"))

    def test_a_document_carries_data_extensions(self):
        txn_id = self.document(line()).findtext("TxnID")
        self.ask_one(
            f"<DataExtDefAddRq><DataExtDefAdd><OwnerID>{GUID}</OwnerID>"
            "<DataExtName>n</DataExtName><DataExtType>STR255TYPE</DataExtType>"
            "<AssignToObject>Invoice</AssignToObject></DataExtDefAdd></DataExtDefAddRq>"
        )
        answer = self.ask_one(
            f"<DataExtAddRq><DataExtAdd><OwnerID>{GUID}</OwnerID>"
            "<DataExtName>n</DataExtName><TxnDataExtType>Invoice</TxnDataExtType>"
            f"<TxnID>{txn_id}</TxnID><DataExtValue>v</DataExtValue></DataExtAdd>"
            "</DataExtAddRq>"
        )
        self.assert_status(answer, 0)
        ret = self.ret(query(f"<OwnerID>{GUID}</OwnerID>", kind="Invoice"))
        self.assertEqual(ret.findtext("DataExtRet/DataExtValue"), "v")


class TestRecovery(DocumentMixin, unittest.TestCase):
    def test_a_replay_tells_the_txn_id_of_what_was_written(self):
        text = message_set(
            txn_add("Invoice", named("CustomerRef", "Ann") + line()),
            newMessageSetID="X1",
        )
        first = self.ask_set(text)
        again = self.ask_set(text)
        self.assertEqual(
            again.findtext("InvoiceAddRs/ErrorRecovery/TxnID"),
            first.findtext("InvoiceAddRs/InvoiceRet/TxnID"),
        )
        self.assertEqual(len(self.company.objects("Invoice")), 1)


class TestDateMacros(unittest.TestCase):
    def test_what_they_mean_on_a_wednesday(self):
        for name, expected in (
            ("All", ("", "")),
            ("Today", ("2024-02-14", "2024-02-14")),
            ("Yesterday", ("2024-02-13", "2024-02-13")),
            ("ThisWeek", ("2024-02-11", "2024-02-17")),
            ("LastWeekToDate", ("2024-02-04", "2024-02-07")),
            ("NextFourWeeks", ("2024-02-18", "2024-03-16")),
            ("ThisMonth", ("2024-02-01", "2024-02-29")),
            ("ThisMonthToDate", ("2024-02-01", "2024-02-14")),
            ("LastMonth", ("2024-01-01", "2024-01-31")),
            ("LastCalendarQuarter", ("2023-10-01", "2023-12-31")),
            ("NextFiscalQuarter", ("2024-04-01", "2024-06-30")),
            ("ThisYearToDate", ("2024-01-01", "2024-02-14")),
            ("LastFiscalYear", ("2023-01-01", "2023-12-31")),
            ("NextYear", ("2025-01-01", "2025-12-31")),
        ):
            with self.subTest(name=name):
                self.assertEqual(macro_range(name, date(2024, 2, 14)), expected)
