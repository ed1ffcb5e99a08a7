"""Run the full test against the servers of `bin/demo --full`, and write its report."""

import time

from ..signals import RESTART_REQUEST, RESTARTED
from .play import Full
from .report import Report

TAMPER = """\
UPDATE account_move_line SET balance = balance + 0.01, debit = debit + 0.01,
    amount_currency = amount_currency + 0.01
WHERE id = (SELECT min(l.id) FROM account_move_line l JOIN account_move m
    ON m.id = l.move_id WHERE m.qbd_ref_number LIKE 'I-%' AND l.debit > 0
    AND m.state = 'posted')
"""
"""One cent, behind the back of everybody; a total follows it."""

TAMPER_TOTAL = """\
UPDATE account_move m SET amount_total = amount_total + 0.01 WHERE id = (SELECT
    l.move_id FROM account_move_line l JOIN account_move m ON m.id = l.move_id
    WHERE m.qbd_ref_number LIKE 'I-%' AND l.debit > 0 AND m.state = 'posted'
    ORDER BY l.id LIMIT 1)
"""
RESTART_SECONDS = 120


def run_full(story, options, say):
    """Play all kinds with faults; return the problems found, none if all is well.

    :param options: of the demonstration; `full` is the folder of the report
    :param say: callable(text)
    """
    servers = [options.url, *([options.second_url] if options.second_url else [])]
    restart = _Restart(options.folder)
    full = Full(story, options.database, servers, restart, options.seed)
    started = time.monotonic()
    full.play(say)
    if options.tamper:
        for statement in (TAMPER, TAMPER_TOTAL):
            full.books.execute(statement)
    report = Report.of(full, time.monotonic() - started)
    print(f"\n{report.markdown()}\n")
    for path in report.write(options.full):
        say(f"report: {path}")
    return report.problems


class _Restart:
    """Asks `bin/demo` to kill the second server and to start it again."""

    def __init__(self, folder):
        self.request, self.done = folder / RESTART_REQUEST, folder / RESTARTED

    def __call__(self):
        self.done.unlink(missing_ok=True)
        self.request.touch()
        deadline = time.monotonic() + RESTART_SECONDS
        while not self.done.exists():
            if time.monotonic() > deadline:
                raise TimeoutError("the server was not restarted")
            time.sleep(0.1)
