import re

from odoo import models

from ....core.words import for_reader


class QbdMappingSuggestions(models.AbstractModel):
    """The part of a mapping that proposes pairs to a user, each with its reason."""

    _name = "qbd.mapping.suggestions"
    _description = "QuickBooks Mapping: Suggestions"

    def _finders(self):
        """Hook: return the ways to find objects among records, the surest way first.

        Called by `_suggest`. Mappings override it to look at more than names.

        :return: [(reason in words, callable)]; a callable gets {qb id: canonical} and
            the free records, and returns {qb id: [record id]}
        """
        return [
            (for_reader(self.env)._("Same name"), self._match_by_name),
            (for_reader(self.env)._("Nearly the same name"), self._match_by_letters),
        ]

    def _suggest(self, objects, records=None):
        """Hook: propose a record for each object that has none.

        Called by the pairing wizard. Mappings override it to propose more than free
        records.

        :param objects: {qb id: canonical}
        :param records: those that may be proposed; by default all that are free
        :return: {qb id: (record id or None, reason in words)}; no record if several
            match; objects without any match are left out
        """
        rest, result = dict(objects), {}
        free = self._free_records() if records is None else records
        for words, find in self._finders():
            found = {k: ids for k, ids in find(rest, free).items() if ids}
            result.update(self._single_out(found, words))
            taken = {record_id for record_id, _words in result.values()}
            free = free.filtered(lambda record, taken=taken: record.id not in taken)
            rest = {k: one for k, one in rest.items() if k not in result}
        return result

    def _single_out(self, found, words):
        """Pair an object and a record if both are unique; otherwise ask."""
        wanted = [record_id for ids in found.values() for record_id in ids]
        result = {}
        for qb_id, ids in found.items():
            if len(ids) == 1 and wanted.count(ids[0]) == 1:
                result[qb_id] = (ids[0], words)
            else:
                names = ", ".join(map(self._title, self._browse(ids[:3])))
                several = for_reader(self.env)._(
                    "%(reason)s, but more than one match: %(names)s",
                    reason=words,
                    names=names,
                )
                result[qb_id] = (None, several)
        return result

    def _match_by_letters(self, objects, records):
        """Match names that differ in blanks, signs and capitals only."""
        by_letters = {}
        for record in records:
            by_letters.setdefault(_letters(record.name), []).append(record.id)
        by_letters.pop("", None)
        return {
            qb_id: by_letters.get(_letters(canonical[self._name_field]), [])
            for qb_id, canonical in objects.items()
        }

    # -- words for users ------------------------------------------------------

    def _needed_refs(self, canonical):
        """Hook: return the references of an object that Odoo must have first.

        Called by the pairing page. Documents override it: not every reference is
        needed.

        :return: [(mapping name, QuickBooks id)]
        """
        return [(name, qb_id) for _path, name, qb_id in self._refs_of(canonical)]

    def _referred_needed(self, record):
        """Hook: return the references of a record that QuickBooks must have first.

        Called by the pairing page. Documents override it: not every reference is
        needed.

        :return: {mapping name: ids of records}
        """
        return self._referred(record)

    def _all_needed(self, records):
        """Hook: return what any of these records needs first, see `_referred_needed`.

        Called for the number on the dashboard: of many records at once.

        :return: {mapping name: ids of records}
        """
        return self._referred(records)

    def _title(self, record):
        """Hook: return the name of a record that tells it apart from similar names.

        Called by the pairing wizard and for suggestions.
        """
        return record.display_name

    def _about(self, canonical):
        """Hook: return details that tell objects of similar names apart.

        Called by the pairing wizard, for a user. Mappings whose names say little
        override it.

        :param canonical: canonical form of the object
        :return: words, "" for none
        """
        return ""


def _letters(name):
    return re.sub(r"[\W_]+", "", name or "").casefold()
