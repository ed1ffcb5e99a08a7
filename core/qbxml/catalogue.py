"""The catalogue behind `status`: the meaning of QuickBooks' codes, in words for people.

Codes whose meaning is neither in Intuit's text nor in a recording are left out on
purpose: for those QuickBooks' own words are better than a guess. Sources: Intuit's
"Status codes in response messages", its Web Connector guide, and recorded answers.
"""

NOBODY = "nobody"
BOOKKEEPER = "bookkeeper"
CONSULTANT = "consultant"
ADMIN = "quickbooks admin"
SUPPORT = "support"

STATUSES = (
    # code, outcome, who can fix it, title
    (0, "ok", NOBODY, "Done"),
    (1, "empty", NOBODY, "Nothing found"),
    (500, "missing", NOBODY, "Some requested objects do not exist"),
    (501, "warning", CONSULTANT, "Object unknown to this qbXML version"),
    (510, "warning", BOOKKEEPER, "Object could not be returned"),
    (530, "warning", CONSULTANT, "Saved, without one field"),
    (531, "warning", CONSULTANT, "Saved, without one choice"),
    (540, "warning", CONSULTANT, "More found than can be returned"),
    (550, "warning", BOOKKEEPER, "Saved, without the notes"),
    (560, "warning", NOBODY, "Saved, with a deprecated field"),
    (570, "warning", BOOKKEEPER, "Saved, but not linked"),
    (600, "recovery", NOBODY, "No stored status for this message set ID"),
    (1000, "internal", SUPPORT, "Internal error of QuickBooks"),
    (1010, "transient", NOBODY, "QuickBooks is not available"),
    (1030, "setup", CONSULTANT, "This QuickBooks does not know the request"),
    (1060, "refused", SUPPORT, "Request ID not accepted"),
    (2000, "permission", ADMIN, "Sign-on failed"),
    (2010, "permission", ADMIN, "Not authorised"),
    (2020, "permission", ADMIN, "Session not authenticated"),
    (2030, "permission", ADMIN, "Sign-on version not supported"),
    (2040, "permission", ADMIN, "Internal error at sign-on"),
    (3000, "refused", SUPPORT, "ID not accepted"),
    (3010, "refused", SUPPORT, "Yes/no value not accepted"),
    (3020, "refused", BOOKKEEPER, "Date not accepted"),
    (3030, "refused", CONSULTANT, "Date range reversed"),
    (3031, "refused", SUPPORT, "Range of names or numbers not accepted"),
    (3035, "refused", SUPPORT, "Duration not accepted"),
    (3070, "refused", BOOKKEEPER, "Text too long"),
    (3090, "refused", BOOKKEEPER, "Name not accepted"),
    (3100, "name_taken", BOOKKEEPER, "Name already in use"),
    (3110, "refused", CONSULTANT, "Choice not accepted"),
    (3120, "missing", BOOKKEEPER, "Object not found"),
    (3130, "reference", BOOKKEEPER, "Parent not found"),
    (3140, "reference", BOOKKEEPER, "Reference not found"),
    (3150, "refused", CONSULTANT, "Required value missing"),
    (3160, "refused", BOOKKEEPER, "Cannot be deleted"),
    (3161, "closed_period", BOOKKEEPER, "Before the closing date"),
    (3170, "transient", NOBODY, "Temporarily cannot be changed"),
    (3171, "closed_period", BOOKKEEPER, "Before the closing date"),
    (3175, "transient", NOBODY, "In use by another user"),
    (3176, "transient", NOBODY, "A related record is in use"),
    (3180, "transient", NOBODY, "Temporarily cannot be saved"),
    (3200, "stale", NOBODY, "Changed in QuickBooks since it was read"),
    (3210, "refused", BOOKKEEPER, "Violates a rule of QuickBooks"),
    (3231, "unprocessed", NOBODY, "Not processed"),
    (3250, "setup", ADMIN, "Feature switched off"),
    (3260, "permission", ADMIN, "Not permitted"),
    (3261, "permission", ADMIN, "No access to sensitive data"),
    (3290, "refused", SUPPORT, "Lines in a different order"),
    (9001, "recovery", SUPPORT, "Message set ID used for other content"),
    (9002, "recovery", NOBODY, "No answer stored for this message set ID"),
    (9004, "recovery", SUPPORT, "Message set ID not accepted"),
    (9005, "recovery", ADMIN, "QuickBooks could not store the status"),
    (9100, "internal", SUPPORT, "Error in a macro of the message"),
)

ADVICE = {
    500: "The missing object was deleted or merged in QuickBooks; its link is checked.",
    501: ("QuickBooks holds a kind of object it cannot show at the version in use."),
    510: "Open the object in QuickBooks and save it again; it may be damaged.",
    530: ("This edition of QuickBooks does not have the field. The rest was saved."),
    531: ("This edition of QuickBooks does not have the choice. The rest was saved."),
    540: (
        "Only the first part came back. This code is of QuickBooks Online: check which "
        "QuickBooks Odoo is connected to."
    ),
    550: "Enter the notes in QuickBooks manually, or shorten them in Odoo.",
    570: "The document it should be linked to is already closed in QuickBooks.",
    600: (
        "QuickBooks does not know the ID; another company file may be open. The "
        "sync looks for the record before anything is sent again."
    ),
    1010: "The request is sent again automatically.",
    1030: "The edition is too old or lacks the feature: switch off its record type.",
    3000: (
        "The ID of an object is not from this company file. Report it to support "
        "with the message and the record."
    ),
    3020: ("Check the dates of the record; very early or late years are not accepted."),
    3030: ("The first date is after the last. Check the clock of the QuickBooks PC."),
    3070: "Shorten the text that QuickBooks names below.",
    3090: (
        "A name in QuickBooks holds no colon, since it separates parent and child. "
        "Change the name."
    ),
    3100: (
        "Customers, vendors, employees and other names share one list of names, all "
        "items another. Link the record to the existing object, or rename one of "
        "them."
    ),
    3110: "This edition of QuickBooks does not have the choice. Pick another.",
    3120: (
        "It was deleted or merged in QuickBooks. Match the record again, or let it be "
        "created again."
    ),
    3130: (
        "The parent of the record is not, or no longer, in QuickBooks. Send the parent "
        "first, or choose another."
    ),
    3140: (
        "The customer, item, account or other object named below is not, or no longer, "
        "in QuickBooks. Send that record first, or choose another."
    ),
    3150: "QuickBooks needs the field named below: fill it in.",
    3160: (
        "Another transaction in QuickBooks depends on it. Remove a deposited payment "
        "from its deposit first; then press Try again."
    ),
    3161: (
        "The books are closed for that date, so it cannot be deleted. Ask who closed "
        "them, or change the closing date in QuickBooks."
    ),
    3171: (
        "The books are closed for that date. Give the document a later date, or "
        "change the closing date in QuickBooks."
    ),
    3200: "The newer state is compared with yours before anything is sent again.",
    3210: "QuickBooks says below which value it does not accept, and why.",
    3231: "A request before it failed. It is sent again automatically.",
    3250: (
        "Switch the feature on in the preferences of QuickBooks, or switch off its "
        "record type in Odoo. Some features exist in certain editions only."
    ),
    3260: "The QuickBooks user of the connection lacks a right: extend the role.",
    3261: (
        "Allow the application to access personal data: QuickBooks, Edit, "
        "Preferences, Integrated Applications, Company Preferences, Properties."
    ),
    3290: (
        "The lines of the document were moved in QuickBooks. Report it to support "
        "with the message and the record."
    ),
    9001: (
        "QuickBooks has stored another message with this ID. The sync looks for the "
        "record before anything is sent again."
    ),
    9002: "The sync looks for the record before anything is sent again.",
    9005: (
        "Check the free disk space of the QuickBooks PC. The sync looks for the record "
        "before anything is sent again."
    ),
}
"""Remedy by code; otherwise by outcome."""

ADVICE_BY_OUTCOME = {
    "ok": "Nothing needs to be done.",
    "warning": "Nothing needs to be done.",
    "empty": "Nothing needs to be done.",
    "transient": (
        "The request is sent again automatically. If it keeps failing, close the open "
        "form in QuickBooks; QuickBooks' message below may name another reason."
    ),
    "refused": "Report it to support with the message and the record.",
    "internal": "Report it to support with the message and the record.",
    "recovery": "The sync looks for the record before anything is sent again.",
    "permission": (
        "This code is of QuickBooks Online: check the QuickBooks of the connection."
    ),
}

HRESULTS = (
    # hresult, True if it proves that nothing ran (None: unknown), title
    (0x80040400, True, "QuickBooks could not read the message"),
    (0x80040401, True, "QuickBooks could not be accessed"),
    (0x80040402, None, "Unexpected error of QuickBooks"),
    (0x80040408, True, "QuickBooks could not be started"),
    (0x8004040A, True, "Another company file is open"),
    (0x8004040D, None, "The session with QuickBooks was dropped"),
    (0x80040410, True, "The company file is open in another mode"),
    (0x80040414, True, "QuickBooks waits for an answer on its screen"),
    (0x80040416, True, "No company file named and QuickBooks is closed"),
    (0x80040417, True, "No company file is open"),
    (0x8004041A, True, "The application has no access to this company file"),
    (0x8004041D, True, "The application may not log in by itself"),
    (0x80040420, True, "The QuickBooks user has denied access"),
    (0x80040421, None, "QuickBooks sent a message of its own"),
    (0x80040422, True, "Single-user access is taken"),
    (0x80040438, None, "More than one QuickBooks is running"),
    (0x80040154, True, "QuickBooks' request processor is not installed"),
    (0x80010105, None, "QuickBooks failed while it was working"),
)

HRESULT_ADVICE = {
    0x80040400: ("One request in it is invalid; the sync finds it and sets it aside."),
    0x80040402: (
        "qbsdklog.txt on the QuickBooks PC may have details. The sync finds out "
        "whether something was written before anything else is sent."
    ),
    0x80040408: (
        "Start it manually: an update may be waiting, or the application may not log "
        "in unattended (QuickBooks, Edit, Preferences, Integrated Applications)."
    ),
    0x8004040A: (
        "QuickBooks opens one company file at a time. Open the one of this connection."
    ),
    0x80040410: "Switch QuickBooks to the mode asked for (single-user or multi-user).",
    0x80040414: "Close the dialog that is open in QuickBooks.",
    0x80040416: "Enter the path of the company file on the connection, or open it.",
    0x8004041A: "Log in to QuickBooks as Admin and allow the application to access it.",
    0x8004041D: (
        "As Admin, allow it: QuickBooks, Edit, Preferences, Integrated Applications, "
        "Company Preferences, Properties, “log in automatically”."
    ),
    0x80040420: "Allow the application when QuickBooks asks, or in its preferences.",
    0x80040422: (
        "Another application uses the company file. Close it, or allow multi-user."
    ),
    0x80040438: (
        "Restart the QuickBooks PC. The sync finds out whether something was written "
        "before anything else is sent."
    ),
    0x80040154: "Install or repair QuickBooks and the Web Connector on that PC.",
}
"""Remedy by hresult; otherwise by whether something may have been written."""

HRESULT_ADVICE_BY_PROOF = {
    True: "Open QuickBooks with the right company file, then run the connection again.",
    None: "The sync finds out whether something was written before it sends more.",
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
