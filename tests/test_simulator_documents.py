"""Invoices and credit memos in the simulated QuickBooks: headers, totals, queries."""

import unittest

from ..simulator.transactions.documents import next_number
from ..simulator.wire.status import Refused
from .test_simulator_common import SimulatorMixin, message_set, query

GUID = "{57f3b9b1-86f1-4fcc-b1ee-566de1813d20}"


def txn_add(kind, fields, include=""):
    """An Add request of a transaction."""
    return f"<{kind}AddRq><{kind}Add>{fields}</{kind}Add>{include}</{kind}AddRq>"


def txn_mod(kind, ret, fields):
    """A Mod request of the transaction that a Ret shows."""
    return (
        f"<{kind}ModRq><{kind}Mod><TxnID>{ret.findtext('TxnID')}</TxnID>"
        f"<EditSequence>{ret.findtext('EditSequence')}</EditSequence>"
        f"{fields}</{kind}Mod></{kind}ModRq>"
    )


def named(element, full_name):
    """A reference by FullName."""
    return f"<{element}><FullName>{full_name}</FullName></{element}>"


def line(item="Work", fields="", kind="Invoice"):
    """A line of an Add."""
    reference = named("ItemRef", item) if item else ""
    return f"<{kind}LineAdd>{reference}{fields}</{kind}LineAdd>"


class DocumentMixin(SimulatorMixin):
    """A company with a customer Ann (Net 30, taxed 6 %) and an item Work at 100.00."""

    def setUp(self):
        super().setUp()
        company = self.company
        company.user_add("ItemSalesTax", Name="Metro", TaxRate="6.00")
        self.work = self.item("Work", "100.00", Desc="Hours")
        self.ann = company.user_add(
            "Customer",
            Name="Ann",
            TermsRef="Net 30",
            ItemSalesTaxRef="Metro",
            BillAddress={"Addr1": "1 Main St", "City": "Salem"},
        )

    def tearDown(self):
        self.assertEqual(self.company.books.faults(), [])
        super().tearDown()

    def item(self, name, price, code="Tax", **sales):
        """Make a service item; returns its ListID."""
        return self.company.user_add(
            "ItemService",
            Name=name,
            SalesTaxCodeRef=code,
            SalesOrPurchase={"Price": price, "AccountRef": "Sales", **sales},
        )

    def document(self, *lines, fields="", kind="Invoice", customer="Ann"):
        """The Ret of a new document."""
        content = named("CustomerRef", customer) + fields + "".join(lines)
        return self.ret(txn_add(kind, content))

    def texts(self, ret, *paths):
        """The texts at some paths of an element."""
        return [ret.findtext(path) for path in paths]


class TestInvoiceAdd(DocumentMixin, unittest.TestCase):
    def test_an_invoice_comes_back_whole_and_in_the_order_of_the_schema(self):
        ret = self.document(line(fields="<Quantity>2</Quantity>"))
        self.assertEqual(
            [child.tag for child in ret],
            [
                "TxnID",
                "TimeCreated",
                "TimeModified",
                "EditSequence",
                "TxnNumber",
                "CustomerRef",
                "ARAccountRef",
                "TemplateRef",
                "TxnDate",
                "RefNumber",
                "BillAddress",
                "BillAddressBlock",
                "IsPending",
                "IsFinanceCharge",
                "TermsRef",
                "DueDate",
                "ShipDate",
                "Subtotal",
                "ItemSalesTaxRef",
                "SalesTaxPercentage",
                "SalesTaxTotal",
                "AppliedAmount",
                "BalanceRemaining",
                "IsPaid",
                "IsToBePrinted",
                "IsToBeEmailed",
                "CustomerSalesTaxCodeRef",
                "InvoiceLineRet",
            ],
        )

    def test_the_customer_gives_what_is_left_out(self):
        ret = self.document(line(), fields="<TxnDate>2024-07-10</TxnDate>")
        self.assertEqual(
            self.texts(
                ret,
                "TermsRef/FullName",
                "DueDate",
                "ItemSalesTaxRef/FullName",
                "CustomerSalesTaxCodeRef/FullName",
                "BillAddress/City",
                "ARAccountRef/FullName",
            ),
            ["Net 30", "2024-08-09", "Metro", "Tax", "Salem", "Accounts Receivable"],
        )

    def test_totals_with_tax(self):
        ret = self.document(line(fields="<Quantity>1.5</Quantity>"))
        self.assertEqual(
            self.texts(
                ret,
                "Subtotal",
                "SalesTaxPercentage",
                "SalesTaxTotal",
                "AppliedAmount",
                "BalanceRemaining",
                "IsPaid",
            ),
            ["150.00", "6.00", "9.00", "0.00", "159.00", "false"],
        )

    def test_tax_is_rounded_half_up_on_the_taxable_subtotal(self):
        self.item("Free", "10.00", code="Non")
        ret = self.document(
            line(fields="<Rate>0.25</Rate>"),
            line("Free"),
            line(fields="<Rate>0</Rate>"),
        )
        self.assertEqual(
            self.texts(ret, "Subtotal", "SalesTaxTotal"), ["10.25", "0.02"]
        )

    def test_a_customer_with_code_non_is_not_taxed(self):
        ret = self.document(line(), fields=named("CustomerSalesTaxCodeRef", "Non"))
        self.assertEqual(ret.findtext("SalesTaxTotal"), "0.00")
        self.assertEqual(ret.findtext("BalanceRemaining"), "100.00")

    def test_a_tax_group_charges_each_of_its_items(self):
        self.company.user_add("ItemSalesTax", Name="City", TaxRate="1.10")
        self.company.user_add(
            "ItemSalesTaxGroup", Name="Both", ItemSalesTaxRef=["Metro", "City"]
        )
        ret = self.document(
            line(fields="<Rate>0.45</Rate>"), fields=named("ItemSalesTaxRef", "Both")
        )
        self.assertEqual(ret.findtext("SalesTaxPercentage"), "7.10")
        self.assertEqual(ret.findtext("SalesTaxTotal"), "0.03")

    def test_numbers_count_on_and_may_repeat(self):
        self.document(line(), fields="<RefNumber>A-09</RefNumber>")
        self.assertEqual(self.document(line()).findtext("RefNumber"), "A-10")
        again = self.document(line(), fields="<RefNumber>A-09</RefNumber>")
        self.assertEqual(again.findtext("RefNumber"), "A-09")
        blank = self.document(line(), fields="<RefNumber></RefNumber>")
        self.assertIsNone(blank.find("RefNumber"))

    def test_the_number_after_another(self):
        after = [next_number(last) for last in ("", "9", "009", "A-99", "ABC")]
        self.assertEqual(after, ["1", "10", "010", "A-100", "ABC1"])

    def test_a_number_of_twelve_characters_is_too_long(self):
        fields = named("CustomerRef", "Ann") + "<RefNumber>123456789012</RefNumber>"
        self.assert_status(self.ask_one(txn_add("Invoice", fields)), 3070)
        self.assertEqual(self.company.objects("Invoice"), [])

    def test_an_unknown_customer_or_item_fails(self):
        answer = self.ask_one(txn_add("Invoice", named("CustomerRef", "Joe")))
        self.assert_status(
            answer,
            3140,
            'There is an invalid reference to QuickBooks Customer "Joe" in the Invoice.'
            " QuickBooks error message: Invalid argument. The specified record does not"
            " exist in the list.",
        )
        content = named("CustomerRef", "Ann") + line("Nothing")
        answer = self.ask_one(txn_add("Invoice", content))
        self.assert_status(answer, 3140)
        self.assertIn("Item", answer.get("statusMessage"))

    def test_a_total_below_zero_is_refused(self):
        content = named("CustomerRef", "Ann") + line(fields="<Rate>-1.00</Rate>")
        self.assert_status(
            self.ask_one(txn_add("Invoice", content)),
            3180,
            "There was an error when saving a Invoice. QuickBooks error message:"
            " Transaction amount must be positive.",
        )

    def test_ids_are_counted_together_with_those_of_the_lines(self):
        first, second = self.document(line(), line()), self.document(line())
        number = int(first.findtext("TxnID").partition("-")[0], 16)
        ids = first.findall("InvoiceLineRet/TxnLineID")
        self.assertEqual(
            [int(one.text.partition("-")[0], 16) for one in ids],
            [number + 2, number + 3],
        )
        self.assertGreater(int(second.findtext("TxnID").partition("-")[0], 16), number)
        self.assertEqual(self.texts(second, "TxnNumber"), ["2"])

    def test_a_macro_is_refused(self):
        with self.assertRaises(Refused):
            request = txn_add("Invoice", named("CustomerRef", "Ann"))
            self.company.process(
                message_set(
                    request.replace("<InvoiceAdd>", '<InvoiceAdd defMacro="x">')
                )
            )

    def test_the_external_guid_is_kept(self):
        ret = self.document(line(), fields=f"<ExternalGUID>{GUID}</ExternalGUID>")
        self.assertEqual(ret.findtext("ExternalGUID"), GUID)


class TestCreditMemo(DocumentMixin, unittest.TestCase):
    def test_a_credit_memo_has_a_total_and_what_remains_of_it(self):
        ret = self.document(line(kind="CreditMemo"), kind="CreditMemo")
        self.assertEqual(
            self.texts(ret, "Subtotal", "SalesTaxTotal", "TotalAmount"),
            ["100.00", "6.00", "106.00"],
        )
        self.assertEqual(ret.findtext("CreditRemaining"), "106.00")
        self.assertIsNone(ret.find("BalanceRemaining"))
        self.assertIsNone(ret.find("IsPaid"))

    def test_it_must_have_a_line(self):
        with self.assertRaises(Refused):
            self.ask_one(txn_add("CreditMemo", named("CustomerRef", "Ann")))

    def test_it_counts_on_the_number_of_the_last_invoice(self):
        self.document(line(), fields="<RefNumber>20</RefNumber>")
        ret = self.document(line(kind="CreditMemo"), kind="CreditMemo")
        self.assertEqual(ret.findtext("RefNumber"), "21")


class TestMod(DocumentMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.invoice = self.document(line(), fields="<Memo>Old</Memo>")

    def mod(self, fields):
        """The Rs of a change of the invoice."""
        return self.ask_one(txn_mod("Invoice", self.invoice, fields))

    def test_named_fields_change_and_others_stay(self):
        (ret,) = self.mod("<PONumber>7</PONumber><Memo></Memo>")
        self.assertEqual(ret.findtext("PONumber"), "7")
        self.assertIsNone(ret.find("Memo"))
        self.assertEqual(len(ret.findall("InvoiceLineRet")), 1)
        self.assertNotEqual(
            ret.findtext("EditSequence"), self.invoice.findtext("EditSequence")
        )

    def test_a_stale_edit_sequence_comes_with_the_current_invoice(self):
        self.company.user_mod(self.invoice.findtext("TxnID"), Memo="Of a person")
        answer = self.mod("<Memo>Mine</Memo>")
        self.assert_status(answer, 3200)
        self.assertEqual(answer[0].findtext("Memo"), "Of a person")
        again = self.ask_one(txn_mod("Invoice", answer[0], "<Memo>Mine</Memo>"))
        self.assert_status(again, 0)

    def test_what_must_have_a_value_cannot_be_cleared(self):
        for name in ("CustomerRef", "ARAccountRef", "TemplateRef"):
            with self.subTest(name=name):
                self.assert_status(self.mod(f"<{name}></{name}>"), 3150)

    def test_the_due_date_follows_the_terms_unless_it_is_named(self):
        (ret,) = self.mod(named("TermsRef", "Net 10"))
        self.assertEqual(
            self.texts(ret, "TxnDate", "DueDate"), ["2024-07-01", "2024-07-11"]
        )
        self.invoice = ret
        (ret,) = self.mod("<TxnDate>2024-07-02</TxnDate><DueDate>2024-08-01</DueDate>")
        self.assertEqual(ret.findtext("DueDate"), "2024-08-01")

    def test_an_unknown_invoice_is_not_found(self):
        self.company.user_delete(self.invoice.findtext("TxnID"))
        self.assert_status(self.mod("<Memo>x</Memo>"), 3120)

    def test_another_tax_item_changes_the_total(self):
        (ret,) = self.mod(named("ItemSalesTaxRef", "Out of State"))
        self.assertEqual(
            self.texts(ret, "SalesTaxTotal", "BalanceRemaining"), ["0.00", "100.00"]
        )


class TestVoidAndDelete(DocumentMixin, unittest.TestCase):
    def test_a_void_makes_all_amounts_zero_and_says_so_in_the_memo(self):
        txn_id = self.document(line(), fields="<Memo>Roof</Memo>").findtext("TxnID")
        answer = self.ask_one(
            f"<TxnVoidRq><TxnVoidType>Invoice</TxnVoidType><TxnID>{txn_id}</TxnID>"
            "</TxnVoidRq>"
        )
        self.assert_status(answer, 0)
        self.assertEqual(
            [child.tag for child in answer],
            ["TxnVoidType", "TxnID", "TimeCreated", "TimeModified", "RefNumber"],
        )
        (ret,) = self.company.objects("Invoice")
        self.assertEqual(ret["Memo"], "VOID: Roof")
        self.assertEqual(
            [ret[name] for name in ("Subtotal", "SalesTaxTotal", "BalanceRemaining")],
            ["0.00"] * 3,
        )
        self.assertEqual([one["Amount"] for one in ret["lines"]], ["0.00"])
        self.assertEqual(ret["IsPaid"], "true")

    def test_a_void_changes_the_edit_sequence_and_nothing_twice(self):
        txn_id = self.document(line()).findtext("TxnID")
        before = self.company.object(txn_id)["EditSequence"]
        self.company.user_void(txn_id)
        self.company.user_void(txn_id)
        after = self.company.object(txn_id)
        self.assertEqual(after["Memo"], "VOID:")
        self.assertNotEqual(after["EditSequence"], before)

    def test_a_deleted_document_is_listed_for_ninety_days(self):
        ret = self.document(line(), fields="<RefNumber>7</RefNumber>")
        txn_id = ret.findtext("TxnID")
        answer = self.ask_one(
            f"<TxnDelRq><TxnDelType>Invoice</TxnDelType><TxnID>{txn_id}</TxnID>"
            "</TxnDelRq>"
        )
        self.assertEqual(
            [child.tag for child in answer],
            ["TxnDelType", "TxnID", "TimeDeleted", "RefNumber"],
        )
        asked = "<TxnDelType>Invoice</TxnDelType><TxnDelType>CreditMemo</TxnDelType>"
        (deleted,) = self.ask_one(query(asked, kind="TxnDeleted"))
        self.assertEqual(
            self.texts(deleted, "TxnDelType", "TxnID", "RefNumber", "TimeCreated"),
            ["Invoice", txn_id, "7", ret.findtext("TimeCreated")],
        )
        self.clock.advance(days=91)
        self.assert_status(self.ask_one(query(asked, kind="TxnDeleted")), 1)

    def test_only_deletions_of_the_window_and_type_are_listed(self):
        self.company.user_delete(self.document(line()).findtext("TxnID"))
        window = (
            "<TxnDelType>Invoice</TxnDelType><DeletedDateRangeFilter>"
            "<FromDeletedDate>{}</FromDeletedDate></DeletedDateRangeFilter>"
        )
        found = query(window.format("2024-07-01"), kind="TxnDeleted")
        self.assert_status(self.ask_one(found), 0)
        later = query(window.format("2024-07-02"), kind="TxnDeleted")
        self.assert_status(self.ask_one(later), 1)
        other = query("<TxnDelType>CreditMemo</TxnDelType>", kind="TxnDeleted")
        self.assert_status(self.ask_one(other), 1)

    def test_the_type_must_be_right(self):
        txn_id = self.document(line()).findtext("TxnID")
        answer = self.ask_one(
            f"<TxnDelRq><TxnDelType>CreditMemo</TxnDelType><TxnID>{txn_id}</TxnID>"
            "</TxnDelRq>"
        )
        self.assert_status(answer, 3120)
