"""The matcher of lists whose entries are known by their names and codes."""

from dataclasses import dataclass

from . import matcher
from . import similar as alike
from .records import Profile


@dataclass(frozen=True)
class NameMatcher:
    """Finds the pairs of two lists of `Candidate`, read by a profile."""

    profile: Profile

    def propose(self, left, right):
        """Find the pairs of two lists; see `matcher.propose`."""
        return matcher.propose(left, right, self.profile)

    def similar(self, new, known):
        """Find the known entries that are similar to new ones; see `similar`."""
        return alike.similar(new, known, self.profile)

    @staticmethod
    def sift(new, known):
        """Return the keys of known entries worth a comparison; see `similar.sift`."""
        return alike.sift(new, known)

    @staticmethod
    def sift_each(new, known, among):
        """Return those worth a comparison for each; see `similar.sift_each`."""
        return alike.sift_each(new, known, among)
