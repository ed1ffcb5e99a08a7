from collections import namedtuple
from datetime import timedelta

from odoo import models

from ....core.qbxml.values import price, quantity
from ....core.sync import stock
from ....core.words import for_reader
from .fields import STOCK

Noticed = namedtuple("Noticed", "link quantity cost")
"""A link of an item in stock, and what a comparison of ids shows of it: canonical."""

Compared = namedtuple("Compared", "product link ours theirs cost")
"""A product, its link, its quantity in Odoo and in QuickBooks, the cost of one."""

MOVED_PER_PAGE = 300
REASON = "stock"
"""Why a link is parked whose item is in step, and whose stock Odoo refused."""

QUESTION = "stock_differs"
"""Why a link is parked whose item is in step, and whose quantity is a question."""


class QbdItemStock(models.AbstractModel):
    """Shows stock on hand, and syncs it if a policy says who owns it.

    QuickBooks moves quantities without touching an item's EditSequence. So they come
    with the comparison of ids, which then runs more often. What follows from them is
    decided when all pages are read: only then it is known which items are gone, and
    how much would change altogether.
    """

    _name = "qbd.item.stock"
    _inherit = ["qbd.item.stock.counted", "qbd.item.stock.on.its.way"]
    _description = "QuickBooks Items: Stock on Hand"

    _id_elements = ("EditSequence", "QuantityOnHand", "AverageCost")

    def _between_id_sweeps(self):
        connection = self._stream().connection_id
        if connection.item_stock_policy == "off":
            return super()._between_id_sweeps()
        return timedelta(hours=max(connection.item_stock_hours, 1))

    def _ids_per_page(self, usual):
        """Limit a page: each quantity on it is compared and may be stored."""
        follows = self._stream().connection_id.item_stock_policy == "quickbooks"
        return min(usual, MOVED_PER_PAGE) if follows else usual

    # -- what a comparison of ids shows ---------------------------------------

    def _notice(self, elements):
        """Return [Noticed] of the stock items that are linked to products."""
        shown = {one.findtext("ListID"): one for one in elements}
        stocked = [
            qb_id
            for qb_id, element in shown.items()
            if element.find("QuantityOnHand") is not None
        ]
        links = self.env["qbd.link"]._by_qb_ids(
            self._stream().connection_id, self._space, stocked
        )
        return [
            Noticed(
                link,
                quantity.read(shown[qb_id], "QuantityOnHand") or "0",
                price.read(shown[qb_id], "AverageCost"),
            )
            for qb_id, link in links.items()
            if link.stream_id == self._stream()
            and link.qb_type in STOCK
            and link.record_id
            and link.state != "gone"
        ]

    def _take_noticed(self, noticed):
        """Store the quantities seen, and look at those again that were in question."""
        for one in noticed:
            image = one.link.quickbooks_image or {}
            seen = {"QuantityOnHand": one.quantity, "AverageCost": one.cost}
            if any(image.get(path) != value for path, value in seen.items()):
                one.link.quickbooks_image = {**image, **seen}
            if one.link.state == "parked" and one.link.reason in (REASON, QUESTION):
                one.link._release()

    def _park_noticed(self, one, words):
        """Park a synced item whose stock Odoo refused to adjust.

        :param one: `Noticed`, or `Compared`
        """
        wanted = getattr(one, "quantity", None) or f"{one.theirs:g}"
        if one.link.state in ("ok", "dirty"):
            one.link._park(
                REASON,
                for_reader(self.env)._(
                    "The stock of this product could not be set to %(quantity)s, its "
                    "quantity in QuickBooks: %(words)s",
                    quantity=wanted,
                    words=words,
                ),
            )

    # -- comparing --------------------------------------------------------------

    def _ids_compared(self):
        """Judge the quantities of all items, and send Odoo's to QuickBooks.

        :return: [Compared] of the products whose quantity Odoo is to take
        """
        connection = self._stream().connection_id
        if connection.item_stock_policy == "off" or connection.recompare:
            return []
        if not connection._stock_place():
            return []
        rows = self._compare_stock()
        verdicts = self._verdicts(rows)
        verdicts = self._stop_if_much(rows, verdicts)
        self._store_levels(rows, verdicts)
        self._ask_about(rows, verdicts)
        following = {
            side: [row for row in rows if verdicts[row.product.id][0] == side]
            for side in stock.FOLLOWER
        }
        self._follow_odoo([row.product for row in rows], following[stock.QUICKBOOKS])
        return following[stock.ODOO]

    def _compare_stock(self):
        """Return [Compared] of the items that this comparison of ids has seen."""
        stream = self._stream()
        links = self.env["qbd.link"].search(
            [
                ("stream_id", "=", stream.id),
                ("qb_type", "in", STOCK),
                ("state", "!=", "gone"),
                ("record_id", "not in", (False, 0)),
                ("last_id_sweep", "=", stream.id_sweep_number),
            ]
        )
        links = {link.record_id: link for link in links}
        products = self._browse(list(links)).exists()
        products = products._qbd_in_stock(stream.connection_id)
        ours = self._on_hand(products)
        return [
            self._quantities(product, links[product.id], ours[product.id])
            for product in products
            if "QuantityOnHand" in (links[product.id].quickbooks_image or {})
        ]

    def _quantities(self, product, link, ours):
        image = link.quickbooks_image
        cost = float(image.get("AverageCost") or 0) or product.standard_price
        return Compared(product, link, ours, float(image["QuantityOnHand"] or 0), cost)

    def _verdicts(self, rows):
        """Return {product id: (verdict, words)}.

        A verdict is "equal", "held", "asked", or the side that follows.
        """
        differ = [
            row for row in rows if row.product.uom_id.compare(row.ours, row.theirs)
        ]
        held = self._held_now(differ)
        products = self._browse([row.product.id for row in differ])
        levels = self._levels()._of(self._stream().connection_id, products)
        known = self._told_before(products), self._ever_moved(products)
        found = {row.product.id: ("equal", "") for row in rows}
        for row in differ:
            level = levels.get(row.product.id) or self._levels()
            words = held.get(row.product.id)
            if level.decision:
                verdict = stock.FOLLOWER[level.decision], ""
            elif words:
                verdict = "held", words
            else:
                verdict = self._verdict(row, level, *known)
            found[row.product.id] = verdict
        return self._without_untold(found)

    def _without_untold(self, verdicts):
        """Hold products whose quantity cannot be sent, with the reason."""
        connection = self._stream().connection_id
        stream = self._stream()._sibling("inventory_adjustment")
        words = ""
        if not any(one._writes() for one in stream):
            words = for_reader(self.env)._(
                "The record type Inventory adjustments is off."
            )
        elif not connection._stock_account():
            words = for_reader(self.env)._("Choose the account for stock adjustments.")
        if not words:
            return verdicts
        return {
            key: ("held", words) if verdict[0] == stock.QUICKBOOKS else verdict
            for key, verdict in verdicts.items()
        }

    def _held_now(self, differ):
        """Return {product id: words} of products whose quantity is left alone for now.

        :param differ: [Compared] of products that differ
        """
        products = self._browse([row.product.id for row in differ])
        levels = self._levels()._of(self._stream().connection_id, products)
        held = {**self._gained(differ), **self._on_its_way(differ)}
        return {
            product_id: words
            for product_id, words in held.items()
            if not (product_id in levels and levels[product_id].decision)
        }

    def _verdict(self, row, level, told, moved):
        connection = self._stream().connection_id
        agreed = bool(level.agreed_link) or row.product.id in told
        pair = stock.Pair(
            row.ours,
            row.theirs,
            agreed=agreed,
            remade=bool(level.qb_id) and level.qb_id != row.link.qb_id,
            chosen=row.link.id <= connection.item_stock_since,
            moved=row.product.id in moved,
        )
        side = stock.follower(connection.item_stock_policy, pair)
        if side == stock.CONFIRM:
            return side, for_reader(self.env)._(
                "Both sides never agreed on a quantity."
            )
        if side != stock.ASK:
            return side, ""
        return side, for_reader(self.env)._(
            "Odoo has %(ours)s, QuickBooks has %(theirs)s, and both sides never "
            "agreed on a quantity. Choose the right quantity: QuickBooks, Stock "
            "differences.",
            ours=f"{row.ours:g}",
            theirs=f"{row.theirs:g}",
        )

    def _told_before(self, products):
        """Return {product id: link} of quantities that QuickBooks took from Odoo."""
        stream = self._stream()._sibling("inventory_adjustment")
        return stream._mapping()._arrived_products(products) if stream else {}

    # -- levels and questions ---------------------------------------------------

    def _stop_if_much(self, rows, verdicts):
        """Stop all undecided adjustments, if it is more than goes without a question.

        :return: the verdicts, with "stopped" in place of the side that would follow
        """
        connection = self._stream().connection_id
        levels = self._levels()._of(
            connection, self._browse([row.product.id for row in rows])
        )
        due = [
            row
            for row in rows
            if verdicts[row.product.id][0] in stock.FOLLOWER
            and not (row.product.id in levels and levels[row.product.id].decision)
        ]
        follows_odoo = connection.item_stock_policy == "odoo"
        pieces = sum(abs(row.theirs if follows_odoo else row.ours) for row in rows)
        changes = [
            (row.ours - row.theirs, (row.ours - row.theirs) * row.cost) for row in due
        ]
        if not stock.is_too_much(changes, pieces, connection._stock_limits()):
            return verdicts
        words = for_reader(self.env)._(
            "The adjustment exceeds the limits and has to be confirmed first."
        )
        return {
            **verdicts,
            **{row.product.id: (stock.CONFIRM, words) for row in due},
        }

    def _store_levels(self, rows, verdicts):
        """Keep both figures, and whether both sides agree."""
        connection = self._stream().connection_id
        levels = self._levels()
        known = levels._of(connection, self._browse([row.product.id for row in rows]))
        newest = self.env["qbd.link"].search([], order="id desc", limit=1).id
        pending = self._in_pending_documents(
            [row for row in rows if verdicts[row.product.id][0] == "equal"]
        )
        fresh, equal = [], []
        for row in rows:
            level = known.get(row.product.id)
            values = self._level_values(row, *verdicts[row.product.id])
            if values["state"] == "equal":
                values.update(decision=False, qb_id=row.link.qb_id)
                if not (level and level.agreed_link and row.product.id in pending):
                    values["agreed_link"] = newest
            if not level:
                ids = {
                    "connection_id": connection.id,
                    "company_id": connection.company_id.id,
                    "product_id": row.product.id,
                }
                fresh.append({**ids, **values})
            elif any(level[name] != value for name, value in values.items()):
                stays = values.keys() - {"agreed_link"}
                if all(level[name] == values[name] for name in stays):
                    equal.append(level.id)
                else:
                    level.write(values)
        levels.browse(equal).write({"agreed_link": newest})
        levels._insert(fresh)
        self._drop_stale(rows)

    def _drop_stale(self, rows):
        """Drop the questions about products that are not compared any more."""
        products = self._browse([row.product.id for row in rows])
        self._levels().search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("product_id", "not in", products.ids),
                ("state", "in", ("held", "asked", "stopped", "moved")),
            ]
        ).unlink()

    def _level_values(self, row, verdict, words):
        follows = verdict in stock.FOLLOWER
        return {
            "state": "moved" if follows else verdict,
            "message": words or False,
            "odoo_quantity": row.ours,
            "quickbooks_quantity": row.theirs,
            "value": round((row.ours - row.theirs) * row.cost, 2),
        }

    def _ask_about(self, rows, verdicts):
        """Park the items whose quantity is a question of its own."""
        for row in rows:
            verdict, words = verdicts[row.product.id]
            if verdict == "asked" and row.link.state in ("ok", "dirty"):
                row.link._park(QUESTION, words)

    # -- following ----------------------------------------------------------------

    def _take_compared(self, rows):
        """Give Odoo the quantities of QuickBooks, as both sides agree from now on."""
        self._adjust_products([(row.product, row.ours, row.theirs) for row in rows])
        self.env.flush_all()
        self._note_agreed(rows)

    def _note_agreed(self, rows):
        products = self._browse([row.product.id for row in rows])
        levels = self._levels()._of(self._stream().connection_id, products)
        newest = self.env["qbd.link"].search([], order="id desc", limit=1).id
        for row in rows:
            levels[row.product.id].write(
                {
                    "agreed_link": newest,
                    "qb_id": row.link.qb_id,
                    "decision": False,
                    "odoo_quantity": row.theirs,
                }
            )

    def _follow_odoo(self, products, rows):
        """Send the quantities of Odoo to QuickBooks."""
        stream = self._stream()._sibling("inventory_adjustment")
        if stream:
            stream._mapping()._adjust(
                self._browse([product.id for product in products]),
                [(row.product, row.ours, row.theirs) for row in rows],
            )
