"""A connection with vendors and customers, and answers about vendors."""

from lxml import etree

from .common import SyncCase


class VendorCase(SyncCase):
    """A connection whose streams of vendors and customers are on."""

    STREAMS = ("customer", "terms", "vendor")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendors = cls.connection.stream_ids.filtered(
            lambda stream: stream.mapping == "vendor"
        )
        cls.vendors.direction = "both"
        partners = cls.env["res.partner"].with_context(active_test=False)
        partners.search([("supplier_rank", ">", 0)]).supplier_rank = 0
        cls.env["qbd.hint"].search([]).unlink()

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
