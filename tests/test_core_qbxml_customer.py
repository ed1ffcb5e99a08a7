"""A whole declaration, the customer, against the schema and the recordings."""

import random
import unittest

from ..core.qbxml import fields
from ..core.qbxml.answers import read_answer
from ..core.qbxml.fields import Field
from ..core.qbxml.messages import MessageSet, Request
from ..core.qbxml.values import (
    amount,
    boolean,
    date_,
    datetime_,
    enum,
    guid,
    integer,
    lines,
    ref,
    text,
)
from .support.reference import (
    assert_request_valid,
    recorded,
    reference_rows,
    requires_reference,
)
from .test_core_qbxml_values import SEED, random_text


def address(name):
    return (
        Field(f"{name}/Addr", None, lines(5, 41)),
        Field(f"{name}/City", None, text(31)),
        Field(f"{name}/State", None, text(21)),
        Field(f"{name}/PostalCode", None, text(13)),
        Field(f"{name}/Country", None, text(31)),
        Field(f"{name}/Note", None, text(41)),
    )


CUSTOMER = (
    Field("ListID", None, text(36), pull_only=True),
    Field("TimeCreated", None, datetime_, pull_only=True),
    Field("TimeModified", None, datetime_, pull_only=True),
    Field("EditSequence", None, text(16), pull_only=True),
    Field("Name", "name", text(41), required=True),
    Field("FullName", None, text(209), pull_only=True),
    Field("IsActive", "active", boolean),
    Field("ClassRef", None, ref("class"), since=(12, 0)),
    Field("ParentRef", "parent_id", ref("customer")),
    Field("Sublevel", None, integer, pull_only=True),
    Field("CompanyName", None, text(41)),
    Field("Salutation", None, text(15)),
    Field("FirstName", None, text(25)),
    Field("MiddleName", None, text(5)),
    Field("LastName", None, text(25)),
    Field("Suffix", None, text(10), us=False),
    Field("JobTitle", None, text(41), since=(12, 0)),
    *address("BillAddress"),
    *address("ShipAddress"),
    Field("PrintAs", None, text(41), us=False),
    Field("Phone", "phone", text(21)),
    Field("Mobile", None, text(21), us=False),
    Field("Pager", None, text(21), us=False),
    Field("AltPhone", None, text(21)),
    Field("Fax", None, text(21)),
    Field("Email", "email", text(1023)),
    Field("Cc", None, text(1023), since=(12, 0)),
    Field("Contact", None, text(41)),
    Field("AltContact", None, text(41)),
    Field("CustomerTypeRef", None, ref("customer_type")),
    Field("TermsRef", "property_payment_term_id", ref("terms")),
    Field("SalesRepRef", None, ref("sales_rep")),
    Field("OpenBalance", None, amount, add_only=True),
    Field("OpenBalanceDate", None, date_, add_only=True),
    Field("Balance", None, amount, pull_only=True),
    Field("TotalBalance", None, amount, pull_only=True),
    Field("SalesTaxCodeRef", None, ref("sales_tax_code")),
    Field("ItemSalesTaxRef", None, ref("item")),
    Field("SalesTaxCountry", None, enum("Australia", "Canada", "UK", "US"), us=False),
    Field("ResaleNumber", None, text(15)),
    Field("AccountNumber", None, text(99)),
    Field("CreditLimit", "credit_limit", amount),
    Field("PreferredPaymentMethodRef", None, ref("payment_method")),
    Field("JobStatus", None, enum("Awarded", "Closed", "InProgress", "None")),
    Field("JobStartDate", None, date_),
    Field("JobProjectedEndDate", None, date_),
    Field("JobEndDate", None, date_),
    Field("JobDesc", None, text(99)),
    Field("JobTypeRef", None, ref("job_type")),
    Field("Notes", "comment", text(4095, multiline=True)),
    Field("IsStatementWithParent", None, boolean, us=False),
    Field("DeliveryMethod", None, enum("Email", "Fax", "Print"), us=False),
    Field("PreferredDeliveryMethod", None, enum("None", "Email", "Fax")),
    Field("PriceLevelRef", None, ref("price_level")),
    Field("ExternalGUID", None, guid, add_only=True),
    Field("TaxRegistrationNumber", None, text(30), us=False),
    Field("CurrencyRef", None, ref("currency")),
)

REPEATED = {
    *("ShipToAddress", "AdditionalContactRef", "CreditCardInfo", "Contacts"),
    *("ContactsMod", "AdditionalNotes", "AdditionalNotesMod"),
}

TEXTS = [field.qb for field in CUSTOMER if type(field.codec) is type(text())]


def message(*elements, version="16.0"):
    requests = tuple(Request(str(n), element) for n, element in enumerate(elements))
    return MessageSet(version=version, requests=requests).to_text()


def parsed(name):
    """Return the canonical form of the first customer of a recorded response."""
    customer = read_answer(recorded(name)).responses[0].objects[0]
    return fields.parse(CUSTOMER, customer)


@requires_reference
class TestDeclaration(unittest.TestCase):
    def test_it_holds_every_field_of_the_add_and_of_the_mod_in_their_order(self):
        for operation, skipped in (("Add", "mod_only"), ("Mod", "add_only")):
            declared = [
                field.path[0]
                for field in CUSTOMER
                if not (field.pull_only or getattr(field, skipped))
            ]
            self.assertEqual(
                list(dict.fromkeys(declared)), self._children(f"Customer{operation}")
            )

    def test_its_lengths_and_its_knowledge_of_us_desktop_are_those_of_intuit(self):
        rows = {row["field_path"]: row for row in self._rows("CustomerAdd")}
        for field in CUSTOMER:
            row = rows.get(f"CustomerAdd/{field.qb}")
            if row and not field.pull_only:
                self.assertEqual(field.us, row["in_US_desktop_ops140"] == "Y", field.qb)
            if row and row["max_length"] and field.qb in TEXTS:
                self.assertEqual(field.codec.max_length, int(row["max_length"]))

    def _children(self, message):
        paths = [row["field_path"].split("/") for row in self._rows(message)]
        names = dict.fromkeys(path[1] for path in paths if len(path) > 1)
        ids = {"ListID", "EditSequence"}
        return [name for name in names if name not in REPEATED | ids]

    def _rows(self, message):
        rows = reference_rows("qbxml", "fields.csv")
        return [row for row in rows if row["message"] == message]


@requires_reference
class TestCustomerOut(unittest.TestCase):
    def test_any_customer_is_valid_added_and_modified_in_every_country(self):
        rng = random.Random(SEED)
        for number in range(60):
            customer = self._random_customer(rng)
            country = rng.choice(["US", "CA", "UK"])
            add = fields.build_add(CUSTOMER, "CustomerAdd", customer, country=country)
            changed = {
                path: value
                for path, value in customer.items()
                if rng.random() < 0.5 and (value is not None or path not in self.stuck)
            }
            changed = fields.complete(CUSTOMER, changed, customer)
            mod = fields.build_mod(
                CUSTOMER, "CustomerMod", ("8-1", "12"), changed, country=country
            )
            with self.subTest(seed=SEED, number=number):
                assert_request_valid(message(add, mod, version="16.0"))

    def test_what_is_added_is_what_comes_back(self):
        rng = random.Random(SEED)
        for _ in range(60):
            customer = self._random_customer(rng)
            add = fields.build_add(CUSTOMER, "CustomerAdd", customer, country="CA")
            expected = fields.stored(CUSTOMER, customer)
            self.assertEqual(fields.parse(CUSTOMER, add), self._all(expected))

    stuck = {"Name", "JobStatus", "PreferredDeliveryMethod", "SalesTaxCountry"} | {
        "DeliveryMethod",
        "ExternalGUID",
    }

    def _random_customer(self, rng):
        values = {path: random_text(rng) for path in TEXTS}
        values |= {
            "Name": "A" + random_text(rng),
            "IsActive": rng.random() < 0.5,
            "TermsRef": rng.choice([None, "8000-1"]),
            "BillAddress/Addr": [random_text(rng) for _ in range(rng.randrange(6))],
            "CreditLimit": rng.choice([False, rng.randrange(10**6) / 100]),
            "JobStatus": rng.choice([None, "Awarded"]),
            "JobStartDate": rng.choice([False, "2024-03-10"]),
            "ExternalGUID": "{57f3b9b1-86f1-4fcc-b1ee-566de1813d20}",
        }
        writable = {field.qb for field in CUSTOMER if not field.pull_only}
        values = {path: value for path, value in values.items() if path in writable}
        return fields.canonical(CUSTOMER, values)

    def _all(self, values):
        return dict.fromkeys((field.qb for field in CUSTOMER), None) | values


@requires_reference
class TestCustomerIn(unittest.TestCase):
    maxDiff = None

    def test_every_field_of_a_recorded_customer_is_read(self):
        found = parsed("consolibyte-CustomerAddRs-01.xml")
        self.assertEqual(
            {path: value for path, value in found.items() if value is not None},
            {
                "ListID": "F540000-1197683154",
                "TimeCreated": "2007-12-14T20:45:54",
                "TimeModified": "2007-12-14T20:45:54",
                "EditSequence": "1197683154",
                "Name": "45731 - Ekowule IPE Ebilarigik",
                "FullName": "45731 - Ekowule IPE Ebilarigik",
                "IsActive": True,
                "Sublevel": 0,
                "CompanyName": "Adibito ESI Ebipodowev",
                "FirstName": "Ifemu",
                "LastName": "Ogazid",
                "BillAddress/Addr": [
                    "Adibito ESI Ebipodowev",
                    "Anuwemi em Banalawohev",
                    "507 ODE Ocag",
                ],
                "BillAddress/City": "Odafof-Vobezipuv",
                "BillAddress/State": "CT",
                "BillAddress/PostalCode": "33547",
                "BillAddress/Country": "USA",
                "Phone": "069-814-7234",
                "AltPhone": "508-878-4408",
                "Fax": "264-766-2531",
                "Email": "akawe@afenohahapo.ace",
                "Contact": "Apusu Ebamib",
                "Balance": "0.00",
                "TotalBalance": "0.00",
                "JobStatus": "None",
            },
        )

    def test_references_and_the_delivery_address_are_read(self):
        found = parsed("consolibyte-CustomerAddRs-02.xml")
        self.assertEqual(found["SalesTaxCodeRef"], "10000-1211065841")
        self.assertEqual(found["ItemSalesTaxRef"], "10000-1211066051")
        self.assertEqual(found["ShipAddress/Addr"], ["97 Hubadu Ipap"])
        self.assertEqual(found["ShipAddress/City"], "Ulojedocor")
        self.assertEqual(found["Salutation"], "Ec.")
        self.assertEqual(found["MiddleName"], "A")
        self.assertIsNone(found["BillAddress/Addr"])

    def test_account_number_and_credit_limit_are_read(self):
        found = parsed("qbwc-CustomerAddRs-01.xml")
        self.assertEqual(found["AccountNumber"], "36590")
        self.assertEqual(found["CreditLimit"], "2000.00")
        self.assertEqual(found["CompanyName"], "Itej Kivuca")

    def test_an_apostrophe_and_open_terms_are_read(self):
        found = parsed("N7-CustomerQueryRs-Builders-Supply-apostrophe.xml")
        self.assertEqual(found["Name"], "Asuseba'a Uwobaf DOT")
        self.assertEqual(found["TermsRef"], "10000-1236889119")
        self.assertEqual(found["Balance"], "2334.00")

    def test_a_customer_in_another_order_than_the_schema_is_read(self):
        found = parsed("jsgoupil-CustomerRet-05.xml")
        self.assertEqual(found["Name"], "Unuc-Wéemebuno Idegew")
        self.assertEqual(found["TimeCreated"], "2015-01-30T18:24:42")
        self.assertIs(found["IsActive"], True)

    def test_what_came_back_is_what_would_be_stored_of_it(self):
        names = ("consolibyte-CustomerAddRs-01.xml", "qbwc-CustomerAddRs-01.xml")
        for name in names:
            found = parsed(name)
            self.assertEqual(fields.stored(CUSTOMER, found), found)
