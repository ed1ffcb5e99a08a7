"""Every recorded customer goes the whole way: from a company file into Odoo.

Expected values are read from the recordings themselves, without the addon's help.
"""

from datetime import datetime

from freezegun import freeze_time
from lxml import etree

from ..simulator.seeds.recorded import load_recorded
from .support.common import SyncCase
from .support.recorded import Recordings, responses
from .support.reference import (
    recorded,
    recorded_names,
    reference_path,
    requires_reference,
)

NOW = datetime(2026, 9, 1, 9)
"""After the youngest recording."""

DIRECT = {
    "Name": "name",
    "Salutation": "qbd_salutation",
    "FirstName": "qbd_first_name",
    "MiddleName": "qbd_middle_name",
    "LastName": "qbd_last_name",
    "Phone": "phone",
    "AltPhone": "qbd_alt_phone",
    "Fax": "qbd_fax",
    "Email": "email",
    "Cc": "qbd_cc",
    "Contact": "qbd_contact",
    "AltContact": "qbd_alt_contact",
    "ResaleNumber": "qbd_resale_number",
    "AccountNumber": "ref",
}
SHOWN = ("Balance", "TotalBalance")


def customers():
    """Return [(file name, CustomerRet)] of all recordings, by file name."""
    return [
        (name, element)
        for name in recorded_names()
        for element in etree.fromstring(recorded(name).encode()).iter("CustomerRet")
    ]


def newest(found):
    """Return {ListID: CustomerRet} with the latest EditSequence of each."""
    result = {}
    for _name, element in found:
        known = result.get(element.findtext("ListID"))
        if known is None or edition(element) > edition(known):
            result[element.findtext("ListID")] = element
    return result


def edition(element):
    return int(element.findtext("EditSequence") or 0)


def wall_clock(element):
    return (element.findtext("TimeModified") or "")[:19]


def rows_of(element, kind):
    found = [element.findtext(f"{kind}/Addr{number}") for number in range(1, 6)]
    return [row for row in found if row]


def names(element):
    """Return the names above the street, which are no part of the address in Odoo."""
    return {element.findtext(name) for name in ("Name", "CompanyName")}


class RecordedCustomers(SyncCase):
    def setUp(self):
        super().setUp()
        self.clock.now = NOW

    def partner_of(self, element):
        link = self.env["qbd.link"].search(
            [("qb_id", "=", element.findtext("ListID")), ("space", "=", "entity")]
        )
        self.assertEqual((link.state, link.message), ("ok", False))
        return link, self.env["res.partner"].browse(link.record_id)

    def check(self, element):
        """Compare a customer as it was recorded with the partner in Odoo."""
        link, partner = self.partner_of(element)
        self.check_fields(element, partner)
        self.check_address(element, "BillAddress", partner)
        ship = partner.child_ids.filtered(lambda child: child.type == "delivery")
        self.assertEqual(len(ship), int(element.find("ShipAddress") is not None))
        self.check_address(element, "ShipAddress", ship)
        self.check_terms(element, partner)
        self.check_link(element, link)

    def check_fields(self, element, partner):
        for name, field in DIRECT.items():
            self.assertEqual(partner[field] or None, element.findtext(name), name)
        company = element.findtext("CompanyName")
        self.assertEqual(partner.is_company, bool(company))
        held = partner.company_name or (partner.is_company and partner.name) or None
        self.assertEqual(held, company)
        self.assertEqual(partner.active, element.findtext("IsActive") == "true")
        self.assertTrue(partner.customer_rank)
        limit = element.findtext("CreditLimit")
        self.assertEqual(partner.use_partner_credit_limit, limit is not None)
        self.assertEqual(partner.credit_limit, float(limit or 0))
        self.assertFalse(partner.comment)

    def check_address(self, element, kind, partner):
        address = element.find(kind)
        if address is None:
            self.assertFalse(partner.street or partner.city or partner.zip)
            return
        rows = [row for row in rows_of(element, kind) if row not in names(element)]
        street = [part for part in (partner.street, partner.street2) if part]
        self.assertEqual(", ".join(street), ", ".join(rows))
        self.assertEqual(partner.city or None, address.findtext("City"))
        self.assertEqual(partner.zip or None, address.findtext("PostalCode"))
        self.assertEqual(partner.state_id.code or None, address.findtext("State"))
        placed = address.findtext("State") or address.findtext("Country")
        self.assertEqual(partner.country_id.code or None, placed and "US")

    def check_terms(self, element, partner):
        name = element.findtext("TermsRef/FullName")
        terms = partner.property_payment_term_id
        self.assertEqual(self.link(terms).qb_name or None, name)

    def check_link(self, element, link):
        self.assertEqual(link.qb_type, "Customer")
        self.assertEqual(link.edit_sequence or None, element.findtext("EditSequence"))
        image = link.quickbooks_image
        for shown in SHOWN:
            self.assertEqual(image[shown], element.findtext(shown))
        for kind in ("BillAddress", "ShipAddress"):
            heading = [row for row in rows_of(element, kind) if row in names(element)]
            self.assertEqual(image[f"{kind}/Heading"], heading or None)


@requires_reference
class TestRecordedCompanyFile(RecordedCustomers):
    def setUp(self):
        super().setUp()
        self.loaded = load_recorded(self.company, reference_path("responses"))

    def test_every_customer_arrives_with_all_that_was_recorded(self):
        report = self.run_session()
        self.assertFalse(report.wrote, report.requests)
        expected = newest(customers())
        self.assertGreater(len(self.loaded), 9)
        for list_id in self.loaded:
            with self.subTest(list_id):
                self.check(expected[list_id])
        self.assert_quiet()

    def test_the_terms_of_a_customer_are_those_with_the_same_days(self):
        self.run_session()
        elements = newest(customers()).values()
        element = next(e for e in elements if e.find("TermsRef") is not None)
        terms = self.partner_of(element)[1].property_payment_term_id
        days = element.findtext("TermsRef/FullName").removeprefix("Net ")
        self.assertEqual(terms.line_ids.mapped("nb_days"), [int(days)])

    def test_times_are_wall_clocks_whatever_offset_is_printed(self):
        with freeze_time(datetime.now()):  # a slow reading moves the watermark back
            self.run_session()
        times = [wall_clock(e) for _name, e in customers()]
        self.assertEqual(self.stream("customer").watermark, max(times))

    def test_an_edit_on_either_side_is_all_that_travels(self):
        self.run_session()
        elements = [newest(customers())[one] for one in self.loaded]
        for element in elements:
            self.partner_of(element)[1].qbd_cc = "copy@example.com"
        before = {c["ListID"]: c for c in self.company.objects("Customer")}
        self.run_session()
        for after in self.company.objects("Customer"):
            was = before[after["ListID"]]
            changed = {key for key in after if after[key] != was.get(key)}
            self.assertEqual(changed, {"Cc", "TimeModified", "EditSequence"})
            self.assertEqual(was.keys() - after.keys(), set())
        self.assert_quiet()


@requires_reference
class TestRecordedAnswers(RecordedCustomers):
    def setUp(self):
        super().setUp()
        self.recordings = Recordings(self.company)
        self.company.process = self.recordings.process

    def query_answered(self, *elements):
        """Run a session whose next queries for customers are answered by recordings."""
        self.recordings.answer(*elements)
        report = self.run_session()
        self.assertFalse(self.recordings.waiting)
        self.assertFalse(report.wrote, report.requests)

    def answer_with(self, *objects):
        """Return the answer to a query for customers that holds these objects.

        The terms they refer to are those of the same name in the company file.
        """
        answer = responses("jsgoupil-CustomerQueryRs-01.xml")[0]
        answer[:] = objects
        for terms in answer.iter("TermsRef"):
            known = self.company.find("StandardTerms", terms.findtext("FullName"))
            terms.find("ListID").text = known["ListID"]
        return answer

    def test_every_recording_is_read_as_it_is(self):
        """Also those in another order than the schema, or without an EditSequence."""
        read = {}
        # the recordings are of many files, none of which is there to be asked again
        engine = type(self.env["qbd.engine"])
        self.patch(engine, "_newest_queries", lambda *_args: ())
        for name in sorted({name for name, _element in customers()}):
            found = [element for file, element in customers() if file == name]
            self.query_answered(self.answer_with(*found))
            for element in newest([(name, one) for one in found]).values():
                version = (element.findtext("ListID"), edition(element))
                with self.subTest(name):  # some show less of an object that is known
                    self.check(read.setdefault(version, element))
        self.assert_nothing_is_sent()

    def test_bytes_of_windows_1252_become_characters_and_stay_so(self):
        text = recorded("thresher-EstimateRet-cp1252-charref.xml")
        line = next(part for part in text.split("<Desc>") if "&#153;" in part)
        line = line.partition("</Desc>")[0]
        _name, customer = customers()[0]
        customer.append(etree.fromstring(f"<Notes>{line}</Notes>"))
        self.query_answered(self.answer_with(customer))
        _link, partner = self.partner_of(customer)
        words = line.replace("&#153;", "™")
        self.assertIn(words, str(partner.comment))
        self.assert_nothing_is_sent()

    def test_a_name_beyond_ascii_arrives(self):
        found = [e for _name, e in customers() if not e.findtext("Name").isascii()]
        self.query_answered(self.answer_with(found[0]))
        _link, partner = self.partner_of(found[0])
        self.assertIn("é", partner.name)
        self.assert_nothing_is_sent()

    def test_an_iterator_is_read_from_its_first_page_to_its_last(self):
        self.stream("customer").page_size = 1
        first = "stackoverflow-21757478-iterator-first-page-CustomerQueryRs.xml"
        last = "issue-consolibyte-92-iterator-last-page-CustomerQueryRs.xml"
        pages = [*responses(first), *responses(last)]
        # the other lists of the file are of another year than the recording
        engine = type(self.env["qbd.engine"])
        self.patch(engine, "_witness_clock", lambda *_args: None)
        self.query_answered(pages[0], *pages)
        asked = self.recordings.answered
        self.assertIsNone(asked[0].get("iterator"))
        self.assertEqual(asked[1].get("iterator"), "Start")
        self.assertEqual(asked[2].get("iterator"), "Continue")
        self.assertEqual(asked[2].get("iteratorID"), pages[0].get("iteratorID"))
        for page in pages:
            self.check(page[0])
        seen = wall_clock(pages[1][0])  # less what the reading took
        self.assertLessEqual(self.stream("customer").watermark, seen)
        self.assertEqual(self.stream("customer").watermark[:16], seen[:16])

    def test_a_recorded_deletion_archives_the_customer(self):
        deleted = responses("dcparker-ListDeletedQueryRs-01.xml")[0]
        _name, customer = customers()[0]
        customer.find("ListID").text = deleted.findtext(".//ListID")
        self.query_answered(self.answer_with(customer))
        link, partner = self.partner_of(customer)
        self.recordings.answer(deleted, about="<ListDelType>Customer<")
        self.run_session()
        self.assertFalse(partner.active)
        self.assertEqual((link.state, link.reason), ("gone", "deleted_in_quickbooks"))

    def assert_nothing_is_sent(self):
        """The company file does not know these customers: only look at the requests."""
        report = self.run_session()
        self.assertFalse(report.wrote, report.requests)
