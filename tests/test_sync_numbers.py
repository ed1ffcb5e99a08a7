"""Numbers of documents: the document's own, shortened by one rule, and references."""

import importlib.util

from odoo.exceptions import UserError
from odoo.tests import Form

from ..core.qbxml.numbers import short_number
from .support.documents import DocumentCase
from .support.purchases import PurchaseCase
from .test_arrows import ADDON


class NumberCase(DocumentCase):
    def arrange(self):
        super().arrange()
        self.run_session()
        self.sales = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.env.company.id)], limit=1
        )

    def invoice(self, **values):
        line = {"product_id": self.product("Work").id, "price_unit": 100.0}
        return self.odoo_invoice({**line, "tax_ids": []}, **values)

    def journal(self, code):
        return self.sales.copy({"name": code, "code": code})

    def shown(self, move):
        return self.company.object(self.link(move).qb_id)

    def number_of(self, move):
        return self.shown(move).get("RefNumber")

    def found(self, value):
        return self.env["account.move"].search([("qbd_number", "ilike", value)])


class TestNumbersOfOdoo(NumberCase):
    def test_journals_and_kinds_stay_apart_and_the_reference_is_the_po_number(self):
        shop = self.journal("SHOP")
        moves = [
            self.invoice(ref="S00001"),
            self.invoice(ref="S00001", journal_id=shop.id),
            self.invoice(move_type="out_refund"),
            self.invoice(name="A-17"),
        ]
        foretold = [move.qbd_number for move in moves]
        self.run_session()
        numbers = [self.number_of(move) for move in moves]
        self.assertEqual(numbers, ["INV/26/0001", "SHOP26/0001", "RINV26/0001", "A-17"])
        self.assertEqual(numbers, foretold)
        documents = self.env["account.move"]
        everything, sent = documents.search([]), documents.union(*moves)
        for (one, other), value, count in (
            (("=", "!="), numbers[0], 1),
            (("in", "not in"), numbers[:2], 2),
            (("ilike", "not ilike"), "/26/", 1),
            (("in", "not in"), [*numbers, False], len(everything)),
            (("=", "!="), False, len(everything - sent)),
        ):
            with self.subTest(one, value=value):
                found = documents.search([("qbd_number", one, value)])
                rest = documents.search([("qbd_number", other, value)])
                self.assertEqual(len(found), count)
                self.assertEqual(rest, everything - found)
        po_numbers = [self.shown(move).get("PONumber") for move in moves]
        self.assertEqual(po_numbers, ["S00001", "S00001", None, None])
        for move, number in zip(moves, numbers, strict=True):
            self.assertEqual(self.found(number), move)
        self.company.user_mod(self.link(moves[0]).qb_id, PONumber="PO 77")
        moves[1].ref = "PO 78"
        self.run_session()
        self.assertEqual((moves[0].ref, moves[0].name), ("PO 77", "INV/2026/00001"))
        self.assertEqual(self.shown(moves[1])["PONumber"], "PO 78")
        self.assert_quiet()

    def test_a_collision_is_a_question_that_names_both(self):
        one, two = self.invoice(name="INV/26/0001"), self.invoice()
        two.name = "INV/2026/00001"
        self.run_session()
        (asked,) = self.link(one | two).filtered(lambda link: link.state == "parked")
        for move in (one, two):
            self.assertIn(move.name, asked.message)
        self.assertIn("QuickBooks Number", asked.message)
        move = self.env["account.move"].browse(asked.record_id)
        with Form(move) as form:
            form.qbd_number = "INV-7"
        self.run_session()
        self.assertEqual(self.number_of(move), "INV-7")
        self.assertEqual(self.found("INV-7"), move)
        with self.assertRaisesRegex(UserError, "11 characters"):
            move.qbd_number = "INV-7 is too long"
        self.assert_quiet()

    def link(self, records):
        return self.env["qbd.link"].search(
            [("res_model", "=", records._name), ("record_id", "in", records.ids)]
        )


class TestReferencesOfBills(PurchaseCase):
    """QuickBooks takes 20 characters of a vendor's number."""

    LONG = [f"Delivery 2026/06/{number:05}/of the day" for number in (1, 2)]

    def arrange(self):
        super().arrange()
        self.run_session()
        self.other = self.partner_named("Mill").copy({"name": "Other Mill"})
        self.stream("vendor").create_in_quickbooks = True
        self.other.supplier_rank = 1

    def bill(self, ref, day=1, **values):
        date = f"2026-06-{day:02}"
        values = {"invoice_date": date, "date": date, **values}
        return self.odoo_bill(self.expense(), ref=ref, **values)

    def number_of(self, move):
        return self.company.object(self.link(move).qb_id).get("RefNumber")

    def found(self, value):
        moves = self.env["account.move"]
        return moves.search([("qbd_number", "ilike", value)])

    def test_long_ones_stay_apart_by_one_rule_that_is_shown(self):
        moves = [self.bill(one) for one in self.LONG]
        moves += [self.bill(one, move_type="in_refund") for one in self.LONG]
        moves.append(self.bill("Short enough 20 chrs"))
        foretold = [move.qbd_number for move in moves]
        self.run_session()
        numbers = [self.number_of(move) for move in moves]
        self.assertEqual(numbers, foretold)
        self.assertEqual(numbers, [short_number(move.ref, 20) for move in moves])
        self.assertEqual(len({*numbers[:2]}), 2)
        self.assertEqual(numbers[-1], moves[-1].ref)
        for move in moves[:2]:
            self.assertIn(move, self.found(self.number_of(move)))
            by_ref = self.env["account.move"].name_search(move.ref)
            self.assertIn(move.id, [found[0] for found in by_ref])
        self.company.user_mod(self.link(moves[0]).qb_id, Memo="x")
        moves[1].ref = "Delivery 2026/06/00077/of the day"
        self.run_session()
        self.assertEqual(moves[0].ref, self.LONG[0])
        self.assertEqual(self.number_of(moves[1]), short_number(moves[1].ref, 20))
        self.assert_quiet()
        self.company.user_mod(self.link(moves[0]).qb_id, RefNumber="M-1")
        self.run_session()
        self.assertEqual((moves[0].ref, moves[0].qbd_number), ("M-1", "M-1"))
        self.assert_quiet()

    def test_a_collision_is_a_question_and_the_same_number_again_is_none(self):
        long = self.bill(self.LONG[0])
        short = self.bill(short_number(self.LONG[0], 20), day=2)
        of_other = self.bill(short.ref, day=3, partner_id=self.other.id)
        again = [self.bill("Rent", day) for day in (4, 5)]
        self.run_session()
        asked = self.env["qbd.link"].search(
            [("state", "=", "parked"), ("res_model", "=", "account.move")]
        )
        self.assertEqual(len(asked), 1, asked.mapped("message"))
        (move,) = (one for one in (long, short) if one.id == asked.record_id)
        for text in (long.ref, "QuickBooks Number"):
            self.assertIn(text, asked.message)
        for one in (of_other, *again):
            self.assertEqual(self.link(one).state, "ok", self.link(one).message)
        with self.assertRaisesRegex(UserError, "20 characters"):
            move.qbd_number = "M-7 " * 6
        with Form(move) as form:
            form.qbd_number = "M-7"
        self.run_session()
        self.assertEqual((self.number_of(move), move.qbd_number), ("M-7", "M-7"))
        self.assertEqual(self.found("M-7"), move)
        self.assertNotEqual(move.ref, "M-7")
        self.assert_quiet()

    def test_bills_of_the_rule_before_are_not_written(self):
        move = self.bill(self.LONG[0])
        self.run_session()
        link, cut = self.link(move), self.LONG[0][:20]
        self.company.user_mod(link.qb_id, RefNumber=cut)
        link.odoo_image = {**link.odoo_image, "RefNumber": move.ref}
        link.quickbooks_image = {**link.quickbooks_image, "RefNumber": cut}
        link.edit_sequence = self.company.object(link.qb_id)["EditSequence"]
        self.env.flush_all()
        migration("19.0.1.0.3").migrate(self.env.cr, "19.0.1.0.2")
        self.env.invalidate_all()
        self.assertEqual((move.qbd_number, move.ref), (cut, self.LONG[0]))
        self.env["qbd.link"]._mark_dirty(self.stream("bill"), move.ids)
        report = self.run_session()
        self.assertFalse(report.wrote, report.requests)
        self.assertEqual(self.number_of(move), cut)
        self.assert_quiet()


class TestNumbersOfQuickBooks(NumberCase):
    STRANGE = ("25-1001", "25-06-7", "2024/07/001", "INV-2025-1", "2025-00012")

    def test_a_number_that_odoo_does_not_take_is_kept_as_the_reference(self):
        journal = self.journal("QB")
        self.connection.invoice_journal_id = journal
        self.connection.numbers_from_quickbooks = True
        taken = [self.qb_invoice(self.work(), RefNumber="10045")]
        kept = [self.qb_invoice(self.work(), RefNumber=one) for one in self.STRANGE]
        kept.append(self.qb_invoice(self.work(), RefNumber="10045", PONumber="PO 1"))
        self.run_session()
        move = self.move_of(taken[0])
        self.assertEqual((move.name, move.state, move.ref), ("10045", "posted", False))
        for txn_id, number in zip(kept, (*self.STRANGE, "10045"), strict=True):
            with self.subTest(number):
                other = self.move_of(txn_id)
                self.assertEqual((other.state, other.qbd_number), ("posted", number))
                self.assertNotEqual(other.name, number)
                reference = "PO 1" if number == "10045" else number
                self.assertEqual(other.ref, reference)
                self.assertIn(other, self.found(number))
        self.assert_quiet()
        self.company.user_mod(taken[0], RefNumber="1010")
        self.company.user_mod(kept[0], RefNumber="25-1002")
        self.run_session()
        self.assertEqual((move.name, move.qbd_number), ("1010", "1010"))
        other = self.move_of(kept[0])
        self.assertEqual((other.ref, other.qbd_number), ("25-1002", "25-1002"))
        other.ref = "PO 2"
        self.run_session()
        self.assertEqual(self.shown(other)["PONumber"], "PO 2")
        self.assertEqual(self.number_of(other), "25-1002")
        self.assert_quiet()

    def test_numbers_that_change_on_one_side_stay_true_on_both(self):
        born_there = self.move_of_new(self.qb_invoice(self.work(), RefNumber="1001"))
        born_here = self.invoice()
        self.run_session()
        name = born_here.name
        for move in (born_there, born_here):
            self.company.user_mod(self.link(move).qb_id, TxnDate="2025-06-15")
        self.run_session()
        numbers = (self.number_of(born_there), self.number_of(born_here))
        self.assertEqual(numbers, ("1001", "INV/26/0002"))
        self.assertEqual(numbers, (born_there.qbd_number, born_here.qbd_number))
        self.assertIn("/2025/", born_here.name)
        said = " ".join(born_here.message_ids.mapped("body"))
        self.assertIn(name, said)
        self.assertIn("INV/26/0002", said)
        self.assert_quiet()
        self.company.user_mod(self.link(born_here).qb_id, RefNumber="77")
        self.run_session()
        self.assertEqual((born_here.qbd_number, born_here.ref), ("77", "77"))
        born_here.qbd_number = False
        self.run_session()
        self.assertEqual(self.number_of(born_here), short_number(born_here.name))
        self.assert_quiet()

    def move_of_new(self, txn_id):
        self.run_session()
        return self.move_of(txn_id)


class TestUpgradeOfNumbers(NumberCase):
    """Numbers in QuickBooks stay when the rule changes."""

    def test_documents_of_the_rule_before_are_not_written(self):
        here, with_ref, there = (self.invoice() for _number in range(3))
        self.run_session()
        there_id = self.link(there).qb_id
        self.env.cr.execute("ALTER TABLE account_move ADD COLUMN qbd_po_number varchar")
        before = (
            # QuickBooks' number and PO number, Odoo's reference and PO number
            (here, "2026/00001", None, None, None),
            (with_ref, "S00001", None, "S00001", None),
            (there, "10045", "PO 1", "10045", "PO 1"),
        )
        for move, number, shown, ref, po_number in before:
            link = self.link(move)
            self.company.user_mod(link.qb_id, RefNumber=number, PONumber=shown or "")
            element = self.company.object(link.qb_id)
            image = {"RefNumber": number, "PONumber": shown}
            link.odoo_image = {**link.odoo_image, **image}
            link.quickbooks_image = {**link.quickbooks_image, **image}
            link.edit_sequence = element["EditSequence"]
            link.guid = False if move == there else link.guid
            move.ref = ref
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE account_move SET qbd_po_number = %s WHERE id = %s",
                [po_number, move.id],
            )
        migration("19.0.1.0.2").migrate(self.env.cr, "19.0.1.0.1")
        self.env.invalidate_all()
        self.env["qbd.link"]._mark_dirty(
            self.stream("invoice"), [m.id for m, *_ in before]
        )
        report = self.run_session()
        self.assertFalse(report.wrote, report.requests)
        self.assert_quiet()
        found = [(move.ref, move.qbd_number) for move, *_rest in before]
        expected = [(False, "2026/00001"), ("S00001", "S00001"), ("PO 1", "10045")]
        self.assertEqual(found, expected)
        self.assertEqual(self.link(there).qb_id, there_id)
        for move, *_rest in before:
            self.company.user_mod(self.link(move).qb_id, Memo="x")
        self.run_session()
        here.name = "INV/2026/00077"
        self.run_session()
        numbers = [self.number_of(move) for move, *_rest in before]
        self.assertEqual(numbers, ["INV/26/0077", "S00001", "10045"])
        self.assert_quiet()


def migration(version):
    """Return the module of the migration script of a version."""
    path = ADDON / "migrations" / version / "post-migration.py"
    spec = importlib.util.spec_from_file_location("numbers_migration", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
