import textwrap

from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.qbxml.fields import Field
from ....core.qbxml.values import lines, text

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


def address_fields(kind, prefix, label):
    """Return the fields of one address element.

    :param str kind: name of the element, e.g. "BillAddress"
    :param str prefix: "_main" for the partner's own address, "_delivery" for that of
        its delivery address
    :param str label: name of the address for a bookkeeper
    """
    return (
        Field(
            f"{kind}/Addr",
            f"{prefix}_lines",
            lines(5, 41),
            label=_lt("%(address)s: street", address=label),
        ),
        Field(
            f"{kind}/City",
            f"{prefix}_city",
            text(31),
            label=_lt("%(address)s: city", address=label),
        ),
        Field(
            f"{kind}/State",
            f"{prefix}_state",
            text(21),
            label=_lt("%(address)s: state", address=label),
        ),
        Field(
            f"{kind}/PostalCode",
            f"{prefix}_zip",
            text(13),
            label=_lt("%(address)s: zip", address=label),
        ),
        Field(
            f"{kind}/Country",
            f"{prefix}_country",
            text(31),
            label=_lt("%(address)s: country", address=label),
        ),
    )


class QbdPartyAddress(models.AbstractModel):
    """Map the addresses of a customer or vendor to the address fields of res.partner.

    Part of `qbd.party`. The names of the address elements are data of the mapping.
    """

    _name = "qbd.party.address"
    _inherit = "qbd.party.regions"
    _description = "QuickBooks Addresses"

    _main_element = None  # "BillAddress": the element of the partner's own address
    _delivery_element = None  # "ShipAddress": that of its delivery address, if any

    def _address_elements(self):
        """Return the names of the address elements of the mapping, in order."""
        elements = (self._main_element, self._delivery_element)
        return tuple(filter(None, elements))

    def _delivery_address(self, partner):
        """Hook: return the delivery address of a partner, empty if it has none.

        Called for each part of the delivery element.
        """
        return partner.browse()

    # -- Odoo's side ----------------------------------------------------------

    def _main_lines(self, partner):
        return self._street_lines(partner)

    def _main_city(self, partner):
        return partner.city

    def _main_zip(self, partner):
        return partner.zip

    def _main_state(self, partner):
        return self._state_text(partner)

    def _main_country(self, partner):
        return self._country_text(partner)

    def _delivery_lines(self, partner):
        return self._street_lines(self._delivery_address(partner))

    def _delivery_city(self, partner):
        return self._delivery_address(partner).city

    def _delivery_zip(self, partner):
        return self._delivery_address(partner).zip

    def _delivery_state(self, partner):
        return self._state_text(self._delivery_address(partner))

    def _delivery_country(self, partner):
        return self._country_text(self._delivery_address(partner))

    def _street_lines(self, partner):
        """Return the street lines, long ones wrapped: five lines of 41 are allowed."""
        lines = []
        for line in filter(None, (partner.street, partner.street2)):
            short = len(line) <= 41 and line.isprintable()
            lines += [line] if short else textwrap.wrap(line, 41)
        return lines

    # -- QuickBooks' side -----------------------------------------------------

    def _split_heading(self, canonical, kind, image):
        """Move the name printed above the street into a path of its own, "…/Heading".

        It is no part of the address in Odoo. The names of the last agreement count
        too: a rename leaves the heading behind.

        :param canonical: the object, changed in place
        :param str kind: name of the address element
        :param image: the object's image, empty if it is not linked
        """
        rows = list(canonical[f"{kind}/Addr"] or [])
        names = self._names_of(canonical)
        if image:
            names |= self._names_of(image)
            names |= {row.casefold() for row in image.get(f"{kind}/Heading") or ()}
        heading = []
        while rows and rows[0].casefold() in names:
            heading.append(rows.pop(0))
        canonical[f"{kind}/Addr"] = rows or None
        canonical[f"{kind}/Heading"] = heading or None

    def _names_of(self, canonical):
        salutation, first, middle, last = (
            canonical.get(k)
            for k in ("Salutation", "FirstName", "MiddleName", "LastName")
        )
        persons = (
            (salutation, first, middle, last),
            (first, middle, last),
            (salutation, first, last),
            (first, last),
        )
        names = {
            *(canonical.get(k) for k in ("Name", "FullName", "CompanyName", "Contact")),
            *(" ".join(part for part in person if part) for person in persons),
        }
        return {name.casefold() for name in names if name}

    # -- writing --------------------------------------------------------------

    def _address_values(self, kind, changed, record):
        """Return the values of Odoo's address fields for changed parts of an address.

        :param str kind: name of the address element
        :param changed: {path: canonical}; other paths are ignored
        :param record: the partner that is written, None for a new partner
        """
        values = {}
        if f"{kind}/Addr" in changed:
            rows = changed[f"{kind}/Addr"] or []
            values["street"] = rows[0] if rows else False
            values["street2"] = ", ".join(rows[1:]) or False
        for part, name in (("City", "city"), ("PostalCode", "zip")):
            if f"{kind}/{part}" in changed:
                values[name] = changed[f"{kind}/{part}"] or False
        self._add_region(kind, changed, record, values)
        return values

    def _printed_name(self, name):
        """Hook: return a name as it is printed above the street.

        Called wherever the heading of an address is made or renamed.
        """
        return name

    def _renames_heading(self, kind, values, canonical):
        old = {
            canonical.get(path) for path in ("Name", "CompanyName") if path in values
        } - {None}
        old |= set(map(self._printed_name, old))
        return bool(old & set(canonical.get(f"{kind}/Heading") or ()))

    def _heading(self, kind, values, canonical):
        heading = canonical.get(f"{kind}/Heading")
        if heading is None and not canonical.get(f"{kind}/Addr"):
            name = values.get("CompanyName") or canonical.get("CompanyName")
            name = name or values.get("Name") or canonical.get("Name")
            return [self._printed_name(name)]
        renamed = {}
        for path in ("Name", "CompanyName"):
            if values.get(path) and canonical.get(path):
                new = self._printed_name(values[path])
                renamed[canonical[path]] = new
                renamed[self._printed_name(canonical[path])] = new
        return [renamed.get(row, row) for row in heading or []]
