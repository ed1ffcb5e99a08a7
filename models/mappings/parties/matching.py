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
    _match_texts = ("name", "company_name", "email", "ref")
    _match_paths = ("Name", "Email", "AccountNumber", "CompanyName", "LastName")

    @property
    def _match_more(self):
        return (*super()._match_more, "FirstName", "Phone", *self._place_paths())

    def _place_paths(self):
        """Return the paths of the town and the postal code."""
        return f"{self._main_element}/City", f"{self._main_element}/PostalCode"

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
        above = f"{partner.parent_id.name}:" if partner.qbd_is_job else ""
        person = _joined(partner.qbd_first_name, partner.qbd_last_name)
        account = partner[self._account_field] or ""
        return Candidate(
            partner.id,
            (f"{above}{partner.name or ''}", partner.company_name or "", person),
            (("account", account), ("email", partner.email or "")),
            title=_joined(above.replace(":", ""), partner.name),
            facts=_facts(partner.city, partner.zip, partner.phone, partner.email),
        )

    def _object_candidate(self, key, full_name, values):
        name = values["Name"] or ""
        account, email = values["AccountNumber"] or "", values["Email"] or ""
        person = _joined(values["FirstName"], values["LastName"])
        town, postal_code = (values[path] for path in self._place_paths())
        return Candidate(
            key,
            (full_name or name, values["CompanyName"] or "", person),
            (("account", account), ("email", email)),
            cut=len(name) >= FULL,
            title=(full_name or name).replace(":", " "),
            facts=_facts(town, postal_code, values["Phone"], email),
        )


def _joined(*words):
    return " ".join(filter(None, words))


def _facts(town, postal_code, phone, email):
    """Return what tells parties of one name apart."""
    facts = {"town": town, "zip": postal_code, "phone": phone, "email": email}
    return tuple((kind, text) for kind, text in facts.items() if text)
