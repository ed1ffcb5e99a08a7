"""Connect a company file and a Web Connector, all in this process.

A call of the Web Connector is like a transaction: its changes are flushed, and the
cache is dropped. The time of QuickBooks and of the Web Connector does not count.
"""

from ..core.qbwc import verbs
from ..simulator.clock import Clock
from ..simulator.company_file import CompanyFile
from ..simulator.wire.transport import InProcessTransport
from ..simulator.wire.web_connector import WebConnector
from .clock import Stopwatch

PASSWORD = "right-password-of-the-bench"
START = "2026-07-01T09:00:00"
BASE_URL = "https://odoo.example.com"


class World:
    """Both sides, synced and empty of customers.

    :param watch: of the calls, while `sessions` runs
    """

    def __init__(self, env, profile=None):
        self.env = env
        self.profile = profile
        self.clock = Clock(START, step=1)
        self.company = CompanyFile(clock=self.clock)
        self._settings()
        self.connection = env["qbd.connection"].create(
            {
                "name": "Bench",
                "tz": "America/New_York",
                "lease_minutes": 0,
                "first_match": "automatic",
                "all_history": True,
            }
        )
        self.connection._set_password(PASSWORD)
        self.connector = self._new_connector()
        self.watch = self._new_watch()

    def _settings(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("web.base.url", BASE_URL)
        self.env.company.country_id = self.env.ref("base.us")
        self.env["qbd.connection"].search([]).unlink()
        partners = self.env["res.partner"].with_context(active_test=False)
        partners.search([("customer_rank", ">", 0)]).customer_rank = 0
        self.env["qbd.hint"].search([]).unlink()

    def _new_connector(self):
        _name, content = self.connection._qwc_file()
        return WebConnector(
            content.decode(),
            PASSWORD,
            self.company,
            transport=InProcessTransport(self._deliver),
            sleep=self.clock.sleep,
        )

    def _deliver(self, method, url, body, headers):
        with self.watch.running(), self.env.cr.savepoint():
            port = self.env["qbd.session"]._qbwc_port("192.0.2.1", url)
            answer = verbs.serve(body, port, headers.get("SOAPAction", ""))
            self.env.cr.flush()
        self.env.invalidate_all()
        return answer

    def session(self):
        """Run a session and the work it leaves to the scheduled action.

        :return: (the connector's report, the stopwatch of Odoo's part)
        """
        self.watch = self._new_watch()
        report = self.connector.run()
        if not report.ok:
            raise RuntimeError(f"the session ended with {report.end}: {report.error}")
        with self.watch.running():
            self._apply()
        self.env.invalidate_all(flush=False)
        return report, self.watch

    def _new_watch(self):
        return Stopwatch(self.env.cr, self.profile)

    def _apply(self):
        self.env["qbd.engine"]._apply_connection(self.connection)
        self.env.cr.flush()

    def links(self, state=None, mapping="customer"):
        """Return the number of links of a list."""
        domain = [("stream_id", "in", self.stream(mapping).ids)]
        if state:
            domain.append(("state", "=", state))
        return self.env["qbd.link"].search_count(domain)

    def stream(self, mapping):
        return self.connection.stream_ids.filtered(lambda s: s.mapping == mapping)
