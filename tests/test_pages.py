"""The pages of `docs/` are served, and every problem has its section there."""

import re

from odoo.tests import HttpCase, tagged

from ..controllers import pages
from ..core.qbxml import catalogue
from ..models.link.reasons import REASONS
from .support.common import SyncCase

ID = re.compile(r'\bid="([^"]+)"')
QUESTION = re.compile(r'(?:_ask\(\s*[\w.]+,\s*|return )"(\w+)",\s*(?:self|text)')
HELP = re.compile(rf'href="{pages.ROUTE}/([^"]+)"')
LINK = re.compile(r'(?:href|src)="([^"]+)"')


def anchors(name):
    return ID.findall(pages.html(name))


class TestSections(SyncCase):
    """errors.md has a section for each code, with cause, who, and fix."""

    def test_every_code_has_one_section(self):
        found = anchors("errors")
        self.assertEqual(len(found), len(set(found)))
        codes = {f"0x{row[0]:08x}" for row in catalogue.HRESULTS}
        codes |= {f"qb_{row[0]}" for row in catalogue.STATUSES}
        codes |= {*REASONS, *self.questions()}
        self.assertEqual(codes - set(found), set())

    def test_every_section_says_who_can_help_and_how(self):
        page = pages.files()["errors"].read_text(encoding="utf-8")
        sections = re.split(r"^### ", page, flags=re.MULTILINE)[1:]
        self.assertGreater(len(sections), 120)
        for section in sections:
            with self.subTest(section.partition("\n")[0]):
                self.assertIn("**Who.**", section)
                self.assertIn("**Fix.**", section)

    def test_titles_are_those_of_the_messages(self):
        page = pages.files()["errors"].read_text(encoding="utf-8")
        for code, _outcome, _fixer, title in catalogue.STATUSES:
            shown = "9100 to 9199" if code == 9100 else code
            self.assertIn(f"### {shown}: {title}\n", page)
        for row in REASONS.values():
            self.assertIn(f"### {row.title}\n", page)

    def test_every_form_leads_to_its_page(self):
        views = self.env["ir.ui.view"].search(
            [
                ("model", "=like", "qbd.%"),
                ("type", "=", "form"),
                ("mode", "=", "primary"),
            ]
        )
        self.assertGreater(len(views), 12)
        for view in views:
            links = HELP.findall(view.arch)
            self.assertTrue(links, view.name)
            for name, _hash, anchor in (link.partition("#") for link in links):
                self.assertTrue(not anchor or anchor in anchors(name), view.name)

    def questions(self):
        """Yield the anchors of all questions that stop a connection."""
        for path in (pages.ADDON / "models" / "engine").glob("*.py"):
            for code in QUESTION.findall(path.read_text(encoding="utf-8")):
                yield f"stop-{code}"

    def test_problems_lead_to_their_sections(self):
        link = self.env["qbd.link"].new({"reason": "conflict"})
        self.assertIn('/qbd/docs/errors#conflict"', link.help_link)
        link.reason = False
        self.assertFalse(link.help_link)
        self.connection.question = "moved"
        self.assertIn('/errors#stop-moved"', self.connection.help_link)
        message_set = self.env["qbd.message.set"].new({"hresult": "0x8004040A"})
        self.assertIn('/errors#0x8004040a"', message_set.help_link)


@tagged("post_install", "-at_install")
class TestPages(HttpCase):
    def test_pages_are_public_and_their_links_lead_somewhere(self):
        opened = {}
        for name in pages.files():
            answer = self.url_open(f"{pages.ROUTE}/{name}")
            self.assertEqual(answer.status_code, 200, name)
            opened[f"{pages.ROUTE}/{name}"] = set(ID.findall(answer.text))
        for name in pages.files():
            text = pages.html(name)
            for link in LINK.findall(text):
                address, _hash, anchor = link.partition("#")
                if re.match(r"\w+:", link):
                    continue
                with self.subTest(page=name, link=link):
                    if address.startswith(pages.STATIC):
                        self.assertEqual(self.url_open(address).status_code, 200)
                        continue
                    known = opened[address or f"{pages.ROUTE}/{name}"]
                    self.assertTrue(not anchor or anchor in known)

    def test_no_other_file_is_served(self):
        for name in ("manifest", "..%2F__manifest__", "errors.md"):
            self.assertEqual(self.url_open(f"{pages.ROUTE}/{name}").status_code, 404)
