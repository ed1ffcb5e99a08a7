"""qbXML, the language of QuickBooks Desktop: no knowledge of Odoo or of a mapping.

=============  ==================================================================
values         value codecs: Odoo value ↔ canonical ↔ element
fields         ordered declarations of objects: build, parse, canonical form
messages       requests out: message sets, queries, small builders
answers        responses in: hardened reader, the identity of a company file
status         every status code and hresult in words: its meaning, the remedy
times          wall-clock times and the daylight-saving fault
names          the deterministic name of a record in a QuickBooks list
=============  ==================================================================

*Canonical* is the JSON-able form in which a side is compared with its own image.
"""
