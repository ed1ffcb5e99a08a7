"""Text and time in the simulated QuickBooks, and the messages it refuses to read."""

import unittest

from ..simulator.clock import epoch, wall_clock
from ..simulator.wire.status import Refused
from ..simulator.wire.text import escape, stored, typed
from .test_simulator_common import SimulatorMixin, add, message_set, query


class TestText(SimulatorMixin, unittest.TestCase):
    def test_latin_1_is_kept_raw_or_as_references(self):
        self.ret(add("Zürich &#233;"))
        self.assertEqual(self.company.objects("Customer")[0]["Name"], "Zürich é")

    def test_anything_else_raw_refuses_the_message_set(self):
        for text in ("日本", "Acme™", "“quoted”", "10 €"):
            with self.subTest(text=text), self.assertRaises(Refused):
                self.ask_one(add(text))

    def test_anything_else_as_a_reference_is_stored_as_a_question_mark(self):
        self.ret(add("Acme &#8482; &#x65E5;"))
        self.assertEqual(self.company.objects("Customer")[0]["Name"], "Acme ? ?")

    def test_references_below_160_mean_windows_1252(self):
        self.assertEqual(stored("Acme \u0099 \u0080"), "Acme ™ €")

    def test_responses_are_ascii_with_windows_1252_bytes_as_references(self):
        list_id = self.company.user_add("Customer", Name="Müller’s Café™ €")
        text = self.company.process(message_set(query(f"<ListID>{list_id}</ListID>")))
        self.assertTrue(text.isascii())
        self.assertIn("<Name>M&#252;ller&#146;s Caf&#233;&#153; &#128;</Name>", text)

    def test_a_person_can_type_windows_1252_only(self):
        self.assertEqual(typed("€ 日 é"), "€ ? é")

    def test_markup_and_quotes_are_escaped_and_apostrophes_are_not(self):
        self.assertEqual(
            escape("""<a & 'b' "c">"""), "&lt;a &amp; 'b' &quot;c&quot;&gt;"
        )

    def test_bytes_are_read_in_the_encoding_they_declare(self):
        text = message_set(add("Zürich"))
        self.company.process(text.encode("utf-8"))
        latin = text.replace("utf-8", "ISO-8859-1").replace("Zürich", "Genève")
        self.company.process(latin.encode("latin-1"))
        names = [one["Name"] for one in self.company.objects("Customer")]
        self.assertEqual(names, ["Genève", "Zürich"])

    def test_bytes_in_another_encoding_than_declared_are_refused(self):
        text = message_set(add("Zürich"))
        for data in (
            text.encode("latin-1"),
            text.replace("utf-8", "x-unknown").encode("utf-8"),
        ):
            with self.assertRaises(Refused):
                self.company.process(data)

    def test_a_declaration_means_nothing_in_text(self):
        text = message_set(add("Zürich"))
        self.company.process(text.replace("utf-8", "us-ascii"))
        self.assertIsNotNone(self.company.find("Customer", "zürich"))

    def test_line_breaks_in_notes_survive(self):
        list_id = self.company.user_add("Customer", Name="Ann", Notes="one\ntwo")
        ret = self.ret(query(f"<ListID>{list_id}</ListID>"))
        self.assertEqual(ret.findtext("Notes"), "one\ntwo")


class TestRefusals(SimulatorMixin, unittest.TestCase):
    def refused(self, text):
        with self.assertRaises(Refused) as caught:
            self.company.process(text)
        return caught.exception.detail

    def test_what_stands_around_the_requests_must_be_right(self):
        good = message_set("<HostQueryRq />")
        self.company.process(good)
        for old, new in (
            ('<?qbxml version="16.0"?>', ""),
            ('version="16.0"', 'version="17.0"'),
            ('version="16.0"', 'version="sixteen"'),
            (' onError="continueOnError"', ""),
            ("continueOnError", "ignoreOnError"),
            ("continueOnError", "rollbackOnError"),
            ("<QBXML>", '<QBXML xmlns="http://x/">'),
            ("<QBXML>", "<!DOCTYPE QBXML><QBXML>"),
            ("<HostQueryRq />", "<HostQueryRq>text</HostQueryRq>"),
            ("<HostQueryRq />", '<HostQueryRq other="1" />'),
            ("<HostQueryRq />", "<HostQueryRq>"),
            ("<HostQueryRq />", "<HostQuery />"),
            ("QBXMLMsgsRq", "QBXMLMsgsRs"),
        ):
            with self.subTest(new=new):
                self.assertIn(old, good)
                self.refused(good.replace(old, new))

    def test_nothing_at_all_is_refused(self):
        self.refused("")
        self.refused(b"")

    def test_elements_stand_in_their_order(self):
        detail = self.refused(message_set(add("A", "<Fax>1</Fax><Phone>2</Phone>")))
        self.assertEqual(detail, "Phone is not expected in CustomerAdd")

    def test_an_element_newer_than_the_declared_version_is_refused(self):
        request = add("A", "<Notes>x</Notes>")
        self.refused(message_set(request, version="2.0"))
        self.company.process(message_set(request, version="3.0"))

    def test_an_element_stands_once(self):
        self.refused(message_set(add("A", "<Phone>1</Phone><Phone>2</Phone>")))

    def test_types_are_checked(self):
        for field in (
            "<IsActive>True</IsActive>",
            "<CreditLimit>100.5</CreditLimit>",
            "<CreditLimit>1,000.00</CreditLimit>",
            "<CreditLimit>1e3</CreditLimit>",
            "<JobStatus>none</JobStatus>",
            "<JobStartDate>07/01/2024</JobStartDate>",
            "<JobStartDate>2024-02-30</JobStartDate>",
            "<ExternalGUID>57F3B9B1</ExternalGUID>",
            "<TermsRef><ListID>" + "8" * 37 + "</ListID></TermsRef>",
            "<BillAddress><Street>x</Street></BillAddress>",
            "<BillAddress>1 Main</BillAddress>",
            "<Phone><b>1</b></Phone>",
            '<Phone kind="x">1</Phone>',
        ):
            with self.subTest(field=field):
                self.refused(message_set(add("A", field)))

    def test_an_iterator_id_needs_an_iterator(self):
        self.refused(message_set(query(iteratorID="{x}")))

    def test_comments_and_white_space_do_no_harm(self):
        request = add("A", "\n  <!-- one -->\n <Phone>1</Phone>")
        self.assertEqual(self.ret(request).findtext("Phone"), "1")


class TestTime(SimulatorMixin, unittest.TestCase):
    options = {"utc_offset": "-08:00"}

    def test_the_offset_is_that_of_winter_in_summer_too(self):
        ret = self.ret(add("Ann"))
        self.assertRegex(ret.findtext("TimeCreated"), r"^2024-07-01T09:00:\d\d-08:00$")

    def test_an_id_holds_the_second_of_its_creation(self):
        ret = self.ret(add("Ann"))
        created = ret.findtext("TimeCreated")[:19]
        moment = wall_clock(created, "-08:00")
        self.assertEqual(moment, created)
        seconds = int(ret.findtext("ListID").split("-")[1])
        self.clock.now = self.clock.now.replace(second=int(created[-2:]))
        self.assertEqual(epoch(self.clock.now, "-08:00"), seconds)

    def test_a_window_without_an_offset_is_wall_clock(self):
        self.assertEqual(wall_clock("2024-07-01", "-08:00"), "2024-07-01T00:00:00")
        self.assertEqual(wall_clock("2024-7-1T9:5", "-08:00"), "2024-07-01T09:05:00")
        self.assertEqual(
            wall_clock("2024-07-01", "-08:00", end_of_day=True), "2024-07-01T23:59:59"
        )

    def test_a_window_with_an_offset_is_turned_into_standard_time(self):
        self.assertEqual(
            wall_clock("2024-07-01T12:00:00-05:00", "-08:00"), "2024-07-01T09:00:00"
        )

    def test_the_hour_that_repeats_in_autumn_hides_a_change(self):
        self.clock.now = self.clock.now.replace(month=11, day=3, hour=1, minute=50)
        self.company.user_add("Customer", Name="Before")
        self.clock.advance(minutes=-30)
        self.company.user_add("Customer", Name="After")
        window = "<FromModifiedDate>2024-11-03T01:50:00</FromModifiedDate>"
        self.assertEqual(self.names(self.ask_one(query(window))), ["Before"])
