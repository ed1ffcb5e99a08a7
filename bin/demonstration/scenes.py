"""The steps of the scenes of docs/demonstration.md, in their order."""

FORM = ".o_form_view"
ROW = ".o_data_row"
CELL = f"{ROW} td.o_data_cell"

SCENES = (
    [("go", "/odoo/quickbooks", ".o_kanban_record")],
    [
        ("go", "/odoo/quickbooks", ".o_kanban_record"),
        ("click", ".o_kanban_record:not(.o_kanban_ghost)", FORM),
    ],
    [
        ("go", "/odoo/quickbooks-first-match", ROW),
        ("click", f"{ROW}:has-text('Items') td.o_data_cell", FORM),
        ("click", "button[name=action_show_accepted]", ROW),
    ],
    [("go", "/odoo/quickbooks-links", ROW)],
    [
        ("go", "/odoo/quickbooks-links", ROW),
        ("search", "Wood Corner"),
        ("click", f"{ROW} td[name=record_name]", FORM),
    ],
    [("go", "/odoo/customer-invoices", ROW), ("click", CELL, FORM)],
    [("go", "/odoo/action-quickbooks_desktop.action_qbd_ledger_account", ROW)],
    [
        ("go", "/odoo/action-quickbooks_desktop.action_qbd_ledger_verification", ROW),
        ("click", CELL, FORM),
    ],
    [
        ("go", "/odoo/quickbooks-inventory-files", ROW),
        ("click", f"{ROW}:has-text('updated from') td.o_data_cell", FORM),
    ],
    [("go", "/odoo/quickbooks-messages", ROW), ("click", CELL, FORM)],
    [
        ("go", "/qbd/docs", "main"),
        ("go", "/qbd/docs/first-run", "main"),
    ],
)
"""A step is the name of a method of `recording.Player`, with its arguments."""
