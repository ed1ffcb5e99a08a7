"""The recorded session of a real Web Connector, as lxml reads it."""

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from .support.reference import reference_path


@dataclass(frozen=True)
class RecordedCall:
    """One call of the recording: the operation and its values, by argument."""

    path: Path
    name: str
    arguments: dict[str, str]

    @property
    def head(self):
        """The header lines (bytes) as they were sent."""
        name = self.path.name.replace("request.xml", "request-headers.txt")
        return b"\r\n".join(self.path.with_name(name).read_bytes().splitlines())

    @property
    def body(self):
        """The bytes of the request as they were sent."""
        return self.path.read_bytes()

    @property
    def values(self):
        """Return the port's arguments as a tuple: numbers as int, the rest as text."""
        return tuple(
            int(text) if name.endswith("Vers") else text
            for name, text in self.arguments.items()
        )


def recorded_calls():
    """Return the calls of the recorded session in order, as `RecordedCall`."""
    folder = reference_path("qbwc/session-2008")
    return [_recorded(path) for path in sorted(folder.glob("*.request.xml"))]


def _recorded(path):
    call = etree.parse(str(path)).getroot()[0][0]
    arguments = {
        etree.QName(argument).localname: argument.text or "" for argument in call
    }
    return RecordedCall(path, etree.QName(call).localname, arguments)
