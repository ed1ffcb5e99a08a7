from odoo import fields, models
from odoo.tools import SQL

from ...core.qbwc import credentials
from ...core.qbxml.names import ODD_FULL_NAME, sent_key
from ...core.sync import merge as qbm

SUCCESSORS = 10
"""How many times an object may have been replaced since the backup of an Odoo."""


class QbdEngineRemade(models.AbstractModel):
    """Objects that were deleted and made again under their name, with another id.

    Names are unique within a list of QuickBooks. So an object with the name of one
    that Odoo knows is the same one made again, or the other one was renamed: it waits
    until the comparison of ids has shown which. A name may have been made again in the
    form in which Odoo sends it: ™ as (TM).
    """

    _name = "qbd.engine.remade"
    _description = "QuickBooks Engine: Objects Made Again"

    def _hold_namesakes(self, stream, mapping, pairs, renamed=()):
        """Let new objects wait whose name belongs to an object that Odoo knows.

        One that is known as deleted gets its link, and so its record, back at once.

        :param renamed: ids of known objects that have another name by now
        :return: the pairs to go on with
        """
        names = {
            key: pair
            for pair in pairs
            if pair.name and not pair.record_id
            for key in self._forms(pair.name)
        }
        if not mapping._has_unique_names or not names:
            return pairs
        held = []
        for link in self._namesakes(stream, mapping, names, renamed):
            pair = self._of_name(names, link.qb_name)
            if pair.record_id or pair in held:
                continue  # another link of this name has settled it
            if link.state == "gone":
                self._take_back(link, pair)
            elif not self._was_looked_for(stream, pair):
                self._hold(stream, mapping, pair)
                held.append(pair)
        return [pair for pair in pairs if pair not in held]

    def _namesakes(self, stream, mapping, names, renamed):
        """Return links with a record whose object has one of these names, or had it."""
        self.env["qbd.link"].flush_model()
        # two queries, each with an index and run once; a name that Odoo sends in
        # another form may have been made again in that form
        named = SQL(
            "id = ANY(ARRAY(SELECT id FROM qbd_link WHERE connection_id = %s"
            " AND space = %s AND lower(qb_name) = ANY(ARRAY(SELECT lower(name)"
            " FROM unnest(%s::text[]) name)) UNION ALL"
            " SELECT id FROM qbd_link WHERE stream_id = %s AND qb_name ~ %s))",
            stream.connection_id.id,
            mapping._space,
            [*names, *(pair.name for pair in names.values())],
            stream.id,
            ODD_FULL_NAME,
        )
        self.env.cr.execute(
            SQL(
                "SELECT id FROM qbd_link WHERE stream_id = %s AND qb_id IS NOT NULL"
                " AND record_id IS NOT NULL AND %s AND qb_id != ALL(%s)"
                " AND (state != 'gone' OR reason = 'deleted_in_quickbooks')"
                " ORDER BY id",
                stream.id,
                named,
                [*renamed, *(pair.qb_id for pair in names.values())],
            )
        )
        found = self.env["qbd.link"].browse([row[0] for row in self.env.cr.fetchall()])
        return found.filtered(lambda link: self._of_name(names, link.qb_name))

    @staticmethod
    def _forms(name):
        """Return the keys of a name: as it is, and as Odoo sends it."""
        return {(name or "").casefold(), sent_key(name)}

    def _of_name(self, by_name, name):
        """Return what has a name in one of its forms, None if nothing has."""
        return next((by_name[x] for x in self._forms(name) if x in by_name), None)

    @staticmethod
    def _was_looked_for(stream, pair):
        """Return whether ids were compared since the object was held: both exist."""
        held = bool(pair.link) and pair.link.reason == "namesake"
        return held and not stream.id_sweep_wanted  # only a complete one clears it

    def _hold(self, stream, mapping, pair):
        """Keep what was seen of an object, and have the ids of its list compared."""
        values = {
            "state": "retry",
            "reason": "namesake",
            "message": self.env._(
                "QuickBooks has a new “%(name)s”. The next comparison of all ids "
                "shows whether the known record was deleted or renamed.",
                name=pair.name,
            ),
            "next_try": fields.Datetime.now(),
            "quickbooks_seen": pair.quickbooks,
            "qb_name": pair.name,
            "edit_sequence": pair.edit_sequence,
        }
        if pair.link:
            pair.link.write(values)
        else:
            identity = self._link_identity(stream, mapping, pair)
            pair.link = self.env["qbd.link"].create({**identity, **values})
        stream.id_sweep_wanted = True

    def _find_successors(self, stream, mapping, pairs):
        """Give the links of deleted documents to those that Odoo added in their place.

        An Odoo that was restored from a backup does not know that it did. A restored
        company file has the earlier document again.
        """
        if mapping._has_unique_names:
            return
        new = [pair for pair in pairs if not pair.record_id]
        if stream.connection_id.recompare:
            self._find_predecessors(stream, mapping, new)
        new = {guid: pair for pair in new if (guid := self._guid_of(pair))}
        if not new:
            return
        deleted = self.env["qbd.link"].search(
            [
                ("stream_id", "=", stream.id),
                ("reason", "=", "document_deleted"),
                *(("deleted_in_odoo", "=", False), ("qb_id", "!=", False)),
            ]
        )
        for link in deleted:
            for guid in self._guids_after(link.connection_id, link.guid or link.qb_id):
                if guid in new:
                    self._succeed(mapping, link, new.pop(guid))
                    break

    def _find_predecessors(self, stream, mapping, pairs):
        """Give links to the documents that Odoo replaced after a file was backed up."""
        later = {
            guid: pair
            for pair in pairs
            for guid in self._guids_after(
                stream.connection_id, self._guid_of(pair) or pair.qb_id
            )
        }
        links = self.env["qbd.link"].search(
            [
                ("stream_id", "=", stream.id),
                *(("guid", "in", list(later)), ("qb_id", "!=", False)),
                ("state", "!=", "gone"),
            ]
        )
        for link in links:
            pair = later[link.guid]
            if not pair.record_id:
                self._succeed(mapping, link, pair)

    @staticmethod
    def _guid_of(pair):
        return (pair.quickbooks.get("ExternalGUID") or "").lower()

    @staticmethod
    def _guids_after(connection, before):
        """Yield the GUIDs of the objects that Odoo adds in the place of another."""
        for _step in range(SUCCESSORS):
            before = credentials.next_guid(connection.file_id, before)
            yield before

    def _succeed(self, mapping, link, pair):
        """Let a document stand for the deleted one; its lines are found anew."""
        if pair.link:
            pair.link.unlink()
        record = link._record()
        if record:
            mapping._forget_lines(record)
        lines = {p for p, key in mapping._line_keys().items() if key == "TxnLineID"}
        images = {
            name: {
                p: value for p, value in (link[name] or {}).items() if p not in lines
            }
            for name in ("odoo_image", "quickbooks_image")
        }
        link._release()
        link.write({**images, "qb_id": pair.qb_id, "qb_type": pair.qb_type})
        guid = self._guid_of(pair) or False
        link.write({"guid": guid, "edit_sequence": False, "pending_request": False})
        pair.link, pair.record_id = link, link.record_id

    def _take_back(self, link, pair):
        """Give the link of a deleted object to the object that replaces it."""
        if pair.link:
            pair.link.unlink()
        self._replace_object(link, pair.qb_id, pair.qb_type, pair.quickbooks)
        link.quickbooks_image = {
            **(link.quickbooks_image or {}),
            "IsActive": False,
        }
        pair.link, pair.record_id = link, link.record_id

    def _without_remade(self, stream, links):
        """Link the records of vanished objects with those that were made again.

        :param links: of objects that are gone from QuickBooks
        :return: the links whose object was not made again
        """
        held = self.env["qbd.link"].search(
            [
                ("stream_id", "=", stream.id),
                ("state", "in", ("retry", "dirty", "parked")),  # by its index
                ("reason", "=", "namesake"),
            ]
        )
        held = {
            key: one
            for one in held
            if not one.record_id
            for key in self._forms(one.qb_name)
        }
        remade = []
        for link in links:
            new = self._of_name(held, link.qb_name) if link.record_id else None
            if not new:
                continue
            held = {key: one for key, one in held.items() if one != new}
            remade.append(link)
            identity = (new.qb_id, new.qb_type, new.quickbooks_seen)
            new.unlink()
            self._replace_object(link, *identity)
        if remade:
            self._reconcile(stream, [self._pair_of_link(link) for link in remade])
        return [link for link in links if link not in remade]

    def _replace_object(self, link, qb_id, qb_type, shown):
        """Keep the agreement about all that the new object has a value for.

        Where it is blank, the value of Odoo fills it: it was not deleted.
        """
        images = {
            name: {
                path: value
                for path, value in (link[name] or {}).items()
                if not qbm.is_blank(shown.get(path))
            }
            for name in ("odoo_image", "quickbooks_image")
        }
        link.write(
            {
                **images,
                **{"qb_id": qb_id, "qb_type": qb_type, "edit_sequence": False},
                **{"quickbooks_seen": shown, "state": "dirty", "reason": False},
                **{"message": False, "pending_request": False, "guid": False},
            }
        )
        link.flush_recordset()

    def _read_referring_again(self, stream, qb_ids):
        """Have the objects read again that refer to objects of a list which are gone.

        After a merge in QuickBooks they show the object that stayed, without a new
        EditSequence. Entries of lists are fetched after a comparison of their ids.
        """
        names = stream._mapping()._referred_by()
        streams = stream.connection_id.stream_ids.filtered(
            lambda one: one.mapping in names and one._is_read()
        )
        if not streams or not qb_ids:
            return
        found = self.env["qbd.link"]._read_showing_again(streams, qb_ids)
        found.filtered(
            lambda stream: not stream._mapping()._reads_again
        ).id_sweep_wanted = True
