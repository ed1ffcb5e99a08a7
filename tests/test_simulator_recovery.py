"""Message-set recovery of the simulated QuickBooks."""

import unittest

from ..simulator.answers.recovery import MAX_ID_LENGTH
from .test_simulator_common import SimulatorMixin, add, message_set, query

GUID = "{57f3b9b1-86f1-4fcc-b1ee-566de1813d20}"
ID = "A" * MAX_ID_LENGTH


class RecoveryMixin(SimulatorMixin):
    def setUp(self):
        super().setUp()
        guid = f"<ExternalGUID>{GUID}</ExternalGUID>"
        self.request = message_set(
            add("Ann", guid, request_id="1"),
            add("ann", request_id="2"),
            newMessageSetID=ID,
        )

    def status(self, answer):
        return answer.get("messageSetStatusCode")

    def asked(self, old=ID, new=ID):
        attributes = {"oldMessageSetID": old, "newMessageSetID": new}
        given = {name: value for name, value in attributes.items() if value}
        return self.ask_set(message_set(**given))


class TestRecovery(RecoveryMixin, unittest.TestCase):
    def test_a_set_with_an_id_runs_and_says_so(self):
        answer = self.ask_set(self.request)
        self.assertEqual(answer.get("newMessageSetID"), ID)
        self.assertEqual(self.status(answer), "0")
        self.assertEqual([one.get("statusCode") for one in answer], ["0", "3100"])

    def test_a_set_without_an_id_has_no_status(self):
        self.assertEqual(dict(self.ask_set(message_set(query())).attrib), {})

    def test_the_same_set_again_does_not_run_again(self):
        self.ask_set(self.request)
        before = self.company.store.dump()
        answer = self.ask_set(self.request)
        self.assertEqual(self.company.store.dump(), before)
        self.assertEqual(self.status(answer), "0")
        self.assertEqual([one.get("requestID") for one in answer], ["1", "2"])
        self.assertEqual([one.get("statusCode") for one in answer], ["0", "3100"])

    def test_a_replay_names_the_object_that_was_written(self):
        self.ask_set(self.request)
        customer = self.company.find("Customer", "Ann")
        for answer in (self.ask_set(self.request), self.asked()):
            recovered = answer[0].find("ErrorRecovery")
            self.assertEqual(recovered.findtext("ListID"), customer["ListID"])
            self.assertEqual(
                recovered.findtext("EditSequence"), customer["EditSequence"]
            )
            self.assertEqual(recovered.findtext("ExternalGUID"), GUID)
            self.assertEqual(len(answer[1]), 0)

    def test_the_same_id_with_other_content_is_refused_by_status(self):
        self.ask_set(self.request)
        before = self.company.store.dump()
        answer = self.ask_set(self.request.replace("ann", "Bob"))
        self.assertEqual((self.status(answer), len(answer)), ("9001", 0))
        self.assertEqual(self.company.store.dump(), before)

    def test_the_old_id_alone_deletes_what_was_kept(self):
        self.ask_set(self.request)
        self.assertEqual(self.status(self.asked(new=None)), "0")
        self.assertEqual(self.status(self.asked()), "600")
        self.assertEqual(self.status(self.asked(new=None)), "600")

    def test_an_old_id_is_cleared_by_the_set_that_follows(self):
        self.ask_set(self.request)
        following = message_set(add("Bob"), oldMessageSetID=ID, newMessageSetID="next")
        self.assertEqual(self.status(self.ask_set(following)), "0")
        self.assertIsNotNone(self.company.find("Customer", "Bob"))
        self.assertEqual(self.status(self.asked()), "600")

    def test_an_unknown_id_is_unknown(self):
        self.assertEqual(self.status(self.asked("never", "never")), "600")

    def test_an_id_that_is_too_long_runs_nothing(self):
        text = message_set(add("Ann"), newMessageSetID=ID + "A")
        self.assertEqual(self.status(self.ask_set(text)), "9004")
        self.assertIsNone(self.company.find("Customer", "Ann"))

    def test_a_lost_response_is_told_from_a_lost_id(self):
        self.ask_set(self.request)
        self.company.recovery.forget_responses()
        self.assertEqual(self.status(self.asked()), "9002")
        self.company.recovery.forget_all()
        self.assertEqual(self.status(self.asked()), "600")

    def test_all_sets_can_be_cleared(self):
        self.ask_set(self.request)
        self.asked("ClearAllMessageSets", None)
        self.assertEqual(self.status(self.asked()), "600")

    def test_an_older_copy_does_not_know_the_set(self):
        snapshot = self.company.snapshot()
        self.ask_set(self.request)
        self.company.restore(snapshot)
        self.assertEqual(self.status(self.asked()), "600")

    def test_kept_sets_survive_the_session(self):
        self.ask_set(self.request)
        self.company.end_session()
        self.company.begin_session()
        self.assertEqual(self.status(self.asked()), "0")


class TestReplayOfObjects(RecoveryMixin, unittest.TestCase):
    options = {"recovery": {"replay": "objects", "keep": 2, "unknown_code": "9002"}}

    def test_a_replay_can_return_the_objects(self):
        first = self.company.process(self.request)
        self.assertEqual(self.company.process(self.request), first)

    def test_only_the_last_sets_are_kept(self):
        for number in range(3):
            text = message_set(add(f"C{number}"), newMessageSetID=f"set {number}")
            self.ask_set(text)
        found = [self.status(self.asked(f"set {n}", f"set {n}")) for n in range(3)]
        self.assertEqual(found, ["9002", "0", "0"])


class TestReplayOfStatus(RecoveryMixin, unittest.TestCase):
    options = {"recovery": {"replay": "status"}}

    def test_a_replay_can_return_the_status_alone(self):
        self.ask_set(self.request)
        answer = self.asked()
        self.assertEqual([one.get("statusCode") for one in answer], ["0", "3100"])
        self.assertEqual([len(one) for one in answer], [0, 0])
