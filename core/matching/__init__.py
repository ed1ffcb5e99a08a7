"""Which entries of two lists are the same thing, by their codes and names.

===========  ====================================================================
records      what is compared and what comes out: Candidate, Pair, Profile
units        measures: 1/2 in is 0.5", 1 kg is 1000 g, a dozen is a box of 12
lexicon      words that mean the same, words that tell two things apart
spelling     whether one word is another one, mistyped or shortened
plain        names in small letters, signs in words
tokens       names as words and measures
reading      a candidate's names and codes
vocabulary   how often words are used
explaining   what differs, and what is the same written otherwise
comparing    two readings: how alike they are, what a person should know
blocking     which of thousands are worth comparing
searching    what is similar in whole lists, what fits as well, what says more
matcher      pairs of two lists
similar      what is similar to a few new entries
===========  ====================================================================

Odoo's and QuickBooks' entries are called left and right: nothing here depends on it.
"""
