"""One of each kind on both sides: no two lists have the same record or object."""

from itertools import combinations

from odoo.fields import Domain

from ..core.qbxml.transactions import POSTING_TYPES
from ..models.mappings.documents.cost_posting import WHOLE
from .support.documents import DATE
from .support.other_transactions import OtherCase
from .support.random_others import Poster


class TestOneListEach(OtherCase):
    STREAMS = (
        *OtherCase.STREAMS,
        *("cost_posting", "settlement", "journal_entry"),
    )

    def begin(self):
        result = super().begin()
        self.stock_bolts()
        general = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.env.company.id)]
        )
        self.connection.entry_journal_ids = general
        self.connection.bank_quickbooks_ids = self.bank.default_account_id
        ways = self.bank.inbound_payment_method_line_ids
        ways |= self.bank.outbound_payment_method_line_ids
        ways.payment_account_id = self.bank.default_account_id
        return result

    def test_of_every_kind(self):
        self.run_session()
        self.post_in_quickbooks()
        self.post_in_odoo()
        self.assert_disjoint(claimed=True)
        self.run_session()
        for _day in range(2):  # a difference has the months with payroll read
            self.stream("cost_posting").report_wanted_on = False
            self.differences()
        self.assert_disjoint()
        self.assert_synced()
        self.assert_linked_once()

    # -- one of each kind -----------------------------------------------------

    def post_in_quickbooks(self):
        person, mill = Poster(self, 1), {"PayeeEntityRef": "Mill"}
        for kind in ("Check", "CreditCardCharge", "CreditCardCredit"):
            person.made(self.check(self.rent(), kind=kind))
        for kind in ("SalesReceipt", "Invoice", "CreditMemo"):
            person.add(kind, CustomerRef="Ann", lines=[person.sold()])
        for act in ("take", "deposit", "transfer", "count", "charge", "refund"):
            getattr(person, act)()
        for act in ("paycheck", "receive", "bill", "receive", "owe"):
            getattr(person, act)()
        bills = [self.qb_bill(self.rent("70.00")) for _number in range(2)]
        self.qb_check({bills[0]: "70.00"})
        self.qb_check({bills[1]: "70.00"}, kind="BillPaymentCreditCard")
        self.qb_bill(self.rent("9.00"), kind="VendorCredit")
        self.company.pay_vendor("Mill", "7.00", TxnDate=DATE)
        self.company.enter_entry(
            {"AccountRef": "Rent", "Debit": "3.00"},
            {"AccountRef": "Freight", "Credit": "3.00"},
            TxnDate=DATE,
        )
        self.qb_add(
            "SalesTaxPaymentCheck",
            BankAccountRef="Checking",
            lines=[{"ItemSalesTaxRef": "County", "Amount": "6.00"}],
            **mill,
        )

    def post_in_odoo(self):
        """Post one of each kind that lists write, and those that lie between two."""
        work = {
            "product_id": self.product("Work").id,
            "price_unit": 100.0,
            "tax_ids": False,
        }
        sold = [self.odoo_invoice(work) for _number in range(3)]
        self.pay(sold[0])
        self.match(sold[1], self.statement_line(sold[1].amount_total))
        self.match(sold[2], self.entry(("Rent", 30.0), (sold[2], -30.0)))
        self.pay(self.odoo_invoice(work, move_type="out_refund"))
        self.odoo_invoice(work, move_type="out_refund")
        self.pay(self.odoo_bill(self.expense(80.0)))
        self.odoo_bill(self.expense(5.0), move_type="in_refund")
        self.entry(("Rent", 4.0), ("Freight", -4.0))
        opening = self.entry(("Rent", 8.0), ("Rent", -8.0))
        self.env.company.account_opening_move_id = opening

    def entry(self, *lines):
        """Return a new entry in a ticked journal.

        :param lines: (name of an account, or an invoice whose debt it is, balance)
        """
        values = []
        for of, balance in lines:
            owed = of if isinstance(of, str) else self.owed_line(of)
            account = self.account(of) if owed is of else owed.account_id
            partner = False if owed is of else owed.partner_id.id
            line = {"account_id": account.id, "balance": balance, "partner_id": partner}
            values.append((0, 0, line))
        move = self.env["account.move"].create({"date": DATE, "line_ids": values})
        move.action_post()
        return move

    def statement_line(self, amount):
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "amount": amount,
                "date": DATE,
                "payment_ref": "Transfer of Ann",
                "partner_id": self.partner_named("Ann").id,
            }
        )
        _money, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.partner_named("Ann").property_account_receivable_id
        return line.move_id

    @staticmethod
    def owed_line(move):
        return move.line_ids.filtered(lambda x: x.account_type == "asset_receivable")

    def match(self, *moves):
        lines = [self.owed_line(move) for move in moves]
        lines[0].union(*lines[1:]).reconcile()

    # -- once -----------------------------------------------------------------

    def mappings(self):
        """Return {name: mapping} of the lists of transactions that are on."""
        streams = self.connection.stream_ids.filtered(lambda x: x.direction != "off")
        found = {stream.mapping: stream._mapping() for stream in streams}
        spaces = ("transaction", "cost")
        return {name: one for name, one in found.items() if one._space in spaces}

    def assert_disjoint(self, claimed=False):
        """No record is of two lists.

        :param claimed: whether each list that is written has a record, too
        """
        mappings = self.mappings()
        for one, other in combinations(mappings.values(), 2):
            if one._odoo_model == other._odoo_model:
                domains = (one._records_domain(), other._records_domain())
                both = one._browse([]).search(Domain.AND([*domains]))
                self.assertFalse(both, f"{one._name} and {other._name}")
        for name, one in mappings.items() if claimed else ():
            with self.subTest(list=name):
                found = one._browse([]).search(one._records_domain())
                self.assertEqual(bool(found), not one._only_from_quickbooks)

    def assert_linked_once(self):
        """Each transaction of QuickBooks is of one list, and each record is one."""
        links = self.env["qbd.link"].search([("space", "=", "transaction")])
        shown = []
        for kind in POSTING_TYPES:
            found = self.company.objects(kind)
            self.assertTrue(found or kind in WHOLE, kind)
            shown += [one["TxnID"] for one in found]
        ids = links.filtered(lambda x: x.state != "gone").mapped("qb_id")
        self.assertEqual(sorted(ids), sorted(shown))
        records = [(x.res_model, x.record_id) for x in links if x.state != "gone"]
        self.assertEqual(len(records), len({*records}))
