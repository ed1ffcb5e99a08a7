"""Every error that `core` raises, on one screen.

An error names the fault, its place and the remedy, in words that may be shown to a
bookkeeper. The code that catches it decides the consequence:

===================  =====================================================
ValueRefused         park the one record, the others go on
DoubleRefused        the same, with a button to send it anyway
AnswerRefused        keep the raw answer, park the message set, go on
EnvelopeRefused      answer with a SOAP fault (the caller's mistake)
TransitionRefused    a programming error: the transaction is rolled back
FileRefused          show it to the person who brought the file; nothing changed
===================  =====================================================
"""

from .words import Text, _, plain, said


class QbdError(Exception):
    """Base of all errors of this package.

    :param what: one sentence that names the fault
    :param where: the field, element, record or call it is about (may be empty); a
        `Text` is translated
    :param todo: the remedy, addressed to a person (may be empty)
    :param values: of the placeholders in `what` and `todo`, translated before
    """

    def __init__(self, what, where="", todo="", **values):
        super().__init__(plain(what, **values))
        self.what, self.where, self.todo, self.values = what, where, todo, values

    def __str__(self):
        return self.said(plain)

    def at(self, where):
        """Return the same error about a place."""
        return type(self)(self.what, where, self.todo, **self.values)

    @property
    def words(self):
        """The fault and the remedy, without the place: a `Text`."""
        return Text(self.what, self.todo, **self.values)

    def said(self, say):
        """Return the error in words.

        :param say: callable(text, **values) that translates, e.g. `env._`
        """
        place = f"{said(self.where, say)}: " if self.where else ""
        return place + self.words.said(say)


class ValueRefused(QbdError):
    """A value that qbXML or QuickBooks cannot hold; `where` is the qbXML field."""


class DoubleRefused(ValueRefused):
    """A record that the other side may have already; a person may have it sent."""


class AnswerRefused(QbdError):
    """An answer of QuickBooks that cannot be read as qbXML."""


class EnvelopeRefused(QbdError):
    """A SOAP request that is malformed, oversized, or names no known operation."""


class TransitionRefused(QbdError):
    """A step that the state machine of the journal does not have."""


class FileRefused(QbdError):
    """A file that a person brought and that cannot be read as a whole.

    `where` is the place in it, e.g. "line 12".
    """


class MistakesRefused(FileRefused):
    """A file with mistakes in its lines; the first ones are said, a line each.

    :param mistakes: list of `Text`
    :param more: number of those that are not said
    """

    def __init__(self, mistakes, more=0):
        rest = [Text(_("And %(number)s more."), number=more)] if more else []
        self.mistakes = [*mistakes, *rest]
        super().__init__("\n".join(self.mistakes))

    def said(self, say):
        return "\n".join(one.said(say) for one in self.mistakes)
