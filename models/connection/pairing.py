from functools import partial

from odoo import fields, models

WAITING = 1000
"""How many waiting records are looked at for what they need."""

WITH_RECORD = ("record_id", "not in", [False, 0])
WITHOUT_RECORD = ("ok", "parked", "retry")
"""States of an object without a record that a person may pair."""


class QbdConnectionPairing(models.AbstractModel):
    """Finds entries without a counterpart on the other side, and links to them."""

    _name = "qbd.connection.pairing"
    _description = "QuickBooks Connection: Pairing"

    pairing_count = fields.Integer("To match", compute="_compute_pairing_count")

    def _compute_pairing_count(self):
        for connection in self:
            origin = connection._origin.sudo()
            number = self.env["qbd.link"].search_count(origin._unpaired_domain())
            connection.pairing_count = number + origin._count_needed()

    def action_open_pairing(self):
        """Open the mapping page: unmatched records and objects, with suggestions."""
        self.ensure_one()
        self.check_access("read")
        left = self.env["qbd.pairing"]._build(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_pairing"
        )
        action["domain"] = [("connection_id", "=", self.id)]
        action["context"] = {
            "qbd_connection": self.id,
            "search_default_group_stream": 1,
        }
        if left:
            action["name"] = self.env._(
                "Match accounts and taxes (%(number)s more follow)", number=left
            )
        return action

    # -- objects without a record ---------------------------------------------

    def _unpaired_domain(self):
        """Return the domain of links to list objects without a record in Odoo."""
        return [
            ("stream_id", "in", self._lists().ids),
            ("qb_id", "!=", False),
            ("record_id", "in", [False, 0]),
            ("state", "in", WITHOUT_RECORD),
            ("quickbooks_seen", "!=", False),
        ]

    def _lists(self):
        """Return the streams that are on and matched, except those of transactions."""
        known = self.env["qbd.mapping"]._mapping_names()
        lists = [n for n in known if self._space_of(n) != "transaction"]
        return self.stream_ids.filtered(
            lambda stream: (
                stream.direction != "off"
                and stream.mapping in lists
                and not stream._is_matched_first()
            )
        )

    def _space_of(self, name):
        return self.env[f"qbd.mapping.{name}"]._space

    # -- who waits for what ---------------------------------------------------

    def _waiting_links(self, *domain):
        """Return the links that wait for a reference to become known, by stream."""
        links = self.env["qbd.link"].search(
            [*self._waiting_domain(), *domain], limit=WAITING
        )
        return links.grouped("stream_id").items() if links else ()

    def _waiting_domain(self):
        return [
            ("connection_id", "=", self.id),
            ("state", "=", "retry"),
            ("reason", "=", "waits"),
        ]

    def _needed_objects(self):
        """Return {link of an object without a record: links that wait for it}.

        One that cannot be worked out is left out: the next session parks it.
        """
        needed = {}
        for stream, links in self._waiting_links(
            ("record_id", "in", [False, 0]), ("quickbooks_seen", "!=", False)
        ):
            read = partial(self._needed_ids, stream)
            for keys in links._in_parts(links, read):
                for key, link in keys:
                    needed[key] = needed.get(key, self.env["qbd.link"]) | link
        return self._links_of_objects(needed)

    def _needed_ids(self, stream, links):
        """Return [((name space, id), link that waits for it)] of unknown objects."""
        seen = [link.quickbooks_seen for link in links]
        mapping = stream._mapping()._for_batch(seen)
        return [
            ((self._space_of(name), qb_id), link)
            for link in links
            for name, qb_id in mapping._needed_refs(link.quickbooks_seen)
            if not mapping._to_record(name, qb_id)
        ]

    def _links_of_objects(self, needed):
        by_space = {}
        for space, qb_id in needed:
            by_space.setdefault(space, []).append(qb_id)
        return {
            link: needed[space, qb_id]
            for space, ids in by_space.items()
            for qb_id, link in self.env["qbd.link"]._by_qb_ids(self, space, ids).items()
        }

    def _count_needed(self):
        """Return the number of records that `_needed_records` returns.

        Links of a list with the same message wait for the same: one of them is read.
        """
        links = self.env["qbd.link"]._read_group(
            [*self._waiting_domain(), WITH_RECORD],
            ["stream_id", "message"],
            ["id:min"],
            limit=WAITING,
        )
        links = self.env["qbd.link"].browse([link_id for *_same, link_id in links])
        needed = set()
        for stream, some in links.grouped("stream_id").items():
            mapping, records = self._mapping_and_records(stream, some)
            parts = links._in_parts(
                records.ids, lambda ids, own=mapping: own._all_needed(own._browse(ids))
            )
            without = self._without_object(mapping, mapping._united(parts))
            needed |= {
                (target, one)
                for found in without.values()
                for one, target in found.items()
            }
        return len(needed)

    @staticmethod
    def _mapping_and_records(stream, links):
        mapping = stream._mapping()._for_batch()
        return mapping, mapping._browse(links.mapped("record_id")).exists()

    def _needed_records(self):
        """Return {stream: {id of a record without an object: links that wait}}."""
        needed = {}
        for stream, links in self._waiting_links(WITH_RECORD):
            mapping, records = self._mapping_and_records(stream, links)
            by_record = {link.record_id: link for link in links}
            read = links._each(
                records,
                lambda one, own=mapping: (one.id, own._referred_needed(one)),
                lambda _bad, _error: None,  # the next session parks it
            )
            referred = dict(read)
            without = self._without_object(mapping, mapping._united(referred.values()))
            for record_id, by_name in referred.items():
                for name, ids in by_name.items():
                    for one in ids & without[name].keys():
                        waiting = needed.setdefault(without[name][one], {})
                        known = waiting.get(one, self.env["qbd.link"])
                        waiting[one] = known | by_record[record_id]
        return needed

    def _without_object(self, mapping, referred):
        """Return {mapping name: {record id: stream that it belongs to}}."""
        result = {}
        for name, ids in referred.items():
            links = mapping._links_of(name, ids)
            free = [one for one in ids if one not in links or not links[one].qb_id]
            result[name] = {}
            for target in mapping._siblings(name):
                own = target._mapping()
                domain = [("id", "in", free), *own._records_domain()]
                for record_id in own._browse([]).search(domain).ids:
                    result[name].setdefault(record_id, target)
        return result
