"""A QuickBooks company file and a Web Connector to try and test the addon against.

Pure Python: the standard library, lxml, zeep and requests. It imports neither ``odoo``
nor ``core`` and takes nothing from the addon, so that it can prove it wrong. See
``company_file.CompanyFile``, ``wire.web_connector.WebConnector``,
``wire.faults.FaultPlan``; by hand ``python -m simulator``.

It is built in storeys, each a package that imports itself and those below it:

=============  =================================================================
seeds          data to begin with, invented or recorded
answers        requests from their data to the qbXML of an answer
books          postings, reports, preferences, the person at QuickBooks
transactions   transactions with the rules of QuickBooks, and their settlement
lists          list objects with the rules of QuickBooks
database       the SQLite tables of a company file
wire           texts, qbXML messages, SOAP and the Web Connector
=============  =================================================================

On top of them stands ``company_file``, which puts one of each together; ``clock`` is
the ground below all of them.
"""
