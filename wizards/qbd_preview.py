from collections import Counter

from odoo import Command, api, fields, models

OPERATIONS = [
    ("add", "Add"),
    ("mod", "Change"),
    ("inactivate", "Make inactive"),
    ("void", "Void"),
    ("delete", "Delete"),
    ("use", "Apply credits"),
    ("other", "Change"),
]
"""What is done in QuickBooks, in words; other operations are changes."""

REMOVALS = ("inactivate", "void", "delete")


class QbdPreview(models.TransientModel):
    """Shows what the next session writes to QuickBooks, before it does."""

    _name = "qbd.preview"
    _inherit = ["qbd.write.checks", "qbd.buttons"]
    _description = "QuickBooks Preview of the Next Session"

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    summary = fields.Text(readonly=True)
    question = fields.Text(readonly=True)
    is_cut = fields.Boolean(readonly=True)
    waits_for_go = fields.Boolean(readonly=True)
    line_ids = fields.One2many("qbd.preview.line", "wizard_id", readonly=True)

    @api.model
    def _of(self, connection):
        """Return the preview of a connection's next session."""
        engine = self.env["qbd.engine"].sudo()
        found = engine._preview(connection.sudo())
        links = self.env["qbd.link"].browse([row["link"] for row in found["rows"]])
        known = set(links.exists().ids)  # others were made by the plan, and undone
        for row in found["rows"]:
            row["link"] = row["link"] if row["link"] in known else False
        preview = self.sudo().create(
            {
                "connection_id": connection.id,
                "summary": self._summary(found["rows"]),
                "question": found["question"],
                "is_cut": found["more"],
                "waits_for_go": bool(connection.unconfirmed_lists),
                "line_ids": [
                    Command.create(self._line_values(row)) for row in found["rows"]
                ],
            }
        )
        return preview.sudo(False)

    @staticmethod
    def _line_values(row):
        known = {code for code, _words in OPERATIONS}
        code = row["operation"]
        return {
            "link_id": row["link"],
            "record_id": row["record_id"],
            "stream_id": row["stream"],
            "operation": code if code in known else "other",
            "name": row["name"],
            "changes": row["changes"],
        }

    def _summary(self, rows):
        """Return the numbers of each list in words, one line each."""
        by_list = {}
        for row in rows:
            by_list.setdefault(row["stream"], Counter())[row["operation"]] += 1
        lines = []
        for stream_id, counts in by_list.items():
            removed = sum(counts[code] for code in REMOVALS)
            lines.append(
                self.env._(
                    "%(list)s: %(added)s will be added, %(changed)s changed,"
                    " %(removed)s removed.",
                    list=self.env["qbd.stream"].browse(stream_id).label,
                    added=counts["add"],
                    changed=counts.total() - counts["add"] - removed,
                    removed=removed,
                )
            )
        return "\n".join(lines) or self.env._("Nothing is written to QuickBooks.")

    def _shown(self):
        """Return the action that opens this preview as a dialog."""
        return {
            **self._open(),
            "name": self.env._("Next session"),
            "target": "new",
        }

    def action_go(self):
        """Let the lists be written that waited for a go-ahead."""
        self.ensure_one()
        self.connection_id.confirm_writing()
        return {"type": "ir.actions.client", "tag": "soft_reload"}


class QbdPreviewLine(models.TransientModel):
    """One record that the next session writes to QuickBooks."""

    _name = "qbd.preview.line"
    _inherit = ["qbd.write.checks", "qbd.buttons"]
    _description = "QuickBooks Preview of a Record"

    wizard_id = fields.Many2one("qbd.preview", required=True, ondelete="cascade")
    link_id = fields.Many2one("qbd.link", ondelete="cascade")
    stream_id = fields.Many2one("qbd.stream", "Record type", ondelete="cascade")
    operation = fields.Selection(OPERATIONS, "In QuickBooks")
    name = fields.Char()
    changes = fields.Text()
    record_id = fields.Integer(readonly=True)
    held = fields.Boolean(related="link_id.held")

    def action_hold(self):
        """Hold the record back: the next session leaves it out."""
        self._link().action_hold()
        return self.wizard_id._shown()

    def action_release_hold(self):
        """Let the record cross again."""
        self._link().action_release_hold()
        return self.wizard_id._shown()

    def action_open(self):
        """Open the link of the record."""
        self.ensure_one()
        link = self._link()
        link.check_access("read")
        return link._open()

    def _link(self):
        """Return the link of the record; a new record gets its link now.

        :raise AccessError: if the user may not see the connection
        """
        self.ensure_one()
        self._require_user()
        self.wizard_id.connection_id.check_access("read")
        if not self.link_id:
            links, stream = self.env["qbd.link"].sudo(), self.stream_id.sudo()
            found = links._by_records(stream, [self.record_id])
            link = found.get(self.record_id)
            if not link:
                link = links._create_for_records(stream, [self.record_id])
            self.sudo().link_id = link
        return self.link_id
