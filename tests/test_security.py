"""The rights of each role, and that no secret stays anywhere in the clear."""

import logging

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..models.conversation.session import WebConnectorPort
from ..simulator.clock import Clock
from ..simulator.company_file import CompanyFile
from ..simulator.wire.transport import HttpTransport
from ..simulator.wire.web_connector import WebConnector
from .support.common import PASSWORD, SyncCase
from .test_endpoint_common import PATH

ADDON = "odoo.addons.quickbooks_desktop"
USERS = "quickbooks_desktop.group_qbd_user"
MANAGERS = "quickbooks_desktop.group_qbd_manager"

HARMLESS = {"action_qbd_links", "action_open_record", "action_open_parked"}
"""Actions that only open a list or a form, for which Odoo then checks the rights."""

FOR_MANAGERS = {
    *("action_unlink_pair", "action_look", "action_switch_on", "action_pair"),
    *("action_export_records", "action_go", "action_show_qbxml"),
    *("action_post_opening", "action_read_opening_again"),
    "action_forget_key",
}
FOR_USERS = {
    "action_open_parked",
    "action_open_connection",
    "action_open_pairing",
    "action_open_first_match",
    "action_compare_stock",
    "action_stock_levels",
    "action_compare_accounts",
    "action_open_accounts",
    "action_open_parties",
    "action_preview",
    "action_verify_books",
    "action_open_verifications",
    "action_open_opening",
}
"""Actions of a connection that need no manager."""

EVERY = {"read", "write", "create", "unlink"}
DIALOGS_OF_USERS = {
    *("qbd.pairing", "qbd.inventory.export", "qbd.inventory.load"),
    *("qbd.inventory.update", "qbd.verify", "qbd.assistant.ask"),
}
DIALOGS_OF_MANAGERS = {
    *("qbd.password.wizard", "qbd.item.names", "qbd.item.names.line"),
    *("qbd.vendor.names", "qbd.vendor.names.line"),
    *("qbd.documents", "qbd.documents.line", "qbd.opening"),
}
READ_BY_MANAGERS = {
    "qbd.hint",
    "qbd.link.count",
    "qbd.link.private",
    "qbd.qbxml",
    "qbd.throttle",
}
FOR_ADMINISTRATORS = {"qbd.assistant"}
MORE_FOR_MANAGERS = {
    "qbd.connection": EVERY,
    "qbd.list.entry": EVERY,
    "qbd.stream": {"read", "write"},
    "qbd.inventory.file": {"read", "unlink"},
    "qbd.inventory.import": {"read", "unlink"},
}

CHOSEN_IN = {"qbd.match", "qbd.match.pair", "qbd.stock.level"}
"""Models of which a user writes what is chosen there, and nothing else."""


class SecurityCase(SyncCase):
    """A company that has synced, and people with more or fewer rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = new_test_user(cls.env, "plain", groups="base.group_user")
        cls.user = new_test_user(
            cls.env, "user", groups=f"{USERS},product.group_product_manager"
        )
        cls.manager = new_test_user(cls.env, "manager", groups=MANAGERS)
        other = cls.env["res.company"].create({"name": "Other Company"})
        cls.stranger = new_test_user(
            cls.env,
            "stranger",
            groups=f"{MANAGERS},base.group_partner_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )

    def arrange(self):
        super().arrange()
        self.customer = self.partner(name="Azure", company_id=False)
        self.env["qbd.list.entry"].create({"kind": "payment_method", "name": "Cash"})
        self.env["qbd.stock.adjustment"].create(self.adjustment())
        values = {"connection_id": self.connection.id}
        own = {"name": "Lamp", "sale_ok": False, "purchase_ok": False}
        product = self.env["product.product"].create(own)
        self.env["qbd.stock.level"].create({**values, "product_id": product.id})
        self.connection.action_preview_item_names()
        self.connection.action_preview_vendor_names()
        stream = self.stream("vendor")
        row = {"name": "Rent", "ours": 1, "theirs": 1}
        self.env["qbd.ledger.account"]._replace(self.connection, [row])
        party = {"name": "Ann", "side": "asset_receivable"}
        self.env["qbd.ledger.party"]._replace(self.connection, [party])
        self.make_verification()
        self.env["qbd.link.private"]._store(stream, "VendorTaxIdent", {"1": "2"})
        values = {"connection_id": self.connection.id, "period": "all"}
        self.env["qbd.documents"].create(values)
        self.make_inventory_files()
        self.run_session()
        self.make_match()

    def adjustment(self):
        accounts = self.env["account.account"]
        account = accounts.search([("account_type", "=", "expense")], limit=1)
        return {"connection_id": self.connection.id, "account_id": account.id}

    def make_verification(self):
        """A verification with a row of each kind."""
        values = {"connection_id": self.connection.id}
        verification = self.env["qbd.ledger.verification"].create(
            {**values, "day": "2026-06-30", "state": "differs"}
        )
        self.env["qbd.verify"].create(values)
        values["verification_id"] = verification.id
        self.env["qbd.opening"].create(values)
        values["name"] = "Rent"
        self.env["qbd.ledger.verified.account"].create(values)
        self.env["qbd.ledger.verified.party"].create(
            {**values, "side": "asset_receivable"}
        )
        link = self.env["qbd.link"].search([], limit=1)
        self.env["qbd.ledger.verified.document"].create(
            {**values, "kind": "attention", "link_id": link.id}
        )

    def make_inventory_files(self):
        """A file of either side, an import with a change, and wizards for them."""
        company, files = self.env.company, self.env["qbd.inventory.file"]
        product = self.env["product.product"].create({"name": "Chair"})
        odoo = files._export(company, [("id", "=", product.id)])
        quickbooks = files._export_quickbooks(self.connection)
        content = odoo.attachment_id.raw.replace(b">Chair<", b">Stool<")
        found = self.env["qbd.inventory.import"]._create_for(company, "Test", content)
        found.action_accept_all()
        self.make_assistant(found)
        chosen = {"odoo_file_id": odoo.id, "quickbooks_file_id": quickbooks.id}
        self.env["qbd.inventory.update"].create({"source": "file", **chosen})
        self.env["qbd.inventory.load"].create({"file_id": odoo.id})
        self.env["qbd.inventory.export"].create({})

    def make_assistant(self, found):
        """An assistant that is on and never called, and a request to it."""
        values = {"enabled": True, "address": "http://localhost", "model_name": "m"}
        self.env.ref("quickbooks_desktop.assistant").write(values)
        self.env["qbd.assistant.ask"].create({"import_id": found.id, "wish": "Half"})
        self.env["qbd.assistant.request"]._create_for(found, [1])

    def make_match(self):
        """A first match, with a pair."""
        stream, pairs = self.stream("customer"), self.env["qbd.match.pair"]
        self.env["qbd.match"]._for_stream(stream)
        link = self.link(self.customer)
        values = {"link_id": link.id, "record_id": self.customer.id}
        pairs.create(pairs._row(stream, "both", **values))
        line = {"link_id": link.id, "stream_id": stream.id}
        self.env["qbd.preview"].create(
            {
                "connection_id": self.connection.id,
                "line_ids": [Command.create(line)],
            }
        )
        self.env["qbd.qbxml"]._of(link)
        self.env.flush_all()

    def own_models(self):
        """Return the addon's models that have a table, as superuser."""
        return [
            self.env[name]
            for name in sorted(self.env.registry)
            if name.startswith("qbd.") and self.env[name]._auto
        ]

    def actions(self):
        """Yield (a record, name of an action) of all that the addon defines.

        But for the mapping page and the preview: their rows are their user's own, and
        have tests of their own.
        """
        terms = self.env["account.payment.term"].search([], limit=1)
        own = ("qbd.pairing", "qbd.preview.line")
        models = [m for m in self.own_models() if m._name not in own]
        records = (self.customer, terms, *models)
        for record in records:
            for name in self.action_names(record):
                yield record or record.search([], limit=1), name

    def action_names(self, model):
        return {
            name
            for cls in type(model).__mro__
            if cls.__module__.startswith(ADDON)
            for name in vars(cls)
            if name.startswith("action_")
        }

    def may(self, person, record, name):
        """Return whether a person is let in, by pressing the button."""
        self.assertTrue(record, f"{record._name} has no record to try {name}")
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            getattr(self.as_person(person, record), name)()
            return True
        except AccessError:
            return False
        except UserError:
            return True  # was let in, and there was nothing to do
        finally:
            savepoint.close(rollback=True)
            self.env.cr.clear()

    def as_person(self, person, record):
        """Return the record for a person; a wizard is its creator's only."""
        if not record.is_transient():
            return record.with_user(person)
        return record.with_user(person).create(record.copy_data())


class TestCompanies(SecurityCase):
    def test_a_manager_of_another_company_sees_nothing(self):
        for model in self.own_models():
            named = {"connection_id", "import_id", "attachment_id"}
            if not named & set(model._fields) and model != self.connection[:0]:
                continue
            with self.subTest(model._name):
                everything = model.search([])
                theirs = everything.with_user(self.stranger)
                self.assertFalse(theirs.search([]))
                if not model.is_transient():
                    self.assertTrue(everything)
                    with self.assertRaises(AccessError):
                        theirs.read([])

    def test_every_model_of_a_company_has_a_rule_for_companies(self):
        rules = self.env["ir.rule"].search([("global", "=", True)])
        ruled = set(rules.mapped("model_id.model"))
        for model in self.own_models():
            if "company_id" in model._fields and not model.is_transient():
                self.assertIn(model._name, ruled)

    def test_a_shared_partner_shows_its_state_in_its_own_company_only(self):
        theirs = self.customer.with_user(self.stranger)
        ours = self.customer.with_user(self.manager)
        self.assertEqual((ours.qbd_state, ours.qbd_name), ("ok", "Azure"))
        self.assertEqual((theirs.qbd_state, theirs.qbd_name), ("none", False))
        domain = [("id", "=", self.customer.id), ("qbd_state", "=", "ok")]
        self.assertTrue(ours.search(domain))
        self.assertFalse(theirs.search(domain))


class TestGroups(SecurityCase):
    def test_who_is_in_no_group_reads_nothing(self):
        for model in self.own_models():
            with self.subTest(model._name), self.assertRaises(AccessError):
                model.with_user(self.plain).search([]).read([])

    def test_each_role_has_exactly_these_rights(self):
        for model in self.own_models():
            name = model._name
            user = {"read"}
            if name in READ_BY_MANAGERS | DIALOGS_OF_MANAGERS:
                user = set()
            elif name in DIALOGS_OF_USERS:
                user = EVERY
            elif name in CHOSEN_IN:
                user = {"read", "write"}
            manager = user | MORE_FOR_MANAGERS.get(name, {"read"})
            if name in FOR_ADMINISTRATORS:
                user = manager = set()
            if name in DIALOGS_OF_MANAGERS:
                manager = EVERY
            for person, rights in (
                (self.plain, set()),
                (self.user, user),
                (self.manager, manager),
            ):
                own = model.with_user(person)
                with self.subTest(f"{name} of {person.login}"):
                    self.assertEqual(
                        {one for one in EVERY if own.has_access(one)}, rights
                    )

    def test_who_is_in_no_group_does_nothing(self):
        tried = set()
        for record, name in self.actions():
            with self.subTest(f"{record._name}.{name}"):
                if self.may(self.plain, record, name):
                    self.assertIn(name, HARMLESS)
                tried.add(name)
        self.assertGreater(len(tried), 15)

    def test_a_user_settles_questions_and_leaves_the_connection_alone(self):
        for record, name in self.actions():
            with self.subTest(f"{record._name}.{name}"):
                if record._name == "qbd.connection":
                    self.assertEqual(
                        self.may(self.user, record, name), name in FOR_USERS
                    )
                elif name in FOR_MANAGERS:
                    self.assertFalse(self.may(self.user, record, name))
                else:
                    self.assertTrue(self.may(self.user, record, name))

    def test_a_button_of_what_is_gone_says_so(self):
        link = self.link(self.customer).with_user(self.user)
        link.sudo().unlink()
        with self.assertRaisesRegex(UserError, "settled, merged or removed"):
            link.action_try_again()

    def test_a_user_changes_things_by_buttons_and_nobody_writes_the_journal(self):
        for model in self.own_models():
            if model.is_transient():
                continue  # rows of a page: Odoo protects those of other users
            for operation in ("create", "write", "unlink"):
                if operation == "write" and model._name in CHOSEN_IN:
                    continue
                allowed = model.with_user(self.user).has_access(operation)
                self.assertFalse(allowed, f"{operation} {model._name}")
        for name in ("qbd.message.set", "qbd.session", "qbd.hint", "qbd.throttle"):
            for operation in ("create", "write", "unlink"):
                journal = self.env[name].with_user(self.manager)
                self.assertFalse(journal.has_access(operation), name)

    def test_a_field_for_some_is_hidden_from_the_others(self):
        hidden = [
            (model, name, field.groups)
            for model in self.own_models()
            for name, field in model._fields.items()
            if field.groups and field._modules == ("quickbooks_desktop",)
        ]
        self.assertGreaterEqual(len(hidden), 5)
        for model, name, groups in hidden:
            for person in (self.user, self.manager):
                if not person.has_groups(groups):
                    record = model.search([], limit=1).with_user(person)
                    with self.subTest(f"{record}.{name}"):
                        with self.assertRaises(AccessError):
                            record.read([name])

    def test_a_field_computed_with_all_rights_is_for_users_of_quickbooks(self):
        computed = [
            field
            for model in self.env.registry.values()
            if not model._name.startswith("qbd.")
            for field in model._fields.values()
            if field._modules == ("quickbooks_desktop",)
            and field.compute
            and field.compute_sudo
            and not (field.store or field.related)
        ]
        self.assertGreaterEqual(len(computed), 9)
        for field in computed:
            with self.subTest(str(field)):
                self.assertTrue(field.groups)
        product = self.env["product.product"].search([], limit=1)
        with self.assertRaises(AccessError):
            product.with_user(self.plain).read(["qbd_valued_quantity"])

    def test_nobody_reads_the_hash_of_the_password_or_of_a_ticket(self):
        session = self.env["qbd.session"].search([], limit=1)
        for person in (self.user, self.manager, self.env.ref("base.user_admin")):
            for record, name in (
                (self.connection, "password_hash"),
                (session, "ticket_digest"),
            ):
                with self.assertRaises(AccessError):
                    record.with_user(person).read([name])
                with self.assertRaises(AccessError):
                    record.with_user(person).search([(name, "!=", False)])

    def test_only_managers_read_what_went_over_the_wire(self):
        journal = self.env["qbd.message.set"].search([], limit=1)
        self.assertIn("<QBXML>", journal.with_user(self.manager).request)
        for name in ("request", "response", "requests"):
            with self.assertRaises(AccessError):
                journal.with_user(self.user).read([name])

    def test_who_is_in_no_group_sees_partners_as_ever(self):
        partner = self.customer.with_user(self.plain)
        self.assertEqual(partner.read(["name"])[0]["name"], "Azure")
        for view in ("form", "list", "kanban", "search"):
            arch = partner.get_view(view_type=view)["arch"]
            self.assertNotIn("qbd_state", arch)
            self.assertNotIn("action_qbd", arch)


class TestSecrets(SecurityCase):
    def port(self):
        return self.env["qbd.session"]._qbwc_port("192.0.2.9")

    def login(self, name, password):
        self.assertIsInstance(self.port(), WebConnectorPort)
        return self.port().authenticate(name, password)

    def in_the_clear(self, secret):
        """Return the columns of the addon's tables that hold a text."""
        self.env.flush_all()
        found = []
        for model in self.own_models():
            self.env.cr.execute(
                SQL(
                    "SELECT count(*) FROM %s t WHERE to_jsonb(t)::text LIKE %s",
                    SQL.identifier(model._table),
                    f"%{secret}%",
                )
            )
            if self.env.cr.fetchone()[0]:
                found.append(model._table)
        return found

    def test_a_wrong_password_and_an_unknown_user_are_answered_alike(self):
        name = self.connection.user_name
        self.assertTrue(self.login(name, PASSWORD)[0])
        refused = ["", "nvu"]
        self.assertEqual(self.login(name, "wrong"), refused)
        self.assertEqual(self.login(name, ""), refused)
        self.assertEqual(self.login(name.upper(), PASSWORD), refused)
        self.assertEqual(self.login("nobody", PASSWORD), refused)
        self.assertEqual(self.login("", ""), refused)

    def test_a_connection_without_a_password_lets_nobody_in(self):
        fresh = self.env["qbd.connection"].create({"name": "Fresh"})
        for password in ("", "no such connection", PASSWORD):
            self.assertEqual(self.login(fresh.user_name, password), ["", "nvu"])

    def test_an_archived_connection_lets_nobody_in(self):
        self.connection.active = False
        answer = self.login(self.connection.user_name, PASSWORD)
        self.assertEqual(answer, ["", "nvu"])

    def test_a_new_password_is_shown_once_and_kept_as_a_hash(self):
        action = self.connection.with_user(self.manager).action_new_password()
        password = action["context"]["default_password"]
        self.assertGreaterEqual(len(password), 30)
        wizard = self.env[action["res_model"]].with_user(self.manager)
        wizard = wizard.with_context(**action["context"]).create({})
        self.assertTrue(wizard)
        self.assertEqual(self.in_the_clear(password), [])
        name = self.connection.user_name
        self.assertTrue(self.login(name, password)[0])
        self.assertEqual(self.login(name, PASSWORD), ["", "nvu"])
        self.assertRegex(self.connection.sudo().password_hash, r"^\$qbd-sha256\$")

    def test_a_copy_of_a_connection_has_secrets_and_ids_of_its_own(self):
        copy = self.connection.copy()
        self.assertFalse(copy.has_password)
        for name in ("user_name", "owner_id", "file_id"):
            self.assertNotEqual(copy[name], self.connection[name])

    def test_a_ticket_is_kept_as_a_hash(self):
        ticket, _file = self.login(self.connection.user_name, PASSWORD)
        self.assertEqual(self.in_the_clear(ticket), [])
        self.assertTrue(self.env["qbd.session"]._by_ticket(ticket).open)

    def test_another_ticket_opens_nothing(self):
        self.login(self.connection.user_name, PASSWORD)
        digest = self.env["qbd.session"].search([], limit=1).sudo().ticket_digest
        port = self.port()
        for ticket in ("", "x", digest, None):
            self.assertEqual(port.send_request_xml(ticket, "", "", "US", 16, 0), "")
            self.assertEqual(port.receive_response_xml(ticket, "x", "", ""), -1)
            self.assertEqual(port.connection_error(ticket, "", ""), "done")
            self.assertIn("no longer knows", port.get_last_error(ticket))


@tagged("post_install", "-at_install")
class TestOverHttp(HttpCase):
    """The whole way, as a Web Connector goes it."""

    def setUp(self):
        super().setUp()
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("web.base.url", "https://odoo.example.com")
        self.env["qbd.connection"].search([]).unlink()
        partners = self.env["res.partner"].with_context(active_test=False)
        partners.search([("customer_rank", ">", 0)]).customer_rank = 0
        self.connection = self.env["qbd.connection"].create(
            {
                "name": "Test",
                "user_name": "connector-of-the-test",
                "first_match": "automatic",
            }
        )
        self.connection._set_password("Secret-Of-The-Test")
        self.company = CompanyFile(clock=Clock("2026-07-01T09:00:00"))

    def connector(self):
        _name, content = self.connection._qwc_file()
        return WebConnector(
            content.decode(),
            "Secret-Of-The-Test",
            self.company,
            transport=HttpTransport(session=self.opener),
            url=self.base_url() + PATH,
            sleep=lambda seconds: None,
        )

    def test_a_session_leaves_no_secret_and_no_customer_in_the_log(self):
        self.company.user_add("Customer", Name="Zwölfender Quick", Phone="98765432")
        self.env["res.partner"].create(
            {"name": "Querulantius Maximus", "customer_rank": 1, "phone": "12345678"}
        )
        connector = self.connector()
        with self.assertLogs("odoo", logging.INFO) as logs:
            report = connector.run()
        self.assertEqual(report.end, "done", report.error)
        names = [one["Name"] for one in self.company.objects("Customer")]
        self.assertIn("Querulantius Maximus", names)
        log = "\n".join(logs.output)
        self.assertIn("receiveResponseXML connection=", log)
        for secret in (
            *("Secret-Of-The-Test", report.ticket, "connector-of-the-test"),
            *("Zw", "Querulantius", "98765432", "12345678"),
        ):
            self.assertNotIn(secret, log)

    def test_a_portal_user_and_the_public_do_not_get_the_qwc(self):
        url = f"/qbd/connection/{self.connection.id}/qwc"
        new_test_user(self.env, "portal-of-the-test", groups="base.group_portal")
        self.authenticate("portal-of-the-test", "portal-of-the-test")
        with mute_logger("odoo.http"):
            response = self.url_open(url, allow_redirects=False)
            self.assertEqual(response.status_code, 403)
            self.logout()
            response = self.url_open(url, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertNotIn("OwnerID", response.text)
