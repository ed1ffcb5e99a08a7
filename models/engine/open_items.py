from odoo import models


class QbdEngineOpenItems(models.AbstractModel):
    """Takes over the open items at the cut-off date, as details of ageing show them.

    Documents that came before have the balance of the day on which they were read. They
    get that of the cut-off date, and payments of today's books are applied to them.
    """

    _name = "qbd.engine.open.items"
    _description = "QuickBooks Engine: Open Items"

    def _take_open_items(self, verification, side, rows):
        """Keep the open items of a side, and have Odoo's follow."""
        connection = verification.connection_id
        connection._keep_open_items(verification.day, side, rows)
        links, items = connection._links_of_open_items(), connection._items_at_cut_off()
        refused = []

        def work(part):
            for mapping, some in self._by_mapping(part):
                batch = mapping._for_batch()
                for link in some:
                    batch._open_again(link, items[link.qb_id]["amount"])

        self._guarded(
            [
                link
                for one, link in links.items()
                if link.stream_id and items[one]["side"] == side
            ],
            work,
            lambda link, error: refused.append(f"{link.qb_name}: {self._words(error)}"),
        )
        if refused:
            words = self.env._(
                "These open items keep the balance of the day on which they were read:"
                " %(names)s",
                names="; ".join(refused[:10]),
            )
            verification.notes = "\n".join(filter(None, (verification.notes, words)))
        self._want_open_items(connection, connection._items_to_seek(links))
        self._settle_open_items(connection)

    def _want_open_items(self, connection, sides):
        """Have the lists compared by their ids: settled documents were passed over.

        :param sides: types of the accounts on which open items are missing
        """
        connection.stream_ids.filtered(
            lambda one: (
                one._is_read()
                and one.watermark
                and any(map(one._mapping()._has_open_items, sides))
            )
        ).id_sweep_wanted = True

    def _settle_open_items(self, connection):
        """Apply payments to open items, if that was not possible when they came.

        A refused one stays on the account for open items, and says so.
        """

        def work(part):
            for mapping, some in self._by_mapping(part):
                mapping._settle_waiting(some)

        self._guarded(
            list(connection._links_to_settle()),
            work,
            lambda link, error: link._park_failed("refused_by_odoo", error),
        )

    def _by_mapping(self, links):
        """Return [(mapping, its links)] of a list of links."""
        streams = self.env["qbd.link"].union(*links).grouped("stream_id")
        return [(stream._mapping(), some) for stream, some in streams.items()]
