"""The input and the result of a comparison, and how lists of one kind are read."""

from dataclasses import dataclass, field

SURE = "sure"
MAYBE = "maybe"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry of a list, as plain values.

    :param key: anything hashable, unique in its list
    :param names: texts that describe it, the most important one first
    :param codes: ((kind, code), …), e.g. ("barcode", "4006381333931"). Codes are
        compared across kinds; two different ones of one kind tell entries apart. The
        kind "name" is for a name that may be the code of the other list
    :param price: above zero if it is known
    :param cut: whether the end of the first name may be missing: it fills its field
    :param title: the name that is shown to people, if it is not the first one
    :param facts: ((kind, text), …), details that tell entries apart and pair none:
        "kind", "town", "zip", "phone", "email"
    """

    key: object
    names: tuple = ()
    codes: tuple = ()
    price: float = 0.0
    cut: bool = False
    title: str = ""
    facts: tuple = ()

    def texts(self):
        """Return all names and codes."""
        return [*self.names, *(code for _kind, code in self.codes)]

    def about(self):
        """Return the details that users see next to the title."""
        name = self.names[0]
        price = [f"{self.price:.2f}"] if self.price else []
        said = [
            *self.texts()[1:],
            *(text for kind, text in self.facts if kind != "kind"),
        ]
        said = [one for one in said if one and one != name]
        return [*dict.fromkeys(said), *price]


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason why two entries belong together, or why not.

    :param kind: a key of `REASONS`
    :param left: the text of the first list, as it is written there
    :param right: the text of the second list
    """

    kind: str
    left: str = ""
    right: str = ""

    def __str__(self):
        return REASONS[self.kind].format(left=self.left, right=self.right)

    def turned(self):
        """Return the same reason, where the lists stand in the other order."""
        if self.kind == "same_code":
            return self
        return Reason(TURNED.get(self.kind, self.kind), self.right, self.left)


REASONS = {
    "same_code": "same code {left}",
    "same_name": "same name",
    "same_words": "same words and sizes",
    "similar": "similar name",
    "typing": "“{left}” may be a mistyped “{right}”",
    "short": "“{left}” may be short for “{right}”",
    "only_left": "only the first has “{left}”",
    "only_right": "only the second has “{right}”",
    "differs": "“{left}” or “{right}”",
    "codes_differ": "other codes: {left} and {right}",
    "names_differ": "the names differ",
    "other_order": "in another order: “{left}” and “{right}”",
    "letters": "“{left}” or “{right}” beside the words",
    "other_kind": "one is: {left}, the other: {right}",
    "other_town": "in {left} or in {right}",
    "other_zip": "postal codes {left} and {right}",
    "other_phone": "telephone {left} or {right}",
    "no_place": "one of both has no address to compare",
    "other_email": "e-mail {left} or {right}",
    "order": "sizes in another order: {left} and {right}",
    "prices": "prices far apart: {left} and {right}",
    "cut": "the end of the name is missing",
    "more": "“{right}” says the same and more, and the prices do not agree",
    "rival": "another one fits as well: {right}",
    "rival_left": "another one fits as well: {left}",
    "same_number": "same number",
    "same_party": "same name",
    "same_date": "same date",
    "same_total": "same amount",
    "same_use": "applied to the same documents",
    "other_number": "numbers {left} and {right}",
    "other_party": "of {left} and {right}",
    "other_date": "dated {left} and {right}",
    "other_total": "amounts {left} and {right}",
    "other_open": "open {left} and {right}",
    "same_accounts": "same accounts",
    "other_accounts": "other accounts",
}
"""{kind: words}. A translation takes the same names, left and right."""


TURNED = {
    "only_left": "only_right",
    "only_right": "only_left",
    "rival": "rival_left",
    "rival_left": "rival",
}
"""Kinds that name a list, and what they are where the lists change places."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be the same.

    :param left: key in the first list
    :param right: key in the second list
    :param score: 0 to 1
    :param verdict: SURE (may be paired without a person), MAYBE or NONE
    :param reasons: of type `Reason`, the most important one first
    """

    left: object
    right: object
    score: float
    verdict: str
    reasons: tuple = ()

    def turned(self):
        """Return the same pair, where the lists stand in the other order."""
        reasons = tuple(reason.turned() for reason in self.reasons)
        return Pair(self.right, self.left, self.score, self.verdict, reasons)


@dataclass(frozen=True)
class Profile:
    """How lists of one kind are read and judged.

    :param shorts: {word: words it is short for, one of which may be meant}
    :param classes: {word: (class, value)}; two values of a class exclude each other
    :param noise: words that say nothing
    :param phrases: {two words: words that are put for them}
    :param implied: {word: words next to which it says nothing}
    :param persons: whether names are those of people and firms: no word is a plural,
        and a surname may go first, with a comma
    :param optional: words that may be missing where another detail is the same
    :param coded: whether a code is that of one entry: it makes a pair sure of which
        one only says more, and a question of others; an e-mail address is no such code
    :param contradictions: callable(left, right readings) -> [Reason], asked about what
        would be sure
    :param units: whether numbers have units
    :param typos: whether a mistyped word may still be sure
    :param prices: whether entries have prices
    """

    shorts: dict
    classes: dict
    noise: frozenset
    units: bool = True
    typos: bool = True
    prices: bool = True
    phrases: dict = field(default_factory=dict)
    implied: dict = field(default_factory=dict)
    persons: bool = False
    optional: frozenset = frozenset()
    coded: bool = True
    contradictions: object = None
