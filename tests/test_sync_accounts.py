"""The chart of accounts: paired as it is, created where somebody chose that."""

from odoo import Command, fields

from .support.common import SyncCase
from .support.interruptions import InterruptionsMixin


class AccountCase(SyncCase):
    STREAMS = ("account",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stream_of_accounts = cls.connection.stream_ids.filtered(
            lambda stream: stream.mapping == "account"
        )

    def qb(self, name):
        return self.company.find("Account", name)

    def account_of(self, name):
        """Return the record of the account that QuickBooks calls so in full."""
        link = self.env["qbd.link"].search(
            [("stream_id", "=", self.stream_of_accounts.id), ("qb_name", "=", name)]
        )
        return self.env["account.account"].browse(link.record_id or [])

    def new_account(self, code, name, account_type="expense", **values):
        account = self.env["account.account"].create(
            {"code": code, "name": name, "account_type": account_type, **values}
        )
        self.env.cr.flush()
        return account

    def user_add(self, name, qb_type="Expense", **values):
        return self.company.user_add(
            "Account", Name=name, AccountType=qb_type, **values
        )

    def snapshot(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, write_date, name, code_store, account_type, active"
            " FROM account_account ORDER BY id"
        )
        accounts = self.env.cr.fetchall()
        self.env.cr.execute("SELECT id FROM account_journal ORDER BY id")
        journals = self.env.cr.fetchall()
        return accounts, journals, self.company.objects("Account"), super().snapshot()


class TestPairing(AccountCase):
    """Nothing is created until somebody chooses that."""

    def test_a_new_connection_reads_accounts_and_creates_none(self):
        stream = self.stream_of_accounts
        self.assertEqual(stream.direction, "from_quickbooks")
        self.assertFalse(stream.create_in_odoo or stream.create_in_quickbooks)
        before = self.env["account.account"].search_count([])
        self.run_session()
        self.assertEqual(self.env["account.account"].search_count([]), before)
        link = self.env["qbd.link"].search([("qb_name", "=", "Checking")])
        self.assertEqual((link.state, link.reason), ("ok", "only_in_quickbooks"))
        self.assert_quiet()
        stream.create_in_odoo = True
        self.run_session()
        self.assertEqual(self.account_of("Checking").account_type, "asset_cash")
        self.assert_quiet()

    def test_the_same_number_is_the_same_account_and_both_keep_their_names(self):
        account = self.new_account("6010.1", "Büromaterial")
        self.user_add("Office Supplies", AccountNumber="6010-1")
        self.run_session()
        self.assertEqual(self.account_of("Office Supplies"), account)
        self.assertEqual((account.name, account.code), ("Büromaterial", "6010.1"))
        self.assertEqual(self.qb("Office Supplies")["AccountNumber"], "6010-1")
        self.assert_quiet()

    def test_a_number_of_another_kind_of_account_is_another_account(self):
        cash = self.new_account("7001", "Till", "asset_cash")
        fixed = self.new_account("7002", "Vans", "asset_fixed")
        self.user_add("Advances", "OtherCurrentAsset", AccountNumber="7001")
        self.user_add("Trucks", "OtherAsset", AccountNumber="7002")
        self.run_session()
        self.assertFalse(self.account_of("Advances"))
        self.assertEqual(self.account_of("Trucks"), fixed)
        self.assertFalse(self.link(cash))
        self.assert_quiet()

    def test_the_same_name_and_type_is_the_same_account(self):
        account = self.new_account("7001", "  travel ")
        other = self.new_account("7002", "Travel", "income")
        self.user_add("Travel")
        self.run_session()
        self.assertEqual(self.account_of("Travel"), account)
        self.assertFalse(self.link(other))
        self.assertEqual(account.code, "7001")
        self.assert_quiet()

    def test_of_two_of_the_same_name_a_person_chooses(self):
        self.new_account("7001", "Travel")
        self.new_account("7002", "Travel")
        self.user_add("Travel")
        self.run_session()
        link = self.env["qbd.link"].search([("qb_name", "=", "Travel")])
        self.assertEqual((link.state, link.reason), ("parked", "ambiguous"))
        self.assert_quiet()

    def test_of_two_of_the_same_name_the_one_in_use_is_meant(self):
        self.new_account("7001", "Travel", active=False)
        used = self.new_account("7002", "Travel")
        self.user_add("Travel")
        self.run_session()
        self.assertEqual(self.account_of("Travel"), used)
        self.assert_quiet()

    def test_the_full_name_tells_accounts_below_others_apart(self):
        parking = self.new_account("7001", "Parking")
        below = self.new_account("7002", "Shop:Parking")
        shop = self.user_add("Shop")
        self.user_add("Parking", ParentRef={"ListID": shop})
        self.user_add("Parking")
        self.run_session()
        self.assertEqual(self.account_of("Parking"), parking)
        self.assertEqual(self.account_of("Shop:Parking"), below)
        self.assert_quiet()

    def test_quickbooks_only_receivable_account_is_the_companys_own(self):
        self.run_session()
        partner = self.env["res.partner"].create({"name": "Anybody"})
        self.assertEqual(
            self.account_of("Accounts Receivable"),
            partner.property_account_receivable_id,
        )
        self.assertEqual(
            self.account_of("Accounts Payable"), partner.property_account_payable_id
        )
        self.assert_quiet()

    def test_of_two_receivable_accounts_none_is_guessed(self):
        self.user_add("Receivable Abroad", "AccountsReceivable")
        self.run_session()
        self.assertFalse(self.account_of("Accounts Receivable"))
        self.assertFalse(self.account_of("Receivable Abroad"))
        self.assertTrue(self.account_of("Accounts Payable"))

    def test_a_later_change_in_quickbooks_arrives(self):
        account = self.new_account("7001", "Travel")
        self.user_add("Travel")
        self.run_session()
        found = self.qb("Travel")["ListID"]
        self.company.user_mod(
            found, kind="Account", Name="Journeys", AccountNumber="7-1", Desc="By train"
        )
        self.run_session()
        self.assertEqual(
            (account.name, account.code, account.description),
            ("Journeys", "7.1", "By train"),
        )
        self.company.user_mod(found, kind="Account", AccountNumber="")
        self.run_session()
        self.assertEqual(account.code, "7.1")
        self.assert_quiet()

    def test_a_number_that_another_account_has_is_a_question(self):
        account = self.new_account("7001", "Travel")
        self.new_account("7002", "Hotels", "income")
        self.user_add("Travel", AccountNumber="7001")
        self.run_session()
        found = self.qb("Travel")["ListID"]
        self.company.user_mod(found, kind="Account", AccountNumber="7002")
        self.run_session()
        link = self.link(account)
        self.assertEqual((link.state, link.reason), ("parked", "refused_by_odoo"))
        self.assertIn("7002", link.message)
        self.assertEqual(account.code, "7001")
        self.assert_quiet()

    def test_merged_accounts_keep_the_link(self):
        gone = self.new_account("7001", "Travel")
        self.user_add("Travel")
        self.run_session()
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids += other
        kept = (
            self.env["account.account"]
            .with_company(other)
            .create(
                {
                    "code": "1",
                    "name": "Travel",
                    "account_type": "expense",
                    "company_ids": [Command.link(other.id)],
                }
            )
        )
        link = self.link(gone)
        self.env["account.merge.wizard"]._action_merge(kept | gone)
        self.assertEqual(link.record_id, kept.id)
        self.run_session()
        self.assertEqual(link.state, "ok")
        self.assert_quiet()


class TestCreating(AccountCase):
    """Somebody chose that accounts are created in Odoo."""

    COMPANY_FILE = {"chart": "numbered"}

    def arrange(self):
        super().arrange()
        self.stream_of_accounts.create_in_odoo = True

    def test_a_chart_with_numbers_arrives_whole(self):
        self.run_session()
        sales = self.account_of("Sales")
        self.assertEqual((sales.code, sales.account_type), ("40100", "income"))
        self.assertEqual(sales.company_ids, self.env.company)
        types = {
            name: self.account_of(name).account_type
            for name in ("Checking", "Undeposited Funds", "Sales Tax Payable")
        }
        self.assertEqual(
            list(types.values()), ["asset_cash", "asset_current", "liability_current"]
        )
        self.assertTrue(self.account_of("Undeposited Funds").reconcile)
        self.assert_quiet()

    def test_every_type_of_account_has_one_in_odoo(self):
        types = self.env["qbd.mapping.account"]._codecs()["AccountType"].values
        for qb_type in set(types) - {"AccountsReceivable", "AccountsPayable"}:
            self.company.lists.add(
                "Account", {"Name": f"A {qb_type}", "AccountType": qb_type}
            )
        self.run_session()
        mapping = self.stream_of_accounts._mapping()
        for qb_type in set(types) - {"AccountsReceivable", "AccountsPayable"}:
            account = self.account_of(f"A {qb_type}")
            self.assertEqual(mapping._type(account), qb_type)
        selection = self.env["account.account"]._fields["account_type"].selection
        for account_type, _label in selection:
            values = {"name": "X", "code": "X1", "account_type": account_type}
            account = self.env["account.account"].new(values)
            self.assertIn(mapping._type(account), types)
        self.assert_quiet()

    def test_an_account_without_a_number_gets_the_next_one_of_its_type(self):
        last = self.new_account("899998", "The Last", "expense_other")
        self.user_add("One More", "OtherExpense")
        self.user_add("And Another", "OtherExpense")
        self.run_session()
        codes = [self.account_of(name).code for name in ("One More", "And Another")]
        self.assertEqual(sorted(codes), ["899999", "900000"])
        self.assertEqual(last.code, "899998")
        self.assert_quiet()

    def test_a_number_that_is_another_accounts_is_not_taken_away(self):
        self.new_account("40100", "Bank charges", "expense")
        self.run_session()
        self.assertEqual(self.account_of("Sales").code, "40100.1")
        self.assert_quiet()

    def test_bank_and_credit_card_accounts_get_a_journal(self):
        self.user_add("Visa of the shop", "CreditCard")
        self.run_session()
        for name, kind in (("Checking", "bank"), ("Visa of the shop", "credit")):
            journal = self.env["account.journal"].search(
                [("default_account_id", "=", self.account_of(name).id)]
            )
            self.assertEqual((journal.type, journal.name), (kind, name))
            self.assertLessEqual(len(journal.code), 5)
        self.assert_quiet()

    def test_one_that_was_there_already_gets_no_second_journal(self):
        journal = self.env["account.journal"].create(
            {"name": "Checking", "type": "bank"}
        )
        journal.default_account_id.code = "10100"
        before = self.env["account.journal"].search_count([])
        self.run_session()
        self.assertEqual(self.account_of("Checking"), journal.default_account_id)
        self.assertEqual(self.env["account.journal"].search_count([]), before)

    def test_accounts_below_others_arrive_and_the_link_knows_where_they_are(self):
        shop = self.user_add("Shop", AccountNumber="60200")
        self.user_add("Parking", ParentRef={"ListID": shop}, AccountNumber="60210")
        self.run_session()
        parking = self.account_of("Shop:Parking")
        self.assertEqual((parking.name, parking.code), ("Parking", "60210"))
        image = self.link(parking).quickbooks_image
        self.assertEqual((image["ParentRef"], image["Sublevel"]), (shop, 1))
        self.assert_quiet()

    def test_an_account_deleted_in_quickbooks_is_archived(self):
        list_id = self.user_add("Never used", AccountNumber="60999")
        self.run_session()
        account = self.account_of("Never used")
        self.company.user_delete(list_id, kind="Account")
        self.run_session()
        self.assertFalse(account.active)
        self.assert_quiet()


class TestToQuickBooks(AccountCase):
    """Both ways, and accounts only in Odoo are created in QuickBooks."""

    COMPANY_FILE = {"chart": "numbered"}

    def arrange(self):
        super().arrange()
        self.stream_of_accounts.direction = "both"
        self.run_session()

    def wanted(self, account):
        """Have this one account sent, and not the whole chart."""
        stream = self.stream_of_accounts
        stream.create_in_quickbooks = True
        stream.sweep_finished = fields.Datetime.now()
        self.env["qbd.link"]._create_for_records(self.stream_of_accounts, account.ids)

    def test_nothing_is_created_until_somebody_chooses_that(self):
        account = self.new_account("70010", "Travel")
        report = self.run_session()
        self.assertFalse(report.wrote)
        self.assertFalse(self.link(account))

    def test_an_account_is_added_and_later_changed(self):
        account = self.new_account("70010", "Travel", description="Trains")
        self.wanted(account)
        self.run_session()
        found = self.qb("Travel")
        self.assertEqual(
            (found["AccountType"], found["AccountNumber"], found["Desc"]),
            ("Expense", "70010", "Trains"),
        )
        self.assert_quiet()
        account.write({"name": "Journeys", "code": "70011"})
        account.action_archive()
        self.run_session()
        found = self.qb("Journeys")
        self.assertEqual(
            (found["AccountNumber"], found["IsActive"]), ("70011", "false")
        )
        self.assert_quiet()

    def test_an_account_below_another_keeps_its_place_when_it_is_renamed(self):
        shop = self.user_add("Shop")
        self.user_add("Parking", ParentRef={"ListID": shop})
        account = self.new_account("70010", "Parking")
        self.run_session()
        self.assertEqual(self.link(account).qb_name, "Shop:Parking")
        account.name = "Garage"
        self.run_session()
        self.assertTrue(self.qb("Shop:Garage"))
        self.assertEqual(self.link(account).qb_name, "Shop:Garage")
        self.assert_quiet()

    def test_a_long_number_stays_in_odoo(self):
        account = self.new_account("70010.123", "Travel")
        self.wanted(account)
        self.run_session()
        self.assertFalse(self.qb("Travel").get("AccountNumber"))
        self.assert_quiet()
        account.code = "70010.124"
        self.run_session()
        self.assertEqual(self.link(account).reason, "cannot_send")
        self.assert_quiet()

    def test_where_quickbooks_shows_no_numbers_none_are_sent(self):
        self.company.set_preferences(
            "AccountingPreferences", IsUsingAccountNumbers="false"
        )
        self.wanted(self.new_account("70010", "Travel"))
        self.run_session()
        self.assertFalse(self.qb("Travel").get("AccountNumber"))
        self.assert_quiet()

    def test_a_number_in_use_is_seen_before_it_is_sent(self):
        account = self.new_account("40100", "Travel")
        self.wanted(account)
        report = self.run_session()
        link = self.link(account)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("40100", link.message)
        self.assertFalse(report.wrote)

    def test_what_quickbooks_makes_itself_is_not_sent(self):
        account = self.new_account("70010", "Aside", "off_balance")
        self.wanted(account)
        self.run_session()
        self.assertEqual(self.link(account).reason, "cannot_send")

    def test_the_type_of_an_account_is_not_changed_in_quickbooks(self):
        account = self.new_account("70010", "Travel")
        self.wanted(account)
        self.run_session()
        account.account_type = "expense_depreciation"
        self.run_session()
        self.assertEqual(self.link(account).state, "ok")
        account.account_type = "expense_direct_cost"
        self.run_session()
        link = self.link(account)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertEqual(self.qb("Travel")["AccountType"], "Expense")
        self.assert_quiet()
        account.account_type = "expense"
        self.run_session()
        self.assertEqual(link.state, "ok")
        self.assert_quiet()


class TestInterruptionsAccounts(InterruptionsMixin, AccountCase):
    COMPANY_FILE = {"chart": "numbered"}

    def setUp(self):
        super().setUp()
        self.stream_of_accounts.write(
            {"direction": "both", "create_in_odoo": True, "create_in_quickbooks": True}
        )
        others = self.env["account.account"].search([])
        self.env["qbd.link"]._create_for_records(self.stream_of_accounts, others.ids)
        links = self.env["qbd.link"].search([])
        links.write({"state": "gone", "reason": "unlinked"})
        self.build()

    def build(self):
        self.new_account("70010", "Travel")
        self.run_session()
        self.clock.sleep(3 * 3600)

    def edit(self):
        self.new_account("70020", "Hotels")
        self.account_of("Travel").name = "Journeys"
        self.company.user_mod(
            self.qb("Sales")["ListID"], kind="Account", Name="Turnover"
        )
        self.user_add("Bank of the shop", "Bank", AccountNumber="10200")

    def state(self):
        self.env.invalidate_all()
        links = self.env["qbd.link"].search([("qb_id", "!=", False)])
        records = self.env["account.account"].browse(links.mapped("record_id"))
        return {
            "odoo": sorted((a.code, a.name, a.account_type) for a in records),
            "journals": sorted(self.env["account.journal"].search([]).mapped("name")),
            "quickbooks": sorted(
                (one["FullName"], one.get("AccountNumber"), one["AccountType"])
                for one in self.company.objects("Account")
            ),
            "links": sorted((one.qb_name, one.state) for one in links),
        }

    def test_a_lost_answer_ends_in_the_same_state(self):
        self.assertGreater(self.check_all_cuts(self.is_lost_write), 2)
