"""Made-up purchases and sales leave the same books on both sides, to the cent.

``QBD_BOOKS_COUNT`` documents and payments, else 40, from the seed ``QBD_BOOKS_SEED``,
as in `test_random_books`: bills, vendor credits, checks and card payments, and sales
in the same books.
"""

from .support.buying_player import BuyingPlayer


class TestRandomPurchases(BuyingPlayer):
    def test_books_agree_to_the_cent(self):
        self.play_books()
