"""Every button is pressed in each state, by each role; the table says the effect.

A button, menu or action that is missing from the table fails (`test_button_table`); so
does an error where it says that the button works, and a promise that is not kept.
"""

from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError

from .support import buttons
from .support.button_levels import LevelStates
from .support.button_links import ConnectionStates, LinkStates
from .support.button_matches import (
    AssistantStates,
    InventoryStates,
    MatchStates,
    PairingStates,
)
from .support.button_purchases import PurchaseStates
from .support.button_roles import BOOKKEEPER, GROUPS, RolesMixin
from .support.button_syncs import DocumentStates, SyncStates
from .support.button_table import MANAGER, TABLE, Refused, Works
from .support.button_verifications import VerificationStates
from .test_first_match import ItemMatchCase


class TestButtons(
    RolesMixin,
    LinkStates,
    LevelStates,
    ConnectionStates,
    MatchStates,
    PairingStates,
    InventoryStates,
    AssistantStates,
    SyncStates,
    PurchaseStates,
    VerificationStates,
    DocumentStates,
    ItemMatchCase,
):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bookkeepers = {role: cls.user_with(role, BOOKKEEPER) for role in GROUPS}
        cls.bookkeeper_elsewhere = cls.user_elsewhere(BOOKKEEPER)
        cls.bookkeeper_between = cls.user_between(BOOKKEEPER)
        cls.all_elsewhere = cls.elsewhere + cls.bookkeeper_elsewhere
        cls.admin = cls.user_with(MANAGER, BOOKKEEPER, "base.group_system")

    def setUp(self):
        super().setUp()
        self.customers = self.stream("customer")
        self.customers.write({"direction": "both", "first_match": "none"})
        self.compared()
        self.match = self.env["qbd.match"].search(
            [("stream_id", "=", self.item_stream().id)]
        )
        self.parameters = self.env["ir.config_parameter"]

    # -- the table is played --------------------------------------------------

    def cases(self):
        for model, row in TABLE.items():
            for name, cases in row.items():
                for case in cases:
                    yield model, name, case

    @contextmanager
    def undone(self):
        """Undo all that happens within."""
        with self.env.cr.savepoint() as savepoint:
            yield
            self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()

    @property
    def user(self):
        """Who presses; a state that depends on it is made again for each user."""
        self.personal = True
        return self.presser

    def test_each_button_in_each_state_by_each_role(self):
        for model, name, case in self.cases():
            people = self.people(model)
            self.presser, self.personal = people["user"][0], False
            with self.undone():
                record = self.be(case)
                if not self.personal:
                    self.play(model, name, case, people, record)
                    continue
            self.play(model, name, case, people)

    def play(self, model, name, case, people, record=None):
        for who, (user, role) in people.items():
            what = {"model": model, "button": name, "state": case.state, "who": who}
            with self.subTest(**what), self.undone():
                self.presser = user
                shown = self.be(case) if record is None else record
                self.press(shown, role, name, case)

    def be(self, case):
        """Return the record of a case, in its state."""
        record = getattr(self, f"be_{case.state}")()
        self.env.flush_all()
        return record

    def press(self, record, role, name, case):
        user = self.presser
        record = record.with_user(user).with_context(
            allowed_company_ids=(user.company_id | user.company_ids).ids
        )
        self.before = record.sudo().exists()
        if role < case.role:
            self.refused_for_role(record, name, case)
        elif isinstance(case, Refused):
            with self.assertRaisesRegex(UserError, case.words):
                self.call(record, name)
        else:
            result = self.call(record, name)
            self.env.flush_all()
            self.env.invalidate_all()
            self.follow(record, result)
            getattr(self, f"then_{case.then}")(record.sudo(), result)

    def refused_for_role(self, record, name, case):
        ours = name in ("action_qbd_sync", "action_qbd_links")
        elsewhere = ours and self.presser in self.all_elsewhere
        shown = elsewhere and record.has_access("read")  # of no company
        if name == "action_qbd_sync" and shown:
            text = self.call(record, name)["params"]["message"]
            self.assertIn("no connection", text)
            return
        if name == "action_qbd_links" and shown:
            action = self.call(record, name)
            found = record.env["qbd.link"].search(action["domain"])
            self.assertFalse(found)
            return
        works = isinstance(case, Works) and name != "action_accept_all"  # sees no rows
        with self.assertRaises(AccessError if works else UserError):
            result = self.call(record, name)
            if name == "get_formview_action":  # Odoo's own, refused when it opens
                self.follow(record, result)

    def call(self, record, name):
        if hasattr(record, name):
            return getattr(record, name)()
        action = self.env.ref(f"{buttons.MODULE}.{name}")
        record.check_access("read")
        return record.env["ir.actions.actions"]._for_xml_id(
            action.get_external_id()[action.id]
        )

    def test_one_question_is_counted_once(self):
        self.connection.invalidate_recordset()
        before = self.connection.parked_count
        ours, theirs = self.look_alikes()
        self.env.flush_all()
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.parked_count, before + 1)
        self.assertEqual((ours.shown_state, theirs.shown_state), ("asked", "parked"))
        theirs.question_ids.action_reject()
        self.assertEqual((ours.state, theirs.state), ("dirty", "dirty"))
