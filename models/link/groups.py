from collections import Counter

from odoo import api, models
from odoo.fields import Domain

GROUPS = {
    "stream_id": lambda stream, state: stream,
    "connection_id": lambda stream, state: stream.connection_id,
    "shown_state": lambda stream, state: state,
}
"""What a group by this field is of, from what the kept numbers are of."""


class QbdLinkGroups(models.AbstractModel):
    """Groups all links of streams by the numbers that are kept of them.

    Odoo would read an index of all links: half a second for a million of them.
    """

    _name = "qbd.link.groups"
    _description = "QuickBooks Link: Groups"

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        name = groupby[0] if len(groupby) == 1 else None
        plain = not having and (order or name) == name
        if plain and set(aggregates) <= {"__count"}:
            groups = self._groups_of_all(Domain(domain), name)
            if groups is not None:
                groups = groups[offset:][: limit or None]
                return [
                    (group, *[number] * len(aggregates)) for group, number in groups
                ]
        return super()._read_group(
            domain, groupby, aggregates, having, offset, limit, order
        )

    def _groups_of_all(self, domain, name):
        """Return the groups by a field as [(group, number)], in Odoo's order.

        :return: None if that field, or a part of these links, needs the links
        """
        streams = name in {*GROUPS, "reason"} and self._streams_of(domain)
        if not streams:
            return None
        numbers = self._numbers_of(streams, name)
        if name == "reason":
            with_reason = domain & Domain("reason", "!=", False)
            groups = super()._read_group(with_reason, [name], ["__count"], order=name)
            without = sum(numbers.values()) - sum(number for _reason, number in groups)
            return [*groups, (False, without)] if without else groups
        if name == "shown_state":
            return sorted(numbers.items())
        groups = self.env[self._fields[name].comodel_name].browse(
            group.id for group in numbers
        )
        return list(zip(groups, numbers.values(), strict=True))

    def _numbers_of(self, streams, name):
        """Return {group: number of links}, in the order of the streams."""
        counts = self._counts("id", streams.ids)
        numbers = Counter()
        for stream in streams:
            for state, number in counts.get(stream.id, {}).items():
                numbers[GROUPS.get(name, GROUPS["stream_id"])(stream, state)] += number
        return numbers

    def _streams_of(self, domain):
        """Return the streams whose links, all of them, are those of a domain.

        :return: None if the domain, or a rule of access, asks for more of the links
        """
        self.browse().check_access("read")
        if not self.env.su:
            domain &= Domain(self.env["ir.rule"]._compute_domain(self._name, "read"))
        in_sql = any(isinstance(part, Domain) for part in domain)
        if in_sql or not all(map(_is_of_stream, domain.iter_conditions())):
            return None
        streams = self.env["qbd.stream"].sudo().with_context(active_test=False)
        return streams.search(domain.map_conditions(_for_stream))


def _is_of_stream(condition):
    name = condition.field_expr
    if name == "stream_id":
        return condition.operator in ("=", "!=", "in", "not in")
    return name == "connection_id" or name.startswith(("connection_id.", "stream_id."))


def _for_stream(condition):
    name = condition.field_expr
    if name == "stream_id":
        name = "id"
    name = name.removeprefix("stream_id.")
    return Domain(name, condition.operator, condition.value)
