"""The worked cases of ``cases/entries/``, made in QuickBooks or made in Odoo.

`bin/soak --thorough` plays each of them in both directions.
"""

from .support.case_entries import entry_case_paths, read_entry_case
from .support.case_entry_books import EntryCasePlayer
from .support.case_model import directions


class TestCasesEntries(EntryCasePlayer):
    """One test for each case and direction: they are made below."""

    def test_there_are_thirty_cases_and_more(self):
        self.assertGreaterEqual(len(entry_case_paths()), 30)


def _test(path, made):
    def test(self):
        self.play_case(read_entry_case(path), made)

    return test


for _path in entry_case_paths():
    _only = read_entry_case(_path).only
    for _made in directions(_path.stem, _only):
        setattr(
            TestCasesEntries, f"test_{_path.stem}_made_in_{_made}", _test(_path, _made)
        )
