from types import MappingProxyType

from odoo import models

from ....core.money import ZERO
from ....core.qbxml import messages


class QbdMappingBalances(models.AbstractModel):
    """The part of a mapping that compares open balances of both sides.

    A mapping whose objects have an open balance sets `_open_element`; all others are
    left alone when the open balances of both sides are compared.
    """

    _name = "qbd.mapping.balances"
    _description = "QuickBooks Mapping: Open Balances"

    _open_element = None  # the element with the open balance of an object
    _open_filters = MappingProxyType({})  # of the query of the objects with a balance
    _touches_balances = False  # whether its records change open balances
    _owed_type = None  # the account type of these balances, one for each side of trade
    _balances_optional = False  # whether balances are compared without it, too
    _has_ledger = False  # whether the objects are the accounts of the general ledger
    _party_balance = None  # of a party: the element with what it owes, or is owed
    _balance_moves_silently = False  # whether one moves without an EditSequence

    def _open_queries(self):
        """Hook: return the names of the queries of objects with an open balance.

        Called by the engine when open balances are compared. Mappings override it that
        have objects without one, too.
        """
        return self._queries()

    def _request_open(self, query):
        """Hook: return a query of the open balances, with ids and balances only.

        Called by the engine when open balances are compared. Mappings override it if
        no single element has the balance.

        :param query: one of `_open_queries`
        """
        elements = [self._id_tag, self._open_element]
        return messages.query(query, **self._open_filters, IncludeRetElement=elements)

    def _earlier_results_account(self):
        """Hook: return the account of Odoo that holds the results of earlier years.

        Called by the engine when balances of accounts are compared. The mapping with
        `_has_ledger` overrides it.
        """
        return self.env["account.account"]

    def _open_text(self, element):
        """Hook: return the open balance of an object of QuickBooks, as text.

        Called by the engine for each object of `_request_open`, and for each object
        from before the cut-off date. Mappings override it if no single element has it.
        """
        return element.findtext(self._open_element)

    def _open_amounts(self, records):
        """Hook: return the open balances of records in Odoo.

        Called by the engine for the linked records of a mapping with `_open_element`,
        which overrides it.

        :return: {record id: open amount, positive}; records left out are not compared
        """
        return {}

    def _open_difference(self, record, ours, theirs):
        """Hook: describe the difference between the open balances of both sides.

        Called by the engine for each record of `_open_amounts`.

        :return: words for a bookkeeper, "" if the balances agree
        """
        return ""

    def _may_unapply(self, sent):
        """Hook: return whether a change may unapply the object from others.

        Called by the engine behind each change: what was refused goes then.

        :param sent: {path: canonical} that was sent
        """
        return False

    def _read_credits_again(self, link):
        """Hook: have payments and credits of a document read again.

        Called by the engine where the open balance of a document differs: QuickBooks
        may have changed their amounts, or used a credit, unreported.
        """

    def _read_obstacles_again(self, pair):
        """Hook: have documents read again that may stand in the way of an object.

        Called by the engine where Odoo refused the changes of a pair.
        """

    def _was_entered_there(self, record, balances):
        """Hook: tell whether a person has entered in QuickBooks what cannot be sent.

        Called by the engine for parked records when open balances are compared.

        :param balances: {id of a stream: {TxnID: open balance, as text}}
        """
        return False

    def _words_of_doubled(self, record):
        """Hook: say that what was entered in QuickBooks is in Odoo as well.

        Called by the engine for records of `_was_entered_there`: their question stays.

        :return: words, "" if Odoo has it once
        """
        return ""

    def _note_open(self, element):
        """Hook: note what else an object tells about its open balance.

        Called by the engine for each object of `_request_open`.
        """

    def _has_open_items(self, side):
        """Hook: return whether objects may be open items at the cut-off date.

        Called by the engine, which looks for those that Odoo lacks.

        :param side: type of the account that they are open on
        """
        return bool(self._open_element) and self._owed_type == side

    def _open_again(self, link, opened):
        """Hook: let an open item have the balance that it had at the cut-off date.

        Called by the engine for each link whose balance of that day was read.

        :param opened: that balance, as text
        """

    def _settle_waiting(self, links):
        """Hook: apply payments to the open items that they settle.

        Called by the engine for payments that were posted against the account for open
        items, since Odoo did not have the balances of the cut-off date.
        """

    def _entry_of(self, record):
        """Return the journal entry of a record, the record itself if it is one."""
        return record if record._name == "account.move" else record.move_id

    def _owed_by(self, canonical):
        """Hook: return by how much an object changes what its party owes.

        Called by the engine for objects that are not synced, to explain a difference.

        :param canonical: canonical form of the object, maybe {}
        :return: Decimal, positive if the party owes more
        """
        return ZERO

    def _owed_parties(self, link, account_type):
        """Hook: return by how much an object changes the balances of parties.

        Called by the engine for objects that are not synced, to explain differences.
        Mappings override it whose objects may be of both sides of trade.

        :param account_type: of the receivable or of the payable accounts
        :return: [(id of a commercial partner, Decimal: a debit is positive)]
        """
        if self._owed_type != account_type:
            return []
        seen = link.quickbooks_seen or link.quickbooks_image or {}
        return [(self._partner_of(link).id, self._owed_by(seen))]

    def _partner_of(self, link):
        """Hook: return the partner whose open balance the record of a link changes.

        Called by the engine: balances of partners with unfinished records are compared
        later. Mappings whose records have a partner override it.

        :return: `res.partner`, empty if no balance depends on the record
        """
        return self.env["res.partner"]
