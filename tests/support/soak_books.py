"""Random edits of invoices and payments on both sides, and what must then be true.

As `soak_world` for customers. A document is known by its number, a line by its
quantity, which never changes. Every text and every rate a person writes is unique, so
that it can be looked for afterwards.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from odoo import Command

from .soak_world import World

HEADER = {"Memo": "narration", "PONumber": "ref"}
LINE = {"Desc": "name", "Rate": "price_unit"}


@dataclass
class Paper:
    """An invoice, by its number; where each side keeps it."""

    number: str
    move: object = None
    txn_id: str | None = None
    lines: int = 0
    voided: int | None = None  # number of edits when somebody voided it
    removed: dict = field(default_factory=dict)  # {quantity of a line: edits then}


@dataclass
class Change:
    """One value a person wrote into a document."""

    number: int
    side: str
    paper: str
    line: int | None
    field: str
    value: str
    before: str | None


class Books(World):
    """One seed's run with invoices and their payments among the customers' edits."""

    def __init__(self, case, seed):
        super().__init__(case, seed)
        self.papers, self.changes, self.payments = {}, [], 0

    def act(self):
        if self.chance.random() < 0.25:
            super().act()
            return
        acts = [self.write_odoo, self.write_quickbooks]
        if self.papers:
            acts += [self.change_odoo, self.change_quickbooks] * 4
            acts += [self.relined_odoo, self.relined_quickbooks]
            acts += [self.void_odoo, self.void_quickbooks]
            acts += [self.pay_odoo, self.pay_quickbooks] * 2
        self.chance.choice(acts)()
        self.case.env.cr.flush()

    def act_between(self, side):
        if self.papers and self.chance.random() < 0.5:
            act = {"odoo": self.change_odoo, "quickbooks": self.change_quickbooks}[side]
            act()
            self.case.env.cr.flush()
            return
        super().act_between(side)

    def numbers(self):
        return {**super().numbers(), "changes": len(self.changes)}

    def lose_what_is_nowhere(self):
        result = super().lose_what_is_nowhere()
        self.case.env.flush_all()
        for paper in self.papers.values():
            paper.move = paper.move and paper.move.exists()
            shown = paper.txn_id and self.case.company.object(paper.txn_id)
            if not paper.move and not shown and paper.voided is None:
                paper.voided = len(self.changes)
        return result

    def is_the_same(self, question):
        """Go by the number; a payment has none, but that of what it pays."""
        record = question.link_id.stream_id._mapping()._browse(question.record_id)
        shown = question.link_id.quickbooks_seen
        if record._name == "account.move":
            return record.qbd_ref_number == shown["RefNumber"]
        paid = [self.case.company.object(row["TxnID"]) for row in shown["AppliedToTxn"]]
        numbers = sorted(one["RefNumber"] for one in paid if one)
        return sorted(record.reconciled_invoice_ids.mapped("qbd_ref_number")) == numbers

    # -- which ones -----------------------------------------------------------

    def new_paper(self):
        number = f"D{len(self.papers) + 1:03}"
        self.papers[number] = Paper(number)
        return self.papers[number]

    def find_papers(self):
        """Find the move and the invoice of each paper, by the number."""
        moves = self.case.env["account.move"].search(
            [("qbd_ref_number", "=like", "D___"), ("move_type", "=", "out_invoice")]
        )
        for move in moves:
            self.papers[move.qbd_ref_number].move = move
        for invoice in self.case.invoices():
            if invoice.get("RefNumber") in self.papers:
                self.papers[invoice["RefNumber"]].txn_id = invoice["TxnID"]

    def some_paper(self, side):
        """Return a paper that is in use on a side and is known there, or None."""
        self.find_papers()
        papers = [p for p in self.papers.values() if p.voided is None]
        if side == "odoo":
            papers = [p for p in papers if p.move and p.move.state == "posted"]
        else:
            papers = [
                p for p in papers if p.txn_id and self.case.company.object(p.txn_id)
            ]
        return self.chance.choice(papers) if papers else None

    def value(self, name):
        number = len(self.changes) + 1
        return f"{number}.25" if name == "Rate" else f"w{number:05}"

    # -- new ones -------------------------------------------------------------

    def write_odoo(self):
        customer = self.case.partner_named("Ann")
        item = self.case.product("Work")
        if not customer or not item:
            return
        paper = self.new_paper()
        paper.lines = self.chance.randint(1, 3)
        lines = [self.line_of_odoo(item, n) for n in range(1, paper.lines + 1)]
        paper.move = self.case.odoo_invoice(*lines, qbd_ref_number=paper.number)

    def line_of_odoo(self, item, number):
        return {
            "product_id": item.id,
            "quantity": number,
            "price_unit": 10,
            "name": f"Line {number}",
            "tax_ids": [Command.set(self.case.county().ids)],
        }

    def write_quickbooks(self):
        paper = self.new_paper()
        paper.lines = self.chance.randint(1, 3)
        lines = [
            {
                "ItemRef": "Work",
                "Quantity": str(n),
                "Rate": "10.00",
                "Desc": f"Line {n}",
            }
            for n in range(1, paper.lines + 1)
        ]
        paper.txn_id = self.case.qb_invoice(*lines, RefNumber=paper.number)

    # -- edits ----------------------------------------------------------------

    def lines_of_odoo(self, paper):
        """Return {quantity: line of the move}."""
        return {int(x.quantity): x for x in self.case.printed(paper.move)}

    def lines_of_quickbooks(self, paper):
        shown = self.case.company.object(paper.txn_id)
        return {int(Decimal(x["Quantity"])): x for x in shown["lines"]}

    def choose(self, side, paper):
        """Return (quantity of a line or None, name of a field) to be edited."""
        lines = getattr(self, f"lines_of_{side}")(paper)
        if self.chance.random() < 0.4 or not lines:
            return None, self.chance.choice(list(HEADER))
        return self.chance.choice(sorted(lines)), self.chance.choice(list(LINE))

    def remember(self, side, paper, line, name):
        before = self.value_of(side, paper, line, name)
        number = len(self.changes) + 1
        change = Change(
            number, side, paper.number, line, name, self.value(name), before
        )
        self.changes.append(change)
        return change.value

    def value_of(self, side, paper, line, name):
        """Return the value that a side shows now, as text."""
        if side == "odoo":
            if line is None:
                return str(paper.move[HEADER[name]] or "") or None
            found = self.lines_of_odoo(paper).get(line)
            return None if not found else self.as_text(name, found[LINE[name]])
        shown = self.case.company.object(paper.txn_id)
        if line is None:
            return shown.get(name)
        return self.as_text(
            name, self.lines_of_quickbooks(paper).get(line, {}).get(name)
        )

    @staticmethod
    def as_text(name, value):
        if value is None or name != "Rate":
            return value
        return f"{Decimal(str(value)).quantize(Decimal('0.01'))}"

    def change_odoo(self):
        paper = self.some_paper("odoo")
        if not paper:
            return
        line, name = self.choose("odoo", paper)
        value = self.remember("odoo", paper, line, name)
        if line is None:
            paper.move[HEADER[name]] = value
            return
        record = self.lines_of_odoo(paper)[line]
        paper.move.button_draft()
        record[LINE[name]] = float(value) if name == "Rate" else value
        paper.move.action_post()

    def change_quickbooks(self):
        paper = self.some_paper("quickbooks")
        if not paper:
            return
        line, name = self.choose("quickbooks", paper)
        value = self.remember("quickbooks", paper, line, name)
        if line is None:
            self.case.company.user_mod(paper.txn_id, **{name: value})
            return
        lines = list(self.lines_of_quickbooks(paper))
        self.case.qb_change(paper.txn_id, lines.index(line), **{name: value})

    def relined_odoo(self):
        """Add a line, or remove one."""
        paper = self.some_paper("odoo")
        if not paper:
            return
        lines = self.lines_of_odoo(paper)
        paper.move.button_draft()
        if self.chance.random() < 0.5 and len(lines) > 1:
            number = self.chance.choice(sorted(lines))
            paper.removed[number] = len(self.changes)
            command = Command.delete(lines[number].id)
        else:
            paper.lines += 1
            item = self.case.product("Work")
            command = Command.create(self.line_of_odoo(item, paper.lines))
        paper.move.write({"invoice_line_ids": [command]})
        paper.move.action_post()

    def relined_quickbooks(self):
        paper = self.some_paper("quickbooks")
        if not paper:
            return
        shown = self.lines_of_quickbooks(paper)
        lines = {n: {"TxnLineID": one["TxnLineID"]} for n, one in shown.items()}
        if self.chance.random() < 0.5 and len(lines) > 1:
            number = self.chance.choice(sorted(lines))
            paper.removed[number] = len(self.changes)
            lines.pop(number)
        else:
            paper.lines += 1
            new = {"ItemRef": "Work", "Quantity": str(paper.lines), "Rate": "10.00"}
            lines[paper.lines] = {**new, "Desc": f"Line {paper.lines}"}
        self.case.company.user_mod(paper.txn_id, lines=list(lines.values()))

    def void_odoo(self):
        paper = self.some_paper("odoo")
        if paper and self.chance.random() < 0.3:
            paper.voided = len(self.changes)
            paper.move.button_cancel()

    def void_quickbooks(self):
        paper = self.some_paper("quickbooks")
        if paper and self.chance.random() < 0.3:
            paper.voided = len(self.changes)
            self.case.company.user_void(paper.txn_id)

    # -- payments -------------------------------------------------------------

    def part_of(self, amount):
        """Return half or all of the open balance, 0 if there is none."""
        return round(float(amount) * self.chance.choice((0.5, 1)), 2)

    def pay_odoo(self):
        """Pay with the wizard that a person uses."""
        paper = self.some_paper("odoo")
        amount = paper and self.part_of(paper.move.amount_residual)
        if amount:
            self.payments += 1
            wizard = self.case.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=paper.move.ids
            )
            values = {"amount": amount, "payment_date": "2026-06-20"}
            wizard.create(values)._create_payments()

    def pay_quickbooks(self):
        paper = self.some_paper("quickbooks")
        shown = paper and self.case.company.object(paper.txn_id)
        amount = paper and self.part_of(shown["BalanceRemaining"])
        if amount:
            self.payments += 1
            text = f"{amount:.2f}"
            self.case.qb_payment(text, {paper.txn_id: text}, TxnDate="2026-06-20")

    # -- what must be true ----------------------------------------------------

    def counts(self):
        counts = {"changes": len(self.changes), "payments": self.payments}
        return {**super().counts(), **counts}

    def problems(self):
        found = super().problems()
        self.find_papers()
        found["duplicates"] += self.doubled_papers()
        found["lost_edits"] += [
            str(one) for one in self.changes if not self.is_change_kept(one)
        ]
        found["cents"] = self.cents()
        return found

    def doubled_papers(self):
        moves = self.case.env["account.move"].search(
            [("move_type", "=", "out_invoice"), ("qbd_ref_number", "=like", "D___")]
        )
        theirs = [one.get("RefNumber") for one in self.case.invoices()]
        found = []
        ours = moves.mapped("qbd_ref_number")
        for side, numbers in (("odoo", ours), ("quickbooks", theirs)):
            for number in set(numbers):
                if numbers.count(number) > 1:
                    found.append((side, number))
                if number not in self.papers:
                    found.append((side, number, "nobody wrote it"))
        return found

    def link_of_paper(self, paper):
        domain = [("qb_id", "=", paper.txn_id), ("space", "=", "transaction")]
        return self.case.env["qbd.link"].search(domain)

    def is_change_kept(self, change):
        paper = self.papers[change.paper]
        link = self.link_of_paper(paper)
        if paper.voided is not None and change.number <= paper.voided:
            return True
        if change.number <= paper.removed.get(change.line, -1):
            return True
        if self.is_decided(change.value) or self.in_words(link, change):
            return True
        if self.lost_by_restore("changes", change):
            return True
        values = {
            self.value_of(side, paper, change.line, change.field)
            for side in ("odoo", "quickbooks")
            if (paper.move if side == "odoo" else paper.txn_id)
        }
        if any(change.value in str(one) for one in values if one):
            return True
        return self.replaced(change)

    def in_words(self, link, change):
        return change.value in str([link.overruled, link.conflicts])

    def replaced(self, change):
        """Return whether somebody who saw the value wrote another one over it."""
        key = (change.paper, change.line, change.field)
        return any(
            (other.paper, other.line, other.field) == key
            and (other.side == change.side or change.value in str(other.before))
            for other in self.changes[change.number :]
        )

    def cents(self):
        """Return the documents that are in step and differ in money, and the two A/R
        accounts."""
        found = []
        for paper in self.papers.values():
            link = self.link_of_paper(paper) if paper.txn_id else None
            if not paper.move or not link:
                if paper.voided is None:  # one voided at once stays where it is
                    found.append((paper.number, "on one side only"))
                continue
            if link.state == "ok" and not link.conflicts:
                found += self.differing(paper)
        return found

    def differing(self, paper):
        shown = self.case.company.object(paper.txn_id)
        theirs = (float(shown["Subtotal"]), float(shown["SalesTaxTotal"]))
        move = paper.move
        cancelled = move.state == "cancel"
        ours = (0.0, 0.0) if cancelled else (move.amount_untaxed, move.amount_tax)
        if ours != theirs:
            return [(paper.number, move.state, ours, theirs)]
        open_amounts = (move.amount_residual, float(shown["BalanceRemaining"]))
        waiting = self.case.env["qbd.link"].search_count(
            [("space", "=", "transaction"), ("state", "!=", "ok")]
        )
        if open_amounts[0] == open_amounts[1] or waiting or cancelled:
            return []
        return [(paper.number, "open", *open_amounts)]
