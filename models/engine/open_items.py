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
        links, items = connection._links_of_open_items(), connection._open_at_cut_off()
        refused = []

        def work(part):
            for link in part:
                link.stream_id._mapping()._for_batch()._open_again(
                    link, items[link.qb_id]
                )

        self._guarded(
            [link for link in links.values() if link.stream_id],
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
        if items.keys() - links.keys():
            self._want_open_items(connection)
        self._settle_open_items(connection)

    def _want_open_items(self, connection):
        """Have the lists compared by their ids: settled documents were passed over."""
        connection.stream_ids.filtered(
            lambda one: (
                one._is_read() and one._mapping()._open_element and one.watermark
            )
        ).id_sweep_wanted = True

    def _settle_open_items(self, connection):
        """Apply payments to open items, if that was not possible when they came."""
        if not connection.cut_off_date or not connection._open_at_cut_off():
            return
        payments = self.env["account.payment"].search(
            [
                ("company_id", "=", connection.company_id.id),
                ("qbd_settled_before", "!=", False),
            ]
        )
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", connection.id),
                *(("res_model", "=", "account.payment"), ("state", "=", "ok")),
                *(("record_id", "in", payments.ids), ("qb_id", "!=", False)),
            ]
        )

        def work(part):
            for link in part:
                link.stream_id._mapping()._for_batch()._settle_again(link)

        self._guarded(list(links), work, lambda _link, _error: None)  # next time
