from odoo import models

from ...core.money import ZERO, cents, money
from ...core.qbxml.reports import AGEING, DOCUMENT


class QbdEngineVerifyParties(models.AbstractModel):
    """Compares the debts of customers and vendors at a day, per party and document.

    Compared are totals and the open balance of each document, never the buckets.
    """

    _name = "qbd.engine.verify.parties"
    _inherit = ["qbd.engine.verify.documents", "qbd.engine.open.items"]
    _description = "QuickBooks Engine: Verified Parties"

    def _verify_streams(self, connection, is_opening=False):
        """Return {side: stream of its parties} whose documents are synced.

        :param is_opening: whether documents may be switched on later
        """
        on = connection.stream_ids.filtered(lambda one: one.direction != "off")
        touching = {
            one._mapping()._owed_type
            for one in on
            if one._mapping()._touches_balances
            and not one._mapping()._balances_optional
        }
        parties = on.filtered(lambda one: one._mapping()._party_balance)
        found = {one._mapping()._owed_type: one for one in parties}
        sides = {*found} if is_opening else touching & {*found}
        return {side: found[side] for side in AGEING if side in sides}

    def _take_ageing(self, verification, objects, rows, side):
        """Compare the balances of all parties of a side."""
        connection = verification.connection_id
        is_opening = verification.is_opening
        stream = self._verify_streams(connection, is_opening).get(side)
        if not stream:
            return  # it was switched off
        if is_opening:
            self._take_open_items(verification, side, rows)
        sign = 1 if side == "asset_receivable" else -1
        partners = self._party_partners(stream, stream._mapping())
        parties = self._names_of_parties(objects, partners)
        theirs, heads = {}, {}
        for row in rows:
            name = row.get("Name") or ""
            party = parties.get(name.casefold(), f"?{name}" if name else None)
            amount = sign * money(row.get("OpenBalance"))
            place = (party, row.get(DOCUMENT) or f"?{name}")
            theirs[place] = theirs.get(place, ZERO) + amount
            heads[place[1]] = row
        differing = self._differing_parties(verification, side, theirs)
        if differing:
            self._keep_parties(verification, side, (theirs, heads), differing)

    @staticmethod
    def _names_of_parties(objects, partners):
        """Return {name in lower case: id of the partner, else ListID} of a list."""
        return {
            (one.findtext("FullName") or one.findtext("Name") or "").casefold(): (
                partners.get(one.findtext("ListID"), one.findtext("ListID"))
            )
            for one in objects
        }

    def _differing_parties(self, verification, side, theirs):
        """Return {party: (balance in Odoo, in QuickBooks)} of those that differ."""
        ours = self.env["qbd.ledger.party"]._balances(
            verification.company_id, side, verification.day
        )
        sums = {}
        for (party, _document), amount in theirs.items():
            sums[party] = sums.get(party, ZERO) + amount
        found = {
            party: (cents(money(ours.get(party, 0.0))), cents(sums.get(party, ZERO)))
            for party in {*ours, *sums}
        }
        return {party: x for party, x in found.items() if x[0] != x[1]}

    def _keep_parties(self, verification, side, shown, differing):
        theirs, heads = shown
        known = [party for party in differing if not isinstance(party, str)]
        ours = self.env["qbd.ledger.documents"]._open(
            verification.connection_id, side, known, verification.day
        )
        for one in ours:
            one["key"] = one["party"]
        documents = self._documents_of(
            verification,
            ours,
            {place: x for place, x in theirs.items() if place[0] in differing},
            heads,
        )
        rows = self.env["qbd.ledger.verified.party"].create(
            [
                self._verified_party(verification, side, party, amounts, heads)
                for party, amounts in differing.items()
            ]
        )
        values = []
        for row, (party, amounts) in zip(rows, differing.items(), strict=True):
            difference = amounts[0] - amounts[1]
            values += self._capped(documents.get(party, ([], 0)), difference, {}, row)
        self.env["qbd.ledger.verified.document"].create(values)
        for row in rows:
            self._explain(row)

    def _verified_party(self, verification, side, party, amounts, _heads):
        is_known = not isinstance(party, str)
        partner = self.env["res.partner"].browse(party if is_known and party else ())
        name = None if is_known else party.removeprefix("?")
        return {
            "verification_id": verification.id,
            "connection_id": verification.connection_id.id,
            "side": side,
            "partner_id": partner.id,
            "name": partner.display_name or name or self.env._("Without a contact"),
            "ours": float(amounts[0]),
            "theirs": float(amounts[1]),
            "difference": float(amounts[0] - amounts[1]),
        }
