from odoo import fields, models
from odoo.tools.misc import format_datetime

from ...core.errors import AnswerRefused
from ...core.qbxml import currencies, messages
from .plan import GENERATION


class QbdEngineIdentity(models.AbstractModel):
    """Makes sure that only the confirmed company file is written to (rule 8)."""

    _name = "qbd.engine.identity"
    _description = "QuickBooks Engine: Identity"

    def _identify(self, session, hcp_response, company_file):
        """Read Host, Company and Preferences of the first sendRequestXML.

        :return: whether the session may go on; otherwise `session.last_error` says why
        """
        connection = session.connection_id
        if not hcp_response:
            return self._refuse(
                session,
                self.env._(
                    "The Web Connector did not report which company file is open. "
                    "Run the update again; if the error persists, remove and add the "
                    "application."
                ),
                "no_host",
            )
        try:
            host = messages.read_host(messages.read_answer(hcp_response))
        except AnswerRefused as error:
            return self._refuse(session, str(error), "unreadable_host")
        version = messages.negotiate(host.versions)
        if not version:
            return self._refuse(
                session,
                self.env._(
                    "This QuickBooks (%(product)s) is too old: qbXML 13.0 (QuickBooks"
                    " 2014) or newer is needed.",
                    product=host.product,
                ),
                "too_old",
            )
        session.write({"identified": True, "company_file": company_file})
        self._remember(connection, host, version, company_file)
        question = self._check_file(connection, host, company_file)
        if question:
            self._ask(connection, *question)
        if connection.state == "question":
            return self._refuse(session, connection.question_text)
        self._confirm(connection, host, company_file)
        return True

    def _refuse(self, session, words, code=None):
        """End a session, with a code, or that of the question that stops it."""
        session.last_error = words
        session.error_code = code or session.connection_id.question
        session._end(words)
        return False

    def _remember(self, connection, host, version, company_file):
        """Store the capabilities of this QuickBooks, not the identity of its file."""
        connection.write(
            {
                "qbxml_version": version,
                "product": host.product,
                "country": host.country or "US",
                "preferences": host.preferences,
                "fiscal_month": host.fiscal_month,
            }
        )

    def _confirm(self, connection, host, company_file):
        value = self._generation_in(connection, host)
        values = {
            "qb_company_name": host.company_name,
            "company_file": company_file,
            "host_time": fields.Datetime.now(),
            "state": "connected",
        }
        if value is not None:
            self._marked_sets(connection, value).mark_seen = True
            values["generation_defined"] = True
            values["generation"] = max(value, connection.generation)
            values["generation_out"] = max(value, connection.generation_out)
        connection.write(values)

    def _generation_in(self, connection, host):
        """Return our counter as stored in the company file, None if it has none."""
        text = host.extensions.get((connection.owner_id.lower(), GENERATION), "")
        return int(text) if text.isascii() and text.isdigit() else None

    # -- which file is it? ----------------------------------------------------

    def _check_file(self, connection, host, company_file):
        """Return (code, text, data) of a question, None if all is as expected."""
        if connection.state == "question":
            return None
        stamped = host.extensions.get((connection.owner_id.lower(), "FileID"), "")
        seen = {
            "company": host.company_name,
            "path": company_file,
            "file_id": stamped,
        }
        if not stamped:
            return "no_mark", self._no_mark_text(seen), seen
        if stamped.strip("{}").lower() != connection.file_id.strip("{}").lower():
            return "other_file", self._other_file_text(connection, seen), seen
        if not (seen["company"] and seen["path"]):
            return "no_name", self._no_name_text(seen), seen
        if connection.host_time:
            moved = self._check_place(connection, host, company_file, seen)
            if moved:
                return moved
        return self._check_currency(connection, host, seen) or self._check_generation(
            connection, host, seen
        )

    def _no_mark_text(self, seen):
        return self.env._(
            "The company file that is open, “%(seen)s” (%(path)s), has no mark of this"
            " connection. The Web Connector writes the mark when the application is"
            " added. Open the company file that belongs to this connection; if it is"
            " this one, remove the application from the Web Connector and add it again"
            " while this company file is open. Nothing was read or written.",
            seen=seen["company"] or "-",
            path=seen["path"] or "-",
        )

    def _no_name_text(self, seen):
        return self.env._(
            "QuickBooks did not report which company file is open (name: %(seen)s, "
            "path: %(path)s). Open the company file in QuickBooks and run the update "
            "again. Nothing was read or written.",
            seen=seen["company"] or "-",
            path=seen["path"] or "-",
        )

    def _other_file_text(self, connection, seen):
        return self.env._(
            "Another company file is open: “%(seen)s” (%(path)s). This connection"
            " belongs to “%(known)s” (%(known_path)s). Open the right company file and"
            " run the update again. Nothing was read or written.",
            seen=seen["company"],
            path=seen["path"],
            known=connection.qb_company_name or "-",
            known_path=connection.company_file or "-",
        )

    def _check_place(self, connection, host, company_file, seen):
        same_path = (company_file or "").lower() == (
            connection.company_file or ""
        ).lower()
        same_name = host.company_name == connection.qb_company_name
        if same_path and same_name:
            return None
        text = self.env._(
            "The company file is “%(seen)s” at %(path)s now; it was “%(known)s” at"
            " %(known_path)s when it was last used on %(date)s. If the file was moved"
            " or renamed, confirm it. If this is a copy, open the original instead.",
            seen=seen["company"],
            path=seen["path"] or "-",
            known=connection.qb_company_name,
            known_path=connection.company_file or "-",
            date=self._local(connection, connection.host_time),
        )
        return "moved", text, seen

    def _local(self, connection, moment):
        """Return a time as the QuickBooks PC shows it, with its zone; "-" for none.

        It is kept in a text that people of other time zones read.
        """
        if not moment:
            return "-"
        shown = format_datetime(self.env, moment, tz=connection.tz)
        return f"{shown} ({connection.tz or 'UTC'})"

    def _check_currency(self, connection, host, seen):
        """Compare the home currency of the file with the currency of the company."""
        home = currencies.home(host.preferences)
        if not home:
            return None
        company = connection.company_id
        same = company.currency_id
        if home.casefold() in {
            one.casefold()
            for one in (*currencies.names(same.name), same.full_name or "")
        }:
            return None
        seen["home_currency"] = home
        if currencies.code_of(home):
            text = self.env._(
                "The home currency of the company file is %(home)s, and the currency of"
                " %(company)s in Odoo is %(currency)s. Amounts would mean something"
                " else. Connect the company file with a company in its home currency."
                " Nothing was read or written.",
                home=home,
                company=company.name,
                currency=same.name,
            )
            return "home_currency", text, seen
        if home == connection.confirmed_currency:
            return None
        text = self.env._(
            "The company file calls its home currency “%(home)s”. Is that %(currency)s,"
            " the currency of %(company)s in Odoo? Confirm it, or connect the company"
            " file with another company. Nothing was read or written.",
            home=home,
            company=company.name,
            currency=same.name,
        )
        return "currency_name", text, seen

    def _check_generation(self, connection, host, seen):
        value = self._generation_in(connection, host)
        seen["generation"] = value
        known, out = connection.generation, connection.generation_out
        if (value or 0) < known and not self._is_late_mark(connection, value):
            text = self.env._(
                "The company file is older than Odoo remembers: it was last written as"
                " number %(odoo)s on %(date)s, and today, %(now)s, it shows number"
                " %(file)s. It was probably restored from a backup. Choose which side"
                " is right; until then nothing is read or written.",
                **self._dates_of_generation(connection, value),
            )
            return "older_quickbooks", text, seen
        if value is not None and value > out:
            text = self.env._(
                "Odoo is older than the company file: Odoo last wrote number %(odoo)s"
                " on %(date)s, and today, %(now)s, the file shows number %(file)s. The"
                " Odoo database was probably restored from a backup. Confirm to read"
                " QuickBooks again from the start.",
                **self._dates_of_generation(connection, value),
            )
            return "older_odoo", text, seen
        return None

    def _dates_of_generation(self, connection, value):
        """Return the numbers and times of a question about the counter, as shown."""
        known = connection.generation_time or connection.host_time
        return {
            "file": value or 0,
            "odoo": connection.generation,
            "date": self._local(connection, known),
            "now": self._local(connection, fields.Datetime.now()),
        }

    def _is_late_mark(self, connection, value):
        """Return whether a write that was given up has set the counter back.

        QuickBooks can carry out a message set after Odoo stopped waiting for it: that
        is no restored backup. The next write counts on from the highest number.
        """
        late = self._marked_sets(connection, value)
        if late:
            late.write({"came_late": True, "mark_seen": True})
            connection.generation = value
        return bool(late)

    def _marked_sets(self, connection, value):
        """Return writes without an answer whose number the file did not show before.

        A number that it has shown once is that of a backup when it comes back.
        """
        return self.env["qbd.message.set"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "write"),
                ("generation", "=", value or -1),
                ("state", "in", ("unknown", "settled", "parked")),
                ("mark_seen", "=", False),
            ]
        )

    # -- asking and answering -------------------------------------------------

    def _ask(self, connection, code, text, data):
        connection.write(
            {
                "state": "question",
                "question": code,
                "question_text": text,
                "question_data": data,
            }
        )
        connection.message_post(body=text, subtype_xmlid="mail.mt_comment")

    def _ask_mass_change(self, stream, number, total, side):
        names = {"odoo": "Odoo", "quickbooks": "QuickBooks"}
        self._ask(
            stream.connection_id,
            "mass_change",
            self.env._(
                "%(number)s of %(total)s %(list)s were deleted or archived in "
                "%(side)s and would be removed here too. That is more than the "
                "allowed share. Confirm the removal, or turn the connection off and "
                "review the records.",
                number=number,
                total=total,
                list=stream.label,
                side=names[side],
            ),
            {"stream": stream.id},
        )
