from odoo import fields, models
from odoo.tools import plaintext2html

BOOKS = "quickbooks_desktop.mail_activity_books"


class QbdConnectionBooksAlert(models.AbstractModel):
    """Tells the person in charge that both books stopped agreeing, and that they agree.

    One activity for all differences. While documents wait that go on by themselves,
    nobody is told.
    """

    _name = "qbd.connection.books.alert"
    _inherit = "qbd.connection.alerts"
    _description = "QuickBooks Connection: Alert about the Books"

    told_books = fields.Many2one(
        "qbd.ledger.verification",
        "Announced Verification",
        readonly=True,
        copy=False,
        help="The verification that the last activity is about.",
    )

    def _tell(self):
        result = super()._tell()
        self._tell_books()
        return result

    def _tell_books(self):
        last = self.env["qbd.ledger.verification"]._latest(self)
        if not last or last._only_waits():
            return
        if last.state == "equal":
            self._all_clear(BOOKS, self.env._("Both books agree again."))
            return
        words = (
            self.env._("QuickBooks: the books differ, %(title)s", title=last.title),
            plaintext2html(last.state_words),
        )
        self._keep_told(BOOKS, words, last != self.told_books)
        if self.told_books != last:
            self.told_books = last
