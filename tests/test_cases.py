"""The worked cases of ``cases/``, made in QuickBooks or made in Odoo.

`bin/soak --thorough` plays each of them in both directions.
"""

from .support.case_files import case_paths, read_case
from .support.case_model import CaseError, directions
from .support.case_player import CasePlayer


class TestCases(CasePlayer):
    """One test for each case and direction: they are made below."""


def _test(path, made):
    def test(self):
        self.play_case(read_case(path), made)

    return test


def _unreadable(error):
    def test(self):
        raise error

    return test


def _tests():
    """Yield the names of the tests, and the tests."""
    for path in case_paths():
        try:
            only = read_case(path).only
        except CaseError as error:
            yield f"test_{path.stem}", _unreadable(error)
            continue
        for made in directions(path.stem, only):
            yield f"test_{path.stem}_made_in_{made}", _test(path, made)


for _name, _method in _tests():
    setattr(TestCases, _name, _method)
