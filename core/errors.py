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


class QbdError(Exception):
    """Base of all errors of this package.

    :param what: one sentence that names the fault
    :param where: the field, element, record or call it is about (may be empty)
    :param todo: the remedy, addressed to a person (may be empty)
    """

    def __init__(self, what, where="", todo=""):
        super().__init__(what)
        self.what, self.where, self.todo = what, where, todo

    def __str__(self):
        place = f"{self.where}: " if self.where else ""
        fault = place + self.what
        if self.todo and fault[-1:].isalnum():
            fault += "."
        return " ".join(part for part in (fault, self.todo) if part)


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
