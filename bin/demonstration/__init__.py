"""The story of `bin/demo`: people at Odoo and at QuickBooks, and the sync between them.

It runs in the Python that has Odoo's requirements, and reaches Odoo by HTTP alone, as
a browser and the Web Connector do. QuickBooks is the simulated one.
"""
