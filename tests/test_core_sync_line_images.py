import unittest

from ..core.errors import AnswerRefused
from ..core.sync import line_images
from ..core.sync.lines import merge_lines
from ..core.sync.merge import DIFFERS, Conflict
from .test_core_sync_lines import BOTH, cut, merged, rows


class TestImagesOfLines(unittest.TestCase):
    def test_after_a_pull_both_images_show_what_was_pulled(self):
        quickbooks = rows("T2 2", "T9 nine", "T1 one")
        found = merged(BOTH, quickbooks)
        odoo = rows("T2 2", "T9 NINE", "T1 one")
        images = line_images.after_pull_lines(BOTH, BOTH, found, odoo, quickbooks)
        self.assertEqual(images, (odoo, quickbooks))
        self.assertFalse(merge_lines(odoo, quickbooks, *images))

    def test_after_a_pull_what_is_open_keeps_its_images(self):
        odoo, quickbooks = rows("T1 a", "T2 b"), rows("T1 x", "T2 two", "T3 3")
        found = merged(odoo, quickbooks)
        images = line_images.after_pull_lines(BOTH, BOTH, found, odoo, quickbooks)
        self.assertEqual(images, (BOTH, BOTH))

    def push(self, odoo, quickbooks, returned, image=BOTH):
        sent = merged(odoo, quickbooks, image).mod
        return line_images.after_push_lines(image, image, sent, returned)

    def test_a_new_line_gets_its_id_and_both_images(self):
        odoo = [*BOTH, *rows("o1 new")]
        returned = [*BOTH, *rows("T9 NEW")]
        *images, assigned = self.push(odoo, BOTH, returned)
        self.assertEqual(assigned, {"o1": "T9"})
        odoo = [*BOTH, *rows("T9 new")]
        self.assertEqual(images, [odoo, returned])
        self.assertFalse(merge_lines(odoo, returned, *images))

    def test_a_line_that_odoo_did_not_take_is_not_offered_again(self):
        quickbooks = [*BOTH, *rows("T9 subtotal")]
        found = merged(BOTH, quickbooks)
        images = line_images.after_pull_lines(BOTH, BOTH, found, BOTH, quickbooks)
        self.assertEqual(images, (BOTH, quickbooks))
        self.assertFalse(merge_lines(BOTH, quickbooks, *images))

    def test_what_was_not_sent_does_not_move(self):
        odoo = rows("T1 1", "T2 two", "T3 three")
        *images, _assigned = self.push(odoo, BOTH, rows("T1 1", "T2 2", "T3 three"))
        self.assertEqual(images, [odoo, odoo])

    def test_a_line_that_odoo_does_not_have_gets_no_image_by_being_named(self):
        odoo = rows("T1 1", "T2 two", "T3 three")
        quickbooks = [*BOTH, *rows("T9 theirs")]
        returned = [*odoo, *rows("T9 theirs")]
        *images, _assigned = self.push(odoo, quickbooks, returned)
        self.assertEqual(merge_lines(odoo, returned, *images).added, rows("T9 theirs"))

    def test_lines_that_do_not_correspond_are_refused(self):
        for returned in (
            BOTH,
            rows("T1 a", "T2 b", "T9 c"),
            [*BOTH, *rows("T8 a", "T9 b")],
        ):
            with self.assertRaises(AnswerRefused):
                self.push([*BOTH, *rows("o1 new")], BOTH, returned)

    def test_a_line_made_again_forgets_its_old_id(self):
        odoo = rows("T1 1", "T2 two", "T3 three")
        sent = merged(odoo, BOTH[1:], policy="odoo").mod
        returned = rows("T9 1", "T2 two", "T3 three")
        *images, assigned = line_images.after_push_lines(BOTH, BOTH, sent, returned)
        self.assertEqual(assigned, {"T1": "T9"})
        self.assertEqual(images, [returned, returned])


class TestDecisionsOnLines(unittest.TestCase):
    def resolved(self, keep, odoo, quickbooks, image=BOTH, odoo_then=None):
        images = (image, image)
        for key, conflict in merge_lines(odoo, quickbooks, *images).conflicts:
            images = line_images.resolve_lines(*images, key, conflict, keep)
        return merge_lines(odoo_then or odoo, quickbooks, *images)

    def test_the_other_lines_keep_their_images(self):
        conflict = Conflict("Desc", "a", "b", "one", "one")
        images = line_images.resolve_lines(BOTH, BOTH, "T1", conflict, "odoo")
        for image, first in zip(images, (DIFFERS, "b"), strict=True):
            self.assertEqual(image, [("T1", {"Desc": first}), *BOTH[1:]])

    def test_a_line_that_was_never_agreed_can_be_decided(self):
        found = self.resolved("odoo", rows("T1 a"), rows("T1 b"), None)
        self.assertEqual(found.mod["lines"], [["T1", {"Desc": "a"}, "T1"]])

    def test_a_kept_line_is_made_again_also_if_its_edit_is_taken_back(self):
        edited = rows("T1 1", "T2 two", "T3 three")
        found = self.resolved("odoo", edited, BOTH[1:], odoo_then=BOTH)
        self.assertEqual(found.mod["lines"][0], ["-1", {"Desc": "one"}, "T1"])

    def test_a_field_of_a_line_is_carried_over(self):
        sides = rows("T1 a"), rows("T1 b"), rows("T1 one")
        self.assertEqual(
            self.resolved("odoo", *sides).mod["lines"][0][1], {"Desc": "a"}
        )
        changed = self.resolved("quickbooks", *sides).changed
        self.assertEqual(changed, {"T1": {"Desc": "b"}})

    def test_an_edited_line_is_made_again_or_a_deletion_is_carried_over(self):
        edited = rows("T1 1", "T2 two", "T3 three")
        found = self.resolved("odoo", edited, BOTH[1:])
        self.assertEqual(found.mod["lines"][0], ["-1", {"Desc": "1"}, "T1"])
        found = self.resolved("quickbooks", edited, BOTH[1:])
        self.assertEqual(found.removed, ["T1"])
        found = self.resolved("odoo", BOTH[1:], edited)
        self.assertEqual(found.mod["removed"], ["T1"])
        found = self.resolved("quickbooks", BOTH[1:], edited)
        self.assertEqual(found.added, rows("T1 1"))

    def test_all_lines_of_one_side_take_the_place_of_the_others(self):
        sides = rows("o1 a", "o2 b"), rows("T1 c"), None
        mod = self.resolved("odoo", *sides).mod
        keys = [key for key, *_rest in mod["lines"]]
        self.assertEqual((keys, mod["removed"]), (["-1", "-1"], ["T1"]))
        found = self.resolved("quickbooks", *sides)
        self.assertEqual((found.removed, found.added), (["o1", "o2"], rows("T1 c")))


class TestUnknownLines(unittest.TestCase):
    SENT = merged([*rows("T1 1"), *BOTH[1:], *rows("o1 longer")], BOTH).mod

    def test_the_lines_arrived_if_each_holds_what_was_sent(self):
        arrived = rows("T1 1", "T2 2", "T3 three", "T9 longe")
        self.assertTrue(line_images.lines_arrived(self.SENT, arrived, cut))
        for current in (BOTH, arrived[:3], arrived[::-1], rows("T1 1", "T2 2", "T3 t")):
            self.assertFalse(line_images.lines_arrived(self.SENT, current, cut))

    def test_an_old_line_in_the_place_of_a_new_one_is_no_arrival(self):
        current = rows("T1 1", "T2 two", "T3 three", "T2 longe")
        self.assertFalse(line_images.lines_arrived(self.SENT, current, cut))

    def after_unknown(self, current, sent=SENT, image=BOTH):
        return line_images.after_unknown_lines(image, image, sent, current, cut)

    def test_a_new_line_is_recognised_beside_other_changes(self):
        current = rows("T1 1", "T2 x", "T3 three", "T8 else", "T9 longe")
        *images, assigned = self.after_unknown(current)
        self.assertEqual(assigned, {"o1": "T9"})
        edited = rows("T1 1", "T2 two", "T3 three", "T9 edited")
        found = merge_lines(edited, current, *images, stored=cut)
        self.assertEqual(found.added, rows("T8 else"))
        self.assertEqual(found.changed, {"T2": {"Desc": "x"}})
        self.assertEqual(found.mod["lines"][4], ["T9", {"Desc": "edited"}, "T9"])
        self.assertFalse(found.conflicts or found.overruled)

    def test_equal_new_lines_are_recognised_one_to_one(self):
        sent = merged([*BOTH, *rows("o1 a", "o2 a")], BOTH).mod
        *_images, assigned = self.after_unknown([*BOTH, *rows("T8 a", "T9 a")], sent)
        self.assertEqual(assigned, {"o1": "T8", "o2": "T9"})

    def test_a_line_that_was_to_be_made_again_forgets_its_old_id(self):
        edited = rows("T1 1", "T2 two", "T3 three")
        sent = merged(edited, BOTH[1:], policy="odoo").mod
        current = [*BOTH[1:], *rows("T9 1")]
        odoo, quickbooks, assigned = self.after_unknown(current, sent)
        self.assertEqual(assigned, {"T1": "T9"})
        self.assertEqual((odoo, quickbooks), (current, current))

    def test_if_no_line_came_up_none_was_added(self):
        current = rows("T1 one", "T2 x", "T3 three")
        odoo, quickbooks, assigned = self.after_unknown(current)
        self.assertEqual(assigned, {})
        self.assertEqual((odoo[1:], quickbooks[1:]), (BOTH[1:], BOTH[1:]))
        self.assertEqual((odoo[0], quickbooks[0]), (("T1", {"Desc": DIFFERS}),) * 2)

    def test_a_line_that_was_deleted_meanwhile_keeps_its_images(self):
        odoo, quickbooks, _assigned = self.after_unknown(BOTH[1:])
        kept = [*BOTH[1:], *BOTH[:1]]
        self.assertEqual((odoo, quickbooks), (kept, kept))

    def test_a_line_that_was_only_named_gets_no_image(self):
        theirs = [*BOTH, *rows("T9 theirs")]
        sent = merged([*rows("T1 1"), *BOTH[1:]], theirs).mod
        odoo, _quickbooks, _assigned = self.after_unknown(theirs, sent)
        self.assertEqual([key for key, _fields in odoo], ["T1", "T2", "T3"])

    def test_a_line_of_unknown_origin_makes_all_a_question(self):
        current = [*BOTH, *rows("T9 other")]
        self.assertEqual(self.after_unknown(current), (None, None, {}))

    def test_what_was_never_agreed_stays_so(self):
        for images in ((None, BOTH), (BOTH, None)):
            result = line_images.after_unknown_lines(*images, self.SENT, BOTH, cut)
            self.assertEqual(result, (None, None, {}))
