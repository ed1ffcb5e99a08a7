"""QuickBooks' values come into Odoo's file where the pair is sure, and nowhere else."""

import io
import unittest

from ..core.errors import FileRefused
from ..core.inventory import compare
from ..core.inventory.checksum import edited
from ..core.inventory.codes import is_mangled
from ..core.inventory.compare import differences
from ..core.inventory.fields import Header
from ..core.inventory.reader import Reader
from ..core.inventory.update import Pair, Update
from .support.inventory_samples import (
    CHAIR,
    QUICKBOOKS,
    in_file,
    item,
    odoo_product,
    read,
    schema_errors,
    written,
)


def by_reference(products, items):
    """A simple way to pair: the item's name is the product's reference."""
    for number, product in enumerate(products):
        for other, one in enumerate(items):
            if product["reference"] == one["name"]:
                yield Pair(number, other, "reference", 1.0, True)
            elif one["name"] in product["name"]:
                yield Pair(number, other, "similar name", 0.6, False)


class UpdateCase(unittest.TestCase):
    def update(self, products, items, pair=by_reference, header=QUICKBOOKS, **options):
        """Return (figures, the reader of the new file at its end, its products)."""
        content = written(products)
        other = Reader(io.BytesIO(written(items, header)))
        target = io.BytesIO()
        update = Update(pair, **options)
        figures = update.run(lambda: Reader(io.BytesIO(content)), other, target)
        self.content = target.getvalue()
        self.assertEqual(schema_errors(self.content), [])
        return figures, *read(self.content)


class TestValues(UpdateCase):
    def test_prices_and_costs_are_taken_over_and_say_where_they_come_from(self):
        chair = item("8-1", name="CHAIR", sales_price="75", cost="55.25", barcode="9")
        figures, reader, (product,) = self.update([odoo_product()], [chair])
        self.assertEqual(product.values, {**CHAIR, "sales-price": "75"})
        note = {"source": "quickbooks", "sure": "1", "was": "70"}
        self.assertEqual(product.notes, {"sales-price": note})
        self.assertEqual((product.list_id, product.edit_sequence), ("8-1", "1"))
        self.assertEqual((product.pair, product.sure), ("reference", "1"))
        self.assertEqual(edited(product), ["sales-price"])
        self.assertEqual(reader.header.source, "update")
        self.assertEqual(figures.values, {"sales-price": 1, "cost": 0})
        self.assertEqual((figures.paired, figures.changed, figures.left), (1, 1, 0))

    def test_which_fields_are_taken_is_chosen(self):
        chair = item("8-1", name="CHAIR", sales_price="75", barcode="9")
        options = {"take": ("barcode",)}
        _figures, _reader, (product,) = self.update(
            [odoo_product()], [chair], **options
        )
        self.assertEqual(product.values, {**CHAIR, "barcode": "9"})
        for wrong in ("quantity-on-hand", "type", "colour"):
            with self.assertRaises(KeyError):
                Update(by_reference, take=(wrong,))

    def test_a_quantity_is_told_and_not_taken_over(self):
        chair = item("8-1", name="CHAIR", quantity_on_hand="3")
        _figures, _reader, (product,) = self.update([odoo_product()], [chair])
        self.assertEqual(product.values, CHAIR)
        self.assertEqual(product.notes, {"quantity-on-hand": {"quickbooks": "3"}})
        self.assertEqual(edited(product), [])

    def test_a_blank_of_quickbooks_takes_nothing_away(self):
        chair = item("8-1", name="CHAIR", sales_price=None)
        figures, _reader, (product,) = self.update([odoo_product()], [chair])
        self.assertEqual((product.values, figures.changed), (CHAIR, 0))

    def test_a_price_of_zero_is_left_for_a_person(self):
        chair = item("8-1", name="CHAIR", sales_price="0")
        figures, reader, (product,) = self.update([odoo_product()], [chair])
        self.assertEqual((product.values, figures.left), (CHAIR, 1))
        self.assertEqual((reader.opens[0].reason, reader.opens[0].odoo_id), ("zero", 7))
        self.assertEqual(reader.opens[0].candidates, "Sales price: 70 in Odoo")

    def test_a_blank_of_odoo_is_filled(self):
        chair = item("8-1", name="CHAIR", cost="5")
        product = odoo_product(cost=None)
        _figures, _reader, (product,) = self.update([product], [chair])
        self.assertEqual(product.values["cost"], "5")
        self.assertNotIn("was", product.notes["cost"])


class TestPairs(UpdateCase):
    def test_unsure_pair_stays_and_is_listed(self):
        office = item("8-2", name="Office", sales_price="1")
        figures, reader, (product,) = self.update([odoo_product()], [office])
        self.assertEqual((product.values, product.pair), (CHAIR, None))
        (question,) = reader.opens
        self.assertEqual((question.reason, question.sure), ("unsure", "0.6"))
        self.assertEqual((question.odoo_id, question.list_id), (7, "8-2"))
        self.assertEqual(question.candidates, "CHAIR · Office Chair (similar name)")
        self.assertEqual((figures.paired, figures.left), (0, 1))

    def test_product_claimed_twice_is_not_sure(self):
        products = [odoo_product(7), odoo_product(8)]
        figures, reader, found = self.update(
            products, [item("8-1", name="CHAIR", sales_price="1")]
        )
        self.assertEqual([one.values for one in found], [CHAIR, CHAIR])
        self.assertEqual((figures.paired, reader.opens[0].reason), (0, "unsure"))
        items = [item("8-1", name="CHAIR"), item("8-2", name="CHAIR")]
        figures, reader, _found = self.update([odoo_product()], items)
        self.assertEqual((figures.paired, len(reader.opens)), (0, 2))

    def test_item_of_quickbooks_alone_is_listed(self):
        lamp = item("8-3", name="LAMP", sales_price="9", sales_description="Lamp")
        figures, reader, products = self.update([odoo_product()], [lamp])
        self.assertEqual((len(products), figures.added), (1, 0))
        (question,) = reader.opens
        self.assertEqual((question.reason, question.name), ("only-quickbooks", "LAMP"))

    def test_item_of_quickbooks_alone_is_added_on_request(self):
        lamp = item("8-3", name="LAMP", sales_price="9", part_number="L1")
        office = item("8-2", name="Office")
        figures, reader, products = self.update(
            [odoo_product()], [lamp, office], add=True
        )
        self.assertEqual((len(products), figures.added), (2, 1))
        self.assertIsNone(products[1].odoo_id)
        self.assertEqual(products[1].values["part-number"], "L1")
        self.assertEqual(products[1].notes["sales-price"], {"source": "quickbooks"})
        self.assertEqual([one.reason for one in reader.opens], ["unsure"])

    def test_products_that_nobody_touches_stay_as_they_are_to_the_byte(self):
        products = [odoo_product(7), odoo_product(8, reference="DESK")]
        before = written(products)
        self.update(products, [item("8-1", name="LAMP")])
        start, end = b"<product odoo-id=", b"  <open"
        self.assertEqual(
            self.content[self.content.index(start) : self.content.index(end)],
            before[before.index(start) : before.index(b"</inventory>")],
        )


class TestSides(UpdateCase):
    def assert_refused(self, words, products, items, **options):
        with self.assertRaisesRegex(FileRefused, words):
            self.update(products, items, **options)

    def test_exchanged_files_are_refused(self):
        odoo = Header("odoo", "3f1c", currency="USD")
        self.assert_refused("does not come from QuickBooks", [], [], header=odoo)
        content = written([], QUICKBOOKS)
        with self.assertRaisesRegex(FileRefused, "not exported from Odoo"):
            Update(by_reference).run(
                lambda: Reader(io.BytesIO(content)),
                Reader(io.BytesIO(content)),
                io.BytesIO(),
            )

    def test_prices_in_two_currencies_are_refused(self):
        cad = QUICKBOOKS._replace(currency="CAD")
        self.assert_refused("CAD and USD", [], [], header=cad)

    def test_mistakes_on_either_side_are_told_and_nothing_is_written(self):
        target = io.BytesIO()
        wrong = written([odoo_product()]).replace(b">70<", b">abc<")
        right = written([item("8-1", name="CHAIR")], QUICKBOOKS)
        with self.assertRaisesRegex(FileRefused, "line 3, CHAIR.*, sales-price: “abc”"):
            Update(by_reference).run(
                lambda: Reader(io.BytesIO(wrong)), Reader(io.BytesIO(right)), target
            )
        self.assertEqual(target.getvalue(), b"")


class TestCompare(unittest.TestCase):
    """The changes that an import would make."""

    def compare(self, edits=(), **now):
        """Return {field: state} of a file with edits, against Odoo's present state."""
        content = written([odoo_product()])
        for old, new in edits:
            content = in_file(content, old, new)
        _reader, (product,) = read(content)
        values = {**CHAIR, **{name.replace("_", "-"): v for name, v in now.items()}}
        found = differences(product, values)
        for one in found:
            self.assertEqual(one.old, values[one.name])
        return {one.name: one.state for one in found}

    def test_a_file_that_was_not_edited_changes_nothing(self):
        self.assertEqual(self.compare(), {})
        self.assertEqual(self.compare(sales_price="99", name="Other"), {})

    def test_an_edit_is_a_change(self):
        edits = [(">70<", ">71<"), ("Office Chair", "Desk Chair")]
        self.assertEqual(
            self.compare(edits), {"sales-price": "change", "name": "change"}
        )

    def test_an_edit_that_odoo_has_already_is_none(self):
        self.assertEqual(self.compare([(">70<", ">71<")], sales_price="71"), {})

    def test_an_edit_on_both_sides_is_a_conflict(self):
        self.assertEqual(
            self.compare([(">70<", ">71<")], sales_price="72"),
            {"sales-price": "conflict"},
        )

    def test_an_edit_in_odoo_alone_is_told(self):
        self.assertEqual(
            self.compare([(">70<", ">71<")], name="New Chair"),
            {"sales-price": "change", "name": "meanwhile"},
        )

    def test_without_a_checksum_nobody_knows(self):
        content = written([odoo_product()]).replace(b" checksum=", b" pair=")
        _reader, (product,) = read(content)
        found = differences(product, {**CHAIR, "sales-price": "71"})
        self.assertEqual([one.state for one in found], [compare.UNKNOWN])

    def test_field_that_only_informs_is_reported(self):
        edits = [(">10<", ">11<"), (">inventory<", ">service<")]
        self.assertEqual(
            self.compare(edits), {"quantity-on-hand": "told", "type": "told"}
        )
        self.assertEqual(
            self.compare([(">70<", ">71<")], quantity_on_hand="8"),
            {"sales-price": "change"},
        )

    def test_a_price_that_jumps_needs_a_word(self):
        for new, state in (
            ("699", "change"),
            ("700", "jump"),
            ("7.1", "change"),
            ("7", "jump"),
            ("0", "jump"),
            ("-70", "jump"),
            ("", "jump"),
        ):
            with self.subTest(new):
                found = self.compare([(">70<", f">{new}<")])
                self.assertEqual(found, {"sales-price": state})

    def test_a_price_that_appears_is_no_jump(self):
        self.assertFalse(compare.is_jump("cost", None, "700"))
        self.assertFalse(compare.is_jump("cost", "0", "700"))
        self.assertFalse(compare.is_jump("quantity-on-hand", "1", "700"))

    def test_a_price_that_falls_below_zero_is_one(self):
        for old in (None, "0", "5"):
            self.assertTrue(compare.is_jump("cost", old, "-1"), old)


class TestCodes(unittest.TestCase):
    def test_all_that_a_spreadsheet_makes_of_codes_is_noticed(self):
        for before, after in (
            ("00700", "700"),
            ("700", "700.0"),
            ("12345", "12,345"),
            ("1.10", "1.1"),
            ("+123", "123"),
            ("1E5", "100000"),
            ("4006381333931234567", "4006381333931230000"),
            ("4006381333931", "4.00638E+12"),
            ("3-4", "4-Mar"),
            ("3-4", "45385"),
            ("MAR1", "1-Mar"),
            ("1/2", "0.5"),
            ("AB-1", "#N/A"),
        ):
            self.assertTrue(is_mangled(before, after), (before, after))
        for before, after in (
            ("AB-1", "AB-2"),
            ("700", "701"),
            (None, "700"),
            ("4006381333931234567", "4006381333931234568"),
            ("Bolt", "45385"),
        ):
            self.assertFalse(is_mangled(before, after), (before, after))
