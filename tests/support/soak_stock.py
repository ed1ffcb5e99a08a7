"""Random days of a shop, and a ledger of its pieces that is kept apart.

People sell, take back, receive, count and move goods on both sides, leave invoices
waiting, and merge items. No two of their documents are the same, also if they look
alike. In the end both sides have the quantity of the ledger, and all documents.
"""

import random
from decimal import Decimal

from odoo import Command

from ...simulator.wire.failures import Failures
from ...simulator.wire.status import Failed, Status
from ..test_sync_items import COST, SALES

NAMES = ("Bolt", "Lamp", "Nail", "Rope")
ADDS = ("InvoiceAdd", "CreditMemoAdd", "InventoryAdjustmentAdd")


class Busy:
    """QuickBooks is in use: it takes no document and no adjustment."""

    def check(self, request):
        if request.name in ADDS:
            raise Failed(Status(3175, "Error", "The object is in use."))


class Shop:
    """One seed's run, with one side that counts."""

    side = "odoo"

    def __init__(self, case, seed):
        self.case, self.seed = case, seed
        self.chance = random.Random(seed)
        self.patience = random.Random(f"answers {seed}")  # draws apart from the acts
        self.ledger = {name: 20 for name in NAMES}
        self.late, self.drafts, self.wrong, self.story = [], [], [], []
        self.kept = None
        self.sold, self.heirs = [], {}
        self.acts = self.answers = self.sessions = 0

    def rounds(self, days=3):
        self.open()
        for _day in range(days):
            for _number in range(self.chance.randint(2, 5)):
                self.act()
            self.night()
        self.settle()

    def open(self):
        """Have twenty pieces of each item, first in QuickBooks only."""
        case = self.case
        for name in NAMES:
            case.company.user_add(
                "ItemInventory",
                Name=name,
                QuantityOnHand="20",
                PurchaseCost="2.00",
                SalesPrice="5.00",
                IncomeAccountRef=SALES,
                COGSAccountRef=COST,
                AssetAccountRef="Inventory Asset",
            )
        case.run_session()
        case.connection.write(
            {
                "item_stock_policy": self.side,
                "item_stock_account_id": self.account().id,
            }
        )
        self.place = case.connection._stock_place()
        self.shelf = self.place.copy({"name": "Shelf", "location_id": self.place.id})
        self.van = self.place.copy(
            {"name": "Van", "usage": "transit", "location_id": False}
        )
        self.van.company_id = self.place.company_id
        self.owner = case.env["res.partner"].create({"name": "Consignor"})
        self.night()

    def account(self):
        links = self.case.env["qbd.link"]
        link = links.search(
            [("qb_name", "=", COST), ("res_model", "=", "account.account")]
        )
        return self.case.env["account.account"].browse(link.record_id)

    # -- what people do -------------------------------------------------------

    def act(self):
        acts = [self.sell, self.sell, self.enter, self.enter, self.take_back]
        acts += [self.receive, self.count, self.miscount, self.consign, self.carry]
        acts += [self.edit, self.merge]
        act = self.chance.choice(acts)
        name = self.chance.choice(list(self.ledger))
        number = self.chance.randint(1, 3)
        self.story.append((act.__name__, name, number))
        self.acts += 1
        act(name, number)
        self.case.env.flush_all()

    def product(self, name):
        stream = self.case.stream("item")
        link = self.case.env["qbd.link"].search(
            [("stream_id", "=", stream.id), ("qb_name", "=", name)]
        )
        return self.case.env["product.product"].browse(link.record_id)

    def put(self, name, number, place=None, **values):
        quants = self.case.env["stock.quant"]
        place = place or self.place
        quants._update_available_quantity(self.product(name), place, number, **values)

    def move(self, name, number):
        """Move goods in QuickBooks, without a document."""
        item = self.case.company.find("ItemInventory", name)
        self.case.company.items.move(item["ListID"], Decimal(number))

    def sell(self, name, number):
        """Deliver from Odoo; the invoice may be a draft, or have two taxes."""
        self.leave(name, -number, "out_invoice")

    def take_back(self, name, number):
        self.leave(name, number, "out_refund")

    def leave(self, name, number, move_type):
        self.ledger[name] += number
        self.put(name, number)
        county = self.case.county()
        how = self.chance.choice(("posted", "posted", "draft", "parked"))
        taxes = county | self.city() if how == "parked" else county
        line = {
            "product_id": self.product(name).id,
            "quantity": abs(number),
            "price_unit": 5,
            "tax_ids": [Command.set(taxes.ids)],
        }
        invoice = self.case.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.case.partner_named("Ann").id,
                "invoice_date": "2026-06-15",
                "invoice_line_ids": [Command.create(line)],
            }
        )
        if how != "draft":
            invoice.action_post()
        self.sold.append(invoice)
        if how != "posted":
            self.drafts.append(invoice)

    def city(self):
        taxes = self.case.env["account.tax"]
        known = taxes.search([("name", "=", "City")], limit=1)
        return known or taxes.create({"name": "City", "amount": 1})

    def enter(self, name, number):
        """Sell in QuickBooks; where Odoo counts somebody delivers, today or later."""
        self.ledger[name] -= number
        line = {"ItemRef": name, "Quantity": str(number), "Rate": "5"}
        self.case.qb_invoice(line, RefNumber=f"Q{self.acts}")
        if self.side == "odoo":
            self.late.append((name, -number))
            if self.chance.random() < 0.5:
                self.deliver()

    def deliver(self):
        """Deliver in Odoo what was sold in QuickBooks."""
        for name, number in self.late:
            self.put(name, number)
        self.late = []

    def receive(self, name, number):
        """Receive goods on the side that counts."""
        self.ledger[name] += number
        self.found(name, number, self.side)

    def count(self, name, _number):
        """Find that one is missing, on the side that counts."""
        self.ledger[name] -= 1
        self.found(name, -1, self.side)

    def miscount(self, name, number):
        """Count something else on the side that follows: that is overruled."""
        self.found(name, number, "quickbooks" if self.side == "odoo" else "odoo")

    def found(self, name, number, side):
        if side == "odoo":
            self.put(name, number, self.chance.choice((self.place, self.shelf)))
        else:
            self.move(name, number)

    def consign(self, name, number):
        self.put(name, number, owner_id=self.owner)

    def carry(self, name, number):
        """Carry goods to another place, and perhaps not all of the way."""
        there = self.chance.choice((self.shelf, self.van))
        self.put(name, -number)
        self.put(name, number, there)

    def edit(self, name, number):
        self.product(name).list_price = 5 + number
        self.case.company.user_mod(
            self.case.company.find("ItemInventory", name)["ListID"],
            PurchaseDesc=f"Box of {number}",
        )

    def merge(self, name, _number):
        """Merge two items in QuickBooks that nothing is on its way of."""
        others = [one for one in self.ledger if one != name]
        if len(others) < 2 or self.late or self.drafts:
            return
        self.night()
        gone = self.chance.choice(others)
        found = [self.case.company.find("ItemInventory", one) for one in (name, gone)]
        self.case.company.user_merge(*(one["ListID"] for one in found))
        self.ledger[name] += self.ledger.pop(gone)
        self.kept = name
        self.heirs[self.product(gone)] = self.product(name)

    # -- sessions and answers ---------------------------------------------------

    def night(self, refusing=None):
        """Let the Web Connector run, now and then while QuickBooks is in use."""
        case = self.case
        if refusing is None:
            refusing = self.chance.random() < 0.25
        case.company.failures = Busy() if refusing else Failures()
        self.wake()
        case.stream("item").id_sweep_time = "2020-01-01 00:00:00"
        case.env.flush_all()
        case.run_session()
        case.company.failures = Failures()
        self.sessions += 1
        if self.patience.random() < 0.5:
            self.tell_apart()
        self.answer()

    def wake(self):
        links = self.case.env["qbd.link"]
        links.search([("state", "=", "retry"), ("reason", "=", "transient")])._release()

    def answer(self):
        """Move goods of merged items, and confirm what is asked about."""
        case = self.case
        levels = case.env["qbd.stock.level"].search([])
        for level in levels.filtered(lambda one: one.state == "removed"):
            level.target_id = level.target_id or self.product(self.kept)
            level.action_move_goods()
            self.answers += 1
        asked = levels.exists().filtered(lambda one: one.state in ("asked", "stopped"))
        if asked:
            getattr(asked, f"action_take_{self.side}")()
            self.answers += len(asked)

    def tell_apart(self):
        """Answer questions about documents that look alike: each is another one."""
        links = self.case.env["qbd.link"]
        asked = links.search([("state", "=", "parked"), ("reason", "=", "similar")])
        if asked:
            asked.action_create_anyway()
            self.answers += len(asked)

    def settle(self):
        """Post, deliver and answer all there is, until both sides are quiet."""
        self.deliver()
        for invoice in self.drafts:
            taxes = [Command.set(self.case.county().ids)]
            self.repair(invoice, {"tax_ids": taxes})
        self.repair_merged()
        for _number in range(5):
            self.tell_apart()
            self.night(refusing=False)
            if not any(self.problems().values()):
                return
            self.decide()

    def repair(self, invoice, values):
        if invoice.state == "posted":
            invoice.button_draft()
        invoice.invoice_line_ids.write(values)
        invoice.action_post()

    def repair_merged(self):
        """Sell the other item where one was merged before its invoice was sent."""
        self.night(refusing=False)
        links = self.case.env["qbd.link"]
        for invoice in self.sold:
            link = links._by_records(self.case.stream("invoice"), invoice.ids)
            link |= links._by_records(self.case.stream("credit_memo"), invoice.ids)
            product = invoice.invoice_line_ids.product_id
            while product in self.heirs:
                product = self.heirs[product]
            if invoice.invoice_line_ids.product_id != product and not any(
                one.qb_id for one in link.values()
            ):
                taxes = [Command.set(invoice.invoice_line_ids.tax_ids.ids)]
                self.repair(invoice, {"product_id": product.id, "tax_ids": taxes})

    def decide(self):
        """Choose for products that wait although all is delivered, posted and sent."""
        if self.waiting():
            return
        levels = self.case.env["qbd.stock.level"].search([("state", "=", "held")])
        if levels and not self.case.env["qbd.stock.level"].search(
            [("state", "=", "removed")]
        ):
            getattr(levels, f"action_take_{self.side}")()
            self.answers += len(levels)

    # -- what must be true --------------------------------------------------------

    def figures(self):
        """Return {name: (ledger, Odoo, QuickBooks)}."""
        self.case.env.invalidate_all()
        mapping = self.case.stream("item")._mapping()
        found = {}
        for name, wanted in self.ledger.items():
            product = self.product(name)
            item = self.case.company.find("ItemInventory", name)
            ours = mapping._on_hand(product)[product.id]
            found[name] = (wanted, ours, float(item["QuantityOnHand"]))
        return found

    def problems(self):
        wrong = [
            (name, *figures)
            for name, figures in self.figures().items()
            if len(set(figures)) > 1
        ]
        return {"pieces": wrong, "documents": self.waiting()}

    def waiting(self):
        """Return the documents that are not in both books."""
        links = self.case.env["qbd.link"].search([("res_model", "=", "account.move")])
        found = [
            (one.display_label, one.state, one.message)
            for one in links
            if one.state != "ok" or not (one.qb_id and one.record_id)
        ]
        linked = set(links.mapped("record_id"))
        return found + [one.display_name for one in self.sold if one.id not in linked]

    def counts(self):
        return {"acts": self.acts, "answers": self.answers, "sessions": self.sessions}

    def show(self):
        """Print the story of the seed, for a person who looks for a mistake."""
        for one in self.story:
            print(one)
        print(self.figures())
        for level in self.case.env["qbd.stock.level"].search([]):
            print(level.product_id.default_code, level.state, level.message)
            print(level.odoo_quantity, level.quickbooks_quantity, level.agreed_link)


class QuickBooksShop(Shop):
    side = "quickbooks"
