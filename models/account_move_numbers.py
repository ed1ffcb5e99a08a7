from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache


class AccountMove(models.Model):
    """Numbers documents that are posted together in few queries.

    They have the key "qbd_numbering" in their context: what is known of their numbers.
    """

    _inherit = "account.move"

    def _get_next_sequence_format(self):
        """Ask for the last number once for all documents that are posted together.

        Each number is still taken, and locked, by Odoo's own sequence.
        """
        known = self.env.context.get("qbd_numbering")
        if known is None:
            return super()._get_next_sequence_format()
        key = self._qbd_numbering_key()
        if key not in known:
            known[key] = super()._get_next_sequence_format()
        text, values = known[key]
        return text, dict(values)

    def _qbd_numbering_key(self):
        """Documents of one key are numbered alike, whatever period numbers start in."""
        return (
            self.journal_id,
            self.move_type,
            self.origin_payment_id.id and True,
            self.journal_id.is_self_billing and self.commercial_partner_id,
            (self.date.year, self.date.month),
            self.date.day <= int(self.company_id.fiscalyear_last_day),
        )

    def _set_next_made_sequence_gap(self, made_gap):
        """Look for the documents behind all series in one query; Odoo asks for each."""
        named = self.filtered(lambda move: move.name and move.name != "/")
        series = named.grouped(lambda move: (move.journal_id, move.sequence_prefix))
        if len(series) < 2 or not self._qbd_numbers_as_odoo():
            return super()._set_next_made_sequence_gap(made_gap)
        behind = Domain.OR(
            Domain("journal_id", "=", journal.id)
            & Domain("sequence_prefix", "=", prefix)
            & Domain("sequence_number", "in", [x.sequence_number + 1 for x in moves])
            for (journal, prefix), moves in series.items()
        )
        self.env["account.move"].sudo().search(behind).made_sequence_gap = made_gap
        return None

    def _get_chain_info(self, force_hash=False, **options):
        """Do not ask for the last document of a chain: all of them are at hand here."""
        if self and not force_hash and self._qbd_numbers_as_odoo():
            last = max(self, key=lambda move: move.sequence_number)
            if not self._is_move_restricted(last):
                return False
        return super()._get_chain_info(force_hash=force_hash, **options)

    def _qbd_numbers_as_odoo(self):
        """Return whether these are numbered together, and by Odoo's methods alone."""
        return "qbd_numbering" in self.env.context and self._qbd_has_own_numbers()

    @api.model
    @ormcache()
    def _qbd_has_own_numbers(self):
        names = ("_set_next_made_sequence_gap", "_get_chain_info")
        return self._qbd_is_as_in_account(self, *names)
