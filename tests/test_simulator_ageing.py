"""Reports of the simulated QuickBooks: ageing, names of accounts, fiscal years."""

import unittest

from ..simulator.seeds.seeds import seed_one_of_each
from .test_simulator_books import report
from .test_simulator_documents import line
from .test_simulator_payments import PaymentMixin

COLUMNS = ("TxnType", "TxnID", "Name", "OpenBalance")


def ageing(until, kind="ARAgingDetail", columns=COLUMNS):
    """A request for the documents that are open at a day."""
    return (
        f"<AgingReportQueryRq><AgingReportType>{kind}</AgingReportType><ReportPeriod>"
        f"<ToReportDate>{until}</ToReportDate></ReportPeriod>"
        + "".join(f"<IncludeColumn>{one}</IncludeColumn>" for one in columns)
        + "<ReportAgingAsOf>ReportEndDate</ReportAgingAsOf></AgingReportQueryRq>"
    )


class TestAgeing(PaymentMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        seed_one_of_each(self.company)

    def rows(self, until, **values):
        answer = self.ask_one(ageing(until, **values))
        return {
            cells[2]: cells[4]
            for row in answer.iter("DataRow")
            for cells in [
                {int(x.get("colID")): x.get("value") for x in row.iterfind("ColData")}
            ]
        }

    def test_money_counts_from_the_day_it_was_used(self):
        sold = self.sell("<TxnDate>2026-06-10</TxnDate>")
        self.assertEqual(self.rows("2026-06-30")[sold], "106.00")
        self.pay(sold, "2026-07-10")
        self.assertEqual(self.rows("2026-07-09")[sold], "106.00")
        self.assertEqual(self.rows("2026-07-10")[sold], "66.00")
        self.assertNotIn(sold, self.rows("2026-05-31"))
        self.assertNotIn(sold, self.rows("2026-06-30", kind="APAgingDetail"))

    def sell(self, fields):
        return self.document(line(), fields=fields).findtext("TxnID")

    def pay(self, sold, day):
        self.company.user_add(
            "ReceivePayment",
            CustomerRef=self.company.object(sold)["CustomerRef"]["FullName"],
            TxnDate=day,
            TotalAmount="40.00",
            AppliedToTxnAdd=[{"TxnID": sold, "PaymentAmount": "40.00"}],
        )

    def test_a_trial_balance_names_accounts_as_it_was_told(self):
        self.company.set_preferences(
            "AccountingPreferences", IsUsingAccountNumbers="true"
        )
        rent = self.company.user_add(
            "Account", Name="Fuel", AccountType="Expense", AccountNumber="60200"
        )
        found = {}
        for form in ("names", "dot", "colon"):
            self.company.reports.names.form = form
            answer = self.ask_one(report("<ReturnRows>All</ReturnRows>"))
            names = [one.get("value") for one in answer.iter("RowData")]
            found[form] = [name for name in names if "Fuel" in name]
        self.assertEqual(
            found,
            {"names": ["Fuel"], "dot": ["60200 · Fuel"], "colon": ["60200:Fuel"]},
        )
        self.assertTrue(rent)

    def test_the_fiscal_year_begins_in_its_first_month(self):
        self.sell("<TxnDate>2026-06-10</TxnDate>")
        self.assertEqual(self.company.trial_balance("2026-07-31")["Sales"], -100)
        self.company.set_company(FirstMonthFiscalYear="July")
        self.assertNotIn("Sales", self.company.trial_balance("2026-07-31"))
