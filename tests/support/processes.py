"""Odoo servers as processes of their own, for tests that kill them.

`bin/test` names their parts in environment variables: a database to copy,
the beginning of the names of copies, and the command that starts Odoo.
"""

import http.client
import itertools
import json
import os
import re
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

import psycopg2
import requests

TEMPLATE = os.environ.get("QBD_PROCESS_TEMPLATE")
PREFIX = os.environ.get("QBD_DATABASE_PREFIX")
COMMAND = json.loads(os.environ.get("QBD_ODOO_COMMAND") or "null")
MISSING = "needs what bin/test exports: QBD_PROCESS_TEMPLATE and its like"
ENTRY = re.compile(r"^(?=\d{4}-\d\d-\d\d \S+ \d+ [A-Z]+ )", re.MULTILINE)
ERROR = re.compile(r"\S+ \S+ \d+ (ERROR|CRITICAL) ")
WARNING = re.compile(r"\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) \S+ (?!py\.warnings)")
CONCURRENCY = "could not serialize access"
WAIT_SECONDS = 120

_numbers = itertools.count(1)


def available():
    """Return whether there is all that it takes to start servers."""
    return bool(TEMPLATE and PREFIX and COMMAND)


def execute(statement, *values, database="postgres"):
    """Run one SQL statement, outside of any transaction."""
    with closing(psycopg2.connect(dbname=database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)


def problems(log):
    """Return the entries of a log that are warnings or worse.

    What Python libraries deprecate among themselves is left out.
    """
    return [entry for entry in ENTRY.split(log) if WARNING.match(entry)]


def wake_scheduled_actions(database):
    """Have the servers' threads run the addon's scheduled actions now."""
    execute(
        "INSERT INTO ir_cron_trigger (cron_id, call_at)"
        " SELECT res_id, now() AT TIME ZONE 'utc' FROM ir_model_data"
        " WHERE module = 'quickbooks_desktop' AND model = 'ir.cron'",
        database=database,
    )
    execute("SELECT pg_notify('cron_trigger', %s)", database)


class Database:
    """A copy of a database; a context manager that yields its name.

    :param template: the database to copy, if not the one with the addon
    """

    def __init__(self, template=None):
        self.name = f"{PREFIX}process_{next(_numbers)}"
        self.template = template or TEMPLATE

    def __enter__(self):
        execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')
        return self.name

    def __exit__(self, *_error):
        execute(f'DROP DATABASE "{self.name}" WITH (FORCE)')


class Server:
    """An Odoo server for one database; a context manager.

    :param folder: where the log goes
    :param cron_threads: how many threads run scheduled actions
    """

    def __init__(self, database, folder, cron_threads=0):
        self.port = free_port()
        # The .qwc must not have an IP address.
        self.url = f"http://localhost:{self.port}"
        self.log = Path(folder) / f"odoo-{self.port}.log"
        self._command = [
            *COMMAND,
            *("-d", database, "--no-database-list"),
            *("--workers=0", f"--max-cron-threads={cron_threads}"),
            f"--http-port={self.port}",
        ]
        self._process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.kill()

    def start(self):
        """Start the server, which must not run, and wait until it answers."""
        assert self._process is None or self._process.poll() is not None
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + WAIT_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(
                    "".join(["no server\n", *self.log_entries()[-40:]])
                )
            time.sleep(0.05)

    def kill(self):
        """SIGKILL, at once; the server has no time to tidy up."""
        self._process.kill()
        self._process.wait()

    def restart(self):
        self.kill()
        self.start()

    def log_entries(self):
        """The log so far; an entry may have several lines."""
        return ENTRY.split(self.log.read_text(errors="replace"))

    def errors(self):
        """Errors in the log, but for those that Odoo answers with another try."""
        return [
            entry
            for entry in self.log_entries()
            if ERROR.match(entry) and CONCURRENCY not in entry
        ]

    def _answers(self):
        """Return whether the addon answers: by then the database is loaded, too."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        with closing(connection):
            try:
                connection.request("GET", "/qbd/qbwc")
                return connection.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                return False


class Client:
    """The web client of one who is logged in as admin."""

    def __init__(self, url, database):
        self.url = url
        self._session = requests.Session()
        login = {"db": database, "login": "admin", "password": "admin"}
        self._post("/web/session/authenticate", login)

    def call(self, model, method, *arguments, **options):
        """Call a public method of a model; its first argument is a list of ids, if
        it is not a method of the model itself."""
        parameters = {
            "model": model,
            "method": method,
            "args": arguments,
            "kwargs": options,
        }
        return self._post("/web/dataset/call_kw", parameters)

    def read(self, model, domain, fields):  # pylint: disable=method-required-super
        """The matching records, archived ones too, as dicts in the order of ids."""
        context = {"active_test": False}
        return self.call(
            model, "search_read", domain, fields, order="id", context=context
        )

    def download(self, path):
        answer = self._session.get(self.url + path, timeout=WAIT_SECONDS)
        answer.raise_for_status()
        return answer.content

    def _post(self, path, parameters):
        body = {"jsonrpc": "2.0", "method": "call", "params": parameters}
        answer = self._session.post(self.url + path, json=body, timeout=WAIT_SECONDS)
        answer.raise_for_status()
        reply = answer.json()
        if "error" in reply:
            raise AssertionError(reply["error"]["data"].get("debug") or reply["error"])
        return reply.get("result")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
