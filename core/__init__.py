"""Pure Python under the Odoo models: never imports odoo. Standard library and lxml."""
