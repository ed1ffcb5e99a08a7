from odoo import models

from ....core.qbxml.texts import stored_text
from ....core.words import for_reader


class QbdMappingSettings(models.AbstractModel):
    """The part of a mapping that follows the settings of its connection."""

    _name = "qbd.mapping.settings"
    _description = "QuickBooks Mapping: Settings"

    def _follow_settings(self):
        """Hook: update pending changes to match the settings.

        Called by the connection when one of its stock settings changed.
        """

    def _follow_name_rule(self, old):
        """Hook: keep synced names synced under a changed rule of names.

        Called by the connection when the rule of names changed.

        :param old: the previous rule
        :raise UserError: if a change of a name is not synced yet
        """

    def _under_rule(self, rule):
        """Hook: return this mapping as it is under another rule of names.

        Called by the wizard that shows the effect of a rule.
        """
        return self

    _has_cut_off = False  # whether it begins at the cut-off date of its connection

    def _under_cut_off(self, date):
        """Hook: return this mapping as it is under another cut-off date.

        Called by the wizard that switches documents on.

        :param date: False for documents of any date
        """
        return self

    def _missing_settings(self):
        """Hook: name the settings that a list needs and that are empty.

        Called by the wizard that switches documents on, for the documents and all that
        they refer to.

        :return: words, a list of str
        """
        return []

    def _records_left_out(self):
        """Hook: say which records of Odoo belong to no list, and what to do with them.

        Called by the form of the connection, for each list that writes to QuickBooks.

        :return: words, "" if there are none
        """
        return ""

    def _preview_names(self):
        """Hook: foretell the names of records without an object.

        Called by the wizard that shows the effect of a rule.

        :return: [(record, its name, the name of the object or "", reason in words)]
        """
        return []

    def _why_renamed(self, own, other, length):
        """Return in words why QuickBooks cannot take a name as it is.

        :param other: the record or object that has the name, if any
        :param int length: of the names of the list
        """
        words = []
        if ":" in own:
            words.append(for_reader(self.env)._("The name has a colon."))
        if (stored_text(own) or "").count("?") > own.count("?"):
            words.append(
                for_reader(self.env)._(
                    "QuickBooks does not have all of its characters."
                )
            )
        if len(own) > length:
            words.append(
                for_reader(self.env)._(
                    "The name has more than %(number)s characters.", number=length
                )
            )
        if other:
            words.append(
                for_reader(self.env)._(
                    "“%(other)s” already has this name.", other=other
                )
            )
        return " ".join(words) or for_reader(self.env)._(
            "The name has spaces that QuickBooks drops."
        )
