"""Objects of QuickBooks made up from the declarations of the mappings.

A value is made up from the codec and the name of a field, always the same one. Where a
mapping needs an object with more sense in it, `samples/<mapping>_ret.xml` is taken. It
may hold several objects, each with the name of the sample in an attribute ``sample``.
"""

import os
import re
from pathlib import Path

from lxml import etree

from ...core.qbxml import values
from ...core.qbxml.fields import NAMES_IN_MOD, Lines

SAMPLES = Path(os.path.realpath(__file__)).parents[1] / "samples"
EDIT_SEQUENCE = "1751374800"
TIME = "2026-07-01T09:00:00-05:00"
GUID = "{57f3b9b1-86f1-4fcc-b1ee-566de1813d20}"
UNKNOWN_ID = "8000000F-1751374800"
PAYABLE_ID = "8000000E-1751374800"
BANK_ID = "8000000D-1751374800"
CARD_ID = "8000000C-1751374800"

WORDS = {"State": "ON", "Country": "Canada", "Email": "a@example.com"}
"""Texts for which Odoo has a list of its own, by the last name of the path."""

NAMES = ("Name", "FullName")

BY_CODEC = {
    values.Boolean: True,
    values.Integer: 10,
    values.Date: "2026-07-01",
    values.DateTime: "2026-07-01T09:00:00",
    values.Guid: GUID,
}


def sample_id(name):
    """Return the id of the object of a mapping, e.g. "terms-1"."""
    return f"{name}-1"


def made_up(mapping, field):
    """Return a canonical value for a field; None for a reference to its own list."""
    last = field.path[-1]
    if isinstance(field.codec, values.Ref):
        return _referred(mapping, field.codec.mapping)
    if isinstance(field.codec, values.Enum):
        return field.codec.values[0]
    if isinstance(field.codec, values.Many):
        return _several(mapping, field.codec.codec)
    if isinstance(field.codec, values.NumberedLines):
        limit = field.codec.line.max_length
        return [f"{number} {_in_words(field.path)}"[:limit] for number in (1, 2)]
    if isinstance(field.codec, values.Number):
        return field.codec.normalise("12.5")
    if type(field.codec) in BY_CODEC:
        return BY_CODEC[type(field.codec)]
    if last in NAMES:
        return f"Käse & {mapping._mapping_name()}"[: field.codec.max_length]
    text = WORDS.get(last, _in_words(field.path))
    return field.codec.stored(text)


def _several(mapping, codec):
    """Return the values of an element that repeats; made up for references only."""
    if isinstance(codec, values.Ref):
        return [_referred(mapping, codec.mapping)]
    return None


def _referred(mapping, name):
    if name == mapping._mapping_name():
        return None
    known = mapping.env["qbd.mapping"]._mapping_names()
    return sample_id(name) if name in known else UNKNOWN_ID


def _in_words(path):
    """Return the names of a path as words: "Bill Address City"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", " ".join(path))


def sample_objects(mapping):
    """Return {name: ``…Ret`` element} of a mapping, from its sample file or made up.

    The name is that of the mapping, behind it that of the sample if there are several.
    """
    own = mapping._mapping_name()
    path = SAMPLES / f"{own}_ret.xml"
    if not path.exists():
        return {own: _made_up_object(mapping)}
    root = etree.fromstring(path.read_bytes())
    if root.tag.endswith("Ret"):
        return {own: root}
    return {f"{own}_{element.attrib.pop('sample')}": element for element in root}


def _made_up_object(mapping):
    root = etree.Element(f"{mapping._qb_type}Ret")
    for name, text in (
        (getattr(mapping, "_id_tag", "ListID"), sample_id(mapping._mapping_name())),
        ("TimeCreated", TIME),
        ("TimeModified", TIME),
        ("EditSequence", EDIT_SEQUENCE),
    ):
        etree.SubElement(root, name).text = text
    _fill(mapping, root, mapping._fields_map)
    return root


def _fill(mapping, root, fields):
    for field in fields:
        if field.mod_only:
            continue
        if isinstance(field, Lines):
            line = etree.SubElement(root, f"{field.qb}Ret")
            etree.SubElement(line, field.key).text = f"{mapping._mapping_name()}-2"
            _fill(mapping, line, field.fields)
            continue
        value = made_up(mapping, field)
        if value is not None and field.path[-1] != "Sublevel":
            parent = root
            for name in field.path[:-1]:
                found = parent.find(name)
                parent = etree.SubElement(parent, name) if found is None else found
            field.codec.build(parent, field.path[-1], value, adding=True)


def as_object(body):
    """Return an Add or Mod (``CustomerAdd``) as QuickBooks would answer it."""
    text = etree.tostring(body, encoding="unicode")
    for name, in_mod in NAMES_IN_MOD.items():
        text = re.sub(rf"(</?){in_mod}(?=[\s/>])", rf"\1{name}", text)
    shown = etree.fromstring(re.sub(r"(</?\w+)(Add|Mod)(?=[\s/>])", r"\1Ret", text))
    for line in shown.iterchildren("JournalLineRet"):  # debits and credits in a Mod
        line.tag = f"Journal{line.findtext('JournalLineType') or 'Debit'}Line"
    etree.strip_elements(shown, "JournalLineType")
    return shown
