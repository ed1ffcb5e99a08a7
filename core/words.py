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


class Text(str):
    """A text in English that keeps its parts, so that it can be said to any reader.

    Values are cut: they may quote a part of a file.

    :param text: marked with `_`, as is `todo`
    :param todo: the remedy (may be empty)
    :param values: of the placeholders in both; a value may be a `Text`
    """

    def __new__(cls, text, todo="", /, **values):
        values = {name: _cut(value) for name, value in values.items()}
        made = super().__new__(cls, _sentences(plain, text, todo, values))
        made.text, made.todo, made.values = text, todo, values
        return made

    def said(self, say):
        """Return the text in words.

        :param say: callable(text, **values) that translates, e.g. `env._`
        """
        return _sentences(say, self.text, self.todo, self.values)


LONGEST_VALUE = 500
"""Characters of a value in a text."""


def _cut(value):
    """Return a value for a text; a `Text` was cut before."""
    too_long = isinstance(value, str) and len(value) > LONGEST_VALUE
    return value[:LONGEST_VALUE] if too_long and not isinstance(value, Text) else value


def _sentences(say, text, todo, values):
    values = {name: said(value, say) for name, value in values.items()}
    fault = say(text, **values)
    if todo and fault[-1:].isalnum():
        fault += "."
    return " ".join(part for part in (fault, todo and say(todo, **values)) if part)


def said(value, say):
    """Return a `Text` in words; other values stay as they are."""
    return value.said(say) if isinstance(value, Text) else value


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
