"""Inventory files that Odoo keeps: exports, updates, reversals."""

import io
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...core.errors import FileRefused
from ...core.inventory import files
from ...core.inventory.fields import BY_NAME, FIELDS, Open
from ...core.inventory.items import ItemList
from ...core.inventory.reader import Reader
from ...core.inventory.spreadsheet import CsvWriter, TableReader, find_table
from ...core.inventory.update import TAKEN, Update
from ...core.inventory.writer import INSTRUCTIONS, Writer
from ...core.words import for_reader, said
from .workbook import WorkbookWriter

FORMS = {
    "xml": partial(Writer, instructions=INSTRUCTIONS),
    "xlsx": WorkbookWriter,
    "csv": CsvWriter,
}
"""Ending of a file → callable(stream, header), which writes it."""

KINDS = [
    ("odoo", "Odoo"),
    ("quickbooks", "QuickBooks"),
    ("update", "Odoo, updated from QuickBooks"),
    ("reversal", "Reversal of an import"),
]
PLAIN = 16 << 20
"""Bytes from which on a file is zipped."""

SHOWN_OPENS = 500
KEPT = 14
"""Scheduled exports of a company that are kept."""

MIMETYPE = "application/x-inventory"
"""Of attachments: a text would be indexed whole, XML shown by the browser."""


class QbdInventoryFile(models.Model):
    """One inventory file: a row that describes its content, and an attachment."""

    _name = "qbd.inventory.file"
    _inherit = ["qbd.write.checks", "qbd.buttons"]
    _description = "Inventory File"
    _order = "id desc"

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    kind = fields.Selection(KINDS, "Products of", required=True)
    attachment_id = fields.Many2one("ir.attachment", "File", ondelete="cascade")
    file_size = fields.Integer(related="attachment_id.file_size")
    product_count = fields.Integer("Products")
    figures = fields.Json(
        help="Result of an update: products, items, paired, changed, values, added, "
        "left"
    )
    opens = fields.Json(
        prefetch=False,
        help="The first questions left open by an update, or values left out by an "
        "export",
    )
    summary = fields.Html(compute="_compute_summary", sanitize=False)
    scheduled = fields.Boolean("Created by the scheduled action")

    @api.depends("kind", "figures", "opens")
    @api.depends_context("lang")
    def _compute_summary(self):
        say = for_reader(self.env)._
        for record in self:
            template = "inventory_summary" if record.figures else "inventory_left_out"
            shown = record.figures or record.opens
            record.summary = shown and self.env["ir.qweb"]._render(
                f"quickbooks_desktop.{template}",
                {
                    "figures": record.figures,
                    "opens": record.opens or [],
                    "labels": {field.name: say(field.label) for field in FIELDS},
                },
            )

    # -- for people -----------------------------------------------------------------

    @api.model
    def _check_user(self, company=None):
        """Check that the user may work with files, and for this company."""
        self._require_user()
        if company and not self.env.su and company not in self.env.user.company_ids:
            raise AccessError(for_reader(self.env)._("This is not a company of yours."))

    def action_download(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }

    # -- making files ---------------------------------------------------------------

    @api.model
    def _export(self, company, domain=(), archived=True, form="xml", **values):
        """Write products of Odoo to a file.

        :param form: a key of `FORMS`
        :param domain: which products, of those that the user may see
        :return: the new record
        """
        self._check_user(company)
        inventory = self.env["qbd.inventory.products"]._of_company(company)
        inventory.env["product.product"].check_access("read")
        products = inventory._products(inventory._product_ids(domain, archived))
        header = inventory._header("odoo")
        return self._create_file(company, "odoo", header, products, form, **values)

    @api.model
    def _export_quickbooks(self, connection, **values):
        """Write the items that the sync has read to a file; Odoo is not changed."""
        self._check_user()
        connection.check_access("read")
        source = self.env["qbd.inventory.quickbooks"]
        products = source._products(connection.sudo())
        header = source._header(connection.sudo())
        company = connection.company_id
        return self._create_file(company, "quickbooks", header, products, **values)

    def _create_file(self, company, kind, header, products, form="xml", **values):
        def write(stream):
            left_out = []
            with FORMS[form](stream, header) as writer:
                for product in products:
                    writer.write(product)
                    left_out += self._left_out(product)
            return {"product_count": writer.count, "opens": left_out[:SHOWN_OPENS]}

        return self._create_written(company, kind, write, form, **values)

    @api.model
    def _left_out(self, product):
        """Return the values of a product that cannot be written, as `opens` are."""
        say = for_reader(self.env)._
        return [
            asdict(
                Open(
                    "unreadable",
                    product.label,
                    product.odoo_id,
                    product.list_id,
                    candidates=f"{say(BY_NAME[name].label)}: {said(words, say)}",
                )
            )
            for name, words in product.problems
        ]

    def _create_written(self, company, kind, write, form="xml", **values):
        """Create a record with a content that is written to a temporary file first.

        :param write: callable(stream) -> values of the record
        """
        stamp = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        name = f"inventory-{kind}-{stamp:%Y%m%d-%H%M%S}.{form}"
        with tempfile.TemporaryFile() as stream:
            found = write(stream)
            name, content = self._packed(stream, name, form == "xml")
        record = self.sudo().create(
            {"name": name, "company_id": company.id, "kind": kind, **found, **values}
        )
        record.attachment_id = self._attach(record, name, content)
        return record.with_env(self.env)

    @api.model
    def _attach(self, record, name, content):
        """Return a new attachment of a record, with these bytes."""
        return (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": name,
                    "raw": content,
                    "mimetype": MIMETYPE,
                    "res_model": record._name,
                    "res_id": record.id,
                    "company_id": record.company_id.id,
                }
            )
        )

    @staticmethod
    def _packed(stream, name, may_be_zipped):
        """Return (name, bytes) of a file, zipped if it is large XML."""
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        if size <= PLAIN or not may_be_zipped:
            return name, stream.read()
        with tempfile.TemporaryFile() as packed:
            files.pack(stream, packed, name)
            packed.seek(0)
            return f"{name}.zip", packed.read()

    # -- reading files --------------------------------------------------------------

    @api.model
    @contextmanager
    def _stream(self, source):
        """Give a stream of a file, from the disk where it lies there.

        :param source: attachment, or bytes
        """
        if isinstance(source, bytes):
            yield io.BytesIO(source)
            return
        attachment = source.sudo()
        if attachment.store_fname and attachment._storage() == "file":
            with open(attachment._full_path(attachment.store_fname), "rb") as stream:
                yield stream
        else:
            yield io.BytesIO(attachment.raw or b"")

    @api.model
    @contextmanager
    def _reading(self, source):
        """Give a reader of an inventory, or of an item list of QuickBooks.

        :param source: attachment, or bytes
        :raise UserError: for a file that is refused
        """
        with self._refusals(), self._stream(source) as stream:
            kind = files.kind(stream)
            table = find_table(stream, kind)
            if table:
                yield TableReader(table)
            elif kind != files.INVENTORY:
                yield ItemList(stream, kind, self._expense_names())
            else:
                with files.opened(stream) as content:
                    yield Reader(content)

    @api.model
    def _expense_names(self):
        """Return the names of accounts of expenses, in small letters.

        Those of Odoo, and of QuickBooks as far as they are linked.
        """
        accounts = self.env["account.account"].sudo()
        domain = accounts._check_company_domain(self.env.company)
        found = accounts.search(
            Domain(domain) & Domain("internal_group", "=", "expense")
        )
        links = self.env["qbd.link"].sudo()
        linked = links.search(
            [
                ("res_model", "=", "account.account"),
                ("record_id", "in", found.ids),
                ("connection_id.company_id", "=", self.env.company.id),
                ("qb_name", "!=", False),
            ]
        )
        names = {*found.mapped("name"), *linked.mapped("qb_name")}
        return frozenset(name.casefold() for name in names)

    @api.model
    @contextmanager
    def _refusals(self):
        try:
            yield
        except FileRefused as error:
            raise UserError(error.said(for_reader(self.env)._)) from error

    # -- updating -------------------------------------------------------------------

    @api.model
    def _update(self, company, odoo, quickbooks, take=TAKEN, add=False, **values):
        """Take QuickBooks' values over into Odoo's file, as a new file.

        :param odoo: attachment or bytes, an export of Odoo
        :param quickbooks: the same of QuickBooks, or its own item list
        :param take: names of the fields that QuickBooks gives
        :param add: whether items that only QuickBooks has become new products
        :return: the new record; `figures` and `opens` list the changes and questions
        """
        self._check_user(company)
        update = Update(self.env["qbd.inventory.pairs"]._pairs, take, add)

        def write(target):
            with ExitStack() as stack:
                stack.enter_context(self._refusals())
                stream = stack.enter_context(self._stream(odoo))
                items = stack.enter_context(self._reading(quickbooks))
                figures = update.run(partial(_opened, stack, stream), items, target)
            return {
                "product_count": figures.products + figures.added,
                "figures": asdict(figures),
                "opens": [self._question(one) for one in update.opens[:SHOWN_OPENS]],
            }

        return self._create_written(company, "update", write, **values)

    @api.model
    def _question(self, question):
        """Return a question of an update as a dict, in the language of the reader."""
        words = said(question.candidates, for_reader(self.env)._)
        return {**asdict(question), "candidates": words}

    # -- the scheduled action -------------------------------------------------------

    @api.model
    def _cron_export(self):
        """Export the products of each company with a connection; keep the last ones."""
        companies = (
            self.env["qbd.connection"].search([("state", "!=", "off")]).company_id
        )
        companies = companies or self.env.company
        self.env["ir.cron"]._commit_progress(remaining=len(companies))

        def work(company):
            self._export(company, scheduled=True)
            old = self.search(
                [("company_id", "=", company.id), ("scheduled", "=", True)],
                offset=KEPT,
            )
            old.unlink()

        self.env["qbd.scheduled"]._in_turn(companies, work, "cron_inventory_export")


def _opened(stack, stream):
    """Return a new reader of a file, which may be a table, or zipped."""
    table = find_table(stream, files.kind(stream))
    if table:
        return TableReader(table)
    return Reader(stack.enter_context(files.opened(stream)))
