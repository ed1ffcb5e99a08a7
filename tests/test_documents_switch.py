"""Documents are switched on from a date, or all of them on purpose, in full view."""

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, new_test_user

from .support.documents import DocumentCase

MANAGER = "quickbooks_desktop.group_qbd_manager"


class TestSwitchingDocumentsOn(DocumentCase):
    """The invoices of June and July 1st; the connection has no period yet."""

    DOCUMENTS = ("invoice", "credit_memo", "receive_payment", "settlement")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "only_manager", groups=MANAGER)

    def arrange(self):
        super().arrange()
        self.run_session()
        self.odoo_invoice({"name": "Old", "price_unit": 1.0}, invoice_date="2026-05-01")
        self.odoo_invoice({"product_id": self.product("Work").id, "price_unit": 1.0})
        self.documents().direction = "off"
        self.connection.all_history = False
        self.env.flush_all()

    def documents(self):
        return self.connection.stream_ids.filtered(
            lambda one: one.mapping in self.DOCUMENTS
        )

    def wizard(self, user=None):
        connection = self.connection.with_user(user or self.manager)
        action = connection.action_switch_documents_on()
        return Form(
            self.env[action["res_model"]]
            .with_user(user or self.manager)
            .with_context(**action["context"])
        )

    def numbers(self, form, number=0):
        line = form.line_ids._records[number]
        names = ("odoo_synced", "odoo_older", "quickbooks_synced", "quickbooks_older")
        return [line[name] for name in names]

    def test_no_road_switches_them_on_in_silence(self):
        connection = self.connection.with_user(self.manager)
        invoices = self.stream("invoice").with_user(self.manager)
        inline = {"stream_ids": [Command.update(invoices.id, {"direction": "both"})]}
        roads = {
            "list": lambda: invoices.write({"direction": "from_quickbooks"}),
            "connection": lambda: connection.write(inline),
            "sync itself": lambda: invoices.sudo().write(
                {"direction": "to_quickbooks"}
            ),
            "new list": lambda: invoices.sudo().copy(
                {"mapping": "credit_memo", "direction": "both"}
            ),
        }
        self.stream("credit_memo").unlink()
        for name, road in roads.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                with self.assertRaisesRegex(RedirectWarning, "Invoices|Credit memos"):
                    road()
                    self.env.flush_all()
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(set(self.documents().mapped("direction")), {"off"})
        connection.write({"cut_off_date": "2026-06-01", **inline})
        self.assertEqual(invoices.direction, "both")

    def test_the_period_of_documents_that_are_on_is_not_taken_away(self):
        connection = self.connection.with_user(self.manager)
        for first, taken in (
            ({"cut_off_date": "2026-06-01"}, {"cut_off_date": False}),
            ({"all_history": True}, {"all_history": False}),
            (
                {"all_history": True, "cut_off_date": "2026-06-01"},
                {"cut_off_date": False},
            ),
        ):
            with self.subTest(first), self.env.cr.savepoint() as savepoint:
                connection.write(first)
                self.stream("invoice").with_user(self.manager).direction = "both"
                with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
                    connection.write(taken)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_manager_sees_the_numbers_and_what_is_missing_and_decides(self):
        form = self.wizard()
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "Choose the date"):
            wizard.action_switch_on()
        form.period = "date"
        form.cut_off_date = "2026-06-10"
        self.assertEqual(self.numbers(form), ["1", "1", "0", "0"])
        self.assertIn("Balancing account for open items", form.missing)
        self.assertIn("Product for lines without one", form.missing)
        form.period = "all"
        self.assertEqual(self.numbers(form)[:2], ["2", "0"])
        self.assertNotIn("Balancing account for open items", form.missing)
        form.save().action_switch_on()
        self.assertEqual(set(self.documents().mapped("direction")), {"both"})
        self.assertTrue(self.connection.all_history)

    def test_what_was_read_is_counted_and_what_was_not_is_not_known(self):
        self.stream("credit_memo").watermark = False
        self.connection.all_history = True
        self.stream("invoice").direction = "from_quickbooks"
        for day in ("2026-05-02", "2026-06-20", "2026-06-21"):
            self.qb_invoice(self.work(), TxnDate=day)
        self.run_session()
        form = self.wizard()
        form.period, form.cut_off_date = "date", "2026-06-10"
        rows = {
            form.line_ids._records[number]["label"]: self.numbers(form, number)
            for number in range(len(self.documents()))
        }
        self.assertEqual(rows["Invoices"], ["3", "2", "2", "1"])
        self.assertEqual(rows["Credit memos"][2:], ["Not known yet"] * 2)
        line = form.line_ids._records
        self.assertIn("from_quickbooks", [one["direction"] for one in line])

    def test_accounts_without_a_counterpart_are_named(self):
        move = self.odoo_invoice(
            {
                "product_id": self.product("Work").id,
                "price_unit": 1.0,
                "account_id": self.env["account.account"]
                .create({"name": "Rentals", "code": "R1", "account_type": "income"})
                .id,
            }
        )
        self.assertTrue(move)
        form = self.wizard()
        form.period, form.cut_off_date = "date", "2026-06-10"
        self.assertRegex(form.missing, "Accounts.*Rentals")
        self.stream("account").direction = "off"
        form.cut_off_date = "2026-06-11"
        self.assertRegex(form.missing, "record type “Accounts” is off")

    def test_nobody_else_does_it(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env, "user", groups="quickbooks_desktop.group_qbd_user"
        )
        stranger = new_test_user(
            self.env,
            "elsewhere",
            groups=MANAGER,
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for person in (user, stranger):
            with self.subTest(person.name):
                with self.assertRaises(AccessError):
                    self.connection.with_user(person).action_switch_documents_on()
                with self.assertRaises(AccessError):
                    self.env["qbd.documents"].with_user(person).create(
                        {"connection_id": self.connection.id, "period": "all"}
                    ).action_switch_on()

        foreign = {"stream_id": self.stream("invoice").id}
        lines = self.env["qbd.documents.line"].with_user(stranger)
        with self.assertRaises(AccessError):
            lines.new(foreign).mapped("odoo_synced")

    def test_an_upgrade_leaves_on_what_was_on(self):
        self.env.cr.execute(
            "UPDATE qbd_stream SET direction = 'both' WHERE id = %s",
            self.stream("invoice").ids,
        )
        self.env.invalidate_all()
        self.env["qbd.connection"]._ensure_all_streams()
        self.assertTrue(self.connection.all_history)
        self.assertEqual(self.stream("invoice").direction, "both")
        self.stream("credit_memo").direction = "both"
