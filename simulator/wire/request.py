"""Reading a message set the way QuickBooks does: all of it is valid, or none runs."""

from dataclasses import dataclass, field

from lxml import etree

from .facts import Element, facts, parse_version
from .messages import LIST_TYPES, QUERIES
from .status import Refused
from .text import decode_request, stored
from .values import normalised

_PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "remove_comments": True,
    "huge_tree": True,
}
_SET_ATTRIBUTES = {
    "oldMessageSetID": None,
    "newMessageSetID": None,
    "responseData": {"includeAll", "includeNone"},
    "onError": {"continueOnError", "rollbackOnError", "stopOnError"},
}
_NO_RET_ELEMENTS = ("DataExtAdd", "DataExtMod", "DataExtDel")
# What stands in a choice that may repeat, in its order: the lines of documents.
IN_ORDER = "lines"


@dataclass
class Request:
    """One request of a message set.

    ``name``: ``CustomerAdd``. ``data``: its content; an aggregate is a dict, an element
    that may repeat a list, anything else text (empty to clear); the lines of a document
    are (name, dict) pairs under ``lines``, in order. ``too_long``: (text,
    field) pairs. ``unsupported``: fields US Desktop does not know, not in ``data``.
    ``served``: False where QuickBooks knows the message and the simulator does not.
    """

    name: str
    attributes: dict
    data: dict = field(default_factory=dict)
    too_long: list = field(default_factory=list)
    unsupported: list = field(default_factory=list)
    include: list = field(default_factory=list)
    served: bool = True

    @property
    def request_id(self):
        """Return the requestID, or None."""
        return self.attributes.get("requestID")


@dataclass
class MessageSet:
    """A valid message set: declared ``version``, attributes, requests, exact text."""

    version: tuple
    attributes: dict
    requests: list
    text: str

    @property
    def stops_on_error(self):
        """Return whether the requests after a failing one are left alone."""
        return self.attributes["onError"] == "stopOnError"


def parse(qbxml, version, us=True):
    """Read a message set; ``version`` is the newest one that QuickBooks supports.

    ``us``: drop elements unknown to US Desktop. Raises Refused, with the reason in
    ``detail``, if anything of it breaks the schema.
    """
    text = decode_request(qbxml)
    root = _parse_xml(text)
    declared = _declared_version(root, version)
    message_set = _only_child(root)
    _check_attributes(message_set, _SET_ATTRIBUTES)
    if message_set.get("onError") is None:
        raise Refused("onError is missing")
    if message_set.get("onError") == "rollbackOnError":
        raise Refused("rollbackOnError is not valid")
    reader = _Reader(declared, us)
    requests = [reader.read(node) for node in _elements(message_set)]
    return MessageSet(declared, dict(message_set.attrib), requests, text)


def _parse_xml(text):
    parser = etree.XMLParser(**_PARSER_OPTIONS)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise Refused(f"not well-formed: {problem}") from None
    if root.getroottree().docinfo.doctype:
        raise Refused("a document type declaration")
    return root


def _declared_version(root, supported):
    node = root.getprevious()
    while node is not None:
        if isinstance(node, etree._ProcessingInstruction) and node.target == "qbxml":
            return _check_version(node.get("version"), supported)
        node = node.getprevious()
    raise Refused("the qbxml processing instruction is missing")


def _check_version(text, supported):
    try:
        declared = parse_version(text or "?")
    except ValueError:
        raise Refused(f"version {text!r}") from None
    if not (1, 0) <= declared <= supported:
        raise Refused(f"version {text} is not supported")
    return declared


def _only_child(root):
    children = list(_elements(root))
    if root.tag != "QBXML" or root.attrib or len(children) != 1:
        raise Refused("QBXML with one QBXMLMsgsRq expected")
    if children[0].tag != "QBXMLMsgsRq":
        raise Refused(f"{children[0].tag} in place of QBXMLMsgsRq")
    return children[0]


def _elements(node):
    """Return the child elements; Refused if there is text between them."""
    children = [child for child in node if isinstance(child.tag, str)]
    texts = [node.text] + [child.tail for child in node]
    if any(text and text.strip() for text in texts):
        raise Refused(f"text in {node.tag}")
    return children


def _check_attributes(node, allowed):
    for name, value in node.attrib.items():
        if name not in allowed:
            raise Refused(f"attribute {name} of {node.tag}")
        if allowed[name] and value not in allowed[name]:
            raise Refused(f"{name}={value!r} of {node.tag}")


class _Reader:
    """Reads requests against the facts table."""

    def __init__(self, version, us):
        self.version = version
        self.us = us

    def read(self, node):
        """Return one element of QBXMLMsgsRq as a Request."""
        name = node.tag.removesuffix("Rq")
        if name == node.tag or name not in facts().known:
            raise Refused(f"{node.tag} is unknown")
        message = facts().message(name)
        if message is None:
            return Request(name, dict(node.attrib), served=False)
        _check_attributes(node, message.attributes or {"requestID": frozenset()})
        self.request = Request(name, dict(node.attrib))
        self._read_content(node, message)
        _check_max_returned(self.request)
        return self.request

    def _read_content(self, node, message):
        nodes = _elements(node)
        if not message.root.name.endswith("Rq"):
            self._take_include(nodes)
            if [child.tag for child in nodes] != [message.root.name]:
                raise Refused(f"{message.root.name} alone expected in {node.tag}")
            self._check_since(message.root)
            if nodes[0].attrib:
                raise Refused(f"attributes of {message.root.name}")
            nodes = _elements(nodes[0])
        self.request.data = self._aggregate(nodes, message.root)

    def _take_include(self, nodes):
        """Take the IncludeRetElement after the body of an Add or Mod off ``nodes``."""
        while nodes and nodes[-1].tag == "IncludeRetElement":
            if self.request.name in _NO_RET_ELEMENTS:
                raise Refused(f"IncludeRetElement in {self.request.name}Rq")
            self.request.include.insert(0, nodes.pop().text or "")

    def _aggregate(self, nodes, element):
        data = {}
        rest = self._sequence(nodes, 0, element.model, data)
        if rest != len(nodes):
            raise Refused(f"{nodes[rest].tag} is not expected in {element.path}")
        return data

    def _sequence(self, nodes, at, model, data):
        """Match nodes from index ``at``; returns the index of the first one left."""
        for part in model:
            if isinstance(part, Element):
                at = self._repeated(nodes, at, part, data)
            else:
                at = self._choice(nodes, at, part, data)
        return at

    def _repeated(self, nodes, at, element, data):
        start = at
        while at < len(nodes) and nodes[at].tag == element.name:
            if at - start == element.most:
                raise Refused(f"too many {element.path}")
            self._take(nodes[at], element, data)
            at += 1
        if at == start and element.required:
            raise Refused(f"{element.path} is missing")
        return at

    def _choice(self, nodes, at, choice, data):
        branch = self._branch(nodes, at, choice) if choice.most else None
        if branch is None and not choice.may_be_empty:
            raise Refused(f"one of {sorted(choice.firsts)} is missing")
        if branch is None:
            return at
        if choice.most == 1:
            return self._sequence(nodes, at, branch, data)
        return self._mixed(nodes, at, choice, data)

    def _mixed(self, nodes, at, choice, data):
        """Read the elements of a choice that may repeat, in their order."""
        branch = self._branch(nodes, at, choice)
        while branch:
            part = {}
            self._take(nodes[at], branch[0], part)
            data.setdefault(IN_ORDER, []).extend(part.items())
            at += 1
            branch = self._branch(nodes, at, choice)
        return at

    @staticmethod
    def _branch(nodes, at, choice):
        if at == len(nodes):
            return None
        for branch in choice.branches:
            for part in branch:
                if nodes[at].tag in part.firsts:
                    return branch
                if part.required:
                    break
        return None

    def _take(self, node, element, data):
        self._check_since(element)
        if node.attrib:
            raise Refused(f"attributes of {element.path}")
        value = self._value(node, element)
        if self.us and not element.us:
            if element.name not in self.request.unsupported:
                self.request.unsupported.append(element.name)
        elif element.most > 1:
            data.setdefault(element.name, []).append(value)
        else:
            data[element.name] = value

    def _value(self, node, element):
        if element.is_aggregate:
            return self._aggregate(_elements(node), element)
        if len(node):
            raise Refused(f"elements in {element.path}")
        try:
            value = normalised(element, stored(node.text or ""))
        except ValueError as problem:
            raise Refused(f"{element.path}: {problem}") from None
        if element.length and len(value) > element.length:
            self.request.too_long.append((value, element.name))
        return value

    def _check_since(self, element):
        if element.since > self.version:
            raise Refused(f"{element.path} is newer than the declared version")


def _check_max_returned(request):
    """Check MaxReturned: iterators need it, the queries without it refuse it.

    The schema allows MaxReturned in every query of a list; that Account, terms, Class
    and the other small lists do not take it is a rule of QuickBooks.
    """
    iterator = request.attributes.get("iterator")
    limited = "MaxReturned" in request.data
    if iterator is None and "iteratorID" in request.attributes:
        raise Refused("iteratorID without iterator")
    if iterator not in (None, "Stop") and not limited:
        raise Refused("iterator without MaxReturned")
    kinds = QUERIES.get(request.name.removesuffix("Query"), ())
    if limited and not all(LIST_TYPES[kind].max_returned for kind in kinds):
        raise Refused(f"MaxReturned in {request.name}Rq")
