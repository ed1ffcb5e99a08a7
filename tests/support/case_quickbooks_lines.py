"""Enters the lines of documents of a worked case in the simulated QuickBooks."""

from .case_kinds import KINDS


class QuickBooksLines:
    """What `QuickBooksBook` does with the lines of a document, in all their lists."""

    @staticmethod
    def _by_list(rows, side, name):
        """Return the rows as {element of their list: rows}, all lists named.

        :param name: which of the elements of a list, as in `Trade.lists`
        """
        found = {one[name]: [] for one in side.lists}
        for row in rows:
            is_item = len(side.lists) == 1 or "AccountRef" not in row
            place = side.lists[-1 if row.pop("of items", is_item) else 0]
            found[place[name]].append(row)
        return found

    def _line(self, line, side):
        if line.tax:
            raise AssertionError(f"{line.tax}: QuickBooks has no tax on purchases")
        if line.is_expense:
            return self._expense(line)
        item = line.item and self._item_named(line.item)
        if item and item.kind == "ItemGroup":
            return {"ItemGroupRef": line.item, "Quantity": decimal_text(line.quantity)}
        values = {
            "ItemRef": line.item,
            "Desc": line.text,
            "Quantity": line.quantity and decimal_text(line.quantity),
            side.price: line.rate is not None and rate_text(line.rate),
            "Amount": line.amount is not None and f"{line.amount:.2f}",
            "SalesTaxCodeRef": {True: "Tax", False: "Non"}.get(line.taxable),
            "OverrideItemAccountRef": line.account,
        }
        if line.quantity is not None and line.amount is not None:
            values.pop(side.price)  # QuickBooks takes two of the three
        return {name: value for name, value in values.items() if value}

    @staticmethod
    def _expense(line):
        amount = line.amount
        if amount is None:
            amount = line.rate * (1 if line.quantity is None else line.quantity)
        values = {"AccountRef": line.account, "Amount": f"{amount:.2f}"}
        if line.text:
            values["Memo"] = line.text
        if line.billed:
            values.update(CustomerRef=line.billed, BillableStatus="HasBeenBilled")
        return values

    def _item_named(self, name):
        return next(item for item in self.case.items if item.name == name)

    def _edited(self, step):
        """Return all lines that stay, as a person who looks at them leaves them."""
        side = KINDS[step.subject[0]].side
        rows = self._rows_as_shown(step.subject, side)
        for edit in step.edits:
            if edit.kind == "change":
                number = edit.number - 1
                rows[number] = self._changed(rows[number], edit.line, side)
        after = {}
        for edit in step.edits:
            if edit.kind == "new":
                place = len(rows) if edit.number is None else edit.number
                after.setdefault(place, []).append(self._line(edit.line, side))
        gone = {edit.number for edit in step.edits if edit.kind == "remove"}
        result = list(after.get(0, ()))
        for number, row in enumerate(rows, 1):
            result += [row] * (number not in gone) + after.get(number, [])
        for row in result:
            row.setdefault("TxnLineID", "-1")
        return self._without_empty(self._by_list(result, side, 1))

    def _rows_as_shown(self, subject, side):
        """Return the lines of all lists, each named by its id."""
        known = self.company.object(self.key(subject))
        return [
            {"TxnLineID": line["TxnLineID"], "of items": one is side.lists[-1]}
            for one in side.lists
            for line in known.get(one[2], ())
        ]

    def _changed(self, row, line, side):
        """Return a changed line; one that gets an item is a new one of its list."""
        of_items = not line.is_expense
        if row["of items"] != of_items:
            return self._line(line, side)
        return {**row, **self._line(line, side)}

    @staticmethod
    def _without_empty(lists):
        """Return the lists of a change, one that is empty as a person clears it."""
        found = {name: rows for name, rows in lists.items() if rows}
        if "ExpenseLineMod" in lists and "ExpenseLineMod" not in found:
            found["ClearExpenseLines"] = "true"
        if len(lists) > 1 and "lines" not in found:
            found["ClearItemLines"] = "true"
        return found


def decimal_text(value):
    """Return a Decimal as text without zeros at its end, None as it is."""
    return None if value is None else f"{value.normalize():f}"


def rate_text(value):
    """Return a rate with two decimals at least."""
    return f"{value:.2f}" if value == round(value, 2) else f"{value:f}"
