"""A mapping of vendors that exists for the time of a test class only.

It shows how much a further kind of party needs: one class.
"""

from lxml import etree

from odoo import models
from odoo.orm.model_classes import add_to_registry

from ...core.qbxml.fields import Field
from ...core.qbxml.values import amount, boolean, guid, ref, text
from ...models.mappings.parties.address import address_fields
from .common import SyncCase

NAME = "qbd.mapping.vendor"


def vendor_class():
    """Return the class of the mapping, which no module registers."""

    class QbdMappingVendor(models.AbstractModel):
        _module = None
        _name = NAME
        _inherit = ["qbd.party"]
        _description = "Vendors"

        _qb_type = "Vendor"
        _depends_on = ("terms",)
        _can = frozenset({"add", "mod", "inactivate"})
        _deleted_types = ("Vendor",)
        _rank_field = "supplier_rank"
        _main_element = "VendorAddress"
        _fields_map = (
            Field("Name", "name", text(41), required=True),
            Field("IsActive", "active", boolean),
            Field("CompanyName", "_company_name", text(41)),
            *address_fields("VendorAddress", "_main", "Address"),
            Field("VendorAddress/Note", None, text(41), pull_only=True),
            Field("Phone", "phone", text(21)),
            Field("Email", "email", text(1023)),
            Field("AccountNumber", "ref", text(99)),
            Field("Notes", "_notes", text(4095, multiline=True)),
            Field("TermsRef", "property_supplier_payment_term_id", ref("terms")),
            Field("Balance", None, amount, pull_only=True),
            Field("ExternalGUID", None, guid, add_only=True),
        )

    return QbdMappingVendor


class VendorCase(SyncCase):
    """A connection with a stream of vendors beside that of customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls._remove_mapping)
        add_to_registry(cls.registry, vendor_class())
        cls._set_up_models()
        cls.vendors = cls.env["qbd.stream"].create(
            {"connection_id": cls.connection.id, "mapping": "vendor"}
        )
        cls.connection.invalidate_recordset()

    @classmethod
    def _remove_mapping(cls):
        gone = cls.registry.models.pop(NAME, None)
        for parent in ("qbd.party", "base") if gone else ():
            cls.registry[parent]._inherit_children.discard(NAME)
        cls._set_up_models()

    @classmethod
    def _set_up_models(cls):
        cls.registry._setup_models__(cls.env.cr, [])
        cls.registry.registry_invalidated = False  # no other process knows of it
        cls.registry.clear_cache()

    def vendor_ret(self, name="Acme", list_id="80000001-1", **values):
        """Return a VendorRet; values by path ("VendorAddress/City"), in order."""
        root = etree.Element("VendorRet")
        values = {
            "ListID": list_id,
            "EditSequence": "1",
            "Name": name,
            "IsActive": "true",
            **values,
        }
        for path, value in values.items():
            above, _slash, tag = path.rpartition("/")
            parent = root
            if above:
                found = root.find(above)
                parent = etree.SubElement(root, above) if found is None else found
            etree.SubElement(parent, tag).text = value
        return root

    def take_in(self, stream, *elements):
        """Let the engine take objects in, and return their links."""
        self.env["qbd.engine"]._apply_objects(stream, list(elements))
        ids = [one.findtext("ListID") for one in elements]
        found = self.env["qbd.link"]._by_qb_ids(self.connection, "entity", ids)
        return [found[one] for one in ids]
