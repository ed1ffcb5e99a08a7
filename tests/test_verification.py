"""Verification of the books: both trial balances, and the documents of a difference."""

import base64
import io
import sqlite3
import zipfile

from odoo import fields
from odoo.tests import tagged

from .support.documents import DATE
from .support.entries import EntryCase
from .support.other_transactions import OtherCase
from .support.verified import DAY, VerifiedMixin
from .test_sync_bill_payments import BillPaymentCase


class TestVerification(VerifiedMixin, BillPaymentCase):
    """A bill of 70.00 of April, of which 50.00 were paid in June."""

    def setUp(self):
        super().setUp()
        self.stream("account").create_in_odoo = True
        self.bill = self.qb_bill(self.rent("70.00"), TxnDate="2026-04-10")
        self.qb_check({self.bill: "50.00"}, TxnDate="2026-06-20")
        self.run_session()

    def test_books_that_agree_and_then_differ_by_a_cent(self):
        found = self.verify()
        self.assertEqual(found.state, "equal", self.in_words(found))
        figures = {one.qb_name: (one.ours, one.theirs) for one in found.account_ids}
        self.assertEqual(figures["Rent"], (70, 70))
        self.assertEqual(figures["Accounts Payable"], (-20, -20))
        self.assertFalse(found.is_certificate)
        sets = self.env["qbd.message.set"].search([("purpose", "=", "verify")])
        self.assertEqual(set(sets.mapped("kind")), {"read"})
        self.assertEqual(set(sets.mapped("request_count")), {2})
        self.cent()
        found = self.verify()
        self.assertEqual(found.state, "differs")
        documents = found.document_ids
        self.assertEqual(documents.mapped("qb_id"), [self.bill], self.in_words(found))
        self.assertEqual(
            (documents.month, documents.kind, documents.difference),
            ("2026-04", "amount", 0.01),
        )
        opened = documents.action_open_document()
        self.assertEqual(opened["res_model"], "qbd.link")
        self.assertEqual(opened["res_id"], self.link(self.move_of(self.bill)).id)
        self.export(found)

    def cent(self):
        """Change a cent of the bill in Odoo, so that nothing notices."""
        self.env.cr.execute(
            "UPDATE account_move_line SET balance = balance + 0.01"
            " WHERE move_id = %s AND account_id = %s",
            [self.move_of(self.bill).id, self.account("Rent").id],
        )
        self.env.invalidate_all()

    def export(self, found):
        found.document_ids.name = '=HYPERLINK("x")'
        self.assertIn("verification-2026-06-30.xlsx", found.action_export_xlsx()["url"])
        content = base64.b64decode(found.workbook)
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            sheets = [book.read(x) for x in book.namelist() if "worksheets/" in x]
            shared = book.read("xl/sharedStrings.xml")
        self.assertIn(b"HYPERLINK", shared)
        self.assertFalse(any(b"<f>" in sheet for sheet in sheets))
        report = self.env["ir.actions.report"]
        html, _kind = report._render_qweb_html(
            "quickbooks_desktop.qbd_verification", found.ids
        )
        self.assertIn(b"Rent", html)

    def test_a_day_that_is_locked_on_both_sides_gets_a_certificate(self):
        self.connection.company_id.fiscalyear_lock_date = DAY
        self.assertFalse(self.verify_at_once().is_certificate)
        preferences = {"AccountingPreferences": {"ClosingDate": DAY}}
        self.connection.preferences = preferences
        self.assertTrue(self.verify_at_once().is_certificate)
        self.assertFalse(self.verify_at_once("2026-07-01").is_certificate)

    def test_one_activity_when_they_stop_agreeing_and_an_all_clear(self):
        self.connection.responsible_id = self.env.ref("base.user_admin")
        self.verify_at_once()
        self.assertFalse(self.activities())
        self.cent()
        for _time in range(2):
            self.verify_at_once()
            self.assertEqual(len(self.activities()), 1)
        self.env.cr.execute(
            "UPDATE account_move_line SET balance = 70 WHERE balance = 70.01"
        )
        self.env.invalidate_all()
        self.verify_at_once()
        self.assertFalse(self.activities())

    def activities(self):
        self.connection._tell()
        kind = self.env.ref("quickbooks_desktop.mail_activity_books")
        return self.connection.activity_ids.filtered(
            lambda one: one.activity_type_id == kind
        )

    def test_labels_of_accounts_are_no_keys(self):
        for form in ("dot", "colon"):
            with self.subTest(form):
                rent = self.company.find("Account", "Rent")["ListID"]
                self.company.user_mod(rent, "Account", AccountNumber="60200")
                self.company.reports.names.form = form
                found = self.verify_at_once()
                self.assertEqual(found.state, "equal", self.in_words(found))

    def test_fiscal_years_that_differ_are_said_and_followed(self):
        self.company.set_company(FirstMonthFiscalYear="June")
        self.connection.fiscal_month = "June"
        found = self.verify_at_once()
        self.assertIn("fiscal years differ", found.notes)
        self.assertEqual(found.state, "equal", self.in_words(found))

    def test_a_refused_report_is_told_and_stops_nothing(self):
        words = "You do not have permission to see reports."
        self.company.failures.plan("GeneralSummaryReportQuery", 3260, words)
        found = self.verify()
        self.assertEqual(found.state, "refused")
        self.assertIn(words, found.refusal)
        self.assertEqual(self.verify().state, "equal")

    def test_a_document_that_waits_is_part_of_the_explanation(self):
        self.odoo_bill(self.expense(30))
        found = self.verify_at_once()
        self.assertEqual(found.state, "differs")
        self.assertEqual({*found.document_ids.mapped("kind")}, {"only_odoo"})
        self.env.cr.flush()
        self.env["qbd.engine"]._collect_hints()
        found = self.verify_at_once()
        self.assertEqual({*found.document_ids.mapped("kind")}, {"waiting"})
        self.assertEqual(
            (found.waiting_count, found.rest), (1, 0), self.in_words(found)
        )
        self.assertIn("1 documents wait; without them", found.state_words)
        self.assertTrue(found._only_waits())

    def test_stock_that_odoo_values_stands_apart(self):
        self.connection.company_id.inventory_valuation = "real_time"
        self.env["product.product"].create({"name": "Pipe", "is_storable": True})
        account = self.connection.company_id.account_stock_valuation_id
        move = self.env["account.move"].create(
            {
                "date": DATE,
                "line_ids": [
                    fields.Command.create({"account_id": one.id, "balance": value})
                    for one, value in ((account, 5), (self.account("Rent"), -5))
                ],
            }
        )
        move.action_post()
        found = self.verify_at_once()
        own = found.account_ids.filtered("is_own")
        self.assertEqual(own.account_id, account)
        self.assertIn("values the stock itself", found.notes)
        self.assertEqual(found.differing_count, 1, self.in_words(found))


@tagged("post_install", "-at_install")
class TestEveryDocument(VerifiedMixin, OtherCase, EntryCase):
    """Documents of every kind, in both books; then some change behind the sync's back.

    All kinds change at once, each by a cent: the verification names each of them.
    """

    STREAMS = (*OtherCase.STREAMS, "journal_entry", "cost_posting")

    def begin(self):
        result = super().begin()
        self.stock_bolts()
        goods = [{"ItemRef": "Bolt", "Quantity": "10", "Amount": "20.00"}]
        sold, bill = self.qb_invoice(self.work()), self.qb_bill(items=goods)
        bolts = {"ItemRef": "Bolt", "Quantity": "4", "SalesTaxCodeRef": "Non"}
        self.ids = {
            "invoice": sold,
            "invoice of goods": self.qb_invoice(bolts),
            "credit memo": self.qb_add(
                "CreditMemo", CustomerRef="Ann", lines=[self.work()]
            ),
            "payment": self.qb_payment("50.00", {sold: "50.00"}, TxnDate=DATE),
            "bill": bill,
            "vendor credit": self.qb_bill(self.rent("7.00"), kind="VendorCredit"),
            "bill payment": self.qb_check({bill: "5.00"}, TxnDate=DATE),
            "entry": self.qb_entry(),
            "check": self.check(self.rent("12.00")),
            "charge": self.check(self.rent("13.00"), kind="CreditCardCharge"),
            "sales receipt": self.receipt(self.work()),
            "transfer": self.transfer("3.00"),
            "paycheck": self.company.write_paycheck(
                "Checking", {"Rent": "50.00"}, TxnDate=DATE
            ),
        }
        return result

    def test_each_kind_and_each_way_on_each_side(self):
        self.run_session()
        self.run_session()
        found = self.verify_at_once()
        self.assertEqual(found.state, "equal", self.in_words(found))
        kinds = {
            "change": {"amount"},
            "delete": {"only_quickbooks", "only_odoo", "amount"},
            "add": {"only_quickbooks", "only_odoo", "outside"},
        }
        for side in ("odoo", "quickbooks"):
            for way, expected in kinds.items():
                with self.subTest(side=side, way=way), self.undone():
                    known = getattr(self, f"{way}_in_{side}")()
                    found = self.verify_at_once()
                    self.assertEqual(found.state, "differs")
                    named = self.documents_of_accounts(found)
                    self.assertEqual({*named}, known, self.in_words(found))
                    self.assertLessEqual(set.union(*named.values()), expected)

    def undone(self):
        return _Undone(self)

    # -- in Odoo ----------------------------------------------------------------

    def moves(self):
        """Return {TxnID: entries in Odoo}."""
        links = self.env["qbd.link"].search([("qb_id", "in", [*self.ids.values()])])
        moves = {}
        for link in links:
            record = link._record()
            move = record.move_id if record._name == "account.payment" else record
            moves.setdefault(link.qb_id, move.browse())
            moves[link.qb_id] |= move
        self.assertEqual({*moves}, {*self.ids.values()})
        return moves

    def change_in_odoo(self):
        for moves in self.moves().values():
            lines = moves[0].line_ids
            other = lines.filtered(
                lambda x, one=lines[0]: x.account_id != one.account_id
            )
            for line, cent in ((lines[0], 0.01), (other[0], -0.01)):
                self.env.cr.execute(
                    "UPDATE account_move_line SET balance = balance + %s WHERE id = %s",
                    [cent, line.id],
                )
        return {*self.ids.values()}

    def delete_in_odoo(self):
        for moves in self.moves().values():
            self.env.cr.execute(
                "UPDATE account_move_line SET parent_state = 'cancel'"
                " WHERE move_id = ANY(%s)",
                [moves.ids],
            )
        self.env.cr.execute("DELETE FROM account_partial_reconcile")
        return {*self.ids.values()}

    def add_in_odoo(self):
        new = set()
        for moves in self.moves().values():
            copied = moves[0].copy({"date": DATE, "invoice_date": DATE})
            copied.action_post()
            new.add(copied.id)
        return new

    # -- in QuickBooks -------------------------------------------------------------

    def change_in_quickbooks(self):
        execute = self.company.store.execute
        for txn_id in self.ids.values():
            rows = execute(
                "SELECT rowid, account FROM posting WHERE txn_id = ?", txn_id
            ).fetchall()
            other = next(x for x in rows if x[1] != rows[0][1])
            for row, cents in ((rows[0], 1), (other, -1)):
                sql = "UPDATE posting SET cents = cents + ? WHERE rowid = ?"
                execute(sql, cents, row[0])
        return {*self.ids.values()}

    def delete_in_quickbooks(self):
        for txn_id in self.ids.values():
            self.company.store.execute("DELETE FROM posting WHERE txn_id = ?", txn_id)
        return {*self.ids.values()}

    def add_in_quickbooks(self):
        execute = self.company.store.execute
        for txn_id in self.ids.values():
            row = list(execute("SELECT * FROM txn WHERE txn_id = ?", txn_id).fetchone())
            row[0] = f"{txn_id}-X"
            execute(f"INSERT INTO txn VALUES ({', '.join('?' * len(row))})", *row)
            execute(
                "INSERT INTO posting SELECT ?, date, account, entity, cents"
                " FROM posting WHERE txn_id = ?",
                row[0],
                txn_id,
            )
        return {f"{one}-X" for one in self.ids.values()}


class _Undone:
    """Undo everything that happens within, in both books."""

    def __init__(self, case):
        self.case = case

    def __enter__(self):
        self.kept = sqlite3.connect(":memory:")
        self.case.company.store.database.backup(self.kept)
        self.savepoint = self.case.env.cr.savepoint()
        self.savepoint.__enter__()

    def __exit__(self, *_error):
        self.kept.backup(self.case.company.store.database)
        self.kept.close()
        self.case.env.flush_all()
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all(flush=False)
