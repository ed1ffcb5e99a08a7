"""The names that QuickBooks gives to currencies, and the home currency of a file.

QuickBooks shows names ("US Dollar") where Odoo has ISO codes.
"""

NAMES = {
    "AED": ("UAE Dirham", "United Arab Emirates Dirham"),
    "ARS": ("Argentine Peso",),
    "AUD": ("Australian Dollar",),
    "BRL": ("Brazilian Real",),
    "CAD": ("Canadian Dollar",),
    "CHF": ("Swiss Franc",),
    "CLP": ("Chilean Peso",),
    "CNY": ("Chinese Yuan Renminbi", "Chinese Yuan"),
    "CZK": ("Czech Koruna",),
    "DKK": ("Danish Krone",),
    "EUR": ("Euro",),
    "GBP": ("British Pound Sterling", "British Pound", "Pound Sterling"),
    "HKD": ("Hong Kong Dollar",),
    "HUF": ("Hungarian Forint",),
    "ILS": ("Israeli New Shekel", "Israeli Shekel"),
    "INR": ("Indian Rupee",),
    "JPY": ("Japanese Yen",),
    "KRW": ("South Korean Won",),
    "MXN": ("Mexican Peso",),
    "MYR": ("Malaysian Ringgit",),
    "NOK": ("Norwegian Krone",),
    "NZD": ("New Zealand Dollar",),
    "PHP": ("Philippine Peso",),
    "PLN": ("Polish Zloty",),
    "SEK": ("Swedish Krona",),
    "SGD": ("Singapore Dollar",),
    "THB": ("Thai Baht",),
    "TRY": ("Turkish Lira",),
    "TWD": ("New Taiwan Dollar", "Taiwan Dollar"),
    "USD": ("US Dollar", "U.S. Dollar", "United States Dollar"),
    "ZAR": ("South African Rand",),
}
"""{ISO code: names}; a user may have changed the name of a currency."""


def names(code):
    """Return the names that mean a currency, its code among them."""
    return (code, *NAMES.get(code, ()))


def code_of(name):
    """Return the ISO code of a name of QuickBooks, "" if it is not known."""
    wanted = (name or "").strip().casefold()
    for code in NAMES:
        if wanted in (one.casefold() for one in names(code)):
            return code
    return ""


def is_multi(preferences):
    """Tell whether a company file has the preference for several currencies on.

    :param dict preferences: as `read_host` returns them
    """
    return _part(preferences).get("IsMultiCurrencyOn") in ("true", "1")


def home(preferences):
    """Return the name of the home currency, "" if the file does not tell it."""
    return _home(preferences).get("FullName") or ""


def home_names(preferences):
    """Return the texts that a reference to the home currency may show, if any."""
    reference = _home(preferences)
    return tuple(filter(None, map(reference.get, ("FullName", "ListID"))))


def _home(preferences):
    reference = _part(preferences).get("HomeCurrencyRef")
    return reference if isinstance(reference, dict) else {}


def _part(preferences):
    part = (preferences or {}).get("MultiCurrencyPreferences")
    return part if isinstance(part, dict) else {}
