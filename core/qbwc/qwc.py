"""The `.qwc` file that adds Odoo to a Web Connector.

Elements and their meaning: Intuit's QBWC Programmer's Guide, table 4-1; what the Web
Connector refuses: its appendix A (the codes are named where they are prevented here).
"""

import ipaddress
import re
from urllib.parse import urlsplit

from lxml import etree

from ..errors import ValueRefused
from ..words import _
from .envelope import legal_text

DESCRIPTION_LENGTH = 80
"""What the authorisation dialog has room for."""

_GUID = re.compile(r"\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}")
_LOCAL = "localhost"


def qwc(
    app_name,
    app_url,
    support_url,
    user_name,
    owner_id,
    file_id,
    description,
    run_every_minutes=None,
    run_every_seconds=None,
    display_name="",
    unique_name="",
    notify=False,
):
    """Return the content (bytes, ASCII) of a `.qwc` file.

    Written for QuickBooks Desktop of any edition, document style, and with leave to
    write: IsReadOnly true would keep the Web Connector from stamping the FileID.
    Personal data (social security numbers and the like) is not asked for, so that
    QuickBooks does not have to be set up to give it.

    :param app_url: address of the endpoint: https, or http for localhost only
    :param support_url: a page that answers 200, on the same host
    :param owner_id: GUID of the application, with braces, one per application
    :param file_id: GUID with braces, one per company file
    :param description: cut to 80 characters
    :param run_every_minutes: or `run_every_seconds`, or neither: started by hand
    :param unique_name: lets a new file replace the application without asking
    :raises ValueRefused: with the element in `where`
    """
    values = {
        "AppName": _required("AppName", app_name),
        "AppID": "",
        "AppURL": _checked_url("AppURL", app_url),
        "AppDescription": (description or "")[:DESCRIPTION_LENGTH],
        "AppSupport": _checked_url("AppSupport", support_url),
        "UserName": _required("UserName", user_name),
        "OwnerID": _checked_guid("OwnerID", owner_id),
        "FileID": _checked_guid("FileID", file_id),
        "QBType": "QBFS",
        "PersonalDataPref": "pdpNotNeeded",
        "UnattendedModePref": "umpOptional",
        "AuthFlags": "0xF",
        "Notify": "true" if notify else "false",
        "AppDisplayName": display_name,
        "AppUniqueName": unique_name,
        "Scheduler": _schedule(run_every_minutes, run_every_seconds),
        "Style": "Document",
        "IsReadOnly": "false",
    }
    _check_same_host(app_url, support_url)
    return _written(values)


def _written(values):
    root = etree.Element("QBWCXML")
    for name, value in values.items():
        if value or name in ("AppID", "AppDescription"):
            element = etree.SubElement(root, name)
            if isinstance(value, dict):
                for inner, number in value.items():
                    etree.SubElement(element, inner).text = str(number)
            else:
                element.text = legal_text(value)
    etree.indent(root)
    declaration = b'<?xml version="1.0"?>\n'
    return declaration + etree.tostring(root, encoding="us-ascii") + b"\n"


def _required(element, value):
    if not (value or "").strip():
        raise ValueRefused(_("It must not be empty."), where=element)
    return value


def _checked_guid(element, value):
    if not _GUID.fullmatch(value or ""):
        raise ValueRefused(
            _("It must be a GUID in braces."),
            where=element,
            todo=_("Renew the ids of the connection."),
        )
    return value


def _checked_url(element, url):
    parts = _parts(element, url)
    host = parts.hostname
    if _is_address(host):  # QBWC1001, QBWC1002
        raise ValueRefused(
            _("The Web Connector does not load an address made of numbers."),
            where=element,
            todo=_("Use a host name, or localhost."),
        )
    if parts.scheme != "https" and (parts.scheme, host) != ("http", _LOCAL):
        raise ValueRefused(  # QBWC1010
            _("The Web Connector talks https only, except to localhost."),
            where=element,
            todo=_("Give Odoo an https address and set it as its base URL."),
        )
    return url


def _parts(element, url):
    try:
        parts = urlsplit(url or "")
        _port = parts.port
    except ValueError:
        parts = None
    if not (parts and parts.hostname) or re.search(r"\s", url):
        raise ValueRefused(
            _("It must be a web address such as https://odoo.example.com/…"),
            where=element,
        )
    return parts


def _is_address(host):
    """Whether a host is an IP address, in any way that a URL can write one."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        return bool(re.fullmatch(r"\d+|0x[0-9a-f]*", last))
    return True


def _check_same_host(app_url, support_url):
    if urlsplit(app_url).hostname != urlsplit(support_url).hostname:  # QBWC1000
        raise ValueRefused(
            _("Its host must be that of AppURL."),
            where="AppSupport",
            todo=_("Use two addresses of the same Odoo."),
        )


def _schedule(minutes, seconds):
    if minutes and seconds:
        raise ValueRefused(_("Give minutes or seconds, not both."), where="Scheduler")
    chosen = {"RunEveryNMinutes": minutes, "RunEveryNSeconds": seconds}
    schedule = {name: count for name, count in chosen.items() if count is not None}
    for name, count in schedule.items():
        if type(count) is not int or count < 1:
            raise ValueRefused(_("It must be a whole number above zero."), where=name)
    return schedule
