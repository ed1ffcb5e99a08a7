"""Bills and vendor credits in the simulated QuickBooks."""

import unittest

from ..simulator.wire.status import Refused
from .test_simulator_common import SimulatorMixin
from .test_simulator_documents import named, txn_add, txn_mod

COST = {"PurchaseCost": "4.00", "PurchaseDesc": "Steel", "ExpenseAccountRef": "Parts"}


def expense(account="Rent", amount="10.00", fields=""):
    """An expense line of an Add."""
    reference = named("AccountRef", account) if account else ""
    amount = f"<Amount>{amount}</Amount>" if amount else ""
    return f"<ExpenseLineAdd>{reference}{amount}{fields}</ExpenseLineAdd>"


def item(name="Work", fields=""):
    """An item line of an Add."""
    return f"<ItemLineAdd>{named('ItemRef', name)}{fields}</ItemLineAdd>"


class PurchaseMixin(SimulatorMixin):
    """A vendor Mill (Net 30), accounts Rent and Parts; items Work, Steel that is bought
    at 4.00, and Bolt that is in stock."""

    def setUp(self):
        super().setUp()
        add = self.company.user_add
        address = {"Addr1": "1 Mill Rd", "City": "Salem"}
        self.mill = add("Vendor", Name="Mill", TermsRef="Net 30", VendorAddress=address)
        self.ann = add("Customer", Name="Ann")
        add("Account", Name="Rent", AccountType="Expense")
        add("Account", Name="Parts", AccountType="CostOfGoodsSold")
        sold = {"Price": "100.00", "AccountRef": "Sales"}
        add("ItemService", Name="Work", SalesOrPurchase=sold)
        both = {"SalesPrice": "9.00", "IncomeAccountRef": "Sales", **COST}
        add("ItemNonInventory", Name="Steel", SalesAndPurchase=both)
        self.bolt = add(
            "ItemInventory",
            Name="Bolt",
            PurchaseCost="2.00",
            IncomeAccountRef="Sales",
            COGSAccountRef="Cost of Goods Sold",
            AssetAccountRef="Inventory Asset",
        )

    def tearDown(self):
        self.assertEqual(self.company.books.faults(), [])
        self.assertEqual(sum(self.company.trial_balance().values()), 0)
        super().tearDown()

    def enter(self, *lines, fields="", kind="Bill", vendor="Mill"):
        """The Rs of the Add of a bill or credit."""
        content = named("VendorRef", vendor) + fields + "".join(lines)
        return self.ask_one(txn_add(kind, content))

    def entered(self, *lines, **values):
        """The Ret of a new bill or credit."""
        answer = self.enter(*lines, **values)
        self.assertEqual(answer.get("statusCode"), "0", answer.get("statusMessage"))
        return answer[0]

    def texts(self, ret, *paths):
        return [ret.findtext(path) for path in paths]

    def balance(self, account):
        return self.company.find("Account", account)["Balance"]

    def owed(self, vendor="Mill"):
        return self.company.find("Vendor", vendor)["Balance"]


class TestAdd(PurchaseMixin, unittest.TestCase):
    def test_bill_comes_back_in_the_order_of_the_schema(self):
        ret = self.entered(expense(), item())
        self.assertEqual(
            [child.tag for child in ret if child.tag != "OpenAmount"],
            [
                "TxnID",
                "TimeCreated",
                "TimeModified",
                "EditSequence",
                "TxnNumber",
                "VendorRef",
                "VendorAddress",
                "APAccountRef",
                "TxnDate",
                "DueDate",
                "AmountDue",
                "TermsRef",
                "IsPaid",
                "ExpenseLineRet",
                "ItemLineRet",
            ],
        )
        self.assertEqual(
            self.texts(ret, "AmountDue", "APAccountRef/FullName", "DueDate"),
            ["110.00", "Accounts Payable", "2024-07-31"],
        )

    def test_it_is_owed_to_the_vendor_and_moves_the_accounts_of_its_lines(self):
        before = self.company.find("Vendor", "Mill")
        self.entered(expense(), item("Steel"))
        self.assertEqual(self.owed(), "14.00")
        self.assertEqual(self.balance("Accounts Payable"), "14.00")
        self.assertEqual(
            (self.balance("Rent"), self.balance("Parts")), ("10.00", "4.00")
        )
        after = self.company.find("Vendor", "Mill")
        for name in ("EditSequence", "TimeModified"):
            self.assertEqual(after[name], before[name])

    def test_vendor_credit_is_the_other_way_round(self):
        ret = self.entered(expense(), item("Steel"), kind="VendorCredit")
        self.assertEqual(ret.findtext("CreditAmount"), "14.00")
        self.assertIsNone(ret.find("DueDate"))
        self.assertEqual(self.owed(), "-14.00")
        self.assertEqual(self.balance("Rent"), "-10.00")

    def test_number_is_the_vendors_and_not_counted(self):
        number = "<RefNumber>INV-2024-07-0001-XYZ</RefNumber>"
        self.entered(expense(), fields=number)
        self.entered(expense(), fields=number)
        self.assertIsNone(self.entered(expense()).find("RefNumber"))
        long = number.replace("XYZ", "XYZ1")
        self.assert_status(self.enter(expense(), fields=long), 3070)

    def test_bill_without_terms_is_due_by_the_preference(self):
        self.company.user_add("Vendor", Name="New")
        ret = self.entered(expense(), vendor="New")
        self.assertEqual(ret.findtext("DueDate"), "2024-07-11")

    def test_figures_of_an_item_line(self):
        for fields, expected in (
            ("", ["1", "4.00", "4.00", "Steel"]),
            ("<Quantity>3</Quantity>", ["3", "4.00", "12.00", "Steel"]),
            ("<Quantity>3</Quantity><Cost>5</Cost>", ["3", "5.00", "15.00", "Steel"]),
            (
                "<Quantity>3</Quantity><Amount>10.00</Amount>",
                ["3", "3.33333", "10.00", "Steel"],
            ),
            ("<Amount>7.00</Amount>", [None, "7.00", "7.00", "Steel"]),
        ):
            with self.subTest(fields):
                line = self.entered(item("Steel", fields)).find("ItemLineRet")
                names = ("Quantity", "Cost", "Amount", "Desc")
                self.assertEqual(self.texts(line, *names), expected)

    def test_account_of_an_item_line_can_be_overridden_but_is_not_shown(self):
        override = named("OverrideItemAccountRef", "Rent")
        ret = self.entered(item("Steel", override))
        self.assertEqual(self.balance("Rent"), "4.00")
        self.assertIsNone(ret.find("ItemLineRet/OverrideItemAccountRef"))
        self.assert_status(self.enter(item("Bolt", override)), 3210)

    def test_goods_come_into_stock_at_their_cost(self):
        self.entered(item("Bolt", "<Quantity>4</Quantity><Amount>10.00</Amount>"))
        shown = self.company.object(self.bolt)
        self.assertEqual((shown["QuantityOnHand"], shown["AverageCost"]), ("4", "2.50"))
        self.assertEqual(self.balance("Inventory Asset"), "10.00")
        back = self.entered(item("Bolt", "<Quantity>1</Quantity>"), kind="VendorCredit")
        self.assertEqual(self.company.object(self.bolt)["QuantityOnHand"], "3")
        self.company.user_void(back.findtext("TxnID"))
        self.assertEqual(self.company.object(self.bolt)["QuantityOnHand"], "4")

    def test_there_is_no_tax(self):
        code = named("SalesTaxCodeRef", "Tax")
        answer = self.enter(expense(fields=code))
        self.assert_status(answer, 530, severity="Warn")
        self.assertEqual(self.owed(), "10.00")
        answer = self.enter(expense(), fields=named("ClassRef", "Any"))
        self.assert_status(answer, 530)

    def test_refused(self):
        self.company.user_add("Vendor", Name="Other")
        for reason, lines, fields, code in (
            ("no line", (), "", 3210),
            ("nothing owed", (expense(amount="0.00"),), "", 3210),
            ("less than nothing", (expense(amount="-1.00"),), "", 3210),
            ("no account", (expense(account=""),), "", 3180),
            ("words alone", (expense(), expense("", "", "<Memo>x</Memo>")), "", 3210),
            (
                "no item",
                (expense(), "<ItemLineAdd><Desc>x</Desc></ItemLineAdd>"),
                "",
                3210,
            ),
            ("unknown account", (expense("Nowhere"),), "", 3140),
            ("sales tax item", (item("Out of State"),), "", 3140),
            ("not payable", (expense(),), named("APAccountRef", "Checking"), 3140),
            ("order", (expense(),), "<LinkToTxnID>1-1</LinkToTxnID>", 3120),
        ):
            with self.subTest(reason):
                self.assert_status(self.enter(*lines, fields=fields), code)
        self.assertEqual(self.owed(), "0.00")
        self.assert_status(self.enter(expense(), vendor="Ann"), 3140)

    def test_inactive_vendor_gets_nothing_new(self):
        ret = self.entered(expense())
        self.company.user_inactivate(self.mill)
        self.assert_status(self.enter(expense()), 3210)
        self.assert_status(self.ask_one(txn_mod("Bill", ret, "<Memo>x</Memo>")), 0)

    def test_unknown_payable_account_is_refused_in_the_recorded_words(self):
        account = named("APAccountRef", "AOS Accounts Payable")
        self.assert_status(
            self.enter(expense(), fields=account),
            3140,
            'There is an invalid reference to QuickBooks AP Account "AOS Accounts'
            ' Payable" in the Bill. QuickBooks error message: Invalid argument.'
            " The specified record does not exist in the list.",
        )

    def test_expenses_stand_before_items(self):
        with self.assertRaises(Refused):
            self.enter(item(), expense())

    def test_opening_balance_of_a_vendor_is_a_bill_or_a_credit(self):
        add = self.company.user_add
        add("Vendor", Name="Old", OpenBalance="12.00")
        add("Vendor", Name="Older", OpenBalance="-3.00")
        self.assertEqual((self.owed("Old"), self.owed("Older")), ("12.00", "-3.00"))
        (bill,) = self.company.objects("Bill")
        self.assertEqual(bill["AmountDue"], "12.00")
        (line,) = bill["ExpenseLineRet"]
        self.assertEqual(line["AccountRef"]["FullName"], "Uncategorized Expenses")


class TestNamesOnLines(PurchaseMixin, unittest.TestCase):
    def test_customer_makes_a_line_billable(self):
        ann = named("CustomerRef", "Ann")
        ret = self.entered(expense(fields=ann), item("Steel", ann))
        statuses = [one.text for one in ret.iter("BillableStatus")]
        self.assertEqual(statuses, ["Billable", "Billable"])
        not_billable = "<BillableStatus>NotBillable</BillableStatus>"
        ret = self.entered(expense(fields=ann + not_billable))
        self.assertEqual(ret.findtext("ExpenseLineRet/BillableStatus"), "NotBillable")
        self.assert_status(self.enter(expense(fields=not_billable)), 3150)

    def test_change_that_names_neither_keeps_both(self):
        ret = self.entered(expense(fields=named("CustomerRef", "Ann")))
        line_id = ret.findtext("ExpenseLineRet/TxnLineID")
        line = f"<TxnLineID>{line_id}</TxnLineID><Amount>11.00</Amount>"
        ret = self.ret(txn_mod("Bill", ret, f"<ExpenseLineMod>{line}</ExpenseLineMod>"))
        line = ret.find("ExpenseLineRet")
        self.assertEqual(
            self.texts(line, "Amount", "CustomerRef/FullName", "BillableStatus"),
            ["11.00", "Ann", "Billable"],
        )

    def test_sales_rep_and_class_of_a_line_come_back(self):
        self.company.user_add("Class", Name="North")
        fields = named("ClassRef", "North") + named("SalesRepRef", "JD")
        ret = self.entered(expense(fields=fields), item("Steel", fields))
        for line in ("ExpenseLineRet", "ItemLineRet"):
            names = ("ClassRef/FullName", "SalesRepRef/FullName")
            self.assertEqual(self.texts(ret.find(line), *names), ["North", "JD"])

    def test_billed_line_stays(self):
        ret = self.entered(expense(fields=named("CustomerRef", "Ann")), expense())
        first, second = (one.text for one in ret.iter("TxnLineID"))
        self.company.mark_billed(ret.findtext("TxnID"), first)
        shown = self.company.object(ret.findtext("TxnID"))
        self.assertEqual(shown["ExpenseLineRet"][0]["BillableStatus"], "HasBeenBilled")
        ret.find("EditSequence").text = shown["EditSequence"]
        for key, code in ((second, 3210), (first, 0)):
            line = f"<ExpenseLineMod><TxnLineID>{key}</TxnLineID></ExpenseLineMod>"
            self.assert_status(self.ask_one(txn_mod("Bill", ret, line)), code)
        key = f"<TxnID>{ret.findtext('TxnID')}</TxnID>"
        for name in ("Void", "Del"):
            request = f"<Txn{name}Type>Bill</Txn{name}Type>{key}"
            answer = self.ask_one(f"<Txn{name}Rq>{request}</Txn{name}Rq>")
            self.assert_status(answer, 3210)

    def test_nobody_marks_a_line_as_billed_by_the_interface(self):
        billed = "<BillableStatus>HasBeenBilled</BillableStatus>"
        line = expense(fields=named("CustomerRef", "Ann") + billed)
        self.assert_status(self.enter(line), 3210)

    def test_name_on_a_payable_or_receivable_line_is_its_party(self):
        mill, ann = named("CustomerRef", "Mill"), named("CustomerRef", "Ann")
        for account, name, code in (
            ("Accounts Payable", "", 3210),
            ("Accounts Payable", ann, 3140),
            ("Accounts Receivable", mill, 3140),
            ("Rent", mill, 3140),
            ("Accounts Payable", mill, 0),
            ("Accounts Receivable", ann, 0),
        ):
            with self.subTest(account=account, name=name):
                answer = self.enter(expense(account, fields=name))
                self.assert_status(answer, code)
        self.assertEqual(self.owed(), "10.00")  # 20.00 less 10.00 by the line
        self.assertEqual(self.company.find("Customer", "Ann")["Balance"], "10.00")
