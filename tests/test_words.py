"""How docstrings speak: a sentence first, nouns by name, no page that is not here.

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

DONE = (
    *("bench", "bin", "controllers", "core", "migrations", "simulator", "tests"),
    "wizards",
    *("models", "models/connection", "models/conversation", "models/engine"),
    *("models/first_match", "models/inventory", "models/link", "models/posting"),
    *("models/mappings/contract", "models/mappings/documents"),
    *("models/mappings/items", "models/mappings/lists", "models/mappings/parties"),
)
"""Folders and rooms of `models/` that are held to the rules. In the end all are."""

LATER = ("core/inventory/reader.py",)
"""Files in them that are not held yet. In the end none is left."""

WHATS_PER_1000_WORDS = 5

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
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

    def held(self):
        """Yield (path, line, docstring) of the files that are held to the rules."""
        for path, line, text in self.found:
            if room(path) in DONE and path.as_posix() not in LATER:
                yield path, line, text

    def test_docstring_starts_with_a_sentence_and_refers_to_pages_that_exist(self):
        broken = [
            f"{path}:{line}: {fault}"
            for path, line, text in self.held()
            for fault in faults(text)
        ]
        self.assertFalse(broken, "\n".join(broken))

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
            if place in DONE and share(*counts) > WHATS_PER_1000_WORDS
        ]
        self.assertFalse(wordy, f"more than {WHATS_PER_1000_WORDS} ‰ are “what”")

    def test_listed_places_exist_and_are_listed_for_a_reason(self):
        for place in (*DONE, *LATER):
            self.assertTrue((ADDON / place).exists(), place)
        faulty = {path.as_posix() for path, _, text in self.found if faults(text)}
        self.assertFalse(set(LATER) - faulty, "these files can leave LATER")


if __name__ == "__main__":
    unittest.main()
