from datetime import datetime, timedelta

from odoo import fields, models

from ...core.errors import ValueRefused
from ...core.qbxml import times
from ...core.qbxml.children import child_text

UNKNOWN_CLOCK = timedelta(days=1)
"""How far ahead of ours the clock of the QuickBooks PC may be before it is known."""

LOOK_BACK = timedelta(days=5)
"""How far a window goes back once a day.

Both clocks may have been a day off, in either direction, when the watermark was set and
when the change was made; the fifth day is the one since the last look back.
"""

BETWEEN_LOOKS = timedelta(hours=20)
"""Less than a day, so that no change waits for longer than that."""

SAME_CLOCK = 120
"""Seconds by which two measurements of one clock may differ."""


class QbdEngineClock(models.AbstractModel):
    """The clock of the QuickBooks PC, which anybody may set at any time.

    Windows are in its wall clock, and QuickBooks never says how late it is. So the
    clock is only estimated: by the answers to our writes, and by objects that others
    saved. As an estimate may be wrong by the next minute, it is never taken to be ahead
    of ours, and once a day each window goes back further than clocks are wrong.
    """

    _name = "qbd.engine.clock"
    _description = "QuickBooks Engine: Clock"

    def _their_clock(self, connection, moment):
        """Return the wall clock of the QuickBooks PC at a moment, rather too early.

        :param datetime moment: naive, in UTC
        """
        known = connection.clock_offset if connection.clock_known else 0
        ours = datetime.fromisoformat(times.from_utc(moment, connection._zone()))
        theirs = ours + timedelta(seconds=min(known, 0))
        return theirs.isoformat(timespec="seconds")

    # -- where windows begin --------------------------------------------------

    def _window_start(self, stream):
        """Return the beginning of the next window of a stream.

        :return: {"from": FromModifiedDate, None to read all; "since": where it would
            begin if it did not look back; "looks_back"}
        """
        if not stream.watermark:
            return {"from": None, "since": None, "looks_back": False}
        looks_back = self._look_back_due(stream)
        since = self._start_behind(stream, stream.watermark)
        start = self._start_behind(stream, stream.watermark, looks_back)
        return {"from": start, "since": since, "looks_back": looks_back}

    def _look_back_due(self, stream):
        last, now = stream.looked_back_on, fields.Datetime.now()
        return not last or last > now or last <= now - BETWEEN_LOOKS

    def _start_behind(self, stream, watermark, looks_back=False):
        now = self._their_clock(stream.connection_id, fields.Datetime.now())
        overlap = LOOK_BACK if looks_back else times.OVERLAP
        return times.window_start(watermark, overlap, now)

    # -- how far a window reached ---------------------------------------------

    def _new_watermark(self, connection, stream, window):
        """Return how far a window reached: never past the PC's clock at its beginning.

        So a change made while pages were read, and an object whose time lies in the
        future, hide nothing. While nothing else tells the clock, the times that were
        seen do: less the time the reading took, for pages that had passed by then. The
        first reading relies on them alone, if there are any.
        """
        started = fields.Datetime.to_datetime(window["started"])
        clock = self._their_clock(connection, started)
        first = not window.get("from") and window.get("seen")
        if connection.clock_known and not first:
            return clock
        took = fields.Datetime.now() - started
        seen = self._back(window.get("seen") or "", took)
        return min(max(seen, stream.watermark or ""), clock)

    @staticmethod
    def _back(wall_clock, took):
        if not wall_clock:
            return ""
        return (datetime.fromisoformat(wall_clock) - took).isoformat(timespec="seconds")

    def _move_deleted_watermarks(self, message_set, responses):
        """Deletions were asked for together with a window, and are known as far."""
        if message_set.connection_id.state == "question":
            return  # nothing was carried over: it is to be read again
        for entry in message_set.requests or []:
            if entry["op"] != "deleted":
                continue
            if not self._was_read(responses.get(entry["id"])):
                continue
            stream = self.env["qbd.stream"].browse(entry["stream"])
            new = stream.watermark or stream.deleted_watermark
            if new and new != stream.deleted_watermark:
                stream.deleted_watermark = new

    # -- evidence -------------------------------------------------------------

    def _measure_clock(self, message_set, elements):
        """Learn from the last written object how far QuickBooks' clock is ahead.

        :param elements: of an answer, which arrived at one time
        """
        text = self._newest(elements[-1:], "TimeModified")
        if text and message_set.answered_on:
            connection = message_set.connection_id
            offset = self._offset(connection, text, message_set.answered_on)
            self._set_clock(connection, offset)
            if not connection.clock_measured:
                connection.clock_measured = True

    def _witness_clock(self, stream, elements, since):
        """Learn from objects that others saved since the last reading.

        One that lies before the window proves that the clock was set back. Else the
        clock is at least as late as the newest one.

        :param elements: objects in a state that was not read before
        :param since: where the window would have begun if it had not looked back
        """
        connection = stream.connection_id
        now, limit = fields.Datetime.now(), self._sane_limit(connection)
        newest = self._newest(elements, "TimeModified", limit)
        if not newest:
            return
        before = [self._newest([one], "TimeModified", limit) for one in elements]
        before = [moment for moment in before if moment and since and moment < since]
        offset = self._offset(connection, min(before, default=newest), now)
        known = connection.clock_known
        if not known or offset > connection.clock_offset or before:
            self._set_clock(connection, offset)

    def _offset(self, connection, wall_clock, moment):
        ours = times.from_utc(moment, connection._zone())
        theirs = datetime.fromisoformat(wall_clock)
        return int((theirs - datetime.fromisoformat(ours)).total_seconds())

    def _set_clock(self, connection, offset):
        difference = abs(connection.clock_offset - offset)
        values = {"clock_on": fields.Datetime.now()}
        if not connection.clock_known or difference > SAME_CLOCK:
            values.update(clock_offset=offset, clock_known=True)
        connection.write(values)

    def _newest(self, elements, name, limit="9999"):
        """Return the latest of the elements' times up to a limit, "" for none.

        An unreadable time, or one saved while the clock was wrong, tells nothing.
        """
        newest = ""
        for element in elements:
            try:
                moment = times.wall_clock(child_text(element, name) or "")
            except ValueRefused:
                continue
            if newest < moment <= limit:
                newest = moment
        return newest

    def _sane_limit(self, connection):
        moment = fields.Datetime.now() + UNKNOWN_CLOCK
        return times.from_utc(moment, connection._zone())
