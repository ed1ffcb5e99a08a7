from collections import Counter

from odoo import models


class QbdEngineMatch(models.AbstractModel):
    """Finds the record of an object without a link."""

    _name = "qbd.engine.match"
    _description = "QuickBooks Engine: Match"

    def _find_partners(self, stream, mapping, pairs, renamed=()):
        """Match by our ExternalGUID, else by the natural key; park ambiguous matches.

        :return: the pairs to reconcile, with their link or record if found
        """
        if not pairs:
            return []
        self._find_by_guid(stream, mapping, pairs)
        self._find_successors(stream, mapping, pairs)
        pairs = self._without_late_copies(stream, pairs)
        if stream._is_matched_first():
            return pairs
        pairs = self._hold_namesakes(stream, mapping, pairs, renamed)
        open_pairs = {
            pair.qb_id: pair
            for pair in pairs
            if not pair.record_id and not (pair.link and pair.link.kept_unpaired)
        }
        objects = {qb_id: pair.quickbooks for qb_id, pair in open_pairs.items()}
        mapping._resolve(objects.values())
        failed = {}
        proposals = self._matches(mapping, objects, failed.__setitem__)
        for qb_id, error in failed.items():
            pair = open_pairs.pop(qb_id)
            words = self._words(error, mapping)
            self._park_pair(stream, pair, "refused_by_odoo", words)
        pairs = [pair for pair in pairs if pair.qb_id not in failed]
        claims = Counter(
            record_id for qb_id in open_pairs for record_id in proposals.get(qb_id, [])
        )
        result = [pair for pair in pairs if pair.qb_id not in open_pairs]
        for qb_id, pair in open_pairs.items():
            ids = proposals.get(qb_id, [])
            if len(ids) > 1 or any(claims[one] > 1 for one in ids):
                self._park_ambiguous(stream, mapping, pair, ids)
                continue
            if ids:
                pair.record_id = ids[0]
            result.append(pair)
        self._adopt_links(stream, result)
        return result

    def _find_by_guid(self, stream, mapping, pairs):
        guids = {
            pair.quickbooks.get("ExternalGUID"): pair
            for pair in pairs
            if pair.quickbooks.get("ExternalGUID")
        }
        if not guids:
            return
        links = self.env["qbd.link"].search(
            [("stream_id", "=", stream.id), ("guid", "in", list(guids))]
        )
        for link in links.filtered(lambda link: not link.qb_id):
            pair = guids[link.guid]
            if pair.link:
                pair.link.unlink()  # it only held what was seen of the object
            pair.link, pair.record_id = link, link.record_id

    def _without_late_copies(self, stream, pairs):
        """Park the objects that QuickBooks added after Odoo had given their Add up.

        The record was sent a second time since, so that QuickBooks has it twice.

        :return: the other pairs
        """
        guids = {
            pair.quickbooks.get("ExternalGUID"): pair
            for pair in pairs
            if not pair.link or pair.link.reason == "late_copy" or not pair.link.qb_id
        }
        guids.pop(None, None)
        if not guids:
            return pairs
        links = self.env["qbd.link"].search(
            [("stream_id", "=", stream.id), ("given_up_guids", "!=", False)]
        )
        copies, taken = [], {pair.link: pair for pair in pairs if pair.link}
        for link in links:
            for guid in (*link.given_up_guids, link.guid):
                pair = guids.get(guid)
                if not pair or pair.link == link:
                    continue
                if link.qb_id or link in taken:
                    first = link.qb_id or taken[link].qb_id
                    self._park_late_copy(stream, pair, link, first)
                    copies.append(pair)
                else:  # not found yet: it is this one
                    if pair.link:
                        pair.link.unlink()  # it only held what was seen of the object
                    pair.link, pair.record_id = link, link.record_id
                    taken[link] = pair
        return [pair for pair in pairs if pair not in copies]

    def _park_late_copy(self, stream, pair, link, first):
        self._park_pair(
            stream,
            pair,
            "late_copy",
            self.env._(
                "QuickBooks carried out a request after Odoo had stopped waiting for "
                "it, and “%(name)s” was added twice: as %(first)s and as %(copy)s. "
                "Delete this copy, or keep both if they are two different records.",
                name=link.qb_name or pair.name,
                first=first,
                copy=pair.qb_id,
            ),
        )

    def _adopt_links(self, stream, pairs):
        """Use the existing links of records that were about to be added."""
        wanted = {
            pair.record_id: pair
            for pair in pairs
            if pair.record_id and (not pair.link or not pair.link.record_id)
        }
        links = self.env["qbd.link"]._by_records(stream, wanted)
        for record_id, link in links.items():
            pair = wanted[record_id]
            if link.qb_id or link == pair.link:
                continue
            if pair.link:
                pair.link.unlink()  # it only held what was seen of the object
            pair.link = link

    def _park_ambiguous(self, stream, mapping, pair, ids):
        names = mapping._browse(ids).mapped("display_name")
        pair.record_id = None
        self._park_pair(
            stream,
            pair,
            "ambiguous",
            self.env._(
                "Several records match “%(name)s” in QuickBooks: %(records)s. Choose "
                "one under Match accounts and taxes on the connection; or rename or "
                "merge them in Odoo, then press Try again.",
                name=pair.name,
                records=", ".join(names),
            ),
        )
