"""Suggestions of an assistant about unsure pairs; a person follows them, or does not"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.assistant.questions import MAX_CANDIDATES, Choice, Entry, Question
from ...core.matching.records import SURE

PRIVATE = ("account", "email")
"""Kinds of codes that are not sent."""

NO_SUGGESTION = dict.fromkeys(
    ("suggested", "suggested_link_id", "suggested_by", "suggested_reason"), False
)


class QbdMatchSuggestion(models.AbstractModel):
    """The part of a row that holds a suggestion. It changes no decision."""

    _name = "qbd.match.suggestion"
    _description = "QuickBooks Match: Suggestion"

    suggested = fields.Selection(
        [("pair", "A pair"), ("none", "None of them")], readonly=True
    )
    suggested_link_id = fields.Many2one(
        "qbd.link", "Suggested record", readonly=True, ondelete="set null"
    )
    suggested_by = fields.Char(readonly=True)
    suggested_reason = fields.Char(readonly=True)
    suggestion = fields.Char(
        compute="_compute_suggestion",
        help="Of the assistant. It has no effect before you follow it.",
    )

    @api.depends("suggested", "suggested_link_id", "suggested_reason", "link_id")
    @api.depends_context("lang")
    def _compute_suggestion(self):
        for row in self:
            row.suggestion = row._suggestion_words()

    def _suggestion_words(self):
        if not self.suggested:
            return False
        said = {"name": self.suggested_by, "reason": self.suggested_reason or "–"}
        if self.suggested == "none":
            return self.env._("%(name)s: none of the candidates. %(reason)s", **said)
        if self.suggested_link_id == self.link_id:
            return self.env._("%(name)s: the same. %(reason)s", **said)
        return self.env._(
            "%(name)s: rather “%(other)s”. %(reason)s",
            other=self.suggested_link_id.qb_name or "–",
            **said,
        )

    def action_follow(self):
        """Decide as the assistant suggests."""
        self.ensure_one()
        row = self._for_user()
        if not row.suggested or row.state != "open":
            raise UserError(self.env._("There is no suggestion about this pair."))
        if row.suggested == "none":
            return self.action_reject()
        if row.suggested_link_id == row.link_id:
            return self.action_accept()
        if not row.suggested_link_id:
            raise UserError(
                self.env._("The suggested record is gone. Choose another one.")
            )
        return row._choose(row.suggested_link_id, row.record_id)


class QbdMatchQuestions(models.AbstractModel):
    """The part of a first match that an assistant is asked about."""

    _name = "qbd.match.questions"
    _description = "QuickBooks Match: Questions"

    assistant_on = fields.Boolean(compute="_compute_assistant_on")

    def _compute_assistant_on(self):
        is_on = self.env["qbd.assistant"]._is_on()
        for match in self:
            mapping = match.stream_id.sudo()._mapping()
            match.assistant_on = is_on and mapping._is_matched_by_name()

    def _assistant_ids(self, limit):
        """Return the ids of the rows that an assistant may be asked about."""
        match = self._for_user()
        if not match.assistant_on:
            return []
        return match._unsure_rows([], limit=limit).ids

    def _unsure_rows(self, domain, limit=None):
        return self.env["qbd.match.pair"].search(
            [
                ("stream_id", "=", self.stream_id.id),
                ("side", "=", "both"),
                ("state", "=", "open"),
                ("verdict", "!=", SURE),
                ("asked_link_id", "=", False),
                *domain,
            ],
            limit=limit,
        )

    def _assistant_question(self, ids, _wish):
        """Return the `Question` about rows: the record, and the matcher's candidates.

        :param ids: of rows; those that were decided meanwhile are left out
        """
        match = self._for_user()
        rows = match._unsure_rows([("id", "in", ids)])
        mapping = match.stream_id._mapping()._for_batch()
        records = mapping._record_candidates(mapping._browse(rows.mapped("record_id")))
        left = {one.key: one for one in records}
        found = match._possible(mapping, rows, left)
        return Question(
            tuple(
                Choice(row.id, _entry(left[row.record_id]), found[row.id])
                for row in rows
                if found.get(row.id)
            )
        )

    def _possible(self, mapping, rows, left):
        """Return {row id: candidates as `Entry`, the one of the row first}."""
        objects, matcher = mapping._open_objects(), mapping._matcher()
        taken = set(self._taken_links().ids)
        texts = {
            key: mapping._object_texts(*one)
            for key, one in objects.items()
            if key not in taken
        }
        near = {*matcher.sift([one.texts() for one in left.values()], texts)}
        near |= {*rows.link_id.ids} & objects.keys()
        right = {
            one.key: one
            for one in mapping._object_candidates({key: objects[key] for key in near})
        }
        alike = matcher.similar(list(left.values()), list(right.values()))
        found = {}
        for row in rows:
            others = [pair.right for pair in alike.get(row.record_id, ())]
            keys = dict.fromkeys([row.link_id.id, *others])
            keys = [key for key in keys if key in right][:MAX_CANDIDATES]
            if row.record_id in left and row.link_id.id in keys:
                found[row.id] = tuple(_entry(right[key]) for key in keys)
        return found

    def _taken_links(self):
        mine = [("stream_id", "=", self.stream_id.id), ("side", "=", "both")]
        taken = [*mine, ("state", "in", ("accepted", "linked"))]
        return self.env["qbd.match.pair"].search(taken).link_id

    def _assistant_take(self, answers, name):
        """Note suggestions on the rows; no decision changes.

        :param answers: list of `core.assistant.answers.Chosen`
        :return: how many were noted
        """
        match = self._for_user()
        rows = match._unsure_rows([("id", "in", [one.key for one in answers])])
        known = {row.id: row for row in rows}
        for one in answers:
            if one.key in known:
                known[one.key].write(
                    {
                        "suggested": "pair" if one.candidate else "none",
                        "suggested_link_id": one.candidate or False,
                        "suggested_by": name,
                        "suggested_reason": one.reason,
                    }
                )
        return len(known)


def _entry(candidate):
    """Return the fields of a candidate that are sent: name, code and price.

    Of a customer or vendor that is the name alone.
    """
    codes = [code for kind, code in candidate.codes if code and kind not in PRIVATE]
    price = f"{candidate.price:g}" if candidate.price else ""
    name = candidate.title or candidate.names[0]
    return Entry(candidate.key, name, codes[0] if codes else "", price)
