"""What needs a person is parked with words; the others of its session go on.

"Waits" is only what a later session settles by itself.
"""

import ast
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command

from .support.documents import DocumentCase
from .test_arrows import sources
from .test_sync_payments import PaymentSyncCase

BARCODE = 4006381333931


class TestFiguresThatQuickBooksCannotHold(DocumentCase):
    def work_line(self, **values):
        taxes = [Command.set(self.county().ids)]
        return {"product_id": self.product("Work").id, "tax_ids": taxes, **values}

    def assert_only_parked(self, move, words):
        other = self.odoo_invoice(self.work_line())
        zed = self.partner(name="Zed")
        ann = self.partner_named("Ann")
        ann.phone = "555"
        self.company.user_add("Customer", Name="From QB")
        for _number in range(3):
            self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn(words, link.message)
        self.assertEqual(self.link(other).state, "ok")
        self.assertEqual(self.link(zed).state, "ok")
        self.assertEqual(self.customer("Ann")["Phone"], "555")
        self.assertTrue(self.partner_named("From QB"))
        self.assertEqual(len(self.invoices()), 1)

    def new(self, **line):
        self.run_session()
        return self.odoo_invoice(self.work_line(**line))

    def test_a_barcode_as_the_quantity_of_a_new_invoice(self):
        move = self.new(quantity=BARCODE, price_unit=0.01, tax_ids=[])
        self.assert_only_parked(move, "Quantity")

    def test_a_price_of_eleven_digits(self):
        move = self.new(quantity=1, price_unit=12_500_000_000, tax_ids=[])
        self.assert_only_parked(move, "Rate")

    def test_a_barcode_on_an_invoice_that_is_in_step(self):
        move = self.new(quantity=1)
        self.run_session()
        self.assertEqual(self.link(move).state, "ok")
        move.button_draft()
        self.printed(move).write({"quantity": BARCODE, "price_unit": 0.01})
        move.action_post()
        other = self.odoo_invoice(self.work_line())
        self.run_session()
        link = self.link(move)
        self.assertEqual(link.state, "parked")
        self.assertIn("Quantity", link.message)
        self.assertEqual(self.link(other).state, "ok")


class TestWhatNeedsAPerson(DocumentCase):
    def parked(self, record):
        link = self.link(record)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        return link.message

    def test_a_tax_that_quickbooks_has_nothing_like(self):
        self.run_session()
        for values in (
            {"name": "Eco", "amount_type": "fixed", "amount": 0.05},
            {"name": "Withheld", "amount": -10.0},
        ):
            tax = self.county().copy(values)
            taxes = [Command.set(tax.ids)]
            line = {"product_id": self.product("Work").id, "tax_ids": taxes}
            move = self.odoo_invoice(line)
            self.run_session()
            words = self.parked(move)
            self.assertIn("QuickBooks has no such tax", words)
            self.assertIn(values["name"], words)

    def reverse_charge(self, tax):
        lines = [Command.clear(), Command.create({"repartition_type": "base"})]
        lines += [
            Command.create({"repartition_type": "tax", "factor_percent": share})
            for share in (100, -100)
        ]
        kinds = ("invoice", "refund")
        tax.write({f"{kind}_repartition_line_ids": lines for kind in kinds})

    def retax(self, move, taxes):
        move.button_draft()
        move.invoice_line_ids.tax_ids = [Command.set(taxes.ids)]
        move.action_post()
        self.run_session()

    def taxed(self, taxes, **values):
        line = {"product_id": self.product("Work").id, "tax_ids": taxes.ids}
        move = self.odoo_invoice(line, **values)
        self.run_session()
        return move

    def test_a_tax_that_quickbooks_has_and_computes_otherwise(self):
        """Nothing is sent; a document in step that gets such a tax is parked, too."""
        for name in ("Reverse", "Lower", "Upper"):
            self.company.user_add("ItemSalesTax", Name=name, TaxRate="10")
        both = {"Name": "Both", "ItemSalesTaxRef": ["Lower", "Upper"]}
        self.company.user_add("ItemSalesTaxGroup", **both)
        self.run_session()
        by_name = {tax.name: tax for tax in self.env["account.tax"].search([])}
        by_name["Lower"].include_base_amount = True
        self.reverse_charge(by_name["Reverse"])
        step = self.taxed(self.county())
        for name, words in (
            ("Reverse", "no such tax: Reverse"),
            ("Both", "on top of Lower"),
        ):
            with self.subTest(name):
                for kind in ("out_invoice", "out_refund"):
                    move = self.taxed(by_name[name], move_type=kind)
                    self.assertIn(words, self.parked(move))
                    self.assertFalse(self.link(move).qb_id)
                self.retax(step, by_name[name])
                self.assertIn(words, self.parked(step))
                self.assertEqual(self.invoices()[0]["SalesTaxTotal"], "8.25")
        self.retax(step, self.county())
        self.assertEqual(self.link(step).state, "ok")

    def test_a_document_in_step_gets_a_tax_without_a_counterpart(self):
        """Its amounts may be the same: without a word it would be synced."""
        self.run_session()
        before = (self.county(), self.county().browse())
        for values, state, words in (
            ({"amount_type": "fixed"}, "parked", "no such tax: Other"),
            ({"amount": -8.25}, "parked", "no such tax: Other"),
            ({}, "retry", "Sales tax items: Other"),
            ({"amount": 3.0}, "retry", "Sales tax items: Other"),
        ):
            for taxes in before:
                with self.subTest(**values, before=taxes.name):
                    step = self.taxed(taxes)
                    shown = self.company.object(self.link(step).qb_id)
                    other = self.county().copy({**values, "name": f"Other {step.id}"})
                    self.retax(step, other)
                    link = self.link(step)
                    self.assertEqual(link.state, state)
                    self.assertIn(words, link.message)
                    after = self.company.object(link.qb_id)
                    self.assertEqual(after["SalesTaxTotal"], shown["SalesTaxTotal"])
                    if state == "retry":
                        name = {"Name": other.name, "TaxRate": str(other.amount)}
                        self.company.user_add("ItemSalesTax", **name)
                        for _session in range(2):
                            self.run_session()
                        self.assert_in_step(step)

    def test_an_item_of_a_type_that_is_not_known(self):
        engine = type(self.env["qbd.engine"])
        apply = engine._apply_elements

        def with_a_van(this, stream, elements, window):
            for one in elements:
                for ref in one.iter("ItemRef") if stream.mapping == "invoice" else ():
                    ref.find("ListID").text = "80000077-1700000000"
                    ref.find("FullName").text = "Old van"
            return apply(this, stream, elements, window)

        txn_id = self.qb_invoice(self.work())
        with patch.object(engine, "_apply_elements", with_a_van):
            self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        self.assertEqual((link.state, link.reason), ("parked", "impossible"))
        self.assertIn("Old van", link.message)

    def test_a_parked_link_gets_what_comes_later_for_other_fields(self):
        self.stream("terms").direction = "off"
        self.run_session()
        ann = self.partner_named("Ann")
        self.company.user_add("StandardTerms", Name="Net 17", StdDueDays="17")
        self.company.user_mod(self.ann_id, Phone="111", TermsRef="Net 17")
        ann.phone = "222"
        self.run_session()
        link = self.link(ann)
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))
        self.assertFalse(ann.property_payment_term_id)
        self.stream("terms").direction = "both"
        self.run_session()
        self.run_session()
        self.assertEqual(ann.property_payment_term_id.name, "Net 17")
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))
        self.assertEqual(list(link.conflicts), ["Phone"])


class TestWhatWaitsGoesSoon(PaymentSyncCase):
    """What waits for an Add goes in the session in which that is acknowledged."""

    def test_a_payment_goes_right_behind_its_invoice(self):
        self.run_session()
        line = {"product_id": self.product("Work").id, "price_unit": 9, "tax_ids": []}
        invoice = self.odoo_invoice(line)
        payment = self.register(invoice)
        links = self.env["qbd.link"]
        links._create_for_records(self.stream("invoice"), invoice.ids)
        later = fields.Datetime.add(fields.Datetime.now(), hours=9)
        self.link(invoice).write({"state": "retry", "next_try": later})
        self.run_session()
        self.assertEqual(self.link(payment).reason, "waits")
        self.link(invoice).write({"state": "dirty", "next_try": False})
        self.run_session()
        self.assertEqual(self.link(invoice).state, "ok", self.link(invoice).message)
        self.assertEqual(self.link(payment).state, "ok", self.link(payment).message)
        self.assert_quiet()


class TestPlacesThatWait(DocumentCase):
    """Each place that lets something wait says what will settle it by itself."""

    WRITES_WAITS = {
        (
            "ground",
            "_wait",
        ),  # a draft; a record that comes, or is asked about by itself
        ("links", "_waiting_values"),  # an object that is read, or asked about
    }
    RECORDS = {
        "contract/waiting": "nothing",
        "documents/bill_payment": "a bill that it is applied to",
        "documents/journal_entry": "a draft",
        "documents/payment": "an object still to be read",
        "documents/payment_record": "a draft",
        "documents/trade": "a draft",
        "documents/settling": "a draft",
    }
    OBJECTS = {
        "contract/waiting": "nothing",
        "documents/document": "references that come, or are asked about",
        "documents/journal_entry": "the same; refusals are told apart",
        "documents/other_transaction": "accounts, asked about on the mapping page",
        "documents/payment": "the same; refusals are told apart",
        "documents/payment_bank": "who keeps a bank, asked about with the documents",
        "documents/payment_matching": "an entry that settles the same: asked about",
        "documents/sales": "the tax, which comes or is asked about",
        "documents/trade": "pending in QuickBooks; refusals are told apart",
        "lists/sales_tax": "an account, asked about on the mapping page",
        "lists/sales_tax_group": "taxes that come, or are asked about",
    }

    def defining(self, hook):
        return {
            str(source.path.relative_to("models/mappings").with_suffix(""))
            for source in sources("models/mappings", "*/*.py")
            for node in ast.walk(source.tree)
            if isinstance(node, ast.FunctionDef) and node.name == hook
        }

    def test_each_hook_that_lets_something_wait_is_classified(self):
        self.assertEqual(self.defining("_record_waits_for"), set(self.RECORDS))
        self.assertEqual(self.defining("_object_waits_for"), set(self.OBJECTS))

    def test_waits_is_written_in_known_places(self):
        found = set()
        for source in sources("models", "*/*.py"):
            for node in ast.walk(source.tree):
                if isinstance(node, ast.FunctionDef) and self.writes_waits(node):
                    found.add((source.path.stem, node.name))
        self.assertEqual(found, self.WRITES_WAITS)

    @staticmethod
    def writes_waits(function):
        return any(
            isinstance(node, ast.Dict)
            and any(
                getattr(key, "value", "") == "reason"
                and getattr(value, "value", "") == "waits"
                for key, value in zip(node.keys, node.values, strict=True)
            )
            for node in ast.walk(function)
        )
