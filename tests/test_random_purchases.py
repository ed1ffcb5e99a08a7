"""Made-up purchases and sales leave the same books on both sides, to the cent.

``QBD_BOOKS_COUNT`` documents and payments, else 40, from the seed ``QBD_BOOKS_SEED``,
as in `test_random_books`: bills, vendor credits, checks and card payments, and sales
in the same books.
"""

from .support.buying_player import BuyingPlayer
from .support.verified import VerifiedMixin

LATER = "2027-12-31"


class TestRandomPurchases(VerifiedMixin, BuyingPlayer):
    def test_books_agree_to_the_cent(self):
        self.play_books()

    def more_differing(self):
        """Add the parts of differences that a verification names no document of."""
        found = self.verify_at_once(LATER)
        rest = found.document_ids.filtered(lambda one: one.kind == "rest")
        words = [f"{one.account_row_id.name} {one.difference}" for one in rest]
        return [*super().more_differing(), *(f"not explained: {x}" for x in words)]
