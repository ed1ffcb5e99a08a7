import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from ..core.errors import QbdError
from ..core.sync import merge as qbm

_logger = logging.getLogger(__name__)

BATCH = 200
RETRIED = (psycopg2.OperationalError, ConcurrencyError)
"""What `retrying()` repeats the whole call for. Never swallowed (rule 6)."""

CONTENT = (
    QbdError,
    UserError,
    LookupError,
    psycopg2.DataError,
    psycopg2.IntegrityError,
)
"""What bad content raises: these park a record without a word to the server's log."""


class Pair:
    """One object and one record on their way to agreement. Lives for one batch."""

    __slots__ = (
        "edit_sequence",
        "images",
        "link",
        "merged",
        "name",
        "odoo",
        "original",
        "qb_id",
        "qb_type",
        "quickbooks",
        "record_id",
    )

    def __init__(self, link=None, quickbooks=None, qb_id=None, **values):
        self.link, self.quickbooks, self.qb_id = link, quickbooks, qb_id
        self.edit_sequence = values.get("edit_sequence")
        self.qb_type = values.get("qb_type")
        self.name = values.get("name")
        self.record_id = values.get("record_id")
        self.odoo = self.merged = None
        self.images = (None, None)
        self.original = (link, self.record_id)

    def begin(self):
        """Forget what an undone batch left: its records and links do not exist."""
        self.link, self.record_id = self.original
        self.odoo = self.merged = None
        self.images = (None, None)
        return self


class QbdEngineApply(models.AbstractModel):
    """Bringing pairs of object and record into step, on Odoo's side."""

    _name = "qbd.engine.apply"
    _description = "QuickBooks Engine: Apply"

    # -- one bad record stops nothing else (rule 3) ---------------------------

    @api.model
    def _guarded(self, items, work, on_bad):
        """Run `work(items)` in a savepoint; halve on failure until the bad is alone.

        :param work: callable(list of items)
        :param on_bad: callable(item, error), outside of the savepoint
        """
        if not items:
            return
        try:
            with self.env.cr.savepoint():
                work(items)
            return
        except RETRIED:
            raise
        except Exception as error:
            if self._is_race(error):
                raise ConcurrencyError(str(error)) from error
            failure = error
        if len(items) == 1:
            self._note_failure(failure)
            on_bad(items[0], failure)
            return
        middle = len(items) // 2
        for part in (items[:middle], items[middle:]):
            self._guarded(part, work, on_bad)

    @staticmethod
    def _is_race(error):
        """Whether another transaction made the same link meanwhile."""
        return (
            isinstance(error, psycopg2.errors.UniqueViolation)
            and error.diag.table_name == "qbd_link"
        )

    @api.model
    def _note_failure(self, error):
        """Content is bad every day; anything else is a fault of ours, for the log."""
        if isinstance(error, CONTENT):
            _logger.info("One record could not be applied: %s", type(error).__name__)
        else:
            _logger.error("One record failed unexpectedly", exc_info=error)

    @api.model
    def _words(self, error):
        """:return: what a bookkeeper reads about an exception"""
        if isinstance(error, QbdError):
            return str(error)
        return str(error.args[0] if error.args else error) or type(error).__name__

    # -- pairs ----------------------------------------------------------------

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
            self._park_pair(stream, pair.begin(), "refused_by_odoo", self._words(error))

        for pair in pairs:
            pair.original = (pair.link, pair.record_id)
        for start in range(0, len(pairs), BATCH):
            self._guarded(pairs[start : start + BATCH], work, bad)
        return [pair for pair in done if pair.merged and pair.merged.push]

    def _reconcile_batch(self, stream, pairs):
        mapping = self._mapping_for(stream, [pair.begin() for pair in pairs])
        self._compare(stream, mapping, pairs)
        created = self._create_missing(stream, mapping, pairs)
        changed = [pair for pair in pairs if pair.merged and pair.merged.pull]
        changed = [pair for pair in changed if pair not in created]
        for pair in changed:
            record = mapping._browse(pair.record_id)
            mapping._update_record(record, pair.merged.pull, pair.quickbooks)
        touched = created + changed
        after = self._after(mapping, touched)
        self._store_pairs(stream, mapping, pairs, after)
        self._tell_referring(stream, mapping, [p for p in pairs if p.record_id])
        self._take_own_hints(stream, mapping, touched)
        self._count_pulled(stream, len(touched))

    def _mapping_for(self, stream, pairs):
        """:return: the mapping, which knows the records that these objects refer to"""
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

    def _merge(self, stream, mapping, pair):
        compared = mapping._compared() & pair.odoo.keys() & pair.quickbooks.keys()
        compared -= mapping._unresolved(pair.quickbooks)
        pair.images = self._images(mapping, pair)
        return qbm.merge(
            {path: pair.odoo[path] for path in compared},
            {path: pair.quickbooks.get(path) for path in compared},
            *pair.images,
            policy=stream._effective_policy(),
            stored=mapping._stored,
            pull_only=mapping._pull_only(),
            direction=stream.direction,
        )

    def _images(self, mapping, pair):
        """Both images; of a pair that was just found, what identified it is agreed."""
        link = pair.link
        if link and (link.odoo_image or link.quickbooks_image):
            return link.odoo_image or None, link.quickbooks_image or None
        return mapping._first_images(pair.odoo, pair.quickbooks)

    # -- what exists only in QuickBooks ---------------------------------------

    def _create_missing(self, stream, mapping, pairs):
        """Create records, ancestors first.

        :return: the pairs that have a new record
        """
        missing = [
            pair for pair in pairs if not pair.record_id and pair.quickbooks is not None
        ]
        if not missing or not (stream._reads() and stream.create_in_odoo):
            return []
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

    # -- links ----------------------------------------------------------------

    def _link_identity(self, stream, mapping, pair):
        return {
            "stream_id": stream.id,
            "connection_id": stream.connection_id.id,
            "space": mapping._space,
            "res_model": mapping._odoo_model,
            "record_id": pair.record_id,
            "qb_id": pair.qb_id,
            "qb_type": pair.qb_type,
        }

    def _store_pairs(self, stream, mapping, pairs, after):
        """Write the links of a batch; new ones by one create."""
        fresh = []
        for pair in pairs:
            values = self._link_values(mapping, pair, after)
            if pair.link:
                pair.link.write(values)
            else:
                fresh.append((pair, values))
        links = self.env["qbd.link"].create(
            [
                {**self._link_identity(stream, mapping, pair), **values}
                for pair, values in fresh
            ]
        )
        for (pair, _values), link in zip(fresh, links, strict=True):
            pair.link = link

    def _link_values(self, mapping, pair, after):
        link = pair.link
        values = {"next_try": False}
        if pair.qb_id:
            values.update(qb_id=pair.qb_id, edit_sequence=pair.edit_sequence)
            values["qb_type"] = pair.qb_type or (link.qb_type if link else False)
        if pair.quickbooks is None:
            return values
        values["qb_name"] = pair.name or mapping._object_name(pair.quickbooks)
        values["record_id"] = pair.record_id or False
        if not pair.record_id:
            return {
                **values,
                "state": "ok",
                "reason": "only_in_quickbooks",
                "quickbooks_seen": pair.quickbooks,
            }
        if pair.merged is None:  # created just now: both sides mean the same
            state = after[pair.record_id]
            return {**values, **self._in_step(mapping, state, pair.quickbooks)}
        return {**values, **self._merged_values(mapping, pair, after)}

    def _in_step(self, mapping, odoo_state, quickbooks):
        return {
            "odoo_image": odoo_state,
            "quickbooks_image": quickbooks,
            "quickbooks_seen": False,
            "conflicts": False,
            "state": "ok",
            "reason": False,
            "message": False,
            "attempts": 0,
            "synced_on": fields.Datetime.now(),
        }

    def _merged_values(self, mapping, pair, after):
        link, merged = pair.link, pair.merged
        state = after.get(pair.record_id, pair.odoo)
        odoo_image, quickbooks_image = qbm.after_pull(
            *pair.images, merged, state, pair.quickbooks
        )
        self._take_side_effects(pair, state, odoo_image)
        for path in pair.quickbooks.keys() - mapping._compared():
            quickbooks_image[path] = pair.quickbooks[path]
        if pair.link and pair.link.connection_id.recompare:
            for path in merged.push:  # chosen for this comparison: it is to be sent
                odoo_image[path] = qbm.DIFFERS
                quickbooks_image[path] = pair.quickbooks.get(path)
        values = self._in_step(mapping, odoo_image, quickbooks_image)
        if merged.overruled:
            values["overruled"] = {
                **((link.overruled if link else None) or {}),
                **merged.overruled,
            }
        if merged.conflicts:
            values.update(self._conflict_values(mapping, merged.conflicts))
        if merged.push:  # a conflict in one field does not hold up the others
            values.update(state="dirty", synced_on=link.synced_on if link else False)
            for name in ("attempts", "reason", "message") if link else ():
                if not merged.conflicts or name == "attempts":
                    values[name] = link[name]
        compared = mapping._compared()
        if merged.push or self._differs(compared, pair.quickbooks, quickbooks_image):
            values["quickbooks_seen"] = pair.quickbooks
        return values

    def _take_side_effects(self, pair, state, odoo_image):
        """What our own pull changed beside what it pulled is no edit of a person."""
        for path, value in state.items():
            before = pair.odoo.get(path)
            untouched = path in odoo_image and qbm.equal(before, odoo_image[path])
            if path not in pair.merged.pull and untouched and before != value:
                odoo_image[path] = value

    def _conflict_values(self, mapping, conflicts):
        labels = mapping._labels()
        names = ", ".join(labels[path] for path in conflicts)
        return {
            "state": "parked",
            "reason": "conflict",
            "message": self.env._(
                "Both sides changed %(fields)s. Choose which value to keep.",
                fields=names,
            ),
            "conflicts": {
                path: {
                    "label": labels[path],
                    "odoo": conflict.odoo,
                    "quickbooks": conflict.quickbooks,
                    "odoo_image": conflict.odoo_image,
                    "quickbooks_image": conflict.quickbooks_image,
                }
                for path, conflict in conflicts.items()
            },
        }

    def _park_pair(self, stream, pair, reason, message):
        """Keep what was seen on a link that needs a person."""
        mapping = stream._mapping()
        values = {
            "state": "parked",
            "reason": reason,
            "message": message,
            "quickbooks_seen": pair.quickbooks,
        }
        if pair.qb_id:
            values.update(qb_id=pair.qb_id, edit_sequence=pair.edit_sequence)
        if pair.quickbooks is not None:
            values["qb_name"] = pair.name or mapping._object_name(pair.quickbooks)
        if pair.link:
            pair.link.write(values)
        else:
            identity = self._link_identity(stream, mapping, pair)
            pair.link = self.env["qbd.link"].create({**identity, **values})

    def _tell_referring(self, stream, mapping, pairs):
        """What waited for a reference to become known is to be compared again."""
        fresh = [p for p in pairs if not p.original[0] or not p.original[0].record_id]
        names = mapping._referred_by() if fresh else ()
        if not names:
            return
        self.env["qbd.link"].search(
            [
                ("connection_id", "=", stream.connection_id.id),
                ("stream_id.mapping", "in", names),
                ("state", "=", "ok"),
                ("quickbooks_seen", "!=", False),
                ("record_id", "!=", False),
            ]
        ).write({"state": "dirty"})

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
        self.env.cr.execute(
            SQL(
                "DELETE FROM qbd_hint WHERE NOT deleted AND model = %s"
                " AND record_id = ANY(%s) RETURNING model, record_id, deleted",
                mapping._odoo_model,
                ids,
            )
        )
        hints = sorted(set(self.env.cr.fetchall()))
        watching = self.env["qbd.mapping"]._watching_streams(mapping._odoo_model)
        for other in watching - stream if hints else ():
            self._collect_for(other, hints)

    def _count_pulled(self, stream, number):
        if number:
            stream.count_pulled += number
            session = self.env.context.get("qbd_session")
            if session:
                session._count(pulled=number)
