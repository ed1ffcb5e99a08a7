from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ....core.errors import ValueRefused
from ....core.qbxml.numbers import LENGTH
from ....core.words import for_reader


class QbdDocumentNumbers(models.AbstractModel):
    """Maps the number and the customer's reference of documents.

    RefNumber is the document's own number, shortened by one rule where QuickBooks has
    no room for it; PONumber is the customer's reference. A number of QuickBooks' own is
    the number in Odoo, too, where a journal is kept for that; else it is kept in
    `qbd_ref_number`, and as the reference if there is no other. Of a bill or vendor
    credit, the number is the vendor's: the reference in Odoo.
    """

    _name = "qbd.document.numbers"
    _description = "QuickBooks Documents: Numbers"

    # -- Odoo's side ----------------------------------------------------------

    def _ref_number(self, move):
        """Return QuickBooks' own number, else that of Odoo in its short form."""
        return move.qbd_ref_number or move._qbd_short_number()

    def _po_number(self, move):
        """Return the customer's reference, but not the number of QuickBooks."""
        return None if move.ref == move.qbd_ref_number else move.ref

    # -- to Odoo --------------------------------------------------------------

    def _number_values(self, header):
        """Return the number and reference of a new document of QuickBooks."""
        number, po_number = header.get("RefNumber"), header.get("PONumber")
        if not self._is_sale():
            return {"ref": number}
        if self._claims_number(number, header):
            return {"name": number, "ref": po_number}
        return {"ref": po_number or number, "qbd_ref_number": number}

    def _opening_numbers(self, number):
        """Return the number and reference of an open item of QuickBooks."""
        return {
            "ref": number,
            **({"qbd_ref_number": number} if self._is_sale() else {}),
        }

    def _changed_numbers(self, move, pull):
        """Return the number and reference of a document that changed in QuickBooks.

        :param pull: {path: canonical} that Odoo takes
        """
        if not self._is_sale():
            if "RefNumber" not in pull:
                return {"ref": move.ref, "qbd_ref_number": move.qbd_ref_number}
            return {"ref": pull["RefNumber"], "qbd_ref_number": False}
        shown, number = move.qbd_ref_number, pull.get("RefNumber")
        values = {"ref": move.ref, "qbd_ref_number": shown}
        if "RefNumber" in pull:
            if not shown and self._claims_number(number, pull, move):
                values["name"] = number
            else:
                own = move._qbd_short_number()
                values["qbd_ref_number"] = number != own and number
                if move.ref in (False, shown):
                    values["ref"] = values["qbd_ref_number"]
        if "PONumber" in pull:
            values["ref"] = pull["PONumber"] or values["qbd_ref_number"]
        return values

    def _claims_number(self, number, header, move=None):
        """Return whether a document takes QuickBooks' number as its own in Odoo.

        Only where a journal is kept for such numbers, if no other document has it, and
        if Odoo's sequence takes it with this date.
        """
        connection, journal = self._stream().connection_id, self._journal()
        if not connection.numbers_from_quickbooks or number in (None, False, "/"):
            return False
        if move and (
            move.journal_id != journal or len(move._qbd_own_number()) > LENGTH
        ):
            return False
        date = header.get("TxnDate") or (move and move.invoice_date)
        taken = self._cached_in_batch("numbers", set)
        domain = [("journal_id", "=", journal.id), ("name", "=", number)]
        if (
            number in taken
            or self.env["account.move"].search_count(domain, limit=1)
            or not self._fits_sequence(number, date, journal)
        ):
            return False
        taken.add(number)
        return True

    def _fits_sequence(self, number, date, journal):
        """Return whether Odoo's sequence takes a number for a document of a date.

        "25-1001" is the number of a year: Odoo refuses it in another one.
        """
        values = {
            "move_type": self._move_type,
            "journal_id": journal.id,
            "invoice_date": date,
            "date": date,
            "name": number,
        }
        try:
            return self.env["account.move"].new(values)._sequence_matches_date()
        except ValidationError:
            return False

    def _keep_number(self, move, before, quickbooks):
        """Keep QuickBooks' number when Odoo gave a document another one, and say so.

        Odoo does so if QuickBooks moved its date to another year.

        :param str before: the number in Odoo before
        :param quickbooks: canonical form of the object
        """
        number = quickbooks.get("RefNumber")
        if not self._is_sale() or move._qbd_own_number() == before or not number:
            return
        if number in (move.qbd_ref_number, move._qbd_short_number()):
            return
        move.qbd_ref_number = number
        move.message_post(
            body=for_reader(self.env)._(
                "QuickBooks moved the date, and Odoo gave this document the number"
                " %(number)s; it was %(before)s. In QuickBooks its number is still"
                " %(quickbooks)s.",
                number=move._qbd_own_number(),
                before=before,
                quickbooks=number,
            )
        )

    # -- to QuickBooks --------------------------------------------------------

    def _request_add(self, link, canonical, names):
        self._claim(link, canonical.get("RefNumber"))
        return super()._request_add(link, canonical, names)

    def _request_mod(self, link, changed, canonical, names):
        if "RefNumber" in changed:
            self._claim(link, changed["RefNumber"])
        return super()._request_mod(link, changed, canonical, names)

    def _claim(self, link, number):
        """Give a document its number in QuickBooks, unless another one has it.

        A number that a user entered for QuickBooks is sent in any case.

        :raise ValueRefused: naming both documents
        """
        move = self._browse(link.record_id)
        if not number or move.qbd_ref_number:
            return
        other = self._with_number(link, number, move)
        if other:
            raise ValueRefused(
                for_reader(self.env)._(
                    "QuickBooks would get the number “%(number)s” twice: for"
                    " %(document)s and for %(other)s",
                    number=number,
                    document=move._qbd_own_number(),
                    other=other.display_label,
                ),
                "RefNumber",
                for_reader(self.env)._(
                    "Enter a different number in the field QuickBooks Number of "
                    "either document, or the same number if both should have it."
                ),
            )
        link.qb_name = number

    def _with_number(self, link, number, move):
        """Return the link of another document of this list with a number, if any."""
        links = self.env["qbd.link"]
        links.flush_model(["qb_name", "state", "stream_id", "record_id"])
        self.env.cr.execute(
            SQL(
                "SELECT id FROM qbd_link WHERE connection_id = %s AND space = %s"
                " AND lower(qb_name) = lower(%s) AND stream_id = %s AND id != %s"
                " AND state != 'gone' AND %s LIMIT 1",
                link.connection_id.id,
                self._space,
                number,
                link.stream_id.id,
                link.id,
                self._may_not_share_number(move),
            )
        )
        return links.browse([row[0] for row in self.env.cr.fetchall()])

    def _may_not_share_number(self, move):
        """Return the SQL condition on links of documents that need another number.

        Two vendors may use the same number, and one vendor may use it again: only what
        was told apart in Odoo has to be in QuickBooks.
        """
        if self._is_sale():
            return SQL("TRUE")
        move.flush_model(["ref", "commercial_partner_id"])
        return SQL(
            "EXISTS (SELECT 1 FROM account_move other WHERE other.id = record_id"
            " AND other.commercial_partner_id = %s AND lower(other.ref) != lower(%s))",
            move.commercial_partner_id.id,
            move.ref or "",
        )
