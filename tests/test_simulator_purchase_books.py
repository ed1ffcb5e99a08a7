"""The ledger of the simulated QuickBooks under purchases of any kind."""

import unittest
from decimal import Decimal

from lxml import etree

from ..simulator.lists.accounts import RANKS
from ..simulator.seeds.seeds import seed_documents
from ..simulator.wire.sides import PURCHASES
from .support.buyer import KINDS, Buyer
from .support.reference import request_errors, request_schema, requires_reference
from .test_simulator_bill_changes import LINKED
from .test_simulator_bill_payments import CARD, CHECK, NOT_PRINTED, BillPaymentMixin
from .test_simulator_bills import expense, item
from .test_simulator_common import message_set, query
from .test_simulator_documents import named, txn_add, txn_mod
from .test_simulator_payments import ALL, applied, credit, discount

_DEBITS = ("CostOfGoodsSold", "Expense", "OtherExpense")


class TestLedger(BillPaymentMixin, unittest.TestCase):
    def check(self):
        """The balances of accounts add up, and those of vendors are what is open."""
        self.assertEqual(self.company.books.faults(), [])
        debits = sum(map(self.debit, self.company.objects("Account")))
        self.assertEqual(debits, 0)
        settlements, rows = self.company.settlements, self.company.txns.rows()
        for vendor in self.company.objects("Vendor"):
            owed = [one for one in rows if self.party(one) == vendor["ListID"]]
            left = sum(
                settlements.remaining(one) * (1 if one.type == "Bill" else -1)
                for one in owed
            )
            self.assertEqual(left, Decimal(vendor["Balance"]), vendor["Name"])

    def party(self, txn):
        return self.company.settlements.owed(txn)[0]

    @staticmethod
    def debit(account):
        """Return the Balance of an AccountRet as a debit."""
        kind, balance = account["AccountType"], Decimal(account["Balance"])
        first = RANKS["AccountsPayable"]
        is_debit = RANKS[kind] < first or kind in _DEBITS
        return balance if is_debit else -balance

    def test_it_balances_whatever_a_buyer_does(self):
        outcomes = {}
        for seed in (1, 2, 3):
            buyer = Buyer(self.company, seed)
            for number in range(90):
                buyer.step()
                if number % 15 == 0:
                    self.check()
            self.check()
            for name, found in buyer.outcomes.items():
                outcomes.setdefault(name, []).extend(found)
        self.assertEqual(len(outcomes), 8)
        for name, found in outcomes.items():
            self.assertIn(True, found, name)

    def test_open_amounts_can_be_worked_out_from_the_links(self):
        buyer = Buyer(self.company, 4)
        for _ in range(90):
            buyer.step()
        for kind, total, sign in (
            ("Bill", "AmountDue", 1),
            ("VendorCredit", "CreditAmount", -1),
        ):
            for ret in self.ask_one(query(LINKED, kind)):
                amounts = ret.iterfind("LinkedTxn/Amount")
                linked = sum(Decimal(one.text) for one in amounts)
                txn = self.company.txns.find(ret.findtext("TxnID"))
                self.assertEqual(
                    Decimal(ret.findtext(total)) + sign * linked,
                    self.company.settlements.remaining(txn),
                )

    def test_goods_and_their_account_agree(self):
        buyer = Buyer(self.company, 5)
        for _ in range(60):
            buyer.step()
        self.assertIn(True, buyer.outcomes["void"])
        value = self.company.store.find("item", self.bolt).fields["InventoryValue"]
        self.assertEqual(value, self.balance("Inventory Asset"))

    def test_made_up_purchases(self):
        ids = seed_documents(self.company, 40, side=PURCHASES)
        kinds = {self.company.txns.find(one).type for one in ids}
        self.assertEqual((len(ids), kinds), (40, {"Bill", "VendorCredit", CHECK}))
        self.check()


@requires_reference
class TestAnswers(BillPaymentMixin, unittest.TestCase):
    """Answers about purchases, against the schema of qbXML."""

    def ask_valid(self, request):
        """The only Rs element, after checking request and response."""
        text = message_set(request)
        self.assertEqual(request_errors(text), "")
        root = etree.fromstring(self.company.process(text).encode("ascii"))
        schema = request_schema()
        self.assertTrue(schema.validate(root), (request, schema.error_log))
        (answer,) = root[0]
        self.assertEqual(answer.get("statusCode"), "0", answer.get("statusMessage"))
        return answer

    def setUp(self):
        super().setUp()
        mill, ann = named("VendorRef", "Mill"), named("CustomerRef", "Ann")
        lines = expense(fields=ann) + item("Bolt", "<Quantity>2</Quantity>" + ann)
        number = "<RefNumber>12345678901234567890</RefNumber><Memo>m</Memo>"
        self.guid = (
            "<ExternalGUID>{57f3b9b1-86f1-4fcc-b1ee-566de1813d20}</ExternalGUID>"
        )
        self.ids = {}
        for kind in ("Bill", "VendorCredit"):
            content = mill + number + self.guid + lines
            (ret,) = self.ask_valid(txn_add(kind, content))
            line = ret.findtext("ItemLineRet/TxnLineID")
            line = f"<ItemLineMod><TxnLineID>{line}</TxnLineID></ItemLineMod>"
            self.ask_valid(txn_mod(kind, ret, line))
            self.ids[kind] = ret.findtext("TxnID")
        self.payee = named("PayeeEntityRef", "Mill")

    def pay_all(self):
        """Make a payment of each kind, through the interface."""
        used = credit(self.ids["VendorCredit"], "3.00") + discount("1.00")
        check = self.payee + named("BankAccountRef", "Checking") + NOT_PRINTED
        content = check + self.guid + applied(self.ids["Bill"], "2.00", used)
        (ret,) = self.ask_valid(txn_add(CHECK, content))
        self.ask_valid(txn_mod(CHECK, ret, "<Memo>m</Memo>"))
        card = self.payee + named("CreditCardAccountRef", "Visa")
        self.ask_valid(txn_add(CARD, card + applied(self.first, "1.00")))
        line = expense("Accounts Payable", "5.00", named("CustomerRef", "Mill"))
        content = named("AccountRef", "Checking") + self.payee + line
        (ret,) = self.ask_valid(txn_add("Check", content))
        self.ask_valid(txn_mod("Check", ret, "<Memo>m</Memo>"))

    def test_answers_about_purchases_are_valid(self):
        self.pay_all()
        for kind, asked in (
            *((one, LINKED) for one in KINDS[:3]),
            *((one, ALL) for one in KINDS[3:]),
            ("BillToPay", self.payee),
            ("Vendor", ""),
            ("Account", ""),
        ):
            with self.subTest(kind):
                self.assertGreater(len(self.ask_valid(query(asked, kind))), 0)

    def test_answers_about_what_is_gone_are_valid(self):
        self.pay_all()
        self.company.doubts.settled.add("removal of linked")
        for kind in KINDS:
            key = f"<TxnID>{self.company.objects(kind)[-1]['TxnID']}</TxnID>"
            for name in ("Void", "Del"):
                which = f"<Txn{name}Type>{kind}</Txn{name}Type>"
                self.ask_valid(f"<Txn{name}Rq>{which}{key}</Txn{name}Rq>")
            asked = f"<TxnDelType>{kind}</TxnDelType>"
            self.ask_valid(f"<TxnDeletedQueryRq>{asked}</TxnDeletedQueryRq>")
