"""The texts that users see: the template holds all of them, each language too.

``QBD_RENEW_TEXTS=1 bin/test tests/test_translations.py`` renews the template, and adds
new texts to the languages, without a translation.
"""

import io
import os
import re
import unittest
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

MODULE = "quickbooks_desktop"
FOLDER = Path(os.path.realpath(__file__)).parents[1] / "i18n"
TEMPLATE = FOLDER / f"{MODULE}.pot"
LANGUAGES = {path.stem: path for path in FOLDER.glob("*.po")}

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|</?\w+[^>]*>")
MODEL = "model:ir.model,name:"
"""The names of models are seen by developers only."""

NAMES = {
    *("0.00", "EditSequence", "ExternalGUID", "FileID", "ListID", "Odoo", "OwnerID"),
    *("QuickBooks", "Web Connector", "newMessageSetID", "ophost", "qbXML", "XML"),
    *("CSV", "Excel (.xlsx)"),
    *("ItemDiscount", "ItemGroup", "ItemInventory", "ItemInventoryAssembly"),
    *("ItemNonInventory", "ItemOtherCharge", "ItemPayment", "ItemSubtotal"),
    *("action_create_anyway", "action_take_figures"),
    *("TxnID", "'verification-%s' % object.day"),
}
"""Names and codes, the same in every language."""

SAME = {
    "es": {"Fax", "ID", "No", "Total"},
    "fr_CA": {
        *(
            "Article",
            "Assistant",
            "Cause",
            "Certain",
            "Code",
            "Consultant",
            "Configuration",
            "Contact",
            "Date",
        ),
        *("Description", "Direction", "Documents", "Format", "Image", "Images"),
        "Message",
        *("Messages", "Phase", "Question", "Responsible", "Service", "Session"),
        *("Sessions", "Source", "Stock", "Suggestion", "Suggestions", "Total"),
        "Type",
        '<span class="o_stat_text">Sessions</span>',
    },
}
"""Words that a language writes as English does."""


def texts(page):
    """Return the texts of a file of translations, by their English form."""
    return {entry.msgid: entry for entry in page if not entry.obsolete}


def is_shown(entry):
    """Return whether users see a text, so that it has to be translated."""
    places = [place for place, _line in entry.occurrences]
    only_model = all(place.startswith(MODEL) for place in places)
    return not only_model and entry.msgid not in NAMES


@tagged("post_install", "-at_install")
class TestTemplate(TransactionCase):
    def test_the_template_holds_all_texts(self):
        buffer = io.BytesIO()
        trans_export(None, [MODULE], buffer, "po", self.env)
        exported = polib.pofile(buffer.getvalue().decode())
        if os.environ.get("QBD_RENEW_TEXTS"):
            exported.save(str(TEMPLATE))
            for path in LANGUAGES.values():
                self.renew(path, exported)
        kept = texts(polib.pofile(str(TEMPLATE)))
        missing = texts(exported).keys() ^ kept.keys()
        self.assertEqual(sorted(missing), [], "renew them: see above")

    def renew(self, path, exported):
        page = polib.pofile(str(path))
        page.merge(exported)
        page[:] = [entry for entry in page if not entry.obsolete]
        page.save(str(path))


@tagged("post_install", "-at_install")
class TestShown(TransactionCase):
    """Pages show the translations."""

    def test_record_types_are_named_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.env["ir.module.module"]._get(MODULE)._update_translations(["es_ES"])
        connection = self.env["qbd.connection"].create({"name": "Test"})
        streams = connection.with_context(lang="es_ES").stream_ids
        labels = dict(
            zip(streams.mapped("mapping"), streams.mapped("label"), strict=True)
        )
        self.assertEqual(labels["customer"], "Clientes")
        english = connection.with_context(lang="en_US").stream_ids.mapped("label")
        self.assertEqual(sorted(set(labels.values()) & set(english)), [])


class TestLanguages(unittest.TestCase):
    """Spanish and French (Canada) have all texts, with their placeholders."""

    def each(self):
        for language, path in LANGUAGES.items():
            page = polib.pofile(str(path))
            for entry in page:
                yield language, entry

    def test_languages_have_the_texts_of_the_template(self):
        self.assertEqual(set(LANGUAGES), {"es", "fr_CA"})
        template = texts(polib.pofile(str(TEMPLATE)))
        for path in LANGUAGES.values():
            self.assertEqual(texts(polib.pofile(str(path))).keys(), template.keys())

    def test_every_text_that_users_see_is_translated(self):
        for language, entry in self.each():
            if is_shown(entry):
                self.assertTrue(entry.msgstr, (language, entry.msgid))
                if entry.msgid not in SAME[language]:
                    self.assertNotEqual(entry.msgstr, entry.msgid, language)

    def test_placeholders_and_marks_match(self):
        for _language, entry in self.each():
            if entry.msgstr:
                wanted = sorted(PLACEHOLDER.findall(entry.msgid))
                found = sorted(PLACEHOLDER.findall(entry.msgstr))
                self.assertEqual(found, wanted, entry.msgid)
