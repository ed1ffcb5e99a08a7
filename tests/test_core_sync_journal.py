import unittest

from ..core.errors import TransitionRefused
from ..core.sync import journal
from ..core.sync.journal import Evidence, advance, classify_answer, settle_add

EVENTS = {event for _label, events in journal.STATES.values() for event in events}


def course(*events, state=journal.PREPARED):
    for event in events:
        state = advance(state, event)
    return state


class TestStates(unittest.TestCase):
    def test_a_message_set_is_handed_out_answered_and_applied(self):
        self.assertEqual(course("hand_out", "answer", "apply"), journal.APPLIED)

    def test_an_unknown_outcome_is_settled_or_parked_and_then_settled(self):
        unknown = course("hand_out", "outcome_unknown")
        self.assertEqual(course("settle", state=unknown), journal.SETTLED)
        self.assertEqual(course("park", "settle", state=unknown), journal.SETTLED)

    def test_a_set_that_was_handed_out_is_never_handed_out_again(self):
        for state in journal.STATES.keys() - {journal.PREPARED}:
            with self.assertRaises(TransitionRefused):
                advance(state, "hand_out")

    def test_a_late_answer_is_used_while_the_outcome_is_open(self):
        for state in (journal.UNKNOWN, journal.PARKED, journal.HANDED_OUT):
            self.assertEqual(advance(state, "answer"), journal.ANSWERED)

    def test_a_late_answer_changes_nothing_once_the_set_is_closed(self):
        for state in (journal.APPLIED, journal.SETTLED, journal.LOST):
            self.assertEqual(advance(state, "answer"), state)

    def test_an_answer_that_cannot_be_read_leaves_the_outcome_open(self):
        answered = course("hand_out", "answer")
        event = journal.without_answer("write")
        self.assertEqual(advance(answered, event), journal.UNKNOWN)
        event = journal.without_answer("read")
        self.assertEqual(advance(answered, event), journal.LOST)

    def test_every_other_step_is_refused_and_says_what_is_possible(self):
        for state, (label, events) in journal.STATES.items():
            for event in EVENTS - events.keys():
                with self.assertRaisesRegex(TransitionRefused, f"{label}.*{event}"):
                    advance(state, event)
        with self.assertRaisesRegex(TransitionRefused, "only answer, apply, lose"):
            advance(journal.ANSWERED, "settle")
        with self.assertRaisesRegex(TransitionRefused, "only nothing"):
            advance(journal.NOT_RUN, "settle")

    def test_a_state_that_does_not_exist_is_refused(self):
        with self.assertRaises(TransitionRefused):
            advance("done", "answer")

    def test_every_state_can_be_reached_and_leads_to_states(self):
        reached = {
            to for _label, events in journal.STATES.values() for to in events.values()
        }
        self.assertEqual(reached | {journal.PREPARED}, journal.STATES.keys())


class TestAnswers(unittest.TestCase):
    def test_a_response_is_an_answer_whatever_came_with_it(self):
        for kind in ("read", "write"):
            for hresult in (True, False, None):
                self.assertEqual(classify_answer(kind, hresult, True), "answer")

    def test_an_hresult_that_proves_that_nothing_ran_is_no_unknown_outcome(self):
        self.assertEqual(classify_answer("write", True, False), "nothing_ran")
        self.assertEqual(classify_answer("read", True, False), "nothing_ran")

    def test_without_answer_a_write_is_open_and_a_read_is_asked_again(self):
        for hresult in (False, None):
            self.assertEqual(
                classify_answer("write", hresult, False), "outcome_unknown"
            )
            self.assertEqual(classify_answer("read", hresult, False), "lose")

    def test_every_classification_is_an_event_of_a_set_that_is_out(self):
        for kind in ("read", "write"):
            for hresult in (True, False, None):
                for response in (True, False):
                    event = classify_answer(kind, hresult, response)
                    advance(journal.HANDED_OUT, event)


class TestStatusOfAMessageSet(unittest.TestCase):
    def test_asking_names_both_ids_because_the_old_one_alone_deletes(self):
        attributes = journal.status_attributes("X")
        self.assertEqual(attributes, {"newMessageSetID": "X", "oldMessageSetID": "X"})

    def test_the_status_is_deleted_only_when_it_is_no_longer_evidence(self):
        for state in journal.STATES.keys() - {journal.APPLIED, journal.SETTLED}:
            label = journal.STATES[state][0]
            with self.assertRaisesRegex(TransitionRefused, f"that is {label} is"):
                journal.forget_attributes("X", state)
        self.assertEqual(
            journal.forget_attributes("X", journal.APPLIED), {"oldMessageSetID": "X"}
        )


class TestSettlingAnAdd(unittest.TestCase):
    def assertSettled(self, verdict, **evidence):
        self.assertEqual(settle_add(Evidence(**evidence)), verdict)

    def test_without_evidence_it_is_unknown(self):
        self.assertSettled("unknown")

    def test_a_complete_delta_without_it_shows_that_it_is_absent(self):
        self.assertSettled("absent", delta_complete=True)

    def test_what_was_saved_and_is_not_seen_is_unknown(self):
        self.assertSettled("unknown", replayed="saved", delta_complete=True)


class TestSettlingAMod(unittest.TestCase):
    def settled(self, current, sequences=("1", "2"), sent=None, **options):
        sent = {"Name": "Rotterdam"} if sent is None else sent
        return journal.settle_mod(sent, {"Name": "a"}, current, sequences, **options)

    def test_what_holds_what_was_sent_is_applied(self):
        self.assertEqual(self.settled({"Name": "Rotterdam", "City": "x"}), "applied")

    def test_what_was_sent_may_have_been_cut(self):
        verdict = self.settled({"Name": "Rott"}, stored=lambda _field, value: value[:4])
        self.assertEqual(verdict, "applied")

    def test_the_old_edit_sequence_shows_that_it_did_not_run(self):
        self.assertEqual(self.settled({"Name": "a"}, ("1", "1")), "not_applied")

    def test_a_new_edit_sequence_without_what_was_sent_is_left_to_the_policy(self):
        self.assertEqual(self.settled({"Name": "b"}), "changed_since")
        self.assertEqual(self.settled({"Name": "a"}), "changed_since")

    def test_what_has_no_edit_sequence_is_judged_by_all_values(self):
        self.assertEqual(self.settled({"Name": "a"}, (None, None)), "not_applied")
        self.assertEqual(self.settled({"Name": "b"}, (None, None)), "changed_since")

    def test_fields_that_quickbooks_does_not_show_prove_nothing(self):
        sent = {"Code": "x"}
        self.assertEqual(self.settled({"Name": "a"}, sent=sent), "changed_since")
        sent = {"Code": "x", "Name": "b"}
        self.assertEqual(self.settled({"Name": "b"}, sent=sent), "applied")
