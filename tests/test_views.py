from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..models.link import reasons

MODULE = "quickbooks_desktop"
USERS = f"{MODULE}.group_qbd_user"
MANAGERS = f"{MODULE}.group_qbd_manager"
OTHERS = "base.group_user,base.group_partner_manager"
X2MANY = ("one2many", "many2many")
SUBVIEWS = ("list", "form", "kanban")


@tagged("post_install", "-at_install")
class TestViews(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "qbd_user", f"{OTHERS},{USERS}")
        cls.manager = new_test_user(
            cls.env, "qbd_manager", f"{OTHERS},{MANAGERS},base.group_system"
        )
        cls.other = new_test_user(cls.env, "qbd_nobody", OTHERS)
        cls.connection = cls.env["qbd.connection"].create({"name": "Test"})
        cls.customers = cls.stream("customer")
        cls.partner = cls.env["res.partner"].create(
            {"name": "Acme", "customer_rank": 1, "phone": "555-0100"}
        )
        cls.link = cls.new_link(cls.customers, cls.partner, qb_id="80000001-1")

    @classmethod
    def stream(cls, mapping, connection=None):
        streams = (connection or cls.connection).stream_ids
        return streams.filtered(lambda stream: stream.mapping == mapping)

    @classmethod
    def new_link(cls, stream, record, **values):
        return cls.env["qbd.link"].create(
            {
                "stream_id": stream.id,
                "connection_id": stream.connection_id.id,
                "space": stream._mapping()._space,
                "res_model": record._name,
                "record_id": record.id,
                "qb_name": record.display_name,
                "state": "ok",
                **values,
            }
        )

    def conflict(self, **paths):
        """Park the link over {path: (label, Odoo's, QuickBooks', both images)}."""
        self.link.write(
            {
                "state": "parked",
                "reason": "conflict",
                "conflicts": {
                    path: {
                        "label": label,
                        "odoo": odoo,
                        "quickbooks": quickbooks,
                        "odoo_image": image,
                        "quickbooks_image": image,
                    }
                    for path, (label, odoo, quickbooks, image) in paths.items()
                },
            }
        )

    def arch(self, model, view_type, user, view=None):
        view_id = self.env.ref(view).id if view else None
        found = self.env[model].with_user(user).get_view(view_id, view_type)
        return etree.fromstring(found["arch"])

    def actions(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.actions.act_window")]
        )
        return self.env["ir.actions.act_window"].browse(data.mapped("res_id"))

    def action_views(self, action, user):
        modes = [mode for _view, mode in action.views]
        views = [(False, mode) for mode in modes] + [(False, "search")]
        return self.env[action.res_model].with_user(user).get_views(views)["views"]

    def object_buttons(self, model, node):
        """Return [(model, name of a method)] of a view and of those inside it."""
        found = []
        for child in node:
            inner = model
            if child.tag in ("button", "a") and child.get("type") == "object":
                found.append((model._name, child.get("name")))
            field = (
                model._fields.get(child.get("name")) if child.tag == "field" else None
            )
            if field is not None and field.type in X2MANY:
                inner = self.env[field.comodel_name]
            found += self.object_buttons(inner, child)
        return found

    # -- they load ------------------------------------------------------------

    def test_the_views_of_every_action_load_for_users_and_managers(self):
        actions = self.actions()
        self.assertIn(self.env.ref(f"{MODULE}.action_qbd_link"), actions)
        for action in actions:
            users = [self.manager]
            groups = action.group_ids
            if action.res_model != "res.config.settings" and (
                not groups or groups & self.user.all_group_ids
            ):
                users.append(self.user)
            for user in users:
                with self.subTest(action=action.name, user=user.login):
                    self.assertTrue(self.action_views(action, user))

    def test_every_button_calls_a_method_that_exists(self):
        seen = set()
        for action in self.actions():
            model = self.env[action.res_model]
            for view in self.action_views(action, self.manager).values():
                seen.update(self.object_buttons(model, etree.fromstring(view["arch"])))
        self.assertIn(("qbd.link", "action_use_odoo"), seen)
        self.assertIn(("qbd.connection", "action_compare_anew"), seen)
        for model, name in sorted(seen):
            with self.subTest(model=model, button=name):
                self.assertTrue(callable(getattr(self.env[model], name, None)))

    def test_no_answer_is_missing_where_the_sync_asks(self):
        arch = self.arch("qbd.connection", "form", self.manager)
        answers = {
            button.get("name")
            for button in arch.xpath("//div[@name='question']//button")
        }
        self.assertEqual(
            answers,
            {
                "action_answered",
                "action_confirm_currency",
                "action_confirm_place",
                "action_trust_odoo",
                "action_trust_quickbooks",
                "action_compare_anew",
                "action_read_again",
                "action_allow_removal",
                "action_switch_off",
            },
        )

    # -- who sees what --------------------------------------------------------

    def test_none_of_several_answers_is_proposed(self):
        answers = {
            *(*reasons.CHOOSE, *reasons.ABOUT_DELETION, *reasons.ABOUT_COPY),
            *(*reasons.IS_IT_THERE, reasons.REPLACE),
        }
        form = etree.fromstring(self.env.ref(f"{MODULE}.qbd_link_view_form").arch)
        found = [one for one in form.iter("button") if one.get("name") in answers]
        form = etree.fromstring(self.env.ref(f"{MODULE}.qbd_connection_view_form").arch)
        found += form.xpath("//div[@name='question']//button")
        self.assertGreater(len(found), 15)
        for button in found:
            self.assertNotIn("btn-primary", button.get("class") or "", button.attrib)

    def test_the_menu_is_there_for_those_who_may_use_it(self):
        def visible(user):
            ids = self.env["ir.ui.menu"].with_user(user).load_menus(False)
            return {
                name
                for name in ("root", "link", "configuration", "stream")
                if self.env.ref(f"{MODULE}.menu_qbd_{name}").id in ids
            }

        self.assertEqual(visible(self.other), set())
        self.assertEqual(visible(self.user), {"root", "link"})
        self.assertEqual(
            visible(self.manager), {"root", "link", "configuration", "stream"}
        )

    def test_only_quickbooks_users_see_the_button_on_a_partner(self):
        for view_type in ("form", "list"):
            for user, number in ((self.user, 1), (self.manager, 1), (self.other, 0)):
                with self.subTest(view=view_type, user=user.login):
                    arch = self.arch("res.partner", view_type, user)
                    buttons = arch.xpath("//button[@name='action_qbd_sync']")
                    self.assertEqual(len(buttons), number)
                    state = arch.xpath("//field[@name='qbd_state']")
                    self.assertEqual(bool(state), bool(number))

    def test_each_synced_form_says_above_all_else_why_it_waits(self):
        billing = self.env.ref("account.group_account_invoice")
        for user in (self.user, self.other):
            user.group_ids += billing
        models = ("res.partner", "product.template", "product.product")
        for name in (*models, "account.move", "account.payment"):
            self.assert_says_why(name)

    def assert_says_why(self, name):
        with self.subTest(model=name):
            arch = self.arch(name, "form", self.user)
            (alert,) = arch.xpath("//sheet/div[@name='qbd_alert']")
            self.assertTrue(alert.xpath("field[@name='qbd_message']"))
            self.assertTrue(alert.xpath("button[@name='action_qbd_links']"))
            boxed = arch.xpath("//div[@name='button_box']/button/@name")
            ours = ["action_qbd_links", "action_qbd_sync"]
            self.assertEqual(boxed[:2], ours)  # Odoo hides the last of many
            self.assertFalse(
                self.arch(name, "form", self.other).xpath("//*[@name='qbd_alert']")
            )

    def test_only_quickbooks_users_see_the_page_on_a_partner(self):
        view = "base.view_partner_form"
        page = "//page[@name='quickbooks']//field[@name='qbd_resale_number']"
        self.assertTrue(self.arch("res.partner", "form", self.user, view).xpath(page))
        self.assertFalse(self.arch("res.partner", "form", self.other, view).xpath(page))

    def test_the_texts_of_the_journal_are_for_managers(self):
        texts = "//field[@name='request' or @name='response']"
        model = "qbd.message.set"
        self.assertEqual(len(self.arch(model, "form", self.manager).xpath(texts)), 2)
        self.assertFalse(self.arch(model, "form", self.user).xpath(texts))

    def test_only_managers_see_the_buttons_that_set_up_a_connection(self):
        setting_up = "//header/button[@name != 'action_preview']"
        buttons = f"{setting_up} | //div[@name='question']//button"
        arch = self.arch("qbd.connection", "form", self.user)
        self.assertFalse(arch.xpath(buttons))
        self.assertTrue(
            self.arch("qbd.connection", "form", self.manager).xpath(buttons)
        )

    # -- what they show -------------------------------------------------------

    def test_the_table_of_a_conflict_shows_both_values_and_the_last_agreed(self):
        self.conflict(
            Phone=("Phone", "555-0111", "555-0122", "555-0100"),
            Fax=("Fax", "<b>1</b>", None, None),
        )
        columns = ("label", "odoo", "quickbooks", "agreed")
        rows = [
            [row[column] for column in columns]
            for row in self.link.conflict_rows["rows"]
        ]
        self.assertEqual(
            rows,
            [
                ["Phone", "555-0111", "555-0122", "555-0100"],
                ["Fax", "<b>1</b>", "", ""],
            ],
        )

    def test_a_conflict_shows_names_lines_and_words_not_ids_and_codes(self):
        terms = self.env["account.payment.term"].create({"name": "Net 7"})
        self.new_link(self.stream("terms"), terms, qb_id="70000-1", qb_name="Net 7")
        self.conflict(
            IsActive=("Active", True, False, True),
            TermsRef=("Terms", "70000-1", "70000-9", None),
            **{"BillAddress/Addr": ("Street", ["Main St", "Suite 5"], None, None)},
        )
        text = repr(self.link.conflict_rows["rows"])
        self.assertIn("Net 7", text)
        self.assertNotIn("70000-1", text)
        self.assertIn("70000-9", text, "a reference to nothing that is known")
        self.assertIn("Main St\\nSuite 5", text)
        self.assertIn("Yes", text)
        self.assertNotIn("True", text)

    def test_what_was_overruled_is_said_in_words(self):
        self.conflict(Phone=("Phone", "555-0111", "555-0122", "555-0100"))
        self.link.action_use_odoo()
        text = etree.fromstring(self.link.overruled_html).xpath("string()")
        self.assertIn("555-0122", text)
        self.assertIn("Keep the value of Odoo", text)
        self.assertNotIn("differs", self.link.image_html)

    def test_the_images_are_side_by_side(self):
        self.link.odoo_image = {"Phone": "1", "Unheard/Of": {"a": 1}}
        self.link.quickbooks_image = {"Phone": "2"}
        text = etree.fromstring(self.link.image_html).xpath("string()")
        self.assertIn("Unheard/Of", text)
        self.assertNotIn("QuickBooks now", text)
        self.link.quickbooks_seen = {"Phone": "3"}
        text = etree.fromstring(self.link.image_html).xpath("string()")
        self.assertIn("QuickBooks now", text)

    def test_a_link_without_its_mapping_still_shows_what_it_has(self):
        self.conflict(Phone=("Phone", "1", "2", None))
        self.customers.mapping = "of_an_addon_that_is_gone"
        self.assertIn("Phone", repr(self.link.conflict_rows))

    def test_links_are_found_by_the_name_of_the_record(self):
        self.link.qb_name = "Something else"
        found = self.env["qbd.link"].search([("record_name", "ilike", "acm")])
        self.assertEqual(found, self.link)
        self.partner.active = False
        found = self.env["qbd.link"].search([("record_name", "=", "Acme")])
        self.assertEqual(found, self.link)

    def test_a_link_shows_the_name_of_a_record_its_user_may_not_read(self):
        self.env["ir.rule"].create(
            {
                "name": "No partner of this test",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.partner.id})]",
            }
        )
        link = self.link.with_user(self.user)
        self.assertEqual(link.record_name, "Acme")

    def test_the_button_of_a_record_opens_its_only_link(self):
        action = self.partner.with_user(self.user).action_qbd_links()
        self.assertEqual(action["res_id"], self.link.id)

    def test_the_figures_of_the_dashboard(self):
        self.link.state = "unknown"
        other = self.env["res.partner"].create({"name": "B"})
        self.new_link(self.customers, other, qb_id="80000002-1")
        session = self.env["qbd.session"].create(
            {"connection_id": self.connection.id, "end_reason": "Finished."}
        )
        draft = self.env["qbd.connection"].new(origin=self.connection)
        for connection in (self.connection, draft):
            self.assertEqual(connection.parked_count, 1)
            self.assertEqual(connection.in_step_count, 1)
            self.assertEqual(connection.last_session_on, session.started)
            self.assertEqual(connection.last_session_end, "Finished.")
        self.assertEqual(
            session.with_context(tz="UTC").display_name[:2].isdigit(), True
        )

    def test_settings_show_the_connections(self):
        settings = self.env["res.config.settings"].create({})
        self.assertIn(self.connection, settings.qbd_connection_ids)

    def test_pressing_sync_counts_records_not_connections(self):
        self.env["qbd.connection"].create({"name": "Another company file"})
        self.assertEqual(self.partner._qbd_make_candidates(), 1)

    def test_no_qwc_file_for_an_address_that_the_web_connector_refuses(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("web.base.url", "https://odoo.example.com")
        self.connection.invalidate_recordset()
        self.assertFalse(self.connection.qwc_problem)
        self.assertTrue(self.connection.action_download_qwc())
        parameters.set_param("web.base.url", "http://odoo.example.com")
        self.connection.invalidate_recordset()
        self.assertIn("https", self.connection.qwc_problem)
        with self.assertRaises(UserError):
            self.connection.action_download_qwc()
