"""Accounts in the simulated QuickBooks: the list, its rules and its balances."""

import unittest
from decimal import Decimal

from ..simulator.wire.status import Failed, Refused
from .test_simulator_common import SimulatorMixin, add, mod, query

EXPENSE = "<AccountType>Expense</AccountType>"
SAVING = 'There was an error when saving a Account list, element "{}".'


def below(parent):
    """A ParentRef by name."""
    return f"<ParentRef><FullName>{parent}</FullName></ParentRef>"


class AccountsMixin(SimulatorMixin):
    def account(self, name):
        """An account as QuickBooks shows it."""
        return self.company.find("Account", name)

    def post(self, name, debit):
        self.company.accounts.post(self.account(name)["ListID"], Decimal(debit))


class TestChart(AccountsMixin, unittest.TestCase):
    def test_a_new_file_has_a_small_chart_in_the_order_of_quickbooks(self):
        answer = self.ask_one(query(kind="Account"))
        self.assertEqual(
            [(ret.findtext("FullName"), ret.findtext("AccountType")) for ret in answer],
            [
                ("Checking", "Bank"),
                ("Accounts Receivable", "AccountsReceivable"),
                ("Inventory Asset", "OtherCurrentAsset"),
                ("Undeposited Funds", "OtherCurrentAsset"),
                ("Accounts Payable", "AccountsPayable"),
                ("Sales Tax Payable", "OtherCurrentLiability"),
                ("Opening Balance Equity", "Equity"),
                ("Retained Earnings", "Equity"),
                ("Sales", "Income"),
                ("Sales Discounts", "Income"),
                ("Cost of Goods Sold", "CostOfGoodsSold"),
                ("Other Expenses", "Expense"),
            ],
        )
        self.assertTrue(all(ret.find("AccountNumber") is None for ret in answer))
        self.assertEqual(answer[3].findtext("SpecialAccountType"), "UndepositedFunds")
        self.assertEqual(answer[3].findtext("CashFlowClassification"), "NotApplicable")
        self.assertEqual(answer[2].findtext("CashFlowClassification"), "Operating")

    def test_a_numbered_chart_says_so_in_the_preferences(self):
        self.options = {"chart": "numbered"}
        self.setUp()
        self.assertEqual(self.account("Checking")["AccountNumber"], "10100")
        self.assertEqual(
            self.ret("<PreferencesQueryRq />").findtext(
                "AccountingPreferences/IsUsingAccountNumbers"
            ),
            "true",
        )

    def test_a_file_can_begin_without_accounts(self):
        self.options = {"chart": ""}
        self.setUp()
        self.assert_status(self.ask_one(query(kind="Account")), 1)

    def test_special_accounts_are_found_by_what_they_are_for(self):
        row = self.company.accounts.special("UndepositedFunds")
        self.assertEqual(row.full_name, "Undeposited Funds")
        with self.assertRaises(LookupError):
            self.company.accounts.special("PettyCash")


class TestQuery(AccountsMixin, unittest.TestCase):
    def test_accounts_are_filtered_by_type(self):
        types = "<AccountType>Income</AccountType><AccountType>Bank</AccountType>"
        answer = self.ask_one(query(types, "Account"))
        self.assertEqual(self.names(answer), ["Checking", "Sales", "Sales Discounts"])

    def test_a_page_of_accounts_cannot_be_asked_for(self):
        with self.assertRaises(Refused):
            self.ask_one(query("<MaxReturned>5</MaxReturned>", "Account"))
        with self.assertRaises(Refused):
            self.ask_one(query(kind="Account", iterator="Start"))

    def test_inactive_accounts_are_returned_if_asked_for(self):
        self.company.user_inactivate(self.account("Checking")["ListID"], "Account")
        bank = "<AccountType>Bank</AccountType>"
        self.assert_status(self.ask_one(query(bank, "Account")), 1)
        every = f"<ActiveStatus>All</ActiveStatus>{bank}"
        self.assertEqual(
            self.names(self.ask_one(query(every, "Account"))), ["Checking"]
        )


class TestAdd(AccountsMixin, unittest.TestCase):
    def test_a_new_account_comes_back_whole_and_in_the_order_of_the_schema(self):
        fields = (
            "<AccountType>Expense</AccountType><AccountNumber>60500</AccountNumber>"
            "<Desc>Of the office</Desc><TaxLineID>1</TaxLineID>"
        )
        ret = self.ret(add("Rent", fields, "Account"))
        self.assertEqual(
            [child.tag for child in ret],
            [
                "ListID",
                "TimeCreated",
                "TimeModified",
                "EditSequence",
                "Name",
                "FullName",
                "IsActive",
                "Sublevel",
                "AccountType",
                "AccountNumber",
                "Desc",
                "Balance",
                "TotalBalance",
                "CashFlowClassification",
            ],
        )
        self.assertEqual(ret.findtext("Balance"), "0.00")

    def test_a_subaccount_has_a_path(self):
        ret = self.ret(add("Paper", below("Other Expenses") + EXPENSE, "Account"))
        self.assertEqual(ret.findtext("FullName"), "Other Expenses:Paper")
        self.assertEqual(ret.findtext("Sublevel"), "1")

    def test_a_subaccount_has_the_type_of_its_parent(self):
        fields = below("Sales") + EXPENSE
        answer = self.ask_one(add("Paper", fields, "Account"))
        self.assert_status(
            answer,
            3180,
            SAVING.format("Paper") + " QuickBooks error message: A subaccount must be"
            " of the same type as its parent account.",
        )

    def test_a_parent_must_be_there(self):
        fields = below("Miscellaneous") + EXPENSE
        answer = self.ask_one(add("Paper", fields, "Account"))
        self.assert_status(answer, 3130)
        self.assertIn(
            'a parent "Miscellaneous" in the Accounts list', answer.get("statusMessage")
        )

    def test_names_are_unique_and_hold_no_colon(self):
        self.assert_status(self.ask_one(add("CHECKING", EXPENSE, "Account")), 3100)
        answer = self.ask_one(add("A:B", EXPENSE, "Account"))
        self.assert_status(answer, 3090)
        self.assertIn('in the "account name" field', answer.get("statusMessage"))

    def test_a_name_has_31_characters_at_most(self):
        self.assert_status(self.ask_one(add("x" * 31, EXPENSE, "Account")), 0)
        self.assert_status(self.ask_one(add("y" * 32, EXPENSE, "Account")), 3070)

    def test_the_type_must_be_given_and_known(self):
        for fields in ("", "<AccountType>Income Account</AccountType>"):
            with self.assertRaises(Refused):
                self.ask_one(add("A", fields, "Account"))

    def test_a_number_is_used_once(self):
        number = EXPENSE + "<AccountNumber>7</AccountNumber>"
        self.ret(add("A", number, "Account"))
        self.assert_status(
            self.ask_one(add("B", number, "Account")),
            3180,
            SAVING.format("B")
            + " QuickBooks error message: The account number is already in use.",
        )
        self.assertIsNone(self.account("B"))

    def test_an_opening_balance_stands_against_opening_balance_equity(self):
        fields = (
            "<AccountType>Bank</AccountType><OpenBalance>100.00</OpenBalance>"
            "<OpenBalanceDate>2024-01-01</OpenBalanceDate>"
        )
        ret = self.ret(add("Savings", fields, "Account"))
        self.assertEqual(ret.findtext("Balance"), "100.00")
        self.assertEqual(self.account("Opening Balance Equity")["Balance"], "100.00")

    def test_a_payable_opens_on_its_own_side(self):
        fields = (
            "<AccountType>LongTermLiability</AccountType>"
            "<OpenBalance>100.00</OpenBalance>"
        )
        ret = self.ret(add("Loan", fields, "Account"))
        self.assertEqual(ret.findtext("Balance"), "100.00")
        self.assertEqual(self.account("Opening Balance Equity")["Balance"], "-100.00")

    def test_an_expense_has_no_opening_balance(self):
        fields = EXPENSE + "<OpenBalance>1.00</OpenBalance>"
        self.assert_status(self.ask_one(add("Rent", fields, "Account")), 3180)
        self.assertIsNone(self.account("Rent"))


class TestMod(AccountsMixin, unittest.TestCase):
    def mod(self, name, fields):
        account = self.account(name)
        return self.ask_one(
            mod(account["ListID"], account["EditSequence"], fields, "Account")
        )

    def test_an_account_can_be_renamed_with_those_below_it(self):
        self.ret(add("Paper", below("Other Expenses") + EXPENSE, "Account"))
        self.assert_status(self.mod("Other Expenses", "<Name>Costs</Name>"), 0)
        self.assertEqual(self.account("Costs:Paper")["ParentRef"]["FullName"], "Costs")

    def test_an_account_keeps_its_own_number(self):
        number = "<AccountNumber>7</AccountNumber>"
        self.assert_status(self.mod("Sales", number), 0)
        self.assert_status(self.mod("Sales", number), 0)
        self.assert_status(self.mod("Checking", number), 3180)
        self.assert_status(self.mod("Sales", "<AccountNumber></AccountNumber>"), 0)
        self.assertNotIn("AccountNumber", self.account("Sales"))

    def test_the_type_changes_only_where_nothing_hangs_on_it(self):
        income = "<AccountType>Income</AccountType>"
        answer = self.mod("Other Expenses", income)
        self.assert_status(answer, 0)
        self.assertEqual(answer[0].findtext("CashFlowClassification"), "None")
        self.assert_status(self.mod("Accounts Receivable", income), 3180)
        self.assert_status(self.mod("Undeposited Funds", income), 3180)
        fields = below("Sales") + income
        self.ret(add("Web", fields, "Account"))
        self.assert_status(self.mod("Sales", EXPENSE), 3180)
        self.assert_status(self.mod("Sales:Web", EXPENSE), 3180)

    def test_a_balance_stays_on_its_side_when_the_type_changes(self):
        self.post("Other Expenses", "5")
        (ret,) = self.mod("Other Expenses", "<AccountType>Income</AccountType>")
        self.assertEqual(ret.findtext("Balance"), "-5.00")

    def test_a_stale_edit_sequence_comes_with_the_current_account(self):
        account = self.account("Sales")
        self.company.user_mod(account["ListID"], "Account", Desc="All of it")
        answer = self.ask_one(
            mod(account["ListID"], account["EditSequence"], "", "Account")
        )
        self.assert_status(answer, 3200)
        self.assertEqual(answer[0].findtext("Desc"), "All of it")


class TestBalances(AccountsMixin, unittest.TestCase):
    def test_posting_moves_a_balance_and_leaves_the_edit_sequence_alone(self):
        before = self.account("Checking")
        self.post("Checking", "12.50")
        self.post("Checking", "-20")
        after = self.account("Checking")
        self.assertEqual((after["Balance"], after["TotalBalance"]), ("-7.50",) * 2)
        for name in ("EditSequence", "TimeModified"):
            self.assertEqual(after[name], before[name])

    def test_balances_are_printed_on_the_natural_side(self):
        for name in ("Sales", "Accounts Payable", "Sales Tax Payable"):
            self.post(name, "-5")
            self.assertEqual(self.account(name)["Balance"], "5.00")
        for name in ("Cost of Goods Sold", "Accounts Receivable", "Other Expenses"):
            self.post(name, "5")
            self.assertEqual(self.account(name)["Balance"], "5.00")

    def test_the_total_holds_all_levels_below(self):
        for name, parent in (("A", "Other Expenses"), ("B", "Other Expenses:A")):
            self.ret(add(name, below(parent) + EXPENSE, "Account"))
        self.ret(add("Other Expenses2", EXPENSE, "Account"))
        for name in ("Other Expenses", "Other Expenses:A", "Other Expenses:A:B"):
            self.post(name, "1.10")
        self.post("Other Expenses2", "99")
        account = self.account("Other Expenses")
        self.assertEqual(
            (account["Balance"], account["TotalBalance"]), ("1.10", "3.30")
        )
        self.assertEqual(self.account("Other Expenses:A")["TotalBalance"], "2.20")

    def test_there_is_no_posting_to_an_account_that_is_not_there(self):
        with self.assertRaises(LookupError):
            self.company.accounts.post("1-1", Decimal(1))


class TestDelete(AccountsMixin, unittest.TestCase):
    def delete(self, name):
        list_id = self.account(name)["ListID"]
        return self.ask_one(
            f"<ListDelRq><ListDelType>Account</ListDelType><ListID>{list_id}</ListID>"
            "</ListDelRq>"
        )

    def test_an_unused_account_can_be_deleted(self):
        self.assert_status(self.delete("Checking"), 0)
        deleted = self.ask_one(
            query("<ListDelType>Account</ListDelType>", "ListDeleted")
        )
        self.assertEqual(self.names(deleted), ["Checking"])

    def test_an_account_in_use_stays_and_can_be_made_inactive(self):
        self.ret(add("Paper", below("Other Expenses") + EXPENSE, "Account"))
        self.assert_status(self.delete("Other Expenses"), 3160)
        self.company.user_inactivate(
            self.account("Other Expenses")["ListID"], "Account"
        )
        self.assertEqual(self.account("Other Expenses")["IsActive"], "false")

    def test_special_accounts_and_those_with_a_balance_stay(self):
        self.assert_status(self.delete("Undeposited Funds"), 3160)
        self.post("Checking", "1")
        self.assert_status(self.delete("Checking"), 3160)

    def test_merged_accounts_add_their_balances(self):
        rent = self.company.user_add("Account", Name="Rent", AccountType="Expense")
        self.post("Rent", "2")
        self.post("Other Expenses", "3")
        kept = self.account("Other Expenses")["ListID"]
        self.company.user_merge(kept, rent, kind="Account")
        self.assertEqual(self.account("Other Expenses")["Balance"], "5.00")
        self.assertIsNone(self.account("Rent"))

    def test_accounts_of_two_types_cannot_be_merged(self):
        with self.assertRaises(Failed):
            self.company.user_merge(
                self.account("Checking")["ListID"],
                self.account("Sales")["ListID"],
                kind="Account",
            )
