"""Verification names the documents of a difference, for every kind and every way."""

from odoo.tests import tagged

from .support.documents import DATE
from .support.entries import EntryCase
from .support.other_transactions import OtherCase
from .support.verified import Undone, VerifiedMixin


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
                    self.assert_explained(found)
        with self.subTest("waiting and refused"), self.undone():
            known = self.wait_in_odoo()
            found = self.verify_at_once()
            named = self.documents_of_accounts(found)
            self.assertEqual({*named}, known, self.in_words(found))
            kinds = set.union(*named.values())
            self.assertLessEqual({"waiting", "attention"}, kinds)
            self.assert_explained(found)
            self.assertIn("documents wait; without them", found.state_words)

    def assert_explained(self, found):
        """The documents that are named are the whole difference of each row."""
        self.assertNotIn("rest", found.document_ids.mapped("kind"))
        for row in (*found.account_ids.filtered("differs"), *found.party_ids):
            named = sum(row.document_ids.mapped("difference"))
            self.assertAlmostEqual(named, row.difference, 2, self.in_words(found))

    def undone(self):
        return Undone(self)

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

    def wait_in_odoo(self):
        """Post documents that are on their way, half of them refused."""
        new = self.add_in_odoo()
        self.env.cr.flush()
        self.env["qbd.engine"]._collect_hints()
        links = self.env["qbd.link"].search([("qb_id", "=", False)])
        for link in links[::2]:
            link._park("refused_by_odoo", "Not accepted.")
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
