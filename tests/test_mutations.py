"""Deliberate mistakes in the engine: each must be caught, or the test is no good."""

import hashlib
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.sql_db import Savepoint

from ..core.sync import merge as qbm
from ..simulator.wire.faults import Fault, FaultPlan
from .support.common import SyncCase

LOST = Fault("end_session", "process", occurrence=2, side="after")


class TestMutations(SyncCase):
    def engine_class(self):
        return type(self.env["qbd.engine"])

    @contextmanager
    def undone(self):
        """Undo on leaving all changes of both sides."""
        self.env.flush_all()
        savepoint, snapshot = Savepoint(self.env.cr), self.company.snapshot()
        try:
            yield
        finally:
            self.env.cr.clear()
            savepoint.rollback()
            self.company.restore(snapshot)
            self.failures.clear()

    def assert_caught(self, scenario, *mutations):
        """The scenario passes as it is, and fails with the mistake."""
        with self.undone():
            scenario()
        with self.undone(), ExitStack() as mistakes:
            for mutation in mutations:
                mistakes.enter_context(mutation)
            with self.assertRaises(AssertionError):
                scenario()

    # -- Odoo's image is what was sent ----------------------------------------

    def edit_while_a_change_is_out(self):
        partner = self.partner(name="Azure", phone="1")
        self.run_session()
        partner.phone = "2"
        self.env.cr.flush()

        def edit(*_args):
            partner.phone = "3"
            self.env.cr.flush()

        faults = [Fault("edit_odoo", "process", occurrence=2)]
        plan = FaultPlan(faults, {"edit_odoo": edit})
        self.run_session(self.new_connector(faults=plan))
        self.run_session()
        self.assertEqual(self.customer("Azure")["Phone"], "3")

    def test_the_image_set_to_current_instead_of_sent_values_is_caught(self):
        acknowledge = self.engine_class()._acknowledge

        def mistaken(engine, link, entry, element, session=None):
            mapping = link.stream_id._mapping()
            now = mapping._canonical_records(mapping._browse(link.record_id))
            sent = {path: now[link.record_id][path] for path in entry["sent"]}
            acknowledge(engine, link, {**entry, "sent": sent}, element, session)

        self.assert_caught(
            self.edit_while_a_change_is_out,
            patch.object(self.engine_class(), "_acknowledge", mistaken),
        )

    # -- two images -----------------------------------------------------------

    def two_names_that_are_cut_to_the_same(self):
        name = "The Very Long Name of a Company of Incredible Length"
        self.partner(name=name, phone="1")
        self.partner(name=f"{name}, Ltd", phone="2")
        self.run_session()
        for list_id in self.customer_ids():
            self.company.user_mod(list_id, AltPhone="5")
        report = self.run_session()
        self.assertFalse(report.wrote)
        self.assertEqual(len(self.partner_named(name)), 1)
        self.assertEqual(len(self.partner_named(f"{name}, Ltd")), 1)
        self.assert_quiet()

    def test_one_image_instead_of_two_is_caught(self):
        merge = qbm.merge

        def mistaken(odoo, quickbooks, odoo_image, quickbooks_image, **options):
            image = quickbooks_image
            return merge(odoo, quickbooks, image, image, **options)

        self.assert_caught(
            self.two_names_that_are_cut_to_the_same,
            patch.object(qbm, "merge", mistaken),
        )

    # -- settling -------------------------------------------------------------

    def an_answer_is_lost(self):
        self.partner(name="Azure")
        self.run_session(self.new_connector(faults=FaultPlan([LOST])), ok=False)
        self.company.user_mod(self.customer_ids()[0], Name="Renamed meanwhile")
        report = self.run_session()
        for request in report.requests:
            if "oldMessageSetID" in request and "newMessageSetID" not in request:
                raise AssertionError("the evidence was deleted")
        self.assertEqual(self.customer_names(), ["Renamed meanwhile"])

    def test_settling_skipped_is_caught(self):
        def forget(engine, session):
            unknown = engine.env["qbd.message.set"]._open(
                session.connection_id, "unknown"
            )
            for message_set in unknown:
                for entry in message_set.requests:
                    link = engine.env["qbd.link"].browse(entry.get("link") or 0)
                    link.exists().write({"state": "dirty", "guid": False})
                message_set._advance("settle")

        self.assert_caught(
            self.an_answer_is_lost,
            patch.object(self.engine_class(), "_settle_request", forget),
        )

    def test_old_alone_used_as_the_status_check_is_caught(self):
        hand_out = self.engine_class()._hand_out

        def mistaken(engine, *args, **values):
            if values.get("old_id"):
                values.pop("new_id", None)
            return hand_out(engine, *args, **values)

        self.assert_caught(
            self.an_answer_is_lost,
            patch.object(self.engine_class(), "_hand_out", mistaken),
        )

    # -- hints ----------------------------------------------------------------

    def a_hint_that_is_committed_late(self):
        """Its id is lower than one that was read before: it was taken earlier."""
        hints = self.env["qbd.hint"]
        hints.search([]).unlink()
        late = hints.create({"model": "res.partner", "record_id": 1})
        number = late.id
        late.unlink()
        hints._insert("res.partner", [2])
        self.env.flush_all()
        hints._take()
        self.env.cr.execute(
            "INSERT INTO qbd_hint (id, model, record_id) VALUES (%s, 'res.partner', 3)",
            [number],
        )
        self.assertEqual([hint[1] for hint in hints._take()], [3])

    def test_hints_deleted_by_watermark_instead_of_by_id_are_caught(self):
        read = {"to": 0}

        def mistaken(hints, limit=5000):
            env = hints.env
            env.cr.execute(
                "SELECT id, model, record_id, deleted FROM qbd_hint WHERE id > %s",
                [read["to"]],
            )
            rows = env.cr.fetchall()
            read["to"] = max([read["to"], *(row[0] for row in rows)])
            env.cr.execute("DELETE FROM qbd_hint WHERE id <= %s", [read["to"]])
            return [row[1:] for row in rows]

        self.assert_caught(
            self.a_hint_that_is_committed_late,
            patch.object(type(self.env["qbd.hint"]), "_take", mistaken),
        )

    # -- the GUID of an Add is random -----------------------------------------

    def an_id_is_used_again_after_a_restore_of_odoo(self):
        self.partner(name="One")
        self.run_session()
        self.env.flush_all()
        backup = Savepoint(self.env.cr)
        later = self.partner(name="Later").id
        self.run_session()
        self.env.cr.clear()
        backup.rollback()
        self.env.cr.execute("SELECT setval('res_partner_id_seq', %s, false)", [later])
        other = self.partner(name="Other")
        self.assertEqual(other.id, later)
        self.env["qbd.engine"]._collect_hints()
        self.run_session(ok=False)
        self.connection.action_read_again()
        self.run_session()
        self.assertEqual(self.customer_names(), ["Later", "One", "Other"])
        self.assertEqual(other.name, "Other")
        self.assertEqual(self.link(other).qb_name, "Other")
        self.assertEqual(len(self.partner_named("Later")), 1)

    def test_a_guid_derived_from_the_record_id_is_caught(self):
        def guid_of(link):
            digits = hashlib.sha256(str(link.record_id).encode()).hexdigest()
            parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20])
            return "{" + "-".join((*parts, digits[20:32])) + "}"

        links = type(self.env["qbd.link"])
        create = links._create_for_records

        def mistaken(this, stream, record_ids):
            made = create(this, stream, record_ids)
            for link in made:
                link.guid = guid_of(link)
            return made

        self.assert_caught(
            self.an_id_is_used_again_after_a_restore_of_odoo,
            patch.object(links, "_create_for_records", mistaken),
        )
