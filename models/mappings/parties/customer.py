from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.errors import ValueRefused
from ....core.qbxml.elements import Elements
from ....core.qbxml.fields import Field
from ....core.qbxml.values import amount, boolean, guid, integer, ref, text
from ....core.words import for_reader
from .address import address_fields
from .party_fields import CONTACT, PARTY, PERSON

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


class QbdMappingCustomer(models.AbstractModel):
    """Map Customer and Customer:Job to res.partner.

    A job is a child that is flagged as one; other children fold into their commercial
    partner: the delivery address is the customer's ShipAddress.
    """

    _name = "qbd.mapping.customer"
    _inherit = ["qbd.nested.names", "qbd.party", "qbd.mapping"]
    _description = "Customers"

    _qb_type = "Customer"
    _dashboard_order = 10
    _party_balance = "Balance"
    _owed_type = "asset_receivable"
    _depends_on = ("terms",)
    _can = frozenset({"add", "mod", "inactivate"})
    _deleted_types = ("Customer",)
    _rank_field = "customer_rank"
    _has_jobs = True
    _main_element = "BillAddress"
    _delivery_element = "ShipAddress"
    _fields_map = (
        Field("Name", "name", text(41), required=True, label=_lt("Name")),
        Field("FullName", None, text(), pull_only=True),
        Field("IsActive", "active", boolean, label=_lt("Active")),
        Field("ParentRef", "_parent", ref("customer"), label=_lt("Job of")),
        Field("Sublevel", None, integer, pull_only=True),
        *PERSON,
        *address_fields("BillAddress", "_main", _lt("Bill to")),
        Field("BillAddress/Note", None, text(41), pull_only=True),
        *address_fields("ShipAddress", "_delivery", _lt("Ship to")),
        Field("ShipAddress/Note", None, text(41), pull_only=True),
        *CONTACT,
        Field("TermsRef", "property_payment_term_id", ref("terms"), label=_lt("Terms")),
        Field("Balance", None, amount, pull_only=True, label=_lt("Balance")),
        Field("TotalBalance", None, amount, pull_only=True),
        Field(
            "ResaleNumber", "qbd_resale_number", text(15), label=_lt("Resale number")
        ),
        Field("AccountNumber", "ref", text(99), label=_lt("Account number")),
        Field("CreditLimit", "_credit_limit", amount, label=_lt("Credit limit")),
        Field("Notes", "_notes", text(4095, multiline=True), label=_lt("Notes")),
        Field("ExternalGUID", None, guid, add_only=True),
    )
    _elements = PARTY + Elements(
        kept={
            "PrintAs": _lt("Print as"),
            "ClassRef": _lt("Class"),
            "ShipToAddress": _lt("Further shipping address"),
            "CustomerTypeRef": _lt("Customer type"),
            "SalesRepRef": _lt("Sales rep"),
            "SalesTaxCodeRef": _lt("Sales tax code"),
            "ItemSalesTaxRef": _lt("Sales tax"),
            "SalesTaxCountry": _lt("Country of the sales tax"),
            "PreferredPaymentMethodRef": _lt("Preferred payment method"),
            "JobStatus": _lt("Job status"),
            "JobStartDate": _lt("Job start"),
            "JobProjectedEndDate": _lt("Job projected end"),
            "JobEndDate": _lt("Job end"),
            "JobDesc": _lt("Job description"),
            "JobTypeRef": _lt("Job type"),
            "IsStatementWithParent": _lt("Statement with parent"),
            "DeliveryMethod": _lt("Delivery method"),
            "PreferredDeliveryMethod": _lt("Preferred delivery method"),
            "PriceLevelRef": _lt("Price level"),
            "TaxRegistrationNumber": _lt("Tax registration number"),
        },
        passed=(
            "BillAddressBlock",
            "ShipAddressBlock",
            "CreditCardInfo",  # cards are too private
        ),
    )

    # -- which partners -------------------------------------------------------

    def _party_domain(self):
        """Return the domain of customers, and of jobs below one."""
        return ["|", ("qbd_is_job", "=", True), *super()._party_domain()]

    def _hint_domain(self, model):
        return ["|", ("qbd_is_job", "=", True), *super()._hint_domain(model)]

    # -- Odoo's side ----------------------------------------------------------

    def _leaves_out(self, partner, path):
        """Leave out a job's terms and credit limit: in Odoo they are its customer's.

        A job that became a contact stays one there: its documents are its customer's.
        """
        if path == "ParentRef" and partner.parent_id and not partner.is_company:
            return not partner.qbd_is_job
        if path in ("TermsRef", "CreditLimit"):
            return partner.commercial_partner_id != partner
        return False

    def _parent(self, partner):
        return partner.parent_id if partner.qbd_is_job else partner.browse()

    # -- writing to Odoo ------------------------------------------------------

    def _odoo_values(self, changed, record=None):
        values = super()._odoo_values(changed, record)
        if "ParentRef" in changed:
            parent = self._to_record("customer", changed["ParentRef"])
            values.update(parent_id=parent.id, qbd_is_job=bool(parent))
        return values

    def _new_values(self, canonical):
        values = super()._new_values(canonical)
        if values.get("qbd_is_job"):
            parent = self._browse(values["parent_id"])
            values.update(self._inherited_values(parent))
            values.update(is_company=False, type="other")
        elif canonical["ParentRef"]:
            raise ValueRefused(
                for_reader(self.env)._(
                    "The customer that “%(name)s” is a job of is not in Odoo yet.",
                    name=canonical["FullName"],
                )
            )
        return values

    # -- matching -------------------------------------------------------------

    def _matched_below(self, canonical):
        """Return the customer of a job: its jobs are looked at only."""
        parent = canonical["ParentRef"]
        return (self._to_record("customer", parent).id or None) if parent else False

    # -- requests -------------------------------------------------------------

    def _records_waiting_for_add(self, records):
        """Return also jobs whose customer is not in QuickBooks and will not be soon."""
        waiting = super()._records_waiting_for_add(records)
        jobs = records.filtered(lambda partner: self._parent(partner))
        links = self.env["qbd.link"]._by_records(self._stream(), jobs.parent_id.ids)
        for job in jobs.filtered(lambda one: one.id not in waiting):
            link = links.get(job.parent_id.id)
            if not link or not link.qb_id or link.state == "gone":
                waiting[job.id] = for_reader(self.env)._(
                    "Waits for %(name)s.", name=job.parent_id.name
                )
        return waiting
