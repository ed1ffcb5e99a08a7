"""Settings of real firms, as data: of a company, and of single documents.

Each trait of a document says beforehand whether the document crosses, and if it does
not, in which words it is refused.
"""

from dataclasses import dataclass

DEBT, CREDIT, PAYMENT = "invoice", "credit memo", "payment"
DOCUMENTS = (DEBT, CREDIT)
BILL, BILL_CREDIT = "bill", "vendor credit"
BILLS = (BILL, BILL_CREDIT)
BILL_PAYMENTS = ("bill payment", "card payment")


@dataclass(frozen=True)
class Trait:
    """What a person chose for a document.

    :param name: that of the method which applies it, without "_with_"
    :param kinds: the kinds of documents that it may be chosen for
    :param refused: pattern of the words of the refusal, "" if the document crosses
    :param needs: name of the setting of the company without which it is not chosen
    :param unless: name of the setting with which it is not chosen
    """

    name: str
    kinds: tuple = DOCUMENTS
    refused: str = ""
    needs: str = ""
    unless: str = ""


SETTINGS = (
    "tax_per_line",
    "discount_account",
    "branch",
    "shared_accounts",
    "euro_bank_first",
    "fine_prices",
    "analytic_tax",
)
"""Settings of a company; each seed switches on about half of them."""

OF_PURCHASES = ("second_payable",)
"""Settings of a company that buys, too."""

OF_ODOO = (
    Trait("own_number"),
    Trait("shop_journal", (DEBT,)),
    Trait("long_reference"),
    Trait("customer_reference"),
    Trait("contact", (*DOCUMENTS, PAYMENT)),
    Trait("delivery_address"),
    Trait("fiscal_position"),
    Trait("instalments", (DEBT,)),
    Trait("early_discount", (DEBT,)),
    Trait("line_discount", unless="discount_account"),
    Trait("down_payment", (DEBT,)),
    Trait("notes_and_sections"),
    Trait("line_without_product"),
    Trait("account_of_line"),
    Trait("dozens"),
    Trait("exempt_tax"),
    Trait("analytic"),
    Trait("fine_price", needs="fine_prices"),
    Trait("moved_date"),
    Trait("other_terms", (DEBT,)),
)
"""Traits of documents entered in Odoo that cross."""

REFUSED_IN_ODOO = (
    Trait("euro", refused="currency"),
    Trait("cash_rounding", refused="(?i)rounding"),
    Trait("included_tax", refused="prices in Odoo include the tax"),
    Trait("fixed_tax", refused="(?i)tax"),
    Trait("negative_tax", refused="(?i)tax"),
    Trait("two_taxes", refused="several taxes"),
    Trait("discount_elsewhere", refused="discounts", needs="discount_account"),
    Trait("euro_bank", (PAYMENT,), refused="currency", needs="euro_bank_first"),
)

BOUGHT_IN_ODOO = (
    Trait("own_number", BILLS),
    Trait("purchase_journal", BILLS),
    Trait("long_bill_reference", BILLS),
    Trait("contact", (*BILLS, *BILL_PAYMENTS)),
    Trait("fiscal_position", BILLS),
    Trait("instalments", (BILL,)),
    Trait("early_discount", (BILL,)),
    Trait("line_discount", BILLS, unless="discount_account"),
    Trait("notes_and_sections", BILLS),
    Trait("expense_taken_off", BILLS),
    Trait("expense_account_of_item", BILLS),
    Trait("bought_dozens", BILLS),
    Trait("bought_exempt", BILLS),
    Trait("bought_with_tax", BILLS),
    Trait("bought_with_two_taxes", BILLS),
    Trait("bought_with_included_tax", BILLS),
    Trait("bought_with_fixed_tax", BILLS),
    Trait("bought_with_negative_tax", BILLS),
    Trait("analytic", BILLS),
    Trait("fine_price", BILLS, needs="fine_prices"),
    Trait("moved_bill", BILLS),
    Trait("other_terms", (BILL,)),
)
"""Traits of purchases entered in Odoo that cross."""

REFUSED_BOUGHT_IN_ODOO = (
    Trait("euro", BILLS, refused="currency"),
    Trait("cash_rounding", BILLS, refused="(?i)rounding"),
    Trait("not_deductible", (BILL,), refused="not deductible"),
    Trait("discount_elsewhere", BILLS, refused="discounts", needs="discount_account"),
    Trait("bought_for_nothing", BILLS, refused="total is zero"),
)

OF_QUICKBOOKS = (
    Trait("po_number"),
    Trait("kept_there"),
    Trait("no_number"),
    Trait("code_non"),
    Trait("line_kept_there"),
)
"""Traits of documents entered in QuickBooks that cross."""

REFUSED_IN_QUICKBOOKS = (
    Trait("currency", (*DOCUMENTS, PAYMENT), refused="(?i)currency"),
    Trait("unit_of_measure", refused="(?i)unit"),
    Trait("payment_line", (DEBT,), refused="payment among its lines"),
    Trait("pending", (DEBT,), refused="pending"),
)

BOUGHT_IN_QUICKBOOKS = (
    Trait("no_number", (*BILLS, *BILL_PAYMENTS)),
    Trait("vendor_address", (BILL,)),
    Trait("cost_of_customer", BILLS),
    Trait("due_date", (BILL,)),
    Trait("terms_of_vendor", (BILL,)),
)
"""Traits of purchases entered in QuickBooks that cross."""

REFUSED_BOUGHT_IN_QUICKBOOKS = (
    Trait("currency", BILLS, refused="(?i)currency"),
    Trait("unit_of_goods", BILLS, refused="(?i)unit"),
    Trait("owing_line", BILLS, refused="receivable or payable account"),
)

CROSSING = {
    "odoo": (*OF_ODOO, *BOUGHT_IN_ODOO),
    "quickbooks": (*OF_QUICKBOOKS, *BOUGHT_IN_QUICKBOOKS),
}
REFUSED = {
    "odoo": (*REFUSED_IN_ODOO, *REFUSED_BOUGHT_IN_ODOO),
    "quickbooks": (*REFUSED_IN_QUICKBOOKS, *REFUSED_BOUGHT_IN_QUICKBOOKS),
}


def choose_settings(random, names=SETTINGS):
    """Return the names of the settings that a company has."""
    return {name for name in names if random.random() < 0.5}


def choose_traits(random, side, kind, settings):
    """Return the `Trait`s of a new document, of which one at most is refused."""

    def fits(trait):
        allowed = not trait.needs or trait.needs in settings
        return kind in trait.kinds and allowed and trait.unless not in settings

    refused = [trait for trait in REFUSED[side] if fits(trait)]
    if refused and random.random() < 0.06:
        return [random.choice(refused)]
    share = 0.12 if side == "odoo" else 0.2
    return [one for one in CROSSING[side] if fits(one) and random.random() < share]
