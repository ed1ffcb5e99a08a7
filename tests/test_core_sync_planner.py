import random
import unittest
from datetime import datetime, time, timedelta

from ..core.errors import QbdError
from ..core.sync import planner, retry
from ..core.sync.planner import chunk, order, order_records

NOON = datetime(2025, 7, 1, 12)
MINUTE = timedelta(minutes=1)


class TestOrder(unittest.TestCase):
    def test_a_mapping_comes_after_what_it_needs_and_else_as_given(self):
        needs = {"invoice": ("customer", "item"), "customer": ("terms",), "item": ()}
        self.assertEqual(order(needs), ["customer", "item", "invoice"])
        self.assertEqual(order({"b": (), "a": (), "c": ("a",)}), ["b", "a", "c"])

    def test_a_stream_that_is_off_keeps_nobody_waiting(self):
        self.assertEqual(order({"customer": ("terms",)}), ["customer"])

    def test_a_circle_is_refused_by_name(self):
        with self.assertRaisesRegex(QbdError, "customer, terms"):
            order({"item": (), "customer": ("terms",), "terms": ("customer",)})

    def test_parents_come_first(self):
        items = [("job", ["parent"]), ("other", []), ("parent", ["grandparent"])]
        items.append(("grandparent", ["outside"]))
        ordered, stuck = order_records(items)
        self.assertEqual(ordered, ["other", "grandparent", "parent", "job"])
        self.assertEqual(stuck, [])

    def test_a_circle_of_records_stops_no_other(self):
        items = [("a", ["b"]), ("b", ["a"]), ("behind", ["a"]), ("own", ["own"])]
        ordered, stuck = order_records([*items, ("free", [])])
        self.assertEqual((ordered, stuck), (["free"], ["a", "b", "behind", "own"]))

    def test_a_long_chain_is_no_recursion(self):
        items = [(number, [number + 1]) for number in range(50_000)]
        self.assertEqual(order_records(items)[0][0], 49_999)


class TestChunk(unittest.TestCase):
    def test_a_message_set_holds_so_many_requests(self):
        requests = [(key, 1, ()) for key in "abcde"]
        self.assertEqual(chunk(requests, 2, 99), [["a", "b"], ["c", "d"], ["e"]])

    def test_a_message_set_holds_so_many_bytes(self):
        requests = [
            ("a", 6, ()),
            ("b", 4, ()),
            ("c", 1, ()),
            ("d", 99, ()),
            ("e", 1, ()),
        ]
        self.assertEqual(chunk(requests, 9, 10), [["a", "b"], ["c"], ["d"], ["e"]])

    def test_no_requests_are_no_message_sets(self):
        self.assertEqual(chunk([], 10, 10), [])

    def test_a_request_travels_after_the_adds_it_depends_on(self):
        rng = random.Random(5)
        for _case in range(300):
            keys = list(range(rng.randrange(1, 40)))
            rng.shuffle(keys)
            needs = {k: [n for n in range(k) if rng.random() < 0.1] for k in keys}
            requests = [(k, rng.randrange(1, 30), [*needs[k], "there"]) for k in keys]
            batches = chunk(requests, 5, 60)
            place = {k: i for i, batch in enumerate(batches) for k in batch}
            self.assertEqual(sorted(place), sorted(keys))
            self.assertTrue(all(place[n] < place[k] for k in keys for n in needs[k]))
            sizes = {key: size for key, size, _needs in requests}
            for batch in batches:
                self.assertLessEqual(len(batch), 5)
                self.assertLessEqual(sum(map(sizes.get, batch)), 60)

    def test_a_circle_is_refused(self):
        with self.assertRaises(QbdError):
            chunk([("a", 1, ["b"]), ("b", 1, ["a"])], 5, 60)


class TestBisect(unittest.TestCase):
    def test_halves_are_halved_until_the_bad_request_is_alone(self):
        batch = list(range(50))
        for size in (25, 13, 6, 3, 1):
            first, second = planner.bisect(batch)
            self.assertEqual(first + second, batch)
            batch = first if 37 in first else second
            self.assertEqual(len(batch), size)
        self.assertEqual(planner.bisect(batch), ([37], []))


class TestSizes(unittest.TestCase):
    def adapt(self, size, quickbooks=0.0, apply=0.0, answer=0):
        options = {"lo": 5, "hi": 500, "target_seconds": 10}
        return planner.adapt(size, quickbooks, apply, answer, **options)

    def test_a_size_grows_to_the_target_and_at_most_doubles(self):
        self.assertEqual(self.adapt(100), 200)
        self.assertEqual(self.adapt(100, quickbooks=1), 200)
        self.assertEqual(self.adapt(100, apply=6), 141)

    def test_a_size_near_the_target_stays(self):
        self.assertEqual(self.adapt(100, apply=7), 100)
        self.assertEqual(self.adapt(100, apply=10), 100)

    def test_the_slower_side_and_the_length_of_the_answer_decide(self):
        self.assertEqual(self.adapt(100, quickbooks=1, apply=20), 42)
        self.assertEqual(self.adapt(100, quickbooks=20, apply=1), 42)
        self.assertEqual(self.adapt(100, answer=8_000_000), 42)

    def test_a_size_stays_within_its_limits(self):
        self.assertEqual(self.adapt(400), 500)
        self.assertEqual(self.adapt(100, apply=1000), 5)

    def test_the_smallest_size_can_grow_again(self):
        options = {"lo": 1, "hi": 500, "target_seconds": 10}
        self.assertEqual(planner.adapt(1, 6, 6, 0, **options), 2)

    def test_it_settles_under_the_target_for_any_speed(self):
        for per_object in (0.001, 0.03, 0.2, 1.5):
            size = 50
            for _page in range(20):
                size = self.adapt(size, apply=size * per_object)
            self.assertTrue(size * per_object <= 10 or size == 5)
            self.assertTrue(size * per_object >= 6.9 or size == 500)


class TestGuards(unittest.TestCase):
    def test_a_share_of_a_stream_may_go_and_a_few_always(self):
        self.assertFalse(planner.mass_change(200, 1000))
        self.assertTrue(planner.mass_change(201, 1000))
        self.assertFalse(planner.mass_change(10, 10))
        self.assertTrue(planner.mass_change(11, 11))
        self.assertTrue(planner.mass_change(3, 20, share=0.1, floor=0))


class TestTimes(unittest.TestCase):
    def test_the_first_reading_has_no_start(self):
        self.assertEqual(planner.window(None, NOON), planner.Window(None, NOON))

    def test_a_window_overlaps_by_at_least_65_minutes(self):
        early = datetime(2025, 7, 1, 9)
        for overlap in (timedelta(0), 65 * MINUTE):
            window = planner.window(early, NOON, overlap)
            self.assertEqual(window.start, datetime(2025, 7, 1, 7, 55))
        window = planner.window(early, NOON, 120 * MINUTE)
        self.assertEqual(window.start, datetime(2025, 7, 1, 7))

    def test_the_watermark_never_passes_now_and_goes_back_with_the_clock(self):
        """In autumn 01:59 is followed by 01:00."""
        before = datetime(2025, 11, 2, 1, 59)
        window = planner.window(before, datetime(2025, 11, 2, 1, 0))
        self.assertEqual(window.start, datetime(2025, 11, 1, 23, 55))
        self.assertEqual(window.next_watermark, datetime(2025, 11, 2, 1, 0))

    def test_quiet_hours_may_pass_midnight(self):
        night = (time(22), time(6))
        for hour, quiet in ((21, False), (22, True), (0, True), (5, True), (6, False)):
            moment = datetime(2025, 7, 1, hour)
            self.assertEqual(planner.within_quiet_hours(moment, *night), quiet)
            self.assertEqual(planner.within_quiet_hours(moment.time(), *night), quiet)
        day = (time(9), time(17))
        for hour, quiet in (
            (8, False),
            (9, True),
            (16, True),
            (17, False),
            (23, False),
        ):
            self.assertEqual(planner.within_quiet_hours(time(hour), *day), quiet)

    def test_no_quiet_hours_are_never_quiet(self):
        nine = time(9)
        for hours in ((None, None), (nine, None), (None, nine), (nine, nine)):
            self.assertFalse(planner.within_quiet_hours(time(9), *hours))

    def test_a_budget_is_spent_and_a_clock_set_back_gives_no_more(self):
        budget = 10 * MINUTE
        left = [
            planner.budget_left(NOON, NOON + passed * MINUTE, budget) / MINUTE
            for passed in (-5, 0, 4, 10, 30)
        ]
        self.assertEqual(left, [10, 10, 6, 0, 0])


class TestRetry(unittest.TestCase):
    def waits(self, attempts, **options):
        rng = random.Random(1)
        times = (retry.next_try(a, NOON, rng, **options) for a in attempts)
        return [(moment - NOON) / MINUTE for moment in times]

    def test_the_wait_doubles_up_to_the_cap(self):
        waits = self.waits([1, 2, 3, 9, 10, 10_000], jitter=0)
        self.assertEqual(waits, [1, 2, 4, 256, 360, 360])

    def test_the_jitter_shortens_by_its_share_at_most(self):
        waits = self.waits([4] * 500)
        self.assertTrue(all(6.4 <= wait <= 8 for wait in waits))
        self.assertGreater(max(waits) - min(waits), 1)

    def test_the_same_generator_gives_the_same_times(self):
        self.assertEqual(self.waits(range(1, 20)), self.waits(range(1, 20)))

    def test_a_base_over_the_cap_is_capped(self):
        waits = self.waits([1, 2], base=9 * MINUTE, cap=5 * MINUTE, jitter=0)
        self.assertEqual(waits, [5, 5])

    def test_it_is_given_up_after_a_weekend(self):
        given_up = [attempt for attempt in range(1, 30) if retry.give_up(attempt)]
        self.assertEqual(given_up[0], 20)
        total = sum(self.waits(range(1, 20), jitter=0))
        self.assertGreater(total, 48 * 60)
        self.assertTrue(retry.give_up(3, attempts=3))
