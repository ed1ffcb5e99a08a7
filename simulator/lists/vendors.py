"""Vendors: their opening balance, and the mark for the form 1099."""

from ..wire import status
from ..wire.status import Failed
from .parties import Parties

_ELIGIBLE = "IsVendorEligibleFor1099"


class Vendors(Parties):
    """The vendors of a company file."""

    def check(self, row, before):
        """Refuse the mark for 1099 without what the form needs.

        Failed with 3210: a tax id and an address are said to be required; the status
        and its wording are assumed.
        """
        if row.fields.get(_ELIGIBLE) != "true":
            return
        if before and before.fields.get(_ELIGIBLE) == "true":
            return
        if not (row.fields.get("VendorTaxIdent") and row.fields.get("VendorAddress")):
            reason = "A 1099 vendor needs a tax ID and an address."
            raise Failed(status.invalid_value(_ELIGIBLE, "true", reason))
