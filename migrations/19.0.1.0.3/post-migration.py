"""Bills and vendor credits that are synced keep their numbers in QuickBooks.

Before, QuickBooks got the first 20 characters of the reference; a longer one is
shortened now by the rule of invoice numbers. QuickBooks' number stays as the document's
own until the reference in Odoo is entered anew there.
"""


def migrate(cr, version):
    """Note the numbers that QuickBooks has of bills with longer references.

    :param version: the version of the database before the update
    """
    cr.execute(
        "UPDATE account_move SET qbd_ref_number = NULL"
        " WHERE qbd_opening AND move_type IN ('in_invoice', 'in_refund')"
    )
    cr.execute(
        "UPDATE account_move m SET qbd_ref_number = l.quickbooks_image->>'RefNumber'"
        " FROM qbd_link l JOIN qbd_stream s ON s.id = l.stream_id"
        " WHERE s.mapping IN ('bill', 'vendor_credit') AND l.record_id = m.id"
        " AND l.quickbooks_image->>'RefNumber' IS NOT NULL AND length(m.ref) > 20"
    )
