import base64
import io

import xlsxwriter

from odoo import fields, models

MONEY = "#,##0.00;[Red]-#,##0.00"


class QbdLedgerVerificationExport(models.AbstractModel):
    """Writes a verification as a workbook: accounts, parties, documents."""

    _name = "qbd.ledger.verification.export"
    _inherit = "qbd.buttons"
    _description = "QuickBooks Verification: Export"

    workbook = fields.Binary(compute="_compute_workbook")

    def action_export_xlsx(self):
        """Download the verification as a workbook."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/workbook/"
            f"{self._workbook_name()}?download=true",
            "target": "download",
        }

    def action_print(self):
        """Download the verification as a PDF: a certificate where it is one."""
        self.ensure_one()
        self.check_access("read")
        report = self.env.ref("quickbooks_desktop.report_qbd_verification")
        return report.report_action(self)

    def _workbook_name(self):
        return f"verification-{self.day}.xlsx"

    def _compute_workbook(self):
        for verification in self:
            verification.workbook = base64.b64encode(verification._xlsx())

    def _xlsx(self):
        """Return the content of the workbook."""
        self.ensure_one()
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            for title, header, rows in self._sheets():
                self._write_sheet(book, title, header, rows)
        return buffer.getvalue()

    def _write_sheet(self, book, title, header, rows):
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        formats = {float: book.add_format({"num_format": MONEY})}
        sheet.write_row(0, 0, header, bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(header) - 1, 18)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                # text stays text, whatever it begins with: "=1+1" is no formula
                write = sheet.write_number if type(value) is float else None
                write = write or sheet.write_string
                text = value if type(value) is float else str(value or "")
                write(number, column, text, formats.get(type(value)))

    def _sheets(self):
        """Return [(title, header, rows)]."""
        sides = (self.env._("In Odoo"), self.env._("In QuickBooks"))
        money = (*sides, self.env._("Difference"))
        return [
            (self.env._("Result"), [self.title, ""], self._result_rows()),
            (
                self.env._("Trial balances"),
                [
                    self.env._("Account in Odoo"),
                    self.env._("Account in QuickBooks"),
                    *money,
                    self.env._("Explanation"),
                    self.env._("Without what waits"),
                ],
                [
                    [
                        *(x.name if x.account_id else "", x.qb_name),
                        *(*x._amounts(), x.explanation, x.rest),
                    ]
                    for x in self.account_ids
                ],
            ),
            (
                self.env._("Customers and vendors"),
                [self.env._("Name"), *money, self.env._("Explanation")],
                [[x.name, *x._amounts(), x.explanation] for x in self.party_ids],
            ),
            (
                self.env._("Documents"),
                [
                    self.env._("Account, customer or vendor"),
                    self.env._("Month"),
                    self.env._("Date"),
                    self.env._("Document"),
                    self.env._("Why"),
                    "TxnID",
                    *money,
                ],
                self._document_rows(),
            ),
        ]

    def _document_rows(self):
        labels = dict(
            self.document_ids._fields["kind"]._description_selection(self.env)
        )
        return [
            [
                *(x.account_row_id.name or x.party_row_id.name, x.month, x.date),
                *(x.name, labels[x.kind], x.qb_id, *x._amounts()),
            ]
            for x in self.document_ids
        ]

    def _result_rows(self):
        """Return [label, value] of the head of a verification."""
        fields_shown = ("state_words", "notes", "odoo_words", "quickbooks_words")
        rows = [[self._fields[x].string, self[x]] for x in fields_shown]
        who = self.user_id.name or self.env._("the scheduled action")
        certificate = "✓" if self.is_certificate else "–"
        return [
            [self.env._("Company"), self.company_id.name],
            *rows,
            [self.env._("Asked by"), who],
            [self.env._("Asked on (UTC)"), self.asked_on],
            [self.env._("Certificate"), certificate],
        ]
