"""Lines of documents in the simulated QuickBooks: arithmetic and replacement."""

import unittest

from ..simulator.seeds.seeds import seed_one_of_each
from ..simulator.wire.status import Failed
from .test_simulator_common import query
from .test_simulator_documents import DocumentMixin, line, named, txn_add, txn_mod

ALL = "<IncludeLineItems>true</IncludeLineItems>"


def group(name="Installation", fields=""):
    """A group of an InvoiceAdd."""
    reference = named("ItemGroupRef", name)
    return f"<InvoiceLineGroupAdd>{reference}{fields}</InvoiceLineGroupAdd>"


def kept(txn_line_id, fields="", kind="InvoiceLine"):
    """A line of a Mod."""
    return f"<{kind}Mod><TxnLineID>{txn_line_id}</TxnLineID>{fields}</{kind}Mod>"


class LineMixin(DocumentMixin):
    """Also an item of each type: Widget, Subtotal, Loyal customer (10 % off) …"""

    def setUp(self):
        super().setUp()
        company = self.company
        seed_one_of_each(company)
        company.user_add(
            "ItemDiscount",
            Name="Voucher",
            DiscountRate="5.00",
            AccountRef="Sales Discounts",
            SalesTaxCodeRef="Tax",
        )
        company.user_add(
            "ItemOtherCharge",
            Name="Surcharge",
            SalesOrPurchase={"PricePercent": "3.00", "AccountRef": "Sales"},
        )

    def lines_of(self, ret, *names):
        """Texts of the lines, groups with their lines behind them."""
        found = []
        for one in ret.iter("InvoiceLineRet", "InvoiceLineGroupRet"):
            found.append(tuple(one.findtext(name) for name in names))
        return found

    def amounts(self, ret):
        """Amount of each line, TotalAmount of a group."""
        return [one or two for one, two in self.lines_of(ret, "Amount", "TotalAmount")]


class TestAmounts(LineMixin, unittest.TestCase):
    def test_the_item_gives_what_is_left_out(self):
        ret = self.document(line("Widget", "<Quantity>3</Quantity>"))
        names = ("Desc", "Quantity", "Rate", "Amount", "SalesTaxCodeRef/FullName")
        self.assertEqual(
            self.lines_of(ret, *names), [("A widget", "3", "25.00", "75.00", "Tax")]
        )

    def test_an_amount_is_rounded_half_up(self):
        fields = "<Quantity>0.5</Quantity><Rate>0.05</Rate>"
        self.assertEqual(self.amounts(self.document(line("Widget", fields))), ["0.03"])

    def test_the_rate_follows_an_amount_that_was_given(self):
        fields = "<Quantity>3</Quantity><Amount>10.00</Amount>"
        ret = self.document(line("Widget", fields))
        self.assertEqual(self.lines_of(ret, "Rate", "Amount"), [("3.33333", "10.00")])

    def test_a_rate_that_gives_the_amount_stays(self):
        fields = "<Quantity>3</Quantity><Rate>3.333</Rate><Amount>10.00</Amount>"
        ret = self.document(line("Widget", fields))
        self.assertEqual(self.lines_of(ret, "Rate", "Amount"), [("3.333", "10.00")])

    def test_without_a_quantity_the_amount_is_the_rate(self):
        ret = self.document(line("Widget"))
        self.assertEqual(self.lines_of(ret, "Quantity", "Amount"), [(None, "25.00")])

    def test_an_empty_text_leaves_the_description_out(self):
        ret = self.document(line("Widget", "<Desc></Desc>"))
        self.assertEqual(self.lines_of(ret, "Desc", "Rate"), [(None, "25.00")])

    def test_text_lines_and_blank_lines_have_no_amount(self):
        ret = self.document(line("", "<Desc>Thanks</Desc>"), line(""), line("Widget"))
        tags = [[part.tag for part in one] for one in ret.iter("InvoiceLineRet")]
        self.assertEqual(tags[:2], [["TxnLineID", "Desc"], ["TxnLineID"]])

    def test_an_amount_needs_an_item(self):
        content = named("CustomerRef", "Ann") + line("", "<Amount>1.00</Amount>")
        self.assert_status(self.ask_one(txn_add("Invoice", content)), 3180)

    def test_tax_items_and_groups_are_no_items_of_a_line(self):
        for name in ("State", "State and county", "Installation"):
            content = named("CustomerRef", "Ann") + line(name)
            with self.subTest(name=name):
                self.assert_status(self.ask_one(txn_add("Invoice", content)), 3140)

    def test_what_the_company_does_not_use_is_refused(self):
        ann = named("CustomerRef", "Ann")
        for fields, code in (
            (named("PriceLevelRef", "Trade"), 3140),
            (named("InventorySiteRef", "North"), 3140),
            ("<SerialNumber>1</SerialNumber>", 3250),
        ):
            with self.subTest(fields=fields):
                request = txn_add("Invoice", ann + line("Widget", fields))
                self.assert_status(self.ask_one(request), code)
        link = "<LinkToTxnID>1-1</LinkToTxnID>"
        request = txn_add("Invoice", ann + link + line())
        self.assert_status(self.ask_one(request), 3120)

    def test_a_discount_is_a_percentage_of_the_line_above(self):
        ret = self.document(
            line("Widget"), line("Widget", "<Rate>10</Rate>"), line("Loyal customer")
        )
        self.assertEqual(self.amounts(ret), ["25.00", "10.00", "-1.00"])
        self.assertEqual(self.lines_of(ret, "RatePercent")[2], ("-10.00",))
        self.assertEqual(ret.findtext("Subtotal"), "34.00")

    def test_a_text_between_does_not_hide_the_line_above(self):
        ret = self.document(
            line("Widget"), line("", "<Desc>Less</Desc>"), line("Loyal customer")
        )
        self.assertEqual(self.amounts(ret), ["25.00", None, "-2.50"])

    def test_a_discount_below_a_subtotal_is_of_all_above(self):
        ret = self.document(
            line("Widget"), line("Work"), line("Subtotal"), line("Loyal customer")
        )
        self.assertEqual(self.amounts(ret), ["25.00", "100.00", "125.00", "-12.50"])
        self.assertEqual(ret.findtext("Subtotal"), "112.50")

    def test_a_subtotal_starts_after_the_last_one_and_its_discount(self):
        ret = self.document(
            line("Widget"),
            line("Subtotal"),
            line("Loyal customer"),
            line("Work"),
            line("Subtotal"),
        )
        self.assertEqual(
            self.amounts(ret), ["25.00", "25.00", "-2.50", "100.00", "100.00"]
        )
        self.assertIsNone(list(ret.iter("InvoiceLineRet"))[1].find("SalesTaxCodeRef"))

    def test_a_discount_may_be_an_amount(self):
        ret = self.document(line("Work"), line("Voucher"))
        self.assertEqual(self.lines_of(ret, "Rate", "Amount")[1], ("-5.00", "-5.00"))
        again = self.document(line("Work"), line("Voucher", "<Amount>7.00</Amount>"))
        self.assertEqual(self.amounts(again)[1], "-7.00")

    def test_a_taxable_discount_lowers_the_tax(self):
        fields = named("ItemSalesTaxRef", "State")
        ret = self.document(line("Work"), line("Voucher"), fields=fields)
        self.assertEqual(ret.findtext("SalesTaxTotal"), "5.70")

    def test_another_charge_may_be_a_percentage(self):
        ret = self.document(line("Work"), line("Surcharge"))
        self.assertEqual(self.amounts(ret), ["100.00", "3.00"])

    def test_a_payment_on_the_form_is_taken_off(self):
        ret = self.document(line("Work"), line("Deposit", "<Amount>30.00</Amount>"))
        self.assertEqual(ret.findtext("BalanceRemaining"), "76.00")


class TestGroups(LineMixin, unittest.TestCase):
    def test_a_group_brings_its_items(self):
        ret = self.document(
            line("Work"), group(fields="<Quantity>2</Quantity>"), line("Widget")
        )
        self.assertEqual(
            [one.tag for one in ret][-3:],
            ["InvoiceLineRet", "InvoiceLineGroupRet", "InvoiceLineRet"],
        )
        part = ret.find("InvoiceLineGroupRet")
        self.assertEqual(
            self.texts(
                part,
                "ItemGroupRef/FullName",
                "Desc",
                "Quantity",
                "IsPrintItemsInGroup",
                "TotalAmount",
            ),
            ["Installation", "A widget with its repair", "2", "false", "290.00"],
        )
        inner = [
            self.texts(one, "ItemRef/FullName", "Quantity", "Amount")
            for one in part.findall("InvoiceLineRet")
        ]
        self.assertEqual(inner, [["Widget", "2", "50.00"], ["Repair", "4", "240.00"]])
        self.assertEqual(ret.findtext("Subtotal"), "415.00")

    def test_a_discount_below_a_group_is_of_the_group(self):
        ret = self.document(group(), line("Loyal customer"))
        self.assertEqual(self.amounts(ret), ["145.00", "25.00", "120.00", "-14.50"])

    def test_another_quantity_of_a_group_multiplies_its_lines(self):
        ret = self.document(group())
        group_id = ret.findtext("InvoiceLineGroupRet/TxnLineID")
        fields = kept(group_id, "<Quantity>3</Quantity>", "InvoiceLineGroup")
        (ret,) = self.ask_one(txn_mod("Invoice", ret, fields))
        self.assertEqual(self.amounts(ret), ["435.00", "75.00", "360.00"])

    def test_lines_of_a_group_are_replaced_like_others(self):
        ret = self.document(group(), line("Work"))
        group_id = ret.findtext("InvoiceLineGroupRet/TxnLineID")
        inner_id = ret.findtext("InvoiceLineGroupRet/InvoiceLineRet/TxnLineID")
        inner = kept(inner_id, "<Quantity>4</Quantity>")
        fields = kept(group_id, inner, "InvoiceLineGroup")
        (ret,) = self.ask_one(txn_mod("Invoice", ret, fields))
        self.assertEqual(self.amounts(ret), ["100.00", "100.00"])

    def test_a_group_named_as_a_line_is_not_found(self):
        ret = self.document(group())
        group_id = ret.findtext("InvoiceLineGroupRet/TxnLineID")
        answer = self.ask_one(txn_mod("Invoice", ret, kept(group_id)))
        self.assert_status(answer, 3120)

    def test_a_person_adds_and_changes_groups(self):
        txn_id = self.company.user_add(
            "Invoice",
            CustomerRef="Ann",
            lines=[{"ItemGroupRef": "Installation"}, {"ItemRef": "Work"}],
        )
        group_line, work = self.company.object(txn_id)["lines"]
        repair = group_line["lines"][1]
        self.company.user_mod(
            txn_id,
            lines=[
                {
                    "TxnLineID": group_line["TxnLineID"],
                    "lines": [{"TxnLineID": repair["TxnLineID"]}],
                },
                {"TxnLineID": work["TxnLineID"], "Quantity": "2"},
                {"ItemRef": "Widget"},
            ],
        )
        lines = self.company.object(txn_id)["lines"]
        self.assertEqual(
            [one.get("Amount") or one["TotalAmount"] for one in lines],
            ["120.00", "200.00", "25.00"],
        )


class TestReplacement(LineMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.invoice = self.document(
            line("Widget", "<Quantity>2</Quantity>"),
            line("", "<Desc>Text</Desc>"),
            line("Work", "<Quantity>3</Quantity><Amount>100.00</Amount>"),
        )
        self.ids = [one.text for one in self.invoice.findall("*/TxnLineID")]

    def mod(self, *lines):
        """The Rs of a Mod with these lines."""
        return self.ask_one(txn_mod("Invoice", self.invoice, "".join(lines)))

    def stored(self):
        """(TxnLineID, Amount) as a query shows them."""
        ret = self.ret(query(ALL, kind="Invoice"))
        return self.lines_of(ret, "TxnLineID", "Amount")

    def test_what_is_not_named_is_deleted(self):
        self.assert_status(self.mod(kept(self.ids[2])), 0)
        self.assertEqual(self.stored(), [(self.ids[2], "100.00")])

    def test_a_named_id_alone_keeps_the_line_as_it_is(self):
        (ret,) = self.mod(*(kept(one) for one in self.ids))
        before, after = (
            self.lines_of(one, "Desc", "Quantity", "Rate", "Amount")
            for one in (self.invoice, ret)
        )
        self.assertEqual(before, after)

    def test_naming_no_line_keeps_all(self):
        self.assert_status(self.mod("<Memo>x</Memo>"), 0)
        self.assertEqual([one for one, _ in self.stored()], self.ids)

    def test_new_lines_stand_where_they_are_named_and_get_ids(self):
        (ret,) = self.mod(
            kept(self.ids[0]),
            kept("-1", named("ItemRef", "Widget")),
            kept(self.ids[2]),
            kept("-1", "<Desc>End</Desc>"),
        )
        ids = [one for (one,) in self.lines_of(ret, "TxnLineID")]
        self.assertEqual((ids[0], ids[2]), (self.ids[0], self.ids[2]))
        self.assertEqual(len({*ids, *self.ids}), 5)
        self.assertEqual(self.amounts(ret), ["50.00", "25.00", "100.00", None])

    def test_lines_out_of_order_are_refused(self):
        answer = self.mod(kept(self.ids[2]), kept(self.ids[0]))
        self.assert_status(answer, 3290)
        self.assertEqual([one for one, _ in self.stored()], self.ids)

    def test_a_line_named_twice_is_refused(self):
        self.assert_status(self.mod(kept(self.ids[0]), kept(self.ids[0])), 3290)

    def test_an_unknown_line_is_not_found(self):
        self.assert_status(self.mod(kept("77-1")), 3120)

    def test_a_new_quantity_moves_the_amount_by_the_rate(self):
        (ret,) = self.mod(
            kept(self.ids[0], "<Quantity>5</Quantity>"),
            kept(self.ids[2], "<Quantity>6</Quantity>"),
        )
        self.assertEqual(self.amounts(ret), ["125.00", "200.00"])

    def test_another_item_brings_its_own_text_and_rate(self):
        (ret,) = self.mod(kept(self.ids[0], named("ItemRef", "Repair")))
        names = ("ItemRef/FullName", "Desc", "Quantity", "Rate", "Amount")
        self.assertEqual(
            self.lines_of(ret, *names), [("Repair", "Repair", "2", "60.00", "120.00")]
        )

    def test_what_must_have_a_value_cannot_be_cleared(self):
        for name in ("ItemRef", "Quantity", "Rate", "Amount", "SalesTaxCodeRef"):
            with self.subTest(name=name):
                answer = self.mod(kept(self.ids[0], f"<{name}></{name}>"))
                self.assert_status(answer, 3150)

    def test_a_description_can_be_cleared(self):
        (ret,) = self.mod(kept(self.ids[0], "<Desc></Desc>"))
        self.assertEqual(self.lines_of(ret, "Desc", "Amount"), [(None, "50.00")])

    def test_a_person_cannot_make_the_total_negative(self):
        txn_id = self.invoice.findtext("TxnID")
        with self.assertRaises(Failed):
            self.company.user_mod(
                txn_id, lines=[{"ItemRef": "Widget", "Rate": "-1.00"}]
            )
        self.assertEqual([one for one, _ in self.stored()], self.ids)
