"""People's actions in the demo: at Odoo, at QuickBooks, then on both sides again."""

from simulator.seeds.seeds import seed_customers

# Names that QuickBooks cannot hold as they are, and what it shows for them.
SHOWN_AS = {
    "Sunrise Bakery: Wholesale and Catering of Miami Beach": (
        "Sunrise Bakery - Wholesale and Catering o"
    ),
    "The Honourable Society of Old Harbour Lighthouse Keepers": (
        "The Honourable Society of Old Harbour Lig"
    ),
}

COMPANIES = (
    # name, phone, email, city, zip, state
    ("Azure Interior", "305-555-0101", "hello@azure.example", "Miami", "33101", "FL"),
    ("Birch & Sons", "305-555-0102", "office@birch.example", "Tampa", "33601", "FL"),
    ("Café Zoë", "305-555-0103", "zoe@cafe.example", "Austin", "78701", "TX"),
    ("Deco Addict", "305-555-0104", "deco@addict.example", "Salem", "97301", "OR"),
    ("Gemini Furniture", "305-555-0105", "gemini@f.example", "Dallas", "75201", "TX"),
    ("Harbor Freight", "305-555-0106", "dock@harbor.example", "Boston", "02108", "MA"),
    ("Jackson Group", "305-555-0107", "info@jackson.example", "Eugene", "97401", "OR"),
    ("Lumber Inc", "305-555-0108", "sales@lumber.example", "Denver", "80202", "CO"),
    ("Müller Garten", "305-555-0109", "post@mueller.example", "Fresno", "93701", "CA"),
    ("Ready Mat", "305-555-0110", "ready@mat.example", "Reno", "89501", "NV"),
    ("Wood Corner", "305-555-0111", "wood@corner.example", "Boise", "83702", "ID"),
)
PERSONS = (
    # name, phone, email
    ("Ana Prieto", "305-555-0121", "ana@prieto.example"),
    ("Bo Larsen", "305-555-0122", "bo@larsen.example"),
    ("Chi Nguyen", "305-555-0123", "chi@nguyen.example"),
    ("Dora Weiss", "305-555-0124", "dora@weiss.example"),
)
JOBS = (("Azure Interior", "Lobby"), ("Azure Interior", "Roof"), ("Lumber Inc", "Shed"))
KNOWN_ON_BOTH = "Known Hardware"


def begin_in_odoo(odoo):
    """About twenty customers, with jobs, addresses and payment terms of their own."""
    odoo.write("res.company", 1, name="Demo Company", country_id=_country(odoo))
    terms = _terms(odoo, "Net 47", 47)
    for name, phone, email, city, code, state in COMPANIES:
        _add_company(
            odoo,
            *(name, city, code, state),
            phone=phone,
            email=email,
            property_payment_term_id=terms if name < "D" else False,
        )
    for name in (*SHOWN_AS, KNOWN_ON_BOTH):
        _add_customer(odoo, name=name, is_company=True)
    for name, phone, email in PERSONS:
        _add_customer(odoo, name=name, phone=phone, email=email)
    for parent, name in JOBS:
        _add_job(odoo, parent, name)


def begin_in_quickbooks(company):
    """About twenty customers more; one of them is known to Odoo, too."""
    seed_customers(company, 20)
    company.user_add("Customer", Name=KNOWN_ON_BOTH, Phone="305-555-0199")


def same(odoo):
    """Return {name of a customer in QuickBooks: id of the same one in Odoo}."""
    return {KNOWN_ON_BOTH: _customer(odoo, KNOWN_ON_BOTH)}


def go_on_in_odoo(odoo):
    """New, changed, renamed and archived customers."""
    change = {
        "Azure Interior": {"phone": "305-555-0201"},
        "Birch & Sons": {"city": "Orlando", "zip": "32801"},
        "Café Zoë": {"name": "Café Zoë & Friends"},
        "Deco Addict": {"email": "new@addict.example", "phone": False},
        "Lobby": {"phone": "305-555-0202"},
        "Bo Larsen": {"active": False},
        next(iter(SHOWN_AS)): {"phone": "305-555-0203"},
    }
    for name, values in change.items():
        odoo.write("res.partner", _customer(odoo, name), **values)
    terms = _terms(odoo, "Net 53", 53)
    _add_customer(odoo, name="Newcomer Ltd", property_payment_term_id=terms)
    _add_job(odoo, "Newcomer Ltd", "First order")


def go_on_in_quickbooks(company):
    """The same at the other side, also in customers that Odoo changed just now."""
    change = {
        "Azure Interior": {"Email": "lobby@azure.example"},
        "Birch & Sons": {"Phone": "305-555-0301"},
        "Gemini Furniture": {"BillAddress": {"City": "Houston"}},
        "Harbor Freight": {"IsActive": "false"},
        "Jackson Group": {"Name": "Jackson Brothers"},
        KNOWN_ON_BOTH: {"Email": "known@hardware.example"},
    }
    for name, fields in change.items():
        found = company.find("Customer", name)
        company.user_mod(found["ListID"], "Customer", **fields)
    for number, list_id in enumerate(_others(company)[:5]):
        company.user_mod(list_id, "Customer", Phone=f"305-555-040{number}")
    terms = company.find("StandardTerms", "Net 10")["ListID"]
    company.user_mod(terms, "StandardTerms", Name="Net 12", StdDueDays="12")
    company.user_add("StandardTerms", Name="Net 33", StdDueDays="33")
    parent = company.user_add("Customer", Name="Walk-in Trade", TermsRef="Net 33")
    company.user_add("Customer", Name="Counter", ParentRef={"ListID": parent})


def disagree(odoo, company):
    """One phone number is changed on both sides: a question for a person."""
    found = company.find("Customer", "Wood Corner")
    company.user_mod(found["ListID"], "Customer", Phone="305-555-0901")
    partner = _customer(odoo, "Wood Corner")
    odoo.write("res.partner", partner, phone="305-555-0902")


def _others(company):
    """ListIDs of the customers that began at QuickBooks."""
    ours = {name for name, *_rest in (*COMPANIES, *PERSONS)}
    return [
        one["ListID"]
        for one in company.objects("Customer")
        if one["FullName"].partition(":")[0] not in ours
    ]


# -- at Odoo --------------------------------------------------------------------------


def _country(odoo):
    return odoo.find("res.country", [("code", "=", "US")])


def _state(odoo, code):
    domain = [("code", "=", code), ("country_id.code", "=", "US")]
    return odoo.find("res.country.state", domain)


def _terms(odoo, name, days):
    line = {"value": "percent", "value_amount": 100, "nb_days": days}
    return odoo.create(
        "account.payment.term", name=name, line_ids=[(5, 0, 0), (0, 0, line)]
    )


def _customer(odoo, name):
    domain = [("name", "=", name), ("customer_rank", ">", 0)]
    return odoo.find("res.partner", domain)


def _add_customer(odoo, **values):
    return odoo.create("res.partner", customer_rank=1, **values)


def _add_company(odoo, name, city, code, state, **values):
    """A company with an address, and one to deliver to."""
    place = {"state_id": _state(odoo, state), "country_id": _country(odoo)}
    street = f"{len(name)} Main Street"
    dock = {"name": name, "type": "delivery", "street": "9 Dock Road", "city": city}
    _add_customer(
        odoo,
        **{"name": name, "is_company": True, "street": street, "city": city},
        **{"zip": code, **place, **values},
        child_ids=[(0, 0, {**dock, **place})],
    )


def _add_job(odoo, parent, name):
    customer = _customer(odoo, parent)
    _add_customer(odoo, name=name, parent_id=customer, qbd_is_job=True, type="other")
