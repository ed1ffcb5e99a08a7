"""The bookkeeper who sets the sync up: connect, pair, choose, switch on."""

from dataclasses import dataclass

DOCUMENTS = (
    "invoice",
    "credit_memo",
    "receive_payment",
    "bill",
    "vendor_credit",
    "bill_payment",
    "journal_entry",
    "other_transaction",
    "cost_posting",
)
"""Mappings of documents, which are off until somebody has chosen the cut-off date."""

# Accounts of QuickBooks, and their names in Odoo, which only a person can know.
SAME_ACCOUNTS = {
    "Inventory Asset": "Stock Valuation",
    "Opening Balance Equity": "Capital",
    "Sales": "Product Sales",
    "Undeposited Funds": "Outstanding Receipts",
}


@dataclass
class Bookkeeper:
    """Makes the choices that cannot be guessed, in the pages of the connection.

    :param odoo: Odoo as a browser reaches it
    """

    odoo: object
    connection: int = None

    def connect(self, time_zone, **values):
        """Make a connection and its password.

        :param values: of the connection, where they are not the usual ones
        :return: (password, the bytes of the .qwc)
        """
        # Whoever looks at the demo by another address must not change that of the .qwc.
        self.odoo.call(
            "ir.config_parameter", "set_param", "web.base.url.freeze", "True"
        )
        self.connection = self.odoo.create(
            "qbd.connection",
            **{"name": "Demo Company", "tz": time_zone, "reports_to": 20.0},
            **values,
        )
        shown = self._call("action_new_password")
        qwc = self.odoo.download(f"/qbd/connection/{self.connection}/qwc")
        return shown["context"]["default_password"], qwc

    def prefer(self, policy, mapping):
        """Choose which side wins where both differ: "ask", "odoo", "quickbooks"."""
        for stream in self._streams([mapping]):
            self.odoo.write("qbd.stream", stream, policy=policy)

    # -- the mapping page -----------------------------------------------------

    def pair_accounts(self):
        """Accept the proposals of the mapping page, choose some, have the rest made."""
        self._call("action_open_pairing")
        for row in self._rows():
            if row["name"] in SAME_ACCOUNTS:
                account = self._account(SAME_ACCOUNTS[row["name"]])
                self.odoo.write("qbd.pairing", row["id"], record_id=account)
        paired = [row["id"] for row in self._rows() if row["record_id"]]
        self.odoo.call("qbd.pairing", "action_accept", paired)
        self._call("action_open_pairing")
        rest = [row["id"] for row in self._rows()]
        self.odoo.call("qbd.pairing", "action_create", rest)

    def _rows(self):
        """The rows of the mapping page with accounts that are in QuickBooks only."""
        domain = [
            ("connection_id", "=", self.connection),
            ("stream_id.mapping", "=", "account"),
            ("side", "=", "quickbooks"),
        ]
        return self.odoo.read("qbd.pairing", domain, ["name", "record_id"])

    # -- settings -------------------------------------------------------------

    def choose_for_items(self):
        """Choose the accounts of new items."""
        cost = self._account("Cost of Goods Sold")
        self._write(
            item_income_account_id=self._account("Product Sales"),
            item_expense_account_id=cost,
            item_cogs_account_id=cost,
            item_asset_account_id=self._account("Stock Valuation"),
        )

    def tick_journal(self, journal):
        """Let entries of a journal of Odoo go to QuickBooks."""
        self._write(entry_journal_ids=[(6, 0, [journal])])

    def choose_for_documents(self, cut_off_date, product):
        """Settle from when on documents are carried over, and how; then begin.

        :param product: name of the product for lines without one
        """
        self._write(
            cut_off_date=cut_off_date,
            opening_account_id=self._account("Capital"),
            default_item_id=self.odoo.find("product.product", [("name", "=", product)]),
        )
        self._pay_from_the_bank()
        self.switch_on(*DOCUMENTS)

    # -- the books --------------------------------------------------------------

    def read_opening(self):
        """Ask for the trial balance of the day before the cut-off date."""
        self._call("action_opening")

    def post_opening(self):
        """Post that trial balance as the opening entry, once it was read."""
        opened = self._call("action_opening")["res_id"]
        self.odoo.write("qbd.opening", opened, results="retained")
        self.odoo.call("qbd.opening", "action_post_opening", [opened])

    def compare_accounts(self):
        """Ask for a comparison of all accounts, which reads changed costs again."""
        self._call("action_compare_accounts")

    def verify(self, day):
        """Ask for a verification of the books at a day; return its id."""
        dialog = self.odoo.create("qbd.verify", connection_id=self.connection, day=day)
        return self.odoo.call("qbd.verify", "action_ask", [dialog])["res_id"]

    def _pay_from_the_bank(self):
        """Let payments of bills post to the bank at once, as checks of QuickBooks do,
        and not to an account of outstanding payments."""
        lines = self.odoo.read(
            "account.payment.method.line",
            [("journal_id.type", "=", "bank"), ("payment_type", "=", "outbound")],
            ["journal_id/default_account_id"],
        )
        for line in lines:
            account = line["journal_id"]["default_account_id"]
            self.odoo.write(
                "account.payment.method.line", line["id"], payment_account_id=account
            )

    def switch_on(self, *mappings):
        """Let these lists be synced both ways."""
        for stream in self._streams(mappings):
            self.odoo.write("qbd.stream", stream, direction="both")
        self._call("confirm_writing")

    def _account(self, name):
        """Id of the account that Odoo calls so."""
        return self.odoo.find("account.account", [("name", "=", name)])

    def _streams(self, mappings):
        domain = [
            ("connection_id", "=", self.connection),
            ("mapping", "in", list(mappings)),
        ]
        return [row["id"] for row in self.odoo.read("qbd.stream", domain, ["mapping"])]

    def _write(self, **values):
        self.odoo.write("qbd.connection", self.connection, **values)

    def _call(self, method):
        return self.odoo.call("qbd.connection", method, [self.connection])
