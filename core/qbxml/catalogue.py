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
    (500, "missing", NOBODY, "Not all that was asked for exists"),
    (501, "warning", CONSULTANT, "Object unknown to this qbXML version"),
    (510, "warning", BOOKKEEPER, "Object could not be returned"),
    (530, "warning", CONSULTANT, "Saved, without one field"),
    (531, "warning", CONSULTANT, "Saved, without one choice"),
    (540, "warning", CONSULTANT, "More found than can be returned"),
    (550, "warning", BOOKKEEPER, "Saved, without the notes"),
    (560, "warning", NOBODY, "Saved, with a field that is going out of use"),
    (570, "warning", BOOKKEEPER, "Saved, but not linked"),
    (600, "recovery", NOBODY, "No kept status under this message-set id"),
    (1000, "internal", SUPPORT, "Internal error of QuickBooks"),
    (1010, "transient", NOBODY, "QuickBooks is not available"),
    (1030, "setup", CONSULTANT, "This QuickBooks does not know the request"),
    (1060, "refused", SUPPORT, "Request id not accepted"),
    (2000, "permission", ADMIN, "Sign-on failed"),
    (2010, "permission", ADMIN, "Not authorised"),
    (2020, "permission", ADMIN, "Session not authenticated"),
    (2030, "permission", ADMIN, "Sign-on version not supported"),
    (2040, "permission", ADMIN, "Internal error at sign-on"),
    (3000, "refused", SUPPORT, "Id not accepted"),
    (3010, "refused", SUPPORT, "Yes/no value not accepted"),
    (3020, "refused", BOOKKEEPER, "Date not accepted"),
    (3030, "refused", CONSULTANT, "Date range upside down"),
    (3031, "refused", SUPPORT, "Range of names or numbers not accepted"),
    (3035, "refused", SUPPORT, "Duration not accepted"),
    (3070, "refused", BOOKKEEPER, "Text too long"),
    (3090, "refused", BOOKKEEPER, "Name not accepted"),
    (3100, "name_taken", BOOKKEEPER, "Name already in use"),
    (3110, "refused", CONSULTANT, "Choice not accepted"),
    (3120, "missing", BOOKKEEPER, "Object not found"),
    (3130, "reference", BOOKKEEPER, "Parent not found"),
    (3140, "reference", BOOKKEEPER, "Something it refers to is not found"),
    (3150, "refused", CONSULTANT, "Something needed is missing"),
    (3160, "refused", BOOKKEEPER, "Cannot be deleted"),
    (3161, "closed_period", BOOKKEEPER, "Before the closing date"),
    (3170, "transient", NOBODY, "Could not be changed just now"),
    (3171, "closed_period", BOOKKEEPER, "Before the closing date"),
    (3175, "transient", NOBODY, "In use by somebody"),
    (3176, "transient", NOBODY, "Something it belongs to is in use"),
    (3180, "transient", NOBODY, "Could not be saved just now"),
    (3200, "stale", NOBODY, "Changed in QuickBooks meanwhile"),
    (3210, "refused", BOOKKEEPER, "Against a rule of QuickBooks"),
    (3231, "unprocessed", NOBODY, "Not processed"),
    (3250, "setup", ADMIN, "Feature not switched on"),
    (3260, "permission", ADMIN, "Not permitted"),
    (3261, "permission", ADMIN, "No access to sensitive data"),
    (3290, "refused", SUPPORT, "Lines in another order"),
    (9001, "recovery", SUPPORT, "Message-set id used for other content"),
    (9002, "recovery", NOBODY, "No answer kept under this message-set id"),
    (9004, "recovery", SUPPORT, "Message-set id not accepted"),
    (9005, "recovery", ADMIN, "QuickBooks could not keep the status"),
    (9100, "internal", SUPPORT, "Error in a macro of the message"),
)

ADVICE = {
    500: (
        "What is missing was deleted or merged in QuickBooks; the link is looked at."
    ),
    501: ("QuickBooks holds a kind of object it cannot show at the version in use."),
    510: "Open the object in QuickBooks and save it again; it may be damaged.",
    530: ("This edition of QuickBooks does not have the field. The rest was saved."),
    531: ("This edition of QuickBooks does not have the choice. The rest was saved."),
    540: (
        "Only the first part came back. This belongs to QuickBooks Online: check what "
        "Odoo is connected to."
    ),
    550: "Enter the notes in QuickBooks by hand, or shorten them in Odoo.",
    570: "The document it should be linked to is already closed in QuickBooks.",
    600: (
        "QuickBooks does not know the id; another company file may be open. The "
        "connection looks for the record itself before anything is sent again."
    ),
    1010: "It is sent again by itself.",
    1030: "The edition or its age rules it out: switch off what needs it.",
    3000: (
        "The id of an object is not one of this company file. Report it to support "
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
        "It was deleted or merged in QuickBooks. Link the record anew or let it be "
        "created again."
    ),
    3130: (
        "The parent of the record is not in QuickBooks (any more). Send it first, or "
        "choose another."
    ),
    3140: (
        "The customer, item, account or other object named below is not in QuickBooks "
        "(any more). Send it first, or choose another."
    ),
    3150: "QuickBooks needs the field named below: fill it in.",
    3160: (
        "Something in QuickBooks holds it. If it is a payment that was deposited, "
        "take it out of the deposit first; then press Try again."
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
    3231: "A request before it failed. It is sent again by itself.",
    3250: (
        "Switch the feature on in the preferences of QuickBooks, or switch off in "
        "Odoo what needs it. Some features exist in certain editions only."
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
        "QuickBooks keeps another message under the id. The connection looks for the "
        "record itself before anything is sent again."
    ),
    9002: ("The connection looks for the record itself before anything is sent again."),
    9005: (
        "Check the free disk space of the QuickBooks PC. The connection looks for the "
        "record itself before anything is sent again."
    ),
}
"""What to do, by code; else by outcome."""

ADVICE_BY_OUTCOME = {
    "ok": "Nothing needs to be done.",
    "warning": "Nothing needs to be done.",
    "empty": "Nothing needs to be done.",
    "transient": (
        "It is sent again by itself. If it stays, close the open form in QuickBooks; "
        "QuickBooks' own words below may name another reason."
    ),
    "refused": "Report it to support with the message and the record.",
    "internal": "Report it to support with the message and the record.",
    "recovery": (
        "The connection looks for the record itself before anything is sent again."
    ),
    "permission": (
        "This belongs to QuickBooks Online: check what Odoo is connected to."
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
    0x80040400: (
        "One request in it breaks the rules; it is found and set aside by itself."
    ),
    0x80040402: (
        "qbsdklog.txt on the QuickBooks PC may say more. Whether something was "
        "written is found out before anything else is sent."
    ),
    0x80040408: (
        "Start it by hand: an update may be asking, or the application may not log in "
        "unattended (QuickBooks, Edit, Preferences, Integrated Applications)."
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
        "Restart the QuickBooks PC. Whether something was written is found out before "
        "anything else is sent."
    ),
    0x80040154: "Install or repair QuickBooks and the Web Connector on that PC.",
}
"""What to do, by hresult; else by whether something may have been written."""

HRESULT_ADVICE_BY_PROOF = {
    True: "Open QuickBooks with the right company file, then run the connection again.",
    None: "Whether something was written is found out before anything else is sent.",
}
