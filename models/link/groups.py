from collections import Counter

from odoo import api, models
from odoo.fields import Domain

from .search import FEW, is_by_id

GROUPS = {
    "stream_id": lambda stream, state: stream,
    "connection_id": lambda stream, state: stream.connection_id,
    "shown_state": lambda stream, state: state,
    "reason": lambda stream, state: False,
}
"""What a group by this field is of, from what the kept numbers are of.

Links that have a reason are few; they are counted, and taken off the others.
"""


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
        streams = name in GROUPS and self._streams_of(domain)
        if not streams:
            return None
        numbers = self._numbers_of(streams, name)
        if name == "reason":
            with_reason = domain & Domain("reason", "!=", False)
            groups = super()._read_group(with_reason, [name], ["__count"], order=name)
            without = numbers[False] - sum(number for _reason, number in groups)
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
                numbers[GROUPS[name](stream, state)] += number
        return numbers

    def _streams_of(self, domain):
        """Return the streams whose links, all of them, are those of a domain.

        It is looked for with all rights, so it may name streams and connections by
        their ids, and nothing else: a user could ask for values that they may not read.

        :return: None if the domain, or a rule of access, asks for more
        """
        self.browse().check_access("read")
        rule = Domain.TRUE
        if not self.env.su:
            rule = Domain(self.env["ir.rule"]._compute_domain(self._name, "read"))
        if not (_holds(domain, is_by_id) and _holds(rule, _is_of_stream)):
            return None
        wanted = (domain & rule).map_conditions(_for_stream)
        streams = self.env["qbd.stream"].sudo()
        order = streams._order
        return streams.browse(streams._search(wanted, active_test=False, order=order))


def _holds(domain, check):
    """Return whether all of a domain are conditions of a kind, and none is in SQL."""
    in_sql = any(isinstance(part, Domain) for part in domain)
    return not in_sql and all(map(check, domain.iter_conditions()))


def _is_of_stream(condition):
    return condition.field_expr.split(".")[0] in FEW


def _for_stream(condition):
    name = condition.field_expr
    name = "id" if name == "stream_id" else name.removeprefix("stream_id.")
    return Domain(name, condition.operator, condition.value)
