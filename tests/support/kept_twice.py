"""Made-up books that were kept twice: what each book holds, and what is the same."""

import os
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from odoo.tests import new_test_user

from ...core.matching.records import SURE

USERS = "quickbooks_desktop.group_qbd_user,account.group_account_invoice"

DAY = date(2026, 6, 3)
PRICES = ("40.00", "75.00", "100.00", "120.50")


@dataclass
class Planned:
    """One document, as each book has it; None in a book that lacks it.

    :param customer: the name of the customer or vendor
    :param ours: (number, day, price) in Odoo
    :param theirs: (number, day, price) in QuickBooks
    :param paid: where it is paid in full: a set of "odoo" and "quickbooks"
    """

    customer: str
    ours: tuple | None
    theirs: tuple | None
    paid: frozenset = frozenset()


def plan(rng, size, customers):
    """Return a list of `Planned`: most on both sides, slightly off, and twins."""
    found, number = [], 1000
    for _number in range(size):
        number += rng.choice((1, 1, 2, 10))
        one = (str(number), DAY + timedelta(rng.randrange(20)), rng.choice(PRICES))
        customer, chance = rng.choice(customers), rng.random()
        if chance < 0.2:
            found.append(Planned(customer, one, None, _paid(rng, "odoo")))
        elif chance < 0.4:
            found.append(Planned(customer, None, one, _paid(rng, "quickbooks")))
        else:
            other = _slightly_off(rng, one)
            paid = _paid(rng, "odoo", "quickbooks") if other[2] == one[2] else ()
            found.append(Planned(customer, one, other, frozenset(paid)))
        if rng.random() < 0.15:
            number += 1
            twin = (str(number), *one[1:])
            sides = [(twin, None), (None, twin)]
            found.append(Planned(customer, *rng.choice(sides)))
    return _without_taken(found)


def _without_taken(found):
    """Return documents of which none has the number of another one by mistake.

    QuickBooks would have it twice then, which is a question of its own.
    """
    taken = {(one.ours or one.theirs)[0] for one in found}
    return [
        replace(one, theirs=(f"A-{one.ours[0]}", *one.theirs[1:]))
        if one.ours and one.theirs and one.theirs[0] in taken - {one.ours[0]}
        else one
        for one in found
    ]


def _paid(rng, *books):
    """Return where an invoice is paid; one on both sides may be paid on one only."""
    if rng.random() < 0.5:
        return frozenset()
    return frozenset(books if rng.random() < 0.8 else books[:1])


def _slightly_off(rng, one):
    """Return an invoice as the other book has it: at most one part is off."""
    number, day, price = one
    part = rng.choice(("", "", "", "number", "date", "total"))
    if part == "number":
        return rng.choice((f"A-{number}", number[::-1])), day, price
    if part == "date":
        return number, day + timedelta(rng.choice((-2, 1, 3))), price
    if part == "total":
        return number, day, f"{float(price) + 0.01:.2f}"
    return one


class KeptTwice:
    """Goes through the first match of both books as a person does who knows them."""

    LISTS = ()

    def begin_twice(self, parties):
        """Keep both books while the lists are off, then switch them on."""
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_more: 60
        )
        self.bookkeeper = new_test_user(self.env, "twice", groups=USERS)
        documents = self.connection.stream_ids.filtered(
            lambda one: one.mapping in self.LISTS
        )
        documents.direction = "off"
        self.run_session()
        seed = int(os.environ.get("QBD_TWICE_SEED", 7))
        self.random = random.Random(seed)
        size = int(os.environ.get("QBD_TWICE_COUNT", 16))
        self.planned = plan(self.random, size, parties)
        self.moves, self.ids, self.payments = {}, {}, {}
        for place, one in enumerate(self.planned):
            self.enter(place, one)
            if place % 25 == 24:
                self.look_at_statistics()
        documents.write({"direction": "both", "first_match": "pending"})
        self.env["qbd.hint"].search([]).unlink()

    def enter(self, place, one):
        """Enter a document in the books that have it, and its payments."""
        if one.ours:
            self.moves[place] = self.enter_ours(one, *one.ours)
        if one.theirs:
            self.ids[place] = self.enter_theirs(one, *one.theirs)
        ours = theirs = None
        if "odoo" in one.paid:
            ours = self.pay_ours(self.moves[place], one.ours[1])
        if "quickbooks" in one.paid:
            theirs = self.pay_theirs(one, self.ids[place], str(one.theirs[1]))
        if ours or theirs:
            self.payments[place] = (ours, theirs)

    def same_documents(self):
        """Return {TxnID: id of the document in Odoo} of those in both books."""
        return {
            self.ids[place]: self.moves[place].id
            for place in self.ids.keys() & self.moves
        }

    def same_payments(self):
        return {
            theirs: ours.id
            for ours, theirs in self.payments.values()
            if ours and theirs
        }

    def confirm(self, mapping, truth):
        """Accept what is sure and what is the same, and confirm the first match.

        :return: (number of sure pairs, number of those that are the same)
        """
        self.env["qbd.match"]._cron_match()
        stream = self.stream(mapping)
        matches = self.env["qbd.match"].with_user(self.bookkeeper)
        match = matches.search([("stream_id", "=", stream.id)])
        if not match or match.state != "ready":
            return 0, 0
        rows = match.env["qbd.match.pair"].search([("stream_id", "=", stream.id)])
        both = rows.filtered(lambda row: row.side == "both")
        sure = both.filtered(lambda row: row.verdict == SURE)
        for row in sure:
            self.assertEqual(truth.get(row.link_id.qb_id), row.record_id, row.why)
        match.action_accept_sure()
        for row in both - sure:
            if row.exists():
                same = truth.get(row.link_id.qb_id) == row.record_id
                row.action_accept() if same else row.action_reject()
        self.pair_by_hand(stream, truth)
        match.write({"rest_in_odoo": "create", "rest_in_quickbooks": "create"})
        match.action_confirm()
        links = self.env["qbd.link"].search([("stream_id", "=", stream.id)])
        paired = len({*links.mapped("qb_id")} & truth.keys())
        return len(sure), paired

    def confirm_each(self, mappings, truth):
        """Confirm lists in turn: one is compared when those before it are done."""
        found = []
        for mapping in mappings:
            found.append(self.confirm(mapping, truth))
            self.settle()
        return found

    def pair_by_hand(self, stream, truth):
        """Pair those that were not found."""
        rows = self.env["qbd.match.pair"].search(
            [("stream_id", "=", stream.id), ("side", "=", "quickbooks")]
        )
        rows = rows.with_user(self.bookkeeper)
        for row in rows.filtered(lambda one: one.link_id.qb_id in truth):
            row.write({"record_id": truth[row.link_id.qb_id]})

    def settle(self):
        """Run sessions; where two values differ, a person chooses one."""
        for _number in range(3):
            self.run_session()
            parked = self.env["qbd.link"].search([("state", "=", "parked")])
            conflicts = parked.filtered(lambda link: link.reason == "conflict")
            if conflicts:
                conflicts.action_use_odoo()
            money = parked.filtered(lambda link: link.reason == "money")
            if money:
                money.action_take_figures()

    def assert_nothing_asked(self):
        """Nothing needs attention, balances agree, each pair is that of the books."""
        self.connection.books_wanted = True
        self.run_session()
        left = self.env["qbd.link"].search([("state", "not in", ("ok", "gone"))])
        self.assertFalse(left.mapped(lambda x: (x.qb_name, x.state, x.message)))
        rows = self.env["qbd.ledger.party"].search([])
        self.assertFalse(rows, rows.mapped("explanation"))
        for txn_id, record_id in self.same_documents().items():
            self.assertEqual(self.move_of(txn_id).id, record_id)
        self.assert_quiet()
