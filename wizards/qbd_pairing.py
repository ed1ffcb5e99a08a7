from odoo import api, fields, models
from odoo.exceptions import UserError

LIMIT = 500
"""Objects that nobody waits for are shown up to so many at once."""

NAMED = 3
"""How many of each list that wait for a row are called by their names."""


class QbdPairing(models.TransientModel):
    """A row of the mapping page: one side, a suggestion for the other, and why.

    The rows are made when the page is opened; its proposal may be changed.
    """

    _name = "qbd.pairing"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Mapping"
    _order = "needed desc, stream_id, name, id"
    _rec_name = "name"

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    stream_id = fields.Many2one("qbd.stream", "List", required=True, ondelete="cascade")
    side = fields.Selection(
        [("quickbooks", "Only in QuickBooks"), ("odoo", "Only in Odoo")], required=True
    )
    name = fields.Char(readonly=True)
    link_id = fields.Many2one(
        "qbd.link",
        "In QuickBooks",
        ondelete="cascade",
        domain="[('stream_id', '=', stream_id), ('qb_id', '!=', False),"
        " ('record_id', 'in', [False, 0]), ('state', 'in', ['ok', 'parked', 'retry'])]",
    )
    about = fields.Char("Details", readonly=True)
    res_model = fields.Char(readonly=True)
    record_id = fields.Many2oneReference("In Odoo", model_field="res_model")
    reason = fields.Char(readonly=True)
    needed = fields.Integer("Waiting", readonly=True)
    needed_by = fields.Char("Needed by", readonly=True)
    may_create = fields.Boolean(compute="_compute_may_create")

    @api.depends("side", "stream_id")
    def _compute_may_create(self):
        for row in self:
            stream = row.stream_id
            reads = row.side == "quickbooks"
            row.may_create = stream._reads() if reads else stream._writes()

    # -- making the rows ------------------------------------------------------

    @api.model
    def _build(self, connection):
        """Rebuild the rows of a connection, for the user who opens the page.

        :return: number of objects that there was no room for
        """
        self.search([("connection_id", "=", connection.id)]).unlink()
        connection = connection.sudo()
        objects = connection._needed_objects()
        records = connection._needed_records()
        unpaired = connection.env["qbd.link"].search(connection._unpaired_domain())
        first = unpaired.filtered(lambda link: link in objects)
        shown = first | (unpaired - first)[:LIMIT]
        values = []
        for stream in (shown.stream_id | self._streams(records)).sorted("sequence"):
            links = shown.filtered(lambda link, own=stream: link.stream_id == own)
            values += self._rows(stream, links, objects, records.get(stream, {}))
        self.sudo().create(values)  # the sync proposes: it sees more than the user
        return len(unpaired) - len(shown)

    def _streams(self, records):
        return self.env["qbd.stream"].sudo().union(*records)

    def _rows(self, stream, links, objects, records):
        """The rows of one list: its objects, and records that none was proposed for.

        :param objects: {link: links that wait for it}
        :param records: {id of a record without an object: links that wait for it}
        """
        mapping, proposed, about = self._read_objects(stream, links)
        rows = []
        for link in links:
            record_id, reason = proposed.get(link.qb_id, (None, False))
            waiting = objects.get(link, link.browse()) | records.get(
                record_id, link.browse()
            )
            rows.append(
                {
                    **self._row(stream, "quickbooks", waiting),
                    "name": link.qb_name,
                    "link_id": link.id,
                    "about": about.get(link),
                    "record_id": record_id,
                    "reason": reason or self._why(link),
                }
            )
        found = {record_id for record_id, _reason in proposed.values()}
        rest = mapping._browse([one for one in records if one not in found])
        titles = links._each(
            rest,
            lambda one: (one, mapping._title(one)),
            lambda _bad, _error: None,  # a session parks it, with the reason
        )
        rows += [
            {
                **self._row(stream, "odoo", records[record.id]),
                "name": title,
                "record_id": record.id,
            }
            for record, title in titles
        ]
        return rows

    def _read_objects(self, stream, links):
        """Return the words of the page about the objects of links.

        One that cannot be worked out is shown with the reason, and nothing else.

        :return: (mapping, {qb id: (record id or None, reason)}, {link: details})
        """
        seen = {link.qb_id: link.quickbooks_seen for link in links}
        mapping, failed = stream._mapping()._for_batch(), {}
        links._in_parts(seen.values(), mapping._resolve)

        def suggest(part):
            return mapping._suggest({qb_id: seen[qb_id] for qb_id in part})

        def bad(one, error):
            qb_id = one if isinstance(one, str) else one.qb_id
            failed[qb_id] = (None, links._words_of(error, mapping))

        found = links._in_parts(seen, suggest, bad)
        about = links._each(
            links, lambda link: (link, mapping._about(link.quickbooks_seen)), bad
        )
        proposed = {qb_id: one for part in found for qb_id, one in part.items()}
        return mapping, {**proposed, **failed}, dict(about)

    def _row(self, stream, side, waiting):
        return {
            "connection_id": stream.connection_id.id,
            "stream_id": stream.id,
            "res_model": stream._mapping()._odoo_model,
            "side": side,
            "needed": len(waiting),
            "needed_by": self._names(waiting),
        }

    def _why(self, link):
        """Return the link's own text, if nothing is proposed."""
        return link.message if link.state != "ok" else False

    def _names(self, waiting):
        """Return "Invoices: 12, 15, 16 and 4 more"."""
        lists = waiting.grouped("stream_id").items() if waiting else ()
        return "; ".join(f"{one.label}: {self._first(links)}" for one, links in lists)

    def _first(self, links):
        names = ", ".join(links[:NAMED].mapped("display_label"))
        if len(links) <= NAMED:
            return names
        return self.env._(
            "%(names)s and %(number)s more", names=names, number=len(links) - NAMED
        )

    # -- what the buttons do --------------------------------------------------

    def action_accept(self):
        """Make the pairs of these rows; rows without a pair are left."""
        rows = self.filtered(lambda row: row.link_id and row.record_id)
        if not rows:
            raise UserError(self.env._("Choose a counterpart first."))
        for row in rows:
            row._check_row()
            row.link_id._for_user()._pair_with(row._chosen())
        self._take_away(rows)
        total, done = len(self), len(rows)
        reload = self._done(rows)
        why = self.env._("Some rows have no counterpart yet: choose one.")
        answer = self.env["qbd.buttons"]._bulk_answer(total, done, why)
        if answer:
            answer["params"]["next"] = reload
        return answer or reload

    def action_accept_all(self):
        """Pair all rows of the page that have a suggestion or a choice."""
        connection = self.env.context.get("qbd_connection")
        return self.search([("connection_id", "=", connection)]).action_accept()

    def action_create(self):
        """Have these created on the other side by the next session."""
        for row in self:
            row._check_row()
            links = row.link_id._for_user()
            if not row.may_create:
                raise UserError(
                    self.env._(
                        "“%(list)s” is not set up to be synced in that direction. "
                        "Change the direction of the record type on the connection "
                        "first.",
                        list=row.stream_id.label,
                    )
                )
            if row.side == "quickbooks":
                links._want_record()
            else:
                links._want_object(row.stream_id.sudo(), row._chosen().id)
        return self._done(self)

    def _check_row(self):
        """Check that the records of a row are the user's, and belongs together.

        :raise AccessError: for a list, or an object, of another company
        :raise UserError: for a row that the page would not have made
        """
        self._check_named(("connection_id", "stream_id", "link_id"))
        stream = self.stream_id.sudo()
        if (
            stream.connection_id != self.connection_id
            or self.res_model != stream._mapping()._odoo_model
            or self.link_id.stream_id not in (stream, stream.browse())
        ):
            raise UserError(self.env._("This row is out of date. Open the page again."))

    def _chosen(self):
        """Return the record of a row, if it may be one of the list at all."""
        mapping = self.stream_id.sudo()._mapping()
        domain = [("id", "=", self.record_id), *mapping._records_domain()]
        record = mapping._browse([]).search(domain)
        if not record:
            raise UserError(
                self.env._(
                    "The counterpart chosen for “%(name)s” is not of the record type "
                    "“%(list)s”, or belongs to another company. Choose another one.",
                    name=self.name,
                    list=self.stream_id.label,
                )
            )
        return record

    def _take_away(self, rows):
        """The records of these rows are paired: other rows may not have them, too."""
        others = self.search(
            [
                ("id", "not in", rows.ids),
                ("stream_id", "in", rows.stream_id.ids),
                ("record_id", "in", rows.mapped("record_id")),
            ]
        )
        others.filtered(lambda row: row.side == "odoo").unlink()
        others.exists().write({"record_id": False, "reason": False})

    def _done(self, rows):
        """These rows are settled: they go, with others that name the same object."""
        rows |= self.search(
            [
                ("connection_id", "in", rows.connection_id.ids),
                ("link_id", "in", rows.link_id.ids),
            ]
        )
        rows.unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
