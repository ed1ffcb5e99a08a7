import unittest

from ..core.sync import documents
from ..core.sync.merge import Merge

KEYS = {"Line": "Id"}


def invoice(memo, **lines):
    """A document: its memo, and lines by id with their amounts."""
    return {
        "Memo": memo,
        "Line": [{"Id": key, "Amount": value} for key, value in lines.items()],
    }


AGREED = invoice("roof", T1="10.00", T2="20.00")


def merged(odoo, quickbooks, image=AGREED, **options):
    return documents.merge(odoo, quickbooks, image, image, keys=KEYS, **options)


class TestDocuments(unittest.TestCase):
    def test_without_lines_everything_is_as_for_lists(self):
        found = documents.merge({"Memo": "a"}, {"Memo": "b"}, None, None)
        self.assertIsInstance(found, Merge)

    def test_header_and_lines_are_merged_each_for_itself(self):
        odoo = invoice("roof", T1="11.00", T2="20.00")
        quickbooks = invoice("cellar", T1="10.00", T2="22.00")
        found = merged(odoo, quickbooks)
        self.assertEqual(found.pull["Memo"], "cellar")
        self.assertEqual(
            found.pull["Line"], invoice("", T1="11.00", T2="22.00")["Line"]
        )
        self.assertEqual(
            found.push["Line"]["lines"],
            [["T1", {"Amount": "11.00"}, "T1"], ["T2", {}, "T2"]],
        )

    def test_images_move_for_what_was_pulled_alone(self):
        odoo = invoice("roof", T1="11.00", T2="20.00")
        quickbooks = invoice("roof", T1="10.00", T2="22.00")
        found = merged(odoo, quickbooks)
        after = invoice("roof", T1="11.00", T2="22.00")
        images = documents.after_pull(AGREED, AGREED, found, after, quickbooks, KEYS)
        self.assertEqual(images, (quickbooks, quickbooks))

    def test_a_line_that_odoo_does_not_have_yet_comes_behind_its_predecessor(self):
        quickbooks = invoice("roof", T1="10.00", T9="5.00", T2="20.00")
        found = merged(AGREED, quickbooks)
        self.assertEqual(found.pull["Line"], quickbooks["Line"])

    def test_a_new_line_of_odoo_keeps_its_place_where_quickbooks_has_new_ones(self):
        odoo = {
            **AGREED,
            "Line": [*AGREED["Line"][:1], {"Id": "odoo:1", "Amount": "1"}],
        }
        odoo["Line"].append(AGREED["Line"][1])
        quickbooks = invoice("roof", T1="10.00", T2="20.00", T9="5.00")
        found = merged(odoo, quickbooks)
        order = [line["Id"] for line in found.pull["Line"]]
        self.assertEqual(order, ["T1", "odoo:1", "T2", "T9"])
        self.assertEqual(found.push["Line"]["lines"][1][0], "-1")

    def test_lines_that_are_the_same_on_both_sides_are_told_to_odoo(self):
        odoo = {"Memo": "roof", "Line": [{"Id": "odoo:1", "Amount": "5.00"}]}
        quickbooks = invoice("roof", T9="5.00")
        found = documents.merge(odoo, quickbooks, None, None, keys=KEYS)
        self.assertEqual(found.assigned, {"Line": {"odoo:1": "T9"}})

    def test_conflicts_are_named_by_line_and_field_and_can_be_decided(self):
        odoo = invoice("roof", T1="11.00", T2="20.00")
        quickbooks = invoice("roof", T1="12.00", T2="20.00")
        found = merged(odoo, quickbooks)
        (path,) = found.conflicts
        self.assertEqual(path, "Line/T1/Amount")
        shown = found.conflicts[path]
        conflict = documents.fields.Conflict(path, shown.odoo, shown.quickbooks)
        images = documents.resolve(AGREED, AGREED, conflict, "odoo", KEYS)
        again = documents.merge(odoo, quickbooks, *images, keys=KEYS)
        self.assertEqual(again.push["Line"]["lines"][0][1], {"Amount": "11.00"})
        self.assertFalse(again.conflicts)

    def test_what_the_policy_overrules_is_named_too(self):
        odoo = invoice("roof", T1="11.00", T2="20.00")
        quickbooks = invoice("roof", T1="12.00", T2="20.00")
        found = merged(odoo, quickbooks, policy="quickbooks")
        self.assertEqual(
            found.overruled["Line/T1/Amount"], {"side": "odoo", "value": "11.00"}
        )

    def test_after_an_add_new_lines_have_ids_and_nothing_is_to_be_done(self):
        odoo = {"Memo": "roof", "Line": [{"Id": "odoo:1", "Amount": "5.00"}]}
        sent = documents.as_sent(odoo, KEYS)
        returned = invoice("roof", T9="5.00")
        *images, assigned = documents.after_push(None, None, sent, returned, KEYS)
        self.assertEqual(assigned, {"Line": {"odoo:1": "T9"}})
        self.assertFalse(documents.merge(returned, returned, *images, keys=KEYS))

    def test_a_mod_of_unknown_outcome_is_settled_by_its_lines(self):
        odoo = invoice("roof", T1="11.00", T2="20.00")
        sent = merged(odoo, AGREED).push
        for current, sequences, verdict in (
            (odoo, ("1", "2"), "applied"),
            (AGREED, ("1", "1"), "not_applied"),
            (AGREED, ("1", "2"), "changed_since"),
        ):
            found = documents.settle_mod(sent, AGREED, current, sequences, keys=KEYS)
            self.assertEqual(found, verdict)

    def test_an_add_that_was_found_is_agreed_line_by_line(self):
        odoo = {"Memo": "roof", "Line": [{"Id": "odoo:1", "Amount": "5.00"}]}
        sent = documents.as_sent(odoo, KEYS)
        current = invoice("cellar", T9="6.00")
        *images, assigned = documents.found_add(sent, current, keys=KEYS)
        self.assertEqual(assigned, {"Line": {"odoo:1": "T9"}})
        after = {"Memo": "roof", "Line": [{"Id": "T9", "Amount": "5.00"}]}
        found = documents.merge(after, current, *images, keys=KEYS)
        self.assertEqual(found.pull["Memo"], "cellar")
        self.assertEqual(found.pull["Line"], current["Line"])

    def test_an_add_that_was_not_read_agrees_on_no_lines(self):
        odoo = {"Memo": "roof", "Line": [{"Id": "odoo:1", "Amount": "5.00"}]}
        sent = documents.as_sent(odoo, KEYS)
        images = documents.found_add(sent, {}, keys=KEYS)[:2]
        self.assertNotIn("Line", images[0])
        current = invoice("roof", T9="5.00")
        found = documents.merge(odoo, current, *images, keys=KEYS)
        self.assertEqual(found.assigned, {"Line": {"odoo:1": "T9"}})
        self.assertFalse(found.push)
