"""Sales tax items and groups of them: taxes on sales in Odoo."""

from odoo import Command

from .support.common import SyncCase
from .support.interruptions import InterruptionsMixin


class TaxCase(SyncCase):
    STREAMS = ("account", "sales_tax", "sales_tax_group")

    def new_tax(self, name, amount, **values):
        values = {"amount_type": "percent", "type_tax_use": "sale", **values}
        tax = self.env["account.tax"].create({"name": name, "amount": amount, **values})
        self.env.cr.flush()
        return tax

    def new_group(self, name, taxes, **values):
        children = [Command.set(taxes.ids)]
        return self.new_tax(
            name, 0, amount_type="group", children_tax_ids=children, **values
        )

    def tax_of(self, name):
        """Return the record of the item that QuickBooks calls so."""
        link = self.env["qbd.link"].search(
            [("space", "=", "item"), ("qb_name", "=", name)]
        )
        return self.env["account.tax"].browse(link.record_id or [])

    def qb(self, name, qb_type="ItemSalesTax"):
        return self.company.find(qb_type, name)

    def user_add(self, name, rate, **values):
        return self.company.user_add("ItemSalesTax", Name=name, TaxRate=rate, **values)

    def user_add_group(self, name, *taxes, **values):
        refs = [{"ListID": tax} for tax in taxes]
        return self.company.user_add(
            "ItemSalesTaxGroup", Name=name, ItemSalesTaxRef=refs, **values
        )

    def account_on(self, tax):
        """Return the accounts that a tax is posted to, on invoices and refunds."""
        lines = tax.repartition_line_ids
        return lines.filtered(lambda x: x.repartition_type == "tax").account_id

    def snapshot(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, write_date, name, amount, active, invoice_label"
            " FROM account_tax ORDER BY id"
        )
        return self.env.cr.fetchall(), self.items(), super().snapshot()

    def items(self):
        kinds = ("ItemSalesTax", "ItemSalesTaxGroup")
        return [self.company.objects(kind) for kind in kinds]


class TestSalesTaxItems(TaxCase):
    def test_a_sales_tax_item_becomes_a_tax_that_is_added_to_the_price(self):
        self.user_add("Dade County", "6.5", ItemDesc="Sales tax")
        self.run_session()
        tax = self.tax_of("Dade County")
        self.assertEqual((tax.name, tax.amount), ("Dade County", 6.5))
        self.assertEqual((tax.amount_type, tax.type_tax_use), ("percent", "sale"))
        self.assertEqual(tax.invoice_label, "Sales tax")
        self.assertFalse(tax.price_include)
        self.assertEqual(tax.compute_all(200)["total_included"], 213)
        self.assertTrue(self.tax_of("Out of State"))
        self.assert_quiet()

    def test_invoices_do_not_call_it_by_the_rate_of_another_tax(self):
        self.user_add("Dade County", "6.5")
        self.user_add("City", "1")
        self.run_session()
        groups = (self.tax_of("Dade County") | self.tax_of("City")).tax_group_id
        self.assertEqual(groups.mapped("name"), ["Sales Tax"])

    def test_it_is_posted_to_the_account_of_the_companys_default_tax(self):
        self.user_add("Dade County", "6.5")
        self.run_session()
        default = self.env.company.account_sale_tax_id
        self.assertEqual(
            self.account_on(self.tax_of("Dade County")), self.account_on(default)
        )

    def test_it_is_posted_to_the_account_of_quickbooks_sales_tax_payable(self):
        account = self.env["account.account"].create(
            {
                "name": "Sales Tax Payable",
                "code": "255000",
                "account_type": "liability_current",
            }
        )
        self.user_add("Dade County", "6.5")
        self.run_session()
        self.assertEqual(self.account_on(self.tax_of("Dade County")), account)
        self.assert_quiet()

    def test_without_an_account_it_waits_and_says_for_what(self):
        self.env.company.account_sale_tax_id = False
        self.user_add("Dade County", "6.5")
        self.run_session()
        link = self.env["qbd.link"].search([("qb_name", "=", "Dade County")])
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assertIn("Sales Tax Payable", link.message)
        self.assert_quiet()
        self.stream("account").create_in_odoo = True
        self.run_session()
        link._release()
        self.run_session()
        self.assertEqual(
            self.account_on(self.tax_of("Dade County")).name, "Sales Tax Payable"
        )
        self.assert_quiet()

    def test_the_same_name_is_the_same_tax(self):
        tax = self.new_tax("dade county", 6, invoice_label="Tax")
        self.user_add("Dade County", "6.5", ItemDesc="Sales tax")
        self.run_session()
        self.assertEqual(self.tax_of("Dade County"), tax)
        self.assertEqual((tax.amount, tax.invoice_label), (6.5, "Tax"))
        self.assert_quiet()

    def test_of_two_of_the_same_name_the_one_in_use_is_meant(self):
        self.new_tax("DADE County", 6, active=False)
        used = self.new_tax("Dade county", 6)
        self.user_add("Dade County", "6.5")
        self.run_session()
        self.assertEqual(self.tax_of("Dade County"), used)
        self.assert_quiet()

    def test_the_only_one_with_the_same_rate_is_the_same_tax(self):
        tax = self.new_tax("6.5% Florida", 6.5)
        self.new_tax("6.5% included", 6.5, price_include_override="tax_included")
        self.user_add("Dade County", "6.5")
        self.run_session()
        self.assertEqual(self.tax_of("Dade County"), tax)
        self.assertEqual(tax.name, "6.5% Florida")
        self.assert_quiet()

    def test_a_rate_that_two_have_is_nobodys_mark(self):
        tax = self.new_tax("6.5% Florida", 6.5)
        self.user_add("Dade County", "6.5")
        self.user_add("Broward County", "6.5")
        self.run_session()
        self.assertFalse(self.link(tax))
        self.assertEqual(self.tax_of("Broward County").name, "Broward County")
        self.assert_quiet()

    def test_no_rate_at_all_is_nobodys_mark(self):
        exports = self.new_tax("Exempt by law", 0)
        self.run_session()
        self.assertFalse(self.link(exports))
        self.assertEqual(self.tax_of("Out of State").amount, 0)

    def test_a_name_that_odoo_has_used_gets_a_number(self):
        self.new_tax("Dade County", 3, amount_type="fixed")
        self.user_add("Dade County", "6.5")
        self.run_session()
        self.assertEqual(self.tax_of("Dade County").name, "Dade County (2)")
        self.assert_quiet()

    def test_a_new_rate_and_an_end_arrive(self):
        list_id = self.user_add("Dade County", "6.5")
        self.run_session()
        tax = self.tax_of("Dade County")
        self.company.user_mod(list_id, kind="ItemSalesTax", TaxRate="7.12345")
        self.run_session()
        self.assertEqual(tax.amount, 7.1235)
        self.assert_quiet()
        self.company.user_inactivate(list_id)
        self.run_session()
        self.assertFalse(tax.active)
        self.assert_quiet()

    def test_a_tax_of_odoo_stays_there_until_somebody_decides_otherwise(self):
        stream = self.stream("sales_tax")
        self.assertEqual(stream.direction, "from_quickbooks")
        self.assertFalse(stream.create_in_quickbooks)
        tax = self.new_tax("Orange County", 5)
        self.run_session()
        stream.direction = "both"
        self.run_session()
        self.assertFalse(self.qb("Orange County"))
        stream.create_in_quickbooks = True
        tax.invoice_label = "Sales tax"
        self.run_session()
        found = self.qb("Orange County")
        self.assertEqual((found["TaxRate"], found["ItemDesc"]), ("5.00", "Sales tax"))
        self.assert_quiet()

    def test_a_tax_that_prices_include_is_not_sent(self):
        self.stream("sales_tax").write(
            {"direction": "both", "create_in_quickbooks": True}
        )
        tax = self.new_tax("In it", 5, price_include_override="tax_included")
        self.run_session()
        self.assertEqual(self.link(tax).reason, "cannot_send")
        self.assertIn("prices", self.link(tax).message)
        self.assertFalse(self.qb("In it"))
        self.assert_quiet()

    def test_taxes_on_purchases_are_left_alone(self):
        tax = self.new_tax("Dade County", 6.5, type_tax_use="purchase")
        self.user_add("Dade County", "6.5")
        self.run_session()
        self.assertFalse(self.link(tax))
        self.assertNotEqual(self.tax_of("Dade County"), tax)


class TestSalesTaxGroups(TaxCase):
    def arrange(self):
        super().arrange()
        self.state_tax = self.user_add("Florida", "6")
        self.county_tax = self.user_add("Dade", "1")

    def test_a_group_becomes_a_group_of_the_taxes_of_its_items(self):
        self.user_add_group(
            "Miami", self.state_tax, self.county_tax, ItemDesc="Sales tax"
        )
        self.run_session()
        group = self.tax_of("Miami")
        self.assertEqual(group.amount_type, "group")
        self.assertEqual(
            group.children_tax_ids, self.tax_of("Florida") | self.tax_of("Dade")
        )
        self.assertEqual(group.compute_all(100)["total_included"], 107)
        self.assert_quiet()

    def test_the_group_of_the_same_taxes_is_the_same_group(self):
        taxes = self.new_tax("Florida", 6) | self.new_tax("Dade", 1)
        group = self.new_group("7% Miami", taxes)
        self.user_add_group("Miami", self.state_tax, self.county_tax)
        self.run_session()
        self.assertEqual(self.tax_of("Miami"), group)
        self.assertEqual(group.name, "7% Miami")
        self.assert_quiet()

    def test_another_tax_in_the_group_arrives(self):
        list_id = self.user_add_group("Miami", self.state_tax, self.county_tax)
        self.run_session()
        city = self.user_add("City", "0.5")
        self.company.user_mod(
            list_id,
            kind="ItemSalesTaxGroup",
            ItemSalesTaxRef=[{"ListID": self.state_tax}, {"ListID": city}],
        )
        self.run_session()
        self.assertEqual(
            self.tax_of("Miami").children_tax_ids,
            self.tax_of("Florida") | self.tax_of("City"),
        )
        self.assert_quiet()

    def test_a_group_waits_for_its_taxes(self):
        self.stream("sales_tax").create_in_odoo = False
        self.user_add_group("Miami", self.state_tax, self.county_tax)
        self.run_session()
        link = self.env["qbd.link"].search([("qb_name", "=", "Miami")])
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assert_quiet()
        self.stream("sales_tax").create_in_odoo = True
        self.run_session()
        self.assertEqual(len(self.tax_of("Miami").children_tax_ids), 2)
        self.assert_quiet()

    def test_both_ways_a_group_follows_its_taxes(self):
        for name in ("sales_tax", "sales_tax_group"):
            self.stream(name).write({"direction": "both", "create_in_quickbooks": True})
        taxes = self.new_tax("Texas", 6.25) | self.new_tax("Austin", 2)
        group = self.new_group("Austin, Texas", taxes)
        self.run_session()
        found = self.qb("Austin, Texas", "ItemSalesTaxGroup")
        self.assertEqual(len(found["ItemSalesTaxRef"]), 2)
        self.assert_quiet()
        group.children_tax_ids = taxes[:1]
        self.run_session()
        found = self.qb("Austin, Texas", "ItemSalesTaxGroup")
        self.assertIn("Texas", str(found["ItemSalesTaxRef"]))
        self.assertNotIn("'Austin'", str(found["ItemSalesTaxRef"]))
        self.assert_quiet()

    def test_a_group_with_a_tax_that_is_not_sent_waits_and_says_for_which(self):
        self.stream("sales_tax_group").write(
            {"direction": "both", "create_in_quickbooks": True}
        )
        group = self.new_group("Austin, Texas", self.new_tax("Texas", 6.25))
        self.run_session()
        link = self.link(group)
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assertIn("Texas", link.message)
        self.assert_quiet()


class TestInterruptionsTaxes(InterruptionsMixin, TaxCase):
    def setUp(self):
        super().setUp()
        for name in ("sales_tax", "sales_tax_group"):
            self.stream(name).write({"direction": "both", "create_in_quickbooks": True})
        self.build()

    def build(self):
        self.user_add("Florida", "6")
        self.run_session()
        self.clock.sleep(3 * 3600)

    def edit(self):
        texas = self.new_tax("Texas", 6.25)
        self.new_group("Texas alone", texas)
        self.tax_of("Florida").amount = 6.1
        dade = self.user_add("Dade", "1")
        self.user_add_group("Miami", self.qb("Florida")["ListID"], dade)

    def state(self):
        self.env.invalidate_all()
        links = self.env["qbd.link"].search([("space", "=", "item")])
        taxes = self.env["account.tax"].browse(links.mapped("record_id"))
        return {
            "odoo": sorted(
                (tax.name, tax.amount, sorted(tax.children_tax_ids.mapped("name")))
                for tax in taxes
            ),
            "quickbooks": sorted(
                (one["Name"], one.get("TaxRate"), str(one.get("ItemSalesTaxRef"))[:9])
                for kind in self.items()
                for one in kind
            ),
            "links": sorted((one.qb_name, one.state) for one in links),
        }

    def test_a_lost_answer_ends_in_the_same_state(self):
        self.assertGreater(self.check_all_cuts(self.is_lost_write), 2)
