"""The children of an element of a response, found by their tags.

`find` and `findtext` take twice as long: they read a tag as a path first.
"""


def child_text(parent, *tags):
    """Return the text of the first child with one of the tags, as `findtext` does.

    :return: str, "" of an empty child; None if there is no such child
    """
    found = next(parent.iterchildren(*tags), None)
    return None if found is None else found.text or ""


class Children:
    """The first children of an element by tag, looked at once for all fields.

    :param element: the element of a response
    """

    __slots__ = ("_first", "element")

    def __init__(self, element):
        self.element, self._first = element, {}
        for one in element:
            self._first.setdefault(one.tag, one)

    def first(self, tag):
        """Return the first child with a tag, None if there is none."""
        return self._first.get(tag)
