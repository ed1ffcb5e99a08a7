"""The inventory through a spreadsheet and back: only what was edited changes."""

import csv
import io

import openpyxl

from odoo.exceptions import UserError

from ..core.inventory.fields import FIELDS
from ..core.inventory.spreadsheet import HEADINGS
from .support.inventory_common import InventoryCase

FORMS = ("xlsx", "csv")


class SpreadsheetCase(InventoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chair.write({"barcode": "0012345678905", "qbd_part_number": "1-2"})
        cls.desk.write(
            {"default_code": "00700", "description_sale": "=1+1\n-3 kg, “new”"}
        )
        cls.env.flush_all()

    def table(self, form):
        """Return the rows of an export, as a spreadsheet shows them."""
        record = self.files._export(self.company, form=form)
        raw = record.sudo().attachment_id.raw
        if form == "csv":
            return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
        sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]

    def saved(self, rows, form, delimiter=","):
        """Return the bytes of a file that a spreadsheet writes."""
        if form == "csv":
            text = io.StringIO()
            csv.writer(text, delimiter=delimiter).writerows(rows)
            return text.getvalue().encode()
        book, stream = openpyxl.Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(stream)
        return stream.getvalue()

    def cell(self, rows, product, label):
        row = next(row for row in rows if str(row[0]) == str(product.id))
        return row, HEADINGS.index(label)


class TestThereAndBack(SpreadsheetCase):
    def test_without_edits_nothing_changes(self):
        before = self.snapshot()
        for form in FORMS:
            with self.subTest(form):
                found = self.load(self.saved(self.table(form), form))
                self.assertFalse(found.line_ids, found.line_ids.mapped("new"))
                self.assertEqual(found.product_count, 2)
        self.assertEqual(self.snapshot(), before)

    def test_each_edit_changes_its_value_and_nothing_else(self):
        for form in FORMS:
            with self.subTest(form):
                price = 81.25 if form == "csv" else 82.125
                rows = self.table(form)
                row, column = self.cell(rows, self.chair, "Sales price")
                row[column] = price
                row, column = self.cell(rows, self.desk, "Name")
                row[column] = f"Desk {form}"
                found = self.load(self.saved(rows, form))
                self.assertEqual(
                    self.lines(found),
                    {("CHAIR", "sales-price"): "change", ("00700", "name"): "change"},
                )
                self.apply(found)
                self.assertEqual(self.chair.list_price, price)
                self.assertEqual(self.desk.name, f"Desk {form}")
                self.assertEqual(self.desk.default_code, "00700")

    def test_an_empty_cell_is_an_empty_value_and_a_missing_column_is_none(self):
        for form in FORMS:
            with self.subTest(form):
                rows = self.table(form)
                row, column = self.cell(rows, self.chair, "Manufacturer's part number")
                row[column] = "" if form == "csv" else None
                gone = HEADINGS.index("Barcode")
                rows = [rows[0], *([*row[:gone], *row[gone + 1 :]] for row in rows[1:])]
                found = self.load(self.saved(rows, form))
                self.assertEqual(
                    self.lines(found), {("CHAIR", "part-number"): "change"}
                )

    def test_codes_that_a_spreadsheet_changed_are_not_taken_unasked(self):
        rows = self.table("csv")
        row, column = self.cell(rows, self.chair, "Barcode")
        row[column] = "12345678905"
        row, column = self.cell(rows, self.desk, "Internal reference")
        row[column] = "700"
        row, column = self.cell(rows, self.chair, "Manufacturer's part number")
        row[column] = "02. Jan"
        found = self.load(self.saved(rows, "csv", ";"))
        self.assertEqual(set(self.lines(found).values()), {"code"})

    def test_a_new_line_is_a_new_product(self):
        for form in FORMS:
            with self.subTest(form):
                rows = self.table(form)
                new = [""] * len(HEADINGS)
                for label, value in (("Name", f"Torch {form}"), ("Sales price", "12")):
                    new[HEADINGS.index(label)] = value
                found = self.load(self.saved([*rows, new], form), create_new=True)
                self.assertEqual(found.line_ids.mapped("state"), ["new"])

    def test_formulas_are_texts(self):
        self.assertEqual(
            {
                str(row[HEADINGS.index("Sales description")])[:2]
                for row in self.table("csv")[2:]
            },
            {"Bl", "'="},
        )

    def test_the_table_is_updated_from_a_list_of_quickbooks(self):
        for form in FORMS:
            with self.subTest(form):
                stored = self.files._export(self.company, form=form)
                found = self.files._update(
                    self.company,
                    stored.sudo().attachment_id,
                    b"Item,Price\nCHAIR,75.50\n",
                )
                values = self.products_of(self.content(found))[self.chair.id].values
                self.assertEqual(values["sales-price"], "75.5")


class TestRefusals(SpreadsheetCase):
    def refused(self, rows, words):
        found = self.load(self.saved(rows, "csv"), "refused")
        self.assertIn(words, found.message)

    def test_numbers_with_a_comma_and_damaged_ids_are_told_with_their_lines(self):
        rows = self.table("csv")
        row, column = self.cell(rows, self.chair, "Cost")
        row[column] = "55,25"
        rows[3][0] = "seven"
        self.refused(rows, "“55,25” is not a number")
        self.refused(rows, "The Odoo ID is not a number")

    def test_an_exchanged_id_another_version_and_lost_headings(self):
        rows = self.table("csv")
        rows[2][0], rows[3][0] = rows[3][0], rows[2][0]
        self.refused(rows, "checksum is that of another product")
        rows = self.table("csv")
        self.refused([rows[0], *rows[2:]], "headings is missing")
        rows[0][0] = rows[0][0][:-1] + "9"
        self.refused(rows, "another version")

    def test_a_table_of_another_database_is_refused(self):
        rows = self.table("xlsx")
        rows[0] = [str(one or "").replace("database=", "database=x") for one in rows[0]]
        found = self.load(self.saved(rows, "xlsx"), "refused")
        self.assertIn("another database", found.message)

    def test_every_field_has_a_column(self):
        self.assertEqual(HEADINGS[4:], tuple(field.label for field in FIELDS))
        with self.assertRaises(UserError), self.files._reading(b"a,b\n1,2\n"):
            pass
