"""Measure bills and bill payments, against Odoo's own ways."""

from . import bill_pull, invoices
from .clock import undone

SIZE = 200
TARGET = 3.3
QUERIES = 1


class Bills(invoices.Books):
    """A purchase journal, accounts and vendors; and three ways to post bills."""

    journal_type, move_type, tax_use = "purchase", "in_invoice", "purchase"
    line_type, open_type = "expense", "liability_payable"
    open_property = "property_account_payable_id"
    is_taxed = False


def run(env, size, profile=None):
    """Return the rows of pulled bills and payments, of posted bills, and of Odoo's."""
    yield from bill_pull.run(env, size, profile)
    with undone(env):
        for row in invoices.posted("bills", Bills(env), TARGET, size, profile):
            if "queries" in row:
                row["target"] += f", at most {QUERIES} query each"
                row["met"] = row["met"] and row["queries"] <= QUERIES
            yield row
