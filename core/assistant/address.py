"""Which addresses may be asked: encrypted ones, or machines of one's own network."""

import ipaddress
from urllib.parse import urlsplit

from ..errors import ValueRefused
from ..words import _

PATH = "/chat/completions"
OWN_ENDINGS = (".local", ".lan", ".internal", ".home.arpa")


def endpoint(address):
    """Return the address of the chat endpoint below a base address.

    >>> endpoint("http://localhost:11434/v1/")
    'http://localhost:11434/v1/chat/completions'

    :param str address: the base address, as providers name it
    :raise ValueRefused: for an address that is no base address, that holds a password,
        or that would carry the key over an open network without encryption
    """
    text = (address or "").strip()
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueRefused(_("This is not a web address.")) from error
    if parts.scheme not in ("http", "https") or not host or not text.isprintable():
        raise ValueRefused(
            _("This is not a web address."),
            todo=_("Example: https://api.example.com/v1"),
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueRefused(
            _("The address may hold no password and no parameters."),
            todo=_("Enter the key in its own field."),
        )
    if parts.scheme == "http" and not _is_own_network(host):
        raise ValueRefused(
            _("The address is not encrypted."),
            todo=_("Use https, or a machine of your own network."),
        )
    return text.rstrip("/").removesuffix(PATH) + PATH


def _is_own_network(host):
    """Return whether a host is this machine, or one of the private network."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(OWN_ENDINGS)
