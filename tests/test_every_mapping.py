"""Each mapping has what the others have: a stream, buttons, filters, pages, words."""

import os
from pathlib import Path

from .support.common import SyncCase
from .support.mapping_samples import SAMPLES

ADDON = Path(os.path.realpath(__file__)).parents[1]
INNER = {"qbd.stock.adjustment"}
"""Synced models whose records only the sync makes: they have no page of their own."""


class TestEveryMapping(SyncCase):
    def mappings(self):
        for name in self.env["qbd.mapping"]._mapping_names():
            yield name, self.env[f"qbd.mapping.{name}"]

    def each(self):
        for name, mapping in self.mappings():
            with self.subTest(name):
                yield name, mapping

    def test_a_connection_has_a_stream_of_it_and_purchases_are_off(self):
        for name, mapping in self.each():
            stream = self.stream(name)
            self.assertTrue(stream.label)
            if name == "vendor" or getattr(mapping, "_settled", "") == "bill":
                self.assertEqual(mapping._direction, "off")

    def test_its_records_have_the_button_and_the_state_in_form_and_list(self):
        for _name, mapping in self.each():
            model = self.env[mapping._odoo_model]
            if model._name in INNER:
                continue
            for kind in ("form", "list"):
                arch = model.get_view(view_type=kind)["arch"]
                self.assertIn('name="action_qbd_sync"', arch, kind)
                self.assertIn("qbd_state", arch, kind)

    def test_its_records_can_be_searched_by_their_state(self):
        for _name, mapping in self.each():
            model = self.env[mapping._odoo_model]
            self.assertTrue(model._fields["qbd_state"].search)

    def test_a_document_is_switched_on_in_the_dialog(self):
        wizard = self.env["qbd.documents"]
        values = wizard.with_context(
            default_connection_id=self.connection.id
        ).default_get(["connection_id", "line_ids"])
        shown = {
            self.env["qbd.stream"].browse(command[2]["stream_id"]).mapping: command[2]
            for command in values["line_ids"]
        }
        for name, mapping in self.each():
            if getattr(mapping, "_has_cut_off", False):
                proposed = shown[name]["direction"]
                self.assertEqual(proposed != "off", mapping._is_proposed)

    def test_the_readme_says_that_it_is_supported(self):
        text = (ADDON / "README.md").read_text(encoding="utf-8").lower()
        for _name, mapping in self.each():
            self.assertIn(mapping._description.lower().rstrip("s"), text)

    def test_its_requests_have_golden_files(self):
        for name, mapping in self.each():
            if mapping._only_to_quickbooks or "add" not in mapping._can:
                continue
            self.assertTrue(list(SAMPLES.glob(f"{name}*_add.xml")), name)
