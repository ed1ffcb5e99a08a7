"""Users of each role, for the tests of buttons and menus."""

from odoo.tests import new_test_user

from .button_table import ADMIN, BOOKS, MANAGER, NOBODY, USER

GROUPS = {
    NOBODY: "base.group_user",
    USER: "quickbooks_desktop.group_qbd_user",
    MANAGER: "quickbooks_desktop.group_qbd_manager",
}
BOOKKEEPER = "account.group_account_invoice"
"""Invoices and payments are seen with this group; a QuickBooks role alone is none."""


class RolesMixin:
    """Users of each role, and the views that open for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = {role: cls.user_with(role) for role in GROUPS}
        cls.second = cls.env["res.company"].create({"name": "Second company"})
        cls.elsewhere = cls.user_elsewhere()
        cls.between = cls.user_between()

    @classmethod
    def user_with(cls, role, *more):
        groups = ",".join([GROUPS[role], *more])
        return new_test_user(cls.env, f"role_{role}_{len(more)}", groups=groups)

    @classmethod
    def user_elsewhere(cls, *more, name="elsewhere"):
        """Return a manager of another company."""
        return new_test_user(
            cls.env,
            f"role_{name}_{len(more)}",
            groups=",".join([GROUPS[MANAGER], *more]),
            company_id=cls.second.id,
            company_ids=[(6, 0, cls.second.ids)],
        )

    @classmethod
    def user_between(cls, *more):
        """Return a manager of both companies, who is at work in the other one."""
        user = cls.user_elsewhere(*more, name="between")
        user.company_ids += cls.env.company
        return user

    def people(self, model):
        """Return {name of a role: (user, role)} of who presses a model's buttons."""
        if model in BOOKS:
            users, elsewhere = self.bookkeepers, self.bookkeeper_elsewhere
            between = self.bookkeeper_between
        elif model in ("res.config.settings", "qbd.assistant"):
            return {**self.of_roles(self.roles), "admin": (self.admin, ADMIN)}
        else:
            users, elsewhere, between = self.roles, self.elsewhere, self.between
        return {
            **self.of_roles(users),
            "elsewhere": (elsewhere, NOBODY),
            "between": (between, MANAGER),
        }

    @staticmethod
    def of_roles(users):
        names = {NOBODY: "nobody", USER: "user", MANAGER: "manager"}
        return {names[role]: (user, role) for role, user in users.items()}

    def follow(self, record, result):
        """Open the action of a button, as its user."""
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
