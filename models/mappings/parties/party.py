from odoo import models
from odoo.tools import html2plaintext, plaintext2html

from ....core.money import money
from ....core.qbxml.names import ODD_NAME, name_key
from ....core.words import for_reader
from .regions import SHOWN


class QbdParty(models.AbstractModel):
    """The part that all mappings of parties to res.partner have in common.

    A customer or vendor is one class that inherits it and says which rank marks its
    partners and which elements its addresses have. A partner may be both: each mapping
    has a link of its own to it.
    """

    _name = "qbd.party"
    _inherit = [
        "qbd.party.open_items",
        "qbd.party.matching",
        "qbd.mapping",
        "qbd.party.address",
    ]
    _description = "QuickBooks Parties"

    _space = "entity"
    _odoo_model = "res.partner"
    _searched_name = "complete_name"  # it has an index; Odoo looks in four more
    _watch = ("res.partner",)
    _rank_field = None  # "customer_rank": the field that marks its partners
    _has_jobs = False  # whether objects below a parent are partners, too

    # -- which partners -------------------------------------------------------

    def _records_domain(self):
        """Return the domain of the company's partners that are such a party."""
        companies = self._stream().company_id.parent_ids
        return [
            "&",
            ("company_id", "in", [False, *companies.ids]),
            *self._party_domain(),
        ]

    def _party_domain(self):
        """Hook: return the domain of such parties in any company.

        Called by `_records_domain`.
        """
        return [
            "&",
            (self._rank_field, ">", 0),
            "|",
            ("parent_id", "=", False),
            ("is_company", "=", True),
        ]

    def _hint_domain(self, model):
        rank = self._rank_field
        return ["|", (rank, ">", 0), (f"parent_id.{rank}", ">", 0)]

    def _records_concerned(self, model, ids):
        """Return the partners and, for addresses and contacts, their parents."""
        partners = self._browse(ids).exists()
        return sorted({*partners.ids, *partners.parent_id.ids})

    # -- Odoo's side ----------------------------------------------------------

    def _delivery(self, records):
        """Return {partner id: its delivery address}, the oldest active one."""
        found = {}
        addresses = self.env["res.partner"].search(
            [
                ("parent_id", "in", records.ids),
                ("type", "=", "delivery"),
                ("qbd_is_job", "=", False),
                ("active", "=", True),
            ],
            order="id",
        )
        for address in addresses:
            found.setdefault(address.parent_id.id, address)
        return found

    def _canonical_records(self, records):
        if not self._delivery_element:
            return super()._canonical_records(records)
        mapping = self.with_context(qbd_delivery=self._delivery(records))
        return super(QbdParty, mapping)._canonical_records(records)

    def _delivery_address(self, partner):
        found = self.env.context.get("qbd_delivery", {})
        return found.get(partner.id) or partner.browse()

    def _company_name(self, partner):
        return partner.company_name or (partner.is_company and partner.name)

    def _credit_limit(self, partner):
        return partner.credit_limit if partner.use_partner_credit_limit else None

    def _notes(self, partner):
        return html2plaintext(partner.comment) if partner.comment else None

    def _stored(self, path, value):
        """Leave one of the five lines to the name that is printed above them."""
        stored = super()._stored(path, value)
        return stored[:4] if stored and path.endswith("/Addr") else stored

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        for kind in self._address_elements():
            self._split_heading(canonical, kind, image)
            self._normalise_region(canonical, kind)
        return canonical

    # -- partners with several links ------------------------------------------

    def _used_elsewhere(self, partner):
        """Return whether a partner is active in another list, or company file.

        A vendor that is made inactive may still be an active customer.
        """
        links = self.env["qbd.link"].search(
            [
                ("res_model", "=", self._odoo_model),
                ("record_id", "=", partner.id if partner else 0),
                ("stream_id", "!=", self._stream().id),
                ("qb_id", "!=", False),
                ("state", "!=", "gone"),
            ]
        )
        states = [link.quickbooks_seen or link.quickbooks_image for link in links]
        return any((one or {}).get("IsActive") is not False for one in states)

    def _deactivate_record(self, record):
        """Archive a partner; one that another list holds loses this role only."""
        if self._used_elsewhere(record):
            record[self._rank_field] = 0
            return None
        return super()._deactivate_record(record)

    def _is_wanted_again(self, record, state, edited):
        """Return whether a partner has this role, again or still."""
        if not record[self._rank_field]:
            return False
        again = self._used_elsewhere(record)
        return again or super()._is_wanted_again(record, state, edited)

    def _review_images(self, pair, images):
        """Agree on an object that is inactive while its partner is used elsewhere."""
        known = (images[0] or {}, images[1] or {})
        inactive = pair.quickbooks.get("IsActive") is False and pair.odoo["IsActive"]
        if not inactive or any("IsActive" in image for image in known):
            return images
        if not self._used_elsewhere(self._browse(pair.record_id)):
            return images
        return {**known[0], "IsActive": True}, {**known[1], "IsActive": False}

    def _remember_all(self, pairs):
        """Mark the partners of new pairs as such a party."""
        super()._remember_all(pairs)
        if not self._stream()._reads():
            return
        fresh = [pair.record_id for pair in pairs if self._is_fresh(pair.link)]
        partners = self._browse(fresh).exists()
        partners = partners.filtered(lambda one: not one[self._rank_field])
        if partners:
            partners.write({self._rank_field: 1})

    @staticmethod
    def _is_fresh(link):
        return not (link and (link.odoo_image or link.quickbooks_image))

    # -- writing to Odoo ------------------------------------------------------

    def _odoo_values(self, changed, record=None):
        values = super()._odoo_values(changed, record)
        if "Name" in changed:
            values["name"] = self._partner_name(changed["Name"], record)
        if "CompanyName" in changed:
            name = values.get("name") or (record.name if record else None)
            company = changed["CompanyName"]
            values["company_name"] = company if company != name else False
        if "CreditLimit" in changed:
            values.update(self._credit_values(changed["CreditLimit"]))
        if "Notes" in changed:
            values["comment"] = (
                plaintext2html(changed["Notes"]) if changed["Notes"] else False
            )
        if values.get("active") is False and self._used_elsewhere(record):
            del values["active"]
        values.update(self._address_values(self._main_element, changed, record))
        return values

    def _partner_name(self, name, record):
        """Hook: return the name of a partner for the name of its object.

        Called for each new partner and each new name.

        :param record: the partner that changes, None for a new one
        """
        return name

    def _credit_values(self, limit):
        """Hook: return the values of a partner for a credit limit, None if it has none.

        Called for each new partner and each new limit.
        """
        return {
            "use_partner_credit_limit": limit is not None,
            "credit_limit": float(money(limit)),
        }

    def _update_record(self, record, changed, canonical):
        mapping = self.with_context(qbd_shown=canonical)
        return super(QbdParty, mapping)._update_record(record, changed, canonical)

    def _new_values(self, canonical):
        return {
            **super()._new_values(canonical),
            self._rank_field: 1,
            "company_id": self._stream().company_id.id,
            "is_company": bool(canonical["CompanyName"]),
            "active": canonical["IsActive"] is not False,
            "type": "contact",
        }

    def _unlogged(self):
        """Skip the sync of commercial fields: `_inherited_values` are given."""
        return {**super()._unlogged(), "_partners_skip_fields_sync": True}

    def _inherited_values(self, parent):
        """Return the values that partners below a parent take over from it."""
        owner = parent.commercial_partner_id
        lang = {"lang": parent.lang} if parent.lang else {}
        return {**owner.sudo()._get_commercial_values(), **lang}

    def _create_records(self, objects):
        partners = super()._create_records(objects)
        self._inherit_elsewhere(partners)
        return partners

    def _inherit_elsewhere(self, partners):
        """Set the values that partners below a shared parent have in each company."""
        for partner in partners.filtered("parent_id"):
            if not partner.commercial_partner_id.company_id:
                partner.sudo()._company_dependent_commercial_sync()

    def _after_pull(self, pulled):
        """Write the delivery element to the delivery address, a partner of its own."""
        if not self._delivery_element:
            return
        touched = [(partner, self._ship_part(changed)) for partner, changed in pulled]
        touched = [(partner, part) for partner, part in touched if part]
        addresses = self._delivery(self._browse([p.id for p, _part in touched]))
        fresh = []
        for partner, part in touched:
            address = addresses.get(partner.id)
            if address:
                address.write(
                    self._address_values(self._delivery_element, part, address)
                )
            elif any(v for path, v in part.items() if not path.endswith(SHOWN)):
                fresh.append(self._new_address(partner, part))
        self._create_addresses(fresh)

    def _ship_part(self, changed):
        prefix = f"{self._delivery_element}/"
        return {k: value for k, value in changed.items() if k.startswith(prefix)}

    def _new_address(self, partner, part):
        return {
            **self._inherited_values(partner),
            "parent_id": partner.id,
            "type": "delivery",
            "name": partner.name,
            "company_id": partner.company_id.id,
            **self._address_values(self._delivery_element, part, None),
        }

    def _create_addresses(self, values):
        if values:
            model = self._browse([]).with_context(**self._unlogged())
            addresses = self._browse(model.create(values).ids)
            self._inherit_elsewhere(addresses)
            self._batch().made.update(addresses.ids)

    # -- matching -------------------------------------------------------------

    def _match(self, objects):
        """Return partners of the same name without a link; see `_match_by_name`.

        A link of another mapping does not count: a customer may be a vendor, too.
        """
        below = {qb_id: self._matched_below(one) for qb_id, one in objects.items()}
        below = {qb_id: one for qb_id, one in below.items() if one is not None}
        if not below:
            return {}
        names = {qb_id: objects[qb_id]["Name"] for qb_id in below}
        spelled = {*names.values(), *map(name_key, names.values())}
        by_name = {}
        for partner in self._free_partners(sorted(spelled)):
            known = by_name.setdefault(partner.parent_id.id, {})
            for key in self._keys_of_name(partner.name):
                known.setdefault(key, []).append(partner.id)
        found = {
            qb_id: self._named(by_name.get(below[qb_id], {}), name)
            for qb_id, name in names.items()
        }
        return {qb_id: ids for qb_id, ids in found.items() if ids}

    def _matched_below(self, canonical):
        """Hook: return the id of the partner below which an object is looked for.

        Called by `_match` for each object. False: among those without a parent; None:
        nowhere, since the parent is not known yet.
        """
        return False

    def _finders(self):
        _same_name, *others = super()._finders()
        return [
            (
                for_reader(self.env)._("Same name"),
                lambda objects, _partners: self._match(objects),
            ),
            (for_reader(self.env)._("Same email"), self._match_by_email),
            *others,
        ]

    def _match_by_email(self, objects, partners):
        by_email = {}
        for partner in partners.filtered("email"):
            by_email.setdefault(partner.email.casefold(), []).append(partner.id)
        return {
            qb_id: by_email.get((canonical["Email"] or "").casefold(), [])
            for qb_id, canonical in objects.items()
        }

    def _about(self, canonical):
        return ", ".join(filter(None, (canonical["Email"], canonical["Phone"])))

    def _free_partners(self, names):
        """Return partners of these names that have no link of this mapping yet.

        Found by the index of `res.partner` on the name as far as QuickBooks holds it.
        Names that QuickBooks may hold in another form are all among them.
        """
        stream = self._stream()
        self.env["res.partner"].flush_model(
            ["name", "parent_id", "company_id", "qbd_is_job"]
        )
        self.env.cr.execute(
            # two queries, as PostgreSQL reads all partners for an OR of two indexes
            "SELECT p.id FROM res_partner p WHERE p.id IN ("
            "SELECT id FROM res_partner WHERE lower(btrim(left(btrim(name), 41)))"
            " = ANY(ARRAY(SELECT lower(n) FROM unnest(%s::text[]) n))"
            f" UNION ALL SELECT id FROM res_partner WHERE name ~ '{ODD_NAME}')"
            " AND (p.parent_id IS NULL OR %s AND p.qbd_is_job)"
            " AND (p.company_id IS NULL OR p.company_id = %s)"
            " AND NOT EXISTS (SELECT 1 FROM qbd_link l WHERE l.stream_id = %s"
            " AND l.record_id = p.id AND l.qb_id IS NOT NULL)"
            " AND NOT EXISTS (SELECT 1 FROM res_users u WHERE u.partner_id = p.id"
            " AND NOT u.share) AND NOT EXISTS (SELECT 1 FROM res_company c"
            " WHERE c.partner_id = p.id) ORDER BY p.id",
            [names, self._has_jobs, stream.company_id.id, stream.id],
        )
        return self._browse([row[0] for row in self.env.cr.fetchall()])

    # -- requests -------------------------------------------------------------

    def _text_shown(self, path, canonical):
        """Count the name as shown in an address: it is printed above the street."""
        shown = super()._text_shown(path, canonical)
        if not path.endswith("/Addr"):
            return shown
        kind = path.removesuffix("/Addr")
        names = [canonical.get("Name"), canonical.get("CompanyName")]
        return [*(shown or ()), *(canonical.get(f"{kind}/Heading") or ()), *names]

    def _complete_add(self, values):
        """Print the name above the street, as QuickBooks itself does."""
        values = dict(values)
        for kind in self._address_elements():
            if any(v for path, v in values.items() if path.startswith(f"{kind}/")):
                name = values.get("CompanyName") or values["Name"]
                heading = [self._printed_name(name)]
                values[f"{kind}/Addr"] = heading + list(values[f"{kind}/Addr"] or [])
        return values

    def _complete_mod(self, values, canonical):
        """Send an address as a whole, with the heading it has in QuickBooks."""
        known = {field.qb for field in self._fields_map if field.odoo}
        current = {path: value for path, value in canonical.items() if path in known}
        for kind in self._address_elements():
            self._as_shown(kind, canonical, current)
        for kind in self._address_elements():
            # a new name is printed above the address, too
            if self._renames_heading(kind, values, canonical):
                path = f"{kind}/Addr"
                values = {path: canonical.get(path), **values}
        changed = super()._complete_mod(values, current)
        for kind in self._address_elements():
            if f"{kind}/Addr" in changed:
                changed[f"{kind}/Addr"] = self._with_heading(
                    kind, changed, self._heading(kind, values, canonical)
                )
        return changed

    def _with_heading(self, kind, changed, heading):
        """Return the lines of an address below its heading, None if it is empty."""
        rows = list(changed[f"{kind}/Addr"] or [])
        filled = rows or any(changed.get(f"{kind}/{p}") for p in ("City", "State"))
        return (heading + rows if filled else rows) or None
