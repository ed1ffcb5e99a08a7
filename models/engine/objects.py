from odoo import models

from .apply import Pair
from .ground import CONTENT


class QbdEngineObjects(models.AbstractModel):
    """Applies objects read from QuickBooks, for whatever purpose."""

    _name = "qbd.engine.objects"
    _description = "QuickBooks Engine: Objects"

    def _apply_objects(self, stream, elements, window=None):
        """Upsert objects of QuickBooks: known and unchanged ones cost nothing.

        :param window: the window that showed them, if any; it tells about the clock
        """
        mapping = stream._mapping()._for_batch()
        found = {self._id_of(element): element for element in elements}
        links = self.env["qbd.link"]._by_qb_ids(
            stream.connection_id, mapping._space, found
        )
        pairs, unlinked, fresh = [], [], []
        for qb_id, element in found.items():
            link = links.get(qb_id)
            edit_sequence = element.findtext("EditSequence")
            if link and self._is_known(stream, link, edit_sequence):
                continue
            if not link and mapping._skips_object(element):
                continue
            if not link or link.edit_sequence:
                fresh.append(element)
            pair = self._readable_pair(stream, mapping, element, link)
            if pair:
                (pairs if pair.link and pair.record_id else unlinked).append(pair)
        if window:
            self._witness_clock(stream, fresh, window.get("since"))
        renamed = [p.qb_id for p in pairs if p.name != p.link.qb_name]
        pairs += self._find_by_depth(stream, mapping, unlinked, renamed)
        pairs = [pair for pair in pairs if self._settle_pair(stream, mapping, pair)]
        pairs.sort(key=lambda pair: mapping._depth(pair.quickbooks))
        self._reconcile(stream, pairs)

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

    def _is_known(self, stream, link, edit_sequence):
        if link.stream_id != stream or link.reason == "unlinked":
            return True
        return link.edit_sequence == edit_sequence and link.state not in (
            "sent",
            "unknown",
        )

    def _readable_pair(self, stream, mapping, element, link):
        """Return the pair; park it and return None if the object cannot be read."""
        try:
            return self._pair(mapping, element, link)
        except CONTENT as error:
            pair = Pair(
                link=link,
                qb_id=self._id_of(element),
                edit_sequence=element.findtext("EditSequence"),
                qb_type=element.tag.removesuffix("Ret"),
                name=element.findtext("FullName") or element.findtext("Name"),
                record_id=link.record_id if link else None,
            )
            self._park_pair(stream, pair, "unreadable", self._words(error))
            pair.link.edit_sequence = False  # it is to be read once more
            return None

    def _pair(self, mapping, element, link):
        image = link.quickbooks_image if link else None
        quickbooks = mapping._canonical_object(element, image)
        return Pair(
            link=link,
            quickbooks=quickbooks,
            qb_id=self._id_of(element),
            edit_sequence=element.findtext("EditSequence"),
            qb_type=element.tag.removesuffix("Ret"),
            name=mapping._object_name(quickbooks),
            record_id=link.record_id if link else None,
        )
