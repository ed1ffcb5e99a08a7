from datetime import timedelta

from odoo import api, fields, models

from ...core.qbxml import status
from ...core.sync.operations import OPERATIONS

KEPT_DAYS = 180
"""As long as the rows of message sets."""

OPERATION_WORDS = [
    ("add", "Added"),
    ("mod", "Changed"),
    ("inactivate", "Made inactive"),
    ("void", "Voided"),
    ("delete", "Deleted"),
    ("use", "Credits applied"),
    ("other", "Changed otherwise"),
]

DONE = 0
"""The status code of a request that was carried out."""


class QbdHistory(models.Model):
    """One change of a record that crossed, or that a side refused."""

    _name = "qbd.history"
    _inherit = ["qbd.write.checks", "qbd.bulk.insert"]
    _description = "QuickBooks History"
    _order = "id desc"
    _rec_name = "name"

    link_id = fields.Many2one(
        "qbd.link", "Record", required=True, ondelete="cascade", index=True
    )
    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    stream_id = fields.Many2one("qbd.stream", "Record type", ondelete="cascade")
    session_id = fields.Many2one("qbd.session", ondelete="set null")
    message_set_id = fields.Many2one("qbd.message.set", ondelete="set null")
    moment = fields.Datetime("On", required=True, index=True)
    side = fields.Selection(
        [("odoo", "In Odoo"), ("quickbooks", "In QuickBooks")], "Where", required=True
    )
    operation = fields.Selection(OPERATION_WORDS, "Change", required=True)
    name = fields.Char("Name in QuickBooks")
    shown_name = fields.Char("Name", compute="_compute_shown_name")
    changes = fields.Text()
    code = fields.Integer(help="The status code of QuickBooks; 0: carried out.")
    answer = fields.Char()

    def _compute_shown_name(self):
        """Show the name of then; Odoo's for one that QuickBooks knows by no name."""
        for row in self:
            row.shown_name = row.name or row.link_id.record_name

    @api.autovacuum
    def _gc(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("moment", "<", limit)], limit=20_000).unlink()

    # -- written by the engine ------------------------------------------------

    @api.model
    def _row(self, link, side, operation, changes, **values):
        """Return the values of a row; `_insert` stores many at once."""
        known = {code for code, _words in OPERATION_WORDS}
        return {
            "link_id": link.id,
            "connection_id": link.connection_id.id,
            "stream_id": link.stream_id.id,
            "moment": fields.Datetime.now(),
            "side": side,
            "operation": operation if operation in known else "other",
            "name": link.qb_name or "",
            "changes": changes,
            "code": DONE,
            **values,
        }

    @api.model
    def _note_written(self, message_set, answered):
        """Note requests to QuickBooks with their answers.

        Called before the images move, as they hold the values of before.

        :param answered: list of (link, entry, outcome)
        """
        display = self.env["qbd.link.display"]
        changes = [
            (
                link,
                {} if OPERATIONS[entry["op"]].creates else link.quickbooks_image or {},
                entry.get("sent") or {},
            )
            for link, entry, _outcome in answered
        ]
        known = display._known_words(changes)
        self._insert(
            [
                self._row_written(
                    message_set, *one, display._changes_in_words(*change, known)
                )
                for one, change in zip(answered, changes, strict=True)
            ]
        )

    def _row_written(self, message_set, link, entry, outcome, words):
        answer = outcome.title
        if not outcome.done:
            advice = status.outcome(outcome.code, say=self.env._).advice
            answer = f"{outcome.title}. {advice}"
        row = self._row(
            link,
            "quickbooks",
            entry["op"],
            words,
            session_id=message_set.session_id.id,
            message_set_id=message_set.id,
            code=outcome.code,
            answer=" ".join(filter(None, (answer, outcome.words))),
        )
        return {**row, "name": entry.get("name") or row["name"]}

    @api.model
    def _note_pulled(self, stream, created, changed, after):
        """Note the changes taken from QuickBooks, and log them in the chatter.

        :param created: pairs whose record was created just now
        :param changed: pairs of which fields were changed in Odoo
        :param after: {record id: canonical values now}
        """
        session = stream.connection_id.last_session_id
        rows = [
            self._row(pair.link, "odoo", "add", "", session_id=session.id)
            for pair in created
            if pair.link
        ]
        words = {}
        for pair in changed:
            if not pair.link or pair.odoo is None:
                continue
            new = after.get(pair.record_id) or {}
            paths = {path: new.get(path) for path in pair.merged.pull}
            text = self.env["qbd.link.display"]._changes_in_words(
                pair.link, pair.odoo, paths
            )
            words[pair.record_id] = text
            rows.append(
                self._row(pair.link, "odoo", "mod", text, session_id=session.id)
            )
        self._insert(rows)
        self._say_in_chatter(stream, session, words)

    def _say_in_chatter(self, stream, session, words):
        """Log on each changed record that QuickBooks changed it.

        :param words: {record id: changed fields in words}
        """
        records = stream._mapping()._browse(list(words))
        if not words or not hasattr(records, "_message_log_batch"):
            return
        bodies = {
            one: self.env._(
                "Changed in QuickBooks, session %(session)s: %(changes)s",
                session=session.display_name or "",
                changes=text.replace("\n", "; "),
            )
            for one, text in words.items()
        }
        records._message_log_batch(bodies=bodies)
