"""Measure polls of many connections, served by two processes of one Odoo.

Each poll is one session without changes over HTTP. The rate counts the CPU time of the
two workers and of their PostgreSQL backends; the wall time is that of one round of all
connections, with the simulated Web Connectors on the same machine.
"""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg2

from ..simulator.company_file import CompanyFile
from ..simulator.wire.web_connector import WebConnector
from ..tests.support import processes
from .clock import BACKENDS, Seconds, process_cpu

SIZE = 200
CLIENTS = 8
ROUNDS = 2
INTERVAL = 300
"""Seconds between two polls of a connection: a round has to end sooner."""


class TwoWorkers(processes.Server):
    """An Odoo with two worker processes, as behind a proxy."""

    def __init__(self, database, folder):
        super().__init__(database, folder)
        self._command.remove("--workers=0")
        self._command += ["--workers=2", f"--gevent-port={processes.free_port()}"]

    def processes(self):
        """Return the ids of the server's processes."""
        main = self._process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        return [main, *map(int, children)]


def run(env, size, profile=None):
    """Return the row of a round of polls."""
    with (
        tempfile.TemporaryDirectory() as folder,
        processes.Database() as database,
        TwoWorkers(database, folder) as server,
    ):
        connectors = _connectors(processes.Client(server.url, database), size)
        for _first in range(ROUNDS):
            _round(connectors)
        with closing(psycopg2.connect(dbname=database)) as connection:
            before = _cpu(server, connection, database)
            rounds = [_round(connectors) for _number in range(ROUNDS)]
            used = _cpu(server, connection, database)
    spent = sum(used[one] - before.get(one, 0) for one in used)
    seconds = Seconds(spent / ROUNDS, min(wall for wall, _reports in rounds))
    reports = [report for _wall, reports in rounds for report in reports]
    sets = max(len(report.requests) for report in reports)
    yield {
        "name": "connections: polled by two processes",
        "size": size,
        "rate": size / seconds,
        "wall": seconds.wall,
        "message_sets": sets,
        "target": f"1 set, a round in {INTERVAL} s",
        "met": sets == 1 and seconds.wall < INTERVAL,
    }


def _connectors(odoo, size):
    """Make connections of one company; return a Web Connector for each."""
    odoo.call("ir.config_parameter", "set_param", "web.base.url", odoo.url)
    values = [
        {"name": f"File {n}", "tz": "America/New_York", "first_match": "automatic"}
        for n in range(size)
    ]
    connectors = []
    for one in odoo.call("qbd.connection", "create", values):
        shown = odoo.call("qbd.connection", "action_new_password", [one])
        qwc = odoo.download(f"/qbd/connection/{one}/qwc")
        company = CompanyFile(name=f"File {one}", file_path=rf"C:\{one}.qbw")
        password = shown["context"]["default_password"]
        connectors.append(WebConnector(qwc, password, company))
    return connectors


def _round(connectors):
    """Poll each connection once; return (seconds, reports)."""
    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        reports = list(clients.map(WebConnector.run, connectors))
    failed = [report for report in reports if not report.ok]
    if failed:
        raise RuntimeError(f"{len(failed)} sessions failed: {failed[0].error}")
    return time.perf_counter() - started, reports


def _cpu(server, connection, database):
    """Return {process: CPU seconds} of the workers and of their backends."""
    with connection, connection.cursor() as cursor:
        cursor.execute(BACKENDS, [database])
        backends = [row[0] for row in cursor.fetchall()]
    return {one: process_cpu(one) for one in (*server.processes(), *backends)}
