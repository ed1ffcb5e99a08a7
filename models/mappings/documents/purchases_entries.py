from odoo import models

from ....core.words import for_reader

ENTRIES = "other_transaction"
"""The list of transactions that are documents in QuickBooks and entries in Odoo."""

OWING = "ExpenseLineRet/AccountRef/ListID"


class QbdPurchaseEntries(models.AbstractModel):
    """Hands bills over whose lines are on a receivable or payable account.

    Odoo takes no such line in a bill: they become entries of the other transactions,
    which payments and credits settle like bills. This list goes on reading them.
    """

    _name = "qbd.purchase.entries"
    _description = "QuickBooks Purchases: Bills That Are Entries"

    def _list_of(self, element):
        if not self._owes_in_lines(element) or self._is_document_here(element):
            return super()._list_of(element)
        return ENTRIES

    def _owes_in_lines(self, element):
        """Return whether an object is an entry in Odoo, and the entries are read."""
        if (element.findtext("TxnDate") or "") < self._cut_off():
            return False  # its open balance is a document without these lines
        accounts = self._cached_in_batch("owing accounts", self._find_owing)
        return any(one.text in accounts for one in element.iterfind(OWING))

    def _find_owing(self):
        """Return the ListIDs of receivable and payable accounts, none if it is off."""
        stream = self._stream()._sibling(ENTRIES)
        return stream._mapping()._owed_accounts() if stream else set()

    def _is_document_here(self, element):
        """Return whether Odoo has a bill for it, which a person decides about."""
        link = self._link_known(element.findtext(self._id_tag))
        return bool(link and link.stream_id == self._stream() and link._record())

    def _link_known(self, txn_id):
        connection = self._stream().connection_id
        return (
            self.env["qbd.link"]
            ._by_qb_ids(connection, self._space, [txn_id])
            .get(txn_id)
        )

    def _replaces(self, link, element):
        """Return whether a bill was an entry until its line was taken off."""
        return self._reads_for(link) or super()._replaces(link, element)

    def _reads_for(self, link):
        return link.stream_id.mapping == ENTRIES and link.qb_type == self._qb_type

    def _swept_domain(self):
        entries = self._stream()._sibling(ENTRIES)
        own = super()._swept_domain()
        if not entries:
            return own
        taken = [("stream_id", "=", entries.id), ("qb_type", "=", self._qb_type)]
        return ["|", *own, "&", *taken]

    # -- words ----------------------------------------------------------------

    def _meaning_refused_because(self, canonical):
        return super()._meaning_refused_because(canonical) or self._words_of_owing(
            canonical
        )

    def _words_of_owing(self, canonical):
        """Name the receivable and payable accounts that a bill of Odoo cannot have."""
        names = [] if self._is_opening(canonical) else self._owing_accounts(canonical)
        if not names:
            return ""
        if self._stream()._sibling(ENTRIES):
            return for_reader(self.env)._(
                "In QuickBooks it has lines on %(accounts)s. Odoo allows no receivable "
                "or payable account in a bill. Take the lines off in QuickBooks; or "
                "delete this bill in Odoo: then it comes as an entry.",
                accounts=", ".join(names),
            )
        return for_reader(self.env)._(
            "This bill has lines on %(accounts)s. Odoo allows no receivable or payable "
            "account in a bill: switch on “Other transactions”, and it comes as an "
            "entry.",
            accounts=", ".join(names),
        )

    def _owing_accounts(self, canonical):
        """Return the names of receivable and payable accounts on its lines."""
        ids = {row.get("AccountRef") for row in canonical.get("ExpenseLine") or ()}
        accounts = self.env["account.account"].union(
            *(self._to_record("account", one) for one in ids - {None})
        )
        owing = accounts.filtered(
            lambda one: one.account_type in ("asset_receivable", "liability_payable")
        )
        return sorted(owing.mapped("display_name"))
