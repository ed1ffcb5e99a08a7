from lxml import etree

from odoo import models

from ....core.errors import ValueRefused
from ....core.qbxml import fields as qbf
from ....core.qbxml.texts import own_text
from ....core.sync.merge import DIFFERS, Conflict
from ....core.words import for_reader


class QbdMappingRequests(models.AbstractModel):
    """The part of a mapping that builds requests: Adds, Mods, names and queries."""

    _name = "qbd.mapping.requests"
    _description = "QuickBooks Mapping: Requests"

    # -- what is done ---------------------------------------------------------

    def _review_images(self, pair, images):
        """Hook: return the images with which a pair is compared.

        Called by the engine before each merge. Documents mark what is to be sent again.

        :param pair: has both present states, as `odoo` and `quickbooks`
        :param images: (Odoo's image, QuickBooks' image)
        """
        return images

    def _review_merge(self, pair):
        """Hook: turn an automatic merge into a conflict.

        Called by the engine after each merge.

        :param pair: has the result as `merged`, to be changed in place
        """

    @staticmethod
    def _is_decided(pair, path):
        """Return whether a person has said which side's value of a field is kept."""
        return any((image or {}).get(path) == DIFFERS for image in pair.images)

    @staticmethod
    def _turn_into_question(pair, path):
        """Turn the change of a field into a question, for `_review_merge`."""
        merged = pair.merged
        merged.pull.pop(path, None)
        merged.push.pop(path, None)
        merged.conflicts[path] = Conflict(path, pair.odoo[path], pair.quickbooks[path])

    def _conflict_words(self, pair):
        """Hook: say what a person has to decide about a pair.

        Called by the engine for a merge with conflicts. Mappings override it whose
        `_review_merge` asks for a reason of its own.

        :param pair: has the result as `merged`
        """
        conflicts = pair.merged.conflicts
        labels = dict.fromkeys(self._label(path) for path in conflicts)
        known = any(
            image is not None
            for one in conflicts.values()
            for image in (one.odoo_image, one.quickbooks_image)
        )
        linked = pair.link and pair.link.odoo_image
        # of a document, what is in no image was not there: a person has changed it
        if known or (linked and self._id_tag == "TxnID"):
            words = for_reader(self.env)._(
                "Both sides changed %(fields)s. Choose which value to keep.",
                fields=", ".join(labels),
            )
        else:  # nothing was changed: the pair was found just now
            words = for_reader(self.env)._(
                "The two sides differ: %(fields)s. Choose which value to keep.",
                fields=", ".join(labels),
            )
        return words

    def _choose_operation(self, changed, pair):
        """Hook: return the operation that carries a change, and the values it sends.

        Called by the engine for each change in Odoo. Documents override it: some
        changes travel in a message of their own, and the rest follows.

        :param changed: {path: value} that is to be sent
        :return: (key of `OPERATIONS`, {path: value} that is sent)
        """
        return "mod", changed

    def _tells_itself(self, pair, path, line):
        """Hook: return whether QuickBooks moves the values of a line that it never
        shows along with its own change.

        Called by the engine for each line that a pull changed; else those values are
        sent again.

        :param path: of the list of lines
        :param line: the key of the line
        """
        return False

    def _can_replace(self, link):
        """Hook: return whether an object may be deleted and added again.

        Called for the button that does so, where QuickBooks cannot change an object.
        Mappings override it whose objects nothing else refers to.
        """
        return False

    def _part_of_add(self, state):
        """Hook: return the part of a record that an Add carries.

        Called by the engine after an Add was built; the rest follows as a change.

        :param state: canonical form of the record
        """
        return state

    def _money_difference(self, record, quickbooks):
        """Hook: describe a difference in money although both sides are synced.

        Called by the engine whenever a pair is synced. Documents override it.

        :param quickbooks: canonical form of the object
        :return: words, "" if the amounts agree
        """
        return ""

    def _request_other(self, op, link, changed, pair):
        """Hook: return the element of an operation that is neither Add nor Mod.

        Called by the engine with the result of `_choose_operation`, unless that is
        "mod". A mapping that chooses other operations overrides it.

        :raise ValueRefused: for changes that QuickBooks cannot make
        """
        raise NotImplementedError

    # -- Add and Mod ----------------------------------------------------------

    def _request_add(self, link, canonical, names):
        """Hook: build an Add.

        Called by the engine for each new record. Mappings override it to check the
        values first.

        :param names: callable that returns whether a name is taken in the name space
        :return: (element of the AddRq, name that is sent)
        """
        values = dict(canonical)
        name = self._qb_name(canonical, names)
        if name:
            values[self._name_field] = name
        extra = {"ExternalGUID": link.guid} if self._has_guid else {}
        body = self._build_add(link, {**self._complete_add(values), **extra})
        return self._wrap(f"{body.tag}Rq", body), name

    def _build_add(self, link, values):
        """Hook: return the element of an Add, e.g. a CustomerAdd.

        Called by `_request_add`. Mappings of several types override it.

        :param values: {path: canonical}
        :raise ValueRefused: for a value that cannot be sent
        """
        return qbf.build_add(
            self._declaration(self._qb_type),
            f"{self._qb_type}Add",
            values,
            **self._target(link),
        )

    def _target(self, link):
        """Return the version and country of the QuickBooks that a request is for."""
        connection = link.connection_id
        return {
            "version": connection._version(),
            "country": connection.country or "US",
        }

    def _request_mod(self, link, changed, canonical, names):
        """Hook: build a Mod that carries the changed paths only.

        Called by the engine for the operation "mod". Mappings override it if a change
        takes more than changed paths.

        :param changed: {path: Odoo's canonical value}
        :param canonical: the present values in QuickBooks
        :param names: as for `_qb_name`
        :return: (element of the ModRq, name that is sent or None)
        :raise ValueRefused: for values that QuickBooks cannot change
        """
        values = dict(changed)
        self._refuse_fixed(values)
        name = None
        if self._name_field in values:
            name = self._qb_name({**canonical, **values}, names)
            values[self._name_field] = name
        values = {
            path: own_text(value, self._text_shown(path, canonical))
            for path, value in self._complete_mod(values, canonical).items()
        }
        body = self._build_mod(link, values, canonical)
        return self._wrap(f"{body.tag}Rq", body), name

    def _text_shown(self, path, canonical):
        """Hook: return the text that QuickBooks shows now where a value is to go.

        Called for each value of a Mod: characters that QuickBooks has there already are
        sent as they are.
        """
        return canonical.get(path)

    def _build_mod(self, link, values, canonical):
        """Hook: return the element of a Mod, e.g. a CustomerMod.

        Called by `_request_mod`. Mappings of several types override it.

        :param values: {path: canonical} of the changes
        :param canonical: the present values in QuickBooks
        :raise ValueRefused: for a value that cannot be sent
        """
        qb_type = link.qb_type or self._qb_type
        return qbf.build_mod(
            self._declaration(qb_type),
            f"{qb_type}Mod",
            (link.qb_id, link.edit_sequence),
            values,
            id_tag=self._id_tag,
            **self._target(link),
        )

    def _refuse_fixed(self, values):
        """Hook: refuse changes of what QuickBooks never changes once an object exists.

        Called for each Mod. Mappings override it whose objects can be replaced.

        :param values: {path: canonical} of the changes
        :raise ValueRefused: with the path
        """
        for path in sorted(self._fixed & values.keys()):
            raise ValueRefused(
                for_reader(self.env)._(
                    "QuickBooks can no longer change this value: “%(value)s”.",
                    value=values[path],
                ),
                path,
                for_reader(self.env)._(
                    "Undo the change in Odoo, or create a new record for it and "
                    "archive this one."
                ),
            )

    def _complete_add(self, values):
        """Hook: return the values of an Add with final additions.

        Called by `_request_add`; the additions are not part of any image.
        """
        return values

    def _complete_mod(self, values, canonical):
        """Hook: return the values of a Mod with final additions.

        Called by `_request_mod`. By default a whole aggregate travels if a part of it
        changed.
        """
        return qbf.complete(self._fields_map, values, canonical)

    # -- names ----------------------------------------------------------------

    def _qb_name(self, canonical, names):
        """Hook: return the name that QuickBooks gets for an Odoo record.

        Called for each Add, and for each Mod that changes the name. It is
        deterministic.

        :param names: callable(full name) -> whether it is taken in the name space; None
            to take the name as it is
        """
        return canonical.get(self._name_field)

    def _full_name(self, name, link, state=None):
        """Hook: return the full name ("Parent:Child") that a name becomes.

        Called by the engine with the name that an Add or a Mod sends. Mappings with
        nested names, or names that may repeat, override it.

        :param state: canonical form of the record of an Add
        :return: None if no name is sent, or no name space guards it
        """
        return name

    def _last_name(self, full_name):
        """Return the name itself, without its ancestors."""
        return full_name.rpartition(":")[2]

    # -- elements -------------------------------------------------------------

    @staticmethod
    def _wrap(tag, body):
        request = etree.Element(tag)
        request.append(body)
        return request
