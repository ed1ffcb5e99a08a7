"""States of links and connections for `test_buttons`, and what their buttons do."""

from odoo import Command


class LinkStates:
    """Links in each state in which a person presses a button."""

    def new_link(self, stream=None, record=None, **values):
        stream = stream or self.customers
        if record is None and "record_id" not in values:
            record = self.partner(name="Acme")
        self.env["qbd.hint"].search([]).unlink()
        return self.env["qbd.link"].create(
            {
                "stream_id": stream.id,
                "connection_id": stream.connection_id.id,
                "space": stream._mapping()._space,
                "res_model": stream._mapping()._odoo_model,
                "record_id": record.id if record else False,
                "qb_id": f"{self.env['qbd.link'].search_count([]):08}-9",
                "qb_type": "Customer",
                "qb_name": "Acme",
                "state": "ok",
                "odoo_image": {"Phone": "1"},
                "quickbooks_image": {"Phone": "1"},
                **values,
            }
        )

    def be_synced(self):
        return self.new_link()

    def be_conflict(self):
        shown = {"label": "Phone", "odoo": "2", "quickbooks": "3"}
        images = {"odoo_image": "1", "quickbooks_image": "1"}
        return self.new_link(
            state="parked",
            reason="conflict",
            message="Both sides changed Phone.",
            conflicts={"Phone": {**shown, **images}},
        )

    def be_conflict_settled(self):
        link = self.be_conflict()
        link.action_use_odoo()
        return link

    def then_asks_again(self, link, _result):
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))

    def be_conflict_and_synced(self):
        return self.be_conflict() + self.be_synced()

    def be_refused(self):
        return self.new_link(state="parked", reason="qb_3120", message="No")

    def be_unlinked(self):
        return self.new_link(state="gone", reason="unlinked")

    def be_two_objects(self):
        return self.new_link(state="parked", reason="two_objects", record_id=False)

    def be_unknown(self):
        return self.new_link(state="unknown", reason="unknown_outcome", qb_id=False)

    def be_unknown_only_read(self):
        self.customers.direction = "from_quickbooks"
        return self.be_unknown()

    def be_deleted(self):
        return self.new_link(state="parked", reason="document_deleted")

    def be_deleted_only_read(self):
        self.customers.direction = "from_quickbooks"
        return self.be_deleted()

    def be_deleted_only_written(self):
        self.customers.direction = "to_quickbooks"
        return self.be_deleted()

    def be_deleted_off(self):
        self.customers.direction = "off"
        return self.be_deleted()

    def be_copy(self):
        return self.new_link(state="parked", reason="late_copy", record_id=False)

    def be_copy_only_read(self):
        self.customers.direction = "from_quickbooks"
        return self.be_copy()

    def be_copy_only_written(self):
        self.customers.direction = "to_quickbooks"
        return self.be_copy()

    def be_similar(self):
        return self.new_link(state="parked", reason="similar", qb_id=False)

    def be_similar_only_read(self):
        self.customers.direction = "from_quickbooks"
        return self.be_similar()

    def be_held(self):
        return self.new_link(held=True)

    def then_is_held(self, link, _result):
        self.assertEqual(link.shown_state, "held")

    def then_is_released(self, link, _result):
        self.assertEqual((link.held, link.state), (False, "dirty"))

    def be_merged_away(self):
        link = self.new_link()
        gone = self.env["qbd.link"].browse(link.id)
        link.unlink()
        return gone

    def be_record_gone(self):
        partner = self.env["res.partner"].create({"name": "Gone"})
        link = self.new_link(record=partner)
        partner.unlink()
        return link

    def then_opened(self, _record, result):
        self.assertTrue(result is None or result["type"])

    def then_released(self, link, _result):
        self.assertEqual((link.state, link.reason), ("dirty", False))
        self.assertFalse(link.conflicts)

    def then_compared_again(self, link, _result):
        self.assertEqual((link.state, link.reason), ("dirty", False))

    def then_told_about_one(self, links, result):
        self.assertEqual(links.mapped("state"), ["dirty", "ok"])
        self.assertRegex(result["params"]["message"], "1 of 2 settled.*“Synced”")

    def then_ids_wanted(self, link, _result):
        self.assertTrue(link.stream_id.id_sweep_wanted)

    def then_adopted(self, link, _result):
        self.assertEqual((link.state, link.reason), ("unknown", "adopt"))
        self.assertFalse(link.stream_id.watermark)

    def then_to_be_deleted(self, link, _result):
        self.assertEqual((link.state, link.reason), ("dirty", "delete_too"))

    def then_forgotten(self, link, _result):
        self.assertEqual((link.state, link.qb_id), ("dirty", False))

    def then_unlinked_now(self, link, _result):
        self.assertEqual(link.shown_state, "gone")


class ConnectionStates:
    """Connections that go on, are stopped by a question, or are off."""

    def be_connected(self):
        return self.connection

    def be_stream(self):
        return self.customers

    def be_off(self):
        self.connection.state = "off"
        return self.connection

    def be_moved(self):
        return self.stopped("moved")

    def be_currency_name(self):
        connection = self.stopped("currency_name")
        connection.question_data = {"home_currency": "Taler"}
        return connection

    def be_paused(self):
        self.connection.paused_until = "2099-01-01 00:00:00"
        return self.connection

    def then_is_resumed(self, connection, _result):
        self.assertFalse(connection.is_paused)

    def be_preview(self):
        self.customers.confirm_writing = True
        previews = self.env["qbd.preview"].with_user(self.presser)
        return previews.sudo().create({"connection_id": self.connection.id}).sudo(False)

    def be_preview_line(self, **values):
        link = self.new_link(**values)
        preview = self.be_preview()
        preview.sudo().line_ids = [
            Command.create(
                {"link_id": link.id, "stream_id": link.stream_id.id, "name": "One"}
            )
        ]
        return preview.line_ids

    def be_held_line(self):
        return self.be_preview_line(held=True)

    def then_may_write(self, connection, _result):
        self.assertFalse(self.customers.confirm_writing)

    def then_line_is_held(self, line, _result):
        self.assertTrue(line.link_id.held)

    def then_line_is_released(self, line, _result):
        self.assertFalse(line.link_id.held)

    def be_mass_change(self):
        return self.stopped("mass_change")

    def be_older_quickbooks(self):
        return self.stopped("older_quickbooks")

    def be_older_odoo(self):
        return self.stopped("older_odoo")

    def stopped(self, question):
        stream = self.customers.id
        self.connection.write(
            {
                "state": "question",
                "question": question,
                "question_data": {
                    "company": "New",
                    "path": "C:\\new.qbw",
                    "stream": stream,
                    "generation": 7,
                },
            }
        )
        return self.connection

    def with_url(self, url):
        self.parameters.set_param("web.base.url", url)
        self.connection.invalidate_recordset()
        return self.connection

    def be_with_https(self):
        return self.with_url("https://odoo.example.com")

    def be_without_https(self):
        return self.with_url("http://odoo.example.com")

    def then_has_new_password(self, connection, result):
        self.assertTrue(result["context"]["default_password"])
        self.assertTrue(
            connection._authenticate(
                connection.user_name, result["context"]["default_password"]
            )
        )

    def then_has_new_ids(self, connection, _result):
        self.assertFalse(connection.generation_defined)

    def then_is_off(self, connection, _result):
        self.assertEqual(connection.state, "off")

    def then_is_connected(self, connection, _result):
        self.assertEqual((connection.state, connection.question), ("connected", False))

    def then_is_moved(self, connection, result):
        self.then_is_connected(connection, result)
        self.assertEqual(connection.qb_company_name, "New")

    def then_has_currency(self, connection, result):
        self.then_is_connected(connection, result)
        self.assertEqual(connection.confirmed_currency, "Taler")

    def then_may_remove(self, connection, result):
        self.then_is_connected(connection, result)
        self.assertEqual(connection.question_data, {"allowed": [self.customers.id]})

    def then_is_compared_anew(self, connection, result):
        self.then_is_connected(connection, result)
        self.assertTrue(connection.recompare)
        self.assertEqual(connection.generation, 7)

    def then_is_read_again(self, connection, result):
        self.then_is_connected(connection, result)
        self.assertFalse(any(connection.stream_ids.mapped("watermark")))
        read = connection.stream_ids.filtered(lambda stream: stream._is_read())
        self.assertEqual(set(read.mapped("id_sweep_wanted")), {True})
