"""Secrets of a connection: password, tickets, ids. All from the system's randomness."""

import hashlib
import hmac
import secrets
import uuid

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP_LENGTH = 7, 4
_PREFIX = "$qbd-sha256$"


def new_password():
    """Return a password of seven groups of four, 138 bits.

    Small letters and digits without 0, 1, i, l, o, so that it survives being read out;
    e.g. "k7qd-2mfx-…". Shown once and stored hashed by the caller.
    """
    return "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH))
        for _ in range(_GROUPS)
    )


def password_hash(password):
    """Return what may be stored of a password: "$qbd-sha256$salt$hash".

    Passwords are made by `new_password`: 138 random bits cannot be guessed, so a
    slow hash would protect nothing and cost a worker of the server for each guess.
    """
    return _salted(secrets.token_hex(16), password)


def is_password(password, hashed):
    """Return whether a password has a hash that `password_hash` gave.

    :param hashed: any other text is the hash of no password
    """
    salt = hashed.split("$")[2] if hashed.startswith(_PREFIX) else ""
    return same(_salted(salt, password), hashed)


def _salted(salt, password):
    return f"{_PREFIX}{salt}${digest(salt + password)}"


def new_ticket():
    """Return a ticket of 256 bits, 43 characters that need no escaping anywhere."""
    return secrets.token_urlsafe(32)


def digest(ticket):
    """Return the SHA-256 of a ticket in hexadecimal: what may be stored of it.

    A ticket is random and long, so a plain hash is enough, and a look-up by the hash
    tells nothing about the ticket by its duration.
    """
    return hashlib.sha256(ticket.encode("utf-8", "surrogatepass")).hexdigest()


def same(left, right):
    """Return whether two secrets (str) are equal, in time that does not tell where."""
    return hmac.compare_digest(
        left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass")
    )


def new_guid():
    """Return a random GUID in braces, small letters, as QuickBooks gives them back."""
    return f"{{{uuid.uuid4()}}}"


def next_guid(owner, before):
    """Return the GUID that follows another one: the same for all who know both values.

    :param owner: a GUID, in braces or not
    :param before: the GUID before, or any other text
    """
    return f"{{{uuid.uuid5(uuid.UUID(owner), before)}}}"
