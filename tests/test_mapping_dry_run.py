"""Documents that are still to come, declared here alone: a bill and its payment.

A bill has two lists of lines. What is tested is that declarations suffice for the
requests, the responses, the merge and the images of both lists.
"""

import unittest

from lxml import etree

from ..core.qbxml import fields
from ..core.qbxml.fields import Field, Lines
from ..core.qbxml.messages import MessageSet, Request
from ..core.qbxml.values import amount, boolean, date_, guid, quantity, ref, text
from ..core.sync import documents
from .support.reference import assert_request_valid, requires_reference

BILL = (
    Field("VendorRef", "_party", ref("vendor"), required=True),
    Field("APAccountRef", "_owed", ref("account")),
    Field("TxnDate", "invoice_date", date_, clearable=False),
    Field("DueDate", "invoice_date_due", date_),
    Field("RefNumber", "ref", text(20)),
    Field("Memo", "narration", text(4095)),
    Field("ExternalGUID", None, guid, add_only=True),
    Lines(
        "ExpenseLine",
        (
            Field("AccountRef", "account_id", ref("account")),
            Field("Amount", "price_subtotal", amount),
            Field("Memo", "name", text(4095)),
        ),
        odoo="_expense_lines",
        clear="ClearExpenseLines",
    ),
    Lines(
        "ItemLine",
        (
            Field("ItemRef", "product_id", ref("item")),
            Field("Desc", "name", text(4095)),
            Field("Quantity", "quantity", quantity),
            Field("Amount", "price_subtotal", amount),
        ),
        group="ItemGroupLine",
        odoo="_item_lines",
        clear="ClearItemLines",
    ),
)
PAYMENT = (
    Field("PayeeEntityRef", "_party", ref("vendor"), required=True),
    Field("APAccountRef", "_owed", ref("account"), clearable=False),
    Field("TxnDate", "date", date_, clearable=False),
    Field("BankAccountRef", "_money", ref("account"), required=True),
    Field("IsToBePrinted", None, boolean, add_only=True),
    Field("Memo", "memo", text(4095)),
    Lines(
        "AppliedToTxn",
        (
            Field("PaymentAmount", "_paid", amount, push_only=True),
            Field("Amount", None, amount, pull_only=True),
        ),
        "TxnID",
        True,
        odoo="_applied",
    ),
)
KEYS = {"ExpenseLine": "TxnLineID", "ItemLine": "TxnLineID"}
IDS = ("1A-1", "1")


def expense(key, value, memo="freight"):
    return {"TxnLineID": key, "AccountRef": "A-1", "Amount": value, "Memo": memo}


def item(key, value):
    line = {"TxnLineID": key, "ItemRef": "I-1", "Desc": "pipe", "Quantity": "2"}
    return {**line, "Amount": value}


def bill(expenses=(), items=()):
    return {"ExpenseLine": list(expenses), "ItemLine": list(items)}


AGREED = bill([expense("T1", "5.00"), expense("T2", "7.00")], [item("T3", "9.00")])


def merged(odoo, quickbooks, image=AGREED):
    return documents.merge(odoo, quickbooks, image, image, keys=KEYS)


def mod(changed):
    return fields.build_mod(BILL, "BillMod", IDS, changed, id_tag="TxnID")


def tags(element):
    return [child.tag for child in element]


class TestBillOnTheWire(unittest.TestCase):
    def test_expenses_stand_before_items(self):
        found = fields.build_add(BILL, "BillAdd", {"VendorRef": "8-1", **AGREED})
        expected = ["VendorRef", "ExpenseLineAdd", "ExpenseLineAdd", "ItemLineAdd"]
        self.assertEqual(tags(found), expected)

    def test_a_list_that_becomes_empty_is_cleared(self):
        for nothing in (None, []):
            found = mod({"ExpenseLine": nothing, "ItemLine": [item(None, "5.00")]})
            self.assertEqual(tags(found)[2:], ["ClearExpenseLines", "ItemLineMod"])
            self.assertEqual(found[2].text, "true")

    def test_a_list_that_is_not_named_is_kept(self):
        found = mod({"ItemLine": [{"TxnLineID": "T3"}]})
        self.assertEqual(tags(found)[2:], ["ItemLineMod"])

    def test_both_lists_are_read(self):
        ret = etree.fromstring(
            "<BillRet><ExpenseLineRet><TxnLineID>T1</TxnLineID><Amount>5.00</Amount>"
            "</ExpenseLineRet><ItemLineRet><TxnLineID>T3</TxnLineID><Amount>9.00"
            "</Amount></ItemLineRet></BillRet>"
        )
        found = fields.parse(BILL, ret)
        self.assertEqual(
            [
                (path, row["TxnLineID"], row["Amount"])
                for path in KEYS
                for row in found[path]
            ],
            [("ExpenseLine", "T1", "5.00"), ("ItemLine", "T3", "9.00")],
        )

    @requires_reference
    def test_requests_are_valid(self):
        payment = {
            "PayeeEntityRef": "8-1",
            "APAccountRef": "A-2",
            "BankAccountRef": "A-3",
            "TxnDate": "2026-03-10",
            "IsToBePrinted": False,
            "AppliedToTxn": [{"TxnID": "1A-1", "PaymentAmount": "5.00"}],
        }
        found = (
            fields.build_add(BILL, "BillAdd", {"VendorRef": "8-1", **AGREED}),
            mod({"Memo": None, **AGREED}),
            mod({"ExpenseLine": None, "ItemLine": [item(None, "5.00")]}),
            mod({"ExpenseLine": [expense(None, "5.00")], "ItemLine": None}),
            fields.build_add(PAYMENT, "BillPaymentCheckAdd", payment),
        )
        requests = tuple(Request(str(n), one) for n, one in enumerate(found, 1))
        assert_request_valid(MessageSet(requests=requests).to_text())


class TestTwoListsOfLines(unittest.TestCase):
    def test_each_list_is_merged_for_itself(self):
        odoo = bill([expense("T1", "6.00"), expense("T2", "7.00")], AGREED["ItemLine"])
        quickbooks = bill(AGREED["ExpenseLine"], [item("T3", "8.00")])
        found = merged(odoo, quickbooks)
        self.assertEqual(list(found.push), ["ExpenseLine"])
        self.assertEqual(found.pull, {"ItemLine": [item("T3", "8.00")]})

    def test_the_same_id_in_two_lists_is_two_lines(self):
        image = bill([expense("T1", "5.00")], [item("T1", "9.00")])
        odoo = bill([expense("T1", "6.00")], [item("T1", "9.00")])
        self.assertEqual(list(merged(odoo, image, image).push), ["ExpenseLine"])

    def moved(self):
        """A line got a product: it leaves one list, and is a new one in the other."""
        items = [*AGREED["ItemLine"], item("odoo:2", "7.00")]
        odoo = bill(AGREED["ExpenseLine"][:1], items)
        return odoo, merged(odoo, AGREED).push

    def test_a_line_that_moves_has_no_foreign_id(self):
        _odoo, push = self.moved()
        self.assertEqual(push["ExpenseLine"]["removed"], ["T2"])
        self.assertEqual([line[0] for line in push["ItemLine"]["lines"]], ["T3", "-1"])
        self.assertNotIn("T2", str(push["ItemLine"]))

    def test_images_follow_a_line_that_moved(self):
        _odoo, push = self.moved()
        back = bill(
            AGREED["ExpenseLine"][:1], [*AGREED["ItemLine"], item("T9", "7.00")]
        )
        ours, theirs, assigned = documents.after_push(AGREED, AGREED, push, back, KEYS)
        self.assertEqual(theirs, back)
        self.assertEqual(ours, back)
        self.assertEqual(assigned["ItemLine"], {"odoo:2": "T9"})
        self.assertFalse(merged(back, back, ours))

    def test_a_lost_answer_about_a_line_that_moved_is_settled(self):
        _odoo, push = self.moved()
        back = bill(
            AGREED["ExpenseLine"][:1], [*AGREED["ItemLine"], item("T9", "7.00")]
        )
        ours, theirs, assigned = documents.after_unknown(
            AGREED, AGREED, push, back, keys=KEYS
        )
        self.assertEqual(assigned["ItemLine"], {"odoo:2": "T9"})
        found = documents.merge(back, back, ours, theirs, keys=KEYS)
        self.assertEqual((found.push, found.pull, found.conflicts), ({}, {}, {}))
        self.assertEqual(found.lines["ExpenseLine"].gone, ["T2"])

    def test_an_add_names_all_lines_of_both_lists(self):
        sent = documents.as_sent(AGREED, KEYS)
        self.assertEqual(
            {path: len(sent[path]["lines"]) for path in KEYS},
            {"ExpenseLine": 2, "ItemLine": 1},
        )

    def test_a_mod_of_a_list_that_became_empty_clears_it(self):
        odoo = bill([], [*AGREED["ItemLine"], item("odoo:2", "5.00")])
        push = merged(odoo, AGREED).push
        found = mod(documents.named(push, KEYS))
        self.assertEqual(
            tags(found)[2:], ["ClearExpenseLines", "ItemLineMod", "ItemLineMod"]
        )
