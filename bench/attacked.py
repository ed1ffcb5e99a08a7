"""How long an honest poll takes of two workers while others attack them.

``bin/test bench/attacked.py -s`` starts an Odoo with two workers and prints medians.
"""

import statistics
import threading
import time
from contextlib import contextmanager

import requests

from ..tests.support import processes
from ..tests.test_processes import ProcessCase

HUGE = 32 * 1024 * 1024
SECONDS = 12
LIMIT = 1.0
"""Of the median of an honest call, in seconds."""

ENVELOPE = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
    '<authenticate xmlns="http://developer.intuit.com/"><strUserName>{}</strUserName>'
    "<strPassword>{}</strPassword></authenticate></soap:Body></soap:Envelope>"
)
HEADERS = {
    "Content-Type": "text/xml; charset=utf-8",
    "SOAPAction": "http://developer.intuit.com/authenticate",
}


class TwoWorkers(processes.Server):
    """An Odoo with two worker processes, as behind a proxy."""

    def __init__(self, database, folder, cron_threads=0):
        super().__init__(database, folder, cron_threads)
        self._command = [one for one in self._command if one != "--workers=0"]
        self._command += ["--workers=2", f"--gevent-port={processes.free_port()}"]


class TestAttackedWorkers(ProcessCase):
    def new_server(self):
        server = TwoWorkers(self.database, self.folder, self.cron_threads)
        self.servers.append(self.enter(server))
        return server

    def attack(self, body, stopped, counts):
        address = f"{self.server.url}/qbd/qbwc"
        while not stopped.is_set():
            try:
                requests.post(address, body, headers=HEADERS, timeout=60)
                counts.append(1)
            except requests.RequestException:  # refused while it was sent
                counts.append(0)

    @contextmanager
    def attackers(self, number, body):
        stopped, counts = threading.Event(), []
        threads = [
            threading.Thread(target=self.attack, args=(body, stopped, counts))
            for _number in range(number)
        ]
        for thread in threads:
            thread.start()
        try:
            yield counts
        finally:
            stopped.set()
            for thread in threads:
                thread.join()

    def polls(self):
        """Return the seconds of each poll, and of each of its calls."""
        whole, calls, until = [], [], time.monotonic() + SECONDS
        while time.monotonic() < until:
            began = time.monotonic()
            report = self.run_session()
            whole.append(time.monotonic() - began)
            calls.append(whole[-1] / max(len(report.calls), 1))
            self.assertEqual(report.end, "done", report)
        return whole, calls

    def test_an_honest_poll_is_served(self):
        self.run_until_quiet()
        wrong = ENVELOPE.format("odoo-1", "wrong").encode()
        huge = ENVELOPE.format("odoo-1", "x" * HUGE).encode()
        for words, number, body in (
            ("nobody", 0, b""),
            ("2 clients with 32 MB", 2, huge),
            ("16 clients with wrong passwords", 16, wrong),
        ):
            with self.attackers(number, body) as counts:
                whole, calls = self.polls()
            median = statistics.median(whole)
            print(
                f"{words:32} polls {len(whole):4}  median {median:6.3f} s"
                f"  longest {max(whole):6.3f} s  a call {statistics.median(calls):6.3f}"
                f" s  attacks {len(counts)}"
            )
            self.assertLess(statistics.median(calls), LIMIT, words)
