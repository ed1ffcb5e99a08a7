from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.sync import documents
from ...core.sync import merge as qbm
from . import reasons

SIDES = ("odoo", "quickbooks")
ACTIONS = dict(zip(SIDES, reasons.CHOOSE, strict=True))
"""The side that is kept → the action that says so."""

MOST_EARLIER = 5
"""Overruled values of one field that are kept besides the last."""


class QbdLinkConflicts(models.AbstractModel):
    """Settles conflicts as a user decides, field by field, until the next session."""

    _name = "qbd.link.conflicts"
    _inherit = "qbd.buttons"
    _description = "QuickBooks Link: Conflicts"

    conflicts = fields.Json(prefetch=False, help="{qbXML path: both values and images}")
    overruled = fields.Json(
        prefetch=False,
        help="{qbXML path: the overruled value, its side, and who decided when; empty "
        "for a policy}",
    )
    conflict_rows = fields.Json(compute="_compute_conflict_rows")
    choice_undo = fields.Json(
        readonly=True,
        copy=False,
        prefetch=False,
        help="The link before and after the last decision, until the next session.",
    )
    can_undo_choice = fields.Boolean(compute="_compute_can_undo_choice")

    @api.depends("conflicts", "state")
    @api.depends_context("lang", "tz")
    def _compute_conflict_rows(self):
        for link in self:
            rows = self.env["qbd.link.display"]._conflict_rows(link)
            alike = link._count_alike() if rows else {}
            link.conflict_rows = {
                "rows": [{**row, "alike": alike[row["path"]]} for row in rows],
                "sides": [one for one, name in ACTIONS.items() if link._allows(name)],
            }

    @api.depends("choice_undo", "state", "odoo_image", "quickbooks_image")
    def _compute_can_undo_choice(self):
        for link in self:
            link.can_undo_choice = link._can_undo_choice()

    def _can_undo_choice(self):
        """Return whether nothing has happened since the last decision."""
        after = (self.choice_undo or {}).get("after")
        now = self._of_a_choice()
        return bool(after) and self.state == "dirty" and after == now

    # -- deciding -------------------------------------------------------------

    def action_use_odoo(self):
        """Settle the open conflicts with Odoo's values.

        :raise UserError: if there is no conflict (any more)
        """
        return self._choose("odoo")

    def action_use_quickbooks(self):
        """Settle the open conflicts with QuickBooks' values.

        :raise UserError: if there is no conflict (any more)
        """
        return self._choose("quickbooks")

    def settle_conflicts(self, choices, alike=()):
        """Settle some of the fields in conflict, each with the value of a side.

        :param choices: {qbXML path: "odoo" or "quickbooks", the side that is kept}
        :param alike: paths to be settled alike in all records of the list
        :return: the action that says so, and opens the next conflict
        :raise UserError: if one of them is no conflict (any more)
        """
        self.ensure_one()
        link = self._for_user()
        paths = set(link.conflicts or {})
        known = set(choices) <= paths and set(choices.values()) <= set(SIDES)
        if not choices or not known or link.reason != "conflict":
            raise UserError(
                self.env._("This conflict is settled, or it has changed. Reload.")
            )
        for side in set(choices.values()):
            link._that_allow(ACTIONS[side])
        link._settle(choices)
        settled = link
        for path in set(alike) & set(choices):
            for other in link._others_in_conflict(path):
                if other._allows(ACTIONS[choices[path]]):
                    other._settle({path: choices[path]})
                    settled |= other
        settled._wake_after_choice()
        return self._after_choice(len(settled))

    def action_undo_choice(self):
        """Take the last decision back; it has not crossed yet.

        :raise UserError: if it has
        """
        links = self._for_user()
        undone = links.filtered(lambda link: link._can_undo_choice())
        if not undone:
            raise UserError(
                self.env._("The decision was already sent, or there was none.")
            )
        for link in undone:
            link.write({**link.choice_undo["before"], "choice_undo": False})
        return links._settled(undone)

    def _choose(self, side):
        links = self._for_user()
        settled = links._that_allow(ACTIONS[side]).filtered("conflicts")
        for link in settled:
            link._settle(dict.fromkeys(link.conflicts, side))
        settled._wake_after_choice()
        return links._settled(settled)

    def _settle(self, choices):
        """Move the images so that the next merge writes the kept values to the other.

        The user is asked again if the losing side has changed since it was shown.

        :param choices: {path: side that is kept}
        """
        before = self._of_a_choice()
        images = (self.odoo_image, self.quickbooks_image)
        overruled = {}
        keys = self.stream_id._mapping()._line_keys()
        for path, side in choices.items():
            shown = self.conflicts[path]
            conflict = qbm.Conflict(path, shown["odoo"], shown["quickbooks"])
            images = documents.resolve(*images, conflict, side, keys)
            overruled[path] = self._overruled_by_user(side, shown)
        left = {p: row for p, row in self.conflicts.items() if p not in choices}
        self.write(
            {
                "odoo_image": images[0],
                "quickbooks_image": images[1],
                "overruled": self._overruled_with(overruled),
                "conflicts": left or False,
            }
        )
        self._release()
        self.choice_undo = {"before": before, "after": self._of_a_choice()}

    def _overruled_with(self, overruled):
        """Return the overruled values with new ones; a field keeps its earlier ones.

        :param overruled: {path: entry} as in the field `overruled`
        """
        known = dict(self.overruled or {})
        for path, entry in overruled.items():
            before = known.get(path)
            if before and before["value"] != entry["value"]:
                earlier = [*before.get("earlier", ()), before["value"]]
                entry = {**entry, "earlier": earlier[-MOST_EARLIER:]}
            elif before and before.get("earlier"):
                entry = {**entry, "earlier": before["earlier"]}
            known[path] = entry
        return known

    def _wake_after_choice(self):
        """Compare again what waited for these, once all of them are settled."""
        for stream in self.stream_id:
            mine = self.filtered(lambda link, own=stream: link.stream_id == own)
            mine._wake_referring(stream, mine.mapped("qb_id"))

    def _overruled_by_user(self, side, shown):
        loser = "quickbooks" if side == "odoo" else "odoo"
        return {
            "side": loser,
            "value": shown[loser],
            "by": self.env.user.name,
            "on": fields.Datetime.to_string(fields.Datetime.now()),
        }

    def _of_a_choice(self):
        """Return the values that a decision changes."""
        names = ("state", "reason", "message", "attempts")
        images = ("odoo_image", "quickbooks_image", "overruled", "conflicts")
        return {name: self[name] for name in (*names, *images)}

    # -- the same in other records --------------------------------------------

    def _conflict_domain(self):
        """Return the domain of the links of the connection with an open conflict."""
        return [
            ("connection_id", "=", self.connection_id.id),
            ("state", "=", "parked"),
            ("reason", "=", "conflict"),
        ]

    def _others_in_conflict(self, path=None):
        """Return the other links of the list with a conflict, in a field if given."""
        others = self.search(
            [
                *self._conflict_domain(),
                ("stream_id", "=", self.stream_id.id),
                ("id", "!=", self.id),
            ]
        )
        return others.filtered(lambda link: not path or path in (link.conflicts or {}))

    def _count_alike(self):
        """Return {path: number of other records with a conflict in that field}."""
        others = self._others_in_conflict()
        return Counter(path for one in others for path in one.conflicts or ())

    def _after_choice(self, number):
        """Return the notification of a decision, which then opens the next conflict."""
        words = self.env._("Settled. The change goes in the next session.")
        if number > 1:
            words = self.env._(
                "%(number)s records settled. The changes go in the next session.",
                number=number,
            )
        action = self._notify(words)
        found = self.search(self._conflict_domain(), limit=1)
        if found:
            action["params"]["next"] = found._open()
        return action
