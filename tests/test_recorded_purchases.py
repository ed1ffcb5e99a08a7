"""What was recorded of vendors and bills goes the whole way into Odoo."""

from lxml import etree

from ..simulator.seeds.recorded import load_recorded
from ..simulator.wire.faults import Fault
from .support.purchases import PurchaseCase
from .support.recorded import Recordings, responses
from .support.reference import recorded, reference_path, requires_reference

REFUSED = "stackoverflow-44005541-BillAddRs-status3140.xml"
VENDOR = "consolibyte-VendorRet-QBOE-01.xml"


@requires_reference
class TestRecordedPurchases(PurchaseCase):
    def test_3140_a_bill_on_an_unknown_payable_account_is_parked(self):
        self.run_session()
        move = self.odoo_bill(self.expense())
        recordings = Recordings(self.company)
        self.company.process = recordings.process
        (answer,) = responses(REFUSED, "BillAddRs")
        recordings.answer(answer)
        cut = Fault("end_session", "receiveResponseXML", occurrence=2, side="after")
        self.run_session(self.new_connector(faults=[cut]), ok=False)
        self.assertFalse(recordings.waiting)
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "qb_3140"))
        self.assertIn(answer.get("statusMessage"), link.message)
        self.assertFalse(link.qb_id)
        other = self.odoo_bill(self.expense(5.0), ref="M-78")
        self.run_session()
        self.assertEqual(self.link(other).state, "ok")
        self.assertEqual(len(self.bills()), 1)

    def test_vendor_arrives_with_all_that_was_recorded(self):
        load_recorded(self.company, reference_path("purchases/responses"), ("Vendor",))
        self.run_session()
        (shown,) = etree.fromstring(recorded(VENDOR).encode()).iter("VendorRet")
        links = self.env["qbd.link"].search([("qb_id", "=", shown.findtext("ListID"))])
        self.assertEqual((links.state, links.message), ("ok", False))
        partner = self.env["res.partner"].browse(links.record_id)
        self.assertEqual(partner.name, shown.findtext("CompanyName"))
        self.assertTrue(partner.supplier_rank)
        for field, path in (
            ("phone", "Phone"),
            ("email", "Email"),
            ("city", "VendorAddress/City"),
            ("zip", "VendorAddress/PostalCode"),
        ):
            self.assertEqual(partner[field], shown.findtext(path))
        self.assertEqual(partner.state_id.code, "MA")
