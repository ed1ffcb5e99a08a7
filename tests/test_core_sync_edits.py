"""Edits in Odoo are distinguished from agreement, with an image and without."""

import random
import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from ..core.sync.edits import agree, is_edited
from ..core.sync.merge import DIFFERS

KEYS = {"Line": "Id"}
PATHS = frozenset(("Name", "Line"))
TEXTS = st.sampled_from((None, "", "a", "b"))
LINES = st.lists(
    st.dictionaries(st.sampled_from(("Item", "Qty")), TEXTS), max_size=4
).map(lambda rows: [{"Id": str(n), **row} for n, row in enumerate(rows)])


def edited(held, image, shown=None, unseen=()):
    return is_edited(held, image, shown or {}, PATHS, KEYS, unseen)


class TestEdits(unittest.TestCase):
    def test_a_value_is_compared_with_the_image(self):
        self.assertTrue(edited({"Name": "a"}, {"Name": "b"}, {"Name": "a"}))
        self.assertTrue(edited({"Name": None}, {"Name": "b"}))
        self.assertTrue(edited({"Name": "a"}, {"Name": DIFFERS}))
        self.assertFalse(edited({"Name": "a"}, {"Name": "a"}, {"Name": "b"}))
        self.assertFalse(edited({"Name": ""}, {"Name": None}))

    def test_without_an_image_it_is_compared_with_quickbooks(self):
        self.assertTrue(edited({"Name": "a"}, {}))
        self.assertTrue(edited({"Name": "a"}, {}, {"Name": "b"}))
        self.assertFalse(edited({"Name": "a"}, {}, {"Name": "a"}))
        self.assertFalse(edited({"Name": None}, {}, {"Name": "b"}))
        self.assertFalse(edited({"Name": "a"}, {}, unseen={"Name"}))

    def test_other_paths_do_not_count(self):
        self.assertFalse(edited({"Open": "a"}, {"Open": "b"}))

    @settings(deadline=None)
    @given(LINES, st.randoms(use_true_random=False))
    def test_moved_lines_are_no_edit(self, lines, chance):
        moved = random.Random(chance.random()).sample(lines, len(lines))
        self.assertFalse(edited({"Line": moved}, {"Line": lines}))
        self.assertFalse(edited({"Line": moved}, {}, {"Line": lines}))

    @settings(deadline=None)
    @given(LINES, st.data())
    def test_a_changed_new_or_lost_line_is_one(self, lines, data):
        new = {"Id": "odoo:7", "Item": "a"}
        self.assertTrue(edited({"Line": [new, *lines]}, {"Line": lines}))
        self.assertTrue(edited({"Line": [new, *lines]}, {}, {"Line": lines}))
        if not lines:
            return
        number = data.draw(st.integers(0, len(lines) - 1))
        rest = lines[:number] + lines[number + 1 :]
        self.assertTrue(edited({"Line": rest}, {"Line": lines}))
        changed = [*rest, {**lines[number], "Item": "c"}]
        self.assertTrue(edited({"Line": changed}, {"Line": lines}))
        self.assertTrue(edited({"Line": changed}, {}, {"Line": lines}))

    def test_a_field_of_a_line_that_its_image_lacks(self):
        image = {"Line": [{"Id": "1", "Qty": "2"}]}
        held = {"Line": [{"Id": "1", "Qty": "2", "Item": "a"}]}
        self.assertTrue(edited(held, image))
        self.assertTrue(edited(held, image, {"Line": [{"Id": "1", "Item": "b"}]}))
        self.assertFalse(edited(held, image, {"Line": [{"Id": "1", "Item": "a"}]}))
        self.assertFalse(edited(held, image, unseen={"Line/Item"}))

    def test_two_new_lines_are_two(self):
        held = [{"Id": None, "Item": "a"}, {"Id": None, "Item": "a"}]
        self.assertTrue(edited({"Line": held}, {"Line": held[:1]}))
        self.assertTrue(edited({"Line": held[:1]}, {"Line": DIFFERS}))


class TestAgreement(unittest.TestCase):
    def test_values_and_shared_fields_of_lines(self):
        self.assertTrue(agree("", None))
        self.assertFalse(agree("a", None))
        ours = [{"Id": "1", "Qty": "2", "Account": "x"}, {"Id": "2", "Qty": "3"}]
        theirs = [{"Id": "2", "Qty": "3"}, {"Id": "1", "Qty": "2", "Other": "y"}]
        self.assertTrue(agree(ours, theirs, "Id"))
        self.assertFalse(agree(ours, theirs[:1], "Id"))
        theirs[0]["Qty"] = "4"
        self.assertFalse(agree(ours, theirs, "Id"))
        self.assertTrue(agree(None, [], "Id"))
