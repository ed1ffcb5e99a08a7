"""The numbers of links that the dashboard shows, against the links themselves."""


def wrong_numbers_of_links(env):
    """Return [(stream id, shown state, number)] that the dashboard has wrong, or lacks.

    The links are counted for this, one after the other.
    """
    links = env["qbd.link"]
    groups = links._read_group([], ["stream_id", "shown_state"], ["__count"])
    right = {(stream.id, state, number) for stream, state, number in groups}
    shown = {
        (stream_id, state, number)
        for stream_id, counts in links._counts(
            "id", env["qbd.stream"].search([]).ids
        ).items()
        for state, number in counts.items()
    }
    return sorted(right ^ shown)
