from odoo import fields, models
from odoo.tools.misc import format_datetime


class QbdConnectionReading(models.AbstractModel):
    """The lists that QuickBooks does not let us read, said on the connection."""

    _name = "qbd.connection.reading"
    _description = "QuickBooks Connection: Reading"

    clock_offset = fields.Integer(
        help="Seconds that the clock of the QuickBooks PC is ahead of ours, as far as"
        " objects that were written or read tell.",
        readonly=True,
        copy=False,
    )
    clock_known = fields.Boolean(readonly=True, copy=False)
    clock_on = fields.Datetime("Clock Seen On", readonly=True, copy=False)
    read_problem = fields.Text("Cannot Be Read", compute="_compute_read_problem")

    def _compute_read_problem(self):
        for connection in self:
            streams = connection.stream_ids.filtered("read_problem")
            lines = [connection._problem_words(stream) for stream in streams]
            if lines and connection.recompare:
                lines.append(
                    self.env._(
                        "Until then the comparison after the restore cannot end, and"
                        " nothing is written to QuickBooks. A list that is switched off"
                        " is not waited for."
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
