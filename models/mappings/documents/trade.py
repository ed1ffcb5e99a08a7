from types import MappingProxyType

from odoo import models
from odoo.fields import Domain
from odoo.tools import html2plaintext, plaintext2html

from ....core.money import ZERO, cents, money
from ....core.words import for_reader
from .document import STRANGE

WHILE_VOID = ("TxnDate", "RefNumber", "Void")
"""Paths that are still compared of a voided document, besides the party."""

OPENING = ("RefNumber", "Void")
"""Paths that are compared of an open item from before the cut-off date, likewise."""


class QbdTradeDocument(models.AbstractModel):
    """Shows the documents of both sides of trade: `account.move` with an open balance.

    Writing them: `qbd.trade.document.writing`.
    """

    _name = "qbd.trade.document"
    _inherit = [
        "qbd.document.numbers",
        "qbd.trade.meanings",
        "qbd.document.lines",
        "qbd.document",
    ]
    _description = "QuickBooks Invoices, Bills and Credits"

    _odoo_model = "account.move"
    _watch = ("account.move",)
    _move_type = None
    _totals = MappingProxyType(
        {}
    )  # {path: field}: amounts of both sides that must agree

    _match_profile = "documents"
    _match_texts = ("name", "ref", "qbd_ref_number", "amount_total", "amount_untaxed")

    def _total_paths(self):
        return tuple(self._totals)

    def _owed_by(self, canonical):
        if canonical.get("Void") or not canonical:
            return ZERO
        inbound = self.env["account.move"].get_inbound_types(include_receipts=False)
        total = self._owed_total(canonical, self._totals)
        return cents(total if self._move_type in inbound else -total)

    # -- which moves ----------------------------------------------------------

    def _records_domain(self):
        connection = self._stream().connection_id
        domain = [
            ("move_type", "=", self._move_type),
            ("state", "=", "posted"),
            ("company_id", "=", connection.company_id.id),
            ("qbd_opening", "=", False),
        ]
        if self._cut_off_date():
            domain.append((self._date_field(), ">=", self._cut_off_date()))
        return domain

    def _asked_domain(self):
        """Add the cancelled documents: QuickBooks may have one of them, and live."""
        cancelled = [
            ("state", "=", "cancel") if leaf[0] == "state" else leaf
            for leaf in self._under_cut_off(False)._records_domain()
        ]
        return super()._asked_domain() | (Domain(cancelled) & self._free_domain())

    def _is_asked_about(self, record, reasons):
        """A cancelled document is only asked about for its number."""
        return not self._is_cancelled(record) or "same_number" in reasons

    def _date_field(self):
        """Hook: return the field of the date that is compared with the cut-off date.

        Called when the records of the stream are looked for.
        """
        return "invoice_date"

    def _missing_settings(self):
        missing = super()._missing_settings()
        if not self._journal():
            missing.append(
                for_reader(self.env)._(
                    "A journal of the company for “%(list)s”: documents of QuickBooks"
                    " cannot be posted without it.",
                    list=self._type_title(),
                )
            )
        return missing

    def _records_left_out(self):
        """Count the receipts, and the documents of branches."""
        if self._move_type != self._settled_type:
            return ""
        company = self._stream().company_id
        own = ("company_id", "=", company.id)
        receipts = self._count_left_out([self._receipt_type], own)
        kinds, below = [self._settled_type, self._refund_type], company.child_ids
        branches = ("company_id", "child_of", below.ids)
        others = self._count_left_out(kinds, branches) if below else 0
        words = [
            self._words_of_receipts(receipts) if receipts else "",
            self._words_of_branches(below, others) if others else "",
        ]
        return "\n".join(filter(None, words))

    def _count_left_out(self, kinds, companies):
        domain = [("move_type", "in", kinds), ("state", "=", "posted"), companies]
        if self._cut_off_date():
            domain.append((self._date_field(), ">=", self._cut_off_date()))
        return self.env["account.move"].search_count(domain)

    def _words_of_branches(self, branches, number):
        return for_reader(self.env)._(
            "%(list)s and credits of the branches %(branches)s: %(number)s. A "
            "connection syncs the documents of its own company. Enter each in "
            "QuickBooks manually.",
            list=self._type_title(),
            branches=", ".join(branches.mapped("name")),
            number=number,
        )

    def _words_of_receipts(self, number):
        if self._is_sale():
            return for_reader(self.env)._(
                "Sales receipts in Odoo: %(number)s. They are not synced. Enter each "
                "in QuickBooks manually as a sales receipt; or cancel it in Odoo, "
                "and enter an invoice and its payment there.",
                number=number,
            )
        return for_reader(self.env)._(
            "Purchase receipts in Odoo: %(number)s. They are not synced. Enter each "
            "in QuickBooks manually as a check or credit card charge; or cancel it "
            "in Odoo, and enter a bill and its payment there.",
            number=number,
        )

    def _is_sale(self):
        return self._move_type in self.env["account.move"].get_sale_types()

    def _hint_domain(self, model):
        return [("move_type", "=", self._move_type), ("state", "=", "posted")]

    # -- Odoo's side ----------------------------------------------------------

    def _leaves_out(self, move, path):
        if move.state == "cancel":
            return path not in self._while_void()
        return bool(move.qbd_opening) and path not in (self._party_ref, *OPENING)

    def _while_void(self):
        return (self._party_ref, *WHILE_VOID)  # what is still compared of it

    def _txn_date(self, move):
        """Return the date it counts on: a lock date may have moved it in Odoo."""
        return move.date if move.state == "posted" else move.invoice_date

    def _owed_account(self, move):
        terms = move.line_ids.filtered(lambda x: x.display_type == "payment_term")
        return terms.account_id[:1]

    def _due_date(self, move):
        """Return the date of the last part; the move's own field follows its terms."""
        terms = move.line_ids.filtered(lambda x: x.display_type == "payment_term")
        dates = [date for date in terms.mapped("date_maturity") if date]
        return max(dates, default=move.invoice_date_due)

    def _memo(self, move):
        return html2plaintext(move.narration) if move.narration else None

    def _is_cancelled(self, move):
        return move.state == "cancel"

    def _effective_taxes(self, line):
        """Hook: return the taxes of a line that QuickBooks would compute as well.

        Called for each line that is shown or written.
        """
        return line.tax_ids

    def _referred_needed(self, move):
        """Add the items and accounts of the lines."""
        needed = super()._referred_needed(move)
        for name, ids in self._needed_by_lines(move).items():
            if ids:
                needed[name] = needed.get(name, set()) | ids
        return needed

    def _refers_anew(self, link, state):
        """Look at the items and accounts of the lines, too."""
        return super()._refers_anew(link, state) or any(
            self._line_refers_anew(lines, link, state)
            for lines in self._lists_of_lines()
        )

    def _line_refers_anew(self, lines, link, state):
        before = self._by_key(lines, link.odoo_image or {})
        paths = filter(None, map(lines.path_of, ("product_id", "account_id")))
        lost = [
            (path, before.get(row[lines.key]))
            for path in paths
            for row in state.get(lines.qb) or ()
            if lines.value(row, "price_subtotal") is not None and not row.get(path)
        ]
        return any(known is None or known.get(path) for path, known in lost)

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        canonical["Void"] = self._is_void(element) and self._is_worthless(canonical)
        if canonical["Void"]:
            kept = (*self._while_void(), *self._totals)
            return {p: v for p, v in canonical.items() if p in kept}
        self._normalise_lines(canonical, self._is_taxed(canonical))
        if "DueDate" in canonical and not canonical["DueDate"]:
            canonical["DueDate"] = canonical["TxnDate"]
        canonical = self._with_item_accounts(self._with_opened(canonical, element))
        strange = self._strange_items(element)
        return {**canonical, STRANGE: strange} if strange else canonical

    def _is_taxed(self, canonical):
        """Hook: tell whether QuickBooks adds tax to the taxable lines of an object.

        Called for each object that is read.
        """
        return False

    def _open_amounts(self, moves):
        moves = moves.filtered(lambda move: move.state == "posted")
        return {move.id: abs(move.amount_residual) for move in moves}

    def _narration(self, memo):
        return plaintext2html(memo) if memo else False

    def _open_difference(self, record, ours, theirs):
        words = super()._open_difference(record, ours, theirs)
        if not words:
            return ""
        used = self._settling_moves(record)
        advice = self._words_of_opening(record, used, ours < theirs)
        advice = advice or (ours < theirs and self._words_of_entries(used))
        return f"{words} {advice}" if advice else words

    def _settling_moves(self, move):
        """Return the documents and entries that settle a document in Odoo."""
        lines = self.env["qbd.posting"]._terms(move)
        rows = self.env["qbd.posting"]._applications(lines)
        return move.browse().union(*(row[1].move_id for row in rows))

    def _words_of_entries(self, moves):
        """Hook: say which entries settle a document in Odoo alone.

        Called where more is settled in Odoo than in QuickBooks.

        :param moves: the documents and entries that settle it in Odoo
        """
        return ""

    def _words_of_opening(self, move, used, is_settled_here):
        """Say that the use of items from before the cut-off date stays on its side."""
        used = used.filtered(lambda x: x.qbd_opening or x.origin_payment_id.qbd_opening)
        if not used and not move.qbd_opening:
            return ""
        names = ", ".join((used or move).mapped("display_name"))
        if is_settled_here:
            return for_reader(self.env)._(
                "The use of items from before the cut-off date is not synced "
                "(%(documents)s): apply them in QuickBooks manually in the same way.",
                documents=names,
            )
        return for_reader(self.env)._(
            "The use of items from before the cut-off date is not synced "
            "(%(documents)s): apply them in Odoo manually in the same way.",
            documents=names,
        )

    # -- what they wait for ---------------------------------------------------

    def _object_waits_for(self, canonical):
        return (
            self._object_refused_because(canonical)
            or self._not_yet(canonical)
            or super()._object_waits_for(canonical)
            or self._lacks_account(canonical)
        )

    def _object_refused_because(self, canonical):
        return self._lacks_opening(canonical) or self._words_of_lines(canonical)

    def _words_of_lines(self, canonical):
        """Hook: say which line of an object can never come to Odoo.

        Called for each object that has no record yet.
        """
        return self._words_of_strange_items(canonical)

    def _words_of_strange_items(self, canonical):
        """Items that no list has, although all items were read."""
        items = self._stream()._sibling("item")
        if not (items and items._reads() and items.watermark):
            return ""
        names = [
            name or qb_id
            for qb_id, name in (canonical.get(STRANGE) or {}).items()
            if not self._to_record("item", qb_id)
        ]
        if not names:
            return ""
        return for_reader(self.env)._(
            "Odoo has no equivalent of these QuickBooks items: %(items)s, e.g. fixed "
            "assets. Put other items on the lines in QuickBooks, or enter the "
            "document in Odoo manually and leave it unsynced.",
            items=", ".join(names),
        )

    def _strange_items(self, element):
        """Return {ListID: full name} of the items on its lines that have no link."""
        shown = {
            one.findtext("ListID"): one.findtext("FullName")
            for one in element.iter("ItemRef")
        }
        known = self._links_of_items(shown)
        return {one: name for one, name in shown.items() if one not in known}

    def _not_yet(self, canonical):
        """Hook: say why an object counts nothing in QuickBooks yet.

        Called for each object that has no record yet.
        """
        return ""

    def _record_impossible_because(self, move):
        """Refuse a document with a unit, a currency … that QuickBooks lacks."""
        return (
            self._words_of_foreign_party(move)
            or self._words_of_move(move)
            or self._words_of_discounts(move)
            or self._words_of_units(move)
        )

    def _record_waits_for(self, move):
        if move.state != "draft":
            return self._waiting_for_accounts(move).get(move.id, "")
        return for_reader(self.env)._(
            "This document is a draft in Odoo, and goes to QuickBooks when it is "
            "posted."
        )

    # -- rule 9: money is read back -------------------------------------------

    def _money_difference(self, move, quickbooks):
        """Return both figures and advice, in words; "" if they agree."""
        if not self._is_present(move) or move.state == "cancel" or move.qbd_opening:
            return ""
        if quickbooks.get("Void") or any(
            quickbooks.get(path) is None for path in self._totals
        ):
            return ""
        theirs = [money(quickbooks[path]) for path in self._totals]
        ours = [money(move[name]) for name in self._totals.values()]
        return self._words_of_difference(move, ours, theirs)

    def _words_of_difference(self, move, ours, theirs):
        """Return the amounts of both sides and the advice, "" if they agree.

        :param ours: list of Decimals, of the fields in `_totals`
        :param theirs: list of Decimals, of the paths in `_totals`
        """
        ours, theirs = [cents(one) for one in ours], [cents(one) for one in theirs]
        if ours == theirs:
            return ""
        own = self._words_of_move(move)  # the lines that are compared are alike then
        posting, currency = self.env["qbd.posting"], move.currency_id
        our_sum, *our_tax = [posting._formatted(currency, one) for one in ours]
        their_sum, *their_tax = [posting._formatted(currency, one) for one in theirs]
        if not our_tax:
            return for_reader(self.env)._(
                "In Odoo %(ours)s, in QuickBooks %(theirs)s. %(advice)s",
                ours=our_sum,
                theirs=their_sum,
                advice=own or self._advice(False),
            )
        return for_reader(self.env)._(
            "In Odoo %(ours)s and %(our_tax)s tax, in QuickBooks %(theirs)s and"
            " %(their_tax)s tax. %(advice)s",
            ours=our_sum,
            our_tax=our_tax[0],
            theirs=their_sum,
            their_tax=their_tax[0],
            advice=own or self._advice(ours[0] == theirs[0]),
        )

    def _advice(self, only_tax):
        """Hook: say how figures that differ are brought together.

        :param only_tax: whether the amounts without tax agree
        """
        return for_reader(self.env)._("Compare their lines.")
