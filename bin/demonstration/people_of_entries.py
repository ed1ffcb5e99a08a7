"""The journal entries of the demo, on both sides."""

from .people_of_money import ago

JOURNAL = "Adjustments"
"""The journal of entries that is ticked on the connection."""


def _debit(account, amount, memo="", name=""):
    return _line("Debit", account, amount, memo, name)


def _credit(account, amount, memo="", name=""):
    return _line("Credit", account, amount, memo, name)


def _line(side, account, amount, memo, name):
    values = {"AccountRef": account, side: amount, "Memo": memo, "EntityRef": name}
    return {key: value for key, value in values.items() if value}


QUICKBOOKS_ENTRIES = (
    # number, days ago, lines
    (
        "J-1",
        20,
        (_debit("Office Supplies", "12.50"), _credit("Rent", "12.50", "moved")),
    ),
    (
        "J-2",
        9,
        (
            _credit("Accounts Payable", "61.00", "estimated", "City Power"),
            _debit("Utilities", "61.00", "estimated"),
        ),
    ),
)
ODOO_ENTRIES = (
    # reference, days ago, lines: account, balance, vendor who is owed
    ("A-1", 15, (("Rent", 100.0, ""), ("Utilities", -100.0, ""))),
    ("A-2", 8, (("Office Supplies", 45.0, ""), ("", -45.0, "Tool Wholesale"))),
)


# -- at QuickBooks --------------------------------------------------------------------


def begin_in_quickbooks(company):
    """Entries of this year."""
    for number, days, lines in QUICKBOOKS_ENTRIES:
        day = ago(company.today(), days)
        company.enter_entry(*lines, RefNumber=number, TxnDate=day)


def go_on_in_quickbooks(company):
    """The amounts of an entry changed, one that Odoo wrote voided, and a new one."""
    shown = company.find("JournalEntry", "J-1")
    first, second = (line["TxnLineID"] for line in shown["lines"])
    company.change_entry(
        shown["TxnID"],
        {"TxnLineID": first, "Debit": "15.00"},
        {"TxnLineID": second, "Credit": "15.00"},
    )
    company.user_void(company.find("JournalEntry", "A-2")["TxnID"])
    lines = (_debit("Rent", "7.70"), _credit("Utilities", "7.70"))
    company.enter_entry(*lines, RefNumber="J-3", TxnDate=company.today())


# -- at Odoo --------------------------------------------------------------------------


def write_entries(odoo, today):
    """Entries of this year in a journal of their own; return the id of the journal."""
    journal = odoo.create("account.journal", name=JOURNAL, code="ADJ", type="general")
    for reference, days, lines in ODOO_ENTRIES:
        _write(odoo, journal, reference, ago(today, days), lines)
    return journal


def go_on_in_odoo(odoo, today):
    """Another account on a line of a posted entry, and a new entry."""
    move = odoo.find("account.move", [("ref", "=", "A-1")])
    line = odoo.find("account.move.line", [("move_id", "=", move), ("balance", "<", 0)])
    odoo.write("account.move.line", line, account_id=_account(odoo, "Office Supplies"))
    journal = odoo.find("account.journal", [("name", "=", JOURNAL)])
    lines = (("Utilities", 3.2, ""), ("Rent", -3.2, ""))
    _write(odoo, journal, "A-3", today, lines)


def _write(odoo, journal, reference, day, lines):
    move = odoo.create(
        "account.move",
        move_type="entry",
        journal_id=journal,
        ref=reference,
        date=day,
        line_ids=[(0, 0, _values(odoo, *line)) for line in lines],
    )
    odoo.call("account.move", "action_post", [move])


def _values(odoo, account, balance, vendor):
    if not vendor:
        return {"account_id": _account(odoo, account), "balance": balance}
    fields = ["property_account_payable_id"]
    (partner,) = odoo.read("res.partner", [("name", "=", vendor)], fields)
    return {
        "account_id": partner["property_account_payable_id"],
        "partner_id": partner["id"],
        "balance": balance,
    }


def _account(odoo, name):
    return odoo.find("account.account", [("name", "=", name)])
