from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.money import is_zero, money
from ....core.qbxml.elements import Elements
from ....core.qbxml.fields import Field
from ....core.qbxml.values import amount, boolean, guid, ref, text
from ....core.words import for_reader
from .address import address_fields
from .party_fields import CONTACT, PARTY, PERSON

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


TAX_ID = "VendorTaxIdent"
ELIGIBLE = "IsVendorEligibleFor1099"


class QbdMappingVendor(models.AbstractModel):
    """Map Vendor to res.partner.

    A vendor that is a customer, too, has a second link, and a name of its own in
    QuickBooks, where both share one list of names: the vendor gets a suffix.
    """

    _name = "qbd.mapping.vendor"
    _inherit = ["qbd.vendor.naming", "qbd.party", "qbd.mapping"]
    _description = "Vendors"

    _qb_type = "Vendor"
    _dashboard_order = 20
    _party_balance = "Balance"
    _owed_type = "liability_payable"
    _depends_on = ("terms", "customer")  # a customer is there before its vendor
    _can = frozenset({"add", "mod", "inactivate"})
    _deleted_types = ("Vendor",)
    _direction = "off"  # purchases are off until somebody switches them on
    _rank_field = "supplier_rank"
    _account_field = "qbd_vendor_account"
    _match_texts = ("name", "company_name", "email", "qbd_vendor_account")
    _main_element = "VendorAddress"
    _delivery_element = "ShipAddress"
    _fields_map = (
        Field("Name", "_vendor_name", text(41), required=True, label=_lt("Name")),
        Field("IsActive", "active", boolean, label=_lt("Active")),
        *PERSON,
        *address_fields("VendorAddress", "_main", _lt("Billed from")),
        Field("VendorAddress/Note", None, text(41), pull_only=True),
        *address_fields("ShipAddress", "_delivery", _lt("Shipped from")),
        Field("ShipAddress/Note", None, text(41), pull_only=True),
        *CONTACT,
        Field("NameOnCheck", "qbd_name_on_check", text(41), label=_lt("Name on check")),
        Field(
            "AccountNumber", "qbd_vendor_account", text(99), label=_lt("Account number")
        ),
        Field("Notes", "_notes", text(4095, multiline=True), label=_lt("Notes")),
        Field(
            "TermsRef",
            "property_supplier_payment_term_id",
            ref("terms"),
            label=_lt("Terms"),
        ),
        Field("CreditLimit", "_credit_limit", amount, label=_lt("Credit limit")),
        Field(TAX_ID, None, text(15), pull_only=True, label=_lt("Tax id")),
        Field(ELIGIBLE, "qbd_is_1099", boolean, label=_lt("Eligible for 1099")),
        Field("Balance", None, amount, pull_only=True, label=_lt("Balance")),
        Field("ExternalGUID", None, guid, add_only=True),
    )
    _elements = PARTY + Elements(
        kept={
            "ClassRef": _lt("Class"),
            "VendorTypeRef": _lt("Vendor type"),
            "BillingRateRef": _lt("Billing rate"),
            "PrefillAccountRef": _lt("Accounts filled in on bills"),
            "SalesTaxCodeRef": _lt("Sales tax code"),
            "SalesTaxCountry": _lt("Country of the sales tax"),
            "IsSalesTaxAgency": _lt("Sales tax agency"),
            "SalesTaxReturnRef": _lt("Sales tax return"),
            "TaxRegistrationNumber": _lt("Tax registration number"),
            "ReportingPeriod": _lt("Reporting period"),
            "IsTaxTrackedOnPurchases": _lt("Tax tracked on purchases"),
            "TaxOnPurchasesAccountRef": _lt("Account of tax on purchases"),
            "IsTaxTrackedOnSales": _lt("Tax tracked on sales"),
            "TaxOnSalesAccountRef": _lt("Account of tax on sales"),
            "IsTaxOnTax": _lt("Tax on tax"),
            "IsTaxAgency": _lt("Tax agency"),
        },
        passed=("VendorAddressBlock",),
    )

    # -- Odoo's side ----------------------------------------------------------

    def _credit_limit(self, partner):
        return partner.qbd_vendor_credit_limit or None

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        """Read a credit limit of zero as none: Odoo's field cannot tell them apart.

        The tax id is kept apart, for managers. That nothing is said about 1099 is no
        answer: it takes a right in QuickBooks.
        """
        canonical = super()._normalise_object(canonical, element, image)
        canonical.pop(TAX_ID, None)
        if canonical[ELIGIBLE] is None:
            del canonical[ELIGIBLE]
        limit = canonical["CreditLimit"]
        if limit and is_zero(limit):
            canonical["CreditLimit"] = None
        return canonical

    def _keep_apart(self, elements):
        """Keep the tax ids. One that is not shown is not empty: it takes a right."""
        found = {
            element.findtext("ListID"): element.findtext(TAX_ID)
            for element in elements
            if element.findtext(TAX_ID)
        }
        self.env["qbd.link.private"]._store(self._stream(), TAX_ID, found)

    def _review_images(self, pair, images):
        """Take a mark for 1099 that was never compared as not set on either side."""
        return tuple(
            {ELIGIBLE: False, **(image or {})}
            for image in super()._review_images(pair, images)
        )

    # -- writing to Odoo ------------------------------------------------------

    def _credit_values(self, limit):
        return {"qbd_vendor_credit_limit": float(money(limit))}

    # -- requests -------------------------------------------------------------

    def _record_refused_because(self, state, link):
        """Refuse to add a vendor with the mark for 1099: that needs its tax id."""
        if link.qb_id or not state.get(ELIGIBLE):
            return super()._record_refused_because(state, link)
        return for_reader(self.env)._(
            "QuickBooks marks a vendor for 1099 only if it has a tax id, which Odoo"
            " does not send. Clear “Eligible for 1099” here; once the vendor is in"
            " QuickBooks, enter its tax id there and mark it there."
        )
