"""Values that are rows, made of several elements of an object."""

from .values import Codec


class Rows(Codec):
    """A list of dicts of texts; None for none. No single element holds it.

    Sorted, and without blanks: the order of rows says nothing.
    """

    def normalise(self, value):
        rows = [{k: v for k, v in row.items() if v is not None} for row in value or ()]
        return sorted(rows, key=lambda row: sorted(row.items())) or None


rows = Rows()
