"""Before something is created: is it on the other side already, called otherwise?"""

from unittest.mock import patch

from odoo.tests import new_test_user

from ..core.errors import ValueRefused
from .support.common import SyncCase
from .test_first_match import USERS
from .test_sync_items import ItemCase


class GuardMixin:
    """Lists that are matched by name, and ask about similar entries."""

    LIST = "item"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bookkeeper = new_test_user(cls.env, "bookkeeper", groups=USERS)
        streams = cls.connection.stream_ids
        streams.filtered(lambda one: one.mapping == cls.LIST).ask_similar = True

    def qb_link(self, name):
        return self.env["qbd.link"].search(
            [("stream_id", "=", self.stream(self.LIST).id), ("qb_name", "=", name)]
        )

    def questions(self, link):
        link.invalidate_recordset()
        self.assertEqual((link.state, link.reason), ("parked", "similar"), link.message)
        return link.question_ids.with_user(self.bookkeeper)


class ItemGuardCase(GuardMixin, ItemCase):
    def arrange(self):
        super().arrange()
        self.with_accounts()
        self.stream("item").create_in_quickbooks = False
        self.bolt = self.product(name="Hex bolt 3/8 x 4 zinc", type="service")
        self.run_session()

    def assert_created(self, name):
        product = self.product_of(name)
        self.assertTrue(product, self.qb_link(name).message)
        return product


class TestItemsThatLookAlike(ItemGuardCase):
    def test_the_one_is_asked_about_and_the_others_are_created(self):
        self.service("Bolt, hex 3/8x4 zinc")
        self.service("Window cleaning")
        self.run_session()
        self.assertFalse(self.product_of("Bolt, hex 3/8x4 zinc"))
        self.assert_created("Window cleaning")
        link = self.qb_link("Bolt, hex 3/8x4 zinc")
        row = self.questions(link)
        self.assertEqual(row.record_id, self.bolt.id)
        self.assertEqual(row.why, "similar name")
        self.assertIn("Hex bolt 3/8 x 4 zinc (similar name)", link.message)
        self.assertTrue(link.parked_on)
        self.assert_quiet()

    def test_same_record_pairs_the_two(self):
        self.service("Bolt, hex 3/8x4 zinc", "0.45")
        self.run_session()
        link = self.qb_link("Bolt, hex 3/8x4 zinc")
        self.questions(link).action_accept()
        self.run_session()
        self.assertEqual(link.record_id, self.bolt.id)
        self.assertEqual(self.product_of("Bolt, hex 3/8x4 zinc"), self.bolt)

    def test_it_is_another_one(self):
        self.service("Bolt, hex 3/8x4 zinc", "0.45")
        self.run_session()
        link = self.qb_link("Bolt, hex 3/8x4 zinc")
        link.with_user(self.bookkeeper).action_create_anyway()
        self.run_session()
        product = self.assert_created("Bolt, hex 3/8x4 zinc")
        self.assertNotEqual(product, self.bolt)
        self.assertFalse(self.run_session().wrote)

    def test_each_of_several_is_answered(self):
        second = self.product(name="Hex bolt zinc 3/8 x 4 in", type="service")
        self.service("Bolt, hex 3/8x4 zinc")
        self.run_session()
        link = self.qb_link("Bolt, hex 3/8x4 zinc")
        rows = self.questions(link)
        self.assertEqual(set(rows.mapped("record_id")), {self.bolt.id, second.id})
        rows[0].action_reject()
        self.assertEqual(len(self.questions(link)), 1)
        self.questions(link).action_reject()
        self.assertEqual(link.state, "dirty")
        self.run_session()
        self.assert_created("Bolt, hex 3/8x4 zinc")

    def test_what_has_the_same_name_is_paired_as_ever(self):
        self.service("Hex bolt 3/8 x 4 zinc")
        self.run_session()
        self.assertEqual(self.product_of("Hex bolt 3/8 x 4 zinc"), self.bolt)

    def test_what_has_a_partner_is_no_candidate(self):
        self.service("Hex bolt 3/8 x 4 zinc")
        self.run_session()
        self.service("Bolt, hex 3/8x4 zinc")
        self.run_session()
        self.assert_created("Bolt, hex 3/8x4 zinc")

    def test_twins_of_one_answer_are_told_apart(self):
        self.service("Hex bolt 3/8 x 4 zinc")
        self.service("Bolt, hex 3/8x4 zinc")
        self.run_session()
        self.assertEqual(self.product_of("Hex bolt 3/8 x 4 zinc"), self.bolt)
        self.assert_created("Bolt, hex 3/8x4 zinc")

    def test_an_archived_product_is_asked_about_too(self):
        self.bolt.active = False
        self.service("Bolt, hex 3/8x4 zinc")
        self.run_session()
        row = self.questions(self.qb_link("Bolt, hex 3/8x4 zinc"))
        self.assertEqual(row.record_id, self.bolt.id)

    def test_a_product_of_another_company_is_no_candidate(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.bolt.company_id = other
        self.service("Bolt, hex 3/8x4 zinc")
        self.run_session()
        self.assert_created("Bolt, hex 3/8x4 zinc")

    def test_the_question_goes_when_the_product_finds_another_partner(self):
        self.service("Bolt, hex 3/8x4 zinc")
        self.run_session()
        self.service("Hex bolt 3/8 x 4 zinc")
        self.run_session()
        self.assertEqual(self.product_of("Hex bolt 3/8 x 4 zinc"), self.bolt)
        self.assert_created("Bolt, hex 3/8x4 zinc")

    def test_the_question_goes_with_the_product(self):
        self.service("Bolt, hex 3/8x4 zinc")
        self.run_session()
        self.bolt.unlink()
        cron = type(self.env["ir.cron"])
        self.patch(cron, "_commit_progress", lambda *_args, **_more: 60)
        self.env["qbd.engine"]._cron_look_for_changes()
        self.run_session()
        self.assert_created("Bolt, hex 3/8x4 zinc")

    def test_a_change_in_quickbooks_keeps_the_question(self):
        list_id = self.service("Bolt, hex 3/8x4 zinc")
        self.run_session()
        self.company.user_mod(list_id, "ItemService", Name="Bolt, hex zinc 3/8x4")
        self.run_session()
        link = self.qb_link("Bolt, hex zinc 3/8x4")
        self.assertEqual(len(self.questions(link)), 1)
        self.assertEqual(link.question_ids.quickbooks_name, "Bolt, hex zinc 3/8x4")

    def test_it_can_be_switched_off(self):
        self.stream("item").ask_similar = False
        self.service("Bolt, hex 3/8x4 zinc")
        self.run_session()
        self.assert_created("Bolt, hex 3/8x4 zinc")


class TestWhatCannotBeCompared(ItemGuardCase):
    """Neither it nor its possible double is created unasked; all else goes on."""

    def failing(self, hook, bad):
        """Return a context in which a hook fails about the bad one.

        :param bad: callable(arguments of the hook)
        """
        kind = type(self.env["qbd.mapping.item"])
        original = getattr(kind, hook)

        def fail(this, *args):
            if bad(*args):
                raise ValueRefused("gone wrong on purpose")
            return original(this, *args)

        return patch.object(kind, hook, fail)

    def bad_record(self):
        return self.failing("_record_candidate", lambda one: one == self.bolt)

    def bad_object(self):
        name = "Bolt, hex 3/8x4 zinc"
        return self.failing("_object_candidate", lambda _key, full, _v: full == name)

    def link_of_bolt(self):
        domain = [("stream_id", "=", self.stream("item").id)]
        return self.env["qbd.link"].search(
            [*domain, ("record_id", "=", self.bolt.id), ("qb_id", "=", False)]
        )

    def test_an_object_waits_for_the_record_that_it_may_be(self):
        self.service("Bolt, hex 3/8x4 zinc")
        self.service("Window cleaning")
        with self.bad_record():
            self.run_session()
        self.assertFalse(self.product_of("Bolt, hex 3/8x4 zinc"))
        self.assert_created("Window cleaning")
        link = self.qb_link("Bolt, hex 3/8x4 zinc")
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assertIn("“Hex bolt 3/8 x 4 zinc” in Odoo", link.message)
        self.assertEqual(self.link_of_bolt().state, "parked")
        self.assert_quiet()
        link.action_try_again()
        self.run_session()
        self.assertEqual(self.questions(link).record_id, self.bolt.id)

    def test_an_object_is_parked_where_the_list_writes_nothing(self):
        self.stream("item").direction = "from_quickbooks"
        self.service("Bolt, hex 3/8x4 zinc")
        self.service("Window cleaning")
        with self.bad_record():
            self.run_session()
        self.assertFalse(self.product_of("Bolt, hex 3/8x4 zinc"))
        self.assert_created("Window cleaning")
        link = self.qb_link("Bolt, hex 3/8x4 zinc")
        self.assertEqual((link.state, link.reason), ("parked", "refused_by_odoo"))
        self.assertIn("gone wrong on purpose", link.message)

    def test_an_object_that_cannot_be_compared_is_parked_and_not_created(self):
        self.service("Bolt, hex 3/8x4 zinc")
        self.service("Window cleaning")
        with self.bad_object():
            self.run_session()
        self.assertFalse(self.product_of("Bolt, hex 3/8x4 zinc"))
        self.assert_created("Window cleaning")
        link = self.qb_link("Bolt, hex 3/8x4 zinc")
        self.assertEqual((link.state, link.reason), ("parked", "refused_by_odoo"))
        self.assertIn("gone wrong on purpose", link.message)

    def with_an_open_object(self):
        """Both sides have a bolt, neither with a partner, and nothing is asked."""
        item = self.stream("item")
        item.create_in_odoo = False
        self.service("Bolt, hex 3/8x4 zinc")
        self.run_session()
        item.create_in_quickbooks = True
        self.other = self.product(name="Velvet curtain", type="service")
        self.bolt.default_code = "HB"

    def test_a_record_waits_for_the_object_that_it_may_be(self):
        self.with_an_open_object()
        with self.bad_object():
            self.run_session()
        self.assertEqual(self.item_names(), ["Bolt, hex 3/8x4 zinc", "Velvet curtain"])
        link = self.link_of_bolt()
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assertIn("“Bolt, hex 3/8x4 zinc” in QuickBooks", link.message)
        self.assertEqual(self.qb_link("Bolt, hex 3/8x4 zinc").state, "parked")

    def test_a_record_that_cannot_be_compared_is_parked_and_not_added(self):
        self.with_an_open_object()
        with self.bad_record():
            self.run_session()
        self.assertEqual(self.item_names(), ["Bolt, hex 3/8x4 zinc", "Velvet curtain"])
        link = self.link_of_bolt()
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("gone wrong on purpose", link.message)


class TestProductsThatLookAlike(GuardMixin, ItemCase):
    """The other way: a product about to be added resembles an unpaired item."""

    def arrange(self):
        super().arrange()
        self.with_accounts()
        self.stream("item").create_in_odoo = False
        self.service("Bolt, hex 3/8x4 zinc", "0.45")
        self.run_session()
        self.bolt = self.product(name="Hex bolt 3/8 x 4 zinc", type="service")
        self.other = self.product(name="Velvet curtain", type="service")
        self.run_session()

    def test_the_one_is_asked_about_and_the_others_are_added(self):
        self.assertEqual(self.item_names(), ["Bolt, hex 3/8x4 zinc", "Velvet curtain"])
        link = self.link(self.bolt)
        row = self.questions(link)
        self.assertEqual(row.quickbooks_name, "Bolt, hex 3/8x4 zinc")
        self.assertIn("Bolt, hex 3/8x4 zinc (similar name)", link.message)
        self.assert_quiet()

    def test_same_record_pairs_the_two(self):
        self.questions(self.link(self.bolt)).action_accept()
        self.run_session()
        self.assertEqual(self.link(self.bolt).qb_name, "Bolt, hex 3/8x4 zinc")
        self.assertEqual(len(self.item_names()), 2)

    def test_it_is_another_one(self):
        self.link(self.bolt).with_user(self.bookkeeper).action_create_anyway()
        self.run_session()
        self.assertIn("Hex bolt 3/8 x 4 zinc", self.item_names())
        self.assertFalse(self.run_session().wrote)

    def test_an_edit_keeps_the_question(self):
        self.bolt.list_price = 3
        self.run_session()
        self.assertEqual(len(self.questions(self.link(self.bolt))), 1)
        self.assertNotIn("Hex bolt 3/8 x 4 zinc", self.item_names())

    def test_another_name_settles_it(self):
        self.bolt.name = "Umbrella stand"
        self.run_session()
        self.assertIn("Umbrella stand", self.item_names())

    def test_what_is_asked_on_both_sides_is_answered_once(self):
        self.stream("item").create_in_odoo = True
        self.run_session()
        theirs = self.qb_link("Bolt, hex 3/8x4 zinc")
        self.questions(self.link(self.bolt)).action_accept()
        self.run_session()
        self.assertEqual(theirs.record_id, self.bolt.id)
        self.assertFalse(theirs.question_ids)
        self.assertFalse(self.run_session().wrote)


class TestCustomersThatLookAlike(GuardMixin, SyncCase):
    LIST = "customer"

    def test_a_new_customer_that_looks_alike_is_asked_about_both_ways(self):
        self.stream("customer").create_in_quickbooks = False
        acme = self.partner(name="Acme Incorporated", phone="305-555-9911")
        self.company.user_add("Customer", Name="Acme Inc.", Phone="(305) 555 9911")
        self.company.user_add("Customer", Name="Zoe Quimby")
        self.run_session()
        self.assertTrue(self.partner_named("Zoe Quimby"))
        self.assertFalse(self.partner_named("Acme Inc."))
        self.stream("customer").create_in_quickbooks = True
        self.run_session()
        self.assertEqual(self.customer_names(), ["Acme Inc.", "Zoe Quimby"])
        row = self.questions(self.qb_link("Acme Inc."))
        self.assertIn("305-555-9911", row.odoo_about)
        self.assertIn("(305) 555 9911", row.quickbooks_about)
        row.action_accept()
        self.run_session()
        self.assertEqual(self.link(acme).qb_name, "Acme Inc.")
        self.assert_quiet()

    def test_two_persons_of_one_family_are_no_question(self):
        self.stream("customer").create_in_quickbooks = False
        self.partner(name="Smith, John")
        self.company.user_add("Customer", Name="Smith, Rebecca")
        self.run_session()
        self.assertTrue(self.partner_named("Smith, Rebecca"))
