"""Files that are not brought in good faith end in a refusal, and in nothing else."""

import io
import os
import random
import time
import unittest
import zipfile

from ..core.errors import FileRefused
from ..core.inventory import files
from ..core.inventory.fields import NAMESPACE
from ..core.inventory.guards import MAX_COLUMNS, number
from ..core.inventory.items import ItemList
from ..core.inventory.reader import Reader

SEED = int(os.environ.get("QBD_SEED", "0")) or random.randrange(1 << 32)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MANY = "9" * 5000

INVENTORY = f"""<?xml version="1.0" encoding="UTF-8"?>
<inventory xmlns="{NAMESPACE}" source="odoo" language="en_US" currency="USD">
<product odoo-id="7" pair="name" sure="0.9" checksum="a b"><name>Chair</name>
<sales-price was="1.00">12.50</sales-price><active>true</active></product>
<open reason="several" odoo-id="7" sure="0.5">Chair or stool</open></inventory>"""
SHEET = f"""<worksheet xmlns="{MAIN}"><sheetData>
<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Price</t></is></c>
<c r="C1"><v>Cost</v></c></row>
<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>1.5E-5</v></c><c r="C2" t="b">
<v>1</v></c></row></sheetData></worksheet>"""
TEXTS = f"""<sst xmlns="{MAIN}"><si><t>Item</t></si><si><t>Chair</t></si></sst>"""
CSV = "Item,Description,Price,Cost\r\nChair,A chair,12.50,7\r\n"
IIF = "!INVITEM\tNAME\tPRICE\tCOST\r\nINVITEM\tChair\t1\t2\r\n"


def zipped(*members, kind=zipfile.ZIP_DEFLATED):
    """Return an archive (bytes) of (name, text or bytes) pairs."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", kind) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def excel(sheet=SHEET, texts=TEXTS, name="xl/worksheets/sheet1.xml"):
    return zipped(
        ("xl/workbook.xml", "<x/>"), ("xl/sharedStrings.xml", texts), (name, sheet)
    )


SAMPLES = {
    "inventory": INVENTORY.encode(),
    "zipped": zipped(("inventory.xml", INVENTORY)),
    "stored": zipped(("inventory.xml", INVENTORY), kind=zipfile.ZIP_STORED),
    "excel": excel(),
    "csv": CSV.encode(),
    "csv of Excel": CSV.replace(",", ";").encode("utf-16"),
    "iif": IIF.encode("cp1252"),
}

PIECES = (
    *(
        MANY,
        "-1",
        "²",
        "٣",
        "1e999",
        "NaN",
        "Infinity",
        "\x00",
        "\ud800",
        '"',
        "<",
        "&",
    ),
    *("]]>", "<!--", "<?", "&#1;", "&lt;", "é", "\t" * 50, "\r", "\n" * 50, ":" * 99),
    *("--", "0x10", "1" * 400 + ".5", "1E+999", "$", "%", "," * 3000, "'", "{}", "%s"),
)
HOSTILE_ATTRIBUTES = ("r", "t", "odoo-id", "sure", "checksum", "pair", "was")


def read(content):
    """Read a file to its end, as an import does.

    :return: products
    """
    stream = io.BytesIO(content)
    kind = files.kind(stream)
    if kind != files.INVENTORY:
        return list(ItemList(stream, kind))
    with files.opened(stream) as opened:
        reader = Reader(opened)
        return list(reader)


class TestHostileFiles(unittest.TestCase):
    def assert_safe(self, content, words):
        """Check that only a refusal escapes."""
        try:
            read(content)
        except FileRefused as error:
            self.assertLess(len(str(error)), 2000)
        except Exception as error:
            error.add_note(f"{words}, QBD_SEED={SEED}: {content[:300]!r}")
            raise

    def test_the_samples_are_read(self):
        for words, content in SAMPLES.items():
            with self.subTest(words):
                self.assertEqual(read(content)[0].values["name"], "Chair")

    def test_a_number_has_a_few_digits(self):
        self.assertEqual(number("123456789"), 123456789)
        self.assertEqual(number("007"), 7)
        for text in (None, "", "1234567890", MANY, "-1", "1.0", "²", "٣", " 1", "a"):
            self.assertIsNone(number(text), text)

    def test_numbers_that_are_none_are_refused_or_left_out(self):
        for place in (
            *('row r="2"', "<v>0</v>", 'r="A1"', 't="s"', "1.5E-5"),
            "sheetData",
        ):
            for piece in (MANY, "abc", "-5", "²", ""):
                given = place.replace("2", piece) if "row" in place else piece
                content = excel(SHEET.replace(place, given.replace('"', "&quot;")))
                self.assert_safe(content, f"{place} {piece[:20]}")
        with self.assertRaisesRegex(FileRefused, "row has no number"):
            read(excel(SHEET.replace('row r="2"', 'row r="abc"')))
        with self.assertRaisesRegex(FileRefused, "row has no number"):
            read(excel(SHEET.replace('row r="2"', f'row r="{MANY}"')))
        long = excel(name=f"xl/worksheets/sheet{MANY}.xml")
        self.assertEqual(read(long)[0].values["name"], "Chair")
        index = excel(SHEET.replace("<v>1</v></c><c", f"<v>{MANY}</v></c><c"))
        self.assertNotIn("name", read(index)[0].values)
        many = INVENTORY.replace('"several" odoo-id="7"', f'"x" odoo-id="{MANY}"')
        self.assertEqual(len(read(many.encode())), 1)

    def test_attributes_and_texts_may_hold_anything(self):
        for text in (INVENTORY, SHEET, TEXTS):
            for piece in PIECES:
                escaped = piece.replace("&", "&amp;").replace("<", "&lt;")
                escaped = escaped.replace('"', "&quot;").encode("utf-8", "replace")
                for name in HOSTILE_ATTRIBUTES:
                    self.assert_safe(
                        self.with_attribute(text, name, escaped.decode()), name
                    )

    def with_attribute(self, text, name, value):
        head, found, tail = text.partition(f' {name}="')
        if found:
            text = head + found + value + '"' + tail.partition('"')[2]
        if text.startswith("<sst"):
            return excel(texts=text.replace("Item", value or "x"))
        return text.encode() if "inventory" in text[:99] else excel(text)

    def test_damaged_files_end_in_a_refusal(self):
        luck = random.Random(SEED)
        until = time.monotonic() + 12
        for words, content in SAMPLES.items():
            for _ in range(400):
                self.assert_safe(self.damaged(content, luck), words)
                if time.monotonic() > until:
                    return

    def damaged(self, content, luck):
        content = bytearray(content)
        for _ in range(luck.choice((1, 1, 2, 5, 20))):
            place = luck.randrange(len(content) + 1)
            what = luck.randrange(5)
            if what == 0:
                content[place : place + 1] = bytes([luck.randrange(256)])
            elif what == 1:
                del content[place : place + luck.choice((1, 4, 50))]
            elif what == 2:
                piece = luck.choice(PIECES).encode("utf-8", "surrogatepass")
                content[place:place] = piece
            elif what == 3:
                content[place:place] = content[: luck.randrange(len(content) + 1)]
            else:
                content[place : place + 4] = luck.choice(
                    (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"PK\x05\x06")
                )
            if not content:
                return b"x"
        return bytes(content)


class TestBombs(unittest.TestCase):
    def test_an_archive_that_unpacks_to_far_more_is_refused(self):
        zeros = b" " * (files.LARGE + 1)
        for content in (
            zipped(("inventory.xml", INVENTORY.encode() + zeros)),
            zipped(("xl/workbook.xml", "<x/>"), ("xl/worksheets/sheet1.xml", zeros)),
            zipped(("inventory.xml", INVENTORY), ("other", zeros)),
        ):
            self.assertLess(len(content), 1 << 20)
            with self.assertRaisesRegex(FileRefused, "unpacks to"):
                read(content)

    def test_a_small_one_may_be_packed_as_well_as_it_likes(self):
        content = zipped(("inventory.xml", INVENTORY.encode() + b" " * (1 << 20)))
        self.assertEqual(len(read(content)), 1)

    def test_the_unpacked_size_is_told(self):
        for content, size in (
            (b"x" * 100, 100),
            (zipped(("inventory.xml", "x" * 5000), ("y", "z" * 7)), 5007),
        ):
            self.assertEqual(files.unpacked_size(io.BytesIO(content)), size)
        with self.assertRaises(FileRefused):
            files.unpacked_size(io.BytesIO(b"PK and nothing"))

    def test_a_line_of_millions_of_columns_is_cut(self):
        line = CSV.encode() + b"," * 2_000_000 + b"\r\n" + b"Table,,1,1\r\n"
        started = time.process_time()
        names = [one.values.get("name") for one in read(line)]
        self.assertLess(time.process_time() - started, 4)
        self.assertEqual([name for name in names if name], ["Chair", "Table"])
        wide = ",".join(f"x{n}" for n in range(MAX_COLUMNS)) + ",Item,Price\r\n1,2\r\n"
        with self.assertRaises(FileRefused):
            read(wide.encode())
