"""Unsaved dialogs tell nothing of other companies, and open in each company."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form

from .test_security_companies import CompaniesCase


class TestDialogs(CompaniesCase):
    """A dialog that is not saved yet tells nothing of another company either."""

    def arrange(self):
        super().arrange()
        self.connection.cut_off_date = "2026-02-03"
        self.documents = self.env["qbd.documents"].with_user(self.stranger)

    def test_the_values_that_it_begins_with(self):
        for owner, refused in ((self.connection, True), (self.own, False)):
            dialog = self.documents.with_context(default_connection_id=owner.id)
            with self.subTest(owner.name):
                if refused:
                    with self.assertRaises(AccessError):
                        dialog.default_get(list(dialog._fields))
                else:
                    values = dialog.default_get(list(dialog._fields))
                    self.assertTrue(values["line_ids"])

    def test_what_it_computes_of_a_connection(self):
        shown = {"connection_id": {}, "missing": {}}
        for owner, refused in ((self.connection, True), (self.own, False)):
            values = {"connection_id": owner.id}
            with self.subTest(owner.name):
                self.computed(self.documents, values, shown, refused)

    def test_a_company_without_journals_is_told_what_is_missing(self):
        journals = self.env["account.journal"]
        self.assertFalse(journals.search([("company_id", "=", self.theirs.id)]))
        action = self.own.with_user(self.stranger).action_switch_documents_on()
        with Form(self.documents.with_context(**action["context"])) as form:
            form.period = "all"
            self.assertIn("has no journal for these documents", form.missing)

    def test_what_it_computes_of_a_list(self):
        lines = self.env["qbd.documents.line"].with_user(self.stranger)
        ones, others = (
            one.stream_ids.filtered(lambda stream: stream.mapping == "invoice")
            for one in (self.connection, self.own)
        )
        shown = {"stream_id": {}, "odoo_synced": {}, "quickbooks_synced": {}}
        nested = {"fields": {"stream_id": {}, "direction": {}}}
        for stream, refused in ((ones, True), (others, False)):
            line = {"stream_id": stream.id, "direction": "both"}
            values = {"connection_id": self.own.id, "line_ids": [Command.create(line)]}
            with self.subTest(stream.connection_id.name):
                self.computed(lines, line, shown, refused)
                fields = {"connection_id": {}, "missing": {}, "line_ids": nested}
                self.computed(self.documents, values, fields, refused)

    def computed(self, model, values, shown, refused):
        def change():
            return model.onchange(values, [*values], shown)

        if refused:
            with self.assertRaises(AccessError):
                change()
        else:
            self.assertIn("value", change())
