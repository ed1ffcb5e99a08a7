from odoo import models


class QbdMappingSettings(models.AbstractModel):
    """The part of a mapping that follows the settings of its connection."""

    _name = "qbd.mapping.settings"
    _description = "QuickBooks Mapping: Settings"

    def _follow_settings(self):
        """Hook: bring what waits to be sent in line with the settings.

        Called by the connection when one of its stock settings changed.
        """

    def _follow_name_rule(self, old):
        """Hook: keep what is in step in step under a changed rule of names.

        Called by the connection when the rule of names changed.

        :param old: the rule of before
        :raise UserError: if a change of a name is still to be carried over
        """

    def _under_rule(self, rule):
        """Hook: return this mapping as it is under another rule of names.

        Called by the wizard that shows what a rule does.
        """
        return self

    def _preview_names(self):
        """Hook: foretell the names of records that are no objects yet.

        Called by the wizard that shows what a rule does.

        :return: [(record, its name, the name of the object or "", reason in words)]
        """
        return []
