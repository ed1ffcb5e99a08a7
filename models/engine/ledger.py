from odoo import fields, models

from ...core.money import ZERO, cents, money
from ...core.qbxml import balances, messages


class QbdEngineLedger(models.AbstractModel):
    """Compares the balances of all accounts at the end of a session, once a day.

    One small request shows the trial balance of QuickBooks with the ids of its
    accounts. A difference is shown and stops nothing.
    """

    _name = "qbd.engine.ledger"
    _inherit = ["qbd.engine.unread"]
    _description = "QuickBooks Engine: Account Balances"

    def _ledger_due(self, session):
        """Return the stream of the accounts if their balances are to be compared."""
        connection = session.connection_id
        wanted = connection.ledger_wanted or (
            connection.ledger_on
            and connection.ledger_on < fields.Date.today()
            and not self._awaits_months(connection)
        )
        if session.ledger_done or not wanted:
            return self.env["qbd.stream"]
        streams = connection.stream_ids.filtered(
            lambda stream: stream._mapping()._has_ledger
        )
        return streams.filtered(
            lambda stream: stream._reads() and not stream._refused_lately("ledger")
        )[:1]

    def _ledger_request(self, session):
        """Return a message set that reads the balances of all accounts, or None."""
        stream = self._ledger_due(session)
        if not stream:
            return None
        session.ledger_done = True
        query = stream._mapping()._queries()[0]
        element = messages.query(
            query, ActiveStatus="All", IncludeRetElement=balances.ELEMENTS
        )
        entry = {"op": "ledger", "query": query, "stream": stream.id}
        title = self.env._("Account balances")
        todo = [(entry, element), *self._unread_requests(session.connection_id)]
        return self._hand_out(session, "read", "ledger", title, todo)

    def _apply_ledger(self, message_set, responses):
        """Store the balances of both sides side by side."""
        entry = message_set.requests[0]
        response = responses.get(entry["id"])
        self._note_answer(entry, response)
        if not self._was_read(response):
            return  # next time
        connection = message_set.connection_id
        stream = self.env["qbd.stream"].browse(entry["stream"])
        shown = balances.read(response.objects)
        rows = self._ledger_rows(stream, shown)
        words = self._ledger_words(connection, shown, rows)
        unread = self._unread_words(message_set, responses)
        refused = self._report_words(connection)
        if any(row["differs"] for row in rows):
            self._want_months(connection)
        self.env["qbd.ledger.account"]._replace(connection, rows)
        connection.write(
            {
                "ledger_wanted": False,
                "ledger_on": fields.Date.today(),
                "ledger_words": "\n".join(filter(None, (words, unread, refused))),
            }
        )

    def _ledger_rows(self, stream, shown, day=None, start=None):
        """Return the values of a row for each account that has a balance anywhere.

        :param shown: list of `AccountBalance`
        :param day: date, today if there is none
        :param start: first day of the fiscal year, if it is not that of the company
        """
        company = stream.company_id
        ours, earlier = self.env["qbd.ledger.account"]._trial_balance(
            company, day or fields.Date.context_today(stream), start
        )
        self._add_retained(stream, ours, earlier)
        linked = self._ledger_links(stream)
        rows = [
            self._ledger_row(
                company,
                linked.get(one.list_id),
                one,
                ours.pop(linked.get(one.list_id), 0),
            )
            for one in shown
        ]
        rows += [self._ledger_row(company, one, None, v) for one, v in ours.items()]
        kept = ("account_id", "differs", "is_unknown")
        return [row for row in rows if any(row[name] for name in kept)]

    def _ledger_links(self, stream):
        """Return {ListID: id of the account in Odoo} of all pairs."""
        links = self.env["qbd.link"].search(
            [
                ("stream_id", "=", stream.id),
                ("record_id", "!=", False),
                ("qb_id", "!=", False),
                ("state", "!=", "gone"),
            ]
        )
        return {link.qb_id: link.record_id for link in links}

    def _add_retained(self, stream, ours, earlier):
        """Put the results of earlier years where QuickBooks has them.

        Odoo keeps them on the accounts of profit and loss, or, once a year was closed,
        on its account of undistributed results.
        """
        retained = stream._mapping()._earlier_results_account()
        if not retained:
            return
        accounts = self.env["account.account"].browse(ours)
        for account in accounts.filtered(
            lambda one: one.account_type == "equity_unaffected" and one != retained
        ):
            earlier += ours.pop(account.id)
        ours[retained.id] = ours.get(retained.id, 0.0) + earlier

    def _ledger_row(self, company, account_id, shown, ours):
        account = self.env["account.account"].browse(account_id or ())
        ours = cents(money(ours))
        is_unknown = bool(shown) and shown.balance is None
        theirs = shown.balance or ZERO if shown else ZERO
        difference = ZERO if is_unknown else cents(ours - theirs)
        name = account.with_company(company).display_name if account else shown.name
        return {
            "account_id": account.id,
            "name": name,
            "qb_id": shown and shown.list_id,
            "qb_name": shown and shown.name,
            "qb_type": shown and shown.kind,
            "ours": float(ours),
            "theirs": float(theirs),
            "is_unknown": is_unknown,
            "difference": float(difference),
            "differs": bool(difference),
        }

    def _ledger_words(self, connection, shown, rows):
        """Return in words what may explain differences, "" if there are none."""
        words = []
        wrong = balances.imbalance(shown)
        currency = connection.company_id.currency_id
        if wrong:
            words.append(
                self.env._(
                    "QuickBooks' debits and credits differ by %(amount)s: it does not"
                    " show all balances.",
                    amount=currency.format(float(abs(wrong))),
                )
            )
        unknown = [row["name"] for row in rows if row["is_unknown"]]
        if unknown:
            words.append(
                self.env._(
                    "QuickBooks shows no balance of: %(accounts)s.",
                    accounts=", ".join(unknown),
                )
            )
        waiting = len(self._unsettled(connection))
        if waiting and any(row["differs"] for row in rows):
            words.append(
                self.env._(
                    "%(number)s documents are not synced yet; they are part of the"
                    " differences.",
                    number=waiting,
                )
            )
        return "\n".join(words)
