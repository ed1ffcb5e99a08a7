from odoo import models
from odoo.exceptions import UserError

from odoo.addons.account.models.account_move import BYPASS_LOCK_CHECK

from ...core.words import for_reader
from .payments import GIVEN


class QbdPostingJobs(models.AbstractModel):
    """Moves what was posted for a job when the job gets another customer."""

    _name = "qbd.posting.jobs"
    _description = "QuickBooks Jobs: Their Entries"

    def _take_along(self, jobs):
        """Move the entries of jobs to the customers they belong to now.

        QuickBooks does the same, also with what is applied to them. Odoo does it for a
        partner that stands on the lines; on those of a job stands its customer.

        :raise UserError: if an entry can neither move nor stay
        """
        jobs = jobs.search([("id", "child_of", jobs.ids)]) | jobs
        payments = self.env["account.payment"].sudo()
        payments = payments.search([("qbd_job_id", "in", jobs.ids)])
        moves = self.env["account.move"].sudo()
        moves = moves.search([("qbd_party_id", "in", jobs.ids)]) | payments.move_id
        found = moves.grouped(lambda one: self._job_of(one).commercial_partner_id)
        for owner, entries in found.items():
            entries = entries.filtered(
                lambda one, new=owner: one.commercial_partner_id != new
            )
            if entries:
                self._move_entries(entries, owner)

    def _job_of(self, move):
        return move.origin_payment_id.qbd_job_id or move.qbd_party_id

    def _move_entries(self, moves, owner):
        along = self._applied_to(moves)
        self._check_unsecured(moves | along)
        for move in along.filtered(lambda one: not one.qbd_party_id):
            move.qbd_party_id = move.commercial_partner_id
        for move in moves | along:
            self._move_entry(move, owner)

    def _applied_to(self, moves):
        """Return the further entries of the same customers that settle these alone.

        :raise UserError: if one settles others as well, or is not used up
        """
        posting = self.env["qbd.posting"]
        own = posting._terms(moves)
        others = (own._qbd_counterparts() - own).filtered(
            lambda line: line.partner_id in moves.commercial_partner_id
        )
        for line in others:
            if line.amount_residual or line._qbd_counterparts() - own:
                raise UserError(
                    for_reader(self.env)._(
                        "%(job)s cannot be moved to another customer: %(document)s "
                        "of %(customer)s is also applied to other documents, or is "
                        "not used up. Unapply it, and apply it again after the move.",
                        job=self._job_of(moves[0]).name,
                        document=line.move_id.display_name,
                        customer=line.partner_id.name,
                    )
                )
        return others.move_id

    def _check_unsecured(self, moves):
        secured = moves.filtered("inalterable_hash")
        if secured:
            raise UserError(
                for_reader(self.env)._(
                    "%(job)s cannot be moved to another customer: %(documents)s are"
                    " secured with a hash and stay with %(customer)s. Create a new job"
                    " there instead.",
                    job=self._job_of(moves[0]).name,
                    documents=", ".join(secured[:5].mapped("display_name")),
                    customer=secured[0].commercial_partner_id.name,
                )
            )

    def _move_entry(self, move, owner):
        """Write another customer where an entry names its present one."""
        before, payment = move.commercial_partner_id, move.origin_payment_id
        quiet = {
            **GIVEN,
            "bypass_lock_check": BYPASS_LOCK_CHECK,
            "skip_readonly_check": True,
        }
        entry = move.with_context(**quiet)
        named = before | move.qbd_party_id
        entry.line_ids.filtered(lambda x: x.partner_id in named).partner_id = owner
        if payment.qbd_job_id and payment.partner_id == before:
            payment.with_context(**quiet).partner_id = owner
            entry.partner_id = owner
        entry.commercial_partner_id = owner
        move._message_log(
            body=for_reader(self.env)._(
                "The job %(job)s was moved from %(before)s to %(after)s, and its"
                " documents with it.",
                job=self._job_of(move).name or "",
                before=before.display_name,
                after=owner.display_name,
            )
        )
