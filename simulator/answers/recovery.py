"""Message-set recovery: QuickBooks keeps the outcome of a write that carries an id.

Certain: ``newMessageSetID`` runs the set and keeps its status; the same text again
returns the kept status and does not run; an empty set with the id as old *and* new asks
for it; as old alone deletes it; an id is at most 23 characters; 600, 9001, 9002, 9004.
Uncertain, so a switch: how many sets are kept, and the answer to a replay.
"""

from ..wire.responses import OBJECTS, RECOVERY, answer_lines, document

MAX_ID_LENGTH = 23
UNKNOWN_SET = "600"
OTHER_CONTENT = "9001"
NOTHING_STORED = "9002"
BAD_ID = "9004"
CLEAR_ALL = "ClearAllMessageSets"


class Recovery:
    """The kept message sets of a company file.

    ``replay``: the answer to a replay, for an object written: ``recovery`` (the
    ErrorRecovery aggregate of the schema: id, EditSequence, ExternalGUID), ``objects``
    (the response of the first time) or ``status`` (statuses alone). ``keep``: how many
    sets are kept. ``unknown_code``: the code for an id that is not there.
    """

    def __init__(self, store, replay=RECOVERY, keep=20, unknown_code=UNKNOWN_SET):
        self.store = store
        self.replay = replay
        self.keep = keep
        self.unknown_code = unknown_code

    def run(self, message_set, execute):
        """Answer a message set: run it with ``execute``, or return the kept answer."""
        old = message_set.attributes.get("oldMessageSetID")
        new = message_set.attributes.get("newMessageSetID")
        if old is None and new is None:
            return document({}, _lines(execute(message_set)))
        if any(len(one or "") > MAX_ID_LENGTH for one in (old, new)):
            return self._told(new, BAD_ID)
        if old is not None and old == new and not message_set.requests:
            return self._kept(new)
        if old is not None and old != new:
            found = self._forget(old)
            if new is None and not message_set.requests:
                return self._told(None, "0" if found else self.unknown_code)
        if new is None:
            return document({}, _lines(execute(message_set)))
        return self._run_once(new, message_set, execute)

    def forget_all(self):
        """Lose every kept set, as QuickBooks may."""
        self.store.execute("DELETE FROM message_set")

    def forget_responses(self):
        """Keep the ids and lose the responses: 9002 from then on."""
        self.store.execute("UPDATE message_set SET response = NULL")

    def _run_once(self, new, message_set, execute):
        kept = self._find(new)
        if kept is None:
            answers = execute(message_set)
            self._keep(new, message_set.text, _lines(answers, self.replay))
            return document(_attributes(new, "0"), _lines(answers))
        if kept[0] != message_set.text:
            return self._told(new, OTHER_CONTENT)
        return self._kept(new)

    def _kept(self, new):
        kept = self._find(new)
        if kept is None:
            return self._told(new, self.unknown_code)
        if kept[1] is None:
            return self._told(new, NOTHING_STORED)
        lines = kept[1].split("\n") if kept[1] else []
        return document(_attributes(new, "0"), lines)

    def _told(self, new, code):
        return document(_attributes(new, code), [])

    def _find(self, message_set_id):
        sql = "SELECT request, response FROM message_set WHERE id = ?"
        return self.store.execute(sql, message_set_id).fetchone()

    def _keep(self, new, request, lines):
        self.store.execute(
            "INSERT INTO message_set (id, request, response) VALUES (?, ?, ?)",
            new,
            request,
            "\n".join(lines),
        )
        self.store.execute(
            "DELETE FROM message_set WHERE number <="
            " (SELECT max(number) FROM message_set) - ?",
            self.keep,
        )

    def _forget(self, old):
        if old == CLEAR_ALL:
            self.forget_all()
            return True
        cursor = self.store.execute("DELETE FROM message_set WHERE id = ?", old)
        return cursor.rowcount > 0


def _attributes(new, code):
    attributes = {"newMessageSetID": new} if new else {}
    return {**attributes, "messageSetStatusCode": code}


def _lines(answers, mode=OBJECTS):
    return [line for one in answers for line in answer_lines(*one, mode)]
