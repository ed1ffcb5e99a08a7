from odoo import models

from ....core.words import for_reader


class QbdListEntryMapping(models.AbstractModel):
    """Shares the code of mappings to `qbd.list.entry`, each for a kind of entry.

    A mapping inherits it before `qbd.mapping`. Its own name is the kind.
    """

    _name = "qbd.list.entry.mapping"
    _description = "QuickBooks List Entry: Mapping"

    def _records_domain(self):
        company = self._stream().company_id
        return [("kind", "=", self._mapping_name()), ("company_id", "=", company.id)]

    def _hint_domain(self, model):
        return [("kind", "=", self._mapping_name())]

    def _records_concerned(self, model, ids):
        """Drop entries of another kind: they do not belong to this list."""
        entries = self._browse(ids).exists()
        return entries.filtered(lambda entry: entry.kind == self._mapping_name()).ids

    def _new_values(self, canonical):
        return {
            **super()._new_values(canonical),
            "kind": self._mapping_name(),
            "company_id": self._stream().company_id.id,
            "active": canonical["IsActive"] is not False,
        }

    def _match(self, objects):
        return self._match_by_name(objects, self._free_records())

    def _record_refused_because(self, state, link):
        """Refuse a duplicate name, which QuickBooks would store with a number."""
        name = state["Name"] or ""
        domain = [
            *self._records_domain(),
            ("id", "!=", link.record_id),
            ("name", "=ilike", _literally(name)),
            ("active", "=", True),
        ]
        others = self._browse([]).search_count(domain, limit=1)
        if not others:
            return ""
        return for_reader(self.env)._(
            "Another record of this type is also called “%(name)s”. Rename one of "
            "them, or delete it.",
            name=name,
        )

    def _qb_name(self, canonical, names):
        return self._free_name(canonical, names)


def _literally(text):
    """Return a text as a pattern of (I)LIKE that matches only itself."""
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, f"\\{sign}")
    return text
