from odoo import models

from ....core.qbxml.numbers import short_number

NUMBER = "RefNumber"


class QbdDocumentReference(models.AbstractModel):
    """Sends the reference of a record as its number, shortened by the one rule."""

    _name = "qbd.document.references"
    _description = "QuickBooks Documents: References"

    def _reference_of(self, record):
        """Return the whole reference, as people enter it in Odoo."""
        raise NotImplementedError

    def _ref_number(self, record):
        codec = self._codecs()[NUMBER]
        return short_number(self._reference_of(record), codec.max_length)

    def _review_images(self, pair, images):
        """Leave a reference alone that an earlier version sent whole, to be cut off."""
        odoo, quickbooks = super()._review_images(pair, images)
        reference = self._reference_of(self._browse(pair.record_id))
        whole = reference and self._codecs()[NUMBER].normalise(reference)
        if whole and odoo and odoo.get(NUMBER) == whole:
            odoo = {**odoo, NUMBER: pair.odoo.get(NUMBER)}
        return odoo, quickbooks
