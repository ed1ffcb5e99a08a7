from odoo import models

from ....core.qbxml import fields as qbf
from ....core.qbxml.values import Ref


class QbdMappingWriting(models.AbstractModel):
    """How a mapping writes to Odoo what QuickBooks holds."""

    _name = "qbd.mapping.writing"
    _description = "QuickBooks Mapping: Writing to Odoo"

    def _odoo_values(self, changed, record=None):
        """:param changed: {path: canonical} that Odoo shall take

        :return: values for create or write; mappings add what needs more than one field
        """
        values = {}
        for field in self._fields_map:
            if field.qb not in changed or not field.odoo or field.odoo.startswith("_"):
                continue
            if isinstance(field, qbf.Lines):
                continue
            value = changed[field.qb]
            if isinstance(field.codec, Ref):
                target = self._to_record(field.codec.mapping, value) if value else None
                if value and not target:
                    continue
                value = target.id if target else False
            values[field.odoo] = False if value is None else value
        return values

    def _create_records(self, objects):
        """Create Odoo records for canonical objects, all at once.

        :return: records in the same order
        """
        values = [self._new_values(canonical) for canonical in objects]
        model = self._browse([]).with_context(**self._unlogged())
        records = self._browse(model.create(values).ids)
        self._after_pull(list(zip(records, objects, strict=True)))
        return records

    def _new_values(self, canonical):
        present = {
            path: value for path, value in canonical.items() if value is not None
        }
        return self._odoo_values(present)

    def _update_record(self, record, changed, canonical):
        """Write what QuickBooks changed to a record."""
        values = self._odoo_values(changed, record)
        if values:
            record.with_context(**self._quiet()).write(values)
        self._after_pull([(record, changed)])

    def _update_pair(self, pair):
        """Write to a pair's record what QuickBooks changed."""
        record = self._browse(pair.record_id)
        self._update_record(record, pair.merged.pull, pair.quickbooks)

    def _after_pull(self, pulled):
        """Write what lives in other records, e.g. an address of its own. A hook.

        :param pulled: [(record, {path: canonical} that it took)]
        """

    def _quiet(self):
        return {"mail_create_nosubscribe": True, "mail_create_nolog": True}

    def _unlogged(self):
        """The context of a create: nothing was tracked before a record existed."""
        return {**self._quiet(), "tracking_disable": True, "mail_notrack": True}

    def _lines_assigned(self, record, assigned):
        """QuickBooks gave new lines their ids: remember them. A hook of documents.

        :param assigned: {path: {key in Odoo: id of the line}}
        """
