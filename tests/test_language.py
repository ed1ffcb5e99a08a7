"""Texts that are stored are in the language of the firm; records are read in one."""

import ast
import os
import re
import unittest
from pathlib import Path

from odoo.tests import new_test_user, tagged

from ..core.errors import ValueRefused
from ..core.qbxml.values import NEVER_EMPTY
from .support.inventory_common import GROUPS, InventoryCase
from .test_sync_items import ItemCase

USER = "quickbooks_desktop.group_qbd_user"
FRENCH = "fr_CA"
ADDON = Path(os.path.realpath(__file__)).parents[1]

IN_ANOTHER_LANGUAGE = ("models/mappings", "models/posting", "models/inventory")
"""Rooms whose environment has the language of a company file, or of a file."""

OF_THE_FILE = re.compile(r"self\.env\._\(|_description_\w+\(self\.env\)")
"""Texts in that language: people may read another one."""

SAID = {
    **{"FileRefused": 0, "ValueRefused": 0, "Text": 0, "note": 0},
    **{"complain": 1, "_refuse_header": 1},
}
"""Callables that take a text for people → its place among the arguments."""

MARKED_ROOMS = ("core/inventory/*.py", "core/assistant/address.py", "core/qbwc/qwc.py")


@tagged("post_install", "-at_install")
class TestLanguageOfTheFirm(ItemCase):
    STREAMS = ("account", "sales_tax_code", "item", "customer")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(FRENCH)
        cls.ann = new_test_user(cls.env, "language-ann", groups=USER, lang=FRENCH)
        cls.connection.responsible_id = cls.ann

    def conflict(self):
        partner = self.partner(name="Boulangerie", phone="555-0100")
        self.run_session()
        partner.phone = "555-0111"
        there = self.customer("Boulangerie")
        self.company.user_mod(there["ListID"], Phone="555-0122")
        self.run_session()
        return self.link(partner)

    def end_of_last_session(self):
        sessions = self.connection.session_ids
        return sessions.sorted("id")[-1].end_reason

    def test_texts_of_a_session_are_in_the_language_of_the_person_in_charge(self):
        link = self.conflict()
        self.assertEqual(link.reason, "conflict")
        self.assertIn("Téléphone", link.message)
        self.assertEqual(link.conflicts["Phone"]["label"], "Téléphone")
        self.assertEqual(self.end_of_last_session(), "Terminé.")
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 60.0
        )
        self.env["qbd.connection"]._cron_tell()
        self.assertIn("à traiter", self.connection.activity_ids.summary)
        self.assert_quiet()

    def test_without_a_person_in_charge_it_is_the_language_of_the_company(self):
        self.connection.responsible_id = False
        self.connection.company_id.partner_id.lang = FRENCH
        self.run_session()
        self.assertEqual(self.end_of_last_session(), "Terminé.")

    def test_a_refusal_is_explained_in_that_language(self):
        self.company.user_add("Vendor", Name="Acme")
        self.partner(name="Acme")
        self.run_session()
        link = self.link(self.partner_named("Acme"))
        refused = link.history_ids.sorted("id")[0]
        self.assertIn("Nom déjà utilisé. ", refused.answer)
        link.write({"state": "parked", "reason": "qb_3100"})
        shown = link.with_context(lang=FRENCH)
        self.assertEqual(shown.problem_cause, "Nom déjà utilisé")

    def test_a_value_that_is_refused_is_explained_in_that_language(self):
        error = ValueRefused(NEVER_EMPTY).at("Phone")
        links = self.env["qbd.link"].with_context(lang=FRENCH)
        mapping = self.stream("customer").with_context(lang=FRENCH)._mapping()
        words = links._words_of(error, mapping)
        expected = "Téléphone: QuickBooks ne permet pas de vider ce champ"
        self.assertEqual(words, expected)
        self.assertEqual(str(error), f"Phone: {NEVER_EMPTY}")

    def test_names_are_read_and_written_in_the_language_of_the_company_file(self):
        self.with_accounts()
        product = self.product(name="Delivery", type="service")
        french = product.with_context(lang=FRENCH)
        french.name = "Livraison"
        self.run_session()
        self.assertTrue(self.item("Delivery"))
        self.assert_quiet()
        there = self.item("Delivery")["ListID"]
        self.company.user_mod(there, SalesOrPurchase={"Desc": "Transport"})
        self.run_session()
        product.invalidate_recordset()
        self.assertEqual(product.name, "Transport")
        self.assertEqual(french.name, "Livraison")
        self.assert_quiet()

    def test_a_user_at_the_screen_reads_texts_in_the_own_language(self):
        link = self.conflict()
        spanish = link.stream_id.with_context(lang="en_US")._mapping()
        self.assertEqual(spanish._label("Phone"), "Phone")
        french = link.stream_id.with_context(lang=FRENCH)._mapping()
        self.assertEqual(french._label("Phone"), "Téléphone")
        self.assertEqual(french.env.lang, "en_US")
        english = link.with_context(lang="en_US")
        self.assertEqual(english.conflict_rows["rows"][0]["label"], "Phone")

    def test_rooms_in_another_language_make_texts_for_the_reader(self):
        for room in IN_ANOTHER_LANGUAGE:
            for path in sorted((ADDON / room).rglob("*.py")):
                found = OF_THE_FILE.findall(path.read_text(encoding="utf-8"))
                self.assertFalse(found, f"{path.name}: for_reader(self.env)")


@tagged("post_install", "-at_install")
class TestLanguageOfFiles(InventoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(FRENCH)
        cls.luc = new_test_user(cls.env, "language-luc", groups=GROUPS, lang=FRENCH)
        cls.imports = cls.imports.with_user(cls.luc).with_context(lang=FRENCH)

    def test_refusals_of_files_are_in_the_language_of_the_user(self):
        damaged = self.load(b"<a>", state="refused")
        self.assertEqual(
            damaged.message,
            "ligne 1: Le fichier est en XML, mais n'est pas un inventaire de ce module."
            " Choisissez un fichier exporté d'Odoo, ou créé à partir de celui de"
            " QuickBooks.",
        )
        content = self.edit(self.export(), (self.chair, ">70<", ">abc<"))
        wrong = self.load(content, state="refused")
        self.assertRegex(
            wrong.message,
            r"^ligne \d+, CHAIR · Office Chair, sales-price : « abc » n'est pas un"
            r" nombre\. ",
        )
        self.assertNotIn("Write it", wrong.message)

    def test_questions_of_an_update_are_in_the_language_of_the_user(self):
        files = self.files.with_user(self.luc).with_context(lang=FRENCH)
        items = b"Item,Price\nCHAIR,0\n"
        record = files._update(self.company, self.export(), items)
        said = [one["candidates"] for one in record.opens if one["reason"] == "zero"]
        self.assertEqual(said, ["Prix de vente : 70 dans Odoo"])
        self.assertIn('pair="même code chair"', self.content(record).decode())
        self.assertIn("Prix de vente", record.summary)


class TestTextsOfCore(unittest.TestCase):
    """Texts for people are marked where they are raised or noted."""

    def test_texts_are_marked(self):
        for room in MARKED_ROOMS:
            for path in sorted(ADDON.glob(room)):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                for node in ast.walk(tree):
                    if isinstance(node, ast.Call):
                        self.assert_marked(path.name, node)

    def assert_marked(self, name, call):
        place = f"{name}, line {call.lineno}: {ast.unparse(call)[:80]}"
        called = getattr(call.func, "attr", getattr(call.func, "id", None))
        if called == "append" and ast.unparse(call.func).endswith("problems.append"):
            self.assertRegex(ast.unparse(call), r"Text\(|\.words\)", place)
        if called not in SAID:
            return
        text, *more = call.args[SAID[called] :]
        more += [one.value for one in call.keywords if one.arg in ("todo", "where")]
        self.assertRegex(ast.unparse(text), r"^_\(|^text$|\.label$", place)
        literals = [one for one in more if isinstance(one, ast.JoinedStr)]
        literals += [one for one in more if " " in str(getattr(one, "value", ""))]
        self.assertEqual(literals, [], place)
