import zoneinfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.orm.models import NO_ACCESS

from ...core.errors import ValueRefused
from ...core.qbwc.credentials import new_guid, new_password
from ...core.qbwc.qwc import qwc
from ...core.words import records_in
from ..link.shown import NEEDS_ATTENTION, WAITING

STATES = [
    ("draft", "Not connected yet"),
    ("connected", "Connected"),
    ("question", "Stopped: needs an answer"),
    ("off", "Switched off"),
]


def _number(counts, *states):
    return sum(counts.get(state, 0) for state in states)


def _timezones(_self):
    return [(name, name) for name in sorted(zoneinfo.available_timezones())]


COMPANIES = "allowed_company_ids"


class QbdConnection(models.Model):
    """One QuickBooks company file linked to one Odoo company."""

    _name = "qbd.connection"
    _description = "QuickBooks Connection"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "qbd.connection.access",
        "qbd.connection.lines",
        "qbd.connection.questions",
        "qbd.connection.documents",
        "qbd.connection.other.transactions",
        "qbd.connection.items",
        "qbd.connection.parties",
        "qbd.connection.stock",
        "qbd.connection.pairing",
        "qbd.connection.matching",
        "qbd.connection.reading",
        "qbd.connection.left_out",
        "qbd.connection.ledger",
        "qbd.connection.verification",
        "qbd.connection.opening",
        "qbd.connection.dashboard",
        "qbd.connection.books.alert",
        "qbd.connection.checklist",
        "qbd.connection.ahead",
        "qbd.connection.export",
    ]
    _check_company_auto = True

    name = fields.Char(required=True, default="QuickBooks Desktop")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        STATES,
        default="draft",
        required=True,
        tracking=True,
        readonly=True,
        copy=False,
    )
    question = fields.Char(
        readonly=True,
        copy=False,
        help="The check that stopped the sync: another file, an older copy, ...",
    )
    question_text = fields.Text(
        "Reason for the stop",
        readonly=True,
        copy=False,
        help="The detected state, and the effect of the answers below.",
    )
    question_data = fields.Json(readonly=True, copy=False)

    user_name = fields.Char(
        required=True,
        copy=False,
        default=lambda self: self._default_user_name(),
        help="The name the Web Connector logs in with. It is part of the .qwc file.",
    )
    password_hash = fields.Char(copy=False, groups=NO_ACCESS)
    has_password = fields.Boolean(compute="_compute_has_password")
    owner_id = fields.Char(
        "OwnerID",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: new_guid(),
        help="Identifies this application to QuickBooks.",
    )
    file_id = fields.Char(
        "FileID",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: new_guid(),
        help="Identifies the company file; the Web Connector stamps it into the file.",
    )
    run_every_minutes = fields.Integer("Run every (minutes)", default=15)
    endpoint_url = fields.Char(
        "Address of Odoo",
        compute="_compute_endpoint_url",
        help="The address at which the Web Connector calls Odoo, as written in the "
        ".qwc file. It must be reachable from the QuickBooks PC, and must begin "
        "with https.",
    )
    qwc_problem = fields.Char(
        "Reason why there is no .qwc file yet", compute="_compute_qwc_problem"
    )

    tz = fields.Selection(
        _timezones,
        "Time zone of the QuickBooks PC",
        required=True,
        default=lambda self: self._default_tz(),
    )
    lang_id = fields.Many2one(
        "res.lang",
        "Language of the company file",
        default=lambda self: self.env["res.lang"]._get_data(code="en_US").id,
        help="Translated names are sent and compared in this language.",
    )
    qbxml_version = fields.Char("qbXML version", readonly=True, copy=False)
    product = fields.Char("QuickBooks", readonly=True, copy=False)
    country = fields.Char(readonly=True, copy=False)
    qb_company_name = fields.Char("Company in QuickBooks", readonly=True, copy=False)
    company_file = fields.Char("Company file", readonly=True, copy=False)
    open_path = fields.Char(
        "Open this company file",
        help="Path of the file as the QuickBooks PC knows it. With a path, QuickBooks "
        "need not be running. Empty: the file that is open is used.",
    )
    preferences = fields.Json(readonly=True, copy=False)
    host_time = fields.Datetime("Identified on", readonly=True, copy=False)
    last_login = fields.Datetime("Last login", readonly=True, copy=False)

    generation = fields.Integer(
        readonly=True,
        copy=False,
        help="Counter kept in Odoo and in the company file. A lower number in the "
        "file means that an older copy of the file was restored, a higher number "
        "that an older copy of Odoo was.",
    )
    generation_out = fields.Integer(
        readonly=True,
        copy=False,
        help="The highest value handed out; the file may hold anything up to it.",
    )
    generation_defined = fields.Boolean(readonly=True, copy=False)
    generation_time = fields.Datetime(readonly=True, copy=False)

    session_minutes = fields.Integer(
        "Longest session (minutes)",
        default=30,
        help="QuickBooks is busy while a session runs. Remaining changes go in the "
        "next session.",
    )
    quiet_from = fields.Float(help="No session starts between these hours.")
    quiet_to = fields.Float()
    lease_minutes = fields.Integer(
        default=10,
        help="A session with no activity for this long can be replaced by a new one.",
    )
    mass_change_percent = fields.Integer(
        "Ask before removing more than (%)",
        default=20,
        help="A session that would deactivate, void or delete more than this share of "
        "a record type stops and asks.",
    )

    books_wanted = fields.Boolean(
        readonly=True,
        copy=False,
        help="Open balances are to be compared at the end of a session.",
    )
    books_on = fields.Date("Open Balances Compared On", readonly=True, copy=False)
    recompare = fields.Char(
        readonly=True,
        copy=False,
        help="Policy while both books are compared again after a restore.",
    )
    stream_ids = fields.One2many("qbd.stream", "connection_id")
    session_ids = fields.One2many("qbd.session", "connection_id", readonly=True)
    last_session_id = fields.Many2one("qbd.session", compute="_compute_last_session")
    last_session_on = fields.Datetime("Last session", compute="_compute_last_session")
    last_session_end = fields.Char("Outcome", compute="_compute_last_session")
    link_count = fields.Integer("Synced or waiting", compute="_compute_figures")
    in_step_count = fields.Integer("Synced", compute="_compute_figures")
    parked_count = fields.Integer("Needs attention", compute="_compute_figures")
    waiting_count = fields.Integer("Waiting", compute="_compute_figures")

    _user_name_uniq = models.Constraint(
        "UNIQUE(user_name)", "This Web Connector user name is already in use."
    )
    _file_id_uniq = models.Constraint(
        "UNIQUE(file_id)", "Each connection needs a FileID of its own."
    )
    _owner_id_uniq = models.Constraint(
        "UNIQUE(owner_id)", "Each connection needs an OwnerID of its own."
    )

    # -- defaults and computes ------------------------------------------------

    def _default_user_name(self, number=0):
        """Return a user name that no connection has.

        :param number: of the connection among those that are created together
        """
        last = self.sudo().with_context(active_test=False)
        newest = last.search([], order="id desc", limit=1)
        return f"odoo-{(newest.id or 0) + 1 + number}"

    @api.depends("password_hash")
    def _compute_has_password(self):
        for connection in self:
            connection.has_password = bool(connection.sudo().password_hash)

    def _compute_endpoint_url(self):
        for connection in self:
            base = connection.get_base_url().rstrip("/")
            connection.endpoint_url = f"{base}/qbd/qbwc"

    @api.depends("user_name", "owner_id", "file_id", "run_every_minutes")
    @api.depends_context("lang")
    def _compute_qwc_problem(self):
        for connection in self:
            connection.qwc_problem = False
            try:
                connection._qwc_content()
            except ValueRefused as error:
                connection.qwc_problem = error.words.said(self.env._)

    def _compute_figures(self):
        figures = self.env["qbd.link"]._figures(self)
        for connection in self:
            counts = figures.get(connection._origin.id, {})
            connection.link_count = _number(counts, "ok", *WAITING, *NEEDS_ATTENTION)
            connection.in_step_count = _number(counts, "ok")
            connection.parked_count = _number(counts, *NEEDS_ATTENTION)
            connection.waiting_count = _number(counts, *WAITING)

    def _compute_last_session(self):
        """Find the last sessions, without counting the links: the dashboard polls."""
        sessions = self.env["qbd.session"]
        newest = {
            connection.id: session_id
            for connection, session_id in sessions._read_group(
                [("connection_id", "in", self.ids)], ["connection_id"], ["id:max"]
            )
        }
        for connection in self:
            session = sessions.browse(newest.get(connection._origin.id))
            connection.last_session_id = session
            connection.last_session_on = session.started
            connection.last_session_end = session.end_reason

    @api.constrains("run_every_minutes", "session_minutes", "lease_minutes")
    def _check_minutes(self):
        for connection in self:
            if connection.run_every_minutes < 1 or connection.session_minutes < 1:
                raise UserError(self.env._("Minutes must be 1 or more."))

    # -- creating -------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for number, vals in enumerate(vals_list):
            vals.setdefault("user_name", self._default_user_name(number))
        connections = super().create(vals_list)
        connections._ensure_streams()
        return connections

    @api.model
    def _ensure_all_streams(self):
        """Add missing streams after an update; they stay off until enabled."""
        every = self.sudo().with_context(active_test=False)
        every = every.search([("company_id", "!=", False)])
        every._ensure_streams(direction="off")
        every._keep_period()

    def _ensure_streams(self, direction=None):
        """Give every connection one stream per mapping of the registry.

        :param direction: of new streams; by default each mapping's initial direction
        """
        names = self.env["qbd.mapping"]._mapping_names()
        missing = []
        for connection in self:
            have = set(
                connection.with_context(active_test=False).stream_ids.mapped("mapping")
            )
            missing += [
                {
                    "connection_id": connection.id,
                    "mapping": name,
                    **self.env[f"qbd.mapping.{name}"]._new_stream(direction),
                    **connection._matching_values(self.env[f"qbd.mapping.{name}"]),
                }
                for name in names
                if name not in have
            ]
        if missing:
            self.env["qbd.stream"].sudo().create(missing)

    # -- what the form's buttons do -------------------------------------------

    def action_new_password(self):
        """Generate a password, store its hash, show it once."""
        self.ensure_one()
        self._require_manager()
        password = new_password()
        self._set_password(password)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Password for the Web Connector"),
            "res_model": "qbd.password.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_connection_id": self.id,
                "default_password": password,
            },
        }

    def action_new_file_ids(self):
        """Renew OwnerID and FileID: the .qwc must be added again afterwards."""
        self._require_manager()
        for connection in self:
            connection.sudo().write(
                {
                    "owner_id": new_guid(),
                    "file_id": new_guid(),
                    "generation_defined": False,
                    "generation": 0,
                    "generation_out": 0,
                    "generation_time": False,
                    "newest_seen": False,
                    "deleted_seen": False,
                }
            )

    def action_download_qwc(self):
        self.ensure_one()
        self._qwc_file()  # checks the access
        return {
            "type": "ir.actions.act_url",
            "url": f"/qbd/connection/{self.id}/qwc",
            "target": "download",
        }

    def write(self, vals):
        result = super().write(vals)
        if "tz" in vals:
            self.sudo().write({"clock_known": False, "clock_measured": False})
        if "active" in vals:
            self.env.registry.clear_cache()
            self._look_again()
        return result

    def _look_again(self):
        """Check every record again, as changes went unnoticed for a while."""
        self.stream_ids.sudo().write({"sweep_position": 0, "sweep_finished": False})

    def action_switch_off(self):
        self._require_manager()
        self.sudo().write({"state": "off"})
        self._end_sessions()

    def action_switch_on(self):
        self._require_manager()
        for connection in self:
            identified = connection.host_time
            connection.sudo().state = "connected" if identified else "draft"
        self._look_again()

    def action_open_parked(self):
        """Open the links that need attention.

        :raise AccessError: if the user may not see the connection
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_link"
        )
        action["domain"] = [("connection_id", "=", self.id)]
        action["context"] = {"search_default_needs_person": 1}
        return action

    # -- the .qwc file --------------------------------------------------------

    def _qwc_file(self):
        """Return (file name, bytes of the .qwc) of this connection."""
        self.ensure_one()
        self._require_manager()
        if self.qwc_problem:
            raise UserError(self.qwc_problem)
        return f"{self.user_name}.qwc", self._qwc_content()

    def _qwc_content(self):
        """Return the bytes of the .qwc file.

        :raise ValueRefused: if the Web Connector would not load the file
        """
        return qwc(
            app_name=f"Odoo {self.company_id.name}",
            app_url=self.endpoint_url,
            support_url=self.endpoint_url,
            user_name=self.user_name,
            owner_id=self.owner_id,
            file_id=self.file_id,
            description=f"Odoo sync for {self.company_id.name}",
            run_every_minutes=self.run_every_minutes,
        )

    # -- what a mapping or the engine asks ------------------------------------

    def _zone(self):
        return zoneinfo.ZoneInfo(self.tz or "UTC")

    def _canonical_env(self):
        """Return the environment, in a fixed context, that canonical forms use.

        Texts for people stay in the language of who reads them: see `for_reader`.
        """
        self.ensure_one()
        lang = self._lang_code()
        company, allowed = self.company_id.id, self.env.context.get(COMPANIES) or []
        companies = [company, *(one for one in allowed if one != company)]
        fixed = {"tz": self.tz, "active_test": False, COMPANIES: companies}
        # one new environment, not one for each of with_company and with_context
        return self.env(context={**records_in(self.env, lang), **fixed})

    def _canonical_values(self):
        """Return all values of the connection that `_canonical_env` depends on."""
        return self.company_id.id, self.lang_id.id, self.tz

    def _lang_code(self):
        """Return the code of the language, as a rule without a query."""
        if not self.lang_id:
            return "en_US"
        known = self.env["res.lang"]._get_data(id=self.lang_id.id)
        return known.code or self.lang_id.code

    def _version(self):
        """Return the negotiated qbXML version as a tuple, for example (16, 0)."""
        major, minor = (self.qbxml_version or "13.0").split(".")
        return int(major), int(minor)
