"""Items in the simulated QuickBooks: one list of many types, with their rules."""

import unittest
from decimal import Decimal

from ..simulator.clock import Clock
from ..simulator.company_file import CompanyFile
from ..simulator.seeds.seeds import seed_items, seed_one_of_each
from ..simulator.wire.messages import ITEMS
from ..simulator.wire.status import Failed, Refused
from .test_simulator_common import SimulatorMixin, add, mod, query

SALES = "<FullName>Sales</FullName>"
COST = "<FullName>Cost of Goods Sold</FullName>"
ASSET = "<FullName>Inventory Asset</FullName>"
SOLD = f"<SalesOrPurchase><AccountRef>{SALES}</AccountRef></SalesOrPurchase>"
TRADED = (
    "<SalesAndPurchase><SalesPrice>2</SalesPrice>"
    f"<IncomeAccountRef>{SALES}</IncomeAccountRef><PurchaseCost>1.5</PurchaseCost>"
    f"<ExpenseAccountRef>{COST}</ExpenseAccountRef></SalesAndPurchase>"
)
NO_SUCH = "QuickBooks error message: Invalid argument. The specified record does not"


def stock(before="", after="", income=SALES, cogs=COST, asset=ASSET):
    """The fields of an inventory item; ``before`` IncomeAccountRef, ``after`` Asset."""
    return (
        f"{before}<IncomeAccountRef>{income}</IncomeAccountRef>"
        f"<COGSAccountRef>{cogs}</COGSAccountRef>"
        f"<AssetAccountRef>{asset}</AssetAccountRef>{after}"
    )


class ItemsMixin(SimulatorMixin):
    def setUp(self):
        super().setUp()
        self.ids = seed_one_of_each(self.company)

    def item(self, kind):
        """The seeded item of a type as QuickBooks shows it."""
        return self.company.object(self.ids[kind], kind)

    def mod(self, kind, fields):
        """The answer to a Mod of the seeded item of a type."""
        sequence = self.item(kind)["EditSequence"]
        return self.ask_one(mod(self.ids[kind], sequence, fields, kind))

    def delete(self, kind):
        return self.ask_one(
            f"<ListDelRq><ListDelType>{kind}</ListDelType>"
            f"<ListID>{self.ids[kind]}</ListID></ListDelRq>"
        )

    def balance(self, name):
        return self.company.find("Account", name)["Balance"]


class TestOneList(ItemsMixin, unittest.TestCase):
    def test_every_type_can_be_added_and_found(self):
        for kind in ITEMS:
            with self.subTest(kind=kind):
                name = self.item(kind)["Name"]
                ret = self.ret(query(f"<FullName>{name}</FullName>", kind))
                self.assertEqual(ret.tag, f"{kind}Ret")
                self.assertEqual(ret.findtext("ListID"), self.ids[kind])

    def test_a_name_is_unique_over_all_types(self):
        for kind, fields in (
            ("ItemService", SOLD),
            ("ItemSubtotal", ""),
            ("ItemSalesTax", ""),
            ("ItemGroup", ""),
        ):
            with self.subTest(kind=kind):
                self.assert_status(
                    self.ask_one(add("WIDGET", fields, kind)),
                    3100,
                    'The name "WIDGET" of the list element is already in use.',
                )

    def test_a_name_holds_no_colon_and_31_characters_at_most(self):
        for kind, fields in (("ItemService", SOLD), ("ItemSubtotal", "")):
            with self.subTest(kind=kind):
                answer = self.ask_one(add("A:B", fields, kind))
                self.assert_status(answer, 3090)
                self.assertIn('the "item name" field', answer.get("statusMessage"))
                answer = self.ask_one(add("x" * 32, fields, kind))
                self.assert_status(answer, 3070)

    def test_items_of_all_types_share_their_ids(self):
        numbers = {list_id[:8] for list_id in self.ids.values()}
        self.assertEqual(len(numbers), len(ITEMS))

    def test_a_query_of_another_type_does_not_find_an_item(self):
        found = self.ask_one(query("<FullName>Widget</FullName>", "ItemService"))
        self.assert_status(found, 500)

    def test_types_without_a_path_have_neither_full_name_nor_level(self):
        for kind in ("ItemGroup", "ItemSubtotal", "ItemPayment", "ItemSalesTaxGroup"):
            with self.subTest(kind=kind):
                self.assertNotIn("FullName", self.item(kind))
                self.assertNotIn("Sublevel", self.item(kind))


class TestItemQuery(ItemsMixin, unittest.TestCase):
    def test_it_returns_all_types_one_after_another(self):
        answer = self.ask_one(query(kind="Item"))
        kinds = [ret.tag.removesuffix("Ret") for ret in answer]
        self.assertEqual(kinds, sorted(kinds, key=ITEMS.index))
        self.assertEqual(set(kinds), set(ITEMS))
        self.assertEqual(len(answer), len(ITEMS) + 2)

    def test_an_iterator_runs_over_all_types(self):
        whole = self.names(self.ask_one(query(kind="Item")), "ListID")
        page = "<MaxReturned>4</MaxReturned>"
        answer = self.ask_one(query(page, "Item", iterator="Start"))
        self.assertEqual(answer.get("iteratorRemainingCount"), "9")
        found = self.names(answer, "ListID")
        running = answer.get("iteratorID")
        while answer.get("iteratorRemainingCount") != "0":
            answer = self.ask_one(
                query(page, "Item", iterator="Continue", iteratorID=running)
            )
            found += self.names(answer, "ListID")
        self.assertEqual(found, whole)

    def test_a_limit_cuts_after_the_order_of_types(self):
        answer = self.ask_one(query("<MaxReturned>2</MaxReturned>", "Item"))
        self.assertEqual(self.names(answer), ["Repair", "Widget"])

    def test_filters_look_at_all_types(self):
        wanted = (
            "<NameFilter><MatchCriterion>StartsWith</MatchCriterion><Name>S</Name>"
            "</NameFilter>"
        )
        answer = self.ask_one(query(wanted, "Item"))
        self.assertEqual(
            self.names(answer, "Name"), ["Subtotal", "State", "State and county"]
        )
        self.company.user_inactivate(self.ids["ItemService"], "ItemService")
        inactive = "<ActiveStatus>InactiveOnly</ActiveStatus>"
        self.assertEqual(self.names(self.ask_one(query(inactive, "Item"))), ["Repair"])
        moment = self.company.object(self.ids["ItemService"])["TimeModified"][:19]
        since = (
            "<ActiveStatus>All</ActiveStatus>"
            f"<FromModifiedDate>{moment}</FromModifiedDate>"
        )
        self.assertEqual(self.names(self.ask_one(query(since, "Item"))), ["Repair"])

    def test_items_are_found_by_id_whatever_their_type(self):
        keys = "".join(f"<ListID>{list_id}</ListID>" for list_id in self.ids.values())
        answer = self.ask_one(query(keys, "Item"))
        self.assertEqual(
            [ret.tag.removesuffix("Ret") for ret in answer], list(self.ids)
        )

    def test_the_made_up_items_are_the_same_each_time(self):
        twin = CompanyFile(clock=Clock("2024-07-01T09:00:00"))
        self.addCleanup(twin.close)
        seed_one_of_each(twin)
        self.assertEqual(seed_items(self.company, 50), seed_items(twin, 50))
        self.assertEqual(twin.store.dump(), self.company.store.dump())
        self.assertGreater(len(twin.objects("ItemInventory")), 10)


class TestSubitems(ItemsMixin, unittest.TestCase):
    def below(self, name):
        return f"<ParentRef><FullName>{name}</FullName></ParentRef>"

    def test_a_subitem_has_a_path(self):
        ret = self.ret(add("Roof", self.below("Repair") + SOLD, "ItemService"))
        self.assertEqual(ret.findtext("FullName"), "Repair:Roof")
        self.assertEqual(ret.findtext("Sublevel"), "1")

    def test_the_parent_is_an_item_of_the_same_type(self):
        answer = self.ask_one(add("Roof", self.below("Widget") + SOLD, "ItemService"))
        self.assert_status(answer, 3130)

    def test_renaming_a_parent_shows_in_paths_and_references_at_once(self):
        self.company.user_add(
            "ItemInventory",
            Name="Small",
            ParentRef="Widget",
            IncomeAccountRef="Sales",
            COGSAccountRef="Cost of Goods Sold",
            AssetAccountRef="Inventory Asset",
        )
        before = self.company.find("ItemInventory", "Widget:Small")
        self.assert_status(self.mod("ItemInventory", "<Name>Gadget</Name>"), 0)
        after = self.company.find("ItemInventory", "Gadget:Small")
        self.assertEqual(after["EditSequence"], before["EditSequence"])
        group = self.item("ItemGroup")["ItemGroupLine"]
        self.assertEqual(group[0]["ItemRef"]["FullName"], "Gadget")


class TestSoldAndPurchased(ItemsMixin, unittest.TestCase):
    def test_a_new_service_has_a_price_and_a_tax_code(self):
        ret = self.ret(add("Visit", SOLD, "ItemService"))
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
                "SalesTaxCodeRef",
                "SalesOrPurchase",
            ],
        )
        self.assertEqual(ret.findtext("SalesOrPurchase/Price"), "0.00")
        self.assertEqual(ret.findtext("SalesTaxCodeRef/FullName"), "Tax")

    def test_a_company_without_sales_tax_gives_no_tax_code(self):
        self.options = {"sales_tax": False}
        SimulatorMixin.setUp(self)
        ret = self.ret(add("Visit", SOLD, "ItemService"))
        self.assertIsNone(ret.find("SalesTaxCodeRef"))

    def test_one_of_the_two_ways_must_be_chosen(self):
        for kind in ("ItemService", "ItemNonInventory", "ItemOtherCharge"):
            for fields in ("", SOLD + TRADED, TRADED + SOLD):
                with self.subTest(kind=kind, fields=fields):
                    with self.assertRaises(Refused):
                        self.ask_one(add("A", fields, kind))

    def test_a_person_cannot_choose_both_either(self):
        sold = {"AccountRef": "Sales"}
        both = {"IncomeAccountRef": "Sales", "ExpenseAccountRef": "Cost of Goods Sold"}
        with self.assertRaises(Failed):
            self.company.user_add(
                "ItemService", Name="A", SalesOrPurchase=sold, SalesAndPurchase=both
            )

    def test_an_account_is_needed(self):
        for fields in (
            "<SalesOrPurchase><Price>1</Price></SalesOrPurchase>",
            "<SalesOrPurchase></SalesOrPurchase>",
            TRADED.replace(f"<IncomeAccountRef>{SALES}</IncomeAccountRef>", ""),
            TRADED.replace(f"<ExpenseAccountRef>{COST}</ExpenseAccountRef>", ""),
        ):
            with self.subTest(fields=fields):
                self.assert_status(
                    self.ask_one(add("A", fields, "ItemService")),
                    3270,
                    "There is a missing posting account.",
                )

    def test_an_account_cannot_be_cleared(self):
        fields = (
            "<SalesOrPurchaseMod><AccountRef><FullName></FullName></AccountRef>"
            "</SalesOrPurchaseMod>"
        )
        self.assert_status(self.mod("ItemService", fields), 3270)

    def test_the_account_must_be_of_a_fitting_type(self):
        for old, new in ((SALES, "Checking"), (COST, "Sales")):
            fields = TRADED.replace(old, f"<FullName>{new}</FullName>")
            answer = self.ask_one(add("A", fields, "ItemNonInventory"))
            self.assert_status(
                answer,
                3140,
                f'There is an invalid reference to QuickBooks Account "{new}" in the'
                f" Item NonInventory. {NO_SUCH} exist in the list.",
            )
        receivable = SOLD.replace("Sales<", "Accounts Receivable<")
        self.assert_status(self.ask_one(add("A", receivable, "ItemService")), 3140)

    def test_a_purchased_item_may_be_an_asset(self):
        bought = SOLD.replace("Sales<", "Inventory Asset<")
        self.assert_status(self.ask_one(add("Tool", bought, "ItemOtherCharge")), 0)

    def test_a_mod_changes_only_what_it_names(self):
        answer = self.mod(
            "ItemNonInventory",
            "<SalesAndPurchaseMod><SalesPrice>7</SalesPrice></SalesAndPurchaseMod>",
        )
        part = answer[0].find("SalesAndPurchase")
        self.assertEqual(part.findtext("SalesPrice"), "7.00")
        self.assertEqual(part.findtext("PurchaseCost"), "4.00")
        self.assertEqual(part.findtext("IncomeAccountRef/FullName"), "Sales")

    def test_an_item_that_is_sold_can_be_purchased_from_then_on(self):
        fields = TRADED.replace("SalesAndPurchase>", "SalesAndPurchaseMod>")
        (ret,) = self.mod("ItemService", fields)
        self.assertIsNone(ret.find("SalesOrPurchase"))
        self.assertEqual(ret.findtext("SalesAndPurchase/PurchaseCost"), "1.50")
        back = SOLD.replace("SalesOrPurchase>", "SalesOrPurchaseMod>")
        self.assert_status(self.mod("ItemService", back), 3180)

    def test_a_price_is_an_amount_or_a_percentage(self):
        percent = (
            "<SalesOrPurchaseMod><PricePercent>18</PricePercent></SalesOrPurchaseMod>"
        )
        (ret,) = self.mod("ItemOtherCharge", percent)
        self.assertEqual(ret.findtext("SalesOrPurchase/PricePercent"), "18.0%")
        self.assertIsNone(ret.find("SalesOrPurchase/Price"))
        price = "<SalesOrPurchaseMod><Price>1.25</Price></SalesOrPurchaseMod>"
        (ret,) = self.mod("ItemOtherCharge", price)
        self.assertEqual(ret.findtext("SalesOrPurchase/Price"), "1.25")
        self.assertIsNone(ret.find("SalesOrPurchase/PricePercent"))

    def test_the_preferred_vendor_is_a_vendor(self):
        self.company.user_add("Vendor", Name="Acme")
        for name, code in (("Acme", 0), ("Nobody", 3140)):
            vendor = f"<PrefVendorRef><FullName>{name}</FullName></PrefVendorRef>"
            fields = TRADED.replace("</SalesAndP", f"{vendor}</SalesAndP")
            answer = self.ask_one(add(f"From {name}", fields, "ItemNonInventory"))
            self.assert_status(answer, code)
        self.assertIn('QuickBooks Vendor "Nobody" in', answer.get("statusMessage"))

    def test_a_bar_code_is_used_once_unless_asked_otherwise(self):
        code = "<BarCode><BarCodeValue>4006381333931</BarCodeValue>{}</BarCode>"
        ret = self.ret(add("A", code.format("") + SOLD, "ItemService"))
        self.assertEqual(ret.findtext("BarCodeValue"), "4006381333931")
        answer = self.ask_one(add("B", code.format("") + SOLD, "ItemService"))
        self.assert_status(answer, 3180)
        even = code.format("<AssignEvenIfUsed>true</AssignEvenIfUsed>")
        self.assert_status(self.ask_one(add("B", even + SOLD, "ItemService")), 0)


class TestInventory(ItemsMixin, unittest.TestCase):
    def test_a_new_item_is_not_in_stock_and_costs_nothing_on_average(self):
        before = (
            "<ManufacturerPartNumber>M-1</ManufacturerPartNumber>"
            "<SalesDesc>Bolt</SalesDesc><SalesPrice>1.005</SalesPrice>"
        )
        after = "<ReorderPoint>3</ReorderPoint>"
        ret = self.ret(add("Bolt", stock(before, after), "ItemInventory"))
        self.assertEqual(
            [(child.tag, child.text) for child in ret if child.tag[-3:] != "Ref"][8:],
            [
                ("ManufacturerPartNumber", "M-1"),
                ("SalesDesc", "Bolt"),
                ("SalesPrice", "1.005"),
                ("PurchaseCost", "0.00"),
                ("ReorderPoint", "3"),
                ("QuantityOnHand", "0"),
                ("AverageCost", "0.00"),
                ("QuantityOnOrder", "0"),
                ("QuantityOnSalesOrder", "0"),
            ],
        )

    def test_all_three_accounts_are_needed(self):
        for name in ("IncomeAccountRef", "COGSAccountRef", "AssetAccountRef"):
            start, _, rest = stock().partition(f"<{name}>")
            fields = start + rest.partition(f"</{name}>")[2]
            with self.subTest(missing=name):
                answer = self.ask_one(add("Bolt", fields, "ItemInventory"))
                self.assert_status(answer, 3270)

    def test_each_account_has_its_type(self):
        wrong = "<FullName>Other Expenses</FullName>"
        for kind in ("ItemInventory", "ItemInventoryAssembly"):
            for name in ("income", "cogs", "asset"):
                with self.subTest(kind=kind, name=name):
                    fields = stock(**{name: wrong})
                    self.assert_status(self.ask_one(add("Bolt", fields, kind)), 3140)

    def test_what_quickbooks_was_recorded_to_take_can_be_allowed(self):
        self.company.items.any_account = True
        fields = stock(income=ASSET, cogs=ASSET)
        self.assert_status(self.ask_one(add("Bolt", fields, "ItemInventory")), 0)
        self.company.items.any_account = False
        item = self.company.find("ItemInventory", "Bolt")
        change = "<SalesPrice>2</SalesPrice>"
        answer = self.ask_one(
            mod(item["ListID"], item["EditSequence"], change, "ItemInventory")
        )
        self.assert_status(answer, 0)

    def test_an_opening_quantity_has_a_value(self):
        after = "<QuantityOnHand>3</QuantityOnHand><TotalValue>10.00</TotalValue>"
        ret = self.ret(add("Bolt", stock(after=after), "ItemInventory"))
        self.assertEqual(ret.findtext("QuantityOnHand"), "3")
        self.assertEqual(ret.findtext("AverageCost"), "3.33333")
        # Five widgets at 10.00 were there before.
        self.assertEqual(self.balance("Inventory Asset"), "60.00")
        self.assertEqual(self.balance("Opening Balance Equity"), "60.00")

    def test_an_opening_quantity_without_value_is_at_cost(self):
        before = "<PurchaseCost>2.50</PurchaseCost>"
        after = "<QuantityOnHand>4</QuantityOnHand>"
        fields = stock("", after).replace("<COGS", before + "<COGS")
        ret = self.ret(add("Bolt", fields, "ItemInventory"))
        self.assertEqual(ret.findtext("AverageCost"), "2.50")
        self.assertEqual(self.balance("Inventory Asset"), "60.00")

    def test_quantity_and_average_cost_cannot_be_written(self):
        for field in ("QuantityOnHand", "AverageCost", "QuantityOnOrder"):
            with self.subTest(field=field), self.assertRaises(Refused):
                self.mod("ItemInventory", f"<{field}>1</{field}>")

    def test_moving_stock_leaves_the_edit_sequence_alone(self):
        before = self.item("ItemInventory")
        self.company.items.move(self.ids["ItemInventory"], Decimal(5), Decimal(80))
        after = self.item("ItemInventory")
        self.assertEqual(after["QuantityOnHand"], "10")
        self.assertEqual(after["AverageCost"], "13.00")
        for name in ("EditSequence", "TimeModified"):
            self.assertEqual(after[name], before[name])

    def test_stock_goes_out_at_average_cost_and_leaves_nothing(self):
        item = self.company.items
        widget = self.ids["ItemInventory"]
        item.move(widget, Decimal(1), Decimal("0.01"))
        self.assertEqual(self.item("ItemInventory")["AverageCost"], "8.335")
        self.assertEqual(item.move(widget, Decimal(-1)), Decimal("-8.34"))
        self.assertEqual(item.move(widget, Decimal(-5)), Decimal("-41.67"))
        after = self.item("ItemInventory")
        self.assertEqual(after["QuantityOnHand"], "0")
        self.assertEqual(after["AverageCost"], "8.334")

    def test_stock_may_become_negative(self):
        moved = self.company.items.move(self.ids["ItemInventory"], Decimal("-7.5"))
        self.assertEqual(moved, Decimal("-75.00"))
        self.assertEqual(self.item("ItemInventory")["QuantityOnHand"], "-2.5")
        self.assertEqual(self.item("ItemInventory")["AverageCost"], "10.00")

    def test_what_was_never_bought_goes_out_at_its_cost(self):
        kit = self.ids["ItemInventoryAssembly"]
        self.assertEqual(self.company.items.move(kit, Decimal(-1)), Decimal("-20.00"))

    def test_inventory_can_be_switched_off(self):
        self.company.set_preferences(
            "PurchasesAndVendorsPreferences", IsUsingInventory="false"
        )
        self.assert_status(self.ask_one(add("Bolt", stock(), "ItemInventory")), 3250)


class TestParts(ItemsMixin, unittest.TestCase):
    def test_an_assembly_shows_its_components_by_their_present_names(self):
        self.company.user_mod(self.ids["ItemInventory"], Name="Gadget")
        (line,) = self.item("ItemInventoryAssembly")["ItemInventoryAssemblyLine"]
        self.assertEqual(line["ItemInventoryRef"]["FullName"], "Gadget")
        self.assertEqual(line["Quantity"], "2")

    def test_components_are_replaced_as_a_whole(self):
        part = (
            "<ItemInventoryAssemblyLine><ItemInventoryRef><FullName>Paper</FullName>"
            "</ItemInventoryRef><Quantity>3</Quantity></ItemInventoryAssemblyLine>"
        )
        (ret,) = self.mod("ItemInventoryAssembly", part)
        names = [one.text for one in ret.iterfind("*/ItemInventoryRef/FullName")]
        self.assertEqual(names, ["Paper"])

    def test_an_assembly_contains_neither_itself_nor_a_discount(self):
        part = (
            "<ItemInventoryAssemblyLine><ItemInventoryRef><FullName>{}</FullName>"
            "</ItemInventoryRef></ItemInventoryAssemblyLine>"
        )
        for name in ("Kit", "Loyal customer", "No such"):
            with self.subTest(name=name):
                answer = self.mod("ItemInventoryAssembly", part.format(name))
                self.assert_status(answer, 3140)
        amount = "<Quantity>1</Quantity></ItemInventoryAssemblyLine>"
        nothing = part.format("").replace("</ItemInventoryAssemblyLine>", amount)
        self.assert_status(self.mod("ItemInventoryAssembly", nothing), 3150)
        inner = self.ret(
            add("Box", stock(after=part.format("Kit")), "ItemInventoryAssembly")
        )
        self.assertIsNotNone(inner)
        answer = self.mod("ItemInventoryAssembly", part.format("Box"))
        self.assert_status(answer, 3140)

    def test_a_group_holds_items_of_other_types(self):
        line = (
            "<ItemGroupLine><ItemRef><FullName>{}</FullName></ItemRef>"
            "<Quantity>2</Quantity></ItemGroupLine>"
        )
        (ret,) = self.mod("ItemGroup", line.format("Paper") + line.format("Subtotal"))
        names = [one.text for one in ret.iterfind("*/ItemRef/FullName")]
        self.assertEqual(names, ["Paper", "Subtotal"])
        answer = self.mod("ItemGroup", line.format("Installation"))
        self.assert_status(answer, 3140)
        self.assertIn(
            'QuickBooks Item "Installation" in the Item Group.',
            answer.get("statusMessage"),
        )

    def test_a_group_and_an_assembly_can_be_emptied(self):
        clear = "<ClearItemsInGroup>true</ClearItemsInGroup>"
        (ret,) = self.mod("ItemGroup", clear)
        self.assertIsNone(ret.find("ItemGroupLine"))
        (ret,) = self.mod("ItemInventoryAssembly", clear)
        self.assertIsNone(ret.find("ItemInventoryAssemblyLine"))

    def test_a_tax_group_holds_tax_items_alone(self):
        reference = "<ItemSalesTaxRef><FullName>{}</FullName></ItemSalesTaxRef>"
        (ret,) = self.mod("ItemSalesTaxGroup", reference.format("County"))
        names = [one.text for one in ret.iterfind("ItemSalesTaxRef/FullName")]
        self.assertEqual(names, ["County"])
        for name in ("State and county", "Widget"):
            answer = self.mod("ItemSalesTaxGroup", reference.format(name))
            self.assert_status(answer, 3140)

    def test_a_tax_group_needs_a_tax_item(self):
        with self.assertRaises(Refused):
            self.ask_one(add("None", kind="ItemSalesTaxGroup"))

    def test_a_customer_may_have_a_tax_group(self):
        tax = "<ItemSalesTaxRef><FullName>State and county</FullName></ItemSalesTaxRef>"
        ret = self.ret(add("Ann", tax))
        self.assertEqual(
            ret.findtext("ItemSalesTaxRef/ListID"), self.ids["ItemSalesTaxGroup"]
        )

    def test_a_discount_is_an_amount_or_a_percentage(self):
        (ret,) = self.mod("ItemDiscount", "<DiscountRate>5</DiscountRate>")
        self.assertEqual(ret.findtext("DiscountRate"), "5.00")
        self.assertIsNone(ret.find("DiscountRatePercent"))
        no_account = "<AccountRef><ListID></ListID></AccountRef>"
        self.assert_status(self.mod("ItemDiscount", no_account), 3270)

    def test_a_payment_goes_to_a_bank_or_undeposited_funds(self):
        account = "<DepositToAccountRef><FullName>{}</FullName></DepositToAccountRef>"
        self.assert_status(self.mod("ItemPayment", account.format("Checking")), 0)
        self.assert_status(self.mod("ItemPayment", account.format("Sales")), 3140)
        self.assert_status(self.ask_one(add("Cheque", kind="ItemPayment")), 0)


class TestInUse(ItemsMixin, unittest.TestCase):
    def test_items_in_use_stay_and_can_be_made_inactive(self):
        self.company.user_add("Customer", Name="Ann", ItemSalesTaxRef="County")
        county = self.company.find("ItemSalesTax", "County")["ListID"]
        self.ids["ItemSalesTax"] = county
        for kind in ("ItemInventory", "ItemService", "ItemSalesTax"):
            with self.subTest(kind=kind):
                self.assert_status(self.delete(kind), 3160)
                (ret,) = self.mod(kind, "<IsActive>false</IsActive>")
                self.assertEqual(ret.findtext("IsActive"), "false")

    def test_an_item_in_stock_stays(self):
        self.assert_status(self.delete("ItemInventoryAssembly"), 0)
        self.assert_status(self.delete("ItemGroup"), 0)
        self.assert_status(self.delete("ItemInventory"), 3160)
        (opening,) = self.company.objects("InventoryAdjustment")
        self.company.user_delete(opening["TxnID"])
        self.assertEqual(self.item("ItemInventory")["QuantityOnHand"], "0")
        self.assert_status(self.delete("ItemInventory"), 0)
        deleted = self.ask_one(
            query("<ListDelType>ItemInventory</ListDelType>", "ListDeleted")
        )
        self.assertEqual(self.names(deleted), ["Widget"])

    def test_an_account_of_an_item_stays(self):
        account = self.company.find("Account", "Sales")
        with self.assertRaises(Failed) as caught:
            self.company.user_delete(account["ListID"], "Account")
        self.assertEqual(caught.exception.status.code, 3160)

    def test_merged_items_add_their_stock(self):
        gone = self.company.user_add(
            "ItemInventory",
            Name="Wigdet",
            IncomeAccountRef="Sales",
            COGSAccountRef="Cost of Goods Sold",
            AssetAccountRef="Inventory Asset",
            QuantityOnHand="5",
            TotalValue="60.00",
        )
        self.company.user_merge(self.ids["ItemInventory"], gone)
        after = self.item("ItemInventory")
        self.assertEqual(
            (after["QuantityOnHand"], after["AverageCost"]), ("10", "11.00")
        )
        with self.assertRaises(Failed):
            self.company.user_merge(
                self.ids["ItemService"], self.ids["ItemOtherCharge"]
            )
