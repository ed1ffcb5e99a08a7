from odoo import models

from ...core.money import ZERO, cents, money
from ...core.qbxml import messages
from ...core.qbxml.transactions import OWED_TYPES

MOVING = ("dirty", "sent", "retry", "unknown")
"""States of links that go on without a person."""


class QbdEngineParties(models.AbstractModel):
    """Compares the balances of customers and vendors, as the accounts have them.

    Each posting counts, also one that no list carries over. A difference is
    shown with its causes, and stops nothing.
    """

    _name = "qbd.engine.parties"
    _description = "QuickBooks Engine: Balances of Customers and Vendors"

    def _parties_due(self, session):
        """Return the streams of parties whose balances are to be compared now."""
        connection = session.connection_id
        if session.books_done or not self._books_wanted(connection):
            return connection.stream_ids.browse()
        on = connection.stream_ids.filtered(lambda one: one.direction != "off")
        touching = on.filtered(lambda one: one._mapping()._touches_balances)
        sides = {one._mapping()._owed_type for one in touching}
        return on.filtered(
            lambda one: (
                one._mapping()._party_balance
                and one._mapping()._owed_type in sides
                and not one._refused_lately("parties")
            )
        )

    def _parties_requests(self, streams):
        """Return the requests that read the balances of all parties."""
        found = []
        for stream in streams:
            mapping = stream._mapping()
            (query,) = mapping._queries()
            element = messages.query(
                query,
                ActiveStatus="All",
                IncludeRetElement=[
                    "ListID",
                    "FullName",
                    "Name",
                    mapping._party_balance,
                ],
            )
            entry = {"op": "parties", "query": query, "stream": stream.id}
            found.append((entry, element))
        return found

    def _apply_parties(self, message_set, responses):
        """Store the balances that differ, with their causes."""
        entries = [x for x in message_set.requests if x["op"] == "parties"]
        for entry in entries:
            self._note_answer(entry, responses.get(entry["id"]))
        read = [x for x in entries if self._was_read(responses.get(x["id"]))]
        if not read or len(read) < len(entries):
            return  # next time
        rows = []
        for entry in read:
            stream = self.env["qbd.stream"].browse(entry["stream"])
            rows += self._party_rows(stream, responses[entry["id"]].objects)
        connection = message_set.connection_id
        self.env["qbd.ledger.party"]._replace(connection, rows)
        connection.party_words = self._party_words(connection, rows)

    def _party_words(self, connection, rows):
        alerts = [row for row in rows if not row["is_moving"]]
        if not alerts:
            return False
        return self.env._(
            "The balances of %(number)s customers or vendors differ: %(names)s.",
            number=len(alerts),
            names=", ".join(row["name"] for row in alerts[:5]),
        )

    # -- both balances ----------------------------------------------------------

    def _party_rows(self, stream, objects):
        """Return the values of a row for each party whose balances differ."""
        account_type = stream._mapping()._owed_type
        theirs, names = self._their_balances(stream, objects)
        companies = self._companies(stream)
        ours = self.env["qbd.ledger.party"]._balances(companies, account_type)
        differing = {}
        for party in {*theirs, *ours}:
            amounts = cents(money(ours.get(party, 0.0))), theirs.get(party, ZERO)
            if amounts[0] != amounts[1]:
                differing[party] = amounts
        known = [party for party in differing if not isinstance(party, str)]
        explained = self._explained(stream, companies, known) if known else {}
        return [
            self._party_row(stream, party, names.get(party), amounts, explained)
            for party, amounts in differing.items()
        ]

    def _their_balances(self, stream, objects):
        """Return ({party: balance, a debit is positive}, {party: name}).

        A party is the id of a commercial partner, or the ListID of an object without.
        """
        mapping = stream._mapping()
        sign = 1 if mapping._owed_type == "asset_receivable" else -1
        partners = self._party_partners(stream, mapping)
        balances, names = {}, {}
        for one in objects:
            list_id = one.findtext("ListID")
            party = partners.get(list_id, list_id)
            value = sign * money(one.findtext(mapping._party_balance) or 0)
            balances[party] = cents(balances.get(party, ZERO) + value)
            names[party] = one.findtext("FullName") or one.findtext("Name")
        return balances, names

    def _party_partners(self, stream, mapping):
        """Return {ListID: id of the commercial partner} of all pairs."""
        links = self.env["qbd.link"].search_fetch(
            [
                ("stream_id", "=", stream.id),
                ("record_id", "not in", [False, 0]),
                ("qb_id", "!=", False),
            ],
            ["qb_id", "record_id"],
        )
        partners = mapping._browse(links.mapped("record_id")).exists()
        owners = {one.id: one.commercial_partner_id.id for one in partners}
        return {
            link.qb_id: owners[link.record_id]
            for link in links
            if link.record_id in owners
        }

    def _companies(self, stream):
        """Return the company and its branches: all of them may hold its documents."""
        companies = self.env["res.company"]
        return companies.search([("id", "child_of", stream.company_id.id)])

    def _party_row(self, stream, party, name, amounts, explained):
        is_known = not isinstance(party, str)
        partner = self.env["res.partner"].browse(party if is_known and party else ())
        effects = explained.get(party, {})
        difference = cents(amounts[0] - amounts[1])
        rest = cents(difference - sum(value for _number, value in effects.values()))
        return {
            "side": stream._mapping()._owed_type,
            "partner_id": partner.id,
            "name": partner.display_name or name or self.env._("Without a contact"),
            "ours": float(amounts[0]),
            "theirs": float(amounts[1]),
            "difference": float(difference),
            "unexplained": float(rest),
            "explanation": self._effect_words(stream, effects, rest),
            "is_moving": "moving" in effects,
        }

    # -- what explains it ---------------------------------------------------------

    def _explained(self, stream, companies, parties):
        """Return {party: {kind: (number of documents, amount)}}."""
        postings = self.env["qbd.ledger.party"]._postings(
            companies, stream._mapping()._owed_type, parties
        )
        links = self._links_of_postings(stream.connection_id, postings)
        effects = {}
        for one in postings:
            link = links.get(one["move"])
            if link and one["is_bank"] and (link.quickbooks_image or {}).get("Void"):
                link = None  # it settles nothing in Odoo any more, and counts there
            if link and (link.state == "ok" or link.reason == "entered_there"):
                continue
            kind = self._kind(stream, one)
            if link and kind != "money_back":
                kind = self._kind_of_link(link)
            key = (one["party"], kind, link or one["move"])
            effects[key] = effects.get(key, ZERO) + money(one["amount"])
        for link in self._half_way(stream):
            for party, value in self._theirs_of_link(link, stream):
                key = (party, self._kind_of_link(link), link)
                effects[key] = effects.get(key, ZERO) - value
        return self._summed(effects)

    @staticmethod
    def _summed(effects):
        """Return the effects on balances by party and kind, without those of nothing.

        :param effects: {(party, kind, document): amount}
        """
        found = {}
        for (party, kind, _document), value in effects.items():
            if cents(value):
                kinds = found.setdefault(party, {})
                number, total = kinds.get(kind, (0, ZERO))
                kinds[kind] = (number + 1, cents(total + value))
        return found

    def _links_of_postings(self, connection, postings):
        """Return {id of an entry: its link}, as far as it has one that counts."""
        payments = {x["payment"]: x["move"] for x in postings if x["payment"]}
        moves = [x["move"] for x in postings]
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", connection.id),
                "|",
                *("&", ("res_model", "=", "account.move")),
                ("record_id", "in", moves),
                *("&", ("res_model", "=", "account.payment")),
                ("record_id", "in", list(payments)),
            ]
        )
        found = {}
        for link in links.filtered(self._counts):
            of_payment = link.res_model == "account.payment"
            found[payments[link.record_id] if of_payment else link.record_id] = link
        return found

    @staticmethod
    def _counts(link):
        left = link.reason in ("unlinked", "kept_unpaired", "entered_there")
        return link.state != "gone" or left

    def _half_way(self, stream):
        """Return the links with an object that is not synced, on this side of trade."""
        touching = stream.connection_id.stream_ids.filtered(
            lambda one: (
                one._mapping()._touches_balances
                and one._mapping()._owed_type in (None, stream._mapping()._owed_type)
            )
        )
        links = self.env["qbd.link"].search(
            [
                ("stream_id", "in", touching.ids),
                ("qb_id", "!=", False),
                "|",
                ("state", "!=", "ok"),
                ("record_id", "in", [False, 0]),
            ]
        )
        return links.filtered(self._counts)

    def _theirs_of_link(self, link, stream):
        """Return [(party, amount that the object adds to its balance in QuickBooks)].

        :param stream: of the parties, and so of the side of trade
        """
        gone = link.reason in ("document_deleted", "deleted_in_quickbooks")
        if gone and not link.deleted_in_odoo:
            return []
        mapping, owed = link.stream_id._mapping(), stream._mapping()._owed_type
        found = self._gather(
            [link],
            lambda _part: mapping._owed_parties(link, owed),
            lambda _bad, _error: None,
        )
        return [(party or None, value) for part in found for party, value in part]

    @staticmethod
    def _kind_of_link(link):
        if link.state in MOVING:
            return "moving"
        if link.state == "parked":
            return "asked"
        return "left" if link.state == "gone" else "only_there"

    def _kind(self, stream, posting):
        """Return the kind of an entry without a link."""
        cut_off = stream.connection_id.cut_off_date
        back = {"asset_receivable": "outbound", "liability_payable": "inbound"}
        if posting["company"] != stream.company_id.id:
            return "branch"
        if cut_off and posting["date"] < cut_off:
            return "before"
        if posting["payment_type"] == back[stream._mapping()._owed_type]:
            return "money_back"
        return self._kind_of_move(posting)

    @staticmethod
    def _kind_of_move(posting):
        """Return the kind of an entry without a link, by itself."""
        if posting["move_type"] in ("out_receipt", "in_receipt"):
            return "receipt"
        if posting["is_bank"]:
            return "bank"
        is_entry = posting["move_type"] == "entry" and not posting["payment"]
        return "entry" if is_entry else "not_synced"

    def _effect_words(self, stream, effects, rest):
        """Return the causes of a difference: "documents only in Odoo (2): 40.00"."""
        currency, words = stream.company_id.currency_id, self._words_of_kinds()
        said = [
            f"{words[kind]} ({number}): {currency.format(float(value))}"
            for kind, (number, value) in sorted(effects.items())
        ]
        unexplained = self.env._(
            "not explained: %(amount)s", amount=currency.format(float(rest))
        )
        unread = self._words_of_unread(stream) if rest else ""
        return "; ".join(filter(None, [*said, unexplained, unread]))

    def _words_of_unread(self, stream):
        """Name the types of QuickBooks that no list reads and that change balances."""
        streams = stream.connection_id.stream_ids.filtered(lambda one: one._is_read())
        read = set().union(*(one._mapping()._types_read() for one in streams))
        owed = OWED_TYPES[stream._mapping()._owed_type]
        types = [kind for kind in owed if kind not in read]
        if not types:
            return ""
        return self.env._(
            "QuickBooks may have it as one of the types that no record type reads:"
            " %(types)s",
            types=", ".join(types),
        )

    def _words_of_kinds(self):
        return {
            "moving": self.env._("pending documents"),
            "asked": self.env._("documents that need attention"),
            "left": self.env._("documents that were left unmatched or unlinked"),
            "only_there": self.env._("documents only in QuickBooks"),
            "not_synced": self.env._("documents only in Odoo"),
            "branch": self.env._("documents of branches, which are not synced"),
            "before": self.env._("documents from before the cut-off date"),
            "money_back": self.env._("money paid back, which is not synced"),
            "receipt": self.env._("receipts, which are not synced"),
            "bank": self.env._("bank statement lines"),
            "entry": self.env._("journal entries"),
        }
