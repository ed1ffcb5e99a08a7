from odoo import api, fields, models
from odoo.tools import SQL

from ...core.sync import documents
from ...core.sync import merge as qbm

BATCH = 200


class Pair:
    """One object and one record on their way to agreement. Lives for one batch."""

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
    )

    def __init__(self, link=None, quickbooks=None, qb_id=None, **values):
        self.link, self.quickbooks, self.qb_id = link, quickbooks, qb_id
        self.edit_sequence = values.get("edit_sequence")
        self.qb_type = values.get("qb_type")
        self.name = values.get("name")
        self.record_id = values.get("record_id")
        self.odoo = self.merged = None
        self.images, self.lacks, self.similar = (None, None), "", []
        self.original = (link, self.record_id)

    def reset(self):
        """Forget what an undone batch left: its records and links do not exist."""
        self.link, self.record_id = self.original
        self.odoo = self.merged = None
        self.images, self.lacks, self.similar = (None, None), "", []
        return self


class QbdEngineApply(models.AbstractModel):
    """Bringing pairs of object and record into step, on Odoo's side."""

    _name = "qbd.engine.apply"
    _description = "QuickBooks Engine: Apply"
    _inherit = ["qbd.engine.links"]

    # -- pairs ----------------------------------------------------------------

    def _pair_of_link(self, link):
        """The two sides of a link, QuickBooks' as it was seen last."""
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
        """Compare pairs, write to Odoo what QuickBooks changed, move the images.

        :return: the pairs that have something to push, images not yet moved for it
        """
        done = []

        def work(part):
            self._reconcile_batch(stream, part)
            done.extend(part)

        def bad(pair, error):
            self._refused_by_odoo(stream, pair.reset(), self._words(error))

        for pair in pairs:
            pair.original = (pair.link, pair.record_id)
        for start in range(0, len(pairs), BATCH):
            self._guarded(pairs[start : start + BATCH], work, bad)
        return [pair for pair in done if pair.merged and pair.merged.push]

    def _refused_by_odoo(self, stream, pair, words):
        """A document is tried once more when all that was read with it is applied.

        A payment may need what another one, that comes later, does not hold any more.
        """
        tried = pair.link.attempts if pair.link else 0
        self._park_pair(stream, pair, "refused_by_odoo", words)
        if stream._mapping()._touches_balances and not tried:
            pair.link.write(
                {"state": "retry", "attempts": 1, "next_try": fields.Datetime.now()}
            )

    def _reconcile_batch(self, stream, pairs):
        mapping = self._mapping_for(stream, [pair.reset() for pair in pairs])
        self._compare(stream, mapping, pairs)
        pairs = self._without_deletions(mapping, pairs)
        created = self._create_missing(stream, mapping, pairs)
        changed = [pair for pair in pairs if pair.merged and pair.merged.pull]
        changed = [pair for pair in changed if pair not in created]
        for pair in changed:
            mapping._update_pair(pair)
        touched = created + changed + self._pair_lines(mapping, pairs, changed)
        after = self._after(mapping, touched)
        fresh = [p for p in pairs if not (p.link and p.link.record_id)]
        self._store_pairs(stream, mapping, pairs, after)
        self._store_questions(stream, pairs)
        known = [pair.qb_id for pair in fresh if pair.record_id]
        if known:
            self.env["qbd.link"]._wake_referring(stream, known)
        self._take_own_hints(stream, mapping, touched)
        self._count_pulled(stream, len(touched))

    def _pair_lines(self, mapping, pairs, changed):
        """Lines that turned out to be the same on both sides get their ids in Odoo.

        :return: pairs that were changed by it alone
        """
        found = []
        for pair in pairs:
            assigned = getattr(pair.merged, "assigned", None)
            if assigned:
                mapping._lines_assigned(mapping._browse(pair.record_id), assigned)
                found += [] if pair in changed else [pair]
        return found

    def _mapping_for(self, stream, pairs):
        """Return the mapping, which knows the records that these objects refer to."""
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

    def _without_deletions(self, mapping, pairs):
        """A record that is gone comes back only for an edit of a person (rule 10).

        :return: the pairs to go on with; for the others a deletion will be planned
        """
        stay = []
        for pair in pairs:
            link, record_id = pair.original
            lost = link and record_id and not pair.record_id
            if lost and not self._edited(mapping, link, pair.quickbooks):
                link.write({"state": "dirty", "edit_sequence": pair.edit_sequence})
            else:
                stay.append(pair)
        return stay

    def _edited(self, mapping, link, quickbooks):
        """Whether QuickBooks shows what is not in its image, as far as Odoo knows."""
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
        pair.images = self._images(mapping, pair, compared)
        keys = mapping._line_keys()
        return documents.merge(
            {path: pair.odoo[path] for path in compared},
            {path: pair.quickbooks.get(path) for path in compared},
            *pair.images,
            policy=stream._effective_policy(),
            stored=mapping._stored,
            pull_only=mapping._pull_only(),
            push_only=mapping._push_only(),
            direction=stream.direction,
            keys={path: key for path, key in keys.items() if path in compared},
            natural=mapping._natural_line_keys(),
        )

    def _images(self, mapping, pair, compared):
        """Both images; of a pair that was just found, what identified it is agreed."""
        link = pair.link
        if link and link.qb_id and link.connection_id.recompare:
            return documents.after_restore(
                *(pair.odoo, pair.quickbooks),
                *(link.odoo_image, link.quickbooks_image),
                compared,
                mapping._line_keys(),
            )
        if link and (link.odoo_image or link.quickbooks_image):
            return link.odoo_image or None, link.quickbooks_image or None
        return mapping._first_images(pair.odoo, pair.quickbooks)

    # -- what exists only in QuickBooks ---------------------------------------

    def _create_missing(self, stream, mapping, pairs):
        """Create records, ancestors first.

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
            pair.lacks = mapping._object_waits_for(pair.quickbooks)
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
        """Our writes left hints about states that were just compared: drop those.

        The rows are deleted in the snapshot the states were read in, so a hint that
        another transaction commits meanwhile stays. Other streams that look at the
        model are told at once.
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
