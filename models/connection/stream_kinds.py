from odoo import fields, models


class QbdStreamKinds(models.AbstractModel):
    """Counts the records of a list by type, where QuickBooks has several of them."""

    _name = "qbd.stream.kinds"
    _description = "QuickBooks Stream: Types"

    kind_counts = fields.Char(
        "Links by Type",
        compute="_compute_kind_counts",
        help="Number of records of each QuickBooks type.",
    )

    def _compute_kind_counts(self):
        several = self.filtered(lambda stream: stream._is_of_several_types())
        groups = self.env["qbd.link"]._read_group(
            [
                ("stream_id", "in", several.ids),
                ("state", "!=", "gone"),
                ("qb_type", "!=", False),
            ],
            ["stream_id", "qb_type"],
            ["__count"],
        )
        counts = {}
        for stream, qb_type, number in groups:
            counts.setdefault(stream.id, []).append(f"{qb_type} {number}")
        for stream in self:
            found = sorted(counts.get(stream._origin.id, []))
            stream.kind_counts = ", ".join(found) if len(found) > 1 else False

    def _is_of_several_types(self):
        known = self.mapping in self.env["qbd.mapping"]._mapping_names()
        return known and bool(self.env[f"qbd.mapping.{self.mapping}"]._qb_types)
