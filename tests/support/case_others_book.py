"""Plays the cases of transactions that are read as entries, at QuickBooks."""

from .case_others import REPORTED, SUBJECT

QB_TYPES = {
    "check": "Check",
    "card charge": "CreditCardCharge",
    "card credit": "CreditCardCredit",
    "deposit": "Deposit",
    "transfer": "Transfer",
    "sales tax payment": "SalesTaxPaymentCheck",
    "sales receipt": "SalesReceipt",
    "refund": "ARRefundCreditCard",
    "item receipt": "ItemReceipt",
    "stock count": "InventoryAdjustment",
    "statement charge": "Charge",
    "vendor credit": "VendorCredit",
    "paycheck": "Paycheck",
    "payroll check": "PayrollLiabilityCheck",
    "payroll adjustment": "LiabilityAdjustment",
    "invoice": "Invoice",
    "credit memo": "CreditMemo",
    "payment": "ReceivePayment",
    "bill payment": "BillPaymentCheck",
    "bill": "Bill",
}
SOLD = ("sales receipt", "invoice", "credit memo")
FIELDS = {"memo": "Memo", "date": "TxnDate", "number": "RefNumber"}
NOT_NUMBERED = ("deposit", "transfer")


class OthersBook:
    """A person at QuickBooks who does what the steps of a case say.

    :param company: the `CompanyFile`
    """

    def __init__(self, company, case):
        self.company, self.case, self.made = company, case, {}
        self.items = {one.name for one in case.items}

    def play(self, step):
        getattr(self, f"_{step.verb.replace(' ', '_')}")(step)

    def _add(self, step):
        kind = step.subject[0]
        if kind in REPORTED:
            self.made[step.subject] = self._reported(step, kind)
            return
        values = {"TxnDate": step.date, **self._header(step), **self._lines(step, kind)}
        if kind not in NOT_NUMBERED:
            values.setdefault("RefNumber", step.subject[1])
        self.made[step.subject] = self.company.user_add(QB_TYPES[kind], **values)

    def _reported(self, step, kind):
        values = {"TxnDate": step.date, "RefNumber": step.subject[1]}
        if kind == "build":
            return self.company.build(
                step.found["item"], step.found["amount"], **values
            )
        values["kind"] = QB_TYPES[kind]
        return self.company.write_paycheck(
            step.found["account"], dict(step.lines), **values
        )

    def _change_reported(self, step, txn_id):
        if step.subject[0] == "build":
            self.company.change_build(txn_id, *step.lines[0])
        else:
            account = step.fields["account"]
            self.company.change_paycheck(txn_id, account, dict(step.lines))

    def _change(self, step):
        kind = step.subject[0]
        if kind in REPORTED:
            self._change_reported(step, self.made[step.subject])
            return
        values = {**self._fields(step), **self._lines(step, kind, change=True)}
        if kind == "transfer" and step.lines:
            values = {**self._fields(step), "Amount": step.lines[0][0]}
        self.company.user_mod(self.made[step.subject], **values)

    def _void(self, step):
        self.company.user_void(self.made[step.subject])

    def _use(self, step):
        """Use a credit for a bill; a bill alone says which vendor's."""
        bill = self.made["bill", step.found["of"]]
        self.company.use_credit(bill, self.made[step.subject], step.found["amount"])

    def _delete(self, step):
        if step.subject[0] in REPORTED:
            self.company.delete_paycheck(self.made[step.subject])
            return
        self.company.user_delete(self.made[step.subject])

    def _compare_ids(self, step):
        """Do nothing at QuickBooks: the player has all ids compared."""

    def _bill_it(self, step):
        receipt = self.made["item receipt", step.found["of"]]
        keeps = not step.found["new"]
        self.made[step.subject] = self.company.bill_received(
            receipt, keeps, RefNumber=step.subject[1]
        )

    # -- header ---------------------------------------------------------------

    def _fields(self, step):
        return {FIELDS[name]: x for name, x in step.fields.items() if name in FIELDS}

    def _header(self, step):
        found = {name: text for name, text in step.found.items() if text}
        kind, account = step.subject[0], found.get("account")
        party, amount = found.get("party"), found.get("amount")
        values = {
            "check": {"AccountRef": account, "PayeeEntityRef": party},
            "card charge": {"AccountRef": account, "PayeeEntityRef": party},
            "card credit": {"AccountRef": account, "PayeeEntityRef": party},
            "deposit": {"DepositToAccountRef": account},
            "transfer": {
                "TransferFromAccountRef": account,
                "TransferToAccountRef": found.get("to"),
                "Amount": amount,
            },
            "sales tax payment": {"BankAccountRef": account, "PayeeEntityRef": party},
            "sales receipt": {"DepositToAccountRef": account, "CustomerRef": party},
            "refund": {"RefundFromAccountRef": account, "CustomerRef": party},
            "stock count": {"AccountRef": account},
            "payment": {"CustomerRef": party, "TotalAmount": amount},
            "bill payment": {"PayeeEntityRef": party, "BankAccountRef": "Checking"},
            "item receipt": {"VendorRef": party},
            "bill": {"VendorRef": party},
            "vendor credit": {"VendorRef": party},
            "statement charge": {"CustomerRef": party},
        }.get(kind, {"CustomerRef": party})
        return {k: v for k, v in values.items() if v} | self._fields(step)

    # -- lines ----------------------------------------------------------------

    def _lines(self, step, kind, change=False):
        """Return the lines of an Add, or of a Mod, under their elements."""
        if (change and not step.lines) or kind == "transfer":
            return {}
        if kind == "deposit":
            return self._of_deposit(step, change)
        if kind == "sales tax payment":
            tax = self.case.taxes[0].name
            amount = step.found.get("amount") or step.lines[0][0]
            return {"lines": [{"ItemSalesTaxRef": tax, "Amount": amount}]}
        if kind == "refund":
            rows = [self._settled(one, "RefundAmount") for one in step.lines]
            return {"RefundAppliedToTxnAdd": rows}
        if kind in ("payment", "bill payment"):
            rows = [self._settled(one, "PaymentAmount") for one in step.lines]
            return {"AppliedToTxnAdd": rows}
        if kind == "statement charge":
            name, amount, *words = step.lines[0]
            desc = {"Desc": words[0].strip('"')} if words else {}
            return {"ItemRef": name, "Amount": amount, **desc}
        if kind == "stock count":
            return {"InventoryAdjustmentLineAdd": [self._count(x) for x in step.lines]}
        rows = [self._line(one, kind) for one in step.lines]
        if kind in SOLD:
            return {"lines": rows}
        suffix = "Mod" if change else "Add"
        new = {"TxnLineID": "-1"} if change else {}
        rows = [{**new, **one} for one in rows]
        expenses = [one for one in rows if "AccountRef" in one]
        items = [one for one in rows if "ItemRef" in one]
        clear = {"ClearExpenseLines": "true"} if change and not expenses else {}
        clear |= {"ClearItemLines": "true"} if change and not items else {}
        return {**clear, f"ExpenseLine{suffix}": expenses, "lines": items}

    def _line(self, row, kind):
        name, amount, *rest = row
        known = name in self.items
        line = {"ItemRef" if known else "AccountRef": name, "Amount": amount}
        for cell in rest:
            if cell.startswith('"'):
                line["Desc" if known else "Memo"] = cell.strip('"')
            elif cell == "not taxable":
                line["SalesTaxCodeRef"] = "Non"
            elif cell.startswith("of "):
                line["CustomerRef"] = cell.removeprefix("of ")
            else:
                line["Quantity"] = cell.removesuffix(" pieces")
        return line

    def _settled(self, row, amount):
        match = SUBJECT.fullmatch(row[0])
        return {"TxnID": self.made[match["kind"], match["label"]], amount: row[1]}

    def _count(self, row):
        by = {"QuantityDifference": row[1]}
        if len(row) > 2:
            by["ValueDifference"] = row[2].removeprefix("worth ")
        name = "ValueAdjustment" if len(row) > 2 else "QuantityAdjustment"
        return {"ItemRef": row[0], name: by}

    def _of_deposit(self, step, change):
        rows = [self._deposited(one) for one in step.lines]
        found = {"lines": rows}
        if "cash back" in step.fields:
            account, amount = step.fields["cash back"].rsplit(" ", 1)
            back = {"AccountRef": account, "Amount": amount}
            found["CashBackInfoMod" if change else "CashBackInfoAdd"] = back
        return found

    def _deposited(self, row):
        match = SUBJECT.fullmatch(row[0])
        if match:
            return {"PaymentTxnID": self.made[match["kind"], match["label"]]}
        line = {"AccountRef": row[0], "Amount": row[1]}
        for cell in row[2:]:
            name = "EntityRef" if cell.startswith("from ") else "Memo"
            line[name] = cell.removeprefix("from ").strip('"')
        return line
