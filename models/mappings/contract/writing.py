from odoo import models

from ....core.defaults import Defaults
from ....core.qbxml import fields as qbf
from ....core.qbxml.values import Ref


class QbdMappingWriting(models.AbstractModel):
    """The part of a mapping that writes values of QuickBooks to Odoo."""

    _name = "qbd.mapping.writing"
    _description = "QuickBooks Mapping: Writing to Odoo"

    def _odoo_values(self, changed, record=None):
        """Hook: return the values for a create or write in Odoo.

        Called for each object that becomes or changes a record. Mappings add values
        that need more than one field.

        :param changed: {path: canonical} that Odoo shall take
        :param record: the record that changes, None for a new record
        """
        values = {}
        for field in self._fields_map:
            if field.qb not in changed or not field.odoo or field.odoo.startswith("_"):
                continue
            if isinstance(field, qbf.Lines):
                continue
            value = changed[field.qb]
            if isinstance(field.codec, Ref):
                target = self._to_record(field.codec.target, value) if value else None
                if value and not target:
                    continue
                value = target.id if target else False
            values[field.odoo] = False if value is None else value
        return values

    def _create_records(self, objects):
        """Hook: create Odoo records for canonical objects, all at once.

        Called by the engine for each level of ancestors. Mappings override it if a
        record takes more than one model.

        :return: records in the same order
        """
        values = [self._new_values(canonical) for canonical in objects]
        model = self._browse([]).with_context(**self._unlogged())
        records = self._browse(model.create(values).ids)
        self._after_pull(list(zip(records, objects, strict=True)))
        return records

    def _new_values(self, canonical):
        """Hook: return the values for the creation of a record.

        Called by `_create_records` for each object.
        """
        present = {
            path: value for path, value in canonical.items() if value is not None
        }
        return self._odoo_values(present)

    def _update_record(self, record, changed, canonical):
        """Hook: write the changes of QuickBooks to a record.

        Called by `_update_pair`. Mappings override it if a change takes more than one
        write.

        :param changed: {path: canonical} that Odoo takes
        :param canonical: canonical form of the object
        """
        values = self._odoo_values(changed, record)
        if values:
            record.with_context(**self._quiet()).write(values)
        self._after_pull([(record, changed)])

    def _update_pair(self, pair):
        """Hook: write the changes of QuickBooks to a pair's record.

        Called by the engine for each pair with changes to pull.
        """
        record = self._browse(pair.record_id)
        self._update_record(record, pair.merged.pull, pair.quickbooks)

    def _after_pull(self, pulled):
        """Hook: write values that other records hold, for example an own address.

        Called after records were created from objects, or took changes of QuickBooks.

        :param pulled: [(record, {path: canonical} that it took)]
        """

    def _quiet(self):
        return {"mail_create_nosubscribe": True, "mail_create_nolog": True}

    def _unlogged(self):
        """Hook: return the context of a create.

        Called by `_create_records`: nothing was tracked before a record existed.
        """
        quiet = {"tracking_disable": True, "mail_notrack": True}
        batch = {"qbd_creates": True, "qbd_defaults": Defaults()}
        return {**self._quiet(), **quiet, **batch}

    def _take_figures(self, record, quickbooks):
        """Hook: let a record take the amounts of its object as they are.

        Called by a link, for a user who decided so about a difference in money.

        :param quickbooks: canonical form of the object
        """
        raise NotImplementedError

    def _forget_lines(self, record):
        """Hook: forget the ids of lines, whose document another one stands for.

        Called by the engine when the link of a record gets another object. Mappings
        with lines override it.
        """

    def _note_returned(self, record_id, returned):
        """Hook: remember which parts of a record are which ones of its object.

        Called by the engine for each object that comes back from an Add or a Mod.
        Mappings override it if QuickBooks chose, or was told, more than Odoo says.

        :param returned: canonical form of the object
        """

    def _lines_assigned(self, record, assigned):
        """Hook: store the ids that QuickBooks gave to new lines.

        Called by the engine after a document was written or paired. Mappings with lines
        override it.

        :param assigned: {path: {key in Odoo: id of the line}}
        """
