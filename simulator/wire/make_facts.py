"""Write ``facts.csv``: the elements of the messages that the simulator serves.

    python -m simulator.wire.make_facts fields.csv

``fields.csv`` is a table of the qbXML schema (one row per element, in order). Only
facts are taken: name, order, type, length, whether required, choices, enumerations,
defaults, first version, known in US Desktop or not. ``facts_extra.csv`` holds, in the
same form, the messages that such a table leaves out. In it ``=path`` stands
for the enumeration of another element, ``OR1#list`` for a named branch of a choice.
"""

import csv
import sys
from pathlib import Path

from .messages import LIST_TYPES, QUERIES
from .txn_types import TXN_TYPES

FOLDER = Path(__file__).parent
COLUMNS = (
    "message",
    "path",
    "type",
    "required",
    "most",
    "choice",
    "length",
    "us",
    "since",
    "low",
    "high",
    "default",
    "enum",
)
_OTHERS = ("HostQuery", "HostRet", "CompanyQuery", "CompanyRet")
_OTHERS += ("PreferencesQuery", "PreferencesRet", "ListDeletedQuery", "ListDeletedRet")
_OTHERS += ("TxnDeletedQuery", "TxnDeletedRet", "BillToPayQuery", "BillToPayRet")
_OTHERS += ("TransactionQuery", "TransactionRet", "CustomDetailReportQuery")
_OTHERS += ("AgingReportQuery",)
# Newer than the list of those that US Desktop knows: taken as unknown to it.
_NOT_US = ("N", "absent")
_REQUIRED = {"Y": "Y", "one-of": "O"}
# A choice of single elements that the table shows as if they followed each other.
_ALTERNATIVES = ("SerialNumber", "LotNumber")
_LINE = "InventoryAdjustmentAdd/InventoryAdjustmentLineAdd"
_LINE_MOD = "InventoryAdjustmentMod/InventoryAdjustmentLineMod"
# (required, choice) of elements about which the table says too little. ``OR5?!``: the
# schema lets a choice stand no time at all.
_CORRECTIONS = {
    f"{_LINE}/ValueAdjustment/NewQuantity": ("", "OR4?"),
    f"{_LINE}/ValueAdjustment/QuantityDifference": ("O", "OR4?"),
    f"{_LINE}/ValueAdjustment/NewValue": ("O", "OR5?!"),
    f"{_LINE}/ValueAdjustment/ValueDifference": ("O", "OR5?!"),
    f"{_LINE}/SerialNumberAdjustment/AddSerialNumber": ("O", "OR6?"),
    f"{_LINE}/SerialNumberAdjustment/RemoveSerialNumber": ("O", "OR6?"),
    f"{_LINE}/LotNumberAdjustment/LotNumber": ("", ""),
    f"{_LINE_MOD}/SerialNumber": ("", "OR1?#serial"),
    f"{_LINE_MOD}/LotNumber": ("", "OR1?#lot"),
    f"{_LINE_MOD}/CountAdjustment": ("", "OR1?#lot"),
}
_OF_PAYMENT = (
    *("PaymentTxnID", "PaymentTxnLineID"),
    *("OverrideMemo", "OverrideCheckNumber", "OverrideClassRef"),
)
_OF_DEPOSIT = (
    *("EntityRef", "AccountRef", "Memo", "CheckNumber"),
    *("PaymentMethodRef", "ClassRef", "Amount"),
)
# A line of a deposit is that of a payment or one of its own: two sequences.
for _name, _needed in (
    ("DepositAdd/DepositLineAdd", ("PaymentTxnID", "AccountRef")),
    ("DepositMod/DepositLineMod", ("PaymentTxnID",)),
):
    for _branch, _elements in (("payment", _OF_PAYMENT), ("own", _OF_DEPOSIT)):
        for _one in _elements:
            _place = ("Y" if _one in _needed else "", f"OR1#{_branch}")
            _CORRECTIONS[f"{_name}/{_one}"] = _place
_OPERATIONS = ("Query", "Add", "Mod", "Ret")


def served_messages():
    """Return the names of the messages the simulator serves, as ``fields.csv`` names
    them."""
    kinds = (*LIST_TYPES, *TXN_TYPES)
    names = {kind + operation for kind in kinds for operation in _OPERATIONS}
    return names | {query + "Query" for query in QUERIES} | set(_OTHERS)


def read_rows(path):
    """Return the rows of a table of the schema as dictionaries."""
    with open(path, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def compact(row, enums):
    """Return the facts of one row, in the order of ``COLUMNS``."""
    enum = row["enum"]
    if enum.startswith("="):
        enum = enums[enum[1:]]
    required, choice = _place(row)
    most = "*" if row["max_occurs"] == "unbounded" else row["max_occurs"]
    return (
        row["message"],
        row["field_path"],
        row["type"].removesuffix("TYPE"),
        required,
        "" if most == "1" else most,
        choice,
        row["max_length"] or row.get("max_length_xsd160", ""),
        "N" if row["in_US_desktop_ops140"] in _NOT_US else "",
        row["since_qbxml"],
        row["min_value"],
        row["max_value"],
        row.get("default", ""),
        enum,
    )


def _place(row):
    """Return whether an element is required, and the choice that it stands in."""
    path = row["field_path"]
    if path in _CORRECTIONS:
        return _CORRECTIONS[path]
    is_alternative = path.rpartition("/")[2] in _ALTERNATIVES
    required = "O" if is_alternative else _REQUIRED.get(row["required"], "")
    return required, row["choice_group"]


def _is_macro(row):
    """Return whether it is the attribute defMacro; the simulator refuses macros."""
    return row["field_path"].endswith("@defMacro")


def write_facts(fields, target):
    """Write the facts of the served messages; returns how many rows that were."""
    rows = read_rows(fields)
    known = sorted(
        {row["message"] for row in rows if not row["message"].endswith("Ret")}
    )
    served = served_messages()
    kept = [row for row in rows if row["message"] in served and not _is_macro(row)]
    kept += read_rows(FOLDER / "facts_extra.csv")
    enums = {row["field_path"]: row["enum"] for row in kept}
    with open(target, "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(compact(row, enums) for row in kept)
        for name in known:
            if name not in served:
                writer.writerow((name,) + ("",) * (len(COLUMNS) - 1))
    return len(kept)


def main(arguments):
    """Run by hand with the path of ``fields.csv``."""
    if len(arguments) != 1:
        raise SystemExit(__doc__)
    count = write_facts(arguments[0], FOLDER / "facts.csv")
    print(f"{count} elements written to facts.csv")


if __name__ == "__main__":
    main(sys.argv[1:])
