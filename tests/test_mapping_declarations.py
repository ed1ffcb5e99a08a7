"""The declaration of every mapping against Intuit's own list of fields.

The list (`qbxml/fields.csv` of the reference) holds, message by message, every element
in order, with type, length, first version, and whether US Desktop knows it.
"""

import csv
from collections import defaultdict
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from ..core.qbxml import values
from ..core.qbxml.answers import OLDEST
from ..core.qbxml.fields import NAMES_IN_MOD, Lines
from .support.reference import reference_rows, requires_reference

CODECS = {
    "AMTTYPE": values.amount,
    "BOOLTYPE": values.boolean,
    "DATETYPE": values.date_,
    "DATETIMETYPE": values.datetime_,
    "FLOATTYPE": values.price,
    "GUIDTYPE": values.guid,
    "INTTYPE": values.integer,
    "PERCENTTYPE": values.percent,
    "PRICETYPE": values.price,
    "QUANTYPE": values.quantity,
}
CLASSES = {
    "STRTYPE": (values.Text, values.NumberedLines),
    "IDTYPE": (values.Text,),
    "ENUMTYPE": (values.Enum,),
    "AGGREGATE": (values.Ref,),
}
FACTS = Path(__file__).parents[1] / "simulator" / "wire" / "facts_extra.csv"
"""Messages that the list leaves out, e.g. those of statement charges."""

OPERATIONS = {"Add": "mod_only", "Mod": "add_only"}
"""What a mapping writes with, and the mark of the fields that it leaves out."""


class Messages:
    """The rows of the list: {message: {path: row}}, in order, read once."""

    rows = None

    @classmethod
    def of(cls, message):
        """Return {path below the message: row}, empty for an unknown message."""
        if cls.rows is None:
            cls.rows = defaultdict(dict)
            more = csv.DictReader(FACTS.open(encoding="utf-8", newline=""))
            for row in (*reference_rows("qbxml", "fields.csv"), *more):
                path = row["field_path"].partition("/")[2]
                if path and "@" not in path:  # an attribute is no element
                    cls.rows[row["message"]].setdefault(path, row)
        return cls.rows.get(message, {})


def elements(fields, ending, prefix=()):
    """Yield (path in the message, field) of all that a declaration reads or writes.

    :param ending: "Add", "Mod" or "Ret"
    """
    for field in fields:
        if field.virtual or (ending == "Ret" and getattr(field, "push_only", False)):
            continue
        if isinstance(field, Lines):
            names = field.shown_as if ending == "Ret" else field.written_as(ending)
            inner = [one for one in field.fields if _is_in(one, ending)]
            for name in names:
                yield "/".join((*prefix, name)), field
                yield from elements(inner, ending, (*prefix, name))
            continue
        above = field.path[:-1]
        if ending == "Mod":
            above = tuple(NAMES_IN_MOD.get(name, name) for name in above)
        names = [field.path[-1]]
        if isinstance(field.codec, values.NumberedLines):
            names = [f"{names[0]}{n}" for n in range(1, field.codec.count + 1)]
        for name in names:
            yield "/".join((*prefix, *above, name)), field


def codec_of(field):
    """Return the codec of one element of a field that repeats, else its own."""
    return field.codec.codec if isinstance(field.codec, values.Many) else field.codec


class Declared:
    """The declarations of a mapping for one message.

    :param message: e.g. "CustomerAdd"
    :param found: [(path, field, row of the list)] of the elements that it has
    :param missing: paths that it does not have
    """

    def __init__(self, message, declared):
        rows = Messages.of(message)
        self.message = message
        self.required = {p for p, row in rows.items() if row["required"] == "Y"}
        self.position = {path: number for number, path in enumerate(rows)}
        self.known = set(rows)
        self.found = [(p, field, rows[p]) for p, field in declared if p in rows]
        self.missing = {path for path, _field in declared if path not in rows}


def declared(mapping, ending):
    """Return the `Declared` of each type of a mapping; none if not supported."""
    if ending != "Ret" and ending.lower() not in mapping._can:
        return []
    found = []
    for kind in mapping._types():
        if ending != "Ret" and not mapping._can_do(kind, ending.lower()):
            continue
        fields = [one for one in mapping._declaration(kind) if _is_in(one, ending)]
        found.append(Declared(f"{kind}{ending}", list(elements(fields, ending))))
    return [one for one in found if one.known]


def alike(mapping):
    """Return the types of a mapping in groups that share a declaration."""
    groups = {}
    for kind in mapping._types():
        groups.setdefault(mapping._declaration(kind), []).append(kind)
    return groups.values()


def _is_in(field, ending):
    """Where a field is declared twice for the sake of its place, a Ret has neither."""
    if ending == "Ret":
        return not (field.add_only or field.mod_only)
    return not field.pull_only and not getattr(field, OPERATIONS[ending])


@tagged("post_install", "-at_install")
@requires_reference
class TestDeclarations(TransactionCase):
    def all(self, *endings):
        """Return the `Declared` of all mappings and these endings."""
        return [
            one
            for name in self.env["qbd.mapping"]._mapping_names()
            for ending in endings
            for one in declared(self.env[f"qbd.mapping.{name}"], ending)
        ]

    def assert_each(self, endings, check):
        """Check every element: `check(field, row)` returns its fault."""
        for one in self.all(*endings):
            with self.subTest(one.message):
                checked = {p: check(field, row) for p, field, row in one.found}
                self.assertFalse({p: wrong for p, wrong in checked.items() if wrong})

    def test_every_mapping_reads_what_it_declares_in_the_order_of_the_schema(self):
        self.assertTrue(self.all("Ret"))
        for one in self.all("Add", "Mod", "Ret"):
            with self.subTest(one.message):
                paths = [path for path, _field, _row in one.found]
                self.assertEqual(paths, sorted(paths, key=one.position.get))
                self.assertEqual(len(paths), len(set(paths)))

    def test_every_declared_field_exists(self):
        for name in self.env["qbd.mapping"]._mapping_names():
            for ending in ("Add", "Mod", "Ret"):
                mapping = self.env[f"qbd.mapping.{name}"]
                found = {one.message: one for one in declared(mapping, ending)}
                for kinds in alike(mapping):
                    messages = found.keys() & {f"{kind}{ending}" for kind in kinds}
                    missing = [found[message].missing for message in messages]
                    with self.subTest(f"{messages}"):
                        self.assertFalse(missing and set.intersection(*missing))

    def test_every_type_can_do_what_its_mapping_says(self):
        for name in self.env["qbd.mapping"]._mapping_names():
            mapping = self.env[f"qbd.mapping.{name}"]
            for ending in OPERATIONS:
                known = any(Messages.of(f"{kind}{ending}") for kind in mapping._types())
                if ending.lower() in mapping._can:
                    self.assertTrue(known, f"there is no {ending} for {name}")

    def test_lengths_are_those_of_quickbooks(self):
        def check(field, row):
            if isinstance(field, Lines):
                return None
            codec = getattr(codec_of(field), "line", codec_of(field))
            limited = isinstance(codec, values.Text) and row["max_length"]
            if limited and codec.max_length != int(row["max_length"]):
                return f"{codec.max_length} and not {row['max_length']}"

        self.assert_each(("Add", "Mod"), check)

    def test_types_are_those_of_quickbooks(self):
        def check(field, row):
            codec = None if isinstance(field, Lines) else codec_of(field)
            expected = CODECS.get(row["type"])
            right = codec is expected
            if codec is None or expected is None:
                right = codec is None or isinstance(codec, CLASSES[row["type"]])
            return None if right else f"{row['type']} is not read by {codec}"

        self.assert_each(("Add", "Mod", "Ret"), check)

    def test_what_repeats_is_declared_as_repeating(self):
        def check(field, row):
            repeats = isinstance(field, Lines) or isinstance(field.codec, values.Many)
            in_schema = row["max_occurs"] != "1" or row["choice_group"].endswith("*")
            return None if repeats == in_schema else row["max_occurs"]

        self.assert_each(("Add", "Mod", "Ret"), check)

    def test_references_hold_the_id_that_the_schema_has(self):
        for one in self.all("Add", "Mod", "Ret"):
            for path, field, _row in one.found:
                if not isinstance(field, Lines) and isinstance(field.codec, values.Ref):
                    self.assertIn(f"{path}/{field.codec.id_tag}", one.known)

    def test_numbered_lines_are_declared_to_the_last(self):
        for one in self.all("Add", "Mod", "Ret"):
            for path, field, _row in one.found:
                if isinstance(getattr(field, "codec", None), values.NumberedLines):
                    above = path.rstrip("0123456789")
                    self.assertNotIn(f"{above}{field.codec.count + 1}", one.known)

    def test_words_of_choices_are_those_of_quickbooks(self):
        def check(field, row):
            if row["type"] == "ENUMTYPE":
                return set(field.codec.values) - set(row["enum"].split("|"))

        self.assert_each(("Add", "Mod"), check)

    def test_a_field_is_sent_from_the_version_on_that_knows_it(self):
        def check(field, row):
            since = tuple(int(part) for part in row["since_qbxml"].split(".") if part)
            return since > (field.since or OLDEST) and row["since_qbxml"]

        self.assert_each(("Add", "Mod"), check)

    def test_a_field_that_us_desktop_does_not_know_says_so(self):
        def check(field, row):
            known = {"Y": True, "N": False}.get(row["in_US_desktop_ops140"])
            return known is not None and known != field.us

        self.assert_each(("Add", "Mod"), check)

    def test_what_an_add_cannot_do_without_is_required(self):
        for name in self.env["qbd.mapping"]._mapping_names():
            mapping = self.env[f"qbd.mapping.{name}"]
            for one in declared(mapping, "Add"):
                if one.message != f"{mapping._qb_type}Add" and mapping._qb_type:
                    continue  # its objects are read only
                with self.subTest(one.message):
                    required = {p for p, field, _row in one.found if field.required}
                    needed = {path for path in one.required if "/" not in path}
                    self.assertFalse(needed - required)
