from odoo import models

from ....core.words import for_reader


class QbdMappingWaiting(models.AbstractModel):
    """The part of a mapping that says which entries cannot be synced, or not yet."""

    _name = "qbd.mapping.waiting"
    _description = "QuickBooks Mapping: Waiting"

    def _record_refused_because(self, state, link):
        """Hook: say why a record cannot be in QuickBooks as it is.

        Called by the engine before it adds or changes.

        :param state: canonical form of the record
        :return: words, "" if it can
        """
        return self._words_of_stranger(self._browse(link.record_id))

    def _words_of_stranger(self, record):
        """Hook: say that a record belongs to another company, "" if it does not.

        Called by the engine before it writes to the record of an object, or takes it
        out of use: neither is done for another company.
        """
        owner = record.company_id if "company_id" in record._fields else None
        company = self._stream().company_id
        if not owner or owner in company.parent_ids:
            return ""
        return for_reader(self.env)._(
            "It belongs to the company %(owner)s now, and this company file is that of"
            " %(company)s. Give it back to that company, or to none, or unlink it.",
            owner=owner.name,
            company=company.name,
        )

    def _record_impossible_because(self, record):
        """Hook: say why QuickBooks has nothing like a record as it is now.

        Called by the engine before it adds or changes: only a person can do something.
        What settles itself in a later session is for `_record_waits_for`.

        :return: words that say what to do, "" where it can be sent
        """
        return ""

    def _record_waits_for(self, record):
        """Hook: say why a record is not sent yet.

        Called by the engine before it adds or changes. Only what a later session can
        settle by itself is waited for, e.g. a draft, or an object still to be read.

        :return: words, "" if it may go
        """
        return ""

    def _object_waits_for(self, canonical):
        """Hook: name the data that Odoo lacks for creating a record of an object.

        Called by the engine for objects without a record.

        :return: words, "" if nothing is lacking
        """
        return ""

    def _object_refused_because(self, canonical):
        """Hook: say why an object with missing data needs a user's attention.

        Called by the engine after `_object_waits_for` returned words.

        :return: words, "" if it is enough to wait
        """
        return ""

    def _prepare_plan(self):
        """Hook: bring records up to date that are to be sent.

        Called by the engine before it plans the links of the list. A mapping overrides
        it whose records hold values that change while they wait.
        """

    def _records_waiting_for_add(self, records):
        """Hook: find records that refer to a record whose Add is pending.

        Called by the engine before it adds or changes records. What can never be there
        is for `_record_impossible_because`.

        :return: {record id: words}; "" if the Add is due soon, in this session
        """
        coming = self._coming_references(records)
        waiting = {}
        for record in records:
            for name, ids in self._referred(record).items():
                if ids & coming.get(name, set()):
                    waiting[record.id] = ""
        return waiting

    def _coming_references(self, records):
        """Return {mapping name: ids of records whose Add is planned or sent}."""
        coming = {}
        for name, ids in self._referred(records).items():
            links = self._links_of(name, ids)
            coming[name] = {
                record_id
                for record_id, link in links.items()
                if not link.qb_id and link.state in ("dirty", "sent")
            }
        return coming
