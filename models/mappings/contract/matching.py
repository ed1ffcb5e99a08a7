from odoo import models

from ....core.qbxml.names import exact_key, name_key, name_keys, qb_name


class QbdMappingMatching(models.AbstractModel):
    """The part of a mapping that compares objects with records by their names."""

    _name = "qbd.mapping.matching"
    _description = "QuickBooks Mapping: Matching"

    def _without_object(self, records):
        """Return the records without an object in QuickBooks."""
        links = self.env["qbd.link"]._by_records(self._stream(), records.ids)
        return records.filtered(
            lambda record: record.id not in links or not links[record.id].qb_id
        )

    def _free_records(self):
        """Return the records of this stream that an object may still belong to."""
        links = self.env["qbd.link"]._search(
            [
                ("stream_id", "=", self._stream().id),
                ("qb_id", "!=", False),
                ("record_id", "!=", False),
            ]
        )
        free = [("id", "not in", links.subselect("record_id"))]
        return self._browse([]).search([*self._records_domain(), *free], order="id")

    def _match_by_name(self, objects, records):
        """Match records of the same name, in any form that QuickBooks may hold.

        The name as it is goes before other forms, records in use before archived ones.

        :param objects: {qb id: canonical}
        :return: {qb id: [record id]}
        """
        by_name = {}
        for record in records:
            for key in self._keys_of_name(record.name):
                by_name.setdefault(key, []).append(record.id)
        return {
            qb_id: self._in_use(self._named(by_name, canonical[self._name_field]))
            for qb_id, canonical in objects.items()
        }

    @staticmethod
    def _named(by_name, name):
        """Return the ids of records of a name: of exactly this name if there are any.

        :param by_name: {form of `_keys_of_name`: ids}
        """
        return by_name.get(exact_key(name)) or by_name.get(name_key(name)) or []

    def _keys_of_name(self, name):
        """Return the forms in which QuickBooks may hold a name, and the name itself."""
        length = self._codecs()[self._name_field].max_length
        return {exact_key(name), *name_keys(name, length)}

    def _in_use(self, ids):
        """Return the ids of records in use; all of them if none is in use."""
        records = self._browse(ids or [])
        if "active" not in records._fields:
            return records.ids
        return records.filtered("active").ids or records.ids

    def _free_name(self, canonical, names):
        """Return the name of a record in QuickBooks, with a number if it is taken.

        :param names: as for `_qb_name`
        """
        name, codec = canonical[self._name_field], self._codecs()[self._name_field]
        return name if names is None else qb_name(name, codec.max_length, names)
