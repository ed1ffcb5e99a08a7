"""Every button is pressed in each state, by each role; the table says what follows.

A button, menu or action that is missing from the table fails; so does an error where
it says that the button works, and a promise that is not kept.
"""

import base64
from typing import NamedTuple

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from .support import buttons
from .test_first_match import ItemMatchCase

NOBODY, USER, MANAGER, ADMIN = range(4)
GROUPS = {
    NOBODY: "base.group_user",
    USER: "quickbooks_desktop.group_qbd_user",
    MANAGER: "quickbooks_desktop.group_qbd_manager",
}


class Works(NamedTuple):
    """A button that works for a role and those above it, and is refused below.

    :param state: method of the test that returns the record, in the state
    :param then: method of the test that checks the effect; "opened" for what opens
    """

    state: str
    then: str = "opened"
    role: int = USER


class Refused(NamedTuple):
    """A button that is refused, whoever presses it.

    :param words: of the refusal
    """

    state: str
    words: str
    role: int = USER


NOT_NOW = "cannot be done now"
GONE = "in the meantime"

LINK = {
    "action_use_odoo": (
        Works("conflict", "released"),
        Refused("synced", NOT_NOW),
        Refused("merged_away", GONE),
    ),
    "action_use_quickbooks": (
        Works("conflict", "released"),
        Works("conflict_and_synced", "told_about_one"),
        Refused("unknown", NOT_NOW),
    ),
    "action_try_again": (
        Works("refused", "released"),
        Works("conflict", "compared_again"),
        Works("unlinked", "released"),
        Works("two_objects", "ids_wanted"),
        Refused("synced", NOT_NOW),
        Refused("merged_away", GONE),
    ),
    "action_is_there": (Works("unknown", "adopted"), Refused("synced", NOT_NOW)),
    "action_is_not_there": (
        Works("unknown", "released"),
        Refused("unknown_only_read", NOT_NOW),
    ),
    "action_delete_too": (
        Works("deleted", "to_be_deleted"),
        Works("deleted_only_read", "to_be_deleted"),
        Refused("deleted_only_written", NOT_NOW),
        Refused("synced", NOT_NOW),
    ),
    "action_bring_back": (
        Works("deleted", "forgotten"),
        Works("deleted_only_written", "forgotten"),
        Refused("deleted_only_read", NOT_NOW),
        Refused("deleted_off", NOT_NOW),
    ),
    "action_remove_copy": (
        Works("copy", "to_be_deleted"),
        Refused("copy_only_read", NOT_NOW),
        Refused("synced", NOT_NOW),
    ),
    "action_keep_copy": (
        Works("copy", "released"),
        Refused("copy_only_written", NOT_NOW),
        Refused("synced", NOT_NOW),
    ),
    "action_create_anyway": (
        Works("similar", "released"),
        Works("asked_link", "released"),
        Refused("similar_only_read", NOT_NOW),
        Refused("synced", NOT_NOW),
    ),
    "action_take_figures": (Refused("synced", NOT_NOW),),
    "action_unlink_pair": (
        Works("synced", "unlinked_now", MANAGER),
        Refused("unknown", "on its way", MANAGER),
        Refused("unlinked", NOT_NOW, MANAGER),
    ),
    "action_open_record": (
        Works("synced"),
        Refused("record_gone", "no record in Odoo"),
        Refused("merged_away", GONE),
    ),
}
CONNECTION = {
    "action_new_password": (Works("connected", "has_new_password", MANAGER),),
    "action_new_file_ids": (Works("connected", "has_new_ids", MANAGER),),
    "action_download_qwc": (
        Works("with_https", "opened", MANAGER),
        Refused("without_https", "https", MANAGER),
    ),
    "action_switch_off": (Works("connected", "is_off", MANAGER),),
    "action_switch_on": (Works("off", "is_connected", MANAGER),),
    "action_switch_documents_on": (Works("connected", "opened", MANAGER),),
    "action_open_parked": (Works("connected"),),
    "action_open_pairing": (Works("connected"),),
    "action_open_first_match": (Works("connected"),),
    "action_preview_item_names": (Works("connected", "opened", MANAGER),),
    "action_compare_stock": (Works("connected"),),
    "action_answered": (
        Works("moved", "is_connected", MANAGER),
        Refused("connected", "is not asked", MANAGER),
    ),
    "action_confirm_place": (
        Works("moved", "is_moved", MANAGER),
        Refused("connected", "is not asked", MANAGER),
    ),
    "action_confirm_currency": (
        Works("currency_name", "has_currency", MANAGER),
        Refused("connected", "is not asked", MANAGER),
    ),
    "action_allow_removal": (
        Works("mass_change", "may_remove", MANAGER),
        Refused("connected", "is not asked", MANAGER),
    ),
    "action_trust_odoo": (
        Works("older_quickbooks", "is_compared_anew", MANAGER),
        Refused("connected", "is not asked", MANAGER),
    ),
    "action_trust_quickbooks": (
        Works("older_quickbooks", "is_compared_anew", MANAGER),
        Refused("connected", "is not asked", MANAGER),
    ),
    "action_compare_anew": (
        Works("older_quickbooks", "is_compared_anew", MANAGER),
        Refused("connected", "is not asked", MANAGER),
    ),
    "action_read_again": (
        Works("older_odoo", "is_read_again", MANAGER),
        Refused("connected", "is not asked", MANAGER),
    ),
    "action_qbd_link": (Works("connected"),),
    "action_qbd_session": (Works("connected"),),
    "get_formview_action": (Works("connected"),),
}
MATCH = {
    "action_compare": (Works("match", "still_ready"), Refused("unread", "Connector")),
    "action_accept_sure": (Works("match", "one_accepted"),),
    "action_accept_above": (Works("match", "one_accepted"),),
    "action_confirm": (Works("match", "is_confirmed"), Refused("unread", "Compare")),
    **{
        f"action_show_{name}": (Works("match"),)
        for name in (
            *("sure", "questions", "accepted", "rejected", "quickbooks", "odoo"),
        )
    },
}
PAIR = {
    "action_accept": (
        Works("row", "is_accepted"),
        Works("row_and_single", "told_about_rows"),
        Works("asked_row", "has_survived"),
        Works("asked_twice", "has_survived"),
        Refused("single", "Choose what belongs together"),
        Refused("row_gone", GONE),
    ),
    "action_reject": (
        Works("row", "is_rejected"),
        Works("row_and_single", "told_about_rows"),
        Refused("row_gone", GONE),
    ),
    "action_create": (
        Works("single", "to_be_created"),
        Refused("row", "Reject the pair first"),
        Refused("single_only_read", "direction"),
    ),
    "action_reconsider": (Works("rejected", "is_open"),),
    "action_undo": (Works("linked", "is_taken_apart"),),
}
PAIRING = {
    "action_accept": (
        Works("pairing", "is_paired"),
        Refused("pairing_empty", "Choose what belongs together"),
    ),
    "action_accept_all": (Works("pairing", "is_paired"),),
    "action_create": (Works("pairing", "is_wanted"),),
}
INVENTORY = {
    "qbd.inventory.file": {
        "action_download": (Works("file"),),
        "action_qbd_inventory_load": (Works("file"),),
        "action_qbd_inventory_update": (Works("file"),),
    },
    "qbd.inventory.import": {
        "action_accept_all": (Works("import_", "line_accepted"),),
        "action_accept_none": (Works("import_", "line_left"),),
        "action_lines": (Works("import_"),),
        "action_read_again": (Works("import_"),),
        "action_apply": (Refused("import_", "Accept the changes first"),),
        "action_take_back": (Refused("import_", "was not applied"),),
    },
    "qbd.inventory.line": {
        "action_accept": (Works("line", "line_accepted"),),
        "action_leave_out": (Works("line", "line_left"),),
        "action_open_product": (Works("line"),),
    },
    "qbd.inventory.export": {"action_export": (Works("export"),)},
    "qbd.inventory.load": {
        "action_load": (Works("load"), Refused("load_empty", "Choose a file")),
    },
    "qbd.inventory.update": {"action_update": (Works("update"),)},
}
SYNC = (
    Works("synced_partner", "will_be_synced"),
    Works("new_partner", "will_be_synced"),
    Works("refused_partner", "will_be_synced"),
    Works("conflict_partner", "question_is_open"),
    Works("similar_partner", "question_is_open"),
    Works("unknown_partner", "question_is_open"),
    Works("partner_while_off", "says_switched_off"),
    Works("partner_while_stopped", "says_stopped"),
    Works("partner_of_list_off", "says_list_off"),
    Works("partner_only_read", "says_only_read"),
    Works("partner_not_created", "says_not_created"),
    Works("partner_before_match", "says_first_match"),
    Works("no_customer", "says_not_synced"),
    Works("unlinked_partner", "says_unlinked"),
    Works("left_partner", "says_left"),
    Works("several_partners", "says_all"),
)
TABLE = {
    "qbd.link": LINK,
    "qbd.connection": CONNECTION,
    "qbd.match": MATCH,
    "qbd.match.pair": PAIR,
    "qbd.pairing": PAIRING,
    "qbd.stream": {"action_qbd_link": (Works("stream"),)},
    "qbd.documents": {
        "action_switch_on": (
            Works("documents", "are_on_from_the_date", MANAGER),
            Works("all_documents", "are_all_on", MANAGER),
            Refused("documents_without_date", "Choose the date", MANAGER),
            Refused("documents_undecided", "Choose the date", MANAGER),
            Refused("documents_off", "Choose a direction", MANAGER),
        ),
        "action_pair": (Works("documents", "opened", MANAGER),),
    },
    "qbd.item.names": {"action_look": (Works("names", "opened", MANAGER),)},
    **INVENTORY,
    "res.partner": {
        "action_qbd_sync": SYNC,
        "action_qbd_links": (Works("linked_partner"),),
    },
    "product.product": {
        "action_qbd_sync": (Works("product_before_match", "says_first_match"),),
        "action_qbd_links": (Works("product_before_match"),),
    },
    "product.template": {
        "action_qbd_sync": (Works("template_before_match", "says_first_match"),),
        "action_qbd_links": (Works("template_before_match"),),
    },
}
"""{model: {button: cases}}"""

BOOKS = (
    *("account.account", "account.journal", "account.move", "account.payment"),
    *("account.payment.term", "account.tax", "qbd.list.entry"),
    *("qbd.stock.adjustment",),
)
"""Synced models that a QuickBooks role alone need not see; see `test_other_models`."""


class RolesMixin:
    """Users of each role, and what opens for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = {
            role: new_test_user(cls.env, f"role_{role}", groups=groups)
            for role, groups in GROUPS.items()
        }
        cls.second = cls.env["res.company"].create({"name": "Second company"})
        cls.elsewhere = new_test_user(
            cls.env,
            "role_elsewhere",
            groups=GROUPS[MANAGER],
            company_id=cls.second.id,
            company_ids=[(6, 0, cls.second.ids)],
        )

    def follow(self, record, result):
        """Open what a button opens, as its user."""
        if not result or result.get("type") != "ir.actions.act_window":
            return
        context = result.get("context") or {}
        context = context if isinstance(context, dict) else {}
        model = record.env[result["res_model"]].with_context(**context)
        views = result.get("views") or [(False, "form")]
        shown = model.get_views([(view, mode) for view, mode in views])
        self.assertTrue(shown["views"])
        if result.get("res_id"):
            self.assertTrue(model.browse(result["res_id"]).read(["display_name"]))
        elif isinstance(result.get("domain"), list):
            model.search(result["domain"], limit=5).read(["display_name"])
        elif result.get("target") == "new":
            model.default_get(list(model._fields))


class TestButtons(RolesMixin, ItemMatchCase):
    def setUp(self):
        super().setUp()
        self.customers = self.stream("customer")
        self.customers.write({"direction": "both", "first_match": "none"})
        self.compared()
        self.match = self.env["qbd.match"].search(
            [("stream_id", "=", self.item_stream().id)]
        )
        self.parameters = self.env["ir.config_parameter"]

    # -- the table is played --------------------------------------------------

    def cases(self):
        for model, row in TABLE.items():
            for name, cases in row.items():
                for case in cases:
                    yield model, name, case

    def test_as_a_user(self):
        self.play(self.roles[USER], USER)

    def test_as_a_manager(self):
        self.play(self.roles[MANAGER], MANAGER)

    def test_without_a_role(self):
        self.play(self.roles[NOBODY], NOBODY)

    def test_in_a_second_company(self):
        self.play(self.elsewhere, NOBODY)

    def play(self, user, role):
        for model, name, case in self.cases():
            with self.subTest(model=model, button=name, state=case.state):
                with self.env.cr.savepoint() as savepoint:
                    self.press(user, role, name, case)
                    self.env.flush_all()
                    savepoint.rollback()
                self.env.invalidate_all()

    def press(self, user, role, name, case):
        self.user = user
        record = getattr(self, f"be_{case.state}")()
        self.env.flush_all()
        record = record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )
        self.before = record.sudo().exists()
        if role < case.role:
            self.refused_for_role(record, name, case)
        elif isinstance(case, Refused):
            with self.assertRaisesRegex(UserError, case.words):
                self.call(record, name)
        else:
            result = self.call(record, name)
            self.env.flush_all()
            self.env.invalidate_all()
            self.follow(record, result)
            getattr(self, f"then_{case.then}")(record.sudo(), result)

    def refused_for_role(self, record, name, case):
        if name == "action_qbd_sync" and self.user == self.elsewhere:
            text = self.call(record, name)["params"]["message"]
            self.assertIn("no connection", text)
            return
        if name == "action_qbd_links" and self.user == self.elsewhere:
            action = self.call(record, name)
            found = record.env["qbd.link"].search(action["domain"])
            self.assertFalse(found)
            return
        works = isinstance(case, Works) and name != "action_accept_all"  # sees no rows
        with self.assertRaises(AccessError if works else UserError):
            result = self.call(record, name)
            if name == "get_formview_action":  # Odoo's own, refused when it opens
                self.follow(record, result)

    def call(self, record, name):
        if hasattr(record, name):
            return getattr(record, name)()
        action = self.env.ref(f"{buttons.MODULE}.{name}")
        record.check_access("read")
        return record.env["ir.actions.actions"]._for_xml_id(
            action.get_external_id()[action.id]
        )

    # -- links ----------------------------------------------------------------

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

    # -- connections ----------------------------------------------------------

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

    # -- the first match ------------------------------------------------------

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
        self.assertIn("1 of 2 settled. The others", result["params"]["message"])

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

    def test_one_question_is_counted_once(self):
        self.connection.invalidate_recordset()
        before = self.connection.parked_count
        ours, theirs = self.look_alikes()
        self.env.flush_all()
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.parked_count, before + 1)
        self.assertEqual((ours.shown_state, theirs.shown_state), ("asked", "parked"))
        theirs.question_ids.action_reject()
        self.assertEqual((ours.state, theirs.state), ("dirty", "dirty"))

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

    # -- the mapping page -----------------------------------------------------

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

    # -- wizards and files ----------------------------------------------------

    def wizard(self, model, **values):
        return self.env[model].with_user(self.user).sudo().create(values)

    def be_names(self):
        rule = self.connection.item_name_rule
        values = {"connection_id": self.connection.id, "item_name_rule": rule}
        return self.wizard("qbd.item.names", **values)

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
        self.assertEqual(set(wizard.line_ids.stream_id.mapped("direction")), {"both"})

    def then_are_all_on(self, wizard, _result):
        chosen = (self.connection.cut_off_date, self.connection.all_history)
        self.assertEqual(chosen, (False, True))
        self.assertEqual(set(wizard.line_ids.stream_id.mapped("direction")), {"both"})

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

    # -- Sync to QuickBooks ---------------------------------------------------

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
            self.says("not known yet", partner, result)

    def then_says_switched_off(self, partner, result):
        self.says("switched off", partner, result)

    def then_says_stopped(self, partner, result):
        self.says("has stopped", partner, result)

    def then_says_list_off(self, partner, result):
        self.says("list is off", partner, result)

    def then_says_only_read(self, partner, result):
        self.says("only read", partner, result)

    def then_says_not_created(self, partner, result):
        self.says("creates nothing there", partner, result)

    def then_says_first_match(self, partner, result):
        self.says("first match", partner, result)

    def then_says_not_synced(self, partner, result):
        self.says("not synced", partner, result)

    def then_says_unlinked(self, partner, result):
        self.says("unlinked", partner, result)

    def then_says_left(self, partner, result):
        self.says("left without a partner", partner, result)

    def then_says_all(self, partners, result):
        text = result["params"]["message"]
        for words in ("2 will be synced", "1: a question", "1: not synced"):
            self.assertIn(words, text)
        self.assertEqual(self.link(partners[2]).state, "parked")


@tagged("post_install", "-at_install")
class TestTable(RolesMixin, TransactionCase):
    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_more: 60
        )

    # -- all of them are in the table -----------------------------------------

    def test_no_button_is_missing_from_the_table(self):
        named = {(model, name) for model, row in TABLE.items() for name in row}
        others = {
            (model, name)
            for model in BOOKS
            for name in ("action_qbd_sync", "action_qbd_links")
        }
        found = {
            (model, name.removeprefix(f"{buttons.MODULE}."))
            for model, name in buttons.buttons(self.env)
        }
        foreign = {one for one in found if one[0] == "res.config.settings"}
        self.assertEqual(sorted(found - named - others - foreign), [])
        self.assertEqual(sorted(named - found), [], "rows that are too many")

    def test_every_case_names_a_state_and_an_effect(self):
        for row in TABLE.values():
            for cases in row.values():
                for case in cases:
                    self.assertTrue(callable(getattr(TestButtons, f"be_{case.state}")))
                    if isinstance(case, Works):
                        self.assertTrue(
                            callable(getattr(TestButtons, f"then_{case.then}"))
                        )

    # -- menus, actions, scheduled actions ------------------------------------

    def visible(self, menu, user):
        return menu.id in self.env["ir.ui.menu"].with_user(user).load_menus(False)

    def test_a_menu_opens_for_those_who_see_it_and_others_see_none(self):
        found = buttons.menus(self.env)
        self.assertGreater(len(found), 10)
        for name, menu in found.items():
            for role, user in self.roles.items():
                with self.subTest(menu=name, role=role):
                    if not self.visible(menu, user):
                        higher = name in ("menu_qbd_settings", "menu_qbd_stream")
                        self.assertTrue(role == NOBODY or higher)
                        continue
                    self.assertNotEqual(role, NOBODY)
                    record = self.env["qbd.connection"].with_user(user)
                    action = menu.action
                    self.follow(
                        record,
                        record.env[action._name]._for_xml_id(
                            action.get_external_id()[action.id]
                        ),
                    )

    def test_a_window_action_is_refused_without_a_role(self):
        for name, action in buttons.window_actions(self.env).items():
            model = action.res_model
            if model not in self.env or not model.startswith("qbd."):
                continue
            with self.subTest(action=name):
                access = self.env[model].with_user(self.roles[NOBODY])
                if model == "qbd.list.entry":  # bookkeepers read it
                    continue
                with self.assertRaises(AccessError):
                    access.check_access("read")

    def test_there_are_no_server_actions_that_nobody_tries(self):
        self.assertEqual(buttons.server_actions(self.env), {})

    def test_scheduled_actions_run_and_are_nobodys_button(self):
        found = buttons.crons(self.env)
        self.assertEqual(
            set(found),
            {
                *("cron_apply", "cron_close_silent", "cron_inventory"),
                *("cron_inventory_export", "cron_look_for_changes", "cron_match"),
            },
        )
        for name, cron in found.items():
            with self.subTest(cron=name):
                for user in self.roles.values():
                    with self.assertRaises(AccessError):
                        cron.with_user(user).method_direct_trigger()
                cron.ir_actions_server_id.with_user(cron.user_id).run()
