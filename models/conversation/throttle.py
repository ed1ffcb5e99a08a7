import ipaddress
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

FREE_FAILURES = 3
MOST_FAILURES = 20
FIRST_DELAY = 0.25
LONGEST_DELAY = 3.0
LONGEST_DELAY_PARAMETER = "quickbooks_desktop.throttle_seconds"
WAITING_AT_ONCE = 2
LOCK = 0x716264  # "qbd": the name space of our advisory locks
FORGOTTEN_AFTER = timedelta(minutes=15)
CALM_AFTER = timedelta(seconds=10)


class QbdThrottle(models.Model):
    """Failed logins of Web Connectors, one row each, by source address.

    They make the next answer to that address slower, up to a few seconds, and nothing
    else: a right password always works, so nobody can lock a connection for its owner.

    Rows are only inserted. A counter per address would be updated by guesses that run
    side by side, each of which would then fail, be repeated, and wait once more.
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

    _address_idx = models.Index("(address, moment)")

    @api.autovacuum
    def _gc(self):
        """Delete the failures that no longer count."""
        self.search([("moment", "<", self._now() - FORGOTTEN_AFTER)]).unlink()

    def _slow_down(self, address):
        """Wait as long as an address has to.

        Called before a password is looked at: a wrong one must not be told from a right
        one by the time it takes. Who waits keeps a worker of the server, so only a few
        do at a time; guesses beyond them have the cost of the password's hash alone.
        """
        delay = self._delay(address)
        if delay and self._may_wait():
            time.sleep(delay)

    def _delay(self, address):
        """Return the seconds (float) that an address has to wait for its answer.

        Nothing for the first failures of a quarter of an hour, then doubling up to the
        longest delay (system parameter `quickbooks_desktop.throttle_seconds`).
        """
        excess = self._count_recent(address) - FREE_FAILURES
        if excess < 0:
            return 0.0
        return min(FIRST_DELAY * 2**excess, self._longest_delay())

    def _failed(self, address):
        """Remember a failed login, unless there are more than enough of the address."""
        if self._count_recent(address) < MOST_FAILURES:
            self.create({"address": self._network(address), "moment": self._now()})

    def _succeeded(self, address):
        """Forget the failures of an address but those that are only seconds old.

        So who mistyped starts anew, and who is guessing right now stays slow.
        """
        old = self._now() - CALM_AFTER
        self.search(
            [("address", "=", self._network(address)), ("moment", "<", old)]
        ).unlink()

    def _count_recent(self, address):
        recent = self._now() - FORGOTTEN_AFTER
        return self.search_count(
            [("address", "=", self._network(address)), ("moment", ">", recent)]
        )

    def _may_wait(self):
        """Take one of the few places for those who wait, until the transaction ends."""
        for place in range(WAITING_AT_ONCE):
            self.env.cr.execute(
                SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK, place)
            )
            if self.env.cr.fetchone()[0]:
                return True
        return False

    def _longest_delay(self):
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param(LONGEST_DELAY_PARAMETER)
        try:
            return max(float(value), 0.0) if value else LONGEST_DELAY
        except ValueError:
            return LONGEST_DELAY

    def _now(self):
        return fields.Datetime.now()

    def _network(self, address):
        """Return the key of an address: itself, or its IPv6 network of 64 bits.

        Whoever has one IPv6 address has the whole network.
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
