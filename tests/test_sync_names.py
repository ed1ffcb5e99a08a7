"""Names, texts and addresses: swapped, written in other signs, known otherwise."""

from .support.common import SyncCase
from .test_sync_items import ItemCase


class NameCase(SyncCase):
    def seed(self, *names, **values):
        """Return {name: ListID} of new customers of QuickBooks, synced."""
        ids = {
            name: self.company.user_add("Customer", Name=name, **values)
            for name in names
        }
        self.run_session()
        return ids

    def name_of(self, list_id):
        return self.company.object(list_id)["Name"]

    def settle(self):
        """Run the sessions that a chain of names may take; then all is quiet."""
        self.run_session()
        self.run_session()
        self.assert_quiet()


class TestNamesThatBecomeFree(NameCase):
    def test_swapped_and_shifted_names_arrive_as_such(self):
        ids = self.seed("Ann", "Bob", "A1", "A2", "A3", "Cy", "Di", "Ed")
        renamed = {
            **{"Ann": "Bob", "Bob": "Ann"},
            **{"A1": "A2", "A2": "A3", "A3": "A4"},
            **{"Cy": "Di", "Di": "Ed", "Ed": "Cy"},
        }
        partners = {name: self.partner_named(name) for name in renamed}
        for name, new in renamed.items():
            partners[name].name = new
        self.settle()
        found = {name: self.name_of(ids[name]) for name in renamed}
        self.assertEqual(found, renamed)
        for name, new in renamed.items():
            self.assertEqual(partners[name].name, new)

    def test_names_swapped_in_quickbooks_arrive_as_such(self):
        ids = self.seed("Ann", "Bob")
        ann, bob = self.partner_named("Ann"), self.partner_named("Bob")
        for list_id, name in ((ids["Ann"], "x"), (ids["Bob"], "Ann")):
            self.company.user_mod(list_id, Name=name)
        self.company.user_mod(ids["Ann"], Name="Bob")
        self.settle()
        self.assertEqual((ann.name, bob.name), ("Bob", "Ann"))

    def test_a_name_that_was_taken_is_sent_when_it_is_free(self):
        ids = self.seed("Bob")
        self.partner(name="Bob")
        self.partner(name="Bob")
        self.settle()
        names = ["Bob", "Bob (2)", "Bob (3)"]
        self.assertEqual(self.customer_names(), names)
        self.company.user_mod(ids["Bob"], Name="Robert")
        self.settle()
        self.assertEqual(self.customer_names(), ["Bob", "Bob (3)", "Robert"])

    def test_a_name_of_a_vendor_is_not_tried_again_and_again(self):
        self.company.user_add("Vendor", Name="Eve Low")
        self.partner(name="Eve Low")
        self.settle()
        self.assertEqual(self.customer_names(), ["Eve Low (2)"])


class TestItemsThatChangeNames(ItemCase):
    settle = NameCase.settle

    def test_codes_move_up_by_one_also_below_parents_that_are_swapped(self):
        for name in ("A1", "A2", "A3", "P1", "P2"):
            self.service(name)
        for parent in ("P1", "P2"):
            for name in ("X", "Y"):
                self.service(name, ParentRef=parent)
        self.run_session()
        product = {
            name: self.product_of(name) for name in self.item_names() if name[0] in "AP"
        }
        ids = {name: self.item(name)["ListID"] for name in product}
        new = {
            **{"A1": "A2", "A2": "A3", "A3": "A4", "P1": "P2", "P2": "P1"},
            **{"P1:X": "Y", "P1:Y": "X", "P2:X": "X1", "P2:Y": "Y"},
        }
        for name, code in new.items():
            product[name].default_code = code
        self.settle()
        found = {name: self.company.object(ids[name])["FullName"] for name in ids}
        expected = {**{name: new[name] for name in new if ":" not in name}}
        expected.update(
            {"P1:X": "P2:Y", "P1:Y": "P2:X", "P2:X": "P1:X1", "P2:Y": "P1:Y"}
        )
        self.assertEqual(found, expected)
        product["P2:X"].default_code = "X"  # free since the parents were swapped
        self.settle()
        self.assertEqual(self.company.object(ids["P2:X"])["FullName"], "P1:X")


class TestForms(NameCase):
    PAIRS = (
        ("Acme  Two Blanks", "Acme Two Blanks"),
        ("Nbsp\xa0Co", "Nbsp Co"),
        ("Tab\tCo", "Tab Co"),
        (" Outer ", "Outer"),
        ("Colon: Co", "Colon - Co"),
        ("Tile™ Works", "Tile™ Works"),
        ("Old™ Works", "Old? Works"),
        ("O’Brien – “Best” Café…", 'O\'Brien - "Best" Café...'),
        ("D'Arcy - 5", "D’Arcy – 5"),
        ("Cafe\u0301 NFD", "Café NFD"),
        ("ÉCOLE", "école"),
        (f"Very long name {'x' * 50}", f"Very long name {'x' * 26}"),
    )

    def test_the_same_names_are_paired_in_any_form_and_stay(self):
        partners = [self.partner(name=ours) for ours, _theirs in self.PAIRS]
        for _ours, theirs in self.PAIRS:
            self.company.user_add("Customer", Name=theirs)
        before = self.customer_names()
        self.settle()
        self.assertEqual(self.customer_names(), before)
        for partner, (ours, theirs) in zip(partners, self.PAIRS, strict=True):
            with self.subTest(ours):
                link = self.link(partner)
                self.assertEqual((link.qb_name, link.state), (theirs, "ok"))

    def test_characters_with_a_plain_equivalent_are_sent_as_that(self):
        partner = self.partner(
            name="O’Brien – “Best” Café…", comment="Don’t — 5 €", street="ﬁrst\xa0St"
        )
        self.settle()
        (shown,) = self.company.objects("Customer")
        self.assertEqual(shown["Name"], 'O\'Brien - "Best" Café...')
        self.assertEqual(shown["Notes"], "Don't - 5 EUR")
        self.assertEqual(shown["BillAddress"]["Addr2"], "first St")
        self.assertEqual(partner.name, "O’Brien – “Best” Café…")

    def test_text_of_quickbooks_is_not_overwritten_by_its_damaged_form(self):
        address = {"Addr1": "Tile™ Works", "Addr2": "1 Main™ St", "City": "Ville™"}
        ids = self.seed("Tile™ Works", Notes="First™\nSecond", BillAddress=address)
        partner = self.partner_named("Tile™ Works")
        self.assertEqual((partner.street, partner.city), ("1 Main™ St", "Ville™"))
        partner.write({"phone": "555", "zip": "33101", "street2": "Back “door”"})
        partner.comment = "<p>First™<br>Third</p>"
        self.settle()
        shown = self.company.object(ids["Tile™ Works"])
        self.assertEqual(shown["Name"], "Tile™ Works")
        self.assertEqual(shown["Notes"], "First™\nThird")
        expected = {
            **address,
            **{"Addr3": 'Back "door"', "PostalCode": "33101"},
        }
        self.assertEqual(shown["BillAddress"], expected)


class TestRegions(NameCase):
    def test_states_and_countries_are_recognised_and_kept_in_quickbooks(self):
        cases = (
            # texts of QuickBooks, then what Odoo has
            ("calif.", "United States of America", "CA", "US"),
            ("N.Y.", "U.S.A.", "NY", "US"),
            ("Texas", "", "TX", "US"),
            ("Ont.", "canada", "ON", "CA"),
            ("WA", "Australia", "WA", "AU"),
            ("Newfoundland and Labr", "Canada", "NL", "CA"),
            ("Narnia", "USA", False, "US"),
            ("WA", "Atlantis", False, False),
            ("Nowhere", "Germany", False, "DE"),
        )
        ids = []
        for number, (state, country, *_odoo) in enumerate(cases):
            address = {"Addr1": "1 Main", "State": state, "Country": country}
            values = dict.fromkeys(("BillAddress", "ShipAddress"), address)
            ids.append(self.company.user_add("Customer", Name=f"C{number}", **values))
        self.run_session()
        for number, (_state, _country, *odoo) in enumerate(cases):
            with self.subTest(cases[number]):
                partner = self.partner_named(f"C{number}")
                partner = partner.filtered(lambda one: not one.parent_id)
                for one in (partner, partner.child_ids):
                    found = [one.state_id.code, one.country_id.code]
                    self.assertEqual(found, odoo)
                    one.street = "2 Main"
        self.settle()
        for list_id, (state, country, *_odoo) in zip(ids, cases, strict=True):
            for kind in ("BillAddress", "ShipAddress"):
                with self.subTest(f"{kind} {state} {country}"):
                    shown = self.company.object(list_id)[kind]
                    self.assertIn("2 Main", shown.values())
                    self.assertEqual(shown.get("State", ""), state)
                    self.assertEqual(shown.get("Country", ""), country)

    def test_a_country_that_changes_in_odoo_is_sent(self):
        self.seed("Ann", BillAddress={"Addr1": "1 Main", "Country": "USA"})
        ann = self.partner_named("Ann")
        ann.country_id = self.env.ref("base.ca")
        self.settle()
        shown = self.customer("Ann")["BillAddress"]
        self.assertEqual(shown["Country"], "Canada")
