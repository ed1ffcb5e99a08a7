from decimal import ROUND_HALF_UP, Decimal

from odoo import fields, models

from ....core.errors import ValueRefused
from ....core.qbxml.fields import GROUP

CENT = Decimal("0.01")
PRICED = ("Quantity", "Rate", "Amount")


def rounded(quantity, rate):
    """Return quantity times rate as QuickBooks rounds it, as Decimal."""
    product = Decimal(quantity) * Decimal(rate)
    return product.quantize(CENT, rounding=ROUND_HALF_UP)


class QbdSalesDocumentWriting(models.AbstractModel):
    """Writes invoices and credit memos: figures for Odoo, lines for QuickBooks."""

    _name = "qbd.sales.document.writing"
    _description = "QuickBooks Sales Documents: Writing"

    # -- to Odoo --------------------------------------------------------------

    def _create_records(self, objects):
        figures = [self._figures_of_object(canonical) for canonical in objects]
        return self.env["qbd.posting"]._create_documents(figures)

    def _update_pair(self, pair):
        """Apply QuickBooks' changes to the move, except values that Odoo will send."""
        move, pull = self._browse(pair.record_id), pair.merged.pull
        posting = self.env["qbd.posting"]
        if pull.get("Void"):
            self._deactivate_record(move)
            return
        if move.qbd_opening:
            self._update_opening(move, pull)
            return
        kept = {*pair.merged.push, *pair.merged.conflicts} - {"Void"}
        reopened = True if "Void" in pull else None
        figures = self._figures_of_pair(move, pair, kept)
        self._read_again(posting._change_document(move, figures, post=reopened))

    def _update_opening(self, move, pull):
        if "RefNumber" in pull:
            move.ref = pull["RefNumber"]

    def _figures_of_object(self, canonical):
        if self._is_opening(canonical):
            return self._figures_of_opening(canonical)
        rows = canonical[self._lines_path] or []
        return self._figures(canonical, rows, {}, canonical.get("SalesTaxTotal"))

    def _figures_of_pair(self, move, pair, kept):
        """Return figures, QuickBooks' to the cent if none of Odoo's is kept.

        Values that QuickBooks did not change stay as in Odoo: QuickBooks may hold less
        of them, a shorter number or "?" for a letter.
        """
        pull, path = pair.merged.pull, self._lines_path
        state = {**pair.quickbooks, **pair.odoo, **pull}
        header = {name: state[name] for name in pair.quickbooks}
        own = {path.partition("/")[0] for path in kept}
        rows = state[path]
        known = {self._line_key(line): line for line in self._printed(move)}
        known = {key: (line, self._row_of(pair, key)) for key, line in known.items()}
        mixed = own & {path, "ItemSalesTaxRef"}
        total = None if mixed else pair.quickbooks.get("SalesTaxTotal")
        figures = self._figures(header, rows, known, total, move)
        return {**figures, **self._kept_words(move, pull)}

    @staticmethod
    def _kept_words(move, pull):
        """Return the texts that QuickBooks did not change, in full."""
        words = (("RefNumber", "ref"), ("Memo", "narration"))
        return {name: move[name] for path, name in words if path not in pull}

    def _row_of(self, pair, key):
        """Return a line of Odoo as it was compared, {} if it was not."""
        rows = pair.odoo.get(self._lines_path) or ()
        return next((row for row in rows if row["TxnLineID"] == key), {})

    def _figures(self, header, rows, known, tax_total, move=None):
        """Return the figures of a document, as `qbd.posting` takes them.

        :param known: {key of a line: (line of the move, its canonical form)}
        :param tax_total: QuickBooks' tax; None: computed as QuickBooks would
        """
        partner = self._partner_for(header, move)
        tax = self._tax_for(header, move)
        lines = [self._figure_line(row, known, tax) for row in rows]
        base = sum(Decimal(str(x["amount"])) for x in lines if x.get("tax_ids"))
        return {
            "move_type": self._move_type,
            "journal_id": (move.journal_id or self._journal()).id
            if move
            else self._journal().id,
            "partner_id": partner.id,
            "account_id": self._account_for(header, partner).id,
            "ref": header.get("RefNumber"),
            "qbd_po_number": header.get("PONumber"),
            "invoice_date": header["TxnDate"],
            "invoice_date_due": header.get("DueDate") or header["TxnDate"],
            "invoice_payment_term_id": self._term_for(header).id,
            "narration": self._narration(header.get("Memo")),
            "lines": lines,
            "taxes": self._taxes(tax, base, tax_total),
            **({} if move else self._sold_by(partner)),
            **self._numbered(header, move),
        }

    def _sold_by(self, partner):
        """Return the customer's salesperson, as the sync sells nothing itself."""
        user = partner.user_id or partner.commercial_partner_id.user_id
        return {"invoice_user_id": user.id}

    def _taxes(self, tax, base, total):
        if not tax:
            return []
        if total is None:
            total = sum(
                (base * Decimal(str(leaf.amount)) / 100).quantize(CENT, ROUND_HALF_UP)
                for leaf in tax.flatten_taxes_hierarchy()
            )
        shares = self.env["qbd.posting"]._split_tax(tax, base, total)
        return [one for one in shares if one["amount"]]

    def _partner_for(self, header, move):
        """Return the partner; a contact or address of the customer stays."""
        partner = self._to_record(self._party_mapping, header[self._party_ref])
        same = move and self._customer(move) == partner
        return move.partner_id if same else partner

    def _account_for(self, header, partner):
        account = header.get(self._owed_ref)
        found = self._to_record("account", account) if account else None
        company = self._stream().company_id
        return found or partner.with_company(company)[self._owed_property]

    def _term_for(self, header):
        """Return the terms, if the document is due accordingly.

        Odoo has either terms or a date of its own: with terms it computes the date.
        """
        none = self.env["account.payment.term"]
        terms = header.get("TermsRef") and self._to_record("terms", header["TermsRef"])
        if not terms or not header.get("DueDate"):
            return terms or none
        start = fields.Date.to_date(header["TxnDate"])
        due = max(line._get_due_date(start) for line in terms.line_ids)
        return terms if fields.Date.to_string(due) == header["DueDate"] else none

    def _tax_for(self, header, move):
        tax = header.get("ItemSalesTaxRef")
        if tax:
            return self._to_record("sales_tax", tax)
        return self._sales_tax(move) if move else self.env["account.tax"]

    def _journal(self):
        connection = self._stream().connection_id
        return connection[self._journal_setting] or self._cached_in_batch(
            "journal",
            lambda: self.env["account.journal"].search(
                [
                    ("type", "=", self._journal_type),
                    ("company_id", "=", connection.company_id.id),
                ],
                limit=1,
            ),
        )

    def _numbered(self, header, move):
        """Use QuickBooks' number in Odoo, if a journal is kept for this."""
        connection, number = self._stream().connection_id, header.get("RefNumber")
        journal = self._journal()
        if move or not number or not connection.numbers_from_quickbooks:
            return {}
        domain = [("journal_id", "=", journal.id), ("name", "=", number)]
        taken = self._cached_in_batch("numbers", set)
        if number in taken or self.env["account.move"].search_count(domain, limit=1):
            return {}
        taken.add(number)
        return {"name": number}

    def _figure_line(self, row, known, tax):
        line, before = known.get(row["TxnLineID"], (None, {}))
        figure = {
            "qbd_txn_line_id": self._txn_line_id(row, line),
            "name": row.get("Desc"),
        }
        if "Amount" not in row:
            kind = line.display_type if line else self._kind_of_text(row)
            return {**figure, "display_type": kind}
        product = self._product_for(row, line, before)
        taxes = tax.ids if row.get("Taxable") and tax else []
        figure.update(
            display_type="product",
            product_id=product.id,
            amount=Decimal(row["Amount"]),
            tax_ids=taxes,
            account_id=self._account_of(row, product, line, before).id,
            **self._price(row, line, before),
        )
        return figure

    @staticmethod
    def _txn_line_id(row, line):
        key = row["TxnLineID"]
        if key and not key.startswith("odoo:"):
            return key
        return line.qbd_txn_line_id if line else False

    @staticmethod
    def _kind_of_text(row):
        return "line_section" if row.get(GROUP) == row["TxnLineID"] else "line_note"

    def _product_for(self, row, line, before):
        if line and before.get("ItemRef") == row.get("ItemRef"):
            return line.product_id
        item = row.get("ItemRef")
        if not item:
            return self.env["product.product"]
        return self._to_record("item", item)

    def _account_of(self, row, product, line, before):
        """Return the account of a line, which stays unless the item changes."""
        if line and line.product_id == product and line.account_id:
            return line.account_id
        product = product or self._stream().connection_id.default_item_id
        account = self._usual_account(product) if product else None
        return account or self._journal().default_account_id

    def _price(self, row, line, before):
        """Return quantity and price; the line's own if they did not change."""
        if line and all(row.get(path) == before.get(path) for path in PRICED):
            names = ("quantity", "price_unit", "discount")
            return {name: line[name] for name in names}
        amount, quantity = Decimal(row["Amount"]), Decimal(row.get("Quantity") or 1)
        rate = row.get("Rate")
        if not quantity:
            return {"quantity": 1.0, "price_unit": float(amount)}
        if rate is None or rounded(quantity, rate) != amount:
            rate = amount / quantity
        return {"quantity": float(quantity), "price_unit": float(rate)}

    def _figures_of_opening(self, canonical):
        """Return the open balance of a document from before the cut-off date."""
        partner = self._partner_for(canonical, None)
        account = self._stream().connection_id.opening_account_id
        line = {
            "name": self.env._(
                "Open at the cut-off date: %s", canonical.get("RefNumber") or ""
            ),
            "amount": Decimal(canonical[self._open_element]),
            "account_id": account.id,
            "quantity": 1.0,
            "price_unit": float(canonical[self._open_element]),
        }
        return {
            "move_type": self._move_type,
            "journal_id": self._journal().id,
            "partner_id": partner.id,
            "account_id": self._account_for(canonical, partner).id,
            "ref": canonical.get("RefNumber"),
            "invoice_date": canonical["TxnDate"],
            "invoice_date_due": canonical.get("DueDate") or canonical["TxnDate"],
            "qbd_opening": True,
            "lines": [line],
            "taxes": [],
            **self._sold_by(partner),
        }

    def _deactivate_record(self, move):
        self._read_again(self.env["qbd.posting"]._cancel_document(move))

    def _take_figures(self, move, quickbooks):
        """Set QuickBooks' lines and tax in Odoo, to the cent, as a user decided."""
        known = {self._line_key(line): line for line in self._printed(move)}
        state = self._canonical_records(move)[move.id]
        rows = {row["TxnLineID"]: row for row in state[self._lines_path]}
        known = {key: (line, rows[key]) for key, line in known.items()}
        lines = quickbooks[self._lines_path]
        total = quickbooks["SalesTaxTotal"]
        figures = self._figures(quickbooks, lines, known, total, move)
        figures.update(self._kept_words(move, pull=()))
        self.env["qbd.posting"]._change_document(move, figures)

    # -- to QuickBooks --------------------------------------------------------

    def _record_refused_because(self, state, link):
        move = self._browse(link.record_id)
        return self._refuses_document(move) or self._refuses_lines(move)

    def _refuses_document(self, move):
        if move.currency_id != move.company_id.currency_id:
            return self.env._(
                "It is in %(currency)s. Only documents in the currency of the company"
                " go to QuickBooks.",
                currency=move.currency_id.name,
            )
        taxes = self._sales_tax(move)
        if len(taxes) > 1:
            return self.env._(
                "It has more than one tax (%(taxes)s). QuickBooks takes one tax or one"
                " group for all lines of a document: make a group of them in both.",
                taxes=", ".join(taxes.mapped("name")),
            )
        return ""

    def _refuses_lines(self, move):
        for line in self._printed(move):
            if line.display_type == "product" and not self._item(line):
                return self.env._(
                    "The line “%(line)s” has no product. Give it one, or choose on the"
                    " connection a product for lines without one.",
                    line=(line.name or "")[:60],
                )
        return ""

    def _complete_add(self, values):
        values = super()._complete_add(dict(values))
        rows = values.get(self._lines_path) or []
        if any(row.get("Taxable") for row in rows):
            values["CustomerSalesTaxCodeRef"] = self._code(True)
        values[self._lines_path] = [self._row_to_send(row, row) for row in rows]
        return values

    def _complete_mod(self, values, canonical):
        path = self._lines_path
        if path in values:
            values = {**values, path: self._rows_of_mod(values[path], canonical)}
        return values

    def _rows_of_mod(self, lines, canonical):
        """Return all remaining lines by their ids, with the changed values."""
        now = {row["TxnLineID"]: row for row in canonical.get(self._lines_path) or ()}
        rows = []
        for row in lines:
            current = now.get(row["TxnLineID"], {})
            changed = {path: v for path, v in row.items() if path != "TxnLineID"}
            sent = self._row_to_send({**current, **changed}, changed) if changed else {}
            sent["TxnLineID"] = row["TxnLineID"]
            sent[GROUP] = current.get(GROUP)
            rows.append(sent)
        return self._without_whole_groups(rows, now)

    def _without_whole_groups(self, rows, now):
        """Name an unchanged group alone, without its lines."""
        whole = set(now) & {row[GROUP] for row in rows}
        for group in [*whole]:
            before = [key for key, row in now.items() if row.get(GROUP) == group]
            after = [row for row in rows if row[GROUP] == group]
            untouched = all(set(row) == {"TxnLineID", GROUP} for row in after)
            if len(before) != len(after) or not untouched:
                whole.discard(group)
        return [r for r in rows if r[GROUP] not in whole or r["TxnLineID"] == r[GROUP]]

    def _row_to_send(self, row, changed):
        """Return the values of a line to send.

        :param row: all of the line
        :param changed: its changed values
        """
        sent = {path: changed[path] for path in ("ItemRef", "Desc") if path in changed}
        if "Amount" not in row:
            return sent
        if any(path in changed for path in PRICED):
            sent.update(self._priced(row))
        if "Taxable" in changed:
            code = self._code(changed["Taxable"])
            sent.update({"SalesTaxCodeRef": code} if code else {})
        if changed.get("OverrideItemAccountRef"):
            sent["OverrideItemAccountRef"] = changed["OverrideItemAccountRef"]
        return sent

    def _priced(self, row):
        """Return rate and quantity if they give the amount, else the amount itself."""
        quantity, rate, value = (row.get(path) for path in PRICED)
        if self._kind_of_item(row.get("ItemRef")) == "ItemDiscount" or not quantity:
            return {"Amount": value}
        if rate is not None and rounded(quantity, rate) == Decimal(value):
            return {"Quantity": quantity, "Rate": rate}
        return {"Quantity": quantity, "Amount": value}

    def _code(self, taxable):
        """Return the ListID of the sales tax code for taxable lines, or for others."""
        codes = self._cached_in_batch("tax codes", self._tax_codes)
        fitting = sorted(
            (name not in ("Tax", "Non"), name, qb_id)
            for qb_id, (name, is_taxable) in codes.items()
            if is_taxable == taxable
        )
        if not fitting and not taxable:
            return None  # no sales tax in this company file
        if not fitting:
            raise ValueRefused(
                self.env._(
                    "QuickBooks' sales tax codes were not read yet: switch on the list"
                    " Sales tax codes on the connection."
                )
            )
        return fitting[0][2]
