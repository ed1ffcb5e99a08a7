"""Each field, filter and group of our search boxes answers, whatever is typed."""

from datetime import date

from odoo.fields import Domain
from odoo.tests import new_test_user

from .support.common import SyncCase
from .support.search_views import domain_and_group, evaluated, search_nodes

TYPED = ("Custom", "100% _ö' \\ (a", "12")
ROLES = (
    "quickbooks_desktop.group_qbd_manager,account.group_account_manager,"
    "product.group_product_manager,base.group_partner_manager"
)
BY_TEXT = ("char", "text", "html", "many2one", "one2many", "many2many")


class TestSearchBoxes(SyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            login="search-boxes",
            groups=ROLES,
            company_id=cls.connection.company_id.id,
            company_ids=[(6, 0, cls.connection.company_id.ids)],
        )

    def nodes(self):
        return search_nodes(self.env(user=self.user))

    def search_for(self, model, node, text):
        """Search as the web client does for a text that is typed."""
        field = model._fields[node.get("name")]
        if node.get("filter_domain"):
            domain = evaluated(model.env, node.get("filter_domain"), text)
        elif field.type in BY_TEXT:
            domain = [(field.name, node.get("operator", "ilike"), text)]
        else:
            domain = [(field.name, "=", False)]
        model.web_search_read(domain, {}, limit=5)
        model.search_count(Domain(domain) | ~Domain(domain))
        if field.relational:
            self.env[field.comodel_name].with_user(self.user).name_search(text)

    def test_each_field_is_searched_for_any_text(self):
        kinds = set()
        for model, node in self.nodes():
            if node.tag == "filter":
                continue
            kinds.add(model._fields[node.get("name")].type)
            for text in TYPED:
                with self.subTest(model=model._name, text=text, **node.attrib):
                    self.search_for(model, node, text)
        self.assertLessEqual({"char", "many2one"}, kinds)

    def test_each_filter_finds_and_each_group_groups(self):
        found = 0
        for model, node in self.nodes():
            if node.tag == "field":
                continue
            domain, group = domain_and_group(model.env, node)
            if node.get("date"):
                domain = [(node.get("date"), ">=", date.today())]
            with self.subTest(model=model._name, **node.attrib):
                self.assertTrue(domain or group)
                model.web_search_read(domain, {}, limit=5)
                if group:
                    model.web_read_group(domain, [group], ["__count"], limit=80)
            found += 1
        self.assertGreater(found, 50)

    def test_the_name_of_a_list_is_found(self):
        names = {name: self.stream(name).label for name in ("customer", "invoice")}
        streams = self.env["qbd.stream"]
        mine = Domain("connection_id", "=", self.connection.id)
        for name, label in names.items():
            for domain in (
                Domain("label", "=", label),
                Domain("label", "ilike", label[1:].upper()),
                Domain("display_name", "ilike", label),
            ):
                found = streams.search(mine & domain).mapped("mapping")
                self.assertIn(name, found)
                found = streams.search(mine & ~domain).mapped("mapping")
                self.assertNotIn(name, found)
                self.assertTrue(found)
            (found,) = self.env["qbd.stream"].name_search(label, mine, "=")
            self.assertEqual(found, (self.stream(name).id, label))
