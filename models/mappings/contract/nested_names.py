from odoo import models

from ....core.qbxml.names import qb_name


class QbdNestedNames(models.AbstractModel):
    """Handles names that are unique only among the children of a parent.

    A mapping inherits it before `qbd.mapping`; its parents are at the path ParentRef.
    """

    _name = "qbd.nested.names"
    _description = "QuickBooks Names below a Parent"

    def _qb_name(self, canonical, names):
        name = canonical["Name"]
        if names is None:
            return name
        prefix = self._parent_prefix(canonical.get("ParentRef"))
        length = self._codecs()["Name"].max_length
        return qb_name(name, length, lambda short: names(prefix + short))

    def _parent_prefix(self, parent_id):
        if not parent_id:
            return ""
        stream = self._stream()
        link = self.env["qbd.link"]._by_qb_ids(
            stream.connection_id, self._space, [parent_id]
        )
        return f"{link[parent_id].qb_name}:" if parent_id in link else ""

    def _full_name(self, name, link, state=None):
        if not name:
            return None
        if state and "ParentRef" in state:
            return self._parent_prefix(state["ParentRef"]) + name
        path = (link.qb_name or "").rpartition(":")
        return f"{path[0]}:{name}" if path[0] else name
