from datetime import timedelta

from odoo import fields, models
from odoo.tools.misc import format_date, format_datetime, format_time

from ...core.qbxml import times
from ..link.shown import NEEDS_ATTENTION, WAITING

DAYS = 14
"""The chart shows so many days."""

MISSED_CALLS = 3
"""So many calls of the Web Connector fail to come before that is a warning."""

SILENT = timedelta(minutes=10)
"""A session without a call for so long is not running any more."""

FIGURES = {
    "synced": ("ok",),
    "waiting": WAITING,
    "attention": NEEDS_ATTENTION,
    "only_in_quickbooks": ("only_in_quickbooks",),
    "only_in_odoo": ("only_in_odoo",),
}
"""The columns of the dashboard, and the shown states that each counts."""


class QbdConnectionDashboard(models.AbstractModel):
    """The dashboard of a connection: is it running, is everything across, what is left.

    `dashboard` holds all that the page shows, in words of the user's language::

        {"health": {"level", "text"}, "notes": [{"level", "text"}],
         "running": {"phase", "percent"} or False,
         "columns": [{"code", "label"}],
         "rows": [{"stream", "label", "direction", "figures": {column: number}}],
         "books": [{"level", "text", "action"}], "todo": [{"text", "action"}],
         "days": {"labels": […], "series": [{"label", "values"}]}}

    Levels are Bootstrap's: success, info, warning, danger, secondary.
    """

    _name = "qbd.connection.dashboard"
    _inherit = "qbd.buttons"
    _description = "QuickBooks Connection: Dashboard"

    dashboard = fields.Json(compute="_compute_dashboard")

    def _compute_dashboard(self):
        connections = self._origin  # Settings shows records that are not saved
        streams = connections.stream_ids
        counts = self.env["qbd.link"]._counts("id", streams.ids)
        days = connections._dashboard_days()
        for connection in self:
            saved = connection._origin
            connection.dashboard = bool(saved) and {
                "health": saved._dashboard_health(),
                "notes": saved._dashboard_notes(),
                "running": saved._dashboard_running(),
                "columns": saved._dashboard_columns(),
                "rows": saved._dashboard_rows(counts),
                "books": saved._dashboard_books() + saved._dashboard_verified(),
                "todo": saved._dashboard_todo(),
                "days": days[saved.id],
            }

    def open_figure(self, stream_id, column):
        """Open the links that a figure of the dashboard counts.

        :param stream_id: of a list of this connection
        :param column: a key of `FIGURES`
        :raise AccessError: if the user may not see the connection
        """
        self.ensure_one()
        self.check_access("read")
        stream = self.stream_ids.filtered(lambda one: one.id == stream_id)
        label = next(
            (
                one["label"]
                for one in self._dashboard_columns()
                if one["code"] == column
            ),
            "",
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_link"
        )
        action["display_name"] = ": ".join(filter(None, (stream.label, label)))
        # Ordered as the index is: PostgreSQL would look for old links by their id
        name = "quickbooks_desktop.qbd_link_view_%s_figure"
        ordered = [(self.env.ref(name % x).id, x) for x in ("list", "kanban")]
        action["views"] = [*ordered, (False, "form")]
        action["domain"] = [
            ("stream_id", "in", stream.ids),
            ("shown_state", "in", FIGURES.get(column, ())),
        ]
        return action

    def action_open_connection(self):
        """Open the form of the connection."""
        self.ensure_one()
        self.check_access("read")
        return self._open()

    # -- is it running? -------------------------------------------------------

    def _last_contact(self):
        """Return when the Web Connector called last, False if it never did."""
        times_of_calls = (self.last_login, self.last_session_id.last_call)
        return max(filter(None, times_of_calls), default=False)

    def _is_overdue(self, missed=timedelta(0)):
        """Return whether the Web Connector has not called for too long.

        :param missed: how long is not too long in any case
        """
        last = self._last_contact()
        if self.state != "connected" or not last:
            return False
        now = fields.Datetime.now()
        wall = times.from_utc(now, self._zone())
        every = timedelta(minutes=self.run_every_minutes) * MISSED_CALLS
        quiet = self._is_quiet(wall)
        return not quiet and now - last > max(every, missed)

    def _dashboard_health(self):
        """Return whether the sync runs, in one line."""
        if self.state == "off":
            return self._line("secondary", self.env._("Switched off."))
        if self.state == "question":
            words = self.env._("Stopped: a question waits for your answer.")
            return self._line("danger", words)
        if self.is_paused:
            return self._line("secondary", self._pause_words())
        last = self._last_contact()
        if not last:
            words = self.env._(
                "Not connected yet: the Web Connector has not called so far."
            )
            return self._line("info", words)
        ago = self._ago(last)
        if self._is_overdue():
            words = self.env._(
                "Last contact %(ago)s, although the Web Connector should call every"
                " %(minutes)s minutes. Is the QuickBooks PC on, and Auto-Run ticked?",
                ago=ago,
                minutes=self.run_every_minutes,
            )
            return self._line("warning", words)
        if self._dashboard_running():
            words = self.env._("A session is running. Last contact %(ago)s.", ago=ago)
            return self._line("info", words)
        words = self.env._(
            "Last contact %(ago)s, next contact expected at %(time)s.",
            ago=ago,
            time=self._clock_time(last + timedelta(minutes=self.run_every_minutes)),
        )
        return self._line("success", words)

    def _dashboard_notes(self):
        """Return what else concerns the whole connection, the most urgent first."""
        notes = []
        if self.state == "question":
            notes.append(self._line("danger", self.question_text))
        if self.read_problem:
            notes.append(self._line("warning", self.read_problem))
        refused = self.env["qbd.throttle"].sudo()._last_refused(self.user_name)
        if refused and refused > (self.last_login or refused.min):
            words = self.env._(
                "The Web Connector was refused because of a wrong password, last on"
                " %(time)s. Enter the password in the Web Connector again, or make a"
                " new one here.",
                time=format_datetime(self.env, refused),
            )
            notes.append(self._line("danger", words))
        session = self.last_session_id
        if session.ended and self.state != "question":
            words = self.env._(
                "Last session, %(time)s: %(reason)s",
                time=format_datetime(self.env, session.started),
                reason=session.end_reason or "",
            )
            notes.append(self._line("secondary", words))
        return notes

    def _dashboard_running(self):
        session = self.last_session_id
        if not session.open or fields.Datetime.now() - session.last_call > SILENT:
            return False
        phases = dict(session._fields["phase"]._description_selection(self.env))
        return {"phase": phases[session.phase], "percent": session.progress}

    # -- is everything across? ------------------------------------------------

    def _dashboard_columns(self):
        labels = {
            "synced": self.env._("Synced"),
            "waiting": self.env._("Pending"),
            "attention": self.env._("Needs attention"),
            "only_in_quickbooks": self.env._("Only in QuickBooks"),
            "only_in_odoo": self.env._("Only in Odoo"),
        }
        return [{"code": code, "label": labels[code]} for code in FIGURES]

    def _dashboard_rows(self, counts):
        """Return a row for each list that is on, the ones users look for first.

        :param counts: `_counts` of all streams
        """
        streams = self.stream_ids.filtered(lambda stream: stream.direction != "off")
        directions = dict(streams._fields["direction"]._description_selection(self.env))
        return [
            {
                "stream": stream.id,
                "label": stream.label,
                "direction": directions[stream.direction],
                "figures": {
                    column: sum(counts.get(stream.id, {}).get(one, 0) for one in states)
                    for column, states in FIGURES.items()
                },
            }
            for stream in streams.sorted(
                lambda stream: (stream._mapping()._dashboard_order, stream.sequence)
            )
        ]

    def _dashboard_books(self):
        """Hook: return whether both books agree, as they were compared last."""
        groups = self.env["qbd.ledger.account"]._read_group(
            [("connection_id", "=", self.id)], ["differs"], ["__count"]
        )
        compared = dict(groups)
        open_accounts = "action_open_accounts"
        if not compared or not self.ledger_on:
            words = self.env._("Account balances: not compared yet.")
            return [self._line("secondary", words, open_accounts)]
        differing, total = compared.get(True, 0), sum(compared.values())
        day = format_date(self.env, self.ledger_on)
        if differing:
            words = self.env._(
                "Account balances: %(number)s of %(total)s accounts differ (%(day)s).",
                number=differing,
                total=total,
                day=day,
            )
            return [self._line("warning", words, open_accounts)]
        words = self.env._(
            "Account balances: all %(total)s accounts agree (%(day)s).",
            total=total,
            day=day,
        )
        return [self._line("success", words, open_accounts)]

    def _dashboard_verified(self):
        """Return the result of the last verification of the books, in one line."""
        last = self.env["qbd.ledger.verification"]._latest(self)
        if not last:
            return []
        states = dict(last._fields["state"]._description_selection(self.env))
        level = "success" if last.state == "equal" else "warning"
        text = f"{last.title}: {states[last.state]}"
        return [self._line(level, text, "action_open_verifications")]

    # -- what is left to do? --------------------------------------------------

    def _dashboard_todo(self):
        """Hook: return the tasks of set-up that are open, with the page of each."""
        todo = []
        checklist = self._checklist()
        if checklist["open"]:
            todo.append(
                {"text": checklist["title"], "action": "action_open_connection"}
            )
        if self.unconfirmed_lists:
            words = self.env._(
                "Not sent to QuickBooks before you have seen the preview: %(lists)s",
                lists=self.unconfirmed_lists,
            )
            todo.append({"text": words, "action": "action_preview"})
        if self.match_count:
            words = self.env._("First match waits: %(lists)s", lists=self.match_waiting)
            todo.append({"text": words, "action": "action_open_first_match"})
        if self.pairing_count:
            words = self.env._(
                "%(number)s unmatched: match accounts and taxes",
                number=self.pairing_count,
            )
            todo.append({"text": words, "action": "action_open_pairing"})
        return todo

    # -- the last days --------------------------------------------------------

    def _dashboard_days(self):
        """Return {connection id: changes of each of the last days in both books}."""
        today = fields.Date.context_today(self)
        days = [today - timedelta(days=DAYS - 1 - number) for number in range(DAYS)]
        groups = self.env["qbd.session"]._read_group(
            [
                ("connection_id", "in", self.ids),
                ("started", ">=", fields.Datetime.now() - timedelta(days=DAYS)),
            ],
            ["connection_id", "started:day"],
            ["count_pulled:sum", "count_added:sum", "count_changed:sum"],
        )
        found = {
            (connection.id, moment.date()): (pulled, added + changed)
            for connection, moment, pulled, added, changed in groups
        }
        names = (self.env._("Changed in Odoo"), self.env._("Changed in QuickBooks"))
        labels = [format_date(self.env, day, date_format="MMM d") for day in days]
        return {
            one: {
                "labels": labels,
                "series": [
                    {
                        "label": name,
                        "values": [found.get((one, day), (0, 0))[side] for day in days],
                    }
                    for side, name in enumerate(names)
                ],
            }
            for one in self.ids
        }

    # -- words ----------------------------------------------------------------

    @staticmethod
    def _line(level, text, action=False):
        return {"level": level, "text": text or "", "action": action}

    def _ago(self, moment):
        """Return how long ago a time was, for example "4 minutes ago"."""
        now = fields.Datetime.now()
        words = self.env["ir.qweb.field.relative"]
        return words.value_to_html(min(moment, now), {"now": now})

    def _clock_time(self, moment):
        """Return a time of day in the user's time zone; the date, too, if not today."""
        local = fields.Datetime.context_timestamp(self, moment)
        if local.date() != fields.Date.context_today(self):
            return format_datetime(self.env, moment)
        return format_time(self.env, moment, tz=self.env.user.tz, time_format="short")
