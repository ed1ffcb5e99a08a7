from odoo import api, fields, models


class QbdConnectionMatching(models.AbstractModel):
    """Defines the start of a connection if both sides hold data already."""

    _name = "qbd.connection.matching"
    _description = "QuickBooks Connection: Matching"

    first_match = fields.Selection(
        [
            ("ask", "Wait until the matches are confirmed"),
            ("automatic", "Pair records of the same name, create all others"),
        ],
        "Records already on both sides",
        required=True,
        default="ask",
        help="For record types that are switched on with the connection. Nothing is "
        "created or changed on either side before the first match of a record "
        "type is confirmed.",
    )
    match_ids = fields.One2many("qbd.match", "connection_id")
    match_count = fields.Integer("First match", compute="_compute_match_count")
    match_waiting = fields.Char(compute="_compute_match_count")

    @api.depends("stream_ids.first_match")
    def _compute_match_count(self):
        for connection in self:
            waiting = connection.stream_ids.filtered(
                lambda one: one._is_matched_first() and one.direction != "off"
            )
            connection.match_count = len(waiting)
            connection.match_waiting = ", ".join(waiting.mapped("label"))

    def _matching_values(self, mapping):
        """Return the initial matching values of a new stream of a mapping.

        About documents that look the same a person is asked in any case: names that
        differ a little are created as such, money is not.
        """
        matcher = bool(mapping._matcher())
        asks = self.first_match == "ask" and matcher
        alike = matcher and (asks or not mapping._is_matched_by_name())
        return {"first_match": "pending" if asks else "none", "ask_similar": alike}

    def action_open_first_match(self):
        """Open the lists to match: the only list, or all of them."""
        self.ensure_one()
        self.check_access("read")
        matches = self.env["qbd.match"]._of(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_match"
        )
        action["domain"] = [("connection_id", "=", self.id)]
        if len(matches) == 1:
            form = self.env.ref("quickbooks_desktop.qbd_match_view_form")
            action.update(views=[(form.id, "form")], res_id=matches.id)
        return action
