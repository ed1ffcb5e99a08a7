from odoo import models
from odoo.exceptions import UserError

SHOWN = 5
"""Of what looks alike, so many are asked about."""

NAMED = 3
"""So many of them are called by name in the message."""


class QbdEngineGuard(models.AbstractModel):
    """Looks for similar records or objects on the other side before creating.

    Equal names were matched before; this concerns those that are only similar.
    """

    _name = "qbd.engine.guard"
    _description = "QuickBooks Engine: Guard against Doubles"

    # -- before a record is made of an object ---------------------------------

    def _hold_similar_objects(self, stream, mapping, new, pairs):
        """Look for records that new objects may be.

        :param new: pairs that are about to get a record
        :param pairs: all pairs of the batch; some have found their records just now
        :return: the pairs to go on with; the others list their `similar` records
        """
        asked = [pair for pair in new if not (pair.link and pair.link.create_requested)]
        if not asked or not stream.ask_similar or not mapping._matcher():
            return new
        texts = mapping._open_texts()
        for pair in pairs:
            texts.pop(pair.record_id, None)
        if not texts:
            return new
        objects = {
            pair.qb_id: (pair.name, mapping._matched_values(pair.quickbooks))
            for pair in asked
        }
        said = {key: mapping._object_texts(*one) for key, one in objects.items()}
        matcher, failed = mapping._matcher(), {}
        records = mapping._browse(matcher.sift(said.values(), texts))
        found = [
            row
            for row in self._look_alikes(mapping, records, objects, failed, turned=True)
            if mapping._is_asked_about(
                mapping._browse(row["record_id"]), {one[0] for one in row["reasons"]}
            )
        ]
        unclear = matcher.sift_each(said, texts, failed)
        for pair in asked:
            pair.similar = [row for row in found if row["link_id"] == pair.qb_id]
            likely = unclear.get(pair.qb_id)
            if likely and not pair.similar:
                record, error = texts[likely[0]][0], failed[likely[0]]
                pair.lacks = self._waits_for_record(stream, record, error)
        return [pair for pair in new if not (pair.similar or pair.lacks)]

    def _waits_for_record(self, stream, name, error):
        """Return why an object waits for a record that cannot be compared.

        :raise UserError: if the list writes nothing to QuickBooks: the record is not
            parked there, so that the object itself needs a person
        """
        words = self.env._(
            "This may be “%(name)s” in Odoo, which cannot be compared: %(fault)s",
            name=name,
            fault=self._words(error),
        )
        if not stream._writes():
            raise UserError(words)
        return words

    def _similar_values(self, pair):
        """Return the values of the link of an object that waits for a user's answer."""
        return {
            **self._asked_values(
                self.env._(
                    "Records similar to “%(name)s” of QuickBooks exist in Odoo: "
                    "%(records)s. Choose the same record below, or create a "
                    "different one.",
                    name=pair.name,
                    records=self._named(pair.similar, "odoo_name"),
                )
            ),
            "quickbooks_seen": pair.quickbooks,
        }

    def _store_questions(self, stream, pairs):
        """Store the questions about similar records, once a batch has its links."""
        for pair in pairs:
            if pair.similar and pair.link:
                rows = [{**row, "link_id": pair.link.id} for row in pair.similar]
                self._ask_about_link(stream, pair.link, rows)

    # -- before a record is added to QuickBooks -------------------------------

    def _hold_similar_records(self, stream, mapping, links):
        """Park the links of records that may be objects without a record.

        :return: the links to go on with
        """
        asked = [link for link in links if not link.create_requested]
        if not asked or not stream.ask_similar or not mapping._matcher():
            return links
        objects = mapping._open_objects()
        if not objects:
            return links
        bad, failed = {}, {}
        records = mapping._browse([link.record_id for link in asked])
        candidates = mapping._record_candidates(records, bad)
        said, matcher = {one.key: one.texts() for one in candidates}, mapping._matcher()
        texts = self._texts_of(mapping, objects, failed)
        near = {key: objects[key] for key in matcher.sift(said.values(), texts)}
        records = records.filtered(lambda one: one.id not in bad)
        found = self._look_alikes(mapping, records, near, failed)
        unclear = matcher.sift_each(said, texts, failed)
        held = [
            link
            for link in asked
            if link.record_id in bad
            or self._hold_record(stream, link, found)
            or self._hold_unclear(link, unclear, objects, failed)
        ]
        return [link for link in links if link not in held]

    def _texts_of(self, mapping, objects, failed):
        """Return {key: texts} of objects; one that fails has its name alone.

        :param failed: dict that gets {key: error}
        """
        texts = {}

        def read(some):
            texts.update((key, mapping._object_texts(*one)) for key, one in some)

        def name_only(bad, error):
            key, (full_name, _values) = bad
            failed[key], texts[key] = error, [full_name]

        self._guarded(list(objects.items()), read, name_only)
        return texts

    def _hold_unclear(self, link, unclear, objects, failed):
        """Let a record wait for a likely object that cannot be compared.

        :return: whether there is any
        """
        likely = unclear.get(link.record_id)
        if likely:
            words = self.env._(
                "This may be “%(name)s” in QuickBooks, which cannot be compared: "
                "%(fault)s",
                name=objects[likely[0]][0],
                fault=self._words(failed[likely[0]]),
            )
            self._wait(link, words)
        return bool(likely)

    def _hold_record(self, stream, link, found):
        """Ask about objects similar to the record, if any.

        :return: whether there are any
        """
        rows = [row for row in found if row["record_id"] == link.record_id]
        if rows:
            words = self.env._(
                "Similar records exist in QuickBooks: %(objects)s. Choose the same "
                "record below, or create a different one.",
                objects=self._named(rows, "quickbooks_name"),
            )
            link.write(self._asked_values(words))
            self._ask_about_link(stream, link, rows)
        return bool(rows)

    def _hold_asked_elsewhere(self, stream, mapping, links):
        """Let records wait that may be an object of another list.

        An entry may be a journal entry, or another transaction of QuickBooks.

        :return: the links to go on with
        """
        rows = self.env["qbd.match.pair"].search(
            [
                ("stream_id.connection_id", "=", stream.connection_id.id),
                ("stream_id", "!=", stream.id),
                ("res_model", "=", mapping._odoo_model),
                ("record_id", "in", [link.record_id for link in links]),
                *(("side", "=", "both"), ("state", "in", ("open", "accepted"))),
            ]
        )
        asked = {row.record_id: row for row in rows if not row.link_id.record_id}
        for link in links:
            if link.record_id in asked:
                self._wait(link, self._words_of_question(asked[link.record_id]))
        return [link for link in links if link.record_id not in asked]

    def _words_of_question(self, row):
        return self.env._(
            "This may be “%(name)s” of the record type “%(list)s” in QuickBooks. Answer"
            " the question about that record first.",
            name=row.quickbooks_name,
            list=row.stream_id.label,
        )

    # -- both ways ------------------------------------------------------------

    def _look_alikes(self, mapping, records, objects, failed, turned=False):
        """Compare records with objects, except for pairs that a user has rejected.

        :param objects: as from `_open_objects`; the keys may also be ids of QuickBooks
        :param failed: dict that gets {key: error} of those on the other side that
            cannot be compared
        :param turned: whether the objects are the few new ones, not the records
        :return: values of rows, the best first; `link_id` is the key of the object
        """
        if not records or not objects:
            return []
        left, right = self._both_candidates(mapping, records, objects, failed, turned)
        sides = (right, left) if turned else (left, right)
        found = mapping._matcher().similar(*(one.values() for one in sides))
        pairs = [
            pair.turned() if turned else pair
            for ones in found.values()
            for pair in ones
        ]
        rejected = self._rejected_keys(mapping, objects)
        rows = self.env["qbd.match.pair"]
        return [
            {
                **rows._values_of(left[pair.left], right[pair.right]),
                **rows._judged(pair),
            }
            for pair in sorted(pairs, key=lambda one: -one.score)
            if (pair.right, pair.left) not in rejected
        ]

    def _both_candidates(self, mapping, records, objects, failed, turned):
        """Return ({record id: candidate}, {key of an object: candidate}).

        :param failed: as for `_look_alikes`; a new one that fails is raised, so that
            it is parked alone
        """
        new = {}
        sides = (failed, new) if turned else (new, failed)
        left = mapping._record_candidates(records, sides[0])
        right = mapping._object_candidates(objects, sides[1])
        if new:
            raise next(iter(new.values()))
        return {one.key: one for one in left}, {one.key: one for one in right}

    def _rejected_keys(self, mapping, keys):
        """Return {(key of an object, record id)} of rejected pairs."""
        links = [key for key in keys if isinstance(key, int)]
        if not links:
            return self._rejected(mapping, keys)
        domain = [("state", "=", "rejected"), ("link_id", "in", links)]
        rows = self.env["qbd.match.pair"].search_fetch(domain, ["link_id", "record_id"])
        return {(row.link_id.id, row.record_id) for row in rows}

    def _ask_about_link(self, stream, link, rows):
        """Replace the questions about a link."""
        model = self.env["qbd.match.pair"]
        link.question_ids.unlink()
        model._insert(
            [
                model._row(stream, "both", asked_link_id=link.id, **row)
                for row in rows[:SHOWN]
            ]
        )
        (link | link._asking_about())._note_same_questions()

    def _asked_values(self, message):
        return {
            "state": "parked",
            "reason": "similar",
            "message": message,
        }

    def _named(self, rows, name):
        """Return "Hex bolt (same code AB-1), Nut (similar name)" """
        model = self.env["qbd.match.pair"]
        return ", ".join(
            f"{row[name]} ({model._in_words(row['reasons'])})" for row in rows[:NAMED]
        )

    def _release_answered(self, stream):
        """Settle questions whose records or objects have been paired elsewhere."""
        asked = self.env["qbd.link"].search(
            [
                ("stream_id", "=", stream.id),
                ("state", "=", "parked"),
                ("reason", "=", "similar"),
            ]
        )
        if asked:
            self.env["qbd.match.pair"]._drop_stale(stream)
            asked._settle_questions()
