"""Every field and kind of line of Odoo's documents has its treatment in the sync."""

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from ..models.mappings.documents import odoo_fields
from ..models.mappings.documents.odoo_fields import FIELDS, LINE_KINDS
from .support.documents import DocumentCase

MODULES = {"account", "stock", "stock_account"}
"""The addons whose documents are synced; what others add is theirs to declare."""

MIXINS = ("mail.thread", "mail.activity.mixin", "portal.mixin", "qbd.sync.mixin")


class TestOdooDeclared(TransactionCase):
    def fields_of(self, name):
        """Return the names of the stored fields that the addons give a model."""
        known = {"id", "create_uid", "create_date", "write_uid", "write_date"}
        for mixin in MIXINS:
            known |= set(self.env[mixin]._fields)
        return {
            field.name
            for field in self.env[name]._fields.values()
            if field.store and MODULES & set(field._modules) and field.name not in known
        }

    def test_every_field_has_its_treatment(self):
        for name, declared in FIELDS.items():
            with self.subTest(name):
                found = self.fields_of(name)
                self.assertGreater(len(found), 20)
                self.assertFalse(sorted(found - declared.keys()))

    def test_every_kind_of_line_has_its_treatment(self):
        field = self.env["account.move.line"]._fields["display_type"]
        kinds = dict(field._description_selection(self.env))
        self.assertEqual(kinds.keys(), LINE_KINDS.keys())

    def test_fields_that_are_carried_are_read_by_a_mapping(self):
        words = {odoo_fields.CARRIED, odoo_fields.STAYS}
        words |= {odoo_fields.REFUSED, odoo_fields.FOLLOWS}
        for declared in (*FIELDS.values(), LINE_KINDS):
            self.assertFalse(set(declared.values()) - words)


@tagged("post_install", "-at_install")
class TestRefusedToQuickBooks(DocumentCase):
    def test_a_document_that_odoo_rounds_or_discounts_is_not_sent(self):
        self.run_session()
        account = self.env["account.account"].search(
            [("account_type", "=", "income")], limit=1
        )
        accounts = {"profit_account_id": account.id, "loss_account_id": account.id}
        roundings = self.env["account.cash.rounding"].create(
            [
                {"name": strategy, "rounding": 0.05, "strategy": strategy, **accounts}
                for strategy in ("add_invoice_line", "biggest_tax")
            ]
        )
        terms = self.env["account.payment.term"].create(
            {
                "name": "2 % off at once",
                "early_discount": True,
                "early_pay_discount_computation": "mixed",
                "line_ids": [Command.create({"value": "percent", "nb_days": 30})],
            }
        )
        line = {
            "product_id": self.product("Work").id,
            "price_unit": 10.03,
            "tax_ids": self.county().ids,
        }
        cases = [({"invoice_cash_rounding_id": one.id}, one.name) for one in roundings]
        cases.append(({"invoice_payment_term_id": terms.id}, terms.name))
        moves = [(self.odoo_invoice(line, **values), name) for values, name in cases]
        self.run_session()
        for move, name in moves:
            with self.subTest(name):
                link = self.link(move)
                self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
                self.assertIn(name, link.message)
        self.assertFalse(self.invoices())
        move = moves[0][0]
        move.button_draft()
        move.invoice_cash_rounding_id = False
        move.action_post()
        self.run_session()
        self.assert_in_step(move)
