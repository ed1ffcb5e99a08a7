import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from ..core.words import read_by

_logger = logging.getLogger(__name__)

MEETINGS = (psycopg2.OperationalError, ConcurrencyError)
"""Errors of two transactions that change the same row."""

COME_AGAIN = timedelta(minutes=1)
"""After which a scheduled action runs again that met a session."""


class QbdScheduled(models.AbstractModel):
    """Runs the steps of scheduled actions, which may meet a session at any time."""

    _name = "qbd.scheduled"
    _description = "QuickBooks Scheduled Actions"

    @api.model
    def _in_turn(self, items, work, cron, limited=True):
        """Work on items in a scheduled action, each in a transaction of its own.

        One that meets a session, or another worker, is undone and comes again with
        the next run: a scheduled action is not repeated by anybody else. One that fails
        is undone and logged, and stops none of the others: Odoo switches off a
        scheduled action that fails again and again, for all connections.

        :param items: list, or recordset
        :param work: callable(item); False: it is not finished, and stays to be done
        :param cron: XML id of the scheduled action, without the module
        :param limited: whether to stop when the time of the action is up
        :return: whether all had their turn; False also where the time is up
        """
        done = True
        for item in items:
            try:
                finished = work(self._for_readers(item)) is not False
                left = self.env["ir.cron"]._commit_progress(int(finished))
                if limited and not left:
                    return False
            except MEETINGS as error:
                self.env.cr.rollback()
                _logger.info("%s meets a session, and comes again: %s", cron, error)
                done = False
            except Exception:
                self.env.cr.rollback()
                _logger.exception("%s fails for %s", cron, item)
                self.env["ir.cron"]._commit_progress(1)
        if not done:
            self._come_again(cron)
        return done

    @api.model
    def _for_readers(self, item):
        """Return an item whose texts are in the language of its connection's people."""
        names = getattr(item, "_fields", ())
        connection = item.connection_id if "connection_id" in names else item
        if getattr(connection, "_name", None) != "qbd.connection":
            return item
        return read_by(item, connection._reader_lang())

    @api.model
    def _come_again(self, cron):
        action = self.env.ref(f"quickbooks_desktop.{cron}", raise_if_not_found=False)
        if action:
            action.sudo()._trigger(fields.Datetime.now() + COME_AGAIN)
            self.env["ir.cron"]._commit_progress()
