from odoo import fields, models

from ...core.qbxml import messages, reports
from ...core.qbxml.account_names import AccountNames

PURPOSE = "verify"

MOST_DAYS = 40
"""Trial balances of one verification: longer periods are looked at as a whole then."""

MOST_PERIODS = 36
"""Periods whose documents are looked at."""

FIRST_DAY = "1901-01-01"
"""The first day of which QuickBooks makes reports."""


class QbdEngineVerify(models.AbstractModel):
    """Reads the reports of a verification, one message set each, and compares.

    First the trial balance at the day and the ageing of debts. If accounts differ, the
    trial balances at ends of months show in which months that arose, and the details of
    those months name the documents.
    """

    _name = "qbd.engine.verify"
    _inherit = ["qbd.engine.verify.details", "qbd.engine.verify.parties"]
    _description = "QuickBooks Engine: Verification"

    # -- asking --------------------------------------------------

    def _verify_due(self, session):
        """Return the verification that this session goes on with, if any."""
        waiting = self.env["qbd.ledger.verification"].search(
            [
                ("connection_id", "=", session.connection_id.id),
                ("state", "in", ("asked", "reading")),
            ],
            order="id",
        )
        asked = (session.reading or {}).get(PURPOSE, [])
        for one in waiting.filtered(lambda x: x._may_be_read()):
            step = self._verify_step(one)
            if step and [one.id, step] not in asked:
                return one
        return waiting.browse()

    def _verify_step(self, verification):
        """Return the report to be read next: [kind, …], None for none."""
        steps = (verification.progress or {}).get("steps")
        if steps is None:
            steps = self._first_steps(verification)
        return steps[0] if steps else None

    def _first_steps(self, verification):
        sides = self._verify_streams(
            verification.connection_id, verification.is_opening
        )
        day = verification.day.isoformat()
        return [["balance", day], *(["ageing", side] for side in sides)]

    def _verify_request(self, session):
        """Return a message set with a report of a verification, or None."""
        verification = self._verify_due(session)
        stream = self._verify_accounts(session.connection_id)
        if not verification or not stream:
            return None
        step = self._verify_step(verification)
        asked = (session.reading or {}).get(PURPOSE, [])
        session.reading = {
            **session.reading,
            PURPOSE: [*asked, [verification.id, step]],
        }
        if not verification.progress:
            steps = self._first_steps(verification)
            verification.write({"state": "reading", "progress": {"steps": steps}})
        entry = {"op": PURPOSE, "verification": verification.id, "step": step}
        lists = {"op": PURPOSE, "list": True}
        todo = [(lists, self._verify_list(verification, step, stream))]
        todo.append((entry, self._verify_report(verification, step)))
        title = self.env._("Verification: %(title)s", title=verification.title)
        return self._hand_out(session, "read", PURPOSE, title, todo)

    def _verify_list(self, verification, step, stream):
        """Return the request for the list of the names that a report uses."""
        elements = list(AccountNames.ELEMENTS)
        if step[0] == "ageing":
            sides = self._verify_streams(
                verification.connection_id, verification.is_opening
            )
            stream = sides[step[1]]
            elements = ["ListID", "FullName", "Name"]
        query = stream._mapping()._queries()[0]
        return messages.query(query, ActiveStatus="All", IncludeRetElement=elements)

    def _verify_report(self, verification, step):
        kind, *arguments = step
        if kind == "ageing":
            return reports.ageing(arguments[0], verification.day.isoformat())
        if kind == "details":
            first, last, accounts = arguments
            return reports.details(first or FIRST_DAY, last, accounts)
        day = fields.Date.to_date(arguments[0])
        start = self._fiscal_start(verification.connection_id, day)
        return reports.trial_balance(start.isoformat(), day.isoformat())

    # -- applying an answer ----------------------------------------------------

    def _apply_verify(self, message_set, responses):
        """Take in a report, and decide which one comes next."""
        listed, entry = message_set.requests
        found = self.env["qbd.ledger.verification"].browse(entry["verification"])
        verification, step = found.exists(), entry["step"]
        if not verification or self._verify_step(verification) != step:
            return  # it was withdrawn, or this is an old answer
        refusal = self._why_unread(responses, (listed, entry), step[0])
        if refusal:
            verification.write({"state": "refused", "refusal": refusal})
            return
        objects = responses[listed["id"]].objects
        rows = [x for one in responses[entry["id"]].objects for x in reports.rows(one)]
        progress = verification.progress
        verification.progress = {**progress, "steps": progress["steps"][1:]}
        kind, *arguments = step
        apply = getattr(self, f"_take_{kind}")
        apply(verification, objects, rows, *arguments)
        if not verification.progress["steps"]:
            self._go_on(verification)

    def _why_unread(self, responses, entries, kind):
        """Return why a report cannot be compared, "" if it can.

        :param entries: of the list of names, and of the report
        """
        for one in entries:
            response = responses.get(one["id"])
            if not self._was_read(response):
                return self._refusal_words(response)
        found = responses[entries[-1]["id"]].objects
        missing = sorted({x for one in found for x in reports.lacking(one, kind)})
        if not missing:
            return ""
        return self.env._(
            "QuickBooks' report has rows, but not these columns: %(names)s. It cannot"
            " be compared. Ask again; if it stays so, send the report from the message"
            " log to the support of this addon.",
            names=", ".join(missing),
        )

    def _go_on(self, verification):
        """Ask for the next report, or finish."""
        comparison = self._comparison(verification)
        if verification.is_opening or not comparison.points[verification.day]:
            self._finish(verification)
            return
        day = comparison.next_day()
        if day and len(comparison.points) < MOST_DAYS:
            self._plan_step(verification, ["balance", day.isoformat()])
            return
        seen = verification.progress.get("seen", [])
        for period in list(comparison.periods())[:MOST_PERIODS]:
            step = self._details_step(verification, period)
            if step and step[2] not in seen:
                self._plan_step(verification, step, seen=[*seen, step[2]])
                return
        self._finish(verification)

    @staticmethod
    def _plan_step(verification, step, **values):
        verification.progress = {**verification.progress, "steps": [step], **values}

    def _details_step(self, verification, period):
        """Return the request for the documents of a period, None if there is none."""
        begin, end, moved = period
        if begin is None and verification.connection_id.cut_off_date:
            return None  # before the cut-off date nothing is a document
        first = fields.Date.add(begin, days=1).isoformat() if begin else None
        return ["details", first, end.isoformat(), sorted(self._ids_of(moved))]
