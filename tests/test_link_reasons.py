"""The table of reasons is complete, has no row too many, and rules the buttons."""

import ast
import os
import re
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..models.link import allowed, reasons

ADDON = Path(os.path.realpath(__file__)).parents[1]
IN_SQL = re.compile(r"\breason\s*(?:=|!=|<>)\s*'(\w+)'")
IN_VIEWS = re.compile(r"""\breason'?(?:\s*[!=]=\s*|',\s*'!?=',\s*)'(\w+)'""")
PARKS = {"_park": 0, "_park_pair": 2}
"""Methods that are given a reason → the place of it among their arguments."""


class Literals(ast.NodeVisitor):
    """The literal reasons of a file: `written`, and `read` in comparisons.

    What begins a code, of an f-string or in `startswith`, counts as a literal.
    """

    def __init__(self, path):
        self.written, self.read = set(), set()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        self._constants = {
            node.targets[0].id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        self.visit(tree)

    def visit_Dict(self, node):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "reason":
                self.written |= self._texts(value)
        self.generic_visit(node)

    def visit_Call(self, node):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in PARKS and len(node.args) > PARKS[name]:
            self.written |= self._texts(node.args[PARKS[name]])
        for keyword in node.keywords:
            if keyword.arg == "reason":
                self.written |= self._texts(keyword.value)
        if name == "startswith" and "reason" in ast.unparse(node.func):
            self.read |= set().union(*(self._texts(one) for one in node.args))
        self.generic_visit(node)

    def visit_Compare(self, node):
        if ast.unparse(node.left).split(".")[-1] == "reason":
            self.read |= set().union(*(self._texts(one) for one in node.comparators))
        self.generic_visit(node)

    def visit_Tuple(self, node):
        texts = [getattr(one, "value", None) for one in node.elts]
        if len(texts) == 3 and texts[0] == "reason":
            self.read |= self._texts(node.elts[2])
        self.generic_visit(node)

    def visit_Constant(self, node):
        if isinstance(node.value, str):
            self.read |= set(IN_SQL.findall(node.value))

    def _texts(self, node):
        """Return the texts that an expression names, of an f-string its beginning."""
        if isinstance(node, ast.Name):
            node = self._constants.get(node.id, node)
        if isinstance(node, ast.Constant):
            return {node.value} if isinstance(node.value, str) else set()
        if isinstance(node, ast.JoinedStr):
            return self._texts(node.values[0])
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return set().union(*(self._texts(one) for one in node.elts))
        if isinstance(node, ast.IfExp):
            return self._texts(node.body) | self._texts(node.orelse)
        return set()


def sources():
    """Return the files that may speak of a link's reason."""
    files = [*ADDON.glob("models/**/*.py"), *ADDON.glob("wizards/*.py")]
    files += ADDON.glob("core/sync/*.py")
    return [path for path in files if path != ADDON / "models/link/reasons.py"]


@tagged("post_install", "-at_install")
class TestTable(TransactionCase):
    def literals(self):
        files = [Literals(path) for path in sources()]
        written = set().union(*(one.written for one in files))
        return written, set().union(*(one.read for one in files))

    def test_every_reason_in_the_source_is_in_the_table(self):
        written, read = self.literals()
        self.assertTrue({"waits", "qb_", "stock", "conflict"} <= written)
        self.assertTrue({"deleted_in_quickbooks", "qb_", "unlinked"} <= read)
        known = {*reasons.REASONS, *reasons.FAMILIES}
        self.assertFalse((written | read) - known)

    def test_every_reason_in_the_table_is_written_somewhere(self):
        written, _read = self.literals()
        self.assertFalse({*reasons.REASONS, *reasons.FAMILIES} - written)

    def test_filters_of_views_name_known_reasons_and_buttons_none(self):
        text = (ADDON / "views/qbd_link_views.xml").read_text(encoding="utf-8")
        named = set(IN_VIEWS.findall(text))
        self.assertEqual(named - reasons.REASONS.keys(), set())
        self.assertIn("conflict", named)
        for shown in re.findall(r'(?:invisible|readonly)="([^"]*)"', text):
            self.assertNotRegex(shown, r"\breason\b")

    def test_actions_and_states_of_the_table_exist(self):
        link = self.env["qbd.link"]
        states = {state for state, _label in link._fields["state"].selection}
        for code, row in (reasons.REASONS | reasons.FAMILIES).items():
            with self.subTest(code):
                self.assertTrue(str(row.title))
                self.assertTrue(set(row.states) <= states)
                for action in row.actions:
                    self.assertTrue(callable(getattr(link, action)))

    def test_every_action_of_the_table_has_a_field_that_shows_its_button(self):
        text = (ADDON / "views/qbd_link_views.xml").read_text(encoding="utf-8")
        actions = {a for row in reasons.REASONS.values() for a in row.actions}
        pairs = (reasons.CHOOSE, reasons.ABOUT_DELETION, reasons.IS_IT_THERE)
        pairs = (*pairs, reasons.ABOUT_COPY)
        shown = {pair[0]: pair for pair in pairs}
        fields = {
            action: name
            for name, first in allowed.FIELDS.items()
            for action in shown.get(first, (first,))
        }
        self.assertEqual(fields.keys(), actions | {reasons.UNLINK})
        for action, name in fields.items():
            button = rf'name="{action}"[^/]*invisible="not {name}\b'
            self.assertRegex(text, button)


@tagged("post_install", "-at_install")
class TestActions(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        connection = cls.env["qbd.connection"].create({"name": "Test"})
        stream = connection.stream_ids.filtered(lambda one: one.mapping == "customer")
        cls.link = cls.env["qbd.link"].create(
            {
                "stream_id": stream.id,
                "connection_id": connection.id,
                "space": "entity",
                "res_model": "res.partner",
                "record_id": cls.env["res.partner"].create({"name": "Acme"}).id,
                "qb_id": "80000001-1",
                "qb_name": "Acme",
            }
        )

    def be(self, state, reason):
        """Return the link in a state, for a reason, as its form sees it."""
        self.link.write({"state": state, "reason": reason})
        return self.link

    def cases(self):
        """Yield every (state, reason)."""
        states = [state for state, _label in self.link._fields["state"].selection]
        codes = [*reasons.REASONS, "qb_3120", "of_another_addon", False]
        return [(state, code) for state in states for code in codes]

    def test_an_action_is_refused_exactly_where_its_button_is_hidden(self):
        for state, code in self.cases():
            for name, action in allowed.FIELDS.items():
                link = self.be(state, code)
                with self.subTest(state=state, reason=code, action=action):
                    if link[name]:
                        self.assertEqual(link._that_allow(action), link)
                    else:
                        with self.assertRaisesRegex(UserError, "cannot be done now"):
                            getattr(link, action)()
                        self.assertEqual((link.state, link.reason), (state, code))

    def test_what_waits_is_tried_again_whatever_the_reason_but_for_a_question(self):
        for state, code in self.cases():
            link = self.be(state, code)
            row = reasons.find(code)
            if state in row.states and state in reasons.WAITING:
                questions = ("similar", "late_copy")
                self.assertEqual(
                    link.can_try_again, code not in questions, (state, code)
                )

    def test_of_several_links_those_are_taken_that_allow_it(self):
        other = self.link.copy({"record_id": False, "qb_id": "80000002-1"})
        self.be("parked", "refused_by_odoo")
        other.write({"state": "ok", "reason": False})
        (self.link + other).action_try_again()
        self.assertEqual((self.link.state, other.state), ("dirty", "ok"))

    def test_a_refusal_names_the_record_and_why(self):
        link = self.be("parked", "similar")
        with self.assertRaisesRegex(UserError, "“Acme” is “Similar records exist”"):
            link.action_try_again()

    def test_the_form_says_why_in_words(self):
        link = self.be("gone", "deleted_in_odoo")
        self.assertEqual(link.reason_title, "Deleted in Odoo")
        self.assertEqual(link.advice, "The record was deleted in Odoo.")
        self.assertEqual(
            self.be("parked", "qb_3120").reason_title, "Refused by QuickBooks"
        )
        self.assertFalse(self.be("ok", False).reason_title)

    def test_an_edit_settles_what_it_may_settle(self):
        stays = {"ambiguous", "two_objects", "lost_by_restore", "unreadable"}
        stays.add("document_deleted")
        for code in ("conflict", "money", "qb_3120", "of_another_addon", *stays):
            link = self.be("parked", code)
            link._mark_dirty(link.stream_id, [link.record_id])
            expected = "parked" if code in stays else "dirty"
            self.assertEqual(link.state, expected, code)
        for code in ("waits", "transient", "name_taken", "refused_by_odoo"):
            link = self.be("retry", code)
            link._mark_dirty(link.stream_id, [link.record_id])
            self.assertEqual(link.state, "dirty" if code == "waits" else "retry", code)
