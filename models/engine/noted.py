from odoo import models


class QbdEngineNoted(models.AbstractModel):
    """Notes requests and answers in the history of a record."""

    _name = "qbd.engine.noted"
    _description = "QuickBooks Engine: History"

    def _note_written(self, message_set, answered):
        """Write lines of the records' history; their lack would harm nothing.

        :param answered: list of (link, entry, outcome)
        """
        history = self.env["qbd.history"]
        self._guarded(
            answered,
            lambda part: history._note_written(message_set, part),
            lambda _bad, _error: None,
        )
