"""Suggestions of an assistant about prices and costs, as lines of an import."""

from itertools import islice

from odoo import fields, models

from ...core.assistant.questions import Priced, Question
from ...core.inventory.checksum import checksum
from ...core.inventory.fields import Product, decimal

FIELDS = {"price": "sales-price", "cost": "cost"}
"""{name in the question: field of the file}"""


class QbdInventorySuggestions(models.AbstractModel):
    """The part of an import that an assistant is asked about."""

    _name = "qbd.inventory.suggestions"
    _description = "Inventory Import: Suggestions"

    assistant_on = fields.Boolean(compute="_compute_assistant_on")

    def _compute_assistant_on(self):
        self.assistant_on = self.env["qbd.assistant"]._is_on()

    def _assistant_ids(self, limit):
        """Return the ids of the products of the file that an assistant may price."""
        self._check_ready()
        stored, attachment = self.env["qbd.inventory.file"], self.sudo().attachment_id
        with stored._refusals(), stored._reading(attachment) as reader:
            ids = list(islice((x.odoo_id for x in reader if x.odoo_id), limit))
        return self._inventory()._product_ids([("id", "in", ids)])

    def _assistant_question(self, ids, wish):
        """Return the `Question` about products, with Odoo's present prices."""
        self._check_ready()
        inventory = self._inventory(self.language)
        found = inventory._product_ids([("id", "in", ids)])
        values = inventory._values(
            inventory.env["product.product"].browse(found),
            ("reference", "name", "sales-price", "cost"),
        )
        return Question(
            tuple(
                Priced(
                    key,
                    own.get("name", ""),
                    own.get("reference", ""),
                    own.get("sales-price", ""),
                    own.get("cost", ""),
                )
                for key, own in values.items()
            ),
            wish,
        )

    def _assistant_take(self, answers, name):
        """Add lines that a person accepts, one by one; products do not change.

        A field that has a line already keeps it.

        :param answers: list of `core.assistant.answers.Suggested`
        :return: how many answers led to lines
        """
        self._check_ready()
        inventory = self._inventory(self.language)
        products = inventory.env["product.product"].browse(
            inventory._product_ids([("id", "in", [one.key for one in answers])])
        )
        now, records = inventory._values(products), {one.id: one for one in products}
        known = {(line.product_id.id, line.field_name) for line in self.line_ids}
        lines, taken = [], 0
        for one in answers:
            if one.key in records:
                record = records[one.key].sudo()
                own = self._suggested_lines(
                    inventory, record, now[one.key], one, known, name
                )
                lines += own
                taken += bool(own)
        self._create_lines(lines)
        return taken

    def _suggested_lines(self, inventory, record, now, answer, known, name):
        """Return the values of the lines of one answer."""
        product = Product(
            {
                FIELDS[key]: decimal(value)
                for key, value in answer.values.items()
                if (record.id, FIELDS[key]) not in known
            },
            odoo_id=record.id,
            checksum=checksum(record.id, now),
        )
        source = " · ".join(filter(None, (name, answer.source)))
        found = []
        for line in self._changed_lines(inventory, product, record, now):
            words = " · ".join(filter(None, (answer.reason, line["message"])))
            change = line["state"] == "change"
            found.append(
                {
                    **line,
                    "product_label": Product(now, odoo_id=record.id).label,
                    "state": "suggested" if change else line["state"],
                    "message": words or False,
                    "source": source,
                }
            )
        return found
