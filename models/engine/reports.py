from datetime import date, timedelta

from odoo import fields, models

from ...core.qbxml import reports
from .apply import Pair

AT_ONCE = 12
"""Months of one session: a report makes QuickBooks compute."""


class QbdEngineReports(models.AbstractModel):
    """Reads the postings that no object of QuickBooks shows, from a report, by month.

    The present and the last month are read once a day. All months are read again when
    the balances of accounts differ: an average cost moves older costs, and nothing
    tells of it.
    """

    _name = "qbd.engine.reports"
    _description = "QuickBooks Engine: Reports"

    def _report_stream(self, connection):
        """Return the stream that is read from reports, if it is on."""
        return connection.stream_ids.filtered(
            lambda one: (
                one.direction != "off"
                and one._mapping()._reads_reports
                and not one._refused_lately("report")
            )
        )[:1]

    def _report_words(self, connection):
        """Return in words which part of the reports of a list is not read."""
        words = [
            stream._mapping()._report_refused_because()
            for stream in connection.stream_ids
            if stream.direction != "off" and stream._mapping()._reads_reports
        ]
        return "\n".join(filter(None, words))

    def _report_due(self, session):
        """Return the stream with months to be read in this session, if any."""
        stream = self._report_stream(session.connection_id)
        today = fields.Date.today()
        if stream and stream.report_on != today and self._may_read_months(stream):
            stream.write({"report_on": today, "report_months": self._months(stream)})
        read = (session.reading or {}).get("months", 0)
        return stream if stream.report_months and read < AT_ONCE else stream.browse()

    def _may_read_months(self, stream):
        """Return whether the months may be read now; at once, if a person wants it."""
        read = stream.report_on or stream.report_wanted_on
        if not read:
            return True
        due = fields.Datetime.to_datetime(read) + timedelta(days=1)
        return stream.connection_id._may_report(due)

    def _awaits_months(self, connection):
        """Return whether accounts differ by what the reports of the day will show."""
        stream = self._report_stream(connection)
        is_read = stream.report_on == fields.Date.today()
        return bool(stream) and not is_read and not self._may_read_months(stream)

    def _months(self, stream):
        """Return the months to be read today, the newest first: "YYYY-MM"."""
        now = fields.Date.context_today(stream).replace(day=1)
        first = fields.Date.subtract(now, months=1)
        if not stream.report_whole:
            begin = stream._mapping()._report_begin()
            first = min(begin, first) if begin else first
        months, one = [], now
        while one >= first.replace(day=1):
            months.append(one.isoformat()[:7])
            one = fields.Date.subtract(one, months=1)
        waiting = [x for x in stream.report_months or [] if x not in months]
        return months + waiting

    def _report_request(self, session):
        """Return a message set with the report of a month, or None."""
        stream = self._report_due(session)
        if not stream:
            return None
        month = stream.report_months[0]
        first = date.fromisoformat(f"{month}-01")
        last = fields.Date.end_of(first, "month")
        element = reports.details(first.isoformat(), last.isoformat())
        count = (session.reading or {}).get("months", 0) + 1
        session.reading = {**session.reading, "months": count}
        stream.report_months = stream.report_months[1:]
        entry = {"op": "report", "query": "report", "month": month, "stream": stream.id}
        title = self.env._("Postings of %(month)s", month=month)
        return self._hand_out(session, "read", "report", title, [(entry, element)])

    def _apply_report(self, message_set, responses):
        """Let the entries of a month be what its report shows."""
        entry = message_set.requests[0]
        stream = self.env["qbd.stream"].browse(entry["stream"])
        response = responses.get(entry["id"])
        self._note_answer(entry, response)
        if not self._was_read(response):
            stream.report_on = False  # next time
            return
        found = [row for one in response.objects for row in reports.rows(one)]
        self._take_report(stream, entry["month"], found)
        if not stream.report_months:
            stream.report_whole = True
            stream.connection_id.ledger_wanted = True

    def _take_report(self, stream, month, found):
        mapping = stream._mapping()._for_batch()
        objects, kept = mapping._report_objects(found)
        links = self.env["qbd.link"]._by_qb_ids(
            stream.connection_id, mapping._space, [*objects, *kept]
        )
        pairs = []
        for qb_id, canonical in objects.items():
            link = links.get(qb_id)
            if link and link.state == "ok" and link.quickbooks_image == canonical:
                continue
            if link and link.reason == "unlinked":
                continue
            pairs.append(
                Pair(
                    link=link,
                    quickbooks=canonical,
                    qb_id=qb_id,
                    qb_type=canonical["Type"],
                    name=mapping._object_name(canonical),
                    record_id=link.record_id if link else None,
                )
            )
        self._reconcile(stream, pairs)
        gone = mapping._report_links(month).filtered(
            lambda link: link.qb_id not in objects and link.qb_id not in kept
        )
        self._quickbooks_deleted(stream, list(gone))

    def _want_months(self, connection):
        """Have all months read again, since balances differ that they explain."""
        stream = self._report_stream(connection)
        if (
            stream
            and stream.report_whole
            and stream.report_wanted_on != (fields.Date.today())
        ):
            stream.write(
                {
                    "report_whole": False,
                    "report_on": False,
                    "report_wanted_on": fields.Date.today(),
                }
            )
