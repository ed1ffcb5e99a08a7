from odoo import models

from ....core.words import for_reader

ACTIVE = "IsActive"
OWED = ("asset_receivable", "liability_payable")
SHOWN = 3
"""Documents that are named in a question."""


class QbdPartyOpenItems(models.AbstractModel):
    """Asks before a party with open documents is taken out of use.

    An archived partner, or an inactive customer or vendor, is missing from the lists in
    which people look for those who owe.
    """

    _name = "qbd.party.open_items"
    _description = "QuickBooks Parties: Open Documents"

    def _open_items(self, partner, types):
        """Return the open documents and payments of a partner, in any company.

        Those of a job are its own; those of its customer are of all its jobs.

        :param types: types of the accounts that they are owed on
        """
        lines = self.env["account.move.line"].sudo()
        owner = [("partner_id", "=", partner.id)]
        if partner.qbd_is_job:
            owner = [
                "|",
                ("move_id.qbd_party_id", "=", partner.id),
                ("move_id.origin_payment_id.qbd_job_id", "=", partner.id),
            ]
        return lines.search(
            [
                *owner,
                ("account_id.account_type", "in", types),
                ("parent_state", "=", "posted"),
                ("amount_residual", "!=", 0),
            ]
        ).move_id

    def _review_merge(self, pair):
        """Ask before a partner is archived, or a party made inactive, with open items.

        What is open in the other role counts if the partner would be archived.
        """
        result = super()._review_merge(pair)
        partner = self._browse(pair.record_id)
        types = ()
        if self._is_decided(pair, ACTIVE):
            return result
        if pair.merged.pull.get(ACTIVE) is False:
            types = () if self._used_elsewhere(partner) else OWED
        elif pair.merged.push.get(ACTIVE) is False:
            types = (self._owed_type,)
        found = self._open_items(partner, types) if types else partner.browse()
        if found:
            self._turn_into_question(pair, ACTIVE)
            self._batch().found["open items", pair.record_id] = found
        return result

    def _conflict_words(self, pair):
        """Name the open documents, if that is all the question is about."""
        found = self._batch().found.get(("open items", pair.record_id))
        if not found or pair.merged.conflicts.keys() != {ACTIVE}:
            return super()._conflict_words(pair)
        names = self._names_of_open(found)
        if pair.odoo[ACTIVE]:
            return for_reader(self.env)._(
                "It was made inactive in QuickBooks, and is not settled in Odoo:"
                " %(documents)s. Settle this first, then press Try again; or choose a"
                " side: Odoo's keeps it in use, QuickBooks' archives it as it is.",
                documents=names,
            )
        return for_reader(self.env)._(
            "It was archived in Odoo, and is not settled: %(documents)s. Settle this"
            " first, then press Try again; or choose a side: Odoo's makes it inactive"
            " in QuickBooks as it is, QuickBooks' brings it back in Odoo.",
            documents=names,
        )

    def _names_of_open(self, moves):
        """Return the names of open documents; of other companies only that there are
        any."""
        own = moves.filtered(lambda one: one.company_id == self._stream().company_id)
        names = [one.display_name for one in own[:SHOWN]]
        if len(own) > SHOWN:
            names.append(for_reader(self.env)._("%s more", len(own) - SHOWN))
        if moves - own:
            names.append(for_reader(self.env)._("documents of another company"))
        return ", ".join(names)

    def _prepare_plan(self):
        """Take questions back whose documents are settled by now."""
        result = super()._prepare_plan()
        asked = self.env["qbd.link"].search(
            [
                ("stream_id", "=", self._stream().id),
                ("state", "=", "parked"),
                ("reason", "=", "conflict"),
            ]
        )
        for link in asked:
            inactive = (link.conflicts or {}).keys() == {ACTIVE}
            if inactive and not self._open_items(self._browse(link.record_id), OWED):
                link._release()
        return result
