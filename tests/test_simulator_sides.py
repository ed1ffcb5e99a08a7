"""Both sides of trade are data: throw-away types owed to a vendor, declared here."""

import unittest
from unittest import mock

from lxml import etree

from ..simulator.transactions.settlements import Settlements
from ..simulator.wire.facts import UNBOUNDED, Choice, Element, Message, facts
from ..simulator.wire.sides import PURCHASES
from ..simulator.wire.status import Failed
from ..simulator.wire.txn_types import (
    CREDIT,
    DEBT,
    PAYMENT,
    TXN_TYPES,
    LineList,
    TxnType,
)
from .test_simulator_common import SimulatorMixin, message_set

_TOTAL = ("Subtotal", "SalesTaxTotal")
_TYPES = (
    TxnType(
        "Toll",
        side=PURCHASES,
        role=DEBT,
        total=_TOTAL,
        figures={"AmountDue": "total", "OpenAmount": "remaining", "IsPaid": "is_paid"},
    ),
    TxnType(
        "TollCredit",
        side=PURCHASES,
        role=CREDIT,
        total=_TOTAL,
        figures={"CreditAmount": "total", "OpenAmount": "remaining"},
    ),
    TxnType(
        "TollPayment",
        side=PURCHASES,
        role=PAYMENT,
        entity="PayeeEntityRef",
        money=("BankAccountRef", "UndepositedFunds"),
        total=("Amount",),
    ),
)
_REFERENCES = ("VendorRef", "PayeeEntityRef", "APAccountRef", "BankAccountRef")

_TEXTS = ("TxnID", "RefNumber", "Amount", "AmountDue", "CreditAmount", "OpenAmount")


def _message(name):
    parts = [Element(one, f"{name}/{one}", "AGGREGATE") for one in _REFERENCES]
    parts += [Element(one, f"{name}/{one}", "STRTYPE") for one in (*_TEXTS, "IsPaid")]
    return Message(name, Element(name, name, "AGGREGATE", model=parts))


class TestPurchaseSide(SimulatorMixin, unittest.TestCase):
    def setUp(self):
        messages = [_message(f"{one.name}Ret") for one in _TYPES]
        for table, found in (
            (TXN_TYPES, _TYPES),
            (facts().messages, messages),
        ):
            patch = mock.patch.dict(table, {one.name: one for one in found})
            patch.start()
            self.addCleanup(patch.stop)
        super().setUp()
        add = self.company.user_add
        self.mill = add("Vendor", Name="Mill")
        self.other = add("Vendor", Name="Other")
        self.ann = add("Customer", Name="Ann")
        sold = {"Price": "100.00", "AccountRef": "Sales"}
        self.work = add(
            "ItemService", Name="Work", SalesTaxCodeRef="Non", SalesOrPurchase=sold
        )

    def tearDown(self):
        self.assertEqual(self.company.books.faults(), [])
        super().tearDown()

    def owed(self, kind="Toll", vendor=None, amount="100.00"):
        line = {"ItemRef": {"ListID": self.work}, "Amount": amount}
        data = {"VendorRef": {"ListID": vendor or self.mill}, "lines": [line]}
        return self.company.transactions.add(kind, data)

    def pay(self, *applied, vendor=None):
        payee = {"ListID": vendor or self.mill}
        data = {"PayeeEntityRef": payee, "AppliedToTxnAdd": list(applied)}
        return self.company.transactions.add("TollPayment", data)

    def shown(self, txn):
        return self.company.txn_printer.values(self.company.txns.find(txn.txn_id))

    def balance(self, vendor):
        return self.company.object(vendor)["Balance"]

    def test_a_debt_stands_on_payables_and_on_its_vendor(self):
        toll = self.owed()
        account = self.company.accounts.special("AccountsPayable")
        debits = {
            one.account: one.debit for one in self.company.txns.postings(toll.txn_id)
        }
        self.assertEqual(debits[account.list_id], -100)
        self.assertEqual(toll.fields["APAccountRef"], {"ListID": account.list_id})
        self.assertEqual(self.balance(self.mill), "100.00")
        self.assertEqual(toll.ref_number, "")

    def test_a_payment_settles_the_debt_of_its_payee(self):
        toll = self.owed()
        self.pay({"TxnID": toll.txn_id, "PaymentAmount": "40.00"})
        shown = self.shown(toll)
        self.assertEqual(shown["AmountDue"], "100.00")
        self.assertEqual((shown["OpenAmount"], shown["IsPaid"]), ("60.00", "false"))
        self.assertEqual(self.balance(self.mill), "60.00")

    def test_a_credit_is_used_with_a_payment(self):
        toll, credit = self.owed(), self.owed("TollCredit", amount="30.00")
        self.assertEqual(self.balance(self.mill), "70.00")
        used = {"CreditTxnID": credit.txn_id, "AppliedAmount": "30.00"}
        self.pay({"TxnID": toll.txn_id, "PaymentAmount": "70.00", "SetCredit": [used]})
        self.assertEqual(self.shown(toll)["IsPaid"], "true")
        self.assertEqual(self.shown(credit)["OpenAmount"], "0.00")
        self.assertEqual(self.balance(self.mill), "0.00")

    def test_nothing_is_settled_of_another_vendor_or_on_the_other_side(self):
        toll = self.owed(vendor=self.other)
        line = {"ItemRef": {"ListID": self.work}, "Amount": "100.00"}
        data = {"CustomerRef": {"ListID": self.ann}, "lines": [line]}
        invoice = self.company.transactions.add("Invoice", data)
        for txn in (toll, invoice):
            with self.assertRaises(Failed), self.company.transaction():
                self.pay({"TxnID": txn.txn_id, "PaymentAmount": "1.00"})

    def test_who_it_is_with_is_a_vendor(self):
        with self.assertRaises(Failed), self.company.transaction():
            self.company.transactions.add(
                "Toll", {"VendorRef": {"FullName": "Ann"}, "lines": []}
            )

    def test_a_void_and_a_delete_free_the_debt(self):
        toll = self.owed()
        payment = self.pay({"TxnID": toll.txn_id, "PaymentAmount": "40.00"})
        self.company.transactions.delete(self.company.txns.find(payment.txn_id))
        self.assertEqual(self.shown(toll)["OpenAmount"], "100.00")
        self.company.transactions.void(self.company.txns.find(toll.txn_id))
        self.assertEqual(self.balance(self.mill), "0.00")


def _element(name, kind="STR", **values):
    """Return an Element; a reference has a ListID and a FullName."""
    if name.endswith("Ref"):
        parts = [Element("ListID", "", "ID"), Element("FullName", "", "STR")]
        return Element(name, name, "AGGREGATE", model=parts, **values)
    return Element(name, name, kind, **values)


def _lines(name, operation, *fields):
    """Return the Element of the lines of one list."""
    parts = [] if operation == "Add" else [_element("TxnLineID", "ID")]
    parts += [_element(one) for one in fields]
    full = f"{name}{operation}"
    return Element(full, full, "AGGREGATE", most=UNBOUNDED, model=parts)


def _two_lists(operation):
    """Return the message of a document with two lists, as those of a bill are."""
    texts = ("TxnID", "EditSequence", "TxnDate", "Memo")
    if operation == "Add":
        texts = texts[2:]
    group = Element("ItemGroupLineRet", "", "AGGREGATE", model=[])
    items = _lines("ItemLine", operation, "ItemRef", "Quantity", "Rate", "Amount")
    items.most = 1
    name = f"Ferry{operation}"
    clear = {"Add": (), "Mod": ("ClearExpenseLines", "ClearItemLines"), "Ret": ()}
    first, second = (*clear[operation], None, None)[:2]
    model = [
        *(_element(one) for one in texts),
        _element("VendorRef"),
        _element("APAccountRef"),
        *([_element(first, "BOOL")] if first else []),
        _lines("ExpenseLine", operation, "AccountRef", "Amount", "Memo"),
        *([_element(second, "BOOL")] if second else []),
        Choice(False, UNBOUNDED, [[items], [group]]),
    ]
    if operation == "Ret":
        model.insert(4, _element("AmountDue"))
    return Message(name, Element(name, name, "AGGREGATE", model=model))


class TestTwoListsOfLines(SimulatorMixin, unittest.TestCase):
    """A throw-away document with expenses and items, as a bill has."""

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

    def setUp(self):
        lists = (
            LineList("ExpenseLine", needs="AccountRef", clear="ClearExpenseLines"),
            LineList("ItemLine", clear="ClearItemLines", group="ItemGroupLine"),
        )
        ferry = TxnType(
            "Ferry",
            side=PURCHASES,
            role=DEBT,
            total=_TOTAL,
            figures={"AmountDue": "total"},
            lines=lists,
        )
        messages = {f"Ferry{one}": _two_lists(one) for one in ("Add", "Mod", "Ret")}
        known = facts().known | messages.keys()
        for patch in (
            mock.patch.dict(TXN_TYPES, {"Ferry": ferry}),
            mock.patch.dict(facts().messages, messages),
            mock.patch.object(facts(), "known", known),
        ):
            patch.start()
            self.addCleanup(patch.stop)
        super().setUp()
        add = self.company.user_add
        add("Vendor", Name="Mill")
        add("Account", Name="Rent", AccountType="Expense")
        sold = {"Price": "100.00", "AccountRef": "Sales"}
        add("ItemService", Name="Work", SalesOrPurchase=sold)

    def tearDown(self):
        self.assertEqual(self.company.books.faults(), [])
        super().tearDown()

    def ask(self, operation, content):
        """Return (status code, FerryRet or None) of an Add or Mod."""
        request = f"<Ferry{operation}>{content}</Ferry{operation}>"
        request = f"<Ferry{operation}Rq>{request}</Ferry{operation}Rq>"
        answer = etree.fromstring(
            self.company.process(message_set(request)).encode("utf-8")
        )
        (response,) = answer.iter(f"Ferry{operation}Rs")
        return response.get("statusCode"), response.find("FerryRet")

    def add(self, lines=ADDED):
        vendor = "<VendorRef><FullName>Mill</FullName></VendorRef>"
        return self.ask("Add", vendor + lines)

    def mod(self, ret, content):
        names = ("TxnID", "EditSequence")
        keys = "".join(f"<{one}>{ret.findtext(one)}</{one}>" for one in names)
        return self.ask("Mod", keys + content)

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
        code, ret = self.mod(ret, "<ClearItemLines>true</ClearItemLines>")
        self.assertEqual((code, self.rows(ret)), ("0", []))

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

    def test_person_reads_and_enters_both_lists(self):
        key = self.company.user_add(
            "Ferry",
            VendorRef="Mill",
            ExpenseLineAdd=[{"AccountRef": "Rent", "Amount": "3.00"}],
            lines=[{"ItemRef": "Work", "Amount": "4.00"}],
        )
        shown = self.company.object(key)
        self.assertEqual(
            [shown[name][0]["Amount"] for name in ("ExpenseLineRet", "lines")],
            ["3.00", "4.00"],
        )
        self.company.user_void(key)
        self.assertEqual(self.company.find("Vendor", "Mill")["Balance"], "0.00")

    def test_opening_balance_of_a_vendor_is_a_debt(self):
        self.company.user_add("Vendor", Name="Old", OpenBalance="12.00")
        self.assertEqual(self.company.find("Vendor", "Old")["Balance"], "12.00")
        (shown,) = self.company.objects("Ferry")
        self.assertEqual(shown["AmountDue"], "12.00")


class TestDeclarations(unittest.TestCase):
    """What TxnTypes name exists: methods of figures, elements of the messages."""

    def test_figures_are_methods_of_settlements(self):
        for kind in TXN_TYPES.values():
            for element, figure in kind.figures.items():
                with self.subTest(f"{kind.name}/{element}"):
                    self.assertTrue(callable(getattr(Settlements, f"_{figure}", None)))

    def test_elements_are_in_the_ret(self):
        for kind in TXN_TYPES.values():
            root = facts().message(f"{kind.name}Ret").root
            lines = [f"{one.name}Ret" for one in kind.lines if kind.role != PAYMENT]
            references = [one[0] for one in (kind.account, kind.money) if one]
            for name in (*kind.figures, kind.entity, *references, *lines):
                with self.subTest(f"{kind.name}/{name}"):
                    self.assertTrue(root.child(name))

    def test_elements_that_clear_are_in_the_mod(self):
        for kind in TXN_TYPES.values():
            root = facts().message(f"{kind.name}Mod").root
            for one in filter(None, (lines.clear for lines in kind.lines)):
                with self.subTest(f"{kind.name}/{one}"):
                    self.assertTrue(root.child(one))
