"""The catalogue behind `status`: the meaning of QuickBooks' codes, in words for people.

Codes whose meaning is neither in Intuit's text nor in a recording are left out on
purpose: for those QuickBooks' own words are better than a guess. Sources: Intuit's
"Status codes in response messages", its Web Connector guide, and recorded answers.
"""

from ..words import _

NOBODY = "nobody"
BOOKKEEPER = "bookkeeper"
CONSULTANT = "consultant"
ADMIN = "quickbooks admin"
SUPPORT = "support"

STATUSES = (
    # code, outcome, who can fix it, title
    (0, "ok", NOBODY, _("Done")),
    (1, "empty", NOBODY, _("Nothing found")),
    (500, "missing", NOBODY, _("Some requested objects do not exist")),
    (501, "warning", CONSULTANT, _("Object unknown to this qbXML version")),
    (510, "warning", BOOKKEEPER, _("Object could not be returned")),
    (530, "warning", CONSULTANT, _("Saved, without one field")),
    (531, "warning", CONSULTANT, _("Saved, without one choice")),
    (540, "warning", CONSULTANT, _("More found than can be returned")),
    (550, "warning", BOOKKEEPER, _("Saved, without the notes")),
    (560, "warning", NOBODY, _("Saved, with a deprecated field")),
    (570, "warning", BOOKKEEPER, _("Saved, but not linked")),
    (600, "recovery", NOBODY, _("No stored status for this message set ID")),
    (1000, "internal", SUPPORT, _("Internal error of QuickBooks")),
    (1010, "transient", NOBODY, _("QuickBooks is not available")),
    (1030, "setup", CONSULTANT, _("This QuickBooks does not know the request")),
    (1060, "refused", SUPPORT, _("Request ID not accepted")),
    (2000, "permission", ADMIN, _("Sign-on failed")),
    (2010, "permission", ADMIN, _("Not authorised")),
    (2020, "permission", ADMIN, _("Session not authenticated")),
    (2030, "permission", ADMIN, _("Sign-on version not supported")),
    (2040, "permission", ADMIN, _("Internal error at sign-on")),
    (3000, "refused", SUPPORT, _("ID not accepted")),
    (3010, "refused", SUPPORT, _("Yes/no value not accepted")),
    (3020, "refused", BOOKKEEPER, _("Date not accepted")),
    (3030, "refused", CONSULTANT, _("Date range reversed")),
    (3031, "refused", SUPPORT, _("Range of names or numbers not accepted")),
    (3035, "refused", SUPPORT, _("Duration not accepted")),
    (3070, "refused", BOOKKEEPER, _("Text too long")),
    (3090, "refused", BOOKKEEPER, _("Name not accepted")),
    (3100, "name_taken", BOOKKEEPER, _("Name already in use")),
    (3110, "refused", CONSULTANT, _("Choice not accepted")),
    (3120, "missing", BOOKKEEPER, _("Object not found")),
    (3130, "reference", BOOKKEEPER, _("Parent not found")),
    (3140, "reference", BOOKKEEPER, _("Reference not found")),
    (3150, "refused", CONSULTANT, _("Required value missing")),
    (3160, "refused", BOOKKEEPER, _("Cannot be deleted")),
    (3161, "closed_period", BOOKKEEPER, _("Before the closing date")),
    (3170, "transient", NOBODY, _("Temporarily cannot be changed")),
    (3171, "closed_period", BOOKKEEPER, _("Before the closing date")),
    (3175, "transient", NOBODY, _("In use by another user")),
    (3176, "transient", NOBODY, _("A related record is in use")),
    (3180, "transient", NOBODY, _("Temporarily cannot be saved")),
    (3200, "stale", NOBODY, _("Changed in QuickBooks since it was read")),
    (3210, "refused", BOOKKEEPER, _("Violates a rule of QuickBooks")),
    (3231, "unprocessed", NOBODY, _("Not processed")),
    (3250, "setup", ADMIN, _("Feature switched off")),
    (3260, "permission", ADMIN, _("Not permitted")),
    (3261, "permission", ADMIN, _("No access to sensitive data")),
    (3290, "refused", SUPPORT, _("Lines in a different order")),
    (9001, "recovery", SUPPORT, _("Message set ID used for other content")),
    (9002, "recovery", NOBODY, _("No answer stored for this message set ID")),
    (9004, "recovery", SUPPORT, _("Message set ID not accepted")),
    (9005, "recovery", ADMIN, _("QuickBooks could not store the status")),
    (9100, "internal", SUPPORT, _("Error in a macro of the message")),
)

ADVICE = {
    500: _(
        "The missing object was deleted or merged in QuickBooks; its link is checked."
    ),
    501: _("QuickBooks holds a kind of object it cannot show at the version in use."),
    510: _("Open the object in QuickBooks and save it again; it may be damaged."),
    530: _("This edition of QuickBooks does not have the field. The rest was saved."),
    531: _("This edition of QuickBooks does not have the choice. The rest was saved."),
    540: _(
        "Only the first part came back. This code is of QuickBooks Online: check which "
        "QuickBooks Odoo is connected to."
    ),
    550: _("Enter the notes in QuickBooks manually, or shorten them in Odoo."),
    570: _("The document it should be linked to is already closed in QuickBooks."),
    600: _(
        "QuickBooks does not know the ID; another company file may be open. The "
        "sync looks for the record before anything is sent again."
    ),
    1010: _("The request is sent again automatically."),
    1030: _("The edition is too old or lacks the feature: switch off its record type."),
    3000: _(
        "The ID of an object is not from this company file. Report it to support "
        "with the message and the record."
    ),
    3020: _(
        "Check the dates of the record; very early or late years are not accepted."
    ),
    3030: _("The first date is after the last. Check the clock of the QuickBooks PC."),
    3070: _("Shorten the text that QuickBooks names below."),
    3090: _(
        "A name in QuickBooks holds no colon, since it separates parent and child. "
        "Change the name."
    ),
    3100: _(
        "Customers, vendors, employees and other names share one list of names, all "
        "items another. Link the record to the existing object, or rename one of "
        "them."
    ),
    3110: _("This edition of QuickBooks does not have the choice. Pick another."),
    3120: _(
        "It was deleted or merged in QuickBooks. Match the record again, or let it be "
        "created again."
    ),
    3130: _(
        "The parent of the record is not, or no longer, in QuickBooks. Send the parent "
        "first, or choose another."
    ),
    3140: _(
        "The customer, item, account or other object named below is not, or no longer, "
        "in QuickBooks. Send that record first, or choose another."
    ),
    3150: _("QuickBooks needs the field named below: fill it in."),
    3160: _(
        "Another transaction in QuickBooks depends on it. Remove a deposited payment "
        "from its deposit first; then press Try again."
    ),
    3161: _(
        "The books are closed for that date, so it cannot be deleted. Ask who closed "
        "them, or change the closing date in QuickBooks."
    ),
    3171: _(
        "The books are closed for that date. Give the document a later date, or "
        "change the closing date in QuickBooks."
    ),
    3200: _("The newer state is compared with yours before anything is sent again."),
    3210: _("QuickBooks says below which value it does not accept, and why."),
    3231: _("A request before it failed. It is sent again automatically."),
    3250: _(
        "Switch the feature on in the preferences of QuickBooks, or switch off its "
        "record type in Odoo. Some features exist in certain editions only."
    ),
    3260: _("The QuickBooks user of the connection lacks a right: extend the role."),
    3261: _(
        "Allow the application to access personal data: QuickBooks, Edit, "
        "Preferences, Integrated Applications, Company Preferences, Properties."
    ),
    3290: _(
        "The lines of the document were moved in QuickBooks. Report it to support "
        "with the message and the record."
    ),
    9001: _(
        "QuickBooks has stored another message with this ID. The sync looks for the "
        "record before anything is sent again."
    ),
    9002: _("The sync looks for the record before anything is sent again."),
    9005: _(
        "Check the free disk space of the QuickBooks PC. The sync looks for the record "
        "before anything is sent again."
    ),
}
"""Remedy by code; otherwise by outcome."""

ADVICE_BY_OUTCOME = {
    "ok": _("Nothing needs to be done."),
    "warning": _("Nothing needs to be done."),
    "empty": _("Nothing needs to be done."),
    "transient": _(
        "The request is sent again automatically. If it keeps failing, close the open "
        "form in QuickBooks; QuickBooks' message below may name another reason."
    ),
    "refused": _("Report it to support with the message and the record."),
    "internal": _("Report it to support with the message and the record."),
    "recovery": _("The sync looks for the record before anything is sent again."),
    "permission": _(
        "This code is of QuickBooks Online: check the QuickBooks of the connection."
    ),
}

HRESULTS = (
    # hresult, True if it proves that nothing ran (None: unknown), title
    (0x80040400, True, _("QuickBooks could not read the message")),
    (0x80040401, True, _("QuickBooks could not be accessed")),
    (0x80040402, None, _("Unexpected error of QuickBooks")),
    (0x80040408, True, _("QuickBooks could not be started")),
    (0x8004040A, True, _("Another company file is open")),
    (0x8004040D, None, _("The session with QuickBooks was dropped")),
    (0x80040410, True, _("The company file is open in another mode")),
    (0x80040414, True, _("QuickBooks waits for an answer on its screen")),
    (0x80040416, True, _("No company file named and QuickBooks is closed")),
    (0x80040417, True, _("No company file is open")),
    (0x8004041A, True, _("The application has no access to this company file")),
    (0x8004041D, True, _("The application may not log in by itself")),
    (0x80040420, True, _("The QuickBooks user has denied access")),
    (0x80040421, None, _("QuickBooks sent a message of its own")),
    (0x80040422, True, _("Single-user access is taken")),
    (0x80040438, None, _("More than one QuickBooks is running")),
    (0x80040154, True, _("QuickBooks' request processor is not installed")),
    (0x80010105, None, _("QuickBooks failed while it was working")),
)

HRESULT_ADVICE = {
    0x80040400: _("One request in it is invalid; the sync finds it and sets it aside."),
    0x80040402: _(
        "qbsdklog.txt on the QuickBooks PC may have details. The sync finds out "
        "whether something was written before anything else is sent."
    ),
    0x80040408: _(
        "Start it manually: an update may be waiting, or the application may not log "
        "in unattended (QuickBooks, Edit, Preferences, Integrated Applications)."
    ),
    0x8004040A: _(
        "QuickBooks opens one company file at a time. Open the one of this connection."
    ),
    0x80040410: _(
        "Switch QuickBooks to the mode asked for (single-user or multi-user)."
    ),
    0x80040414: _("Close the dialog that is open in QuickBooks."),
    0x80040416: _("Enter the path of the company file on the connection, or open it."),
    0x8004041A: _(
        "Log in to QuickBooks as Admin and allow the application to access it."
    ),
    0x8004041D: _(
        "As Admin, allow it: QuickBooks, Edit, Preferences, Integrated Applications, "
        "Company Preferences, Properties, “log in automatically”."
    ),
    0x80040420: _("Allow the application when QuickBooks asks, or in its preferences."),
    0x80040422: _(
        "Another application uses the company file. Close it, or allow multi-user."
    ),
    0x80040438: _(
        "Restart the QuickBooks PC. The sync finds out whether something was written "
        "before anything else is sent."
    ),
    0x80040154: _("Install or repair QuickBooks and the Web Connector on that PC."),
}
"""Remedy by hresult; otherwise by whether something may have been written."""

HRESULT_ADVICE_BY_PROOF = {
    True: _(
        "Open QuickBooks with the right company file, then run the connection again."
    ),
    None: _("The sync finds out whether something was written before it sends more."),
}

HRESULT_FIXERS = {
    **dict.fromkeys(
        (0x80040400, 0x80040402, 0x8004040D, 0x80040421, 0x80010105), NOBODY
    ),
    **dict.fromkeys(
        (0x8004040A, 0x80040410, 0x80040414, 0x80040416, 0x80040417, 0x80040422),
        BOOKKEEPER,
    ),
}
"""Who can fix it; everybody else is an administrator of the QuickBooks PC."""
