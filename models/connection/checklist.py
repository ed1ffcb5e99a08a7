import zoneinfo
from datetime import datetime, timedelta
from itertools import pairwise

from odoo import api, fields, models
from odoo.http import request
from odoo.tools.misc import format_datetime

PRESETS = [
    ("look", "Look first: from QuickBooks"),
    ("both", "Both ways"),
    ("to_quickbooks", "To QuickBooks"),
]
"""Directions to begin with; each one can be changed under “Record types” afterwards."""

OPTIONAL = ("documents",)
"""Steps that may be done later: the checklist does not stay for them."""

ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix"),
    *("America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu"),
    *("America/Halifax", "America/St_Johns", "Europe/London", "UTC"),
)
"""Time zones that QuickBooks Desktop is used in, to propose by the PC's clock."""

WRONG_ZONE = timedelta(minutes=25)
"""A clock that is further off than this is in another time zone."""

QUARTER = 15 * 60
"""Seconds: offsets of time zones are multiples of it."""

SESSIONS = 20
"""So many sessions are looked at for two that Auto-Run has started."""


class QbdConnectionChecklist(models.AbstractModel):
    """The guided set-up: its steps, how far each one is, and the button of each.

    `checklist` holds it in words of the user's language::

        {"open": bool, "title", "manages": bool, "endpoint": address, "steps": [
            {"code", "state", "title", "text", "buttons": [{"label", "method", "args"}]}
        ]}

    States are done, todo, waiting (for the QuickBooks PC) and problem.
    """

    _name = "qbd.connection.checklist"
    _inherit = "qbd.buttons"
    _description = "QuickBooks Connection: Guided Set-up"

    checklist = fields.Json(compute="_compute_checklist")
    checklist_hidden = fields.Boolean(copy=False, readonly=True)
    preset = fields.Selection(PRESETS, readonly=True, copy=False)

    def _compute_checklist(self):
        for connection in self:
            saved = connection._origin
            connection.checklist = bool(saved) and saved._checklist()

    def _checklist(self):
        steps = [
            self._step_address(),
            self._step_time_zone(),
            self._step_directions(),
            self._step_password(),
            self._step_first_call(),
            self._step_first_match(),
            self._step_pairing(),
            self._step_documents(),
            self._step_auto_run(),
            self._step_crossed(),
        ]
        left = [
            step
            for step in steps
            if step["state"] != "done" and step["code"] not in OPTIONAL
        ]
        words = {
            "done": self.env._("Done"),
            "todo": self.env._("To do"),
            "waiting": self.env._("Waiting for QuickBooks"),
            "problem": self.env._("Problem"),
        }
        manages = self.env.user.has_group("quickbooks_desktop.group_qbd_manager")
        for step in steps:
            step["label"] = words[step["state"]]
            step["buttons"] = step["buttons"] if manages else []
        return {
            "open": bool(left) and not self.checklist_hidden,
            "manages": manages,
            "title": self.env._(
                "Set-up: %(done)s of %(all)s steps are done",
                done=sum(step["state"] == "done" for step in steps),
                all=len(steps),
            ),
            "endpoint": self.endpoint_url,
            "steps": steps,
        }

    @staticmethod
    def _step(code, state, title, text="", buttons=()):
        return {
            "code": code,
            "state": state,
            "title": title,
            "text": text or "",
            "buttons": [
                {"label": label, "method": method, "args": list(args)}
                for label, method, *args in buttons
            ],
        }

    # -- its buttons ----------------------------------------------------------

    @api.model
    def action_connect(self):
        """Create a connection for the company, and open its guided set-up."""
        self._require_manager()
        self.check_access("read")
        return self.create({"company_id": self.env.company.id})._open()

    def choose_preset(self, preset):
        """Set the direction of each list that begins with the connection.

        Documents stay as they are: they need a date to begin with.

        :param preset: a key of `PRESETS`
        """
        self.ensure_one()
        self._require_manager()
        for stream in self.stream_ids:
            own = stream._mapping()._direction
            if own == "off" or stream._has_documents():
                continue
            wanted = self._direction_of(preset, own)
            if stream.direction != wanted:
                stream.direction = wanted
        self.sudo().preset = preset

    @staticmethod
    def _direction_of(preset, own):
        """Return the direction of a list by a preset.

        :param own: the direction that the list begins with
        """
        if preset == "look":
            return "from_quickbooks" if own != "to_quickbooks" else "off"
        if preset == "to_quickbooks" and own == "both":
            return "to_quickbooks"
        return own

    def use_time_zone(self, tz):
        """Set the time zone of the QuickBooks PC."""
        self.ensure_one()
        self._require_manager()
        self.tz = tz

    def hide_checklist(self):
        """Hide the guided set-up: the user goes on without it."""
        self.ensure_one()
        self._require_manager()
        self.sudo().checklist_hidden = True

    # -- steps before the first call ------------------------------------------

    def _step_address(self):
        title = self.env._("Address of Odoo for the Web Connector")
        problem = self.qwc_problem
        text = problem or self.endpoint_url
        return self._step("address", "problem" if problem else "done", title, text)

    def _step_time_zone(self):
        title = self.env._("Company and time zone")
        values = {"company": self.company_id.display_name, "zone": self.tz}
        proposed = self._zone_of_clock()
        if not proposed:
            words = self.env._(
                "%(company)s is synced. The clock of the QuickBooks PC shows the time"
                " of %(zone)s; if not, change it under “Company file”."
            )
            return self._step("time_zone", "done", title, words % values)
        words = self.env._(
            "The clock of the QuickBooks PC does not show the time of %(zone)s. With"
            " the wrong time zone, changes in QuickBooks are found late."
        )
        label = self.env._("Use %(zone)s", zone=proposed)
        buttons = [(label, "use_time_zone", proposed)]
        return self._step("time_zone", "problem", title, words % values, buttons)

    def _step_directions(self):
        title = self.env._("Record types and their direction")
        names = dict(self._fields["preset"]._description_selection(self.env))
        buttons = [(names[code], "choose_preset", code) for code in names]
        if self.preset or self.host_time:
            text = names.get(self.preset) or self.env._("Chosen under “Record types”.")
            return self._step("directions", "done", title, text)
        words = self.env._(
            "“Look first” writes nothing to QuickBooks. Customers, items and the"
            " records they need are synced first; documents are a later step."
        )
        return self._step("directions", "todo", title, words, buttons)

    def _step_password(self):
        title = self.env._("Password and .qwc file for the Web Connector")
        if self.has_password:
            words = self.env._("The user name is %(name)s.", name=self.user_name)
            buttons = [(self.env._("Download .qwc"), "action_download_qwc")]
            if self.host_time:
                buttons = []
            return self._step("password", "done", title, words, buttons)
        words = self.env._("Both go to the PC on which QuickBooks runs.")
        buttons = [(self.env._("Password and .qwc"), "action_new_password")]
        return self._step("password", "todo", title, words, buttons)

    def _step_first_call(self):
        title = self.env._("The Web Connector has called")
        if self.host_time:
            words = self.env._(
                "Last contact: %(time)s.",
                time=format_datetime(self.env, self._last_contact() or self.host_time),
            )
            return self._step("first_call", "done", title, words)
        refused = self.env["qbd.throttle"].sudo()._last_refused(self.user_name)
        if refused and refused > (self.last_login or refused.min):
            words = self.env._(
                "It called with a wrong password on %(time)s. Enter the password in the"
                " Web Connector again.",
                time=format_datetime(self.env, refused),
            )
            return self._step("first_call", "problem", title, words)
        words = self.env._(
            "In the Web Connector press “Add an application”, choose the .qwc file,"
            " enter the password, tick the application and press “Update Selected”."
        )
        state = "waiting" if self.has_password else "todo"
        return self._step("first_call", state, title, words)

    # -- steps after it -------------------------------------------------------

    def _step_first_match(self):
        title = self.env._("First match of the records on both sides")
        if not self.host_time:
            return self._step("first_match", "todo", title)
        if not self.match_count:
            return self._step("first_match", "done", title)
        words = self.env._(
            "These record types are only read until you confirm: %(lists)s.",
            lists=self.match_waiting,
        )
        buttons = [(self.env._("First match"), "action_open_first_match")]
        return self._step("first_match", "todo", title, words, buttons)

    def _step_pairing(self):
        title = self.env._("Accounts, taxes and others have their counterparts")
        if not self.host_time:
            return self._step("pairing", "todo", title)
        number = self.pairing_count
        if not number:
            return self._step("pairing", "done", title)
        words = self.env._(
            "%(number)s have none. Records that refer to one of them wait.",
            number=number,
        )
        buttons = [(self.env._("Match them"), "action_open_pairing")]
        return self._step("pairing", "todo", title, words, buttons)

    def _step_documents(self):
        title = self.env._("Documents: from which date (may be done later)")
        on = self.stream_ids.filtered(lambda one: one._begins_at_cut_off())
        if on:
            return self._step("documents", "done", title, ", ".join(on.mapped("label")))
        words = self.env._("Invoices, payments and others are off.")
        buttons = []
        if self.host_time:
            label = self.env._("Switch documents on")
            buttons = [(label, "action_switch_documents_on")]
        return self._step("documents", "todo", title, words, buttons)

    def _step_auto_run(self):
        title = self.env._("The Web Connector calls by itself (Auto-Run)")
        if self._has_auto_run():
            return self._step("auto_run", "done", title)
        words = self.env._(
            "Tick “Auto-Run” in the Web Connector. It is seen here after two calls,"
            " %(minutes)s minutes apart.",
            minutes=self.run_every_minutes,
        )
        state = "waiting" if self.host_time else "todo"
        return self._step("auto_run", state, title, words)

    def _has_auto_run(self):
        """Return whether two sessions began at the interval of Auto-Run."""
        sessions = self.env["qbd.session"].search(
            [("connection_id", "=", self.id)], limit=SESSIONS
        )
        starts = sessions.mapped("started")
        every = timedelta(minutes=self.run_every_minutes)
        return any(
            every * 0.7 <= later - earlier <= every * 1.5
            for later, earlier in pairwise(starts)
        )

    def _step_crossed(self):
        title = self.env._("The first records are synced")
        number = self.env["qbd.link"].search_count(
            [("connection_id", "=", self.id), ("shown_state", "=", "ok")], limit=1000
        )
        if number:
            words = self.env._("%(number)s are synced.", number=number)
            return self._step("crossed", "done", title, words)
        state = "waiting" if self.host_time else "todo"
        words = self.env._("Each session of the Web Connector brings more across.")
        return self._step("crossed", state, title, words)

    # -- the time zone --------------------------------------------------------

    def _default_tz(self):
        """Return the time zone of the browser, else of the user."""
        known = zoneinfo.available_timezones()
        zone = request.cookies.get("tz") if request else None
        return zone if zone in known else self.env.user.tz or ZONES[0]

    def _zone_of_clock(self):
        """Return another time zone that the PC's clock shows, False if there is none.

        Only the answers to our own writes tell the clock exactly.
        """
        difference = timedelta(seconds=self.clock_offset)
        if not self.clock_measured or abs(difference) < WRONG_ZONE:
            return False
        now = datetime.now(tz=zoneinfo.ZoneInfo("UTC"))
        theirs = now.astimezone(self._zone()).utcoffset() + difference
        quarters = round(theirs.total_seconds() / QUARTER)
        for zone in (self._default_tz(), *ZONES):
            offset = now.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
            if round(offset.total_seconds() / QUARTER) == quarters:
                return zone
        return False
