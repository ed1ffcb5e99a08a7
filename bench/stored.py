"""Compare the stored results of two ways of posting documents."""

OWN_FIELDS = {
    "account.move": {
        "name",
        "sequence_prefix",
        "sequence_number",
        "payment_reference",
        "qbd_exact_tax",
        "qbd_ref_number",
    },
    "account.move.line": {
        "move_id",
        "move_name",
        "qbd_txn_line_id",
        "qbd_line_list",
        "name",
    },
}
IDS = {"id", "create_date", "write_date"}
"""What need not be the same: ids, numbers, what only QuickBooks' documents have."""


def compare_stored(ours, plain):
    """Check that two results are equal.

    :param ours: as `stored` returns it; `plain` as well
    :raise RuntimeError: naming the fields that differ
    """
    wrong = sorted(
        {
            (model, name, repr(one[name]), repr(other[name]))
            for model in ours
            for one, other in zip(ours[model], plain[model], strict=True)
            for name in one
            if one[name] != other[name] and not _is_today(name, one)
        }
    )
    if wrong:
        raise RuntimeError(f"not as Odoo's own: {wrong[:10]}")


def stored(moves):
    """Return {model: the stored values of each record}."""
    moves.env.cr.flush()
    moves.env.invalidate_all()
    lines = moves.line_ids.sorted(
        lambda line: (line.move_id.ref, line.sequence, line.id)
    )
    return {
        records._name: [_values_of(record) for record in records]
        for records in (moves.sorted("ref"), lines)
    }


def stored_one_by_one(records):
    """Return {model: [stored values of each record]}, in the order of the records.

    A record that these delegate to, as variants to their template, is among them.
    References to records of one model are compared by their place among these.
    """
    records.env.cr.flush()
    records.env.invalidate_all()
    rows = {}
    for part in (records, *(records[name] for name in records._inherits.values())):
        places = {one.id: number for number, one in enumerate(part)}
        rows[part._name] = [_placed(_values_of(one), one, places) for one in part]
    return rows


def _placed(values, record, places):
    """Replace ids of the records that are compared by their places."""
    for name in values:
        field = record._fields[name]
        if field.relational and field.comodel_name == record._name:
            values[name] = [places.get(one, one) for one in values[name]]
    return values


def _values_of(record):
    skipped = OWN_FIELDS.get(record._name, set()) | IDS | {*record._inherits.values()}
    names = [
        name
        for name, field in record._fields.items()
        if field.store and name not in skipped and field.type != "one2many"
    ]
    return {name: _plain(record[name]) for name in names}


def _plain(value):
    return value.ids if hasattr(value, "ids") else value


def _is_today(name, row):
    """Return whether a value is the day of the measurement, in one zone or another."""
    return name == "invoice_date_due" and row.get("move_type") == "entry"
