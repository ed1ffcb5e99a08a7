from lxml import etree

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

MANAGERS = "quickbooks_desktop.group_qbd_manager"
USERS = "quickbooks_desktop.group_qbd_user"


@tagged("post_install", "-at_install")
class TestQwcDownload(HttpCase):
    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "https://odoo.example.com"
        )
        self.connection = self.env["qbd.connection"].create({"name": "Test"})

    def download(self, connection_id=None):
        number = connection_id or self.connection.id
        with mute_logger("odoo.http"):
            return self.url_open(f"/qbd/connection/{number}/qwc", allow_redirects=False)

    def log_in(self, groups):
        new_test_user(self.env, "somebody", groups=f"base.group_user,{groups}")
        self.authenticate("somebody", "somebody")

    def test_a_manager_gets_the_file_of_the_connection(self):
        self.log_in(MANAGERS)
        response = self.download()
        self.assertEqual(response.status_code, 200)
        self.assertIn(".qwc", response.headers["Content-Disposition"])
        root = etree.fromstring(response.content)
        self.assertEqual(root.findtext("AppURL"), "https://odoo.example.com/qbd/qbwc")
        self.assertEqual(root.findtext("UserName"), self.connection.user_name)
        self.assertEqual(root.findtext("OwnerID"), self.connection.owner_id)
        self.assertEqual(root.findtext("FileID"), self.connection.file_id)

    def test_the_ids_stay_from_one_download_to_the_next(self):
        self.log_in(MANAGERS)
        self.assertEqual(self.download().content, self.download().content)

    def test_others_do_not_get_it(self):
        self.log_in(USERS)
        self.assertEqual(self.download().status_code, 403)
        self.logout()
        self.assertEqual(self.download().status_code, 303)

    def test_no_file_without_a_connection(self):
        self.log_in(MANAGERS)
        self.assertEqual(self.download(2_000_000_000).status_code, 404)
