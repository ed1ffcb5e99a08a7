from weakref import WeakKeyDictionary

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...core.sync import planner
from ..link.shown import NEEDS_ATTENTION

TARGET_SECONDS = 15
"""How long QuickBooks may be busy with one message set, and we with its answer."""

DIRECTIONS = [
    ("both", "Both ways"),
    ("from_quickbooks", "From QuickBooks"),
    ("to_quickbooks", "To QuickBooks"),
    ("off", "Off"),
]
POLICIES = [
    ("ask", "Ask"),
    ("quickbooks", "QuickBooks wins"),
    ("odoo", "Odoo wins"),
]


MAPPINGS = "qbd_mappings"
"""Key of the mappings of a transaction: each is needed hundreds of times."""

SWEEP = ("sweep_position", "sweep_finished")


POLLED = (
    *("active", "connection_id", "direction", "mapping", "sequence", "watermark"),
    *("confirm_writing", "deleted_watermark", "looked_back_on"),
    *("read_problems", "report_months", "page_now", "page_size"),
    *("id_sweep_time", "id_sweep_wanted", "sweep_days", "sweep_finished"),
)
"""The values that each call of a session reads."""


class QbdStream(models.Model):
    """One mapping of one connection: direction, policy, watermark, counters."""

    _name = "qbd.stream"
    _inherit = [
        "qbd.write.checks",
        "qbd.stream.documents",
        "qbd.stream.kinds",
        "qbd.stream.matching",
        "qbd.stream.reading",
        "qbd.stream.ahead",
    ]
    _description = "QuickBooks Stream"
    _order = "connection_id, sequence, id"
    _rec_name = "label"
    _settings = frozenset(
        {
            *("direction", "policy", "deletions", "create_in_odoo"),
            *("create_in_quickbooks", "first_match", "ask_similar"),
            *("page_size", "batch_size", "sweep_days"),
        }
    )

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    mapping = fields.Char(required=True, help="Name of the mapping, e.g. customer.")
    label = fields.Char(compute="_compute_label", search="_search_label")
    sequence = fields.Integer(compute="_compute_sequence", store=True)
    shown_order = fields.Integer(
        compute="_compute_sequence", store=True, help="Where users look for it."
    )
    active = fields.Boolean(default=True)
    direction = fields.Selection(DIRECTIONS, required=True, default="both")
    policy = fields.Selection(
        POLICIES,
        "If a field changed on both sides",
        required=True,
        default="ask",
    )
    deletions = fields.Selection(
        [("ask", "Ask"), ("carry", "Delete on both sides")],
        "Deletion policy",
        required=True,
        default="ask",
        help="A document deleted in QuickBooks is cancelled in Odoo. If a document "
        "was deleted on one side and changed on the other, you are always asked.",
    )
    create_in_odoo = fields.Boolean(
        "Create in Odoo",
        default=True,
        help="Records that exist only in QuickBooks are created in Odoo.",
    )
    create_in_quickbooks = fields.Boolean(
        "Create in QuickBooks",
        default=True,
        help="Records that exist only in Odoo are created in QuickBooks.",
    )

    watermark = fields.Char(
        readonly=True,
        copy=False,
        help="Everything QuickBooks changed up to here has been read. Wall clock of the"
        " QuickBooks PC, without a zone.",
    )
    deleted_watermark = fields.Char(readonly=True, copy=False)
    page_size = fields.Integer(default=500, help="Most objects per page when reading.")
    batch_size = fields.Integer(default=60, help="Most writes per message set.")
    page_now = fields.Integer(
        "Objects per page", default=200, readonly=True, copy=False
    )
    batch_now = fields.Integer(
        "Writes per message set", default=30, readonly=True, copy=False
    )
    sweep_days = fields.Integer(
        default=7, help="Every record is compared again within this number of days."
    )
    sweep_position = fields.Integer(readonly=True, copy=False)
    sweep_started = fields.Datetime(readonly=True, copy=False)
    sweep_finished = fields.Datetime(readonly=True, copy=False)
    id_sweep_time = fields.Datetime(
        "Last full comparison of ids", readonly=True, copy=False
    )
    id_sweep_number = fields.Integer(readonly=True, copy=False)
    id_sweep_wanted = fields.Boolean(
        "Compare all ids in the next session", copy=False, readonly=True
    )
    count_pulled = fields.Integer("Taken from QuickBooks", readonly=True, copy=False)
    count_pushed = fields.Integer("Sent to QuickBooks", readonly=True, copy=False)
    link_count = fields.Integer(compute="_compute_figures")
    parked_count = fields.Integer("Needs attention", compute="_compute_figures")

    _mapping_uniq = models.Constraint(
        "UNIQUE(connection_id, mapping)", "A connection has one stream per mapping."
    )

    @api.depends("mapping")
    @api.depends_context("lang")
    def _compute_label(self):
        known, models = self.env["qbd.mapping"]._mapping_names(), self.env["ir.model"]
        ids = {name: models._get_id(f"qbd.mapping.{name}") for name in known}
        names = models.sudo().browse([ids[name] for name in known])
        titles = dict(zip(known, names.mapped("name"), strict=True))
        for stream in self:
            stream.label = titles.get(stream.mapping, stream.mapping)

    def _search_label(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        known = self.env["qbd.mapping"]._mapping_names()
        models = {f"qbd.mapping.{name}": name for name in known}
        domain = Domain("model", "in", [*models]) & Domain("name", operator, value)
        titled = self.env["ir.model"].sudo().search(domain).mapped("model")
        unknown = Domain("mapping", "not in", known)
        return Domain("mapping", "in", [models[name] for name in titled]) | (
            unknown & Domain("mapping", operator, value)
        )

    @api.depends("mapping")
    def _compute_sequence(self):
        order = self.env["qbd.mapping"]._mapping_names()
        for stream in self:
            known = stream.mapping in order
            stream.sequence = order.index(stream.mapping) if known else len(order)
            mapping = self.env[f"qbd.mapping.{stream.mapping}"] if known else None
            stream.shown_order = mapping._dashboard_order if known else len(order) * 100

    def _compute_figures(self):
        figures = self.env["qbd.link"]._counts("id", self.ids)
        for stream in self:
            mine = figures.get(stream._origin.id, {})
            stream.link_count = sum(mine.values()) - mine.get("gone", 0)
            stream.parked_count = sum(mine.get(one, 0) for one in NEEDS_ATTENTION)

    # -- asked by the engine --------------------------------------------------

    def _mapping(self):
        """Return the mapping's model, in the canonical context of the connection."""
        self.ensure_one()
        connection = self.connection_id
        key = (self.id, self.mapping, *connection._canonical_values())
        batch = self.env.context.get("qbd_batch")
        known = batch.mappings if batch else self._known_mappings()
        of_env = known.setdefault(self.env, {})
        if key in of_env:
            return of_env[key]
        env = connection._canonical_env()
        env = env(context={**env.context, "qbd_stream": self.id})
        mapping = env[f"qbd.mapping.{self.mapping}"]
        if env is not self.env:  # it would keep itself alive
            of_env[key] = mapping
        return mapping

    def _known_mappings(self):
        return self.env.cr.cache.setdefault(MAPPINGS, WeakKeyDictionary())

    def _forget_mappings(self):
        """Let go of the environments of all mappings: Odoo compares each new one."""
        self.env.cr.cache.pop(MAPPINGS, None)

    def _page(self):
        """Return the number of objects to request, as adapted to the last pages."""
        return max(1, min(self.page_now or self.page_size, self.page_size))

    def _batch(self):
        """Return the number of writes to hand out together, as adapted so far."""
        return max(1, min(self.batch_now or self.batch_size, self.batch_size))

    def _adapt(self, name, size, message_set, seconds_apply=0):
        """Learn from the time that a full page, or a full batch, has taken.

        :param name: "page" or "batch"
        :param size: the number of objects requested or writes handed out
        """
        sent, answered = message_set.handed_out_on, message_set.answered_on
        if not sent or not answered:
            return
        new = planner.adapt(
            size,
            (answered - sent).total_seconds(),
            seconds_apply,
            message_set.response_size,
            lo=5,
            hi=self[f"{name}_size"],
            target_seconds=TARGET_SECONDS,
            target_apply=planner.APPLY_SECONDS,
        )
        if new != self[f"{name}_now"]:
            self[f"{name}_now"] = new

    def _effective_policy(self):
        """Return the policy; after a restore, the policy chosen for the comparison."""
        return self.connection_id.recompare or self.policy

    def _reads(self):
        return self.direction in ("both", "from_quickbooks")

    def _writes(self):
        outward = self.direction in ("both", "to_quickbooks")
        return outward and not self._is_read_only()

    @api.model
    def _qbd_polled(self):
        return POLLED

    def _is_read(self):
        """Return whether sessions read this list, if only to see their own writes."""
        if self.env[f"qbd.mapping.{self.mapping}"]._reads_reports:
            return False
        return self._reads() or (self._writes() and self._mapping()._reads_back())

    def _sibling(self, mapping):
        """Return the stream of another mapping of the same connection, if it is on."""
        return self.connection_id.stream_ids.filtered(
            lambda stream: stream.mapping == mapping and stream.direction != "off"
        )

    @api.model
    def _live(self):
        """Return the streams that are on; a connection may be switched off."""
        return self.sudo().search(
            Domain("direction", "!=", "off") & Domain("connection_id.active", "=", True)
        )

    # -- which Odoo models leave hints ----------------------------------------

    @api.model
    @tools.ormcache("model")
    def _watching_mappings(self, model):
        """Return the names of mappings that watch a model, of streams that are on."""
        streams = self.sudo().search(
            [("direction", "!=", "off"), ("connection_id.active", "=", True)]
        )
        known = set(self.env["qbd.mapping"]._mapping_names())
        return tuple(
            name
            for name in sorted(set(streams.mapped("mapping")) & known)
            if model in self.env[f"qbd.mapping.{name}"]._watch
        )

    @api.model
    def _hint_domain(self, model):
        """Return the domain of the changed records of a model that deserve a hint."""
        return Domain.OR(
            Domain(self.env[f"qbd.mapping.{name}"]._hint_domain(model))
            for name in self._watching_mappings(model)
        )

    def write(self, vals):
        outward = vals.get("direction") in ("both", "to_quickbooks")
        matched = vals.get("first_match") in ("none", "done")
        result = super().write(vals)
        if outward or matched or vals.get("create_in_quickbooks"):
            again = {"sweep_position": 0, "sweep_finished": False, **vals}
            self.sudo().write({name: again[name] for name in SWEEP})
        if "direction" in vals:
            self.env.registry.clear_cache()
        if "first_match" in vals:
            matches = self.env["qbd.match"].sudo()
            matches.search([("stream_id", "in", self.ids)])._follow_stream()
        if "direction" in vals or matched or vals.get("create_in_odoo"):
            self._look_at_seen_again()
        return result

    def _look_at_seen_again(self):
        """Compare objects again that are only in QuickBooks, or differ there."""
        seen = (
            self.env["qbd.link"]
            .sudo()
            .search(
                [
                    ("stream_id", "in", self.ids),
                    ("state", "=", "ok"),
                    ("quickbooks_seen", "!=", False),
                    ("kept_unpaired", "=", False),
                ]
            )
        )
        seen.write({"state": "dirty"})

    @api.model_create_multi
    def create(self, vals_list):
        streams = super().create(vals_list)
        self.env.registry.clear_cache()
        return streams
