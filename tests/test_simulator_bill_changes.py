"""Changes of bills in the simulated QuickBooks, and queries of them."""

import unittest
from decimal import Decimal

from ..simulator.wire.status import Failed
from .test_simulator_bills import PurchaseMixin, expense, item
from .test_simulator_common import query
from .test_simulator_documents import named, txn_mod

LINKED = (
    "<IncludeLineItems>true</IncludeLineItems>"
    "<IncludeLinkedTxns>true</IncludeLinkedTxns>"
)


class TestTwoListsOfLines(PurchaseMixin, unittest.TestCase):
    """A bill has expenses and items, each a list of its own."""

    ADDED = (
        "<ExpenseLineAdd><AccountRef><FullName>Rent</FullName></AccountRef>"
        "<Amount>10.00</Amount><Memo>first</Memo></ExpenseLineAdd>"
        "<ExpenseLineAdd><AccountRef><FullName>Rent</FullName></AccountRef>"
        "<Amount>20.00</Amount><Memo>second</Memo></ExpenseLineAdd>"
        "<ItemLineAdd><ItemRef><FullName>Work</FullName></ItemRef>"
        "<Amount>5.00</Amount></ItemLineAdd>"
        "<ItemLineAdd><ItemRef><FullName>Work</FullName></ItemRef>"
        "<Amount>6.00</Amount></ItemLineAdd>"
    )

    def add(self, lines=ADDED):
        return self.status(self.enter(lines))

    def mod(self, ret, content):
        return self.status(self.ask_one(txn_mod("Bill", ret, content)))

    @staticmethod
    def status(answer):
        """Return (status code, BillRet or None) of an answer."""
        return answer.get("statusCode"), answer.find("BillRet")

    @staticmethod
    def rows(ret):
        """Return [(element, amount)] of the lines, in their order."""
        return [
            (child.tag.removesuffix("Ret"), child.findtext("Amount"))
            for child in ret
            if child.tag.endswith("LineRet")
        ]

    @staticmethod
    def keys(ret, tag):
        return [child.findtext("TxnLineID") for child in ret.iter(f"{tag}Ret")]

    @staticmethod
    def named(tag, key, more=""):
        return f"<{tag}Mod><TxnLineID>{key}</TxnLineID>{more}</{tag}Mod>"

    EXPENSES = [("ExpenseLine", "10.00"), ("ExpenseLine", "20.00")]
    ITEMS = [("ItemLine", "5.00"), ("ItemLine", "6.00")]

    def test_add_keeps_both_lists_and_their_order(self):
        code, ret = self.add()
        self.assertEqual(code, "0")
        self.assertEqual(self.rows(ret), self.EXPENSES + self.ITEMS)
        self.assertEqual(ret.findtext("AmountDue"), "41.00")
        keys = self.keys(ret, "ExpenseLine") + self.keys(ret, "ItemLine")
        self.assertEqual(len(set(keys)), 4)
        self.assertEqual(self.company.find("Account", "Rent")["Balance"], "30.00")
        self.assertEqual(self.company.find("Vendor", "Mill")["Balance"], "41.00")

    def test_list_that_a_mod_does_not_name_is_kept(self):
        _code, ret = self.add()
        last = self.keys(ret, "ItemLine")[1]
        code, ret = self.mod(ret, self.named("ItemLine", last))
        self.assertEqual((code, self.rows(ret)), ("0", self.EXPENSES + self.ITEMS[1:]))
        code, ret = self.mod(ret, "<Memo>other</Memo>")
        self.assertEqual((code, self.rows(ret)), ("0", self.EXPENSES + self.ITEMS[1:]))

    def test_clear_element_empties_its_own_list(self):
        _code, ret = self.add()
        code, ret = self.mod(ret, "<ClearExpenseLines>true</ClearExpenseLines>")
        self.assertEqual((code, self.rows(ret)), ("0", self.ITEMS))
        self.assertEqual(self.company.find("Account", "Rent")["Balance"], "0.00")

    def test_one_line_must_remain(self):
        _code, ret = self.add()
        clears = [
            f"<Clear{one}Lines>true</Clear{one}Lines>" for one in ("Expense", "Item")
        ]
        self.assertEqual(self.mod(ret, "".join(clears))[0], "3210")
        code, ret = self.mod(ret, clears[0])
        self.assertEqual(self.mod(ret, clears[1])[0], "3210")
        new = "<AccountRef><FullName>Rent</FullName></AccountRef><Amount>1.00</Amount>"
        code, ret = self.mod(ret, self.named("ExpenseLine", "-1", new) + clears[1])
        self.assertEqual((code, self.rows(ret)), ("0", [("ExpenseLine", "1.00")]))

    def test_list_that_is_cleared_is_not_named(self):
        _code, ret = self.add()
        named = self.named("ExpenseLine", self.keys(ret, "ExpenseLine")[0])
        content = f"<ClearExpenseLines>true</ClearExpenseLines>{named}"
        self.assertEqual(self.mod(ret, content)[0], "3210")

    def test_new_line_is_put_between_those_that_stay(self):
        _code, ret = self.add()
        first, second = self.keys(ret, "ExpenseLine")
        new = "<AccountRef><FullName>Rent</FullName></AccountRef><Amount>1.00</Amount>"
        lines = (("ExpenseLine", first), ("ExpenseLine", "-1", new))
        content = "".join(self.named(*one) for one in lines)
        code, ret = self.mod(ret, content + self.named("ExpenseLine", second))
        self.assertEqual(code, "0")
        self.assertEqual(
            [amount for _tag, amount in self.rows(ret)],
            ["10.00", "1.00", "20.00", "5.00", "6.00"],
        )

    def test_wrong_order_and_lines_of_the_other_list_are_refused(self):
        _code, ret = self.add()
        for tag, other in (("ExpenseLine", "ItemLine"), ("ItemLine", "ExpenseLine")):
            turned = reversed(self.keys(ret, tag))
            content = "".join(self.named(tag, key) for key in turned)
            self.assertEqual(self.mod(ret, content)[0], "3290")
            foreign = self.named(tag, self.keys(ret, other)[0])
            self.assertEqual(self.mod(ret, foreign)[0], "3120")

    def test_line_with_an_amount_has_what_its_list_needs(self):
        amount = "<Amount>1.00</Amount>"
        for tag in ("ExpenseLine", "ItemLine"):
            self.assertEqual(self.add(f"<{tag}Add>{amount}</{tag}Add>")[0], "3180")


class TestChanges(PurchaseMixin, unittest.TestCase):
    def test_stale_edit_sequence_comes_with_the_bill(self):
        ret = self.entered(expense())
        self.company.user_mod(ret.findtext("TxnID"), Memo="x")
        answer = self.ask_one(txn_mod("Bill", ret, "<Memo>y</Memo>"))
        self.assert_status(answer, 3200)
        self.assertEqual(answer[0].findtext("Memo"), "x")

    def test_header_changes_keep_the_lines(self):
        ret = self.entered(expense(), item())
        fields = named("TermsRef", "Net 10") + "<Memo>m</Memo>"
        ret = self.ret(txn_mod("Bill", ret, fields))
        self.assertEqual(self.texts(ret, "DueDate", "Memo"), ["2024-07-11", "m"])
        self.assertEqual(ret.findtext("AmountDue"), "110.00")

    def test_vendor_and_account_move_the_balances(self):
        self.company.user_add("Vendor", Name="Other")
        add = self.company.user_add
        add("Account", Name="More Payable", AccountType="AccountsPayable")
        ret = self.entered(expense())
        fields = named("VendorRef", "Other") + named("APAccountRef", "More Payable")
        self.ret(txn_mod("Bill", ret, fields))
        self.assertEqual((self.owed(), self.owed("Other")), ("0.00", "10.00"))
        self.assertEqual(self.balance("Accounts Payable"), "0.00")
        self.assertEqual(self.balance("More Payable"), "10.00")

    def test_nothing_is_left_of_a_bill_that_comes_to_nothing(self):
        ret = self.entered(expense())
        key = ret.findtext("ExpenseLineRet/TxnLineID")
        line = f"<TxnLineID>{key}</TxnLineID><Amount>0.00</Amount>"
        line = f"<ExpenseLineMod>{line}</ExpenseLineMod>"
        self.assert_status(self.ask_one(txn_mod("Bill", ret, line)), 3210)
        bill = ret.findtext("TxnID")
        self.company.user_mod(
            bill, ExpenseLineMod=[{"TxnLineID": key, "Amount": "0.00"}]
        )
        self.assertEqual(self.company.object(bill)["AmountDue"], "0.00")
        with self.assertRaises(Failed):
            self.company.user_mod(
                bill, ExpenseLineMod=[{"TxnLineID": key, "Amount": "-1.00"}]
            )

    def test_void_and_delete(self):
        first, second = self.entered(expense(), item("Bolt")), self.entered(expense())
        ids = [one.findtext("TxnID") for one in (first, second)]
        for name, key in zip(("Void", "Del"), ids, strict=True):
            kind = f"<Txn{name}Type>Bill</Txn{name}Type><TxnID>{key}</TxnID>"
            self.assert_status(self.ask_one(f"<Txn{name}Rq>{kind}</Txn{name}Rq>"), 0)
        self.assertEqual(self.owed(), "0.00")
        self.assertEqual(self.company.object(self.bolt)["QuantityOnHand"], "0")
        (shown,) = self.company.objects("Bill")
        self.assertEqual((shown["Memo"], shown["AmountDue"]), ("VOID:", "0.00"))
        (line,) = shown["lines"]
        figures = (line["Quantity"], line["Cost"], line["Amount"])
        self.assertEqual(figures, ("0", "0.00", "0.00"))
        self.ret(txn_mod("Bill", self.ret(query(kind="Bill")), "<Memo>VOID: x</Memo>"))
        asked = "<TxnDelType>Bill</TxnDelType><TxnDelType>VendorCredit</TxnDelType>"
        ret = self.ret(f"<TxnDeletedQueryRq>{asked}</TxnDeletedQueryRq>")
        self.assertEqual(ret.findtext("TxnID"), ids[1])

    def test_closed_books_are_closed_for_bills(self):
        ret = self.entered(expense())
        self.company.set_preferences("AccountingPreferences", ClosingDate="2024-07-01")
        self.assert_status(self.enter(expense()), 3171)
        self.assert_status(self.ask_one(txn_mod("Bill", ret, "<Memo>x</Memo>")), 3171)
        with self.assertRaises(Failed):
            self.company.user_void(ret.findtext("TxnID"))


class TestGroups(PurchaseMixin, unittest.TestCase):
    """Groups of items stand among the item lines."""

    def setUp(self):
        super().setUp()
        members = [
            {"ItemRef": "Steel", "Quantity": "2"},
            {"ItemRef": "Bolt", "Quantity": "3"},
        ]
        self.company.user_add(
            "ItemGroup", Name="Kit", ItemDesc="A kit", ItemGroupLine=members
        )
        kit = named("ItemGroupRef", "Kit") + "<Quantity>2</Quantity>"
        kit = f"<ItemGroupLineAdd>{kit}</ItemGroupLineAdd>"
        self.bill = self.entered(expense(), item(), kit, item("Steel"))

    def test_group_is_bought_at_the_costs_of_its_items(self):
        self.assertEqual(
            [child.tag for child in self.bill if "Line" in child.tag],
            ["ExpenseLineRet", "ItemLineRet", "ItemGroupLineRet", "ItemLineRet"],
        )
        group = self.bill.find("ItemGroupLineRet")
        self.assertEqual(group.findtext("TotalAmount"), "28.00")
        self.assertEqual(
            [one.findtext("Amount") for one in group.iter("ItemLineRet")],
            ["16.00", "12.00"],
        )
        self.assertEqual(self.company.object(self.bolt)["QuantityOnHand"], "6")
        self.assertEqual(self.bill.findtext("AmountDue"), "142.00")

    def test_line_of_a_group_changes(self):
        group = self.bill.find("ItemGroupLineRet")
        first = group.find("ItemLineRet").findtext("TxnLineID")
        line = f"<TxnLineID>{first}</TxnLineID><Amount>10.00</Amount>"
        content = f"<TxnLineID>{group.findtext('TxnLineID')}</TxnLineID>"
        content += f"<ItemLineMod>{line}</ItemLineMod>"
        content = f"<ItemGroupLineMod>{content}</ItemGroupLineMod>"
        ret = self.ret(txn_mod("Bill", self.bill, content))
        self.assertEqual(ret.findtext("AmountDue"), "20.00")
        self.assertEqual(self.company.object(self.bolt)["QuantityOnHand"], "0")
        self.assertIsNotNone(ret.find("ExpenseLineRet"))

    def test_new_group_names_one(self):
        content = "<TxnLineID>-1</TxnLineID><Quantity>1</Quantity>"
        content = f"<ItemGroupLineMod>{content}</ItemGroupLineMod>"
        self.assert_status(self.ask_one(txn_mod("Bill", self.bill, content)), 3150)


class TestMerges(PurchaseMixin, unittest.TestCase):
    def test_merged_vendors_and_accounts_keep_what_is_owed(self):
        add = self.company.user_add
        other = add("Vendor", Name="Other")
        more = add("Account", Name="More Rent", AccountType="Expense")
        bill = self.company.enter_bill(
            "Other",
            {"AccountRef": "More Rent", "Amount": "10.00"},
            {
                "AccountRef": "Accounts Payable",
                "Amount": "3.00",
                "CustomerRef": "Other",
            },
        )
        check = self.company.pay_bills({bill: "6.00"})
        before = self.company.object(bill)["EditSequence"]
        self.company.user_merge(self.mill, other)
        rent = self.company.find("Account", "Rent")["ListID"]
        self.company.user_merge(rent, more, "Account")
        shown = self.company.object(bill)
        self.assertEqual(shown["VendorRef"]["FullName"], "Mill")
        first, second = shown["ExpenseLineRet"]
        self.assertEqual(first["AccountRef"]["FullName"], "Rent")
        self.assertEqual(second["CustomerRef"]["FullName"], "Mill")
        self.assertEqual(shown["EditSequence"], before)
        payee = self.company.object(check)["PayeeEntityRef"]
        self.assertEqual(payee["FullName"], "Mill")
        self.assertEqual((self.owed(), self.balance("Rent")), ("4.00", "10.00"))

    def test_used_vendor_cannot_be_deleted(self):
        self.entered(expense())
        with self.assertRaises(Failed):
            self.company.user_delete(self.mill)


class TestQueries(PurchaseMixin, unittest.TestCase):
    def ids(self, filters, kind="Bill"):
        answer = self.ask_one(query(filters, kind))
        return [one.findtext("TxnID") for one in answer]

    def test_filters(self):
        self.company.user_add("Vendor", Name="Other")
        first = self.entered(expense(), fields="<RefNumber>A1</RefNumber>")
        first = first.findtext("TxnID")
        self.clock.advance(hours=1)
        second = self.entered(expense(), vendor="Other").findtext("TxnID")
        since = "<FromModifiedDate>2024-07-01T09:30:00</FromModifiedDate>"
        both = [first, second]
        for filters, expected in (
            ("", both),
            (f"<TxnID>{first}</TxnID>", [first]),
            ("<RefNumber>a1</RefNumber>", [first]),
            (f"<ModifiedDateRangeFilter>{since}</ModifiedDateRangeFilter>", [second]),
            ("<EntityFilter><FullName>Mill</FullName></EntityFilter>", [first]),
            (
                "<AccountFilter><FullName>Rent</FullName></AccountFilter>",
                [first, second],
            ),
            ("<PaidStatus>NotPaidOnly</PaidStatus>", both),
            ("<PaidStatus>PaidOnly</PaidStatus>", []),
        ):
            with self.subTest(filters):
                self.assertEqual(self.ids(filters), expected)

    def test_lines_come_only_when_asked_for(self):
        self.entered(expense(), item())
        ret = self.ret(query(kind="Bill"))
        self.assertIsNone(ret.find("ExpenseLineRet"))
        self.assertIsNone(ret.find("ItemLineRet"))
        ret = self.ret(query(LINKED, "Bill"))
        self.assertIsNotNone(ret.find("ExpenseLineRet"))

    def test_named_elements_alone_come_back(self):
        self.entered(expense(), item())
        full = "<IncludeLineItems>true</IncludeLineItems>"
        for name in ("ExpenseLineRet", "ItemLineRet"):
            asked = f"{full}<IncludeRetElement>{name}</IncludeRetElement>"
            ret = self.ret(query(asked, "Bill"))
            self.assertEqual([child.tag for child in ret], [name])

    def test_pages(self):
        for _ in range(3):
            self.entered(expense())
        start = "<MaxReturned>2</MaxReturned>"
        page = self.ask_one(query(start, "Bill", iterator="Start"))
        self.assertEqual((len(page), page.get("iteratorRemainingCount")), (2, "1"))
        key = page.get("iteratorID")
        page = self.ask_one(query(start, "Bill", iterator="Continue", iteratorID=key))
        self.assertEqual((len(page), page.get("iteratorRemainingCount")), (1, "0"))

    def test_open_amount_is_not_to_be_trusted(self):
        shown = []
        for amount in ("10.00", "20.00", "30.00", "40.00"):
            self.entered(expense(amount=amount))
        for ret in self.ask_one(query(kind="Bill")):
            shown.append(ret.findtext("OpenAmount"))
        self.assertEqual(sorted(shown, key=str), ["100.00", "100.00", None, None])
        self.company.open_amounts_are_right = True
        copy = self.company.copy()
        self.addCleanup(copy.close)
        for company in (self.company, copy):
            first = company.objects("Bill")[0]
            self.assertEqual(first["OpenAmount"], "10.00")
        self.assertEqual(Decimal(self.owed()), 100)
