"""Sessions with an installed package, uninstalled, installed again: `bin/package`."""

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

import psycopg2

from simulator.company_file import CompanyFile
from simulator.wire.web_connector import WebConnector

from .bookkeeper import Bookkeeper
from .odoo import Odoo

NAME = "quickbooks_desktop"
CUSTOMERS = {"Odoo": "Made in Odoo", "QuickBooks": "Made in QuickBooks"}
SESSIONS = 4

LEFT = {
    "tables": "SELECT relname FROM pg_class WHERE relname LIKE 'qbd%'",
    "fields": "SELECT model, name FROM ir_model_fields WHERE name LIKE 'qbd%'"
    " OR model LIKE 'qbd%'",
    "external ids": f"SELECT name FROM ir_model_data WHERE module = '{NAME}'",
    "scheduled actions": "SELECT cron_name FROM ir_cron WHERE cron_name ~ 'QuickBooks'",
}
"""What an uninstallation must not leave: {kind: query of what is left}."""


def main():
    options = _options()
    odoo = Odoo(options.url, options.database)
    odoo.create("res.partner", name=CUSTOMERS["Odoo"], customer_rank=1)
    company = CompanyFile(str(options.folder / "company.sqlite"))
    company.user_add("Customer", Name=CUSTOMERS["QuickBooks"])
    problems = _sync(odoo, company) or _uninstall(odoo, options)
    problems = problems or _install_again(odoo, company)
    if problems:
        print("; ".join(problems))
    return int(bool(problems))


def _options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    return parser.parse_args()


def _sync(odoo, company):
    """Run sessions; return sentences about customers that are not on both sides once"""
    bookkeeper = Bookkeeper(odoo)
    password, qwc = bookkeeper.connect(os.environ["TZ"], first_match="automatic")
    connector = WebConnector(qwc, password, company)
    connector.add_application()
    reports = [connector.run() for _number in range(SESSIONS)]
    found = [str(one) for one in reports if not one.ok]
    if reports[-1].wrote:
        found.append("the last session wrote something")
    both = {
        "Odoo": Counter(row["name"] for row in odoo.read("res.partner", [], ["name"])),
        "QuickBooks": Counter(one["Name"] for one in company.objects("Customer")),
    }
    return found + [
        f"{name} is in {side} {names[name]} times"
        for side, names in both.items()
        for name in CUSTOMERS.values()
        if names[name] != 1
    ]


def _install_again(odoo, company):
    """Install and connect once more; return sentences about doubled customers."""
    _press(odoo, "button_immediate_install")
    return [f"installed again: {words}" for words in _sync(odoo, company)]


def _press(odoo, button):
    module = odoo.find("ir.module.module", [("name", "=", NAME)])
    odoo.call("ir.module.module", button, [module])


def _uninstall(odoo, options):
    """Uninstall the addon; return sentences about all that it leaves."""
    _press(odoo, "button_immediate_uninstall")
    found = []
    connection = psycopg2.connect(dbname=options.database)
    with connection, connection.cursor() as cursor:
        for kind, statement in LEFT.items():
            cursor.execute(statement)
            rows = [row[0] for row in cursor.fetchall()]
            found += [f"{kind} are left: {', '.join(rows[:5])}"] if rows else []
    connection.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
