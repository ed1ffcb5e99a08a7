"""Loading recorded objects into a company file, with their ids, times and amounts."""

from pathlib import Path

from lxml import etree

from ..books.books import NAMES
from ..clock import iso
from ..database.store import Row
from ..wire.facts import facts
from ..wire.messages import ITEMS, LIST_TYPES, referred_types, space_of
from ..wire.text import stored
from ..wire.txn_types import TXN_TYPES
from .recorded_documents import DocumentLoader

RECORDED = ("Account", *ITEMS, "Customer")
DOCUMENTS = ("Invoice", "CreditMemo", "SalesReceipt", "ReceivePayment")
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
    "ARAccountRef": "AccountsReceivable",
    "DepositToAccountRef": "OtherCurrentAsset",
}
_TIME_LENGTH = len("2024-07-01T09:00:00")


def load_recorded(company, folder, kinds=("Customer",)):
    """Load the objects of these types from all responses (``*.xml``) in a folder.

    Of an object that is there twice the later EditSequence counts; one whose name
    another object has already is left out. Referenced objects are created by name if
    need be. Documents come with the figures they state; balances that were recorded
    stay as they were. Returns the ListIDs and TxnIDs that were loaded.
    """
    loader = _Loader(company)
    documents = DocumentLoader(company, loader)
    lists = [f"{kind}Ret" for kind in kinds if kind not in TXN_TYPES]
    others = [f"{kind}Ret" for kind in kinds if kind in TXN_TYPES]
    with company.transaction():
        for tags, one in ((lists, loader), (others, documents)):
            for path in sorted(Path(folder).glob("*.xml")):
                for node in _read(path).iter(*tags) if tags else ():
                    one.load(node)
        loader.restore_balances()
    return [*loader.loaded, *documents.loaded]


def _read(path):
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(recover=True))
    return root if root is not None else etree.Element("empty")


class _Loader:
    def __init__(self, company):
        self.company = company
        self.store = company.store
        self.loaded = {}
        self.tax_rate = "0.00"

    @staticmethod
    def text(node, name, default=""):
        """Return the text of an element below a node, as QuickBooks holds it."""
        return stored((node.findtext(name) or default).strip())

    def restore_balances(self):
        """Restore the recorded balances of accounts and customers, which documents have
        moved."""
        for loaded in self.loaded.values():
            row = self.store.find(loaded.space, loaded.list_id)
            for name in ("Balance", "TotalBalance"):
                if name in loaded.fields:
                    row.fields[name] = loaded.fields[name]
            self.company.lists.save(row)

    def load(self, node):
        """Load one Ret element unless its id, times or name stand against it."""
        kind = node.tag.removesuffix("Ret")
        list_id, sequence = self.text(node, "ListID"), self.text(node, "EditSequence")
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
        kept = [one for one in node if one.tag not in _COLUMNS]
        kept = [one for one in kept if not one.tag.endswith("Block")]
        row.fields = self.fields(kept, facts().message(f"{kind}Ret").root, kind)
        self.company.lists.save(row)
        self._data_exts(node, row)
        self.loaded[list_id] = row

    def _row(self, node, kind, space):
        name = self.text(node, "Name")
        parent = node.find("ParentRef")
        parent_id = self._target(parent, (kind,)) if parent is not None else None
        above = parent_id and self.store.find(space, parent_id)
        return Row(
            space,
            self.text(node, "ListID"),
            kind,
            int(self.text(node, "EditSequence")),
            self.text(node, "TimeCreated")[:_TIME_LENGTH],
            self.text(node, "TimeModified")[:_TIME_LENGTH],
            name,
            f"{above.full_name}:{name}" if above else name,
            parent_id,
            above.sublevel + 1 if above else 0,
            self.text(node, "IsActive", "true") != "false",
        )

    def fields(self, nodes, element, kind):
        """Return the elements below ``element`` of the facts as stored; unknown ones
        are left out, references become ids, and their targets exist afterwards."""
        fields = {}
        for child in nodes:
            part = element.child(child.tag)
            if part is None:
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
        return self.fields(node, element, kind)

    def _target(self, reference, kinds):
        """Return the ListID of a reference's target, created by name if missing."""
        space = space_of(kinds[0])
        list_id, name = self.text(reference, "ListID"), self.text(reference, "FullName")
        row = self.store.find(space, list_id) or self.store.find_name(space, name)
        return row.list_id if row else self._made(reference.tag, list_id, name, kinds)

    def _made(self, element, list_id, name, kinds):
        """Return the ListID of a new object of the first of these types, and of those
        above it."""
        kind, space = kinds[0], space_of(kinds[0])
        created = iso(self.company.clock())
        row = Row(space, list_id, kind, 1, created, created, name, name or list_id)
        above, _, row.name = row.full_name.rpartition(":")
        if above:
            parent = self.store.find_name(space, above)
            new_id = self.company.new_list_id
            row.parent = (
                parent.list_id
                if parent
                else self._made(
                    element, new_id(space, self.company.clock()), above, kinds
                )
            )
            row.sublevel = row.full_name.count(":")
        if kind in LIST_TYPES:
            row.fields = dict(LIST_TYPES[kind].defaults)
        row.fields.pop("IsActive", None)
        row.fields.update(self._known_of(kind, element, name))
        self.company.lists.save(row)
        return list_id

    def _known_of(self, kind, element, name):
        """Return the fields of an object that the reference alone shows."""
        if kind == "Account":
            return _account_of(element, name)
        if kind == "ItemSalesTax":
            return {"TaxRate": self.tax_rate}
        if kind == "SalesTaxCode":
            return {"IsTaxable": "false" if name.casefold() == "non" else "true"}
        if kind == "ItemService":
            account = self.company.books.named("Uncategorized Income", "Income")
            part = {"Price": "0.00", "AccountRef": {"ListID": account}}
            return {"SalesOrPurchase": part}
        return {}

    def _data_exts(self, node, row):
        for ext in node.findall("DataExtRet"):
            owner, name = self.text(ext, "OwnerID", "0"), self.text(ext, "DataExtName")
            target = (row.space, row.list_id)
            self.company.data_exts.put(
                owner, name, self.text(ext, "DataExtValue"), target
            )


def _account_of(element, name):
    """Return an account's type and special type, by its name and the reference."""
    fields = {"AccountType": _ACCOUNT_TYPES.get(element, "Expense")}
    special = {own: key for key, (own, _) in NAMES.items()}.get(name)
    return {**fields, "SpecialAccountType": special} if special else fields
