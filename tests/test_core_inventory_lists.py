"""The item list as QuickBooks exports it: CSV, Excel, IIF."""

import io
import unittest
import zipfile

from ..core.errors import FileRefused
from ..core.inventory import files
from ..core.inventory.items import ItemList

HEADINGS = (
    *("", "Active Status", "Type", "Item", "Description", "Sales Tax Code", "Account"),
    *("COGS Account", "Asset Account", "Accumulated Depreciation"),
    *("Purchase Description", "Quantity On Hand", "U/M", "Cost", "Preferred Vendor"),
    *("Tax Agency", "Price", "Reorder Pt (Min)", "MPN", "Barcode", "Colour"),
)
"""As QuickBooks writes them, with a column of the user's own at the end."""

FRAME = {
    "Active Status": "Active",
    "Type": "Inventory Part",
    "Item": "Wood Door:Frame",
    "Description": 'Frame, 2"',
    "Sales Tax Code": "Tax",
    "Account": "Construction:Materials",
    "COGS Account": "Cost of Goods Sold",
    "Asset Account": "Inventory Asset",
    "Accumulated Depreciation": "0.00",
    "Quantity On Hand": "1,250",
    "U/M": "each",
    "Cost": "1,012.50",
    "Preferred Vendor": "Müller\\n& Söhne",
    "Price": "$1,250.75",
    "Reorder Pt (Min)": "5",
    "MPN": "WD-1",
    "Barcode": "0601",
    "Colour": "red",
}

FRAME_READ = {
    "active": "true",
    "type": "inventory",
    "name": "Frame",
    "parent": "Wood Door",
    "sales-description": 'Frame, 2"',
    "taxable": "true",
    "income-account": "Construction:Materials",
    "expense-account": "Cost of Goods Sold",
    "asset-account": "Inventory Asset",
    "quantity-on-hand": "1250",
    "cost": "1012.5",
    "preferred-vendor": "Müller & Söhne",
    "sales-price": "1250.75",
    "reorder-point": "5",
    "part-number": "WD-1",
    "barcode": "0601",
}


def table(*rows, separator=",", titles=()):
    """Return the text of a table with the headings of QuickBooks."""
    lines = [*titles, separator.join(HEADINGS)]
    for row in rows:
        cells = (row.get(name, "") for name in HEADINGS)
        lines.append(separator.join(map(quoted, cells)))
    return "\r\n".join(lines)


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"' if cell else ""


def item_list(content):
    """Return (the list at its end, its products)."""
    stream = io.BytesIO(content)
    found = ItemList(stream, files.kind(stream))
    return found, list(found)


class TestCsv(unittest.TestCase):
    def test_all_columns_of_quickbooks_are_read(self):
        found, (product,) = item_list(table(FRAME).encode("cp1252"))
        self.assertEqual(found.problems, [])
        self.assertEqual(product.values, FRAME_READ)
        self.assertEqual(product.line, 2)
        self.assertEqual(found.header.source, "quickbooks")

    def test_encodings_are_found(self):
        text = table(FRAME)
        for encoding in ("cp1252", "utf-8", "utf-8-sig", "utf-16"):
            with self.subTest(encoding):
                _found, (product,) = item_list(text.encode(encoding))
                self.assertEqual(product.values, FRAME_READ)

    def test_separators_are_found(self):
        for separator in ",;\t|":
            with self.subTest(separator):
                text = table(FRAME, separator=separator)
                _found, (product,) = item_list(text.encode())
                self.assertEqual(product.values, FRAME_READ)

    def test_titles_above_the_headings_and_blank_lines_are_passed_over(self):
        titles = ("Azure Interior", "Item Listing, as of July 1", "")
        text = table(FRAME, {}, {**FRAME, "Item": "Door"}, titles=titles)
        _found, products = item_list(text.encode())
        self.assertEqual([one.values["name"] for one in products], ["Frame", "Door"])
        self.assertEqual([one.line for one in products], [5, 7])

    def test_kinds_in_words_and_what_is_no_product(self):
        kinds = {
            "Service": "service",
            "Non-inventory Part": "non-inventory",
            "Inventory Part": "inventory",
            "Inventory Assembly": "assembly",
            "Other Charge": "other-charge",
            "Discount": "discount",
            "Subtotal": "subtotal",
            "Group": "group",
            "Payment": "payment",
        }
        taxes = ("Sales Tax Item", "Sales Tax Group", "Fixed Asset")
        rows = [{"Type": kind, "Item": kind, "Cost": "1"} for kind in (*kinds, *taxes)]
        found, products = item_list(table(*rows).encode())
        self.assertEqual([p.values["type"] for p in products], list(kinds.values()))
        self.assertEqual((found.count, found.left_out), (9, 3))

    def test_inactive_and_untaxed_items(self):
        row = {**FRAME, "Active Status": "Inactive", "Sales Tax Code": "Non"}
        _found, (product,) = item_list(table(row).encode())
        self.assertEqual(product.values["active"], "false")
        self.assertEqual(product.values["taxable"], "false")

    def test_a_percentage_is_no_price_and_another_tax_code_tells_nothing(self):
        row = {**FRAME, "Price": "-5.0%", "Sales Tax Code": "LBR"}
        _found, (product,) = item_list(table(row).encode())
        self.assertNotIn("sales-price", product.values)
        self.assertNotIn("taxable", product.values)

    def test_a_comma_of_decimals_is_no_comma_of_thousands(self):
        for shown, price in (("1,070.50", "1070.5"), ("12,345", "12345")):
            _found, (product,) = item_list(table({**FRAME, "Price": shown}).encode())
            self.assertEqual(product.values["sales-price"], price)
        for shown in ("0,125", "55,25", "-0,500", "1,07"):
            found, _products = item_list(table({**FRAME, "Price": shown}).encode())
            self.assertEqual([one[2] for one in found.problems], ["sales-price"])

    def test_a_list_without_a_decimal_point_does_not_say_what_a_comma_is(self):
        text = 'Item,Price\nA,"12,345"\nB,"1,250"\n'
        found, _products = item_list(text.encode())
        self.assertEqual([one[2] for one in found.problems], ["sales-price"] * 2)
        self.assertIn("may be 12345 or 12.345", found.problems[0][3])
        for shown in ("$12,345", "(12,345)", "1.250"):
            found, _products = item_list((text + f'C,"{shown}"\n').encode())
            self.assertEqual(len(found.problems), 3, shown)
        _found, (product,) = item_list(b'Item,Price\nA,"1,250,000"\n')
        self.assertEqual(product.values["sales-price"], "1250000")
        _found, products = item_list((text + "C,7.50\n").encode())
        prices = [one.values["sales-price"] for one in products]
        self.assertEqual(prices, ["12345", "1250", "7.5"])

    def test_parentheses_are_below_zero_and_what_only_informs_refuses_nothing(self):
        row = {**FRAME, "Quantity On Hand": "(3.00)"}
        _found, (product,) = item_list(table(row).encode())
        self.assertEqual(product.values["quantity-on-hand"], "-3")
        row = {**FRAME, "Quantity On Hand": "3 ea"}
        found, (product,) = item_list(table(row).encode())
        self.assertFalse(found.problems)
        self.assertNotIn("quantity-on-hand", product.values)

    def test_mistakes_are_told_with_their_lines(self):
        rows = (
            {**FRAME, "Price": "abc"},
            {**FRAME, "Item": "Other", "Cost": "12,50"},
            {**FRAME, "Item": "WOOD DOOR:frame"},
            {**FRAME, "Item": ""},
            {**FRAME, "Item": "Gadget", "Type": "Gadget"},
        )
        found, _products = item_list(table(*rows).encode())
        self.assertEqual(
            [(line, name) for line, _label, name, _words in found.problems],
            [(2, "sales-price"), (3, "cost"), (4, "name"), (5, "name"), (6, "type")],
        )
        self.assertIn("line 2 already", found.problems[2][3])

    def test_a_table_of_something_else_is_refused(self):
        for text in ("Customer,Phone\nAcme,555", "just words", "Item\nChair"):
            with self.subTest(text), self.assertRaisesRegex(FileRefused, "headings"):
                item_list(text.encode())

    def test_file_that_is_no_text_is_refused(self):
        with self.assertRaises(FileRefused):
            item_list(b"\x00\x01\x02\x03" * 100)


class TestIif(unittest.TestCase):
    TEXT = (
        "!HDR\tPROD\tVER\tREL\tIIFVER\tDATE\r\n"
        "HDR\tQuickBooks Enterprise\tVersion 33.0D\tRelease R1\t1\t2026-07-01\r\n"
        "!CUSTITEMDICT\tINDEX\tLABEL\r\n"
        "!INVITEM\tNAME\tREFNUM\tTIMESTAMP\tINVITEMTYPE\tDESC\tPURCHASEDESC\tACCNT\t"
        "ASSETACCNT\tCOGSACCNT\tQNTY\tQNTY\tPRICE\tCOST\tTAXABLE\tSALESTAXCODE\t"
        "PREFVEND\tREORDERPOINT\tHIDDEN\tMANUFACPARTNO\r\n"
        "INVITEM\tWood Door:Frame\t12\t1400\tINVENTORY\t"
        '"Frame, \nlarge"\tframe\tSales\tStock\tCOGS\t3\t9\t12.50\t10\tY\tTax\t'
        "Müller\t2\tN\tWD-1\r\n"
        "INVITEM\tOld\t13\t1400\tSERV\t\t\tSales\t\t\t\t\t0\t0\tN\tNon\t\t\tY\t\r\n"
        "INVITEM\tState Tax\t14\t14\tCOMPTAX\t\t\tTax\t\t\t\t\t7%\t0\tN\t\t\t\tN\t\r\n"
        "!VEND\tNAME\r\n"
        "VEND\tMüller\r\n"
    )

    def test_the_item_list_is_read_and_other_lists_are_not(self):
        found, (frame, old) = item_list(self.TEXT.encode("cp1252"))
        self.assertEqual(found.problems, [])
        self.assertEqual(
            frame.values,
            {
                "name": "Frame",
                "parent": "Wood Door",
                "type": "inventory",
                "sales-description": "Frame, \nlarge",
                "purchase-description": "frame",
                "income-account": "Sales",
                "asset-account": "Stock",
                "expense-account": "COGS",
                "quantity-on-hand": "3",
                "sales-price": "12.5",
                "cost": "10",
                "taxable": "true",
                "preferred-vendor": "Müller",
                "reorder-point": "2",
                "active": "true",
                "part-number": "WD-1",
            },
        )
        self.assertEqual((old.values["name"], old.values["active"]), ("Old", "false"))
        self.assertEqual(found.left_out, 1)

    def test_an_iif_file_without_items_is_refused(self):
        with self.assertRaisesRegex(FileRefused, "no item list"):
            item_list(b"!VEND\tNAME\r\nVEND\tAcme\r\n!HDR\tPROD")
        with self.assertRaisesRegex(FileRefused, "no item list"):
            item_list(b"!HDR\tPROD\r\n!VEND\tNAME\r\nVEND\tAcme\r\n")


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*parts):
    """Return the bytes of an Excel file with these (sheets, shared texts)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{SHEET}"/>')
        for name, xml in parts:
            archive.writestr(f"xl/{name}.xml", xml)
    return packed.getvalue()


def sheet(*rows):
    """Return the XML of a sheet of rows, each a list of (place, type, XML inside)."""
    text = f'<worksheet xmlns="{SHEET}"><sheetData>'
    for row in rows:
        cells = (f'<c r="{place}" t="{kind}">{xml}</c>' for place, kind, xml in row)
        text += f'<row r="{row[0][0][1:]}">{"".join(cells)}</row>'
    return text + "</sheetData></worksheet>"


class TestExcel(unittest.TestCase):
    HEADINGS = [
        ("B1", "s", "<v>0</v>"),
        ("C1", "s", "<v>1</v>"),
        ("D1", "inlineStr", "<is><t>Cost</t></is>"),
        ("F1", "s", "<v>2</v>"),
    ]
    TEXTS = (
        f'<sst xmlns="{SHEET}"><si><t>Item</t></si><si><t>Pri</t><t>ce</t></si>'
        "<si><r><t>Descri</t></r><r><t>ption</t></r><rPh><t>no</t></rPh></si>"
        "<si><t>Chair</t></si></sst>"
    )

    def test_texts_numbers_and_empty_cells(self):
        rows = sheet(
            self.HEADINGS,
            [
                ("B3", "s", "<v>3</v>"),
                ("C3", "n", "<v>12.300000000000001</v>"),
                ("D3", "n", "<v>1.0000000000000001E-5</v>"),
                ("F3", "str", "<f>A1</f><v>a formula's text</v>"),
            ],
        )
        tips = sheet([("A1", "inlineStr", "<is><t>Export Tips</t></is>")])
        content = workbook(
            ("worksheets/sheet2", rows),
            ("worksheets/sheet1", tips),
            ("sharedStrings", self.TEXTS),
        )
        _found, (product,) = item_list(content)
        self.assertEqual(
            product.values,
            {
                "name": "Chair",
                "sales-price": "12.3",
                "cost": "0.00001",
                "sales-description": "a formula's text",
            },
        )
        self.assertEqual(product.line, 3)

    def test_entities_in_it_are_refused(self):
        evil = f'<!DOCTYPE a [<!ENTITY b "c">]>{sheet(self.HEADINGS)}'
        with self.assertRaisesRegex(FileRefused, "document type or entities"):
            item_list(workbook(("worksheets/sheet1", evil)))

    def test_a_file_without_a_table_of_items_is_refused(self):
        for parts in ((), (("worksheets/sheet1", sheet()),)):
            with self.assertRaisesRegex(FileRefused, "headings"):
                item_list(workbook(*parts))

    def test_workbook_of_openpyxl_is_read(self):
        import openpyxl

        book = openpyxl.Workbook()
        book.active.append(["QuickBooks Desktop Export Tips"])
        page = book.create_sheet()
        page.append([None, "Item", "Price", "Quantity On Hand", "Active Status"])
        page.append([None, "Seats:Chair", 12.3, 5, "Active"])
        stream = io.BytesIO()
        book.save(stream)
        _found, (product,) = item_list(stream.getvalue())
        self.assertEqual(
            product.values,
            {
                "name": "Chair",
                "parent": "Seats",
                "sales-price": "12.3",
                "quantity-on-hand": "5",
                "active": "true",
            },
        )
