from odoo import models
from odoo.tools import html2plaintext, plaintext2html

from ....core.errors import ValueRefused
from ....core.qbxml.fields import Field
from ....core.qbxml.values import amount, boolean, guid, integer, ref, text
from .address import ADDRESSES, address_fields


class QbdMappingCustomer(models.AbstractModel):
    """Customer and Customer:Job ↔ res.partner.

    A job is a child that is flagged as one; other children fold into their commercial
    partner: the delivery address is the customer's ShipAddress.
    """

    _name = "qbd.mapping.customer"
    _inherit = [
        "qbd.nested.names",
        "qbd.party.matching",
        "qbd.mapping",
        "qbd.party.address",
    ]
    _description = "Customers"

    _qb_type = "Customer"
    _space = "entity"
    _odoo_model = "res.partner"
    _depends_on = ("terms",)
    _can = frozenset({"add", "mod", "inactivate"})
    _watch = ("res.partner",)
    _deleted_types = ("Customer",)
    _fields_map = (
        Field("Name", "name", text(41), required=True, label="Name"),
        Field("FullName", None, text(), pull_only=True),
        Field("IsActive", "active", boolean, label="Active"),
        Field("ParentRef", "_parent", ref("customer"), label="Job of"),
        Field("Sublevel", None, integer, pull_only=True),
        Field("CompanyName", "_company_name", text(41), label="Company name"),
        Field("Salutation", "qbd_salutation", text(15), label="Salutation"),
        Field("FirstName", "qbd_first_name", text(25), label="First name"),
        Field("MiddleName", "qbd_middle_name", text(5), label="Middle name"),
        Field("LastName", "qbd_last_name", text(25), label="Last name"),
        *address_fields("BillAddress", "_bill", "Bill to"),
        Field("BillAddress/Note", None, text(41), pull_only=True),
        *address_fields("ShipAddress", "_ship", "Ship to"),
        Field("ShipAddress/Note", None, text(41), pull_only=True),
        Field("Phone", "phone", text(21), label="Phone"),
        Field("AltPhone", "qbd_alt_phone", text(21), label="Alternative phone"),
        Field("Fax", "qbd_fax", text(21), label="Fax"),
        Field("Email", "email", text(1023), label="Email"),
        Field("Cc", "qbd_cc", text(1023), label="Cc"),
        Field("Contact", "qbd_contact", text(41), label="Contact"),
        Field("AltContact", "qbd_alt_contact", text(41), label="Alternative contact"),
        Field("TermsRef", "property_payment_term_id", ref("terms"), label="Terms"),
        Field("Balance", None, amount, pull_only=True, label="Balance"),
        Field("TotalBalance", None, amount, pull_only=True),
        Field("ResaleNumber", "qbd_resale_number", text(15), label="Resale number"),
        Field("AccountNumber", "ref", text(99), label="Account number"),
        Field("CreditLimit", "_credit_limit", amount, label="Credit limit"),
        Field("Notes", "_notes", text(4095, multiline=True), label="Notes"),
        Field("ExternalGUID", None, guid, add_only=True),
    )

    # -- which partners -------------------------------------------------------

    def _records_domain(self):
        """Customers of the company, and jobs below one."""
        company = self._stream().company_id
        return [
            "&",
            ("company_id", "in", [False, company.id]),
            "|",
            ("qbd_is_job", "=", True),
            "&",
            ("customer_rank", ">", 0),
            "|",
            ("parent_id", "=", False),
            ("is_company", "=", True),
        ]

    def _hint_domain(self, model):
        return [
            "|",
            ("qbd_is_job", "=", True),
            "|",
            ("customer_rank", ">", 0),
            ("parent_id.customer_rank", ">", 0),
        ]

    def _records_concerned(self, model, ids):
        """The partner itself, and the one whose address or contact it is."""
        partners = self._browse(ids).exists()
        return sorted({*partners.ids, *partners.parent_id.ids})

    # -- Odoo's side ----------------------------------------------------------

    def _delivery(self, records):
        """:return: {partner id: its delivery address}, the oldest active one"""
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
        mapping = self.with_context(qbd_delivery=self._delivery(records))
        return super(QbdMappingCustomer, mapping)._canonical_records(records)

    def _ship_address(self, partner):
        found = self.env.context.get("qbd_delivery", {})
        return found.get(partner.id) or partner.browse()

    def _leaves_out(self, partner, path):
        """A job's terms and credit limit are its customer's in Odoo."""
        if path in ("TermsRef", "CreditLimit"):
            return partner.commercial_partner_id != partner
        return False

    def _parent(self, partner):
        return partner.parent_id if partner.qbd_is_job else partner.browse()

    def _company_name(self, partner):
        return partner.company_name or (partner.is_company and partner.name)

    def _credit_limit(self, partner):
        return partner.credit_limit if partner.use_partner_credit_limit else None

    def _notes(self, partner):
        return html2plaintext(partner.comment) if partner.comment else None

    def _stored(self, path, value):
        """One of the five lines is for the name that is printed above."""
        stored = super()._stored(path, value)
        return stored[:4] if stored and path.endswith("/Addr") else stored

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        for kind in ADDRESSES:
            self._split_heading(canonical, kind, image)
            self._normalise_country(canonical, kind)
        return canonical

    # -- writing to Odoo ------------------------------------------------------

    def _odoo_values(self, changed, record=None):
        values = super()._odoo_values(changed, record)
        if "ParentRef" in changed:
            parent = self._to_record("customer", changed["ParentRef"])
            values.update(parent_id=parent.id, qbd_is_job=bool(parent))
        if "CompanyName" in changed:
            name = values.get("name") or (record.name if record else None)
            company = changed["CompanyName"]
            values["company_name"] = company if company != name else False
        if "CreditLimit" in changed:
            limit = changed["CreditLimit"]
            values["use_partner_credit_limit"] = limit is not None
            values["credit_limit"] = float(limit or 0)
        if "Notes" in changed:
            values["comment"] = (
                plaintext2html(changed["Notes"]) if changed["Notes"] else False
            )
        values.update(self._address_values("BillAddress", changed, record))
        return values

    def _new_values(self, canonical):
        values = super()._new_values(canonical)
        job = bool(values.get("qbd_is_job"))
        if job:
            values.update(self._inherited_values(self._browse(values["parent_id"])))
        values.update(
            customer_rank=1,
            company_id=self._stream().company_id.id,
            is_company=bool(canonical["CompanyName"]) and not job,
            active=canonical["IsActive"] is not False,
            type="other" if job else "contact",
        )
        if canonical["ParentRef"] and not job:
            raise ValueRefused(
                self.env._(
                    "The customer that “%(name)s” is a job of is not in Odoo yet.",
                    name=canonical["FullName"],
                )
            )
        return values

    def _unlogged(self):
        """Of what Odoo takes over from a parent, `_inherited_values` is given."""
        return {**super()._unlogged(), "_partners_skip_fields_sync": True}

    def _inherited_values(self, parent):
        """:return: what those below a partner take over from it, as values"""
        owner = parent.commercial_partner_id
        lang = {"lang": parent.lang} if parent.lang else {}
        return {**owner.sudo()._get_commercial_values(), **lang}

    def _create_records(self, objects):
        partners = super()._create_records(objects)
        self._inherit_elsewhere(partners)
        return partners

    def _inherit_elsewhere(self, partners):
        """Below a partner that companies share, each company has values of its own."""
        for partner in partners.filtered("parent_id"):
            if not partner.commercial_partner_id.company_id:
                partner.sudo()._company_dependent_commercial_sync()

    def _after_pull(self, pulled):
        """ShipAddress lives in a delivery address of its own."""
        touched = [(partner, self._ship_part(changed)) for partner, changed in pulled]
        touched = [(partner, part) for partner, part in touched if part]
        addresses = self._delivery(self._browse([p.id for p, _part in touched]))
        fresh = []
        for partner, part in touched:
            address = addresses.get(partner.id)
            if address:
                address.write(self._address_values("ShipAddress", part, address))
            elif any(part.values()):
                fresh.append(self._new_address(partner, part))
        self._create_addresses(fresh)

    def _ship_part(self, changed):
        return {
            k: value for k, value in changed.items() if k.startswith("ShipAddress/")
        }

    def _new_address(self, partner, part):
        return {
            **self._inherited_values(partner),
            "parent_id": partner.id,
            "type": "delivery",
            "name": partner.name,
            "company_id": partner.company_id.id,
            **self._address_values("ShipAddress", part, None),
        }

    def _create_addresses(self, values):
        if values:
            model = self._browse([]).with_context(**self._unlogged())
            addresses = self._browse(model.create(values).ids)
            self._inherit_elsewhere(addresses)
            self._batch().made.update(addresses.ids)

    # -- matching -------------------------------------------------------------

    def _match(self, objects):
        """Partners of the same name, cut as QuickBooks cuts it, that have no link.

        Jobs are looked for among the jobs of their customer.
        """
        wanted = {}
        for qb_id, canonical in objects.items():
            parent = canonical["ParentRef"]
            parent_id = self._to_record("customer", parent).id if parent else False
            if not parent or parent_id:
                key = (parent_id, canonical["Name"].casefold())
                wanted.setdefault(key, []).append(qb_id)
        if not wanted:
            return {}
        result = {}
        spelled = [one["Name"] for one in objects.values()]
        for partner in self._free_partners(spelled):
            name = self._stored("Name", partner.name).casefold()
            for qb_id in wanted.get((partner.parent_id.id, name), ()):
                result.setdefault(qb_id, []).append(partner.id)
        return result

    def _finders(self):
        _same_name, *others = super()._finders()
        return [
            (self.env._("Same name"), lambda objects, _partners: self._match(objects)),
            (self.env._("Same email"), self._match_by_email),
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
        """By the index of `res.partner` on the name as far as QuickBooks holds it."""
        stream = self._stream()
        self.env["res.partner"].flush_model(
            ["name", "parent_id", "company_id", "qbd_is_job"]
        )
        self.env.cr.execute(
            "SELECT p.id FROM res_partner p WHERE lower(btrim(left(btrim(p.name), 41)))"
            " = ANY(ARRAY(SELECT lower(n) FROM unnest(%s::text[]) n))"
            " AND (p.parent_id IS NULL OR p.qbd_is_job)"
            " AND (p.company_id IS NULL OR p.company_id = %s)"
            " AND NOT EXISTS (SELECT 1 FROM qbd_link l WHERE l.stream_id = %s"
            " AND l.record_id = p.id AND l.qb_id IS NOT NULL)"
            " AND NOT EXISTS (SELECT 1 FROM res_users u WHERE u.partner_id = p.id"
            " AND NOT u.share) AND NOT EXISTS (SELECT 1 FROM res_company c"
            " WHERE c.partner_id = p.id) ORDER BY p.id",
            [names, stream.company_id.id, stream.id],
        )
        return self._browse([row[0] for row in self.env.cr.fetchall()])

    # -- requests -------------------------------------------------------------

    def _records_waiting_for_add(self, records):
        """Also jobs whose customer is not in QuickBooks and will not be there soon."""
        waiting = super()._records_waiting_for_add(records)
        jobs = records.filtered(lambda partner: self._parent(partner))
        links = self.env["qbd.link"]._by_records(self._stream(), jobs.parent_id.ids)
        for job in jobs.filtered(lambda one: one.id not in waiting):
            link = links.get(job.parent_id.id)
            if not link or not link.qb_id or link.state == "gone":
                waiting[job.id] = self.env._(
                    "Waits for %(name)s.", name=job.parent_id.name
                )
        return waiting

    def _complete_add(self, values):
        """Print the name above the street, as QuickBooks itself does."""
        values = dict(values)
        for kind in ADDRESSES:
            if any(v for path, v in values.items() if path.startswith(f"{kind}/")):
                heading = [values.get("CompanyName") or values["Name"]]
                values[f"{kind}/Addr"] = heading + list(values[f"{kind}/Addr"] or [])
        return values

    def _complete_mod(self, values, canonical):
        """An address travels whole, with the heading it has in QuickBooks."""
        known = {field.qb for field in self._fields_map if field.odoo}
        current = {path: value for path, value in canonical.items() if path in known}
        for kind in ADDRESSES:  # a new name is printed above the address, too
            if self._renames_heading(kind, values, canonical):
                path = f"{kind}/Addr"
                values = {path: canonical.get(path), **values}
        changed = super()._complete_mod(values, current)
        for kind in ADDRESSES:
            if f"{kind}/Addr" in changed:
                heading = self._heading(kind, values, canonical)
                rows = changed[f"{kind}/Addr"] or []
                filled = (
                    any(changed.get(f"{kind}/{p}") for p in ("City", "State")) or rows
                )
                changed[f"{kind}/Addr"] = (
                    heading + list(rows) if filled else rows
                ) or None
        return changed
