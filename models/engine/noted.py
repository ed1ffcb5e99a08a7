from odoo import models


class QbdEngineNoted(models.AbstractModel):
    """Notes requests and answers in the history of a record."""

    _name = "qbd.engine.noted"
    _description = "QuickBooks Engine: History"

    def _note_written(self, message_set, entry, outcome):
        """Write a line of the record's history; its lack would harm nothing."""
        links = self.env["qbd.link"].browse(entry["link"]).exists()
        history = self.env["qbd.history"]
        self._guarded(
            list(links),
            lambda part: history._note_written(part[0], entry, message_set, outcome),
            lambda _bad, _error: None,
        )
