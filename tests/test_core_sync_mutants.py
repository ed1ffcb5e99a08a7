"""Ways to get the merge wrong: the checks of the simulation catch each of them."""

import unittest

from .test_core_sync_simulation import World, simulate


class SentIsNow(World):
    """Odoo's image becomes the present value instead of the one that was sent."""

    def after_push(self, fields, returned):
        super().after_push({f: self.odoo[f] for f in fields}, returned)


class OneImage(World):
    """One image for both sides: that of Odoo."""

    def set_images(self, odoo, quickbooks):
        super().set_images(odoo, odoo)


class OtherOneImage(World):
    """One image for both sides: that of QuickBooks."""

    def set_images(self, odoo, quickbooks):
        super().set_images(quickbooks, quickbooks)


class Swallowing(World):
    """QuickBooks' image becomes the whole object that came back."""

    def after_push(self, fields, returned):
        super().after_push(fields, returned)
        self.set_images(self.images[0], {**self.images[1], **returned})


class Unsettled(World):
    """A Mod without an answer is merged as if it had never been sent."""

    def settle_mod(self, sent):
        pass


class Resending(World):
    """An Add without an answer is sent again."""

    def settle_add(self, sent):
        pass


class MovingAll(World):
    """After a pull the images move for all fields, not for those that went over."""

    def pull(self, state):
        super().pull(state)
        self.set_images(self.odoo, state)


class TestMutants(unittest.TestCase):
    def assertCaught(self, world, words):
        self.assertRegex(simulate(world, 3000) or "nothing", words)

    def test_an_image_of_the_present_value_instead_of_the_sent_one_is_caught(self):
        self.assertCaught(SentIsNow, "lost|out of step")

    def test_one_image_instead_of_two_is_caught(self):
        self.assertCaught(OneImage, "echo|never comes to rest")
        self.assertCaught(OtherOneImage, "echo|never comes to rest")

    def test_swallowing_what_came_back_beside_the_sent_fields_is_caught(self):
        self.assertCaught(Swallowing, "lost|out of step")

    def test_merging_before_a_lost_answer_is_settled_is_caught(self):
        self.assertCaught(Unsettled, "lost|echo")

    def test_sending_an_add_again_is_caught(self):
        self.assertCaught(Resending, "2 objects")

    def test_moving_images_of_fields_that_did_not_go_over_is_caught(self):
        self.assertCaught(MovingAll, "lost|out of step")
