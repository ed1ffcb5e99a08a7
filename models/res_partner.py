from odoo import api, fields, models
from odoo.modules.db import FunctionStatus
from odoo.tools import ormcache

PARTNER = "odoo.addons.base.models.res_partner"
DRAFTED = {
    "properties": ("properties_base_definition_id",),
    "user_id": ("parent_id", "is_company", "company_type"),
}
"""The values that Odoo computes from a draft of a new partner, and what they follow."""


def _index_of_parts(registry):
    """Return the definition of an index for parts of names, as Odoo makes for fields.

    :return: "" if PostgreSQL lacks pg_trgm
    """
    indexable = registry.has_unaccent == FunctionStatus.INDEXABLE
    column = registry.unaccent("complete_name") if indexable else "complete_name"
    return f"USING gin ({column} gin_trgm_ops)" if registry.has_trigram else ""


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "qbd.sync.mixin"]

    qbd_is_job = fields.Boolean(
        "Job in QuickBooks", help="A job (project) of the customer it belongs to."
    )
    qbd_salutation = fields.Char("Salutation")
    qbd_first_name = fields.Char("First name")
    qbd_middle_name = fields.Char("Middle name")
    qbd_last_name = fields.Char("Last name")
    qbd_alt_phone = fields.Char("Alternative phone")
    qbd_fax = fields.Char("Fax")
    qbd_cc = fields.Char("Email copies to")
    qbd_contact = fields.Char("Contact in QuickBooks")
    qbd_alt_contact = fields.Char("Alternative contact")
    qbd_resale_number = fields.Char("Resale number")
    qbd_name_on_check = fields.Char("Name on check")
    qbd_vendor_account = fields.Char(
        "Our account number",
        company_dependent=True,
        help="The account number that we have with this vendor.",
    )
    qbd_vendor_credit_limit = fields.Float(
        "Credit limit of the vendor",
        company_dependent=True,
        help="Amount that this vendor allows us to owe. 0: no limit is known.",
    )
    qbd_vendor_tax_id = fields.Char(
        "Tax id in QuickBooks",
        compute="_compute_qbd_vendor_tax_id",
        compute_sudo=True,
        groups="quickbooks_desktop.group_qbd_manager",
        help="Read from QuickBooks, never sent. It may be missing because QuickBooks"
        " does not show personal data to this application.",
    )
    qbd_is_1099 = fields.Boolean("Eligible for 1099", company_dependent=True)

    _qbd_parts_idx = models.Index(_index_of_parts)
    _qbd_name_idx = models.Index("(lower(btrim(left(btrim(name), 41))))")
    _qbd_odd_name_idx = models.Index(  # `ODD_NAME` of core/qbxml/names.py
        r"(id) WHERE name ~ '[^\u0020-\u007e\u00a1-\u00ac\u00ae-\u00b4\u00b6-\u00de"
        r"\u00e0-\u00ff]|  |:'"
    )

    @api.depends_context("allowed_company_ids")
    def _compute_qbd_vendor_tax_id(self):
        found = self._qbd_private_values("VendorTaxIdent")
        for partner in self:
            partner.qbd_vendor_tax_id = found.get(partner.id or partner._origin.id)

    def _add_precomputed_values(self, vals_list):
        """Let drafts of new partners have no more than Odoo computes values from.

        That is for many partners that the sync creates; if another addon computes a
        value from a draft, it has all of the partner.
        """
        if not (self.env.context.get("qbd_creates") and self._qbd_drafts_as_odoo()):
            return super()._add_precomputed_values(vals_list)
        names = {*DRAFTED, *(name for path in DRAFTED.values() for name in path)}
        drafts = [
            {name: vals[name] for name in names & vals.keys()} for vals in vals_list
        ]
        # pylint: disable-next=assignment-from-none
        result = super()._add_precomputed_values(drafts)
        for vals, draft in zip(vals_list, drafts, strict=True):
            vals.update((name, draft[name]) for name in draft.keys() - vals.keys())
        return result

    @api.model
    @ormcache()
    def _qbd_drafts_as_odoo(self):
        """Return whether the values that drafts are made for are known here."""
        fields = {name for name, one in self._fields.items() if one.precompute}
        method = type(self)._compute_user_id
        return fields == DRAFTED.keys() and method.__module__ == PARTNER

    def _qbd_owners(self):
        return self.parent_id

    def write(self, vals):
        """Take a job's documents along, and leave a hint for the former parent."""
        moved = self if "parent_id" in vals else self.browse()
        before, jobs = moved.parent_id, moved.filtered("qbd_is_job")
        result = super().write(vals)
        before._qbd_hint()
        if jobs:
            jobs._qbd_take_along()
        return result

    def _qbd_job(self):
        """Return the job that a partner is, or that it is a contact of; else none."""
        partner = self
        while partner and not partner.qbd_is_job:
            partner = partner.browse() if partner.is_company else partner.parent_id
        return partner

    @api.constrains("qbd_is_job", "parent_id")
    def _check_qbd_job(self):
        jobs = self.filtered("qbd_is_job")
        jobs.filtered(lambda partner: not partner.parent_id).qbd_is_job = False
        # a contact has its parent's address, a job one of its own
        jobs.filtered(lambda partner: partner.type == "contact").type = "other"
