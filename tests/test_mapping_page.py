"""The mapping page: entries without a counterpart, with suggestions and reasons."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from ..wizards import qbd_pairing
from .support.documents import DocumentCase
from .test_sync_accounts import AccountCase
from .test_sync_taxes import TaxCase

USERS = "quickbooks_desktop.group_qbd_user,account.group_account_manager"


class PageMixin:
    """Opens the page as a bookkeeper, and reads its rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bookkeeper = new_test_user(cls.env, "bookkeeper", groups=USERS)

    def open_page(self):
        """Return the rows of the page."""
        self.env.flush_all()
        connection = self.connection.with_user(self.bookkeeper)
        action = connection.action_open_pairing()
        self.assertEqual(action["res_model"], "qbd.pairing")
        rows = self.env["qbd.pairing"].with_user(self.bookkeeper)
        return rows.with_context(**action["context"]).search(action["domain"])

    def row(self, name):
        return self.open_page().filtered(lambda row: row.name == name)

    def shown(self, row):
        """Return the texts of a row: (QuickBooks, Odoo, why)."""
        record = self.env[row.res_model].browse(row.record_id or [])
        return row.link_id.qb_name, record.name, row.reason

    def qb_link(self, name):
        return self.env["qbd.link"].search([("qb_name", "=", name)])


class TestPageOfAccounts(PageMixin, AccountCase):
    COMPANY_FILE = {"chart": "numbered"}

    def test_each_account_has_a_suggestion_and_its_reason(self):
        tax = self.env.company.account_sale_tax_id
        lines = tax.invoice_repartition_line_ids
        tax_account = lines.filtered(lambda x: x.repartition_type == "tax").account_id
        self.new_account("40200", "Rebates", "expense")
        self.run_session()
        self.assertEqual(
            self.shown(self.row("Sales Tax Payable")),
            (
                "Sales Tax Payable",
                tax_account.name,
                "Odoo uses this account for the same purpose",
            ),
        )
        self.assertEqual(
            self.shown(self.row("Retained Earnings")),
            (
                "Retained Earnings",
                "Undistributed Profits/Losses",
                "Odoo uses this account for the same purpose",
            ),
        )
        self.assertEqual(
            self.shown(self.row("Sales Discounts")),
            (
                "Sales Discounts",
                False,
                "40200 Rebates has the number, but a different type",
            ),
        )
        self.assertEqual(self.row("Sales Discounts").about, "40200, Income")
        self.assertEqual(
            self.shown(self.row("Checking")),
            ("Checking", "Bank", "The only one of its type"),
        )
        self.assertEqual(self.shown(self.row("Sales")), ("Sales", False, False))

    def test_nothing_is_counted_that_has_its_counterpart(self):
        self.run_session()
        rows = self.open_page()
        names = rows.mapped("name")
        self.assertNotIn("Accounts Receivable", names)
        self.assertEqual(len(rows), self.connection.pairing_count)
        linked = self.qb_link("Sales")
        linked.action_unlink_pair()
        self.assertNotIn("Sales", self.open_page().mapped("name"))

    def test_of_several_candidates_none_is_chosen_and_all_are_named(self):
        self.new_account("7001", "Travel")
        self.new_account("7002", "Travel")
        self.user_add("Travel")
        self.run_session()
        row = self.row("Travel")
        self.assertFalse(row.record_id)
        self.assertIn("7001", row.reason)
        self.assertIn("7002", row.reason)
        self.assertIn("Same name and type", row.reason)
        with self.assertRaises(UserError):
            row.action_accept()

    def test_a_person_chooses_one_of_several(self):
        self.new_account("7001", "Travel")
        second = self.new_account("7002", "Travel")
        self.user_add("Travel")
        self.run_session()
        row = self.row("Travel")
        row.record_id = second.id
        row.action_accept()
        self.assertEqual(self.qb_link("Travel").state, "dirty")
        self.run_session()
        self.assertEqual(self.account_of("Travel"), second)
        self.assertEqual(self.qb_link("Travel").state, "ok")
        self.assertEqual(second.code, "7002")
        self.assert_quiet()

    def test_accepting_pairs_and_the_engine_merges(self):
        self.run_session()
        row = self.row("Sales Tax Payable")
        account = self.env["account.account"].browse(row.record_id)
        name, code = account.name, account.code
        answer = row.action_accept()
        self.assertEqual(answer["tag"], "soft_reload")
        self.assertFalse(row.exists())
        self.assertFalse(self.row("Sales Tax Payable"))
        self.run_session()
        self.assertEqual(self.account_of("Sales Tax Payable"), account)
        self.assertEqual((account.name, account.code), (name, code))
        self.assert_quiet()

    def test_all_suggestions_at_once(self):
        self.run_session()
        rows = self.open_page()
        pairs = rows.filtered(lambda row: row.record_id)
        expected = {row.name: row.record_id for row in pairs}
        self.assertGreater(len(expected), 2)
        self.assertLess(len(expected), len(rows))
        rows.browse().action_accept_all()
        self.run_session()
        found = {name: self.account_of(name).id for name in expected}
        self.assertEqual(found, expected)
        self.assertEqual(len(self.open_page()), len(rows) - len(expected))
        self.assert_quiet()

    def test_what_is_created_needs_no_change_of_the_list(self):
        self.run_session()
        self.row("Sales").action_create()
        self.run_session()
        self.assertEqual(self.account_of("Sales").code, "40100")
        self.assertFalse(self.account_of("Sales Discounts"))
        self.assert_quiet()

    def test_an_account_that_belongs_to_another_is_refused_in_words(self):
        self.run_session()
        row = self.row("Sales")
        row.record_id = self.account_of("Accounts Receivable").id
        with self.assertRaises(UserError) as caught:
            row.action_accept()
        self.assertIn("Accounts Receivable", str(caught.exception))

    def test_an_account_of_another_company_is_refused(self):
        self.run_session()
        other = self.env["res.company"].create({"name": "Other"})
        account = self.new_account("1", "Theirs", company_ids=[(6, 0, other.ids)])
        row = self.row("Sales")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            row.record_id = account.id
        row.sudo().record_id = account.id
        with self.assertRaises(UserError):
            row.action_accept()
        self.assertFalse(self.qb_link("Sales").record_id)

    def test_two_rows_cannot_take_the_same_account(self):
        self.run_session()
        account = self.new_account("70010", "For both", "income")
        rows = self.open_page()
        wanted = rows.filtered(lambda r: r.name in ("Sales", "Sales Discounts"))
        wanted.record_id = account.id
        one, two = wanted
        one.action_accept()
        self.assertFalse(two.record_id)
        two.record_id = account.id
        with self.assertRaises(UserError):
            two.action_accept()

    def test_a_page_that_is_out_of_date_says_so(self):
        self.run_session()
        row = self.row("Sales")
        row.record_id = self.new_account("70010", "Turnover", "income").id
        self.qb_link("Sales").action_unlink_pair()
        with self.assertRaises(UserError) as caught:
            row.action_accept()
        self.assertIn("no longer free", str(caught.exception))

    def test_who_may_not_use_quickbooks_pairs_nothing(self):
        self.run_session()
        row = self.row("Checking")
        plain = new_test_user(self.env, "plain", groups="account.group_account_manager")
        for name in ("action_accept", "action_accept_all", "action_create"):
            with self.assertRaises(AccessError):
                getattr(row.with_user(plain), name)()
        with self.assertRaises(AccessError):
            self.connection.with_user(plain).action_open_pairing()
        self.assertFalse(self.qb_link("Checking").record_id)

    def test_the_page_is_there_for_its_connection_only(self):
        self.run_session()
        self.open_page()
        other = self.env["qbd.connection"].create({"name": "Another company file"})
        self.assertEqual(other.pairing_count, 0)
        action = other.with_user(self.bookkeeper).action_open_pairing()
        rows = self.env["qbd.pairing"].with_user(self.bookkeeper)
        self.assertFalse(rows.search(action["domain"]))

    def test_an_account_of_odoo_that_nobody_needs_is_no_row(self):
        self.new_account("70010", "Lonely")
        self.run_session()
        self.assertFalse(self.row("70010 Lonely"))


class TestWhatDocumentsNeed(PageMixin, TaxCase):
    """Groups of taxes wait for their taxes, as documents do for their references."""

    def test_what_waits_says_so_in_the_row_and_follows_when_it_is_paired(self):
        self.stream("sales_tax").create_in_odoo = False
        florida = self.user_add("Florida", "6")
        self.user_add("Georgia", "4")
        self.user_add_group("Miami", florida)
        self.user_add_group("Tampa", florida)
        self.run_session()
        taxes = self.open_page().filtered(lambda r: r.stream_id.mapping == "sales_tax")
        row = taxes[0]
        other = taxes.filtered(lambda r: r.name == "Georgia")
        self.assertEqual((row.name, row.needed), ("Florida", 2))
        self.assertEqual(row.needed_by, "Sales tax groups: Tampa, Miami")
        self.assertEqual((other.needed, other.needed_by), (0, ""))
        tax = self.new_tax("Sunshine", 6)
        self.assertEqual(self.row("Florida").record_id, tax.id)
        self.assertEqual(self.row("Florida").reason, "The only one with this rate")
        self.row("Florida").action_accept()
        self.assertEqual(self.qb_link("Miami").state, "dirty")
        self.run_session()
        self.assertEqual(self.tax_of("Miami").children_tax_ids, tax)
        self.assertEqual(self.tax_of("Tampa").children_tax_ids, tax)
        self.assert_quiet()

    def test_many_that_wait_are_counted(self):
        self.stream("sales_tax").create_in_odoo = False
        florida = self.user_add("Florida", "6")
        for number in range(5):
            self.user_add_group(f"City {number}", florida)
        self.run_session()
        self.assertIn("and 2 more", self.row("Florida").needed_by)

    def send_groups(self):
        values = {"direction": "both", "create_in_quickbooks": True}
        self.stream("sales_tax_group").write(values)
        self.stream("sales_tax").create_in_odoo = False

    def test_a_record_that_a_document_needs_is_a_row_with_objects_to_choose(self):
        self.send_groups()
        texas = self.new_tax("Texas", 6.25)
        group = self.new_group("Austin", texas)
        self.user_add("State of Texas", "6.5")
        self.run_session()
        self.assertEqual(self.link(group).reason, "waits")
        row = self.row("Texas")
        self.assertEqual((row.side, row.needed), ("odoo", 1))
        self.assertEqual(row.needed_by, "Sales tax groups: Austin")
        number = len(self.open_page())
        self.assertEqual(self.connection.pairing_count, number)
        row = self.row("Texas")
        row.link_id = self.qb_link("State of Texas")
        row.action_accept()
        self.assertFalse(self.row("State of Texas"))
        self.run_session()
        self.assertEqual(self.tax_of("State of Texas"), texas)
        self.assertTrue(self.qb("Austin", "ItemSalesTaxGroup"))
        self.assertEqual(self.link(group).state, "ok")
        self.assert_quiet()

    def test_where_a_suggestion_serves_both_sides_there_is_one_row(self):
        self.send_groups()
        texas = self.new_tax("6.25% Texas", 6.25)
        self.new_group("Austin", texas)
        self.user_add("6.25 Texas", "6")
        self.run_session()
        rows = self.open_page().filtered(lambda row: row.record_id == texas.id)
        self.assertEqual(rows.side, "quickbooks")
        self.assertEqual((rows.name, rows.needed), ("6.25 Texas", 1))
        self.assertEqual(rows.reason, "Nearly the same name")

    def test_a_record_is_created_in_quickbooks_where_its_list_goes_there(self):
        self.send_groups()
        texas = self.new_tax("Texas", 6.25)
        self.new_group("Austin", texas)
        self.run_session()
        row = self.row("Texas")
        self.assertFalse(row.may_create)
        with self.assertRaises(UserError) as caught:
            row.action_create()
        self.assertIn("Sales tax items", str(caught.exception))
        self.stream("sales_tax").direction = "both"
        self.row("Texas").action_create()
        self.run_session()
        self.assertTrue(self.qb("Texas"))
        self.assertTrue(self.qb("Austin", "ItemSalesTaxGroup"))
        self.assert_quiet()

    def test_what_could_not_be_created_says_why(self):
        self.env.company.account_sale_tax_id = False
        self.user_add("Florida", "6")
        self.run_session()
        row = self.row("Florida")
        self.assertIn("Sales Tax Payable", row.reason)


class TestWhatInvoicesNeed(PageMixin, DocumentCase):
    def arrange(self):
        super().arrange()
        values = {"create_in_odoo": False, "create_in_quickbooks": False}
        self.stream("customer").write(values)
        self.stream("terms").write(values)

    def test_an_invoice_of_quickbooks_follows_its_customer(self):
        anne = self.partner(name="Anne", email="ann@example.com")
        self.company.user_mod(self.ann_id, Email="ann@example.com")
        first = self.qb_invoice(self.work(), TermsRef="Net 30")
        self.qb_invoice(self.work(Quantity="2"))
        self.run_session()
        self.assertFalse(self.row("Net 30").needed)
        row = self.row("Ann")
        self.assertEqual((row.record_id, row.reason), (anne.id, "Same email"))
        self.assertEqual(row.needed_by, "Invoices: 2, 1")
        row.action_accept()
        self.run_session()
        self.assertEqual(self.move_of(first).partner_id, anne)
        self.assertEqual(self.connection.waiting_count, 0)
        self.assert_quiet()

    def test_an_invoice_waits_for_its_tax_only_where_it_has_some(self):
        self.stream("sales_tax").create_in_odoo = False
        self.partner(name="Ann")
        self.qb_invoice(self.work())
        self.run_session()
        self.assertEqual(self.row("County").needed_by, "Invoices: 1")
        self.assertFalse(self.row("Out of State").needed)
        self.row("County").action_create()
        self.run_session()
        self.assertEqual(self.tax_names(), ["County"])
        self.assert_quiet()

    def tax_names(self):
        moves = self.env["account.move"].search([("qbd_link_ids", "!=", False)])
        return moves.invoice_line_ids.tax_ids.mapped("name")

    def test_an_invoice_of_odoo_follows_its_customer(self):
        self.stream("item").direction = "both"
        self.partner(name="Ann")
        self.run_session()
        zoe = self.partner(name="Zoë")
        move = self.odoo_invoice(
            {"product_id": self.product("Work").id, "price_unit": 5, "tax_ids": []},
            partner_id=zoe.id,
        )
        self.run_session()
        self.assertEqual(self.link(move).reason, "waits")
        row = self.row("Zoë")
        self.assertEqual((row.side, row.needed_by), ("odoo", f"Invoices: {move.name}"))
        row.action_create()
        self.run_session()
        self.assertEqual(self.customer_names(), ["Ann", "Zoë"])
        self.assertEqual(self.link(move).state, "ok")
        self.assert_quiet()

    def test_more_than_the_page_holds_are_announced(self):
        self.patch(qbd_pairing, "LIMIT", 2)
        self.run_session()
        action = self.connection.with_user(self.bookkeeper).action_open_pairing()
        number = self.connection.pairing_count
        self.assertGreater(number, 2)
        self.assertIn(f"{number - 2} more", action["name"])
        self.assertEqual(len(self.open_page()), 2)


class TestSuggestionsOfOtherLists(PageMixin, AccountCase):
    STREAMS = ("customer", "terms", "payment_method")

    def test_customers_by_their_address_and_by_nearly_their_name(self):
        self.stream("customer").write({"direction": "from_quickbooks"})
        self.stream("customer").create_in_odoo = False
        ann = self.partner(name="Ann Miller Ltd", email="ann@example.com")
        acme = self.partner(name="ACME-Corp")
        self.company.user_add("Customer", Name="Miller, Ann", Email="Ann@example.com")
        self.company.user_add("Customer", Name="Acme Corp.", Phone="555")
        self.run_session()
        row = self.row("Miller, Ann")
        self.assertEqual((row.record_id, row.reason), (ann.id, "Same email"))
        row = self.row("Acme Corp.")
        self.assertEqual((row.record_id, row.reason), (acme.id, "Nearly the same name"))
        self.assertEqual(row.about, "555")
        row.action_accept()
        self.run_session()
        self.assertEqual(acme.phone, "555")
        self.assert_quiet()

    def test_terms_of_the_same_figures(self):
        self.stream("terms").create_in_odoo = False
        terms = self.env["account.payment.term"]
        twins = terms.create([{"name": "45 a"}, {"name": "45 b"}])
        twins.line_ids.write({"nb_days": 45})
        self.company.user_add("StandardTerms", Name="Net 45", StdDueDays="45")
        self.run_session()
        row = self.row("Net 45")
        self.assertFalse(row.record_id)
        self.assertIn("Same days and discount", row.reason)
        self.assertIn("45 b", row.reason)

    def test_a_payment_method_is_created_when_a_person_wants_it(self):
        self.stream("payment_method").create_in_odoo = False
        self.run_session()
        entries = self.env["qbd.list.entry"].search([])
        self.row("Cash").action_create()
        self.run_session()
        new = self.env["qbd.list.entry"].search([]) - entries
        self.assertEqual(new.mapped("name"), ["Cash"])
        self.assert_quiet()
