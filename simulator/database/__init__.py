"""The SQLite tables of a company file; no rules."""
