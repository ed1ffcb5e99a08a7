"""Status codes of QuickBooks with its wording, and the refusal of a whole message set.

Wording as recorded from real company files where there is a recording; the others are
marked *assumed* and nothing should be built on their text.
"""

PARSE_ERROR = "0x80040400"
PARSE_MESSAGE = "QuickBooks found an error when parsing the provided XML text stream."

_NOT_IN_LIST = (
    "QuickBooks error message: Invalid argument."
    " The specified record does not exist in the list."
)


class Refused(Exception):
    """QuickBooks refused the whole message set: nothing of it ran.

    ``hresult`` and ``message`` are passed on by the Web Connector; ``detail`` names the
    fault, which the real QuickBooks never does.
    """

    def __init__(self, detail="", hresult=PARSE_ERROR, message=PARSE_MESSAGE):
        super().__init__(f"{hresult} {message} ({detail})")
        self.hresult = hresult
        self.message = message
        self.detail = detail


class Failed(Exception):
    """One request failed; the others of its message set are not affected.

    ``object_row``: the object to send along with the status, as 3200 does.
    """

    def __init__(self, status, object_row=None):
        super().__init__(f"{status.code} {status.message}")
        self.status = status
        self.object_row = object_row


class Status:
    """statusCode, statusSeverity and statusMessage of one response."""

    def __init__(self, code, severity, message):
        self.code = code
        self.severity = severity
        self.message = message

    @property
    def is_error(self):
        """Return whether stopOnError stops here."""
        return self.severity == "Error"

    def __repr__(self):
        return f"Status({self.code}, {self.severity}, {self.message!r})"


def _words(kind):
    """Return the name of a type in messages: only ``Item …`` is in two words."""
    return kind.replace("Item", "Item ", 1) if kind.startswith("Item") else kind


def error(code, message):
    """Return a Status of severity Error."""
    return Status(code, "Error", message)


OK = Status(0, "Info", "Status OK")
NO_MATCH = Status(
    1, "Info", "A query request did not find a matching object in QuickBooks"
)
UNPROCESSED = error(3231, "The request has not been processed.")
UNSUPPORTED_MESSAGE = error(
    1030, "This request is not supported by this implementation."
)
MISSING_ACCOUNT = error(3270, "There is a missing posting account.")
FEATURE_OFF = error(
    3250,
    "This feature is not enabled or not available in this version of QuickBooks.",
)
# Assumed wording; the code is Intuit's for a second iterator.
ONE_ITERATOR = error(3390, "There is already an iterator in use.")


def not_found_in_query(value):
    """Return status 500: a ListID or FullName asked for does not exist; the others are
    returned."""
    return Status(
        500,
        "Warn",
        "The query request has not been fully completed. There was a required element"
        f' ("{value}") that could not be found in QuickBooks.',
    )


def unsupported_field(name):
    """Return status 530: saved, without this field."""
    text = f'The field "{name}" is not supported by this implementation.'
    return Status(530, "Warn", text)


def invalid_request_id(value):
    """Return status 1060: a requestID of more than 50 characters."""
    return error(1060, f'The request ID "{value}" is invalid, possibly too long.')


def too_long(value, field):
    """Return status 3070: the text does not fit; nothing of this request is saved."""
    return error(3070, f'The string "{value}" in the field "{field}" is too long.')


def colon_in_name(value, label):
    """Return status 3090: names of lists with jobs or subitems hold no colon."""
    return error(
        3090,
        f'There was an error when storing "{value}" in the "{label}" field.'
        "QuickBooks error message: Names in this list cannot contain a colon."
        "The colon is a special character used to indicate a parent/child"
        " relationship.",
    )


def name_in_use(name):
    """Return status 3100: names are unique in their space, whatever the case of the
    letters."""
    return error(3100, f'The name "{name}" of the list element is already in use.')


def not_found(value):
    """Return status 3120: the object to change or delete does not exist."""
    return error(
        3120,
        f'Object "{value}" specified in the request cannot be found. {_NOT_IN_LIST}',
    )


def parent_not_found(value, kind):
    """Return status 3130: the ParentRef points nowhere."""
    return error(
        3130,
        f'There is an invalid reference to a parent "{value}" in the {kind}s list. '
        " QuickBooks error message: Invalid argument.  The specified record does not"
        " exist in the list.",
    )


def reference_not_found(value, element, kind):
    """Return status 3140: another reference points nowhere; ``element``:
    ``IncomeAccountRef``."""
    list_name = element.removesuffix("Ref")
    if list_name.endswith("Account"):
        owed = list_name.removesuffix("Account")
        list_name = f"{owed} Account" if owed in ("AR", "AP") else "Account"
    elif list_name.endswith("Vendor"):
        list_name = "Vendor"
    elif list_name == "ItemInventory":
        list_name = "Item"
    return error(
        3140,
        f'There is an invalid reference to QuickBooks {list_name} "{value}"'
        f" in the {_words(kind)}. {_NOT_IN_LIST}",
    )


def missing_element(name):
    """Return status 3150: an element that must have a value has none."""
    return error(3150, f'There is a missing element: "{name}".')


def cannot_delete(value):
    """Return status 3160: in use by another object. Assumed wording."""
    return error(3160, f'Cannot delete the object specified by the id = "{value}".')


def cannot_save(kind, name, reason):
    """Return status 3180: QuickBooks' lists refuse the object; not always for a moment
    only."""
    return error(
        3180,
        f'There was an error when saving a {kind} list, element "{name}".'
        f" QuickBooks error message: {reason}",
    )


def stale_edit_sequence(value):
    """Return status 3200: comes with the current object."""
    return error(3200, f'The provided edit sequence "{value}" is out-of-date. ')


def cannot_save_txn(kind, reason):
    """Return status 3180: a rule of QuickBooks stands against a transaction."""
    return error(
        3180,
        f"There was an error when saving a {kind}. QuickBooks error message: {reason}",
    )


def against_a_rule(kind, reason):
    """Return status 3210: a rule of QuickBooks stands against a transaction, which
    there is no recording of. Assumed wording."""
    return error(
        3210,
        f"There was an error when saving a {kind}. QuickBooks error message: {reason}",
    )


def line_out_of_order(txn_line_id):
    """Return status 3290: the lines of a Mod keep the stored order. Assumed wording."""
    text = f'The line "{txn_line_id}" is placed in the request in incorrect order.'
    return error(3290, text)


def overpaid(field, amount):
    """Return status 3210: more is applied than is due. Recorded with the severity
    Info."""
    return Status(
        3210,
        "Info",
        f'The "{field}" field has an invalid value "{amount:.2f}".'
        "  QuickBooks error message: You cannot pay more than the amount due.",
    )


def overused(field, amount):
    """Return status 3210: more is applied than was paid. Assumed wording."""
    return error(
        3210,
        f'The "{field}" field has an invalid value "{amount}".  QuickBooks error'
        " message: You cannot apply more than the amount of the payment.",
    )


def invalid_value(field, value, reason):
    """Return status 3210: a rule stands against the value of a field. Assumed
    wording."""
    return error(
        3210,
        f'The "{field}" field has an invalid value "{value}".  QuickBooks error'
        f" message: {reason}",
    )


def closed_period(date, verb):
    """Return status 3171 (add or modify) or 3161 (delete or void): dated by the closing
    date. Assumed wording."""
    code = 3161 if verb in ("delete", "void") else 3171
    return error(
        code,
        f"Cannot {verb} a transaction dated {date}. QuickBooks error message: The books"
        " are closed through this date.",
    )


def iterator_not_valid(iterator_id):
    """Return status 3391: of another session, exhausted or never started."""
    return error(3391, f'The iteratorID "{iterator_id}" is not valid.')
