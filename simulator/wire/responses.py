"""The text of a response message set, in the shape in which QuickBooks writes it."""

from dataclasses import dataclass, field

from .status import Status
from .text import escape

OBJECTS, RECOVERY, STATUS = "objects", "recovery", "status"


@dataclass
class Answer:
    """The response to one request. ``lines``: its content; ``written``: the Row or Txn
    an Add or Mod wrote, for message-set recovery."""

    status: Status
    lines: list = field(default_factory=list)
    attributes: dict = field(default_factory=dict)
    written: object = None


def document(attributes, lines):
    """Return a whole response; ``attributes`` are those of QBXMLMsgsRs."""
    start = f"<QBXMLMsgsRs{attribute_text(attributes)}"
    body = [f"{start}>", *lines, "</QBXMLMsgsRs>"] if lines else [f"{start} />"]
    return "\n".join(['<?xml version="1.0" ?>', "<QBXML>", *body, "</QBXML>", ""])


def attribute_text(attributes):
    """Return attributes as they stand in a tag, with a blank before each."""
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def answer_lines(request, answer, mode=OBJECTS):
    """Return the lines of one Rs element. ``mode``: with its objects, with the message
    set recovery's data on the object written, or with the status alone."""
    attributes = {}
    if request.request_id is not None:
        attributes["requestID"] = request.request_id
    attributes.update(
        statusCode=str(answer.status.code),
        statusSeverity=answer.status.severity,
        statusMessage=answer.status.message,
        **answer.attributes,
    )
    start = f"<{request.name}Rs{attribute_text(attributes)}"
    lines = _content(answer, mode)
    if not lines:
        return [f"{start} />"]
    return [f"{start}>", *lines, f"</{request.name}Rs>"]


def _content(answer, mode):
    if mode == OBJECTS:
        return answer.lines
    return _recovery_lines(answer.written) if mode == RECOVERY else []


def _recovery_lines(row):
    if row is None:
        return []
    values = {
        **row.ids,
        "EditSequence": str(row.edit_sequence),
        "ExternalGUID": row.fields.get("ExternalGUID", ""),
    }
    return wrapped("ErrorRecovery", values)


def wrapped(name, values):
    """Return the lines of an aggregate that has no message in the facts, in the order
    given."""
    return [f"<{name}>", *plain_lines(values), f"</{name}>"]


def plain_lines(values):
    """Return the lines of values: name → text, dict or list; nothing for an empty
    one."""
    lines = []
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                lines += wrapped(name, one)
            elif one:
                lines.append(f"<{name}>{escape(one)}</{name}>")
    return lines


def counted(request, answer, count):
    """Apply the metaData attribute: retCount, with or without the objects."""
    wanted = request.attributes.get("metaData", "NoMetaData")
    if wanted != "NoMetaData":
        answer.attributes = {"retCount": str(count), **answer.attributes}
    if wanted == "MetaDataOnly":
        answer.lines = []
    return answer
