"""States of the first match, the mapping page and files for `test_buttons`."""

import base64


class MatchStates:
    """Rows of the first match, and questions about similar records."""

    def be_match(self):
        return self.match

    def be_unread(self):
        self.item_stream().watermark = False
        self.match.state = "waiting"
        return self.match

    def be_row(self):
        return self.env["qbd.match.pair"].search(
            [("stream_id", "=", self.item_stream().id), ("side", "=", "both")], limit=1
        )

    def be_row_and_single(self):
        return self.be_row() + self.be_single()

    def then_told_about_rows(self, _rows, result):
        self.assertIn("1 of 2 settled. Some rows", result["params"]["message"])

    def be_single(self):
        return self.env["qbd.match.pair"].search(
            [("stream_id", "=", self.item_stream().id), ("side", "=", "quickbooks")],
            limit=1,
        )

    def be_single_only_read(self):
        self.item_stream().direction = "to_quickbooks"
        return self.be_single()

    def be_rejected(self):
        row = self.be_row()
        row.action_reject()
        return row

    def be_linked(self):
        row = self.be_row()
        row.action_accept()
        self.match.action_confirm()
        return row

    def be_row_gone(self):
        row = self.be_row()
        gone = self.env["qbd.match.pair"].browse(row.id)
        row.unlink()
        return gone

    def question(self, asking, theirs, partner):
        return self.env["qbd.match.pair"].create(
            {
                "stream_id": self.customers.id,
                "side": "both",
                "res_model": "res.partner",
                "record_id": partner.id,
                "link_id": theirs.id,
                "asked_link_id": asking.id,
                "odoo_name": partner.name,
                "quickbooks_name": theirs.qb_name,
            }
        )

    def look_alikes(self):
        """Return (the record's link, the object's link), each with its question."""
        ours = self.be_similar()
        partner = self.env["res.partner"].browse(ours.record_id)
        theirs = self.new_link(
            record_id=False,
            qb_name="Acme Inc",
            state="parked",
            reason="similar",
            quickbooks_seen={"Name": "Acme Inc"},
        )
        for link in (ours, theirs):
            self.question(link, theirs, partner)
        (ours + theirs)._note_same_questions()
        return ours, theirs

    def be_asked_link(self):
        ours, _theirs = self.look_alikes()
        return ours

    def be_asked_row(self):
        ours, _theirs = self.look_alikes()
        return ours.question_ids

    def be_asked_twice(self):
        _ours, theirs = self.look_alikes()
        return theirs.question_ids

    def then_has_survived(self, row, result):
        link = row.exists().link_id
        self.assertEqual((link.state, link.record_id), ("dirty", row.record_id))
        if result:
            self.assertEqual(
                (result["res_model"], result["res_id"]), ("qbd.link", link.id)
            )

    def then_still_ready(self, match, _result):
        self.assertEqual(match.state, "ready")

    def then_one_accepted(self, match, _result):
        self.assertTrue(match.accepted_count)

    def then_is_confirmed(self, match, _result):
        self.assertEqual(match.state, "confirmed")
        self.assertEqual(match.confirmed_by, self.user)

    def then_is_accepted(self, row, _result):
        self.assertEqual(row.state, "accepted")

    def then_is_rejected(self, row, _result):
        self.assertEqual(row.state, "rejected")

    def then_to_be_created(self, row, _result):
        self.assertEqual(row.state, "create")

    def then_is_open(self, row, _result):
        self.assertEqual(row.state, "open")

    def then_is_taken_apart(self, row, _result):
        self.assertEqual(row.state, "rejected")
        self.assertEqual(row.link_id.shown_state, "only_in_quickbooks")


class PairingStates:
    """Rows of the mapping page."""

    def be_pairing(self):
        partner = self.partner(name="Acme")
        self.env["qbd.hint"].search([]).unlink()
        link = self.new_link(record_id=False, quickbooks_seen={"Name": "Acme"})
        return (
            self.env["qbd.pairing"]
            .with_user(self.user)
            .sudo()
            .create(
                {
                    "connection_id": self.connection.id,
                    "stream_id": self.customers.id,
                    "side": "quickbooks",
                    "name": "Acme",
                    "link_id": link.id,
                    "res_model": "res.partner",
                    "record_id": partner.id,
                }
            )
            .with_context(qbd_connection=self.connection.id)
        )

    def be_pairing_empty(self):
        row = self.be_pairing()
        row.record_id = False
        return row

    def then_is_paired(self, _row, _result):
        link = self.env["qbd.link"].search([], limit=1)
        self.assertEqual((link.state, bool(link.record_id)), ("dirty", True))

    def then_is_wanted(self, _row, _result):
        link = self.env["qbd.link"].search([], limit=1)
        self.assertEqual((link.state, link.create_requested), ("dirty", True))


class InventoryStates:
    """Inventory files, their lines, and wizards."""

    def wizard(self, model, **values):
        return self.env[model].with_user(self.user).sudo().create(values)

    def be_names(self):
        rule = self.connection.item_name_rule
        values = {"connection_id": self.connection.id, "item_name_rule": rule}
        return self.wizard("qbd.item.names", **values)

    def be_vendor_names(self):
        return self.wizard("qbd.vendor.names", connection_id=self.connection.id)

    def be_documents(self, **values):
        self.connection.all_history = False
        streams = self.connection.stream_ids.filtered(lambda x: x._has_documents())
        rows = [{"stream_id": one.id, "direction": "both"} for one in streams]
        values = {"period": "date", "cut_off_date": "2026-06-01", **values}
        return self.wizard(
            "qbd.documents",
            connection_id=self.connection.id,
            line_ids=[(0, 0, row) for row in rows],
            **values,
        )

    def be_all_documents(self):
        return self.be_documents(period="all")

    def be_documents_without_date(self):
        return self.be_documents(cut_off_date=False)

    def be_documents_undecided(self):
        return self.be_documents(period=False)

    def be_documents_off(self):
        wizard = self.be_documents()
        wizard.line_ids.direction = "off"
        return wizard

    def then_are_on_from_the_date(self, wizard, _result):
        date = str(self.connection.cut_off_date)
        self.assertEqual((date, self.connection.all_history), ("2026-06-01", False))
        self.assert_all_on(wizard.line_ids.stream_id)

    def then_are_all_on(self, wizard, _result):
        chosen = (self.connection.cut_off_date, self.connection.all_history)
        self.assertEqual(chosen, (False, True))
        self.assert_all_on(wizard.line_ids.stream_id)

    def assert_all_on(self, streams):
        for stream in streams:
            read_only = stream._mapping()._only_from_quickbooks
            right = "from_quickbooks" if read_only else "both"
            self.assertEqual(stream.direction, right, stream.mapping)

    def be_file(self):
        return self.env["qbd.inventory.file"]._export(self.env.company)

    def be_import_(self):
        content = base64.b64decode(base64.b64encode(self.be_file().attachment_id.raw))
        record = self.env["qbd.inventory.import"]._create_for(
            self.env.company, "file.xml", content
        )
        self.assertEqual(record.state, "ready", record.message)
        record.line_ids = [
            (
                0,
                0,
                {
                    "product_id": self.lamp.id,
                    "product_label": "Desk lamp",
                    "field_name": "cost",
                    "old": "1",
                    "new": "2",
                    "state": "change",
                },
            )
        ]
        return record

    def be_line(self):
        return self.be_import_().line_ids[-1:]

    def be_export(self):
        return self.wizard("qbd.inventory.export", company_id=self.env.company.id)

    def be_load_empty(self):
        return self.wizard("qbd.inventory.load", company_id=self.env.company.id)

    def be_load(self):
        wizard = self.be_load_empty()
        wizard.file_id = self.be_file()
        return wizard

    def be_update(self):
        return self.wizard(
            "qbd.inventory.update",
            company_id=self.env.company.id,
            source="connection",
            connection_id=self.connection.id,
        )

    def then_line_accepted(self, record, _result):
        lines = record if record._name == "qbd.inventory.line" else record.line_ids
        self.assertTrue(lines[-1:].accepted)

    def then_line_left(self, record, _result):
        lines = record if record._name == "qbd.inventory.line" else record.line_ids
        self.assertFalse(any(lines.mapped("accepted")))


class AssistantStates:
    """An assistant that is never called, its requests and suggestions."""

    def be_assistant(self):
        assistant = self.env.ref("quickbooks_desktop.assistant")
        values = {"address": "http://localhost/v1", "model_name": "m", "new_key": "k"}
        assistant.write({"enabled": True, **values})
        return assistant

    def then_has_no_key(self, assistant, _result):
        self.assertFalse(assistant.has_key)

    def be_row_suggested(self):
        row = self.be_row()
        row.write({"suggested": "none", "suggested_by": "m"})
        return row

    def be_ask(self, **values):
        self.be_assistant()
        values = {"import_id": self.be_import_().id, "wish": "Half", **values}
        return self.wizard("qbd.assistant.ask", **values)

    def be_ask_wordless(self):
        return self.be_ask(wish=" ")

    def be_ask_of_nothing(self):
        return self.be_ask(import_id=False)

    def be_request(self):
        self.be_assistant()
        found = self.be_import_()
        return self.env["qbd.assistant.request"]._create_for(found, [1], "Half")

    def be_request_done(self):
        request = self.be_request()
        request.state = "done"
        return request

    def then_is_stopped(self, request, _result):
        self.assertEqual(request.state, "stopped")
