import unittest

from ..core.sync.operations import DIRTY, FORGET, GONE, OK, OPERATIONS


class TestOperations(unittest.TestCase):
    def each(self):
        for word, operation in OPERATIONS.items():
            with self.subTest(word):
                yield operation

    def test_a_link_afterwards_is_in_a_known_state(self):
        for operation in self.each():
            self.assertIn(operation.then, (OK, DIRTY, GONE, FORGET))

    def test_a_link_that_ends_says_why_and_no_other_does(self):
        for operation in self.each():
            self.assertEqual(bool(operation.reason), operation.then == GONE)

    def test_what_was_sent_is_taken_only_if_no_object_tells_more(self):
        for operation in self.each():
            self.assertFalse(operation.images and operation.returns)

    def test_a_silent_change_is_read_afterwards(self):
        for operation in self.each():
            self.assertEqual(operation.read_again, operation.then == DIRTY)

    def test_one_operation_creates_an_object_and_returns_it(self):
        creating = [word for word, one in OPERATIONS.items() if one.creates]
        self.assertEqual(creating, ["add"])
        self.assertTrue(OPERATIONS["add"].returns)

    def test_an_object_stays_without_a_link_only_if_it_is_deactivated(self):
        ending = [word for word, one in OPERATIONS.items() if one.ends]
        self.assertEqual(ending, ["inactivate"])
