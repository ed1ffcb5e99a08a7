from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

CHUNK = 5000


class QbdMatchMaking(models.AbstractModel):
    """Carry out decisions about rows: make links, and request creations."""

    _name = "qbd.match.making"
    _description = "QuickBooks Match: Making Links"

    def _carry_out(self, stream):
        """Link the accepted pairs, and request the chosen creations.

        The next session compares the pairs, like all new ones.
        """
        accepted = self.filtered(lambda row: row.state == "accepted")
        for start in range(0, len(accepted), CHUNK):
            accepted[start : start + CHUNK]._make_links(stream)
        create = self.filtered(lambda row: row.state == "create")
        create.filtered("link_id").link_id._want_record()
        ids = create.filtered(lambda row: row.side == "odoo").mapped("record_id")
        self.env["qbd.link"]._want_objects(stream, ids)
        create.unlink()

    def _make_links(self, stream):
        """Link the pairs of these rows; rows with a side taken are open again."""
        free = self._still_free(stream)
        (self - free).write({"state": "open"})
        links = self.env["qbd.link"]
        own = links._by_records(stream, free.mapped("record_id")).values()
        links.union(*own).unlink()  # no object's: see `_still_free`
        links.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE qbd_link l SET record_id = v.record_id, state = 'dirty',"
                " stream_id = %s, res_model = %s,"
                " shown_state = 'dirty', asked_elsewhere = FALSE,"
                " reason = NULL, message = NULL, attempts = 0, next_try = NULL,"
                " kept_unpaired = FALSE FROM (SELECT unnest(%s::int[]) id,"
                " unnest(%s::int[]) record_id) v WHERE l.id = v.id",
                stream.id,
                stream._mapping()._odoo_model,
                [row.link_id.id for row in free],
                [row.record_id for row in free],
            )
        )
        links.invalidate_model(flush=False)
        free.write({"state": "linked"})
        links._wake_referring(stream, free.link_id.mapped("qb_id"))

    def _still_free(self, stream):
        """Return the rows both sides of which are still free."""
        mapping = stream._mapping()
        objects = mapping._open_objects(self.link_id.ids)
        domain = mapping._asked_domain() & Domain("id", "in", self.mapped("record_id"))
        free, taken, found = {*mapping._browse([]).search(domain).ids}, set(), []
        for row in self:
            is_open = row.link_id.id in objects and row.link_id.id not in taken
            if is_open and row.record_id in free:
                taken.add(row.link_id.id)
                free.discard(row.record_id)
                found.append(row.id)
        return self.browse(found)
