"""The answer of Sync to QuickBooks: per record, whether it crosses, or why not."""

from odoo import models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from . import reasons

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation

CROSSES = "crosses"
QUESTION = "question"

WORDS = {
    CROSSES: _lt("%(number)s will be synced the next time the Web Connector runs."),
    QUESTION: _lt(
        "%(number)s: a question is open. Answer it first; nothing was changed."
    ),
    "unknown": _lt(
        "%(number)s: unconfirmed whether QuickBooks received the record. Answer on "
        "its QuickBooks page."
    ),
    "held": _lt("%(number)s: on hold. Press Release on its QuickBooks page."),
    "sent": _lt("%(number)s: a request is already being sent."),
    "stopped": _lt(
        "%(number)s: the connection has stopped and waits for an answer on its page."
    ),
    "connection_off": _lt("%(number)s: the connection is switched off."),
    "unconfirmed": _lt(
        "%(number)s: the record type is not sent before a manager has confirmed the"
        " preview of the next session, on the page of the connection."
    ),
    "first_match": _lt(
        "%(number)s: the first match of the record type is not confirmed yet."
    ),
    "left_alone": _lt(
        "%(number)s: left unmatched in the first match. Pair or create the record on "
        "that page."
    ),
    "unlinked": _lt(
        "%(number)s: unlinked. Press Try again on its QuickBooks page to resume."
    ),
    "draft": _lt(
        "%(number)s: a draft, or waiting for another record. The QuickBooks page "
        "gives the reason."
    ),
    "cut_off": _lt("%(number)s: dated before the cut-off date of the connection."),
    "journal": _lt(
        "%(number)s: in a journal whose entries do not go to QuickBooks. Tick the "
        "journal on the connection, page Documents."
    ),
    "only_read": _lt("%(number)s: the record type is only read from QuickBooks."),
    "not_created": _lt(
        "%(number)s: not in QuickBooks, and the settings of the record type create "
        "nothing there."
    ),
    "list_off": _lt("%(number)s: the record type is off on the connection."),
    "not_concerned": _lt(
        "%(number)s: not synced, e.g. a contact that is neither customer nor vendor, "
        "or an unsupported kind of document."
    ),
    "no_connection": _lt("%(number)s: the company has no connection to QuickBooks."),
}
"""Code → words. Of several connections or lists, the code that stands first counts."""

LEAVES = (
    ("draft", ("state", "move_id.state")),
    ("cut_off", ("date", "invoice_date")),
    ("journal", ("journal_id",)),
)
"""Why a record is outside of its list → the fields by which it is."""

ALSO_SAID = {QUESTION, "unknown"}
"""Codes that are told of a record even if it crosses in another list."""

BUSY = {"sent": "sent", "unknown": "unknown"}


class QbdSyncAnswer(models.AbstractModel):
    """Says what pressing Sync to QuickBooks does with each record."""

    _name = "qbd.sync.answer"
    _description = "QuickBooks: Answer of Sync to QuickBooks"

    def _answers(self, records):
        """Return {code of `WORDS`: ids of the records it holds for}.

        A record that crosses in one list and waits for a person in another, e.g. as a
        customer and as a vendor, has both answers.

        :param records: records of one synced model
        """
        order = list(WORDS)
        codes = {record_id: {"no_connection"} for record_id in records.ids}
        for stream in self._streams(records):
            for record_id, code in self._answers_of(stream, records).items():
                codes[record_id].add(code)
        found = {}
        for record_id, own in codes.items():
            best = min(own, key=order.index)
            for code in {best, *(ALSO_SAID & own if best == CROSSES else ())}:
                found.setdefault(code, []).append(record_id)
        return found

    def _streams(self, records):
        """Return the streams of these records, whether on or off."""
        names = [
            name
            for name in self.env["qbd.mapping"]._mapping_names()
            if self.env[f"qbd.mapping.{name}"]._odoo_model == records._name
        ]
        return (
            self.env["qbd.stream"]
            .sudo()
            .search(
                [
                    ("mapping", "in", names),
                    ("connection_id.active", "=", True),
                    ("connection_id.company_id", "in", self.env.companies.ids),
                ]
            )
        )

    def _answers_of(self, stream, records):
        """Return {record id: code} of one stream."""
        links = self.env["qbd.link"].sudo()._by_records(stream, records.ids)
        outside = self._outside(
            stream, [one for one in records.ids if one not in links]
        )
        closed = self._closed(stream)
        answers = {}
        for record_id in records.ids:
            if record_id in outside and (
                closed != "list_off" or outside[record_id] == "not_concerned"
            ):
                answers[record_id] = outside[record_id]
            elif record_id in links:
                answers[record_id] = closed or self._answer_of_link(links[record_id])
            else:
                answers[record_id] = closed or self._answer_of_new(stream)
        return answers

    def _without_question(self, stream, records):
        """Return the ids of records without an open question in a stream."""
        links = self.env["qbd.link"].sudo()._by_records(stream, records.ids)
        asked = {
            record_id
            for record_id, link in links.items()
            if reasons.is_question(link.state, link.reason)
        }
        return [one for one in records.ids if one not in asked]

    def _closed(self, stream):
        """Return the code of what stops all records of a stream, if anything does."""
        connection = stream.connection_id
        closed = {
            "list_off": stream.direction == "off",
            "connection_off": connection.state == "off",
            "stopped": connection.state == "question",
            "unconfirmed": stream._waits_for_go(),
            "first_match": stream._is_matched_first(),
        }
        return next((code for code, holds in closed.items() if holds), None)

    def _answer_of_link(self, link):
        if link.state in BUSY:
            return BUSY[link.state]
        if link.held:
            return "held"
        if reasons.is_question(link.state, link.reason):
            return QUESTION
        if link.state == "gone" and link.reason != "deleted_in_quickbooks":
            return "left_alone" if link.kept_unpaired else "unlinked"
        stream = link.stream_id
        if not stream._writes():
            return "only_read"
        if not link.qb_id and not (link.create_requested or stream._creates_objects()):
            return "not_created"
        mapping = stream._mapping()
        record = mapping._browse(link.record_id).exists()
        return "draft" if record and mapping._record_waits_for(record) else CROSSES

    def _answer_of_new(self, stream):
        if not stream._writes():
            return "only_read"
        return CROSSES if stream._creates_objects() else "not_created"

    def _outside(self, stream, ids):
        """Return {id: code} of those of the records that do not belong to a stream."""
        mapping = stream._mapping()
        records = mapping._browse(ids).with_context(active_test=False)
        domain = Domain(mapping._records_domain())
        outside = records - self._among(records, domain)
        codes = dict.fromkeys(outside.ids, "not_concerned")
        for code, names in LEAVES:
            wider = domain.map_conditions(
                lambda leaf, names=names: (
                    Domain.TRUE if leaf.field_expr in names else leaf
                )
            )
            found = self._among(outside, wider) if outside else outside
            codes.update(dict.fromkeys(found.ids, code))
            outside -= found
        return codes

    def _among(self, records, domain):
        return records.search(Domain("id", "in", records.ids) & domain)

    # -- in words -------------------------------------------------------------

    def _in_words(self, answers):
        """Return the answers as a text, how many records each of them concerns."""
        return " ".join(
            str(WORDS[code]) % {"number": len(answers[code])}
            for code in WORDS
            if code in answers
        )
