from odoo import models, tools

from ....core.qbxml import currencies
from ....core.qbxml.elements import HOME, KEPT, MEANINGS, Elements, is_plain, read
from ....core.words import for_reader


class QbdMappingElements(models.AbstractModel):
    """The part of a mapping that treats the elements that no field carries.

    Each is declared, in `_elements` or with the lines that it belongs to: it stays in
    QuickBooks, or it changes the meaning of the object, or it follows from others.
    """

    _name = "qbd.mapping.elements"
    _description = "QuickBooks Mapping: Elements"

    _elements = Elements()  # those of the object itself

    def _read_object(self, element, image=None):
        """Return the canonical form of a Ret, with the elements that no field carries.

        :param image: the object's image, if it is linked
        :raise ValueRefused: for a value that cannot be read
        """
        canonical = self._canonical_object(element, image)
        found = read(element, self._elements, self._lists_of_lines())
        known = image or {}
        kept = found.texts()
        if kept or KEPT in known:
            canonical[KEPT] = kept
        shown = [*found.meanings, *self._meanings_implied(canonical, found.meanings)]
        meanings = [] if canonical.get("Void") else self._not_plain(shown)
        if meanings or MEANINGS in known:
            canonical[MEANINGS] = meanings
        return canonical

    def _not_plain(self, meanings):
        declared = self._meanings()
        return [
            [path, text]
            for path, text in meanings
            if not is_plain(text, self._plain_values(declared[path]))
        ]

    def _meanings_implied(self, canonical, shown):
        """Hook: return [[path, text]] that an object does not show of itself.

        Called by `_read_object`. Documents override it: without a currency of their own
        they are in that of their customer.

        :param shown: [[path, text]] that it shows
        """
        return []

    def _plain_values(self, meaning):
        return self._home_names() if HOME in meaning.plain else meaning.plain

    def _home_names(self):
        """Return the names that QuickBooks may show for the home currency."""
        connection = self._stream().connection_id
        home = currencies.home_names(connection.preferences)
        return home or currencies.names(connection.company_id.currency_id.name)

    @tools.ormcache()
    def _meanings(self):
        """Return {path: `Meaning`}, including those of lines; not to be changed."""
        found = {one.path: one for one in self._elements.meanings}
        for prefix, elements in self._elements_of_lines():
            found.update({f"{prefix}/{x.path}": x for x in elements.meanings})
        return found

    def _kept_labels(self):
        """Return {path: label} of the elements that stay in QuickBooks."""
        say = for_reader(self.env)._
        found = {path: say(label) for path, label in self._elements.kept.items()}
        for lines in self._lists_of_lines():
            title = say(lines.label) if lines.label else lines.qb
            for prefix, elements in lines.all_elements():
                for path, label in elements.kept.items():
                    found[f"{prefix}/{path}"] = f"{title}: {say(label)}"
        return found

    def _elements_of_lines(self):
        return [one for lines in self._lists_of_lines() for one in lines.all_elements()]

    def _kept_in(self, state, path):
        """Return the text of an element that stays in QuickBooks, "" if none."""
        return ((state or {}).get(KEPT) or {}).get(path, "")

    def _meaning_refused_because(self, canonical):
        """Hook: say why the figures of an object mean something else in Odoo.

        Called by the engine before it reads an object into a record, and whenever both
        sides are compared. Documents override it for what other objects say of them.

        :return: words, "" if there is no such element
        """
        declared = self._meanings()
        found = [(declared.get(p), text) for p, text in canonical.get(MEANINGS) or ()]
        return "\n".join(
            for_reader(self.env)._(
                "QuickBooks shows on this document: %(element)s “%(value)s”. The "
                "document is not synced, because its figures would have a different "
                "meaning in Odoo. %(todo)s",
                element=meaning.label,
                value=text,
                todo=meaning.todo,
            )
            for meaning, text in found
            if meaning
        )
