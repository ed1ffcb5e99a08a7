"""The ``.qwc`` file: how a Web Connector reads it, and when it refuses it."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

_GUID = re.compile(r"\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}")
_REQUIRED = (
    "AppName",
    "AppURL",
    "AppDescription",
    "AppSupport",
    "UserName",
    "OwnerID",
    "FileID",
    "QBType",
)
_MAY_BE_EMPTY = ("AppDescription",)


class QwcError(Exception):
    """The Web Connector does not add this application. ``code``: QBWC1039 …"""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code


@dataclass
class Qwc:
    """An application as its ``.qwc`` describes it. ``every``: seconds between runs."""

    name: str
    url: str
    support: str
    user: str
    owner_id: str
    file_id: str
    read_only: bool = False
    every: int | None = None


def read_qwc(text):
    """Read a ``.qwc`` (str or bytes). QwcError as the Web Connector refuses one."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as problem:
        raise QwcError("QBWC1039", f"not well-formed: {problem}") from None
    values = {child.tag: (child.text or "").strip() for child in root}
    if root.tag != "QBWCXML":
        raise QwcError("QBWC1039", "QBWCXML expected")
    for name in _REQUIRED:
        if not values.get(name) and (name not in values or name not in _MAY_BE_EMPTY):
            raise QwcError("QBWC1039", f"{name} is missing")
    for name in ("OwnerID", "FileID"):
        if not _GUID.fullmatch(values[name]):
            raise QwcError("QBWC1039", f"{name} is no GUID in braces")
    _check_addresses(values)
    return Qwc(
        name=values["AppName"],
        url=values["AppURL"],
        support=values["AppSupport"],
        user=values["UserName"],
        owner_id=values["OwnerID"],
        file_id=values["FileID"],
        read_only=values.get("IsReadOnly", "").lower() == "true",
        every=_seconds(root.find("Scheduler")),
    )


def _check_addresses(values):
    app, support = urlsplit(values["AppURL"]), urlsplit(values["AppSupport"])
    if app.hostname != support.hostname:
        raise QwcError("QBWC1000", "AppURL and AppSupport have different domains")
    if _is_address(app.hostname):
        raise QwcError("QBWC1001", "AppURL is an IP address")
    if app.scheme != "https" and app.hostname != "localhost":
        raise QwcError("QBWC1010", "only https, save for localhost")


def _is_address(host):
    try:
        ipaddress.ip_address(host or "")
    except ValueError:
        return False
    return True


def _seconds(scheduler):
    """Return the pause in seconds: the first of both elements wins."""
    for child in scheduler if scheduler is not None else ():
        if child.tag in ("RunEveryNMinutes", "RunEveryNSeconds"):
            factor = 60 if child.tag == "RunEveryNMinutes" else 1
            return int(child.text) * factor
    return None
