"""Documents that are synced keep their numbers in QuickBooks under the new rule.

Before, the reference was the number where it fitted, else the end of Odoo's number, and
the PO number had a field of its own. Nothing is sent because of the new rule: both
images of a link hold the last agreement, and the number in QuickBooks stays until the
number in Odoo changes.
"""

from psycopg2.extras import Json, execute_values

from odoo.tools import SQL, sql

from odoo.addons.quickbooks_desktop.core.qbxml.numbers import LENGTH, short_number
from odoo.addons.quickbooks_desktop.core.qbxml.texts import normalise_text

BATCH = 2000


def migrate(cr, version):
    """Move numbers and references to their new fields.

    :param version: the version of the database before the update
    """
    _note_wanted_names(cr)
    if not sql.column_exists(cr, "account_move", "qbd_po_number"):
        return
    last = 0
    while rows := _documents(cr, last):
        last = rows[-1]["link"]
        changed = [{**row, **_new_values(row)} for row in rows]
        _store(
            cr,
            "UPDATE account_move SET ref = d.ref, qbd_ref_number = d.number"
            " FROM (VALUES %s) AS d (id, ref, number) WHERE account_move.id = d.id",
            [(row["move"], row["ref"], row["number"]) for row in changed],
            "(%s, %s, %s)",
        )
        _store(
            cr,
            "UPDATE qbd_link SET odoo_image = d.image FROM (VALUES %s) AS d (id, image)"
            " WHERE qbd_link.id = d.id",
            [(row["link"], Json(row["image"])) for row in changed],
            "(%s, %s::jsonb)",
        )


def _documents(cr, last):
    cr.execute(
        SQL(
            "SELECT l.id AS link, l.guid, l.odoo_image AS image,"
            " l.quickbooks_image->>'RefNumber' AS shown, m.id AS move, m.name, m.ref,"
            " m.qbd_po_number AS po_number"
            " FROM qbd_link l JOIN qbd_stream s ON s.id = l.stream_id"
            " JOIN account_move m ON m.id = l.record_id"
            " WHERE s.mapping IN ('invoice', 'credit_memo')"
            " AND l.odoo_image IS NOT NULL AND l.id > %s ORDER BY l.id LIMIT %s",
            last,
            BATCH,
        )
    )
    return cr.dictfetchall()


def _new_values(row):
    """Return the reference, QuickBooks' own number and Odoo's image of a document."""
    ref, po_number, shown = row["ref"], row["po_number"], row["shown"]
    was_number = bool(shown) and ref == shown
    born_there = not row["guid"]
    number = shown if shown and (born_there or (was_number and po_number)) else None
    if po_number and (was_number or not ref):
        ref = po_number
    image = dict(row["image"])
    if image.get("RefNumber") == _old_number(row["ref"], row["name"]):
        image["RefNumber"] = number or short_number(_own(row["name"]))
    if image.get("PONumber") == normalise_text(po_number) and "PONumber" in image:
        image["PONumber"] = None if ref == number else normalise_text(ref)
    return {"ref": ref, "number": number, "image": image}


def _old_number(ref, name):
    """Return the number under the rule before."""
    if ref and len(ref) <= LENGTH:
        return normalise_text(ref)
    name = _own(name)
    return normalise_text(name if len(name) <= LENGTH else name[-11:].lstrip("/-. "))


def _own(name):
    return name if name and name != "/" else ""


def _note_wanted_names(cr):
    """Have names sent again that had got a number, as soon as they are free."""
    cr.execute(
        "UPDATE qbd_link SET wanted_name = regexp_replace(qb_name, ' \\(\\d+\\)$', '')"
        " WHERE qb_name ~ ' \\([2-9]\\d*\\)$' AND qb_id IS NOT NULL"
        " AND space IN ('entity', 'item') AND odoo_image->>'Name' IS NOT NULL"
        " AND odoo_image->>'Name' != quickbooks_image->>'Name'"
        " AND regexp_replace(quickbooks_image->>'Name', ' \\(\\d+\\)$', '')"
        " = odoo_image->>'Name'"
    )


def _store(cr, statement, rows, template):
    if rows:
        execute_values(cr._obj, statement, rows, template=template)
