"""A mapping whose types are read by a query each, as those of bill payments are.

Items are one query in the product. Here each type of item has its own, so that all
that reads is tried with several.
"""

from types import SimpleNamespace

from lxml import etree

from odoo import fields

from ..models.engine import ids
from ..models.mappings.items.fields import TYPES
from .test_sync_items import ItemCase


def response(*objects, code=0, **values):
    values = {"severity": "Info", "message": "", "remaining": 0, **values}
    values.setdefault("iterator_id", None)
    return SimpleNamespace(objects=list(objects), code=code, **values)


class TestSeveralQueries(ItemCase):
    def setUp(self):
        super().setUp()
        self.mapping = self.env["qbd.mapping.item"]
        self.patch(type(self.mapping), "_query", None)
        self.engine = self.env["qbd.engine"]
        self.items = self.stream("item")
        self.items.write({"page_size": 3, "page_now": 3})
        for number in range(4):
            self.service(f"S-{number}")
        for number in range(7):
            self.stock(f"W-{number}")

    def links(self):
        return self.env["qbd.link"].search([("stream_id", "=", self.items.id)])

    def window(self):
        return {
            "from": None,
            "started": fields.Datetime.to_string(fields.Datetime.now()),
        }

    def finish(self, window, query, op="query", answer=None):
        entry = {"op": op, "query": query, "stream": self.items.id, "max": 3}
        self.engine._finish_page(entry, window, answer)

    def test_there_is_a_query_for_each_type(self):
        queries = self.mapping._queries()
        self.assertEqual(queries, tuple(f"{kind}Query" for kind in TYPES))
        self.assertEqual(self.mapping._query_of("ItemInventory"), "ItemInventoryQuery")
        self.assertEqual(self.mapping._query_of("Another"), queries[0])

    def test_all_pages_of_all_types_are_read(self):
        self.run_session()
        self.assertEqual(self.item_names(), sorted(self.links().mapped("qb_name")))
        self.assertEqual(set(self.links().mapped("state")), {"ok"})
        kinds = set(self.links().mapped("qb_type"))
        self.assertGreaterEqual(kinds, {"ItemService", "ItemInventory"})
        self.assert_quiet()

    def test_a_change_of_each_type_is_seen(self):
        self.run_session()
        for name in ("S-3", "W-6"):
            self.company.user_mod(self.item(name)["ListID"], IsActive="false")
        self.run_session()
        self.assertFalse(self.product_of("S-3").active)
        self.assertFalse(self.product_of("W-6").active)
        self.assert_quiet()

    def test_a_comparison_of_ids_goes_through_all_queries(self):
        self.run_session()
        self.patch(ids, "PAGE", 2)
        missed = self.links().filtered(lambda one: one.qb_name in ("S-1", "W-5"))
        missed.edit_sequence = "0"
        self.items.id_sweep_wanted = True
        self.run_session()
        for link in missed:
            self.assertEqual(
                link.edit_sequence, self.item(link.qb_name)["EditSequence"]
            )
        self.assertEqual(set(self.links().mapped("state")), {"ok"})
        self.assertFalse(self.items.id_sweep_wanted)

    def test_a_window_is_read_when_each_query_is(self):
        window, queries = self.window(), self.mapping._queries()
        full = response(*[self.element() for _number in range(3)])
        for query in queries[1:]:
            self.finish(window, query, answer=response())
        self.assertFalse(window["done"])
        self.finish(window, queries[0], answer=full)
        self.assertTrue(window["iterating"])
        found = self.engine._iterating_query(self.mapping, window)
        self.assertEqual(found, (queries[0], None))
        more = response(remaining=2, iterator_id="{1}")
        self.finish(window, queries[0], "page", more)
        found = self.engine._iterating_query(self.mapping, window)
        self.assertEqual(found, (queries[0], "{1}"))
        self.finish(window, queries[0], "page", response())
        self.assertTrue(window["done"])
        self.assertFalse(window["iterating"])

    def test_one_query_that_fails_gives_the_window_up(self):
        window, queries = self.window(), self.mapping._queries()
        self.finish(window, queries[0], answer=None)
        full = response(*[self.element() for _number in range(3)])
        self.finish(window, queries[1], answer=full)
        self.assertTrue(window["done"] and window["failed"])
        self.assertFalse(window["iterating"])

    def element(self):
        return etree.Element("ItemServiceRet")

    def test_a_document_is_read_again_by_the_query_of_its_type(self):
        self.run_session()
        self.patch(type(self.mapping), "_reads_again", True)
        again = self.links().filtered(lambda one: one.qb_name in ("S-1", "W-5"))
        again.edit_sequence = False
        mapping = self.items._mapping()
        found = self.engine._to_be_read_again(self.items, mapping)
        self.assertEqual(
            found,
            {f"{link.qb_type}Query": [link.qb_id] for link in again},
        )
        self.run_session()
        self.assertTrue(all(again.mapped("edit_sequence")))

    def test_open_balances_of_all_queries_are_compared_together(self):
        compared = []
        self.patch(
            type(self.engine),
            "_compare_open",
            lambda engine, stream, mapping, objects, busy: compared.append(objects),
        )
        entries = [
            {"id": number, "op": "open", "stream": self.items.id} for number in "12"
        ]
        answers = {"1": response("a"), "2": response("b")}
        message_set = SimpleNamespace(requests=entries, connection_id=self.connection)
        self.engine._apply_books(message_set, answers)
        self.assertEqual(compared, [["a", "b"]])
