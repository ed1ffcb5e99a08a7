import ipaddress
from datetime import timedelta

from odoo import api, fields, models

MOST_FAILURES = 20
FORGOTTEN_AFTER = timedelta(minutes=15)
CALM_AFTER = timedelta(seconds=10)
CLOCKS_DIFFER = timedelta(minutes=1)
"""Rows that are later than this were written while the clock was ahead."""


class QbdThrottle(models.Model):
    """Stores failed logins of Web Connectors, one row each, by source address.

    They show an administrator who is guessing. No login has to wait, as that would
    keep a worker of the server, and a right password always works, so an attacker
    cannot lock the owner out. For an address with many failures no more rows are
    kept, and slow hashes of old passwords are not checked.

    Rows are only inserted: a counter per address would be updated by guesses that run
    in parallel, each of which would then fail and be repeated.
    """

    _name = "qbd.throttle"
    _description = "Failed Web Connector Login"
    _order = "id desc"
    _rec_name = "address"
    _log_access = False

    address = fields.Char(
        required=True, help="Source address, for IPv6 the network of 64 bits."
    )
    moment = fields.Datetime(required=True, index=True)
    user_name = fields.Char(
        index="btree_not_null", help="The connection that it belongs to, if any."
    )

    _address_idx = models.Index("(address, moment)")

    @api.autovacuum
    def _gc(self):
        """Delete the failures that no longer count."""
        now = self._now()
        old = [("moment", "<", now - FORGOTTEN_AFTER)]
        ahead = [("moment", ">", now + CLOCKS_DIFFER)]
        self.search(["|", *old, *ahead]).unlink()

    def _is_guessing(self, address):
        """Return whether an address has failed more often than people mistype."""
        now = self._now()
        recent = [
            ("address", "=", self._network(address)),
            ("moment", ">", now - FORGOTTEN_AFTER),
            ("moment", "<=", now + CLOCKS_DIFFER),
        ]
        return self.search_count(recent, limit=MOST_FAILURES) >= MOST_FAILURES

    def _failed(self, address, user_name=None):
        """Store a failed login, unless the address has more than enough of them."""
        if self._is_guessing(address):
            return
        named = [("user_name", "=", user_name)]
        self.create(
            {
                "address": self._network(address),
                "moment": self._now(),
                "user_name": self.env["qbd.connection"]
                .search(named, limit=1)
                .user_name,
            }
        )

    def _last_refused(self, user_name):
        """Return when a user name came with a wrong password last, False if never."""
        last = self.search(
            [("user_name", "=", user_name)], order="moment desc", limit=1
        )
        return last.moment

    def _succeeded(self, address):
        """Forget the failures of an address except those that are only seconds old.

        A user who mistyped starts afresh, and an attacker who is guessing stays known.
        """
        old = self._now() - CALM_AFTER
        self.search(
            [("address", "=", self._network(address)), ("moment", "<", old)]
        ).unlink()

    def _now(self):
        return fields.Datetime.now()

    def _network(self, address):
        """Return the key of an address: itself, or its IPv6 network of 64 bits.

        The owner of an IPv6 address has the whole network.
        """
        try:
            known = ipaddress.ip_address(address or "")
        except ValueError:
            return (address or "unknown")[:64]
        if known.version == 4:
            return str(known)
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((int(known), 64), strict=False))
