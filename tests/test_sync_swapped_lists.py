"""Entries of lists whose names are swapped in QuickBooks, and names with signs."""

from odoo.fields import Command

from .support.documents import DocumentCase

KINDS = {
    "StandardTerms": ("terms", {"StdDueDays": "5"}),
    "PaymentMethod": ("payment_method", {}),
    "ItemService": (
        "item",
        {
            "SalesTaxCodeRef": "Tax",
            "SalesOrPurchase": {"Price": "5.00", "AccountRef": "Sales"},
        },
    ),
}


class TestSwappedLists(DocumentCase):
    def records(self, mapping, ids):
        """Return {ListID: record} of entries of a list."""
        model = self.env[f"qbd.mapping.{mapping}"]._odoo_model
        links = self.env["qbd.link"].search(
            [("qb_id", "in", list(ids)), ("stream_id", "=", self.stream(mapping).id)]
        )
        return {x.qb_id: self.env[model].browse(x.record_id) for x in links}

    @staticmethod
    def named(record):
        return (
            record.default_code or record.name
            if "default_code" in record
            else (record.name)
        )

    def test_names_of_lists_are_swapped_in_quickbooks(self):
        ids = {
            kind: [
                self.company.user_add(kind, Name=name, **values)
                for name in ("First", "Second")
            ]
            for kind, (_mapping, values) in KINDS.items()
        }
        self.run_session()
        found = {
            kind: self.records(mapping, ids[kind])
            for kind, (mapping, _values) in KINDS.items()
        }
        for kind, (first, second) in ids.items():
            for list_id, name in ((first, "x"), (second, "First"), (first, "Second")):
                self.company.user_mod(list_id, kind, Name=name)
        self.run_session()
        self.run_session()
        for kind, (first, second) in ids.items():
            with self.subTest(kind):
                records = found[kind]
                names = [self.named(records[one]) for one in (first, second)]
                self.assertEqual(names, ["Second", "First"])
                there = [self.company.object(x, kind)["Name"] for x in (first, second)]
                self.assertEqual(there, ["Second", "First"])
                links = [self.link(one) for one in records.values()]
                self.assertEqual({(x.state, x.message) for x in links}, {("ok", 0)})
        self.assert_quiet()

    def test_signs_on_the_lines_of_documents(self):
        """QuickBooks' own text is never overwritten by its damaged form."""
        txn_id = self.qb_invoice(self.work(Desc="Tile™ “grey” – 5 €"), Memo="Déjà™")
        self.run_session()
        move = self.move_of(txn_id)
        line = self.printed(move)
        self.assertEqual(line.name, "Tile™ “grey” – 5 €")
        move.button_draft()
        line.quantity = 2
        move.action_post()
        taxes = [Command.set(self.county().ids)]
        ours = self.odoo_invoice(
            {"product_id": line.product_id.id, "name": "Slate™ № 5", "tax_ids": taxes}
        )
        self.run_session()
        shown = self.shown_lines(txn_id)[0]
        self.assertEqual((shown["Desc"], shown["Quantity"]), (line.name, "2"))
        self.assertEqual(self.company.object(txn_id)["Memo"], "Déjà™")
        other = self.link(ours).qb_id
        sent = self.shown_lines(other)[0]["Desc"]
        self.assertTrue(sent.isascii(), sent)
        self.company.user_mod(other, Memo="Roof")
        self.qb_change(other, 0, Quantity="3")
        self.run_session()
        own = self.printed(ours)
        self.assertEqual((own.name, own.quantity), ("Slate™ № 5", 3.0))
        self.assertEqual(line.name, "Tile™ “grey” – 5 €")
        self.assert_in_step(move)
        self.assert_in_step(ours)
        self.assert_quiet()
