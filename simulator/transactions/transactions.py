"""Adding, changing, voiding and deleting transactions, with the rules of QuickBooks.

Data comes as a request holds it: name → text, dict or list, ``lines`` in the order of
the request. Every refusal is raised as ``Failed`` with QuickBooks' status.
"""

from ..clock import iso
from ..database.txn_store import TRANSACTION, Txn
from ..lists.lists import repointed
from ..wire import status
from ..wire.messages import NAMES
from ..wire.money import amount_text
from ..wire.sides import PURCHASES
from ..wire.status import Failed
from ..wire.txn_types import ENTRY, PAYMENT, TXN_TYPES
from .bill_payments import BillPayments
from .charges import Charges
from .deposits import KIND as DEPOSIT
from .deposits import Deposits
from .documents import Documents
from .inventory_adjustments import InventoryAdjustments
from .journal_entries import JournalEntries
from .movements import CardRefunds, SalesTaxPayments, Transfers
from .payments import Payments
from .purchases import Purchases
from .settlements import document_total

_OPENING = "Opening balance"
_FORMS = {
    "InventoryAdjustment": InventoryAdjustments,
    "Charge": Charges,
    ENTRY: JournalEntries,
    DEPOSIT: Deposits,
    "Transfer": Transfers,
    "SalesTaxPaymentCheck": SalesTaxPayments,
    "ARRefundCreditCard": CardRefunds,
}
"""Forms of single types; those of a role are the same for all types of a side."""
_SALES = {PAYMENT: Payments, "": Documents}
_PURCHASES = {PAYMENT: BillPayments, "": Purchases}


def _form(declared):
    """Return the class of the form of a TxnType."""
    if declared.name in _FORMS:
        return _FORMS[declared.name]
    by_role = _PURCHASES if declared.side is PURCHASES else _SALES
    return by_role.get(declared.role, by_role[""])


class Transactions:
    """The transactions of a company file."""

    def __init__(self, company):
        self.company = company
        self.store = company.store
        self.txns = company.txns
        self.settlements = company.settlements
        self.forms = {
            kind: _form(declared)(company, kind) for kind, declared in TXN_TYPES.items()
        }

    def add(self, kind, data):
        """Create a transaction; returns it, or None where QuickBooks makes none: a
        payment that does nothing but set credits. Failed as its form says."""
        moment = self.company.clock()
        txn = self._new(kind, moment)
        form = self.forms[kind]
        form.fill(txn, data, True)
        form.check(txn, None)
        if not form.is_saved(txn):
            return None
        self._write(txn, moment, "add")
        return txn

    def open(self, kind, party, amount, day):
        """Make the document of a party's opening balance, as recorded of customers:
        due at once, without number, item and tax.

        :param kind: its TxnType
        :param amount: Decimal, positive
        """
        data = {
            kind.entity: {"ListID": party.list_id},
            "TxnDate": day,
            "DueDate": day,
            "RefNumber": "",
            "Memo": _OPENING,
            "IsToBePrinted": "false",
            "ItemSalesTaxRef": {},
        }
        moment = self.company.clock()
        txn = self._new(kind.name, moment)
        form = self.forms[kind.name]
        form.fill(txn, data, True)
        form.open(txn, _OPENING, amount_text(amount))
        self._write(txn, moment, "add")

    def modify(self, kind, data):
        """Change a transaction; returns it. Failed with 3120, 3200 and as ``add``."""
        txn = self.get(kind, data["TxnID"])
        if data["EditSequence"] != str(txn.edit_sequence):
            raise Failed(status.stale_edit_sequence(data["EditSequence"]), txn)
        self.forms[kind].check_request(txn, data)
        return self.change(txn, data)

    def change(self, txn, data):
        """Change a transaction whatever its EditSequence; returns it."""
        self.company.books.check_open(txn.date, "modify")
        before, owed = self._linked_to(txn), self.settlements.owed(txn)
        form, total = self.forms[txn.type], document_total(txn)
        deposits = self.forms[DEPOSIT]
        held = deposits.money_of(txn)
        form.fill(txn, data, False)
        form.check(txn, total)
        deposits.check_free(txn, held)
        other_party = self.settlements.owed(txn)[0] != owed[0]
        if other_party and TXN_TYPES[txn.type].is_document:
            self.settlements.untie(txn)  # what another party paid (assumed)
        self._write(txn, self.company.clock(), "modify", before)
        return txn

    def void(self, txn):
        """Make all amounts zero and unapply its settlements; return the transaction.

        Failed with 1030 where QuickBooks has no TxnVoid, with 3161.
        """
        if not TXN_TYPES[txn.type].can_void:
            raise Failed(status.UNSUPPORTED_MESSAGE)
        self.company.books.check_open(txn.date, "void")
        self.forms[DEPOSIT].check_free(txn)
        self.forms[txn.type].check_removal(txn)
        self.forms[txn.type].void(txn)
        freed = self.settlements.untie(txn)
        self._write(txn, self.company.clock(), "void", freed)
        return txn

    def delete(self, txn):
        """Delete a transaction, unapply its settlements, and record that; return the
        time as stored. Failed with 3161."""
        self.company.books.check_open(txn.date, "delete")
        self.forms[DEPOSIT].check_free(txn)
        self.forms[txn.type].check_removal(txn)
        moment = iso(self.company.clock())
        self.forms[txn.type].deleted(txn)
        freed = self.settlements.untie(txn)
        self.company.books.withdraw(txn)
        self.txns.remove(txn, moment)
        self._repost(freed, txn)
        return moment

    def repoint(self, txn_id, gone, kept):
        """Let a transaction refer to ``kept`` in place of ``gone``, and show no
        change, as a merge does."""
        txn = self.txns.find(txn_id)
        txn.fields = repointed(txn.fields, (), txn.type, gone, kept)
        txn.lines = repointed(txn.lines, (), txn.type, gone, kept)
        for moved in txn.fields.get("Stock", ()):  # to be undone by a later change
            if moved[0] == gone.list_id and gone.space == "item":
                moved[0] = kept.list_id
        if gone.space == NAMES and txn.entity == gone.list_id:
            txn.entity = kept.list_id
        self.save(txn)

    def get(self, kind, txn_id):
        """Return the transaction of this type with this TxnID. Failed with 3120."""
        txn = self.txns.find(txn_id)
        if txn is None or txn.type != kind:
            raise Failed(status.not_found(txn_id))
        return txn

    def save(self, txn):
        """Store a transaction with the references it holds."""
        lists = self.company.lists
        references = list(lists.references(txn.fields, txn.type))
        references += lists.references({"lines": txn.lines}, txn.type)
        self.txns.save(txn, references)

    def _new(self, kind, moment):
        txn = Txn(self._new_id(moment), kind, created=iso(moment))
        txn.number = self.store.next_number("TxnNumber")
        if TXN_TYPES[kind].is_document:
            self._new_id(moment)  # QuickBooks' own line of the receivable (recorded)
        return txn

    def _write(self, txn, moment, verb, others=()):
        """Save a transaction and bring the books up to date.

        ``others``: ids of transactions whose links may have changed.
        """
        self.company.books.check_open(txn.date, verb)
        self._number_lines(txn.lines, moment)
        self.company.lists.touch(txn, moment)
        self.save(txn)
        others = [*others, *self.settlements.trim(txn)]
        self.company.books.post(txn)
        self._repost(others, txn)

    def _repost(self, txn_ids, but):
        """Post payments again whose use has changed, except for one transaction."""
        for txn_id in sorted(set(txn_ids) - {but.txn_id}):
            other = self.txns.find(txn_id)
            if other:
                self.company.books.post(other)

    def _linked_to(self, txn):
        links = self.txns.links(source=txn.txn_id) + self.txns.links(target=txn.txn_id)
        return [one for link in links for one in (link.source, link.target)]

    def _number_lines(self, lines, moment):
        for line in lines:
            if "TxnLineID" not in line:
                line["TxnLineID"] = self._new_id(moment)
            self._number_lines(line.get("lines", ()), moment)

    def _new_id(self, moment):
        """Return a TxnID or TxnLineID: they are counted together (recorded)."""
        return self.company.new_list_id(TRANSACTION, moment)
