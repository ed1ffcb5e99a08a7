from odoo import api, fields, models


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

    _qbd_name_idx = models.Index("(lower(btrim(left(btrim(name), 41))))")
    _qbd_odd_name_idx = models.Index(  # `ODD_NAME` of core/qbxml/names.py
        r"(id) WHERE name ~ '[^\u0020-\u007e\u00a1-\u00ac\u00ae-\u00ff]|  |:'"
    )

    def _qbd_owners(self):
        return self.parent_id

    def write(self, vals):
        """Leave a hint for the former parent, too: it loses an address."""
        moved = self if "parent_id" in vals else self.browse()
        before = moved.parent_id
        owners = {
            job: job.commercial_partner_id for job in moved.filtered("qbd_is_job")
        }
        result = super().write(vals)
        before._qbd_hint()
        for job, owner in owners.items():
            if job.qbd_is_job and job.commercial_partner_id != owner:
                self.env["qbd.posting.jobs"]._take_along(job, owner)
        return result

    @api.constrains("qbd_is_job", "parent_id")
    def _check_qbd_job(self):
        jobs = self.filtered("qbd_is_job")
        jobs.filtered(lambda partner: not partner.parent_id).qbd_is_job = False
        # a contact has its parent's address, a job one of its own
        jobs.filtered(lambda partner: partner.type == "contact").type = "other"
