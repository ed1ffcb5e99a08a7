import io
import re
import unittest

from lxml import etree

from ..core.errors import ValueRefused
from ..core.qbwc import credentials
from ..core.qbwc.qwc import qwc
from ..core.qbwc.wsdl import wsdl
from .support.reference import reference_path, reference_rows, requires_reference

try:
    import zeep
except ImportError:
    zeep = None

ADDRESS = "https://odoo.example.com/qbd/qbwc"
VALUES = {
    "app_name": "Odoo é",
    "app_url": ADDRESS,
    "support_url": ADDRESS,
    "user_name": "odoo-1",
    "owner_id": "{57f3b9b1-86f1-4fcc-b1ee-566de1813d20}",
    "file_id": "{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}",
    "description": "Sync",
    "run_every_minutes": 15,
}


def _described(document):
    """Return a zeep client's view of a service, without names of its own making."""
    service = next(iter(zeep.Client(document).wsdl.services.values()))
    port = next(
        port
        for port in service.ports.values()
        if isinstance(port.binding, zeep.wsdl.bindings.Soap11Binding)
    )
    return port.binding_options["address"], {
        name: (
            operation.soapaction,
            operation.style,
            operation.input.name,
            operation.output.name,
            _shape(operation.input.body),
            _shape(operation.output.body),
        )
        for name, operation in port.binding._operations.items()
    }


def _shape(element):
    """Return the name of an element, its type, and how often each part occurs."""
    parts = [
        (part.qname, part.min_occurs, part.max_occurs, part.nillable)
        for _name, part in element.type.elements
    ]
    return element.qname, element.type.signature(), parts


@unittest.skipUnless(zeep, "needs zeep")
class TestWsdl(unittest.TestCase):
    @requires_reference
    def test_a_client_sees_the_service_that_web_connectors_are_built_for(self):
        theirs = _described(str(reference_path("qbwc/wsdl/QBWebConnectorSvc.wsdl")))
        ours = _described(io.BytesIO(wsdl(ADDRESS)))
        self.assertEqual(ours[1], theirs[1])
        self.assertEqual(len(ours[1]), 8)

    def test_the_address_is_the_given_one_whatever_it_holds(self):
        odd = "https://odoo.example.com:8443/qbd/qbwc?a=1&b=<2>"
        self.assertEqual(_described(io.BytesIO(wsdl(odd)))[0], odd)


class TestQwc(unittest.TestCase):
    def written(self, **changes):
        return etree.fromstring(qwc(**{**VALUES, **changes}))

    def refused(self, where, **changes):
        with self.assertRaises(ValueRefused) as caught:
            self.written(**changes)
        self.assertEqual(caught.exception.where, where)

    def test_the_values_stand_in_their_elements(self):
        root = self.written()
        self.assertEqual(root.tag, "QBWCXML")
        found = {element.tag: element.text for element in root.iter()}
        expected = {
            "AppName": "Odoo é",
            "AppID": None,
            "AppURL": ADDRESS,
            "AppSupport": ADDRESS,
            "UserName": "odoo-1",
            "OwnerID": VALUES["owner_id"],
            "FileID": VALUES["file_id"],
            "QBType": "QBFS",
            "AuthFlags": "0xF",
            "IsReadOnly": "false",
            "Style": "Document",
            "RunEveryNMinutes": "15",
        }
        self.assertEqual(expected, {name: found[name] for name in expected})
        self.assertNotIn("RunEveryNSeconds", found)
        self.assertTrue(qwc(**VALUES).isascii())

    @requires_reference
    def test_all_elements_are_known_and_all_required_ones_there(self):
        rows = reference_rows("qbwc/qwc_elements.csv")
        known = {row["element"].rpartition("/")[2] for row in rows}
        required = {row["element"] for row in rows if row["required"].startswith("Y")}
        written = {element.tag for element in self.written(unique_name="u").iter()}
        self.assertLessEqual(written - {"QBWCXML"}, known)
        self.assertLessEqual(required, written)

    def test_seconds_take_the_place_of_minutes_and_none_means_by_hand(self):
        root = self.written(run_every_minutes=None, run_every_seconds=30)
        self.assertEqual(root.findtext("Scheduler/RunEveryNSeconds"), "30")
        self.assertIsNone(self.written(run_every_minutes=None).find("Scheduler"))
        self.refused("Scheduler", run_every_seconds=30)
        for wrong in (0, -5, 1.5, "15", True):
            self.refused("RunEveryNMinutes", run_every_minutes=wrong)

    def test_http_is_for_localhost_only(self):
        local = "http://localhost:8069/qbd/qbwc"
        self.written(app_url=local, support_url=local)
        self.refused("AppURL", app_url="http://odoo.example.com/qbd/qbwc")
        self.refused("AppSupport", support_url="ftp://odoo.example.com/")

    def test_an_address_of_numbers_is_refused_however_it_is_written(self):
        for host in ("10.0.0.1", "[::1]", "2130706433", "0x7f000001", "127.1"):
            with self.subTest(host):
                self.refused("AppURL", app_url=f"https://{host}/qbd/qbwc")

    def test_text_that_is_no_web_address_is_refused(self):
        for url in (
            "",
            None,
            "odoo",
            "https://",
            "https://a b/",
            "https://[x/",
            "https://a:b/",
        ):
            with self.subTest(url):
                self.refused("AppURL", app_url=url)

    def test_support_is_on_the_same_host(self):
        self.written(support_url="https://ODOO.example.com/odoo")
        self.refused("AppSupport", support_url="https://example.com/")

    def test_ids_are_guids_in_braces_and_names_are_not_empty(self):
        self.refused("OwnerID", owner_id=VALUES["owner_id"].strip("{}"))
        self.refused("FileID", file_id="{90A44FB5}")
        self.refused("AppName", app_name=" ")
        self.refused("UserName", user_name=False)

    def test_a_long_description_is_cut_and_odd_characters_are_replaced(self):
        self.assertEqual(
            len(self.written(description="x" * 99).findtext("AppDescription")), 80
        )
        self.assertEqual(
            self.written(description="\x00 & <").findtext("AppDescription"), "? & <"
        )
        self.assertEqual(self.written(description=False).findtext("AppDescription"), "")


class TestCredentials(unittest.TestCase):
    def test_a_password_has_seven_readable_groups(self):
        password = credentials.new_password()
        self.assertRegex(password, r"^[2-9a-z]{4}(-[2-9a-z]{4}){6}$")
        self.assertFalse(set(password) & set("01ilo"))

    def test_nothing_repeats(self):
        for make in (
            credentials.new_password,
            credentials.new_ticket,
            credentials.new_guid,
        ):
            self.assertEqual(len({make() for _ in range(1000)}), 1000)

    def test_a_ticket_needs_no_escaping(self):
        self.assertTrue(re.fullmatch(r"[\w-]{43}", credentials.new_ticket()))

    def test_the_digest_of_a_ticket_is_sha_256_for_any_text(self):
        self.assertTrue(credentials.digest("").startswith("e3b0c44298fc1c14"))
        self.assertEqual(len(credentials.digest("é\ud800")), 64)

    def test_secrets_are_compared_whatever_they_hold(self):
        self.assertTrue(credentials.same("é\ud800", "é\ud800"))
        self.assertFalse(credentials.same("a", "é"))

    def test_a_guid_stands_in_braces(self):
        self.assertRegex(
            credentials.new_guid(), r"^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$"
        )
