"""Bills and their payments: requests, answers, merges and images of two lists."""

import unittest
from types import SimpleNamespace

from lxml import etree

from ..core.qbxml import fields
from ..core.qbxml.fields import Field, Lines
from ..core.qbxml.messages import MessageSet, Request
from ..core.qbxml.values import amount, boolean, date_, guid, quantity, ref, text
from ..core.sync import documents
from .support.bill import DATE, BillCase
from .support.reference import (
    assert_request_valid,
    reference_path,
    requires_reference,
)

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


def merged(odoo, quickbooks, image=None):
    image = image or AGREED
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


def wire(element):
    """Check a request by the schema, where there is one, and return its body."""
    if reference_path("qbxml").is_dir():
        requests = (Request("1", element),)
        assert_request_valid(MessageSet(requests=requests).to_text())
    return element[0]


def content(element, path):
    return [one.text for one in element.iterfind(path)]


class TestBillOfOdoo(BillCase):
    """A bill in Odoo and its two lists of lines in QuickBooks."""

    def link_of(self, move):
        return self.known(self.bills, move, "B-1")

    def in_quickbooks(self):
        """Return a bill of Odoo that QuickBooks has, and its link."""
        move = self.odoo_bill()
        freight, pipe = self.keys(move)
        assigned = {"ExpenseLine": {freight: "T1"}, "ItemLine": {pipe: "T2"}}
        self.mapping._lines_assigned(move, assigned)
        return move, self.link_of(move)

    def keys(self, move):
        return [f"odoo:{line.id}" for line in self.mapping._printed(move)]

    def mod(self, move, link, shown):
        """Return the BillMod that brings QuickBooks to what Odoo has."""
        push = documents.merge(self.state(move), shown, shown, shown, keys=KEYS).push
        named = documents.named(push, KEYS)
        element, _name = self.mapping._request_mod(link, named, shown, None)
        return wire(element)

    def test_lines_go_to_the_list_that_their_product_says(self):
        move = self.odoo_bill()
        freight, pipe = self.keys(move)
        state = self.state(move)
        self.assertEqual(
            {path: state[path] for path in KEYS},
            {
                "ExpenseLine": [
                    {
                        "TxnLineID": freight,
                        "AccountRef": "A-1",
                        "Amount": "5.00",
                        "Memo": "freight",
                    }
                ],
                "ItemLine": [
                    {
                        "TxnLineID": pipe,
                        "ItemRef": "I-1",
                        "Desc": "pipe",
                        "Quantity": "2",
                        "Amount": "9.00",
                    }
                ],
            },
        )
        header = ("VendorRef", "APAccountRef", "TxnDate", "RefNumber")
        self.assertEqual([state[p] for p in header], ["V-1", "A-3", DATE, "77"])

    def test_an_add_carries_both_lists(self):
        move = self.odoo_bill()
        link = self.link_of(move)
        element, _name = self.mapping._request_add(link, self.state(move), None)
        body = wire(element)
        self.assertEqual(tags(body)[-2:], ["ExpenseLineAdd", "ItemLineAdd"])
        self.assertEqual(content(body, "ExpenseLineAdd/AccountRef/ListID"), ["A-1"])
        self.assertEqual(content(body, "ItemLineAdd/Amount"), ["9.00"])

    def test_what_quickbooks_shows_is_the_same(self):
        move, _link = self.in_quickbooks()
        shown = self.mapping._canonical_object(self.bill_ret())
        state = self.state(move)
        compared = {path: shown[path] for path in self.mapping._compared()}
        self.assertEqual({path: state.get(path) for path in compared}, compared)

    def test_a_changed_expense_leaves_the_items_alone(self):
        move, link = self.in_quickbooks()
        shown = self.mapping._canonical_object(self.bill_ret(*self.usual_lines("6.00")))
        body = self.mod(move, link, shown)
        self.assertEqual(tags(body)[2:], ["ExpenseLineMod"])
        self.assertEqual(content(body, "ExpenseLineMod/TxnLineID"), ["T1"])
        self.assertEqual(content(body, "ExpenseLineMod/Amount"), ["5.00"])

    def test_a_line_that_gets_a_product_is_new_in_the_other_list(self):
        move, link = self.in_quickbooks()
        shown = self.mapping._canonical_object(self.bill_ret())
        line = self.mapping._printed(move)[0]
        move.button_draft()
        line.product_id = self.pipe
        line.write({"name": "freight", "price_unit": 5.0, "tax_ids": False})
        move.action_post()
        body = self.mod(move, link, shown)
        self.assertEqual(
            tags(body)[2:], ["ClearExpenseLines", "ItemLineMod", "ItemLineMod"]
        )
        self.assertEqual(sorted(content(body, "ItemLineMod/TxnLineID")), ["-1", "T2"])
        key = f"odoo:{line.id}"
        self.mapping._lines_assigned(move, {"ItemLine": {key: "T3"}})
        self.assertEqual(
            {row["TxnLineID"] for row in self.state(move)["ItemLine"]}, {"T2", "T3"}
        )
        self.assertFalse(self.state(move)["ExpenseLine"])

    def test_a_line_that_moved_survives_a_change_of_quickbooks(self):
        """The move is not sent yet when QuickBooks changes the text."""
        move, _link = self.in_quickbooks()
        agreed = self.mapping._canonical_object(self.bill_ret())
        shown = self.mapping._canonical_object(self.bill_ret(Memo="urgent"))
        before = self.mapping._printed(move)
        move.button_draft()
        before[0].write({"product_id": self.pipe.id, "tax_ids": False})
        before[0].write({"name": "freight", "price_unit": 5.0})
        move.action_post()
        odoo = self.state(move)
        merged = documents.merge(odoo, shown, agreed, agreed, keys=KEYS)
        self.mapping._update_pair(
            SimpleNamespace(
                record_id=move.id, odoo=odoo, quickbooks=shown, merged=merged
            )
        )
        self.assertEqual(self.mapping._printed(move), before)
        self.assertIn("urgent", move.narration)
        state = self.state(move)
        self.assertEqual({p: state[p] for p in KEYS}, {p: odoo[p] for p in KEYS})

    def test_a_bill_that_refers_to_an_unknown_account_waits(self):
        line = self.expense(account_id=self.rent.id)
        move = self.odoo_bill(line)
        link = self.env["qbd.link"].search([("qb_id", "=", "A-2")])
        self.assertFalse(self.mapping._records_waiting_for_add(move))
        link.qb_id = False
        waiting = self.mapping._records_waiting_for_add(move)
        self.assertIn(self.rent.display_name, waiting[move.id])

    def test_what_is_open_is_positive(self):
        move = self.odoo_bill()
        self.assertEqual(self.mapping._open_amounts(move), {move.id: 14.0})


class TestBillOfQuickBooks(BillCase):
    """A bill that is written to Odoo from both lists of lines."""

    def written(self, **values):
        shown = self.mapping._canonical_object(self.bill_ret(**values))
        return self.mapping._browse(self.mapping._create_records([shown]).id)

    def lines(self, move):
        return [
            (line.qbd_line_list, line.qbd_txn_line_id, line.price_subtotal)
            for line in self.mapping._printed(move)
        ]

    def test_both_lists_are_written(self):
        move = self.written()
        self.assertEqual((move.state, move.move_type), ("posted", "in_invoice"))
        self.assertEqual((move.ref, move.amount_total), ("77", 14.0))
        self.assertEqual(
            self.lines(move), [("ExpenseLine", "T1", 5.0), ("ItemLine", "T2", 9.0)]
        )
        shown = self.mapping._canonical_object(self.bill_ret())
        state = self.state(move)
        self.assertEqual({p: state[p] for p in KEYS}, {p: shown[p] for p in KEYS})
        self.assertFalse(move.invoice_user_id)

    def test_a_change_keeps_the_lines(self):
        move = self.written()
        before = self.mapping._printed(move)
        shown = self.bill_ret(*self.usual_lines("6.00"))
        self.mapping._take_figures(move, self.mapping._canonical_object(shown))
        self.assertEqual(self.mapping._printed(move), before)
        self.assertEqual(
            self.lines(move), [("ExpenseLine", "T1", 6.0), ("ItemLine", "T2", 9.0)]
        )

    def test_the_same_id_in_the_other_list_is_another_line(self):
        move = self.written()
        expense, pipe = self.mapping._printed(move)
        item = self.usual_lines()[1]
        shown = self.bill_ret(("ItemLine", "T1", item[2]), item)
        self.mapping._take_figures(move, self.mapping._canonical_object(shown))
        self.assertFalse(expense.exists())
        self.assertTrue(pipe.exists())
        self.assertEqual(
            {line[:2] for line in self.lines(move)},
            {("ItemLine", "T1"), ("ItemLine", "T2")},
        )

    def test_a_difference_in_money_is_shown(self):
        move = self.written()
        shown = self.mapping._canonical_object(self.bill_ret(AmountDue="14.00"))
        self.assertEqual(self.mapping._money_difference(move, shown), "")
        shown["AmountDue"] = "14.01"
        words = self.mapping._money_difference(move, shown)
        self.assertIn("14.00", words)
        self.assertIn("14.01", words)


class TestBillPayment(BillCase):
    """A payment to a vendor, applied to a bill."""

    def arrange(self):
        super().arrange()
        self.cheques = self.payments._mapping()
        self.bill = self.odoo_bill()
        self.known(self.bills, self.bill, "B-1")
        self.bank = self.env["account.journal"].search(
            [
                ("type", "=", "bank"),
                ("company_id", "=", self.connection.company_id.id),
            ],
            limit=1,
        )
        self.known(self.stream("account"), self.bank.default_account_id, "A-4")

    def ret(self, paid="14.00", granted=None):
        """Return a BillPaymentCheckRet of the bill."""
        root = etree.Element("BillPaymentCheckRet")
        header = {
            "TxnID": "P-1",
            "EditSequence": "1",
            "PayeeEntityRef": "V-1",
            "APAccountRef": "A-3",
            "TxnDate": DATE,
            "BankAccountRef": "A-4",
            "Amount": paid,
            "RefNumber": "12",
        }
        self.fill(root, header)
        row = {
            "TxnID": "B-1",
            "TxnType": "Bill",
            "TxnDate": DATE,
            "BalanceRemaining": "0.00",
            "Amount": paid,
        }
        if granted:
            row.update(DiscountAmount=granted, DiscountAccountRef="A-2")
        self.fill(etree.SubElement(root, "AppliedToTxnRet"), row)
        return root

    def written(self, element):
        shown = self.cheques._canonical_object(element)
        payment = self.cheques._browse(self.cheques._create_records([shown]).id)
        return payment, shown

    def assert_same(self, element):
        """Both sides show the same of a payment that settles all of the bill."""
        payment, shown = self.written(element)
        self.env.flush_all()
        state = self.cheques._canonical_records(payment)[payment.id]
        compared = {path: shown[path] for path in self.cheques._compared()}
        self.assertEqual({path: state.get(path) for path in compared}, compared)
        self.assertEqual(payment.payment_type, "outbound")
        self.assertEqual(self.bill.amount_residual, 0)
        self.assertEqual(self.cheques._open_amounts(payment), {payment.id: 0})

    def test_both_sides_show_the_same(self):
        self.assert_same(self.ret())

    def test_both_sides_show_the_same_discount(self):
        self.assert_same(self.ret("13.00", "1.00"))

    def test_an_add_from_a_payment_of_odoo(self):
        methods = self.bank.outbound_payment_method_line_ids
        methods.payment_account_id = self.bank.default_account_id  # else no entry
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.bill.ids
        )
        wizard = register.create({"journal_id": self.bank.id, "payment_date": DATE})
        payment = self.cheques._browse(wizard._create_payments().id)
        payment.with_context(
            skip_invoice_sync=True
        ).outstanding_account_id = self.bank.default_account_id
        self.env.flush_all()
        state = self.cheques._canonical_records(payment)[payment.id]
        state["RefNumber"] = "1001"  # QuickBooks wants it, or IsToBePrinted
        link = self.known(self.payments, payment, "P-1")
        element, _name = self.cheques._request_add(link, state, None)
        body = wire(element)
        self.assertEqual(content(body, "PayeeEntityRef/ListID"), ["V-1"])
        self.assertEqual(content(body, "BankAccountRef/ListID"), ["A-4"])
        self.assertEqual(content(body, "AppliedToTxnAdd/TxnID"), ["B-1"])
        self.assertEqual(content(body, "AppliedToTxnAdd/PaymentAmount"), ["14.00"])
        self.assertNotIn("IsAutoApply", tags(body))
