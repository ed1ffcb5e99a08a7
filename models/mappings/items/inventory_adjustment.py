from types import MappingProxyType

from odoo import Command, models
from odoo.tools.translate import LazyTranslate

from ....core.qbxml.elements import Elements
from ....core.qbxml.fields import Field
from ....core.qbxml.values import date_, guid, quantity, ref, text
from ....core.words import for_reader
from .fields import NewQuantities

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


LINES = 50
"""Products of one adjustment: if QuickBooks refuses one of them, all are refused."""


class QbdMappingInventoryAdjustment(models.AbstractModel):
    """InventoryAdjustment ← qbd.stock.adjustment, if Odoo owns the stock.

    Made by `_adjust`, written once, read only to find the outcome of a write. It states
    the new quantity, not the difference: sending it twice does not double anything.
    """

    _name = "qbd.mapping.inventory_adjustment"
    _inherit = "qbd.mapping"
    _description = "Inventory adjustments"

    _qb_type = "InventoryAdjustment"
    _space = "transaction"
    _has_unique_names = False
    _id_tag = "TxnID"
    _reads_again = True
    _name_field = "RefNumber"
    _odoo_model = "qbd.stock.adjustment"
    _depends_on = (
        *("item", "account", "invoice", "credit_memo"),
        *("bill", "vendor_credit"),
    )
    _can = frozenset({"add"})
    _watch = ("qbd.stock.adjustment",)
    _direction = "to_quickbooks"
    _creates_in_odoo = False
    _only_to_quickbooks = True
    _query_options = MappingProxyType({})
    _fields_map = (
        Field("AccountRef", "account_id", ref("account"), required=True),
        Field("TxnDate", "date", date_, label=_lt("Date")),
        Field("RefNumber", "name", text(11), label=_lt("Number")),
        Field("Memo", "_memo", text(4095), label=_lt("Memo")),
        Field("ExternalGUID", None, guid, add_only=True),
        Field(
            "InventoryAdjustmentLineAdd",
            "_new_quantities",
            NewQuantities(),
            add_only=True,
            required=True,
            label=_lt("Quantities"),
        ),
    )
    _elements = Elements(  # these objects are written by Odoo, and never read
        passed=(
            "InventorySiteRef",
            "CustomerRef",
            "ClassRef",
            "InventoryAdjustmentLineRet",
            "DataExtRet",
        )
    )

    def _records_domain(self):
        return [("connection_id", "=", self._stream().connection_id.id)]

    def _reads_back(self):
        return False

    def _skips_object(self, element):
        """Skip adjustments that are not ours: ours have a GUID."""
        return element.find("ExternalGUID") is None

    def _memo(self, adjustment):
        return for_reader(self.env)._("Stock on hand as counted by Odoo")

    def _new_quantities(self, adjustment):
        products = adjustment.line_ids.product_id
        links = self._links_of("item", products.ids)
        return [
            {
                "item": links[line.product_id.id].qb_id,
                "quantity": quantity.normalise(line.quantity),
            }
            for line in adjustment.line_ids
            if line.product_id.id in links and links[line.product_id.id].qb_id
        ]

    def _record_refused_because(self, state, link):
        if state.get("AccountRef"):
            return super()._record_refused_because(state, link)
        return for_reader(self.env)._(
            "The account for stock adjustments, %(account)s, is not matched with an "
            "account of QuickBooks. Match it, or choose another account on the "
            "connection.",
            account=self._browse(link.record_id).account_id.display_name,
        )

    def _full_name(self, name, link, state=None):
        return None

    def _object_name(self, canonical):
        return canonical["RefNumber"]

    # -- telling QuickBooks ---------------------------------------------------

    def _adjust(self, products, differences):
        """Create adjustments of differences; update those that are not sent yet.

        Adjustments under way are left alone: the quantities read may be older.

        :param products: the products whose stock was compared
        :param differences: [(product, on hand in Odoo, on hand in QuickBooks)]
        """
        connection = self._stream().connection_id
        if not self._stream()._writes() or not connection._stock_account():
            return
        wanted = {one.id: (ours, theirs) for one, ours, theirs in differences}
        self._drop_left_alone()
        for link, adjustment in self._not_arrived():
            if link.state in ("sent", "unknown"):
                for product in adjustment.line_ids.product_id:
                    wanted.pop(product.id, None)
            else:
                self._bring_up_to_date(link, adjustment, products, wanted)
        rest = list(wanted)
        self._make(
            [rest[start : start + LINES] for start in range(0, len(rest), LINES)],
            wanted,
        )

    def _follow_settings(self):
        """Apply the present policy and account to pending adjustments."""
        connection = self._stream().connection_id
        account = connection._stock_account()
        for link, adjustment in self._not_arrived():
            if link.state in ("sent", "unknown"):
                continue
            if connection.item_stock_policy != "odoo":
                adjustment.unlink()
            elif account and adjustment.account_id != account:
                adjustment.account_id = account

    def _drop_left_alone(self):
        """Drop products from pending adjustments whose stock is not synced any more."""
        for link, adjustment in self._not_arrived():
            if link.state in ("sent", "unknown"):
                continue
            left_alone = self._left_alone(adjustment)
            adjustment.line_ids.filtered(
                lambda line, left_alone=left_alone: line.product_id in left_alone
            ).unlink()
            if not adjustment.line_ids:
                adjustment.unlink()

    def _left_alone(self, adjustment):
        """Return the products of an adjustment whose stock is not synced any more."""
        stored = adjustment.line_ids.product_id.filtered("is_storable")
        return stored - stored._qbd_in_stock(self._stream().connection_id)

    # -- before they are sent -----------------------------------------------------

    def _prepare_plan(self):
        """Take the quantities as they are now, and split what was refused.

        An adjustment may have waited for hours, and an invoice may have passed it. If
        QuickBooks refuses several products without saying which, each goes alone.
        """
        for link, adjustment in self._not_arrived():
            if self._is_to_be_split(link, adjustment):
                self._split(adjustment)
            elif link.state == "dirty":
                self._take_present(adjustment)
            if not adjustment.line_ids:
                adjustment.unlink()

    def _split(self, adjustment):
        quantities = {
            line.product_id.id: (line.quantity, line.quantity_before)
            for line in adjustment.line_ids
        }
        adjustment.line_ids.unlink()
        self._make([[one] for one in quantities], quantities)

    def _take_present(self, adjustment):
        items = self._stream()._sibling("item")._mapping()
        products = adjustment.line_ids.product_id
        links = self._links_of("item", products.ids)
        ours = items._on_hand(products)
        rows = [
            items._quantities(product, links[product.id], ours[product.id])
            for product in products
            if product.id in links
            and "QuantityOnHand" in (links[product.id].quickbooks_image or {})
        ]
        differ = [
            row for row in rows if row.product.uom_id.compare(row.ours, row.theirs)
        ]
        held = set(items._held_now(differ)) | {
            product_id
            for product_id, link in links.items()
            if link.state == "gone" or link.reason == "goods"
        }
        held |= set(self._left_alone(adjustment).ids)
        present = {row.product.id: row for row in rows}
        wanted = {row.product.id: row.ours for row in differ}
        for line in adjustment.line_ids:
            product_id = line.product_id.id
            if product_id in held or product_id in present.keys() - wanted.keys():
                line.unlink()
            elif line.quantity != wanted.get(product_id, line.quantity):
                line.quantity = wanted[product_id]

    def _not_arrived(self):
        """Return [(link, adjustment)] that QuickBooks does not have."""
        links = self.env["qbd.link"].search(
            [
                ("stream_id", "=", self._stream().id),
                ("state", "not in", ("ok", "gone")),
                ("qb_id", "=", False),
            ]
        )
        there = set(self._browse(links.mapped("record_id")).exists().ids)
        return [
            (link, self._browse(link.record_id))
            for link in links
            if link.record_id in there
        ]

    def _arrived_products(self, products):
        """Return {product id: id of the newest link of an adjustment that arrived}."""
        adjustments = self._browse([]).search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("line_ids.product_id", "in", products.ids),
            ],
            order="id",
        )
        links = self.env["qbd.link"]._by_records(self._stream(), adjustments.ids)
        return {
            line.product_id.id: links[adjustment.id].id
            for adjustment in adjustments
            if adjustment.id in links and links[adjustment.id].qb_id
            for line in adjustment.line_ids
        }

    def _is_to_be_split(self, link, adjustment):
        """Return whether QuickBooks refused several products without saying which."""
        refused = (link.reason or "").startswith(("qb_", "not_understood"))
        return link.state == "parked" and refused and len(adjustment.line_ids) > 1

    def _bring_up_to_date(self, link, adjustment, products, wanted):
        lines = adjustment.line_ids.filtered(lambda line: line.product_id in products)
        changed = False
        for line in lines:
            ours, theirs = wanted.pop(line.product_id.id, (None, None))
            if ours is None:
                line.unlink()
            elif line.quantity != ours:
                line.write({"quantity": ours, "quantity_before": theirs})
                changed = True
        if not adjustment.line_ids:
            adjustment.unlink()
        elif changed:
            link._mark_dirty(link.stream_id, adjustment.ids)

    def _make(self, groups, wanted):
        connection = self._stream().connection_id
        self._browse([]).create(
            [
                {
                    "connection_id": connection.id,
                    "account_id": connection._stock_account().id,
                    "line_ids": [
                        Command.create(
                            {
                                "product_id": product_id,
                                "quantity": wanted[product_id][0],
                                "quantity_before": wanted[product_id][1],
                            }
                        )
                        for product_id in group
                    ],
                }
                for group in groups
            ]
        )
