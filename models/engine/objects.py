import psycopg2

from odoo import models
from odoo.exceptions import ConcurrencyError

from ...core.qbxml.children import child_text
from .apply import Pair


class QbdEngineObjects(models.AbstractModel):
    """Applies objects read from QuickBooks, for whatever purpose."""

    _name = "qbd.engine.objects"
    _description = "QuickBooks Engine: Objects"

    def _apply_objects(self, stream, elements, window=None):
        """Upsert objects of QuickBooks; one that cannot be worked out is parked.

        Ancestors first, also where the others of a page are taken in parts.

        :param window: the window that showed them, if any; it tells about the clock
        """
        model = stream._mapping()._odoo_model
        tables = {self.env[name]._table for name in ("qbd.link", model)}
        self.env["qbd.link.statistics"]._keep_up(tables)
        for owner, some in self._by_list(stream, elements):
            self._guarded(
                sorted(some, key=self._depth_of),
                lambda part, owner=owner: self._apply_elements(owner, part, window),
                lambda bad, error, owner=owner: self._park_element(owner, bad, error),
            )

    def _by_list(self, stream, elements):
        """Return [(stream, elements)] of the lists whose records they become.

        An object whose list cannot be told is parked.
        """
        mapping, parts = stream._mapping()._for_batch(), {}

        def place(some):
            names = [mapping._list_of(element) for element in some]
            for name, element in zip(names, some, strict=True):
                parts.setdefault(name, []).append(element)

        def park(bad, error):
            self._park_element(stream, bad, error)

        self._guarded(list(elements), place, park)
        return [
            (stream if name == stream.mapping else stream._sibling(name), some)
            for name, some in parts.items()
        ]

    @staticmethod
    def _depth_of(element):
        return (child_text(element, "FullName") or "").count(":")

    def _apply_elements(self, stream, elements, window):
        """Upsert objects; known and unchanged ones cost nothing."""
        mapping = stream._mapping()._for_batch()
        found = {self._id_of(element): element for element in elements}
        links = self.env["qbd.link"]._by_qb_ids(
            stream.connection_id, mapping._space, found
        )
        links = self._without_replaced(stream, mapping, found, links)
        pairs, unlinked, fresh = [], [], []
        for qb_id in self._ids_unchanged(stream, found, links):
            del found[qb_id]
        mapping._foresee(found.values())
        for qb_id, element in found.items():
            link = links.get(qb_id)
            was_read = not link or link.edit_sequence
            pair = self._readable_pair(stream, mapping, element, link)
            if pair and was_read:
                fresh.append(element)
            if pair:
                (pairs if pair.link and pair.record_id else unlinked).append(pair)
        mapping._keep_apart([found[pair.qb_id] for pair in (*pairs, *unlinked)])
        if window:
            self._witness_clock(stream, fresh, window.get("since"))
        renamed = [p.qb_id for p in pairs if p.name != p.link.qb_name]
        unlinked = mapping._without_entered(unlinked)
        pairs += self._find_by_depth(stream, mapping, unlinked, renamed)
        pairs = [pair for pair in pairs if self._settle_pair(stream, mapping, pair)]
        pairs.sort(key=lambda pair: mapping._depth(pair.quickbooks))
        mapping._batch().end()
        self._reconcile(stream, pairs)

    def _without_replaced(self, stream, mapping, found, links):
        """Withdraw what other lists know of objects that became some of this list.

        :param found: {qb id: element}
        :param links: {qb id: link}
        :return: the links that stay
        """
        stay = {}
        for qb_id, link in links.items():
            other = link.stream_id
            if other == stream or not mapping._replaces(link, found[qb_id]):
                stay[qb_id] = link
                continue
            record = link._record()
            if record:
                other._mapping()._deactivate_record(record)
            link.unlink()
        return stay

    def _find_by_depth(self, stream, mapping, pairs, renamed):
        """Match ancestors first: a job is matched below its matched customer."""
        found = []
        for level in self._by_depth(mapping, pairs):
            known = self._find_partners(stream, mapping, level, renamed)
            mapping._remember_all(known)
            found += known
        return found

    def _by_depth(self, mapping, pairs):
        depths = {}
        for pair in pairs:
            depths.setdefault(mapping._depth(pair.quickbooks), []).append(pair)
        return [depths[depth] for depth in sorted(depths)]

    def _ids_unchanged(self, stream, found, links):
        """Return the ids of the objects that are known and unchanged.

        :param found: {qb id: element}
        :param links: {qb id: link}
        """
        return [
            qb_id
            for qb_id, link in links.items()
            if self._is_known(stream, link, child_text(found[qb_id], "EditSequence"))
        ]

    def _is_known(self, stream, link, edit_sequence):
        if link.stream_id != stream or link.reason == "unlinked":
            return True
        return link.edit_sequence == edit_sequence and link.state not in (
            "sent",
            "unknown",
        )

    def _readable_pair(self, stream, mapping, element, link):
        """Return the pair; None for one of another stream, or that cannot be read.

        The latter is parked.
        """
        try:
            if not link and mapping._skips_object(element):
                return None
            return self._pair(mapping, element, link)
        except (psycopg2.Error, ConcurrencyError):  # left to the guard around the page
            raise
        except Exception as error:
            self._note_failure(error)
            self._park_unreadable(stream, element, link, error)
            return None

    def _park_element(self, stream, element, error):
        """Park an object that failed alone, on whatever road.

        A write of it that is out stays a question: it is never sent once more (rule 1).
        """
        space, qb_id = stream._mapping()._space, self._id_of(element)
        links = self.env["qbd.link"]
        link = links._by_qb_ids(stream.connection_id, space, [qb_id]).get(qb_id)
        guid = (element.findtext("ExternalGUID") or "").lower()
        if not link and guid:
            domain = [("stream_id", "=", stream.id), ("guid", "=", guid)]
            link = links.search([*domain, ("qb_id", "=", False)], limit=1)
        if link and link.state in ("sent", "unknown"):
            link.write(
                {
                    "state": "unknown",
                    "reason": "unreadable_answer",
                    "message": self._words(error, stream._mapping()),
                }
            )
            return
        self._park_unreadable(stream, element, link, error)

    def _park_unreadable(self, stream, element, link, error):
        pair = Pair(
            link=link,
            qb_id=self._id_of(element),
            edit_sequence=element.findtext("EditSequence"),
            qb_type=element.tag.removesuffix("Ret"),
            name=element.findtext("FullName")
            or element.findtext("Name")
            or element.findtext("RefNumber"),
            record_id=link.record_id if link else None,
        )
        words = self._words(error, stream._mapping())
        self._park_pair(stream, pair, "unreadable", words)
        pair.link.edit_sequence = False  # it is to be read once more
        if pair.name and not pair.link.qb_name:
            pair.link.qb_name = pair.name

    def _pair(self, mapping, element, link):
        image = link.quickbooks_image if link else None
        quickbooks = mapping._read_object(element, image)
        return Pair(
            link=link,
            quickbooks=quickbooks,
            qb_id=self._id_of(element),
            edit_sequence=child_text(element, "EditSequence"),
            qb_type=element.tag.removesuffix("Ret"),
            name=mapping._object_name(quickbooks),
            record_id=link.record_id if link else None,
        )
