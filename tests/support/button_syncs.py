"""States of synced records for `test_buttons`: partners, products, documents."""


class SyncStates:
    """Partners and products, and the answers of Sync to QuickBooks."""

    def partner_of(self, link):
        return self.env["res.partner"].browse(link.record_id)

    def be_synced_partner(self):
        return self.partner_of(self.be_synced())

    be_linked_partner = be_synced_partner

    def be_new_partner(self):
        partner = self.partner(name="New")
        self.env["qbd.hint"].search([]).unlink()
        return partner

    def be_refused_partner(self):
        return self.partner_of(self.be_refused())

    def be_conflict_partner(self):
        return self.partner_of(self.be_conflict())

    def be_similar_partner(self):
        return self.partner_of(self.be_similar())

    def be_unknown_partner(self):
        return self.partner_of(self.be_unknown())

    def be_partner_while_off(self):
        self.connection.state = "off"
        return self.be_synced_partner()

    def be_partner_while_stopped(self):
        self.stopped("moved")
        return self.be_synced_partner()

    def be_partner_of_list_off(self):
        partner = self.be_synced_partner()
        self.customers.direction = "off"
        return partner

    def be_partner_only_read(self):
        partner = self.be_synced_partner()
        self.customers.direction = "from_quickbooks"
        return partner

    def be_partner_not_created(self):
        self.customers.create_in_quickbooks = False
        return self.be_new_partner()

    def be_partner_before_match(self):
        self.customers.first_match = "pending"
        return self.be_new_partner()

    def be_no_customer(self):
        return self.partner(name="Colleague", customer_rank=0)

    def be_unlinked_partner(self):
        return self.partner_of(self.be_unlinked())

    def be_left_partner(self):
        link = self.new_link(
            state="gone", reason="kept_unpaired", kept_unpaired=True, qb_id=False
        )
        return self.partner_of(link)

    def be_several_partners(self):
        return (
            self.be_synced_partner()
            + self.be_new_partner()
            + self.be_conflict_partner()
            + self.be_no_customer()
        )

    def be_product_before_match(self):
        return self.lamp

    def be_template_before_match(self):
        return self.lamp.product_tmpl_id

    def states(self, records):
        found = self.link(records[:1]) if len(records) == 1 else None
        return found.mapped("state") if found else []

    def says(self, words, records, result):
        self.assertIn(words, result["params"]["message"])
        self.assertNotIn("will be synced", result["params"]["message"])
        self.assertEqual(result["params"]["type"], "warning")
        self.assertNotIn("dirty", self.states(records))

    def then_will_be_synced(self, partner, result):
        self.assertIn("1 will be synced", result["params"]["message"])
        self.assertEqual(self.states(partner), ["dirty"])

    def then_question_is_open(self, partner, result):
        link = self.link(partner)
        self.assertIn(link.state, ("parked", "unknown"))
        self.assertTrue(link.reason)
        if result["type"] == "ir.actions.act_window":
            self.assertEqual(result["res_id"], link.id)
        else:
            self.says("unconfirmed", partner, result)

    def then_says_switched_off(self, partner, result):
        self.says("switched off", partner, result)

    def then_says_stopped(self, partner, result):
        self.says("has stopped", partner, result)

    def then_says_list_off(self, partner, result):
        self.says("record type is off", partner, result)

    def then_says_only_read(self, partner, result):
        self.says("only read", partner, result)

    def then_says_not_created(self, partner, result):
        self.says("create nothing there", partner, result)

    def then_says_first_match(self, partner, result):
        self.says("first match", partner, result)

    def then_says_not_synced(self, partner, result):
        self.says("not synced", partner, result)

    def then_says_unlinked(self, partner, result):
        self.says("unlinked", partner, result)

    def then_says_left(self, partner, result):
        self.says("left unmatched", partner, result)

    def then_says_all(self, partners, result):
        text = result["params"]["message"]
        for words in ("2 will be synced", "1: a question", "1: not synced"):
            self.assertIn(words, text)
        self.assertEqual(self.link(partners[2]).state, "parked")


class DocumentStates:
    """Invoices and payments in each state, and one record of each other list."""

    EARLY, DATE = "2026-05-31", "2026-06-15"
    CONFLICT = {
        "state": "parked",
        "reason": "conflict",
        "conflicts": {"Memo": {"label": "Memo", "odoo": "2", "quickbooks": "3"}},
    }
    REFUSED = {"state": "parked", "reason": "qb_3120", "message": "No"}

    def list_on(self, name):
        self.connection.cut_off_date = "2026-06-01"
        self.stream(name).write({"direction": "both", "first_match": "none"})

    def new_invoice(self, post=True, **values):
        self.list_on("invoice")
        lines = [(0, 0, {"product_id": self.lamp.id, "price_unit": 5.0})]
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner(name="Acme").id,
                "invoice_date": self.DATE,
                "invoice_line_ids": lines,
                **values,
            }
        )
        return self.entered(move, post)

    def new_payment(self, post=True, **values):
        self.list_on("receive_payment")
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.partner(name="Acme").id,
                "amount": 5.0,
                "date": self.DATE,
                **values,
            }
        )
        return self.entered(payment, post)

    def entered(self, document, post):
        if post:
            document.action_post()
        self.env.flush_all()
        self.env["qbd.hint"].search([]).unlink()
        return document

    def list_of(self, document):
        """Return the stream of a document."""
        names = {"account.move": "invoice", "account.payment": "receive_payment"}
        return self.stream(names[document._name])

    def linked(self, document, **values):
        stream = self.list_of(document)
        self.new_link(stream, document, edit_sequence="1", **values)
        if document._name == "account.move":
            self.pair_accounts(document.invoice_line_ids.account_id)
        return document

    def pair_accounts(self, accounts):
        """Link accounts with QuickBooks', without which documents wait."""
        links = self.env["qbd.link"]
        known = links.search(
            [("res_model", "=", accounts._name), ("record_id", "in", accounts.ids)]
        )
        new = set(accounts.ids) - set(known.mapped("record_id"))
        for account in new:
            link = links._create_for_records(self.stream("account"), [account])
            link.write({"qb_id": f"A-{account}", "state": "ok"})

    def directed(self, document, direction):
        self.list_of(document).direction = direction
        return document

    def while_stopped(self, document):
        self.stopped("moved")
        return document

    # -- invoices -------------------------------------------------------------

    be_new_invoice = new_invoice

    def be_synced_invoice(self):
        return self.linked(self.new_invoice())

    def be_refused_invoice(self):
        return self.linked(self.new_invoice(), **self.REFUSED)

    def be_conflict_invoice(self):
        return self.linked(self.new_invoice(), **self.CONFLICT)

    def be_draft_invoice(self):
        return self.new_invoice(post=False)

    def be_early_invoice(self):
        return self.new_invoice(invoice_date=self.EARLY)

    def be_outside_invoice(self):
        return self.new_invoice(move_type="out_receipt")

    def be_list_off_invoice(self):
        return self.directed(self.new_invoice(), "off")

    def be_only_read_invoice(self):
        return self.directed(self.new_invoice(), "from_quickbooks")

    def be_stopped_invoice(self):
        return self.while_stopped(self.new_invoice())

    def be_several_invoices(self):
        return self.be_new_invoice() + self.be_draft_invoice() + self.be_early_invoice()

    # -- payments -------------------------------------------------------------

    be_new_payment = new_payment

    def be_synced_payment(self):
        return self.linked(self.new_payment())

    def be_refused_payment(self):
        return self.linked(self.new_payment(), **self.REFUSED)

    def be_conflict_payment(self):
        return self.linked(self.new_payment(), **self.CONFLICT)

    def be_draft_payment(self):
        return self.new_payment(post=False)

    def be_early_payment(self):
        return self.new_payment(date=self.EARLY)

    def be_outside_payment(self):
        return self.as_opening(self.new_payment())

    @staticmethod
    def as_opening(payment):
        """Return a payment as an open item that was read from QuickBooks."""
        payment.qbd_opening = True
        return payment

    def be_list_off_payment(self):
        return self.directed(self.new_payment(), "off")

    def be_only_read_payment(self):
        return self.directed(self.new_payment(), "from_quickbooks")

    def be_stopped_payment(self):
        return self.while_stopped(self.new_payment())

    def be_several_payments(self):
        return self.be_new_payment() + self.be_draft_payment() + self.be_early_payment()

    # -- the other lists ------------------------------------------------------

    def some(self, model, **values):
        company = self.env[model]._check_company_domain(self.env.company)
        domain = [(name, "=", value) for name, value in values.items()]
        return self.env[model].search([*company, *domain], limit=1)

    def be_account(self):
        return self.some("account.account")

    def be_term(self):
        return self.some("account.payment.term")

    def be_tax(self):
        return self.some("account.tax", type_tax_use="purchase")

    def be_entry(self):
        values = {"name": "Entry", "kind": "payment_method"}
        return self.env["qbd.list.entry"].create(values)

    def be_adjustment(self):
        return self.env["qbd.stock.adjustment"].create(
            {
                "connection_id": self.connection.id,
                "account_id": self.some("account.account").id,
            }
        )

    def be_settings(self):
        return self.env["res.config.settings"].with_user(self.user).sudo().create({})

    # -- what is said ---------------------------------------------------------

    def then_says_draft(self, document, result):
        self.says("a draft", document, result)

    def then_says_cut_off(self, document, result):
        self.says("before the cut-off date", document, result)

    def then_shows_one_link(self, document, result):
        found = self.env["qbd.link"].search(result["domain"])
        self.assertEqual(found.mapped("record_id"), document.ids)

    def then_says_each(self, documents, result):
        text = result["params"]["message"]
        for words in ("1 will be synced", "1: a draft", "1: dated before"):
            self.assertIn(words, text)
        self.assertEqual(self.link(documents[0]).state, "dirty")
