"""Conflicts are settled field by field, alike in many records, and taken back."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .support.common import SyncCase

USER = "quickbooks_desktop.group_qbd_user"


@tagged("post_install", "-at_install")
class TestConflicts(SyncCase):
    def arrange(self):
        super().arrange()
        self.ann = new_test_user(self.env, "conflict-ann", groups=USER)
        self.records = [self.in_conflict(f"Firm {n}") for n in range(3)]
        self.run_session()
        self.change_both()
        self.run_session()
        self.links = self.env["qbd.link"].union(*map(self.link, self.records))
        self.one = self.links.filtered(lambda o: o.record_id == self.records[0].id)

    def in_conflict(self, name):
        return self.partner(name=name, phone="555-0100", email="old@example.com")

    def change_both(self):
        for record in self.records:
            record.write({"phone": "555-0111", "email": "odoo@example.com"})
            self.company.user_mod(
                self.customer(record.name)["ListID"],
                Phone="555-0122",
                Email="qb@example.com",
            )

    def settle(self, choices, *alike):
        link = self.one.with_user(self.ann)
        return link.settle_conflicts(choices, list(alike))

    def both(self, record):
        """Return (phone, e-mail) in Odoo and in QuickBooks."""
        there = self.customer(record.name)
        return (record.phone, record.email), (there["Phone"], there["Email"])

    def test_each_field_has_its_own_side(self):
        self.assertEqual(set(self.links.mapped("reason")), {"conflict"})
        self.settle({"Phone": "odoo", "Email": "quickbooks"})
        self.run_session()
        agreed = ("555-0111", "qb@example.com")
        self.assertEqual(self.both(self.records[0]), (agreed, agreed))
        self.assertEqual(self.one.shown_state, "ok")
        lost = self.one.overruled
        self.assertEqual(lost["Phone"]["value"], "555-0122")
        self.assertEqual(lost["Email"]["value"], "odoo@example.com")
        self.assertIn(self.ann.name, self.one.overruled_html)

    def test_a_value_that_was_overruled_before_is_still_shown(self):
        self.settle({"Phone": "odoo", "Email": "odoo"})
        self.run_session()
        self.records[0].phone = "555-0133"
        list_id = self.customer(self.records[0].name)["ListID"]
        self.company.user_mod(list_id, Phone="555-0144")
        self.run_session()
        self.settle({"Phone": "odoo"})
        lost = self.one.overruled
        self.assertEqual(lost["Phone"]["value"], "555-0144")
        for value in ("555-0122", "555-0144", "qb@example.com"):
            self.assertIn(value, self.one.overruled_html)

    def test_a_field_that_was_not_chosen_stays_a_question(self):
        self.settle({"Phone": "quickbooks"})
        self.run_session()
        self.assertEqual((self.one.state, self.one.reason), ("parked", "conflict"))
        self.assertEqual(list(self.one.conflicts), ["Email"])
        self.assertEqual(self.records[0].phone, "555-0122")
        self.assertEqual(self.customer("Firm 0")["Phone"], "555-0122")
        self.settle({"Email": "odoo"})
        self.run_session()
        self.assertEqual(self.one.shown_state, "ok")

    def test_the_same_in_all_that_are_alike(self):
        rows = {row["path"]: row for row in self.one.conflict_rows["rows"]}
        self.assertEqual(rows["Phone"]["alike"], 2)
        self.settle({"Phone": "odoo", "Email": "odoo"}, "Phone")
        self.run_session()
        self.assertEqual(self.one.shown_state, "ok")
        for record in self.records:
            self.assertEqual(self.customer(record.name)["Phone"], "555-0111")
        for link in self.links - self.one:
            self.assertEqual(list(link.conflicts), ["Email"])

    def test_a_decision_is_taken_back_until_it_crosses(self):
        names = self.one._of_a_choice().keys()
        before = {name: self.one[name] for name in names}
        self.settle({"Phone": "odoo", "Email": "odoo"})
        self.assertTrue(self.one.can_undo_choice)
        self.one.with_user(self.ann).action_undo_choice()
        self.assertEqual({name: self.one[name] for name in names}, before)
        self.run_session()
        self.assertEqual(set(self.one.conflicts), {"Phone", "Email"})
        self.settle({"Phone": "odoo", "Email": "odoo"})
        self.run_session()
        self.assertFalse(self.one.can_undo_choice)
        with self.assertRaises(UserError):
            self.one.with_user(self.ann).action_undo_choice()

    def test_the_whole_decision_of_the_list_is_taken_back_too(self):
        self.links.with_user(self.ann).action_use_quickbooks()
        self.links.with_user(self.ann).action_undo_choice()
        self.assertEqual(set(self.links.mapped("reason")), {"conflict"})

    def test_a_decision_about_many_wakes_once_and_after_all(self):
        links = type(self.env["qbd.link"])
        woken = []

        def wake(these, stream, qb_ids=()):
            woken.append((these.mapped("state"), sorted(qb_ids)))

        with patch.object(links, "_wake_referring", wake):
            self.links.with_user(self.ann).action_use_odoo()
        self.assertEqual(woken, [(["dirty"] * 3, sorted(self.links.mapped("qb_id")))])

    def test_the_next_conflict_is_opened(self):
        action = self.settle({"Phone": "odoo", "Email": "odoo"})
        following = action["params"]["next"]
        self.assertIn(following["res_id"], (self.links - self.one).ids)
        for link in self.links - self.one:
            action = link.settle_conflicts({"Phone": "odoo", "Email": "odoo"})
        self.assertEqual(
            action["params"]["next"]["type"], "ir.actions.act_window_close"
        )

    def test_what_is_no_conflict_is_refused(self):
        for choices in ({}, {"Fax": "odoo"}, {"Phone": "nobody"}):
            with self.assertRaises(UserError):
                self.settle(choices)
        self.settle({"Phone": "odoo", "Email": "odoo"})
        with self.assertRaises(UserError):
            self.settle({"Phone": "odoo"})

    def test_nothing_is_offered_while_a_request_is_on_its_way(self):
        self.assertEqual(self.one.conflict_rows["sides"], ["odoo", "quickbooks"])
        self.one.state = "sent"
        self.assertEqual(self.one.conflict_rows["sides"], [])
        with self.assertRaises(UserError):
            self.settle({"Phone": "odoo"})

    def test_nobody_without_the_role_decides(self):
        bob = new_test_user(self.env, "conflict-bob")
        with self.assertRaises(AccessError):
            self.one.with_user(bob).settle_conflicts({"Phone": "odoo"})
        with self.assertRaises(AccessError):
            self.one.with_user(bob).action_undo_choice()
