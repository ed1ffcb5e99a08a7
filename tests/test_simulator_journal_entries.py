"""Journal entries in the simulated QuickBooks."""

import unittest

from .test_simulator_bills import PurchaseMixin
from .test_simulator_documents import named, txn_add, txn_mod


def line(account, amount="1.00", name="", kind="Debit", fields=""):
    """A line of an Add."""
    entity = named("EntityRef", name) if name else ""
    amount = f"<Amount>{amount}</Amount>" if amount else ""
    content = f"{named('AccountRef', account)}{amount}{fields}{entity}"
    return f"<Journal{kind}Line>{content}</Journal{kind}Line>"


def code(answer):
    """The statusCode of an Rs."""
    return answer.get("statusCode")


class Shown(dict):
    """An object as a person sees it, read like a Ret."""

    findtext = dict.get


class EntryMixin(PurchaseMixin):
    def add(self, *lines, fields=""):
        """The Rs of the Add of an entry."""
        return self.ask_one(txn_add("JournalEntry", fields + "".join(lines)))

    def mod(self, shown, *lines, fields=""):
        """The Rs of a Mod of an entry."""
        content = fields + "".join(lines)
        return self.ask_one(txn_mod("JournalEntry", Shown(shown), content))

    def entry(self, *lines, **fields):
        return self.company.object(self.company.enter_entry(*lines, **fields))

    def plain(self, amount="1.00"):
        return self.entry(
            {"AccountRef": "Rent", "Debit": amount, "Memo": "June"},
            {"AccountRef": "Parts", "Credit": amount},
            RefNumber="J1",
        )


class TestEntries(EntryMixin, unittest.TestCase):
    def test_lines_stay_in_the_order_of_the_request(self):
        answer = self.add(
            line("Parts", "2.00", kind="Credit"), line("Rent"), line("Rent")
        )
        (ret,) = answer
        kinds = [one.tag for one in ret if one.tag.startswith("Journal")]
        self.assertEqual(kinds, ["JournalCreditLine", *["JournalDebitLine"] * 2])
        self.assertEqual(ret.findtext("IsAdjustment"), "false")
        self.assertIsNone(ret.findtext("RefNumber"))
        self.assertEqual(self.company.trial_balance(), {"Rent": 2, "Parts": -2})

    def test_what_breaks_a_rule_is_refused_with_3210(self):
        for lines in (
            (line("Rent", "2.00"), line("Parts", kind="Credit")),
            (line("Rent", "-1.00"), line("Parts", "-1.00", kind="Credit")),
            (line("Accounts Payable"), line("Rent", kind="Credit")),
            (
                line("Accounts Payable", name="Mill"),
                line("Accounts Receivable", name="Ann", kind="Credit"),
            ),
            (line("Rent", "0.00"), line("Parts", "0.00", kind="Credit")),
            (line("Rent", ""), line("Parts", "", kind="Credit")),
            (line("Inventory Asset"), line("Parts", kind="Credit")),
        ):
            with self.subTest(lines[0]):
                self.company.books.special("AccountsReceivable")
                self.assertEqual(code(self.add(*lines)), "3210")

    def test_the_name_on_debts_is_of_the_right_list(self):
        answer = self.add(
            line("Accounts Payable", name="Ann"), line("Rent", kind="Credit")
        )
        self.assertEqual(code(answer), "3140")

    def test_a_mod_deletes_what_it_does_not_name(self):
        shown = self.plain()
        first, second = (one["TxnLineID"] for one in shown["lines"])
        new = (
            f"<JournalLineMod><TxnLineID>-1</TxnLineID><JournalLineType>Credit"
            f"</JournalLineType>{named('AccountRef', 'Rent')}<Amount>1.00</Amount>"
            "</JournalLineMod>"
        )
        kept = f"<JournalLineMod><TxnLineID>{first}</TxnLineID></JournalLineMod>"
        self.assertEqual(code(self.mod(shown, kept, new)), "0")
        changed = self.company.object(shown["TxnID"])
        self.assertEqual(changed["lines"][0], shown["lines"][0])
        self.assertNotIn(second, str(changed["lines"]))
        gone = f"<JournalLineMod><TxnLineID>{second}</TxnLineID></JournalLineMod>"
        self.assertEqual(code(self.mod(changed, gone)), "3120")

    def test_a_line_turns_to_the_other_side(self):
        shown = self.plain()
        lines = "".join(
            f"<JournalLineMod><TxnLineID>{one['TxnLineID']}</TxnLineID>"
            f"<JournalLineType>{kind}</JournalLineType></JournalLineMod>"
            for one, kind in zip(shown["lines"], ("Credit", "Debit"), strict=True)
        )
        self.assertEqual(code(self.mod(shown, lines)), "0")
        self.assertEqual(self.company.trial_balance(), {"Rent": -1, "Parts": 1})

    def test_lines_out_of_order_and_an_old_edit_sequence(self):
        shown = self.plain()
        lines = [
            f"<JournalLineMod><TxnLineID>{one['TxnLineID']}</TxnLineID></JournalLineMod>"
            for one in reversed(shown["lines"])
        ]
        self.assertEqual(code(self.mod(shown, *lines)), "3290")
        old = {**shown, "EditSequence": "1"}
        self.assertEqual(code(self.mod(old, *lines)), "3200")

    def test_void_and_delete(self):
        shown = self.plain()
        self.company.user_void(shown["TxnID"])
        voided = self.company.object(shown["TxnID"])
        self.assertEqual({one["Amount"] for one in voided["lines"]}, {"0.00"})
        self.company.user_delete(shown["TxnID"])
        self.assertIsNone(self.company.object(shown["TxnID"]))
        self.assertFalse(self.company.trial_balance())


class TestEntriesOfParties(EntryMixin, unittest.TestCase):
    """The first line makes an entry a debt, or a credit, of its customer or vendor."""

    def of_mill(self, **amount):
        other = {"Debit": "Credit", "Credit": "Debit"}[next(iter(amount))]
        values = {other: next(iter(amount.values()))}
        return self.company.enter_entry(
            {"AccountRef": "Accounts Payable", "EntityRef": "Mill", **amount},
            {"AccountRef": "Rent", **values},
        )

    def test_a_credit_of_payables_is_paid_as_a_bill(self):
        txn_id = self.of_mill(Credit="9.00")
        self.assertEqual(self.company.open_balance(txn_id), 9)
        self.company.pay_bills({txn_id: "4.00"})
        self.assertEqual(self.company.open_balance(txn_id), 5)

    def test_a_debit_of_payables_is_a_credit_for_a_bill(self):
        rent = {"AccountRef": "Rent", "Amount": "9.00"}
        bill = self.company.enter_bill("Mill", rent)
        entry = self.of_mill(Debit="4.00")
        self.company.use_credit(bill, entry, "4.00")
        self.assertEqual(self.company.open_balance(bill), 5)
        (linked,) = self.company.object(bill)["LinkedTxn"]
        self.assertEqual(
            (linked["TxnType"], linked["Amount"]), ("JournalEntry", "-4.00")
        )

    def test_what_is_linked_stays_as_it_is_by_the_interface(self):
        txn_id = self.of_mill(Credit="9.00")
        self.company.pay_bills({txn_id: "4.00"})
        shown = self.company.object(txn_id)
        kept = "".join(
            f"<JournalLineMod><TxnLineID>{one['TxnLineID']}</TxnLineID></JournalLineMod>"
            for one in shown["lines"]
        )
        self.assertEqual(code(self.mod(shown, kept)), "3210")
        number = "<RefNumber>J2</RefNumber>"
        self.assertEqual(code(self.mod(shown, fields=number)), "0")

    def test_only_the_first_line_is_the_source(self):
        txn_id = self.company.enter_entry(
            {"AccountRef": "Rent", "Debit": "9.00"},
            {"AccountRef": "Accounts Payable", "EntityRef": "Mill", "Credit": "9.00"},
        )
        self.assertEqual(self.company.open_balance(txn_id), 0)
        mill = self.company.object(self.mill)
        self.assertEqual(mill["Balance"], "9.00")
