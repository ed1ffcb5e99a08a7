"""The books of the simulated QuickBooks: postings, balances, closing date, report."""

import unittest
from decimal import Decimal

from ..simulator.seeds.seeds import seed_one_of_each
from ..simulator.wire.status import Failed
from .test_simulator_common import query
from .test_simulator_documents import DocumentMixin, line, named, txn_add, txn_mod
from .test_simulator_payments import PaymentMixin, applied, credit, discount


def report(fields="", kind="TrialBalance"):
    """A request for a summary report."""
    return (
        "<GeneralSummaryReportQueryRq><GeneralSummaryReportType>"
        f"{kind}</GeneralSummaryReportType>{fields}</GeneralSummaryReportQueryRq>"
    )


class TestPostings(PaymentMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        seed_one_of_each(self.company)
        self.before = self.company.trial_balance()

    def moved(self):
        """Return account → debit as text, of the moves since the test began."""
        now = self.company.trial_balance()
        names = {*now, *self.before}
        moved = {
            name: now.get(name, Decimal(0)) - self.before.get(name, Decimal(0))
            for name in names
        }
        return {name: f"{debit:.2f}" for name, debit in moved.items() if debit}

    def test_an_invoice_posts_income_tax_and_the_receivable(self):
        self.document(line(), line("Paper"))
        self.assertEqual(
            self.moved(),
            {
                "Accounts Receivable": "112.89",
                "Sales": "-106.50",
                "Sales Tax Payable": "-6.39",
            },
        )

    def test_a_credit_memo_posts_the_other_way(self):
        self.document(line(kind="CreditMemo"), kind="CreditMemo")
        self.assertEqual(
            self.moved(),
            {
                "Accounts Receivable": "-106.00",
                "Sales": "100.00",
                "Sales Tax Payable": "6.00",
            },
        )

    def test_a_discount_and_a_payment_on_the_form_have_their_accounts(self):
        self.document(
            line(),
            line("Loyal customer", named("SalesTaxCodeRef", "Non")),
            line("Deposit", "<Amount>30.00</Amount>"),
        )
        self.assertEqual(
            self.moved(),
            {
                "Accounts Receivable": "66.00",
                "Sales": "-100.00",
                "Sales Discounts": "10.00",
                "Sales Tax Payable": "-6.00",
                "Undeposited Funds": "30.00",
            },
        )

    def test_goods_leave_the_stock_at_average_cost_and_come_back(self):
        ret = self.document(line("Widget", "<Quantity>2</Quantity>"))
        moved = self.moved()
        self.assertEqual(moved["Cost of Goods Sold"], "20.00")
        self.assertEqual(moved["Inventory Asset"], "-20.00")
        widget = self.company.find("ItemInventory", "Widget")
        self.assertEqual(widget["QuantityOnHand"], "3")
        lines = [{"ItemRef": "Widget", "Quantity": "1"}]
        self.company.user_mod(ret.findtext("TxnID"), lines=lines)
        self.assertEqual(self.moved()["Inventory Asset"], "-10.00")
        self.company.user_delete(ret.findtext("TxnID"))
        self.assertEqual(self.moved(), {})
        after = self.company.find("ItemInventory", "Widget")
        self.assertEqual(after["QuantityOnHand"], "5")
        self.assertEqual(after["EditSequence"], widget["EditSequence"])

    def test_a_payment_posts_the_deposit_and_the_discount(self):
        self.paid(applied(self.first, "100.00", discount("6.00")), total="110.00")
        self.assertEqual(
            self.moved(),
            {
                "Undeposited Funds": "110.00",
                "Accounts Receivable": "-116.00",
                "Sales Discounts": "6.00",
            },
        )

    def test_setting_a_credit_posts_nothing(self):
        memo = self.credit_memo()
        self.before = self.company.trial_balance()
        self.pay(applied(self.first, "", credit(memo, "53.00")), total="0.00")
        self.assertEqual(self.moved(), {})

    def test_a_void_or_pending_document_posts_nothing(self):
        ret = self.document(line(), fields="<IsPending>true</IsPending>")
        self.assertEqual(self.moved(), {})
        self.ask_one(txn_mod("Invoice", ret, "<IsPending>false</IsPending>"))
        self.assertEqual(self.moved()["Sales"], "-100.00")
        self.company.user_void(ret.findtext("TxnID"))
        self.assertEqual(self.moved(), {})

    def test_an_overridden_account_takes_the_amount(self):
        account = named("OverrideItemAccountRef", "Other Expenses")
        self.document(line(fields=account))
        self.assertEqual(self.moved()["Other Expenses"], "-100.00")

    def test_what_was_opened_by_hand_is_in_the_trial_balance(self):
        self.company.user_add(
            "Account",
            Name="Savings",
            AccountType="Bank",
            OpenBalance="50.00",
            OpenBalanceDate="2024-01-31",
        )
        self.assertEqual(
            self.moved(), {"Savings": "50.00", "Opening Balance Equity": "-50.00"}
        )


class TestCustomerBalances(PaymentMixin, unittest.TestCase):
    def balance_of(self, name):
        """Balance and TotalBalance of a customer."""
        customer = self.company.find("Customer", name)
        return customer["Balance"], customer["TotalBalance"]

    def test_documents_and_payments_move_it_and_nothing_else(self):
        before = self.company.find("Customer", "Ann")
        self.assertEqual(self.balance_of("Ann"), ("318.00", "318.00"))
        self.paid(applied(self.first, "50.00"), total="80.00")
        self.credit_memo()
        self.assertEqual(self.balance_of("Ann"), ("185.00", "185.00"))
        after = self.company.find("Customer", "Ann")
        for name in ("EditSequence", "TimeModified"):
            self.assertEqual(after[name], before[name])

    def test_those_of_a_job_count_in_the_total_of_its_customer(self):
        self.company.user_add("Customer", Name="Roof", ParentRef="Ann")
        self.invoice("2024-07-01", "1", customer="Ann:Roof")
        self.assertEqual(self.balance_of("Ann"), ("318.00", "418.00"))
        self.assertEqual(self.balance_of("Ann:Roof"), ("100.00", "100.00"))

    def test_by_customer_on_the_receivable_account(self):
        self.company.user_add("Customer", Name="Bea")
        self.invoice("2024-07-01", "1", customer="Bea")
        self.assertEqual(
            self.company.balances("Accounts Receivable"),
            {"Ann": Decimal("318.00"), "Bea": Decimal("100.00")},
        )

    def test_merged_customers_add_up(self):
        bea = self.company.user_add("Customer", Name="Bea")
        self.invoice("2024-07-01", "1", customer="Bea")
        self.company.user_merge(bea, self.ann, "Customer")
        self.assertEqual(self.balance_of("Bea"), ("418.00", "418.00"))

    def test_a_job_takes_its_total_along(self):
        bea = self.company.user_add("Customer", Name="Bea")
        roof = self.company.user_add("Customer", Name="Roof", ParentRef="Ann")
        self.invoice("2024-07-01", "1", customer="Ann:Roof")
        self.company.user_mod(roof, "Customer", ParentRef={"ListID": bea})
        self.assertEqual(self.balance_of("Ann"), ("318.00", "318.00"))
        self.assertEqual(self.balance_of("Bea"), ("0.00", "100.00"))
        self.company.user_merge(bea, roof, "Customer")
        self.assertEqual(self.balance_of("Bea"), ("100.00", "100.00"))

    def test_merged_accounts_keep_what_was_posted(self):
        kept = self.company.user_add("Account", Name="Fees", AccountType="Income")
        gone = self.company.find("Account", "Sales")["ListID"]
        self.company.user_merge(kept, gone, "Account")
        self.assertEqual(self.company.trial_balance()["Fees"], Decimal("-300.00"))

    def test_an_opening_balance_is_an_invoice_without_an_item(self):
        list_id = self.company.user_add(
            "Customer",
            Name="Cid",
            TermsRef="Net 30",
            OpenBalance="100.00",
            OpenBalanceDate="2024-01-18",
        )
        self.assertEqual(self.balance_of("Cid"), ("100.00", "100.00"))
        wanted = f"<EntityFilter><ListID>{list_id}</ListID></EntityFilter>"
        wanted += "<IncludeLineItems>true</IncludeLineItems>"
        ret = self.ret(query(wanted, kind="Invoice"))
        self.assertEqual(
            self.texts(ret, "TxnDate", "DueDate", "Memo", "Subtotal", "SalesTaxTotal"),
            ["2024-01-18", "2024-01-18", "Opening balance", "100.00", "0.00"],
        )
        self.assertIsNone(ret.find("RefNumber"))
        self.assertEqual(
            [(part.tag, part.text) for part in ret.find("InvoiceLineRet")][1:],
            [("Desc", "Opening balance"), ("Rate", "100.00"), ("Amount", "100.00")],
        )


class TestClosedPeriod(PaymentMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.company.set_preferences("AccountingPreferences", ClosingDate="2024-06-30")

    def test_the_closing_date_is_among_the_preferences(self):
        ret = self.ret("<PreferencesQueryRq />")
        self.assertEqual(
            ret.findtext("AccountingPreferences/ClosingDate"), "2024-06-30"
        )

    def test_nothing_is_added_on_or_before_it(self):
        content = named("CustomerRef", "Ann") + "<TxnDate>{}</TxnDate>" + line()
        closed = txn_add("Invoice", content.format("2024-06-30"))
        self.assert_status(self.ask_one(closed), 3171)
        opened = txn_add("Invoice", content.format("2024-07-01"))
        self.assert_status(self.ask_one(opened), 0)

    def test_nothing_is_changed_there_or_moved_there(self):
        with self.assertRaises(Failed) as caught:
            self.company.user_mod(self.second, Memo="x")
        self.assertEqual(caught.exception.status.code, 3171)
        with self.assertRaises(Failed):
            self.company.user_mod(self.second, TxnDate="2024-07-02")
        with self.assertRaises(Failed):
            self.company.user_mod(self.first, TxnDate="2024-06-30")
        self.company.user_mod(self.first, Memo="x")

    def test_nothing_is_deleted_or_voided_there(self):
        for action in (self.company.user_void, self.company.user_delete):
            with self.assertRaises(Failed) as caught:
                action(self.second)
            self.assertEqual(caught.exception.status.code, 3161)

    def test_an_old_invoice_can_be_paid(self):
        self.paid(
            applied(self.second, "100.00"), fields="<TxnDate>2024-07-02</TxnDate>"
        )
        self.assertEqual(self.balance(self.second), "112.00")

    def test_a_payment_dated_there_is_refused(self):
        answer = self.pay(
            applied(self.second, "1.00"), fields="<TxnDate>2024-06-30</TxnDate>"
        )
        self.assert_status(answer, 3171)
        self.assertEqual(self.balance(self.second), "212.00")


class TestTrialBalance(PaymentMixin, unittest.TestCase):
    def table(self, answer):
        """(account, debit, credit) of the rows of a report."""
        found = []
        for row in answer.iter("DataRow", "TotalRow"):
            cells = {one.get("colID"): one.get("value") for one in row.iter("ColData")}
            found.append(tuple(cells.get(column) for column in "123"))
        return found

    def test_it_has_the_shape_of_a_report(self):
        ret = self.ret(report("<ReportDateMacro>Today</ReportDateMacro>"))
        self.assertEqual(
            self.texts(ret, "ReportTitle", "ReportSubtitle", "ReportBasis", "NumRows"),
            ["Trial Balance", "As of July 1, 2024", "Accrual", "4"],
        )
        self.assertEqual(
            self.table(ret),
            [
                ("Accounts Receivable", "318.00", None),
                ("Sales Tax Payable", None, "18.00"),
                ("Sales", None, "300.00"),
                ("TOTAL", "318.00", "318.00"),
            ],
        )
        kinds = [one.text for one in ret.iter("ColType")]
        self.assertEqual(kinds, ["Blank", "Debit", "Credit"])
        self.assertEqual(ret.find(".//RowData").get("rowType"), "account")

    def test_it_ends_with_its_period(self):
        period = "<ReportPeriod><ToReportDate>2024-06-30</ToReportDate></ReportPeriod>"
        ret = self.ret(report(period))
        self.assertEqual(self.table(ret)[0], ("Accounts Receivable", "212.00", None))
        self.assertEqual(ret.findtext("ReportSubtitle"), "As of June 30, 2024")

    def test_what_was_earned_in_former_years_is_retained(self):
        self.invoice("2023-12-31", "3")
        balance = self.company.trial_balance()
        self.assertEqual(balance["Sales"], Decimal("-300.00"))
        self.assertEqual(balance["Retained Earnings"], Decimal("-300.00"))
        self.assertEqual(sum(balance.values()), 0)
        shown = {
            one["FullName"]: (one["Balance"], one["TotalBalance"])
            for one in self.company.objects("Account")
        }
        self.assertEqual(shown["Sales"], ("300.00",) * 2)
        self.assertEqual(shown["Retained Earnings"], ("300.00",) * 2)

    def test_other_reports_and_the_cash_basis_are_not_served(self):
        for request in (
            report(kind="ProfitAndLossStandard"),
            report("<ReportBasis>Cash</ReportBasis>"),
        ):
            self.assert_status(self.ask_one(request), 1030)


class TestInvariant(DocumentMixin, unittest.TestCase):
    def test_a_balance_set_by_hand_is_found(self):
        self.company.set_balance(self.ann, "5.00", "Customer")
        (fault,) = self.company.books.faults()
        self.assertIn("Ann", fault)
        self.company.set_balance(self.ann, "0.00", "Customer")

    def test_a_transaction_that_does_not_balance_is_found(self):
        ret = self.document(line())
        self.company.store.execute(
            "UPDATE posting SET cents = cents + 1 WHERE cents > 0"
        )
        self.assertTrue(
            any(ret.findtext("TxnID") in one for one in self.company.books.faults())
        )
        self.company.store.execute(
            "UPDATE posting SET cents = cents - 1 WHERE cents > 0"
        )
