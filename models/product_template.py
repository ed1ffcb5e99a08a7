from odoo import api, fields, models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "qbd.sync.mixin"]

    qbd_item_type = fields.Selection(related="product_variant_ids.qbd_item_type")
    qbd_parent_id = fields.Many2one(
        related="product_variant_ids.qbd_parent_id", readonly=False
    )
    qbd_part_number = fields.Char(
        related="product_variant_ids.qbd_part_number", readonly=False
    )
    qbd_reorder_point = fields.Float(
        related="product_variant_ids.qbd_reorder_point", readonly=False
    )
    qbd_quantity_on_hand = fields.Float(
        related="product_variant_ids.qbd_quantity_on_hand"
    )
    qbd_average_cost = fields.Float(related="product_variant_ids.qbd_average_cost")

    def _get_related_fields_variant_template(self):
        """Pass the values of a new template on to its only variant."""
        own = ["qbd_parent_id", "qbd_part_number", "qbd_reorder_point"]
        return [*super()._get_related_fields_variant_template(), *own]

    def _qbd_variants(self):
        return self.with_context(active_test=False).product_variant_ids

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_qbd_state(self):
        """Of several variants the one that needs a person most."""
        for template in self:
            variants = template._qbd_variants()
            worst = max(
                variants,
                key=lambda one: self._qbd_state_urgency(one.qbd_state),
                default=variants,
            )
            template.qbd_state = worst.qbd_state or "none"
            template.qbd_name = worst.qbd_name
            template.qbd_message = worst.qbd_message

    def _search_qbd_state(self, operator, value):
        return [("product_variant_ids.qbd_state", operator, value)]

    def _qbd_synced_records(self):
        return self._qbd_variants()

    def _qbd_make_candidates(self):
        return self._qbd_variants()._qbd_make_candidates()

    def action_qbd_links(self):
        self.check_access("read")
        return self._qbd_variants().action_qbd_links()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_parent(self):
        self._qbd_variants()._unlink_except_parent()

    def unlink(self):
        """Leave hints for the variants: the database deletes them without `unlink`."""
        variants = self._qbd_variants()
        linked = variants._qbd_linked_ids()
        result = super().unlink()
        gone = sorted(set(linked) - set(variants.exists().ids))
        variants._qbd_hint_deleted(gone)
        return result


class ProductAttributeValue(models.Model):
    _inherit = "product.attribute.value"

    def write(self, vals):
        """Leave hints for the variants: the name of a value is a part of theirs."""
        result = super().write(vals)
        values = self.env["product.template.attribute.value"].sudo()
        used = values.search([("product_attribute_value_id", "in", self.ids)])
        used.product_tmpl_id._qbd_hint()
        return result


class ProductTemplateAttributeValue(models.Model):
    _inherit = "product.template.attribute.value"

    def write(self, vals):
        result = super().write(vals)
        self.product_tmpl_id._qbd_hint()
        return result
