from odoo import models

from ....core.words import for_reader

ITEMS = "Items"
"""Path of the items of a transaction that is an entry in Odoo."""

DOCUMENTS = {
    "out_invoice": "invoice",
    "out_refund": "credit_memo",
    "in_invoice": "bill",
    "in_refund": "vendor_credit",
}
"""Type of a document in Odoo → the mapping that carries it."""

NOT_THERE = ("dirty", "sent", "retry", "unknown", "parked")
"""States of a link whose document may still move stock on the other side."""


class QbdItemStockOnItsWay(models.AbstractModel):
    """Finds products whose quantity is going to change by itself on one side.

    A document that is not in both books moves the stock of one of them only. Until it
    is there, neither a difference in its products nor an equal quantity says anything.
    """

    _name = "qbd.item.stock.on.its.way"
    _description = "QuickBooks Items: Stock on Its Way"

    def _on_its_way(self, rows):
        """Return {product id: words} of the products that are not to be adjusted.

        :param rows: the products that differ, see `Compared`
        """
        products = self._browse([row.product.id for row in rows])
        held = {}
        if products:
            for find in (
                self._in_documents,
                self._in_drafts,
                self._in_counts,
                self._between_places,
                self._born_in_quickbooks,
            ):
                held = {**find(products, rows), **held}
        return held

    def _in_pending_documents(self, rows):
        """Find products whose equal quantities are no agreement.

        A sale that only Odoo has and one that only QuickBooks has leave both sides with
        the same quantity. Matters only where Odoo counts: see `_born_in_quickbooks`.

        :param rows: the products that are equal, see `Compared`
        :return: {product id: words}
        """
        if self._stream().connection_id.item_stock_policy != "odoo":
            return {}
        products = self._browse([row.product.id for row in rows])
        return {
            **self._in_documents(products, rows),
            **self._in_drafts(products, rows),
            **self._in_unread_documents(rows),
        }

    def _words_of_move(self, move):
        return for_reader(self.env)._(
            "“%(document)s” is not in both books yet, and moves this stock.",
            document=move.display_name,
        )

    def _in_documents(self, products, _rows):
        """Find products of documents whose link is not in step."""
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("res_model", "=", "account.move"),
                ("state", "in", NOT_THERE),
                ("record_id", "not in", (False, 0)),
            ]
        )
        moves = self.env["account.move"].browse(links.mapped("record_id")).exists()
        return self._products_of(
            products, [("move_id", "in", moves.ids), ("move_id.state", "!=", "cancel")]
        )

    def _in_drafts(self, products, _rows):
        """Find products of drafts that will be sent once they are posted."""
        types = [
            move_type
            for move_type, name in DOCUMENTS.items()
            if any(stream._writes() for stream in self._stream()._sibling(name))
        ]
        return self._products_of(
            products,
            [
                ("move_id.state", "=", "draft"),
                ("move_id.move_type", "in", types),
                ("move_id.company_id", "=", self._stream().company_id.id),
            ],
        )

    def _products_of(self, products, domain):
        """Find products that lines name, or whose goods those had before a merge."""
        heirs = self._levels()._heirs(self._stream().connection_id, products)
        lines = self.env["account.move.line"].search(
            [("product_id", "in", [product.id for product in heirs]), *domain]
        )
        return {
            heirs[line.product_id].id: self._words_of_move(line.move_id)
            for line in lines
        }

    def _in_counts(self, products, _rows):
        """Find products that somebody is counting, at any of the counted places."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", products.ids),
                ("inventory_quantity_set", "=", True),
                *self._own_goods(),
            ]
        )
        return {
            quant.product_id.id: for_reader(self.env)._(
                "The product is being counted at %(place)s.",
                place=quant.location_id.display_name,
            )
            for quant in quants
        }

    def _between_places(self, products, _rows):
        """Find goods on the way from or to the one place whose stock counts."""
        connection = self._stream().connection_id
        if not connection.item_stock_location_id:
            return {}  # these are counted
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", products.ids),
                ("location_id.usage", "=", "transit"),
                ("location_id.company_id", "=", connection.company_id.id),
                ("quantity", "!=", 0),
            ]
        )
        words = for_reader(self.env)._("Some goods are in transit between two places.")
        return {quant.product_id.id: words for quant in quants}

    # -- documents of QuickBooks ------------------------------------------------

    def _born_in_quickbooks(self, products, rows):
        """Find products that a document of QuickBooks moved there, and Odoo did not.

        Only where Odoo counts: it has to deliver or receive them, until both sides are
        equal again. Where QuickBooks counts, Odoo follows.
        """
        if self._stream().connection_id.item_stock_policy != "odoo":
            return {}
        connection = self._stream().connection_id
        levels = self._levels()._of(connection, products)
        told = self._told_before(products)
        since = {
            row.product.id: max(
                levels[row.product.id].agreed_link if row.product.id in levels else 0,
                told.get(row.product.id, 0),
            )
            for row in rows
        }
        agreed = [one for one in since.values() if one]
        links = self._links_of_quickbooks(min(agreed)) if agreed else ()
        names = self._named_in(links)
        found = {}
        for row in rows:
            link = names.get(row.link.qb_id)
            if link and 0 < since[row.product.id] < link.id:
                found[row.product.id] = for_reader(self.env)._(
                    "“%(document)s” was entered in QuickBooks and moved the stock"
                    " there. Deliver or receive it in Odoo, or choose a quantity.",
                    document=link.display_label,
                )
        return {**found, **self._in_unread_documents(rows)}

    @staticmethod
    def _named_in(links):
        """Return {id of an item: the newest of the links that name it}."""
        found = {}
        for link in sorted(links, key=lambda one: one.id):
            for qb_id in _items_in(link.quickbooks_seen or link.quickbooks_image):
                found[qb_id] = link
        return found

    def _links_of_quickbooks(self, since):
        """Return the links of documents that came from QuickBooks, newer than one."""
        return self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("res_model", "=", "account.move"),
                ("qb_type", "!=", "InventoryAdjustment"),
                ("id", ">", since),
                ("guid", "=", False),
                ("qb_id", "!=", False),
                ("record_id", "not in", (False, 0)),
                ("state", "!=", "gone"),
            ]
        )

    def _in_unread_documents(self, rows):
        """Find items of QuickBooks' documents that Odoo could not take yet."""
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("res_model", "=", "account.move"),
                ("state", "in", ("retry", "parked")),
                ("record_id", "in", (False, 0)),
                ("qb_type", "!=", "InventoryAdjustment"),
                ("quickbooks_seen", "!=", False),
            ]
        )
        names = self._named_in(links)
        return {
            row.product.id: for_reader(self.env)._(
                "“%(document)s” of QuickBooks is not in Odoo yet, and moved the stock"
                " there.",
                document=names[row.link.qb_id].display_label,
            )
            for row in rows
            if row.link.qb_id in names
        }


def _items_in(value):
    """Yield the ids of items that a canonical document refers to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "ItemRef" and isinstance(inner, str):
                yield inner
            elif key == ITEMS and isinstance(inner, str):
                yield from inner.split()
            else:
                yield from _items_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _items_in(inner)
