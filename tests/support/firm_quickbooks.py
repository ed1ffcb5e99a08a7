"""A bookkeeper of a real firm in the QuickBooks window: odd documents."""

from .case_quickbooks import QuickBooksBook

EURO = {"ListID": "80000099-1262800000", "FullName": "Euro"}
LATER = {"currency": {"CurrencyRef": EURO, "ExchangeRate": "2"}}
"""{trait: what the document has, which no Add can say}: the customer's currency."""


class FirmFile(QuickBooksBook):
    """The company file of a firm, for documents with traits."""

    def __init__(self, company, case, find=lambda subject: None):
        super().__init__(company, case, find)
        self.traits = {}  # {subject: names}

    def _name_currency(self):
        """Let the company file, which has no list of currencies, name the euro."""
        printer = self.company.printer
        known = printer.reference

        def reference(space, list_id):
            return dict(EURO) if list_id == EURO["ListID"] else known(space, list_id)

        printer.reference = reference

    def set_up(self):
        self._name_currency()
        self.company.user_add(
            "ItemPayment", Name="Deposit", DepositToAccountRef="Undeposited Funds"
        )
        return super().set_up()

    def play(self, step):
        result = super().play(step)
        for name in self.traits.get(step.subject, ()) if step.verb == "add" else ():
            if name in LATER:
                txn = self.company.txns.find(self.made[step.subject])
                txn.fields.update(LATER[name])
                self.company.txns.save(txn)
        return result

    def pays(self, payment, subjects):
        """Return those of the subjects that a payment pays."""
        shown = self.company.object(self.key(payment) or "") or {}
        paid = {row["TxnID"] for row in shown.get("AppliedToTxnRet", ())}
        return [one for one in subjects if self.key(one) in paid]

    def postings(self, subject):
        """Return {account: debit} of a document or payment."""
        found, store = {}, self.company.store
        for one in self.company.txns.postings(self.key(subject) or ""):
            name = store.label("account", one.account)
            found[name] = found.get(name, 0) + one.debit
        return found

    def owed(self):
        """Return {customer: open balance}, with that of its jobs."""
        found = {}
        for name, rest in super().owed().items():
            customer = name.partition(":")[0]
            found[customer] = found.get(customer, 0) + rest
        return found

    def _values_of_document(self, step):
        return self._with_traits(super()._values_of_document(step), step)

    def _values_of_payment(self, step):
        return self._with_traits(super()._values_of_payment(step), step)

    def _with_traits(self, values, step):
        for name in self.traits.get(step.subject, ()):
            if name not in LATER:
                getattr(self, f"_with_{name}")(values, step)
        return values

    def _with_po_number(self, values, step):
        values["PONumber"] = f"PO {step.subject[1]}"

    def _with_kept_there(self, values, step):
        """Choose what Odoo has nothing like."""
        values.update(
            FOB="Dover", ShipDate="2026-06-20", Other="Blue", IsToBePrinted="true"
        )

    def _with_no_number(self, values, step):
        values.pop("RefNumber")

    def _with_code_non(self, values, step):
        values["CustomerSalesTaxCodeRef"] = "Non"

    def _with_line_kept_there(self, values, step):
        values["lines"][0].update(ServiceDate="2026-06-01", Other1="A", Other2="B")

    def _with_unit_of_measure(self, values, step):
        values["lines"][0]["UnitOfMeasure"] = "dozen"

    def _with_payment_line(self, values, step):
        values["lines"].append({"ItemRef": "Deposit", "Amount": "10.00"})
        values["lines"].insert(0, {"ItemRef": "Lamp", "Quantity": "9", "Rate": "90"})

    def _with_pending(self, values, step):
        values["IsPending"] = "true"

    # -- purchases ------------------------------------------------------------

    def _with_vendor_address(self, values, step):
        values["VendorAddress"] = {"Addr1": step.party, "City": "Dover"}

    def _with_cost_of_customer(self, values, step):
        """Let a customer bear the cost of an expense."""
        for line in values["ExpenseLineAdd"][:1]:
            line.update(CustomerRef="Evans", BillableStatus="Billable")

    def _with_due_date(self, values, step):
        values["DueDate"] = "2026-12-31"

    def _with_terms_of_vendor(self, values, step):
        values["TermsRef"] = "Net 15"

    def _with_unit_of_goods(self, values, step):
        values["lines"].append(
            {"ItemRef": "Steel", "Quantity": "2", "UnitOfMeasure": "dozen"}
        )

    def _with_owing_line(self, values, step):
        """Let a customer's debt go down, which is no expense."""
        values["ExpenseLineAdd"].append(
            {
                "AccountRef": "Accounts Receivable",
                "Amount": "1.00",
                "CustomerRef": "Evans",
            }
        )
