from collections import defaultdict

from odoo import models

from ...core.money import ZERO, cents, money
from .parties import MOVING

MOST_DOCUMENTS = 300
"""Documents that are named for an account and period; the others are summed up."""

WAITS = ("waiting", "attention")


class QbdEngineVerifyDocuments(models.AbstractModel):
    """Names the documents that a difference between the books consists of."""

    _name = "qbd.engine.verify.documents"
    _inherit = ["qbd.engine.parties"]
    _description = "QuickBooks Engine: Verified Documents"

    # -- both sides of documents -------------------------------------------------

    def _documents_of(self, verification, ours, theirs, heads):
        """Return {key: (values of the largest documents that differ, number of all)}.

        :param ours: rows of `qbd.ledger.documents`, each with its "key"
        :param theirs: {(key, TxnID): amount}
        :param heads: {TxnID: a row of the report}
        """
        sums, known = defaultdict(lambda: ZERO), {}
        for one in ours:
            document = one["qb_id"] or f"odoo:{one['move']}"
            sums[one["key"], document] += money(one["amount"])
            known[document] = one
        differing = {
            place: (cents(sums.get(place, ZERO)), cents(theirs.get(place, ZERO)))
            for place in {*sums, *theirs}
        }
        differing = {x: y for x, y in differing.items() if y[0] != y[1]}
        missing = [x for _key, x in differing if x not in known]
        links = self._links_by_txn(verification.connection_id, missing)
        moves = self._moves_of(links.values())
        found = defaultdict(list)
        for (key, document), amounts in differing.items():
            found[key].append((document, amounts))
        return {
            key: (
                [
                    self._document_values(
                        verification,
                        (one, known.get(one), links.get(one), moves.get(one)),
                        heads.get(one),
                        amounts,
                    )
                    for one, amounts in sorted(
                        documents, key=lambda x: -abs(x[1][0] - x[1][1])
                    )[:MOST_DOCUMENTS]
                ],
                len(documents),
            )
            for key, documents in found.items()
        }

    def _links_by_txn(self, connection, ids):
        links = self.env["qbd.link"].search_fetch(
            [("connection_id", "=", connection.id), ("qb_id", "in", ids)],
            ["qb_id", "state", "reason", "record_id", "res_model", "qb_type", "space"],
        )
        in_order = links.sorted(lambda one: one.state != "ok")
        return {link.qb_id: link for link in in_order}

    def _document_values(self, verification, document, head, amounts):
        """Return the values of a document.

        :param document: (TxnID or key of an entry, row of Odoo's ledger, link, id of
            the link's entry), as far as there is one
        :param head: a row of the report that shows it, if any
        """
        key, one, link, move = document
        head = head or {}
        state = (one or {}).get("state") or (link.state if link else None)
        reason = (one or {}).get("reason") or (link.reason if link else None)
        kind, words = self._why(verification, one, (state, reason), amounts)
        shown = " ".join(filter(None, (head.get("TxnType"), head.get("RefNumber"))))
        link_id = (one or {}).get("link") or (link.id if link else None)
        move = one["move"] if one else move
        when = (one or {}).get("date") or head.get("Date")
        return {
            "verification_id": verification.id,
            "connection_id": verification.connection_id.id,
            "date": when,
            "name": (one or {}).get("name") or shown or key,
            "qb_type": (head.get("TxnType") or "").replace(" ", "") or None,
            "qb_id": None if key.startswith("odoo:") else key,
            "link_id": link_id,
            "move_id": move,
            "kind": kind,
            "reason": words,
            "ours": float(amounts[0]),
            "theirs": float(amounts[1]),
            "difference": float(cents(amounts[0] - amounts[1])),
        }

    def _moves_of(self, links):
        """Return {TxnID: id of the entry} of the links whose record is there."""
        found = {}
        for model, field in (("account.move", "id"), ("account.payment", "move_id")):
            own = [link for link in links if link.res_model == model and link.record_id]
            records = self.env[model].browse(one.record_id for one in own).exists()
            entries = {one.id: one[field] for one in records}
            for link in own:
                entry = entries.get(link.record_id)
                if entry:
                    found[link.qb_id] = entry if field == "id" else entry.id
        return found

    def _why(self, verification, one, link, amounts):
        """Return (kind, words) of a document whose amounts differ."""
        state, reason = link
        if state in MOVING:
            return "waiting", False
        if state == "parked":
            return "attention", False
        if state == "gone" and reason in ("unlinked", "kept_unpaired"):
            left = self._words_of_kinds()["left"]
            return "outside", left
        if state == "ok" or (state and one and one["qb_id"]):
            if amounts[0] and amounts[1]:
                return "amount", False
            return ("only_odoo" if amounts[0] else "only_quickbooks"), False
        if not one:
            return "only_quickbooks", False
        kind = self._kind_of_entry(verification.connection_id, one)
        if kind == "not_synced":
            return "only_odoo", False
        return ("before" if kind == "before" else "outside"), self._words_of_kinds()[
            kind
        ]

    def _kind_of_entry(self, connection, posting):
        """Return why an entry without a link is not synced."""
        if connection.cut_off_date and posting["date"] < connection.cut_off_date:
            return "before"
        return self._kind_of_move(posting)

    def _capped(self, documents, amount, values, row):
        """Return the documents of a row that are named, and one for all others.

        :param documents: (values of those that are named, number of all)
        :param amount: by which the period differs, as the balances show it
        :param row: of the account or party
        """
        field = "party_row_id" if "side" in row._fields else "account_row_id"
        shared = {**values, field: row.id}
        named = [{**one, **shared} for one in documents[0]]
        rest = cents(amount - sum((money(x["difference"]) for x in named), ZERO))
        if rest:
            named.append(
                self._rest_values(row, rest, documents[1] - len(named), shared)
            )
        return named

    def _rest_values(self, row, rest, number, shared):
        words = self.env._("No document on either side explains it.")
        if number > 0:
            words = self.env._("%(number)s further documents", number=number)
        verification = row.verification_id
        return {
            "verification_id": verification.id,
            "connection_id": verification.connection_id.id,
            "name": words,
            "kind": "rest",
            "difference": float(rest),
            **shared,
        }

    # -- in words -----------------------------------------------------------------

    def _explain_accounts(self, verification):
        """Name the parts of the difference of each account."""
        missing = []
        for row in verification.account_ids.filtered("differs"):
            named = sum((money(x) for x in row.document_ids.mapped("difference")), ZERO)
            rest = cents(money(row.difference) - named)
            if rest and not row.is_own and not verification.is_opening:
                missing.append(self._unexplained(verification, row, rest))
        self.env["qbd.ledger.verified.document"].create(missing)
        for row in verification.account_ids.filtered("differs"):
            self._explain(row)

    def _unexplained(self, verification, row, rest):
        """Return the values of the part of a difference that no period explains."""
        cut_off = verification.connection_id.cut_off_date
        values = self._rest_values(row, rest, 0, {"account_row_id": row.id})
        if not cut_off:
            return values
        words = self.env._("Before the cut-off date: see the opening entry")
        return {**values, "kind": "before", "name": words}

    def _explain(self, row):
        """Write the explanation of an account or party: "documents that wait (4)"."""
        labels = dict(row.document_ids._fields["kind"]._description_selection(self.env))
        currency, sums = row.currency_id, {}
        for one in row.document_ids:
            number, total = sums.get(one.kind, (0, ZERO))
            sums[one.kind] = (number + 1, total + money(one.difference))
        words = [
            f"{labels[kind]} ({number}): {currency.format(float(cents(total)))}"
            for kind, (number, total) in sums.items()
        ]
        waits = [sums[kind] for kind in WAITS if kind in sums]
        rest = cents(money(row.difference) - sum((x[1] for x in waits), ZERO))
        row.write(
            {
                "explanation": "; ".join(words),
                "waiting_count": sum(x[0] for x in waits),
                "rest": float(rest),
            }
        )
