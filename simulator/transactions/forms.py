"""The common part of the headers of all transactions."""

from ..lists.accounts import SPACE as ACCOUNT
from ..lists.lists import ret_name
from ..wire import status
from ..wire.facts import facts
from ..wire.messages import ACCOUNT_TYPES, NAMES
from ..wire.sides import PURCHASES
from ..wire.status import Failed
from ..wire.txn_types import TXN_TYPES

_ELSEWHERE = ("TxnID", "EditSequence", "TxnDate", "RefNumber")


class Form:
    """Takes the data of one type of transaction into a Txn.

    A form also has ``fill`` and ``void``, which ``Transactions`` calls; each may raise
    Failed, and nothing of the request is kept. ``postings`` is for ``Books``.
    """

    # Elements of a request that are worked on apart from the header and the lines.
    apart = ()

    def __init__(self, company, kind):
        self.company = company
        self.store = company.store
        self.kind = kind
        self.type = TXN_TYPES[kind]
        self.ret = facts().message(f"{kind}Ret").root

    @property
    def required(self):
        """Return the elements that must have a value where they are named (Intuit's
        page of InvoiceMod)."""
        accounts = (self.type.account, self.type.money)
        references = (name for name, *_special in filter(None, accounts))
        return (self.type.entity, "TemplateRef", *references)

    def header(self, txn, data):
        """Take the fields of the header: empty text clears. Failed with 3140, 3150."""
        for name, value in data.items():
            target = ret_name(self.ret, name)
            apart = name in self.apart or name in _ELSEWHERE
            if target is None or apart or self.type.list_of(name):
                continue
            old = txn.fields.get(target)
            stored = self.company.lists.stored(txn.type, target, value, old)
            if stored:
                self._check_account(target, stored)
                txn.fields[target] = stored
            elif name in self.required:
                raise Failed(status.missing_element(name))
            else:
                txn.fields.pop(target, None)
        before = txn.entity
        txn.entity = txn.fields.get(self.type.entity, {}).get("ListID", "")
        if txn.entity != before:
            self.check_party(self.store.find(NAMES, txn.entity))
        txn.date = data.get("TxnDate") or txn.date or self.company.today()

    def check_party(self, row):
        """Check who a new or changed transaction is with.

        :param row: of the list, None for no name
        """
        if row and not row.active and self.type.side is PURCHASES:
            self.company.doubts.check("inactive", self.kind)

    def _check_account(self, name, stored):
        """Check that an account is of a type that the reference takes."""
        types = ACCOUNT_TYPES.get(name) or ACCOUNT_TYPES.get((self.kind, name))
        account = types and self.store.find(ACCOUNT, stored["ListID"])
        if account and account.fields["AccountType"] not in types:
            reference = (account.full_name, name, self.kind)
            raise Failed(status.reference_not_found(*reference))

    def check(self, txn, before):
        """Check a transaction that is filled in.

        :param before: its total before (Decimal), None if it is new
        """

    def check_request(self, txn, data):
        """Check a Mod that came by the interface, before it is carried out."""

    def check_removal(self, txn):
        """Check a transaction that is about to be voided or deleted."""

    def deleted(self, txn):
        """Prepare a transaction that is about to be deleted."""

    def postings(self, txn):
        """Return a transaction's Postings, which add up to zero; moves the stock
        if need be."""
        return ()

    def put_back(self, txn):
        """Undo the stock moves of ``postings``."""

    def is_saved(self, txn):
        """Return whether an Add makes a transaction at all."""
        return True

    def default_account(self, txn, name, kind):
        """Fill in a reference to the account with this SpecialAccountType.

        :raise Failed: with 3150 if there is none and ``kind`` is empty
        """
        if name not in txn.fields and not kind:
            raise Failed(status.missing_element(name))
        if name not in txn.fields:
            txn.fields[name] = {"ListID": self.company.books.special(kind)}

    def refused(self, reason):
        """Return a Failed with 3180 for this type."""
        return Failed(status.cannot_save_txn(self.kind, reason))
