"""An Odoo server as a process of its own."""

import http.client
import socket
import subprocess
import time

from .console import SetupError


def free_port():
    """A TCP port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def require_free(port):
    """Refuse a port that something listens on."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise SetupError(f"port {port} is taken: free it or give another --port")


class OdooServer:
    """Serves one database of a run on 127.0.0.1; a context manager.

    :param run: the :class:`~.run.Run` that the database belongs to
    :param port: TCP port, or None for any free one
    :param options: further options of the command `odoo`
    """

    def __init__(self, run, database, port=None, options=()):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = run.folder / f"odoo-{self.port}.log"
        self._command = [
            *run.odoo,
            *("-d", database, "--no-database-list"),
            f"--http-port={self.port}",
            *options,
        ]
        self._options = {"env": run.environ(), "cwd": run.folder}
        self._process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.stop()

    def start(self, timeout=120):
        """Start the server and wait until it answers."""
        require_free(self.port)
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._options,
            )
        try:
            self._wait(timeout)
        except BaseException:
            self.stop()
            raise

    def stop(self, timeout=20):
        """Ask the server to end; kill it if it has not within `timeout` seconds."""
        if not self._process:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self):
        """End the server at once, as a crash does."""
        self._process.kill()
        self._process.wait()
        self._process = None

    def _wait(self, timeout):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise SetupError(f"Odoo did not start: {self._last_line()}")
            if self._is_healthy():
                return
            time.sleep(0.2)
        raise SetupError(f"Odoo gave no answer in {timeout} s: {self._last_line()}")

    def _is_healthy(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/web/health")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _last_line(self):
        lines = self.log.read_text(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "no output")
