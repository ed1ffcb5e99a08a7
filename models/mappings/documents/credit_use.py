from decimal import Decimal
from types import MappingProxyType

from lxml import etree

from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.errors import ValueRefused
from ....core.money import cents, money
from ....core.qbxml.fields import Field
from ....core.qbxml.values import many, text
from ....core.words import for_reader

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


USED = Field("UsedFor", "_used_for", many(text()), virtual=True, label=_lt("Used for"))
"""What a credit memo is used for, as "TxnID amount" of each invoice. QuickBooks shows
it as LinkedTxn, and takes it as the SetCredit of a payment of nothing."""


REFUNDS = ("ARRefundCreditCard", "Check", "CreditCardCredit", "Deposit")
"""Types of QuickBooks that pay a credit back, shown as linked transactions of it."""


def credit_request(qb_type, payer, plain, credit_id, more):
    """Return an Add of a payment of no money that uses a credit.

    :param str qb_type: of the payment
    :param payer: {path: ListID}, in QuickBooks' order
    :param plain: {path: text} behind it
    :param credit_id: TxnID of the credit
    :param more: {TxnID: Decimal} of the documents that it settles
    """
    request = etree.Element(f"{qb_type}AddRq")
    payment = etree.SubElement(request, f"{qb_type}Add")
    for path, qb_id in payer.items():
        reference = etree.SubElement(payment, path)
        etree.SubElement(reference, "ListID").text = qb_id
    for path, value in plain.items():
        etree.SubElement(payment, path).text = value
    for txn_id, value in sorted(more.items()):
        if value:
            row = etree.SubElement(payment, "AppliedToTxnAdd")
            etree.SubElement(row, "TxnID").text = txn_id
            credit = etree.SubElement(row, "SetCredit")
            etree.SubElement(credit, "CreditTxnID").text = credit_id
            etree.SubElement(credit, "AppliedAmount").text = f"{value:.2f}"
    return request


class QbdCreditUse(models.AbstractModel):
    """Syncs the use of credits for invoices, as part of a credit memo.

    Using a credit changes neither EditSequence nor TimeModified of the documents: its
    use in QuickBooks shows when open balances are compared.
    """

    _name = "qbd.credit.use"
    _description = "QuickBooks Credits Used for Invoices"

    _balance_moves_silently = True
    _freed_paths = ("UsedFor",)
    _payment_qb_type = "ReceivePayment"  # the type that uses credits
    _payment_plain = MappingProxyType({})  # elements that each of these payments has

    # -- Odoo's side ----------------------------------------------------------

    def _used_moves(self, move):
        """Return {invoice: amount} that a credit note settles, without open items."""
        found, settled = {}, self._debts_of(move)[1]
        amounts = self.env["qbd.posting"]._applied_amounts(self._due_lines(move))
        for line, value in amounts.items():
            invoice = line.move_id
            if self._is_settled_like(invoice, settled) and not invoice.qbd_opening:
                found[invoice] = found.get(invoice, 0.0) + value
        return found

    def _debts_of(self, move):
        """Hook: return mapping and type of the documents that a credit settles.

        Called for each credit. Mappings override it whose records are of both sides.
        """
        return self._settled, self._settled_type

    def _used_for(self, move):
        used = self._used_moves(move)
        name = self._debts_of(move)[0]
        links = self._links_of(name, [invoice.id for invoice in used]) if used else {}
        known = {
            links[invoice.id].qb_id: value
            for invoice, value in used.items()
            if invoice.id in links and links[invoice.id].qb_id
        }
        return self._in_words(known)

    @staticmethod
    def _in_words(amounts):
        """Return amounts as sorted texts, None if there are none.

        :param amounts: {TxnID: amount}
        """
        return (
            sorted(f"{one} {Decimal(str(v)):.2f}" for one, v in amounts.items()) or None
        )

    @staticmethod
    def _in_figures(words):
        """Return {TxnID: amount as Decimal}."""
        pairs = (one.rpartition(" ") for one in words or ())
        return {txn_id: Decimal(value) for txn_id, _space, value in pairs}

    def _settled_ids(self, canonical):
        return [*self._in_figures(canonical.get("UsedFor"))]

    def _referred_by_lines(self, moves):
        """Add the settled invoices: they go to QuickBooks first."""
        used = [invoice.id for move in moves for invoice in self._used_moves(move)]
        return {**super()._referred_by_lines(moves), self._settled: set(used)}

    def _referred_needed(self, move):
        needed = super()._referred_needed(move)
        return {name: ids for name, ids in needed.items() if name != self._settled}

    # -- money paid back -----------------------------------------------------

    def _note_open(self, element):
        """Note the transactions that paid a credit back, to name them."""
        refunds = [
            one
            for one in self._linked_txns(element) or ()
            if one.findtext("TxnType") in REFUNDS
        ]
        noted = self._cached_in_batch("refunds of credits", dict)
        noted[element.findtext(self._id_tag)] = [self._refund(x) for x in refunds]

    def _refund(self, element):
        values = (element.findtext(name) for name in ("TxnType", "RefNumber"))
        return {
            "kind": " ".join(filter(None, values)),
            "date": element.findtext("TxnDate"),
            "amount": self.env["qbd.posting"]._formatted(
                self._stream().company_id.currency_id,
                abs(money(element.findtext("Amount") or 0)),
            ),
        }

    def _open_difference(self, record, ours, theirs):
        words = super()._open_difference(record, ours, theirs)
        link = self._links_of(self._mapping_name(), record.ids).get(record.id)
        noted = self._cached_in_batch("refunds of credits", dict)
        refunds = noted.get(link.qb_id) if words and link else None
        if not refunds:
            return self._with_opening(record, words)
        named = ", ".join(
            for_reader(self.env)._("%(kind)s of %(date)s: %(amount)s", **one)
            for one in refunds
        )
        return for_reader(self.env)._(
            "%(difference)s QuickBooks paid it back (%(refunds)s). Press Pay on the "
            "credit in Odoo and enter the same amount; this question then closes.",
            difference=words,
            refunds=named,
        )

    def _with_opening(self, record, words):
        """Say what to do where a document from before the cut-off date is settled.

        Of these only the open balance is known, so that their use is not sent.
        """
        lines = self._due_lines(record)
        others = self.env["qbd.posting"]._applied_amounts(lines) if words else ()
        documents = self.env["account.move"].union(*(line.move_id for line in others))
        if not record.qbd_opening:
            documents = documents.filtered("qbd_opening")
        if not documents:
            return words
        return for_reader(self.env)._(
            "%(difference)s In Odoo it is applied to %(documents)s, and one of them is "
            "from before the cut-off date: apply it in QuickBooks manually as well, or "
            "undo it in Odoo. This question then closes.",
            difference=words,
            documents=", ".join(documents.mapped("display_name")),
        )

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        canonical = super()._normalise_object(canonical, element, image)
        if canonical["Void"]:
            return canonical
        linked = self._linked_txns(element)
        if not linked and self._may_be_used(canonical, image, linked):
            canonical.pop("UsedFor")
            if "UsedFor" in image:
                canonical["UsedFor"] = image["UsedFor"]
            return canonical
        here = self._settled_there()
        canonical["UsedFor"] = self._in_words(
            {
                one.findtext("TxnID"): abs(Decimal(one.findtext("Amount") or 0))
                for one in linked or ()
                if one.findtext("TxnType") in here
                and self._is_here(one.findtext("TxnID"))
            }
        )
        return canonical

    def _may_be_used(self, canonical, image, linked):
        """Hook: return whether a credit that shows no transactions may be used.

        An answer to an Add or Mod does not show them. Called for each object.

        :param linked: None if they may have been left out, else []
        """
        used = Decimal(canonical["TotalAmount"] or 0)
        return bool(used - Decimal(canonical["CreditRemaining"] or 0))

    def _is_here(self, txn_id):
        """Return whether Odoo has the invoice; open items come without credits."""
        invoice = self._to_record(self._settled, txn_id)
        return bool(invoice) and not invoice.qbd_opening

    def _refers_to(self):
        return super()._refers_to() | {*self._meant_by(self._settled)}

    # -- writing to Odoo ------------------------------------------------------

    def _create_records(self, objects):
        moves = super()._create_records(objects)
        for move, canonical in zip(moves, objects, strict=True):
            if canonical.get("UsedFor") and not move.qbd_opening:
                self._use(move, canonical["UsedFor"])
        return moves

    def _update_pair(self, pair):
        if pair.merged.pull.keys() == {"UsedFor"}:
            return self._use_of_pair(pair)
        result = super()._update_pair(pair)
        self._use_of_pair(pair)
        return result

    def _use_of_pair(self, pair):
        move = self._browse(pair.record_id)
        if "UsedFor" in pair.merged.pull and move.state == "posted":
            self._use(move, pair.merged.pull["UsedFor"])

    def _use(self, move, words):
        """Settle invoices with a credit note: these amounts and no others."""
        posting, own = self.env["qbd.posting"], self._due_lines(move)
        wanted, partials = self._in_figures(words), {}
        for _own, other, _value, partial in posting._applications(own):
            invoice = other.move_id
            partials[invoice] = partials.get(invoice, partial.browse()) | partial
        used, settled = self._used_moves(move), self._debts_of(move)[0]
        links = self._links_of(settled, [invoice.id for invoice in used])
        for invoice, value in used.items():
            qb_id = links[invoice.id].qb_id if invoice.id in links else None
            if qb_id and wanted.get(qb_id) == cents(value):
                del wanted[qb_id]
            else:
                partials[invoice].unlink()
        for qb_id, value in wanted.items():
            invoice = self._to_record(settled, qb_id)
            lines = self._due_lines(invoice)
            posting._apply(self._by_instalment(own, lines, value))

    def _due_lines(self, move):
        """Return the lines of a document that are open, the first due ones first."""
        lines = self._debt_lines(move)
        return lines.sorted(lambda x: (x.date_maturity or x.date, x.id))

    @staticmethod
    def _by_instalment(own, others, value):
        """Return [(line, other line, amount)]: the first instalments come first.

        A rest that is not open on both sides is left to the last ones, to be refused.
        """
        left = {line: money(abs(line.amount_residual)) for line in own | others}
        found = {}
        for one in own:
            for other in others:
                part = min(value, left[one], left[other])
                if part > 0:
                    found[one, other] = part
                    left[one] -= part
                    left[other] -= part
                    value -= part
        if value:
            last = (own[-1:], others[-1:])
            found[last] = found.get(last, 0) + value
        return [(*pair, part) for pair, part in found.items()]

    # -- to QuickBooks --------------------------------------------------------

    def _part_of_add(self, state):
        """Leave out the use of a new credit memo: both sides know it has none."""
        return {**state, "UsedFor": None}

    def _choose_operation(self, changed, pair):
        """Send the use of a credit in its own message; other changes follow."""
        if "UsedFor" in changed and not changed.get("Void"):
            return "use", {"UsedFor": changed["UsedFor"]}
        return super()._choose_operation(changed, pair)

    def _request_other(self, op, link, changed, pair):
        if op != "use":
            return super()._request_other(op, link, changed, pair)
        wanted = self._in_figures(changed["UsedFor"])
        now = self._in_figures(pair.quickbooks.get("UsedFor"))
        more = {one: v - now.pop(one, 0) for one, v in wanted.items()}
        if now or any(value < 0 for value in more.values()):
            if link.reason != "cannot_send":  # it may have been taken off there as well
                pair.edit_sequence = False  # so that it is read again
            raise ValueRefused(
                for_reader(self.env)._(
                    "This credit is applied for less in Odoo than in QuickBooks. "
                    "QuickBooks' interface cannot unapply a credit: unapply it "
                    "there, or reapply it in Odoo."
                )
            )
        shown = pair.quickbooks
        self._refuse_other_parties(link, more, shown)
        return self._set_credit(link.qb_id, more, shown)

    def _refuse_other_parties(self, link, more, shown):
        """Refuse to use a credit for a document of another party, or of a job of it.

        What is still to be sent of such a document may give it another party.

        :param more: {TxnID: Decimal} of the documents that it is to settle
        :param shown: canonical form of the credit in QuickBooks
        :raise ValueRefused: naming a document and both parties
        """
        own = next(iter(self._payment_of_nothing(shown)[1].values()))
        settled = self._debts_of(self._browse(link.record_id))[0]
        party_ref = self.env[f"qbd.mapping.{settled}"]._party_ref
        links, used = self.env["qbd.link"], [one for one in more if more[one]]
        known = links._by_qb_ids(link.connection_id, self._space, used)
        for debt in known.values():
            party = (debt.quickbooks_image or {}).get(party_ref)
            if party in (None, own) or debt.state not in ("ok", "parked"):
                continue
            parties = links._by_qb_ids(link.connection_id, "entity", [own, party])
            names = {one: found.qb_name for one, found in parties.items()}
            raise ValueRefused(
                for_reader(self.env)._(
                    "This is a credit of %(own)s, and %(document)s is one of %(other)s:"
                    " QuickBooks uses a credit for documents of the same customer, job"
                    " or vendor only. Make both out to the same in Odoo, or undo their"
                    " match; or move the amount in QuickBooks by a journal entry.",
                    own=names.get(own) or own,
                    document=debt.display_label,
                    other=names.get(party) or party,
                )
            )

    def _words_of_missing(self, op, sent):
        return self._words_of_settled() if op == "use" else ""

    def _set_credit(self, credit_id, more, shown):
        """Return an Add of a payment of no money that uses a credit."""
        return credit_request(*self._payment_of_nothing(shown), credit_id, more)

    def _payment_of_nothing(self, shown):
        """Hook: return the type of the payment that uses a credit, and how it begins.

        Called when a credit is used. Mappings override it whose records are of both
        sides.

        :param shown: canonical form of the credit in QuickBooks
        :return: (type, {path: ListID} in QuickBooks' order, {path: text} behind them)
        """
        payer = self._payer(shown[self._party_ref], shown)
        return self._payment_qb_type, payer, self._payment_plain

    def _payer(self, party, shown):
        """Hook: return the references that such a payment begins with.

        Called when a credit is used.

        :param str party: ListID of the party of the credit
        :param shown: canonical form of the credit in QuickBooks
        :return: {path: ListID}, in QuickBooks' order
        """
        return {self._party_ref: party}

    def _bank_account(self):
        return self._cached_in_batch("bank account", self._first_bank_account)

    def _first_bank_account(self):
        """Return the ListID of the account of the company's first bank journal."""
        journals = self.env["account.journal"]
        domain = journals._check_company_domain(self._stream().company_id)
        found = journals.search([*domain, ("type", "=", "bank")])
        accounts = found.default_account_id
        links = self._links_of("account", accounts.ids)
        known = [links[one].qb_id for one in accounts.ids if one in links]
        if not any(known):
            raise ValueRefused(
                for_reader(self.env)._(
                    "QuickBooks uses a credit from a bank account only"
                ),
                "BankAccountRef",
                for_reader(self.env)._(
                    "Match the account of a bank journal under Match accounts and "
                    "taxes; nothing is posted to it.",
                ),
            )
        return next(filter(None, known))
