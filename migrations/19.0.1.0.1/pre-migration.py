"""Rename columns of links and message sets after their content."""

from odoo.tools import SQL, sql

LINK_COLUMNS = {
    "sent": "pending_request",
    "again": "edited_meanwhile",
    "swept": "last_id_sweep",
    "suspect": "bisect_group",
    "wanted": "create_requested",
    "left_open": "kept_unpaired",
}

REASONS = {"left_open": "kept_unpaired"}

SHOWN_STATE = """
    UPDATE qbd_link SET shown_state = CASE
        WHEN state = 'ok' AND (
            coalesce(record_id, 0) = 0 OR coalesce(qb_id, '') = ''
            OR reason IN ('only_in_quickbooks', 'kept_unpaired')
        ) THEN CASE
            WHEN coalesce(qb_id, '') != '' AND NOT (
                coalesce(record_id, 0) != 0
                AND coalesce(reason, '') = 'kept_unpaired'
            ) THEN 'only_in_quickbooks'
            WHEN coalesce(record_id, 0) != 0 THEN 'only_in_odoo'
            ELSE 'gone' END
        WHEN state = 'gone' AND coalesce(record_id, 0) != 0
            AND coalesce(qb_id, '') = '' AND reason = 'kept_unpaired'
            THEN 'only_in_odoo'
        ELSE state END
"""
"""As `shown_state` of `models/link/shown.py`, which would take one link at a time."""


def migrate(cr, version):
    """Rename columns, the fields that describe them, and reasons, in place.

    :param version: the version of the database before the update
    """
    for old, new in LINK_COLUMNS.items():
        _rename_field(cr, "qbd.link", old, new)
    for old, new in REASONS.items():
        cr.execute(
            SQL("UPDATE qbd_link SET reason = %s WHERE reason = %s", new, old),
        )
    _show_states(cr)
    _split_position(cr)


def _show_states(cr):
    """Fill the column of the shown state: a database may have a million links."""
    if not sql.column_exists(cr, "qbd_link", "shown_state"):
        sql.create_column(cr, "qbd_link", "shown_state", "varchar")
        cr.execute(SQL(SHOWN_STATE))


def _split_position(cr):
    """Give each of the three meanings of a message set's position its own column.

    For a read it was the number of objects applied, for a write the number of failed
    attempts to find its outcome, and for a refused message set whether the refusal was
    handled.
    """
    if not sql.column_exists(cr, "qbd_message_set", "position"):
        return
    _rename_field(cr, "qbd.message.set", "position", "objects_applied")
    sql.create_column(cr, "qbd_message_set", "settle_attempts", "int4")
    sql.create_column(cr, "qbd_message_set", "refusal_handled", "bool")
    cr.execute(
        SQL(
            "UPDATE qbd_message_set SET"
            " refusal_handled = state = 'not_run' AND objects_applied > 0,"
            " settle_attempts = CASE WHEN kind = 'write' AND state != 'not_run'"
            " THEN objects_applied ELSE 0 END,"
            " objects_applied = CASE WHEN kind = 'read' AND state != 'not_run'"
            " THEN objects_applied ELSE 0 END"
            " WHERE objects_applied != 0"
        )
    )


def _rename_field(cr, model, old, new):
    table = model.replace(".", "_")
    if not sql.column_exists(cr, table, old):
        return
    sql.rename_column(cr, table, old, new)
    cr.execute(
        SQL(
            "UPDATE ir_model_fields SET name = %s WHERE model = %s AND name = %s",
            new,
            model,
            old,
        )
    )
    cr.execute(
        SQL(
            "UPDATE ir_model_data SET name = %s"
            " WHERE module = 'quickbooks_desktop' AND name = %s",
            f"field_{table}__{new}",
            f"field_{table}__{old}",
        )
    )
