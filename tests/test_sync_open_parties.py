"""Customers and vendors that are taken out of use while something of theirs is open."""

from .support.purchases import PurchaseCase


class TestOpenParties(PurchaseCase):
    def arrange(self):
        super().arrange()
        self.run_session()
        work = {"product_id": self.product("Work").id, "tax_ids": False}
        self.moves = {
            "Ann": self.odoo_invoice({**work, "price_unit": 100.0}),
            "Mill": self.odoo_bill(self.expense(40.0)),
        }
        self.run_session()

    def ids(self, name):
        return {"Ann": self.ann_id, "Mill": self.mill_id}[name]

    def link_of(self, name):
        return self.env["qbd.link"].search([("qb_id", "=", self.ids(name))])

    def shown(self, name):
        return self.company.object(self.ids(name))["IsActive"] == "true"

    def assert_asked(self, name, words):
        link = self.link_of(name)
        self.assertEqual((link.state, link.reason), ("parked", "conflict"), name)
        self.assertIn(words, link.message)
        self.assertIn(self.moves[name].display_name, link.message)

    def pay(self, move):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({"payment_date": move.date})._create_payments()

    def test_made_inactive_in_quickbooks_is_a_question_with_either_answer(self):
        for name in self.moves:
            self.company.user_mod(self.ids(name), IsActive="false", Phone="555-7")
        self.run_session()
        for name in self.moves:
            partner = self.partner_named(name)
            self.assertEqual((partner.active, partner.phone), (True, "555-7"))
            self.assert_asked(name, "made inactive in QuickBooks")
        self.assert_quiet()
        self.link_of("Ann").action_use_quickbooks()
        self.link_of("Mill").action_use_odoo()
        self.run_session()
        self.assertFalse(self.partner_named("Ann").active)
        self.assertTrue(self.partner_named("Mill").active)
        self.assertEqual((self.shown("Ann"), self.shown("Mill")), (False, True))
        self.assert_quiet()

    def test_archived_in_odoo_is_a_question_with_either_answer(self):
        for name in self.moves:
            self.partner_named(name).active = False
        self.run_session()
        for name in self.moves:
            self.assertTrue(self.shown(name))
            self.assert_asked(name, "archived in Odoo")
        self.link_of("Ann").action_use_odoo()
        self.link_of("Mill").action_use_quickbooks()
        self.run_session()
        self.assertEqual((self.shown("Ann"), self.shown("Mill")), (False, True))
        self.assertTrue(self.partner_named("Mill").active)
        self.assert_quiet()

    def test_it_is_taken_back_when_all_is_settled(self):
        for name in self.moves:
            self.company.user_mod(self.ids(name), IsActive="false")
        self.run_session()
        self.stream("receive_payment").direction = "off"
        for name, move in self.moves.items():
            self.assert_asked(name, "made inactive")
            self.pay(move)
        self.run_session()
        for name in self.moves:
            self.assertFalse(self.partner_named(name).active, name)
            self.assertEqual(self.link_of(name).state, "ok")

    def test_the_other_role_keeps_it_and_other_companies_are_not_named(self):
        both = self.partner_named("Ann")
        other = self.env["res.company"].create({"name": "Another company"})
        move = self.moves["Ann"]
        self.company.user_mod(self.mill_id, IsActive="false")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET company_id = %s WHERE id = %s",
            [other.id, self.moves["Mill"].id],
        )
        self.env.invalidate_all()
        self.run_session()
        message = self.link_of("Mill").message
        self.assertIn("another company", message)
        self.assertNotIn(self.moves["Mill"].name, message)
        both.supplier_rank = 1
        self.run_session()
        self.company.user_mod(self.ann_id, IsActive="false")
        self.run_session()
        self.assertTrue(both.active)
        self.assertEqual(self.link_of("Ann").state, "ok", move)
        vendor = self.link(both).filtered(lambda x: x.stream_id.mapping == "vendor")
        self.company.user_mod(vendor.qb_id, IsActive="false")
        self.run_session()
        self.assertTrue(both.active)
        self.assertIn(move.display_name, vendor.message)
