"""A QuickBooks company file that can be tried and tested against.

company = CompanyFile(clock=Clock("2024-07-01T09:00:00"))
company.user_add("Customer", Name="Abercrombie, Kristy", TermsRef="Net 30")
response = company.process(qbxml)          # raises Refused, as QuickBooks does
"""

from contextlib import contextmanager
from datetime import datetime

from .answers.printer import Printer
from .answers.processor import Processor
from .answers.queries import Queries
from .answers.recovery import Recovery
from .answers.txn_printer import TxnPrinter
from .books.about import About, default_settings
from .books.books import Books
from .books.buyers import Buyers
from .books.journal import Journal
from .books.payroll import Payroll
from .books.reports import Reports
from .books.users import Users
from .clock import epoch, iso
from .database.store import Store
from .database.txn_store import TRANSACTION, TxnStore
from .lists.accounts import Accounts
from .lists.customers import Customers
from .lists.data_ext import DataExts
from .lists.items import TAXED, Items
from .lists.lists import Lists
from .lists.rules import Rules
from .lists.vendors import Vendors
from .seeds.seeds import seed, seed_accounts
from .transactions.settlements import Settlements
from .transactions.transactions import Transactions
from .wire.doubts import Doubts
from .wire.failures import Failures
from .wire.messages import ITEMS
from .wire.sides import side_of
from .wire.status import Refused

__all__ = ["CompanyFile", "Refused"]


def default_list_id(space, number, moment, utc_offset):
    """Return ``80000001-1719842400``: a number per list, and the second of creation.

    Transactions and their lines count together from 1 and lack the leading 8.
    """
    first = 0 if space == TRANSACTION else 0x80000000
    return f"{first + number:X}-{epoch(moment, utc_offset)}"


class CompanyFile(Users, Buyers, Journal, Payroll):
    """One company file, in memory or in a SQLite file.

    ``open_amounts_are_right``: whether OpenAmount of bills and vendor credits is; in
    QuickBooks it may be missing, or show all that is owed to the vendor.

    ``clock``: callable, the wall clock of the QuickBooks PC as a naive datetime.
    ``new_id``: callable (space, number, moment, utc_offset) → ListID. ``version``: the
    newest qbXML version supported. ``utc_offset``: the zone's standard offset, which
    QuickBooks prints all year. ``sales_tax``: whether the company charges sales tax.
    ``recovery``: options of message-set recovery, see ``Recovery``. ``chart``: the
    accounts of a new file: "plain", "numbered" (account numbers are on) or "" for none.
    ``personal_data``: whether the application was allowed to see tax ids.
    ``name`` and the seeds go into a new file only.
    """

    open_amounts_are_right = False

    def __init__(
        self,
        path=":memory:",
        *,
        clock=None,
        new_id=None,
        country="US",
        version=(16, 0),
        name="Simulated Company",
        file_path=r"C:\QuickBooks\Simulated Company.qbw",
        utc_offset="-05:00",
        product=("QuickBooks Pro 2023", "33", "0"),
        sales_tax=True,
        recovery=None,
        chart="plain",
        personal_data=False,
    ):
        self.store = Store(path)
        self.clock = clock or datetime.now
        self.new_id = new_id or default_list_id
        self.country = country
        self.version = version
        self.file_path = file_path
        self.utc_offset = utc_offset
        self.product = product
        self.personal_data = personal_data
        self._options = {"recovery": recovery or {}}
        self._connect(recovery or {})
        if self.store.setting("company") is None:
            self._create(name, sales_tax, chart)

    def _connect(self, recovery):
        self.doubts = Doubts()
        self.printer = Printer(
            self.store, self.utc_offset, lambda row: self.reports.shown_balance(row)
        )
        self.lists = Lists(self)
        self.accounts = Accounts(self)
        self.items = Items(self)
        self.customers = Customers(self)
        self._rules = {
            "Account": self.accounts,
            "Customer": self.customers,
            "Vendor": Vendors(self),
            **dict.fromkeys(ITEMS, self.items),
        }
        self.txns = TxnStore(self.store)
        self.settlements = Settlements(self)
        self.books = Books(self)
        self.transactions = Transactions(self)
        self.txn_printer = TxnPrinter(self)
        self.reports = Reports(self)
        self.queries = Queries(self)
        self.data_exts = DataExts(self)
        self.about = About(self)
        self.failures = Failures()
        self.recovery = Recovery(self.store, **recovery)
        self.processor = Processor(self)

    def _create(self, name, sales_tax, chart):
        with self.transaction():
            for key, value in default_settings(name, sales_tax).items():
                self.store.set_setting(key, value)
            seed(self, sales_tax)
            seed_accounts(self, chart)
            if chart == "numbered":
                self.set_preferences(
                    "AccountingPreferences", IsUsingAccountNumbers="true"
                )

    # what the request processor offers

    def process(self, qbxml):
        """Run a message set (bytes, or str as the Web Connector has it).

        Returns the response as text; raises Refused where QuickBooks answers with a
        HRESULT and nothing of the set runs.
        """
        return self.processor.process(qbxml)

    def begin_session(self):
        """Open the file for one Web Connector session."""
        self.queries.end_session()

    def end_session(self):
        """Close it: iterators die with their session."""
        self.queries.end_session()

    # what the parts need

    def rules(self, kind_name):
        """Return the rules of a type of list objects."""
        return self._rules.get(kind_name) or Rules(self)

    def lists_of(self, kinds):
        """Return the objects of these types as Rows, by FullName."""
        places = ", ".join("?" * len(kinds))
        return self.store.rows(f"type IN ({places})", kinds)

    def today(self):
        """Return the date on the QuickBooks PC, as ISO text."""
        return iso(self.clock())[:10]

    def new_list_id(self, space, moment):
        """Return the next ListID of this space."""
        number = self.store.next_number(space)
        return self.new_id(space, number, moment, self.utc_offset)

    def new_guid(self):
        """Return a GUID in braces, counted, so that a run can be repeated exactly."""
        return f"{{00000000-0000-4000-8000-{self.store.next_number('guid'):012x}}}"

    def default_references(self, kind_name):
        """Return the references that a new object of this type gets from the
        preferences."""
        taxes = self.about.preferences().get("SalesTaxPreferences", {})
        if "DefaultItemSalesTaxRef" not in taxes:
            return {}
        code = {"SalesTaxCodeRef": taxes["DefaultTaxableSalesTaxCodeRef"]}
        side = side_of(kind_name)
        if side and "ItemSalesTaxRef" in side.of_party:
            return {**code, "ItemSalesTaxRef": taxes["DefaultItemSalesTaxRef"]}
        return code if kind_name in TAXED else {}

    @contextmanager
    def transaction(self):
        """Make several changes, all of them or none."""
        self.store.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.store.execute("ROLLBACK")
            raise
        self.store.execute("COMMIT")

    # copies

    def snapshot(self):
        """Return the whole file as it is now, for ``restore``; can be used any number
        of times. Includes the kept message sets, as a backup of QuickBooks does."""
        return self.store.snapshot()

    def restore(self, snapshot):
        """Put back an older copy. A running session loses its iterator."""
        self.queries.end_session()
        self.store.restore(snapshot)

    def copy(self, file_path=None, clock=None):
        """Return another company file with the same content, in memory.

        It keeps FileID and all ids, as a copied .QBW does. ``clock``: of its PC, by
        default the same.
        """
        other = CompanyFile(
            clock=clock or self.clock,
            new_id=self.new_id,
            country=self.country,
            version=self.version,
            file_path=file_path or self.file_path,
            utc_offset=self.utc_offset,
            product=self.product,
            recovery=self._options["recovery"],
            personal_data=self.personal_data,
        )
        other.restore(self.snapshot())
        other.doubts.settled = set(self.doubts.settled)
        other.open_amounts_are_right = self.open_amounts_are_right
        return other

    def close(self):
        """Close the SQLite file."""
        self.store.close()

    # settings

    @property
    def name(self):
        """Return the CompanyName."""
        return self.store.setting("company")["CompanyName"]

    def set_company(self, **values):
        """Change the answer to CompanyQuery (``CompanyName="…"``)."""
        self.store.set_setting("company", {**self.store.setting("company"), **values})

    def set_preferences(self, group, **values):
        """Change a group of preferences, e.g. ``"AccountingPreferences"``."""
        preferences = self.store.setting("preferences")
        preferences.setdefault(group, {}).update(values)
        self.store.set_setting("preferences", preferences)
