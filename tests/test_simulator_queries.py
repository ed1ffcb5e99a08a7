"""Queries of the simulated QuickBooks: filters, iterator, company, data extensions."""

import unittest

from ..simulator.seeds.seeds import seed_customers
from ..simulator.wire.status import Refused
from .test_simulator_common import SimulatorMixin, message_set, query

OWNER = "{57F3B9B1-86F1-4fcc-B1EE-566DE1813D20}"
OTHER_OWNER = "{57F3B9B1-86F1-4fcc-B1EE-566DE1813D21}"


class TestFilters(SimulatorMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.ids = {}
        for name in ("bob", "Ann", "Ann Lee", "Cleo"):
            self.ids[name] = self.company.user_add("Customer", Name=name)
        self.ids["Roof"] = self.company.user_add(
            "Customer", Name="Roof", ParentRef={"ListID": self.ids["Ann"]}
        )
        self.company.user_inactivate(self.ids["Cleo"])

    def found(self, filters="", **attributes):
        return self.names(self.ask_one(query(filters, **attributes)))

    def test_lists_come_by_full_name_jobs_after_their_customer(self):
        self.assertEqual(self.found(), ["Ann", "Ann:Roof", "Ann Lee", "bob"])

    def test_only_active_objects_come_unless_asked_for(self):
        status = "<ActiveStatus>{}</ActiveStatus>"
        self.assertNotIn("Cleo", self.found())
        self.assertIn("Cleo", self.found(status.format("All")))
        self.assertEqual(self.found(status.format("InactiveOnly")), ["Cleo"])

    def test_by_id_or_name_inactive_objects_come_too(self):
        self.assertEqual(self.found("<FullName>cleo</FullName>"), ["Cleo"])
        self.assertEqual(self.found(f"<ListID>{self.ids['Cleo']}</ListID>"), ["Cleo"])
        self.assertEqual(self.found("<FullName>ann:roof</FullName>"), ["Ann:Roof"])

    def test_what_is_missing_is_a_warning_beside_what_is_there(self):
        answer = self.ask_one(
            query("<FullName>bleech</FullName><FullName>bob</FullName>")
        )
        self.assert_status(
            answer,
            500,
            "The query request has not been fully completed. There was a required"
            ' element ("bleech") that could not be found in QuickBooks.',
            "Warn",
        )
        self.assertEqual(self.names(answer), ["bob"])

    def test_a_vendor_is_not_found_among_customers(self):
        list_id = self.company.user_add("Vendor", Name="Zed")
        self.assert_status(self.ask_one(query(f"<ListID>{list_id}</ListID>")), 500)

    def test_no_match_is_no_error(self):
        answer = self.ask_one(query("<FromModifiedDate>2030-01-01</FromModifiedDate>"))
        self.assert_status(
            answer,
            1,
            "A query request did not find a matching object in QuickBooks",
            "Info",
        )

    def test_the_window_of_modification_is_inclusive(self):
        moment = self.company.object(self.ids["bob"])["TimeModified"][:19]
        window = "<{0}ModifiedDate>{1}</{0}ModifiedDate>"
        both = window.format("From", moment) + window.format("To", moment)
        self.assertEqual(self.found(both), ["bob"])
        self.assertNotIn("bob", self.found(window.format("From", moment[:-2] + "59")))

    def test_a_date_alone_means_the_whole_day(self):
        self.assertIn("bob", self.found("<ToModifiedDate>2024-07-01</ToModifiedDate>"))
        self.assertEqual(self.found("<ToModifiedDate>2024-06-30</ToModifiedDate>"), [])

    def test_names_are_filtered(self):
        criterion = "<MatchCriterion>{}</MatchCriterion><Name>{}</Name>"
        name = f"<NameFilter>{criterion}</NameFilter>"
        self.assertEqual(
            self.found(name.format("StartsWith", "ANN")), ["Ann", "Ann Lee"]
        )
        self.assertEqual(self.found(name.format("EndsWith", "oof")), ["Ann:Roof"])
        self.assertEqual(self.found(name.format("Contains", "n l")), ["Ann Lee"])
        between = "<FromName>ann l</FromName><ToName>b</ToName>"
        self.assertEqual(
            self.found(f"<NameRangeFilter>{between}</NameRangeFilter>"),
            ["Ann Lee", "bob"],
        )

    def test_balances_are_filtered(self):
        self.company.user_add("Customer", Name="Dan", OpenBalance="12.50")
        more = "<Operator>GreaterThan</Operator><Amount>10.00</Amount>"
        self.assertEqual(
            self.found(f"<TotalBalanceFilter>{more}</TotalBalanceFilter>"), ["Dan"]
        )

    def test_max_returned_cuts_silently(self):
        answer = self.ask_one(query("<MaxReturned>2</MaxReturned>"))
        self.assertEqual(self.names(answer), ["Ann", "Ann:Roof"])
        self.assertIsNone(answer.get("iteratorRemainingCount"))

    def test_small_lists_take_no_max_returned(self):
        for kind in ("StandardTerms", "Terms", "SalesTaxCode"):
            with self.assertRaises(Refused):
                self.ask_one(query("<MaxReturned>2</MaxReturned>", kind))

    def test_only_the_elements_asked_for_are_returned(self):
        answer = self.ask_one(
            query(
                "<IncludeRetElement>ListID</IncludeRetElement>"
                "<IncludeRetElement>EditSequence</IncludeRetElement>"
            )
        )
        self.assertEqual([part.tag for part in answer[0]], ["ListID", "EditSequence"])

    def test_meta_data_counts(self):
        answer = self.ask_one(query(metaData="MetaDataOnly"))
        self.assertEqual((answer.get("retCount"), len(answer)), ("4", 0))
        answer = self.ask_one(query(metaData="MetaDataAndResponseData"))
        self.assertEqual((answer.get("retCount"), len(answer)), ("4", 4))

    def test_a_filter_the_simulator_does_not_have_is_not_ignored(self):
        wanted = "<ClassFilter><FullName>East</FullName></ClassFilter>"
        self.assert_status(self.ask_one(query(wanted)), 1030)

    def test_terms_of_both_kinds_come_together(self):
        answer = self.ask_one(query(kind="Terms"))
        self.assertEqual(
            {ret.tag for ret in answer}, {"StandardTermsRet", "DateDrivenTermsRet"}
        )
        self.assertIn("1st of the month", self.names(answer, "Name"))


class TestIterator(SimulatorMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        for number in range(5):
            self.company.user_add("Customer", Name=f"C{number}")

    def start(self, size=2, filters=""):
        return self.ask_one(
            query(f"<MaxReturned>{size}</MaxReturned>{filters}", iterator="Start")
        )

    def go_on(self, iterator_id, size=2, step="Continue"):
        return self.ask_one(
            query(
                f"<MaxReturned>{size}</MaxReturned>",
                iterator=step,
                iteratorID=iterator_id,
            )
        )

    def test_pages_follow_each_other_and_the_last_still_carries_the_id(self):
        page = self.start()
        iterator_id = page.get("iteratorID")
        seen, left = self.names(page), [page.get("iteratorRemainingCount")]
        while left[-1] != "0":
            page = self.go_on(iterator_id)
            self.assertEqual(page.get("iteratorID"), iterator_id)
            seen += self.names(page)
            left.append(page.get("iteratorRemainingCount"))
        self.assertEqual(seen, ["C0", "C1", "C2", "C3", "C4"])
        self.assertEqual(left, ["3", "1", "0"])

    def test_attributes_stand_in_the_recorded_order(self):
        self.assertEqual(
            list(self.start().keys()),
            [
                "statusCode",
                "statusSeverity",
                "statusMessage",
                "iteratorRemainingCount",
                "iteratorID",
            ],
        )

    def test_there_is_one_iterator_at_a_time(self):
        self.start()
        self.assert_status(self.start(), 3390)

    def test_an_iterator_that_has_ended_makes_room_for_the_next(self):
        self.assertEqual(self.start(5).get("iteratorRemainingCount"), "0")
        iterator_id = self.start().get("iteratorID")
        self.assert_status(self.go_on(iterator_id, step="Stop"), 0)
        self.assert_status(self.start(), 0)

    def test_an_iterator_dies_with_its_session(self):
        iterator_id = self.start().get("iteratorID")
        self.company.end_session()
        self.assert_status(
            self.go_on(iterator_id),
            3391,
            f'The iteratorID "{iterator_id}" is not valid.',
        )

    def test_an_iterator_belongs_to_its_query(self):
        iterator_id = self.start().get("iteratorID")
        answer = self.ask_one(
            query(
                "<MaxReturned>2</MaxReturned>",
                "Vendor",
                iterator="Continue",
                iteratorID=iterator_id,
            )
        )
        self.assert_status(answer, 3391)

    def test_a_change_between_two_pages_shows_on_the_later_page(self):
        iterator_id = self.start().get("iteratorID")
        self.company.user_delete(self.company.find("Customer", "C2")["ListID"])
        self.company.user_mod(self.company.find("Customer", "C3")["ListID"], Phone="9")
        self.company.user_add("Customer", Name="C9")
        page = self.go_on(iterator_id, 9)
        self.assertEqual(self.names(page), ["C3", "C4"])
        self.assertEqual(page[0].findtext("Phone"), "9")

    def test_an_iterator_needs_max_returned(self):
        with self.assertRaises(Refused):
            self.ask_one(query(iterator="Start"))

    def test_an_empty_iterator_has_nothing_left(self):
        answer = self.start(filters="<FromModifiedDate>2030-01-01</FromModifiedDate>")
        self.assert_status(answer, 1)
        self.assertEqual(answer.get("iteratorRemainingCount"), "0")


class TestCompany(SimulatorMixin, unittest.TestCase):
    options = {"name": "Rock Castle", "version": (13, 0), "country": "CA"}

    def test_the_host_tells_country_and_versions(self):
        ret = self.ret("<HostQueryRq />", version="13.0")
        self.assertEqual(ret.findtext("Country"), "CA")
        versions = [one.text for one in ret.findall("SupportedQBXMLVersion")]
        self.assertEqual((versions[0], versions[-1]), ("1.0", "13.0"))

    def test_a_newer_version_than_supported_is_refused(self):
        with self.assertRaises(Refused):
            self.company.process(message_set("<HostQueryRq />", version="16.0"))

    def test_the_company_tells_its_name(self):
        ret = self.ret("<CompanyQueryRq />", version="13.0")
        self.assertEqual(ret.findtext("CompanyName"), "Rock Castle")

    def test_preferences_can_be_changed(self):
        self.company.set_preferences("AccountingPreferences", ClosingDate="2023-12-31")
        ret = self.ret("<PreferencesQueryRq />", version="13.0")
        self.assertEqual(
            ret.findtext("AccountingPreferences/ClosingDate"), "2023-12-31"
        )

    def test_outside_the_us_every_field_is_known(self):
        request = (
            "<CustomerAddRq><CustomerAdd><Name>A</Name><PrintAs>B</PrintAs>"
            "</CustomerAdd></CustomerAddRq>"
        )
        self.assertEqual(self.ret(request, version="13.0").findtext("PrintAs"), "B")


class TestDataExtensions(SimulatorMixin, unittest.TestCase):
    key = f"<OwnerID>{OWNER}</OwnerID><DataExtName>Counter</DataExtName>"
    on_company = "<OtherDataExtType>Company</OtherDataExtType>"

    def define(self):
        return self.ask_one(
            f"<DataExtDefAddRq><DataExtDefAdd>{self.key}"
            "<DataExtType>STR255TYPE</DataExtType>"
            "<AssignToObject>Company</AssignToObject></DataExtDefAdd></DataExtDefAddRq>"
        )

    def write(self, operation, value="", target=None):
        value = f"<DataExtValue>{value}</DataExtValue>" if value else ""
        name = f"DataExt{operation}"
        return self.ask_one(
            f"<{name}Rq><{name}>{self.key}{target or self.on_company}{value}</{name}>"
            f"</{name}Rq>"
        )

    def read(self, owner=OWNER):
        ret = self.ret(f"<CompanyQueryRq><OwnerID>{owner}</OwnerID></CompanyQueryRq>")
        return {
            one.findtext("DataExtName"): one.findtext("DataExtValue")
            for one in ret.findall("DataExtRet")
        }

    def test_a_value_of_the_company_comes_back_under_its_owner_only(self):
        self.assert_status(self.define(), 0)
        self.assert_status(self.write("Add", "7"), 0)
        self.assertEqual(self.read(), {"Counter": "7"})
        self.assertEqual(self.read(OWNER.lower()), {"Counter": "7"})
        self.assertEqual(self.read(OTHER_OWNER), {})
        self.assertIsNone(self.ret("<CompanyQueryRq />").find("DataExtRet"))

    def test_a_value_can_be_changed_and_deleted(self):
        self.define()
        self.write("Add", "7")
        answer = self.write("Mod", "8")
        self.assertEqual(answer.findtext("DataExtRet/DataExtValue"), "8")
        self.assertEqual(self.read(), {"Counter": "8"})
        self.assert_status(self.write("Del"), 0)
        self.assertEqual(self.read(), {})

    def test_a_value_needs_its_definition(self):
        self.assert_status(self.write("Add", "7"), 3120)

    def test_add_and_mod_know_whether_the_value_is_there(self):
        self.define()
        self.assert_status(self.write("Mod", "7"), 3120)
        self.write("Add", "7")
        self.assert_status(self.write("Add", "8"), 3100)
        self.assert_status(self.define(), 3100)

    def test_definitions_can_be_asked_for(self):
        self.define()
        answer = self.ask_one(
            f"<DataExtDefQueryRq><OwnerID>{OWNER}</OwnerID></DataExtDefQueryRq>"
        )
        self.assertEqual(self.names(answer, "DataExtName"), ["Counter"])
        other = (
            f"<DataExtDefQueryRq><OwnerID>{OTHER_OWNER}</OwnerID></DataExtDefQueryRq>"
        )
        self.assert_status(self.ask_one(other), 1)

    def test_a_list_object_can_have_values_too(self):
        self.define()
        self.company.user_add("Customer", Name="Ann")
        target = (
            "<ListDataExtType>Customer</ListDataExtType>"
            "<ListObjRef><FullName>Ann</FullName></ListObjRef>"
        )
        self.assert_status(self.write("Add", "7", target), 0)
        ret = self.ret(query(f"<OwnerID>{OWNER}</OwnerID>"))
        self.assertEqual(ret.findtext("DataExtRet/DataExtValue"), "7")
        self.assertIsNone(self.ret(query()).find("DataExtRet"))


class TestSeeds(SimulatorMixin, unittest.TestCase):
    def test_made_up_customers_are_the_same_for_the_same_seed(self):
        seed_customers(self.company, 30, 7)
        first = [one["FullName"] for one in self.company.objects("Customer")]
        self.setUp()
        seed_customers(self.company, 30, 7)
        second = [one["FullName"] for one in self.company.objects("Customer")]
        self.assertEqual(first, second)
        self.assertEqual(len(first), 30)
        self.assertTrue(any(":" in name for name in first))
