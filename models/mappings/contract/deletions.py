from odoo import api, models

from ....core.sync import edits
from ....core.sync.merge import known
from ....core.sync.operations import Deletion
from ....core.words import for_reader
from .reading import QbdMappingReading


class QbdMappingDeletions(models.AbstractModel):
    """The part of a mapping that decides the consequence of a deletion on one side.

    The defaults are those of lists: an entry in use cannot be deleted, so it is
    deactivated.
    """

    _name = "qbd.mapping.deletions"
    _description = "QuickBooks Mapping: Deletions"

    _deleted_types = ()  # ListDelType or TxnDelType values of this mapping
    _vanishing_types = frozenset()  # those that may be gone without such a report

    def _is_edited(self, link, state, image):
        """Hook: return whether Odoo changed a record since both sides agreed.

        Called by the engine for objects that are gone in QuickBooks, and for void ones
        before `image` is moved. A value that is left out, as QuickBooks lacks what it
        refers to, is an edit as well. Mappings override it for their own side effects.

        :param state: canonical form of the record
        :param image: its image
        """
        return self._holds_more(link, state, image) or self._refers_anew(link, state)

    def _holds_more(self, link, state, image):
        """Return whether a record holds a value that neither its image nor QuickBooks
        has."""
        shown = {**known(link.quickbooks_image), **(link.quickbooks_seen or {})}
        compared, keys = self._compared(), self._line_keys()
        unseen = self._push_only()
        return edits.is_edited(state, image, shown, compared, keys, unseen)

    def _record_deleted(self, link, edited):
        """Hook: decide the fate of an object whose record was deleted in Odoo.

        Called by the engine when it plans. Documents override it: for them a deletion
        is a question, or follows the deletion policy of the stream.

        :param edited: whether QuickBooks changed the object since
        :return: a `Deletion`: ``OBJECT``, ``LINK``, ``BRING_BACK`` or ``ASK``
        """
        stream = link.stream_id
        can = stream._writes() and self._can_do(link.qb_type, "inactivate")
        if not link.qb_id or not can:
            return Deletion.LINK
        return Deletion.BRING_BACK if edited and stream._reads() else Deletion.OBJECT

    def _words_of_record_deleted(self, link, edited):
        """Hook: ask about an object whose record was deleted in Odoo.

        Called by `_deletion_question`.

        :param edited: whether QuickBooks changed the object since
        """
        if edited:
            return for_reader(self.env)._(
                "“%(name)s” was deleted in Odoo, and changed in QuickBooks since. "
                "Press Delete on both sides to delete it in QuickBooks, or Bring "
                "back to create it in Odoo again with the values of QuickBooks.",
                name=link.qb_name,
            )
        return for_reader(self.env)._(
            "“%(name)s” was deleted in Odoo. Press Delete on both sides to delete it "
            "in QuickBooks, or Bring back to create it in Odoo again.",
            name=link.qb_name,
        )

    def _object_deleted(self, link, state, edited):
        """Hook: decide the fate of a record whose object QuickBooks deleted.

        Called by the engine for each link whose object is gone. Documents override it,
        as `_record_deleted`.

        :param state: canonical form of the record, None if there is none
        :param edited: whether Odoo changed the record since
        :return: a `Deletion`: ``RECORD``, ``LINK``, ``CARRIED``, ``BRING_BACK`` or
            ``ASK``
        """
        stream = link.stream_id
        if state is not None and self._words_of_stranger(self._browse(link.record_id)):
            return Deletion.LINK
        if edited and stream._writes():
            return Deletion.BRING_BACK
        lives = state is not None and stream._reads()
        return Deletion.RECORD if lives else Deletion.LINK

    def _stream_to_bring_back(self, link):
        """Hook: return the stream that makes a record of an object once more.

        Called by the link after its record was deleted in Odoo. Mappings override it
        whose objects never become records; it may be empty.
        """
        return link.stream_id

    def _deletion_question(self, link, edited=False):
        """Hook: return the reason and the message of a question about a deletion.

        Called by the engine after `_record_deleted` or `_object_deleted` returned
        ``Deletion.ASK``. Lists override it that ask for a reason of their own.

        :param edited: whether QuickBooks changed the object since Odoo deleted it
        :return: {"reason": its code, "message": words that name the buttons}
        """
        if link.deleted_in_odoo:
            words = self._words_of_record_deleted(link, edited)
        else:
            words = for_reader(self.env)._(
                "This document was deleted in QuickBooks. Press Delete on both sides "
                "to cancel it in Odoo, or Bring back to add it to QuickBooks again."
            )
        return {"reason": "document_deleted", "message": words}

    def _request_removal(self, link):
        """Hook: return the request that removes an object whose record was deleted.

        Called by the engine after `_record_deleted` returned ``Deletion.OBJECT``.

        :return: (key of `OPERATIONS`, element, {path: value} that is sent)
        """
        sent = {"IsActive": False}
        image = link.quickbooks_image or {}
        element, _name = self._request_mod(link, sent, image, None)
        return "inactivate", element, sent

    def _request_replacement(self, link):
        """Hook: return the request that deletes an object which is then added again.

        Called by the engine if a user decided so. Mappings with `_can_replace` override
        it.

        :return: as `_request_removal`
        """
        raise NotImplementedError

    def _words_of_obstacle(self, op, link):
        """Hook: say which other objects may be in the way of a refused request.

        Called by the engine when QuickBooks refused it for another reason than a
        missing object. Mappings override it whose objects others settle.

        :param op: the operation, as in the journal
        :return: words, "" if nothing is known
        """
        return ""

    def _words_of_missing(self, op, sent):
        """Hook: say which other object QuickBooks may not have found.

        Called by the engine if QuickBooks answers that it did not find an object. A
        mapping overrides it whose requests name other transactions: that one of these
        was not found does not say that the object itself was deleted.

        :param op: key of `OPERATIONS`
        :param sent: {path: value} of the request
        :return: words, "" if the request names its own object alone
        """
        return ""

    def _replaces(self, link, element):
        """Hook: return whether an object became one of this list, with its id.

        Called by the engine for each object that another list has a link of. Then the
        other record is deactivated and its link is deleted.

        :param link: of the other list
        :param element: the Ret
        """
        return False

    @api.model
    def _takes_over(self):
        """Return whether an object of another list can become one of this list, or
        one that this list reads can belong to another.

        Called by the engine, which then looks at objects that other lists know.
        """
        kind, plain = type(self), QbdMappingDeletions._replaces
        lists = QbdMappingReading._list_of
        return kind._replaces is not plain or kind._list_of is not lists

    def _without_entered(self, pairs):
        """Hook: return the pairs without objects that records of other lists stand for.

        Called by the engine for objects that have no record yet.
        """
        return pairs

    def _deactivate_record(self, record):
        """Hook: deactivate a record whose object QuickBooks deleted.

        Called by the engine after `_object_deleted` returned ``Deletion.RECORD``. A
        record in use cannot be deleted: it is archived. Documents cancel theirs.
        """
        record.action_archive()

    def _is_withdrawn(self, record):
        """Hook: return whether a record was archived, so that it need not be sent.

        Called by the engine for records that are not of the list, and were never sent.
        Mappings of documents override it: those are cancelled.
        """
        return "active" in record._fields and not record.active

    def _is_wanted_again(self, record, state, edited):
        """Hook: return whether a record whose object was deleted is added once more.

        Called by the engine after a change of the record. By default it is, if it is in
        use and was edited since.

        :param state: canonical form of the record
        :param edited: whether the record differs from what it was then
        """
        return edited and self._is_alive(state)

    def _is_alive(self, state):
        """Hook: return whether a record is in use, by its canonical form.

        Called by `_is_wanted_again`.
        """
        return state.get("IsActive")
