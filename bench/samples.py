"""Make up customers like those of a bookkeeper; the same for the same number."""

import random

FIRST = "Ada Ben Chloé Dan Eva Finn Gina Hugo Inés Jörg Kate Leo Mia Noah Olga Paul"
LAST = "Abbott Baker Castro Dupont Evans Fischer Garcia Hansen Ibsen Jones Kübler Lang"
TRADES = "Plumbing Bakery Design Roofing Electric Landscaping Dental Motors Café Books"
STREETS = "Main Oak Maple Park Cedar Washington Lake Hill Church Mill Union River"
PLACES = (
    ("Miami", "FL", "33101", None),
    ("Austin", "TX", "78701", None),
    ("Salem", "OR", "97301", None),
    ("Portland", "Oregon", "97201", "USA"),
    ("Toronto", "ON", "M5H 2N2", "Canada"),
)
TERMS = ("Due on receipt", "Net 10", "Net 15", "Net 30", "2% 10 Net 30")


def fill(company, count, seed_number=1):
    """Add customers to a company file; one in seven is a job of another customer."""
    chance = random.Random(seed_number)
    parents = []
    with company.transaction():
        for number in range(1, count + 1):
            data = customer(chance, number)
            if parents and chance.random() < 1 / 7:
                data["ParentRef"] = {"ListID": chance.choice(parents)}
                data["Name"] = f"Job {number}"
            row = company.lists.add("Customer", data)
            if not row.parent:
                parents.append(row.list_id)


def fill_vendors(company, count, seed_number=1):
    """Add vendors to a company file."""
    chance = random.Random(seed_number)
    with company.transaction():
        for number in range(1, count + 1):
            data = customer(chance, number)
            data["VendorAddress"] = data.pop("BillAddress")
            for name in ("AccountNumber", "ShipAddress"):
                data.pop(name, None)
            company.lists.add("Vendor", data)


def customer(chance, number):
    """Return a customer as a user types it at QuickBooks."""
    first, last = chance.choice(FIRST.split()), chance.choice(LAST.split())
    firm = f"{last} {chance.choice(TRADES.split())} {number}"
    private = chance.random() < 0.3
    name = f"{last}, {first} {number}" if private else firm
    data = {
        "Name": name,
        "FirstName": first,
        "LastName": last,
        "Contact": f"{first} {last}",
        "Phone": f"555-01{chance.randint(0, 99):02}",
        "Email": f"{first.lower()}.{number}@example.com",
        "TermsRef": {"FullName": chance.choice(TERMS)},
        "BillAddress": _address(chance, name if private else firm),
    }
    if not private:
        data["CompanyName"] = firm
    return {**data, **_sometimes(chance, number, firm)}


def _sometimes(chance, number, firm):
    shares = (
        (0.3, "ShipAddress", lambda: _address(chance, firm)),
        (0.2, "Salutation", lambda: chance.choice(("Mr.", "Ms.", "Dr."))),
        (0.2, "AltPhone", lambda: f"555-02{chance.randint(0, 99):02}"),
        (0.2, "Fax", lambda: f"555-03{chance.randint(0, 99):02}"),
        (0.3, "AccountNumber", lambda: f"C-{number:05}"),
        (0.2, "CreditLimit", lambda: f"{chance.randint(1, 50) * 500}.00"),
        (0.1, "Notes", lambda: f"Prefers calls before {chance.randint(8, 12)}."),
    )
    return {name: make() for share, name, make in shares if chance.random() < share}


def _address(chance, heading):
    city, state, code, country = chance.choice(PLACES)
    street = f"{chance.randint(1, 999)} {chance.choice(STREETS.split())} Street"
    lines = [heading[:41], street]
    if chance.random() < 0.2:
        lines.append(f"Suite {chance.randint(1, 99)}")
    address = {f"Addr{number}": line for number, line in enumerate(lines, 1)}
    address.update(City=city, State=state, PostalCode=code)
    return {**address, "Country": country} if country else address


def partner_values(count, seed_number=1):
    """Return values of partners as a user would create them in Odoo."""
    chance = random.Random(seed_number)
    return [_partner(customer(chance, number)) for number in range(1, count + 1)]


def _partner(data):
    address = data["BillAddress"]
    return {
        "name": data["Name"],
        "is_company": "CompanyName" in data,
        "customer_rank": 1,
        "phone": data["Phone"],
        "email": data["Email"],
        "street": address["Addr2"],
        "city": address["City"],
        "zip": address["PostalCode"],
    }
