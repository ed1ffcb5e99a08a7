from contextlib import suppress

from odoo import models
from odoo.tools import SQL

from ...core.errors import ValueRefused
from ...core.sync import merge as qbm
from ...core.sync.operations import OPERATIONS


class NamesTaken:
    """Tells whether a full name is taken in the name space of a link.

    A name that QuickBooks refused before (3100) counts as taken.

    :ivar first: the first name that was asked for, None if QuickBooks refused it
    """

    def __init__(self, used, planned, refused):
        self.used, self.planned, self.refused = used, planned, refused
        self.first, self.proposals = None, 0

    def __call__(self, name):
        """Return whether the name is taken, without regard to case."""
        if self.first is None and not self.refused:
            self.first = name
        if name.casefold() in self.planned:
            return True
        found = self.used(name)
        self.proposals += not found
        return found or self.proposals <= self.refused

    def wanted(self, name):
        """Return the name that is to be tried again instead of `name`, else None."""
        other = self.first and name and self.first.casefold() != name.casefold()
        return self.first if other else None


class QbdEngineNames(models.AbstractModel):
    """Gives records the names that they have in QuickBooks.

    Names are unique there. A record whose name is taken gets one with a number; as soon
    as its own name is free, it is sent again: so two records may change names.
    """

    _name = "qbd.engine.names"
    _description = "QuickBooks Engine: Names"

    def _names_known(self, mapping, links, states):
        """Ask in one query about the names that new records would be given first.

        :param states: {record id: canonical form}
        :return: {full name: ids of the links that have it}
        """
        wanted = set()

        def note(name):
            wanted.add(name)
            return False

        for link in links:
            with suppress(ValueRefused):  # the words come where the Add is built
                mapping._qb_name(states[link.record_id], note)
        return links[0]._names_used(mapping._space, wanted) if wanted else {}

    def _names_taken(self, mapping, link, plan, known=None):
        """Return a `NamesTaken` for a link, with the names planned so far.

        :param known: the result of `_names_known`, if it was asked
        """
        refused = link.attempts if link.reason == "name_taken" else 0

        def used(name):
            if known and name in known:
                return bool(known[name] - {link.id})
            return self.env["qbd.link"]._name_used(link, mapping._space, name)

        return NamesTaken(used, plan.names, refused)

    def _take_back_name(self, link):
        """Let a link have its name again, whose change QuickBooks did not carry out."""
        entry = link.pending_request or {}
        if entry.get("name") and not OPERATIONS[entry["op"]].creates:
            link.qb_name = entry.get("old_name") or link.qb_name

    def _release_wanted_names(self, connection):
        """Have the names sent that were taken when their records were written.

        Of several records that want one name, the first gets it.
        """
        streams = connection.stream_ids.filtered(lambda stream: stream._writes())
        links = self.env["qbd.link"]
        links.flush_model(["wanted_name", "qb_name", "state", "reason"])
        self.env.cr.execute(self._links_with_free_name(streams))
        for link in links.browse([row[0] for row in self.env.cr.fetchall()]):
            path = link.stream_id._mapping()._name_field
            link.write(
                {
                    "odoo_image": {**(link.odoo_image or {}), path: qbm.DIFFERS},
                    "wanted_name": False,
                    "state": "dirty",
                }
            )

    def _links_with_free_name(self, streams):
        """Return the query of the links whose wanted name no object has any more."""
        return SQL(
            "SELECT DISTINCT ON (l.space, lower(l.wanted_name)) l.id"
            " FROM qbd_link l WHERE l.wanted_name IS NOT NULL"
            " AND l.stream_id = ANY(%s) AND l.state IN ('ok', 'dirty')"
            " AND l.qb_id IS NOT NULL AND NOT EXISTS ("
            "SELECT 1 FROM qbd_link o WHERE o.connection_id = l.connection_id"
            " AND o.space = l.space AND lower(o.qb_name) = lower(l.wanted_name)"
            " AND o.id != l.id AND (o.state != 'gone'"
            " OR o.reason != 'deleted_in_quickbooks'))"
            " ORDER BY l.space, lower(l.wanted_name), l.id",
            streams.ids,
        )

    def _rename_below(self, mapping, links):
        """Give the links of objects below renamed ones their new full names.

        QuickBooks changes the full names of children without a new EditSequence.

        :param links: links of objects that have another full name than before
        """
        while links and "ParentRef" in mapping._codecs():
            links.flush_model(["qb_name", "quickbooks_image"])
            self.env.cr.execute(
                SQL(
                    "UPDATE qbd_link c SET qb_name ="
                    " p.qb_name || ':' || regexp_replace(c.qb_name, '^.*:', '')"
                    " FROM qbd_link p WHERE p.id = ANY(%s)"
                    " AND c.connection_id = p.connection_id AND c.space = p.space"
                    " AND c.qb_name LIKE '%%:%%' AND c.id != p.id"
                    " AND c.quickbooks_image->>'ParentRef' = p.qb_id"
                    " AND c.qb_name !="
                    " p.qb_name || ':' || regexp_replace(c.qb_name, '^.*:', '')"
                    " RETURNING c.id",
                    links.ids,
                )
            )
            links = links.browse([row[0] for row in self.env.cr.fetchall()])
            links.invalidate_recordset(["qb_name"])
