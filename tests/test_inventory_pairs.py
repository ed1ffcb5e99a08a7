"""Who is who in two inventory files."""

from odoo.tests import TransactionCase, tagged

from ..core.inventory.update import KEYS

BLANK = dict.fromkeys(("odoo-id", "list-id", *KEYS))


def row(**values):
    return {**BLANK, **{name.replace("_", "-"): v for name, v in values.items()}}


@tagged("post_install", "-at_install")
class TestPairs(TransactionCase):
    def pairs(self, products, items):
        """Return {(number of a product, of an item): (why, whether it is sure)}."""
        found = self.env["qbd.inventory.pairs"]._pairs(products, items)
        return {(one.product, one.item): (one.reason, one.certain) for one in found}

    def test_what_the_sync_has_linked_is_a_pair_whatever_it_is_called(self):
        found = self.pairs(
            [row(list_id="8-1", name="Chair"), row(name="Stool")],
            [row(list_id="8-2", name="Lamp"), row(list_id="8-1", name="Stool")],
        )
        self.assertEqual(found, {(0, 1): ("link", True)})

    def test_the_reference_is_the_name_of_an_item_digits_or_not(self):
        for code in ("CHAIR", "FURN_8888"):
            product = row(reference=code, name="Office Chair", sales_price="70")
            for item in (
                row(name=code.lower()),
                row(name=code, sales_description="Office Chair"),
            ):
                with self.subTest(item):
                    found = self.pairs([product], [item])
                    self.assertTrue(found[0, 0][1])
                    self.assertIn("same code", found[0, 0][0])

    def test_a_reference_for_something_else_is_a_question(self):
        product = row(reference="CHAIR", name="Hex bolt 3/8")
        item = row(name="CHAIR", sales_description="Garden chair, oak")
        ((_reason, certain),) = self.pairs([product], [item]).values()
        self.assertFalse(certain)

    def test_a_barcode_and_a_part_number_pair(self):
        for key in ("barcode", "part_number"):
            product = row(name="Garden chair", **{key: "4006381333931"})
            item = row(name="Chair, garden", **{key: "4006381333931"})
            found = self.pairs([product], [item])
            self.assertTrue(found[0, 0][1], key)

    def test_the_name_is_the_items_description_or_its_name(self):
        product = row(reference="X-1", name="Garden chair", sales_price="70")
        for item in (
            row(name="A", sales_description="garden chair", sales_price="71"),
            row(name="Garden Chair", sales_description="To sit on", sales_price="71"),
        ):
            with self.subTest(item):
                self.assertTrue(self.pairs([product], [item])[0, 0][1])

    def test_two_that_claim_one_are_both_told(self):
        products = [row(name="Lamp", reference="X-1")]
        items = [row(name="L", sales_description="Lamp"), row(name="Lamp")]
        found = self.pairs(products, items)
        self.assertNotEqual([sure for _why, sure in found.values()], [True])

    def test_what_has_nothing_in_common_is_no_pair(self):
        self.assertEqual(self.pairs([row(name="Chair")], [row(name="Lamp")]), {})
        self.assertEqual(self.pairs([], [row(name="Lamp")]), {})
