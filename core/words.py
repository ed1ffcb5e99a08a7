"""Texts for people: marked in `core`, translated by who shows or stores them.

A mapping works in the language of its company file, an inventory file in its own: names
of products are translated, and one of the languages is compared. Texts for people are
in the language of who reads them: the user at the screen, or the people of the firm
where the Web Connector or a scheduled action is at work. Environments and records of
Odoo are passed in.
"""

READER = "qbd_reader_lang"
"""Key of the context for the language of texts; set with the language of records."""


def _(text):
    """Mark a text, so that the template of translations has it."""
    return text


def plain(text, /, **values):
    """Return a text with its values, in English; `env._` returns it translated."""
    return text % values if values else text


def records_in(env, lang):
    """Return the context for reading and writing records in a language.

    The language of texts stays as it was.
    """
    reader = env.context.get(READER) or env.lang or "en_US"
    return {**env.context, "lang": lang, READER: reader}


def for_reader(env):
    """Return the environment for texts that people read: `for_reader(env)._("…")`."""
    reader = env.context.get(READER)
    if not reader or reader == env.lang:
        return env
    return env(context={**env.context, "lang": reader})


def read_by(record, lang):
    """Return a record, or model, whose texts are in a language.

    :param lang: code; without one, or if it is not installed, nothing changes
    """
    if not lang or not record.env["res.lang"]._get_data(code=lang):
        return record
    return record.with_context(lang=lang)
