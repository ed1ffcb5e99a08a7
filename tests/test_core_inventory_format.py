"""One format for the products of both sides, and the forms of a valid file."""

import io
import tracemalloc
import unittest
import zipfile
from decimal import Decimal

from lxml import etree

from ..core.errors import FileRefused, ValueRefused
from ..core.inventory import checksum, fields, files
from ..core.inventory.fields import FIELDS, NAMESPACE, Open
from ..core.inventory.reader import Reader
from ..core.inventory.writer import Writer
from .support.inventory_samples import (
    ODOO,
    SCHEMA,
    in_file,
    item,
    odoo_product,
    read,
    schema_errors,
    written,
)


class TestCanonical(unittest.TestCase):
    def test_decimals_have_no_noise(self):
        for value, expected in (
            (0.1 + 0.2, "0.3"),
            (70.0, "70"),
            (1200, "1200"),
            ("55.250", "55.25"),
            (Decimal("1.000005"), "1.00001"),
            (-0.0, "0"),
            ("-.5", "-0.5"),
            (1e-9, "0"),
            (1e11, "100000000000"),
            (None, None),
            ("", None),
            (False, None),
        ):
            with self.subTest(value):
                self.assertEqual(fields.decimal(value), expected)

    def test_text_that_is_no_number_is_refused(self):
        for value in (
            "abc",
            "1,000.00",
            "12,50",
            "1e3",
            "NaN",
            "inf",
            "١٢",
            "1 2",
            ".",
        ):
            with self.subTest(value), self.assertRaises(ValueRefused):
                fields.decimal(value)
        for value in (float("nan"), float("inf"), 10**12, "9" * 13):
            with self.subTest(value), self.assertRaises(ValueRefused):
                fields.decimal(value)

    def test_text_is_what_xml_can_carry(self):
        self.assertEqual(fields.text("a\x0b\r\nb\x00 "), "a\nb")
        self.assertEqual(fields.line("  Two \n words "), "Two words")
        self.assertEqual(fields.line("e\u0301"), "é")
        self.assertEqual(fields.line("\ud800x"), "x")
        for blank in (None, False, "", " \n "):
            self.assertIsNone(fields.text(blank))

    def test_boolean_accepts_true_and_1(self):
        self.assertEqual(fields.boolean(False), "false")
        self.assertEqual(fields.boolean(" 1 "), "true")
        self.assertIsNone(fields.boolean(None))
        with self.assertRaises(ValueRefused):
            fields.boolean("maybe")

    def test_a_kind_is_one_of_those_that_are_known(self):
        self.assertEqual(fields.kind("service"), "service")
        with self.assertRaisesRegex(ValueRefused, "gadget"):
            fields.kind("gadget")


class TestRoundTrip(unittest.TestCase):
    def setUp(self):
        full = odoo_product(8, parent="Seats", part_number="X-1", asset_account="Stock")
        paired = odoo_product(9, cost=None)
        paired.list_id, paired.edit_sequence = "80000001-1", "17"
        paired.external_id, paired.pair, paired.sure = "a.b", "reference", "0.95"
        paired.notes["sales-price"] = {
            "source": "quickbooks",
            "sure": "1",
            "was": "7\n",
        }
        new = item("80000002-1", name="Ünïcode ™ 名")
        new.values["barcode"] = None
        self.products = [odoo_product(7), full, paired, new]
        self.opens = [Open("unsure", "Chair", 7, "8-1", "0.7", "CHAIR · Office Chair")]
        self.content = written(self.products, opens=self.opens)

    def test_reading_gives_what_was_written(self):
        reader, products = read(self.content)
        self.assertEqual(reader.header, ODOO)
        self.assertEqual(reader.opens, self.opens)
        self.assertEqual(reader.problems, [])
        for product, expected in zip(products, self.products, strict=True):
            expected.line = product.line
            self.assertEqual(product, expected)

    def test_writing_what_was_read_gives_the_same_bytes(self):
        reader, products = read(self.content)
        again = written(products, reader.header, reader.opens)
        self.assertEqual(again, self.content)

    def test_the_schema_that_is_served_takes_it(self):
        self.assertEqual(schema_errors(self.content), [])

    def test_the_schema_knows_the_fields_and_the_kinds(self):
        schema = etree.parse(str(SCHEMA)).getroot()
        names = "{*}complexType[@name='product']/{*}all/{*}element"
        found = [element.get("name") for element in schema.findall(names)]
        self.assertEqual(found, [field.name for field in FIELDS])
        kinds = "{*}simpleType[@name='kind-or-empty']/{*}restriction/{*}enumeration"
        found = [element.get("value") for element in schema.findall(kinds)]
        self.assertEqual(found, [*fields.TYPES, ""])
        self.assertEqual(schema.get("targetNamespace"), NAMESPACE)

    def test_every_product_has_the_line_where_it_begins(self):
        _reader, products = read(self.content)
        lines = self.content.decode().split("\n")
        for product in products:
            self.assertIn("<product", lines[product.line - 1])

    def test_lines_are_counted_far_beyond_the_limits_of_a_short_integer(self):
        content = written(odoo_product(number) for number in range(1, 6001))
        last = content.decode().split("\n").index("</inventory>") - 12
        _reader, products = read(content)
        self.assertGreater(products[-1].line, 70_000)
        self.assertEqual(products[-1].line, last)


class TestReformatted(unittest.TestCase):
    """Editors indent and rearrange a file: that edits nothing."""

    def setUp(self):
        self.content = written([odoo_product(7), odoo_product(8, taxable=None)])

    def assert_unedited(self, content):
        reader, products = read(content)
        self.assertEqual(reader.problems, [])
        self.assertEqual([one.odoo_id for one in products], [7, 8])
        for product in products:
            self.assertEqual(checksum.edited(product), [])

    def test_as_exported(self):
        self.assert_unedited(self.content)

    def test_without_any_indentation(self):
        parser = etree.XMLParser(remove_blank_text=True)
        self.assert_unedited(etree.tostring(etree.fromstring(self.content, parser)))

    def test_indented_by_tabs_with_windows_line_ends(self):
        root = etree.fromstring(self.content)
        etree.indent(root, "\t")
        text = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
        self.assert_unedited(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))

    def test_with_a_prefix_and_comments(self):
        text = self.content.decode().replace("xmlns=", "xmlns:p=")
        for tag in ("inventory", "product", *(field.name for field in FIELDS)):
            text = text.replace(f"<{tag}", f"<p:{tag}").replace(
                f"</{tag}", f"</p:{tag}"
            )
        text = text.replace("Office", "Off<!-- here -->ice")
        self.assert_unedited(text.replace("<p:product", "<?pi?><p:product").encode())

    def test_with_the_elements_of_a_product_turned_round(self):
        root = etree.fromstring(self.content)
        for product in root:
            product[:] = list(reversed(product))
        self.assert_unedited(etree.tostring(root))

    def test_with_padded_values_and_noisy_decimals(self):
        content = in_file(
            written([odoo_product(7)]), "<cost>55.25<", "<cost>\n 055.2500 <"
        )
        _reader, (product,) = read(content)
        self.assertEqual(checksum.edited(product), [])

    def test_an_edit_is_told_by_its_field(self):
        content = written([odoo_product(7)])
        content = in_file(content, "<cost>55.25</cost>", "<cost/>")
        content = in_file(content, "Office Chair", "Desk Chair")
        content = in_file(
            content, "<active>", "<reorder-point>2</reorder-point><active>"
        )
        _reader, (product,) = read(content)
        self.assertEqual(
            set(checksum.edited(product)), {"cost", "name", "reorder-point"}
        )

    def test_an_element_that_is_taken_out_edits_nothing(self):
        content = in_file(written([odoo_product(7)]), "<cost>55.25</cost>", "")
        _reader, (product,) = read(content)
        self.assertEqual(checksum.edited(product), [])


class TestRefusals(unittest.TestCase):
    def setUp(self):
        self.content = written([odoo_product(7), odoo_product(8)])

    def assert_refused(self, content, words, where=None):
        with self.assertRaisesRegex(FileRefused, words) as caught:
            read(content if isinstance(content, bytes) else content.encode())
        if where:
            self.assertEqual(caught.exception.where, where)

    def test_entities_and_document_types(self):
        bomb = (
            '<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE lolz [<!ENTITY a "ha">'
            '<!ENTITY b "&a;&a;">]>\n<inventory>&b;</inventory>'
        )
        self.assert_refused(bomb, "document type or entities", "line 3")
        outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><inventory/>'
        self.assert_refused(outside, "document type or entities", "line 1")
        undeclared = in_file(written([odoo_product(7)]), "Office Chair", "&office;")
        self.assert_refused(undeclared, "not well-formed", "line 5")

    def test_the_line_is_that_of_this_file_not_of_one_before_it(self):
        for line in (1, 3, 2):
            self.assert_refused("\n" * line + "<a>&b;</a>", "", f"line {line + 1}")

    def test_a_document_type_behind_a_long_comment(self):
        text = f"<!--{'x' * 70_000}--><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
        self.assert_refused(text, "document type|comment")

    def test_two_gibibytes(self):
        stream = Endless(self.content.partition(b"<product")[0], b"<product/>\n" * 4096)
        with self.assertRaisesRegex(FileRefused, "larger than 2 MiB"):
            for _product in Reader(stream, max_bytes=2 << 20):
                pass
        self.assertLess(stream.given, 12 << 20)

    def test_two_gibibytes_of_nothing(self):
        stream = Endless(self.content.partition(b"<product")[0], b" " * (1 << 16))
        with self.assertRaises(FileRefused):
            list(Reader(stream))
        self.assertLess(stream.given, 12 << 20)

    def test_a_small_archive_with_two_gibibytes_in_it(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            one = written([odoo_product()]).partition(b"</inventory>")[0]
            archive.writestr("a.xml", one + b"<product/>\n" * (1 << 20))
        self.assertLess(len(packed.getvalue()), 1 << 20)
        with files.opened(packed) as stream:
            with self.assertRaisesRegex(FileRefused, "larger than 1 MiB"):
                list(Reader(stream, max_bytes=1 << 20))

    def test_one_product_with_endless_elements(self):
        text = self.content.replace(b"<cost>", b"<x/>" * 2000 + b"<cost>", 1)
        self.assert_refused(text, "too many elements")

    def test_another_encoding(self):
        text = self.content.decode()
        latin = text.replace("UTF-8", "ISO-8859-1").encode("latin-1")
        self.assert_refused(latin, "encoding of the file is ISO-8859-1")
        self.assert_refused(text.encode("utf-16"), "encoding of the file is UTF-16")
        self.assert_refused(text.encode("utf-32"), "encoding of the file is UTF-16")
        self.assert_refused(text.encode("utf-16-be"), "encoding of the file is UTF-16")
        broken = self.content.replace(b"Office", b"Off\xefce", 1)
        self.assert_refused(broken, "not well-formed XML in UTF-8", "line 5")

    def test_another_version(self):
        newer = self.content.replace(b"inventory:1", b"inventory:2")
        self.assert_refused(newer, "version “2” of the format; 1 is read here")

    def test_other_files(self):
        self.assert_refused("<odoo/>", "no inventory of this addon")
        self.assert_refused('<inventory xmlns="x"/>', "no inventory of this addon")
        self.assert_refused("Item,Price\nChair,70", "not XML")
        self.assert_refused("", "not XML")
        self.assert_refused(self.content[:-40], "not well-formed")
        other = self.content.replace(b"</inventory>", b"<vendor/></inventory>")
        self.assert_refused(other, "unknown element “vendor”")

    def test_a_header_without_a_source_or_with_more(self):
        self.assert_refused(self.content.replace(b' source="odoo"', b""), "“source”")
        self.assert_refused(
            self.content.replace(b' source="', b' colour="red" source="'), "“colour”"
        )


class Endless:
    """Gives a beginning and then the same again, up to two gibibytes."""

    def __init__(self, beginning, more):
        self.beginning, self.more, self.given = beginning, more, 0

    def read(self, size):
        chunk, self.beginning = self.beginning or self.more[:size], b""
        self.given += len(chunk)
        return chunk if self.given < 2 << 30 else b""


class TestMistakes(unittest.TestCase):
    """Mistakes in products are reported all at once, with line and product."""

    def setUp(self):
        self.content = written([odoo_product(7), odoo_product(8, reference="DESK")])

    def mistakes(self, old, new, count=1):
        content = self.content.replace(old.encode(), new.encode(), count)
        self.assertNotEqual(content, self.content)
        reader, products = read(content)
        self.assertEqual(len(products), 2)
        return reader.problems

    def assert_mistake(self, old, new, name, words):
        ((line, label, field, message),) = self.mistakes(old, new)
        self.assertEqual((line, field), (3, name))
        self.assertRegex(label, "CHAIR")
        self.assertRegex(message, words)

    def test_a_price_of_abc(self):
        self.assert_mistake(">70<", ">abc<", "sales-price", "“abc” is not a number")

    def test_neither_true_nor_false(self):
        self.assert_mistake(">true<", ">yes<", "active", "neither true nor false")

    def test_a_code_without_an_end(self):
        long = f"<barcode>{'9' * 201}<"
        self.assert_mistake(
            "<barcode>601647855640<", long, "barcode", "longer than 200"
        )

    def test_unknown_elements_and_attributes(self):
        self.assert_mistake("<cost>", "<colour>red</colour><cost>", None, "“colour”")
        self.assert_mistake("<cost>", '<cost paid="1">', "cost", "“paid”")
        self.assert_mistake(' odoo-id="7"', ' odoo-id="7" size="1"', None, "“size”")

    def test_an_element_twice_and_one_inside_another(self):
        self.assert_mistake("<cost>", "<cost>1</cost><cost>", "cost", "twice")
        self.assert_mistake("Office", "<b>Office</b>", "name", "element inside")

    def test_an_id_twice(self):
        self.assertRegex(
            self.mistakes('odoo-id="8"', 'odoo-id="7"')[-1][3],
            "odoo-id 7 was used in line 3 already",
        )
        for product in (one := odoo_product(7)), odoo_product(8):
            product.list_id = "80000001-1"
        content = written([one, product])
        reader, _products = read(content.replace(b"80000001-2", b"80000001-1"))
        self.assertRegex(reader.problems[0][3], "list-id 80000001-1 was used in line 3")

    def test_an_id_that_is_none_or_anothers(self):
        for wrong in ("x", "-1", "1.0", "99999999999999"):
            self.assertRegex(
                self.mistakes('odoo-id="7"', f'odoo-id="{wrong}"')[0][3],
                "is not a number",
            )
        self.assert_mistake('odoo-id="7"', 'odoo-id="9"', None, "of another product")

    def test_all_mistakes_are_told(self):
        found = self.mistakes(">true<", ">maybe<", count=4)
        self.assertEqual(
            [(line, field) for line, _label, field, _words in found],
            [(3, "active"), (3, "taxable"), (17, "active"), (17, "taxable")],
        )

    def test_the_list_of_mistakes_has_an_end(self):
        content = written(odoo_product(number) for number in range(1, 1300))
        reader, _products = read(content.replace(b">true<", b">?<"))
        self.assertEqual(len(reader.problems), 1000)


class TestFiles(unittest.TestCase):
    def kind(self, content):
        return files.kind(io.BytesIO(content))

    def test_a_kind_is_told_by_the_content(self):
        content = written([odoo_product()])
        self.assertEqual(self.kind(content), files.INVENTORY)
        self.assertEqual(self.kind(b"\xef\xbb\xbf\n" + content), files.INVENTORY)
        self.assertEqual(self.kind("<a/>".encode("utf-16")), files.INVENTORY)
        self.assertEqual(self.kind(b"!HDR\tPROD"), files.IIF)
        self.assertEqual(self.kind(b"Item,Price"), files.CSV)

    def test_file_that_is_no_inventory_is_refused(self):
        for content, words in (
            (b"", "empty"),
            (b" \n", "empty"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "old format of Excel"),
            (b"PK\x03\x04damaged", "damaged"),
        ):
            with self.subTest(words), self.assertRaisesRegex(FileRefused, words):
                self.kind(content)

    def test_an_archive_is_read_as_the_file_in_it(self):
        content = written([odoo_product()])
        packed = io.BytesIO()
        files.pack(io.BytesIO(content), packed, "inventory.xml")
        self.assertEqual(files.kind(packed), files.INVENTORY)
        with files.opened(packed) as stream:
            self.assertEqual(stream.read(), content)

    def test_the_same_file_is_packed_into_the_same_bytes(self):
        one, two = io.BytesIO(), io.BytesIO()
        for target in (one, two):
            files.pack(io.BytesIO(b"x"), target, "a.xml")
        self.assertEqual(one.getvalue(), two.getvalue())

    def test_an_archive_of_several_files_or_none_is_refused(self):
        for names in ((), ("a.xml", "b.xml"), ("a.txt",)):
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                for name in names:
                    archive.writestr(name, "x")
            with (
                self.subTest(names),
                self.assertRaisesRegex(FileRefused, "exactly one"),
            ):
                with files.opened(packed):
                    pass

    def test_a_damaged_archive_is_refused(self):
        packed = io.BytesIO()
        files.pack(io.BytesIO(written([odoo_product()])), packed, "a.xml")
        content = bytearray(packed.getvalue())
        content[60:70] = b"x" * 10
        with self.assertRaisesRegex(FileRefused, "cannot be unpacked|well-formed|XML"):
            with files.opened(io.BytesIO(bytes(content))) as stream:
                list(Reader(stream))


class TestMemory(unittest.TestCase):
    def test_neither_reading_nor_writing_holds_the_file(self):
        peaks = []
        for count in (500, 4000):
            content = written(odoo_product(number) for number in range(1, count + 1))
            stream = io.BytesIO(content)
            tracemalloc.start()
            with Writer(Nowhere(), ODOO) as writer:
                for product in Reader(stream):
                    writer.write(product)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        self.assertLess(peaks[1] - peaks[0], 2_000_000)


class Nowhere:
    """Takes bytes and keeps none."""

    def write(self, content):
        return len(content)
