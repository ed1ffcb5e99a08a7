"""All that the database stores of a document, and what of it a step changes."""

UNCOUNTED = {"write_date", "write_uid", "create_date", "create_uid"}
TABLES = {
    "move": "SELECT * FROM account_move WHERE id = %s",
    "line": "SELECT * FROM account_move_line WHERE move_id = %s",
    "partial": (
        "SELECT p.* FROM account_partial_reconcile p JOIN account_move_line l"
        " ON l.id IN (p.debit_move_id, p.credit_move_id) WHERE l.move_id = %s"
    ),
    "tax": (
        "SELECT l.id, array_agg(t.account_tax_id ORDER BY t.account_tax_id) AS taxes"
        " FROM account_move_line l JOIN account_move_line_account_tax_rel t"
        " ON t.account_move_line_id = l.id WHERE l.move_id = %s GROUP BY 1"
    ),
}


def stored(move):
    """Return {(table, id, column): value} of a move, its lines and what is applied."""
    move.env.flush_all()
    found = {}
    for table, query in TABLES.items():
        move.env.cr.execute(query, [move.id])
        for row in move.env.cr.dictfetchall():
            for column in row.keys() - UNCOUNTED:
                found[table, row["id"], column] = row[column]
    return found


def changes(before, after):
    """Return {(table, id, column)} of all values that are others now, or gone."""
    keys = before.keys() | after.keys()
    return {key for key in keys if before.get(key) != after.get(key)}
