"""A QuickBooks company file and a Web Connector to try and test the addon against.

Pure Python: the standard library, lxml, zeep and requests. It imports neither ``odoo``
nor ``core`` and takes nothing from the addon, so that it can prove it wrong. See
``company_file.CompanyFile``, ``web_connector.WebConnector``, ``faults.FaultPlan``; by
hand ``python -m simulator``.
"""
