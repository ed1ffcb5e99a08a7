"""The table of `test_buttons` lacks no button; menus open for those who see them."""

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from . import test_buttons
from .support import buttons
from .support.button_roles import RolesMixin
from .support.button_table import NOBODY, TABLE, Works

HIGHER = ("menu_qbd_assistant", "menu_qbd_settings", "menu_qbd_stream")
"""Menus that not all users of the addon see."""


@tagged("post_install", "-at_install")
class TestTable(RolesMixin, TransactionCase):
    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_more: 60
        )

    # -- all of them are in the table -----------------------------------------

    def test_no_button_is_missing_from_the_table(self):
        named = {(model, name) for model, row in TABLE.items() for name in row}
        found = {
            (model, name.removeprefix(f"{buttons.MODULE}."))
            for model, name in buttons.buttons(self.env)
        }
        self.assertEqual(sorted(found - named), [])
        self.assertEqual(sorted(named - found), [], "rows that are too many")

    def test_every_case_names_a_state_and_an_effect(self):
        for row in TABLE.values():
            for cases in row.values():
                for case in cases:
                    self.assertTrue(
                        callable(getattr(test_buttons.TestButtons, f"be_{case.state}"))
                    )
                    if isinstance(case, Works):
                        self.assertTrue(
                            callable(
                                getattr(test_buttons.TestButtons, f"then_{case.then}")
                            )
                        )

    # -- menus, actions, scheduled actions ------------------------------------

    def visible(self, menu, user):
        return menu.id in self.env["ir.ui.menu"].with_user(user).load_menus(False)

    def test_a_menu_opens_for_those_who_see_it_and_others_see_none(self):
        found = buttons.menus(self.env)
        self.assertGreater(len(found), 10)
        for name, menu in found.items():
            for role, user in self.roles.items():
                with self.subTest(menu=name, role=role):
                    if not self.visible(menu, user):
                        higher = name in HIGHER
                        self.assertTrue(role == NOBODY or higher)
                        continue
                    self.assertNotEqual(role, NOBODY)
                    record = self.env["qbd.connection"].with_user(user)
                    action = menu.action
                    self.follow(
                        record,
                        record.env[action._name]._for_xml_id(
                            action.get_external_id()[action.id]
                        ),
                    )

    def test_a_window_action_is_refused_without_a_role(self):
        for name, action in buttons.window_actions(self.env).items():
            model = action.res_model
            if model not in self.env or not model.startswith("qbd."):
                continue
            with self.subTest(action=name):
                access = self.env[model].with_user(self.roles[NOBODY])
                if model == "qbd.list.entry":  # bookkeepers read it
                    continue
                with self.assertRaises(AccessError):
                    access.check_access("read")

    def test_there_are_no_server_actions_that_nobody_tries(self):
        self.assertEqual(buttons.server_actions(self.env), {})

    def test_scheduled_actions_run_and_are_nobodys_button(self):
        found = buttons.crons(self.env)
        self.assertEqual(
            set(found),
            {
                *("cron_apply", "cron_assistant", "cron_close_silent"),
                "cron_inventory",
                *("cron_inventory_export", "cron_look_for_changes", "cron_match"),
                *("cron_tell", "cron_verify"),
            },
        )
        for name, cron in found.items():
            with self.subTest(cron=name):
                for user in self.roles.values():
                    with self.assertRaises(AccessError):
                        cron.with_user(user).method_direct_trigger()
                cron.ir_actions_server_id.with_user(cron.user_id).run()
