"""Make up customers kept twice, with the people and firms that are easily mixed up.

Families share a house, an e-mail address and a telephone; firms have branches; chains
number their shops; surnames are first names, or plurals of others; half of each list is
missing in the other, so that often only the wrong one of two is there.
"""

import random
from dataclasses import dataclass, field, replace

from .handwriting import typo
from .world import BOTH, World

FIRST = [
    "John",
    "Jon",
    "Mary",
    "Maria",
    "Robert",
    "Roberta",
    "William",
    "James",
    "Scott",
    "Paul",
    "Paula",
    "Eric",
    "Erica",
    "Daniel",
    "Danielle",
    "Stephen",
    "Stephanie",
    "Thomas",
    "Louis",
    "Louise",
    "Carl",
    "Carla",
    "Martin",
    "Henry",
    "Linda",
    "Susan",
    "Karen",
    "Ann",
    "Anna",
    "Joan",
    "Joanna",
    "Alex",
    "Lee",
    "Frances",
    "Francis",
    "José",
    "Nguyen",
]
LAST = [
    "Smith",
    "Johnson",
    "Williams",
    "William",
    "Roberts",
    "Robert",
    "Stephens",
    "Stephen",
    "Scott",
    "James",
    "Paul",
    "Park",
    "Parks",
    "Brook",
    "Brooks",
    "Wood",
    "Woods",
    "Martin",
    "Martins",
    "Thomas",
    "Henry",
    "Garcia",
    "Miller",
    "Hill",
    "Hills",
    "Field",
    "Fields",
    "Edward",
    "Edwards",
    "Daniel",
    "Daniels",
    "Nguyen",
    "Muñoz",
    "O'Brien",
    "Lee",
]
TRADES = [
    "Plumbing",
    "Electric",
    "Construction",
    "Hardware",
    "Farms",
    "Roofing",
    "Landscaping",
    "Painting",
    "Consulting",
    "Auto Repair",
    "Auto Body",
    "Bakery",
    "Dental",
    "Flooring",
    "Fencing",
    "Towing",
]
WORDS = [
    "Acme",
    "Summit",
    "Pioneer",
    "Lakeside",
    "Riverside",
    "Northern",
    "Southern",
    "Blue Ridge",
    "Red Rock",
    "Golden Gate",
    "Liberty",
    "Heritage",
    "Evergreen",
    "Cornerstone",
    "Keystone",
    "Silver Creek",
    "Sunrise",
    "Sunset",
    "Eastside",
    "Westside",
    "St Mary",
    "St Mark",
    "Holy Cross",
    "Lincoln",
    "Jefferson",
]
BODIES = [
    "School",
    "Church",
    "Hospital",
    "Library",
    "Clinic",
    "Academy",
    "Chapel",
    "Daycare",
]
TOWNS = [
    "Austin:733",
    "Boston:021",
    "Houston:770",
    "Dallas:752",
    "Denver:802",
    "Salem:973",
    "Portland:972",
    "Springfield:627",
    "Columbus:432",
    "Columbia:292",
    "Jackson:392",
    "Madison:537",
    "Dayton:454",
    "Newton:024",
    "Clinton:527",
    "Franklin:370",
    "Greenville:296",
    "Bristol:060",
]
FORMS = ("LLC", "Inc", "Inc.", "Corp", "Co", "Company", "Ltd", "")
TITLES = ("Mr.", "Mrs.", "Ms.", "Dr.")


@dataclass(frozen=True)
class Party:
    """A person or a firm; two with the same number are one."""

    number: int = 0
    name: str = ""
    first: str = ""
    last: str = ""
    title: str = ""
    company: str = ""
    form: str = ""
    email: str = ""
    phone: str = ""
    town: str = ""
    zip: str = ""
    code: str = ""


@dataclass
class Register:
    """All parties there are, each made by one of the ways of people."""

    chance: random.Random
    parties: list = field(default_factory=list)
    seen: set = field(default_factory=set)

    def fill(self, count):
        ways = (self.family, self.couple, self.firm, self.branches, self.chain)
        ways += (self.relatives, self.bodies, self.initials, self.namesakes)
        shares = (5, 2, 9, 3, 1, 2, 2, 1, 1)
        while len(self.parties) < count:
            self.chance.choices(ways, shares)[0]()
        return self.parties

    def put(self, party, **values):
        """Add a party that is not there yet, by its name and town."""
        party = replace(party, number=len(self.parties), **values)
        key = (party.name, party.first, party.last, party.title, party.town)
        if key not in self.seen:
            self.seen.add(key)
            code = f"C{self.chance.randint(10000, 99999)}"
            self.parties.append(replace(party, code=party.code or code))

    def home(self, who):
        """Return a party with nothing but a place and ways to reach it."""
        chance = self.chance
        town, digits = chance.choice(TOWNS).split(":")
        where = f"{who.lower().replace(' ', '')}{chance.randint(1, 999)}"
        return Party(
            town=town,
            zip=f"{digits}{chance.randint(0, 99):02}",
            phone=f"({chance.randint(201, 989)}) 555-{chance.randint(0, 9999):04}",
            email=f"{where}@{chance.choice(('gmail.com', 'yahoo.com', 'aol.com'))}",
        )

    def firm_home(self, name):
        return replace(self.home(name), email=f"info@{name.lower()[:12]}.com")

    # -- persons --------------------------------------------------------------

    def family(self):
        """Add several of one surname in one house, with one e-mail address."""
        last, chance = self.chance.choice(LAST), self.chance
        home = self.home(last)
        for first in chance.sample(FIRST, chance.choice((1, 1, 1, 2, 3, 4))):
            self.put(home, first=first, last=last)

    def couple(self):
        """Add two with titles in place of first names."""
        last = self.chance.choice(LAST)
        home = self.home(last)
        for title in self.chance.sample(TITLES, 2):
            self.put(home, title=title, last=last)

    def relatives(self):
        """Add names that are each other's, turned round, or have a middle initial."""
        first, last = self.chance.choice(FIRST), self.chance.choice(LAST)
        self.put(self.home(last), first=first, last=last)
        self.put(self.home(last), first=last, last=first)
        self.put(
            self.home(last), first=f"{first} {self.chance.choice('ABEJKM')}.", last=last
        )

    def namesakes(self):
        """Add two of one name in two towns."""
        first, last = self.chance.choice(FIRST), self.chance.choice(LAST)
        for _number in range(2):
            self.put(self.home(last), first=first, last=last)

    # -- firms ----------------------------------------------------------------

    def firm(self):
        """Add a firm, and perhaps another one of its name."""
        chance = self.chance
        name = chance.choice(chance.choice((WORDS, LAST)))
        for trade in chance.sample(TRADES, chance.choice((1, 1, 2))):
            form = chance.choice(FORMS)
            self.put(self.firm_home(name), name=f"{name} {trade}", form=form)

    def branches(self):
        """Add a firm in several towns, with one e-mail address and one number."""
        chance = self.chance
        name = f"{chance.choice(WORDS)} {chance.choice(TRADES)}"
        code = f"C{chance.randint(10000, 99999)}"
        email, said = self.firm_home(name).email, chance.random() < 0.8
        for place in chance.sample(TOWNS, chance.randint(2, 4)):
            town = place.partition(":")[0]
            home = self.home(name)
            digits = place.partition(":")[2] + home.zip[3:]
            full = f"{name} {town}" if said else name
            self.put(home, name=full, email=email, code=code, town=town, zip=digits)

    def chain(self):
        """Add shops with numbers."""
        chance = self.chance
        name = f"{chance.choice(WORDS)} {chance.choice(('Burger', 'Mart', 'Fuel'))}"
        email = self.firm_home(name).email
        for number in chance.sample(range(1, 60), chance.randint(2, 6)):
            word = chance.choice(("Store", "Unit", "#"))
            self.put(self.home(name), name=f"{name} {word} {number}", email=email)

    def bodies(self):
        """Add a church and its school: one address, one number."""
        name = self.chance.choice(WORDS)
        home = self.firm_home(name)
        for body in self.chance.sample(BODIES, 2):
            self.put(home, name=f"{name} {body}", code=f"C{len(self.parties)}")

    def initials(self):
        """Add firms that differ in single letters."""
        trade = self.chance.choice(TRADES)
        for letters in self.chance.sample(("D & A", "D", "A", "D & J", "J"), 2):
            self.put(self.firm_home("da"), name=f"{letters} {trade}")
        word = self.chance.choice(("Unit", "Building", "Suite"))
        for letter in self.chance.sample(("A", "B", "C", ""), 2):
            name = f"{word} {letter}".strip()
            self.put(self.firm_home(word), name=f"{name} {trade}", form="LLC")


@dataclass(frozen=True)
class Card:
    """One line of a list of customers.

    :param product: number of the true party; not for the eyes of a matcher
    """

    key: int
    product: int
    name: str
    company: str = ""
    first: str = ""
    last: str = ""
    email: str = ""
    phone: str = ""
    town: str = ""
    zip: str = ""
    code: str = ""


class Clerk:
    """Types parties in.

    :param bool commas: whether surnames go first, with a comma
    """

    def __init__(self, chance, commas):
        self.chance, self.commas = chance, commas

    def card(self, key, party):
        chance = self.chance
        name = self.name_of(party)
        if chance.random() < 0.03:
            name = typo(chance, name) if not party.last else name
        way = chance.random()
        name = name.upper() if way < 0.15 else name
        full = " ".join(part for part in (party.name, party.form) if part)
        known = {
            "company": full if party.name and chance.random() < 0.5 else "",
            "first": party.first if chance.random() < 0.6 else "",
            "email": party.email if chance.random() < 0.6 else "",
            "code": party.code if chance.random() < 0.4 else "",
        }
        known["last"] = party.last if known["first"] else ""
        if chance.random() < 0.97:
            known.update(town=party.town, zip=self.zip_of(party))
        if chance.random() < 0.7:
            known["phone"] = self.phone_of(party)
        return Card(key, party.number, name, **known)

    def name_of(self, party):
        if not party.last:
            form = party.form if self.chance.random() < 0.7 else ""
            comma = ", " if form and self.chance.random() < 0.2 else " "
            name = party.name
            if self.chance.random() < 0.2:
                name = name.replace("&", "and").replace("#", "No.")
            return f"{name}{comma}{form}".strip()
        given = " ".join(part for part in (party.title, party.first) if part)
        if self.commas and self.chance.random() < 0.7:
            return f"{party.last}, {given}"
        return f"{given} {party.last}"

    def zip_of(self, party):
        plus = self.chance.randint(1000, 9999)
        return f"{party.zip}-{plus}" if self.chance.random() < 0.1 else party.zip

    def phone_of(self, party):
        digits = "".join(sign for sign in party.phone if sign.isdigit())
        return self.chance.choice((party.phone, digits, f"+1 {digits}"))


def make_parties(seed, size):
    """Return a World of parties; the same for the same numbers.

    :param size: about how many entries each list has
    """
    chance, world = random.Random(seed), World(seed)
    ours, theirs = Clerk(chance, commas=False), Clerk(chance, commas=True)
    for party in Register(chance).fill(round(size * 1.4)):
        where = chance.random()
        if where < BOTH:
            world.shared.add(party.number)
        if where < BOTH or where < (1 + BOTH) / 2:
            world.odoo.append(ours.card(len(world.odoo), party))
        if where < BOTH or where >= (1 + BOTH) / 2:
            world.quickbooks.append(theirs.card(len(world.quickbooks), party))
    chance.shuffle(world.odoo)
    chance.shuffle(world.quickbooks)
    return world
