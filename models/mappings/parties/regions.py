import unicodedata
from functools import lru_cache

from odoo import models

COUNTRY_NAMES = {
    "usa": "US",
    "us": "US",
    "unitedstatesofamerica": "US",
    "unitedstates": "US",
    "estadosunidos": "US",
    "uk": "GB",
    "gbr": "GB",
    "greatbritain": "GB",
    "unitedkingdom": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northernireland": "GB",
    "can": "CA",
    "aus": "AU",
    "mex": "MX",
    "deu": "DE",
    "deutschland": "DE",
    "holland": "NL",
    "thenetherlands": "NL",
    "espana": "ES",
    "suisse": "CH",
    "schweiz": "CH",
    "osterreich": "AT",
    "uae": "AE",
    "southkorea": "KR",
    "korea": "KR",
    "russia": "RU",
    "vietnam": "VN",
    "taiwan": "TW",
    "czechrepublic": "CZ",
    "prc": "CN",
}
"""Other names of countries, in letters alone → their code."""

STATE_NAMES = {
    "US": {
        **{"ala": "AL", "ariz": "AZ", "ark": "AR", "cal": "CA", "calif": "CA"},
        **{"colo": "CO", "conn": "CT", "del": "DE", "fla": "FL", "ill": "IL"},
        **{"ind": "IN", "kan": "KS", "kans": "KS", "mass": "MA", "mich": "MI"},
        **{"minn": "MN", "miss": "MS", "mont": "MT", "neb": "NE", "nebr": "NE"},
        **{"nev": "NV", "okla": "OK", "ore": "OR", "oreg": "OR", "penn": "PA"},
        **{"penna": "PA", "tenn": "TN", "tex": "TX", "wash": "WA", "wva": "WV"},
        **{"wis": "WI", "wisc": "WI", "wyo": "WY", "washingtondc": "DC"},
    },
    "CA": {
        **{"alta": "AB", "man": "MB", "nfld": "NL", "ont": "ON", "pei": "PE"},
        **{"que": "QC", "pq": "QC", "sask": "SK"},
    },
}
"""Country → {usual abbreviation of a state, in letters alone: its code}"""

CUT = {"State": 20, "Country": 30}
"""Characters from which on the end of a name may be missing in QuickBooks."""

SHOWN = "AsShown"
"""Path, in an address, of the texts of QuickBooks that Odoo knows by another name."""


class QbdPartyRegions(models.AbstractModel):
    """Recognises the states and countries of addresses, which are texts in QuickBooks.

    Part of `qbd.party.address`. A text that Odoo does not know, or knows by another
    name, stays in QuickBooks as it is when another part of the address changes.
    """

    _name = "qbd.party.regions"
    _description = "QuickBooks Addresses: States and Countries"

    def _home(self):
        """Return the country of the company, else of the company file."""
        connection = self._stream().connection_id

        def find():
            own = self._stream().company_id.country_id
            return (own or self._search_country(connection.country or "US")).id

        return self.env["res.country"].browse(self._cached_in_batch("home", find))

    def _state_text(self, partner):
        return self._text_of_state(partner.state_id)

    def _text_of_state(self, state):
        short = state.country_id.code in ("US", "CA", "AU", "MX", "BR")
        return state.code if short else state.name

    def _country_text(self, partner):
        """Return the country's name, None for the company's own: it is not printed."""
        country = partner.country_id
        return country.name if country != self._home() else None

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_region(self, canonical, kind):
        """Give state and country the names that Odoo has for them.

        The texts of QuickBooks are kept as well, for a later change.
        """
        shown = {part: canonical[f"{kind}/{part}"] for part in ("State", "Country")}
        for part, text in self._names_of_region(*shown.values()).items():
            canonical[f"{kind}/{part}"] = text
        canonical[f"{kind}/{SHOWN}"] = shown if any(shown.values()) else None

    def _names_of_region(self, state, country):
        """Return {part: text} of the parts of a region that Odoo knows."""

        def find():
            names, known = {}, self._find_country(country)
            if known:
                names["Country"] = None if known == self._home() else known.name
            if known or not country:
                found = self._find_state(state, known)
                if found:
                    names["State"] = self._text_of_state(found)
            return names

        return self._cached_in_batch(("region", state, country), find)

    def _as_shown(self, kind, canonical, current):
        """Put QuickBooks' own texts into the part of an address that stays as it is.

        :param canonical: the object as QuickBooks shows it
        :param current: {path: canonical} that goes along with a change, in place
        """
        shown = canonical.get(f"{kind}/{SHOWN}") or {}
        for part in ("State", "Country"):
            path = f"{kind}/{part}"
            if shown.get(part):
                current[path] = shown[part]
            elif current.get(path) is None and f"{kind}/{SHOWN}" not in canonical:
                current.pop(path, None)  # read before such texts were kept

    # -- finding --------------------------------------------------------------

    def _find_country(self, name):
        """Return the country of this code or name, empty if there is none."""
        if not name:
            return self.env["res.country"]
        found = self._cached_in_batch(
            ("country", name), lambda: self._search_country(name).id
        )
        return self.env["res.country"].browse(found)

    def _search_country(self, name):
        known = self._cached_in_batch(
            "countries",
            lambda: [
                (c.id, c.code, c.name) for c in self.env["res.country"].search([])
            ],
        )
        code = COUNTRY_NAMES.get(_letters(name))
        return self.env["res.country"].browse(_best(known, name, code, CUT["Country"]))

    def _find_state(self, name, country):
        """Return the state of this code or name, empty if there is none.

        :param country: where it is looked for; empty for the country of the company
        """
        states = self.env["res.country.state"]
        if not name:
            return states
        home = country or self._home()
        key = ("state", name, home.id)
        return states.browse(
            self._cached_in_batch(key, lambda: self._search_state(name, home).id)
        )

    def _search_state(self, name, country):
        states = self.env["res.country.state"]
        known = self._cached_in_batch(
            ("states", country.id),
            lambda: [(s.id, s.code, s.name) for s in country.state_ids],
        )
        code = STATE_NAMES.get(country.code, {}).get(_letters(name))
        return states.browse(_best(known, name, code, CUT["State"]))

    # -- writing --------------------------------------------------------------

    def _add_region(self, kind, changed, record, values):
        """Add the country and state of a changed address to the values of a partner."""
        shown = {**(changed.get(f"{kind}/{SHOWN}") or {}), **self._shown_now(kind)}
        home = self._home()
        country = record.country_id if record else home
        if f"{kind}/Country" in changed:
            name = changed[f"{kind}/Country"]
            country = self._find_country(name) if name else home
            values["country_id"] = country.id if country else False
        elif not record and shown.get("Country"):
            country = self._find_country(shown["Country"])
            values["country_id"] = country.id
        if f"{kind}/State" in changed:
            strange = shown.get("Country") and not self._find_country(shown["Country"])
            none = self.env["res.country.state"]
            name = changed[f"{kind}/State"]
            state = none if strange else self._find_state(name, country)
            values["state_id"] = state.id
            if state:
                values["country_id"] = state.country_id.id

    def _shown_now(self, kind):
        """Return the texts that QuickBooks shows of the object that is written."""
        canonical = self.env.context.get("qbd_shown") or {}
        return canonical.get(f"{kind}/{SHOWN}") or {}


@lru_cache(maxsize=4096)
def _letters(text):
    """Return a text in small letters alone, without accents: U.S.A. is usa."""
    plain = unicodedata.normalize("NFKD", text or "").casefold()
    return "".join(one for one in plain if one.isalnum())


def _best(known, name, code, cut):
    """Return the ids of the one that a text means: by code, name, or a start of it.

    :param known: [(id, code, name)]
    :param code: code of the one that the text is another name for, else None
    :param int cut: from so many characters on the text may lack its end
    """
    text = _letters(name)
    for match in (
        lambda one: _letters(one[1]) == text,
        lambda one: code and one[1] == code,
        lambda one: _letters(one[2]) == text,
        lambda one: len(name) >= cut and _letters(one[2]).startswith(text),
    ):
        found = [one[0] for one in known if text and match(one)]
        if len(found) == 1:
            return found
    return []
