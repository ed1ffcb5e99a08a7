"""The requests about transactions: from their data to an Answer."""

from datetime import timedelta

from ..books.ageing import Ageing
from ..books.detail_report import DetailReport
from ..clock import iso, wall_clock
from ..database.txn_store import LIST
from ..wire import status
from ..wire.request import IN_ORDER
from ..wire.responses import Answer, counted, plain_lines
from ..wire.txn_types import ENTRY, TXN_TYPES
from .all_txns import NAME as ALL_TXNS
from .all_txns import AllTxns
from .bills_to_pay import BillsToPay
from .printer import ret_lines, time_text

# QuickBooks knows of a deletion for about this long.
DELETED_DAYS = 90


class TxnHandlers:
    """The requests about transactions that a company file answers.

    Every handler takes the Request and ``shown``, as those of ``Handlers`` do.
    """

    def __init__(self, company):
        self.company = company
        self.transactions = company.transactions
        self.table = {
            "TxnDel": self._del,
            "TxnVoid": self._void,
            "TxnDeletedQuery": self._deleted,
            "GeneralSummaryReportQuery": self._report,
            "CustomDetailReportQuery": self._detail_report,
            "AgingReportQuery": self._ageing,
            f"{ALL_TXNS}Query": self._all,
            "BillToPayQuery": BillsToPay(company).answer,
        }
        for kind in TXN_TYPES:
            self.table[f"{kind}Add"] = self._add
            self.table[f"{kind}Mod"] = self._mod
            self.table[f"{kind}Query"] = self._query

    def object_lines(self, txn, shown, include=(), owners=(), parts=(True, False)):
        """Return the lines of one transaction. ``parts``: whether with its lines, and
        with its links; an Add or Mod answers with the lines alone (assumed)."""
        lines, links = parts
        values = self.company.txn_printer.values(txn, lines, links)
        if owners:
            target = ("transaction", txn.txn_id)
            values["DataExtRet"] = self.company.data_exts.of(target, owners)
        return ret_lines(f"{txn.type}Ret", values, shown, include)

    def _add(self, request, shown):
        kind = request.name.removesuffix("Add")
        return self._written(
            self.transactions.add(kind, data_of(request)), request, shown
        )

    def _mod(self, request, shown):
        kind = request.name.removesuffix("Mod")
        txn = self.transactions.modify(kind, data_of(request))
        return self._written(txn, request, shown)

    def _written(self, txn, request, shown):
        if txn is None:
            return Answer(status.OK)
        lines = self.object_lines(txn, shown, request.include)
        return Answer(txn.warning or status.OK, lines, written=txn)

    def _query(self, request, shown):
        data = request.data
        name = request.name.removesuffix("Query")
        found = self.company.queries.find(name, request.attributes, data)
        parts = (
            data.get("IncludeLineItems") == "true",
            data.get("IncludeLinkedTxns") == "true",
        )
        lines = []
        for txn in found.rows:
            lines += self.object_lines(
                txn,
                shown,
                data.get("IncludeRetElement", ()),
                data.get("OwnerID", ()),
                parts,
            )
        answer = Answer(found.status, lines, found.attributes)
        return counted(request, answer, len(found.rows))

    def _all(self, request, shown):
        source = AllTxns(self.company)
        found = self.company.queries.find(ALL_TXNS, request.attributes, request.data)
        include = request.data.get("IncludeRetElement", ())
        lines = [x for one in found.rows for x in source.lines(one, shown, include)]
        answer = Answer(found.status, lines, found.attributes)
        return counted(request, answer, len(found.rows))

    def _detail_report(self, request, shown):
        return Answer(status.OK, DetailReport(self.company).lines(request.data))

    def _ageing(self, request, shown):
        return Answer(status.OK, Ageing(self.company).lines(request.data))

    def _report(self, request, shown):
        return Answer(status.OK, self.company.reports.lines(request.data))

    # deleting and voiding

    def _del(self, request, shown):
        txn = self.transactions.get(request.data["TxnDelType"], request.data["TxnID"])
        moment = self.transactions.delete(txn)
        values = {
            "TxnDelType": txn.type,
            "TxnID": txn.txn_id,
            "TimeDeleted": time_text(moment, self.company.utc_offset),
            "RefNumber": txn.ref_number,
        }
        return Answer(status.OK, plain_lines(values))

    def _void(self, request, shown):
        txn = self.transactions.get(request.data["TxnVoidType"], request.data["TxnID"])
        self.transactions.void(txn)
        offset = self.company.utc_offset
        values = {
            "TxnVoidType": txn.type,
            "TxnID": txn.txn_id,
            "TimeCreated": time_text(txn.created, offset),
            "TimeModified": time_text(txn.modified, offset),
            "RefNumber": txn.ref_number,
        }
        return Answer(status.OK, plain_lines(values))

    def _deleted(self, request, shown):
        offset = self.company.utc_offset
        window = request.data.get("DeletedDateRangeFilter", {})
        since, until = window.get("FromDeletedDate"), window.get("ToDeletedDate")
        oldest = iso(self.company.clock() - timedelta(days=DELETED_DAYS))
        rows = self.company.txns.deleted(
            request.data["TxnDelType"],
            max(wall_clock(since, offset) if since else "", oldest),
            wall_clock(until, offset, end_of_day=True) if until else "9999",
        )
        include = request.data.get("IncludeRetElement", ())
        lines = []
        for row in rows:
            values = _deleted_values(row, offset)
            lines += ret_lines("TxnDeletedRet", values, shown, include)
        answer = Answer(status.OK if rows else status.NO_MATCH, lines)
        return counted(request, answer, len(rows))


def data_of(request):
    """Return the data of an Add or Mod with its lines as dicts: a group has ``group``,
    and its own lines under ``lines``."""
    if IN_ORDER not in request.data:
        return request.data
    kind = TXN_TYPES[request.name[:-3]]
    lines = [line_of(kind, *pair) for pair in request.data[IN_ORDER]]
    return {**request.data, IN_ORDER: lines}


def line_of(kind, name, data):
    """Return a line of a request as a dict, with the name of its list.

    :param kind: the TxnType
    :param name: the element, ``InvoiceLineAdd`` or ``InvoiceLineGroupMod``
    """
    declared, is_group = kind.list_of(name)
    line = {**data, LIST: name if kind.name == ENTRY else declared.name}
    if not is_group:
        return line
    inner = line.pop(f"{declared.name}Mod", None)
    return {**line, "group": True, **({IN_ORDER: inner} if inner is not None else {})}


def _deleted_values(row, offset):
    kind, txn_id, ref_number, created, deleted = row
    return {
        "TxnDelType": kind,
        "TxnID": txn_id,
        "TimeCreated": time_text(created, offset),
        "TimeDeleted": time_text(deleted, offset),
        "RefNumber": ref_number,
    }
