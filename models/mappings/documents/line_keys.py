from odoo import models


class QbdDocumentLineKeys(models.AbstractModel):
    """Tells the lines of documents apart, list by list.

    A line of Odoo is known to QuickBooks by its list and TxnLineID.
    """

    _name = "qbd.document.line.keys"
    _description = "QuickBooks Lines of Documents: Keys"

    def _lines_of(self, move, lines):
        """Return the lines of a document that are in one of its lists."""
        return getattr(self, lines.odoo)(move)

    def _listed(self, move):
        """Return [(declaration of a list, line of the document)] of all lists."""
        return [
            (lines, line)
            for lines in self._lists_of_lines()
            for line in self._lines_of(move, lines)
        ]

    def _rows(self, canonical):
        """Return [(declaration of a list, canonical line)] of all lists."""
        return [
            (lines, row)
            for lines in self._lists_of_lines()
            for row in canonical.get(lines.qb) or ()
        ]

    def _line_key(self, lines, line):
        """Return the key of a line within a list: its TxnLineID, or one of Odoo's."""
        in_list = (line.qbd_line_list or lines.qb) == lines.qb
        return (in_list and line.qbd_txn_line_id) or f"odoo:{line._origin.id}"

    def _identity(self, lines, txn_line_id):
        """Return the values of a line that QuickBooks has in a list.

        The list is only stored where there are several.
        """
        several = len(self._lists_of_lines()) > 1
        own = {"qbd_line_list": lines.qb} if several else {}
        return {"qbd_txn_line_id": txn_line_id, **own}

    def _forget_lines(self, move):
        """Forget the ids of the lines of a document, to be found by what they say."""
        lines = move.browse().line_ids.union(
            *(one for _list, one in self._listed(move))
        )
        lines._qbd_identify({"qbd_txn_line_id": False})

    def _lines_assigned(self, move, assigned):
        """Remember the ids that QuickBooks gave to new lines."""
        for lines in self._lists_of_lines():
            ids = assigned.get(lines.qb) or {}
            for line in self._lines_of(move, lines) if ids else ():
                key = self._line_key(lines, line)
                if key in ids:
                    line._qbd_identify(self._identity(lines, ids[key]))
