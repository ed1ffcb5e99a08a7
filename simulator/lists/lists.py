"""Adding, changing and deleting list objects, with the rules of QuickBooks.

Data comes as a request holds it: name → text, dict or list, empty text to clear. Every
refusal is raised as ``Failed`` with QuickBooks' status.
"""

from dataclasses import replace

from ..clock import epoch, iso
from ..database.store import Row
from ..database.txn_store import TRANSACTION
from ..wire import status
from ..wire.facts import facts
from ..wire.messages import LIST_TYPES, referred_types, space_of
from ..wire.status import Failed

_COLUMNS = {
    "ListID",
    "EditSequence",
    "Name",
    "IsActive",
    "ParentRef",
    "OpenBalanceDate",
}
# A value takes the place of the other way to say it.
_ALTERNATIVES = {
    "Price": "PricePercent",
    "PricePercent": "Price",
    "DiscountRate": "DiscountRatePercent",
    "DiscountRatePercent": "DiscountRate",
}
_KEYS = {"ContactsRet": "ListID", "AdditionalNotesRet": "NoteID"}


class Lists:
    """The list objects of a company file."""

    def __init__(self, company):
        self.company = company
        self.store = company.store

    # what requests and people do

    def add(self, kind_name, data):
        """Create an object; returns its Row.

        Failed with 3090, 3100, 3130, 3140 or 3150.
        """
        kind = LIST_TYPES[kind_name]
        row = Row(kind.space, "", kind_name, 0, "", "", "", "")
        row.active = data.get("IsActive", "true") != "false"
        self._place(row, data)
        rules = self.company.rules(kind_name)
        self._fill(row, self._with_defaults(kind, rules.prepared(row, data)))
        moment = self.company.clock()
        row.list_id = self.company.new_list_id(kind.space, moment)
        row.created = iso(moment)
        self.touch(row, moment)
        rules.check(row, None)
        self.save(row)
        rules.added(row, data)
        return self.get(kind_name, row.list_id)

    def modify(self, kind_name, data):
        """Change an object; returns its Row. Failed with 3120, 3200 and as ``add``."""
        row = self.get(kind_name, data["ListID"])
        if data["EditSequence"] != str(row.edit_sequence):
            stale = status.stale_edit_sequence(data["EditSequence"])
            raise Failed(stale, row)
        return self.change(row, data)

    def change(self, row, data):
        """Change an object whatever its EditSequence; returns its Row."""
        before = replace(row, fields=dict(row.fields))
        if "Name" in data or "ParentRef" in data:
            self._place(row, data)
        if data.get("IsActive"):
            row.active = data["IsActive"] != "false"
        rules = self.company.rules(row.type)
        self._fill(row, rules.prepared(row, data))
        rules.check(row, before)
        self.touch(row, self.company.clock())
        self.save(row)
        if row.full_name != before.full_name:
            self._rename_children(row)
        return row

    def retype(self, row, kind_name, data):
        """Give an item another type, as the item window allows; returns its Row.

        ``data`` holds all fields that only the new type has.
        """
        ret = facts().message(f"{kind_name}Ret").root
        row.type = kind_name
        known = {name: row.fields[name] for name in row.fields if ret_name(ret, name)}
        row.fields = {**self._with_defaults(LIST_TYPES[kind_name], {}), **known}
        return self.change(row, data)

    def delete(self, row):
        """Delete an object and remember that; returns the time as stored.

        Failed with 3160 if another object refers to it.
        """
        if self.store.referrers(row):
            raise Failed(status.cannot_delete(row.list_id))
        self.company.rules(row.type).check_delete(row)
        moment = iso(self.company.clock())
        self.store.execute(
            "INSERT INTO deleted VALUES (?, ?, ?, ?, ?)",
            row.type,
            row.list_id,
            row.full_name,
            row.created,
            moment,
        )
        self.store.remove(row)
        return moment

    def merge(self, kept, gone):
        """Merge ``gone`` into ``kept``: its ListID vanishes without a trace, references
        to it point to the other. QuickBooks lists no deletion for it."""
        self.company.rules(kept.type).merging(kept, gone)
        self.save(kept)
        for space, list_id in self.store.referrers(gone):
            if space == TRANSACTION:
                self.company.transactions.repoint(list_id, gone, kept)
                continue
            other = self.store.find(space, list_id)
            if other.parent == gone.list_id and other.space == gone.space:
                other.parent = kept.list_id
            other.fields = repointed(other.fields, (), other.type, gone, kept)
            self.save(other)
        self.company.books.repoint(gone, kept)
        self.store.remove(gone)
        self._rename_children(kept)

    def get(self, kind_name, list_id):
        """Return the object of this type with this ListID. Failed with 3120."""
        row = self.store.find(space_of(kind_name), list_id)
        if row is None or row.type != kind_name:
            raise Failed(status.not_found(list_id))
        return row

    def resolve(self, kinds, reference):
        """Return the object a reference (ListID, else FullName) points to, or None."""
        space = space_of(kinds[0])
        if reference.get("ListID"):
            row = self.store.find(space, reference["ListID"])
        else:
            row = self.store.find_name(space, reference.get("FullName", ""))
        return row if row and row.type in kinds else None

    def save(self, row):
        """Store an object with the references it holds."""
        self.store.save(row, list(self.references(row.fields, row.type)))

    # names

    def _place(self, row, data):
        """Set name, parent and full name out of the data."""
        name = data.get("Name", row.name)
        self._check_name(row, name)
        if "ParentRef" in data:
            parent = self._parent(row, data["ParentRef"])
        else:
            parent = row.parent and self.store.find(row.space, row.parent)
        full_name = f"{parent.full_name}:{name}" if parent else name
        other = self.store.find_name(row.space, full_name)
        if other and other.list_id != row.list_id:
            raise Failed(status.name_in_use(name))
        row.name, row.full_name = name, full_name
        row.parent = parent.list_id if parent else None
        row.sublevel = parent.sublevel + 1 if parent else 0

    def _check_name(self, row, name):
        if not name:
            raise Failed(status.missing_element("Name"))
        kind = LIST_TYPES[row.type]
        has_path = facts().message(f"{row.type}Ret").root.child("FullName")
        if ":" in name and (has_path or row.space in ("name", "item")):
            raise Failed(status.colon_in_name(name, kind.name_label))

    def _parent(self, row, reference):
        if not any(reference.values()):
            return None
        parent = self.resolve((row.type,), reference)
        ancestor = parent
        while ancestor and ancestor.list_id != row.list_id:
            ancestor = ancestor.parent and self.store.find(row.space, ancestor.parent)
        if parent is None or ancestor:
            raise Failed(status.parent_not_found(wanted(reference), row.type))
        return parent

    def _rename_children(self, row):
        """Give the jobs below a renamed object their new path, and nothing else."""
        for child in self.store.children(row):
            child.full_name = f"{row.full_name}:{child.name}"
            child.sublevel = row.sublevel + 1
            self.save(child)
            self._rename_children(child)

    # fields

    def touch(self, row, moment):
        """Give a new EditSequence, never smaller than the last, and TimeModified."""
        now = epoch(moment, self.company.utc_offset)
        row.edit_sequence = max(now, row.edit_sequence + 1)
        row.modified = iso(moment)

    def _with_defaults(self, kind, data):
        defaults = {**kind.defaults, **self.company.default_references(kind.name)}
        return {**defaults, **{name: value for name, value in data.items() if value}}

    def _fill(self, row, data):
        """Merge the data into the fields of the object.

        An aggregate changes only the elements it names (assumed); a repeated element
        replaces all of its kind, save those with an id of their own, which are added.
        """
        ret = facts().message(f"{row.type}Ret").root
        for name, value in data.items():
            name = ret_name(ret, name)
            if name is None or name in _COLUMNS:
                continue
            merged = self._merged(row, name, value)
            if merged:
                row.fields[name] = merged
                row.fields.pop(_ALTERNATIVES.get(name), None)
            else:
                row.fields.pop(name, None)

    def _merged(self, row, name, value):
        if name in _KEYS:
            return self._merged_parts(row, name, value)
        return self.stored(row.type, name, value, row.fields.get(name))

    def stored(self, own_type, name, value, old):
        """Return a value as stored: references by id, an aggregate merged into the old
        one."""
        if isinstance(value, list):
            parts = [self.stored(own_type, name, one, None) for one in value]
            return [part for part in parts if part]
        if not isinstance(value, dict):
            return value
        kinds = referred_types(name, own_type)
        if kinds:
            return self._pointer(own_type, name, kinds, value)
        merged = dict(old or {})
        for key, one in value.items():
            merged[key] = self.stored(own_type, key, one, merged.get(key))
            if merged[key]:
                merged.pop(_ALTERNATIVES.get(key), None)
        return {key: one for key, one in merged.items() if one}

    def _pointer(self, own_type, name, kinds, reference):
        """Return a reference as stored. Failed with 3140; empty where it clears the
        field."""
        if not any(reference.values()):
            return {}
        target = self.resolve(kinds, reference)
        if target is None:
            missing = status.reference_not_found(wanted(reference), name, own_type)
            raise Failed(missing)
        return {"ListID": target.list_id}

    def _merged_parts(self, row, name, values):
        """Merge contacts or notes: those with a known id are changed, others are
        added."""
        key = _KEYS[name]
        parts = [dict(part) for part in row.fields.get(name, ())]
        known = {part[key]: part for part in parts}
        for value in values:
            part = known.get(value.get(key))
            if part is None:
                part = self._new_part(name, len(parts))
                parts.append(part)
            part.update({item: one for item, one in value.items() if item != key})
        return [{item: one for item, one in part.items() if one} for part in parts]

    def _new_part(self, name, count):
        moment = self.company.clock()
        if name == "AdditionalNotesRet":
            return {"NoteID": str(count + 1), "Date": iso(moment)[:10]}
        return {
            "ListID": self.company.new_list_id("contact", moment),
            "TimeCreated": iso(moment),
            "TimeModified": iso(moment),
            "EditSequence": str(epoch(moment, self.company.utc_offset)),
        }

    def references(self, fields, own_type):
        """Yield (space, ListID) of everything that stored fields refer to."""
        for name, value in fields.items():
            kinds = referred_types(name, own_type)
            for one in value if isinstance(value, list) else [value]:
                if not isinstance(one, dict):
                    continue
                if kinds:
                    yield space_of(kinds[0]), one["ListID"]
                else:
                    yield from self.references(one, own_type)


def repointed(value, kinds, own_type, gone, kept):
    """Return a copy of a stored value in which references to ``gone`` point to
    ``kept``.

    ``kinds``: the types that the value itself refers to, empty if it is no reference.
    """
    if isinstance(value, list):
        return [repointed(one, kinds, own_type, gone, kept) for one in value]
    if not isinstance(value, dict):
        return value
    if kinds:
        same = space_of(kinds[0]) == gone.space and value["ListID"] == gone.list_id
        return {"ListID": kept.list_id} if same else value
    return {
        name: repointed(one, referred_types(name, own_type), own_type, gone, kept)
        for name, one in value.items()
    }


def wanted(reference):
    """Return the ListID or FullName in a reference that points nowhere."""
    return reference.get("ListID") or reference.get("FullName")


def ret_name(ret, name):
    """Return the name in the Ret of an element of an Add or Mod: ``ContactsRet`` for
    ``Contacts`` and ``ContactsMod``; None if it is not returned."""
    bare = name.removesuffix("Mod").removesuffix("Add")
    for candidate in (name, bare, f"{bare}Ret"):
        if ret.child(candidate):
            return candidate
    return None
