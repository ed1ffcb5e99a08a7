from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..core.errors import QbdError
from ..core.words import for_reader

LOOKED_AT = 500
"""The newest documents of a list whose accounts, taxes, ... are looked at."""

NAMED = 5
"""How many entries of a list without a counterpart are called by their names."""


class QbdDocuments(models.TransientModel):
    """Switches documents on from a date, or all, and names missing settings."""

    _name = "qbd.documents"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Documents to Switch On"

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    period = fields.Selection(
        [
            ("date", "From a date on"),
            ("all", "All history: documents of any date"),
        ],
        "Which documents",
    )
    cut_off_date = fields.Date(
        "Documents from",
        help="Older documents are not synced; those still open in QuickBooks are"
        " imported as open items.",
    )
    line_ids = fields.One2many("qbd.documents.line", "wizard_id")
    missing = fields.Text("Still missing", compute="_compute_missing")

    @api.model
    def default_get(self, names):
        """Begin with the period and the directions that the connection has."""
        values = super().default_get(names)
        connection = self.env["qbd.connection"].browse(values.get("connection_id"))
        if not connection:
            return values
        connection.check_access("read")
        if connection._has_period():
            date = connection.cut_off_date
            values |= {"period": "date" if date else "all", "cut_off_date": date}
        streams = connection.stream_ids.filtered(lambda one: one._has_documents())
        values["line_ids"] = [
            Command.create(
                {"stream_id": stream.id, "direction": self._proposed(stream)}
            )
            for stream in streams.sorted("sequence")
        ]
        return values

    @staticmethod
    def _proposed(stream):
        """Return the direction a list begins with; purchases are a choice."""
        on = stream.direction != "off" or not stream._mapping()._is_proposed
        return stream.direction if on else "both"

    def _date(self):
        """Return the date that is chosen, False for all documents."""
        return self.period != "all" and self.cut_off_date

    def _is_decided(self):
        return self.period == "all" or (self.period == "date" and self.cut_off_date)

    # -- what is missing ------------------------------------------------------

    @api.depends("connection_id", "period", "cut_off_date", "line_ids.direction")
    def _compute_missing(self):
        for wizard in self:
            wizard.connection_id._origin.check_access("read")
            wizard.line_ids.stream_id._origin.check_access("read")
            lines = wizard.line_ids.filtered(lambda one: one.direction != "off")
            found = []
            for stream in wizard._concerned(lines.stream_id._origin.sudo()):
                mapping = stream._mapping()._under_cut_off(wizard._date())
                found += wizard._missing_settings(mapping)
            found += wizard._unpaired(lines)
            wizard.missing = "\n".join(dict.fromkeys(found)) or False

    def _missing_settings(self, mapping):
        """Return what a list needs, in words; so is what cannot go on without it."""
        try:
            return mapping._missing_settings()
        except QbdError as error:
            return [error.said(for_reader(self.env)._)]
        except UserError as error:
            return [str(error)]

    def _concerned(self, streams):
        """Return these streams, and those of all records that they refer to."""
        names, every = set(), self.connection_id._origin.sudo().stream_ids
        wanted = set(streams.mapped("mapping"))
        while wanted:
            names |= wanted
            found = [self.env[f"qbd.mapping.{one}"]._depends_on for one in wanted]
            wanted = set().union(*found) - names
        return every.filtered(lambda one: one.mapping in names).sorted("sequence")

    def _unpaired(self, lines):
        """Name the unpaired entries that documents need and no session creates."""
        needed = {}
        for line in lines.filtered(lambda one: one.direction != "from_quickbooks"):
            mapping = (
                line.stream_id._origin.sudo()._mapping()._under_cut_off(self._date())
            )
            domain = mapping._records_domain()
            records = mapping._browse([]).search(
                domain, order="id desc", limit=LOOKED_AT
            )
            for name, ids in mapping._referred(records).items():
                needed.setdefault(name, set()).update(ids)
        documents = lines.stream_id.mapped("mapping")
        words = []
        for name, ids in sorted(needed.items()):
            if name not in documents:
                words += self._unpaired_of(lines[0].stream_id._origin.sudo(), name, ids)
        return words

    def _unpaired_of(self, stream, name, ids):
        mapping = stream._mapping()
        targets, links = mapping._siblings(name), mapping._links_of(name, ids)
        known = {one for one in ids if one in links and links[one].qb_id}
        target = self.connection_id._origin.sudo().stream_ids.filtered(
            lambda one: one.mapping == name
        )
        records = target._mapping()._browse(list(ids - known)) if target else ()
        if not records or any(t._writes() and t._creates_objects() for t in targets):
            return []
        values = {
            "list": target.label,
            "number": len(records),
            "names": ", ".join(
                target._mapping()._title(one) for one in records[:NAMED]
            ),
        }
        if not targets:
            text = self.env._(
                "The record type “%(list)s” is off; needed are: %(names)s."
            )
        elif not target.watermark:
            text = self.env._(
                "“%(list)s”: not read from QuickBooks yet, so all of its records are "
                "unmatched. Needed are: %(names)s."
            )
        else:
            text = self.env._(
                "“%(list)s”: %(number)s unmatched, among them %(names)s. Match them "
                "under Match accounts and taxes."
            )
        return [text % values]

    # -- the button -----------------------------------------------------------

    def action_switch_on(self):
        """Write the period and the directions to the connection.

        :raise UserError: if no period is chosen, or all lists are off
        """
        self.ensure_one()
        connection = self.connection_id
        connection._require_manager()
        if not self._is_decided():
            raise UserError(
                self.env._(
                    "Choose the date from which documents are synced, or all history."
                )
            )
        if all(line.direction == "off" for line in self.line_ids):
            raise UserError(
                self.env._("Choose a direction for at least one record type.")
            )
        date = self._date()
        connection.write({"cut_off_date": date, "all_history": not date})
        for line in self.line_ids:
            if line.stream_id.direction != line.direction:
                line.stream_id.direction = line.direction
                line.stream_id.sudo().confirm_writing = False  # its numbers were shown
        connection.sudo().ledger_wanted = True
        return {"type": "ir.actions.act_window_close"}

    def action_pair(self):
        """Open the mapping page, to pair the entries that are named."""
        self.ensure_one()
        self.connection_id._require_manager()
        return self.connection_id.action_open_pairing()


class QbdDocumentsLine(models.TransientModel):
    """One list of documents: its direction, and how many documents it concerns."""

    _name = "qbd.documents.line"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks List of Documents to Switch On"

    wizard_id = fields.Many2one("qbd.documents", required=True, ondelete="cascade")
    stream_id = fields.Many2one("qbd.stream", "List", required=True, ondelete="cascade")
    label = fields.Char(related="stream_id.label")
    direction = fields.Selection(
        selection=lambda self: self.env["qbd.stream"]._fields["direction"].selection,
        required=True,
        default="both",
    )
    odoo_synced = fields.Char("In Odoo", compute="_compute_numbers")
    odoo_older = fields.Char("Older, in Odoo", compute="_compute_numbers")
    quickbooks_synced = fields.Char("In QuickBooks", compute="_compute_numbers")
    quickbooks_older = fields.Char("Older, in QuickBooks", compute="_compute_numbers")

    @api.depends("stream_id", "wizard_id.period", "wizard_id.cut_off_date")
    def _compute_numbers(self):
        for line in self:
            line.stream_id._origin.check_access("read")  # no counts for another company
            if not line.stream_id:
                line.odoo_synced = line.odoo_older = False
                line.quickbooks_synced = line.quickbooks_older = False
                continue
            numbers = line._numbers_of_odoo() + line._numbers_of_quickbooks()
            shown = [
                number if isinstance(number, str) else f"{number}" for number in numbers
            ]
            (
                line.odoo_synced,
                line.odoo_older,
                line.quickbooks_synced,
                line.quickbooks_older,
            ) = shown

    def _numbers_of_odoo(self):
        """Return the number of records from the date on, and of older ones."""
        mapping, date = self.stream_id._origin.sudo()._mapping(), self.wizard_id._date()
        every = mapping._under_cut_off(False)
        total = every._browse([]).search_count(every._records_domain())
        since = mapping._under_cut_off(date)
        synced = since._browse([]).search_count(since._records_domain())
        return synced, total - synced

    def _numbers_of_quickbooks(self):
        """Return likewise the number of objects read so far, or that none was read."""
        stream = self.stream_id._origin.sudo()
        if not stream.watermark:
            unknown = self.env._("Not known yet")
            return unknown, unknown
        date = self.wizard_id._date()
        first = date.isoformat() if date else ""
        self.env.cr.execute(
            """
            SELECT count(*) FILTER (WHERE day >= %s), count(*) FILTER (WHERE day < %s)
            FROM (
                SELECT coalesce(
                    quickbooks_seen->>'TxnDate', quickbooks_image->>'TxnDate', ''
                ) AS day
                FROM qbd_link
                WHERE stream_id = %s AND qb_id IS NOT NULL AND state != 'gone'
            ) AS read
            """,
            [first, first, stream.id],
        )
        return self.env.cr.fetchone()
