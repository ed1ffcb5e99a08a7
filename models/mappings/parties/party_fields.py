"""Declare the elements that customers and vendors have in common."""

from ....core.qbxml.elements import Elements
from ....core.qbxml.fields import Field
from ....core.qbxml.values import text

PERSON = (
    Field("CompanyName", "_company_name", text(41), label="Company name"),
    Field("Salutation", "qbd_salutation", text(15), label="Salutation"),
    Field("FirstName", "qbd_first_name", text(25), label="First name"),
    Field("MiddleName", "qbd_middle_name", text(5), label="Middle name"),
    Field("LastName", "qbd_last_name", text(25), label="Last name"),
)
CONTACT = (
    Field("Phone", "phone", text(21), label="Phone"),
    Field("AltPhone", "qbd_alt_phone", text(21), label="Alternative phone"),
    Field("Fax", "qbd_fax", text(21), label="Fax"),
    Field("Email", "email", text(1023), label="Email"),
    Field("Cc", "qbd_cc", text(1023), label="Cc"),
    Field("Contact", "qbd_contact", text(41), label="Contact"),
    Field("AltContact", "qbd_alt_contact", text(41), label="Alternative contact"),
)
"""In the order of the schema; addresses stand between the two."""

PARTY = Elements(
    kept={
        "Suffix": "Suffix",
        "JobTitle": "Job title",
        "Mobile": "Mobile",
        "Pager": "Pager",
        "AdditionalContactRef": "Further contact details",
        "ContactsRet": "Contacts",
        "AdditionalNotesRet": "Further notes",
        "CurrencyRef": "Currency",
        "DataExtRet": "Custom field",
    },
)
"""What customers and vendors hold besides the fields that are synced."""
