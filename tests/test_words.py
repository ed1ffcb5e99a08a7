"""How docstrings, texts and pages speak: nouns by name, the terms of the field.

The figures of each folder are printed: ``python3 tests/test_words.py``.
"""

import ast
import os
import re
import unittest
from collections import defaultdict
from pathlib import Path

ADDON = Path(os.path.realpath(__file__)).parents[1]

FOLDERS = (
    *("bench", "bin", "controllers", "core", "migrations", "simulator", "tests"),
    *("models", "wizards"),
)

WHATS_PER_1000_WORDS = 5
VAGUE_PER_10000_WORDS = 2
"""In docstrings; texts and pages have none."""

PAGES = ("*.md", "docs/*.md", "static/description/*.html")
TEMPLATE = ADDON / "i18n" / "quickbooks_desktop.pot"
LABEL = re.compile(r"[“>]([^”<]+)[”<]")
QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')

OLD_WORDS = (
    *("Needs a person", "In step", "To be compared", "On its way", "Outcome unknown"),
    *("No longer linked", "Likeness", "To look at", "What has no partner"),
    *("Where a pair has two different values", "Compare anew", "Take apart"),
    *("Pair by hand with", "Accept more than the sure ones", "This is it"),
    *("It is another one: create it", "It is there", "It is not there"),
    *("It is meant, go on", "Switch off and look first", "Go on?", "What is synced"),
    *("QuickBooks lists", "If both changed", "New in Odoo", "New in QuickBooks"),
    *("If deleted", "When both sides changed a field", "Which ones"),
    *("How they are posted", "What was seen", "How to read it", "Leave out"),
    *("Take back", "Made on", "Begun on", "Of Odoo", "Of QuickBooks"),
    *("A file that is here", "Or a file of yours", "QuickBooks gives", "To pair"),
    *("Odoo held", "QuickBooks showed", "Settled without a payment", "Reading back"),
)
"""Words that a bookkeeper or an Odoo user does not know; each has a better one."""

OLD_PHRASES = (
    *("by hand", "Go on?", "needs a person", "carried over", "mapping page"),
    *("in the rhythm you choose", "All is well", "goes on by itself"),
    *("stops nothing", "nobody has tried", "To do without it", "An empty limit is"),
    *("in the same way. ", "are taken away by", "is taken away by the next session"),
    *("nothing of them is written before", "None of these records belongs to"),
    *("What is left goes next time", "silent one", "fell silent"),
    *("The other side of items", "QuickBooks wants an item", "does not tell who"),
    *("Odoo holds what", "get another value by it", "It settles less in Odoo than"),
    *(
        "It pays money back: enter",
        "It has more than one tax",
        "asks for an account here",
    ),
    *("but not one with one", "and so could another one", "saw it being deleted"),
    *("taken away because they are gone", "said yet which one", "settle the other one"),
    *(
        "could not finish this step",
        "nothing to do here for",
        "Nobody writes",
        "Leave out",
    ),
)

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
VAGUE = re.compile(
    r"(?<![\w`\"])(?:beside|anew|meanwhile|told|nobody)(?![\w`\"])", re.I
)
PAGE = re.compile(r"\bfacts? \d|\brules? \d[\d, and]* of the (?:wire|design)", re.I)


def docstrings(tree):
    """Yield (line, docstring) of the module, its classes and its functions."""
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED):
            text = ast.get_docstring(node)
            if text is not None:
                yield node.body[0].lineno, text


def figures(text):
    """Return (number of words, how many of them are "what")."""
    words = WORD.findall(text.lower())
    return len(words), sum(word == "what" for word in words)


def share(words, whats):
    """Return how often "what" stands in 1,000 words."""
    return 1000 * whats / words if words else 0.0


def faults(text):
    """Return the rules that one docstring breaks, in words."""
    found = []
    if text.startswith(":"):
        found.append("starts with a field, not with a sentence")
    if PAGE.search(text):
        found.append("refers to a page that is not in the repository")
    return found


def vague(text):
    """Return the words of a text that leave out the noun, as "told" does."""
    return [f"has the word “{word}”" for word in VAGUE.findall(text)]


def texts():
    """Yield the texts that users see, as the template of translations has them."""
    entries = TEMPLATE.read_text(encoding="utf-8").split("\n\n")[1:]
    for entry in entries:
        quoted = entry.partition("\nmsgid ")[2].partition("\nmsgstr ")[0]
        yield "".join(QUOTED.findall(quoted)).replace('\\"', '"')


def room(path):
    """Return the folder that a file counts for: `models/` counts by its rooms."""
    parts = path.parts[:-1]
    depth = 3 if parts[:2] == ("models", "mappings") else 2
    return "/".join(parts[: depth if parts[0] == "models" else 1])


def places(path):
    """Return the names that the words of a file are counted under."""
    in_all = {"models, all rooms"} if path.parts[0] == "models" else set()
    return {room(path)} | in_all


class TestRules(unittest.TestCase):
    """The rules find the faults that they are made for."""

    def test_leading_field_is_found(self):
        self.assertTrue(faults(":return: the name"))
        self.assertFalse(faults("Return the name.\n\n:return: str"))

    def test_page_that_is_not_here_is_found(self):
        for text in ("Fact 9 of the wire.", "See rule 12 of the wire.", "(facts 3, 4)"):
            self.assertTrue(faults(text), text)
        self.assertTrue(faults("Rules 2, 4 and 10 of the design."))
        self.assertFalse(faults("Nothing else is written (rule 1)."))

    def test_vague_word_is_found(self):
        self.assertTrue(vague("Nobody was told."))
        self.assertFalse(vague("The state ``told``, in code; retold."))

    def test_what_is_counted_as_a_word(self):
        self.assertEqual(figures("What it is; somewhat, whatever."), (5, 1))


class TestDocstrings(unittest.TestCase):
    """All docstrings of the addon, room by room."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found = [
            (path.relative_to(ADDON), line, text)
            for folder in FOLDERS
            for path in sorted((ADDON / folder).rglob("*.py"))
            for line, text in docstrings(ast.parse(path.read_text(encoding="utf-8")))
        ]

    def test_docstring_starts_with_a_sentence_and_refers_to_pages_that_exist(self):
        broken = [
            f"{path}:{line}: {fault}"
            for path, line, text in self.found
            for fault in faults(text)
        ]
        self.assertFalse(broken, "\n".join(broken))

    def test_docstrings_have_hardly_any_vague_words(self):
        words = sum(figures(text)[0] for _path, _line, text in self.found)
        found = [
            f"{path}:{line}: {fault}"
            for path, line, text in self.found
            for fault in vague(text)
        ]
        allowed = words * VAGUE_PER_10000_WORDS // 10000
        self.assertLessEqual(len(found), allowed, "\n".join(found))

    def test_docstrings_name_the_noun(self):
        """Count "what" by room, and print the figures."""
        totals = defaultdict(lambda: [0, 0])
        for path, _line, text in self.found:
            for place in places(path):
                totals[place] = [
                    a + b for a, b in zip(totals[place], figures(text), strict=True)
                ]
        for place, (words, whats) in sorted(totals.items()):
            print(f"{place:24}{words:7} words, what: {share(words, whats):5.1f} ‰")
        wordy = [
            place
            for place, counts in totals.items()
            if share(*counts) > WHATS_PER_1000_WORDS
        ]
        self.assertFalse(wordy, f"more than {WHATS_PER_1000_WORDS} ‰ are “what”")


class TestTexts(unittest.TestCase):
    """The texts that users see, and the pages of text."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.texts = list(texts())
        cls.pages = {
            path.relative_to(ADDON).as_posix(): path.read_text(encoding="utf-8")
            for pattern in PAGES
            for path in sorted(ADDON.glob(pattern))
        }

    def test_texts_and_pages_name_the_noun(self):
        self.assertGreater(len(self.texts), 1500)
        for name, text in {"texts": " ".join(self.texts), **self.pages}.items():
            with self.subTest(name):
                self.assertLessEqual(share(*figures(text)), WHATS_PER_1000_WORDS)

    def test_texts_and_pages_have_no_vague_words(self):
        for text in (*self.texts, *self.pages.values()):
            self.assertEqual(vague(text), [], text[:200])

    def test_texts_have_the_terms_of_the_field(self):
        for text in self.texts:
            for old in OLD_WORDS:
                self.assertNotIn(old, (text, *LABEL.findall(text)), text)
            for old in OLD_PHRASES:
                self.assertNotIn(old, text)

    def test_pages_have_the_terms_of_the_field(self):
        for name, text in self.pages.items():
            for old in OLD_WORDS:
                with self.subTest(name, old=old):
                    self.assertNotIn(f"*{old}*", text)
            if name.startswith(("docs/", "README", "static/")):
                for old in OLD_PHRASES:
                    self.assertNotIn(old, text, name)


if __name__ == "__main__":
    unittest.main()
