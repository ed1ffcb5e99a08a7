from ...core.sync.operations import OPERATIONS

MAX_BYTES = 500_000
"""Of one writing message set: QuickBooks should be busy for seconds, not minutes."""


def text_size(element):
    """Estimate the length of an element's text, in characters, without writing it."""
    return sum(2 * len(e.tag) + 5 + len(e.text or "") for e in element.iter())


class WritePlan:
    """Collects the requests of a writing message set while it is planned."""

    confirmed_only = True
    """Whether lists that wait for a go-ahead are left out."""

    def __init__(self):
        self.requests, self.names, self.size = [], set(), 0
        self.needs = 0
        self.bisect_group = None

    def snapshot(self):
        """Return the plan as it is now."""
        return {**vars(self), "requests": [*self.requests], "names": {*self.names}}

    def restore(self, before):
        """Take back what was planned since a snapshot was made."""
        vars(self).update(before)

    def full(self, count):
        return len(self.requests) >= count or self.size >= MAX_BYTES

    def add(self, link, op, element, sent, name, more=False, wanted=None):
        """Add a request.

        :param op: a key of `OPERATIONS`
        :param sent: {path: Odoo's canonical value}, as the image will be
        :param more: whether the record has more values than an Add carries
        :param wanted: full name that is to be sent as soon as it is free
        """
        if not self._fits(link):
            return
        if op not in OPERATIONS:
            raise ValueError(f"Unknown operation: {op}")
        self.size += text_size(element)
        entry = {
            "op": op,
            "link": link.id,
            "stream": link.stream_id.id,
            "sent": sent,
            "guid": link.guid or None,
            "edit_sequence": link.edit_sequence or None,
            "name": name or None,
            "old_name": link.qb_name or None,
            "wanted": wanted,
            "more": more,
        }
        self.requests.append((entry, element))
        if name:
            self.names.add(name.casefold())

    def _fits(self, link):
        """Return whether the link belongs to the same half of a refused message set."""
        if not self.requests:
            self.bisect_group = link.bisect_group
        return link.bisect_group == self.bisect_group
