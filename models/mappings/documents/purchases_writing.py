from itertools import chain

from odoo import models
from odoo.tools import SQL

from ....core.money import money
from ....core.words import for_reader
from .lines import TEXTS
from .payment import ROWS
from .purchases import EXPENSES, STOCKED


class QbdPurchaseDocumentWriting(models.AbstractModel):
    """Writes bills and vendor credits: their taxes are expense lines in QuickBooks."""

    _name = "qbd.purchase.document.writing"
    _inherit = "qbd.trade.document.writing"
    _description = "QuickBooks Purchase Documents: Writing"

    # -- to Odoo --------------------------------------------------------------

    def _line_figures(self, move, odoo, state, total, retaxed=False):
        """Return the figures of the lines, and of the taxes, which stay QuickBooks'.

        Odoo would take them from the lines again with the next change of a person.
        """
        known = {
            self._line_key(lines, line): line
            for lines, line in self._listed(move)
            if line.display_type == "tax"
        }
        (lines,) = (one for one in self._lists_of_lines() if one.qb == EXPENSES)
        rows = state.get(EXPENSES) or []
        taxes = self._apart(
            move,
            {
                row[lines.key]: self._figures_of_tax(move, lines, known, row)
                for row in rows
                if row[lines.key] in known
            },
        )
        others = [row for row in rows if row[lines.key] not in taxes]
        state = {**state, EXPENSES: others}
        figures = super()._line_figures(move, odoo, state, None, False)
        figures["lines"] = self._in_place(move, state, figures["lines"])
        if not known:
            return figures
        return {"lines": figures["lines"], "taxes": [*chain(*taxes.values())]}

    def _known_lines(self, move, odoo):
        """Leave out the lines of taxes: their figures are apart."""
        found = super()._known_lines(move, odoo)
        return {key: one for key, one in found.items() if one[0].display_type != "tax"}

    @staticmethod
    def _apart(move, figures):
        """Return the figures of taxes that Odoo keeps apart, the first of each kind.

        It has one line of a tax on an account; others are expenses without a tax.

        :param figures: {key of a row: figures}
        """
        found = {}
        for key, (figure, *_rest) in figures.items():
            tax = {
                **figure,
                "tax_repartition_line_id": figure["repartition"].id,
                "group_tax_id": figure["group"],
            }
            found.setdefault(move._qbd_tax_key(tax), key)
        return {key: figures[key] for key in found.values()}

    def _in_place(self, move, state, figures):
        """Return the figures in the order of the lines in Odoo, texts of Odoo's own
        between them: QuickBooks has no texts, and lists its expenses first.

        :param figures: those of the rows of `state`, list by list
        """
        printed = list(self._printed(move))
        places = {
            (lines.qb, self._line_key(lines, line)): printed.index(line)
            for lines, line in self._listed(move)
            if line in printed
        }
        at, last = [], {}
        for lines, row in self._rows(state):
            before = last.get(lines.qb, -1)
            usual = before if before >= 0 else len(printed)
            place = max(before, places.get((lines.qb, row[lines.key]), usual))
            last[lines.qb] = place
            at.append(place)
        known = {line for _lines, line in self._listed(move)}
        texts = [x for x in printed if x.display_type in TEXTS and x not in known]
        placed = [(printed.index(line), {"line": line}) for line in texts]
        placed += zip(at, figures, strict=True)
        return [figure for _place, figure in sorted(placed, key=lambda x: x[0])]

    def _figures_of_tax(self, move, lines, known, row):
        """Return the tax lines of a row of QuickBooks as `qbd.posting` takes them.

        Those of other analytic distributions keep their amounts.

        :param known: {key of a row: tax line}
        """
        line = known[row[lines.key]]
        amount = money(lines.value(row, "price_subtotal"))
        figures = [{}]
        for other in self._tax_rows(move)[line] - line:
            part = money(other.amount_currency * move.direction_sign)
            figures.append(self._tax_figure(lines, other, row, part))
            amount -= part
        figures[0] = {
            **self._tax_figure(lines, line, row, amount),
            **self._identity(lines, row[lines.key]),
        }
        return figures

    def _tax_figure(self, lines, line, row, amount):
        account = self._to_record("account", lines.value(row, "account_id"))
        return {
            "tax": line.tax_line_id,
            "repartition": line.tax_repartition_line_id,
            "base": abs(money(line.tax_base_amount)),
            "amount": amount,
            "group": line.group_tax_id.id,
            "account_id": account.id or line.account_id.id,
            "name": lines.value(row, "name") or line.name,
            "analytic_distribution": line.analytic_distribution or False,
        }

    def _line_taxes(self, line, taxable, taxes):
        """Return the taxes of a line in Odoo: QuickBooks knows of none."""
        return line.tax_ids if line else taxes

    # -- to QuickBooks --------------------------------------------------------

    def _refuses_document(self, move):
        words = super()._refuses_document(move)
        if words or move.currency_id.compare_amounts(move.amount_total, 0) > 0:
            return words
        return for_reader(self.env)._(
            "The total is zero. QuickBooks is not known to accept such a bill or "
            "credit: enter it there manually."
        )

    def _refuses_lines(self, move, link):
        return super()._refuses_lines(move, link) or self._refuses_stock(move)

    def _refuses_stock(self, move):
        """Refuse goods that Odoo books elsewhere: QuickBooks takes no account for them.

        :return: words, "" if there are none
        """
        items, accounts = self._stocked(move), move.line_ids.account_id
        known = self._links_of("account", accounts.ids) if items else {}
        for lines, line in self._listed(move):
            asset = lines.path_of("product_id") and items.get(line.product_id.id)
            ours = known.get(line.account_id.id)
            if not asset or (ours and ours.qb_id == asset):
                continue
            (name,) = self._names_of_objects([("account", asset)], {})
            return for_reader(self.env)._(
                "“%(line)s” is in stock: QuickBooks posts it to its inventory account"
                " (%(theirs)s), and Odoo has it on %(ours)s. Choose the counterpart of"
                " the inventory account on the line.",
                line=line.product_id.display_name,
                theirs=name,
                ours=line.account_id.display_name,
            )
        return ""

    def _stocked(self, move):
        """Return {product id: ListID of the asset account} of items kept in stock."""
        products = move.invoice_line_ids.product_id
        found = {}
        for product_id, link in self._links_of("item", products.ids).items():
            shown = link.quickbooks_seen or link.quickbooks_image or {}
            if link.qb_type in STOCKED and shown.get("AssetAccountRef"):
                found[product_id] = shown["AssetAccountRef"]
        return found

    def _row_to_send(self, lines, row, changed):
        """Leave out the account of goods in stock, which QuickBooks knows itself."""
        sent = super()._row_to_send(lines, row, changed)
        item = lines.value(row, "product_id")
        link = self._links_of_items([item]).get(item) if item else None
        if link and link.qb_type in STOCKED:
            sent.pop(lines.path_of("account_id"), None)
        return sent

    def _priced(self, lines, row):
        """Return quantity and amount: QuickBooks works out the cost."""
        value = lines.value(row, "price_subtotal")
        sent = {lines.path_of("price_subtotal"): value}
        counted = lines.value(row, "quantity")
        if counted is not None and (money(counted) or not money(value)):
            sent[lines.path_of("quantity")] = counted
        return sent

    # -- refused by QuickBooks ------------------------------------------------

    def _words_of_obstacle(self, op, link):
        """Name the payments and credits that settle a bill in QuickBooks."""
        names = self._settled_by(link) if link.qb_id else ""
        if not names:
            return ""
        return for_reader(self.env)._(
            "In QuickBooks it is settled by %(documents)s: cancel or unapply that "
            "first, then this document is sent again.",
            documents=names,
        )

    def _settled_by(self, link):
        links = self.env["qbd.link"]
        links.flush_model(["quickbooks_image", "state"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM qbd_link WHERE connection_id = %s AND space = %s"
                " AND id != %s AND state != 'gone' AND qb_id IS NOT NULL"
                " AND (quickbooks_image -> %s)::text LIKE %s ORDER BY id",
                *(link.connection_id.id, self._space, link.id),
                *(ROWS, f'%"{link.qb_id}"%'),
            )
        )
        found = links.browse([row[0] for row in rows])
        return ", ".join(found.mapped("display_label"))
