from lxml import etree

from odoo import api, models


class QbdViewBuilder(models.AbstractModel):
    """Adds the QuickBooks button and state to the views of every synced model."""

    _name = "qbd.view.builder"
    _description = "QuickBooks View Builder"

    @api.model
    def _add_to_form(self, arch):
        """Add a smart button with the state to those of the form."""
        sheet = arch.find(".//sheet")
        if sheet is None:
            return
        box = sheet.find(".//div[@name='button_box']")
        if box is None:
            box = etree.Element("div", {"name": "button_box", "class": "oe_button_box"})
            sheet.insert(0, box)
        box.append(self._state_button())
        box.append(self._sync_button())

    def _state_button(self):
        button = etree.Element(
            "button",
            {
                "name": "action_qbd_links",
                "type": "object",
                "class": "oe_stat_button",
                "icon": "fa-book",
                "invisible": "qbd_state == 'none'",
            },
        )
        holder = etree.SubElement(button, "div", {"class": "o_stat_info"})
        text = etree.SubElement(holder, "span", {"class": "o_stat_text"})
        text.text = "QuickBooks"
        value = etree.SubElement(holder, "span", {"class": "o_stat_value"})
        value.append(etree.Element("field", {"name": "qbd_state", "readonly": "1"}))
        return button

    def _sync_button(self):
        button = etree.Element(
            "button",
            {
                "name": "action_qbd_sync",
                "type": "object",
                "class": "oe_stat_button",
                "icon": "fa-refresh",
            },
        )
        holder = etree.SubElement(button, "div", {"class": "o_stat_info"})
        text = etree.SubElement(holder, "span", {"class": "o_stat_text"})
        text.text = self.env._("Sync to QuickBooks")
        return button

    @api.model
    def _add_to_list(self, arch):
        """A button for the selected records, and the state as an optional column."""
        if arch.tag != "list":
            return
        header = arch.find("header")
        if header is None:
            header = etree.Element("header")
            arch.insert(0, header)
        button = etree.SubElement(header, "button")
        button.set("name", "action_qbd_sync")
        button.set("type", "object")
        button.set("string", self.env._("Sync to QuickBooks"))
        field = etree.SubElement(arch, "field")
        field.set("name", "qbd_state")
        field.set("optional", "hide")
