from datetime import timedelta
from types import MappingProxyType

from odoo import api, models

from ....core.qbxml import fields as qbf
from ....core.qbxml.values import Boolean, Ref
from ....core.sync import planner

PREFIX = "qbd.mapping."


class QbdMapping(models.AbstractModel):
    """How one QuickBooks object type and one Odoo model correspond.

    A further mapping is one file with one class that inherits this one; it is found
    through the registry. What varies is data (the attributes) or a named hook below,
    whose docstring says who calls it.
    """

    _name = "qbd.mapping"
    _inherit = [
        "qbd.mapping.references",
        "qbd.mapping.matching",
        "qbd.mapping.suggestions",
        "qbd.mapping.candidates",
        "qbd.mapping.balances",
        "qbd.mapping.deletions",
        "qbd.mapping.requests",
        "qbd.mapping.writing",
    ]
    _description = "QuickBooks Mapping"

    _qb_type = None  # "Customer": CustomerAdd, CustomerMod, CustomerRet
    _qb_types = ()  # where objects are of several types, each with its own Ret
    _space = None  # name space of ids: names, items, terms, accounts, transactions
    _odoo_model = None
    _depends_on = ()  # names of mappings that must exist first
    _can = frozenset()  # what QuickBooks allows: "add", "mod", "inactivate"
    _fixed = frozenset()  # paths that QuickBooks never changes once an object exists
    _watch = ()  # Odoo models whose changes may concern a record of this mapping
    _fields_map = ()
    _query = None  # name of the one query of all types; None: each has <type>Query
    _reads_again = False  # whether objects change without a new EditSequence
    _pages = True  # whether the query takes MaxReturned and iterators
    _has_guid = True  # whether objects carry an ExternalGUID
    _id_tag = "ListID"  # "TxnID" of transactions
    _query_options = MappingProxyType({"ActiveStatus": "All"})  # of each query
    _id_elements = ("EditSequence",)  # what a comparison of ids reads besides the id
    _name_field = "Name"  # the path of the natural key
    _only_to_quickbooks = False  # whether objects never become records
    _direction = "both"  # of the stream of a new connection
    _creates_in_odoo = True  # whether that stream creates what Odoo does not have
    _creates_in_quickbooks = True

    # -- finding mappings -----------------------------------------------------

    @api.model
    def _mapping_names(self):
        """:return: the names of all mappings, each behind those it needs first"""
        names = self.env.registry.descendants(["qbd.mapping"], "_inherit")
        after = {
            name.removeprefix(PREFIX): self.env[name]._depends_on
            for name in names
            if name.startswith(PREFIX)
        }
        return list(planner.order(after))

    def _new_stream(self, direction=None):
        """:return: values of this mapping's stream for a connection without one"""
        return {
            "direction": direction or self._direction,
            "create_in_odoo": self._creates_in_odoo,
            "create_in_quickbooks": self._creates_in_quickbooks,
        }

    def _mapping_name(self):
        return self._name.removeprefix(PREFIX)

    def _stream(self):
        return self.env["qbd.stream"].browse(self.env.context["qbd_stream"])

    def _types(self):
        """Return the types of the objects, e.g. ("Customer",)."""
        return self._qb_types or (self._qb_type,)

    def _declaration(self, qb_type):
        """:return: the fields of a type, in the order of its messages"""
        return self._fields_map

    def _can_do(self, qb_type, operation):
        """Whether objects of a type may be added, modified, inactivated."""
        return operation in self._can

    # -- which Odoo records ---------------------------------------------------

    def _sweep_domain(self):
        """The records a sweep looks at; narrower where only referred ones count."""
        return self._records_domain()

    def _between_id_sweeps(self):
        """How long a comparison of all ids holds good."""
        return timedelta(days=self._stream().sweep_days)

    def _ids_per_page(self, usual):
        """How many objects a page of such a comparison holds."""
        return usual

    def _notice(self, elements):
        """What a comparison of ids shows that has no EditSequence. A hook.

        :param elements: the objects, with `_id_elements` only
        :return: what `_take_noticed` is given, whole or in parts
        """
        return []

    def _take_noticed(self, noticed):
        """Keep it, or do what it asks for. Called with what `_notice` returned."""

    def _park_noticed(self, one, words):
        """One of `_notice` that `_take_noticed` failed with, and why in words."""

    def _reads_back(self):
        """Whether a stream to QuickBooks is read too, to see what became of writes."""
        return True

    @api.model
    def _watching_streams(self, model):
        """:return: the live streams of all connections that look at an Odoo model"""
        return (
            self.env["qbd.stream"]
            ._live()
            .filtered(lambda stream: model in stream._mapping()._watch)
        )

    def _records_domain(self):
        """The records of this stream. Asked when looking for candidates."""
        return []

    def _records_concerned(self, model, ids):
        """Which records a change of these records may concern. Asked for each hint.

        :return: ids of `_odoo_model`; they are checked against the domain afterwards
        """
        return list(ids) if model == self._odoo_model else []

    def _hint_domain(self, model):
        """Which changed records of a watched model are worth a hint without a link.

        Asked for all streams at once: it may not look at one.
        """
        return []

    def _browse(self, ids):
        return self.env[self._odoo_model].browse(ids)

    def _written_with(self, ids):
        """What writing these records writes as well, and so leaves hints about.

        :return: {model: ids}; none that a record outside of the batch shares
        """
        return {self._odoo_model: ids}

    def _record_names(self, records):
        """:return: the names by which objects may already be these records"""
        return records.mapped("name")

    # -- Odoo → canonical -----------------------------------------------------

    def _compared(self):
        """:return: the paths that are compared: all that Odoo has a field for"""
        return frozenset(field.qb for field in self._fields_map if field.odoo)

    def _lists_of_lines(self):
        """:return: the declarations of lines, of a document"""
        return [field for field in self._fields_map if isinstance(field, qbf.Lines)]

    def _line_keys(self):
        """:return: {path of lines: name of the element with a line's id}"""
        return {lines.qb: lines.key for lines in self._lists_of_lines()}

    def _natural_line_keys(self):
        """:return: the paths of lines whose keys mean the same on both sides"""
        return frozenset(one.qb for one in self._lists_of_lines() if one.natural)

    def _all_fields(self):
        """:return: {path: field}, of lines as well: "InvoiceLine/Amount" """
        found = {field.qb: field for field in self._fields_map}
        for lines in self._lists_of_lines():
            found.update((f"{lines.qb}/{one.qb}", one) for one in lines.fields)
        return found

    def _pull_only(self):
        """:return: the paths that are read and never sent"""
        fields = self._all_fields().items()
        return frozenset(path for path, field in fields if field.pull_only)

    def _push_only(self):
        """:return: the paths that QuickBooks never shows"""
        fields = self._all_fields().items()
        return frozenset(p for p, field in fields if getattr(field, "push_only", False))

    def _labels(self):
        return {
            path: getattr(field, "label", None) or path
            for path, field in self._all_fields().items()
        }

    def _label(self, path):
        """:return: what a bookkeeper calls a path, also one within a line"""
        labels = self._labels()
        if path in labels:
            return labels[path]
        lines, _slash, rest = path.partition("/")
        field = rest.partition("/")[2]
        inner = f": {labels[f'{lines}/{field}']}" if field else ""
        return f"{labels.get(lines, lines)}{inner}"

    def _canonical_records(self, records):
        """:return: {record id: canonical form}; paths that cannot be told are absent"""
        self._prefetch(records)
        references = self._references(records)
        return {
            record.id: qbf.canonical(
                self._fields_map, self._raw_values(record, references)
            )
            for record in records
        }

    def _prefetch(self, records):
        """Read in few queries what `_raw_values` will look at. A hook for speed."""

    def _raw_values(self, record, references):
        """:return: {path: raw value} of one record"""
        values = {}
        for field in self._fields_map:
            if not field.odoo or self._leaves_out(record, field.qb):
                continue
            if isinstance(field, qbf.Lines):
                lines = self._raw_lines(record, field, references)
                if lines is not None:
                    values[field.qb] = lines
                continue
            value = self._raw_value(record, field)
            if isinstance(field.codec, Ref):
                known = references.get((field.codec.mapping, value.id))
                if value and not known:
                    continue  # not in QuickBooks yet: it cannot be compared
                value = known or None
            values[field.qb] = self._blank(field, value)
        return values

    def _raw_lines(self, record, lines, references):
        """:return: [{key: id of a line, path: raw value}], None where it cannot be told

        Mappings that declare lines override it.
        """
        raise NotImplementedError

    def _raw_value(self, record, field):
        """A field's value: an Odoo field, or a method of the mapping named "_…"."""
        if field.odoo.startswith("_"):
            return getattr(self, field.odoo)(record)
        return record[field.odoo]

    @staticmethod
    def _blank(field, value):
        """Odoo's False means empty, but for booleans."""
        if isinstance(field.codec, Boolean):
            return bool(value)
        return None if value is False else value

    def _leaves_out(self, record, path):
        """Paths that this one record cannot have. Asked for each value."""
        return False

    # -- QuickBooks → canonical -----------------------------------------------

    def _skips_object(self, element):
        """Tell whether an object without a link is none of this stream. A hook.

        :param element: a Ret; in a comparison of ids it has `_id_elements` only
        """
        return False

    def _canonical_object(self, element, image=None):
        """:param image: the object's image, if it is linked

        :return: the canonical form of a Ret, as far as it is declared
        :raise ValueRefused: for a value that cannot be read
        """
        canonical = qbf.parse(self._fields_map, element)
        return self._normalise_object(canonical, element, image or {})

    def _normalise_object(self, canonical, element, image):
        """Make an object comparable with what Odoo can hold. A hook."""
        return canonical

    def _object_name(self, canonical):
        return canonical.get("FullName") or canonical.get(self._name_field)

    def _depth(self, canonical):
        """How many ancestors an object has; parents are created first."""
        return (canonical.get("FullName") or "").count(":")

    def _stored(self, path, value):
        """What QuickBooks holds after storing an Odoo value. Used to see equality."""
        codec = self._codecs()[path]
        return codec.stored(value)

    def _codecs(self):
        return {
            path: field.codec
            for path, field in self._all_fields().items()
            if not isinstance(field, qbf.Lines)
        }

    # -- matching -------------------------------------------------------------

    def _match(self, objects):
        """Propose Odoo records for objects that have no link.

        :param objects: {qb id: canonical}
        :return: {qb id: ids of records that may be the same}; one is a match, several
            are a question for a person
        """
        return {}

    # -- before an Add --------------------------------------------------------

    def _record_refused_because(self, state, link):
        """Why a record cannot be in QuickBooks at all, in words; "" where it can."""
        return ""

    def _object_waits_for(self, canonical):
        """What Odoo lacks so that a record can be made of an object, in words.

        Asked of objects without a record; "" where nothing is lacking.
        """
        return ""

    def _object_refused_because(self, canonical):
        """Why an object that lacks something needs a person, in words.

        "" where it is enough to wait.
        """
        return ""

    def _record_waits_for(self, record):
        """Why a changed record is not sent yet, in words; "" where it may go."""
        return ""

    def _records_waiting_for_add(self, records):
        """Records that refer to one whose Add is still to come.

        :return: {record id: words}; "" where it will be there soon, in this session
        """
        coming = self._coming_references(records)
        waiting = {}
        for record in records:
            for name, ids in self._referred(record).items():
                if ids & coming.get(name, set()):
                    waiting[record.id] = ""
        return waiting

    def _coming_references(self, records):
        """:return: {mapping name: ids of records whose Add is planned or out}"""
        coming = {}
        for name, ids in self._referred(records).items():
            links = self._links_of(name, ids)
            coming[name] = {
                record_id
                for record_id, link in links.items()
                if not link.qb_id and link.state in ("dirty", "sent")
            }
        return coming

    def _first_images(self, odoo, quickbooks):
        """The images of a pair that was just found: the name identified it.

        :return: (Odoo's image, QuickBooks' image)
        """
        path = self._name_field
        return {path: odoo.get(path)}, {path: quickbooks.get(path)}
