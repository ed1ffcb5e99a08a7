"""A Web Connector and a QuickBooks company file by hand, against any Odoo.

python -m simulator --qwc connection.qwc --password secret --company try.sqlite
"""

import argparse
import getpass
import sys
import time
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

from .company_file import CompanyFile
from .seeds.recorded import DOCUMENTS, RECORDED, load_recorded
from .seeds.seeds import seed_customers, seed_documents, seed_items, seed_vendors
from .wire.faults import FaultPlan
from .wire.qwc import QwcError
from .wire.report import BUSY
from .wire.sides import PURCHASES
from .wire.transport import HttpTransport, Lost
from .wire.web_connector import WebConnector

_EVERY = 60


def _parser():
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--qwc", required=True, help="the .qwc file of the connection")
    parser.add_argument("--password", help="asked for if left out")
    parser.add_argument(
        "--company", default=":memory:", help="SQLite file; made if it is not there"
    )
    parser.add_argument("--name", default="Simulated Company", help="of a new company")
    parser.add_argument("--path", help="where QuickBooks says that the file is")
    parser.add_argument("--country", default="US", choices=("US", "CA", "UK", "AU"))
    runs = parser.add_mutually_exclusive_group()
    runs.add_argument("--once", action="store_true", help="one session (the default)")
    runs.add_argument(
        "--every",
        type=int,
        nargs="?",
        const=0,
        metavar="SECONDS",
        help="a session every so often; without a number as the .qwc says",
    )
    parser.add_argument("--add", action="store_true", help="first make the plain GETs")
    parser.add_argument("--url", help="deliver here in place of the AppURL")
    parser.add_argument("--wsdl", default="own", choices=("own", "served"))
    parser.add_argument(
        "--insecure", action="store_true", help="any certificate will do"
    )
    parser.add_argument("--header", action="append", default=[], metavar="NAME:VALUE")
    parser.add_argument("--timeout", type=float, default=120, metavar="SECONDS")
    parser.add_argument("--seed-customers", type=int, default=0, metavar="N")
    parser.add_argument("--seed-items", type=int, default=0, metavar="N")
    parser.add_argument("--seed-documents", type=int, default=0, metavar="N")
    parser.add_argument("--seed-vendors", type=int, default=0, metavar="N")
    parser.add_argument("--seed-bills", type=int, default=0, metavar="N")
    parser.add_argument("--load-recorded", metavar="DIR", help="a folder of responses")
    parser.add_argument("--faults", metavar="FILE", help="a plan of faults as JSON")
    parser.add_argument("--random-faults", type=int, metavar="SEED")
    parser.add_argument("--show-messages", action="store_true", help="print all qbXML")
    return parser


def _say(line):
    print(f"{datetime.now():%H:%M:%S} {line}", flush=True)


def _company(options):
    path = options.path or rf"C:\QuickBooks\{options.name}.qbw"
    company = CompanyFile(
        options.company, name=options.name, file_path=path, country=options.country
    )
    if options.seed_customers:
        count = len(seed_customers(company, options.seed_customers))
        _say(f"{count} customers added to {company.name}")
    if options.seed_items:
        count = len(seed_items(company, options.seed_items))
        _say(f"{count} items added to {company.name}")
    if options.seed_documents:
        count = len(seed_documents(company, options.seed_documents))
        _say(f"{count} documents added to {company.name}")
    if options.seed_vendors:
        count = len(seed_vendors(company, options.seed_vendors))
        _say(f"{count} vendors added to {company.name}")
    if options.seed_bills:
        count = len(seed_documents(company, options.seed_bills, side=PURCHASES))
        _say(f"{count} bills, credits and payments added to {company.name}")
    if options.load_recorded:
        count = len(load_recorded(company, options.load_recorded, RECORDED + DOCUMENTS))
        _say(f"{count} recorded objects loaded into {company.name}")
    return company


def _plan(options):
    if options.faults:
        return FaultPlan.from_json(Path(options.faults).read_text(encoding="utf-8"))
    if options.random_faults is not None:
        plan = FaultPlan.random(options.random_faults)
        _say(f"faults: {plan.to_json()}")
        return plan
    return FaultPlan()


def _connector(options):
    transport = HttpTransport(timeout=options.timeout, verify=not options.insecure)
    for header in options.header:
        name, _, value = header.partition(":")
        transport.session.headers[name.strip()] = value.strip()
    password = options.password
    if password is None:
        password = getpass.getpass("Password of the Web Connector: ")
    return WebConnector(
        Path(options.qwc).read_bytes(),
        password,
        _company(options),
        transport=transport,
        faults=_plan(options),
        log=_say,
        url=options.url,
        wsdl=options.wsdl,
    )


def _show(report):
    for request, response in zip_longest(report.requests, report.responses):
        print(request, response or "", sep="\n")


def _seconds_to_next(report, connector, options):
    if report.end == BUSY and report.postpone:
        return report.postpone
    return max(options.every or connector.qwc.every or _EVERY, report.every or 0)


def main(arguments=None):
    """Run; returns the exit code: 0 if the last session ended as it should."""
    options = _parser().parse_args(arguments)
    try:
        connector = _connector(options)
        if options.add:
            connector.add_application()
    except (QwcError, Lost, OSError) as problem:
        _say(str(problem))
        return 2
    while True:
        report = connector.run()
        if options.show_messages:
            _show(report)
        if options.every is None:
            return 0 if report.ok else 1
        seconds = _seconds_to_next(report, connector, options)
        _say(f"next session in {seconds} seconds")
        time.sleep(seconds)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
