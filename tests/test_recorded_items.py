"""Every recorded item goes the whole way: from a company file into Odoo.

Expected values are read from the recordings themselves, without the addon's help.
"""

from datetime import datetime
from decimal import Decimal

from lxml import etree

from ..simulator.seeds.recorded import RECORDED, load_recorded
from ..simulator.wire.messages import ITEMS
from .support.recorded import Recordings, responses
from .support.reference import (
    recorded,
    recorded_names,
    reference_path,
    requires_reference,
)
from .test_recorded_outcomes import RecordedOutcomes, answer_with
from .test_sync_items import TYPES, ItemCase

NOW = datetime(2026, 9, 1, 9)
"""After the youngest recording."""

ONE = "SalesOrPurchase/"
SHOWN = ("QuantityOnHand", "AverageCost", "QuantityOnOrder", "QuantityOnSalesOrder")
COMPONENT = "ItemInventoryAssemblyLine"


def items():
    """Return [(file name, Ret)] of the items in all recordings, by file name."""
    tags = [f"{kind}Ret" for kind in ITEMS]
    return [
        (name, element)
        for name in recorded_names()
        for element in etree.fromstring(recorded(name).encode()).iter(*tags)
        if element.getparent().tag.endswith("Rs")
    ]


def newest(found):
    """Return {ListID: Ret} with the latest EditSequence of each."""
    ordered = sorted(found, key=lambda one: int(one[1].findtext("EditSequence")))
    return {element.findtext("ListID"): element for _name, element in ordered}


def number(element, *paths):
    """Return the first of these numbers that is there; 0 for none."""
    texts = [element.findtext(path) for path in paths]
    return float(next((text for text in texts if text), "0").rstrip("%"))


@requires_reference
class RecordedItems(ItemCase):
    COMPANY_FILE = {"chart": ""}
    """Without accounts: the recordings bring theirs."""

    def setUp(self):
        super().setUp()
        self.clock.now = NOW
        self.company.items.any_account = True
        folder = reference_path("responses")
        self.loaded = load_recorded(self.company, folder, RECORDED)

    def link_of(self, list_id):
        return self.env["qbd.link"].search(
            [("qb_id", "=", list_id), ("space", "=", "item")]
        )

    def record_of(self, list_id):
        return self.env["product.product"].browse(self.link_of(list_id).record_id)

    def check(self, element):
        """Compare an item as it was recorded with the product in Odoo."""
        link = self.link_of(element.findtext("ListID"))
        self.assertEqual((link.state, link.message), ("ok", False))
        self.assertEqual(link.qb_type, element.tag.removesuffix("Ret"))
        self.assertEqual(link.edit_sequence, element.findtext("EditSequence"))
        product = self.env["product.product"].browse(link.record_id)
        self.check_names(element, product)
        self.check_figures(element, product, link.quickbooks_image)
        self.check_accounts(element, product)
        self.check_components(element, link.quickbooks_image)

    def check_names(self, element, product):
        name = element.findtext("Name")
        described = element.findtext("SalesDesc") or element.findtext(f"{ONE}Desc")
        self.assertEqual(product.default_code, name)
        self.assertEqual(product.name, described or name)
        bought = element.findtext("PurchaseDesc")
        self.assertEqual(product.description_purchase or None, bought)
        kind = (product.type, product.is_storable)
        self.assertEqual(kind, TYPES[element.tag.removesuffix("Ret")])
        self.assertEqual(product.active, element.findtext("IsActive") == "true")
        code = element.findtext("SalesTaxCodeRef/FullName")
        self.assertEqual(bool(product.taxes_id), code == "Tax")
        above = element.findtext("ParentRef/ListID")
        below = self.record_of(above) if above else product.browse()
        self.assertEqual(product.qbd_parent_id, below)

    def check_figures(self, element, product, image):
        price = number(element, "SalesPrice", f"{ONE}Price")
        self.assertEqual(product.list_price, price)
        self.assertEqual(product.standard_price, number(element, "PurchaseCost"))
        percent = element.findtext(f"{ONE}PricePercent")
        shown = image.get("PricePercent")
        self.assertEqual(shown and float(shown), percent and float(percent.strip("%")))
        for name in SHOWN:
            text = element.findtext(name)
            self.assertEqual(
                image.get(name) and Decimal(image[name]), text and Decimal(text), name
            )
        self.assertEqual(
            product.qbd_quantity_on_hand, number(element, "QuantityOnHand")
        )
        self.assertEqual(product.qbd_average_cost, number(element, "AverageCost"))
        self.assertFalse(product.qty_available)

    def check_accounts(self, element, product):
        both = {
            "property_account_income_id": ("IncomeAccountRef", f"{ONE}AccountRef"),
            "property_account_expense_id": ("COGSAccountRef", f"{ONE}AccountRef"),
        }
        for field, paths in both.items():
            names = [element.findtext(f"{path}/FullName") for path in paths]
            name = next(one for one in names if one)
            self.assertEqual(self.link(product[field]).qb_name, name, field)

    def check_components(self, element, image):
        found = [
            (
                line.findtext("ItemInventoryRef/ListID"),
                Decimal(line.findtext("Quantity")),
            )
            for line in element.findall(COMPONENT)
        ]
        shown = image.get("Components") or []
        shown = [(one["item"], Decimal(one["quantity"])) for one in shown]
        self.assertEqual(shown, found)
        for list_id, _quantity in found:
            self.assertEqual(self.record_of(list_id).qbd_item_type, "ItemInventory")


@requires_reference
class TestRecordedCompanyFile(RecordedItems):
    def test_every_item_arrives_with_all_that_was_recorded(self):
        report = self.run_session()
        self.assertFalse(report.wrote, report.requests)
        expected = newest(items())
        self.assertGreater(len(expected.keys() & set(self.loaded)), 5)
        for list_id in expected.keys() & set(self.loaded):
            with self.subTest(list_id):
                self.check(expected[list_id])
        self.assert_quiet()

    def test_an_edit_on_either_side_is_all_that_travels(self):
        self.run_session()
        edited = newest(items()).keys() & set(self.loaded)
        for list_id in edited:
            self.record_of(list_id).barcode = f"B-{list_id}"
        before = {one["ListID"]: one for one in self.all_items()}
        self.run_session()
        for after in self.all_items():
            was = before[after["ListID"]]
            changed = {key for key in after if after[key] != was.get(key)}
            if after["ListID"] in edited:
                moved = {"BarCodeValue", "TimeModified", "EditSequence"}
                self.assertEqual(changed, moved)
            else:
                self.assertFalse(changed)
            self.assertEqual(was.keys() - after.keys(), set())
        self.assert_quiet()

    def all_items(self):
        return [one for kind in TYPES for one in self.company.objects(kind)]


@requires_reference
class TestRecordedAnswers(RecordedItems):
    def test_every_recording_is_read_as_it_is(self):
        recordings = Recordings(self.company)
        self.company.process = recordings.process
        for name in sorted({name for name, _element in items()}):
            found = [element for file, element in items() if file == name]
            answer = responses("qbwc-ItemQueryRs-02.xml")[0]
            answer[:] = found
            self.give_accounts_their_ids(answer)
            recordings.answer(answer)
            report = self.run_session()
            self.assertFalse(recordings.waiting)
            self.assertFalse(report.wrote, report.requests)
            for element in newest([(name, one) for one in found]).values():
                with self.subTest(name):
                    self.check(element)

    def give_accounts_their_ids(self, answer):
        """The recordings come from several company files; here the names are unique."""
        for reference in answer.iter("{*}*"):
            if reference.tag.endswith("AccountRef"):
                known = self.company.find("Account", reference.findtext("FullName"))
                reference.find("ListID").text = known["ListID"]


class TestRecordedItemAdds(RecordedOutcomes, ItemCase):
    def arrange(self):
        super().arrange()
        self.with_accounts()

    def test_3100_a_name_that_is_taken_gets_the_next_free_one(self):
        name = "consolibyte-ItemServiceAddRs-status3100-01.xml"
        product = self.product(name="Shipping", default_code="SHIP", type="service")
        element = answer_with(3100, "ItemServiceAddRs", name)
        self.answer(element)
        self.check(self.link(product), "retry", "name_taken", "", element)
        self.run_session()
        self.assertEqual(self.item_names(), ["SHIP (2)"])
        self.assertEqual(product.default_code, "SHIP")
        self.assert_quiet()

    def test_3140_an_account_of_a_wrong_type_is_parked_with_the_reason(self):
        name = "flowlink-ItemInventoryQueryRs-status0_1_3140-01.xml"
        product = self.product(name="Widget", default_code="W", is_storable=True)
        element = answer_with(3140, "ItemInventoryAddRs", name)
        self.answer(element)
        link = self.link(product)
        self.check(link, "parked", "qb_3140", "Reference not found", element)
        link.action_try_again()
        self.run_session()
        self.assertEqual((link.state, self.item_names()), ("ok", ["W"]))

    def test_what_an_add_answered_is_kept_and_nothing_of_it_comes_back(self):
        [element] = responses("flowlink-ItemInventoryAddRs-01.xml")
        shown = element.find("ItemInventoryRet")
        product = self.product(
            name="Widget", default_code=shown.findtext("Name"), is_storable=True
        )
        self.answer(element)
        link = self.link(product)
        self.assertEqual((link.state, link.message), ("ok", False))
        self.assertEqual(link.qb_id, shown.findtext("ListID"))
        self.assertEqual(link.edit_sequence, shown.findtext("EditSequence"))
        self.assertEqual(link.qb_name, shown.findtext("FullName"))
        self.assertEqual(product.qbd_quantity_on_hand, number(shown, "QuantityOnHand"))
        self.assertEqual(product.qbd_average_cost, number(shown, "AverageCost"))
        self.assertEqual(product.name, "Widget")
        link._mark_dirty(link.stream_id, product.ids)
        before = self.snapshot()[0]
        report = self.run_session()
        self.assertFalse(report.wrote, report.requests)
        self.assertEqual(self.snapshot()[0], before)
