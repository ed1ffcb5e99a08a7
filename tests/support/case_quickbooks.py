"""Plays the steps of a worked case as a person at the simulated QuickBooks."""

from decimal import Decimal

from .case_kinds import KINDS, is_payment, payment_for, trades
from .case_lists import ACCOUNTS

CREDIT_SIDE = {"Income", "OtherIncome", "OtherCurrentLiability", "Equity"}
_FIELDS = {
    "tax": "ItemSalesTaxRef",
    "terms": "TermsRef",
    "due": "DueDate",
    "number": "RefNumber",
    "memo": "Memo",
    "date": "TxnDate",
    "tax code": "CustomerSalesTaxCodeRef",
    "method": "PaymentMethodRef",
    "pending": "IsPending",
}
_SILENT = ("ItemSubtotal",)
"""Items whose lines say something, and add nothing."""


class QuickBooksBook:
    """The company file of a case.

    :param company: the `CompanyFile`
    :param find: called with a subject that was made in Odoo, for its TxnID or None
    """

    name = "QuickBooks"

    def __init__(self, company, case, find=lambda subject: None):
        self.company = company
        self.case = case
        self.find = find
        self.made = {}

    # -- the lists ------------------------------------------------------------

    def set_up(self):
        """Enter the lists that the case names."""
        add = self.company.user_add
        for account in self.case.accounts:
            add("Account", Name=account.name, AccountType=account.kind)
        for tax in self.case.taxes:
            add(*self._tax(tax)[:1], **self._tax(tax)[1])
        for item in self.case.items:
            kind, values = self._item(item)
            add(kind, Name=item.name, **values)
        for customer in self.case.customers:
            add("Customer", **self._customer(customer))
        for vendor in self.case.vendors:
            terms = {"TermsRef": vendor.terms} if vendor.terms else {}
            add("Vendor", Name=vendor.name, **terms)

    def _tax(self, tax):
        if tax.members:
            members = [*tax.members]
            return "ItemSalesTaxGroup", {"Name": tax.name, "ItemSalesTaxRef": members}
        return "ItemSalesTax", {"Name": tax.name, "TaxRate": _text(tax.rate)}

    def _item(self, item):
        code = {"SalesTaxCodeRef": "Tax" if item.taxable else "Non"}
        if item.kind == "ItemSubtotal":
            return item.kind, {}
        if item.kind == "ItemGroup":
            lines = [
                {"ItemRef": name, "Quantity": _text(quantity)}
                for quantity, name in item.members
            ]
            return item.kind, {"ItemDesc": item.name, "ItemGroupLine": lines}
        if item.kind == "ItemDiscount":
            rate = "DiscountRate" if item.percent is None else "DiscountRatePercent"
            price = item.price if item.percent is None else item.percent
            values = {rate: _text(price), "AccountRef": item.account}
            return item.kind, {**values, **code}
        sold = {
            "Desc": item.name,
            "Price": f"{item.price:.2f}",
            "AccountRef": item.account,
        }
        return item.kind, {"SalesOrPurchase": sold, **code}

    def _customer(self, customer):
        values = {
            "Name": customer.name,
            "ParentRef": customer.parent,
            "TermsRef": customer.terms,
            "ItemSalesTaxRef": customer.tax,
            "SalesTaxCodeRef": "Non" if customer.exempt else "Tax",
        }
        return {name: value for name, value in values.items() if value}

    # -- steps ----------------------------------------------------------------

    def play(self, step):
        """Do what the step says, as a person in the QuickBooks window does."""
        kind = "payment" if is_payment(step.subject) else "document"
        getattr(self, f"_{step.verb}_{kind}")(step)

    def _add_document(self, step):
        self.made[step.subject] = self.company.user_add(
            KINDS[step.subject[0]].qb_type, **self._values_of_document(step)
        )

    def _values_of_document(self, step):
        return {
            "TxnDate": step.date,
            "lines": [self._line(line) for line in step.lines],
            KINDS[step.subject[0]].entity: step.party,
            "RefNumber": step.subject[1],
            **self._header(step),
        }

    def _header(self, step):
        kind = KINDS[step.subject[0]]
        names = {
            **_FIELDS,
            kind.side.party: kind.entity,
            "to": kind.money,
            "amount": kind.total[0],
        }
        return {
            names[name]: f"{value:.2f}" if name == "amount" else value
            for name, value in step.fields.items()
        }

    def _line(self, line):
        item = line.item and self._item_named(line.item)
        if item and item.kind == "ItemGroup":
            return {"ItemGroupRef": line.item, "Quantity": _text(line.quantity)}
        values = {
            "ItemRef": line.item,
            "Desc": line.text,
            "Quantity": line.quantity and _text(line.quantity),
            "Rate": line.rate is not None and _rate(line.rate),
            "Amount": line.amount is not None and f"{line.amount:.2f}",
            "SalesTaxCodeRef": {True: "Tax", False: "Non"}.get(line.taxable),
            "OverrideItemAccountRef": line.account,
        }
        if line.quantity is not None and line.amount is not None:
            values.pop("Rate")  # QuickBooks takes two of the three
        return {name: value for name, value in values.items() if value}

    def _item_named(self, name):
        return next(item for item in self.case.items if item.name == name)

    def _change_document(self, step):
        values = self._header(step)
        if step.edits:
            values["lines"] = self._edited(step)
        self.company.user_mod(self.key(step.subject), **values)

    def _edited(self, step):
        """Return all lines that stay, as a person who looks at them leaves them."""
        known = self.company.object(self.key(step.subject))["lines"]
        rows = [{"TxnLineID": line["TxnLineID"]} for line in known]
        for edit in step.edits:
            if edit.kind == "change":
                rows[edit.number - 1].update(self._line(edit.line))
        after = {}
        for edit in step.edits:
            if edit.kind == "new":
                place = len(rows) if edit.number is None else edit.number
                after.setdefault(place, []).append(self._line(edit.line))
        gone = {edit.number for edit in step.edits if edit.kind == "remove"}
        result = list(after.get(0, ()))
        for number, row in enumerate(rows, 1):
            result += [row] * (number not in gone) + after.get(number, [])
        return result

    def _void_document(self, step):
        self.company.user_void(self.key(step.subject))

    def _delete_document(self, step):
        self.company.user_delete(self.key(step.subject))

    _delete_payment = _delete_document

    # -- payments -------------------------------------------------------------

    def _add_payment(self, step):
        self.made[step.subject] = self.company.user_add(
            KINDS[step.subject[0]].qb_type, **self._values_of_payment(step)
        )

    def _values_of_payment(self, step):
        kind = KINDS[step.subject[0]]
        return {
            kind.entity: step.party,
            "TxnDate": step.date,
            kind.total[0]: f"{step.amount:.2f}",
            "RefNumber": step.subject[1],
            **self._header(step),
            **self._applied(step.applied or [], "AppliedToTxnAdd"),
        }

    def _applied(self, applied, name):
        return {name: [self._application(one) for one in applied]}

    def _application(self, one):
        values = {
            "TxnID": self.key(one.document),
            "PaymentAmount": f"{one.amount:.2f}",
        }
        if one.discount:
            values["DiscountAmount"] = f"{one.discount:.2f}"
            values["DiscountAccountRef"] = "Sales Discounts"
        return values

    def _change_payment(self, step):
        values = self._header(step)
        if step.applied is not None:
            values.update(self._applied(step.applied, "AppliedToTxnMod"))
        self.company.user_mod(self.key(step.subject), **values)

    def _use_document(self, step):
        """Press "Use Credits" on the invoice."""
        (applied,) = step.applied
        invoice, credit = self.key(applied.document), self.key(step.subject)
        rest = [
            Decimal(self.company.object(key)[KINDS[word].open])
            for key, (word, _label) in (
                (invoice, applied.document),
                (credit, step.subject),
            )
        ]
        used = {
            "CreditTxnID": credit,
            "AppliedAmount": f"{step.fields.get('amount', min(rest)):.2f}",
        }
        word, payment = applied.document[0], payment_for(applied.document[0])
        party = self.company.object(invoice)[KINDS[word].entity]
        self.company.user_add(
            payment.qb_type,
            **{payment.entity: {"ListID": party["ListID"]}},
            TxnDate=step.date,
            **{payment.total[0]: "0.00"},
            AppliedToTxnAdd=[{"TxnID": invoice, "SetCredit": [used]}],
        )

    def lock(self, until):
        """Set the closing date, "" takes it away."""
        self.company.set_preferences("AccountingPreferences", ClosingDate=until)

    # -- what is there --------------------------------------------------------

    def key(self, subject):
        """Return the TxnID of a document, or None.

        A payment that was made anew has another one than before.
        """
        made = self.made.get(subject)
        if made and self.company.object(made):
            return made
        return self.find(subject) or made

    def figures(self, subject):
        """Return the figures of a document, {"total": …}, or None if it is not
        there."""
        key = self.key(subject)
        shown = key and self.company.object(key)
        if not shown:
            return None
        kind = KINDS[subject[0]]
        amounts = [Decimal(shown[name]) for name in kind.total]
        found = {
            "total": sum(amounts),
            "open": Decimal(shown[kind.open]),
            "date": shown["TxnDate"],
            "number": shown.get("RefNumber", ""),
            "memo": shown.get("Memo", ""),
            "void": shown.get("Memo", "").startswith("VOID:"),
            kind.side.party: shown[kind.entity]["FullName"],
        }
        if is_payment(subject):
            return found
        subtotal, *taxes = amounts
        return {
            **found,
            "subtotal": subtotal,
            "tax": sum(taxes, Decimal(0)),
            "due": shown.get("DueDate", shown["TxnDate"]),
            "paid": not found["open"],
            "lines": [*self._printed(shown.get("lines", ()))],
        }

    def _printed(self, lines):
        """Yield the amounts, and "text" for lines that only say something."""
        for line in lines:
            item = line.get("ItemRef", {}).get("FullName")
            if "lines" in line:
                yield "text"
                yield from self._printed(line["lines"])
            elif "Amount" not in line or (
                item and self._item_named(item).kind in _SILENT
            ):
                yield "text"
            else:
                yield Decimal(line["Amount"])

    def balances(self):
        """Return {account: balance}, positive on the side where the account grows."""
        names = {*ACCOUNTS, *(account.name for account in self.case.accounts)}
        return {
            account["FullName"]: Decimal(account["Balance"])
            for account in self.company.objects("Account")
            if account["FullName"] in names
        }

    def owed(self):
        """Return {party: open balance with it, without that of its jobs}."""
        return {
            party["FullName"]: Decimal(party["Balance"])
            for side in trades()
            for party in self.company.objects(side.qb_party)
        }


def _text(value):
    return None if value is None else f"{value.normalize():f}"


def _rate(value):
    return f"{value:.2f}" if value == round(value, 2) else f"{value:f}"
