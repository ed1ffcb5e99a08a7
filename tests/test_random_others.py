"""Whatever a person at QuickBooks posts at random, both books end up equal."""

from .support.other_transactions import OtherCase
from .support.random_others import Poster

SEED, STEPS, PER_SESSION = 2, 60, 12
CARRIED = ("invoice", "credit_memo", "receive_payment", "bill", "bill_payment")


class TestRandomOtherTransactions(OtherCase):
    STREAMS = (*OtherCase.STREAMS, "cost_posting")

    def begin(self):
        result = super().begin()
        self.stock_bolts()
        return result

    def test_all_accounts_of_both_books_are_equal_to_the_cent(self):
        self.play(SEED, STEPS)

    def play(self, seed, steps):
        for mapping in (
            "invoice",
            "credit_memo",
            "receive_payment",
            "bill",
            "bill_payment",
        ):
            self.stream(mapping).deletions = "carry"
        person = Poster(self, seed)
        for number in range(steps):
            person.step()
            if number % PER_SESSION == PER_SESSION - 1:
                self.run_session()
        self.assertFalse(self.company.books.faults())
        self.stream("other_transaction").id_sweep_wanted = True
        self.run_session()
        for _day in range(3):
            self.stream("cost_posting").report_wanted_on = False
            found = self.differences()
        links = self.env["qbd.link"].search([("state", "not in", ("ok", "gone"))])
        waiting = links.mapped(lambda x: (x.qb_name, x.state, x.message))
        self.assertEqual((found, waiting), ({}, []), f"seed {seed}, {person.done}")
        self.assert_quiet()
