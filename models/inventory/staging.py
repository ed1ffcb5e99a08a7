"""Reading an inventory file: the changes that an import of it would make."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...core.inventory.checksum import edited
from ...core.inventory.compare import differences
from ...core.inventory.update import refuse_mistakes
from ...core.money import money
from ...core.words import for_reader
from .write import Targets

BATCH = 500
SHOWN_MISTAKES = 200

SUMMED_UP = (
    *("type", "sales-price", "cost", "income-account", "expense-account"),
    *("barcode", "part-number", "preferred-vendor", "active"),
)
"""What a person wants to know of a new product."""

PRICES = ("sales-price", "cost")
"""Fields that an import of prices and costs may change."""


class QbdInventoryStaging(models.AbstractModel):
    """The part of an import that fills its lines."""

    _name = "qbd.inventory.staging"
    _description = "Inventory Import: Reading"

    # -- reading --------------------------------------------------------------------

    def _read_file(self):
        """Fill the lines, or refuse the file; nothing else is changed."""
        self.ensure_one()
        record = self.sudo()
        try:
            with self.env.cr.savepoint():
                found = self._stage()
            record.write({"state": "ready", **found})
        except UserError as error:
            record.write({"state": "refused", "message": str(error)})

    def _stage(self):
        """Return values of the import."""
        files, attachment = self.env["qbd.inventory.file"], self.sudo().attachment_id
        with files._refusals(), files._reading(attachment) as reader:
            self._check_header(reader.header)
            left_out = self._stage_products(reader)
            refuse_mistakes(reader, SHOWN_MISTAKES)
        return {
            "product_count": reader.count,
            "left_out_count": left_out,
            "language": reader.header.language,
            "source": reader.header.source,
            "message": False,
        }

    def _stage_products(self, reader):
        """Return the number of new products that are left out."""
        inventory, new = self._inventory(reader.header.language), []
        candidates = (one for one in reader if not one.odoo_id or edited(one))
        for products in split_every(BATCH, candidates):
            new += [one for one in products if not one.odoo_id]
            known = [one for one in products if one.odoo_id]
            self._create_lines(self._lines(inventory, known))
        if not self.only_prices:
            self._review_barcodes(inventory)
        if not self.create_new or self.only_prices:
            return len(new)
        self._create_lines(self._new_lines(inventory, new, reader.header.source))
        return 0

    def _review_barcodes(self, inventory):
        """Allow barcodes of products that get another one by the same file."""
        lines = self.env["qbd.inventory.line"].sudo()
        own = [("import_id", "=", self.id), ("field_name", "=", "barcode")]
        moving = lines.search([*own, ("state", "!=", "meanwhile")])
        inventory = inventory.with_context(qbd_barcodes=moving.product_id.ids)
        for line in moving.filtered(lambda one: one.state == "impossible"):
            product = inventory.env["product.product"].sudo().browse(line.product_id.id)
            state, _words = inventory._check_change(product, "barcode", line.new)
            if state != "impossible":
                line.state = state or "check"
                line.message = for_reader(self.env)._(
                    "Another product of the file has this barcode now and gets another"
                    " one: accept both lines."
                )

    def _create_lines(self, lines):
        """The memory does not grow with the lines."""
        for batch in split_every(BATCH, lines):
            self.env["qbd.inventory.line"].sudo().create(list(batch))
            self.env.flush_all()
            self.env.invalidate_all()

    def _inventory(self, language=None):
        model = self.env["qbd.inventory.new"]
        inventory = model._of_company(self.sudo().company_id, language)
        return inventory.with_context(qbd_targets=Targets())

    def _check_header(self, header):
        """Refuse a file exported elsewhere: its ids mean other products here."""
        own = self._inventory()._header("odoo")
        if header.database and header.database != own.database:
            raise UserError(
                for_reader(self.env)._(
                    "The file was exported from another database. The ids in it are"
                    " those of other products."
                )
            )
        if header.company and header.company != own.company:
            raise UserError(
                for_reader(self.env)._(
                    "The file was exported from the company “%(theirs)s”; the import is"
                    " for “%(ours)s”. Choose the right company.",
                    theirs=header.company_name or header.company,
                    ours=own.company_name,
                )
            )
        if header.currency and header.currency != own.currency:
            raise UserError(
                for_reader(self.env)._(
                    "The prices of the file are in %(theirs)s, those of the company in"
                    " %(ours)s.",
                    theirs=header.currency,
                    ours=own.currency,
                )
            )
        if not header.database and header.source != "quickbooks":
            raise UserError(
                for_reader(self.env)._(
                    "The file does not name the database of its ids. Export it again."
                )
            )
        known = dict(self.env["res.lang"].get_installed())
        if header.language and header.language not in known:
            raise UserError(
                for_reader(self.env)._(
                    "The texts of the file are in “%(code)s”, a language that is not"
                    " installed here.",
                    code=header.language,
                )
            )

    # -- lines ----------------------------------------------------------------------

    def _lines(self, inventory, products):
        """Return list of the values of lines."""
        ids = [one.odoo_id for one in products]
        known = inventory.env["product.product"].browse(
            inventory._product_ids([("id", "in", ids)])
        )
        records = {record.id: record for record in known.sudo()}
        values, lines = inventory._values(known), []
        for product in products:
            record = records.get(product.odoo_id)
            if record:
                now = values[record.id]
                lines += self._changed_lines(inventory, product, record, now)
            else:
                words = for_reader(self.env)._("This product no longer exists in Odoo.")
                lines.append(self._line(product, state="impossible", message=words))
        return lines

    def _new_lines(self, inventory, products, source):
        """Return list of the values of lines."""
        checked = inventory._check_new(products, source)
        return [
            self._line(
                product,
                state=state,
                message=words or self._about_new(values),
                new=product.label,
                values=values,
            )
            for product, (state, words, values) in zip(products, checked, strict=True)
        ]

    def _about_new(self, values):
        """Return the values of a new product besides its names, in words."""
        field = self.env["qbd.inventory.line"]._fields["field_name"]
        labels = dict(field._description_selection(for_reader(self.env)))
        return " · ".join(
            f"{labels[name]}: {values[name]}" for name in SUMMED_UP if values.get(name)
        )

    def _line(self, product, **values):
        return {
            "import_id": self.id,
            "file_line": product.line,
            "product_label": product.label,
            "pair": product.pair,
            "sure": float(product.sure or 0),
            **values,
        }

    def _changed_lines(self, inventory, product, record, now):
        for one in differences(product, now):
            state, words = one.state, ""
            if state not in ("meanwhile", "told"):
                found, words = inventory._check_change(record, one.name, one.new)
                if found == "same":
                    continue
                state = _stricter(state, found)
                refused = self._not_asked_for(one.name, state)
                state, words = ("impossible", refused) if refused else (state, words)
            source = product.notes.get(one.name, {}).get("source")
            yield self._line(
                product,
                product_id=record.id,
                field_name=one.name,
                old=one.old,
                new=one.new,
                state=state,
                message=words or self._words(state, one),
                source=self._source_in_words(source),
            )

    def _source_in_words(self, source):
        """Return the source of a value as people read it."""
        if source == "reversal":
            return for_reader(self.env)._("Reversal")
        return "QuickBooks" if source == "quickbooks" else source

    def _not_asked_for(self, name, state):
        """Refuse a change that an import of prices and costs did not ask for.

        :return: the refusal, "" for a change that may be made
        """
        if self.only_prices and name not in PRICES:
            return for_reader(self.env)._(
                "Not asked for: only prices and costs are imported."
            )
        if self.only_prices and state == "unknown":
            return for_reader(self.env)._(
                "Not asked for: the product has no checksum of the export."
            )
        return ""

    def _words(self, state, difference):
        """Return why a line has its state, if the values do not show it."""
        if state == "conflict":
            return for_reader(self.env)._(
                "The value was changed in Odoo since the export."
            )
        if state == "meanwhile":
            return for_reader(self.env)._(
                "Odoo's value stays: the file has the value of the export."
            )
        if state == "unknown":
            return for_reader(self.env)._(
                "The change cannot be attributed (no checksum)."
            )
        if state == "jump" and not money(difference.old):
            return for_reader(self.env)._("The price is below zero.")
        if state == "jump":
            share = float(money(difference.new) / money(difference.old))
            return for_reader(self.env)._(
                "%(share)s times the old price.", share=f"{share:.4g}"
            )
        return ""


def _stricter(state, found):
    """Return the state of a line, given the objection of `_check_change`."""
    return found if found == "impossible" or (found and state == "change") else state
