"""Measure the steps of the first match of invoices that both books hold."""

from odoo.fields import Command
from odoo.tools import SQL

from .clock import Stopwatch, undone

SIZE = 5000
SECONDS = 10
"""So long a person waits for a step of the page, at the most."""

SHARE = 100
"""Of so many invoices, one has another number in QuickBooks."""


def run(env, size, profile=None):
    """Return a row for each step that a person takes on the page."""
    with undone(env):
        match = _books(env, size)
        steps = (
            ("compare", lambda: _compare(match)),
            ("accept", match.action_accept_sure),
            ("show", lambda: _show(match)),
            ("confirm", match.action_confirm),
        )
        for name, step in steps:
            watch = Stopwatch(env.cr, profile)
            with watch.running():
                step()
                env.flush_all()
            env.invalidate_all()
            yield {
                "name": f"documents: {name}",
                "size": size,
                "rate": size / watch.seconds,
                "wall": watch.seconds.wall,
                "target": f"{SECONDS} s",
                "met": watch.seconds < SECONDS,
            }


def _compare(match):
    match._begin()
    while match.state == "running":
        match._go_on()


def _show(match):
    """Read a page of each kind of rows, as the list view does."""
    rows = match.env["qbd.match.pair"]
    for name in ("action_show_accepted", "action_show_questions", "action_show_odoo"):
        found = rows.search(getattr(match, name)()["domain"], limit=80)
        found.read(["odoo_name", "quickbooks_name", "why", "score"])


def _books(env, size):
    """Return the first match of two books of the same invoices, all unmatched."""
    env.company.country_id = env.ref("base.us")
    connection = env["qbd.connection"].create({"name": "Bench", "all_history": True})
    streams = connection.stream_ids
    streams.filtered(lambda one: one.mapping == "customer").first_match = "none"
    stream = streams.filtered(lambda one: one.mapping == "invoice")
    stream.write(
        {"direction": "both", "first_match": "pending", "watermark": "2026-07-01"}
    )
    partner = env["res.partner"].create({"name": "Bench customer"})
    customers = streams.filtered(lambda one: one.mapping == "customer")
    _link(env, customers, "C1", partner)
    _copy(env, _invoice(env, partner), size)
    _show_in_quickbooks(env, stream, partner)
    return env["qbd.match"]._for_stream(stream)


def _link(env, stream, qb_id, record):
    identity = {"stream_id": stream.id, "connection_id": stream.connection_id.id}
    env["qbd.link"].create(
        {
            **identity,
            "space": stream._mapping()._space,
            "res_model": record._name,
            "record_id": record.id,
            "qb_id": qb_id,
            "state": "ok",
        }
    )


def _invoice(env, partner):
    line = {"name": "Work", "price_unit": 100.0, "tax_ids": False}
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": "2026-06-15",
            "invoice_line_ids": [Command.create(line)],
        }
    )
    move.action_post()
    env.flush_all()
    return move


def _copy(env, move, size):
    """Copy a posted invoice with its lines, each with a number and date of its own."""
    own = {"id": "nextval('account_move_id_seq')", "name": "'BENCH/' || n"}
    own |= {"date": "m.date - mod(n, 300)", "invoice_date": "m.date - mod(n, 300)"}
    own |= {"sequence_number": "n", "access_token": "NULL", "amount_total": "100 + n"}
    own |= {"amount_untaxed": "100 + n", "sequence_prefix": "'BENCH/'"}
    _insert(env, "account_move", own, f"m.id = {move.id} AND n <= {int(size)}", size)
    ids = env["account.move"].search([("name", "=like", "BENCH/%")]).ids
    own = {"id": "nextval('account_move_line_id_seq')", "move_id": "ids[n]"}
    _insert(env, "account_move_line", own, f"m.move_id = {move.id}", size, ids)
    env.invalidate_all()


def _insert(env, table, own, where, size, ids=()):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
        [table],
    )
    names = [name for (name,) in env.cr.fetchall()]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(own.get(name, f'm."{name}"') for name in names)
    env.cr.execute(
        SQL(
            f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} m,"
            " generate_series(1, %s) n, (SELECT %s::int[] AS ids) i"
            f" WHERE {where}",
            size,
            list(ids),
        )
    )


def _show_in_quickbooks(env, stream, partner):
    moves = env["account.move"].search([("name", "=like", "BENCH/%")])
    identity = {"stream_id": stream.id, "connection_id": stream.connection_id.id}
    rows = []
    for number, move in enumerate(moves):
        other = "" if number % SHARE else "X"
        shown = {
            "CustomerRef": "C1",
            "TxnDate": str(move.date),
            "RefNumber": f"{move.name}{other}",
            "Subtotal": f"{move.amount_total:.2f}",
            "SalesTaxTotal": "0.00",
            "BalanceRemaining": f"{move.amount_total:.2f}",
        }
        rows.append(
            {
                **identity,
                "space": "transaction",
                "res_model": "account.move",
                "qb_id": f"T{number}",
                "qb_name": shown["RefNumber"],
                "quickbooks_seen": shown,
                "state": "ok",
            }
        )
    env["qbd.link"]._insert(rows)
