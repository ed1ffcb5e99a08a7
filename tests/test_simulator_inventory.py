"""Inventory adjustments in the simulated QuickBooks: stock, its cost, the books."""

import unittest
from decimal import Decimal

from ..simulator.seeds.seeds import seed_one_of_each
from ..simulator.wire.status import Failed, Refused
from .test_simulator_common import SimulatorMixin, query
from .test_simulator_documents import named, txn_add, txn_mod

KIND = "InventoryAdjustment"


def line(adjustment, item="Widget", how="QuantityAdjustment"):
    """A line of an Add."""
    content = f"{named('ItemRef', item)}<{how}>{adjustment}</{how}>"
    return f"<{KIND}LineAdd>{content}</{KIND}LineAdd>"


def line_mod(line_id, fields=""):
    """A line of a Mod."""
    content = f"<TxnLineID>{line_id}</TxnLineID>{fields}"
    return f"<{KIND}LineMod>{content}</{KIND}LineMod>"


class InventoryMixin(SimulatorMixin):
    """Five widgets at 10.00 are in stock."""

    def setUp(self):
        super().setUp()
        self.ids = seed_one_of_each(self.company)
        self.account = named("AccountRef", "Other Expenses")

    def adjust(self, *lines, fields=""):
        """The Ret of a new adjustment."""
        return self.ret(txn_add(KIND, self.account + fields + "".join(lines)))

    def stock(self, kind="ItemInventory"):
        """(quantity on hand, average cost) of the seeded item of a type."""
        item = self.company.object(self.ids[kind], kind)
        return item["QuantityOnHand"], item["AverageCost"]

    def balance(self, name):
        return self.company.find("Account", name)["Balance"]


class TestAdd(InventoryMixin, unittest.TestCase):
    def test_an_adjustment_comes_back_whole_and_in_the_order_of_the_schema(self):
        ret = self.adjust(
            line("<QuantityDifference>-2</QuantityDifference>"),
            fields="<TxnDate>2024-06-30</TxnDate><Memo>Broken</Memo>",
        )
        self.assertEqual(
            [child.tag for child in ret],
            [
                "TxnID",
                "TimeCreated",
                "TimeModified",
                "EditSequence",
                "TxnNumber",
                "AccountRef",
                "TxnDate",
                "RefNumber",
                "Memo",
                f"{KIND}LineRet",
            ],
        )
        self.assertEqual(
            [child.tag for child in ret[-1]],
            ["TxnLineID", "ItemRef", "QuantityDifference", "ValueDifference"],
        )
        self.assertEqual(ret[-1].findtext("QuantityDifference"), "-2")
        self.assertEqual(ret[-1].findtext("ValueDifference"), "-20.00")

    def test_a_difference_moves_the_quantity_at_average_cost(self):
        self.adjust(line("<QuantityDifference>-2</QuantityDifference>"))
        self.assertEqual(self.stock(), ("3", "10.00"))
        self.assertEqual(self.balance("Inventory Asset"), "30.00")
        self.assertEqual(self.balance("Other Expenses"), "20.00")

    def test_a_new_quantity_is_counted_from_what_is_on_hand(self):
        ret = self.adjust(line("<NewQuantity>7.5</NewQuantity>"))
        self.assertEqual(ret.findtext("*/QuantityDifference"), "2.5")
        self.assertEqual(self.stock(), ("7.5", "10.00"))
        self.assertEqual(self.balance("Inventory Asset"), "75.00")

    def test_two_lines_may_name_the_same_item(self):
        ret = self.adjust(
            line("<NewQuantity>10</NewQuantity>"),
            line("<NewQuantity>4</NewQuantity>"),
        )
        differences = [one.text for one in ret.iterfind("*/QuantityDifference")]
        self.assertEqual(differences, ["5", "-6"])
        self.assertEqual(self.stock(), ("4", "10.00"))

    def test_the_item_keeps_its_edit_sequence_and_time(self):
        before = self.company.object(self.ids["ItemInventory"])
        self.adjust(line("<NewQuantity>9</NewQuantity>"))
        after = self.company.object(self.ids["ItemInventory"])
        for name in ("EditSequence", "TimeModified"):
            self.assertEqual(after[name], before[name])

    def test_numbers_count_on(self):
        first = self.adjust(line("<NewQuantity>9</NewQuantity>"))
        second = self.adjust(line("<NewQuantity>8</NewQuantity>"))
        # The opening quantity of the widget was number 1.
        self.assertEqual(first.findtext("RefNumber"), "2")
        self.assertEqual(second.findtext("RefNumber"), "3")

    def test_a_value_cannot_be_sent_for_the_schema_does_not_let_it(self):
        for value in (
            "<NewValue>9.00</NewValue>",
            "<ValueDifference>9.00</ValueDifference>",
        ):
            adjustment = f"<NewQuantity>5</NewQuantity>{value}"
            with self.subTest(value=value), self.assertRaises(Refused):
                self.adjust(line(adjustment, how="ValueAdjustment"))
        self.adjust(line("<NewQuantity>6</NewQuantity>", how="ValueAdjustment"))
        self.assertEqual(self.stock(), ("6", "10.00"))

    def test_a_person_can_change_the_value(self):
        self.company.user_add(
            KIND,
            AccountRef="Other Expenses",
            lines=[{"ItemRef": "Widget", "ValueAdjustment": {"NewValue": "60.00"}}],
        )
        self.assertEqual(self.stock(), ("5", "12.00"))
        self.assertEqual(self.balance("Inventory Asset"), "60.00")
        self.assertEqual(self.balance("Other Expenses"), "-10.00")

    def test_only_inventory_items_can_be_adjusted(self):
        for item in ("Repair", "Subtotal", "Nothing"):
            request = txn_add(
                KIND, self.account + line("<NewQuantity>1</NewQuantity>", item)
            )
            with self.subTest(item=item):
                answer = self.ask_one(request)
                self.assert_status(answer, 3140)
                self.assertIn(
                    f'QuickBooks Item "{item}" in the {KIND}.',
                    answer.get("statusMessage"),
                )
        self.assertEqual(len(self.company.objects(KIND)), 1)

    def test_an_adjustment_that_fails_moves_nothing(self):
        before = self.company.store.dump()
        good = line("<NewQuantity>1</NewQuantity>")
        bad = line("<NewQuantity>1</NewQuantity>", "Repair")
        self.assert_status(self.ask_one(txn_add(KIND, self.account + good + bad)), 3140)
        self.assertEqual(self.company.store.dump(), before)

    def test_an_account_and_a_line_are_needed(self):
        good = line("<NewQuantity>1</NewQuantity>")
        for content in (good, self.account):
            with self.subTest(content=content), self.assertRaises(Refused):
                self.ask_one(txn_add(KIND, content))
        nobody = named("AccountRef", "No such account")
        self.assert_status(self.ask_one(txn_add(KIND, nobody + good)), 3140)
        empty = named("AccountRef", "")
        self.assert_status(self.ask_one(txn_add(KIND, empty + good)), 3150)

    def test_serial_numbers_and_lots_are_a_feature_that_is_off(self):
        quantity = "<NewQuantity>1</NewQuantity><SerialNumber>7</SerialNumber>"
        serial = "<AddSerialNumber>7</AddSerialNumber>"
        for one in (line(quantity), line(serial, how="SerialNumberAdjustment")):
            self.assert_status(self.ask_one(txn_add(KIND, self.account + one)), 3250)


class TestMod(InventoryMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.adjustment = self.adjust(
            line("<QuantityDifference>-2</QuantityDifference>"),
            line("<QuantityDifference>2</QuantityDifference>", "Kit"),
        )
        self.lines = [
            one.findtext("TxnLineID")
            for one in self.adjustment.iterfind(f"{KIND}LineRet")
        ]

    def mod(self, fields):
        return self.ask_one(txn_mod(KIND, self.adjustment, fields))

    def test_a_header_alone_keeps_all_lines(self):
        (ret,) = self.mod(named("AccountRef", "Sales Discounts") + "<Memo>x</Memo>")
        self.assertEqual(len(ret.findall(f"{KIND}LineRet")), 2)
        self.assertEqual(self.stock(), ("3", "10.00"))
        self.assertEqual(self.balance("Other Expenses"), "0.00")
        # Two kits at their PurchaseCost, less two widgets.
        self.assertEqual(self.balance("Sales Discounts"), "20.00")

    def test_a_line_that_is_not_named_is_taken_back(self):
        (ret,) = self.mod(line_mod(self.lines[0]))
        self.assertEqual(len(ret.findall(f"{KIND}LineRet")), 1)
        self.assertEqual(self.stock(), ("3", "10.00"))
        self.assertEqual(self.stock("ItemInventoryAssembly")[0], "0")
        self.assertEqual(self.balance("Other Expenses"), "20.00")

    def test_a_changed_quantity_is_valued_anew(self):
        change = "<QuantityDifference>5</QuantityDifference>"
        (ret,) = self.mod(line_mod(self.lines[0], change) + line_mod(self.lines[1]))
        self.assertEqual(ret.findtext("*/ValueDifference"), "50.00")
        self.assertEqual(self.stock(), ("10", "10.00"))
        self.assertEqual(self.balance("Inventory Asset"), "140.00")

    def test_a_changed_value_moves_the_average_cost(self):
        change = "<ValueDifference>-11.00</ValueDifference>"
        self.mod(line_mod(self.lines[0], change) + line_mod(self.lines[1]))
        self.assertEqual(self.stock(), ("3", "13.00"))

    def test_a_new_line_has_minus_one(self):
        new = line_mod(
            "-1",
            named("ItemRef", "Widget") + "<QuantityDifference>1</QuantityDifference>",
        )
        (ret,) = self.mod("".join(line_mod(one) for one in self.lines) + new)
        self.assertEqual(len(ret.findall(f"{KIND}LineRet")), 3)
        self.assertEqual(self.stock(), ("4", "10.00"))
        self.assert_status(self.ask_one(txn_mod(KIND, ret, line_mod("-1"))), 3150)

    def test_lines_keep_their_order_and_are_known(self):
        turned = "".join(line_mod(one) for one in reversed(self.lines))
        self.assert_status(self.mod(turned), 3290)
        self.assert_status(self.mod(line_mod(self.lines[0]) * 2), 3290)
        self.assert_status(self.mod(line_mod("7-7")), 3120)
        self.assertEqual(self.stock(), ("3", "10.00"))

    def test_a_voided_adjustment_moved_nothing(self):
        self.company.user_void(self.adjustment.findtext("TxnID"))
        self.assertEqual(self.stock(), ("5", "10.00"))
        self.assertEqual(self.balance("Inventory Asset"), "50.00")
        (ret,) = self.ask_one(
            query(
                f"<TxnID>{self.adjustment.findtext('TxnID')}</TxnID>"
                "<IncludeLineItems>true</IncludeLineItems>",
                KIND,
            )
        )
        self.assertEqual(ret.findtext("Memo"), "VOID:")
        self.assertEqual(ret.findtext("*/QuantityDifference"), "0")

    def test_a_deleted_adjustment_moved_nothing(self):
        txn_id = self.adjustment.findtext("TxnID")
        request = f"<TxnDelType>{KIND}</TxnDelType><TxnID>{txn_id}</TxnID>"
        self.assert_status(self.ask_one(f"<TxnDelRq>{request}</TxnDelRq>"), 0)
        self.assertEqual(self.stock(), ("5", "10.00"))
        self.assertEqual(self.balance("Inventory Asset"), "50.00")
        self.assertEqual(self.balance("Other Expenses"), "0.00")

    def test_an_adjusted_item_stays(self):
        self.company.items.move(self.ids["ItemInventory"], Decimal(-3))
        with self.assertRaises(Failed) as caught:
            self.company.user_delete(self.ids["ItemInventory"])
        self.assertEqual(caught.exception.status.code, 3160)


class TestQuery(InventoryMixin, unittest.TestCase):
    def test_an_opening_quantity_is_an_adjustment(self):
        (opening,) = self.company.objects(KIND)
        self.assertEqual(opening["AccountRef"]["FullName"], "Opening Balance Equity")
        (one,) = opening[f"{KIND}LineRet"]
        self.assertEqual(one["ItemRef"]["FullName"], "Widget")
        self.assertEqual(
            (one["QuantityDifference"], one["ValueDifference"]), ("5", "50.00")
        )

    def test_lines_come_only_where_they_are_asked_for(self):
        (ret,) = self.ask_one(query(kind=KIND))
        self.assertIsNone(ret.find(f"{KIND}LineRet"))
        (ret,) = self.ask_one(query("<IncludeLineItems>true</IncludeLineItems>", KIND))
        self.assertEqual(ret.findtext("*/QuantityDifference"), "5")

    def test_adjustments_are_found_by_the_accounts_they_post_to(self):
        self.adjust(line("<NewQuantity>9</NewQuantity>"))
        wanted = named("AccountFilter", "Other Expenses")
        answer = self.ask_one(query(wanted, KIND))
        self.assertEqual(self.names(answer, "RefNumber"), ["2"])
