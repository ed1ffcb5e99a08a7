"""Decisions of the sync, without carrying them out: no database, no clock, no wire.

==========  ==================================================================
merge       the fields of one record, each side against its own image
lines       the lines of one document, the same way; line_images moves their images
documents   header and lines as one, for the engine
journal     the states of a message set, and what became of one without an answer
operations  what is done to an object, and what becomes of its link
planner     order, batches, page sizes, guards, windows of time
retry       when to try again, when to stop
==========  ==================================================================

Every value is canonical: JSON can hold it, and the mapping's `canonical()` of either
side gives it. Clocks and random generators are always passed in.
"""
