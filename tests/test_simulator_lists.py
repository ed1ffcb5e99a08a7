"""Adding, changing and deleting list objects in the simulated QuickBooks."""

import unittest

from ..simulator.wire.status import Failed, Refused
from .test_simulator_common import SimulatorMixin, add, message_set, mod, query

GUID = "{57f3b9b1-86f1-4fcc-b1ee-566de1813d20}"


class TestAdd(SimulatorMixin, unittest.TestCase):
    def test_a_new_customer_comes_back_whole_and_in_the_order_of_the_schema(self):
        ret = self.ret(add("Ann", "<Phone>1</Phone>"))
        self.assertEqual(
            [child.tag for child in ret],
            [
                "ListID",
                "TimeCreated",
                "TimeModified",
                "EditSequence",
                "Name",
                "FullName",
                "IsActive",
                "Sublevel",
                "Phone",
                "Balance",
                "TotalBalance",
                "SalesTaxCodeRef",
                "ItemSalesTaxRef",
                "JobStatus",
                "PreferredDeliveryMethod",
            ],
        )
        self.assertEqual(ret.findtext("TotalBalance"), "0.00")
        self.assertEqual(ret.findtext("ItemSalesTaxRef/FullName"), "Out of State")

    def test_ids_look_like_those_of_quickbooks(self):
        ret = self.ret(add("Ann"))
        self.assertRegex(ret.findtext("ListID"), r"^80000001-\d{10}$")
        self.assertRegex(ret.findtext("EditSequence"), r"^\d{10}$")

    def test_ids_start_anew_in_every_list(self):
        terms = self.company.find("StandardTerms", "Due on receipt")
        customer = self.ret(add("Ann"))
        self.assertEqual(terms["ListID"][:8], customer.findtext("ListID")[:8])

    def test_an_older_version_does_not_see_newer_elements(self):
        address = "<BillAddress><Addr1>1 Main</Addr1></BillAddress>"
        self.assertIsNotNone(self.ret(add("Ann", address)).find("BillAddressBlock"))
        old = self.ret(add("Bob", address), version="5.0")
        self.assertIsNone(old.find("BillAddressBlock"))
        self.assertIsNone(old.find("PreferredDeliveryMethod"))

    def test_the_address_block_has_the_address_as_printed(self):
        ret = self.ret(
            add(
                "Ann",
                "<BillAddress><Addr1>1 Main</Addr1><City>Salem</City><State>OR</State>"
                "<PostalCode>97301</PostalCode><Country>USA</Country></BillAddress>",
            )
        )
        lines = [line.text for line in ret.find("BillAddressBlock")]
        self.assertEqual(lines, ["1 Main", "Salem, OR 97301", "USA"])

    def test_the_external_guid_is_kept(self):
        field = f"<ExternalGUID>{GUID}</ExternalGUID>"
        self.assertEqual(self.ret(add("Ann", field)).findtext("ExternalGUID"), GUID)
        found = self.ret(query("<FullName>Ann</FullName>"))
        self.assertEqual(found.findtext("ExternalGUID"), GUID)

    def test_values_are_printed_as_quickbooks_prints_them(self):
        ret = self.ret(
            add("Ann", "<IsActive>0</IsActive><CreditLimit>10</CreditLimit>")
        )
        self.assertEqual(ret.findtext("IsActive"), "false")
        self.assertEqual(ret.findtext("CreditLimit"), "10.00")

    def test_only_the_elements_asked_for_are_returned(self):
        request = add("Ann").replace(
            "</CustomerAddRq>",
            "<IncludeRetElement>ListID</IncludeRetElement></CustomerAddRq>",
        )
        self.assertEqual([child.tag for child in self.ret(request)], ["ListID"])

    def test_a_company_without_sales_tax_adds_no_tax_code(self):
        self.options = {"sales_tax": False}
        self.setUp()
        self.assertIsNone(self.ret(add("Ann")).find("SalesTaxCodeRef"))

    def test_a_name_is_unique_whatever_its_case(self):
        self.ret(add("Ann"))
        answer = self.ask_one(add("ANN"))
        self.assert_status(
            answer, 3100, 'The name "ANN" of the list element is already in use.'
        )

    def test_customers_and_vendors_share_their_names(self):
        self.ret(add("Ann"))
        self.assert_status(self.ask_one(add("Ann", kind="Vendor")), 3100)

    def test_a_name_holds_no_colon(self):
        self.assert_status(self.ask_one(add("Incorrect : Name")), 3090)

    def test_a_name_must_not_be_empty(self):
        self.assert_status(self.ask_one(add("")), 3150)

    def test_text_that_is_too_long_fails_its_own_request_only(self):
        first, second = self.ask(add("x" * 42), add("Ann"))
        self.assert_status(
            first, 3070, f'The string "{"x" * 42}" in the field "Name" is too long.'
        )
        self.assert_status(second, 0)

    def test_a_field_us_desktop_does_not_know_is_left_out_with_a_warning(self):
        answer = self.ask_one(add("Ann", "<PrintAs>A</PrintAs><Phone>1</Phone>"))
        self.assert_status(
            answer,
            530,
            'The field "PrintAs" is not supported by this implementation.',
            "Warn",
        )
        self.assertEqual(answer[0].findtext("Phone"), "1")
        self.assertNotIn("PrintAs", self.company.find("Customer", "Ann"))

    def test_a_reference_that_points_nowhere_fails(self):
        fields = "<TermsRef><FullName>Net 99</FullName></TermsRef>"
        self.assert_status(
            self.ask_one(add("Ann", fields)),
            3140,
            'There is an invalid reference to QuickBooks Terms "Net 99" in the'
            " Customer. QuickBooks error message: Invalid argument. The specified"
            " record does not exist in the list.",
        )

    def test_a_reference_is_found_by_name_or_id(self):
        terms = self.company.find("StandardTerms", "Net 30")
        by_name = self.ret(
            add("Ann", "<TermsRef><FullName>NET 30</FullName></TermsRef>")
        )
        by_id = self.ret(
            add("Bob", f"<TermsRef><ListID>{terms['ListID']}</ListID></TermsRef>")
        )
        for ret in (by_name, by_id):
            self.assertEqual(ret.findtext("TermsRef/ListID"), terms["ListID"])
            self.assertEqual(ret.findtext("TermsRef/FullName"), "Net 30")

    def test_a_reference_in_a_list_is_resolved_too(self):
        fields = "<PrefillAccountRef><FullName>Rent</FullName></PrefillAccountRef>"
        self.assert_status(self.ask_one(add("Bob", fields, "Vendor")), 3140)

    def test_a_failed_request_leaves_nothing_behind(self):
        before = self.company.store.dump()
        self.ask_one(add("Ann", "<TermsRef><FullName>no</FullName></TermsRef>"))
        self.assertEqual(self.company.store.dump(), before)

    def test_a_message_the_simulator_does_not_serve_says_so(self):
        self.assert_status(self.ask_one("<EstimateQueryRq />"), 1030)

    def test_every_declared_list_can_be_added_and_found(self):
        for kind, fields in (
            ("Vendor", "<VendorAddress><Addr1>x</Addr1></VendorAddress>"),
            ("StandardTerms", "<StdDueDays>7</StdDueDays>"),
            ("DateDrivenTerms", "<DayOfMonthDue>7</DayOfMonthDue>"),
            ("ItemSalesTax", "<TaxRate>7.25</TaxRate>"),
            ("Class", ""),
            ("CustomerType", ""),
            ("JobType", ""),
            ("VendorType", ""),
            ("PaymentMethod", ""),
        ):
            with self.subTest(kind=kind):
                ret = self.ret(add(f"New {kind}", fields, kind))
                found = self.ret(query(f"<FullName>New {kind}</FullName>", kind))
                self.assertEqual(ret.findtext("ListID"), found.findtext("ListID"))


class TestJobs(SimulatorMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.ann = self.company.user_add("Customer", Name="Ann")
        self.job = self.company.user_add(
            "Customer", Name="Roof", ParentRef={"ListID": self.ann}
        )

    def test_a_job_has_a_path_a_level_and_a_parent(self):
        job = self.company.object(self.job)
        self.assertEqual(job["FullName"], "Ann:Roof")
        self.assertEqual(job["Sublevel"], "1")
        self.assertEqual(job["ParentRef"], {"ListID": self.ann, "FullName": "Ann"})

    def test_the_same_name_may_stand_below_two_customers(self):
        self.company.user_add("Customer", Name="Bob")
        parent = "<ParentRef><FullName>Bob</FullName></ParentRef>"
        self.assertEqual(self.ret(add("Roof", parent)).findtext("FullName"), "Bob:Roof")

    def test_renaming_a_customer_renames_the_path_of_its_jobs_and_nothing_else(self):
        before = self.company.object(self.job)
        self.company.user_mod(self.ann, Name="Anne")
        after = self.company.object(self.job)
        self.assertEqual(after["FullName"], "Anne:Roof")
        self.assertEqual(after["ParentRef"]["FullName"], "Anne")
        for name in ("EditSequence", "TimeModified", "Name"):
            self.assertEqual(after[name], before[name])

    def test_a_missing_parent_is_named(self):
        parent = (
            "<ParentRef><FullName>NONEXISTENT-PARENT-CUSTOMER</FullName></ParentRef>"
        )
        self.assert_status(
            self.ask_one(add("Roof", parent)),
            3130,
            'There is an invalid reference to a parent "NONEXISTENT-PARENT-CUSTOMER" in'
            " the Customers list.  QuickBooks error message: Invalid argument.  The"
            " specified record does not exist in the list.",
        )

    def test_a_job_can_move_but_not_below_itself(self):
        row = self.company.object(self.ann)
        parent = f"<ParentRef><ListID>{self.job}</ListID></ParentRef>"
        answer = self.ask_one(mod(self.ann, row["EditSequence"], parent))
        self.assert_status(answer, 3130)
        bob = self.company.user_add("Customer", Name="Bob")
        self.company.user_mod(self.job, ParentRef={"ListID": bob})
        self.assertEqual(self.company.object(self.job)["FullName"], "Bob:Roof")

    def test_a_job_can_become_a_customer(self):
        self.company.user_mod(self.job, ParentRef={"ListID": ""})
        job = self.company.object(self.job)
        self.assertEqual((job["FullName"], job["Sublevel"]), ("Roof", "0"))
        self.assertNotIn("ParentRef", job)

    def test_a_customer_with_jobs_cannot_be_deleted(self):
        with self.assertRaises(Failed):
            self.company.user_delete(self.ann)


class TestMod(SimulatorMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.id = self.company.user_add(
            "Customer",
            Name="Ann",
            Phone="1",
            Fax="2",
            TermsRef="Net 30",
            BillAddress={"Addr1": "1 Main", "City": "Salem"},
        )

    def mod(self, fields):
        sequence = self.company.object(self.id)["EditSequence"]
        return self.ret(mod(self.id, sequence, fields))

    def test_absent_keeps_and_empty_clears(self):
        ret = self.mod("<Phone></Phone><Email>a@b.example</Email>")
        self.assertIsNone(ret.find("Phone"))
        self.assertEqual(ret.findtext("Fax"), "2")
        self.assertEqual(ret.findtext("Email"), "a@b.example")

    def test_an_address_changes_only_what_it_names(self):
        ret = self.mod("<BillAddress><Addr1>2 Main</Addr1><City></City></BillAddress>")
        self.assertEqual([part.text for part in ret.find("BillAddress")], ["2 Main"])
        ret = self.mod("<BillAddress><Addr1></Addr1></BillAddress>")
        self.assertIsNone(ret.find("BillAddress"))

    def test_an_empty_reference_clears(self):
        ret = self.mod("<TermsRef><ListID></ListID></TermsRef>")
        self.assertIsNone(ret.find("TermsRef"))

    def test_every_change_has_a_later_edit_sequence_and_time(self):
        first = self.mod("<Phone>3</Phone>")
        second = self.mod("<Phone>3</Phone>")
        for name in ("EditSequence", "TimeModified"):
            self.assertLess(first.findtext(name), second.findtext(name))
        self.assertEqual(first.findtext("TimeCreated"), second.findtext("TimeCreated"))

    def test_the_edit_sequence_grows_when_the_clock_is_turned_back(self):
        before = int(self.company.object(self.id)["EditSequence"])
        self.clock.advance(hours=-1)
        ret = self.mod("<Phone>3</Phone>")
        self.assertGreater(int(ret.findtext("EditSequence")), before)
        self.assertLess(ret.findtext("TimeModified"), ret.findtext("TimeCreated"))

    def test_a_balance_moves_without_a_new_edit_sequence(self):
        before = self.company.object(self.id)
        self.company.set_balance(self.id, "12.50")
        after = self.company.object(self.id)
        self.assertEqual((after["Balance"], after["TotalBalance"]), ("12.50",) * 2)
        for name in ("EditSequence", "TimeModified"):
            self.assertEqual(after[name], before[name])

    def test_a_stale_edit_sequence_comes_with_the_current_object(self):
        stale = self.company.object(self.id)["EditSequence"]
        current = self.company.user_mod(self.id, Phone="9")
        answer = self.ask_one(mod(self.id, stale, "<Phone>3</Phone>"))
        self.assert_status(
            answer, 3200, f'The provided edit sequence "{stale}" is out-of-date. '
        )
        self.assertEqual(answer[0].findtext("EditSequence"), current)
        self.assertEqual(answer[0].findtext("Phone"), "9")

    def test_an_object_that_is_not_there_cannot_be_changed(self):
        self.assert_status(
            self.ask_one(mod("8000001B-1405768916", "1")),
            3120,
            'Object "8000001B-1405768916" specified in the request cannot be found.'
            " QuickBooks error message: Invalid argument. The specified record does not"
            " exist in the list.",
        )

    def test_an_id_of_another_list_is_not_found(self):
        terms = self.company.find("StandardTerms", "Net 30")
        self.assert_status(self.ask_one(mod(terms["ListID"], "1")), 3120)

    def test_terms_have_no_mod(self):
        with self.assertRaises(Refused):
            self.ask_one(mod("1-1", "1", kind="StandardTerms"))

    def test_a_name_in_use_cannot_be_taken(self):
        self.company.user_add("Vendor", Name="Bob")
        sequence = self.company.object(self.id)["EditSequence"]
        answer = self.ask_one(mod(self.id, sequence, "<Name>bob</Name>"))
        self.assert_status(answer, 3100)
        self.assertEqual(self.mod("<Name>ANN</Name>").findtext("Name"), "ANN")

    def test_contacts_and_notes_have_ids_of_their_own(self):
        ret = self.ret(
            add(
                "Bob",
                "<Contacts><FirstName>Al</FirstName></Contacts>"
                "<AdditionalNotes><Note>one</Note></AdditionalNotes>",
            )
        )
        contact = ret.findtext("ContactsRet/ListID")
        self.assertEqual(ret.findtext("AdditionalNotesRet/NoteID"), "1")
        ret = self.ret(
            mod(
                ret.findtext("ListID"),
                ret.findtext("EditSequence"),
                f"<ContactsMod><ListID>{contact}</ListID><FirstName>Ali</FirstName>"
                "</ContactsMod><AdditionalNotesMod><NoteID>1</NoteID><Note>two</Note>"
                "</AdditionalNotesMod>",
            )
        )
        self.assertEqual(len(ret.findall("ContactsRet")), 1)
        self.assertEqual(ret.findtext("ContactsRet/FirstName"), "Ali")
        self.assertEqual(ret.findtext("AdditionalNotesRet/Note"), "two")

    def test_a_planned_failure_happens_once(self):
        self.company.failures.plan("CustomerMod", 3180, "modified by another user")
        sequence = self.company.object(self.id)["EditSequence"]
        answer = self.ask_one(mod(self.id, sequence, "<Phone>3</Phone>"))
        self.assert_status(answer, 3180, "modified by another user", "Error")
        self.assertEqual(self.mod("<Phone>3</Phone>").findtext("Phone"), "3")


class TestDelete(SimulatorMixin, unittest.TestCase):
    def delete(self, list_id, kind="Customer"):
        return self.ask_one(
            f"<ListDelRq><ListDelType>{kind}</ListDelType><ListID>{list_id}</ListID>"
            "</ListDelRq>"
        )

    def deleted(self, window="", kinds=("Customer",)):
        types = "".join(f"<ListDelType>{kind}</ListDelType>" for kind in kinds)
        if window:
            window = f"<DeletedDateRangeFilter>{window}</DeletedDateRangeFilter>"
        return self.ask_one(query(types + window, "ListDeleted"))

    def test_a_deleted_object_is_gone_and_listed_as_deleted(self):
        list_id = self.company.user_add("Customer", Name="Ann")
        answer = self.delete(list_id)
        self.assert_status(answer, 0)
        self.assertEqual(answer.findtext("FullName"), "Ann")
        self.assertIsNone(self.company.object(list_id))
        (ret,) = self.deleted()
        self.assertEqual(
            [part.tag for part in ret],
            ["ListDelType", "ListID", "TimeCreated", "TimeDeleted", "FullName"],
        )
        self.assertEqual(ret.findtext("ListID"), list_id)
        self.assertEqual(ret.findtext("TimeDeleted"), answer.findtext("TimeDeleted"))

    def test_only_the_types_and_times_asked_for_are_listed(self):
        list_id = self.company.user_add("Vendor", Name="Bob")
        self.company.user_delete(list_id)
        self.assert_status(self.deleted(), 1, severity="Info")
        self.assertEqual(len(self.deleted(kinds=("Customer", "Vendor"))), 1)
        later = "<FromDeletedDate>2024-07-02</FromDeletedDate>"
        self.assert_status(self.deleted(later, ("Vendor",)), 1)
        same_day = "<ToDeletedDate>2024-07-01</ToDeletedDate>"
        self.assertEqual(len(self.deleted(same_day, ("Vendor",))), 1)

    def test_deletions_are_forgotten_after_three_months(self):
        self.company.user_delete(self.company.user_add("Customer", Name="Ann"))
        self.clock.advance(days=91)
        self.assert_status(self.deleted(), 1)

    def test_terms_in_use_cannot_be_deleted(self):
        self.company.user_add("Customer", Name="Ann", TermsRef="Net 30")
        terms = self.company.find("StandardTerms", "Net 30")
        self.assert_status(self.delete(terms["ListID"], "StandardTerms"), 3160)
        unused = self.company.find("StandardTerms", "Net 15")
        self.assert_status(self.delete(unused["ListID"], "StandardTerms"), 0)

    def test_the_type_must_be_right(self):
        list_id = self.company.user_add("Customer", Name="Ann")
        self.assert_status(self.delete(list_id, "Vendor"), 3120)

    def test_a_merged_object_vanishes_without_a_deletion(self):
        kept = self.company.user_add("Customer", Name="Ann")
        gone = self.company.user_add("Customer", Name="Anne")
        job = self.company.user_add("Customer", Name="Job", ParentRef={"ListID": gone})
        self.company.user_merge(kept, gone)
        self.assertIsNone(self.company.object(gone))
        self.assertEqual(self.company.object(job)["FullName"], "Ann:Job")
        self.assert_status(self.deleted(), 1)

    def test_merged_terms_are_shown_by_those_who_had_them(self):
        kept = self.company.find("StandardTerms", "Net 30")["ListID"]
        gone = self.company.find("StandardTerms", "Net 15")["ListID"]
        ann = self.company.user_add("Customer", Name="Ann", TermsRef="Net 15")
        self.company.user_merge(kept, gone, kind="StandardTerms")
        self.assertEqual(self.company.object(ann)["TermsRef"]["FullName"], "Net 30")


class TestMessageSets(SimulatorMixin, unittest.TestCase):
    def test_stop_on_error_leaves_the_rest_alone(self):
        answers = self.ask(
            add("A", request_id="1"),
            add("a", request_id="2"),
            add("B", request_id="3"),
            on_error="stopOnError",
        )
        self.assertEqual(
            [answer.get("statusCode") for answer in answers], ["0", "3100", "3231"]
        )
        self.assert_status(answers[2], 3231, "The request has not been processed.")
        self.assertEqual(
            [answer.get("requestID") for answer in answers], ["1", "2", "3"]
        )
        self.assertIsNone(self.company.find("Customer", "B"))

    def test_continue_on_error_goes_on(self):
        answers = self.ask(add("A"), add("a"), add("B"))
        self.assertEqual(
            [answer.get("statusCode") for answer in answers], ["0", "3100", "0"]
        )

    def test_a_warning_does_not_stop(self):
        answers = self.ask(
            query("<FullName>no</FullName>"), add("A"), on_error="stopOnError"
        )
        self.assertEqual([answer.get("statusCode") for answer in answers], ["500", "0"])

    def test_a_request_id_has_fifty_characters_at_most(self):
        first, second = self.ask(
            add("A", request_id="x" * 50), add("B", request_id="x" * 51)
        )
        self.assert_status(first, 0)
        self.assert_status(second, 1060)

    def test_response_data_can_be_left_out(self):
        answer = self.ask_one(add("A"), responseData="includeNone")
        self.assert_status(answer, 0)
        self.assertEqual(len(answer), 0)

    def test_a_refused_set_runs_nothing_of_it(self):
        before = self.company.store.dump()
        for broken in ("<CustomerAddRq />", "<NoSuchRq />", add("B", "<Nix>1</Nix>")):
            with self.assertRaises(Refused) as caught:
                self.company.process(message_set(add("A"), broken))
            self.assertEqual(caught.exception.hresult, "0x80040400")
            self.assertEqual(
                caught.exception.message,
                "QuickBooks found an error when parsing the provided XML text stream.",
            )
        self.assertEqual(self.company.store.dump(), before)


class TestCopies(SimulatorMixin, unittest.TestCase):
    def test_a_snapshot_puts_everything_back_more_than_once(self):
        list_id = self.company.user_add("Customer", Name="Ann")
        snapshot = self.company.snapshot()
        before = self.company.store.dump()
        for name in ("Bob", "Cleo"):
            self.company.user_mod(list_id, Name=name)
            self.company.restore(snapshot)
            self.assertEqual(self.company.store.dump(), before)

    def test_a_copy_goes_its_own_way(self):
        list_id = self.company.user_add("Customer", Name="Ann")
        copy = self.company.copy(r"C:\Copy.qbw")
        copy.user_mod(list_id, Name="Bob")
        self.assertEqual(self.company.object(list_id)["Name"], "Ann")
        self.assertEqual(copy.object(list_id)["Name"], "Bob")
        self.assertEqual(copy.file_path, r"C:\Copy.qbw")

    def test_ids_that_two_lists_share_need_the_kind(self):
        self.company.new_id = lambda *args: "1-1"
        self.company.user_add("Customer", Name="Ann")
        self.company.user_add("Class", Name="East")
        with self.assertRaises(LookupError):
            self.company.user_mod("1-1", Name="X")
        self.company.user_mod("1-1", "Class", Name="West")
        self.assertEqual(self.company.object("1-1", "Customer")["Name"], "Ann")
