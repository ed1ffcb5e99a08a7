"""The first match: a person's decisions before anything is written to either side."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from ..core.errors import ValueRefused
from ..core.matching.records import MAYBE, SURE
from .test_sync_items import ItemCase

CRON = "quickbooks_desktop.cron_match"
USERS = "quickbooks_desktop.group_qbd_user,product.group_product_manager"


class FirstMatchMixin:
    """A new connection that asks first; a bookkeeper who answers."""

    FIRST_MATCH = "ask"
    LIST = "item"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bookkeeper = new_test_user(cls.env, "bookkeeper", groups=USERS)

    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_more: 60
        )

    def compared(self):
        """Run a session and compare; return the match, as the bookkeeper sees it."""
        self.run_session()
        self.env["qbd.match"]._cron_match()
        stream = self.stream(self.LIST)
        match = self.env["qbd.match"].search([("stream_id", "=", stream.id)])
        return match.with_user(self.bookkeeper)

    def rows(self, match, **values):
        """Return the rows of a match with these values, as the bookkeeper."""
        domain = [(name, "=", value) for name, value in values.items()]
        stream = [("stream_id", "=", match.sudo().stream_id.id)]
        rows = self.env["qbd.match.pair"].search(stream + domain)
        return rows.with_user(self.bookkeeper)

    def row(self, match, name):
        """Return the only row with this name on either side."""
        rows = self.rows(match)
        found = rows.filtered(lambda x: name in (x.odoo_name, x.quickbooks_name))
        self.assertEqual(len(found), 1, found.read())
        return found

    def names(self, rows):
        return sorted(((x.odoo_name, x.quickbooks_name) for x in rows), key=str)


class ItemMatchCase(FirstMatchMixin, ItemCase):
    """Three items and four products: a sure pair, a question, and some alone."""

    def arrange(self):
        super().arrange()
        self.bolt = self.product(
            name="Hex bolt 3/8 x 4 zinc", default_code="B-38", type="service"
        )
        self.tile = self.product(
            name="Ceramic floor tile white 30x30 cm", type="service", list_price=5
        )
        self.lamp = self.product(name="Desk lamp", default_code="L-1", type="service")
        self.old = self.product(name="Red Ribbon wide", type="service", active=False)
        self.service("Bolt, hex 3/8x4 zinc", "0.30")
        self.service("Ceramic flor tile whte 30x30 cm", "5.10")
        self.service("Window cleaning")
        self.service("Red ribbon wide")
        self.env["qbd.hint"].search([]).unlink()

    def item_stream(self):
        return self.stream("item")

    def both_sides(self):
        """Return the state of both sides, to see that nothing was written."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT p.id, p.write_date, t.write_date, p.active, t.list_price, t.name"
            " FROM product_product p JOIN product_template t ON t.id ="
            " p.product_tmpl_id ORDER BY p.id"
        )
        return self.env.cr.fetchall(), self.item_names()


class TestWhatCannotBeCompared(ItemMatchCase):
    """It is shown with the reason, and its possible double is not created."""

    def failing(self, hook, bad):
        kind = type(self.env["qbd.mapping.item"])
        original = getattr(kind, hook)

        def fail(this, *args):
            if bad(*args):
                raise ValueRefused("gone wrong on purpose")
            return original(this, *args)

        return patch.object(kind, hook, fail)

    def assert_shown_and_left(self, side, name):
        """Compare; then have all that has no partner created."""
        self.with_accounts()
        match = self.compared()
        row = self.row(match, name)
        self.assertEqual((row.side, row.verdict), (side, "unread"))
        self.assertIn("gone wrong on purpose", row[f"{side}_about"])
        match.write({"rest_in_odoo": "create", "rest_in_quickbooks": "create"})
        match.action_confirm()
        self.run_session()
        self.assertFalse(self.product_of("Bolt, hex 3/8x4 zinc"))
        self.assertTrue(self.product_of("Window cleaning"))
        self.assertFalse(self.link(self.bolt).qb_id)
        self.assertTrue(self.link(self.lamp).qb_id)

    def test_a_product(self):
        with self.failing("_record_candidate", lambda one: one == self.bolt):
            self.assert_shown_and_left("odoo", self.bolt.name)

    def test_an_item(self):
        name = "Bolt, hex 3/8x4 zinc"
        with self.failing("_object_candidate", lambda _key, full, _v: full == name):
            self.assert_shown_and_left("quickbooks", name)

    def test_it_is_chosen_by_hand(self):
        match = self.compared()
        row = self.row(match, "Desk lamp")
        link = self.row(match, "Window cleaning").link_id
        bad = self.failing("_record_candidate", lambda one: one == self.lamp)
        with bad, self.assertRaisesRegex(UserError, "on purpose"):
            row.link_id = link


class TestDryRun(ItemMatchCase):
    def test_nothing_is_written_to_either_side_before_it_is_confirmed(self):
        before = self.both_sides()
        match = self.compared()
        match.action_accept_sure()
        self.run_session()
        self.bolt.list_price = 3
        self.env.flush_all()
        products, items = self.both_sides()
        self.run_session()
        self.assertEqual(self.both_sides(), (products, items))
        self.assertEqual(items, before[1])
        self.assertEqual(len(products), len(before[0]))
        self.assertFalse(self.link(self.bolt))

    def test_pairs_have_a_score_a_verdict_and_reasons_in_words(self):
        match = self.compared()
        sure = self.row(match, "Bolt, hex 3/8x4 zinc")
        self.assertEqual(sure.record_id, self.bolt.id)
        self.assertEqual((sure.verdict, sure.state), (SURE, "open"))
        self.assertGreater(sure.score, 0.9)
        self.assertEqual(sure.why, "same words and sizes")
        asked = self.row(match, self.tile.name)
        self.assertEqual(asked.quickbooks_name, "Ceramic flor tile whte 30x30 cm")

    def test_reasons_are_translated(self):
        self.env["res.lang"]._activate_lang("de_DE")
        row = self.row(self.compared(), "Bolt, hex 3/8x4 zinc")
        german = row.with_context(lang="de_DE")
        self.patch(
            type(self.env["qbd.match.words"]),
            "_words_for",
            lambda self, said: {"same_words": f"gleich ({self.env.lang})"},
        )
        self.assertEqual(german.why, "gleich (de_DE)")

    def test_what_has_no_partner_is_shown_on_both_sides(self):
        match = self.compared()
        self.assertEqual(
            self.names(self.rows(match, side="quickbooks")),
            [(False, "Window cleaning")],
        )
        self.assertEqual(
            self.names(self.rows(match, side="odoo")), [("Desk lamp", False)]
        )
        self.assertEqual((match.quickbooks_count, match.odoo_count), (1, 1))

    def test_what_is_archived_is_only_a_question(self):
        row = self.row(self.compared(), "Red ribbon wide")
        self.assertEqual((row.record_id, row.verdict), (self.old.id, MAYBE))
        self.assertIn("inactive on one side", row.why)

    def test_the_mapping_page_leaves_the_list_alone_meanwhile(self):
        self.compared()
        domain = self.connection._unpaired_domain()
        links = self.env["qbd.link"].search(domain)
        self.assertNotIn("Window cleaning", links.mapped("qb_name"))

    def test_what_waits_is_not_called_in_step(self):
        self.compared()
        domain = [("stream_id", "=", self.item_stream().id), ("state", "=", "ok")]
        waiting = self.env["qbd.link"].search_count(domain)
        everything = self.env["qbd.link"].search_count([("state", "=", "ok")])
        self.assertEqual(waiting, 4)
        alone = self.env["qbd.link"].search_count(
            [("state", "=", "ok"), ("record_id", "in", [False, 0])]
        )
        self.assertGreaterEqual(alone, waiting)
        self.assertEqual(self.connection.in_step_count, everything - alone)

    def test_where_odoo_is_empty_nothing_is_asked(self):
        everything = self.env["product.product"].with_context(active_test=False)
        products = everything.search([("type", "!=", "combo")])
        self.env["qbd.match.pair"].search([]).unlink()
        products.unlink()
        self.env["qbd.hint"].search([]).unlink()
        if everything.search([]):
            self.skipTest("products of other addons cannot go")
        self.run_session()
        self.assertEqual(self.item_stream().first_match, "done")
        self.assertTrue(self.product_of("Window cleaning"))

    def test_where_quickbooks_is_empty_nothing_is_asked(self):
        self.start_anew()
        self.with_accounts()
        self.lamp.list_price = 7
        self.run_session()
        self.assertEqual(self.item_stream().first_match, "done")
        self.assertTrue(self.link(self.lamp).qb_id, self.link(self.lamp).message)


class TestDecisions(ItemMatchCase):
    def test_only_sure_pairs_are_accepted_in_bulk_by_default(self):
        match = self.compared()
        match.action_accept_sure()
        self.assertEqual(
            self.names(self.rows(match, state="accepted")),
            self.names(self.rows(match, verdict=SURE)),
        )
        self.assertTrue(self.rows(match, state="open", verdict=MAYBE))

    def test_all_above_a_score_are_accepted_if_one_says_so(self):
        match = self.compared()
        match.minimum = 0.5
        match.action_accept_above()
        rows = self.rows(match, side="both", state="open")
        self.assertTrue(all(row.score < 0.5 for row in rows))

    def test_what_is_rejected_stays_so_when_compared_anew(self):
        match = self.compared()
        self.row(match, "Bolt, hex 3/8x4 zinc").action_reject()
        self.assertEqual(match.rejected_count, 1)
        self.assertIn(
            (False, "Bolt, hex 3/8x4 zinc"),
            self.names(self.rows(match, side="quickbooks")),
        )
        match.action_compare()
        found = self.rows(match, side="both", record_id=self.bolt.id)
        self.assertEqual(found.mapped("state"), ["rejected"])
        self.assertEqual(len(self.rows(match, side="odoo", record_id=self.bolt.id)), 1)

    def test_another_partner_is_proposed_for_what_was_rejected(self):
        second = self.product(name="Hex bolt 3/8 x 4", type="service")
        match = self.compared()
        first = self.rows(match, quickbooks_name="Bolt, hex 3/8x4 zinc")
        self.assertEqual(first.record_id, self.bolt.id)
        first.action_reject()
        match.action_compare()
        again = self.rows(
            match, quickbooks_name="Bolt, hex 3/8x4 zinc", state="open", side="both"
        )
        self.assertEqual((again.record_id, again.verdict), (second.id, MAYBE))

    def test_one_may_leave_and_come_back(self):
        match = self.compared()
        match.action_accept_sure()
        accepted = self.names(self.rows(match, state="accepted"))
        self.run_session()
        self.env["qbd.match"]._cron_match()
        match.action_compare()
        self.assertEqual(self.names(self.rows(match, state="accepted")), accepted)
        self.assertEqual(match.state, "ready")

    def test_a_pair_is_made_by_hand(self):
        match = self.compared()
        row = self.row(match, "Window cleaning").with_context(qbd_side="quickbooks")
        with Form(
            row,
            view="quickbooks_desktop.qbd_match_pair_view_list",
        ) as form:
            form.record_id = self.lamp.id
        row = self.row(match, "Window cleaning")
        self.assertEqual(
            (row.side, row.state, row.verdict), ("both", "accepted", "hand")
        )
        self.assertEqual((row.odoo_name, row.why), ("Desk lamp", "chosen manually"))
        self.assertFalse(self.rows(match, side="odoo"))

    def test_a_choice_can_be_taken_back(self):
        match = self.compared()
        row = self.row(match, "Window cleaning")
        row.record_id = self.lamp.id
        self.row(match, "Window cleaning").record_id = False
        self.assertEqual(self.row(match, "Window cleaning").side, "quickbooks")
        self.assertEqual(self.row(match, "Desk lamp").side, "odoo")

    def test_a_product_is_taken_from_the_pair_that_was_proposed(self):
        match = self.compared()
        self.row(match, "Window cleaning").record_id = self.bolt.id
        self.assertEqual(self.row(match, "Bolt, hex 3/8x4 zinc").side, "quickbooks")
        self.assertEqual(
            self.row(match, self.bolt.name).quickbooks_name, "Window cleaning"
        )

    def test_two_items_are_not_paired_with_one_product(self):
        match = self.compared()
        self.row(match, "Bolt, hex 3/8x4 zinc").action_accept()
        with self.assertRaisesRegex(UserError, "accepted as a pair"):
            self.row(match, "Window cleaning").record_id = self.bolt.id

    def test_a_product_of_another_company_cannot_be_chosen(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.product(name="Theirs", company_id=other.id)
        match = self.compared()
        self.assertFalse(self.rows(match, record_id=theirs.id))
        with self.assertRaisesRegex(UserError, "another company"):
            self.row(match, "Window cleaning").record_id = theirs.id


class TestConfirmation(ItemMatchCase):
    def confirm(self, **choices):
        match = self.compared()
        match.action_accept_sure()
        match.write(choices)
        match.action_confirm()
        self.run_session()
        return match

    def test_accepted_pairs_are_linked_and_completed(self):
        self.confirm()
        link = self.link(self.bolt)
        self.assertEqual(link.qb_name, "Bolt, hex 3/8x4 zinc")
        self.assertTrue(link.qb_id)
        self.assertEqual(self.bolt.name, "Hex bolt 3/8 x 4 zinc")

    def test_what_is_open_is_created_on_neither_side(self):
        before = self.both_sides()
        match = self.confirm()
        self.assertEqual(match.state, "confirmed")
        self.assertEqual(self.item_stream().first_match, "done")
        self.lamp.list_price = 7
        self.run_session()
        products, items = self.both_sides()
        self.assertEqual(items, before[1])
        self.assertEqual(len(products), len(before[0]))
        self.assertFalse(self.product_of("Window cleaning"))
        self.assertFalse(self.link(self.lamp).qb_id)
        shown, stream = self.connection.dashboard["rows"], self.item_stream()
        figures = {row["stream"]: row["figures"] for row in shown}[stream.id]
        for column in ("only_in_quickbooks", "only_in_odoo"):  # said, not left out
            links = self.env["qbd.link"].search(
                self.connection.open_figure(stream.id, column)["domain"]
            )
            self.assertEqual(figures[column], len(links))
            names = links.mapped("qb_name") + links.mapped("record_name")
            wanted = {
                "only_in_quickbooks": "Window cleaning",
                "only_in_odoo": "Desk lamp",
            }
            self.assertTrue([x for x in names if x and wanted[column] in x], names)

    def test_what_changes_in_quickbooks_stays_open(self):
        self.confirm()
        window = self.item("Window cleaning")
        part = {**window["SalesOrPurchase"], "Price": "9.00"}
        self.company.user_mod(window["ListID"], "ItemService", SalesOrPurchase=part)
        self.run_session()
        self.assertFalse(self.product_of("Window cleaning"))

    def test_the_rest_is_created_if_one_says_so(self):
        self.with_accounts()
        self.confirm(rest_in_odoo="create", rest_in_quickbooks="create")
        self.assertEqual(self.product_of("Window cleaning").lst_price, 10)
        self.assertTrue(self.link(self.lamp).qb_id, self.link(self.lamp).message)
        self.assertEqual(self.item("L-1")["SalesOrPurchase"]["Desc"], "Desk lamp")
        open_pair = self.link(self.tile)
        self.assertFalse(open_pair.qb_id)
        self.assertFalse(self.product_of("Ceramic flor tile whte 30x30 cm"))
        self.run_session()
        self.assertFalse(self.run_session().wrote)

    def test_one_row_is_created_by_its_button(self):
        match = self.compared()
        self.row(match, "Window cleaning").action_create()
        match.action_confirm()
        self.run_session()
        self.assertTrue(self.product_of("Window cleaning"))

    def test_nothing_is_created_against_the_direction_of_the_list(self):
        self.item_stream().direction = "from_quickbooks"
        match = self.compared()
        with self.assertRaisesRegex(
            UserError, "not set up to be synced in that direction"
        ):
            self.row(match, "Desk lamp").action_create()
        match.write({"rest_in_odoo": "create", "rest_in_quickbooks": "create"})
        match.action_confirm()
        self.run_session()
        self.assertTrue(self.product_of("Window cleaning"))
        self.assertFalse(self.run_session().wrote)
        self.assertFalse(self.link(self.lamp).qb_id)

    def test_what_is_decided_later_is_done_at_once(self):
        match = self.confirm()
        row = self.rows(match, side="both", state="open").filtered(
            lambda row: row.record_id == self.tile.id
        )
        row.action_accept()
        self.assertEqual(row.state, "linked")
        self.row(match, "Window cleaning").action_create()
        self.run_session()
        self.assertTrue(self.link(self.tile).qb_id)
        self.assertTrue(self.product_of("Window cleaning"))

    def test_large_lists_are_compared_anew_by_the_scheduled_action(self):
        match = self.confirm()
        before = self.names(self.rows(match))
        module = "odoo.addons.quickbooks_desktop.models.first_match.match.SMALL"
        triggers = self.env["ir.cron.trigger"]
        due = [("cron_id", "=", self.env.ref(CRON).id)]
        triggers.search(due).unlink()
        with patch(module, 0):
            match.action_compare()
        self.assertEqual(match.state, "running")
        self.assertTrue(triggers.search(due))
        self.env["qbd.match"]._cron_match()
        self.assertEqual(match.state, "confirmed")
        self.assertEqual(self.names(self.rows(match)), before)

    def test_new_ones_cross_after_the_confirmation(self):
        self.with_accounts()
        self.confirm()
        self.service("Gutter inspection")
        fresh = self.product(name="Velvet curtain", type="service")
        self.run_session()
        self.assertTrue(self.product_of("Gutter inspection"))
        self.assertTrue(self.link(fresh).qb_id, self.link(fresh).message)

    def test_a_pair_is_taken_apart_and_nothing_else_changes(self):
        match = self.confirm()
        before = self.both_sides()
        link = self.link(self.bolt)
        self.row(match, "Bolt, hex 3/8x4 zinc").action_undo()
        self.assertFalse(link.record_id)
        self.assertEqual((link.state, link.kept_unpaired), ("ok", True))
        self.run_session()
        self.bolt.list_price += 1
        self.assertFalse(self.run_session().wrote)
        self.assertEqual(self.item("Bolt, hex 3/8x4 zinc")["IsActive"], "true")
        self.assertTrue(self.bolt.active)
        self.assertEqual(self.both_sides()[1], before[1])
        self.assertEqual(len(self.both_sides()[0]), len(before[0]))
        self.assertTrue(self.rows(match, side="quickbooks", link_id=link.id))

    def test_a_pair_that_was_taken_apart_can_be_made_again(self):
        match = self.confirm()
        row = self.row(match, "Bolt, hex 3/8x4 zinc")
        row.action_undo()
        row.action_accept()
        self.run_session()
        self.assertEqual(self.link(self.bolt).qb_name, "Bolt, hex 3/8x4 zinc")

    def test_a_pair_is_not_taken_apart_while_a_request_is_out(self):
        match = self.confirm()
        self.link(self.bolt).state = "sent"
        with self.assertRaisesRegex(UserError, "being sent"):
            self.row(match, "Bolt, hex 3/8x4 zinc").action_undo()

    def test_a_side_that_is_gone_meanwhile_opens_its_pair_again(self):
        match = self.compared()
        match.action_accept_sure()
        self.bolt.unlink()
        match.action_confirm()
        self.assertFalse(self.rows(match, state="linked"))
        self.run_session()


class TestWhoMay(ItemMatchCase):
    def test_who_is_no_quickbooks_user_sees_and_does_nothing(self):
        match = self.compared()
        plain = new_test_user(self.env, "plain", groups="base.group_user")
        with self.assertRaises(AccessError):
            match.with_user(plain).read(["state"])
        with self.assertRaises(AccessError):
            match.with_user(plain).action_confirm()
        with self.assertRaises(AccessError):
            self.rows(match).with_user(plain).action_accept()

    def test_a_user_of_another_company_sees_nothing(self):
        match = self.compared()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="quickbooks_desktop.group_qbd_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(match.with_user(stranger).search([]))
        self.assertFalse(self.rows(match).with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.rows(match).with_user(stranger).action_accept()

    def test_decisions_are_made_by_buttons_only(self):
        match = self.compared()
        with self.assertRaises(AccessError):
            self.rows(match).write({"state": "linked"})
        with self.assertRaises(AccessError):
            match.write({"state": "confirmed"})

    def test_the_other_side_is_chosen_by_users_of_the_company_only(self):
        match = self.compared()
        row = self.row(match, "Desk lamp")
        link = self.row(match, "Window cleaning").link_id
        other = self.env["res.company"].create({"name": "Other"})
        for groups in ("base.group_user", "quickbooks_desktop.group_qbd_manager"):
            values = {"company_id": other.id, "company_ids": [(6, 0, other.ids)]}
            person = new_test_user(self.env, groups, groups=groups, **values)
            with self.subTest(groups), self.assertRaises(AccessError):
                row.with_user(person).write({"link_id": link.id})
        plain = new_test_user(self.env, "plain", groups="base.group_user")
        with self.assertRaises(AccessError):
            row.with_user(plain).write({"link_id": link.id})
        row.write({"link_id": link.id})
        self.assertEqual(row.state, "accepted")

    def test_only_what_is_free_is_chosen(self):
        match = self.compared()
        match.action_accept_sure()
        match.action_confirm()
        made = self.rows(match, state="linked")
        row = self.row(match, "Desk lamp")
        with self.assertRaisesRegex(UserError, "This pair is made"):
            made.record_id = self.lamp.id
        with self.assertRaisesRegex(UserError, "no longer free"):
            row.link_id = made.link_id
        with self.assertRaisesRegex(UserError, "At least one side has to stay"):
            row.record_id = False

    def test_no_pair_is_taken_apart_while_its_request_is_out(self):
        match = self.compared()
        match.action_accept_sure()
        match.action_confirm()
        made = self.rows(match, state="linked")
        made.sudo().link_id.state = "sent"
        with self.assertRaisesRegex(UserError, "A request is being sent"):
            made.action_undo()
        self.assertEqual(made.state, "linked")
