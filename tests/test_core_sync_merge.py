import unittest

from ..core.sync import merge
from ..core.sync.merge import DIFFERS, Conflict

LONG = "Rotterdam Shipping & Sons"


def cut(_field, value):
    return value[:9]


def merge_name(odoo, quickbooks, odoo_image=..., qb_image=..., **options):
    """The merge of one field; ... stands for no image."""
    images = (None if i is ... else {"Name": i} for i in (odoo_image, qb_image))
    return merge.merge({"Name": odoo}, {"Name": quickbooks}, *images, **options)


class TestWithImages(unittest.TestCase):
    def assertNothing(self, merged):
        self.assertFalse(merged)
        self.assertEqual(merged.overruled, {})

    def test_what_neither_side_changed_is_left_alone(self):
        self.assertNothing(merge_name("a", "a", "a", "a"))

    def test_sides_that_differ_as_they_did_when_they_agreed_are_left_alone(self):
        self.assertNothing(merge_name(LONG, LONG[:9], LONG, LONG[:9]))

    def test_what_odoo_changed_is_pushed_uncut(self):
        merged = merge_name(LONG, "a", "a", "a", stored=cut)
        self.assertEqual((merged.push, merged.pull), ({"Name": LONG}, {}))
        self.assertEqual(merged.overruled, {})

    def test_what_quickbooks_changed_is_pulled(self):
        merged = merge_name("a", "b", "a", "a")
        self.assertEqual((merged.push, merged.pull), ({}, {"Name": "b"}))
        self.assertEqual(merged.overruled, {})

    def test_a_merge_is_true_when_there_is_anything_to_do(self):
        for odoo, quickbooks in (("b", "a"), ("a", "b"), ("b", "b"), ("b", "c")):
            self.assertTrue(merge_name(odoo, quickbooks, "a", "a"))

    def test_clearing_is_a_change_like_others(self):
        self.assertEqual(merge_name(None, "a", "a", "a").push, {"Name": None})
        self.assertEqual(merge_name("a", "", "a", "a").pull, {"Name": ""})

    def test_all_blanks_are_the_same(self):
        self.assertNothing(merge_name(None, "", "", None))
        self.assertNothing(merge_name([], None, None, None))

    def test_false_and_zero_are_not_blank(self):
        self.assertEqual(merge_name(False, True, True, True).push, {"Name": False})
        self.assertEqual(merge_name(0, None).push, {"Name": 0})

    def test_both_changed_to_the_same_is_agreed(self):
        merged = merge_name("b", "b", "a", "a")
        self.assertEqual((merged.agreed, merged.push), ({"Name"}, {}))

    def test_an_edit_that_quickbooks_would_cut_off_again_is_agreed(self):
        merged = merge_name(LONG + "!", LONG[:9], LONG, LONG[:9], stored=cut)
        self.assertEqual((merged.agreed, merged.push), ({"Name"}, {}))

    def test_a_change_to_what_odoo_held_all_along_is_agreed(self):
        merged = merge_name(LONG, LONG[:9], LONG, "Rott", stored=cut)
        self.assertEqual((merged.agreed, merged.pull), ({"Name"}, {}))

    def test_both_changed_is_a_question_with_both_values_and_images(self):
        merged = merge_name("b", "c", "a", "A")
        self.assertEqual(
            merged.conflicts, {"Name": Conflict("Name", "b", "c", "a", "A")}
        )
        self.assertFalse(merged.push or merged.pull or merged.overruled)

    def test_the_policy_of_quickbooks_keeps_odoos_value_as_overruled(self):
        merged = merge_name("b", "c", "a", "a", policy="quickbooks")
        self.assertEqual(merged.pull, {"Name": "c"})
        self.assertEqual(merged.overruled, {"Name": {"side": "odoo", "value": "b"}})

    def test_the_policy_of_odoo_keeps_quickbooks_value_as_overruled(self):
        merged = merge_name("b", "c", "a", "a", policy="odoo")
        self.assertEqual(merged.push, {"Name": "b"})
        lost = {"Name": {"side": "quickbooks", "value": "c"}}
        self.assertEqual(merged.overruled, lost)

    def test_a_word_that_is_no_policy_or_direction_is_refused(self):
        with self.assertRaises(KeyError):
            merge_name("b", "c", "a", "a", policy="newest")
        with self.assertRaises(KeyError):
            merge_name("b", "c", "a", "a", direction="sideways")


class TestWithoutImages(unittest.TestCase):
    def test_a_value_fills_a_blank_on_either_side(self):
        self.assertEqual(merge_name("a", None).push, {"Name": "a"})
        self.assertEqual(merge_name("", "a").pull, {"Name": "a"})

    def test_the_same_is_agreed_also_when_it_is_blank(self):
        self.assertEqual(merge_name("a", "a").agreed, {"Name"})
        self.assertEqual(merge_name(None, "").agreed, {"Name"})
        self.assertEqual(merge_name(LONG, LONG[:9], stored=cut).agreed, {"Name"})

    def test_two_different_values_are_settled_by_the_policy(self):
        self.assertEqual([*merge_name("a", "b").conflicts], ["Name"])
        merged = merge_name("a", "b", policy="quickbooks")
        self.assertEqual(merged.pull, {"Name": "b"})
        self.assertEqual(merged.overruled, {"Name": {"side": "odoo", "value": "a"}})

    def test_an_image_on_one_side_only_is_none(self):
        self.assertEqual([*merge_name("a", "b", "a").conflicts], ["Name"])

    def test_a_field_new_in_the_declaration_has_no_image(self):
        state, image = {"Name": "a", "City": None}, {"Name": "a"}
        merged = merge.merge(state, {"Name": "a", "City": "x"}, image, image)
        self.assertEqual((merged.pull, merged.push), ({"City": "x"}, {}))

    def test_a_field_that_one_side_did_not_look_at_is_not_compared(self):
        self.assertFalse(merge.merge({"Name": "a"}, {}, None, None))
        self.assertFalse(merge.merge({}, {"Name": "a"}, {"Name": "b"}, {"Name": "b"}))


class TestOneWay(unittest.TestCase):
    def test_from_quickbooks_never_pushes_and_reports_nothing(self):
        merged = merge_name("b", "a", "a", "a", direction="from_quickbooks")
        self.assertFalse(merged)

    def test_from_quickbooks_overrules_a_local_edit_when_quickbooks_changes(self):
        merged = merge_name("b", "c", "a", "a", direction="from_quickbooks")
        self.assertEqual(merged.pull, {"Name": "c"})
        self.assertEqual(merged.overruled, {"Name": {"side": "odoo", "value": "b"}})

    def test_to_quickbooks_is_the_mirror(self):
        options = {"direction": "to_quickbooks", "policy": "quickbooks"}
        self.assertFalse(merge_name("a", "b", "a", "a", **options))
        merged = merge_name("b", "c", "a", "a", **options)
        self.assertEqual(merged.push, {"Name": "b"})
        lost = {"Name": {"side": "quickbooks", "value": "c"}}
        self.assertEqual(merged.overruled, lost)

    def test_off_moves_nothing(self):
        self.assertFalse(merge_name("b", "c", "a", "a", direction="off"))

    def test_a_local_edit_is_pushed_when_the_direction_is_opened(self):
        images = merge.after_pull(
            {"Name": "a"},
            {"Name": "a"},
            merge_name("b", "a", "a", "a", direction="from_quickbooks"),
            {"Name": "b"},
            {"Name": "a"},
        )
        merged = merge.merge({"Name": "b"}, {"Name": "a"}, *images)
        self.assertEqual(merged.push, {"Name": "b"})

    def test_a_field_that_is_pull_only_need_not_exist_in_odoo(self):
        only = {"pull_only": {"Balance"}}
        merged = merge.merge({}, {"Balance": "5.00"}, None, None, **only)
        self.assertEqual(merged.pull, {"Balance": "5.00"})
        images = merge.after_pull(None, None, merged, {}, {"Balance": "5.00"})
        self.assertEqual(images, ({}, {"Balance": "5.00"}))
        self.assertFalse(merge.merge({}, {"Balance": "5.00"}, *images, **only))
        merged = merge.merge({}, {"Balance": None}, *images, **only)
        self.assertEqual(merged.pull, {"Balance": None})

    def test_a_field_that_is_push_only_need_not_be_shown_by_quickbooks(self):
        only = {"push_only": {"Code"}}
        merged = merge.merge({"Code": "x"}, {}, None, None, **only)
        self.assertEqual(merged.push, {"Code": "x"})
        images = merge.after_push(None, None, {"Code": "x"}, {})
        self.assertFalse(merge.merge({"Code": "x"}, {}, *images, **only))


class TestImagesAfterAPull(unittest.TestCase):
    def test_both_images_show_what_the_sides_hold_after_the_pull(self):
        merged = merge_name("a", "b", "a", "a")
        now = {"Name": "b"}, {"Name": "b"}
        images = merge.after_pull({"Name": "a"}, {"Name": "a"}, merged, *now)
        self.assertEqual(images, ({"Name": "b"}, {"Name": "b"}))

    def test_odoos_image_is_what_odoo_made_of_the_value(self):
        merged = merge_name(None, "amsterdam")
        now = {"Name": "AMSTERDAM"}, {"Name": "amsterdam"}
        images = merge.after_pull(None, None, merged, *now)
        self.assertFalse(merge.merge(*now, *images))

    def test_pushes_and_conflicts_keep_their_images(self):
        odoo, quickbooks = {"A": 2, "B": 2, "C": 1}, {"A": 1, "B": 3, "C": 3}
        image = {"A": 1, "B": 1, "C": 1}
        merged = merge.merge(odoo, quickbooks, image, image)
        odoo["C"] = 3
        images = merge.after_pull(image, image, merged, odoo, quickbooks)
        self.assertEqual(images, ({"A": 1, "B": 1, "C": 3},) * 2)
        again = merge.merge(odoo, quickbooks, *images)
        self.assertEqual(([*again.push], [*again.conflicts]), (["A"], ["B"]))
        self.assertFalse(again.pull or again.agreed)

    def test_an_agreed_field_that_the_pull_changed_in_odoo_is_yet_to_be_pushed(self):
        odoo, quickbooks = {"A": 2, "B": 1}, {"A": 2, "B": 9}
        image = {"A": 1, "B": 1}
        merged = merge.merge(odoo, quickbooks, image, image)
        after = {"A": 7, "B": 9}
        images = merge.after_pull(image, image, merged, after, quickbooks)
        self.assertEqual(merge.merge(after, quickbooks, *images).push, {"A": 7})

    def test_the_given_images_are_not_changed(self):
        image = {"Name": "a"}
        merge.after_pull(
            image, image, merge_name("b", "b", "a", "a"), {}, {"Name": "b"}
        )
        merge.after_push(image, image, {"Name": "b"}, {"Name": "b"})
        self.assertEqual(image, {"Name": "a"})


class TestImagesAfterAPush(unittest.TestCase):
    def test_an_edit_made_while_the_push_was_out_is_still_a_change(self):
        images = merge.after_push(
            {"Name": "a"}, {"Name": "a"}, {"Name": "b"}, {"Name": "b"}
        )
        merged = merge.merge({"Name": "c"}, {"Name": "b"}, *images)
        self.assertEqual(merged.push, {"Name": "c"})

    def test_a_name_that_quickbooks_cut_does_not_come_back(self):
        images = merge.after_push(None, None, {"Name": LONG}, {"Name": LONG[:9]})
        self.assertFalse(merge.merge({"Name": LONG}, {"Name": LONG[:9]}, *images))

    def test_a_question_mark_does_not_come_back(self):
        images = merge.after_push(None, None, {"Name": "Łódź"}, {"Name": "?ód?"})
        self.assertFalse(merge.merge({"Name": "Łódź"}, {"Name": "?ód?"}, *images))

    def test_what_quickbooks_filled_in_on_an_add_does_not_come_back(self):
        images = merge.after_push(None, None, {"Terms": None}, {"Terms": "Net 30"})
        self.assertFalse(merge.merge({"Terms": None}, {"Terms": "Net 30"}, *images))

    def test_a_sent_field_that_does_not_come_back_has_no_image_in_quickbooks(self):
        images = merge.after_push({"A": 1}, {"A": 1}, {"A": 2}, {})
        self.assertEqual(images, ({"A": 2}, {}))

    def test_what_came_back_beside_the_sent_fields_is_pulled_next(self):
        image = {"Name": "a", "City": "x"}
        returned = {"Name": "b", "City": "y"}
        images = merge.after_push(image, image, {"Name": "b"}, returned)
        merged = merge.merge({"Name": "b", "City": "x"}, returned, *images)
        self.assertEqual((merged.pull, merged.push), ({"City": "y"}, {}))

    def test_a_conflict_beside_the_sent_fields_stays_a_conflict(self):
        image = {"Name": "a", "City": "x"}
        returned = {"Name": "b", "City": "y"}
        images = merge.after_push(image, image, {"Name": "b"}, returned)
        merged = merge.merge({"Name": "b", "City": "z"}, returned, *images)
        self.assertEqual([*merged.conflicts], ["City"])


class TestDecisions(unittest.TestCase):
    def resolved(self, keep, odoo, quickbooks, images=({"Name": "a"}, {"Name": "a"})):
        found = merge.merge({"Name": "b"}, {"Name": "c"}, *images)
        images = merge.resolve(*images, found.conflicts["Name"], keep)
        return merge.merge({"Name": odoo}, {"Name": quickbooks}, *images)

    def test_the_kept_side_is_carried_over_also_without_images(self):
        for images in (({"Name": "a"}, {"Name": "a"}), (None, None)):
            merged = self.resolved("odoo", "b", "c", images)
            self.assertEqual(merged.push, {"Name": "b"})
            merged = self.resolved("quickbooks", "b", "c", images)
            self.assertEqual(merged.pull, {"Name": "c"})

    def test_the_kept_side_may_be_edited_even_back_to_its_image(self):
        self.assertEqual(self.resolved("odoo", "a", "c").push, {"Name": "a"})
        self.assertEqual(self.resolved("odoo", None, "c").push, {"Name": None})

    def test_a_new_edit_of_the_losing_side_is_asked_again_without_a_false_image(self):
        conflict = self.resolved("odoo", "b", "d").conflicts["Name"]
        self.assertEqual(conflict, Conflict("Name", "b", "d", None, "c"))


class TestUnknownWrites(unittest.TestCase):
    def after(self, sent, current, image=None):
        return merge.after_unknown(image, image, sent, current, cut)

    def test_what_quickbooks_holds_as_sent_is_agreed(self):
        images = self.after({"Name": LONG}, {"Name": LONG[:9]}, {"Name": "a"})
        self.assertEqual(images, ({"Name": LONG}, {"Name": LONG[:9]}))

    def test_what_it_does_not_hold_is_left_to_the_policy(self):
        images = self.after({"Name": "b"}, {"Name": "a"}, {"Name": "a"})
        self.assertEqual(images, ({"Name": DIFFERS}, {"Name": DIFFERS}))
        merged = merge.merge({"Name": "b"}, {"Name": "a"}, *images)
        self.assertEqual(merged.conflicts, {"Name": Conflict("Name", "b", "a")})

    def test_a_clearing_that_did_not_arrive_is_not_filled_again(self):
        images = self.after({"Name": None}, {"Name": "a"}, {"Name": "a"})
        merged = merge.merge({"Name": None}, {"Name": "a"}, *images)
        self.assertEqual([*merged.conflicts], ["Name"])

    def test_a_blank_of_a_found_add_was_not_written_and_is_filled(self):
        images = self.after({"Terms": None}, {"Terms": "Net 30"})
        merged = merge.merge({"Terms": None}, {"Terms": "Net 30"}, *images)
        self.assertEqual(merged.pull, {"Terms": "Net 30"})
