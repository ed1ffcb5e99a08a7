import unittest

from ..core.qbxml import catalogue, status
from ..core.qbxml.answers import read_answer
from .support.reference import recorded, reference_rows, requires_reference

FIXERS = {"nobody", "bookkeeper", "consultant", "quickbooks admin", "support"}
CONFIDENCE = "confidence (A=Intuit text seen, B=recorded/used in real code, C=UNVERIFIED, from model memory)"  # noqa: E501


class TestCatalogue(unittest.TestCase):
    def test_every_row_is_complete_and_from_the_closed_lists(self):
        for code, *_ in catalogue.STATUSES:
            found = status.outcome(code, "Error", "words")
            self.assertIn(found.outcome, status.OUTCOMES, code)
            self.assertNotEqual(found.outcome, "unknown", code)
            self.assertIn(found.fixer, FIXERS, code)
            self.assertTrue(found.title and found.advice, code)
            self.assertEqual(found.words, "words")

    def test_no_code_is_there_twice_and_no_advice_is_lost(self):
        codes = [row[0] for row in catalogue.STATUSES]
        self.assertEqual(len(codes), len(set(codes)))
        self.assertLessEqual(set(catalogue.ADVICE), set(codes))
        self.assertLessEqual(set(catalogue.ADVICE_BY_OUTCOME), set(status.OUTCOMES))

    def test_success_is_the_code_alone(self):
        self.assertTrue(status.outcome(0, "Info", "Status OK").done)
        self.assertTrue(status.outcome(530, "Warn", "").done)
        self.assertTrue(status.outcome(1, "Info", "").done)
        self.assertFalse(status.outcome(3210, "Info", "").done)
        self.assertFalse(status.outcome(3200, "Error", "").done)

    def test_what_is_in_the_way_of_somebody_is_sent_again_and_nothing_else(self):
        retried = {row[0] for row in catalogue.STATUSES if self._retry(row[0])}
        self.assertEqual(retried, {1010, 3170, 3175, 3176, 3180, 3231})

    def test_what_could_not_be_saved_is_sent_again_whatever_the_text(self):
        texts = (
            "This list has been modified by another user.",
            "",
            "Diese Liste wird gerade bearbeitet.",
            "The account number is already in use.",
        )
        for code in (3170, 3175, 3176, 3180):
            for words in texts:
                found = status.outcome(code, "Error", words)
                self.assertTrue(found.retry, (code, words))
                self.assertEqual(found.outcome, "transient")
                self.assertEqual(found.words, words)

    def test_a_payment_that_was_deposited_is_taken_out_of_the_deposit_first(self):
        found = status.outcome(3160, "Error", "Cannot delete the object.")
        self.assertFalse(found.retry)
        self.assertIn("from its deposit first", found.advice)

    def test_an_unknown_code_keeps_the_words_of_quickbooks_and_is_not_sent_again(self):
        found = status.outcome(3999, "Error", "The flux is out of order.")
        self.assertEqual(found.outcome, "unknown")
        self.assertEqual(found.words, "The flux is out of order.")
        self.assertIn("3999", found.title)
        self.assertFalse(found.retry or found.done)

    def test_a_response_without_a_status_is_unknown(self):
        self.assertEqual(status.outcome(-1).outcome, "unknown")

    def test_all_macro_errors_are_one(self):
        self.assertEqual(status.outcome(9150).outcome, "internal")
        self.assertEqual(status.outcome(9200).outcome, "unknown")

    def _retry(self, code):
        return status.outcome(code).retry


class TestHresults(unittest.TestCase):
    def test_a_refused_message_proves_that_nothing_ran(self):
        self.assertTrue(status.hresult("0x80040400").nothing_ran)

    def test_a_connection_that_was_not_made_proves_that_nothing_ran(self):
        for code in ("0x80040401", "0x80040408", "0x8004040A", "0x80040414"):
            self.assertTrue(status.hresult(code).nothing_ran, code)

    def test_after_any_other_one_the_outcome_is_unknown(self):
        for code in ("0x80040402", "0x8004040D", "0x80040421", "0x80010105"):
            self.assertIsNone(status.hresult(code).nothing_ran, code)

    def test_an_unknown_one_keeps_the_words_of_the_web_connector(self):
        found = status.hresult("0x80049999", "It rained.")
        self.assertEqual((found.nothing_ran, found.title), (None, "It rained."))
        for code in ("", None, "rain"):
            self.assertIsNone(status.hresult(code).nothing_ran)

    def test_all_ways_of_writing_one_are_understood(self):
        for code in ("0X80040400", " 0x80040400 ", 0x80040400, 0x80040400 - 2**32):
            self.assertTrue(status.hresult(code).nothing_ran, code)
        nothing_ran, title, advice = status.hresult("-2147220480")
        self.assertTrue(nothing_ran and title and advice)


@requires_reference
class TestReferenceLists(unittest.TestCase):
    def test_every_code_that_is_not_a_guess_is_in_the_catalogue_and_no_guess_is(self):
        rows = reference_rows("qbxml", "status_codes.csv")
        sure = {int(row["code"]) for row in rows if row[CONFIDENCE] != "C"}
        self.assertEqual({row[0] for row in catalogue.STATUSES}, sure | {3160})

    def test_every_code_that_is_not_a_guess_has_words(self):
        rows = reference_rows("qbxml", "status_codes.csv")
        for row in rows:
            if row[CONFIDENCE] != "C" or row["code"] == "3160":
                found = status.outcome(int(row["code"]), row["severity"], "")
                self.assertNotEqual(found.outcome, "unknown", row["code"])
                self.assertTrue(found.title and found.advice, row["code"])

    def test_every_hresult_is_in_the_catalogue(self):
        rows = reference_rows("qbwc", "hresults.csv")
        known = {int(row["hresult"], 16) for row in rows}
        self.assertEqual({row[0] for row in catalogue.HRESULTS}, known)


@requires_reference
class TestRecordedOutcomes(unittest.TestCase):
    cases = {
        "N7-CustomerAddRs-3100-batch-continueOnError.xml": ("name_taken", False),
        "jsgoupil-CustomerAddRs-status3090-01.xml": ("refused", False),
        "N7-CustomerModRs-3200-with-current-Ret.xml": ("stale", False),
        "N7-CustomerModRs-530-warn.xml": ("warning", False),
        "qbwc-CustomerQueryRs-status500-01.xml": ("missing", False),
        "jsgoupil-CustomerQueryRs-status3231-01.xml": ("unprocessed", True),
        "consolibyte-CustomerAddRs-status3180-01.xml": ("transient", True),
        "consolibyte-ReceivePaymentAddRs-status3210-01.xml": ("refused", False),
    }

    def test_recorded_answers_have_their_outcomes(self):
        for name, expected in self.cases.items():
            found = self._outcomes(name)[0]
            self.assertEqual((found.outcome, found.retry), expected, name)

    def test_a_reference_that_is_not_there_is_told_by_name(self):
        name = "flowlink-ItemInventoryQueryRs-status0_1_3140-01.xml"
        found = [s for s in self._outcomes(name) if s.code == 3140]
        self.assertEqual([s.outcome for s in found], ["reference"] * len(found))
        self.assertTrue(found)
        self.assertIn("QuickBooks Customer", found[0].words)

    def test_one_bad_request_of_a_batch_says_nothing_about_the_others(self):
        found = self._outcomes("hotglue-CustomerAddRs-batch-mixed.xml")
        self.assertEqual(
            [status.outcome for status in found],
            ["ok", "name_taken", "setup", "reference", "ok"],
        )

    def test_a_stale_object_comes_with_its_current_edit_sequence(self):
        answer = read_answer(recorded("N7-CustomerModRs-3200-with-current-Ret.xml"))
        current = answer.responses[0].objects[0]
        self.assertEqual(current.findtext("EditSequence"), "1272665327")

    def _outcomes(self, name):
        return [
            status.outcome(response.code, response.severity, response.message)
            for response in read_answer(recorded(name)).responses
        ]
