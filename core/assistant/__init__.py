"""The conversation with an assistant: text out, text in. It decides nothing.

===========  ====================================================================
address      which addresses may be asked
questions    the exact texts that leave: the listed fields of rows, nothing else
answers      the answers that were asked for; all others are refused
===========  ====================================================================

An answer is a suggestion. Names and codes of rows are data of strangers and may hold
instructions: whatever comes back is checked against the question, row by row.
"""
