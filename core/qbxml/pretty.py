"""qbXML for people: indented messages, one object of an answer, a file of records."""

import re

from lxml import etree

from ..errors import AnswerRefused
from .answers import parse
from .elements import KEPT, MEANINGS

IDS = ("ListID", "TxnID")
HEAD = re.compile(r"\s*(?:<\?[^>]*\?>\s*)*")
"""The declarations before the first element."""

ELEMENT_NAME = re.compile(r"[A-Za-z_][\w.-]*")


def pretty(text):
    """Return a message with one element a line; as it is if it cannot be read.

    :param text: qbXML, or what came in its place
    """
    if not text:
        return text
    try:
        root = parse(text)
    except AnswerRefused:
        return text
    head = HEAD.match(text).group().split("?>")
    lines = [f"{one.strip()}?>" for one in head if one.strip()]
    return "\n".join([*lines, _indented(root)])


def pretty_element(element):
    """Return an element with one element a line."""
    return _indented(etree.fromstring(etree.tostring(element)))


def _indented(node):
    etree.indent(node, space="  ")
    return etree.tostring(node, encoding="unicode").rstrip()


def find_object(text, qb_id):
    """Return the object of an answer with an id, one element a line; None if absent.

    :param text: the qbXML of an answer
    """
    try:
        root = parse(text)
    except AnswerRefused:
        return None
    for name in IDS:
        for element in root.iter(name):
            parent = element.getparent()
            if element.text == qb_id and parent.getparent().tag.endswith("Rs"):
                return pretty_element(parent)
    return None


def write_records(out, name, lists):
    """Write lists of records to one XML file, a record at a time.

    :param out: a binary file
    :param name: of the company file
    :param lists: iterable of (label, iterable of records); a record is
        {"name", "id", "state", "quickbooks", "odoo"}: both sides are canonical, or None
    """
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element("Company", name=name or ""):
            for label, records in lists:
                with xml.element("List", name=label):
                    for record in records:
                        xml.write(_record_element(record), pretty_print=True)


def _record_element(record):
    root = etree.Element("Record")
    for name in ("name", "id", "state"):
        root.set(name, record[name] or "")
    for side, tag in (("quickbooks", "QuickBooks"), ("odoo", "Odoo")):
        if record[side]:
            _fill(etree.SubElement(root, tag), record[side])
    return root


def _fill(parent, state):
    """Add the values of a canonical state; a path becomes nested elements."""
    for path, value in sorted(state.items()):
        if path in (KEPT, MEANINGS) or value is None:
            continue
        node = parent
        *above, last = path.split("/")
        for step in above:
            found = node.find(_tag(step))
            node = etree.SubElement(node, _tag(step)) if found is None else found
        _add(node, _tag(last), value)


def _add(node, tag, value):
    if isinstance(value, list | tuple):
        for one in value:
            _add(node, tag, one)
        return
    element = etree.SubElement(node, tag)
    if isinstance(value, dict):
        _fill(element, value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    else:
        element.text = "".join(char for char in str(value) if _is_xml(char))


def _tag(name):
    return name if ELEMENT_NAME.fullmatch(name) else "Value"


def _is_xml(char):
    return char in "\t\n\r" or (ord(char) >= 0x20 and char not in "\ufffe\uffff")
