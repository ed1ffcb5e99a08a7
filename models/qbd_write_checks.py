from odoo import api, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tools import ormcache

MODULE = "quickbooks_desktop"


class QbdWriteChecks(models.AbstractModel):
    """Check the values that a user writes to a model of ours, before and after.

    Odoo checks record rules on the values before a write. Here they are checked on the
    new values as well, so no user moves a record to a place where they could not create
    it; and each record that is named in a value has to be one that the user may read.
    """

    _name = "qbd.write.checks"
    _description = "QuickBooks: Checks of Writes"

    _settings = None
    """Names of the fields of this addon that a person may write; the others are
    technical and written by the sync alone. None: access rights decide."""

    @api.model_create_multi
    def create(self, vals_list):
        names = set()
        for vals in vals_list:
            self._check_settings(vals, creating=True)
            names |= vals.keys()
        records = super().create(vals_list)
        records._check_named(names)
        return records

    def write(self, vals):
        self._check_settings(vals)
        self._check_stays(vals)
        result = super().write(vals)
        if not self.env.su:
            self.check_access("write")
            self._check_named(vals)
        return result

    @api.model
    @ormcache("self._name")
    def _qbd_prefetched(self):
        """Return the names of the columns that the ORM reads together."""
        return tuple(
            name
            for name, field in self._fields.items()
            if field.prefetch is True and field.column_type and field.store
        )

    @api.model
    def _qbd_polled(self):
        """Return the names of the columns that each call of a session reads."""
        return self._qbd_prefetched()

    # -- technical fields -----------------------------------------------------

    def _check_settings(self, vals, creating=False):
        """Refuse technical fields, which only the sync writes.

        :param creating: whether the defaults of a new record are let through
        :raise AccessError: for a user
        """
        if self.env.su or self._settings is None:
            return
        technical = vals.keys() & self._technical_fields()
        if creating:
            technical = {name for name in technical if not self._begins(name, vals)}
        if technical:
            raise AccessError(
                self.env._(
                    "Only the sync itself writes these fields: %(names)s.",
                    names=", ".join(sorted(technical)),
                )
            )

    @api.model
    @ormcache("self._name")
    def _technical_fields(self):
        """Return the names of this addon's fields that no person writes."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if MODULE in field._modules and name not in self._settings
        )

    def _begins(self, name, vals):
        """Return whether a new record has this value by default."""
        default = self._fields[name].default
        return not vals[name] or (
            default is not None and vals[name] == default(self.browse())
        )

    # -- whose a record is ----------------------------------------------------

    @api.model
    @ormcache("self._name")
    def _owner_fields(self):
        """Return the names of the fields that say whose a record is.

        A company, or a record of ours without which it cannot be.
        """
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.type == "many2one"
            and field.store
            and field.required
            and not field.compute
            and (
                field.comodel_name == "res.company"
                or field.comodel_name.startswith("qbd.")
            )
        )

    def _is_used(self):
        """Hook: whether it is too late to give these records to another company.

        Called by `write`, for whoever writes. In a dialog nothing is synced yet.
        """
        return not self._transient

    def _check_stays(self, vals):
        """Refuse to give a record that is in use to another company.

        :raise UserError: for everybody, the sync included
        """
        for name in self._owner_fields() & vals.keys():
            moved = self.filtered(lambda one, name=name: one[name].id != vals[name])
            if moved and moved._is_used():
                raise UserError(
                    self.env._(
                        "“%(field)s” can no longer be changed: synced records belong "
                        "to it. Create a new connection instead.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    # -- what a value names ---------------------------------------------------

    def _check_named(self, names):
        """Check that the user may read each record that the values name.

        :param names: names of the fields that were written
        :raise AccessError: for a record, or a company, that is not the user's
        """
        if self.env.su:
            return
        for name in names:
            field = self._fields.get(name)
            if field is None or not field.store:
                continue
            if field.type in ("many2one", "many2many"):
                self._check_records(self[name])
            elif field.type == "many2one_reference":
                for record in self.filtered(name):
                    self._check_reference(record[field.model_field], record[name])

    def _check_records(self, records):
        if records:
            records.check_access("read")
        if records._name == "res.company" and records - self.env.user.company_ids:
            raise AccessError(self.env._("This is not a company of yours."))

    def _check_reference(self, model, record_id):
        if model not in self.env:
            raise UserError(self.env._("There is no such record type in Odoo."))
        record = self.env[model].browse(record_id)
        record.check_access("read")
        if not record.exists():
            raise MissingError(self.env._("This record no longer exists."))
