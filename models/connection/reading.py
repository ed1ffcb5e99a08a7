from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.tools.misc import format_datetime

from ...core.qbxml import times
from ...core.sync import planner


def _as_time(hours):
    minutes = round(hours * 60) % (24 * 60)
    return time(minutes // 60, minutes % 60)


class QbdConnectionReading(models.AbstractModel):
    """When QuickBooks may be read, and the lists that it does not let us read."""

    _name = "qbd.connection.reading"
    _description = "QuickBooks Connection: Reading"

    clock_offset = fields.Integer(
        help="Seconds that the clock of the QuickBooks PC is ahead of the server, "
        "according to objects that were written or read.",
        readonly=True,
        copy=False,
    )
    clock_known = fields.Boolean(readonly=True, copy=False)
    clock_measured = fields.Boolean(
        readonly=True,
        copy=False,
        help="Whether an answer to our own write has shown the clock exactly.",
    )
    clock_on = fields.Datetime("Clock Seen On", readonly=True, copy=False)
    reports_from = fields.Float(
        default=20.0,
        help="Scheduled reports are read between these hours, since they slow "
        "QuickBooks down. If no session ran then, the next one reads them.",
    )
    reports_to = fields.Float(default=6.0)
    read_problem = fields.Text("Cannot Be Read", compute="_compute_read_problem")

    def _compute_read_problem(self):
        for connection in self:
            streams = connection.stream_ids.filtered("read_problem")
            lines = [connection._problem_words(stream) for stream in streams]
            if lines and connection.recompare:
                lines.append(
                    self.env._(
                        "Until then the comparison after the restore cannot end, and "
                        "nothing is written to QuickBooks. Record types that are "
                        "switched off are skipped."
                    )
                )
            connection.read_problem = "\n".join(lines) or False

    def _problem_words(self, stream):
        return self.env._(
            "%(list)s could not be read since %(since)s: %(problem)s",
            list=stream.label,
            since=format_datetime(self.env, stream.read_problem_since),
            problem=stream.read_problem,
        )

    def _is_quiet(self, now):
        """Return whether no session may start now.

        :param now: wall clock of the QuickBooks PC, e.g. "2026-07-01T09:00:00"
        """
        if self.is_paused:
            return True
        wall = fields.Datetime.to_datetime(now.replace("T", " "))
        start, end = (_as_time(hours) for hours in (self.quiet_from, self.quiet_to))
        return start != end and planner.within_quiet_hours(wall, start, end)

    def _may_report(self, due):
        """Return whether a scheduled report may be read now.

        Hours in which no session ran are not waited for again.

        :param due: datetime since when it is to be read, by the clock of the PC
        """
        now = times.from_utc(fields.Datetime.now(), self._zone())
        wall = fields.Datetime.to_datetime(now.replace("T", " "))
        start, end = (_as_time(hours) for hours in (self.reports_from, self.reports_to))
        if start == end or planner.within_quiet_hours(wall, start, end):
            return True
        last = datetime.combine(wall.date(), end)
        return due < (last if last <= wall else last - timedelta(days=1))
