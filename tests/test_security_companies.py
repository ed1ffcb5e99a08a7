"""No user reaches another company's records, however they are named."""

import inspect

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import new_test_user

from .test_security import ADDON, HARMLESS, SecurityCase

REFUSALS = (AccessError, UserError, MissingError)
ARGUMENTS = {
    "write": ({},),
    "create": ([{}],),
    "default_get": (["product_ids", "company_id", "connection_id"],),
    "open_figure": (1, "synced"),
    "settle_conflicts": ({"Phone": "odoo"},),
    "choose_preset": ("look",),
    "use_time_zone": ("UTC",),
    "web_search_read": (
        ["|", ("any_name", "ilike", "zqsecret"), ("id", ">", 0)],
        {"qb_name": {}, "display_name": {}, "message": {}},
    ),
}
"""What methods are called with that need something."""

RETURNS = {"default_get", "web_search_read"}
"""Methods that give values without being asked for a record: no name may be in them."""


class CompaniesCase(SecurityCase):
    """A stranger with a connection of his own, and records that are not his."""

    def arrange(self):
        super().arrange()
        main = self.env.company
        self.secret = self.partner(name="Zqsecret Ltd", company_id=main.id)
        self.template = self.env["product.template"].create(
            {"name": "Zqsecret", "company_id": main.id}
        )
        self.theirs = self.stranger.company_id
        self.own = self.env["qbd.connection"].create(
            {"name": "Own", "company_id": self.theirs.id}
        )
        self.own_stream = self.own.stream_ids.filtered(
            lambda s: s.mapping == "customer"
        )
        self.env["qbd.stock.adjustment.line"].create(
            {
                "adjustment_id": self.env["qbd.stock.adjustment"]
                .search([], limit=1)
                .id,
                "product_id": self.env["product.product"].search([], limit=1).id,
            }
        )
        self.env["qbd.pairing"].create(
            {
                "connection_id": self.connection.id,
                "stream_id": self.stream("customer").id,
                "side": "odoo",
                "name": "Zqsecret Ltd",
                "res_model": "res.partner",
                "record_id": self.secret.id,
            }
        )
        self.connection.name = "Zqsecret Connection"
        self.env["qbd.link"].search([]).qb_name = "Zqsecret"
        self.env.flush_all()

    def refused(self, call, words):
        """Check that a call is refused; whatever it did is undone."""
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            result = call()
        except REFUSALS:
            return
        finally:
            savepoint.close(rollback=True)
            self.env.cr.clear()
            self.env.invalidate_all(flush=False)
        self.fail(f"{words} was not refused: {result!r}")

    def public_methods(self, model):
        """Yield the names of what anybody may call of our classes, by RPC."""
        names = {
            name
            for cls in type(model).__mro__
            if cls.__module__.startswith(ADDON)
            for name, value in vars(cls).items()
            if inspect.isfunction(value) and not name.startswith("_")
        }
        for name in sorted(names):
            method = getattr(type(model), name)
            if not getattr(method, "_api_private", False):
                yield name

    def foreign(self):
        """Yield records of the first company, of each model with methods of ours."""
        yield self.secret
        yield from (self.template, self.template.product_variant_ids)
        invoices = [("company_id", "=", self.env.company.id)]
        yield self.env["account.journal"].search(invoices, limit=1)
        for model in self.own_models():
            mine = {one._name: one for one in (self.own, self.own.stream_ids)}
            yield model.search([]) - mine.get(model._name, model)

    def unreadable(self, model):
        """Return a record that the stranger may not read, empty if there is none."""
        if model not in self.env or not self.env[model]._auto:
            return None
        every = self.env[model].with_context(active_test=False).search([], limit=300)
        readable = every.with_user(self.stranger)._filtered_access("read")
        return every - readable.sudo()


class TestEveryMethod(CompaniesCase):
    def test_each_public_method_refuses_what_is_of_another_company(self):
        context = {
            "active_model": "product.product",
            "active_ids": self.env["product.product"].search([]).ids,
            "qbd_connection": self.connection.id,
            "allowed_company_ids": self.theirs.ids,
        }
        tried = set()
        for records in self.foreign():
            model = records[:0]
            for name in self.public_methods(model):
                if name == "create":
                    continue  # see the test of what is named
                theirs = records.with_user(self.stranger).with_context(**context)
                for one in theirs if name not in RETURNS else theirs[:1]:
                    call = getattr(one, name)
                    arguments = ARGUMENTS.get(name, ())
                    with self.subTest(f"{model._name}.{name}"):
                        if name in RETURNS:
                            self.assertNotIn("Zqsecret", repr(call(*arguments)))
                        else:
                            words = f"{model._name}.{name} of {one.id}"
                            self.refused(lambda c=call, a=arguments: c(*a), words)
                    tried.add((model._name, name))
        self.assertGreater(len(tried), 60)
        expected = {
            ("qbd.connection", "action_open_parked"),
            ("qbd.link", "action_open_record"),
            ("qbd.pairing", "action_create"),
            ("res.partner", "action_qbd_links"),
            ("product.template", "action_qbd_links"),
            ("qbd.inventory.line", "action_open_product"),
        }
        self.assertEqual(expected - tried, set())

    def test_each_public_method_refuses_who_has_no_role(self):
        """Refuse a portal user, a visitor, and a colleague without a role."""
        portal = new_test_user(self.env, "portal", groups="base.group_portal")
        people = (self.plain, portal, self.env.ref("base.public_user"))
        tried = set()
        for records in self.foreign():
            for name in self.public_methods(records[:0]):
                arguments = ARGUMENTS.get(name, ())
                for person in people:
                    one = records[:1].with_user(person)
                    call = getattr(one, name)
                    with self.subTest(f"{records._name}.{name} of {person.login}"):
                        if name in HARMLESS | RETURNS:
                            shown = self.answer(lambda c=call, a=arguments: c(*a))
                            self.assertNotIn("Zqsecret", shown)
                        else:
                            words = f"{records._name}.{name} of {person.login}"
                            self.refused(lambda c=call, a=arguments: c(*a), words)
                tried.add(name)
        expected = {"open_figure", "settle_conflicts", "action_undo_choice"}
        self.assertEqual(expected - tried, set())

    def answer(self, call):
        """Return in text what a call gives, or "" if it is refused."""
        try:
            return repr(call())
        except REFUSALS:
            return ""

    def test_what_a_value_names_has_to_be_ones_own(self):
        tried = set()
        for model in self.own_models():
            theirs = model.with_user(self.stranger)
            if not theirs.has_access("create"):
                continue
            for name, field in model._fields.items():
                if not self.names_a_record(model, name, field):
                    continue
                target = self.unreadable(field.comodel_name or "res.partner")
                if not target:
                    continue
                one = target[0].id
                many = field.type == "many2many"
                value = {name: [Command.set([one])] if many else one}
                vals = {**self.values(model), **value}
                with self.subTest(f"{model._name}.{name}"):
                    self.refused(
                        lambda t=theirs, v=vals: t.create(v).read(),
                        f"{model._name}: creation with {value}",
                    )
                    own = theirs.create(self.values(model))
                    self.refused(
                        lambda o=own, v=value: o.write(v),
                        f"{model._name}: writing {value}",
                    )
                tried.add((model._name, name))
        expected = {
            ("qbd.pairing", "connection_id"),
            ("qbd.pairing", "stream_id"),
            ("qbd.pairing", "link_id"),
            ("qbd.pairing", "record_id"),
            ("qbd.password.wizard", "connection_id"),
            ("qbd.item.names", "connection_id"),
            ("qbd.vendor.names", "connection_id"),
            ("qbd.documents", "connection_id"),
            ("qbd.verify", "connection_id"),
            ("qbd.documents.line", "stream_id"),
            ("qbd.inventory.load", "file_id"),
            ("qbd.inventory.update", "quickbooks_file_id"),
            ("qbd.inventory.export", "product_ids"),
            ("qbd.connection", "company_id"),
        }
        self.assertEqual(expected - tried, set())

    def names_a_record(self, model, name, field):
        kinds = ("many2one", "many2many", "many2one_reference")
        ours = field._modules == ("quickbooks_desktop",)
        usual = name in ("create_uid", "write_uid")
        return ours and field.type in kinds and field.store and not usual

    def values(self, model):
        """Return what the stranger may well create of a model."""
        values = {
            "qbd.pairing": {
                "connection_id": self.own.id,
                "stream_id": self.own_stream.id,
                "side": "odoo",
                "res_model": "res.partner",
            },
            "qbd.item.names": {
                "connection_id": self.own.id,
                "item_name_rule": "name",
            },
            "qbd.vendor.names": {"connection_id": self.own.id},
            "qbd.password.wizard": {"connection_id": self.own.id},
            "qbd.documents": {"connection_id": self.own.id},
            "qbd.list.entry": {"kind": "payment_method", "name": "Cash"},
            "qbd.verify": {"connection_id": self.own.id, "day": "2026-06-30"},
        }
        if model._name in ("qbd.item.names.line", "qbd.vendor.names.line"):
            name = model._name.removesuffix(".line")
            wizard = self.env[name].with_user(self.stranger).create(values[name])
            return {"wizard_id": wizard.id}
        if model._name == "qbd.opening":
            verification = {"connection_id": self.own.id, "day": "2026-06-30"}
            found = self.env["qbd.ledger.verification"].create(verification)
            return {"connection_id": self.own.id, "verification_id": found.id}
        if model._name == "qbd.documents.line":
            documents = self.env["qbd.documents"].with_user(self.stranger)
            wizard = documents.create({"connection_id": self.own.id})
            return {"wizard_id": wizard.id, "stream_id": self.own_stream.id}
        own = {"company_id": self.theirs.id} if "company_id" in model._fields else {}
        return {**own, **values.get(model._name, {})}


class TestMoving(CompaniesCase):
    def test_what_was_synced_stays_where_it_is(self):
        tried = set()
        for model in self.own_models():
            for name in (
                model._owner_fields() if hasattr(model, "_owner_fields") else ()
            ):
                target = self.env[model._fields[name].comodel_name]
                records = model.search([]).filtered(
                    lambda one, name=name: one[name] and one._is_used()
                )
                taken = records[:1][name].ids
                other = target.search([("id", "not in", taken)], limit=1)
                if not records or not other:
                    continue
                with self.subTest(f"{model._name}.{name}"):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        records[0].write({name: other.id})
                    records[0].write({name: records[0][name].id})
                tried.add((model._name, name))
        self.assertIn(("qbd.connection", "company_id"), tried)
        self.assertIn(("qbd.stream", "connection_id"), tried)
        self.assertIn(("qbd.link", "connection_id"), tried)
        self.assertIn(("qbd.inventory.file", "company_id"), tried)

    def test_each_model_that_belongs_to_somebody_is_checked(self):
        mixin = self.env.registry["qbd.write.checks"]
        for model in self.own_models():
            owned = [
                name
                for name, field in model._fields.items()
                if field.type == "many2one"
                and field.required
                and field.comodel_name.startswith(("qbd.", "res.company"))
            ]
            if owned:
                self.assertTrue(issubclass(type(model), mixin), model._name)

    def test_a_manager_moves_nothing_to_a_company_that_is_not_his(self):
        entry = self.env["qbd.list.entry"].create(
            {"kind": "payment_method", "name": "X", "company_id": self.theirs.id}
        )
        for record in (self.own, entry):
            self.assertFalse(record._is_used())
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                record.with_user(self.stranger).write(
                    {"company_id": self.env.company.id}
                )

    def test_before_its_first_use_a_connection_may_be_moved(self):
        self.stranger.company_ids += self.env.company
        both = (self.theirs | self.env.company).ids
        own = self.own.with_user(self.stranger).with_context(allowed_company_ids=both)
        own.company_id = self.env.company
        self.assertEqual(self.own.company_id, self.env.company)

    def test_nobody_moves_it_where_he_is_not_at_work(self):
        """The record is checked after the write, too: it would be out of reach."""
        self.stranger.company_ids += self.env.company
        own = self.own.with_user(self.stranger)
        own = own.with_context(allowed_company_ids=self.theirs.ids)
        with self.assertRaises(AccessError):
            own.company_id = self.env.company

    def test_who_moved_it_back_and_forth_keeps_no_ticket(self):
        for change in ({"active": False}, {"company_id": self.env.company.id}):
            with self.subTest(change):
                session, ticket = self.env["qbd.session"]._start(self.own, "192.0.2.1")
                self.patch(type(self.own), "_is_used", lambda _self: False)
                self.own.write(change)
                self.assertFalse(session.open)
                self.assertEqual(session._send_request("", "", "US", 16, 0), "", ticket)

    def test_switching_off_ends_the_session(self):
        session, _ticket = self.env["qbd.session"]._start(self.connection, "192.0.2.1")
        self.connection.with_user(self.manager).action_switch_off()
        self.assertFalse(session.open)


class TestTechnicalFields(CompaniesCase):
    """What no form lets a manager change is not changed by RPC either."""

    SYNCED = ("qbd.link", "qbd.session", "qbd.message.set")

    def editable(self, model):
        """Return the fields that a form, or a list, of the model lets one change."""
        names = set()
        for view in self.env["ir.ui.view"].search([("model", "=", model._name)]):
            if view.type not in ("form", "list"):
                continue
            arch = etree.fromstring(model.get_view(view.id, view.type)["arch"])
            for node in arch.iter("field"):
                inside = [up for up in node.iterancestors("field")]
                fixed = node.get("readonly") in ("1", "True")
                if not inside and not fixed and node.get("invisible") != "1":
                    names.add(node.get("name"))
        fields = model._fields
        return {name for name in names if name in fields and not fields[name].readonly}

    def value(self, record, name):
        """Return a value that the field does not have."""
        field = record._fields[name]
        kinds = {"char": "x1", "text": "x1", "integer": 7, "float": 7.5}
        kinds |= {"boolean": not record[name], "json": {"allowed": [1]}}
        kinds |= {"datetime": "2020-01-01 00:00:00", "date": "2020-01-01"}
        if field.type == "selection":
            values = field.get_values(self.env)
            return next(one for one in reversed(values) if one != record[name])
        return kinds.get(field.type, False)

    def test_only_settings_are_written_by_a_manager(self):
        tried = set()
        for record in (self.connection, self.stream("customer")):
            own = record.with_user(self.manager)
            allowed = self.editable(record) | record._settings
            for name, field in record._fields.items():
                ours = "quickbooks_desktop" in field._modules
                if not ours or name in allowed or not field.store:
                    continue
                value = self.value(record, name)
                with self.subTest(f"{record._name}.{name}"):
                    self.refused(lambda o=own, v={name: value}: o.write(v), name)
                    if record._name == "qbd.connection" and value:
                        new = {"name": "New", name: value}
                        self.refused(
                            lambda o=own, v=new: o.create(v), f"create with {name}"
                        )
                tried.add(name)
        expected = {"generation", "preferences", "host_time", "question_data"}
        expected |= {"qbxml_version", "state", "question", "recompare", "owner_id"}
        expected |= {"watermark", "mapping", "connection_id", "sweep_position"}
        self.assertEqual(expected - tried, set())

    def test_settings_are_what_a_form_shows(self):
        for record in (self.connection, self.stream("customer")):
            shown = self.editable(record.with_user(self.manager))
            ours = {
                n for n in shown if "quickbooks_desktop" in record._fields[n]._modules
            }
            self.assertEqual(ours - record._settings, set(), record._name)

    def test_a_manager_writes_each_setting(self):
        new = self.env["qbd.connection"].with_user(self.manager).create({"name": "New"})
        self.assertEqual(new.state, "draft")
        for record in (new, new.stream_ids[:1]):
            for name in record._settings:
                record.write(
                    {
                        name: record._fields[name].convert_to_write(
                            record[name], record
                        )
                        if record._fields[name].type != "one2many"
                        else []
                    }
                )

    def test_nobody_writes_what_the_sync_keeps(self):
        for name in self.SYNCED:
            record = self.env[name].search([], limit=1).with_user(self.manager)
            for operation in ("create", "write", "unlink"):
                self.assertFalse(record.has_access(operation), name)

    def test_an_answer_without_its_question_is_refused(self):
        answers = [
            name
            for name in self.action_names(self.connection)
            if name in vars(type(self.env["qbd.connection.questions"]).__mro__[0])
            or hasattr(type(self.env["qbd.connection.questions"]), name)
        ]
        self.assertIn("action_read_again", answers)
        self.assertGreaterEqual(len(answers), 7)
        for question in (False, "older_odoo"):
            state = "question" if question else "connected"
            self.connection.write({"state": state, "question": question})
            for name in answers:
                if question and name == "action_read_again":
                    continue
                with self.subTest(f"{question} {name}"):
                    before = self.connection.generation
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        getattr(self.connection.with_user(self.manager), name)()
                    self.assertEqual(self.connection.generation, before)
        self.connection.with_user(self.manager).action_read_again()
        self.assertFalse(self.connection.question)


class TestSending(CompaniesCase):
    """No record of another company is sent, and its name is never read."""

    def other_partner(self):
        return self.partner(name="Hidden", company_id=self.theirs.id)

    def test_the_mapping_page_takes_no_contact_of_another_company(self):
        values = {
            "connection_id": self.own.id,
            "stream_id": self.own_stream.id,
            "side": "odoo",
            "res_model": "res.partner",
            "record_id": self.secret.id,
        }
        rows = self.env["qbd.pairing"].with_user(self.stranger)
        with self.assertRaises(AccessError):
            rows.create(values)
        # what came about in another way is refused by the list's own domain
        row = rows.sudo().create(values).sudo(False)
        with self.assertRaises(UserError):
            row.action_create()
        mine = self.env["qbd.link"].search([("connection_id", "=", self.own.id)])
        self.assertNotIn(self.secret.id, mine.mapped("record_id"))

    def test_nor_is_an_object_paired_with_one(self):
        stream = self.own_stream
        link = self.env["qbd.link"].create(
            {
                **{"connection_id": self.own.id, "stream_id": stream.id},
                **{"space": "entity", "qb_id": "8-1", "qb_name": "Mine", "state": "ok"},
                **{"res_model": "res.partner", "quickbooks_seen": {"Name": "Mine"}},
            }
        )
        row = self.env["qbd.pairing"].create(
            {
                **{"connection_id": self.own.id, "stream_id": stream.id},
                **{"side": "quickbooks", "name": "Mine", "link_id": link.id},
                **{"res_model": "res.partner", "record_id": self.secret.id},
            }
        )
        with self.assertRaises(UserError):
            row.with_user(self.stranger).action_accept()
        self.assertFalse(link.record_id)

    def test_nor_does_what_the_page_stands_on(self):
        stream = self.own_stream
        with self.assertRaises(UserError):
            self.env["qbd.link"]._want_object(stream, self.secret.id)

    def test_nor_a_contact_that_is_no_customer(self):
        plain = self.env["res.partner"].create(
            {"name": "No customer", "company_id": self.theirs.id}
        )
        row = self.env["qbd.pairing"].with_user(self.stranger)
        row = row.create(
            {
                "connection_id": self.own.id,
                "stream_id": self.own_stream.id,
                "side": "odoo",
                "res_model": "res.partner",
                "record_id": plain.id,
            }
        )
        with self.assertRaises(UserError):
            row.action_create()

    def test_a_row_names_what_belongs_together(self):
        own = self.env["qbd.pairing"].with_user(self.user)
        link = self.link(self.customer)
        for wrong in (
            {"res_model": "res.company", "record_id": self.env.company.id},
            {"stream_id": self.stream("terms").id},
        ):
            row = own.create(
                {
                    "connection_id": self.connection.id,
                    "stream_id": self.stream("customer").id,
                    "side": "quickbooks",
                    "res_model": "res.partner",
                    "link_id": link.id,
                    "record_id": self.customer.id,
                    **wrong,
                }
            )
            for name in ("action_accept", "action_create"):
                with self.subTest(f"{wrong} {name}"), self.assertRaises(UserError):
                    getattr(row, name)()

    def test_a_link_that_should_not_be_is_parked_and_not_sent(self):
        hidden = self.other_partner()
        links = self.env["qbd.link"]
        links._create_for_records(self.stream("customer"), hidden.ids)
        self.run_session()
        self.assertNotIn("Hidden", self.customer_names())
        link = self.link(hidden)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("another company", link.message)

    def test_a_row_of_the_first_match_takes_one_side_of_its_own_only(self):
        row = self.env["qbd.match.pair"].search([], limit=1)
        hidden = self.other_partner()
        strange = self.env["qbd.link"].search([("id", "!=", row.link_id.id)], limit=1)
        for values in (
            {"link_id": False, "record_id": hidden.id},
            {"link_id": strange.id, "record_id": False},
            {"record_id": hidden.id},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                row.with_user(self.user).write(values)


class TestRules(CompaniesCase):
    def below(self):
        """Yield (model, path to a company) of all models that belong to somebody."""
        for model in self.own_models():
            for name, field in model._fields.items():
                if field.type != "many2one" or not field.store:
                    continue
                ours = field.comodel_name.startswith("qbd.")
                binds = field.required or field.ondelete == "cascade"
                if field.comodel_name == "res.company" or (ours and binds):
                    yield model, name

    def companies(self, records):
        for path in ("company_id", "connection_id.company_id"):
            if path.partition(".")[0] in records._fields:
                return records.mapped(path)
        return self.theirs if not records else self.env.company

    def test_each_model_below_one_with_a_rule_has_a_rule(self):
        rules = self.env["ir.rule"].search([("global", "=", True)])
        ruled = {
            rule.model_id.model
            for rule in rules
            if "company_ids" in rule.domain_force or "user.id" in rule.domain_force
        }
        below = {model._name for model, _name in self.below()}
        self.assertIn("qbd.stock.adjustment.line", below)
        self.assertEqual(below - ruled, set())

    def fill_dialogs(self):
        """Let each dialog have rows of the first company."""
        for model in ("qbd.item.names", "qbd.vendor.names"):
            preview = self.env[model].search([], limit=1)
            self.env[f"{model}.line"].create({"wizard_id": preview.id})
        documents = self.env["qbd.documents"].search([], limit=1)
        self.env["qbd.documents.line"].create(
            {"wizard_id": documents.id, "stream_id": self.stream("customer").id}
        )
        self.env["qbd.password.wizard"].create({"connection_id": self.connection.id})

    def test_a_stranger_finds_nothing_below_it(self):
        self.fill_dialogs()
        for model, name in self.below():
            with self.subTest(f"{model._name}.{name}"):
                self.assertTrue(model.search([]))  # something that may not be found
                found = model.with_user(self.stranger).search([]).sudo()
                self.assertLessEqual(self.companies(found), self.theirs)
        lines = self.env["qbd.stock.adjustment.line"]
        self.assertTrue(lines.search([]))
        self.assertFalse(lines.with_user(self.stranger).search([]))
        with self.assertRaises(AccessError):
            lines.search([]).with_user(self.stranger).read(["quantity"])
