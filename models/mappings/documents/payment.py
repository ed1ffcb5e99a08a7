from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.money import ZERO, cents, money
from ....core.qbxml.fields import Field
from ....core.qbxml.values import amount, ref
from ....core.words import for_reader
from .payment_opened import ROWS

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


APPLIED = (
    Field("Paid", "_", amount, virtual=True, label=_lt("Amount")),
    Field("PaymentAmount", None, amount, push_only=True),
    Field("Amount", None, amount, pull_only=True),
    Field("DiscountAmount", "_", amount, clearable=False, label=_lt("Discount")),
    Field(
        "DiscountAccountRef",
        "_",
        ref("account"),
        clearable=False,
        label=_lt("Account of the discount"),
    ),
)
"""What is applied to one invoice; `Paid` is what an Add calls PaymentAmount and a Ret
Amount."""

WHILE_VOID = ("TxnDate", "RefNumber", "Void")
"""Besides the party, what is still compared of a payment that QuickBooks does not have
any more."""


class QbdCustomerPayment(models.AbstractModel):
    """Payments as both sides show them, and entries that settle like payments.

    A record stands for an entry with a receivable or payable line, the money, and
    discounts that were granted besides. How they are written to Odoo:
    `qbd.customer.payment.pull`.
    """

    _name = "qbd.customer.payment"
    _inherit = [
        "qbd.payment.opened",
        "qbd.payment.sides",
        "qbd.payment.discounts",
        "qbd.document",
    ]
    _description = "QuickBooks Customer Payments"

    _can = frozenset({"add", "mod", "delete"})
    _id_elements = ("EditSequence", "TxnDate", "UnusedPayment")
    _open_element = "UnusedPayment"
    _balance_moves_silently = True  # where QuickBooks changed what it is applied to
    _freed_paths = (ROWS,)

    # -- hooks: what a record is ----------------------------------------------

    def _money_lines(self, record):
        """Return the lines with the money itself."""
        raise NotImplementedError

    def _settled_outside_odoo(self, record):
        """Return rows about documents that Odoo does not have."""
        return []

    # -- whose payment of QuickBooks ------------------------------------------

    def _skips_object(self, element):
        """Skip a payment sent by another stream of payments, whatever its answer."""
        guid = (element.findtext("ExternalGUID") or "").lower()
        link = guid and self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("guid", "=", guid),
                ("qb_id", "=", False),
            ],
            limit=1,
        )
        if link:
            return link.stream_id != self._stream()
        return self._skips_unsent(element)

    def _skips_unsent(self, element):
        return super()._skips_object(element)

    # -- Odoo's side ----------------------------------------------------------

    def _leaves_out(self, record, path):
        return self._is_cancelled(record) and path not in self._while_void()

    def _while_void(self):
        """Return the paths that are still compared of a voided payment."""
        return (self._party_ref, *WHILE_VOID)

    def _owed_lines(self, record):
        """Return the receivable or payable lines of a record."""
        return self._entry(record).line_ids.filtered(
            lambda line: line.account_type == self._owed_type
        )

    def _other_lines(self, record):
        """Return the lines that are neither money nor receivable: discounts."""
        entry = self._entry(record)
        rest = entry.line_ids - self._owed_lines(record) - self._money_lines(record)
        opening = self._stream().connection_id.opening_account_id
        if self._settled_outside_odoo(record):
            rest = rest.filtered(lambda x: x.account_id != opening)
        return rest.filtered("balance").sorted("id")

    def _applied_moves(self, record):
        """Return {document: Decimal amount of the record applied to it}, in order."""
        found, posting = {}, self.env["qbd.posting"]
        lines = self._owed_lines(record)
        for _own, other, value, _partial in posting._applications(lines):
            move = other.move_id
            found[move] = cents(found.get(move, ZERO) + money(value))
        return found

    def _is_settled(self, move):
        """Return whether QuickBooks lets payments settle a document or entry."""
        return self._is_settled_like(move, self._settled_type)

    def _raw_lines(self, record, lines, references):
        """Return rows in the order of their TxnID; None if any of them is unclear."""
        if self._leaves_out(record, lines.qb):
            return None
        applied = self._applied_moves(record)
        discounts, problem = self._discounts(record, applied)
        rows = list(self._settled_outside_odoo(record))
        for move, value in applied.items():
            granted, account = discounts.get(move, (ZERO, None))
            txn_id = references.get((self._settled, move.id))
            account_id = references.get(("account", account.id)) if account else None
            if problem or not txn_id or (account and not account_id):
                return None
            rows.append(
                {
                    "TxnID": txn_id,
                    "Paid": value - granted,
                    "DiscountAmount": granted or None,
                    "DiscountAccountRef": account_id,
                }
            )
        return sorted(rows, key=lambda row: row["TxnID"])

    def _settled_ids(self, canonical):
        return [row["TxnID"] for row in canonical.get(ROWS) or ()]

    def _referred_by_lines(self, records):
        found = {self._settled: set(), "account": set()}
        for record in records:
            applied = self._applied_moves(record)
            invoices = [move.id for move in applied if self._is_settled(move)]
            found[self._settled].update(invoices)
            granted = self._discounts(record, applied)[0].values()
            found["account"].update(account.id for _value, account in granted)
        return found

    def _referred_needed(self, record):
        """Leave out the account of the money: QuickBooks can use its own funds."""
        return {
            self._party_mapping: {self._party_of(record).id},
            **self._referred_by_lines(record),
        }

    # -- why it cannot be in QuickBooks ---------------------------------------

    def _record_impossible_because(self, record):
        if record.state == "draft" or self._is_cancelled(record):
            return ""
        return self._words_of_foreign_party(record) or self._inexpressible(record)

    def _record_waits_for(self, record):
        return "" if self._is_cancelled(record) else self._to_be_read(record)

    def _inexpressible(self, record):
        """Return in words the part that QuickBooks cannot represent."""
        if not self._party_of(record):
            return for_reader(self.env)._(
                "This payment has no customer. Reset it to draft in Odoo and choose "
                "the customer, or enter it in QuickBooks manually."
            )
        applied = self._applied_moves(record)
        for move in applied:
            if not self._is_settled(move):
                return for_reader(self.env)._(
                    "This payment is applied to %(document)s. QuickBooks applies "
                    "payments to invoices: apply it to an invoice, or enter it there "
                    "manually.",
                    document=move.display_name,
                )
            foreign = self._words_of_foreign_document(move)
            if foreign:
                return foreign
        return self._discounts(record, applied)[1] or self._of_another_customer(
            record, applied
        )

    def _words_of_foreign_document(self, move):
        """Say that a document that is paid is in another currency, "" if it is not."""
        if move.currency_id == move.company_id.currency_id:
            return ""
        return for_reader(self.env)._(
            "This payment is applied to %(document)s, which is in another currency. "
            "Enter the payment in QuickBooks manually.",
            document=move.display_name,
        )

    def _of_another_customer(self, record, applied):
        for move in applied:
            if not self._pays_for(record, move):
                return for_reader(self.env)._(
                    "This payment is applied to %(document)s of another customer. "
                    "QuickBooks applies payments to invoices of the customer and its "
                    "jobs: unapply it, or enter the payment there manually.",
                    document=move.display_name,
                )
        return ""

    def _to_be_read(self, record):
        """Have a payment read first if QuickBooks changed its invoice.

        :return: words, "" if it is up to date
        """
        link = self._links_of(self._mapping_name(), [record.id]).get(record.id)
        if link and link.qb_id and not link.edit_sequence:
            return for_reader(self.env)._(
                "The record is read again from QuickBooks first."
            )
        return ""

    def _record_refused_because(self, state, link):
        record = self._browse(link.record_id)
        return self._words_of_currency(
            record, record.currency_id
        ) or self._refuses_other_party(record, state, link)

    def _words_of_currency(self, record, currencies):
        """Say that a payment is in another currency, "" if it is not."""
        foreign = currencies - record.company_id.currency_id
        if not foreign:
            return ""
        return for_reader(self.env)._(
            "This payment is in %(currency)s. Only payments in the currency of "
            "the company go to QuickBooks.",
            currency=foreign[0].name,
        )

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        canonical["AppliedTxns"] = {
            row.findtext("TxnID"): {
                "type": row.findtext("TxnType") or self._settled_qb_type,
                "date": row.findtext("TxnDate") or "",
                "number": row.findtext("RefNumber") or "",
                "open": row.findtext("BalanceRemaining") or "0.00",
            }
            for row in element.iterchildren("AppliedToTxnRet")
        }
        canonical["Void"] = self._is_void(element) and not any(canonical[ROWS] or ())
        if canonical["Void"]:
            return {p: v for p, v in canonical.items() if p in self._while_void()}
        types, here = canonical["AppliedTxns"], self._settled_there()
        rows = [self._normalise_row(row) for row in canonical[ROWS] or ()]
        canonical[ROWS] = sorted(
            (
                row
                for row in rows
                if types[row["TxnID"]]["type"] in here
                and (row["Paid"] != "0.00" or row["DiscountAmount"])
            ),
            key=lambda row: row["TxnID"],
        )
        return self._with_opened(canonical, element)

    @staticmethod
    def _normalise_row(row):
        granted = row["DiscountAmount"]
        granted = granted if money(granted) else None
        return {
            "TxnID": row["TxnID"],
            "Paid": row["Amount"] or "0.00",
            "DiscountAmount": granted,
            "DiscountAccountRef": row["DiscountAccountRef"] if granted else None,
        }

    # -- what it refers to ----------------------------------------------------

    def _refers_to(self):
        return super()._refers_to() | {*self._meant_by(self._settled)}

    def _refs_of(self, canonical):
        """Add the invoices, except those that Odoo may lack."""
        yield from super()._refs_of(canonical)
        for row in canonical.get(ROWS) or ():
            if not self._is_from_before(canonical, row):
                yield ROWS, self._settled, row["TxnID"]

    def _is_from_before(self, canonical, row):
        """Return whether a document precedes the cut-off date: it may be unknown."""
        about = (canonical.get("AppliedTxns") or {}).get(row["TxnID"])
        return bool(about) and about["date"] < self._cut_off()

    def _object_waits_for(self, canonical):
        refused = self._object_refused_because(canonical)
        return refused or super()._object_waits_for(canonical)

    def _object_refused_because(self, canonical):
        connection = self._stream().connection_id
        before = any(
            self._is_from_before(canonical, r) for r in canonical.get(ROWS) or ()
        )
        opening = before or self._is_opening(canonical)
        if opening and not connection.opening_account_id:
            return for_reader(self.env)._(
                "This payment is from before the cut-off date, or pays older "
                "documents. Choose a balancing account for open items on the "
                "connection."
            )
        return super()._object_refused_because(canonical)

    def _owed_by(self, canonical):
        if canonical.get("Void") or not canonical:
            return ZERO
        total = money(canonical.get(self._total_ref) or 0)
        total += sum(
            money(row.get("DiscountAmount") or 0) for row in canonical.get(ROWS) or ()
        )
        if self._is_opening(canonical) and self._open_element:
            total = self._opening_amount(canonical)
        return cents(-self._payment["sign"] * total)

    # -- open balances --------------------------------------------------------

    def _open_amounts(self, records):
        records = records.filtered(lambda one: not self._is_cancelled(one))
        sign = self._payment["sign"]
        return {
            one.id: -sign * sum(self._owed_lines(one).mapped("amount_residual"))
            for one in records
        }

    # -- to QuickBooks --------------------------------------------------------

    def _complete_add(self, values):
        values = super()._complete_add(dict(values))
        rows = [self._row_to_send(row) for row in values.get(ROWS) or ()]
        values[ROWS] = rows or None
        if not rows and "IsAutoApply" in self._all_fields():
            values["IsAutoApply"] = False
        return values

    def _complete_mod(self, values, canonical):
        if not values.get(ROWS):
            return {path: value for path, value in values.items() if path != ROWS}
        rows = [self._changed_row(row, canonical) for row in values[ROWS]]
        others = [{"TxnID": one} for one in self._elsewhere(canonical)]
        return {**values, ROWS: rows + others}

    def _elsewhere(self, canonical):
        """Return TxnIDs of the settled documents of a type that is not synced."""
        about, here = canonical.get("AppliedTxns") or {}, self._settled_there()
        return sorted(one for one, row in about.items() if row["type"] not in here)

    def _changed_row(self, row, canonical):
        now = {one["TxnID"]: one for one in canonical.get(ROWS) or ()}
        if len(row) == 1:
            return row
        current = now.get(row["TxnID"], {})
        sent = self._row_to_send({**current, **row})
        if current.get("DiscountAmount") and not sent.get("DiscountAmount"):
            sent["DiscountAmount"] = "0.00"
        return sent

    def _words_of_missing(self, op, sent):
        if op != "use" and (op not in ("add", "mod") or not sent.get(ROWS)):
            return ""
        return self._words_of_settled()

    @staticmethod
    def _row_to_send(row):
        sent = {"TxnID": row["TxnID"], "PaymentAmount": row["Paid"]}
        for path in ("DiscountAmount", "DiscountAccountRef"):
            if row.get("DiscountAmount") and row.get(path):
                sent[path] = row[path]
        return sent

    def _choose_operation(self, changed, pair):
        """Replace a void, or the removal of the last application, by other operations.

        QuickBooks cannot void a payment or remove its last application.
        """
        if changed.get("Void"):
            return "remove", {"Void": True}
        rows = changed.get(ROWS)
        if rows and not rows["lines"] and not self._elsewhere(pair.quickbooks):
            return "replace", changed
        return super()._choose_operation(changed, pair)
