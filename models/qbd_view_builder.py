from lxml import etree

from odoo import api, models

from .link.shown import ALONE, NEEDS_ATTENTION


class QbdViewBuilder(models.AbstractModel):
    """Adds the QuickBooks button and state to the views of every synced model."""

    _name = "qbd.view.builder"
    _description = "QuickBooks View Builder"

    @api.model
    def _add_to_form(self, arch):
        """Add the state and the button of the sync to the smart buttons of a form.

        They come first: Odoo hides the last ones of a form with many.
        """
        sheet = arch.find(".//sheet")
        if sheet is None:
            return
        box = sheet.find(".//div[@name='button_box']")
        if box is None:
            box = etree.Element("div", {"name": "button_box", "class": "oe_button_box"})
            sheet.insert(0, box)
        box.insert(0, self._sync_button())
        box.insert(0, self._state_button())
        sheet.insert(sheet.index(box) + 1 if box in sheet else 0, self._alert())

    def _alert(self):
        """Return the line that says why the record waits, with the way to settle it."""
        alert = etree.Element(
            "div",
            {
                "name": "qbd_alert",
                "class": "alert alert-warning d-flex gap-2 mb-2",
                "role": "alert",
                "invisible": "not qbd_message",
            },
        )
        etree.SubElement(alert, "strong").text = "QuickBooks"
        etree.SubElement(alert, "field", {"name": "qbd_message", "readonly": "1"})
        etree.SubElement(
            alert,
            "button",
            {
                "name": "action_qbd_links",
                "type": "object",
                "class": "btn-link p-0 ms-auto text-nowrap",
                "string": self.env._("Open"),
                "invisible": "qbd_state not in ('parked', 'unknown', 'asked')",
            },
        )
        return alert

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
        value.append(self._state_field(readonly="1"))
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
        arch.append(self._state_field(optional="hide"))

    @staticmethod
    def _state_field(**attributes):
        colors = {
            "success": ("ok",),
            "info": ("dirty", "sent"),
            "warning": ("retry", "asked", "held"),
            "danger": NEEDS_ATTENTION,
            "muted": ("gone", "none", *ALONE),
        }
        decorations = {
            f"decoration-{color}": f"qbd_state in {states}"
            for color, states in colors.items()
        }
        return etree.Element(
            "field",
            {"name": "qbd_state", "widget": "badge", **decorations, **attributes},
        )
