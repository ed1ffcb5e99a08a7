"""One function per kind of request: from its data to an Answer."""

from datetime import timedelta

from ..clock import iso, wall_clock
from ..wire import status
from ..wire.messages import LIST_TYPES, QUERIES
from ..wire.responses import Answer, counted, plain_lines, wrapped
from ..wire.txn_types import TXN_TYPES
from .printer import ret_lines, time_text
from .queries import deleted_rows
from .txn_handlers import DELETED_DAYS, TxnHandlers


class Handlers:
    """The requests that a company file answers.

    Every handler takes the Request and ``shown``, the function that says which elements
    the declared version and the country show, and returns an Answer or raises Failed.
    """

    def __init__(self, company):
        self.company = company
        self.table = {
            "HostQuery": self._host,
            "CompanyQuery": self._company,
            "PreferencesQuery": self._preferences,
            "ListDel": self._list_del,
            "ListDeletedQuery": self._list_deleted,
            "DataExtDefAdd": self._data_ext_def_add,
            "DataExtDefQuery": self._data_ext_def_query,
        }
        exts = company.data_exts
        self.table["DataExtAdd"] = self._data_ext(exts.add, "DataExtRet")
        self.table["DataExtMod"] = self._data_ext(exts.modify, "DataExtRet")
        self.table["DataExtDel"] = self._data_ext(exts.delete, "DataExtDelRet")
        for kind in LIST_TYPES:
            self.table[f"{kind}Add"] = self._add
            self.table[f"{kind}Mod"] = self._mod
        self.table.update({f"{name}Query": self._query for name in QUERIES})
        self.txns = TxnHandlers(company)
        self.table.update(self.txns.table)

    def object_lines(self, row, shown, include=(), owners=()):
        """Return the lines of one object, with its data extensions under these
        OwnerIDs."""
        if row.type in TXN_TYPES:
            return self.txns.object_lines(row, shown, include, owners)
        values = self.company.printer.values(row)
        if owners:
            target = (row.space, row.list_id)
            values["DataExtRet"] = self.company.data_exts.of(target, owners)
        return ret_lines(f"{row.type}Ret", values, shown, include)

    # lists

    def _add(self, request, shown):
        row = self.company.lists.add(request.name.removesuffix("Add"), request.data)
        return self._written(row, request, shown)

    def _mod(self, request, shown):
        row = self.company.lists.modify(request.name.removesuffix("Mod"), request.data)
        return self._written(row, request, shown)

    def _written(self, row, request, shown):
        lines = self.object_lines(row, shown, request.include)
        return Answer(status.OK, lines, written=row)

    def _query(self, request, shown):
        name = request.name.removesuffix("Query")
        found = self.company.queries.find(name, request.attributes, request.data)
        include = request.data.get("IncludeRetElement", ())
        owners = request.data.get("OwnerID", ())
        lines = []
        for row in found.rows:
            lines += self.object_lines(row, shown, include, owners)
        answer = Answer(found.status, lines, found.attributes)
        return counted(request, answer, len(found.rows))

    def _list_del(self, request, shown):
        row = self.company.lists.get(
            request.data["ListDelType"], request.data["ListID"]
        )
        moment = self.company.lists.delete(row)
        values = {
            "ListDelType": row.type,
            "ListID": row.list_id,
            "TimeDeleted": time_text(moment, self.company.utc_offset),
            "FullName": row.full_name,
        }
        return Answer(status.OK, plain_lines(values))

    def _list_deleted(self, request, shown):
        offset = self.company.utc_offset
        window = request.data.get("DeletedDateRangeFilter", {})
        since, until = window.get("FromDeletedDate"), window.get("ToDeletedDate")
        oldest = self.company.clock() - timedelta(days=DELETED_DAYS)
        rows = deleted_rows(
            self.company.store,
            request.data["ListDelType"],
            wall_clock(since, offset) if since else "",
            wall_clock(until, offset, end_of_day=True) if until else "9999",
            iso(oldest),
        )
        include = request.data.get("IncludeRetElement", ())
        lines = []
        for row in rows:
            values = _deleted_values(row, offset)
            lines += ret_lines("ListDeletedRet", values, shown, include)
        answer = Answer(status.OK if rows else status.NO_MATCH, lines)
        return counted(request, answer, len(rows))

    # host, company, preferences

    def _host(self, request, shown):
        return _single("HostRet", self.company.about.host(), request, shown)

    def _company(self, request, shown):
        values = self.company.about.company_info(request.data.get("OwnerID", ()))
        return _single("CompanyRet", values, request, shown)

    def _preferences(self, request, shown):
        values = self.company.about.preferences()
        return _single("PreferencesRet", values, request, shown)

    # data extensions

    def _data_ext_def_add(self, request, shown):
        values = self.company.data_exts.define(request.data)
        return Answer(status.OK, wrapped("DataExtDefRet", values))

    def _data_ext_def_query(self, request, shown):
        data = request.data
        found = self.company.data_exts.definitions(
            data.get("OwnerID", ()), data.get("AssignToObject", ())
        )
        lines = [line for one in found for line in wrapped("DataExtDefRet", one)]
        answer = Answer(status.OK if found else status.NO_MATCH, lines)
        return counted(request, answer, len(found))

    @staticmethod
    def _data_ext(action, ret_name):
        def handle(request, shown):
            return Answer(status.OK, wrapped(ret_name, action(request.data)))

        return handle


def _single(name, values, request, shown):
    include = request.data.get("IncludeRetElement", ())
    return Answer(status.OK, ret_lines(name, values, shown, include))


def _deleted_values(row, offset):
    kind, list_id, full_name, created, deleted = row
    return {
        "ListDelType": kind,
        "ListID": list_id,
        "TimeCreated": time_text(created, offset),
        "TimeDeleted": time_text(deleted, offset),
        "FullName": full_name,
    }
