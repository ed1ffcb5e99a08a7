"""Data extensions: values that an application keeps on the company or on an object.

Under a GUID as OwnerID they are private to the application; OwnerID 0 is a custom
field. Assumed, for no recording shows it: a value needs its definition (3120 without),
Add of one that exists answers 3100, Mod or Del of one that does not 3120.
"""

import json

from ..database.txn_store import TRANSACTION
from ..wire import status
from ..wire.messages import LIST_TYPES
from ..wire.status import Failed

COMPANY = ("company", "")


class DataExts:
    """The data extensions of a company file; an owner object is (space, ListID)."""

    def __init__(self, company):
        self.company = company
        self.store = company.store

    def define(self, data):
        """Serve DataExtDefAdd; return the values of the DataExtDefRet."""
        owner, name = data["OwnerID"], data["DataExtName"]
        if self._definition(owner, name):
            raise Failed(status.name_in_use(name))
        assigned = data.get("AssignToObject", [])
        self.store.execute(
            "INSERT INTO data_ext_def (owner, name, type, assigned)"
            " VALUES (?, ?, ?, ?)",
            owner.upper(),
            name,
            data["DataExtType"],
            json.dumps(assigned),
        )
        return self._shown(*self._definition(owner, name))

    def definitions(self, owners=(), objects=()):
        """Serve DataExtDefQuery by OwnerID or AssignToObject; both empty: all there
        are."""
        owners = [owner.upper() for owner in owners]
        rows = self.store.execute(
            "SELECT * FROM data_ext_def ORDER BY number"
        ).fetchall()
        found = [self._shown(*row) for row in rows]
        if owners:
            found = [one for one in found if one["OwnerID"].upper() in owners]
        if objects:
            found = [one for one in found if set(objects) & set(one["AssignToObject"])]
        return found

    def add(self, data):
        """Serve DataExtAdd; return the values of the DataExtRet."""
        target, definition = self._target(data), self._defined(data)
        if self._value(target, data) is not None:
            raise Failed(status.name_in_use(data["DataExtName"]))
        return self._put(target, definition, data["DataExtValue"])

    def modify(self, data):
        """Serve DataExtMod; return the values of the DataExtRet."""
        target, definition = self._target(data), self._defined(data)
        if self._value(target, data) is None:
            raise Failed(status.not_found(data["DataExtName"]))
        return self._put(target, definition, data["DataExtValue"])

    def delete(self, data):
        """Serve DataExtDel; return the values of the DataExtDelRet."""
        target = self._target(data)
        if self._value(target, data) is None:
            raise Failed(status.not_found(data["DataExtName"]))
        self.store.execute(
            "DELETE FROM data_ext WHERE space = ? AND list_id = ?"
            " AND owner = ? AND name = ?",
            *target,
            data["OwnerID"].upper(),
            data["DataExtName"],
        )
        return {key: value for key, value in data.items() if value}

    def of(self, target, owners):
        """Return the data extensions of an object under these OwnerIDs, by name."""
        places = ", ".join("?" * len(owners))
        rows = self.store.execute(
            "SELECT owner, name, type, value FROM data_ext JOIN data_ext_def"
            " USING (owner, name) WHERE space = ? AND list_id = ?"
            f" AND owner IN ({places}) ORDER BY owner, name",
            *target,
            *(owner.upper() for owner in owners),
        ).fetchall()
        return [_ret(*row) for row in rows]

    def put(self, owner, name, value, target=COMPANY):
        """Set a value without more ado, defining it if need be (for tests)."""
        definition = self._definition(owner, name)
        if definition is None:
            data = {"OwnerID": owner, "DataExtName": name, "DataExtType": "STR255TYPE"}
            self.define(data)
            definition = self._definition(owner, name)
        self._put(target, definition, value)

    def _put(self, target, definition, value):
        _, owner, name, kind, _ = definition
        self.store.execute(
            "INSERT OR REPLACE INTO data_ext VALUES (?, ?, ?, ?, ?)",
            owner,
            name,
            *target,
            value,
        )
        return _ret(owner, name, kind, value)

    def _target(self, data):
        if "OtherDataExtType" in data:
            return COMPANY
        if "TxnDataExtType" in data and "TxnLineID" not in data:
            txn = self.company.transactions.get(data["TxnDataExtType"], data["TxnID"])
            return (TRANSACTION, txn.txn_id)
        if "ListDataExtType" not in data:
            raise Failed(status.UNSUPPORTED_MESSAGE)
        wanted = data["ListDataExtType"]
        kinds = [one.name for one in LIST_TYPES.values() if one.data_ext == wanted]
        reference = data["ListObjRef"]
        row = self.company.lists.resolve(tuple(kinds), reference) if kinds else None
        if row is None:
            raise Failed(status.not_found(next(iter(reference.values()), "")))
        return (row.space, row.list_id)

    def _defined(self, data):
        definition = self._definition(data["OwnerID"], data["DataExtName"])
        if definition is None:
            raise Failed(status.not_found(data["DataExtName"]))
        return definition

    def _definition(self, owner, name):
        sql = "SELECT * FROM data_ext_def WHERE owner = ? AND name = ?"
        return self.store.execute(sql, owner.upper(), name).fetchone()

    def _value(self, target, data):
        found = self.store.execute(
            "SELECT value FROM data_ext WHERE space = ? AND list_id = ?"
            " AND owner = ? AND name = ?",
            *target,
            data["OwnerID"].upper(),
            data["DataExtName"],
        ).fetchone()
        return found and found[0]

    @staticmethod
    def _shown(number, owner, name, kind, assigned):
        return {
            "OwnerID": owner.lower(),
            "DataExtID": str(number),
            "DataExtName": name,
            "DataExtType": kind,
            "AssignToObject": json.loads(assigned),
        }


def _ret(owner, name, kind, value):
    return {
        "OwnerID": owner.lower(),
        "DataExtName": name,
        "DataExtType": kind,
        "DataExtValue": value,
    }
