"""Links before and after an upgrade, and the sessions that follow: `bin/upgrade`."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

import psycopg2
from psycopg2.extras import RealDictCursor

from simulator.company_file import CompanyFile
from simulator.wire.web_connector import WebConnector

from .odoo import Odoo

SESSIONS = 3
LINKS = """
    SELECT l.id, s.mapping, l.qb_id, l.res_model, l.record_id, l.state, l.reason,
           l.odoo_image, l.quickbooks_image
    FROM qbd_link l JOIN qbd_stream s ON s.id = l.stream_id ORDER BY l.id
"""
IDENTITY = ("mapping", "qb_id", "res_model", "record_id", "state", "reason")
MOVED = {"RefNumber", "PONumber"}
"""Paths that a migration moves: the number of a document got fields of its own."""


def main():
    options = _options()
    if options.keep:
        options.keep.write_text(json.dumps(links(options.database)), encoding="utf-8")
        return 0
    before = json.loads(options.compare.read_text(encoding="utf-8"))
    problems = differences(before, links(options.database))
    problems += _sessions(options, before)
    counts = Counter(row["mapping"] for row in before)
    print(", ".join(f"{number} {mapping}" for mapping, number in counts.items()))
    print(*problems, sep="\n", end="\n" if problems else "")
    return int(bool(problems))


def _options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url")
    parser.add_argument("--database", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--compare", type=Path)
    return parser.parse_args()


def links(database):
    """Return all links as dicts, with the two images of each."""
    connection = psycopg2.connect(dbname=database)
    with connection, connection.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute(LINKS)
        found = [dict(row) for row in cursor.fetchall()]
    connection.close()
    return found


def differences(before, after):
    """Return sentences about links that are not as they were.

    An image may hold more than before: a later version compares further fields.
    """
    now, found = {row["id"]: row for row in after}, []
    for old in before:
        new = now.pop(old["id"], None)
        if not new:
            found.append(f"link {old['id']} of {old['mapping']} is gone")
            continue
        changed = [name for name in IDENTITY if old[name] != new[name]]
        for image in ("odoo_image", "quickbooks_image"):
            shown = {k: v for k, v in (old[image] or {}).items() if k not in MOVED}
            changed += [
                f"{image} {path}"
                for path, value in shown.items()
                if (new[image] or {}).get(path) != value
            ]
        found += [
            f"link {old['id']} of {old['mapping']}: {name} was"
            f" {_value(old, name)} and is {_value(new, name)}"
            for name in changed
        ]
    return found + [
        f"link {row['id']} of {row['mapping']} is new: {row['state']} {row['reason']}"
        for row in now.values()
    ]


def _value(row, name):
    column, _space, path = name.partition(" ")
    return repr((row[column] or {}).get(path) if path else row[column])


def _sessions(options, before):
    """Run sessions; return sentences about all that they changed."""
    odoo = Odoo(options.url, options.database)
    (connection,) = odoo.read("qbd.connection", [], ["id"])
    odoo.call("ir.config_parameter", "set_param", "web.base.url", options.url)
    shown = odoo.call("qbd.connection", "action_new_password", [connection["id"]])
    qwc = odoo.download(f"/qbd/connection/{connection['id']}/qwc")
    company = CompanyFile(str(options.folder / "company.sqlite"))
    password = shown["context"]["default_password"]
    connector = WebConnector(qwc, password, company)
    reports = [connector.run() for _number in range(SESSIONS)]
    found = [f"session {one.number}: {one.error}" for one in reports if not one.ok]
    found += [
        f"session {one.number} writes to QuickBooks: {request}"
        for one in reports
        if one.wrote
        for request in one.requests
        if "ModRq" in request or "AddRq" in request
    ]
    after = links(options.database)
    return found + [f"after sessions: {one}" for one in differences(before, after)]


if __name__ == "__main__":
    sys.exit(main())
