"""Plays the steps of a worked case as a person at the simulated QuickBooks."""

from decimal import Decimal

from .case_kinds import KINDS, is_payment, payment_for
from .case_lists import ACCOUNTS, ASSEMBLY, STOCKED
from .case_quickbooks_lines import QuickBooksLines, decimal_text

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


class QuickBooksBook(QuickBooksLines):
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
        return "ItemSalesTax", {"Name": tax.name, "TaxRate": decimal_text(tax.rate)}

    def _item(self, item):
        code = {"SalesTaxCodeRef": "Tax" if item.taxable else "Non"}
        if item.kind == "ItemSubtotal":
            return item.kind, {}
        if item.kind == "ItemGroup":
            lines = [
                {"ItemRef": name, "Quantity": decimal_text(quantity)}
                for quantity, name in item.members
            ]
            return item.kind, {"ItemDesc": item.name, "ItemGroupLine": lines}
        if item.kind == "ItemDiscount":
            rate = "DiscountRate" if item.percent is None else "DiscountRatePercent"
            price = item.price if item.percent is None else item.percent
            values = {rate: decimal_text(price), "AccountRef": item.account}
            return item.kind, {**values, **code}
        return item.kind, {**self._priced(item), **code}

    def _priced(self, item):
        """Return the values for sales, and those for purchases if it is bought."""
        if item.kind not in STOCKED and item.cost is None:
            sold = {"Price": f"{item.price:.2f}", "AccountRef": item.account}
            return {"SalesOrPurchase": {"Desc": item.name, **sold}}
        traded = {
            "SalesDesc": item.name,
            "SalesPrice": f"{item.price:.2f}",
            "IncomeAccountRef": item.account,
            "PurchaseDesc": item.name,
            "PurchaseCost": f"{item.cost or 0:.2f}",
        }
        if item.kind not in STOCKED:
            bought = {"ExpenseAccountRef": item.expense or "Cost of Goods Sold"}
            return {"SalesAndPurchase": {**traded, **bought}}
        accounts = {
            "COGSAccountRef": item.expense or "Cost of Goods Sold",
            "AssetAccountRef": item.asset,
        }
        return {**traded, **accounts, **self._parts(item)}

    @staticmethod
    def _parts(item):
        if item.kind != ASSEMBLY:
            return {}
        parts = [
            {"ItemInventoryRef": name, "Quantity": str(quantity)}
            for quantity, name in item.members
        ]
        return {"ItemInventoryAssemblyLine": parts}

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
        kind = KINDS[step.subject[0]]
        rows = [self._line(line, kind.side) for line in step.lines]
        return {
            "TxnDate": step.date,
            **self._by_list(rows, kind.side, 0),
            kind.entity: step.party,
            "RefNumber": step.subject[1],
            **self._header(step),
        }

    def _header(self, step):
        kind = KINDS[step.subject[0]]
        names = {
            **_FIELDS,
            kind.side.party: kind.entity,
            kind.side.way: kind.money,
            "payable": kind.side.owed,
            "amount": kind.total[0],
        }
        return {
            names[name]: f"{value:.2f}" if name == "amount" else value
            for name, value in step.fields.items()
        }

    def _change_document(self, step):
        values = self._header(step)
        if step.edits:
            values.update(self._edited(step))
        self.company.user_mod(self.key(step.subject), **values)

    def _void_document(self, step):
        self.company.user_void(self.key(step.subject))

    def _delete_document(self, step):
        self.company.user_delete(self.key(step.subject))

    _void_payment = _void_document
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
            **self._owed_account(step.applied, kind.side),
            kind.money: self.money_account(kind),
            "TxnDate": step.date,
            **self._total(kind, step.amount),
            "RefNumber": step.subject[1],
            **self._header(step),
            **self._applied(step.applied or [], "AppliedToTxnAdd"),
        }

    @staticmethod
    def _total(kind, amount):
        """Return the total of a payment; that of bill payments is what is applied."""
        return {} if kind.side.has_expenses else {kind.total[0]: f"{amount:.2f}"}

    def _owed_account(self, applied, side):
        """Return the account of the debts, which the window names for payments."""
        if not applied or not side.has_expenses:
            return {}
        shown = self.company.object(self.key(applied[0].document))
        return {side.owed: {"ListID": shown[side.owed]["ListID"]}}

    def money_account(self, kind):
        """Return the name of the usual account of the money of a kind of payments."""
        if not kind.account_type:
            return kind.side.money[0]
        return next(
            one.name for one in self.case.accounts if one.kind == kind.account_type
        )

    def _applied(self, applied, name):
        return {name: [self._application(one) for one in applied]}

    def _application(self, one):
        values = {
            "TxnID": self.key(one.document),
            "PaymentAmount": f"{one.amount:.2f}",
        }
        if one.discount:
            values["DiscountAmount"] = f"{one.discount:.2f}"
            side = KINDS[one.document[0]].side
            values["DiscountAccountRef"] = side.discount[1]
        return values

    def _change_payment(self, step):
        values = self._header(step)
        by_card = bool(KINDS[step.subject[0]].account_type)
        if step.applied is not None:
            name = "AppliedToTxnAdd" if by_card else "AppliedToTxnMod"
            values.update(self._applied(step.applied, name))
        if by_card:  # whose total is that of its applications
            values.pop(KINDS[step.subject[0]].total[0], None)
        self.company.user_mod(self.key(step.subject), **values)

    def _use_document(self, step):
        """Press "Use Credits" on the invoice or bill."""
        (applied,) = step.applied
        debt, credit = self.key(applied.document), self.key(step.subject)
        rest = [
            self.figures(subject)["open"]
            for subject in (applied.document, step.subject)
        ]
        used = {
            "CreditTxnID": credit,
            "AppliedAmount": f"{step.fields.get('amount', min(rest)):.2f}",
        }
        word, payment = applied.document[0], payment_for(applied.document[0])
        party = self.company.object(debt)[KINDS[word].entity]
        self.company.user_add(
            payment.qb_type,
            **{payment.entity: {"ListID": party["ListID"]}},
            TxnDate=step.date,
            **self._total(payment, 0),
            **self._owed_account(step.applied, payment.side),
            **{payment.money: self.money_account(payment)},
            AppliedToTxnAdd=[{"TxnID": debt, "SetCredit": [used]}],
        )

    def lock(self, until):
        """Set the closing date, "" takes it away."""
        self.company.set_preferences("AccountingPreferences", ClosingDate=until)

    # -- what is there --------------------------------------------------------

    def key(self, subject):
        """Return the TxnID of a document, or None.

        A payment that was made again has another one than before.
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
            "open": self._open(shown, kind),
            "date": shown["TxnDate"],
            "number": shown.get("RefNumber", ""),
            "memo": shown.get("Memo", ""),
            "void": shown.get("Memo", "").startswith("VOID:"),
            kind.side.party: shown[kind.entity]["FullName"],
        }
        if is_payment(subject):
            return found
        subtotal, *taxes = amounts
        if taxes:
            found.update(subtotal=subtotal, tax=sum(taxes))
        lines = [line for one in kind.side.lists for line in shown.get(one[2], ())]
        return {
            **found,
            "due": shown.get("DueDate", shown["TxnDate"]),
            "paid": not found["open"],
            "payable": shown[kind.side.owed]["FullName"],
            "lines": [*self._printed(lines)],
        }

    @staticmethod
    def _open(shown, kind):
        """Return the open balance; QuickBooks' own of a purchase cannot be trusted."""
        if kind.open:
            return Decimal(shown[kind.open])
        rows = shown.get("LinkedTxn", ())
        if kind.role == "payment":
            rows = shown.get("AppliedToTxnRet", ())
        used = sum((abs(Decimal(one["Amount"])) for one in rows), Decimal(0))
        return Decimal(shown[kind.total[0]]) - used

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
            party.get("FullName", party["Name"]): Decimal(party["Balance"])
            for side in self.case.trades()
            for party in self.company.objects(side.qb_party)
        }
