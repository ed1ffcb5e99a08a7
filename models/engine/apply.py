from odoo import api, fields, models
from odoo.tools import SQL

from ...core.sync import documents
from ...core.sync import merge as qbm
from ...core.sync.operations import Deletion

BATCH = 200


class Pair:
    """One object and one record that are being reconciled. Lives for one batch."""

    __slots__ = (
        "edit_sequence",
        "images",
        "lacks",
        "link",
        "merged",
        "name",
        "odoo",
        "original",
        "qb_id",
        "qb_type",
        "quickbooks",
        "record_id",
        "similar",
        "stored",
    )

    def __init__(self, link=None, quickbooks=None, qb_id=None, **values):
        self.link, self.quickbooks, self.qb_id = link, quickbooks, qb_id
        self.edit_sequence = values.get("edit_sequence")
        self.qb_type = values.get("qb_type")
        self.name = values.get("name")
        self.record_id = values.get("record_id")
        self.odoo = self.merged = None
        self.images, self.lacks, self.similar = (None, None), "", []
        self.stored = {}
        self.original = (link, self.record_id)

    def reset(self):
        """Forget the results of an undone batch: its records and links do not exist."""
        self.link, self.record_id = self.original
        self.odoo = self.merged = None
        self.images, self.lacks, self.similar = (None, None), "", []
        self.stored = {}
        return self


class QbdEngineApply(models.AbstractModel):
    """Reconciles pairs of object and record on the Odoo side."""

    _name = "qbd.engine.apply"
    _description = "QuickBooks Engine: Apply"
    _inherit = ["qbd.engine.links"]

    # -- pairs ----------------------------------------------------------------

    def _pair_of_link(self, link):
        """Return the two sides of a link, with the QuickBooks side as last seen."""
        return Pair(
            link=link,
            quickbooks=link.quickbooks_seen or qbm.known(link.quickbooks_image) or None,
            qb_id=link.qb_id,
            edit_sequence=link.edit_sequence,
            qb_type=link.qb_type,
            name=link.qb_name,
            record_id=link.record_id or None,
        )

    @api.model
    def _reconcile(self, stream, pairs):
        """Compare pairs, write the changes of QuickBooks to Odoo, move the images.

        :return: the pairs with something to push; their images do not cover it yet
        """
        done = []
        for pair in pairs:
            if pair.link and pair.link.held:
                pair.link._keep_held(pair)
        pairs = [pair for pair in pairs if not (pair.link and pair.link.held)]

        def work(part):
            self._reconcile_batch(stream, part)
            done.extend(part)

        def bad(pair, error):
            words = self._words(error, stream._mapping())
            self._refused_by_odoo(stream, pair.reset(), words)

        for pair in pairs:
            pair.original = (pair.link, pair.record_id)
        for start in range(0, len(pairs), BATCH):
            self._guarded(pairs[start : start + BATCH], work, bad)
        return [pair for pair in done if pair.merged and pair.merged.push]

    def _refused_by_odoo(self, stream, pair, words):
        """Park a pair; retry a document once after the rest of the batch is applied.

        A payment may need an amount that a later payment of the batch releases.
        """
        tried = pair.link.attempts if pair.link else 0
        self._park_pair(stream, pair, "refused_by_odoo", words)
        stream._mapping()._read_obstacles_again(pair)
        if stream._mapping()._touches_balances and not tried:
            pair.link.write(
                {"state": "retry", "attempts": 1, "next_try": fields.Datetime.now()}
            )

    def _reconcile_batch(self, stream, pairs):
        stream._forget_mappings()
        mapping = self._mapping_for(stream, [pair.reset() for pair in pairs])
        self._compare(stream, mapping, pairs)
        pairs = self._without_deletions(mapping, pairs)
        self._match_again(stream, mapping, pairs)
        pairs = self._without_other_meaning(stream, mapping, pairs)
        pairs = self._without_strangers(stream, mapping, pairs)
        created = self._create_missing(stream, mapping, pairs)
        changed = [pair for pair in pairs if pair.merged and pair.merged.pull]
        changed = [pair for pair in changed if pair not in created]
        for pair in changed:
            mapping._update_pair(pair)
        touched = created + changed + self._pair_lines(mapping, pairs, changed)
        after = self._after(mapping, touched)
        fresh = [p for p in pairs if not (p.link and p.link.record_id)]
        self._store_pairs(stream, mapping, pairs, after)
        self.env["qbd.history"]._note_pulled(stream, created, changed, after)
        self._store_questions(stream, pairs)
        known = [pair.qb_id for pair in fresh if pair.record_id]
        if known:
            self.env["qbd.link"]._wake_referring(stream, known)
        self._take_own_hints(stream, mapping, touched)
        self._count_pulled(stream, len(touched))
        mapping._batch().end()

    def _pair_lines(self, mapping, pairs, changed):
        """Store the line ids of QuickBooks on Odoo lines that proved to be the same.

        :return: the pairs that changed only by this
        """
        found = []
        for pair in pairs:
            assigned = getattr(pair.merged, "assigned", None)
            if assigned:
                mapping._lines_assigned(mapping._browse(pair.record_id), assigned)
                found += [] if pair in changed else [pair]
        return found

    def _mapping_for(self, stream, pairs):
        """Return the mapping with the records that these objects refer to loaded."""
        mapping = stream._mapping()
        objects = [pair.quickbooks for pair in pairs if pair.quickbooks is not None]
        return mapping._for_batch(objects)

    def _after(self, mapping, pairs):
        if not pairs:
            return {}
        self.env.flush_all()
        ids = [pair.record_id for pair in pairs]
        return mapping._canonical_records(mapping._browse(ids))

    def _compare(self, stream, mapping, pairs):
        with_record = [pair for pair in pairs if pair.record_id]
        mapping._remember_all(with_record)
        mapping._prepare_found([p for p in with_record if self._is_found(p)])
        records = mapping._browse([pair.record_id for pair in with_record]).exists()
        states = mapping._canonical_records(records) if records else {}
        for pair in with_record:
            pair.odoo = states.get(pair.record_id)
            if pair.odoo is None:
                pair.record_id = None
                continue
            if pair.quickbooks is not None:
                pair.merged = self._merge(stream, mapping, pair)
                mapping._review_merge(pair)

    @staticmethod
    def _is_found(pair):
        """Return whether object and record meet for the first time."""
        link = pair.link
        images = link and (link.odoo_image or link.quickbooks_image)
        return pair.quickbooks is not None and not images

    def _without_deletions(self, mapping, pairs):
        """Drop pairs with a deleted record, unless the object was edited (rule 10).

        :return: the pairs to go on with; for the others a deletion will be planned
        """
        stay = []
        for pair in pairs:
            link, record_id = pair.original
            if link and link._is_unwanted_copy():
                self._keep_unwanted(mapping, pair)
                continue
            lost = link and record_id and not pair.record_id
            if lost and self._stays_deleted(mapping, pair):
                link.write(
                    {
                        **{"state": "dirty", "edit_sequence": pair.edit_sequence},
                        "quickbooks_seen": pair.quickbooks or False,
                    }
                )
            else:
                stay.append(pair)
        return stay

    def _stays_deleted(self, mapping, pair):
        """Return whether a deleted record is not made again for an edited object."""
        link = pair.link
        if not self._edited(mapping, link, pair.quickbooks):
            return True
        if link.edit_sequence != pair.edit_sequence and link.reason == "delete_too":
            link.reason = False  # it was edited since that was decided
        asked = link.deleted_in_odoo and link.stream_id._writes()
        return asked and mapping._record_deleted(link, True) != Deletion.BRING_BACK

    def _match_again(self, stream, mapping, pairs):
        """Match the pairs whose record was deleted before it is made once more.

        It may have been made already, by another list that held it too.
        """
        lost = {
            pair.qb_id: pair
            for pair in pairs
            if pair.original[1] and not pair.record_id and pair.quickbooks is not None
        }
        if not lost or stream._is_matched_first():
            return
        objects = {qb_id: pair.quickbooks for qb_id, pair in lost.items()}
        proposals = self._matches(mapping, objects)
        known = [one for ids in proposals.values() for one in ids]
        linked = self.env["qbd.link"]._by_records(stream, known)
        for qb_id, ids in proposals.items():
            if len(ids) == 1 and ids[0] not in linked and known.count(ids[0]) == 1:
                lost[qb_id].record_id = ids[0]
        found = [pair for pair in lost.values() if pair.record_id]
        self._compare(stream, mapping, found)

    def _without_other_meaning(self, stream, mapping, pairs):
        """Park pairs whose object means something else than its figures say.

        :return: the pairs to go on with; objects without a record are among them
        """
        stay = []
        for pair in pairs:
            words = ""
            if pair.record_id and pair.quickbooks is not None:
                words = mapping._meaning_refused_because(pair.quickbooks)
            if words:
                pair.merged = None  # nothing of it is written on either side
                self._park_pair(stream, pair, "other_meaning", words)
            else:
                stay.append(pair)
        return stay

    def _without_strangers(self, stream, mapping, pairs):
        """Park changes of QuickBooks to records that are another company's now.

        :return: the pairs to go on with
        """
        stay = []
        for pair in pairs:
            words = ""
            if pair.record_id and pair.merged and pair.merged.pull:
                words = mapping._words_of_stranger(mapping._browse(pair.record_id))
            if words:
                pair.merged = None
                self._park_pair(stream, pair, "refused_by_odoo", words)
            else:
                stay.append(pair)
        return stay

    def _keep_unwanted(self, mapping, pair):
        """Plan to delete a second copy, or ask again if it was edited since."""
        edited = self._edited(mapping, pair.link, pair.quickbooks)
        pair.link.write({"state": "dirty", "edit_sequence": pair.edit_sequence})
        if edited:
            pair.link.write(
                {"deleted_in_odoo": False, "quickbooks_seen": pair.quickbooks}
            )
            pair.link._park(
                "late_copy",
                self.env._(
                    "“%(name)s”, which QuickBooks added twice, was changed there "
                    "after you chose to delete it. Delete this copy, or keep both if "
                    "they are two different records.",
                    name=pair.link.qb_name,
                ),
            )

    def _edited(self, mapping, link, quickbooks):
        """Return whether QuickBooks differs from its image in a resolved value."""
        if not quickbooks:
            return False
        compared = mapping._compared() - mapping._unresolved(quickbooks)
        image = link.quickbooks_image or {}
        if image:  # what is not in it was never looked at
            compared &= image.keys()
        return documents.shows_more(quickbooks, image, compared, mapping._line_keys())

    def _merge(self, stream, mapping, pair):
        compared = mapping._compared() & pair.odoo.keys() & pair.quickbooks.keys()
        compared -= mapping._unresolved(pair.quickbooks)
        images = self._images(mapping, pair, compared)
        pair.images = mapping._review_images(pair, images)
        keys = mapping._line_keys()
        return documents.merge(
            {path: pair.odoo[path] for path in compared},
            {path: pair.quickbooks.get(path) for path in compared},
            *pair.images,
            policy=stream._effective_policy(),
            stored=mapping._stored,
            pull_only=mapping._pull_only(),
            push_only=mapping._push_only(),
            own_words=mapping._own_words() if self._is_found(pair) else frozenset(),
            direction=stream.direction,
            keys={path: key for path, key in keys.items() if path in compared},
            natural=mapping._natural_line_keys(),
        )

    def _images(self, mapping, pair, compared):
        """Return both images; a new pair starts with the values that identified it."""
        link = pair.link
        if link and link.qb_id and link.connection_id.recompare:
            return documents.after_restore(
                *(pair.odoo, pair.quickbooks),
                *(link.odoo_image, link.quickbooks_image),
                compared,
                mapping._line_keys(),
            )
        odoo = link.odoo_image if link else None  # each reading makes a copy
        quickbooks = link.quickbooks_image if link else None
        if link and not mapping._line_keys():  # images of lines share their rows
            pair.stored = {"odoo_image": odoo, "quickbooks_image": quickbooks}
        if odoo or quickbooks:
            return odoo or None, quickbooks or None
        return mapping._first_images(pair.odoo, pair.quickbooks)

    # -- what exists only in QuickBooks ---------------------------------------

    def _create_missing(self, stream, mapping, pairs):
        """Create the missing records, ancestors first.

        :return: the pairs that have a new record
        """
        missing = [
            pair
            for pair in pairs
            if not pair.record_id
            and pair.quickbooks is not None
            and stream._creates_record(pair.link)
        ]
        if not missing or not stream._reads():
            return []
        for pair in missing:
            pair.lacks = mapping._meaning_refused_because(
                pair.quickbooks
            ) or mapping._object_waits_for(pair.quickbooks)
        missing = [pair for pair in missing if not pair.lacks]
        missing = self._hold_similar_objects(stream, mapping, missing, pairs)
        created = []
        depths = sorted({mapping._depth(pair.quickbooks) for pair in missing})
        for depth in depths:
            level = [p for p in missing if mapping._depth(p.quickbooks) == depth]
            records = mapping._create_records([pair.quickbooks for pair in level])
            for pair, record in zip(level, records, strict=True):
                pair.record_id = record.id
            mapping._remember_all(level)
            created += level
        return created

    # -- hints of our own writes ----------------------------------------------

    def _take_own_hints(self, stream, mapping, pairs):
        """Drop the change hints caused by our own writes.

        Rows are deleted in the same snapshot in which the records were read, so a hint
        that another transaction commits later stays. Other streams that watch the model
        are notified at once.
        """
        ids = [pair.record_id for pair in pairs] + sorted(mapping._batch().made)
        if not ids:
            return
        self.env.cr.flush()
        for model, written in mapping._written_with(ids).items():
            hints = self._delete_hints(model, written)
            watching = self.env["qbd.mapping"]._watching_streams(model)
            for other in watching - stream if hints else ():
                self._collect_for(other, hints)

    def _delete_hints(self, model, ids):
        self.env.cr.execute(
            SQL(
                "DELETE FROM qbd_hint WHERE NOT deleted AND model = %s"
                " AND record_id = ANY(%s) RETURNING model, record_id, deleted",
                model,
                ids,
            )
        )
        return sorted(set(self.env.cr.fetchall()))

    def _count_pulled(self, stream, number):
        if number:
            self._want_books(stream)
            stream.count_pulled += number
            session = self.env.context.get("qbd_session")
            if session:
                session._count(pulled=number)
