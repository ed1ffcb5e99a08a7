"""The protocol of one record, searched to its end: see `support.protocol_world`.

``QBD_PROTOCOL=EDITS,FAULTS`` makes the search longer; `bin/soak --protocol` sets it.
"""

import os
import time
import unittest

from ..core.sync import journal
from .support import protocol_world
from .support.protocol_search import search
from .support.protocol_world import World

EDITS, FAULTS = map(int, (os.environ.get("QBD_PROTOCOL") or "1,1").split(","))
POLICIES = ("ask", "odoo", "quickbooks")


class ReadsNothing(World):
    """A session writes at once, and takes the last one's writes for not carried out."""

    def authenticate(self, state):
        return super().authenticate(state)._replace(read=bool(state.sets))


class ImageOfNow(World):
    """Odoo's image becomes the present value instead of the one that was sent."""

    def apply_write(self, state, one):
        self.now = state.odoo
        return super().apply_write(state, one)

    def after_push(self, link, sent, current):
        return super().after_push(link, sent._replace(value=self.now), current)


class UsesLostReads(World):
    """The answer to a read that was given up is applied when it comes."""

    def receive_late(self, state, number):
        one = state.sets[number] if number < len(state.sets) else None
        if one is None or one.state != journal.LOST:
            return super().receive_late(state, number)
        one = one._replace(state=journal.ANSWERED, answer=one.ran)
        return protocol_world._with_set(state, number, one)


class NeverAbsent(World):
    """An Add that was lost stays unknown for ever."""

    def settle_add(self, evidence):
        return "unknown"


class Overwriting(World):
    """A Mod is carried out whatever its EditSequence."""

    def _run_mod(self, state, sent):
        state = self._change(state, sent.value)
        return state, ("ok", state.objects[-1])


class Swallowing(World):
    """QuickBooks' image becomes whatever an answer holds."""

    def apply_write(self, state, one):
        state = super().apply_write(state, one)
        image = one.answer[1].value
        return state._replace(link=state.link._replace(quickbooks_image=image))


class TestProtocol(unittest.TestCase):
    def test_no_order_of_events_breaks_a_promise(self):
        states = 0
        for policy in POLICIES:
            with self.subTest(policy=policy):
                started = time.monotonic()
                found = search(World(EDITS, FAULTS, policy))
                seconds = time.monotonic() - started
                print(
                    f"\n{policy}: {found.states} states, {found.steps} steps, depth"
                    f" {found.depth}, {seconds:.0f} s, {EDITS} edits on each side,"
                    f" {FAULTS} faults"
                )
                self.assertIsNone(found.violation)
                self.assertTrue(found.complete)
                self.assertGreater(found.states, 1000)
                states += found.states
        print(f"all policies: {states} distinct states")

    def assertCaught(self, world, words):
        found = search(world(1, 2), most=20_000)
        self.assertIsNotNone(found.violation, f"{found.states} states")
        self.assertRegex(found.violation[0], words)

    def test_writing_before_the_last_write_is_settled_is_caught(self):
        self.assertCaught(ReadsNothing, "differ|objects")

    def test_an_image_of_the_present_value_instead_of_the_sent_one_is_caught(self):
        self.assertCaught(ImageOfNow, "differ|lost")

    def test_using_the_answer_of_a_read_that_was_given_up_is_caught(self):
        self.assertCaught(UsesLostReads, "objects|lost|differ")

    def test_a_lost_add_that_is_never_settled_is_caught(self):
        self.assertCaught(NeverAbsent, "0 objects|rest")

    def test_overwriting_an_object_that_somebody_changed_is_caught(self):
        self.assertCaught(Overwriting, "lost")

    def test_swallowing_a_change_with_an_answer_is_caught(self):
        self.assertCaught(Swallowing, "lost|differ")
