"""Loading recorded objects into a company file, with their ids, times and amounts."""

from pathlib import Path

from lxml import etree

from .facts import facts
from .messages import ITEMS, LIST_TYPES, referred_types, space_of
from .store import Row
from .text import stored

RECORDED = ("Account", *ITEMS, "Customer")
_COLUMNS = {
    "ListID",
    "TimeCreated",
    "TimeModified",
    "EditSequence",
    "Name",
    "FullName",
    "IsActive",
    "ParentRef",
    "Sublevel",
    "DataExtRet",
}
# The type of an account that is known from a reference to it alone.
_ACCOUNT_TYPES = {
    "IncomeAccountRef": "Income",
    "COGSAccountRef": "CostOfGoodsSold",
    "AssetAccountRef": "OtherCurrentAsset",
}
_TIME_LENGTH = len("2024-07-01T09:00:00")


def load_recorded(company, folder, kinds=("Customer",)):
    """Load the objects of these types from all responses (``*.xml``) in a folder.

    Of an object that is there twice the later EditSequence counts; one whose name
    another object has already is left out. What an object refers to is created by name
    if need be. Returns the ListIDs that were loaded.
    """
    loader = _Loader(company)
    with company.transaction():
        for path in sorted(Path(folder).glob("*.xml")):
            for node in _read(path).iter(*(f"{kind}Ret" for kind in kinds)):
                loader.load(node)
    return list(loader.loaded)


def _read(path):
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(recover=True))
    return root if root is not None else etree.Element("empty")


def _text(node, name, default=""):
    return stored((node.findtext(name) or default).strip())


class _Loader:
    def __init__(self, company):
        self.company = company
        self.store = company.store
        self.loaded = {}

    def load(self, node):
        """Load one Ret element unless its id, times or name stand against it."""
        kind = node.tag.removesuffix("Ret")
        list_id, sequence = _text(node, "ListID"), _text(node, "EditSequence")
        if not list_id or not sequence.isdigit():
            return
        space = space_of(kind)
        known = self.store.find(space, list_id)
        if known and known.edit_sequence >= int(sequence):
            return
        row = self._row(node, kind, space)
        same_name = self.store.find_name(space, row.full_name)
        if same_name and same_name.list_id != list_id:
            return
        row.fields = self._fields(node, facts().message(f"{kind}Ret").root, kind, True)
        self.company.lists.save(row)
        self._data_exts(node, row)
        self.loaded[list_id] = row

    def _row(self, node, kind, space):
        name = _text(node, "Name")
        parent = node.find("ParentRef")
        parent_id = self._target(parent, (kind,)) if parent is not None else None
        above = parent_id and self.store.find(space, parent_id)
        return Row(
            space,
            _text(node, "ListID"),
            kind,
            int(_text(node, "EditSequence")),
            _text(node, "TimeCreated")[:_TIME_LENGTH],
            _text(node, "TimeModified")[:_TIME_LENGTH],
            name,
            f"{above.full_name}:{name}" if above else name,
            parent_id,
            above.sublevel + 1 if above else 0,
            _text(node, "IsActive", "true") != "false",
        )

    def _fields(self, node, element, kind, top=False):
        fields = {}
        for child in node:
            part = element.child(child.tag)
            computed = top and (child.tag in _COLUMNS or child.tag.endswith("Block"))
            if part is None or computed:
                continue
            value = self._value(child, part, kind)
            if part.most > 1:
                fields.setdefault(part.name, []).append(value)
            elif value:
                fields[part.name] = value
        return fields

    def _value(self, node, element, kind):
        if not element.is_aggregate:
            text = stored((node.text or "").strip())
            return text.removesuffix("%") if element.type == "PERCENT" else text
        kinds = referred_types(element.name, kind)
        if kinds:
            return {"ListID": self._target(node, kinds)}
        return self._fields(node, element, kind)

    def _target(self, reference, kinds):
        """ListID of what a reference points to, created by name if it is not there."""
        space = space_of(kinds[0])
        list_id, name = _text(reference, "ListID"), _text(reference, "FullName")
        row = self.store.find(space, list_id) or self.store.find_name(space, name)
        if row is None:
            created = self.company.clock().strftime("%Y-%m-%dT%H:%M:%S")
            row = Row(space, list_id, kinds[0], 1, created, created, name, name)
            if kinds[0] in LIST_TYPES:
                row.fields = dict(LIST_TYPES[kinds[0]].defaults)
            row.fields.pop("IsActive", None)
            if kinds[0] == "Account":
                kind = _ACCOUNT_TYPES.get(reference.tag, "Expense")
                row.fields["AccountType"] = kind
            self.store.save(row)
        return row.list_id

    def _data_exts(self, node, row):
        for ext in node.findall("DataExtRet"):
            owner, name = _text(ext, "OwnerID", "0"), _text(ext, "DataExtName")
            target = (row.space, row.list_id)
            self.company.data_exts.put(owner, name, _text(ext, "DataExtValue"), target)
