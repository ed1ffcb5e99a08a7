from odoo import api, models, tools
from odoo.exceptions import UserError

from ....core.qbxml import fields as qbf
from ....core.qbxml.values import Boolean, Ref
from ....core.sync import planner
from ....core.words import for_reader

PREFIX = "qbd.mapping."


class QbdMapping(models.AbstractModel):
    """Maps one QuickBooks object type to one Odoo model.

    A further mapping is one file with one class that inherits this class; it is found
    through the registry. Variations are data (the attributes) or a named hook below,
    whose docstring says who calls it.
    """

    _name = "qbd.mapping"
    _inherit = [
        "qbd.mapping.references",
        "qbd.mapping.matching",
        "qbd.mapping.suggestions",
        "qbd.mapping.candidates",
        "qbd.mapping.reading",
        "qbd.mapping.waiting",
        "qbd.mapping.settings",
        "qbd.mapping.balances",
        "qbd.mapping.deletions",
        "qbd.mapping.requests",
        "qbd.mapping.writing",
        "qbd.mapping.elements",
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
    _has_unique_names = True  # whether no two objects of the list have the same name
    _has_guid = True  # whether objects carry an ExternalGUID
    _id_tag = "ListID"  # "TxnID" of transactions
    _name_field = "Name"  # the path of the natural key
    _searched_name = "display_name"  # the field in which users look for a record
    _only_to_quickbooks = False  # whether objects never become records
    _only_from_quickbooks = False  # whether records are never written to QuickBooks
    _dashboard_order = 200  # on the dashboard, where users look for it
    _direction = "both"  # of the stream of a new connection
    _is_proposed = True  # whether it is switched on together with the documents
    _creates_in_odoo = True  # whether that stream creates what Odoo does not have
    _creates_in_quickbooks = True

    # -- finding mappings -----------------------------------------------------

    @api.model
    def _mapping_names(self):
        """Return the names of all mappings, each after the mappings it depends on."""
        return list(self._names_in_order())

    @api.model
    @tools.ormcache()
    def _names_in_order(self):
        """Return these names as a tuple; a registry has always the same mappings."""
        names = self.env.registry.descendants(["qbd.mapping"], "_inherit")
        after = {
            name.removeprefix(PREFIX): self.env[name]._depends_on
            for name in names
            if name.startswith(PREFIX)
        }
        return tuple(planner.order(after))

    def _new_stream(self, direction=None):
        """Return values of this mapping's stream for a connection without one."""
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
        """Hook: return the fields of a type, in the order of its messages.

        Called wherever requests are built and checked. Mappings of several types
        override it.
        """
        return self._fields_map

    def _can_do(self, qb_type, operation):
        """Hook: return whether an operation is possible for objects of a type.

        Called by the engine before it plans. Mappings override it if the possible
        operations depend on the type.

        :param qb_type: type of the object, empty for an object that is to be added
        :param operation: a key of `OPERATIONS`
        """
        return operation in self._can

    # -- which Odoo records ---------------------------------------------------

    def _sweep_domain(self):
        """Hook: return the domain of the records that a sweep looks at.

        Called by the engine. Mappings override it if only records that others refer to
        count.
        """
        return self._records_domain()

    @api.model
    def _watching_streams(self, model):
        """Return the live streams of all connections that watch an Odoo model."""
        return (
            self.env["qbd.stream"]
            ._live()
            .filtered(lambda stream: model in stream._mapping()._watch)
        )

    def _records_domain(self):
        """Hook: return the domain of the records of this stream.

        Called by the engine when it looks for candidates.
        """
        return []

    def _own_ids(self, ids):
        """Return those of the ids (set) whose records are of this stream."""
        domain = [("id", "in", list(ids)), *self._records_domain()]
        return set(self._browse([]).search(domain).ids) if ids else set()

    def _require_own(self, ids):
        """Refuse records that do not belong to this stream.

        :raise UserError: if a record is not of the list, or is of another company
        """
        if set(ids) - self._own_ids(ids):
            raise UserError(
                for_reader(self.env)._(
                    "The chosen record is not of the record type “%(list)s”, or "
                    "belongs to another company.",
                    list=self._type_title(),
                )
            )

    def _records_concerned(self, model, ids):
        """Hook: return the ids of records that a change of these records may concern.

        Called by the engine for each hint; they are checked against the domain
        afterwards.

        :param model: one of `_watch`
        :return: ids of `_odoo_model`
        """
        return list(ids) if model == self._odoo_model else []

    def _hint_domain(self, model):
        """Hook: return the domain of changed records of a model that deserve a hint.

        Called by the mixin of synced records, for those without a link. It is called
        for all streams at once, so it must not depend on a single stream.

        :return: a domain
        """
        return []

    def _browse(self, ids):
        return self.env[self._odoo_model].browse(ids)

    def _written_with(self, ids):
        """Hook: return the records that are written as a side effect.

        Called by the engine, which drops the hints that its own writes left.

        :param ids: ids of the records that are written
        :return: {model: ids}; none that a record outside of the batch shares
        """
        return {self._odoo_model: ids}

    def _record_names(self, records):
        """Hook: return the names by which objects may already be these records.

        Called by the engine before it adds records.
        """
        return records.mapped("name")

    # -- Odoo → canonical -----------------------------------------------------

    def _compared(self):
        """Return the paths that are compared: all that Odoo has a field for."""
        return frozenset(field.qb for field in self._fields_map if field.odoo)

    def _lists_of_lines(self):
        """Return the declarations of a document's lists of lines."""
        return [field for field in self._fields_map if isinstance(field, qbf.Lines)]

    def _line_keys(self):
        """Return {path of lines: name of the element with a line's id}."""
        return {lines.qb: lines.key for lines in self._lists_of_lines()}

    def _natural_line_keys(self):
        """Return the paths of lines whose keys mean the same on both sides."""
        return frozenset(one.qb for one in self._lists_of_lines() if one.natural)

    def _all_fields(self):
        """Return {path: field}, including those of lines: "InvoiceLine/Amount"."""
        found = {field.qb: field for field in self._fields_map}
        for lines in self._lists_of_lines():
            found.update((f"{lines.qb}/{one.qb}", one) for one in lines.fields)
        return found

    def _pull_only(self):
        """Return the paths that are read and never sent."""
        fields = self._all_fields().items()
        return frozenset(path for path, field in fields if field.pull_only)

    def _push_only(self):
        """Return the paths that QuickBooks never shows."""
        fields = self._all_fields().items()
        return frozenset(p for p, field in fields if getattr(field, "push_only", False))

    def _type_title(self):
        """Return the name of the record type, for people."""
        return for_reader(self.env)["ir.model"]._get(self._name).sudo().name

    def _labels(self):
        say = for_reader(self.env)._
        labels = {
            path: getattr(field, "label", None)
            for path, field in self._all_fields().items()
        }
        return {path: say(label) if label else path for path, label in labels.items()}

    def _label(self, path, labels=None):
        """Return the label of a path, including a path within a line.

        :param labels: of `_labels`, if they are known
        """
        labels = labels or self._labels()
        if path in labels:
            return labels[path]
        lines, _slash, rest = path.partition("/")
        field = rest.partition("/")[2]
        inner = f": {labels[f'{lines}/{field}']}" if field else ""
        return f"{labels.get(lines, lines)}{inner}"

    def _canonical_records(self, records):
        """Hook: return the canonical forms of records.

        Called by the engine for each batch. Mappings override it if some paths need all
        records at once.

        :return: {record id: {path: canonical}}; undeterminable paths are absent
        """
        self._prefetch(records)
        references = self._references(records)
        return {
            record.id: qbf.canonical(
                self._fields_map, self._raw_values(record, references)
            )
            for record in records
        }

    def _prefetch(self, records):
        """Hook: read the data that `_raw_values` needs in few queries.

        Called by `_canonical_records`, for speed.
        """

    def _raw_values(self, record, references):
        """Hook: return the raw values of one record.

        Called by `_canonical_records`. Mappings override it for paths that have no
        field.

        :return: {path: raw value}
        """
        values = {}
        for field, kind in self._kinds_of_fields():
            if self._leaves_out(record, field.qb):
                continue
            if kind is qbf.Lines:
                lines = self._raw_lines(record, field, references)
                if lines is not None:
                    values[field.qb] = lines
                continue
            value = self._raw_value(record, field)
            if kind is Ref:
                known = references.get((field.codec.target, value.id))
                if value and not known:
                    continue  # not in QuickBooks yet: it cannot be compared
                value = known or None
            elif kind is Boolean:
                value = bool(value)
            elif value is False:  # of Odoo means empty
                value = None
            values[field.qb] = value
        return values

    @tools.ormcache()
    def _kinds_of_fields(self):
        """Return ((field, `Lines`, `Ref`, `Boolean` or None), …) of fields of Odoo."""
        found = []
        for field in self._fields_map:
            codec = getattr(field, "codec", None)
            kinds = (kind for kind in (Ref, Boolean) if isinstance(codec, kind))
            kind = qbf.Lines if isinstance(field, qbf.Lines) else next(kinds, None)
            if field.odoo:
                found.append((field, kind))
        return tuple(found)

    def _raw_lines(self, record, lines, references):
        """Hook: return the lines of a record.

        Called for each declared list of lines. Mappings that declare lines override it.

        :param references: {(mapping name, record id): QuickBooks id}
        :return: [{key: id of a line, path: raw value}], None if undeterminable
        """
        raise NotImplementedError

    def _raw_value(self, record, field):
        """Return the value of an Odoo field, or of a method of the mapping ("_…")."""
        if field.odoo.startswith("_"):
            return getattr(self, field.odoo)(record)
        return record[field.odoo]

    def _leaves_out(self, record, path):
        """Hook: return whether a record cannot have a path.

        Called for each value that is read of a record.
        """
        return False

    # -- QuickBooks → canonical -----------------------------------------------

    def _canonical_object(self, element, image=None):
        """Hook: return the canonical form of a Ret, as far as it is declared.

        Called by the engine for each object that it reads. Mappings of several types
        override it; adjustments for comparison only belong in `_normalise_object`.

        :param image: the object's image, if it is linked
        :raise ValueRefused: for a value that cannot be read
        """
        canonical = qbf.parse(self._fields_map, element)
        return self._normalise_object(canonical, element, image or {})

    def _normalise_object(self, canonical, element, image):
        """Hook: make an object comparable with the values that Odoo can hold.

        Called by `_canonical_object` with the values it has read.

        :param canonical: {path: canonical}, may be changed and returned
        :param image: the object's image, {} for none
        """
        return canonical

    def _object_name(self, canonical):
        """Hook: return the name of an object, for people and for name spaces.

        Called by the engine for each object that it links.
        """
        return canonical.get("FullName") or canonical.get(self._name_field)

    def _depth(self, canonical):
        """Return the number of an object's ancestors; parents are created first."""
        return (canonical.get("FullName") or "").count(":")

    def _stored(self, path, value):
        """Hook: return the form of an Odoo value that QuickBooks stores.

        Called wherever two sides are compared, to see equality.
        """
        codec = self._codecs()[path]
        return codec.stored(value)

    @tools.ormcache()
    def _codecs(self):
        """Return {path: codec} of all fields but lists of lines, not to be changed."""
        return {
            path: field.codec
            for path, field in self._all_fields().items()
            if not isinstance(field, qbf.Lines)
        }

    # -- matching -------------------------------------------------------------

    def _match(self, objects):
        """Hook: propose Odoo records for objects that have no link.

        Called by the engine, which removes rejected pairs afterwards.

        :param objects: {qb id: canonical}
        :return: {qb id: ids of records that may be the same}; a single id is a match,
            several are a question for a user
        """
        return {}

    def _own_words(self):
        """Hook: return the paths of words that both sides of a new pair may keep.

        Called by the engine for pairs that were just found. Other values that differ
        are settled by the policy.
        """
        return frozenset()

    def _prepare_found(self, pairs):
        """Hook: prepare records that were just found for objects.

        Called by the engine before both are compared for the first time.

        :param pairs: with `record_id` and `quickbooks`, the object's canonical form
        """

    def _first_images(self, odoo, quickbooks):
        """Hook: return the images of a pair that was just found.

        Called by the engine: the values that identified the pair are agreed, by default
        its name.

        :return: (Odoo's image, QuickBooks' image)
        """
        path = self._name_field
        return {path: odoo.get(path)}, {path: quickbooks.get(path)}
