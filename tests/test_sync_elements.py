"""Elements of QuickBooks' answers that no field carries: kept there, or refused.

An element that changes the meaning of a document is put into the answers on their way:
nothing of the document is posted then, and the words name the element and its value.
"""

from lxml import etree

from odoo.tests import tagged

from .support.documents import DATE, DocumentCase

EURO = "<ListID>80000033-1</ListID><FullName>Euro</FullName>"
DOLLAR = "<ListID>80000001-1</ListID><FullName>US Dollar</FullName>"
SET = "<ListID>80000009-1</ListID><FullName>By the dozen</FullName>"
LINE_OF = {"Invoice": "InvoiceLineRet", "CreditMemo": "CreditMemoLineRet"}

OF_SALES = {
    f"<CurrencyRef>{EURO}</CurrencyRef>": "Currency “Euro”",
    "<ExchangeRate>1.1</ExchangeRate>": "Exchange rate “1.1”",
    "<IsTaxIncluded>true</IsTaxIncluded>": "Amounts include tax “true”",
    "<DiscountLineRet><Amount>5.00</Amount></DiscountLineRet>": "Discount line “5.00”",
    "<SalesTaxLineRet><Amount>5.00</Amount></SalesTaxLineRet>": "Sales tax line “5.00”",
    "<ShippingLineRet><Amount>5.00</Amount></ShippingLineRet>": "Shipping line “5.00”",
}
OF_LINES = {
    "<UnitOfMeasure>dozen</UnitOfMeasure>": "Unit of measure “dozen”",
    f"<OverrideUOMSetRef>{SET}</OverrideUOMSetRef>": "set “By the dozen”",
    "<TaxAmount>8.25</TaxAmount>": "Tax of the line “8.25”",
}
OF_INVOICES = {"<IsFinanceCharge>true</IsFinanceCharge>": "Finance charge “true”"}
PLAIN = (
    f"<CurrencyRef>{DOLLAR}</CurrencyRef><ExchangeRate>1</ExchangeRate>"
    "<IsTaxIncluded>false</IsTaxIncluded><IsFinanceCharge>0</IsFinanceCharge>"
)


class ElementCase(DocumentCase):
    def setUp(self):
        super().setUp()
        self.stream("account").create_in_odoo = True
        self.extras = {}  # {id of an object: [(tag of the Ret or line, elements)]}
        real = self.company.process
        self.patch(self.company, "process", lambda xml: self._with_extras(real(xml)))

    def _with_extras(self, text):
        if not any(one in text for one in self.extras):
            return text
        root = etree.fromstring(text.encode())
        for element in root.iter("TxnID", "ListID"):
            owner = element.getparent()
            if owner.tag.endswith("Ret") and owner.getparent().tag.endswith("Rs"):
                for tag, xml in self.extras.get(element.text, ()):
                    for target in [owner] if tag == owner.tag else owner.iter(tag):
                        target.extend(etree.fromstring(f"<x>{xml}</x>"))
        return etree.tostring(root, encoding="unicode")

    def put(self, qb_id, tag, xml):
        self.extras.setdefault(qb_id, []).append((tag, xml))

    def link_of(self, qb_id):
        return self.env["qbd.link"].search([("qb_id", "=", qb_id)])

    def qb_credit(self, **values):
        values = {"CustomerRef": "Ann", "TxnDate": DATE, **values}
        return self.company.user_add("CreditMemo", lines=[self.work()], **values)

    def stored(self, record):
        """Return all stored values of a document and its entry, but for the sync's."""
        names = [n for n, f in record._fields.items() if f.store and n[:4] != "qbd_"]
        entry = record.move_id if record._name == "account.payment" else record
        return record.read(names), entry.line_ids.read(
            ["name", "balance", "amount_currency", "quantity", "price_unit", "tax_ids"]
        )

    def add(self, kind):
        if kind == "Invoice":
            return self.qb_invoice(self.work())
        return (
            self.qb_credit() if kind == "CreditMemo" else self.qb_payment("60.00", {})
        )


@tagged("post_install", "-at_install")
class TestMeanings(ElementCase):
    def cases(self):
        """Yield (type, tag that gets the element, element, words)."""
        for kind, line in LINE_OF.items():
            own = {**OF_SALES, **(OF_INVOICES if kind == "Invoice" else {})}
            for tag, elements in ((f"{kind}Ret", own), (line, OF_LINES)):
                for xml, words in elements.items():
                    yield kind, tag, xml, words
        for xml, words in list(OF_SALES.items())[:2]:
            yield "ReceivePayment", "ReceivePaymentRet", xml, words

    def test_nothing_is_written_that_means_something_else(self):
        tried = {
            (kind, xml[1:].partition(">")[0]) for kind, _tag, xml, _w in self.cases()
        }
        for name in ("invoice", "credit_memo", "receive_payment"):
            mapping = self.env[f"qbd.mapping.{name}"]
            for path in mapping._meanings():
                self.assertIn((mapping._qb_type, path.rpartition("/")[2]), tried)
        expected = {}
        for kind, tag, xml, words in self.cases():
            qb_id = self.add(kind)
            self.put(qb_id, tag, xml)
            expected[qb_id] = words
        self.run_session()
        for qb_id, words in expected.items():
            link = self.link_of(qb_id)
            with self.subTest(words):
                self.assertFalse(link.record_id)
                self.assertEqual((link.state, link.reason), ("parked", "other_meaning"))
                self.assertIn(words, link.message)
        self.assert_quiet()
        first = next(iter(expected))
        self.extras.clear()
        self.link_of(first).action_try_again()
        self.run_session()
        self.assert_in_step(self.move_of(first))

    def test_a_document_in_step_is_left_alone_on_both_sides(self):
        ids = [self.add(kind) for kind in ("Invoice", "ReceivePayment")]
        self.run_session()
        records = [self.link_of(one)._record() for one in ids]
        before = [self.stored(one) for one in records]
        for qb_id, record in zip(ids, records, strict=True):
            tag = f"{self.link_of(qb_id).qb_type}Ret"
            self.put(qb_id, tag, f"<CurrencyRef>{EURO}</CurrencyRef>")
            self.company.user_mod(qb_id, Memo="in euros")
            self.assertTrue(record)
        self.run_session()
        for qb_id in ids:
            link = self.link_of(qb_id)
            self.assertEqual((link.state, link.reason), ("parked", "other_meaning"))
            self.assertIn("Currency “Euro”", link.message)
        self.assertEqual([self.stored(one) for one in records], before)
        records[0].narration = "edited in Odoo"
        self._answers_in_dozens()
        line = {"product_id": self.product("Work").id, "tax_ids": self.county().ids}
        sent = self.odoo_invoice(line)
        self.run_session()
        self.assertIn("Unit of measure “dozen”", self.link(sent).message)
        self.assertEqual(self.company.object(ids[0])["Memo"], "in euros")
        self.assertEqual(self.link_of(ids[0]).reason, "other_meaning")

    def _answers_in_dozens(self):
        """QuickBooks adds a unit of measure of its own to the lines that Odoo sends."""
        real = self.company.process

        def process(xml):
            text = real(xml)
            unit = "<UnitOfMeasure>dozen</UnitOfMeasure></InvoiceLineRet>"
            added = "<InvoiceAddRq" in str(xml)
            return text.replace("</InvoiceLineRet>", unit) if added else text

        self.patch(self.company, "process", process)

    def test_plain_values_change_nothing_and_a_tax_item_is_no_product(self):
        self.put(self.ann_id, "CustomerRet", f"<CurrencyRef>{DOLLAR}</CurrencyRef>")
        ids = [self.add(kind) for kind in (*LINE_OF, "ReceivePayment")]
        for qb_id, kind in zip(ids, (*LINE_OF, "ReceivePayment"), strict=True):
            self.put(qb_id, f"{kind}Ret", PLAIN)
        self.run_session()
        self.assertEqual([self.link_of(one).message for one in ids], [False] * 3)
        self.assertEqual(self.link_of(self.ann_id).state, "ok")
        county = self.county()
        link = self.link(county)
        product = self.env["product.product"].create({"name": "Innocent"})
        while product.id < county.id:
            product = self.env["product.product"].create({"name": "Innocent"})
        link.record_id = product.id  # the ids of two models are the same
        txn_id = self.qb_invoice(self.work())
        line = f"<ItemRef><ListID>{link.qb_id}</ListID></ItemRef><Amount>8.25</Amount>"
        row = f"<InvoiceLineRet><TxnLineID>F-1</TxnLineID>{line}</InvoiceLineRet>"
        self.put(txn_id, "InvoiceRet", row)
        self.run_session()
        self.assertFalse(self.move_of(txn_id))
        words = "sales tax items among its lines: County"
        self.assertIn(words, self.link_of(txn_id).message)
        item = self.stream("item")._mapping()
        self.assertFalse(item._to_record("item", link.qb_id))
        self.assertFalse(item._for_batch()._to_record("item", link.qb_id))
        self.assertFalse(self.env["qbd.inventory.new"]._linked([link.qb_id]))


@tagged("post_install", "-at_install")
class TestKeptThere(ElementCase):
    def test_what_odoo_has_no_field_for_stays_and_is_shown(self):
        line = self.work(ServiceDate="2026-06-14", Other1="by night")
        kept = {"FOB": "Dock 3", "Other": "see map", "ShipDate": "2026-06-20"}
        txn_id = self.qb_invoice(line, **kept)
        self.company.user_mod(self.ann_id, JobTitle="Head of tools")
        self.run_session()
        move, ann = self.move_of(txn_id), self.partner_named("Ann")
        for text in (*kept.values(), "2026-06-14", "by night", "Service date"):
            self.assertIn(text, str(self.link(move).kept_html))
        self.assertIn("Head of tools", str(self.link(ann).kept_html))
        move.narration = "edited in Odoo"
        move.button_draft()
        move.invoice_line_ids.quantity = 2
        move.action_post()
        ann.phone = "555 1234"
        self.run_session()
        self.assert_in_step(move)
        shown = self.company.object(txn_id)
        self.assertEqual({name: shown[name] for name in kept}, kept)
        self.assertEqual(shown["lines"][0]["Quantity"], "2")
        self.assertEqual(shown["lines"][0]["ServiceDate"], "2026-06-14")
        self.assertEqual(shown["lines"][0]["Other1"], "by night")
        self.assertEqual(self.customer("Ann")["JobTitle"], "Head of tools")
        self.assertIn("Dock 3", str(self.link(move).kept_html))
        self.company.user_mod(txn_id, FOB="")
        self.run_session()
        self.assertNotIn("Dock 3", str(self.link(move).kept_html))
        self.assertIn("see map", str(self.link(move).kept_html))


@tagged("post_install", "-at_install")
class TestHomeCurrency(ElementCase):
    def prefer(self, home):
        preferences = self.company.store.setting("preferences")
        preferences["MultiCurrencyPreferences"] = {
            "IsMultiCurrencyOn": "true",
            "HomeCurrencyRef": {"ListID": "80000001-1", "FullName": home},
        }
        self.company.store.set_setting("preferences", preferences)

    def test_another_home_currency_stops_before_anything_is_read(self):
        self.prefer("Euro")
        self.run_session(ok=False)
        self.assertEqual(self.connection.question, "home_currency")
        self.assertIn("is Euro, and the currency of", self.connection.question_text)
        self.assertFalse(self.env["qbd.link"].search([("qb_id", "!=", False)]))
        self.prefer("Taler")
        self.connection.action_answered()
        self.run_session(ok=False)
        self.assertEqual(self.connection.question, "currency_name")
        self.connection.action_confirm_currency()
        self.run_session()
        self.assertEqual(self.connection.state, "connected")
        self.prefer("US Dollar")
        self.run_session()

    def test_a_document_without_a_currency_has_that_of_its_customer(self):
        self.prefer("US Dollar")
        euro_id = self.company.user_add(
            "Customer", Name="Eva", ItemSalesTaxRef="County", SalesTaxCodeRef="Tax"
        )
        for qb_id, currency in ((self.ann_id, DOLLAR), (euro_id, EURO)):
            self.put(qb_id, "CustomerRet", f"<CurrencyRef>{currency}</CurrencyRef>")
        ours = self.qb_invoice(self.work())
        theirs = self.qb_invoice(self.work(), CustomerRef="Eva")
        self.run_session()
        self.assert_in_step(self.move_of(ours))
        self.assertFalse(self.move_of(theirs))
        self.assertIn("Currency “Euro”", self.link_of(theirs).message)
        eva = self.partner_named("Eva")
        self.assertEqual(self.link(eva).state, "ok")
        move = self.odoo_invoice(
            {"product_id": self.product("Work").id, "tax_ids": self.county().ids},
            partner_id=eva.id,
        )
        self.run_session()
        self.assertIn("Eva has the currency Euro", self.link(move).message)
        self.assertFalse(self.link(move).qb_id)
