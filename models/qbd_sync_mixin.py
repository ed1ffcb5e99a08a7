from functools import partial

from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..core.words import for_reader
from .link.shown import URGENCY
from .link.sync_answer import CROSSES, QUESTION

NOBODY = (-1, -2)
"""Ids that no record has, as `SQL` takes them."""

HINTS_UNASKED = 20
"""Up to this many records leave hints, whether a stream concerns them or not: a user
who saves one would wait longer for the question than the engine for its answer."""


class QbdSyncMixin(models.AbstractModel):
    """Give an Odoo model what it needs to be synced: hints, a state, a button.

    Added once per model by a few lines in a file of its own; the model knows nothing
    else of the sync.
    """

    _name = "qbd.sync.mixin"
    _description = "QuickBooks Sync"

    qbd_link_ids = fields.One2many(
        "qbd.link",
        "record_id",
        "QuickBooks links",
        domain=lambda self: [("res_model", "=", self._name)],
        groups="quickbooks_desktop.group_qbd_user",
    )
    qbd_state = fields.Selection(
        selection="_qbd_states",
        string="QuickBooks",
        compute="_compute_qbd_state",
        search="_search_qbd_state",
        compute_sudo=True,
        groups="quickbooks_desktop.group_qbd_user",
    )
    qbd_name = fields.Char(
        "Name in QuickBooks",
        compute="_compute_qbd_state",
        compute_sudo=True,
        groups="quickbooks_desktop.group_qbd_user",
    )
    qbd_message = fields.Char(
        "QuickBooks says",
        compute="_compute_qbd_state",
        compute_sudo=True,
        groups="quickbooks_desktop.group_qbd_user",
    )

    @api.model
    def _qbd_states(self):
        return [
            *self.env["qbd.link"]._fields["shown_state"].selection,
            ("none", "Not in QuickBooks"),
        ]

    @api.model
    def _qbd_links_domain(self):
        """Return the links of this model in the companies that the user works in."""
        return Domain("res_model", "=", self._name) & Domain(
            "connection_id.company_id", "in", self.env.companies.ids
        )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_qbd_state(self):
        links = self.env["qbd.link"].search(
            self._qbd_links_domain() & Domain("record_id", "in", self.ids)
        )
        by_record = links.sorted(self._qbd_urgency, reverse=True).grouped("record_id")
        for record in self:
            found = by_record.get(record.id or record._origin.id, links.browse())
            record.qbd_state = found[:1].shown_state or "none"
            record.qbd_name = self._qbd_of_each(found, "qb_name")
            record.qbd_message = self._qbd_of_each(found, "message")

    @api.model
    def _qbd_urgency(self, link):
        """Return how much a link needs a look: the most urgent one gives the state."""
        return self._qbd_state_urgency(link.shown_state)

    @api.model
    def _qbd_state_urgency(self, state):
        """Return the place of a shown state among all; the last one is shown first."""
        return ("none", *URGENCY).index(state or "none")

    @api.model
    def _qbd_of_each(self, links, name):
        """Return a text of all links of one record, as one text.

        Of several links each text names its list ("Vendors: …"), and its connection if
        there are several. Links that are gone count only if there are no others.

        :param links: links of the record, the most urgent first
        :param str name: a text field of a link
        :return: str, False if there is none
        """
        links = links.filtered(lambda link: link.state != "gone") or links[:1]
        if len(links) < 2:
            return links[name]
        several = len(links.connection_id) > 1
        texts = []
        for link in links.filtered(name):
            label = link.stream_id.label
            if several:
                label = f"{link.connection_id.display_name}, {label}"
            texts.append(f"{label}: {link[name]}")
        return "; ".join(texts) or False

    def _qbd_private_values(self, path):
        """Return {id: the value that QuickBooks shows of a record to managers only}."""
        private = self.env["qbd.link.private"]
        return private._of_records(self._name, self.ids, path)

    def _search_qbd_state(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        states = set(value)
        links = self.env["qbd.link"].sudo()
        ours = self._qbd_links_domain()
        found = links._search(
            ours & Domain("shown_state", "in", list(states - {"none"}))
        )
        inside = Domain("id", "in", found.subselect("record_id"))
        if "none" in states:
            inside |= self._qbd_unlinked()
        return inside if operator == "in" else ~inside

    @api.model
    def _qbd_unlinked(self):
        """Return the domain of the records without a link, as `_qbd_links_domain`.

        PostgreSQL looks for the links of each record, instead of reading all of them.
        """
        connections = self.env["qbd.connection"].sudo().with_context(active_test=False)
        ids = connections.search([("company_id", "in", self.env.companies.ids)]).ids

        def to_sql(_model, alias, _query):
            return SQL(
                "NOT EXISTS (SELECT 1 FROM qbd_link l WHERE l.res_model = %s"
                " AND l.record_id = %s AND l.connection_id = ANY(%s))",
                self._name,
                SQL.identifier(alias, "id"),
                ids,
            )

        self.env["qbd.link"].flush_model(["res_model", "record_id", "connection_id"])
        return Domain.custom(
            to_sql=to_sql, predicate=lambda record: record.qbd_state == "none"
        )

    # -- the button -----------------------------------------------------------

    def action_qbd_sync(self):
        """Make candidates of those of these records that the next session syncs.

        The answer says how many those are, and why the others are not. An open
        question stays as it is; that of a single record is opened.
        """
        self.env["qbd.buttons"]._require_user()
        records = self.exists()
        records.check_access("read")
        records = records._qbd_synced_records()
        answer = self.env["qbd.sync.answer"]
        answers = answer._answers(records)
        crossing = records.browse(answers.get(CROSSES, []))
        crossing.sudo()._qbd_make_candidates()
        if list(answers) == [QUESTION] and len(records) == 1:
            return records.action_qbd_links()
        return self.env["qbd.buttons"]._notify(
            answer._in_words(answers) or self._qbd_nothing(),
            warning=answers.keys() != {CROSSES},
        )

    def _qbd_nothing(self):
        return for_reader(self.env)._("There is nothing to sync.")

    def _qbd_synced_records(self):
        """Return the records that have links: these, or e.g. their variants."""
        return self

    def _qbd_take_along(self):
        """Move what was posted for these jobs to the customers they belong to now."""
        self.env["qbd.posting.jobs"]._take_along(self)

    def _qbd_make_candidates(self):
        """Return how many of these records have a link now, in any connection.

        A link with an open question stays as it is.
        """
        engine, answer = self.env["qbd.engine"], self.env["qbd.sync.answer"]
        linked = set()
        for stream in self.env["qbd.mapping"]._watching_streams(self._name):
            mapping = stream._mapping()
            if mapping._odoo_model != self._name:
                continue
            if stream.company_id not in self.env.companies:
                continue
            engine._candidates(stream, mapping, answer._without_question(stream, self))
            linked.update(self.env["qbd.link"]._by_records(stream, self.ids))
        return len(linked)

    def action_qbd_links(self):
        """Open the links of this record."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_link"
        )
        action["domain"] = [
            ("res_model", "=", self._name),
            ("record_id", "in", self.ids),
        ]
        links = self.env["qbd.link"].search(action["domain"], limit=2)
        if len(links) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=links.id)
        return action

    # -- buttons without view XML per model -----------------------------------

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if self.env.user.has_group("quickbooks_desktop.group_qbd_user"):
            if view_type == "form" and not self._qbd_is_nested(arch):
                self.env["qbd.view.builder"]._add_to_form(arch)
            elif view_type == "list":
                self.env["qbd.view.builder"]._add_to_list(arch)
        return arch, view

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.user.has_group("quickbooks_desktop.group_qbd_user"))

    @api.model
    def _qbd_is_nested(self, arch):
        return arch.tag != "form"

    # -- hints ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self.env.context.get("qbd_creates"):
            given = {name for vals in vals_list for name in vals}
            records._qbd_without_pictures(given)
        records._qbd_hint()
        return records

    def _qbd_without_pictures(self, given):
        """Compute no other sizes of pictures that these new records do not have.

        :param given: the names of the values that they were created with
        """
        for name, whole in self._qbd_picture_sizes().items():
            if whole not in given:
                self.env.remove_to_compute(self._fields[name], self)

    @api.model
    @ormcache("self._name")
    def _qbd_picture_sizes(self):
        """Return {field: the field of the picture that it holds in another size}."""
        sizes = {
            name: field.related
            for name, field in self._fields.items()
            if field.type == "binary" and field.store and field.related in self._fields
        }
        return {
            name: whole
            for name, whole in sizes.items()
            if not (self._fields[whole].compute or self._fields[whole].default)
        }

    @api.model
    def default_get(self, fields):
        """Ask for few of many records that the sync creates; see `Defaults`."""
        known = self.env.context.get("qbd_defaults")
        ask = super().default_get
        return known.of(self, fields, ask) if known else ask(fields)

    def _check_company(self, fnames=None):
        """Check each value once, if the sync creates many records.

        The result depends on nothing else; overrides of other addons see all records.
        """
        check = super()._check_company
        plain = check.__func__ is models.BaseModel._check_company
        few = fnames or len(self) < 2 or not self.env.context.get("qbd_creates")
        if few or not plain:
            return check(fnames)
        for name, records in self._qbd_each_value(self):
            super(QbdSyncMixin, records)._check_company([name])
        return None

    @api.model
    def _qbd_each_value(self, records, skipped=()):
        """Yield the fields whose company Odoo checks, with a record of each value.

        :param skipped: names of fields whose values have the company of the record
        :return: (name, records): one record of each company and value
        """
        companies = "company_id" if "company_id" in records._fields else "company_ids"
        each = [(record[companies]._ids, record) for record in records.sudo()]
        for name, field in records._fields.items():
            if field.relational and field.check_company and name not in skipped:
                found = {
                    (of, getattr(record, name)._ids): record.id for of, record in each
                }
                yield name, records.browse(found.values())

    def _write_multi(self, vals_list):
        self._qbd_hint()
        return super()._write_multi(vals_list)

    def unlink(self):
        linked, owners = self._qbd_linked_ids(), self._qbd_owners() - self
        result = super().unlink()
        self._qbd_hint_deleted(linked)
        owners.exists()._qbd_hint()
        return result

    def _qbd_hint_deleted(self, ids):
        """The deletion of these records, which have links, was seen."""
        if ids:
            self.env["qbd.hint"].sudo()._insert(self._name, ids, deleted=True)

    def _qbd_owners(self):
        """Records of this model that show something of these, e.g. their address."""
        return self.browse()

    def _qbd_merge_into(self, target):
        """Odoo merges these records into another one: their links go with them."""
        self.env["qbd.link"].sudo()._repoint(self._name, self.ids, target.id)

    def _qbd_linked_ids(self):
        if not self.ids:
            return []
        links = (
            self.env["qbd.link"]
            .sudo()
            .search_fetch(
                [("res_model", "=", self._name), ("record_id", "in", self.ids)],
                ["record_id"],
            )
        )
        return sorted(set(links.mapped("record_id")))

    def _qbd_hint(self):
        """Remember these ids until precommit; then one INSERT for all of a model."""
        if not self.ids or not self.env["qbd.stream"]._watching_mappings(self._name):
            return
        data = self.env.cr.precommit.data
        waiting = data.get("qbd_hints")
        if waiting is None:
            waiting = data["qbd_hints"] = {}
            self.env.cr.precommit.add(partial(self._qbd_flush_hints, self.env))
        waiting.setdefault(self._name, set()).update(self.ids)

    @api.model
    def _qbd_flush_hints(self, env):
        waiting = env.cr.precommit.data.pop("qbd_hints", None) or {}
        for name, ids in waiting.items():
            env[name].sudo()._qbd_insert_hints(sorted(ids))

    @api.model
    def _qbd_insert_hints(self, ids):
        """Insert hints in one go, of many those only that a stream may concern."""
        ids = sorted({*ids, *self._qbd_owner_ids(ids)})
        if len(ids) <= HINTS_UNASKED:
            self.env["qbd.hint"]._insert(self._name, ids)
            return
        concerned = self._qbd_concerned(ids)
        self.env.cr.execute(
            SQL(
                "INSERT INTO qbd_hint (model, record_id, deleted)"
                " SELECT %s, record_id, false FROM unnest(%s::int[]) AS t(record_id)"
                " WHERE record_id IN %s OR EXISTS (SELECT 1 FROM qbd_link l"
                " WHERE l.res_model = %s AND l.record_id = t.record_id)",
                self._name,
                ids,
                concerned,
                self._name,
            )
        )

    @api.model
    def _qbd_owner_ids(self, ids):
        if type(self)._qbd_owners is QbdSyncMixin._qbd_owners:
            return ()
        records = self.with_context(active_test=False).browse(ids)
        try:
            return records._qbd_owners().ids
        except MissingError:  # one of them was deleted in the same transaction
            return records.exists()._qbd_owners().ids

    @api.model
    def _qbd_concerned(self, ids):
        """Return the SQL of those of the ids that a stream may concern.

        It is built once: each save by a user needs it.
        """
        code, params = self._qbd_concerned_query(self.env.company.id)
        return SQL(code, *(tuple(ids) if one == NOBODY else one for one in params))

    @api.model
    @ormcache("self._name", "company_id")
    def _qbd_concerned_query(self, company_id):
        """Return code and parameters of that SQL, with `NOBODY` in place of the ids."""
        domain = self.env["qbd.stream"]._hint_domain(self._name)
        domain &= Domain("id", "in", [*NOBODY])
        query = self.with_context(active_test=False)._search(domain).subselect()
        return query.code, tuple(query.params)
