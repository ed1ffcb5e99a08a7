from odoo import models
from odoo.exceptions import UserError

from ..core.qbxml.names import qb_name
from ..core.sync.merge import equal

NAMED = ("Name", "SalesDesc")
"""The paths that the rule for names decides about."""


class QbdItemNames(models.AbstractModel):
    """What the rule for the names of items does to the products there are."""

    _name = "qbd.item.naming"
    _description = "QuickBooks Items: Names"

    def _under_rule(self, rule):
        return self.with_context(qbd_item_name_rule=rule)

    def _follow_name_rule(self, old):
        """The rule was changed: what was in step is in step under the new one.

        :raise UserError: where a change of a name is still to be carried over
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
                self.env._(
                    "The name or description of “%(name)s” was changed and is still to"
                    " be sent. Run the Web Connector first, and settle what needs a"
                    " person.",
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

    def _preview_names(self):
        """Foretell the names of products that are no items yet.

        :return: [(product, what it is called, what the item would be called)] where
            these two differ
        """
        connection = self._stream().connection_id
        links = self.env["qbd.link"].search_fetch(
            [
                ("connection_id", "=", connection.id),
                ("space", "=", self._space),
                ("qb_name", "!=", False),
            ],
            ["qb_name"],
        )
        taken = {("", link.qb_name.casefold()) for link in links}
        found = []
        for product in self._free_records():
            own, above = self._names_of(product)["Name"], product.qbd_parent_id.id or ""
            name = qb_name(own, 31, lambda one, a=above: (a, one.casefold()) in taken)
            taken.add((above, name.casefold()))
            if name != own:
                found.append((product, own, name))
        return found
