from odoo import models, tools

from ..core.qbxml.values import Ref


class Batch:
    """What was looked up for a batch of objects, once for all of them.

    It travels in the context, where no two batches compare as equal.

    :param records: {(mapping name, QuickBooks id): record id, None where not linked}
    :param objects: {(mapping name, record id): QuickBooks id}
    :param found: {key: id} of anything else, see `_once`
    :param made: ids of further records of the mapping's model, made for the batch
    """

    def __init__(self):
        self.records, self.objects, self.found = {}, {}, {}
        self.made = set()

    def link(self, name, qb_id, record_id):
        self.records[name, qb_id] = record_id
        self.objects[name, record_id] = qb_id


class QbdMappingReferences(models.AbstractModel):
    """The part of a mapping that finds what objects and records refer to."""

    _name = "qbd.mapping.references"
    _description = "QuickBooks Mapping: References"

    def _for_batch(self, objects=()):
        """:return: this mapping, remembering what it looks up for a batch of objects"""
        mapping = self.with_context(qbd_batch=Batch())
        mapping._resolve(objects)
        return mapping

    def _batch(self):
        return self.env.context.get("qbd_batch") or Batch()

    def _once(self, key, find):
        """:return: what `find()` returns; in a batch it is asked only once for a key"""
        found = self._batch().found
        if key not in found:
            found[key] = find()
        return found[key]

    def _remember_all(self, pairs):
        """These objects have their records; their links are stored with the batch."""
        for pair in pairs:
            if pair.qb_id and pair.record_id:
                self._batch().link(self._own_name(), pair.qb_id, pair.record_id)

    def _referred(self, records):
        """:return: {mapping name: ids of the records that these refer to}"""
        found = {}
        for field in self._ref_fields():
            for record in records:
                if not self._leaves_out(record, field.qb):
                    target = self._raw_value(record, field)
                    found.setdefault(field.codec.mapping, set()).update(target.ids)
        return found

    def _references(self, records):
        """:return: {(mapping name, record id): QuickBooks id} of what they refer to"""
        found = dict(self._batch().objects)
        for name, ids in self._referred(records).items():
            target = self._stream()._sibling(name)
            ids = [one for one in ids if (name, one) not in found]
            if not target or not ids:
                continue
            links = self.env["qbd.link"]._by_records(target, ids)
            for record_id, link in links.items():
                if link.qb_id and link.state != "gone":
                    found[name, record_id] = link.qb_id
        return found

    def _resolve(self, objects):
        """Look up what objects refer to, in one query per mapping, for the batch."""
        batch, wanted = self._batch(), {}
        if "qbd_batch" not in self.env.context:
            return
        for field in self._ref_fields():
            ids = {one.get(field.qb) for one in objects if one.get(field.qb)}
            wanted.setdefault(field.codec.mapping, set()).update(ids)
        for name, ids in wanted.items():
            ids = {one for one in ids if not batch.records.get((name, one))}
            batch.records.update(dict.fromkeys((name, one) for one in ids))
            target = self._stream()._sibling(name)
            if not target or not ids:
                continue
            links = self.env["qbd.link"]._by_qb_ids(
                target.connection_id, target._mapping()._space, ids
            )
            for qb_id, link in links.items():
                if link.record_id and link.state != "gone":
                    batch.records[name, qb_id] = link.record_id
                    if link.stream_id == target:
                        batch.objects[name, link.record_id] = qb_id

    @tools.ormcache()
    def _referred_by(self):
        """:return: names of the mappings that have a reference to this one"""
        own = self._own_name()
        return tuple(
            name
            for name in self._names()
            if any(
                field.codec.mapping == own
                for field in self.env[f"qbd.mapping.{name}"]._ref_fields()
            )
        )

    def _ref_fields(self):
        return [
            field
            for field in self._fields_map
            if field.odoo and isinstance(field.codec, Ref)
        ]

    def _unresolved(self, canonical):
        """:return: paths of references to objects that Odoo does not know (yet)"""
        return {
            field.qb
            for field in self._ref_fields()
            if canonical.get(field.qb)
            and not self._to_record(field.codec.mapping, canonical[field.qb])
        }

    def _to_record(self, name, qb_id):
        """:return: the Odoo record linked with an object of another mapping, or none"""
        mapping = self.env[f"qbd.mapping.{name}"]
        known = self._batch().records
        if (name, qb_id) not in known:
            stream = self._stream()
            link = stream._sibling(name) and self.env["qbd.link"]._by_qb_ids(
                stream.connection_id, mapping._space, [qb_id]
            ).get(qb_id)
            live = link and link.state != "gone"
            known[name, qb_id] = link.record_id if live else None
        record_id = known[name, qb_id]
        return self.env[mapping._odoo_model].browse([record_id] if record_id else [])
