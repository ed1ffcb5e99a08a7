import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError

from ...core.errors import DoubleRefused, QbdError, ValueRefused
from ...core.words import for_reader

_logger = logging.getLogger(__name__)

MAY_BE_THERE = "may_be_there"
"""Reason of a record that is named in QuickBooks, where it is no object of its list."""

UNDER_WAY = ("sent", "unknown")
"""A write of the link is out, or nobody knows what became of it (rule 1)."""


class QbdLinkFailures(models.AbstractModel):
    """What cannot be worked out is parked alone, with the reason (rule 3)."""

    _name = "qbd.link.failures"
    _description = "QuickBooks Link: Failures"

    @api.model
    def _each(self, items, read, on_bad):
        """Return `read(item)` of each item but those that fail.

        For what only reads: nothing is undone. Faults of the database are raised, since
        they end the transaction, and so are races (rule 6).

        :param on_bad: callable(item, error)
        """
        results = []
        for one in items:
            try:
                results.append(read(one))
            except (psycopg2.Error, ConcurrencyError):
                raise
            except Exception as error:
                self._log_failure(error)
                on_bad(one, error)
        return results

    @api.model
    def _in_parts(self, items, read, on_bad=None):
        """Return `read(part)` of all items, in as many parts as the bad ones need.

        As `_each`, for what is read of many at once.

        :param read: callable(list of items)
        :param on_bad: callable(item, error); by default what fails is left out
        :return: list of results
        """
        items = list(items)
        if not items:
            return []
        try:
            return [read(items)]
        except (psycopg2.Error, ConcurrencyError):
            raise
        except Exception as error:
            failure = error
        if len(items) == 1:
            self._log_failure(failure)
            if on_bad:
                on_bad(items[0], failure)
            return []
        middle = len(items) // 2
        parts = (items[:middle], items[middle:])
        return [one for part in parts for one in self._in_parts(part, read, on_bad)]

    @api.model
    def _log_failure(self, error):
        """Content is bad every day; anything else is a fault of ours, for the log."""
        if isinstance(error, QbdError | UserError | psycopg2.DatabaseError):
            _logger.info("One record could not be worked out: %s", type(error).__name__)
        else:
            _logger.error("One record failed unexpectedly", exc_info=error)

    @api.model
    def _words_of(self, error, mapping=None):
        """Return an exception in words for a bookkeeper.

        :param mapping: names the field of a value that is refused
        """
        if isinstance(error, ValueRefused) and error.where and mapping is not None:
            where = self._label_of_refused(mapping, error.where)
            return error.at(where).said(for_reader(self.env)._)
        if isinstance(error, QbdError):
            return error.said(for_reader(self.env)._)
        words = str(error.args[0] if error.args else error)
        if isinstance(error, UserError | psycopg2.Error):
            return words or type(error).__name__
        return self.env._(
            "The comparison failed (%(fault)s). The server log has the details; "
            "please report it, then press Try again.",
            fault=f"{type(error).__name__}: {words}",
        )

    @staticmethod
    def _label_of_refused(mapping, path):
        """Return the label of a path, also one that a line calls by its end."""
        labels = mapping._labels()
        ends = (label for one, label in labels.items() if one.endswith(f"/{path}"))
        return labels.get(path) or next(ends, mapping._label(path))

    def _park_failed(self, reason, error):
        """Park links that could not be worked out. A write that is out stays so.

        :param reason: a code of the table of reasons
        """
        for link in self:
            if link.state in UNDER_WAY:
                link.edited_meanwhile = True  # looked at again when it has arrived
            else:
                words = self._words_of(error, link.stream_id._mapping())
                twice = isinstance(error, DoubleRefused)
                link._park(MAY_BE_THERE if twice else reason, words)

    @api.model
    def _park_record(self, stream, record_id, error):
        """Park a record that cannot be worked out, whether it has a link or not."""
        link = self._by_records(stream, [record_id]).get(record_id)
        if not link and stream._writes():
            link = self._create_for_records(stream, [record_id])
        if link:
            link._park_failed("cannot_send", error)

    @api.model
    def _park_object(self, stream, qb_id, error):
        """Park an object that cannot be worked out; what is parked stays as it is."""
        space = stream._mapping()._space
        link = self._by_qb_ids(stream.connection_id, space, [qb_id]).get(qb_id)
        if link and link.state not in ("parked", "gone"):
            link._park_failed("unreadable", error)
            if link.state == "parked":
                link.edit_sequence = False  # it is to be read once more
