"""Share the tax that QuickBooks shows in one figure among the tax lines of Odoo."""

from decimal import Decimal

from .rounding import ZERO, exact


def split(amount, weights, places):
    """Split an amount in proportion to weights; the largest takes the remainder.

    :return: list of Decimals that add up to the amount exactly
    """
    whole = sum(weights, ZERO)
    if not whole:
        return [amount, *(ZERO for _one in weights[1:])]
    parts = [exact(amount * weight / whole, places) for weight in weights]
    largest = max(range(len(parts)), key=lambda number: abs(parts[number]))
    parts[largest] += amount - sum(parts, ZERO)
    return parts


def by_rates(leaves, bases, total, places):
    """Return the tax on each base at its rate, half a cent up.

    :param leaves: list of taxes that are no groups; `bases` their taxable amounts
    :param total: their tax as printed, the largest takes what is missing; None: as
        the rates say
    """
    amounts = [
        exact(base * Decimal(str(leaf.amount)) / 100, places)
        for leaf, base in zip(leaves, bases, strict=True)
    ]
    if total is not None:
        largest = max(range(len(amounts)), key=lambda number: abs(amounts[number]))
        amounts[largest] += total - sum(amounts, ZERO)
    return amounts


def as_key(distribution):
    """Return an analytic distribution in a form that can be compared."""
    return tuple(sorted((distribution or {}).items()))


class TaxShares:
    """What lines are taxed with, by all that Odoo keeps apart in tax lines.

    :param lines: list of (Decimal amount, taxes, account id, analytic distribution)
    """

    def __init__(self, lines, places):
        self.places = places
        self.bases = {}  # {leaf: {(group id, account id, distribution): base}}
        for amount, taxes, account, analytic in lines:
            for tax in taxes:
                group = tax.id if tax.amount_type == "group" else False
                for leaf in tax.flatten_taxes_hierarchy():
                    key = (
                        group,
                        account if self._lacks_account(leaf) else False,
                        as_key(analytic) if self._is_analytic(leaf) else (),
                    )
                    bases = self.bases.setdefault(leaf, {})
                    bases[key] = bases.get(key, ZERO) + amount

    @staticmethod
    def _repartition(leaf):
        lines = leaf.repartition_line_ids
        return lines.filtered(lambda line: line.repartition_type == "tax")

    def _lacks_account(self, leaf):
        """Return whether the account of the taxed line takes the tax, or some of it."""
        return any(
            not line.account_id and line.factor for line in self._repartition(leaf)
        )

    def _is_analytic(self, leaf):
        """Return whether the tax follows the analytic distribution, as Odoo has it."""
        return leaf.analytic or any(
            not line.use_in_tax_closing for line in self._repartition(leaf)
        )

    def shares(self, total):
        """Return the shares of a total, as figures take `taxes`.

        :param total: Decimal, the tax as printed; None: as the rates say
        """
        leaves = list(self.bases)
        if not leaves:
            return []
        sums = [sum(self.bases[leaf].values(), ZERO) for leaf in leaves]
        amounts = by_rates(leaves, sums, total, self.places)
        found = []
        for leaf, amount in zip(leaves, amounts, strict=True):
            bases = self.bases[leaf]
            parts = split(amount, list(bases.values()), self.places)
            for (key, base), part in zip(bases.items(), parts, strict=True):
                group, account, analytic = key
                found.append(
                    {
                        "tax": leaf,
                        "base": base,
                        "amount": part,
                        "group": group,
                        "taxed_account_id": account,
                        "analytic_distribution": dict(analytic) or False,
                    }
                )
        return [one for one in found if one["amount"]]
