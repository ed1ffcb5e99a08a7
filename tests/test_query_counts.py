"""Work on many records asks the database few questions, and skips no other addon."""

import base64
import time
from contextlib import contextmanager
from itertools import count, cycle, repeat
from unittest.mock import patch

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import file_open

from ..core.defaults import Defaults
from ..models.engine import windows
from .support.common import SyncCase
from .support.posting import PostingCase


class TestSyncQueries(SyncCase):
    """The questions per record, as the difference between more records and fewer."""

    def queries(self, work):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def per_record(self, change, few=5, many=25):
        """Return the queries that a session needs for each further record."""
        found = []
        for number in (few, many):
            change(number)
            found.append(self.queries(self.run_session))
        return (found[1] - found[0]) / (many - few)

    def test_adds_and_changes(self):
        partners = self.env["res.partner"]

        def add(number):
            nonlocal partners
            partners = partners.create(
                [
                    {"name": f"New {number} {one}", "customer_rank": 1, "phone": "1"}
                    for one in range(number)
                ]
            )

        def call(number):
            for one in partners[:number]:
                one.phone = f"555-{number}-{one.id}"

        self.run_session()
        self.assertLess(self.per_record(add), 2.5)
        self.assertLess(self.per_record(call), 3)
        links = self.link(partners[0]) + self.link(partners[-1])
        self.assertEqual(links.mapped("state"), ["ok", "ok"])
        self.assert_quiet()

    def test_an_image_is_written_when_it_moves(self):
        partner = self.partner(name="Called")
        self.run_session()
        links, written = type(self.link(partner)), []
        write = links.write

        def writing(links, vals):
            written.extend(vals)
            return write(links, vals)

        partner.phone = "555-0199"
        self.patch(links, "write", writing)
        self.run_session()
        self.assertEqual(self.link(partner).state, "ok")
        for name in ("odoo_image", "quickbooks_image"):
            self.assertEqual(written.count(name), 1, name)

    def test_an_idle_poll(self):
        self.run_session()
        self.run_session()
        self.assertLessEqual(self.queries(self.run_session), 55)

    def test_a_save_costs_one_question(self):
        partner = self.partner(name="Saved")
        partner._qbd_insert_hints(partner.ids)
        partner.mapped("parent_id")
        self.assertEqual(
            self.queries(lambda: partner._qbd_insert_hints(partner.ids)), 1
        )
        contact = self.env["res.partner"].create({"name": "No customer"})
        self.env.cr.flush()
        query = [("qbd_state", "=", "none"), ("id", "in", (contact + partner).ids)]
        self.assertIn(contact, contact.search(query))
        self.run_session()
        self.assertEqual(contact.search(query), contact)
        self.assertEqual((contact + partner).filtered_domain(query), contact)
        self.assertEqual(contact.search([("qbd_state", "!=", "none")]), partner)


class TestPolls(SyncCase):
    """An idle poll reads of each model the values that it needs, and no others."""

    def test_values_are_not_read_a_second_time(self):
        self.run_session()
        self.run_session()
        asked = []
        fetch = models.BaseModel._fetch_field

        def noting(records, field):
            if records._name.startswith("qbd.") and field.prefetch is True:
                asked.append(str(field))
            return fetch(records, field)

        self.patch(models.BaseModel, "_fetch_field", noting)
        self.run_session()
        self.assertEqual(asked, [])


class TestRounds(SyncCase):
    """A large answer costs no further round, unless a list is read the first time."""

    def sets(self):
        before = self.env["qbd.message.set"].search_count([])
        self.run_session()
        return self.env["qbd.message.set"].search_count([]) - before

    def test_large_answers_of_known_objects_end_a_session(self):
        self.run_session()
        rounds = []
        for length in (windows.MUCH_TO_PARSE, 1):
            with patch.object(windows, "MUCH_TO_PARSE", length):
                self.env["res.partner"].create(
                    [{"name": f"C{length}-{n}", "customer_rank": 1} for n in range(3)]
                )
                rounds.append((self.sets(), self.sets()))
        self.assertEqual(*rounds)
        self.assertEqual(rounds[0][1], 1)


class TestCreates(SyncCase):
    """Records that the sync creates in batches are as if created one by one."""

    def model(self, name="res.partner"):
        """Return a model as the sync creates a batch of its records."""
        batch = {"qbd_creates": True, "qbd_defaults": Defaults()}
        return self.env[name].with_context(**batch)

    def partners(self, number=5, **values):
        return self.model().create([{"name": f"P{n}", **values} for n in range(number)])

    def default(self, name, values):
        """Let a field have these default values, one after the other."""
        asked = []

        def default(_model):
            asked.append(name)
            return next(values)

        self.patch(self.env["res.partner"]._fields[name], "default", default)
        return asked

    def test_defaults_are_asked_for_twice(self):
        asked = self.default("function", repeat("Buyer"))
        self.assertEqual(self.partners().mapped("function"), ["Buyer"] * 5)
        self.assertEqual(len(asked), 2)

    def test_defaults_of_the_context_are_those_of_its_records(self):
        model = self.partners()
        buyers = model.with_context(default_function="Buyer")
        self.assertEqual(buyers.create({"name": "One more"}).function, "Buyer")

    def test_each_record_has_its_own_number(self):
        self.default("ref", map(str, count(1)))
        self.assertEqual(self.partners().mapped("ref"), ["1", "2", "3", "4", "5"])

    def test_records_of_different_fields_share_their_defaults(self):
        asked = self.default("function", repeat("Buyer"))
        given = ("street", "city", "phone", "email", "function", "ref", "barcode")
        values = [{"name": f"P{n}", name: "x"} for n, name in enumerate(given)]
        made = self.model().create(values)
        self.assertEqual(made.mapped("function"), ["Buyer"] * 4 + ["x"] + ["Buyer"] * 2)
        self.assertLess(len(asked), 4)

    def test_a_value_that_changes_is_asked_for_from_then_on(self):
        defaults, answers = Defaults(), iter((1, 1, 2, 3))
        model = self.env["res.partner"]

        def ask(names):
            return dict.fromkeys(names, next(answers))

        found = [
            defaults.of(model, names, ask)["f"]
            for names in (["f"], ["f"], ["f"], ["f", "g"], ["f"])
        ]
        self.assertEqual(found, [1, 1, 1, 2, 3])

    def test_numbers_that_come_again_are_asked_for(self):
        self.default("ref", cycle("121"))
        self.assertEqual(self.partners(6).mapped("ref"), [*"121121"])

    def test_a_picture_has_all_sizes_and_others_have_none(self):
        with file_open("base/static/img/avatar.png", "rb") as file:
            picture = base64.b64encode(file.read())
        with_one = self.partners(2, image_1920=picture)
        self.env.cr.flush()
        self.assertTrue(all(one.image_128 for one in with_one))
        without = self.partners(2)
        self.env.cr.flush()
        self.env.invalidate_all()
        self.assertFalse(any(one.image_128 for one in without))
        without[0].image_1920 = picture
        self.assertTrue(without[0].image_128)

    def test_the_first_cost_of_products_is_noted_in_few_queries(self):
        def create(number):
            model = self.model("product.product")
            before = self.env.cr.sql_log_count
            goods = {"standard_price": 5.0, "is_storable": True}
            made = model.create([{"name": f"Bolt {n}", **goods} for n in range(number)])
            self.env.cr.flush()
            return made, self.env.cr.sql_log_count - before

        create(2)
        (few, asked_few), (_many, asked_many) = create(5), create(25)
        self.assertLess((asked_many - asked_few) / 20, 1.5)
        noted = self.env["product.value"].search([("product_id", "in", few.ids)])
        self.assertEqual(noted.mapped("value"), [5.0] * 5)

    def test_products_with_moves_are_looked_at_by_odoo(self):
        model = self.env["product.product"].with_context(qbd_creates=True)
        goods = {"standard_price": 5.0, "is_storable": True}
        with_moves, without = model.create([{"name": n, **goods} for n in "AB"])
        place = self.env.ref("stock.stock_location_stock")
        quant = self.env["stock.quant"].with_context(inventory_mode=True)
        quant.create(
            {
                "product_id": with_moves.id,
                "location_id": place.id,
                "inventory_quantity": 3.0,
            }
        ).action_apply_inventory()
        found = (with_moves + without)._get_remaining_moves()
        self.assertEqual(list(found), [with_moves])
        plain = (with_moves + without).with_context(qbd_creates=False)
        self.assertEqual(found, plain._get_remaining_moves())

    def test_drafts_have_what_odoo_computes_from(self):
        model, drafts = type(self.env["res.partner"]), []
        new = model.new

        def drafting(partners, values=None, **options):
            drafts.append(values or {})
            return new(partners, values, **options)

        parent = self.env["res.partner"].create(
            {"name": "Parent", "is_company": True, "user_id": self.env.uid}
        )
        self.patch(model, "new", drafting)
        partners = self.partners(parent_id=parent.id, phone="1")
        self.assertEqual(partners.user_id, self.env.user)
        self.assertEqual(partners.mapped("phone"), ["1"] * 5)
        self.assertFalse([one for one in drafts if "phone" in one])

        def compute(partners):
            for one in partners:
                one.user_id = one.phone and self.env.user

        self.patch(model, "_compute_user_id", compute)
        self.env.registry.clear_cache()
        self.addCleanup(self.env.registry.clear_cache)
        self.assertEqual(self.partners(phone="1").user_id, self.env.user)


class TestPostingQueries(PostingCase):
    def documents(self, number):
        partners = self.env["res.partner"].create(
            [{"name": f"Owes {one}"} for one in range(number)]
        )
        products = self.env["product.product"].create(
            [{"name": f"Item {one}"} for one in range(number)]
        )
        return [
            self.figures(
                partner_id=partner.id,
                ref=partner.name,
                lines=[self.line(1, 12.5, self.state_tax, product_id=product.id)],
                taxes=[{"tax": self.state_tax, "base": 12.5, "amount": 0.78}],
            )
            for partner, product in zip(partners, products, strict=True)
        ]

    def queries(self, number):
        figures = self.documents(number)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.posting._create_documents(figures)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_documents_are_posted_in_batches(self):
        # Odoo counts partners' documents after the commit, but in tests one by one.
        partners = type(self.env["res.partner"])
        self.patch(partners, "_increase_rank", lambda _partners, _field, n=1: None)
        # Earlier tests were rolled back: pages that are full of nothing mislead.
        posting = type(self.posting)
        self.patch(posting, "_statistics_mislead", lambda _posting: False)
        self.queries(2)
        few = self.queries(5)
        with self.changes_of("account_move_line") as changes:
            many = self.queries(25)
        self.assertLessEqual((many - few) / 20, 1)
        # one statement for what is owed, which gets its name, and one for the others
        self.assertLessEqual(len(changes), 2)

    @contextmanager
    def changes_of(self, table):
        """Collect the statements that update a table."""
        execute, found = self.env.cr.execute, []

        def collecting(query, *params, **options):
            words = f"{getattr(query, 'code', query)}".split()[:2]
            found.extend([words] if words == ["UPDATE", f'"{table}"'] else [])
            return execute(query, *params, **options)

        with patch.object(self.env.cr, "execute", collecting):
            yield found

    @contextmanager
    def another_addon(self):
        """Let another addon compute the place of lines that have none."""
        lines = self.env["account.move.line"]

        def compute(lines):
            for line in lines:
                line.sequence = 77

        with self.subTest("another addon"):
            self.patch(type(lines), "_compute_sequence", compute)
            self.env.registry.clear_cache()
            yield
        self.env.registry.clear_cache()

    def test_lines_that_another_addon_computes_are_left_to_it(self):
        self.assertEqual(self.term(self.post()).sequence, 12000)
        with self.another_addon():
            self.assertEqual(self.term(self.post()).sequence, 77)

    def test_a_line_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Another"})
        values = {"name": "Theirs", "code": "QBT999", "account_type": "income"}
        accounts = self.env["account.account"].with_company(other)
        account = accounts.create({**values, "company_ids": other.ids})
        line = self.line(1, 5.0, account_id=account.id)
        with self.assertRaisesRegex(UserError, "company"):
            self.post(lines=[self.line(2, 5.0), line])
        theirs = {"name": "Theirs", "property_account_receivable_id": account.id}
        partners = self.env["res.partner"].with_context(qbd_creates=True)
        with self.assertRaisesRegex(UserError, "company"):
            partners.create([{"name": "One"}, {"name": "Two"}, theirs, {"name": "4"}])


class TestMeetingAnotherProcess(SyncCase):
    """A call that meets the scheduled action waits a moment, and is then repeated."""

    def test_a_call_waits_for_the_scheduled_action(self):
        engine = type(self.env["qbd.engine"])
        session = self.env["qbd.session"].create({"connection_id": self.connection.id})
        free = iter([False, False, True])
        self.patch(engine, "_lock", lambda _engine, _connection: next(free))
        self.patch(time, "sleep", lambda _seconds: None)
        with self.assertRaises(ConcurrencyError):
            self.env["qbd.engine"]._next(session)
        self.patch(engine, "_lock", lambda _engine, _connection: False)
        self.assertEqual(self.env["qbd.engine"]._next(session), "")
        self.assertEqual(session.last_error, "NoOp")
