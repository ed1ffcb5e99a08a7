"""Requests of the SDK, from their data to the qbXML of an answer."""
