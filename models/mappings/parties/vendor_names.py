from dataclasses import replace

from odoo import models
from odoo.tools import escape_psql

from ....core.errors import ValueRefused
from ....core.qbxml.names import qb_name
from ....core.words import for_reader

LENGTH = 41
"""Characters of the name of a vendor."""


class QbdVendorNames(models.AbstractModel):
    """Names vendors: those that are customers, too, get an ending.

    Customers and vendors share one list of names in QuickBooks. The ending is part of
    the name in canonical form, and no part of the name in Odoo.
    """

    _name = "qbd.vendor.naming"
    _description = "QuickBooks Vendors: Names"

    def _under_rule(self, rule):
        return self.with_context(qbd_vendor_suffix=rule or "")

    def _suffix(self):
        """Return the ending of the names of vendors that are customers, too."""
        context = self.env.context
        if "qbd_vendor_suffix" in context:
            return context["qbd_vendor_suffix"]
        return self._stream().connection_id.vendor_suffix or ""

    def _vendor_name(self, partner):
        """Return the name of a vendor: that of a customer is taken by the customer."""
        if not partner.name or not partner.customer_rank:
            return partner.name
        return f"{partner.name}{self._suffix()}"

    def _without_suffix(self, name):
        """Return a name without the ending, or as it is."""
        suffix = self._suffix()
        bare = name.removesuffix(suffix).rstrip() if suffix and name else name
        return bare or name

    def _partner_name(self, name, record):
        return self._without_suffix(name)

    def _qb_name(self, canonical, names):
        name = canonical["Name"]
        return name if names is None else self._fitted(name, names)

    def _fitted(self, name, names=()):
        """Return a name that is cut before its ending, with a number if it is taken."""
        bare = self._without_suffix(name)
        suffix = self._suffix() if bare != name else ""
        return qb_name(bare, LENGTH, names, suffix)

    def _stored(self, path, value):
        if path == "Name" and value and self._without_suffix(value) != value:
            return self._fitted(value)
        return super()._stored(path, value)

    # -- in addresses ---------------------------------------------------------

    def _printed_name(self, name):
        return self._without_suffix(name)

    def _names_of(self, canonical):
        name = self._without_suffix(canonical.get("Name") or "")
        return super()._names_of(canonical) | {name.casefold()} - {""}

    # -- matching -------------------------------------------------------------

    def _match(self, objects):
        """Match names, with the ending also that of a customer without it."""
        found = super()._match(objects)
        suffixed = {}
        for qb_id, canonical in objects.items():
            name = self._without_suffix(canonical["Name"])
            if qb_id not in found and name != canonical["Name"]:
                suffixed[qb_id] = {**canonical, "Name": name}
        bare = super()._match(suffixed)
        for qb_id in suffixed:
            customers = self._browse(bare.get(qb_id)).filtered("customer_rank")
            customers = customers or self._cut_customers(objects[qb_id]["Name"])
            if customers:
                found[qb_id] = customers.ids
        return found

    def _cut_customers(self, name):
        """Return the customers whose name is cut before its ending to this name."""
        bare = self._without_suffix(name)
        if len(name) < LENGTH - 1:  # a blank where it was cut is dropped
            return self._browse([])
        pattern = f"{escape_psql(bare)}%"
        domain = [("customer_rank", ">", 0), ("name", "=ilike", pattern)]
        return self._open_records(domain).filtered(
            lambda one: (
                self._fitted(self._vendor_name(one)).casefold() == name.casefold()
            )
        )

    def _record_names(self, records):
        names = super()._record_names(records)
        return [*names, *filter(None, map(self._vendor_name, records))]

    def _object_candidate(self, key, full_name, values):
        """Compare names without the ending."""
        name = self._without_suffix(values["Name"] or "")
        found = super()._object_candidate(key, name, {**values, "Name": name})
        return replace(found, title=full_name or values["Name"] or "")

    # -- the preview ----------------------------------------------------------

    def _preview_names(self):
        """Foretell the names of vendors: of new ones, and of those to be renamed.

        :return: [(partner, its name, its name in QuickBooks or "", reason in words)] if
            these two names differ
        """
        partners = self._browse([]).search(self._records_domain(), order="id")
        links = self.env["qbd.link"]._by_records(self._stream(), partners.ids)
        taken = self._taken_names(partners)
        found = []
        for partner in partners:
            own = partner.name or ""
            try:
                name = self._foretold(partner, links.get(partner.id), taken)
            except ValueRefused as refusal:
                found.append((partner, own, "", refusal.said(for_reader(self.env)._)))
                continue
            if name != own:
                found.append((partner, own, name, self._why_named(partner, name)))
        return found

    def _foretold(self, partner, link, taken):
        """Return the name that a vendor has in QuickBooks, or will have.

        :param taken: {name in lower case: id of the partner that has it, or None}
        """
        known = bool(link) and self._is_live(link)
        image = (link.odoo_image or {}).get("Name") if known else None
        wanted = self._vendor_name(partner)
        if known and image in (None, wanted):
            return link.qb_name
        old = link.qb_name.casefold() if known else None
        name = self._fitted(
            wanted, lambda one: one.casefold() in taken and one.casefold() != old
        )
        taken[name.casefold()] = partner.id
        return name

    def _taken_names(self, partners):
        """Return the names in use, and those of customers that will be added."""
        links = self.env["qbd.link"].search_fetch(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("space", "=", self._space),
                ("qb_name", "!=", False),
                ("state", "!=", "gone"),
            ],
            ["qb_name"],
        )
        taken = dict.fromkeys(name.casefold() for name in links.mapped("qb_name"))
        customers = self._stream()._sibling("customer")
        if customers and customers._writes() and customers._creates_objects():
            names = customers._mapping()._free_records().mapped("name")
            taken.update(
                dict.fromkeys(qb_name(one, LENGTH).casefold() for one in names if one)
            )
        return taken

    def _why_named(self, partner, name):
        """Return in words why a vendor has another name in QuickBooks."""
        suffix = self._suffix() if partner.customer_rank else ""
        if suffix and name == f"{partner.name}{suffix}":
            return for_reader(self.env)._("The vendor is also a customer.")
        cut = len(partner.name) > LENGTH - len(suffix)
        other = partner.name if not suffix and not cut else None
        return self._why_renamed(partner.name, other, LENGTH)
