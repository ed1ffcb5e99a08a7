from odoo import api, models

from ...core.qbwc import credentials

SETTINGS = frozenset(
    {
        *("name", "active", "company_id", "user_name", "run_every_minutes"),
        *("tz", "lang_id", "open_path", "first_match", "stream_ids"),
        *("session_minutes", "quiet_from", "quiet_to", "lease_minutes"),
        *("reports_from", "reports_to"),
        *("mass_change_percent", "cut_off_date", "all_history"),
        *("responsible_id", "alert_hours", "paused_until"),
        *("opening_account_id",),
        *(
            "invoice_journal_id",
            "bill_journal_id",
            "entry_journal_ids",
            "entry_journal_id",
            "numbers_from_quickbooks",
            "default_item_id",
        ),
        *("other_journal_id", "bank_quickbooks_ids", "bank_odoo_ids"),
        *("item_name_rule", "item_income_account_id", "item_expense_account_id"),
        *("item_cogs_account_id", "item_asset_account_id", "item_stock_policy"),
        "vendor_suffix",
        *("item_stock_hours", "item_stock_location_id", "item_stock_account_id"),
        *("item_stock_products", "item_stock_value", "item_stock_percent"),
    }
)
"""The settings of a manager. All else is written by the sync, see qbd.write.checks."""


MAX_PASSWORD = 200
"""A longer one was not made by us, and an old hash of it would cost time."""

OLD_HASH = "$pbkdf2"
"""How the hashes of the first version begin, which take a worker 0.3 seconds each."""

NOBODY = credentials.password_hash("")
"""The hash that is compared where there is no such user name."""


class QbdConnectionAccess(models.AbstractModel):
    """Who gets in: with a password, with a role, and for how long."""

    _name = "qbd.connection.access"
    _description = "QuickBooks Connection: Access"
    _inherit = "qbd.write.checks"
    _settings = SETTINGS

    def _require_manager(self):
        self.env["qbd.buttons"]._require_manager()
        self.check_access("write")

    def write(self, vals):
        """End the sessions of connections that were moved or archived."""
        before = {one.id: (one.active, one.company_id) for one in self}
        result = super().write(vals)
        changed = self.filtered(lambda o: before[o.id] != (o.active, o.company_id))
        if changed:
            changed._end_sessions()
        return result

    def _is_used(self):
        """Return whether something of these connections was ever synced."""
        links = self.env["qbd.link"].sudo()
        return bool(
            self.sudo().session_ids
            or links.search_count([("connection_id", "in", self.ids)], limit=1)
        )

    def _end_sessions(self):
        """Let no ticket go on that was given out before."""
        running = self.sudo().session_ids.filtered("open")
        running._end(self.env._("The connection was changed in Odoo."))

    # -- the password of the Web Connector ------------------------------------

    def _set_password(self, password):
        self.sudo().password_hash = credentials.password_hash(password)

    @api.model
    def _authenticate(self, user_name, password, accepts_old_hashes=None):
        """Return the connection that these credentials open, empty if none.

        A hash is compared for an unknown name too, so that the time reveals nothing.
        Only the credentials are read: guesses arrive in any number.

        :param accepts_old_hashes: function that returns whether to accept a password
            from the first version, whose hash is slow and gets renewed; None: yes
        """
        connection = self.sudo().search_fetch(
            [("user_name", "=", user_name)], ["user_name", "password_hash"], limit=1
        )
        known = connection.password_hash if connection else None
        password = password or ""
        if known and known.startswith(OLD_HASH):
            right = not accepts_old_hashes or accepts_old_hashes()
            right = right and connection._accept_old_hash(password)
        else:
            right = credentials.is_password(password, known or NOBODY)
        right = credentials.same(connection.user_name or "", user_name or "") and right
        return connection if right and known else connection.browse()

    def _accept_old_hash(self, password):
        """Return whether a password has this connection's old hash; renew the hash."""
        if len(password) > MAX_PASSWORD:
            return False
        context = self.env["res.users"]._crypt_context()
        right = context.verify(password, self.password_hash)
        if right:
            self._set_password(password)
        return right
