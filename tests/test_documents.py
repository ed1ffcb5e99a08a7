"""The links, anchors, file paths and menu paths in the pages of text exist."""

import ast
import os
import re
import unittest
from pathlib import Path
from xml.etree import ElementTree

ADDON = Path(os.path.realpath(__file__)).parents[1]
PAGES = (
    *("README.md", "CONTRIBUTING.md", "SECURITY.md"),
    *sorted(f"docs/{page.name}" for page in (ADDON / "docs").glob("*.md")),
)

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
MARK = re.compile(r'<a id="([^"]+)"></a>')
MENU_PATH = re.compile(r"\*([^*|]+?(?:\s›\s[^*|]+?)+)\*")
OUTSIDE = {"Actions", "Apps", "Edit", "Excel", "File", "Security", "Settings"}
"""The first steps of paths in pages of Odoo, of QuickBooks and of GitHub."""
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.-]+(/[\w.-]+)*/?")


class Page:
    """A page of Markdown.

    :param folder: of the page; links are relative to it
    :param text: of the page
    """

    def __init__(self, folder, text):
        self.folder, self.text = folder, FENCE.sub("", text)

    @classmethod
    def of(cls, path):
        return cls(path.parent, path.read_text(encoding="utf-8"))

    def anchors(self):
        """Return the anchors: of headings, as GitHub makes them, and our own."""
        titles = [title.replace("`", "") for title in HEADING.findall(self.text)]
        of_headings = {
            re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles
        }
        return of_headings | set(MARK.findall(self.text))

    def broken_links(self):
        """Return the relative links that lead to no file or to no heading."""
        links = [x for x in LINK.findall(self.text) if not re.match(r"\w+:", x)]
        return [link for link in links if not self._leads_somewhere(link)]

    def broken_paths(self):
        """Return the paths in code words that begin in the addon and do not exist.

        A path begins with a folder of the addon.
        """
        words = [word for code in CODE.findall(self.text) for word in code.split()[:1]]
        return [
            word
            for word in words
            if PATH.fullmatch(word)
            and "/" in word
            and (ADDON / word.split("/")[0]).is_dir()
            and not (ADDON / word).exists()
        ]

    def menu_paths(self):
        """Yield the paths of menus, pages and fields as lists of their steps."""
        for path in MENU_PATH.findall(self.text):
            steps = [" ".join(step.split()) for step in path.split("›")]
            if steps[0] not in OUTSIDE:
                yield steps

    def _leads_somewhere(self, link):
        name, _hash, anchor = link.partition("#")
        path = self.folder / name
        if not anchor:
            return path.exists()
        page = Page.of(path) if name else self
        return anchor in page.anchors()


def menus():
    """Return the menus of the addon as {name: {name of a menu below: …}}."""
    root = ElementTree.parse(ADDON / "views" / "qbd_menus.xml").getroot()

    def below(element):
        found = element.findall("menuitem")
        return {item.get("name"): below(item) for item in found}

    return below(root)


def labels():
    """Return all texts of views and fields that can be a step of a path."""
    found = set()
    for path in ADDON.glob("views/*.xml"):
        for element in ElementTree.parse(path).getroot().iter():
            found |= {element.get("string"), (element.text or "").strip()}
    for folder in ("models", "wizards"):
        for path in (ADDON / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
    return found | {"New"}  # a button of Odoo


class TestDocuments(unittest.TestCase):
    def test_every_link_and_anchor_leads_somewhere(self):
        for name in PAGES:
            with self.subTest(name):
                self.assertEqual(Page.of(ADDON / name).broken_links(), [])

    def test_every_path_of_a_file_exists(self):
        for name in PAGES:
            with self.subTest(name):
                self.assertEqual(Page.of(ADDON / name).broken_paths(), [])

    def test_every_path_of_menus_exists(self):
        known, top = labels(), menus()
        for name in PAGES:
            for steps in Page.of(ADDON / name).menu_paths():
                with self.subTest(name, path=" › ".join(steps)):
                    level, rest = top, list(steps)
                    while rest and rest[0] in level:
                        level = level[rest.pop(0)]
                    if steps[0] in top and len(steps) > 1:
                        self.assertLess(len(rest), len(steps) - 1)
                    self.assertEqual([step for step in rest if step not in known], [])

    def test_every_room_of_models_is_in_the_picture_of_the_house(self):
        text = (ADDON / "CONTRIBUTING.md").read_text(encoding="utf-8")
        rooms = [path.parent.name for path in ADDON.glob("models/*/__init__.py")]
        self.assertGreater(len(rooms), 7)
        picture = FENCE.search(text)[0]
        self.assertEqual([room for room in rooms if room not in picture], [])

    def test_each_scene_of_the_demonstration_has_its_words_and_its_steps(self):
        text = (ADDON / "docs" / "demonstration.md").read_text(encoding="utf-8")
        scenes = re.split(r"^### ", text, flags=re.MULTILINE)[1:]
        for number, scene in enumerate(scenes, 1):
            self.assertTrue(scene.startswith(f"{number}. "), scene)
            found = re.findall(r"^\*\*(\w+)\.\*\* \S", scene, re.MULTILINE)
            self.assertEqual(found, ["Say", "Click", "See"], scene)
        source = ADDON / "bin" / "demonstration" / "scenes.py"
        played = ast.parse(source.read_text(encoding="utf-8")).body
        (steps,) = (
            one.value
            for one in played
            if isinstance(one, ast.Assign) and one.targets[0].id == "SCENES"
        )
        self.assertEqual(len(scenes), len(steps.elts))

    def test_what_leads_nowhere_is_found(self):
        page = Page(
            ADDON,
            "# One `x`\n[a](#one-x) [b](#two) [c](README.md) [d](none.md) "
            "[e](https://example.com)\n`core/money.py` `core/none.py` `/srv/none.py`",
        )
        self.assertEqual(page.broken_links(), ["#two", "none.md"])
        self.assertEqual(page.broken_paths(), ["core/none.py"])
