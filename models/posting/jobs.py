from odoo import models

from odoo.addons.account.models.account_move import BYPASS_LOCK_CHECK

from .payments import GIVEN


class QbdPostingJobs(models.AbstractModel):
    """Moves what was posted for a job when the job gets another customer."""

    _name = "qbd.posting.jobs"
    _description = "QuickBooks Jobs: Their Entries"

    def _take_along(self, job, owner):
        """Move the entries of a job to its new customer, as QuickBooks does.

        Odoo does the same for a partner that stands on the lines; on those of a job
        stands its customer.

        :param owner: the customer until now
        """
        new = job.commercial_partner_id
        payments = self.env["account.payment"].sudo()
        payments = payments.search([("qbd_job_id", "=", job.id)])
        moves = self.env["account.move"].sudo().search([("partner_id", "=", job.id)])
        context = {
            **GIVEN,
            "bypass_lock_check": BYPASS_LOCK_CHECK,
            "skip_readonly_check": True,
        }
        entries = (moves | payments.move_id).with_context(**context)
        entries.line_ids.filtered(lambda x: x.partner_id == owner).partner_id = new
        payments.with_context(**context).partner_id = new
        payments.move_id.with_context(**context).partner_id = new
        entries.commercial_partner_id = new
        for entry in entries:
            entry._message_log(
                body=self.env._(
                    "The job %(job)s was moved from %(before)s to %(after)s, and its"
                    " documents with it.",
                    job=job.name,
                    before=owner.display_name,
                    after=new.display_name,
                )
            )
