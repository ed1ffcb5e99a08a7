from datetime import timedelta

from odoo import fields, models

from ...core.sync import documents, edits
from ...core.sync import merge as qbm
from ...core.sync.operations import OPERATIONS

WAIT = timedelta(hours=1)
"""After which an object is looked at again that waits for something in Odoo."""


class QbdEngineLinks(models.AbstractModel):
    """Writes the links of a batch: both images, state, conflicts."""

    _name = "qbd.engine.links"
    _description = "QuickBooks Engine: Links"

    def _link_identity(self, stream, mapping, pair):
        return {
            "stream_id": stream.id,
            "connection_id": stream.connection_id.id,
            "space": mapping._space,
            "res_model": mapping._odoo_model,
            "record_id": pair.record_id,
            "qb_id": pair.qb_id,
            "qb_type": pair.qb_type,
        }

    def _store_pairs(self, stream, mapping, pairs, after):
        """Write the links of a batch; new links in a single statement."""
        fresh, renamed = [], self.env["qbd.link"]
        mapping._note_present([pair.record_id for pair in pairs if pair.record_id])
        for pair in pairs:
            values = self._link_values(mapping, pair, after)
            if pair.link:
                if values.get("qb_name", pair.link.qb_name) != pair.link.qb_name:
                    renamed |= pair.link
                    values["wanted_name"] = False
                pair.link._write_changed(values, pair.stored)
            else:
                fresh.append((pair, values))
        links = self.env["qbd.link"]._insert(
            [
                {**self._link_identity(stream, mapping, pair), **values}
                for pair, values in fresh
            ]
        )
        for (pair, _values), link in zip(fresh, links, strict=True):
            pair.link = link
        self._rename_below(mapping, renamed)

    def _link_values(self, mapping, pair, after):
        link = pair.link
        values = {"next_try": False}
        if pair.qb_id:
            values.update(qb_id=pair.qb_id, edit_sequence=pair.edit_sequence)
            values["qb_type"] = pair.qb_type or (link.qb_type if link else False)
        if pair.quickbooks is None:
            return values
        values["qb_name"] = pair.name or mapping._object_name(pair.quickbooks)
        values["record_id"] = pair.record_id or False
        if pair.lacks:
            return {**values, **self._waiting_values(mapping, pair)}
        if pair.similar:
            return {**values, **self._similar_values(pair)}
        if not pair.record_id:
            return {
                **values,
                "state": "ok",
                "reason": "only_in_quickbooks",
                "quickbooks_seen": pair.quickbooks,
            }
        if pair.merged is None:  # created just now: both sides mean the same
            state = after[pair.record_id]
            values.update(self._in_step(mapping, state, pair.quickbooks))
            self._leave_unresolved(mapping, pair, values)
            self._check_money(mapping, pair.record_id, pair.quickbooks, values)
            return values
        return {**values, **self._merged_values(mapping, pair, after)}

    def _waiting_values(self, mapping, pair):
        """Return the link values of an object that cannot become a record yet."""
        meaning = mapping._meaning_refused_because(pair.quickbooks)
        if meaning or mapping._object_refused_because(pair.quickbooks):
            return {
                "state": "parked",
                "reason": "other_meaning" if meaning else "impossible",
                "message": pair.lacks,
                "quickbooks_seen": pair.quickbooks,
            }
        return {
            "state": "retry",
            "reason": "waits",
            "message": pair.lacks,
            "next_try": fields.Datetime.now() + WAIT,
            "quickbooks_seen": pair.quickbooks,
        }

    def _keep_the_rest(self, mapping, entry, image, returned):
        """Add to QuickBooks' image what an answer shows besides the values compared.

        To a new object QuickBooks gives values that Odoo had none to compare with.
        """
        compared, unresolved = mapping._compared(), mapping._unresolved(returned)
        for path, value in returned.items():
            if path not in compared:
                image[path] = value
            elif OPERATIONS[entry["op"]].creates and path not in unresolved:
                image.setdefault(path, value)

    def _leave_unresolved(self, mapping, pair, values):
        """Leave references that Odoo cannot resolve yet out of both images."""
        unresolved = mapping._unresolved(pair.quickbooks)
        if unresolved:
            values["quickbooks_seen"] = pair.quickbooks
            for name in ("odoo_image", "quickbooks_image"):
                values[name] = {
                    path: value
                    for path, value in values[name].items()
                    if path not in unresolved
                }

    def _in_step(self, mapping, odoo_state, quickbooks):
        return {
            "odoo_image": odoo_state,
            "quickbooks_image": quickbooks,
            "quickbooks_seen": False,
            "conflicts": False,
            "state": "ok",
            "reason": False,
            "message": False,
            "attempts": 0,
            "synced_on": fields.Datetime.now(),
        }

    def _merged_values(self, mapping, pair, after):
        link, merged = pair.link, pair.merged
        state = after.get(pair.record_id, pair.odoo)
        keys = (
            mapping._line_keys() if isinstance(merged, documents.DocumentMerge) else {}
        )
        odoo_image, quickbooks_image = documents.after_pull(
            *pair.images, merged, state, pair.quickbooks, keys
        )
        self._take_side_effects(pair, state, odoo_image)
        self._take_effects_on_lines(mapping, pair, state, odoo_image)
        self._take_newly_compared(mapping, pair, state, (odoo_image, quickbooks_image))
        for path in pair.quickbooks.keys() - mapping._compared():
            quickbooks_image[path] = pair.quickbooks[path]
        if pair.link and pair.link.connection_id.recompare:
            odoo_image, quickbooks_image = documents.to_be_sent(
                odoo_image, quickbooks_image, merged, pair.quickbooks, keys
            )
        values = self._in_step(mapping, odoo_image, quickbooks_image)
        overruled = {**merged.overruled, **self._cut_short(mapping, pair)}
        if overruled:
            links = link or self.env["qbd.link"]
            values["overruled"] = links._overruled_with(overruled)
        if merged.conflicts:
            values.update(self._conflict_values(mapping, pair))
        if merged.push:  # a conflict in one field does not hold up the others
            values.update(state="dirty", synced_on=link.synced_on if link else False)
            for name in ("attempts", "reason", "message") if link else ():
                if not merged.conflicts or name == "attempts":
                    values[name] = link[name]
            if values["reason"] == "deleted_in_quickbooks":
                values.update(reason=False, message=False)  # it was read: it is there
        looked_at = pair.odoo.keys() | quickbooks_image.keys()
        compared = mapping._compared() & looked_at
        waiting = merged.push or merged.conflicts
        if waiting or documents.shows_more(
            pair.quickbooks, quickbooks_image, compared, mapping._line_keys()
        ):
            values["quickbooks_seen"] = pair.quickbooks
        self._check_money(mapping, pair.record_id, pair.quickbooks, values)
        return values

    def _take_newly_compared(self, mapping, pair, state, images):
        """Move both images at paths that only our own pull made comparable.

        A void document has neither lines nor an amount until it is posted again.
        """
        keys = mapping._line_keys()
        for path in (state.keys() - pair.odoo.keys()) & mapping._compared():
            shown = pair.quickbooks.get(path)
            if edits.agree(state[path], shown, keys.get(path)):
                images[0][path], images[1][path] = state[path], shown

    def _check_money(self, mapping, record_id, quickbooks, values):
        """Park a synced document whose totals differ, showing both figures (rule 9)."""
        if values["state"] != "ok" or not record_id:
            return
        words = mapping._meaning_refused_because(quickbooks)
        if words:
            values.update(state="parked", reason="other_meaning", message=words)
            return
        words = mapping._money_difference(mapping._browse(record_id), quickbooks)
        if words:
            values.update(state="parked", reason="money", message=words)

    def _cut_short(self, mapping, pair):
        """Return the values overwritten in Odoo that QuickBooks had cut short."""
        return {
            path: {"side": "odoo", "value": pair.odoo[path]}
            for path in pair.merged.pull
            if pair.odoo.get(path)
            and path not in mapping._line_keys()
            and mapping._stored(path, pair.odoo[path]) != pair.odoo[path]
        }

    def _take_side_effects(self, pair, state, odoo_image):
        """Add side effects of our own pull to the image: they are not user edits.

        A value that was never sent is none of them, unless QuickBooks has it as well:
        the tax of a document with the first line that is taxed.
        """
        for path, value in state.items():
            before = pair.odoo.get(path)
            agreed = path in odoo_image or qbm.equal(value, pair.quickbooks.get(path))
            untouched = agreed and qbm.equal(before, odoo_image.get(path))
            if path not in pair.merged.pull and untouched and before != value:
                odoo_image[path] = value

    def _take_effects_on_lines(self, mapping, pair, state, odoo_image):
        """Add side effects of our own pull on the lines it changed, likewise.

        A quantity of QuickBooks may take another price in Odoo to give its amount.
        Values that QuickBooks never shows are said to it again.
        """
        unseen = mapping._push_only()
        for path, key in mapping._line_keys().items():
            pulled = path in pair.merged.pull
            changed = pair.merged.lines[path].changed if pulled else {}
            before, after, images = (
                {row[key]: row for row in one.get(path) or ()}
                for one in (pair.odoo, state, odoo_image)
            )
            for line in changed.keys() & before.keys() & after.keys() & images.keys():
                told = set() if mapping._tells_itself(pair, path, line) else unseen
                for name, value in after[line].items():
                    own = name in changed[line] or f"{path}/{name}" in told
                    was, image = before[line].get(name), images[line].get(name)
                    if not own and name in images[line] and qbm.equal(was, image):
                        images[line][name] = value

    def _conflict_values(self, mapping, pair):
        conflicts = pair.merged.conflicts
        labels = {path: mapping._label(path) for path in conflicts}
        return {
            "state": "parked",
            "reason": "conflict",
            "message": mapping._conflict_words(pair),
            "conflicts": {
                path: {
                    "label": labels[path],
                    "odoo": conflict.odoo,
                    "quickbooks": conflict.quickbooks,
                    "odoo_image": conflict.odoo_image,
                    "quickbooks_image": conflict.quickbooks_image,
                }
                for path, conflict in conflicts.items()
            },
        }

    def _park_pair(self, stream, pair, reason, message):
        """Keep the object as seen on a link that needs attention."""
        mapping = stream._mapping()
        values = {
            "state": "parked",
            "reason": reason,
            "message": message,
            "quickbooks_seen": pair.quickbooks,
        }
        if pair.qb_id:
            values.update(qb_id=pair.qb_id, edit_sequence=pair.edit_sequence)
        if pair.quickbooks is not None:
            values["qb_name"] = pair.name or mapping._object_name(pair.quickbooks)
        if pair.link:
            pair.link.write(values)
        else:
            identity = self._link_identity(stream, mapping, pair)
            pair.link = self.env["qbd.link"].create({**identity, **values})
