from odoo import models, tools

from ....core.qbxml.values import SPACE, Ref


class Batch:
    """The results of look-ups for a batch of objects, made once for all of them.

    It travels in the context, where no two batches compare as equal.

    :param records: {(mapping name, QuickBooks id): record id, None if not linked}
    :param objects: {(mapping name, record id): QuickBooks id}
    :param found: {key: id} of anything else, see `_cached_in_batch`
    :param made: ids of further records of the mapping's model, made for the batch
    :param mappings: {environment: {key: mapping}}, see `_mapping` of streams
    """

    def __init__(self):
        self.records, self.objects, self.found = {}, {}, {}
        self.made, self.mappings = set(), {}

    def end(self):
        """Let go of all environments with this batch, which would stay for long."""
        self.found.clear()
        self.mappings.clear()

    def link(self, name, qb_id, record_id):
        self.records[name, qb_id] = record_id
        self.objects[name, record_id] = qb_id


class Together:
    """The ids of all records that a batch refers to by one name, to be read together.

    Made when the first of them is read, and never before.
    """

    def __init__(self, batch, name):
        self._batch, self._name = batch, name

    def __iter__(self):
        records = self._batch.records.items()
        return iter([one for (name, _id), one in records if one and name == self._name])

    def __reversed__(self):
        return reversed(list(self))


class QbdMappingReferences(models.AbstractModel):
    """The part of a mapping that resolves the references of objects and records."""

    _name = "qbd.mapping.references"
    _description = "QuickBooks Mapping: References"

    _also_means = ()  # other mappings whose objects a reference may mean

    def _for_batch(self, objects=()):
        """Return this mapping with a cache of its look-ups for a batch of objects."""
        mapping = self.with_context(qbd_batch=Batch())
        mapping._resolve(objects)
        return mapping

    def _for_answer(self, sent=None):
        """Return this mapping for the object that an answer to a write returns.

        :param sent: the lines that were sent, by path
        """
        return self.with_context(qbd_answer=True, qbd_sent=sent)

    def _note_present(self, ids):
        """Ask once for a batch which of these records are there."""
        self._batch().found["present"] = {*self._browse(ids).exists()._ids}

    def _is_present(self, record):
        """Return whether a record is there, see `_note_present`."""
        known = self._batch().found.get("present", ())
        return record.id in known or bool(record.exists())

    def _batch(self):
        return self.env.context.get("qbd_batch") or Batch()

    def _cached_in_batch(self, key, find):
        """Return the result of `find()`, which a batch calls only once for a key."""
        found = self._batch().found
        if key not in found:
            found[key] = find()
        return found[key]

    def _remember_all(self, pairs):
        """Hook: remember the records of these objects, for the batch.

        Called by the engine as soon as pairs are found or made; their links are stored
        with the batch only. Mappings override it if an object stands for a second
        record.
        """
        for pair in pairs:
            if pair.qb_id and pair.record_id:
                self._batch().link(self._mapping_name(), pair.qb_id, pair.record_id)

    def _referred(self, records):
        """Hook: return the records that these records refer to.

        Called by the engine, which adds referenced records first. Mappings override it
        for references that are not fields.

        :return: {mapping name: ids of records}
        """
        found = {}
        for field in self._ref_fields():
            for record in records:
                if not self._leaves_out(record, field.qb):
                    target = self._raw_value(record, field)
                    found.setdefault(field.codec.target, set()).update(target.ids)
        for name, ids in self._referred_by_lines(records).items():
            found.setdefault(name, set()).update(ids)
        return found

    @staticmethod
    def _united(parts):
        """Return {mapping name: ids}, united over all parts."""
        united = {}
        for part in parts:
            for name, ids in part.items():
                united.setdefault(name, set()).update(ids)
        return united

    def _referred_by_lines(self, records):
        """Hook: return the records that the lines of these records refer to.

        Called by `_referred`. Mappings with lines override it.

        :return: {mapping name: ids of records}
        """
        return {}

    def _meant_by(self, name):
        """Return the names of the mappings whose objects a reference may mean.

        :param str name: target of a reference: the name of a mapping, or "*entity"
        """
        if name and name.startswith(SPACE):
            return tuple(self._space_mappings(name.removeprefix(SPACE)))
        if f"qbd.mapping.{name}" not in self.env:  # another addon may bring it
            return ()
        return (name, *self.env[f"qbd.mapping.{name}"]._also_means)

    def _space_mappings(self, space):
        """Hook: return the names of the mappings of a name space, preferred ones first.

        Called for references to a name space, `ref(space=…)`. If a record is linked
        in several of them, e.g. as a customer and as a vendor, the first is written.
        The mappings share one Odoo model.
        """
        names = self._mapping_names()
        return [n for n in names if self.env[f"qbd.mapping.{n}"]._space == space]

    def _siblings(self, name):
        """Return the streams whose records a reference may mean.

        :param str name: target of the reference, see `_meant_by`
        """
        found = self.env["qbd.stream"]
        for one in self._meant_by(name):
            found |= self._stream()._sibling(one)
        return found

    def _links_of(self, name, ids):
        """Return {record id: link} of the records that a reference means.

        :param str name: target of the reference, see `_meant_by`
        """
        found = {}
        for stream in self._siblings(name):
            links = self.env["qbd.link"]._by_records(stream, list(ids))
            if found and name.startswith(SPACE):
                # the first one that QuickBooks has stays
                kept = {i: one for i, one in found.items() if self._is_live(one)}
                links = {**links, **kept}
            found.update(links)
        return found

    @staticmethod
    def _is_live(link):
        return bool(link.qb_id) and link.state != "gone"

    @staticmethod
    def _was_there(link):
        """Return whether QuickBooks deleted the object, or merged it into another.

        Its id still says which object Odoo means, so that a change can be seen.
        """
        return bool(link.qb_id) and link.reason == "deleted_in_quickbooks"

    def _references(self, records):
        """Return {(mapping name, record id): QuickBooks id} of records' references."""
        found = dict(self._batch().objects)
        for name, ids in self._referred(records).items():
            ids = [one for one in ids if (name, one) not in found]
            for record_id, link in self._links_of(name, ids).items() if ids else ():
                if self._is_live(link) or self._was_there(link):
                    found[name, record_id] = link.qb_id
        return found

    def _resolve(self, objects):
        """Hook: resolve references of objects for a batch, in one query per mapping.

        Called by `_for_batch`. Mappings override it to look up more for the batch.
        """
        batch, wanted = self._batch(), {}
        if "qbd_batch" not in self.env.context:
            return
        for one in objects:
            for _path, name, qb_id in self._refs_of(one):
                wanted.setdefault(name, set()).add(qb_id)
        for name, ids in wanted.items():
            ids = {one for one in ids if not batch.records.get((name, one))}
            batch.records.update(dict.fromkeys((name, one) for one in ids))
            targets = self._siblings(name)
            if not targets or not ids:
                continue
            links = self.env["qbd.link"]._by_qb_ids(
                targets.connection_id, targets[0]._mapping()._space, ids
            )
            for qb_id, link in links.items():
                if link.stream_id not in targets:
                    continue  # e.g. a tax item, where an item is meant
                if link.record_id and link.state != "gone":
                    batch.records[name, qb_id] = link.record_id
                    batch.objects[name, link.record_id] = qb_id

    @tools.ormcache()
    def _referred_by(self):
        """Return names of the mappings that have a reference to this one."""
        return tuple(
            name
            for name in self._mapping_names()
            if self._mapping_name() in self.env[f"qbd.mapping.{name}"]._refers_to()
        )

    def _refers_to(self):
        """Hook: return the names of the mappings that this mapping refers to.

        Called by `_referred_by`. Mappings override it for references that are not
        declared as fields.
        """
        fields = [*self._ref_fields()]
        for lines in self._lists_of_lines():
            fields += [one for one in lines.fields if isinstance(one.codec, Ref)]
        names = {field.codec.target for field in fields} - {None}
        # a name that no mapping has (yet) stays: another addon may bring it
        return {n for n in names if not n.startswith(SPACE)}.union(
            *map(self._meant_by, names)
        )

    def _ref_fields(self):
        return [
            field
            for field in self._fields_map
            if field.odoo and isinstance(getattr(field, "codec", None), Ref)
        ]

    def _refs_of(self, canonical):
        """Hook: yield (path, mapping name, QuickBooks id) of an object's references.

        Called wherever references are resolved. Mappings override it for references
        that are not declared as fields. A reference within a line has the path of the
        lines.
        """
        for field in self._ref_fields():
            if canonical.get(field.qb):
                yield field.qb, field.codec.target, canonical[field.qb]
        for lines in self._lists_of_lines():
            for field in lines.fields:
                if not field.odoo or not isinstance(field.codec, Ref):
                    continue
                for line in canonical.get(lines.qb) or ():
                    if line.get(field.qb):
                        yield lines.qb, field.codec.target, line[field.qb]

    def _refers_anew(self, link, state):
        """Hook: return whether a record refers to something that QuickBooks lacks now.

        Called for what waits before it is compared: where it did not when both sides
        agreed, the change is not in its canonical form, and would be lost. Documents
        override it.

        :param state: canonical form of the record
        """
        record = self._browse(link.record_id)
        return any(
            path not in state and not self._leaves_out(record, path)
            for path in link.odoo_image or {}
            if path in self._compared()
        )

    def _unresolved(self, canonical):
        """Return the paths of references to objects that Odoo does not know (yet)."""
        return {
            path
            for path, name, qb_id in self._refs_of(canonical)
            if not self._to_record(name, qb_id)
        }

    def _to_record(self, name, qb_id):
        """Return the Odoo record linked with an object that is referred to, or none.

        :param str name: target of the reference, see `_meant_by`; of a name space the
            link that has the id says which mapping's record it is
        :return: record of the mapping's model; an empty one if the id is not known
        """
        model = self._target_model(name)
        batch = self._batch()
        known = batch.records
        if (name, qb_id) not in known:
            known[name, qb_id] = self._linked_record_id(name, qb_id)
        record_id = known[name, qb_id]
        record = self.env[model].browse([record_id] if record_id else [])
        return record.with_prefetch(Together(batch, name))

    def _target_model(self, name):
        """Return the name of the Odoo model that a reference leads to."""
        if name.startswith(SPACE):
            name = self._meant_by(name)[0]
        return self.env[f"qbd.mapping.{name}"]._odoo_model

    def _linked_record_id(self, name, qb_id):
        """Return the id of the record of an object, None if it has none in Odoo.

        Several mappings share a space of ids: the record of another one is of another
        model, where its id means something else.
        """
        streams = self._siblings(name)
        if not streams:
            return None
        space = streams[0]._mapping()._space
        links = self.env["qbd.link"]._by_qb_ids(streams.connection_id, space, [qb_id])
        link = links.get(qb_id)
        if not link or link.state == "gone" or link.stream_id not in streams:
            return None
        return link.record_id
