"""Finds every button, action, menu and scheduled action of the addon."""

from lxml import etree

MODULE = "quickbooks_desktop"
X2MANY = ("one2many", "many2many")


def views(env):
    """Return the views of the addon."""
    return _ours(env, "ir.ui.view")


def _ours(env, model):
    data = env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", model)])
    return env[model].browse(data.mapped("res_id"))


def buttons(env):
    """Return {(model, name)} of all buttons that people may press.

    Those of our views, those that the view builder adds, and all public methods of our
    models that are named as actions. The name of an action is its XML id.
    """
    found = set()
    for view in views(env).filtered("model"):
        if view.model in env:
            found |= _of_arch(env, env[view.model], etree.fromstring(view.arch_db))
    return found | _added(env) | _methods(env)


def _of_arch(env, model, node):
    found = set()
    for child in node.iter(etree.Element):
        if child.tag not in ("button", "a") or child.get("type") not in (
            "object",
            "action",
        ):
            continue
        name = child.get("name")
        if child.get("type") == "action":
            found.add((model._name, action_name(env, name)))
        else:
            found.add((_model_at(env, model, child, node)._name, name))
    return found


def _model_at(env, model, node, root):
    """Return the model of the records that a node within a view shows."""
    above = [one for one in node.iterancestors() if one is not root]
    for one in reversed(above):
        field = model._fields.get(one.get("name")) if one.tag == "field" else None
        if field is not None and field.type in X2MANY:
            model = env[field.comodel_name]
    return model


def action_name(env, name):
    """Return the XML id of an action, as a view names it after it was loaded."""
    if name.isdigit():
        action = env["ir.actions.actions"].browse(int(name))
        return env[action.type].browse(action.id).get_external_id()[action.id]
    return name.strip("%()d")


def _added(env):
    """Return the buttons that the view builder adds to synced models."""
    form = etree.fromstring("<form><sheet/></form>")
    rows = etree.fromstring("<list/>")
    env["qbd.view.builder"]._add_to_form(form)
    env["qbd.view.builder"]._add_to_list(rows)
    names = {node.get("name") for tree in (form, rows) for node in tree.iter("button")}
    return {(model, name) for model in synced(env) for name in names}


def synced(env):
    """Return the names of the models with buttons of the sync."""
    names = env.registry.descendants(["qbd.sync.mixin"], "_inherit")
    return sorted(name for name in names if not env[name]._abstract)


def _methods(env):
    """Return the public action methods of our own models."""
    return {
        (name, method)
        for name, model in env.registry.items()
        if model._original_module == MODULE and not model._abstract
        for method in dir(model)
        if method.startswith("action_") and _is_ours(model, method)
    }


def _is_ours(model, method):
    classes = [one for one in model.__mro__ if method in vars(one)]
    return any(f".{MODULE}." in one.__module__ for one in classes)


def window_actions(env):
    """Return {XML id: window action} of the addon."""
    return _named(_ours(env, "ir.actions.act_window"))


def server_actions(env):
    """Return {XML id: server action} of the addon, but for scheduled ones."""
    actions = _ours(env, "ir.actions.server")
    return _named(actions.filtered(lambda one: one.usage != "ir_cron"))


def menus(env):
    """Return {XML id: menu with an action} of the addon."""
    return _named(_ours(env, "ir.ui.menu").filtered("action"))


def crons(env):
    """Return {XML id: scheduled action} of the addon."""
    return _named(_ours(env, "ir.cron").with_context(active_test=False))


def _named(records):
    ids = records.get_external_id()
    return {ids[one.id].removeprefix(f"{MODULE}."): one for one in records}
