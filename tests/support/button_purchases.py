"""States of vendors, bills, vendor credits and bill payments for `test_buttons`."""


class PurchaseStates:
    """The documents of purchases in each state, as those of sales."""

    LISTS = {"in_invoice": "bill", "in_refund": "vendor_credit"}

    def list_of(self, document):
        if document._name == "account.payment":
            bought = document.partner_type == "supplier"
            return self.stream("bill_payment" if bought else "receive_payment")
        return self.stream(self.LISTS.get(document.move_type, "invoice"))

    # -- vendors --------------------------------------------------------------

    def new_vendor(self, **values):
        self.stream("vendor").write({"direction": "both", "first_match": "none"})
        values = {"name": "Mill", "customer_rank": 0, "supplier_rank": 1, **values}
        vendor = self.env["res.partner"].create(values)
        self.env.flush_all()
        self.env["qbd.hint"].search([]).unlink()
        return vendor

    be_new_vendor = new_vendor

    def be_linked_vendor(self):
        vendor = self.new_vendor()
        self.new_link(self.stream("vendor"), vendor, qb_type="Vendor")
        return vendor

    def be_refused_vendor(self):
        vendor = self.new_vendor()
        self.new_link(self.stream("vendor"), vendor, qb_type="Vendor", **self.REFUSED)
        return vendor

    def be_vendor_of_list_off(self):
        vendor = self.new_vendor()
        self.stream("vendor").direction = "off"
        return vendor

    # -- documents ------------------------------------------------------------

    def bought(self, move_type, post=True, day=None):
        for name in ("bill", "vendor_credit"):
            self.list_on(name)
        day = day or self.DATE
        account = self.some("account.account", account_type="expense")
        line = {"name": "Rent", "price_unit": 5.0, "account_id": account.id}
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.new_vendor().id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [(0, 0, {**line, "tax_ids": False})],
            }
        )
        return self.entered(move, post)

    def paid(self, post=True, day=None, **values):
        self.list_on("bill_payment")
        payment = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": self.new_vendor().id,
                "amount": 5.0,
                "date": day or self.DATE,
                **values,
            }
        )
        return self.entered(payment, post)


def _states(name, make, outside):
    """Return {method: function} of the states of a kind of documents.

    :param make: called with the test and values of `bought` or `paid`
    :param outside: the same, for a document of no list
    """

    def several(test):
        return make(test) + make(test, post=False) + make(test, day=test.EARLY)

    states = {
        f"new_{name}": make,
        f"synced_{name}": lambda test: test.linked(make(test)),
        f"refused_{name}": lambda test: test.linked(make(test), **test.REFUSED),
        f"conflict_{name}": lambda test: test.linked(make(test), **test.CONFLICT),
        f"draft_{name}": lambda test: make(test, post=False),
        f"early_{name}": lambda test: make(test, day=test.EARLY),
        f"list_off_{name}": lambda test: test.directed(make(test), "off"),
        f"only_read_{name}": lambda test: test.directed(make(test), "from_quickbooks"),
        f"stopped_{name}": lambda test: test.while_stopped(make(test)),
        f"outside_{name}": outside,
        f"several_{name}s": several,
    }
    return {f"be_{state}": method for state, method in states.items()}


KINDS = {
    "bill": (
        lambda test, **values: test.bought("in_invoice", **values),
        lambda test: test.bought("in_receipt"),
    ),
    "vendor_credit": (
        lambda test, **values: test.bought("in_refund", **values),
        lambda test: test.bought("in_receipt"),
    ),
    "bill_payment": (
        lambda test, **values: test.paid(**values),
        lambda test: test.as_opening(test.paid()),
    ),
}
for kind, makers in KINDS.items():
    for method, function in _states(kind, *makers).items():
        setattr(PurchaseStates, method, function)
