"""Run the demo against a server: called by `bin/demo`, see there."""

import argparse
import os
import shlex
import sys
import time
from pathlib import Path

import requests

from . import people
from .full.run import run_full
from .money import TRADES, figures, owing
from .odoo import LOGIN, PASSWORD, Odoo, OdooError
from .story import Story
from .table import (
    crossed,
    lists_table,
    matches_table,
    money_table,
    prices_table,
    sessions_table,
    trial_table,
)

EVERY_SECONDS = 30
REPOSITORY = Path(__file__).resolve().parents[2]
CUSTOMERS = "action-base.action_partner_customer_form"


def main():
    options = _options()
    try:
        return _run(options)
    except KeyboardInterrupt:
        return 0
    except (OdooError, requests.RequestException) as error:
        print(f"bin/demo: {error}", file=sys.stderr)
        return 1


def _options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("--recorded", type=Path)
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--full", type=Path, metavar="FOLDER", help="of the report")
    parser.add_argument("--second-url")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tamper", action="store_true")
    return parser.parse_args()


def _run(options):
    _say("people begin in Odoo and in QuickBooks")
    story = Story(Odoo(options.url, options.database), options.folder, options.recorded)
    story.begin()
    _say("the Web Connector runs")
    story.tell()
    problems = story.problems()
    _show(story, problems)
    if options.full:
        problems += run_full(story, options, _say)
    if options.once:
        return 1 if problems else 0
    _ask(story)
    _show_addresses(story, options)
    _stay(story)


def _show(story, problems):
    sessions = sessions_table(story.outcomes)
    lists = lists_table(story.picture(), story.outcomes)
    books = (story.odoo, story.company)
    parties = {trade.debts: owing(*books, trade) for trade in TRADES}
    money = money_table(figures(*books), parties)
    verdict = problems or ["Both sides are equal; the last session wrote nothing."]
    before = (prices_table(story.prices), matches_table(story.matched))
    trial = trial_table(*story.verified())
    parts = (*before, sessions, lists, money, trial, verdict)
    print(*("\n".join(["", *part]) for part in parts), sep="\n", flush=True)


def _ask(story):
    people.disagree(story.odoo, story.company)
    story.session("the same field changed on both sides")


def _show_addresses(story, options):
    print(
        f"""
Wood Corner's phone was just changed on both sides: a question for a person.

  login      {LOGIN}, password {PASSWORD}
  sync       {options.url}/odoo/quickbooks
  links      {options.url}/odoo/quickbooks-links
  customers  {options.url}/odoo/{CUSTOMERS}
  invoices   {options.url}/odoo/customer-invoices
  bills      {options.url}/odoo/vendor-bills
  log        {options.log}

A session runs every {EVERY_SECONDS} seconds: change a customer or an invoice
and see it cross.
The same by hand, at once:
  cd {shlex.quote(str(REPOSITORY))}
  {_by_hand(story)}

Ctrl-C ends the demo and removes all of it.
""",
        flush=True,
    )


def _by_hand(story):
    command = [
        sys.executable,
        *("-m", "simulator", "--qwc", story.qwc_path),
        *("--password", story.password, "--company", story.company_path),
    ]
    return f"TZ={os.environ['TZ']} {shlex.join(map(str, command))}"


def _stay(story):
    while True:
        time.sleep(EVERY_SECONDS)
        outcome = story.session("")
        if outcome.quiet and outcome.report.ok:
            continue
        print(f"{outcome.report}: {crossed(outcome)}", flush=True)


def _say(text):
    print(f"-- {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
