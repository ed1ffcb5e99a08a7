from odoo import api, models
from odoo.tools import ormcache

ALL_GIVEN = "qbd_all_given"
"""Key of the context: the account and both amounts of all lines are given."""

LINES = ("line_ids", "invoice_line_ids")

LED_BY = {
    "currency_id": "_inverse_currency_id",
    "invoice_payment_term_id": "_inverse_invoice_payment_term_id",
}
"""The values of a document that its lines follow, and the method that sees to it."""


class AccountMove(models.Model):
    """Creates documents of which all lines are given, without drafts of the lines."""

    _inherit = "account.move"

    def _add_precomputed_values(self, vals_list):
        """Hide the lines while Odoo computes values of new documents from drafts.

        A draft would have a draft of each line, and no value of a document follows from
        lines that lack `_qbd_line_fields`. Documents with other lines keep them.
        """
        hidden, fields = [], None
        if self.env.context.get(ALL_GIVEN):
            fields = self._qbd_line_fields()
        for vals in vals_list if fields is not None else ():
            commands = vals.get("line_ids") or ()
            if all(fields.isdisjoint(values) for _command, _id, values in commands):
                hidden.append((vals, vals.pop("line_ids", None)))
        # pylint: disable-next=assignment-from-none
        result = super()._add_precomputed_values(vals_list)
        for vals, commands in hidden:
            if commands is not None:
                vals["line_ids"] = commands
            if commands and self._qbd_lines_follow(vals):
                done = vals.setdefault("__precomputed__", set())
                done.update(self._fields[name] for name in LED_BY)
        return result

    @api.model
    def _qbd_lines_follow(self, vals):
        """Return whether new lines are given as their document leads them to be.

        `account.move.line` names what is owed by the same values.
        """
        terms = self.env["account.payment.term"]
        terms = terms.browse(vals.get("invoice_payment_term_id") or ())
        plain = len(terms.line_ids) < 2 and not vals.get("payment_reference")
        return plain and self._qbd_leads_as_odoo()

    @api.model
    @ormcache()
    def _qbd_leads_as_odoo(self):
        return self._qbd_is_as_in_account(self, *LED_BY.values())

    @api.model
    @ormcache()
    def _qbd_line_fields(self):
        """Return the names of the fields of lines that values of a draft follow from.

        :return: frozenset; None if a field may be computed from given ones
        """
        depends, lines = self.env.registry.field_depends, self.line_ids
        found, seen = set(), set()
        waiting = [field for field in self._fields.values() if field.precompute]
        while waiting:
            field = waiting.pop()
            if field in seen:
                continue
            seen.add(field)
            for path in depends[field]:
                first, _dot, rest = path.partition(".")
                name = rest.partition(".")[0]
                if first not in LINES:
                    waiting.append(self._fields[first])
                elif not name or lines._fields[name].compute:
                    return None
                else:
                    found.add(name)
        return frozenset(found)
