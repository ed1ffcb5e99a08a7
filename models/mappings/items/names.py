from odoo import models
from odoo.exceptions import UserError

from ....core.errors import ValueRefused
from ....core.qbxml.names import qb_name
from ....core.sync.merge import equal
from ....core.words import for_reader

LENGTH = 31
"""Characters of the name of an item."""

NAMED = ("Name", "SalesDesc")
"""The paths that the rule for names decides about."""


class QbdItemNames(models.AbstractModel):
    """Applies the rule for the names of items to existing products."""

    _name = "qbd.item.naming"
    _description = "QuickBooks Items: Names"

    def _under_rule(self, rule):
        return self.with_context(qbd_item_name_rule=rule)

    def _follow_name_rule(self, old):
        """Keep synced names synced under the new rule.

        :raise UserError: if a change of a name is not synced yet
        """
        links = self.env["qbd.link"].search(
            [
                ("stream_id", "=", self._stream().id),
                ("odoo_image", "!=", False),
                ("state", "!=", "gone"),
            ]
        )
        products = {
            product.id: product
            for product in self._browse(links.mapped("record_id")).exists()
        }
        for link in links.filtered(lambda one: one.record_id in products):
            self._move_names(link, products[link.record_id], self._under_rule(old))

    def _move_names(self, link, product, before):
        image, was = link.odoo_image, before._names_of(product)
        paths = [path for path in NAMED if path in image]
        if any(not equal(image[path], was[path]) for path in paths):
            raise UserError(
                for_reader(self.env)._(
                    "The name or description of “%(name)s” was changed and is "
                    "pending. Run the Web Connector first, and settle the records "
                    "that need attention.",
                    name=product.display_name,
                )
            )
        now = self._names_of(product)
        link.odoo_image = {**image, **{path: now[path] for path in paths}}

    def _names_of(self, product):
        codecs = self._codecs()
        raw = {
            "Name": self._item_name(product),
            "SalesDesc": self._sales_desc(product) or None,
        }
        return {path: codecs[path].normalise(raw[path]) for path in NAMED}

    # -- what new items would be called ----------------------------------------

    def _preview_names(self):
        """Foretell the names of products that are no items yet.

        :return: [(product, its name, the name of the item or "", reason in words)] if
            these two names differ
        """
        connection = self._stream().connection_id
        links = self.env["qbd.link"].search_fetch(
            [
                ("connection_id", "=", connection.id),
                ("space", "=", self._space),
                ("qb_name", "!=", False),
            ],
            ["qb_name", "record_id", "stream_id"],
        )
        own = links.filtered(lambda link: link.stream_id == self._stream())
        names = {link.record_id: link.qb_name for link in own if link.record_id}
        taken = {link.qb_name.casefold(): link.qb_name for link in links}
        found = []
        for product in self._free_records():
            self._foretell(product, names, taken, found)
        return found

    def _foretell(self, product, names, taken, found):
        """Find the name of a product, after that of its parent.

        :param names: {product id: full name in QuickBooks}, known or foretold
        :param taken: {full name in lower case: its owner}
        """
        if product.id in names:
            return
        names[product.id] = ""  # in case that it is above itself
        above = product.qbd_parent_id
        if above:
            self._foretell(above, names, taken, found)
        path = f"{names[above.id]}:" if above and names[above.id] else ""
        own = self._names_of(product)["Name"] or ""
        try:
            wanted = path + qb_name(own, LENGTH)
            name = qb_name(own, LENGTH, lambda one: (path + one).casefold() in taken)
        except ValueRefused as refusal:
            found.append((product, own, "", refusal.said(for_reader(self.env)._)))
            return
        if name != own:
            other = taken.get(wanted.casefold()) if path + name != wanted else None
            found.append(
                (product, own, path + name, self._why_renamed(own, other, LENGTH))
            )
        names[product.id] = path + name
        taken[(path + name).casefold()] = self._described(product)
