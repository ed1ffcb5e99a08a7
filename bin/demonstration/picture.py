"""Both sides at one moment, and the changes between two moments."""

from dataclasses import dataclass, field

from .documents import LISTINGS

WAITING = ("dirty", "sent", "retry")
NEEDS_PERSON = ("parked", "unknown")
FOLLOWS = ("write_date", "Balance", "TotalBalance", "QuantityOnHand", "AverageCost")
"""What moves by itself: documents move balances, and Odoo touches what it leaves."""


@dataclass
class Side:
    """One list on one side: {id: values}."""

    rows: dict

    def added_since(self, before):
        return len(self.rows.keys() - before.rows.keys())

    def changed_since(self, before):
        both = self.rows.keys() & before.rows.keys()
        return sum(_own(self.rows[key]) != _own(before.rows[key]) for key in both)


@dataclass
class Picture:
    """All lists on both sides, and the links between them.

    `odoo` and `quickbooks` are {name of the mapping: Side}, `links` is {name of the
    mapping: [link]}.
    """

    odoo: dict = field(default_factory=dict)
    quickbooks: dict = field(default_factory=dict)
    links: dict = field(default_factory=dict)

    @classmethod
    def taken(cls, odoo, company):
        picture = cls()
        for listing in LISTINGS:
            name = listing.mapping
            picture.odoo[name] = Side(listing.in_odoo(odoo))
            picture.quickbooks[name] = Side(listing.in_quickbooks(company))
            picture.links[name] = _links(odoo, name)
        return picture

    def same_as(self, other):
        return (self.odoo, self.quickbooks) == (other.odoo, other.quickbooks)

    def count(self, mapping, states):
        return sum(link["state"] in states for link in self.links[mapping])

    def problems(self):
        """Return sentences about all that is not equal on both sides."""
        found = []
        for listing in LISTINGS:
            found += self._unlinked(listing)
            found += self._different(listing)
        return found

    def _different(self, listing):
        links = {link["record_id"]: link for link in self.links[listing.mapping]}
        records = self.odoo[listing.mapping].rows
        objects = self.quickbooks[listing.mapping].rows
        for link in links.values():
            record = records.get(link["record_id"])
            shown = objects.get(link["qb_id"])
            name = f"{listing.label}: {link['record_name'] or link['qb_name']}"
            if link["state"] != "ok":
                yield f"{name}: {link['state']}: {link['message']}"
            elif not record or not shown:
                yield f"{name}: on one side only"
            else:
                for what, ours, theirs in listing.differences(record, shown, links):
                    yield f"{name}: {what} is {ours!r} and {theirs!r}"

    def _unlinked(self, listing):
        links = self.links[listing.mapping]
        known = {link["qb_id"] for link in links}
        for qb_id, shown in self.quickbooks[listing.mapping].rows.items():
            if qb_id not in known:
                name = listing.name_in_quickbooks(shown)
                yield f"{listing.label}: {name} is in QuickBooks only"
        if not listing.all_cross:
            return
        known = {link["record_id"] for link in links}
        for record_id, record in self.odoo[listing.mapping].rows.items():
            if record_id not in known:
                name = listing.name_in_odoo(record)
                yield f"{listing.label}: {name} is in Odoo only"


def _own(row):
    """Values that somebody, or the sync, has written."""
    return {name: value for name, value in row.items() if name not in FOLLOWS}


def _links(odoo, mapping):
    return odoo.read(
        "qbd.link",
        [("stream_id.mapping", "=", mapping), ("state", "!=", "gone")],
        ["record_id", "record_name", "qb_id", "qb_name", "state", "message"],
    )
