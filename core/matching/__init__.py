"""Which entries of two lists are the same thing, by their codes and names.

===========  ====================================================================
records      the input and the result of a comparison: Candidate, Pair, Profile
units        measures: 1/2 in is 0.5", 1 kg is 1000 g, a dozen is a box of 12
lexicon      words that mean the same, words that tell two things apart
spelling     whether one word is another one, mistyped or shortened
plain        names in small letters, signs in words
tokens       names as words and measures
reading      a candidate's names and codes
vocabulary   how often words are used
explaining   the differences, and those that spelling explains
comparing    two readings: how alike they are, and remarks for a person
blocking     which of thousands are worth comparing
searching    whole lists: similar entries, rivals, and entries that say more
matcher      pairs of two lists
similar      the known entries that are similar to a few new ones
named        the matcher of lists whose entries have names
documents    the matcher of documents: number, party, date, total and use
===========  ====================================================================

Odoo's and QuickBooks' entries are called left and right: nothing here depends on it.
"""
