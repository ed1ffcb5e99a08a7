import json
from functools import partial

from odoo import api, models
from odoo.tools.misc import format_datetime

from ...core.qbxml.elements import KEPT, MEANINGS
from ...core.qbxml.values import Ref
from ...core.sync import merge as qbm


class QbdLinkDisplay(models.AbstractModel):
    """Renders canonical values in words, and the tables on the form of a link."""

    _name = "qbd.link.display"
    _description = "QuickBooks Link: Display"

    @api.model
    def _conflict_rows(self, link):
        """Return the fields in conflict, each value as text: see `conflict_rows`."""
        refs, labels = self._refs(link), self._labels(link)
        agreed = ("odoo_image", "quickbooks_image")
        rows = []
        for path, row in self._in_order(self._labels(link), link.conflicts or {}):
            before = dict.fromkeys(
                self._shown(link, refs, path, row.get(image)) or "" for image in agreed
            )
            rows.append(
                {
                    "path": path,
                    "label": labels.get(path) or str(row.get("label") or path),
                    "odoo": self._shown(link, refs, path, row["odoo"]) or "",
                    "quickbooks": self._shown(link, refs, path, row["quickbooks"])
                    or "",
                    "agreed": " / ".join(filter(None, before)),
                }
            )
        return rows

    @api.model
    def _known_words(self, changes):
        """Read the words of many changes in few queries.

        :param changes: list of (link, values before, values after)
        :return: (references and labels of each stream, {name space of a connection:
            {id: name}}), see `_changes_in_words`
        """
        streams, wanted = {}, {}
        for link, before, after in changes:
            if link.stream_id not in streams:
                streams[link.stream_id] = self._refs(link), self._labels(link)
            refs, _labels = streams[link.stream_id]
            for path in refs.keys() & after.keys():
                ids = wanted.setdefault((link.connection_id, refs[path]), set())
                values = before.get(path), after[path]
                ids.update(one for one in values if isinstance(one, str))
        names = {}
        for key, ids in wanted.items():
            found = self.env["qbd.link"]._by_qb_ids(*key, ids)
            names[key] = {one: found[one].qb_name for one in found}
        return streams, names

    @api.model
    def _changes_in_words(self, link, before, after, known=None):
        """Return changed fields as text: "Phone: 305 → 306", one a line.

        :param before: {path: canonical value}; a path without one has only a new value
        :param after: {path: canonical value}
        :param known: of `_known_words`, for this and other changes
        """
        streams, names = known or self._known_words([(link, before, after)])
        refs, labels = streams[link.stream_id]
        label = partial(self._label_of(link), labels=labels) if labels else str
        lines = []
        for path, value in self._in_order(labels, after):
            if path in (KEPT, MEANINGS):
                continue
            if isinstance(value, list | tuple | dict):
                lines.append(self.env._("%(field)s: changed", field=label(path)))
                continue
            old = self._shown(link, refs, path, before.get(path), names)
            new = self._shown(link, refs, path, value, names)
            if old or new:
                arrow = f"{old} → {new or self.env._('empty')}" if old else new
                lines.append(f"{label(path)}: {arrow}")
        return "\n".join(lines)

    @api.model
    def _overruled_table(self, link):
        """Return the values that the stream's policy, or a user, overruled."""
        label = self._label_of(link)
        overruled = {
            path: {"label": label(path), **entry, "on": self._moment(entry.get("on"))}
            for path, entry in (link.overruled or {}).items()
        }
        rows = self._in_order(self._labels(link), overruled)
        return self._render(link, "overruled_table", rows)

    @api.model
    def _kept_table(self, link):
        """Return the values that stay in QuickBooks, as it showed them last."""
        states = (link.quickbooks_seen, link.quickbooks_image)
        state = next((one for one in states if one and KEPT in one), {})
        mapping = self._mapping(link)
        labels = mapping._kept_labels() if mapping is not None else {}
        rows = [
            (str(labels.get(path, path)), text)
            for path, text in sorted((state.get(KEPT) or {}).items())
        ]
        return self._render(link, "kept_table", rows)

    @api.model
    def _image_table(self, link):
        """Return both images, and the newer values of QuickBooks, if any."""
        labels = self._labels(link)
        images = {
            "odoo": link.odoo_image,
            "quickbooks": link.quickbooks_image,
            "seen": link.quickbooks_seen,
        }
        table = {}
        for side, image in images.items():
            for path, value in (image or {}).items():
                if path in (KEPT, MEANINGS):
                    continue  # shown on their own, and in the message
                row = table.setdefault(path, {"label": labels.get(path, path)})
                row[side] = value
        return self._render(link, "image_table", self._in_order(labels, table))

    def _render(self, link, template, rows):
        if not rows:
            return False
        return self.env["ir.qweb"]._render(
            f"quickbooks_desktop.{template}",
            {"rows": rows, "shown": partial(self._shown, link, self._refs(link))},
        )

    def _moment(self, text):
        return format_datetime(self.env, text) if text else ""

    def _in_order(self, labels, by_path):
        """Return the items in the order in which the mapping declares the paths.

        :param labels: of `_labels`
        """
        order = {path: number for number, path in enumerate(labels)}
        return sorted(
            by_path.items(), key=lambda item: (order.get(item[0], len(order)), item[0])
        )

    # -- one value ------------------------------------------------------------

    def _shown(self, link, refs, path, value, names=None):
        """Return a canonical value as a user reads it, None if it is empty.

        :param names: of `_known_words`, if the names of references are read already
        """
        if value is None:
            return None
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if value == qbm.DIFFERS:
            return self.env._("to be synced")
        if isinstance(value, dict):
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
        if isinstance(value, list | tuple):
            return "\n".join(self._shown(link, {}, path, one) or "" for one in value)
        if path in refs and names is not None:
            return names.get((link.connection_id, refs[path]), {}).get(value) or value
        if path in refs:
            return self._name_of(link, refs[path], value) or value
        return str(value)

    def _name_of(self, link, space, qb_id):
        """Return the name of the object that a reference points to, None if unknown."""
        found = self.env["qbd.link"]._by_qb_ids(link.connection_id, space, [qb_id])
        return found[qb_id].qb_name if qb_id in found else None

    # -- what the mapping knows -----------------------------------------------

    def _mapping(self, link):
        """Return the link's mapping, None if no installed addon provides it."""
        if link.stream_id.mapping not in self.env["qbd.mapping"]._mapping_names():
            return None
        return link.stream_id._mapping()

    def _labels(self, link):
        mapping = self._mapping(link)
        return mapping._labels() if mapping is not None else {}

    def _label_of(self, link):
        """Return a callable that names a path, including paths within a line."""
        mapping = self._mapping(link)
        return mapping._label if mapping is not None else str

    def _refs(self, link):
        """Return {path: name space of the ids that it refers to}."""
        mapping = self._mapping(link)
        if mapping is None:
            return {}
        return {
            path: codec.space or self.env[f"qbd.mapping.{codec.mapping}"]._space
            for path, codec in mapping._codecs().items()
            if isinstance(codec, Ref) and codec.target
        }
