from odoo import models

from ....core.money import is_zero, money
from ....core.qbxml.elements import Elements
from ....core.qbxml.fields import Field
from ....core.qbxml.names import qb_name
from ....core.qbxml.values import amount, boolean, guid, ref, text
from .address import address_fields
from .party import PARTY


class QbdMappingVendor(models.AbstractModel):
    """Map Vendor to res.partner.

    A vendor that is a customer, too, has a second link, and a name of its own in
    QuickBooks, where both share one list of names: the vendor gets a suffix.
    """

    _name = "qbd.mapping.vendor"
    _inherit = ["qbd.party", "qbd.mapping"]
    _description = "Vendors"

    _qb_type = "Vendor"
    _depends_on = ("terms", "customer")  # a customer is there before its vendor
    _can = frozenset({"add", "mod", "inactivate"})
    _deleted_types = ("Vendor",)
    _direction = "off"  # purchases are off until somebody switches them on
    _rank_field = "supplier_rank"
    _account_field = "qbd_vendor_account"
    _match_texts = ("name", "email", "qbd_vendor_account")
    _main_element = "VendorAddress"
    _delivery_element = "ShipAddress"
    _fields_map = (
        Field("Name", "_vendor_name", text(41), required=True, label="Name"),
        Field("IsActive", "active", boolean, label="Active"),
        Field("CompanyName", "_company_name", text(41), label="Company name"),
        Field("Salutation", "qbd_salutation", text(15), label="Salutation"),
        Field("FirstName", "qbd_first_name", text(25), label="First name"),
        Field("MiddleName", "qbd_middle_name", text(5), label="Middle name"),
        Field("LastName", "qbd_last_name", text(25), label="Last name"),
        *address_fields("VendorAddress", "_main", "Billed from"),
        Field("VendorAddress/Note", None, text(41), pull_only=True),
        *address_fields("ShipAddress", "_delivery", "Shipped from"),
        Field("ShipAddress/Note", None, text(41), pull_only=True),
        Field("Phone", "phone", text(21), label="Phone"),
        Field("AltPhone", "qbd_alt_phone", text(21), label="Alternative phone"),
        Field("Fax", "qbd_fax", text(21), label="Fax"),
        Field("Email", "email", text(1023), label="Email"),
        Field("Cc", "qbd_cc", text(1023), label="Cc"),
        Field("Contact", "qbd_contact", text(41), label="Contact"),
        Field("AltContact", "qbd_alt_contact", text(41), label="Alternative contact"),
        Field("NameOnCheck", "qbd_name_on_check", text(41), label="Name on check"),
        Field("AccountNumber", "qbd_vendor_account", text(99), label="Account number"),
        Field("Notes", "_notes", text(4095, multiline=True), label="Notes"),
        Field(
            "TermsRef", "property_supplier_payment_term_id", ref("terms"), label="Terms"
        ),
        Field("CreditLimit", "_credit_limit", amount, label="Credit limit"),
        Field(
            "IsVendorEligibleFor1099", "qbd_is_1099", boolean, label="Eligible for 1099"
        ),
        Field("Balance", None, amount, pull_only=True, label="Balance"),
        Field("ExternalGUID", None, guid, add_only=True),
    )
    _elements = PARTY + Elements(
        kept={
            "ClassRef": "Class",
            "VendorTypeRef": "Vendor type",
            "BillingRateRef": "Billing rate",
            "PrefillAccountRef": "Accounts filled in on bills",
            "SalesTaxCodeRef": "Sales tax code",
            "SalesTaxCountry": "Country of the sales tax",
            "IsSalesTaxAgency": "Sales tax agency",
            "SalesTaxReturnRef": "Sales tax return",
            "TaxRegistrationNumber": "Tax registration number",
            "ReportingPeriod": "Reporting period",
            "IsTaxTrackedOnPurchases": "Tax tracked on purchases",
            "TaxOnPurchasesAccountRef": "Account of tax on purchases",
            "IsTaxTrackedOnSales": "Tax tracked on sales",
            "TaxOnSalesAccountRef": "Account of tax on sales",
            "IsTaxOnTax": "Tax on tax",
            "IsTaxAgency": "Tax agency",
        },
        passed=("VendorAddressBlock", "VendorTaxIdent"),
    )

    # -- names ----------------------------------------------------------------

    def _suffix(self):
        """Return the ending of the names of vendors that are customers, too."""
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

    def _qb_name(self, canonical, names):
        name = canonical["Name"]
        return name if names is None else self._fitted(name, names)

    def _fitted(self, name, names=()):
        """Return a name that is cut before its suffix, with a number if it is taken."""
        bare = self._without_suffix(name)
        suffix = self._suffix() if bare != name else ""
        return qb_name(bare, self._codecs()["Name"].max_length, names, suffix)

    def _stored(self, path, value):
        if path == "Name" and value and self._without_suffix(value) != value:
            return self._fitted(value)
        return super()._stored(path, value)

    # -- Odoo's side ----------------------------------------------------------

    def _credit_limit(self, partner):
        return partner.qbd_vendor_credit_limit or None

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        """Read a credit limit of zero as none: Odoo's field cannot tell them apart.

        That nothing is said about 1099 is no answer: it takes a right in QuickBooks.
        """
        canonical = super()._normalise_object(canonical, element, image)
        if canonical["IsVendorEligibleFor1099"] is None:
            del canonical["IsVendorEligibleFor1099"]
        limit = canonical["CreditLimit"]
        if limit and is_zero(limit):
            canonical["CreditLimit"] = None
        return canonical

    # -- writing to Odoo ------------------------------------------------------

    def _partner_name(self, name, record):
        is_both = record and record.customer_rank
        return self._without_suffix(name) if is_both else name

    def _credit_values(self, limit):
        return {"qbd_vendor_credit_limit": float(money(limit))}

    # -- addresses ------------------------------------------------------------

    def _printed_name(self, name):
        return self._without_suffix(name)

    def _names_of(self, canonical):
        name = self._without_suffix(canonical.get("Name") or "")
        return super()._names_of(canonical) | {name.casefold()} - {""}

    # -- matching -------------------------------------------------------------

    def _match(self, objects):
        """Match names, with a suffix also that of a customer without it."""
        found = super()._match(objects)
        suffixed = {}
        for qb_id, canonical in objects.items():
            name = self._without_suffix(canonical["Name"])
            if qb_id not in found and name != canonical["Name"]:
                suffixed[qb_id] = {**canonical, "Name": name}
        for qb_id, ids in super()._match(suffixed).items():
            customers = self._browse(ids).filtered("customer_rank")
            if customers:
                found[qb_id] = customers.ids
        return found

    def _record_names(self, records):
        names = super()._record_names(records)
        return [*names, *filter(None, map(self._vendor_name, records))]

    def _object_candidate(self, key, full_name, values):
        """Compare names without the suffix."""
        bare = {**values, "Name": self._without_suffix(values["Name"] or "")}
        return super()._object_candidate(key, bare["Name"], bare)
