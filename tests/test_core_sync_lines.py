import unittest

from ..core.sync import line_images
from ..core.sync.lines import merge_lines


def rows(*lines):
    """[(key, {"Desc": text})] of "key text" strings."""
    return [(line.split()[0], {"Desc": line.split()[1]}) for line in lines]


BOTH = rows("T1 one", "T2 two", "T3 three")


def merged(odoo, quickbooks, image=BOTH, **options):
    return merge_lines(odoo, quickbooks, image, image, **options)


def cut(_field, value):
    return value[:5]


class TestLinesOfOneSide(unittest.TestCase):
    def test_lines_that_nobody_touched_are_left_alone(self):
        self.assertFalse(merged(BOTH, BOTH))

    def test_a_mod_names_all_lines_in_the_stored_order(self):
        odoo = rows("T3 three", "T2 2", "T1 one")
        self.assertEqual(
            merged(odoo, BOTH).mod["lines"],
            [["T1", {}, "T1"], ["T2", {"Desc": "2"}, "T2"], ["T3", {}, "T3"]],
        )

    def test_a_line_made_in_odoo_stands_after_the_one_it_followed(self):
        odoo = rows("o0 zero", "T1 one", "o1 half", "o2 more", "T2 two", "T3 three")
        lines = merged(odoo, BOTH).mod["lines"]
        sources = [source for _key, _fields, source in lines]
        self.assertEqual(sources, ["o0", "T1", "o1", "o2", "T2", "T3"])
        keys = [key for key, _fields, _source in lines]
        self.assertEqual(keys, ["-1", "T1", "-1", "-1", "T2", "T3"])

    def test_a_line_without_a_key_is_sent_under_its_place(self):
        odoo = [*BOTH, (None, {"Desc": "new"})]
        self.assertEqual(merged(odoo, BOTH).mod["lines"][3][2], "#3")

    def test_a_copy_of_a_line_that_kept_its_key_is_a_new_line(self):
        odoo = rows("T1 one", "T1 copy", "T2 two", "T3 three")
        lines = merged(odoo, BOTH).mod["lines"]
        self.assertEqual(lines[:2], [["T1", {}, "T1"], ["-1", {"Desc": "copy"}, "#1"]])

    def test_a_line_deleted_in_odoo_is_not_named(self):
        mod = merged(BOTH[:2], BOTH).mod
        self.assertEqual([key for key, *_rest in mod["lines"]], ["T1", "T2"])
        self.assertEqual(mod["removed"], ["T3"])
        self.assertEqual(merged(BOTH[:2], BOTH).overruled, [])

    def test_a_line_made_in_quickbooks_is_added_and_the_order_is_its_own(self):
        found = merged(BOTH, [*rows("T9 new"), *BOTH])
        self.assertEqual(found.added, rows("T9 new"))
        self.assertEqual(found.order, ["T9", "T1", "T2", "T3"])
        self.assertTrue(found)
        self.assertEqual((found.mod, found.overruled), (None, []))

    def test_a_line_made_in_quickbooks_is_named_in_a_mod(self):
        odoo = rows("T1 1", "T2 two", "T3 three")
        keys = [
            key for key, *_rest in merged(odoo, [*BOTH, *rows("T9 n")]).mod["lines"]
        ]
        self.assertEqual(keys, ["T1", "T2", "T3", "T9"])

    def test_a_line_deleted_or_edited_in_quickbooks_is_so_in_odoo(self):
        found = merged(BOTH, rows("T1 one", "T2 2"))
        self.assertEqual(
            (found.removed, found.changed), (["T3"], {"T2": {"Desc": "2"}})
        )

    def test_lines_rearranged_in_quickbooks_are_in_odoo(self):
        self.assertEqual(merged(BOTH, BOTH[::-1]).order, ["T3", "T2", "T1"])

    def test_lines_rearranged_in_odoo_stay_there(self):
        self.assertFalse(merged(BOTH[::-1], BOTH))

    def test_a_line_that_only_one_side_knows_stays_so_until_it_changes(self):
        note, blank = rows("odoo:7 note"), rows("T9 blank")
        nows = ([*BOTH, *note], [*BOTH, *blank])
        self.assertFalse(merge_lines(*nows, *nows))
        edited = [*BOTH, *rows("odoo:7 Note")]
        mod = merge_lines(edited, nows[1], *nows).mod
        changed = [["-1", {"Desc": "Note"}, "odoo:7"], ["T9", {}, "T9"]]
        self.assertEqual(mod["lines"][3:], changed)
        self.assertEqual(merge_lines(BOTH, nows[1], *nows).gone, ["odoo:7"])

    def test_a_new_line_follows_the_last_one_that_quickbooks_has(self):
        image = [*BOTH, *rows("odoo:7 note")]
        mod = merge_lines([*image, *rows("o1 new")], BOTH, image, BOTH).mod
        self.assertEqual([source for *_rest, source in mod["lines"]][-1], "o1")

    def test_a_line_that_is_known_in_odoo_is_not_taken_for_a_new_one(self):
        image = [*BOTH, *rows("odoo:7 note")]
        found = merge_lines(image, [*BOTH, *rows("T9 note")], image, BOTH)
        self.assertEqual((found.paired, found.added), ({}, rows("T9 note")))
        found = merged(BOTH, [*BOTH, *rows("T9 one")])
        self.assertEqual((found.paired, found.added), ({}, rows("T9 one")))


class TestLinesOfBothSides(unittest.TestCase):
    def test_different_fields_of_one_line_go_both_ways(self):
        image = [("T1", {"A": 1, "B": 1})]
        found = merged([("T1", {"A": 2, "B": 1})], [("T1", {"A": 1, "B": 2})], image)
        self.assertEqual(found.mod["lines"], [["T1", {"A": 2}, "T1"]])
        self.assertEqual(found.changed, {"T1": {"B": 2}})

    def test_the_same_field_is_a_conflict_or_is_overruled(self):
        sides = rows("T1 a"), rows("T1 b")
        (key, conflict), *_none = merged(*sides, rows("T1 one")).conflicts
        self.assertEqual((key, conflict.field, conflict.odoo), ("T1", "Desc", "a"))
        found = merged(*sides, rows("T1 one"), policy="odoo")
        lost = {"key": "T1", "field": "Desc", "side": "quickbooks", "value": "b"}
        self.assertEqual(found.overruled, [lost])

    def test_a_line_deleted_here_and_edited_there_is_a_question(self):
        found = merged(BOTH[1:], rows("T1 1", "T2 two", "T3 three"))
        key, conflict = found.conflicts[0]
        self.assertEqual((key, conflict.odoo), ("T1", None))
        self.assertEqual(conflict.quickbooks, {"Desc": "1"})
        self.assertFalse(found.mod or found.added or found.removed)

    def test_the_policy_decides_over_a_deleted_and_edited_line_and_records(self):
        edited = rows("T1 1", "T2 two", "T3 three")
        found = merged(edited, BOTH[1:], policy="quickbooks")
        self.assertEqual(found.removed, ["T1"])
        self.assertEqual(found.overruled[0]["value"], {"Desc": "1"})
        found = merged(edited, BOTH[1:], policy="odoo")
        self.assertEqual(found.mod["lines"][0], ["-1", {"Desc": "1"}, "T1"])
        self.assertIsNone(found.overruled[0]["value"])

    def test_a_line_deleted_on_both_sides_leaves_the_images(self):
        found = merged(BOTH[1:], BOTH[1:])
        self.assertEqual(found.gone, ["T1"])
        images = line_images.after_pull_lines(BOTH, BOTH, found, BOTH[1:], BOTH[1:])
        self.assertEqual(images, (BOTH[1:], BOTH[1:]))

    def test_a_derived_field_is_no_edit_of_a_deleted_line(self):
        image = [("T1", {"Desc": "a", "Cost": "1"})]
        odoo = [("T1", {"Desc": "a", "Cost": "2"})]
        self.assertEqual(merged(odoo, [], image, pull_only={"Cost"}).removed, ["T1"])
        self.assertEqual(len(merged(odoo, [], image).conflicts), 1)

    def test_a_field_new_in_the_declaration_is_no_edit_of_a_deleted_line(self):
        odoo = [("T1", {"Desc": "a", "Class": "x"})]
        self.assertEqual(merged(odoo, [], rows("T1 a")).removed, ["T1"])

    def test_one_way_fields_stay_out_of_new_lines(self):
        new = [("o1", {"Desc": "a", "Cost": "1"})]
        mod = merged(new, [], [], pull_only={"Cost"}).mod
        self.assertEqual(mod["lines"], [["-1", {"Desc": "a"}, "o1"]])
        new = [("T1", {"Desc": "a", "Code": "1"})]
        added = merged([], new, [], push_only={"Code"}).added
        self.assertEqual(added, rows("T1 a"))

    def test_one_direction_never_writes_the_other_way(self):
        changed = rows("T1 1", "T2 two", "o1 new")
        found = merged(changed, BOTH, direction="from_quickbooks")
        self.assertFalse(found)
        found = merged(BOTH, changed, direction="to_quickbooks")
        self.assertFalse(found)
        self.assertFalse(merged(BOTH, BOTH[::-1], direction="to_quickbooks"))

    def test_off_moves_nothing(self):
        sides = rows("T1 1", "T2 two"), rows("T2 2", "T3 three")
        for image in (BOTH, None):
            found = merged(*sides, image, direction="off")
            self.assertFalse(found)
            self.assertEqual(found.overruled, [])


class TestFirstMatch(unittest.TestCase):
    def test_the_lines_of_an_add_are_all_new(self):
        found = merged(rows("o1 a", "o2 b"), [], None)
        self.assertEqual(
            found.mod,
            {
                "lines": [["-1", {"Desc": "a"}, "o1"], ["-1", {"Desc": "b"}, "o2"]],
                "removed": [],
            },
        )

    def test_equal_lines_are_paired_and_agreed(self):
        found = merged(rows("o1 two", "o2 one+"), rows("T1 one+", "T2 two"), None)
        self.assertEqual(found.paired, {0: "T2", 1: "T1"})
        self.assertFalse(found.mod or found.added or found.conflicts)

    def test_equal_lines_are_paired_one_to_one(self):
        found = merged(rows("o1 a", "o2 a"), rows("T1 a", "T2 a"), None)
        self.assertEqual(found.paired, {0: "T1", 1: "T2"})

    def test_lines_that_have_no_field_in_common_are_not_equal(self):
        found = merged([("o1", {"A": 1})], [("T1", {"B": 1})], None)
        self.assertEqual(([*found.paired], len(found.conflicts)), ([], 1))

    def test_images_on_one_side_only_are_none(self):
        nows = rows("T1 one", "o1 a"), rows("T1 one", "T2 b")
        for images in ((BOTH[:1], None), (None, BOTH[:1])):
            found = merge_lines(*nows, *images)
            self.assertEqual([key for key, _conflict in found.conflicts], [None])

    def test_lines_that_are_equal_once_cut_are_paired(self):
        found = merged(rows("o1 three-and"), rows("T1 three"), None, stored=cut)
        self.assertEqual(found.paired, {0: "T1"})

    def test_different_lines_are_one_question_and_nothing_is_agreed(self):
        nows = rows("o1 a", "o2 same"), rows("T1 b", "T2 same")
        found = merged(*nows, None)
        self.assertEqual([key for key, _conflict in found.conflicts], [None])
        self.assertFalse(found.mod or found.added or found.removed)
        images = line_images.after_pull_lines(None, None, found, *nows)
        self.assertEqual(images, (None, None))

    def test_a_policy_takes_the_lines_of_one_side_and_keeps_what_is_equal(self):
        nows = rows("o1 a", "o2 same"), rows("T1 b", "T2 same")
        found = merged(*nows, None, policy="quickbooks")
        self.assertEqual((found.removed, found.added), (["o1"], rows("T1 b")))
        self.assertEqual(found.overruled[0]["side"], "odoo")
        found = merged(*nows, None, policy="odoo")
        keys = [key for key, *_rest in found.mod["lines"]]
        self.assertEqual((keys, found.mod["removed"]), (["-1", "T2"], ["T1"]))
        self.assertEqual(found.overruled[0]["side"], "quickbooks")

    def test_a_policy_takes_the_fields_of_lines_that_both_have_as_well(self):
        nows = rows("T1 a", "o2 x"), rows("T1 b")
        found = merged(*nows, None, policy="quickbooks")
        self.assertEqual(found.changed, {"T1": {"Desc": "b"}})
        lines = merged(*nows, None, policy="odoo").mod["lines"]
        self.assertEqual(lines[0], ["T1", {"Desc": "a"}, "T1"])

    def test_no_lines_are_filled_from_the_other_side(self):
        found = merged([], BOTH, None)
        self.assertEqual((found.added, found.conflicts), (BOTH, []))
        self.assertEqual(found.overruled, [])


class TestLinesWithKeysOfTheirOwn(unittest.TestCase):
    """Applications of a payment: the key is the invoice, on both sides."""

    def test_a_new_line_goes_under_its_key(self):
        odoo = [*BOTH, ("T9", {"Desc": "nine"})]
        lines = merged(odoo, BOTH, natural=True).mod["lines"]
        self.assertEqual(lines[3], ["T9", {"Desc": "nine"}, "T9"])

    def test_lines_that_look_alike_are_not_the_same(self):
        odoo = [*BOTH, ("T8", {"Desc": "same"})]
        quickbooks = [*BOTH, ("T9", {"Desc": "same"})]
        found = merged(odoo, quickbooks, natural=True)
        self.assertEqual(found.paired, {})
        self.assertEqual(found.added, [("T9", {"Desc": "same"})])
        keys = [key for key, _fields, _source in found.mod["lines"]]
        self.assertEqual(keys, ["T1", "T2", "T3", "T8", "T9"])

    def test_what_came_back_is_told_by_its_key(self):
        odoo = [*BOTH, ("T9", {"Desc": "nine"})]
        sent = merged(odoo, BOTH, natural=True).mod
        after = line_images.after_push_lines(BOTH, BOTH, sent, odoo)
        self.assertEqual(after, (odoo, odoo, {}))
        self.assertFalse(merge_lines(odoo, odoo, *after[:2], natural=True))
