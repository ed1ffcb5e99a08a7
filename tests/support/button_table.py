"""The effect of each button in each state, by role: data of `test_buttons`.

A method `be_<state>` of the test returns the record in that state, `then_<effect>`
checks what must be true afterwards.
"""

from typing import NamedTuple

NOBODY, USER, MANAGER, ADMIN = range(4)
"""Roles; an administrator is a manager who may open Settings as well."""


class Works(NamedTuple):
    """A button that works for a role and those above it, and is refused below.

    :param state: method of the test that returns the record, in the state
    :param then: method of the test that checks the effect; "opened" for what opens
    """

    state: str
    then: str = "opened"
    role: int = USER


class Refused(NamedTuple):
    """A button that is refused, whoever presses it.

    :param words: of the refusal
    """

    state: str
    words: str
    role: int = USER


NOT_NOW = "cannot be done now"
GONE = "already settled"

LINK = {
    "action_undo_choice": (
        Works("conflict_settled", "asks_again"),
        Refused("conflict", "already sent"),
        Refused("merged_away", GONE),
    ),
    "action_use_odoo": (
        Works("conflict", "released"),
        Refused("synced", NOT_NOW),
        Refused("merged_away", GONE),
    ),
    "action_use_quickbooks": (
        Works("conflict", "released"),
        Works("conflict_and_synced", "told_about_one"),
        Refused("unknown", NOT_NOW),
    ),
    "action_try_again": (
        Works("refused", "released"),
        Works("conflict", "compared_again"),
        Works("unlinked", "released"),
        Works("two_objects", "ids_wanted"),
        Refused("synced", NOT_NOW),
        Refused("merged_away", GONE),
    ),
    "action_is_there": (Works("unknown", "adopted"), Refused("synced", NOT_NOW)),
    "action_is_not_there": (
        Works("unknown", "released"),
        Refused("unknown_only_read", NOT_NOW),
    ),
    "action_delete_too": (
        Works("deleted", "to_be_deleted"),
        Works("deleted_only_read", "to_be_deleted"),
        Refused("deleted_only_written", NOT_NOW),
        Refused("synced", NOT_NOW),
    ),
    "action_bring_back": (
        Works("deleted", "forgotten"),
        Works("deleted_only_written", "forgotten"),
        Refused("deleted_only_read", NOT_NOW),
        Refused("deleted_off", NOT_NOW),
    ),
    "action_remove_copy": (
        Works("copy", "to_be_deleted"),
        Refused("copy_only_read", NOT_NOW),
        Refused("synced", NOT_NOW),
    ),
    "action_keep_copy": (
        Works("copy", "released"),
        Refused("copy_only_written", NOT_NOW),
        Refused("synced", NOT_NOW),
    ),
    "action_create_anyway": (
        Works("similar", "released"),
        Works("asked_link", "released"),
        Refused("similar_only_read", NOT_NOW),
        Refused("synced", NOT_NOW),
    ),
    "action_take_figures": (Refused("synced", NOT_NOW),),
    "action_replace": (Refused("synced", NOT_NOW), Refused("refused", NOT_NOW)),
    "action_hold": (
        Works("synced", "is_held"),
        Works("conflict", "is_held"),
        Refused("unknown", "cannot be held now"),
        Refused("held", "cannot be held now"),
        Refused("merged_away", GONE),
    ),
    "action_release_hold": (
        Works("held", "is_released"),
        Refused("synced", "not on hold"),
    ),
    "action_unlink_pair": (
        Works("synced", "unlinked_now", MANAGER),
        Refused("unknown", "being sent", MANAGER),
        Refused("unlinked", NOT_NOW, MANAGER),
    ),
    "action_history": (Works("synced"), Works("record_gone")),
    "action_show_qbxml": (
        Works("synced", "opened", MANAGER),
        Works("record_gone", "opened", MANAGER),
        Refused("merged_away", GONE, MANAGER),
    ),
    "action_open_record": (
        Works("synced"),
        Refused("record_gone", "no longer exists in Odoo"),
        Refused("merged_away", GONE),
    ),
}
CONNECTION = {
    "action_connect": (Works("connected", "opened", MANAGER),),
    "action_new_password": (Works("connected", "has_new_password", MANAGER),),
    "action_new_file_ids": (Works("connected", "has_new_ids", MANAGER),),
    "action_download_qwc": (
        Works("with_https", "opened", MANAGER),
        Refused("without_https", "https", MANAGER),
    ),
    "action_switch_off": (Works("connected", "is_off", MANAGER),),
    "action_switch_on": (Works("off", "is_connected", MANAGER),),
    "action_switch_documents_on": (Works("connected", "opened", MANAGER),),
    "action_preview": (Works("connected"),),
    "action_export_records": (Works("connected", "opened", MANAGER),),
    "action_resume": (Works("paused", "is_resumed", MANAGER),),
    "action_open_parked": (Works("connected"),),
    "action_open_connection": (Works("connected", "opened"),),
    "action_open_pairing": (Works("connected"),),
    "action_open_first_match": (Works("connected"),),
    "action_preview_item_names": (Works("connected", "opened", MANAGER),),
    "action_preview_vendor_names": (Works("connected", "opened", MANAGER),),
    "action_compare_stock": (Works("connected"),),
    "action_stock_levels": (Works("connected"),),
    "action_adjust_stock": (
        Works("stock_stopped", "will_be_adjusted", MANAGER),
        Refused("connected", "nothing to decide", MANAGER),
    ),
    "action_compare_accounts": (Works("connected"),),
    "action_open_accounts": (Works("connected"),),
    "action_open_parties": (Works("connected"),),
    "action_verify_books": (Works("connected"),),
    "action_open_verifications": (Works("connected"),),
    "action_opening": (
        Works("with_opening_read", "opened", MANAGER),
        Refused("connected", "Choose both", MANAGER),
    ),
    "action_open_opening": (
        Works("with_opening_entry"),
        Refused("connected", "no opening entry"),
    ),
    "action_answered": (
        Works("moved", "is_connected", MANAGER),
        Refused("connected", "no longer open", MANAGER),
    ),
    "action_confirm_place": (
        Works("moved", "is_moved", MANAGER),
        Refused("connected", "no longer open", MANAGER),
    ),
    "action_confirm_currency": (
        Works("currency_name", "has_currency", MANAGER),
        Refused("connected", "no longer open", MANAGER),
    ),
    "action_allow_removal": (
        Works("mass_change", "may_remove", MANAGER),
        Refused("connected", "no longer open", MANAGER),
    ),
    "action_trust_odoo": (
        Works("older_quickbooks", "is_compared_anew", MANAGER),
        Refused("connected", "no longer open", MANAGER),
    ),
    "action_trust_quickbooks": (
        Works("older_quickbooks", "is_compared_anew", MANAGER),
        Refused("connected", "no longer open", MANAGER),
    ),
    "action_compare_anew": (
        Works("older_quickbooks", "is_compared_anew", MANAGER),
        Refused("connected", "no longer open", MANAGER),
    ),
    "action_read_again": (
        Works("older_odoo", "is_read_again", MANAGER),
        Refused("connected", "no longer open", MANAGER),
    ),
    "action_qbd_link": (Works("connected"),),
    "action_qbd_session": (Works("connected"),),
}
LEVEL = {
    "action_take_odoo": (
        Works("level", "odoo_counts"),
        Refused("level_equal", "nothing to decide"),
    ),
    "action_take_quickbooks": (
        Works("level", "quickbooks_counts"),
        Refused("level_removed", "nothing to decide"),
    ),
    "action_move_goods": (
        Works("level_with_target", "goods_moved"),
        Refused("level_removed", "Choose another product"),
        Refused("level", "nothing to decide"),
    ),
}
MATCH = {
    "action_compare": (Works("match", "still_ready"), Refused("unread", "Connector")),
    "action_accept_sure": (Works("match", "one_accepted"),),
    "action_accept_above": (Works("match", "one_accepted"),),
    "action_confirm": (Works("match", "is_confirmed"), Refused("unread", "Compare")),
    **{
        f"action_show_{name}": (Works("match"),)
        for name in (
            *("sure", "questions", "accepted", "rejected", "quickbooks", "odoo"),
        )
    },
    "action_qbd_assistant_ask": (Works("match"),),
}
PAIR = {
    "action_accept": (
        Works("row", "is_accepted"),
        Works("row_and_single", "told_about_rows"),
        Works("asked_row", "has_survived"),
        Works("asked_twice", "has_survived"),
        Refused("single", "Choose a counterpart"),
        Refused("row_gone", GONE),
    ),
    "action_reject": (
        Works("row", "is_rejected"),
        Works("row_and_single", "told_about_rows"),
        Refused("row_gone", GONE),
    ),
    "action_create": (
        Works("single", "to_be_created"),
        Refused("row", "Reject the pair first"),
        Refused("single_only_read", "direction"),
    ),
    "action_reconsider": (Works("rejected", "is_open"),),
    "action_undo": (Works("linked", "is_taken_apart"),),
    "action_follow": (
        Works("row_suggested", "is_rejected"),
        Refused("row", "no suggestion"),
    ),
}
PAIRING = {
    "action_accept": (
        Works("pairing", "is_paired"),
        Refused("pairing_empty", "Choose a counterpart"),
    ),
    "action_accept_all": (Works("pairing", "is_paired"),),
    "action_create": (Works("pairing", "is_wanted"),),
}
INVENTORY = {
    "qbd.inventory.file": {
        "action_download": (Works("file"),),
        "action_qbd_inventory_load": (Works("file"),),
        "action_qbd_inventory_update": (Works("file"),),
    },
    "qbd.inventory.import": {
        "action_accept_all": (Works("import_", "line_accepted"),),
        "action_accept_none": (Works("import_", "line_left"),),
        "action_lines": (Works("import_"),),
        "action_read_again": (Works("import_"),),
        "action_apply": (Refused("import_", "Accept the changes first"),),
        "action_take_back": (Refused("import_", "was not applied"),),
        "action_qbd_assistant_ask": (Works("import_"),),
    },
    "qbd.inventory.line": {
        "action_accept": (Works("line", "line_accepted"),),
        "action_leave_out": (Works("line", "line_left"),),
        "action_open_product": (Works("line"),),
    },
    "qbd.inventory.export": {"action_export": (Works("export"),)},
    "qbd.inventory.load": {
        "action_load": (Works("load"), Refused("load_empty", "Choose a file")),
    },
    "qbd.inventory.update": {"action_update": (Works("update"),)},
}
SYNC = (
    Works("synced_partner", "will_be_synced"),
    Works("new_partner", "will_be_synced"),
    Works("refused_partner", "will_be_synced"),
    Works("conflict_partner", "question_is_open"),
    Works("similar_partner", "question_is_open"),
    Works("unknown_partner", "question_is_open"),
    Works("partner_while_off", "says_switched_off"),
    Works("partner_while_stopped", "says_stopped"),
    Works("partner_of_list_off", "says_list_off"),
    Works("partner_only_read", "says_only_read"),
    Works("partner_not_created", "says_not_created"),
    Works("partner_before_match", "says_first_match"),
    Works("no_customer", "says_not_synced"),
    Works("unlinked_partner", "says_unlinked"),
    Works("left_partner", "says_left"),
    Works("several_partners", "says_all"),
    Works("new_vendor", "will_be_synced"),
    Works("linked_vendor", "will_be_synced"),
    Works("refused_vendor", "will_be_synced"),
    Works("vendor_of_list_off", "says_list_off"),
)


def documents(*names):
    """Return the rows of a model with several kinds of documents."""
    rows = [_documents(name) for name in names]
    return {button: sum((row[button] for row in rows), ()) for button in rows[0]}


def _documents(name):
    """Return the rows of a kind of documents, whose states end with its name."""
    states = {
        "new": "will_be_synced",
        "synced": "will_be_synced",
        "refused": "will_be_synced",
        "conflict": "question_is_open",
        "draft": "says_draft",
        "early": "says_cut_off",
        "list_off": "says_list_off",
        "only_read": "says_only_read",
        "stopped": "says_stopped",
        "outside": "says_not_synced",
    }
    sync = [Works(f"{state}_{name}", then) for state, then in states.items()]
    return {
        "action_qbd_sync": (*sync, Works(f"several_{name}s", "says_each")),
        "action_qbd_links": (Works(f"synced_{name}", "shows_one_link"),),
    }


def entries(name, then):
    """Return the rows of a list that bookkeepers see, in a single state."""
    return {
        "action_qbd_sync": (Works(name, then),),
        "action_qbd_links": (Works(name),),
    }


TABLE = {
    "qbd.link": LINK,
    "qbd.connection": CONNECTION,
    "qbd.stock.level": LEVEL,
    "qbd.match": MATCH,
    "qbd.match.pair": PAIR,
    "qbd.pairing": PAIRING,
    "qbd.stream": {
        "action_qbd_link": (Works("stream"),),
        "action_export_records": (Works("stream", "opened", MANAGER),),
    },
    "qbd.documents": {
        "action_switch_on": (
            Works("documents", "are_on_from_the_date", MANAGER),
            Works("all_documents", "are_all_on", MANAGER),
            Refused("documents_without_date", "Choose the date", MANAGER),
            Refused("documents_undecided", "Choose the date", MANAGER),
            Refused("documents_off", "Choose a direction", MANAGER),
        ),
        "action_pair": (Works("documents", "opened", MANAGER),),
    },
    "qbd.preview": {"action_go": (Works("preview", "may_write", MANAGER),)},
    "qbd.preview.line": {
        "action_hold": (Works("preview_line", "line_is_held"),),
        "action_release_hold": (Works("held_line", "line_is_released"),),
        "action_open": (Works("preview_line"),),
    },
    "qbd.item.names": {"action_look": (Works("names", "opened", MANAGER),)},
    "qbd.vendor.names": {"action_look": (Works("vendor_names", "opened", MANAGER),)},
    **INVENTORY,
    "qbd.assistant": {"action_forget_key": (Works("assistant", "has_no_key", ADMIN),)},
    "qbd.assistant.ask": {
        "action_send": (
            Works("ask"),
            Refused("ask_wordless", "Say how"),
            Refused("ask_of_nothing", "first match or an import"),
        ),
    },
    "qbd.assistant.request": {
        "action_stop": (
            Works("request", "is_stopped"),
            Refused("request_done", "over"),
        ),
        "action_open_subject": (Works("request"),),
    },
    "qbd.ledger.verification": {
        "action_ask_again": (Works("verified", "is_asked"),),
        "action_cancel": (Works("asked", "is_withdrawn"), Refused("verified", "over")),
        "action_export_xlsx": (Works("verified"),),
        "action_print": (Works("verified"),),
    },
    "qbd.ledger.verified.account": {"action_open_documents": (Works("verified_row"),)},
    "qbd.ledger.verified.party": {"action_open_documents": (Works("verified_party"),)},
    "qbd.ledger.verified.document": {
        "action_open_document": (
            Works("verified_document"),
            Refused("document_of_nothing", "Look it up"),
        ),
    },
    "qbd.opening": {
        "action_post_opening": (Works("opening", "has_opening_entry", MANAGER),),
        "action_read_opening_again": (Works("opening", "reads_opening", MANAGER),),
    },
    "qbd.verify": {
        "action_ask": (Works("verify"), Refused("verify_nothing", "Switch them on")),
    },
    "res.partner": {
        "action_qbd_sync": SYNC,
        "action_qbd_links": (Works("linked_partner"),),
    },
    "product.product": {
        "action_qbd_sync": (Works("product_before_match", "says_first_match"),),
        "action_qbd_links": (Works("product_before_match"),),
    },
    "product.template": {
        "action_qbd_sync": (Works("template_before_match", "says_first_match"),),
        "action_qbd_links": (Works("template_before_match"),),
    },
    "account.move": documents("invoice", "bill", "vendor_credit"),
    "account.payment": documents("payment", "bill_payment"),
    "account.account": entries("account", "says_only_read"),
    "account.payment.term": entries("term", "says_list_off"),
    "account.tax": entries("tax", "says_not_synced"),
    "qbd.list.entry": entries("entry", "says_list_off"),
    "qbd.stock.adjustment": entries("adjustment", "says_list_off"),
    "res.config.settings": {
        "action_qbd_connection": (Works("settings", "opened", ADMIN),),
        "action_qbd_connect": (Works("settings", "opened", ADMIN),),
    },
}
"""{model: {button: cases}}"""

BOOKS = (
    *("account.account", "account.move", "account.payment", "account.payment.term"),
    *("account.tax", "qbd.list.entry", "qbd.stock.adjustment"),
)
"""Synced models that a QuickBooks role alone need not see: bookkeepers press there."""
