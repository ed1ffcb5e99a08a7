"""The conversation with an assistant, without Odoo: what leaves, and what is taken."""

import json
import unittest

from ..core.assistant.address import endpoint
from ..core.assistant.answers import Chosen, Suggested, read
from ..core.assistant.questions import Choice, Entry, Priced, Question
from ..core.errors import AnswerRefused, ValueRefused

CHAIR = Priced(71, "Chair\n\x00red", "C-1", "70", "55.25")
DESK = Priced(72, "Desk", price="3")
PRICES = Question((CHAIR, DESK), "3 percent more")
BOLT = Choice(
    5, Entry(9, "Hex bolt"), (Entry(31, "Bolt, hex"), Entry(32, "Bolt", "B", "1"))
)
CHOICES = Question((BOLT,))


def answers(*rows):
    return json.dumps({"answers": list(rows)})


class TestAddress(unittest.TestCase):
    def test_encrypted_addresses_and_machines_of_the_own_network(self):
        for given, asked in (
            ("https://api.example.com/v1", "https://api.example.com/v1"),
            (" https://x.test/v1/chat/completions ", "https://x.test/v1"),
            ("http://localhost:11434/v1/", "http://localhost:11434/v1"),
            ("http://192.168.1.7:8080", "http://192.168.1.7:8080"),
            ("http://[::1]/v1", "http://[::1]/v1"),
            ("http://box.local/v1", "http://box.local/v1"),
        ):
            self.assertEqual(endpoint(given), f"{asked}/chat/completions")

    def test_all_others_are_refused(self):
        for address in (
            *("", None, "x", "ftp://x.test", "https://", "http://[::1", "https://x:y/"),
            *("http://api.example.com/v1", "http://8.8.8.8", "http://2130706433.test"),
            *(
                "https://me:secret@x.test",
                "https://x.test/?key=1",
                "https://x.te\x00st",
            ),
        ):
            with self.subTest(address), self.assertRaises(ValueRefused) as caught:
                endpoint(address)
            self.assertNotIn("secret", str(caught.exception))


class TestQuestions(unittest.TestCase):
    def test_the_listed_fields_leave_and_no_id(self):
        self.assertEqual(
            json.loads(PRICES.text()),
            {
                "wish": "3 percent more",
                "rows": [
                    {
                        **{"row": "1", "code": "C-1", "name": "Chair red"},
                        **{"price": "70", "cost": "55.25"},
                    },
                    {"row": "2", "name": "Desk", "price": "3"},
                ],
            },
        )
        self.assertEqual(
            json.loads(CHOICES.text())["rows"],
            [
                {
                    "row": "1",
                    "odoo": {"name": "Hex bolt"},
                    "candidates": {
                        "a": {"name": "Bolt, hex"},
                        "b": {"name": "Bolt", "code": "B", "price": "1"},
                    },
                }
            ],
        )

    def test_long_names_are_cut(self):
        text = Question((Priced(1, "x" * 10_000),), "").text()
        self.assertLess(len(text), 400)


class TestAnswers(unittest.TestCase):
    def test_prices_and_choices_are_read(self):
        self.assertEqual(
            read(
                answers(
                    {"row": "1", "price": "72.1", "source": "list", "reason": "a\nb"},
                    {"row": "2", "cost": "2"},
                ),
                PRICES,
            ),
            (
                [
                    Suggested(71, {"price": "72.1"}, "list", "a b"),
                    Suggested(72, {"cost": "2"}, "", ""),
                ],
                0,
            ),
        )
        for choice, key in (("a", 31), ("b", 32), ("none", None)):
            text = f"```json\n{answers({'row': '1', 'choice': choice})}\n```"
            self.assertEqual(read(text, CHOICES), ([Chosen(5, key, "")], 0))

    def test_numbers_of_json_keep_their_digits(self):
        found, _refused = read('{"answers": [{"row": "1", "price": 0.10}]}', PRICES)
        self.assertEqual(found[0].values, {"price": "0.10"})

    def test_all_that_was_not_asked_for_is_refused(self):
        for bad in (
            *({"row": "3", "price": "1"}, {"row": True, "price": "1"}, {"price": "1"}),
            *({"row": "1", "price": "1", "name": "Free"}, {"row": "1"}, "row", None),
            *({"row": "1", "price": "-1"}, {"row": "1", "price": "1e9"}, [], 7),
            *({"row": "1", "price": "1,000"}, {"row": "1", "price": None}),
            *({"row": "1", "price": True}, {"row": "1", "price": ["1"]}),
            *({"row": "1", "price": "1.123456"}, {"row": "1", "price": "1" * 13}),
            *({"row": "1", "price": "1", "cost": "dear"}, {"row": ["1"]}),
            *({"row": "1", "price": "١"}, {"row": "1", "price": "1\n"}),
        ):
            with self.subTest(bad):
                self.assertEqual(read(answers(bad), PRICES), ([], 1))
        for bad in ("c", "A", "ab", "", None, 1, ["a"]):
            with self.subTest(bad):
                found = read(answers({"row": "1", "choice": bad}), CHOICES)
                self.assertEqual(found, ([], 1))

    def test_two_answers_about_a_row_are_refused_both(self):
        one, other = {"row": "1", "price": "1"}, {"row": "1", "price": "2"}
        self.assertEqual(read(answers(one, other), PRICES), ([], 2))

    def test_nonsense_is_no_answer(self):
        for text in (
            *(
                "",
                None,
                "I cannot help with that.",
                "[]",
                "{}",
                "null",
                '{"answers": 1}',
            ),
            *('{"answers": [NaN]}', '{"answers": [], "answers": []}', "[" * 100_000),
            'Sure! {"answers": []}',
        ):
            with self.subTest(str(text)[:40]), self.assertRaises(AnswerRefused):
                read(text, PRICES)

    def test_a_reason_is_one_short_line_that_shows_as_it_is(self):
        reason = "<b>ok</b>\u202e\x00\n" + "x" * 1000
        one = {"row": "1", "choice": "a", "reason": reason}
        found, _refused = read(answers(one), CHOICES)
        self.assertTrue(found[0].reason.startswith("<b>ok</b> xx"))
        self.assertEqual(len(found[0].reason), 300)
