from odoo import models

from ....core.matching.records import Candidate

FULL = 40
"""Characters from which on the end of a name may be missing."""


class QbdPartyMatching(models.AbstractModel):
    """Supplies the matcher with candidates of partners and names of QuickBooks."""

    _name = "qbd.party.matching"
    _description = "QuickBooks Parties: Matching"

    _account_field = "ref"  # of a partner: its account number
    _match_profile = "parties"
    _match_texts = ("name", "email", "ref")
    _match_paths = ("Name", "Email", "AccountNumber")

    def _matchable_domain(self):
        """Return the domain of partners without a parent, and of jobs.

        Internal users and our own companies are left out.
        """
        company = self._stream().company_id
        return [
            ("company_id", "in", [False, *company.parent_ids.ids]),
            "|",
            ("parent_id", "=", False),
            ("qbd_is_job", "=", True),
            ("ref_company_ids", "=", False),
            ("user_ids", "not any", [("share", "=", False)]),
        ]

    def _record_candidate(self, partner):
        above = f"{partner.parent_id.name} " if partner.qbd_is_job else ""
        account = partner[self._account_field] or ""
        codes = (("account", account), ("email", partner.email or ""))
        return Candidate(partner.id, (f"{above}{partner.name or ''}",), codes)

    def _object_candidate(self, key, full_name, values):
        name = values["Name"] or ""
        account, email = values["AccountNumber"] or "", values["Email"] or ""
        return Candidate(
            key,
            ((full_name or name).replace(":", " "),),
            (("account", account), ("email", email)),
            cut=len(name) >= FULL,
        )
