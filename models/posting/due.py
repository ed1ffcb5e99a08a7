"""When a document is due, in how many parts, and what an early payment saves."""

from odoo import fields

NO_DISCOUNT = {
    "discount_date": False,
    "discount_amount_currency": 0.0,
    "discount_balance": 0.0,
}


def until(parts, due):
    """Return [(date, amounts)] of which none is due later than the last one.

    :param due: the date of the last part, a date or ISO text
    """
    last = fields.Date.to_date(due)
    dates = [*(min(date, last) for date, _amounts in parts[:-1]), last]
    return [(date, one[1]) for date, one in zip(dates, parts, strict=True)]


class Due:
    """What is owed and when, as the payment terms of a document say.

    Amounts are pairs (in the currency of the document, in that of the company), and
    signed as the receivable or payable line is.

    :param terms: the payment terms, or none
    :param date: the date of the document
    :param untaxed: amounts without the tax; `tax` the amounts of the tax
    """

    def __init__(self, terms, date, currency, company, untaxed, tax):
        self.terms = terms
        self.total = (
            currency.round(untaxed[0] + tax[0]),
            company.currency_id.round(untaxed[1] + tax[1]),
        )
        self.currency, self.company = currency, company
        self.computed = {}
        if terms and (terms.early_discount or len(terms.line_ids) > 1):
            self.computed = terms._compute_terms(
                date_ref=fields.Date.to_date(date),
                currency=currency,
                company=company,
                sign=1 if self.total[0] >= 0 else -1,
                untaxed_amount_currency=untaxed[0],
                untaxed_amount=untaxed[1],
                tax_amount_currency=tax[0],
                tax_amount=tax[1],
            )

    def parts(self, due):
        """Return [(date, amounts)], one for each date.

        :param due: the date of the last part
        """
        found = {}
        for line in self.computed.get("line_ids") or ():
            amounts = (line["foreign_amount"], line["company_amount"])
            known = found.get(line["date"], (0.0, 0.0))
            found[line["date"]] = tuple(map(sum, zip(known, amounts, strict=True)))
        if len(found) < 2:
            return [(fields.Date.to_date(due), self.total)]
        return until(sorted(found.items()), due)

    def discount(self):
        """Return the values of the receivable line about an early payment."""
        if not self.terms.early_discount:
            return NO_DISCOUNT
        return {
            "discount_date": self.computed["discount_date"],
            "discount_amount_currency": self.computed["discount_amount_currency"],
            "discount_balance": self.computed["discount_balance"],
        }

    def spread(self, lines, due):
        """Return [(date, amounts)] for the parts that a document is due in already.

        :param lines: the receivable or payable lines, in the order of their dates
        """
        parts = self.parts(due)
        if len(parts) != len(lines) or len(parts) < 2:
            parts = self._alike(lines) if len(lines) > 1 else parts
        if len(parts) != len(lines):
            return parts
        dates = lines.mapped("date_maturity")
        return until([(d, x[1]) for d, x in zip(dates, parts, strict=True)], due)

    def _alike(self, lines):
        """Return the total in parts of the same proportions as those of the lines."""
        if self.terms and len(self.terms.line_ids) > 1:
            return self.parts(lines[-1:].date_maturity)
        before = sum(lines.mapped("amount_currency"))
        if not before:
            return [(lines[-1:].date_maturity, self.total)]
        parts, rest = [], list(self.total)
        for line in lines[:-1]:
            share = line.amount_currency / before
            amounts = (
                self.currency.round(self.total[0] * share),
                self.company.currency_id.round(self.total[1] * share),
            )
            rest = [left - one for left, one in zip(rest, amounts, strict=True)]
            parts.append((line.date_maturity, amounts))
        rest = self.currency.round(rest[0]), self.company.currency_id.round(rest[1])
        return [*parts, (lines[-1:].date_maturity, rest)]
