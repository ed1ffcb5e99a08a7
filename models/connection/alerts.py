from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import plaintext2html

ATTENTION = "quickbooks_desktop.mail_activity_attention"
CONTACT = "quickbooks_desktop.mail_activity_contact"


class QbdConnectionAlerts(models.AbstractModel):
    """Tells the person in charge of a connection that something is left to do.

    One activity says how many records need attention, one that the Web Connector has
    not called for hours. Each is kept up to date, and closed with an all-clear. An
    activity that was closed by hand comes back only if there is more to say.
    """

    _name = "qbd.connection.alerts"
    _description = "QuickBooks Connection: Alerts"

    responsible_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self._default_responsible(),
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        copy=False,
        help="Gets one activity while records need attention, and another if the Web "
        "Connector has not called for hours.",
    )
    alert_hours = fields.Integer(
        "Alert after (hours)",
        default=4,
        help="Without a call of the Web Connector, outside the quiet hours.",
    )
    told_attention = fields.Integer(
        "Reported Attention",
        readonly=True,
        copy=False,
        help="The number that the last activity reported.",
    )
    told_contact = fields.Datetime(
        "Reported Contact",
        readonly=True,
        copy=False,
        help="The last contact that the last activity reported.",
    )

    def _default_responsible(self):
        user = self.env.user
        return user if user._is_internal() and not user._is_superuser() else False

    @api.model
    def _cron_tell(self):
        """Keep the activities of all connections up to date."""
        connections = self.env["qbd.connection"].search([("company_id", "!=", False)])
        self.env["qbd.scheduled"]._in_turn(
            connections, lambda connection: connection._tell(), "cron_tell"
        )

    def _tell(self):
        """Tell the person in charge what is new, and that it is over."""
        self.ensure_one()
        self._tell_attention()
        self._tell_contact()

    def _reader_lang(self):
        """Return the language of the texts that are stored for a connection.

        It is that of the person in charge, otherwise that of the company. The session
        and the scheduled actions begin their work in it.
        """
        self.ensure_one()
        installed = self.env["res.lang"].get_installed()
        if len(installed) == 1:  # no need to read a whole contact in each session
            return installed[0][0]
        own = self.sudo()
        return own.responsible_id.lang or own.company_id.partner_id.lang

    def _tell_attention(self):
        titles = self.env["qbd.link"]._attention_by_reason(self)
        number = sum(titles.values()) + (self.state == "question")
        if not number:
            self._all_clear(ATTENTION, self.env._("No record needs attention now."))
        else:
            words = self._attention_words(titles, number)
            self._keep_told(ATTENTION, words, number > self.told_attention)
        if self.told_attention != number:
            self.told_attention = number

    def _attention_words(self, titles, number):
        """Return (summary, note) of the activity."""
        if self.state == "question":
            summary = self.env._("QuickBooks sync has stopped: a question waits")
            return summary, plaintext2html(self.question_text or "")
        summary = self.env._(
            "QuickBooks: %(number)s records need attention", number=number
        )
        if number == 1:
            summary = self.env._("QuickBooks: a record needs attention")
        rows = [f"{title}: {count}" for title, count in titles.most_common()]
        return summary, plaintext2html("\n".join(rows))

    def _tell_contact(self):
        last = self._last_contact()
        if not self._is_overdue(timedelta(hours=self.alert_hours)):
            self._all_clear(CONTACT, self.env._("The Web Connector calls again."))
            return
        health = self._dashboard_health()["text"]
        words = (
            self.env._("QuickBooks: no contact for hours"),
            plaintext2html(health),
        )
        self._keep_told(CONTACT, words, last != self.told_contact)
        if self.told_contact != last:
            self.told_contact = last

    # -- activities -----------------------------------------------------------

    def _told(self, xmlid):
        """Return the open activities of a type."""
        kind = self.env.ref(xmlid, raise_if_not_found=False)
        return self.activity_ids.filtered(lambda one: one.activity_type_id == kind)

    def _keep_told(self, xmlid, words, is_news):
        """Create the activity if there is news, or bring the open one up to date.

        :param words: (summary, note)
        """
        summary, note = words
        told = self._told(xmlid)
        changed = told.filtered(lambda one: one.summary != summary)
        if changed:
            changed.write({"summary": summary, "note": note})
        user = self._who_is_told()
        if not told and is_news and user and self.env.ref(xmlid, False):
            self.activity_schedule(xmlid, summary=summary, note=note, user_id=user.id)

    def _all_clear(self, xmlid, words):
        told = self._told(xmlid)
        if told:
            told.action_feedback(feedback=words)

    def _who_is_told(self):
        """Return the person in charge if it is a user who may see the connection."""
        user = self.responsible_id
        may = user.has_group("quickbooks_desktop.group_qbd_user") if user else False
        belongs = self.company_id in user.company_ids
        return user if user.active and may and belongs else user.browse()
