"""The inventory as a file: one XML format for the products of both sides.

=========  ====================================================================
fields     the fields of a product, their canonical text, header and product
checksum   one short digest per field of the state a product was exported from
writer     products → XML, one at a time
reader     XML → products, one at a time, with the line of each mistake
guards     what every stream from outside goes through
files      plain and zipped files; the kind of an uploaded file
update     values of QuickBooks' file into Odoo's file, where the pair is sure
compare    the changes that an import would make: edit, conflict, jump
tables     rows of CSV, Excel and IIF files
items      such rows, as QuickBooks exports its item list, → products
=========  ====================================================================

Neither file is ever held in memory. Nothing here knows of Odoo; how products of both
sides are paired is passed in.

The format is versioned by its name space, described by ``static/xsd/inventory-1.xsd``.
A value is a text in canonical form: decimals without noise ("10.5"), true or false,
NFC. Within a product an element that is absent says nothing, an empty one clears.
"""
