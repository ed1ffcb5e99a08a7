"""What can be paid to one vendor, and the credits that can be used for it."""

from ..wire import status
from ..wire.messages import ACCOUNT_TYPES
from ..wire.money import ZERO, amount_text
from ..wire.responses import Answer, counted
from ..wire.sides import PURCHASES
from ..wire.status import Failed
from ..wire.txn_types import DEBT
from .printer import ret_lines

NAME = "BillToPay"
_PAYEE, _ACCOUNT = "PayeeEntityRef", "APAccountRef"


class BillsToPay:
    """Serves BillToPayQuery: one vendor, and one account, the default one if none is
    given."""

    def __init__(self, company):
        self.company = company

    def answer(self, request, shown):
        """Return the Answer. Failed with 3140 for an unknown vendor or account."""
        if "CurrencyFilter" in request.data:
            raise Failed(status.UNSUPPORTED_MESSAGE)
        include = request.data.get("IncludeRetElement", ())
        lines, count = [], 0
        for values in self._found(request.data):
            lines += ret_lines(f"{NAME}Ret", values, shown, include)
            count += 1
        answer = Answer(status.OK if count else status.NO_MATCH, lines)
        return counted(request, answer, count)

    def _found(self, data):
        """Yield the values of the BillToPayRets, the bills first."""
        owed = (self._id(data, _PAYEE, ("Vendor",)), self._account(data))
        settlements, until = self.company.settlements, data.get("DueDate") or "9999"
        bills, credits = [], []
        for txn in self.company.txns.rows():
            kind = settlements.kind(txn)
            if kind.side is not PURCHASES or settlements.owed(txn) != owed:
                continue
            if not kind.is_settled or settlements.remaining(txn) <= ZERO:
                continue
            if kind.role == DEBT and txn.fields.get("DueDate", txn.date) <= until:
                bills.append({NAME: self._values(txn, owed[1], "AmountDue")})
            elif kind.is_usable:
                shown = self._values(txn, owed[1], "CreditRemaining")
                credits.append({"CreditToApply": shown})
        yield from bills + credits

    def _account(self, data):
        if any(data.get(_ACCOUNT, {}).values()):
            return self._id(data, _ACCOUNT, ("Account",))
        return self.company.books.special("AccountsPayable")

    def _id(self, data, name, kinds):
        reference = data.get(name, {})
        row = self.company.lists.resolve(kinds, reference)
        types = ACCOUNT_TYPES.get(name)
        if not row or (types and row.fields["AccountType"] not in types):
            value = next(iter(reference.values()), "")
            raise Failed(status.reference_not_found(value, name, NAME))
        return row.list_id

    def _values(self, txn, account, amount):
        return {
            "TxnID": txn.txn_id,
            "TxnType": txn.type,
            _ACCOUNT: self.company.printer.reference("account", account),
            "TxnDate": txn.date,
            "RefNumber": txn.ref_number,
            "DueDate": txn.fields.get("DueDate", ""),
            amount: amount_text(self.company.settlements.remaining(txn)),
        }
