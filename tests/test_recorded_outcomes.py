"""The effect of recorded answers to writes on a link: state, reason, words."""

from datetime import timedelta

from odoo import fields

from ..simulator.wire.faults import Fault
from .support.common import SyncCase
from .support.recorded import Recordings, responses
from .support.reference import requires_reference

ADD, MOD = "CustomerAddRs", "CustomerModRs"
STALE = "N7-CustomerModRs-3200-with-current-Ret.xml"
SAVED = "N7-CustomerModRs-530-warn.xml"


def answer_with(status, tag, *names):
    """Return the ``…Rs`` of a status in recordings, called `tag`."""
    found = [one for name in names for one in responses(name, tag)]
    return next(one for one in found if one.get("statusCode") == str(status))


@requires_reference
class RecordedOutcomes(SyncCase):
    def setUp(self):
        super().setUp()
        self.recordings = Recordings(self.company)
        self.company.process = self.recordings.process

    def answer(self, *elements):
        """Run a session that is cut when its first write was answered so."""
        self.recordings.answer(*elements)
        cut = Fault("end_session", "receiveResponseXML", occurrence=2, side="after")
        report = self.run_session(self.new_connector(faults=[cut]), ok=False)
        self.assertEqual(report.end, "interrupted")
        self.assertFalse(self.recordings.waiting)

    def new_customer(self, element):
        """Return the link of a new customer whose Add is answered with this."""
        partner = self.partner(name="Azure Interior")
        self.answer(element)
        return self.link(partner)

    def check(self, link, state, reason, title, element):
        """The words are ours first, then QuickBooks' own as they were recorded."""
        self.assertEqual((link.state, link.reason), (state, reason))
        self.assertIn(title, link.message)
        self.assertIn(element.get("statusMessage").strip(), link.message)
        self.assertFalse(link.pending_request)

    def check_parked(self, element, title):
        """It needs a person; another record goes on, and nothing is sent again."""
        link = self.new_customer(element)
        code = element.get("statusCode")
        self.check(link, "parked", f"qb_{code}", title, element)
        self.assertFalse(link.qb_id)
        other = self.partner(name="Another")
        self.run_session()
        self.assertEqual(self.link(other).state, "ok")
        self.assertEqual(self.customer_names(), ["Another"])
        link.action_try_again()
        self.run_session()
        self.assertEqual(link.state, "ok")
        self.assertEqual(self.customer_names(), ["Another", "Azure Interior"])


class TestRefusedAdds(RecordedOutcomes):
    def test_3090_a_name_with_a_colon_is_parked(self):
        name = "jsgoupil-CustomerAddRs-status3090-01.xml"
        self.check_parked(answer_with(3090, ADD, name), "Name not accepted")

    def test_3140_an_unknown_reference_is_parked(self):
        name = "flowlink-ItemInventoryQueryRs-status0_1_3140-01.xml"
        self.check_parked(answer_with(3140, ADD, name), "Reference not found")

    def test_3210_a_rule_of_quickbooks_is_parked_though_it_calls_itself_info(self):
        name = "consolibyte-ReceivePaymentAddRs-status3210-01.xml"
        element = answer_with(3210, ADD, name)
        self.assertEqual(element.get("statusSeverity"), "Info")
        self.check_parked(element, "Violates a rule of QuickBooks")

    def test_3180_in_use_by_somebody_is_tried_again_later(self):
        name = "consolibyte-CustomerAddRs-status3180-01.xml"
        element = answer_with(3180, ADD, name)
        link = self.new_customer(element)
        self.check(link, "retry", "transient", "Temporarily cannot be saved", element)
        self.assertGreater(link.next_try, fields.Datetime.now())
        self.run_session()
        self.assertEqual((link.state, self.customer_names()), ("retry", []))
        link.next_try = fields.Datetime.now() - timedelta(seconds=1)
        self.run_session()
        self.assertEqual((link.state, link.attempts), ("ok", 0))
        self.assertEqual(self.customer_names(), ["Azure Interior"])

    def test_3231_not_looked_at_is_sent_again_by_the_next_session(self):
        name = "jsgoupil-CustomerQueryRs-status3231-01.xml"
        element = answer_with(3231, ADD, name)
        link = self.new_customer(element)
        self.assertEqual(link.state, "retry")
        self.assertLessEqual(link.next_try, fields.Datetime.now())
        self.run_session()
        self.assertEqual(link.state, "ok")
        self.assertEqual(self.customer_names(), ["Azure Interior"])

    def test_3100_names_that_are_taken_get_the_next_free_one(self):
        names = ("Azure", "Brown", "Cyan")
        partners = [self.partner(name=name) for name in names]
        elements = responses("N7-CustomerAddRs-3100-batch-continueOnError.xml")
        self.answer(*elements)
        for partner, element in zip(partners, elements, strict=True):
            link = self.link(partner)
            self.check(link, "retry", "name_taken", "", element)
            self.assertFalse(link.qb_id)
        self.run_session()
        expected = [f"{name} (2)" for name in names]
        self.assertEqual(self.customer_names(), expected)
        self.assertEqual([partner.name for partner in partners], list(names))
        self.assert_quiet()

    def test_a_batch_with_all_sorts_of_answers_is_read_one_by_one(self):
        elements = responses("hotglue-CustomerAddRs-batch-mixed.xml")
        partners = [self.partner(name=f"Number {n}") for n in range(len(elements))]
        self.answer(*elements)
        links = [self.link(partner) for partner in partners]
        self.assertEqual(
            [(link.state, link.reason) for link in links],
            [
                ("ok", False),
                ("retry", "name_taken"),
                ("parked", "qb_3250"),
                ("parked", "qb_3130"),
                ("ok", False),
            ],
        )
        for link, element in zip(links, elements, strict=True):
            self.assertEqual(link.qb_id or None, element.findtext(".//ListID"))
            self.assertEqual(link.qb_name or None, self.held_name(element))
        self.assertIn("Feature switched off", links[2].message)
        self.assertIn("Parent not found", links[3].message)

    def held_name(self, element):
        """Return the name that a link shows: the one sent, if nothing was added."""
        name = element.findtext(".//FullName")
        if name or element.get("statusCode") == "3100":
            return name
        request = self.recordings.answered[int(element.get("requestID")[-1]) - 1]
        return request.findtext("CustomerAdd/Name")


class TestModsAndQueries(RecordedOutcomes):
    def known_customer(self):
        """Let the recorded customer be read in the state before the recording."""
        answer = answer_with(3200, "CustomerQueryRs", STALE)
        old = answer.get("statusMessage").split('"')[1]
        answer.attrib.update({"statusCode": "0", "statusMessage": "Status OK"})
        current = answer[0].findtext("EditSequence")
        answer[0].find("EditSequence").text = old
        self.recordings.answer(answer)
        self.run_session()
        link = self.env["qbd.link"].search(
            [("qb_id", "=", answer[0].findtext("ListID"))]
        )
        self.assertEqual((link.state, link.edit_sequence), ("ok", old))
        return link, self.env["res.partner"].browse(link.record_id), old, current

    def sent_mod(self):
        return self.recordings.answered[-1].find("CustomerMod")

    def test_3200_then_530_a_stale_mod_is_sent_anew_and_saved_with_a_remark(self):
        link, partner, old, current = self.known_customer()
        partner.phone = "555-1234"
        self.answer(answer_with(3200, MOD, STALE))
        self.assertEqual(self.sent_mod().findtext("EditSequence"), old)
        self.assertEqual((link.state, link.edit_sequence), ("dirty", current))
        self.assertFalse(link.pending_request)
        saved = answer_with(530, MOD, SAVED)
        self.answer(saved)
        self.assertEqual(self.sent_mod().findtext("EditSequence"), current)
        self.assertEqual(self.sent_mod().findtext("Phone"), "555-1234")
        self.run_session()
        self.assertEqual((link.state, link.reason), ("ok", False))
        self.assertEqual(link.edit_sequence, saved[0].findtext("EditSequence"))
        self.assertEqual(partner.phone, "555-1234")

    def test_what_came_back_with_3200_is_merged_and_not_overwritten(self):
        _link, partner, _old, _current = self.known_customer()
        partner.phone = "555-1234"
        stale = answer_with(3200, MOD, STALE)
        stale[0].find("BillAddress/City").text = "Elsewhere"
        self.answer(stale)
        self.answer(answer_with(530, MOD, SAVED))
        self.assertIsNone(self.sent_mod().find("BillAddress"))
        self.assertEqual(partner.city, "Elsewhere")

    def test_500_to_a_query_is_no_failure(self):
        element = answer_with(
            500, "CustomerQueryRs", "qbwc-CustomerQueryRs-status500-01.xml"
        )
        partner = self.partner(name="Azure")
        self.recordings.answer(element)
        report = self.run_session()
        self.assertEqual(report.end, "done")
        self.assertEqual(self.link(partner).state, "ok")
        self.assertEqual(self.customer_names(), ["Azure"])
        self.assert_quiet()

    def test_500_to_a_mod_says_that_the_object_is_gone_and_the_edit_is_kept(self):
        link, partner, _old, _current = self.known_customer()
        partner.phone = "555-1234"
        name = "qbwc-CustomerQueryRs-status500-01.xml"
        self.answer(answer_with(500, MOD, name))
        self.run_session()
        self.assertEqual(link.state, "ok")
        self.assertEqual(self.customer(partner.name)["Phone"], "555-1234")

    def test_3231_to_a_query_leaves_the_window_open(self):
        self.company.user_add("Customer", Name="Ann")
        name = "jsgoupil-CustomerQueryRs-status3231-01.xml"
        self.recordings.answer(answer_with(3231, "CustomerQueryRs", name))
        cut = Fault("end_session", "receiveResponseXML", side="after")
        self.run_session(self.new_connector(faults=[cut]), ok=False)
        self.assertFalse(self.stream("customer").watermark)
        self.run_session()
        self.assertEqual(self.link(self.partner_named("Ann")).state, "ok")
        self.assert_quiet()
