from datetime import timedelta

from odoo import api, fields, models

TRIED_AGAIN = timedelta(hours=1)
"""How long a refused query beside the normal reading is not asked for again."""


class QbdStreamReading(models.AbstractModel):
    """What QuickBooks does not let a stream read, since when, and who can help."""

    _name = "qbd.stream.reading"
    _description = "QuickBooks Stream: Reading"

    read_problems = fields.Json(
        copy=False,
        help="{query: {words, since, tried}} of the queries that QuickBooks refuses.",
    )
    read_problem = fields.Text(
        "Cannot be read",
        compute="_compute_read_problem",
        help="The reason, and who can help.",
    )
    read_problem_since = fields.Datetime(
        "Cannot be read since", compute="_compute_read_problem"
    )
    report_on = fields.Date(
        "Months planned on",
        readonly=True,
        copy=False,
        help="The last time the months to read from a report were planned.",
    )
    report_months = fields.Json(
        readonly=True, copy=False, help="Months whose report has not been read yet."
    )
    report_whole = fields.Boolean(
        readonly=True, copy=False, help="All months were read once."
    )
    report_wanted_on = fields.Date(
        readonly=True,
        copy=False,
        help="The last time all months were to be read again because balances "
        "differed.",
    )
    looked_back_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="The last time a window went back far enough for wrong clocks.",
    )

    @api.depends("read_problems", "direction")
    def _compute_read_problem(self):
        for stream in self:
            problems = (stream.read_problems or {}).values()
            if stream.direction == "off":
                problems = ()
            words = dict.fromkeys(problem["words"] for problem in problems)
            since = min((problem["since"] for problem in problems), default=False)
            stream.read_problem = "\n".join(words) or False
            stream.read_problem_since = fields.Datetime.to_datetime(since)

    def _cannot_be_read(self):
        """Return whether QuickBooks refuses the normal reading of this stream."""
        self.ensure_one()
        return any(key.startswith("read:") for key in self.read_problems or ())

    def _refused_lately(self, *kinds):
        """Return whether such a query was refused a short while ago.

        :param kinds: e.g. "ids", or "open" for open balances
        """
        self.ensure_one()
        now = fields.Datetime.now()
        return any(
            key.partition(":")[0] in kinds
            and abs(now - fields.Datetime.to_datetime(one["tried"])) < TRIED_AGAIN
            for key, one in (self.read_problems or {}).items()
        )
