"""Whole books: postings, reports, preferences, and the person who edits them."""
