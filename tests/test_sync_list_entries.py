"""Small lists of QuickBooks that Odoo has nothing like: tax codes, payment methods."""

from .support.common import SyncCase
from .support.interruptions import InterruptionsMixin


class ListEntryCase(SyncCase):
    STREAMS = ("sales_tax_code", "payment_method")

    def entries(self, kind):
        """Return the entries of a list of this company, archived ones too."""
        entries = self.env["qbd.list.entry"].with_context(active_test=False)
        domain = [("kind", "=", kind), ("company_id", "=", self.env.company.id)]
        return entries.search(domain, order="name")

    def entry(self, kind, name):
        return self.entries(kind).filtered(lambda entry: entry.name == name)

    def new_entry(self, kind, name, **values):
        entry = self.env["qbd.list.entry"].create(
            {"kind": kind, "name": name, **values}
        )
        self.env.cr.flush()
        return entry

    def names(self, qb_type):
        return sorted(one["Name"] for one in self.company.objects(qb_type))

    def snapshot(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, write_date, kind, name, description, taxable, active"
            " FROM qbd_list_entry ORDER BY id"
        )
        lists = [self.company.objects(x) for x in ("SalesTaxCode", "PaymentMethod")]
        return self.env.cr.fetchall(), lists, super().snapshot()


class TestSalesTaxCodes(ListEntryCase):
    def test_the_codes_of_a_new_company_file_arrive(self):
        self.run_session()
        found = [
            (entry.name, entry.taxable, entry.description, entry.active)
            for entry in self.entries("sales_tax_code")
        ]
        self.assertEqual(
            found, [("Non", False, "Non-Taxable", True), ("Tax", True, "Taxable", True)]
        )
        self.assertEqual(self.link(self.entry("sales_tax_code", "Tax")).state, "ok")
        self.assert_quiet()

    def test_they_come_from_quickbooks_until_somebody_decides_otherwise(self):
        stream = self.stream("sales_tax_code")
        self.assertEqual(stream.direction, "from_quickbooks")
        self.run_session()
        self.new_entry("sales_tax_code", "Exp", taxable=False)
        self.entry("sales_tax_code", "Tax").description = "Changed in Odoo"
        self.run_session()
        self.assertEqual(self.names("SalesTaxCode"), ["Non", "Tax"])
        found = self.company.find("SalesTaxCode", "Tax")
        self.assertEqual(found["Desc"], "Taxable")
        self.assert_quiet()

    def test_both_ways_they_are_added_changed_and_deactivated(self):
        self.stream("sales_tax_code").direction = "both"
        self.run_session()
        self.new_entry("sales_tax_code", "Export", description="Sold abroad")
        self.entry("sales_tax_code", "Tax").description = "Taxed"
        self.entry("sales_tax_code", "Non").action_archive()
        self.run_session()
        added = self.company.find("SalesTaxCode", "Exp")
        self.assertEqual((added["IsTaxable"], added["Desc"]), ("false", "Sold abroad"))
        self.assertEqual(self.company.find("SalesTaxCode", "Tax")["Desc"], "Taxed")
        self.assertEqual(self.company.find("SalesTaxCode", "Non")["IsActive"], "false")
        self.assertEqual(len(self.entry("sales_tax_code", "Export")), 1)
        self.assert_quiet()

    def test_a_code_that_is_cut_like_another_gets_a_number(self):
        self.stream("sales_tax_code").direction = "both"
        self.run_session()
        self.new_entry("sales_tax_code", "Taxable")
        self.run_session()
        self.assertEqual(self.names("SalesTaxCode"), ["Non", "Ta2", "Tax"])
        self.assert_quiet()

    def test_a_code_that_was_entered_by_hand_is_matched_by_its_name(self):
        entry = self.new_entry("sales_tax_code", "TAX", description="Taxable")
        self.run_session()
        self.assertEqual(self.link(entry).qb_name, "Tax")
        self.assertTrue(entry.taxable)
        self.assertEqual(len(self.entries("sales_tax_code")), 2)
        self.assert_quiet()

    def test_what_quickbooks_makes_inactive_is_archived(self):
        self.run_session()
        found = self.company.find("SalesTaxCode", "Non")
        self.company.user_inactivate(found["ListID"])
        self.run_session()
        self.assertFalse(self.entry("sales_tax_code", "Non").active)
        self.assert_quiet()


class TestPaymentMethods(ListEntryCase):
    def test_payment_methods_cross_in_both_directions(self):
        self.new_entry("payment_method", "Bank transfer by standing order, monthly")
        self.run_session()
        self.assertIn("Bank transfer by standing order", self.names("PaymentMethod"))
        self.assertTrue(self.entry("payment_method", "American Express"))
        self.assertFalse(
            self.entries("sales_tax_code").filtered("qbd_link_ids")
            - (
                self.entry("sales_tax_code", "Tax")
                + self.entry("sales_tax_code", "Non")
            )
        )
        self.assert_quiet()

    def test_a_change_in_odoo_is_a_question_for_quickbooks_cannot_take_it(self):
        self.run_session()
        cash = self.entry("payment_method", "Cash")
        cash.name = "Coins"
        self.run_session()
        link = self.link(cash)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_change"))
        self.assertIn("Cash", self.names("PaymentMethod"))
        self.assert_quiet()
        cash.name = "Cash"
        self.run_session()
        self.assertEqual(link.state, "ok")
        self.assert_quiet()

    def test_two_entries_of_one_name_are_not_told_apart_by_a_number(self):
        self.run_session()
        self.new_entry("payment_method", "cash")
        self.run_session()
        twin = self.link(self.entry("payment_method", "cash"))
        self.assertEqual((twin.state, twin.reason), ("parked", "cannot_send"))
        self.assertNotIn("cash (2)", self.names("PaymentMethod"))
        self.assert_quiet()

    def test_a_method_deleted_in_quickbooks_is_archived_in_odoo(self):
        self.run_session()
        found = self.company.find("PaymentMethod", "Visa")
        self.company.user_delete(found["ListID"], kind="PaymentMethod")
        self.run_session()
        self.assertFalse(self.entry("payment_method", "Visa").active)
        self.assert_quiet()

    def test_entries_of_one_list_and_another_company_are_left_alone(self):
        other = self.env["res.company"].create({"name": "Other"})
        mine = self.new_entry("payment_method", "Wire", company_id=other.id)
        code = self.new_entry("sales_tax_code", "Vis")
        self.run_session()
        self.assertFalse(self.link(mine) | self.link(code))
        self.assertNotIn("Wire", self.names("PaymentMethod"))
        self.assert_quiet()


class TestInterruptionsListEntries(InterruptionsMixin, ListEntryCase):
    def setUp(self):
        super().setUp()
        self.stream("sales_tax_code").direction = "both"
        self.build()

    def build(self):
        self.run_session()
        self.clock.sleep(3 * 3600)

    def edit(self):
        self.new_entry("payment_method", "Wire")
        self.new_entry("sales_tax_code", "Exp", taxable=True)
        self.entry("sales_tax_code", "Tax").description = "Taxed"
        self.company.user_add("PaymentMethod", Name="Gift card")
        self.company.user_mod(
            self.company.find("SalesTaxCode", "Non")["ListID"], Desc="Not taxed"
        )

    def state(self):
        self.env.invalidate_all()
        shown = ("Name", "Desc", "IsTaxable", "IsActive")
        return {
            "odoo": sorted(
                (one.kind, one.name, one.description, one.taxable, one.active)
                for one in self.env["qbd.list.entry"].search([])
            ),
            "quickbooks": sorted(
                str([one.get(name) for name in shown])
                for qb_type in ("SalesTaxCode", "PaymentMethod")
                for one in self.company.objects(qb_type)
            ),
            "links": sorted(
                (one.qb_name, one.state) for one in self.env["qbd.link"].search([])
            ),
        }

    def test_a_lost_answer_ends_in_the_same_state(self):
        self.assertGreater(self.check_all_cuts(self.is_lost_write), 2)
