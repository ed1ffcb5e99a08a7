import re
import unittest
from datetime import datetime, timezone

from ..core.errors import ValueRefused
from ..core.qbxml import times
from ..core.qbxml.answers import read_answer
from .support.reference import recorded, recorded_names, requires_reference

ZONES = {
    "-05:00": "America/New_York",
    "-06:00": "America/Chicago",
    "-07:00": "America/Denver",
    "-08:00": "America/Los_Angeles",
}


class TestWallClock(unittest.TestCase):
    def test_the_offset_is_dropped_and_not_converted(self):
        self.assertEqual(
            times.wall_clock("2009-03-12T13:21:04-08:00"), "2009-03-12T13:21:04"
        )
        self.assertEqual(times.wall_clock("2009-03-12T13:21:04"), "2009-03-12T13:21:04")

    def test_missing_parts_are_zero(self):
        self.assertEqual(times.wall_clock("2024-3-1"), "2024-03-01T00:00:00")
        self.assertEqual(times.wall_clock("2024-03-01T7:5"), "2024-03-01T07:05:00")

    def test_text_that_is_no_time_is_refused(self):
        for text in ("", "03/12/2009", "2009-13-01", "2009-03-12T25:00:00", "x"):
            with self.assertRaises(ValueRefused):
                times.wall_clock(text)


class TestUtc(unittest.TestCase):
    def test_a_summer_time_is_taken_as_local_time_whatever_its_offset_says(self):
        found = times.to_utc("2010-04-22T13:59:29-08:00", "America/Los_Angeles")
        self.assertEqual(found, datetime(2010, 4, 22, 20, 59, 29))

    def test_there_and_back_is_the_same_outside_the_hour_that_repeats(self):
        for wall in ("2024-01-15T08:00:00", "2024-07-15T23:59:59"):
            utc = times.to_utc(wall, "America/New_York")
            self.assertEqual(times.from_utc(utc, "America/New_York"), wall)

    def test_aware_moments_are_converted_too(self):
        moment = datetime(2024, 7, 1, 12, tzinfo=timezone.utc)
        found = times.from_utc(moment, "America/New_York")
        self.assertEqual(found, "2024-07-01T08:00:00")

    def test_ambiguous_dst_hour_takes_the_first(self):
        found = times.to_utc("2024-11-03T01:30:00", "America/New_York")
        self.assertEqual(found, datetime(2024, 11, 3, 5, 30))


class TestWindow(unittest.TestCase):
    def test_a_window_goes_back_by_the_hour_that_repeats_and_some_more(self):
        self.assertEqual(
            times.window_start("2024-03-10T12:00:00"), "2024-03-10T10:55:00"
        )

    def test_a_window_covers_the_hour_that_repeats_in_autumn(self):
        # read at the end of the second 01:59, the first 01:00 comes back
        start = times.window_start("2024-11-03T01:59:59")
        self.assertLess(start, "2024-11-03T01:00:00")

    def test_a_watermark_in_the_future_counts_as_now(self):
        found = times.window_start("2030-01-01T00:00:00", now="2024-03-10T12:00:00")
        self.assertEqual(found, "2024-03-10T10:55:00")


@requires_reference
class TestRecordedTimes(unittest.TestCase):
    def test_the_wall_clock_in_its_zone_is_the_second_in_the_id_winter_and_summer(self):
        summers = winters = 0
        for created, epoch in self._recorded_times():
            utc = times.to_utc(created, ZONES[created[19:]])
            true = datetime.fromtimestamp(epoch, timezone.utc).replace(tzinfo=None)
            self.assertEqual(utc, true, created)
            believed = datetime.fromisoformat(created).timestamp()
            summers += believed == epoch + 3600
            winters += believed == epoch
        self.assertGreater(summers, 5)
        self.assertGreater(winters, 5)

    def test_a_customer_of_april_was_changed_at_the_time_the_clock_showed(self):
        answer = read_answer(recorded("N7-CustomerModRs-3200-with-current-Ret.xml"))
        customer = answer.responses[0].objects[0]
        modified = customer.findtext("TimeModified")
        self.assertEqual(times.wall_clock(modified), "2010-04-30T15:08:47")
        self.assertEqual(
            times.to_utc(modified, "America/Los_Angeles"),
            datetime(2010, 4, 30, 22, 8, 47),
        )

    def _recorded_times(self):
        """Yield (TimeCreated, second in the id) where both are US and of one create.

        Before 2007 the recordings apply rules that were not yet in force.
        """
        for name in recorded_names():
            if name.startswith("hotglue"):  # edited, its ids are not times
                continue
            for response in read_answer(recorded(name)).responses:
                for ret in response.objects:
                    created = ret.findtext("TimeCreated", "")
                    identity = ret.findtext("ListID") or ret.findtext("TxnID") or ""
                    match = re.fullmatch(r"[0-9A-F]+-(\d{9,})", identity)
                    if match and created[19:] in ZONES and created >= "2007":
                        yield created, int(match[1])
