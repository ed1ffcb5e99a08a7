"""Shared parts of the sync tests: a company file, a connection, and sessions."""

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ...core.qbwc import verbs
from ...models.engine.ground import CONTENT
from ...simulator.clock import Clock
from ...simulator.company_file import CompanyFile
from ...simulator.wire.transport import InProcessTransport, Reply
from ...simulator.wire.web_connector import WebConnector
from .arranged import Arranged
from .reference import reference_path, request_errors

PASSWORD = "right-password-of-the-tests"
START = "2026-07-01T09:00:00"


@tagged("post_install", "-at_install")
class SyncCase(TransactionCase):
    """A connection and a company file; the endpoint is called in this process.

    A call is as one transaction: its changes are flushed, its cache is dropped, and
    an exception undoes it.
    """

    STREAMS = ("customer", "terms")
    """Mappings that a test of this class is about; the others are switched off."""

    FIRST_MATCH = "automatic"
    """What a new connection does with what is on both sides: "ask" or "automatic"."""

    COMPANY_FILE = {}
    """Options of the company file, e.g. {"chart": "numbered"}."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.us")
        cls.env["qbd.connection"].search([]).unlink()
        partners = cls.env["res.partner"].with_context(active_test=False)
        partners.search([("customer_rank", ">", 0)]).customer_rank = 0
        cls.connection = cls.env["qbd.connection"].create(
            {
                "name": "Test",
                "tz": "America/New_York",
                "lease_minutes": 0,
                "first_match": cls.FIRST_MATCH,
                "all_history": True,
                "reports_to": 20.0,  # at any time, as it begins at the same hour
            }
        )
        others = cls.connection.stream_ids.filtered(
            lambda stream: stream.mapping not in cls.STREAMS
        )
        others.direction = "off"
        cls.connection._set_password(PASSWORD)
        cls.env["qbd.hint"].search([]).unlink()

    def setUp(self):
        self.failures = []
        self.patch(
            type(self.env["qbd.engine"]),
            "_note_failure",
            lambda _engine, error: self.note_failure(error),
        )
        arranged = self._arranged()
        super().setUp()
        arranged.give(self)

    def _arranged(self):
        """Return the state that `arrange` makes for the first test of the class."""
        cls = type(self)
        if "arranged" not in vars(cls):
            before, undone = dict(vars(self)), len(self._cleanups)
            with self.env.cr.savepoint():
                self.arrange()
                self.env.cr.flush()
                if len(self._cleanups) > undone:
                    raise TypeError("patches last for one test: make them in setUp")
                if self.failures:
                    raise self.failures[-1]
                cls.arranged = Arranged(before, vars(self))
        return cls.arranged

    def arrange(self):
        """Make the state that all tests of the class begin with, once for all of them.

        It is made in the transaction of the class; `Arranged` gives it to each test.
        Patches, and changes of the company file itself, are for `setUp`.
        """
        self.last_checked = 0
        self.start_anew()

    def tearDown(self):
        self.check_requests()
        super().tearDown()

    def start_anew(self):
        """A company file as new, and a Web Connector for it."""
        self.clock = Clock(START, step=1)
        self.company = CompanyFile(clock=self.clock, **self.COMPANY_FILE)
        self.connector = self.new_connector()

    def note_failure(self, error):
        """A fault of ours must not hide as a parked record."""
        if not isinstance(error, CONTENT):
            self.failures.append(error)

    # -- the Web Connector ----------------------------------------------------

    def new_connector(self, **options):
        base = "https://odoo.example.com"
        self.env["ir.config_parameter"].set_param("web.base.url", base)
        _name, content = self.connection._qwc_file()
        return WebConnector(
            content.decode(),
            options.pop("password", PASSWORD),
            options.pop("company", self.company),
            transport=InProcessTransport(self.deliver),
            sleep=self.clock.sleep,
            **options,
        )

    def deliver(self, method, url, body, headers):
        """One call, as one transaction."""
        self.before_call()
        try:
            with self.env.cr.savepoint():
                port = self.env["qbd.session"]._qbwc_port("192.0.2.1", url)
                answer = verbs.serve(body, port, headers.get("SOAPAction", ""))
                self.env.cr.flush()
        except Exception as error:
            self.failures.append(error)
            self.env.invalidate_all(flush=False)
            return Reply(500, b"<fault/>")
        self.env.invalidate_all()
        return answer

    def before_call(self):
        """Hook: act in Odoo between two calls of a session."""

    def look_at_statistics(self):
        """A long transaction misleads the planner of PostgreSQL."""
        tables = ("account_move", "account_move_line", "account_payment")
        for table in (*tables, "account_partial_reconcile", "qbd_link"):
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def run_session(self, connector=None, ok=True):
        """Run one session; by default it must end in order."""
        report = (connector or self.connector).run()
        if self.failures:
            raise self.failures[-1]
        if ok and not report.ok:
            self.fail(f"the session ended with {report.end}: {report.error}")
        self.check_requests()
        self.env["qbd.engine"]._apply_connection(self.connection)
        return report

    def check_requests(self):
        """Every request since the last look, also one that got lost, is valid qbXML."""
        if not reference_path("qbxml").is_dir():
            return
        self.env.cr.execute(
            "SELECT id, request FROM qbd_message_set"
            " WHERE id > %s AND request IS NOT NULL ORDER BY id",
            [self.last_checked],
        )
        for set_id, request in self.env.cr.fetchall():
            errors = request_errors(request)
            self.assertFalse(errors, f"{errors}\nin\n{request}")
            self.last_checked = set_id

    # -- both sides -----------------------------------------------------------

    def stream(self, mapping):
        return self.connection.stream_ids.filtered(lambda s: s.mapping == mapping)

    def partner(self, **values):
        partner = self.env["res.partner"].create({"customer_rank": 1, **values})
        self.env.cr.flush()
        return partner

    def link(self, record):
        return self.env["qbd.link"].search(
            [("res_model", "=", record._name), ("record_id", "=", record.id)]
        )

    def customer(self, name):
        """Return the customer of this full name as QuickBooks shows it, or None."""
        return self.company.find("Customer", name)

    def customer_ids(self):
        return [c["ListID"] for c in self.company.objects("Customer")]

    def customer_names(self):
        return sorted(c["FullName"] for c in self.company.objects("Customer"))

    def partner_named(self, name):
        return (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search([("name", "=", name)])
        )

    def assert_quiet(self):
        """A further session writes nothing on either side."""
        before = self.snapshot()
        report = self.run_session()
        self.assertFalse(report.wrote, report.requests)
        self.assertEqual(self.snapshot(), before)
        self.assert_images_hold()

    def assert_images_hold(self):
        """Odoo's image of each synced record agrees with the record (rule 4)."""
        self.env.invalidate_all()
        links = self.env["qbd.link"].search(
            [("state", "=", "ok"), ("record_id", "!=", False), ("qb_id", "!=", False)]
        )
        for stream, part in links.grouped("stream_id").items():
            if not (stream._reads() and stream._writes()):
                continue
            mapping = stream._mapping()._for_batch()
            records = mapping._browse(part.mapped("record_id")).exists()
            states = mapping._canonical_records(records)
            for link in part.filtered("odoo_image"):
                state, image = states.get(link.record_id, {}), link.odoo_image
                # a void document keeps the lines it had; a payment is kept for bills
                # that QuickBooks does not name
                if not state.get("Void") and not image.get("UsedFor"):
                    edited = mapping._is_edited(link, state, image)
                    self.assertFalse(edited, f"{link.qb_name}: {state}, {image}")

    def snapshot(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, write_date, name, active FROM res_partner ORDER BY id"
        )
        partners = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT state, count(*) FROM qbd_link GROUP BY 1 ORDER BY 1"
        )
        return partners, self.env.cr.fetchall(), self.company.objects("Customer")

    def show(self):
        """For a person who looks for a mistake."""
        for link in self.env["qbd.link"].search([]):
            print(link.id, link.state, link.qb_name, link.reason, link.message)
        for message_set in self.env["qbd.message.set"].search([], order="id"):
            print(
                message_set.id, message_set.kind, message_set.purpose, message_set.state
            )
            print(message_set.request, "\n", (message_set.response or "")[:1500])
