import json

from odoo import fields, models

UNSETTLED = ("dirty", "sent", "retry", "unknown", "parked")


class QbdEngineBooks(models.AbstractModel):
    """Compares the open balances of both sides (rule 9).

    A payment does not change the invoice it pays, so no delta shows the new balance.
    After documents were synced, all open items of QuickBooks are read once and compared
    with those of Odoo.
    """

    _name = "qbd.engine.books"
    _description = "QuickBooks Engine: Books"

    def _books_due(self, session):
        """Return the streams whose open items are to be compared now.

        Those of a side of trade are due if every stream that affects them is on.
        """
        connection = session.connection_id
        if session.books_done or not self._books_wanted(connection):
            return connection.stream_ids.browse()
        touching = connection.stream_ids.filtered(
            lambda stream: stream._mapping()._touches_balances
        )
        sides = touching.grouped(lambda stream: stream._mapping()._owed_type)
        whole = [one for one in sides.values() if not self._is_partial(one)]
        return self._with_open_balances(touching.browse().union(*whole))

    def _balances_due(self, session):
        """Return whether balances of documents, or of parties, are to be compared."""
        return bool(self._books_due(session) or self._parties_due(session))

    @staticmethod
    def _with_open_balances(streams):
        return streams.filtered(lambda stream: stream._mapping()._open_element)

    def _is_partial(self, streams):
        """Return whether the balances of a side of trade cannot be compared."""
        needed = streams.filtered(lambda one: not one._mapping()._balances_optional)
        off = needed.filtered(
            lambda stream: stream.direction == "off" or stream._cannot_be_read()
        )
        refused = self._with_open_balances(streams).filtered(
            lambda stream: stream._refused_lately("open")
        )
        return bool(off or refused)

    def _books_wanted(self, connection):
        """Return whether to compare: after changes, and daily for credits used."""
        last = connection.books_on
        return connection.books_wanted or (last and last != fields.Date.today())

    def _want_books(self, stream):
        if (
            stream._mapping()._touches_balances
            and not stream.connection_id.books_wanted
        ):
            stream.connection_id.books_wanted = True

    def _books_request(self, session):
        """Return a message set that reads all open items, or None if it is not due."""
        streams, parties = self._books_due(session), self._parties_due(session)
        if not streams and not parties:
            return None
        session.books_done = True
        todo = [
            (
                {"op": "open", "query": query, "stream": stream.id},
                stream._mapping()._request_open(query),
            )
            for stream in streams
            for query in stream._mapping()._open_queries()
        ]
        title = self.env._("Open balances")
        todo += self._parties_requests(parties)
        return self._hand_out(session, "read", "books", title, todo)

    def _apply_books(self, message_set, responses):
        self._apply_parties(message_set, responses)
        found, answered = {}, True
        requests = [x for x in message_set.requests if x["op"] == "open"]
        for entry in requests:
            response = responses.get(entry["id"])
            self._note_answer(entry, response)
            answered = answered and self._was_read(response)
        if not answered:
            return  # next time
        for entry in requests:
            response = responses[entry["id"]]
            found.setdefault(entry["stream"], []).extend(response.objects)
        connection = message_set.connection_id
        busy, balances = self._busy(connection), {}
        for stream_id, objects in found.items():
            stream = self.env["qbd.stream"].browse(stream_id)
            mapping = stream._mapping()._for_batch()
            balances[stream_id] = self._compare_open(stream, mapping, objects, busy)
        self._close_entered_there(connection, balances)
        moving = self._unsettled(connection).filtered(self._moves_by_itself)
        connection.write(
            {"books_wanted": bool(moving), "books_on": fields.Date.today()}
        )

    @staticmethod
    def _moves_by_itself(link):
        """Tell whether this session goes on with a link that is not in step.

        What waits, or for a person, wants the balances compared once it moves.
        """
        writes = link.state == "dirty" and link.stream_id._writes()
        return writes or link.state == "sent"

    def _unsettled(self, connection):
        """Return the links of documents that affect balances and are not synced."""
        streams = connection.stream_ids.filtered(
            lambda stream: stream._mapping()._touches_balances
        )
        return self.env["qbd.link"].search(
            [
                ("stream_id", "in", streams.ids),
                ("state", "in", UNSETTLED),
                ("reason", "!=", "balance"),
            ]
        )

    def _busy(self, connection):
        """Return (partners with documents on their way, documents in question).

        What waits, or for a person, mutes those documents alone that it is about.
        """
        links = self._unsettled(connection)
        moving = links.filtered(
            lambda link: link.state == "unknown" or self._moves_by_itself(link)
        )
        return self._partners_of(moving), self._in_question(links - moving)

    def _in_question(self, links):
        """Return (entries that the records of links settle, text with their TxnIDs)."""
        parts = self._gather(
            links.filtered("record_id"),
            lambda part: [self._settled_by(link) for link in part],
            lambda _bad, _error: None,  # it is asked about already
        )
        moves = self.env["account.move"].union(*(one for part in parts for one in part))
        shown = ((x.quickbooks_seen, x.quickbooks_image) for x in links)
        return moves, json.dumps([one for states in shown for one in states if one])

    def _settled_by(self, link):
        """Return the entries that the record of a link settles, or that settle it."""
        record = self.env[link.res_model].browse(link.record_id).exists()
        entry = link.stream_id._mapping()._entry_of(record)
        found = self.env["qbd.posting"]._applications(entry.line_ids)
        return self.env["account.move"].union(
            *(other.move_id for _own, other, *_ in found)
        )

    def _partners_of(self, links):
        """Return the partners of documents; those that fail are parked."""
        parts = self._gather(
            links,
            lambda part: [link.stream_id._mapping()._partner_of(link) for link in part],
            lambda bad, error: bad._park_failed("cannot_send", error),
        )
        return self.env["res.partner"].union(*(one for part in parts for one in part))

    def _compare_open(self, stream, mapping, objects, busy):
        """Compare the open balances of a stream; return those of QuickBooks by id."""
        links = self.env["qbd.link"].search(
            [
                ("stream_id", "=", stream.id),
                ("record_id", "!=", False),
                ("qb_id", "!=", False),
                "|",
                ("state", "=", "ok"),
                ("reason", "=", "balance"),
            ]
        )
        theirs, unread = self._open_balances(mapping, objects, links)

        def work(part):
            part = self.env["qbd.link"].union(*part)
            self._compare_links(mapping, part, theirs, busy)

        self._guarded(
            list(links - unread),
            work,
            lambda bad, error: bad._park_failed("balance", error),
        )
        return theirs

    def _close_entered_there(self, connection, balances):
        """Close questions about documents that a person has entered in QuickBooks.

        :param balances: {id of a stream: {TxnID: open balance, as text}}
        """
        asked = self._unsettled(connection).filtered(self._may_be_entered_there)

        def close(part):
            for link in part:
                mapping = link.stream_id._mapping()
                record = mapping._browse(link.record_id).exists()
                if not record or not mapping._was_entered_there(record, balances):
                    continue
                doubled = mapping._words_of_doubled(record)
                link.write(
                    {"message": doubled}
                    if doubled
                    else {"state": "gone", "reason": "entered_there", "message": False}
                )

        self._guarded(
            list(asked),
            close,
            lambda bad, error: bad._park_failed("cannot_send", error),
        )

    @staticmethod
    def _may_be_entered_there(link):
        """Tell whether a record cannot be sent, or QuickBooks refused it."""
        refused = (link.reason or "").startswith("qb_")
        return not link.qb_id and (refused or link.reason == "cannot_send")

    def _open_balances(self, mapping, objects, links):
        """Return ({qb id: open balance, as text}, links whose balance is unreadable).

        The latter are parked.
        """
        known, theirs = {link.qb_id: link for link in links}, {}
        unread = []

        def read(part):
            for one in part:
                mapping._note_open(one)
            theirs.update({self._id_of(one): mapping._open_text(one) for one in part})

        def park(one, error):
            link = known.get(self._id_of(one), links.browse())
            link._park_failed("balance", error)
            unread.append(link)

        self._guarded(list(objects), read, park)
        return theirs, links.browse().union(*unread)

    def _compare_links(self, mapping, links, theirs, busy):
        """Compare what is open of some documents.

        :param theirs: {qb id: open balance in QuickBooks, as text}
        :param busy: as `_busy` returns it
        """
        partners, (moves, shown_text) = busy
        records = mapping._browse(links.mapped("record_id")).exists()
        ours = mapping._open_amounts(records)
        for link in links.filtered(lambda one: one.record_id in ours):
            record = mapping._browse(link.record_id)
            shown = float(theirs.get(link.qb_id) or 0)
            if mapping._balance_moves_silently:
                self._read_if_newer(mapping, link, shown)
            if mapping._partner_of(link) in partners:
                continue
            words = mapping._open_difference(record, ours[record.id], shown)
            asked = mapping._entry_of(record) in moves or link.qb_id in shown_text
            if words and asked:
                continue
            if words:
                link._park("balance", words)
                self._read_if_newer(mapping, link, shown)
                mapping._read_credits_again(link)
            elif link.reason == "balance":
                link.write({"state": "ok", "reason": False, "message": False})

    def _read_if_newer(self, mapping, link, shown):
        """Read the document again if its open balance moved since it was last read.

        A payment has an EditSequence of its own, a used credit has none.
        """
        image = link.quickbooks_image or {}
        known = image.get(mapping._open_element)
        if known is None or abs(float(known) - shown) > 0.001:
            link.edit_sequence = False
