import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from odoo import fields, models

from ...core.errors import AnswerRefused
from ...core.qbxml import messages
from ...core.sync import planner, retry
from ...core.sync.operations import OPERATIONS

MAX_NAMES = 5
"""Names that are tried for one record before a person is asked."""

REFUSED_XML = "0x80040400"
"""hresult: QuickBooks could not read the message, and nothing ran."""


class QbdEngineAnswers(models.AbstractModel):
    """Applies the answer to a writing message set, request by request."""

    _name = "qbd.engine.answers"
    _description = "QuickBooks Engine: Answers to Writes"

    def _apply_write(self, message_set):
        try:
            answer = messages.read_answer(message_set.response or "")
        except AnswerRefused as error:
            message_set._advance("outcome_unknown", error_text=str(error)[:500])
            return
        unanswered = self._apply_responses(message_set, answer.by_id())
        if unanswered:
            message_set.requests = unanswered
            message_set._advance("outcome_unknown")
        else:
            message_set._advance("apply")
        self._learn_batch_size(message_set)

    def _learn_batch_size(self, message_set):
        entries = [e for e in message_set.requests or [] if "link" in e]
        streams = {entry["stream"] for entry in entries}
        for stream in self.env["qbd.stream"].browse(streams):
            if len(streams) == 1 and len(entries) >= stream._batch():
                stream._adapt("batch", len(entries), message_set)

    def _apply_responses(self, message_set, responses):
        """Apply the responses; return the entries whose outcome remains unknown."""
        unanswered, answered, errors = [], [], 0
        entries = message_set.requests or []
        links = self._links_answered(entries)
        for entry in entries:
            response = responses.get(entry["id"])
            if "link" not in entry:
                self._generation_answered(message_set, entry, response)
                continue
            outcome = self._outcome(response) if response is not None else None
            if outcome and outcome.done and not OPERATIONS[entry["op"]].returns:
                if entry["link"] in links:
                    noted = [(links[entry["link"]], entry, outcome)]
                    self._note_written(message_set, noted)
                self._done_without_object(message_set, entry)
                continue
            if outcome is None or (outcome.done and not response.objects):
                entry["replayed"] = "saved" if outcome else None
                unanswered.append(entry)
                continue
            errors += not outcome.done
            link = links.get(entry["link"])
            if link and link.state in ("sent", "unknown"):
                answered.append((link, entry, response, outcome))
        noted = [(link, entry, outcome) for link, entry, _text, outcome in answered]
        self._note_written(message_set, noted)
        self._guard_answers(message_set, answered)
        written = [one[2].objects[0] for one in answered if one[3].done]
        self._measure_clock(message_set, written)
        message_set.error_count = errors
        self._wake_behind(entries)
        return unanswered

    def _links_answered(self, entries):
        """Return {id: link} of those that are there, with both images read."""
        ids = [entry["link"] for entry in entries if "link" in entry]
        links = self.env["qbd.link"].browse(ids).exists()
        links.fetch(["state", "odoo_image", "quickbooks_image"])
        return {link.id: link for link in links}

    def _guard_answers(self, message_set, answered):
        """Apply answers all at once; if one fails, in halves until it is alone.

        :param answered: list of (link, entry, response, outcome)
        """

        def work(part):
            done, streams = Counter(), {one[0].stream_id for one in part}
            mappings = {one: one._mapping()._for_batch() for one in streams}
            for link, entry, response, outcome in part:
                if link.state not in ("sent", "unknown"):
                    continue
                if link.bisect_group:
                    link.bisect_group = 0
                mapping = mappings[link.stream_id]
                self._answered(mapping, link, entry, response, outcome)
                if outcome.done:
                    done[link.stream_id, OPERATIONS[entry["op"]].creates] += 1
            for (stream, created), number in done.items():
                self._count_pushed(stream, created, message_set.session_id, number)

        def bad(one, error):
            one[0].write(
                {
                    "state": "unknown",
                    "reason": "unreadable_answer",
                    "message": self.env._(
                        "QuickBooks' answer for this record could not be read: %(why)s",
                        why=self._words(error),
                    ),
                }
            )

        self._guarded(answered, work, bad)

    def _generation_answered(self, message_set, entry, response):
        connection = message_set.connection_id
        if response is None or entry["op"] != "generation":
            return
        outcome = self._outcome(response)
        if outcome.done:
            connection.write(
                {
                    "generation": max(connection.generation, entry["value"]),
                    "generation_defined": True,
                    "generation_time": fields.Datetime.now(),
                }
            )
        elif outcome.outcome == "name_taken" and not connection.generation_defined:
            connection.generation_defined = True  # it is there: a Mod the next time
        elif not outcome.retry:
            self._ask_about_mark(connection, outcome)

    def _ask_about_mark(self, connection, outcome):
        """Stop and ask: the number in the company file could not be written (rule 8).

        It may be another file than at the start of this session.
        """
        self._ask(
            connection,
            "mark_refused",
            self.env._(
                "QuickBooks did not store the number by which Odoo recognises the"
                " company file: %(why)s Check that the right company file is open, and"
                " that the user of the Web Connector may change it; then confirm."
                " Until then nothing is read or written.",
                why=f"{outcome.title}. {outcome.words}",
            ),
            {},
        )

    def _answered(self, mapping, link, entry, response, outcome):
        if outcome.done:
            self._acknowledge(mapping, link, entry, response.objects[0])
        elif outcome.outcome == "stale" and response.objects:
            self._stale(link, response.objects[0])
        elif outcome.outcome == "name_taken":
            self._name_refused(link, entry, outcome)
        elif self._may_be_used_there(link, entry, outcome):
            link.write(
                {
                    **{"state": "dirty", "edit_sequence": False},
                    **{"pending_request": False, "attempts": link.attempts + 1},
                }
            )
        elif outcome.outcome == "missing" and self._words_of_missing(link, entry):
            words = self._words_of_missing(link, entry)
            self._refused(link, replace(outcome, advice=words))
        elif outcome.outcome == "missing" and not OPERATIONS[entry["op"]].creates:
            if link.connection_id.state == "question":  # perhaps it is another file
                link.write({"state": "dirty", "pending_request": False})
                return
            link.write({"state": "dirty", "pending_request": False})
            self._quickbooks_deleted(link.stream_id, [link])
        elif outcome.retry or outcome.outcome == "stale":
            self._again_later(link, outcome)
        else:
            advice = self._advice_on_refusal(link, entry, outcome)
            self._refused(link, replace(outcome, advice=advice))

    # -- not done -------------------------------------------------------------

    @staticmethod
    def _may_be_used_there(link, entry, outcome):
        """Tell whether a credit that cannot be used is to be read before a person is
        asked: people may have used it on both sides, which shows in no EditSequence.
        """
        again = outcome.retry or outcome.outcome == "stale" or link.attempts
        return OPERATIONS[entry["op"]].read_again and not again

    def _stale(self, link, element):
        """Store the current object that status 3200 returns, and compare again."""
        mapping = link.stream_id._mapping()._for_answer()
        current = mapping._read_object(element, link.quickbooks_image)
        self._take_back_name(link)
        link.write(
            {
                "edit_sequence": element.findtext("EditSequence"),
                "quickbooks_seen": current,
                "state": "dirty",
                "pending_request": False,
            }
        )

    def _name_refused(self, link, entry, outcome):
        """Retry a refused name (3100) after the next read, which may show its object.

        Past MAX_NAMES attempts the link needs attention.
        """
        if link.attempts >= MAX_NAMES:
            self._refused(link, outcome)
            return
        created = OPERATIONS[entry["op"]].creates
        self._take_back_name(link)
        link.write(
            {
                "state": "retry",
                "reason": "name_taken",
                "message": outcome.words,
                "attempts": link.attempts + 1,
                "next_try": fields.Datetime.now() + timedelta(days=1),
                "qb_name": False if created else link.qb_name,
                "pending_request": False,
            }
        )

    def _release_names(self, session):
        """Propose the next name for refused names whose streams were read since."""
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", session.connection_id.id),
                ("stream_id", "not in", self._unread_streams(session).ids),
                ("state", "=", "retry"),
                ("reason", "=", "name_taken"),
            ]
        )
        links.write({"state": "dirty", "next_try": False})

    def _again_later(self, link, outcome):
        attempts = link.attempts + 1
        if retry.give_up(attempts):
            self._refused(link, outcome)
            return
        self._take_back_name(link)
        now = fields.Datetime.now()
        later = retry.next_try(attempts, now, random.Random())
        at_once = outcome.outcome in ("unprocessed", "stale")
        link.write(
            {
                "state": "retry",
                "reason": "transient",
                "message": f"{outcome.title}. {outcome.words}",
                "attempts": attempts,
                "next_try": now - timedelta(seconds=1) if at_once else later,
                "pending_request": False,
            }
        )

    def _refused(self, link, outcome):
        self._take_back_name(link)
        self._take_back_sequence(link)
        if link.edited_meanwhile:  # it was edited since: that may be the remedy
            link.write(
                {"pending_request": False, "edited_meanwhile": False, "state": "dirty"}
            )
            return
        link.write({"pending_request": False})
        link._park(
            f"qb_{outcome.code}",
            f"{outcome.title}. {outcome.advice}\nQuickBooks: {outcome.words}",
        )

    # -- refused as a whole ---------------------------------------------------

    def _apply_not_run(self, message_set):
        """Handle a message set that did not run at all.

        After 0x80040400 it is bisected until the bad request is alone.
        """
        message_set.refusal_handled = True
        if message_set.kind == "read":
            if message_set._refused_xml():  # else QuickBooks was not there: ask again
                self._ask_apart(message_set)
            return
        entries = [e for e in message_set.requests or [] if "link" in e]
        links = self.env["qbd.link"].browse([e["link"] for e in entries]).exists()
        links = links.filtered(lambda link: link.state == "sent")
        if not message_set._refused_xml():
            links.write({"state": "dirty", "pending_request": False})
        elif len(links) == 1:
            links.write({"pending_request": False, "bisect_group": 0})
            links._park(
                "not_understood",
                self.env._(
                    "QuickBooks could not read the request for this record and did "
                    "nothing. The message log has the exact text; please report it."
                ),
            )
        else:
            self._bisect(message_set, links)

    def _bisect(self, message_set, links):
        for number, half in enumerate(planner.bisect(list(links.ids))):
            self.env["qbd.link"].browse(half).write(
                {
                    "state": "dirty",
                    "pending_request": False,
                    "bisect_group": message_set.id * 2 + number,
                }
            )

    def _ask_apart(self, message_set):
        """Split a refused read by stream; a stream refused on its own is left out."""
        session = message_set.session_id
        if message_set.purpose in ("ids", "fetch", "books"):
            self._note_not_run(message_set)
        if message_set.purpose in ("ids", "fetch"):
            self._give_ids_up(session)
            return
        keys = {str(e["stream"]) for e in message_set.requests or [] if "stream" in e}
        windows = dict((session.reading or {}).get("windows", {}))
        keys &= windows.keys()
        if len(keys) == 1:
            self._give_window_up(session, *keys, REFUSED_XML)
        elif keys:
            alone = {key: {**windows[key], "alone": True} for key in keys}
            session.reading = {**session.reading, "windows": {**windows, **alone}}

    def _note_not_run(self, message_set):
        """A query outside the normal reading was refused as a whole."""
        words = self._window_words(REFUSED_XML)
        for entry in message_set.requests or []:
            stream = self.env["qbd.stream"].browse(entry.get("stream") or 0).exists()
            if stream:
                self._note_read(
                    stream, f"{entry['op']}:{entry.get('query', '')}", words
                )
