"""Message sets: the request of one sendRequestXML, and its answer.

A message set is bytes: they are stored before they leave, and the same bytes sent again
with the same `newMessageSetID` are not run a second time by QuickBooks but answered
with the status it kept (Intuit's samples ErrRecovery1–3).
"""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ..errors import ValueRefused
from .answers import Answer, Host, Response, negotiate, read_answer, read_host
from .fields import LATEST, version_tuple
from .queries import (
    data_ext_add,
    data_ext_def_add,
    data_ext_mod,
    query,
    txn_del,
    txn_void,
)

__all__ = [
    "Answer",
    "Host",
    "MessageSet",
    "Request",
    "Response",
    "data_ext_add",
    "data_ext_def_add",
    "data_ext_mod",
    "negotiate",
    "query",
    "read_answer",
    "read_host",
    "txn_del",
    "txn_void",
]

REQUEST_ID_LENGTH = 50
"""The longest requestID; a longer one is answered 1060."""

SET_ID_LENGTH = 23
"""The longest message-set id; the schema does not say so, 9004 does."""


@dataclass(frozen=True)
class Request:
    """One request of a message set.

    :param str request_id: the answer is found by it; unique in its message set
    :param element: of `queries.query` and its like, or the bare CustomerAdd or
        CustomerMod of `fields`, which is wrapped
    """

    request_id: str
    element: Any

    def to_element(self):
        """Return a copy of the element as ``…Rq``, with its requestID."""
        # a copy, since lxml *moves* an element that is appended elsewhere
        element = deepcopy(self.element)
        if not element.tag.endswith("Rq"):
            request = etree.Element(f"{element.tag}Rq")
            request.append(element)
            element = request
        others = dict(element.attrib)
        element.attrib.clear()
        element.attrib.update({"requestID": self.request_id, **others})
        return element


@dataclass(frozen=True)
class MessageSet:
    """Requests that travel together.

    :param version: qbXML version, (16, 0) or "16.0"
    :param requests: sequence of `Request`; empty for recovery
    :param str new_id: newMessageSetID, under which QuickBooks keeps the status
    :param str old_id: oldMessageSetID. With `new_id` the same it *asks* for the kept
        status; alone it *deletes* it
    """

    version: Any = LATEST
    requests: tuple = ()
    new_id: str | None = None
    old_id: str | None = None

    def to_text(self):
        """Return the message as str: ASCII only, always the same for the same set.

        :raise ValueRefused: for an id that is too long, empty, or there twice
        """
        self._check_ids()
        root = etree.Element("QBXML")
        messages = etree.SubElement(root, "QBXMLMsgsRq")
        for name, value in self._attributes():
            messages.set(name, value)
        messages.extend(request.to_element() for request in self.requests)
        version = ".".join(map(str, version_tuple(self.version)))
        body = etree.tostring(root, encoding="ascii").decode("ascii")
        return f'<?xml version="1.0"?>\n<?qbxml version="{version}"?>\n{body}'

    def _attributes(self):
        if self.new_id:
            yield "newMessageSetID", self.new_id
        if self.old_id:
            yield "oldMessageSetID", self.old_id
        yield "onError", "continueOnError"

    def _check_ids(self):
        for name in ("new_id", "old_id"):
            _check_id(getattr(self, name) or "-", SET_ID_LENGTH, f"MessageSet.{name}")
        seen = set()
        for request in self.requests:
            _check_id(request.request_id, REQUEST_ID_LENGTH, "requestID")
            if request.request_id in seen:
                raise ValueRefused(f"“{request.request_id}” is used twice", "requestID")
            seen.add(request.request_id)


def _check_id(value, length, where):
    if not value or not value.isascii() or not value.isprintable():
        raise ValueRefused(f"“{value}” is no id", where)
    if len(value) > length:
        raise ValueRefused(f"“{value}” is longer than {length} characters", where)
