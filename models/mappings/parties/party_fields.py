"""Declare the elements that customers and vendors have in common."""

from odoo.tools.translate import LazyTranslate

from ....core.qbxml.elements import Elements
from ....core.qbxml.fields import Field
from ....core.qbxml.values import text

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


PERSON = (
    Field("CompanyName", "_company_name", text(41), label=_lt("Company name")),
    Field("Salutation", "qbd_salutation", text(15), label=_lt("Salutation")),
    Field("FirstName", "qbd_first_name", text(25), label=_lt("First name")),
    Field("MiddleName", "qbd_middle_name", text(5), label=_lt("Middle name")),
    Field("LastName", "qbd_last_name", text(25), label=_lt("Last name")),
)
CONTACT = (
    Field("Phone", "phone", text(21), label=_lt("Phone")),
    Field("AltPhone", "qbd_alt_phone", text(21), label=_lt("Alternative phone")),
    Field("Fax", "qbd_fax", text(21), label=_lt("Fax")),
    Field("Email", "email", text(1023), label=_lt("Email")),
    Field("Cc", "qbd_cc", text(1023), label=_lt("Cc")),
    Field("Contact", "qbd_contact", text(41), label=_lt("Contact")),
    Field("AltContact", "qbd_alt_contact", text(41), label=_lt("Alternative contact")),
)
"""In the order of the schema; addresses stand between the two."""

PARTY = Elements(
    kept={
        "Suffix": _lt("Suffix"),
        "JobTitle": _lt("Job title"),
        "Mobile": _lt("Mobile"),
        "Pager": _lt("Pager"),
        "AdditionalContactRef": _lt("Further contact details"),
        "ContactsRet": _lt("Contacts"),
        "AdditionalNotesRet": _lt("Further notes"),
        "CurrencyRef": _lt("Currency"),
        "DataExtRet": _lt("Custom field"),
    },
)
"""What customers and vendors hold besides the fields that are synced."""
