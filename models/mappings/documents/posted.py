from odoo import models
from odoo.fields import Domain

from ....core.words import for_reader
from .other_rows import HEAD

OWED = ("asset_receivable", "liability_payable")
ENTRIES = {"out_invoice": ("Charge",), "in_invoice": ("Bill",)}
"""{type of a document: types of entries that are owed, and settled, like it}"""


class QbdDocumentPosted(models.AbstractModel):
    """Says whose a posted document is: what the books say, not the address book.

    Contacts move, become companies, and are archived; what was posted stays with the
    customer that owes it.
    """

    _name = "qbd.document.posted"
    _description = "QuickBooks Transactions: Posted for Whom"

    def _branches_left_out(self, domain):
        """Count the posted documents of branches, which are not synced, in words.

        :param domain: of such documents in any company
        :return: "" if there are none
        """
        branches = self._stream().company_id.child_ids
        domain = Domain(domain) & Domain("company_id", "child_of", branches.ids)
        if self._cut_off_date():
            domain &= Domain("date", ">=", self._cut_off_date())
        number = self._browse([]).search_count(domain) if branches else 0
        if not number:
            return ""
        return for_reader(self.env)._(
            "%(list)s of the branches %(branches)s: %(number)s. A connection syncs the "
            "documents of its own company. Enter each in QuickBooks manually.",
            list=self._type_title(),
            branches=", ".join(branches.mapped("name")),
            number=number,
        )

    def _party_of(self, record):
        """Return the customer or job of a record; empty if it has none."""
        return self._party_posted(self._entry(record))

    def _entry(self, record):
        """Return the journal entry of a record, empty if there is none (any more)."""
        return record

    def _party_posted(self, entry):
        """Return the customer or job that a journal entry was posted for.

        A job is followed: QuickBooks, too, moves its documents along.
        """
        return entry.qbd_party_id or self._owner_of(entry)

    def _owner_of(self, entry):
        """Return the customer on the receivable line, else that of the entry."""
        posting = self.env["qbd.posting"]
        owners = {posting._owner(line) for line in posting._terms(entry)}
        return owners.pop() if len(owners) == 1 else entry.commercial_partner_id

    @staticmethod
    def _is_settled_like(move, document):
        """Return whether a move is a document of a type, or an entry owed like it."""
        return move.move_type == document or move.qbd_type in ENTRIES.get(document, ())

    def _settled_there(self):
        """Return the types of QuickBooks that are settled here and that Odoo has."""
        entries = ENTRIES if self._stream()._sibling("other_transaction") else {}
        return (self._settled_qb_type, *entries.get(self._settled_type, ()))

    def _debt_lines(self, move):
        """Return the lines by which a document is owed.

        An entry of QuickBooks, e.g. a statement charge, is owed by its first line.
        """
        if not move.qbd_type:
            return self.env["qbd.posting"]._terms(move)
        return move.line_ids.filtered(
            lambda x: x.qbd_txn_line_id == HEAD and x.account_type in OWED
        )

    def _pays_for(self, record, move):
        """Return whether QuickBooks lets a payment of a customer or job pay a document.

        It pays the customer's own documents, and those of its jobs.
        """
        payer, owner = self._party_of(record), self._owner_of(move)
        party = self._party_posted(move)
        while party and party != payer:
            party = party.parent_id if party != owner else party.browse()
        return bool(party)

    # -- from before the cut-off date ------------------------------------------

    def _lacks_opening(self, canonical):
        opening = self._stream().connection_id.opening_account_id
        if opening or not self._is_opening(canonical):
            return ""
        return for_reader(self.env)._(
            "This document is from before the cut-off date and still open. Choose a "
            "balancing account for open items on the connection."
        )

    # -- which mapping an entry is of ------------------------------------------

    def _not_of_others(self):
        """Return the domain of records that no other list has in QuickBooks."""
        stream, links = self._stream(), self.env["qbd.link"].sudo()
        others = links._search(
            [
                ("connection_id", "=", stream.connection_id.id),
                ("stream_id", "!=", stream.id),
                ("res_model", "=", "account.move"),
                ("record_id", "!=", False),
                "|",
                *("&", ("qb_id", "!=", False), ("state", "!=", "gone")),
                ("state", "in", ("sent", "unknown")),
            ]
        )
        return Domain("id", "not in", others.subselect("record_id"))

    # -- refusals -------------------------------------------------------------

    def _words_of_settled(self):
        """Say why QuickBooks does not find a document that is to be settled."""
        return for_reader(self.env)._(
            "QuickBooks gives the same answer for an invoice or bill that is already "
            "paid, or belongs to another customer, vendor or account. Check in "
            "QuickBooks how the documents that this is applied to were settled, and "
            "apply it in Odoo accordingly."
        )

    def _refuses_other_party(self, record, state, link):
        """Refuse to move a document to another customer while it is applied.

        Odoo moves the entries of a customer that becomes another one's contact, and
        keeps them applied; QuickBooks would unapply them.

        :return: words, "" if it may move
        """
        shown = (link.quickbooks_image or {}).get(self._party_ref)
        if not shown or state.get(self._party_ref) in (None, shown):
            return ""
        posting = self.env["qbd.posting"]
        terms = posting._terms(self._entry(record))
        others = [row[1].move_id for row in posting._applications(terms)]
        others = self.env["account.move"].union(*others)
        if not self._are_applied_there(link, others):
            return ""
        return for_reader(self.env)._(
            "In Odoo it now belongs to %(party)s. QuickBooks unapplies documents "
            "that move to another customer or vendor: choose the same one in "
            "QuickBooks, for %(others)s as well, and apply them there again.",
            party=self._party_of(record).display_name,
            others=", ".join(others.mapped("display_name")),
        )

    def _are_applied_there(self, link, others):
        """Return whether QuickBooks has any of the entries applied to a document."""
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                "|",
                *("&", ("res_model", "=", "account.move")),
                ("record_id", "in", others.ids),
                *("&", ("res_model", "=", "account.payment")),
                ("record_id", "in", others.origin_payment_id.ids),
            ]
        )
        return any(
            other.qb_id in str(one.quickbooks_image)
            for one, other in (*((x, link) for x in links), *((link, x) for x in links))
            if other.qb_id
        )
