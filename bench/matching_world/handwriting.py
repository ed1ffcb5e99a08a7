"""Write products in many ways: order, abbreviations, case, typos, omissions."""

import re
import string
import unicodedata

from .measures import spell, spell_pack

SHORT = {
    "stainless steel": ("SS", "stainless", "S/S", "st. steel", "stnls steel"),
    "stainless": ("SS", "stnls", "stainl."),
    "galvanized": ("galv", "galv.", "galvd", "GALV"),
    "zinc plated": ("zinc", "ZP", "zinc pl", "zn plated"),
    "black": ("blk", "bk", "Blk"),
    "white": ("wht", "wh", "WHT"),
    "blue": ("blu", "BL"),
    "green": ("grn", "gr"),
    "yellow": ("yel", "ylw", "YL"),
    "brown": ("brn",),
    "gray": ("gry", "grey"),
    "orange": ("org", "orng"),
    "phillips": ("phil", "ph", "phil."),
    "head": ("hd",),
    "screw": ("scr", "scrw"),
    "machine": ("mach", "mach."),
    "self drilling": ("self-drill", "SDS"),
    "sheet metal": ("SM", "sht mtl"),
    "washer": ("wshr", "washr"),
    "carriage": ("carr", "carr."),
    "copper": ("CU", "cop."),
    "schedule 40": ("sch 40", "SCH40", "Sch. 40"),
    "schedule 80": ("sch 80", "SCH80"),
    "female": ("fem", "FIP"),
    "male": ("MIP",),
    "coupling": ("cplg", "coupl."),
    "elbow 90": ("90 elbow", "90 deg elbow", "ell 90", "90° elbow"),
    "elbow 45": ("45 elbow", "45 deg elbow", "45° elbow"),
    "stranded": ("str", "strd"),
    "single pole": ("1 pole", "SP", "1P"),
    "double pole": ("2 pole", "DP", "2P"),
    "receptacle": ("recpt", "recept."),
    "heavy duty": ("HD", "hvy dty", "heavy-duty"),
    "fiberglass": ("FG", "fibreglass", "fbrgls"),
    "handle": ("hdl", "hndl"),
    "interior": ("int", "int."),
    "exterior": ("ext", "ext."),
    "semi gloss": ("SG", "semigloss", "semi-gloss"),
    "high gloss": ("HG", "hi-gloss"),
    "envelope": ("env", "env."),
    "letter": ("ltr",),
    "letter size": ("ltr sz", "letter"),
    "ballpoint": ("ball pt", "bp", "ball-point"),
    "medium": ("med", "med.", "M"),
    "small": ("S", "sm"),
    "large": ("L", "lg", "lrg"),
    "x-large": ("XL", "x-lg", "X Large"),
    "xx-large": ("XXL", "2XL"),
    "cartridge": ("cart", "cart.", "ctg"),
    "yield": ("yld",),
    "assorted": ("asst", "asst."),
    "organic": ("org", "bio"),
    "extra virgin": ("EV", "EVOO", "extra-virgin"),
    "sauce": ("sce",),
    "strawberry": ("strwbry", "strawb."),
    "raspberry": ("raspb", "rasp."),
    "sparkling": ("spark.", "sprkl"),
    "nitrile": ("nitr", "nitr."),
    "powder free": ("PF", "pwdr free", "powder-free"),
    "assembly": ("assy", "assy.", "asm"),
    "front": ("frt", "fr"),
    "rear": ("rr",),
    "left": ("LH", "L", "lft"),
    "right": ("RH", "R", "rt"),
    "upper": ("upr", "up"),
    "lower": ("lwr", "low"),
    "installation": ("install", "inst."),
    "maintenance": ("maint", "maint."),
    "contract": ("contr",),
    "residential": ("resid", "res."),
    "commercial": ("comm", "comml"),
    "electrical": ("elec", "elec."),
    "labor": ("labour", "LAB"),
    "dark roast": ("dark", "dk roast"),
    "decaf": ("decaffeinated",),
}
"""What people shorten, and how: some of it can only be guessed by whoever reads it."""

NOISE = (
    "*",
    "(new)",
    "NEW",
    "- stock",
    "!!",
    "premium",
    "HQ",
    "(old #)",
    "std",
    "genuine",
)
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Writer:
    """A person, or a team, who types products in.

    :param habits: how often (0 to 1) of: house (the usual order of parts), short,
        typo, dropped, extra, plural, variant, upper, lower, bare
    :param order: roles in the usual order
    """

    def __init__(self, chance, habits, order):
        self.chance, self.habits, self.order = chance, habits, order

    def sometimes(self, habit):
        return self.chance.random() < self.habits.get(habit, 0)

    def write(self, product, without=()):
        """Return the name of a product as it gets into the list.

        :param without: roles that are named elsewhere
        """
        parts = [part for part in product.parts if part[0] not in without]
        parts = self._drop(parts)
        words = self._in_order(parts)
        if self.sometimes("extra"):
            words.insert(self.chance.choice((0, len(words))), self.chance.choice(NOISE))
        text = self._punctuate(words)
        if self.sometimes("typo"):
            text = typo(self.chance, text)
            if self.chance.random() < 0.15:
                text = typo(self.chance, text)
        return self._case(text)

    def _drop(self, parts):
        """Drop a part that "everybody knows"; never the noun."""
        loose = [p for p in parts if p[0] not in ("noun", "model")]
        if loose and self.sometimes("dropped"):
            gone = self.chance.choice(loose)
            parts = [part for part in parts if part is not gone]
        return parts

    def _in_order(self, parts):
        rank = {role: number for number, role in enumerate(self.order)}
        parts = sorted(parts, key=lambda part: rank.get(part[0], len(rank)))
        if not self.sometimes("house"):
            parts = _shuffled(self.chance, parts)
        words, short = [], self.sometimes("short")
        for role, value in parts:
            if role == "size" and words and words[-1][0] == "size":
                words[-1] = ("size", self._joined(words[-1][1], value))
            else:
                words.append((role, self._part(role, value, short)))
        return [text for _role, text in words]

    def _joined(self, before, value):
        cross = self.chance.choice((" x ", "x", " X ", " x ", "×", " by "))
        return before + cross + self._measure("size", value)

    def _measure(self, role, value):
        """Return a measure in writing; inches are omitted more often than kilograms."""
        bare = self.habits.get("bare", 0)
        return spell(self.chance, value, bare if role == "size" else bare / 3)

    def _part(self, role, value, short):
        if role in ("size", "amount"):
            return self._measure(role, value)
        if role == "pack":
            return spell_pack(self.chance, value)
        if role == "model":
            return _respelled_model(self.chance, value)
        if short:
            value = self._shorten(value)
        if role == "noun" and self.sometimes("plural"):
            value = _plural(value)
        return value

    def _shorten(self, value):
        known = SHORT.get(value.lower())
        if known and self.chance.random() < 0.8:
            return self.chance.choice(known)
        words = [self._short_word(word) for word in value.split(" ")]
        return " ".join(words)

    def _short_word(self, word):
        known = SHORT.get(word.lower())
        if known and self.chance.random() < 0.7:
            return self.chance.choice(known)
        if len(word) >= 7 and self.chance.random() < 0.2:
            if self.chance.random() < 0.5:
                return word[: self.chance.randint(4, 5)]
            return word[0] + re.sub("[aeiou]", "", word[1:])
        return word

    def _punctuate(self, words):
        if len(words) > 2 and self.sometimes("variant"):
            return f"{words[0]} ({', '.join(words[1:])})"
        way = self.chance.random()
        if way < 0.65:
            return " ".join(words)
        if way < 0.85:
            return ", ".join(words)
        if way < 0.95:
            return " - ".join(words[:2]) + " " + " ".join(words[2:])
        return "  ".join(words) + " "

    def _case(self, text):
        if self.chance.random() < 0.3:
            text = _without_accents(text)
        if self.sometimes("upper"):
            return text.upper()
        return text.lower() if self.sometimes("lower") else text


def typo(chance, text):
    """Return the text with one wrong letter; people check figures twice."""
    places = [place for place, sign in enumerate(text) if sign.isalpha()]
    places = [p for p in places if _word_length(text, p) >= 4]
    if not places:
        return text
    place, way = chance.choice(places), chance.random()
    if way < 0.3:  # left out
        return text[:place] + text[place + 1 :]
    if way < 0.5:  # doubled
        return text[:place] + text[place] + text[place:]
    if way < 0.75 and text[place + 1 : place + 2].isalpha():  # swapped
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + _wrong_key(chance, text[place]) + text[place + 1 :]


def _word_length(text, place):
    before = re.search(r"[^\W\d_]*$", text[:place]).group()
    after = re.match(r"[^\W\d_]*", text[place:]).group()
    return len(before) + len(after)


def _wrong_key(chance, letter):
    """Return the letter of a neighbouring key as a rule, sometimes of any key."""
    for row in KEYS:
        place = row.find(letter.lower())
        if place >= 0 and chance.random() < 0.6:
            return row[place - 1] if place else row[1]
    return chance.choice(string.ascii_lowercase)


def _shuffled(chance, parts):
    """Return the parts in another order; dimensions stay together."""
    sizes = [part for part in parts if part[0] == "size"]
    others = [part for part in parts if part[0] != "size"]
    chance.shuffle(others)
    place = chance.randint(0, len(others))
    return [*others[:place], *sizes, *others[place:]]


def _respelled_model(chance, model):
    return chance.choice(
        (model, model, model.replace("-", ""), model.replace(" ", "-"))
    )


def _plural(value):
    first, _blank, last = value.rpartition(" ")
    if last.isdigit() or last.endswith(("s", "x")):
        return value
    plural = last[:-1] + "ies" if last.endswith("ry") else last + "s"
    return f"{first} {plural}".strip()


def _without_accents(text):
    letters = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in letters if not unicodedata.combining(sign))
