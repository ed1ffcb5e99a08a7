from odoo import models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ....core.money import cents, money
from ....core.qbxml import currencies
from ....core.qbxml.fields import Field
from ....core.qbxml.journal_lines import JournalLines
from ....core.qbxml.numbers import LENGTH
from ....core.qbxml.values import amount, boolean, date_, guid, ref, text
from ....core.words import for_reader
from . import elements
from .credit_use import USED
from .journal_entry_use import SIDES
from .meanings import CURRENCY
from .purchases import ACCOUNT, LINE_MEMO, STATUS

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


LINES = "JournalLine"
ANYBODY = "*entity"
WHILE_VOID = ("TxnDate", "RefNumber", "Void")
"""Paths that are still compared of a voided entry."""

FIELDS = (
    Field("TxnDate", "date", date_, clearable=False, label=_lt("Date")),
    Field("RefNumber", "_ref_number", text(LENGTH), label=_lt("Number")),
    USED,
    Field("Void", "_is_cancelled", boolean, virtual=True, label=_lt("Void")),
    Field("ExternalGUID", None, guid, add_only=True),
    JournalLines(
        LINES,
        (
            ACCOUNT,
            Field(
                "Amount",
                "balance",
                amount,
                clearable=False,
                label=_lt("Debit (credit)"),
            ),
            LINE_MEMO,
            Field("EntityRef", "partner_id", ref(space="entity"), label=_lt("Name")),
            STATUS,
        ),
        odoo="_entry_lines",
        label=_lt("Lines"),
        elements=elements.JOURNAL_LINE,
    ),
)


class QbdMappingJournalEntry(models.AbstractModel):
    """JournalEntry ↔ account.move of type entry, of the journals that are ticked.

    The amount of a line is a debit, or below zero a credit. The line on a receivable or
    payable account stands first: only then QuickBooks shows the entry with its customer
    or vendor, and lets it be paid or used there.
    """

    _name = "qbd.mapping.journal_entry"
    _inherit = [
        "qbd.journal.entry.use",
        "qbd.credit.use",
        "qbd.journal.entry.writing",
        "qbd.entry.matching",
        "qbd.bank.owner",
        "qbd.document.line.keys",
        "qbd.document.references",
        "qbd.document",
        "qbd.mapping",
    ]
    _description = "Journal entries"

    _qb_type = "JournalEntry"
    _odoo_model = "account.move"
    _depends_on = (
        *("account", "customer", "vendor"),
        *("invoice", "credit_memo", "receive_payment"),
        *("bill", "vendor_credit", "bill_payment", "settlement", "bill_settlement"),
        "other_transaction",  # an entry of Odoo may be one of these
    )
    _matched_path = LINES
    _needs = (LINES,)
    _watch = ("account.move",)
    _deleted_types = ("JournalEntry",)
    _is_proposed = False
    _balances_optional = True
    _party_mapping = None
    _party_ref = None
    _fields_map = FIELDS
    _elements = elements.JOURNAL_ENTRY

    # -- which entries --------------------------------------------------------

    def _records_domain(self):
        """Return the entries of people in the ticked journals that no payment is of."""
        stream, origins = self._stream(), self.env["qbd.posting.origins"]
        settles = self.env["qbd.mapping.settlement"]._settling_domain()
        domain = (
            origins._of_people(stream.company_id)
            & Domain("journal_id", "in", stream.connection_id.entry_journal_ids.ids)
            & ~Domain(settles)
            & self._not_of_others()
        )
        if self._cut_off_date():
            domain &= Domain("date", ">=", self._cut_off_date())
        return list(domain)

    def _records_left_out(self):
        """Count the entries of branches in the ticked journals."""
        journals = self._stream().connection_id.entry_journal_ids
        ticked = ("journal_id", "in", journals.ids)
        posted = [*self._hint_domain(None), ("statement_line_id", "=", False)]
        return self._branches_left_out([*posted, ticked])

    def _hint_domain(self, model):
        return [
            ("move_type", "=", "entry"),
            ("state", "=", "posted"),
            ("origin_payment_id", "=", False),
        ]

    def _missing_settings(self):
        missing = [*super()._missing_settings(), *self._missing_owner()]
        if not self._stream().connection_id.entry_journal_ids:
            missing.append(
                for_reader(self.env)._(
                    "Page Documents, Journals of entries: no journal is ticked, so "
                    "no entry of Odoo goes to QuickBooks."
                )
            )
        return missing

    # -- Odoo's side ----------------------------------------------------------

    def _entry_lines(self, move):
        """Return all lines of an entry, the one that somebody owes first."""
        return move.line_ids.sorted(
            lambda x: (x.account_type not in SIDES, x.sequence, x._origin.id)
        )

    def _leaves_out(self, move, path):
        return move.state == "cancel" and path not in WHILE_VOID

    def _is_cancelled(self, move):
        return move.state == "cancel"

    def _reference_of(self, move):
        """Return the reference, else the number of an entry that Odoo made."""
        own = move.qbd_ref_number != ""  # QuickBooks has none
        return move.ref or (move._qbd_own_number() if own else False)

    def _raw_lines(self, move, lines, references):
        if self._leaves_out(move, lines.qb):
            return None
        return [
            {
                lines.key: self._line_key(lines, line),
                **self._shown(line, references),
            }
            for line in self._entry_lines(move)
        ]

    def _shown(self, line, references):
        """Return {path: raw value}; a name that QuickBooks does not have is absent."""
        name = references.get((self._named_by(line), self._named_partner(line).id))
        shown = {
            "AccountRef": references.get(("account", line.account_id.id)),
            "Amount": line.balance,
            "Memo": line.name or None,
        }
        if name or not line.partner_id:
            shown["EntityRef"] = name
        return shown

    @staticmethod
    def _named_by(line):
        """Return the mapping of the name of a line, or its name space."""
        return SIDES.get(line.account_type, (ANYBODY,))[0]

    def _named_partner(self, line):
        """Return the partner whose name a line has in QuickBooks.

        Who owes is a customer or vendor there: of a contact it is the company.
        """
        partner, name = line.partner_id, self._named_by(line)
        owner = partner.commercial_partner_id
        if name == ANYBODY or partner == owner or partner.qbd_is_job:
            return partner
        return owner if self._without_object_of(name, partner.ids) else partner

    def _referred_by_lines(self, moves):
        found = {"account": set(), ANYBODY: set(), "customer": set(), "vendor": set()}
        for line in moves.line_ids:
            found["account"].update(line.account_id.ids)
            found[self._named_by(line)].update(self._named_partner(line).ids)
        for move in moves:
            used = [debt.id for debt in self._used_moves(move)]
            if used:
                found.setdefault(self._debts_of(move)[0], set()).update(used)
        return found

    def _referred_needed(self, move):
        """Return what an entry cannot be sent without: accounts, and who owes."""
        needed = {"account": set(move.line_ids.account_id.ids)}
        for line in self._owed_lines(move):
            partner = self._named_partner(line)
            needed.setdefault(self._named_by(line), set()).update(partner.ids)
        return needed

    # -- QuickBooks' side -----------------------------------------------------

    def _is_void(self, element):
        """Return whether all amounts are zero: QuickBooks marks no entry as void."""
        (lines,) = self._lists_of_lines()
        rows = [*element.iterchildren(*lines.shown_as)]
        return bool(rows) and not any(money(row.findtext("Amount")) for row in rows)

    def _normalise_object(self, canonical, element, image):
        canonical["Void"] = self._is_void(element)
        if canonical["Void"]:
            return {path: canonical[path] for path in WHILE_VOID}
        canonical[LINES] = [self._normalise_line(x) for x in canonical[LINES] or ()]
        canonical["UsedFor"] = image.get("UsedFor")  # no answer of QuickBooks shows it
        return canonical

    def _normalise_line(self, row):
        """Return a line with the values that can be compared.

        A name that no list has, for instance an employee, stays in QuickBooks.
        """
        row["Amount"] = row["Amount"] or "0.00"
        account = self._account_of_row(row)
        own = SIDES.get(account.account_type, (ANYBODY,))[0]
        row["EntityRef"] = row["EntityRef"] and self._preferred(row["EntityRef"], own)
        if not row[STATUS.qb]:
            del row[STATUS.qb]
        return row

    def _account_of_row(self, row):
        return self._to_record("account", row["AccountRef"])

    def _preferred(self, qb_id, name):
        """Return the id by which Odoo shows a name, None if no list has it.

        A partner that is both a customer and a vendor has two names in QuickBooks.

        :param name: mapping of the names that the line takes, or their name space
        """
        known = self._cached_in_batch("preferred names", dict)
        if (qb_id, name) not in known:
            known[qb_id, name] = self._find_preferred(qb_id, name)
        return known[qb_id, name]

    def _find_preferred(self, qb_id, name):
        connection = self._stream().connection_id
        link = self.env["qbd.link"]._by_qb_ids(connection, "entity", [qb_id])
        if not link:
            return None
        partner = self._to_record(ANYBODY, qb_id)
        shown = self._links_of(name, partner.ids).get(partner.id)
        return shown.qb_id if shown and self._is_live(shown) else qb_id

    def _meanings_implied(self, canonical, shown):
        """Return a currency that is unknown, unless the entry shows its own."""
        connection = self._stream().connection_id
        if not currencies.is_multi(connection.preferences) or any(
            path == CURRENCY for path, _text in shown
        ):
            return []
        return [[CURRENCY, for_reader(self.env)._("not shown by QuickBooks")]]

    # -- what they wait for ---------------------------------------------------

    def _object_waits_for(self, canonical):
        refused = self._object_refused_because(canonical)
        return (
            refused
            or self._lacks_bank(canonical)
            or super()._object_waits_for(canonical)
        )

    def _object_refused_because(self, canonical):
        rows = canonical.get(LINES) or ()
        if all(row["AccountRef"] for row in rows if money(row["Amount"])):
            return self._words_of_kept_bank(canonical)
        return for_reader(self.env)._(
            "A line has no account. Choose the account in QuickBooks."
        )

    def _record_waits_for(self, move):
        if move.state != "draft":
            return ""
        return for_reader(self.env)._(
            "This document is a draft in Odoo, and goes to QuickBooks when it is "
            "posted."
        )

    def _record_impossible_because(self, move):
        """Say which rule of QuickBooks about entries stands against one of Odoo."""
        if move.state != "posted":
            return ""
        return (
            self._words_of_currency(move)
            or self._words_of_owed(self._owed_lines(move))
            or self._words_of_nothing(move)
        )

    def _words_of_currency(self, move):
        foreign = move.line_ids.currency_id | move.currency_id
        foreign -= move.company_id.currency_id
        if not foreign:
            return ""
        kept = move.line_ids.account_id.filtered(lambda x: x.currency_id in foreign)
        if kept:
            return for_reader(self.env)._(
                "Odoo keeps %(accounts)s in another currency (%(currency)s), and only "
                "amounts in the currency of the company go to QuickBooks: enter this "
                "entry there manually.",
                accounts=", ".join(kept.mapped("display_name")),
                currency=", ".join(kept.currency_id.mapped("name")),
            )
        return for_reader(self.env)._(
            "This entry is in %(currency)s. Only entries in the currency of the "
            "company go to QuickBooks: enter it there manually.",
            currency=", ".join(foreign.mapped("name")),
        )

    def _words_of_owed(self, owed):
        accounts = ", ".join(owed.account_id.mapped("display_name"))
        if len(owed) > 1:
            return for_reader(self.env)._(
                "This entry has %(number)s lines on receivable or payable accounts "
                "(%(accounts)s), and QuickBooks accepts only one per entry. Make a "
                "separate entry for each in Odoo.",
                number=len(owed),
                accounts=accounts,
            )
        if owed and not owed.partner_id:
            return for_reader(self.env)._(
                "The line on %(account)s has no partner, and QuickBooks needs the "
                "customer or vendor. Choose a partner on the line.",
                account=accounts,
            )
        return ""

    def _words_of_nothing(self, move):
        if any(move.line_ids.mapped("balance")):
            return ""
        return for_reader(self.env)._(
            "All its amounts are zero. QuickBooks does not accept such an entry: "
            "cancel it, or leave it in Odoo."
        )

    # -- balances and money ---------------------------------------------------

    def _partner_of(self, link):
        """Return who owes, or is owed, by an entry; empty for most."""
        record = link._record()
        if record:
            return self._owed_lines(record).partner_id.commercial_partner_id[:1]
        seen = link.quickbooks_seen or link.quickbooks_image or {}
        partners = self.env["res.partner"]
        for row in seen.get(LINES) or ():
            account = self._account_of_row(row)
            if account.account_type in SIDES and row.get("EntityRef"):
                partners |= self._to_record(ANYBODY, row["EntityRef"])
        return partners.commercial_partner_id[:1]

    def _money_difference(self, move, quickbooks):
        """Return both totals and advice, in words; "" if they agree."""
        if (
            not self._is_present(move)
            or move.state == "cancel"
            or quickbooks.get("Void")
        ):
            return ""
        rows = quickbooks.get(LINES) or ()
        theirs = cents(sum(max(money(row["Amount"]), money(0)) for row in rows))
        ours = cents(
            sum(max(money(x), money(0)) for x in move.line_ids.mapped("balance"))
        )
        if ours == theirs:
            return ""
        posting = self.env["qbd.posting"]
        ours, theirs = (posting._formatted(move.currency_id, x) for x in (ours, theirs))
        return for_reader(self.env)._(
            "In Odoo %(ours)s, in QuickBooks %(theirs)s. Compare the lines of the two.",
            ours=ours,
            theirs=theirs,
        )
