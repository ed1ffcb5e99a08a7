from odoo import fields, models, tools
from odoo.fields import Domain

POLLED = (
    *("active", "company_id", "company_file", "owner_id", "file_id", "state"),
    *("books_on", "books_wanted", "ledger_on", "ledger_wanted", "newest_seen"),
    *("clock_known", "clock_offset", "host_time", "tz", "lang_id", "qbxml_version"),
    *("deleted_seen", "generation", "generation_out", "recompare", "question_data"),
    *("item_name_rule", "item_stock_location_id", "item_stock_policy"),
    *("open_path", "paused_until", "quiet_from", "quiet_to", "session_minutes"),
    *("qb_company_name", "vendor_suffix"),
)
"""The values of a connection that each call reads, of twice as many."""


class QbdConnectionLines(models.AbstractModel):
    """Reads what belongs to a connection in one query, as each call needs it."""

    _name = "qbd.connection.lines"
    _description = "QuickBooks Connection: Lines"

    # those that await something; some were finished since they were read
    open_set_ids = fields.One2many(
        "qbd.message.set",
        "connection_id",
        "Open message sets",
        domain=[
            "|",
            ("state", "in", ["prepared", "handed_out", "answered", "unknown"]),
            "&",
            ("state", "=", "not_run"),
            ("refusal_handled", "=", False),
        ],
        readonly=True,
        copy=False,
    )

    def _fetch_polled(self):
        """Read the values that each call needs, before the ORM reads all of them."""
        self.fetch(POLLED)

    @tools.ormcache("name")
    def _domain_of_lines(self, name):
        """Return the domain of a one2many field, optimized once for all calls."""
        field = self._fields[name]
        return field.get_comodel_domain(self).optimize(self.env[field.comodel_name])

    def _fetch_lines(self, name, *more):
        """Read the records of a one2many field with their values in one query.

        The ORM reads their ids first, and their values as soon as one is needed.

        :param name: of the field; if it was read before, it stays as it is
        :param more: names of values that are not read with the others
        :return: the records
        """
        self.ensure_one()
        field = self._fields[name]
        if self.id not in field._get_cache(self.env):
            lines = self.env[field.comodel_name].with_context(active_test=False)
            domain = Domain(field.inverse_name, "=", self.id)
            domain &= self._domain_of_lines(name)
            found = lines.search_fetch(domain, [*lines._qbd_polled(), *more])
            field._insert_cache(self, [found._ids])
        return self[name]
