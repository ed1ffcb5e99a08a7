from odoo import models
from odoo.tools import SQL

from ...core.matching.records import MAYBE, SURE

CHUNK = 10000
"""Records that are compared in one step, so that it ends within a process's limits."""

ROWS = 5000


class QbdMatchProposal(models.AbstractModel):
    """Compares both sides of a list, and stores the proposed pairs."""

    _name = "qbd.match.proposal"
    _description = "QuickBooks Match: Proposal"

    def _begin(self):
        """Forget proposals, keep decisions."""
        rows = self.env["qbd.match.pair"]
        rows.flush_model()
        self.env.cr.execute(
            SQL(
                "DELETE FROM qbd_match_pair WHERE stream_id = %s"
                " AND state IN ('open', 'create') AND asked_link_id IS NULL",
                self.stream_id.id,
            )
        )
        rows.invalidate_model(flush=False)
        self.write({"state": "running", "position": 0})

    def _go_on(self):
        """One step: compare the next records with all objects; then look at the rest"""
        sides = _Sides(self.stream_id._mapping(), self._decided())
        part = sides.records_in_use()[self.position : self.position + CHUNK]
        if part:
            self._store(sides, sides.propose(part, sides.objects_in_use()))
            self.position += len(part)
            return
        self._settle_rivals()
        self._look_twice(sides)
        self._store_singles()
        pending = self.stream_id._is_matched_first()
        state = "ready" if pending and not self.confirmed_on else "confirmed"
        self.write({"state": state, "compared_on": self.env.cr.now()})

    def _decided(self):
        """Return rows of pairs that a person has decided about."""
        return self.env["qbd.match.pair"].search(
            [
                ("stream_id", "=", self.stream_id.id),
                ("side", "=", "both"),
                ("state", "in", ("accepted", "rejected")),
            ]
        )

    def _store(self, sides, pairs, verdict=None, reason=None):
        """Store pairs as rows.

        :param verdict: of all of these, whatever the matcher says
        """
        model = self.env["qbd.match.pair"]
        more = [model._reason(reason)] if reason else []
        rows = [
            model._row(
                self.stream_id,
                "both",
                **model._values_of(sides.left[pair.left], sides.right[pair.right]),
                **model._judged(pair),
            )
            for pair in pairs
            if (pair.left, pair.right) not in sides.rejected
        ]
        for row in rows:
            row["verdict"] = verdict or row["verdict"]
            row["reasons"] += more
        for start in range(0, len(rows), ROWS):
            model._insert(rows[start : start + ROWS])

    def _settle_rivals(self):
        """Of an object that several steps proposed, the best pair stays.

        It stays sure where the other ones are not, and less alike.
        """
        self.env.cr.execute(
            SQL(
                "WITH ranked AS (SELECT id, score,"
                " count(*) FILTER (WHERE verdict = %(sure)s) OVER same AS sures,"
                " max(score) FILTER (WHERE verdict != %(sure)s) OVER same AS doubt,"
                " row_number() OVER (PARTITION BY link_id"
                " ORDER BY verdict = %(sure)s DESC, score DESC, id) AS place"
                " FROM qbd_match_pair WHERE stream_id = %(stream)s AND state = 'open'"
                " AND side = 'both' AND asked_link_id IS NULL"
                " WINDOW same AS (PARTITION BY link_id)),"
                " dropped AS (DELETE FROM qbd_match_pair p USING ranked r"
                " WHERE p.id = r.id AND r.place > 1)"
                " UPDATE qbd_match_pair p SET verdict = %(maybe)s FROM ranked r"
                " WHERE p.id = r.id AND r.place = 1"
                " AND NOT (r.sures = 1 AND r.score > COALESCE(r.doubt, 0))",
                stream=self.stream_id.id,
                sure=SURE,
                maybe=MAYBE,
            )
        )
        self.env["qbd.match.pair"].invalidate_model(flush=False)

    def _look_twice(self, sides):
        """Look for other partners of rejected and of unused entries."""
        left, right = self._without_partner(sides)
        others = sides.alternatives(left, right)
        self._store(sides, others, MAYBE)
        left -= {pair.left for pair in others}
        right -= {pair.right for pair in others}
        self._store(sides, sides.pairs_of_unused(left, right), MAYBE, "archived")

    def _without_partner(self, sides):
        """Return (ids of records, ids of links) that no pair has, also unused ones."""
        self.env.cr.execute(
            SQL(
                "SELECT record_id, link_id FROM qbd_match_pair WHERE stream_id = %s"
                " AND side = 'both' AND state IN ('open', 'accepted', 'linked')",
                self.stream_id.id,
            )
        )
        rows = self.env.cr.fetchall()
        left = set(sides.records()) - {record_id for record_id, _link in rows}
        right = set(sides.objects) - {link_id for _record, link_id in rows}
        return left, right

    def _store_singles(self):
        sides = _Sides(self.stream_id._mapping(), self._decided())
        left, right = map(sorted, self._without_partner(sides))
        rows = self.env["qbd.match.pair"]
        for start in range(0, max(len(left), len(right)), ROWS):
            part = slice(start, start + ROWS)
            rows._insert_singles(self.stream_id, right[part], left[part])


class _Sides:
    """The open entries of both sides, read once for a step.

    :param decided: rows that keep their sides; rejected ones keep only the pair
    """

    def __init__(self, mapping, decided):
        accepted = decided.filtered(lambda row: row.state == "accepted")
        self.rejected = {(row.record_id, row.link_id.id) for row in decided - accepted}
        self.mapping = mapping._for_batch()
        self.taken = set(accepted.mapped("record_id"))
        chosen = set(accepted.link_id.ids)
        self.objects = {
            key: one
            for key, one in mapping._open_objects().items()
            if key not in chosen
        }
        self.left, self.right, self.active = {}, {}, None

    def records(self):
        """Return ids of all records, those in use first."""
        return [*self.records_in_use(), *self.unused]

    def records_in_use(self):
        if self.active is None:
            records = self.mapping._open_records()
            records = records.filtered(lambda one: one.id not in self.taken)
            known = "active" in records._fields
            active = records.filtered("active") if known else records
            self.active, self.unused = active.ids, (records - active).ids
        return self.active

    def objects_in_use(self):
        return [key for key in self.objects if self._is_used(key)]

    def _is_used(self, key):
        return self.objects[key][1].get("IsActive") != "false"

    def pairs_of_unused(self, left, right):
        """Return pairs of these one side of which is not in use any more."""
        unused = set(self.unused) & left
        idle = {key for key in right if not self._is_used(key)}
        if not unused and not idle:
            return []
        found = self.propose(sorted(unused), sorted(right)) if unused else []
        right = idle - {pair.right for pair in found}
        more = self.propose(sorted(left - unused), sorted(right)) if right else []
        return found + more

    def propose(self, left, right):
        """Return pairs of the matcher, of records and objects with these ids."""
        return self.mapping._matcher().propose(
            self._read_left(left), self._read_right(right)
        )

    def alternatives(self, left, right):
        """Return other possible partners of rejected entries.

        :return: pairs of the matcher, each side at most once
        """
        ones = {one for one, _other in self.rejected} & left
        others = {other for _one, other in self.rejected} & right
        found = self._similar(ones, right) + self._similar(left, others)
        found = [pair for pair in found if (pair.left, pair.right) not in self.rejected]
        taken, result = (set(), set()), []
        for pair in sorted(found, key=lambda pair: (-pair.score, pair.left)):
            if pair.left not in taken[0] and pair.right not in taken[1]:
                taken[0].add(pair.left)
                taken[1].add(pair.right)
                result.append(pair)
        return result

    def _similar(self, left, right):
        if not left or not right:
            return []
        found = self.mapping._matcher().similar(
            self._read_left(sorted(left)), self._read_right(sorted(right))
        )
        return [pair for pairs in found.values() for pair in pairs]

    def _read_left(self, ids):
        missing = [one for one in ids if one not in self.left]
        records = self.mapping._browse(missing)
        for one in self.mapping._record_candidates(records):
            self.left[one.key] = one
        return [self.left[one] for one in ids if one in self.left]

    def _read_right(self, ids):
        missing = {one: self.objects[one] for one in ids if one not in self.right}
        for one in self.mapping._object_candidates(missing):
            self.right[one.key] = one
        return [self.right[one] for one in ids if one in self.right]
