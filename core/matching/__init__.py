"""Which entries of two lists are the same thing, by their codes and names.

===========  ====================================================================
records      what is compared and what comes out: Candidate, Pair, Profile
units        measures: 1/2 in is 0.5", 1 kg is 1000 g, a dozen is a box of 12
lexicon      words that mean the same, words that tell two things apart
spelling     whether one word is another one, mistyped or shortened
reading      a candidate's names as words, measures and codes
comparing    two readings: how alike, what differs, what a person should know
blocking     which of thousands are worth comparing
matcher      pairs of two lists; what is similar to one new entry
===========  ====================================================================

Odoo's and QuickBooks' entries are called left and right: nothing here depends on it.
"""
