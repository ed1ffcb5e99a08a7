"""`bin/demo --full`: every kind of record, every action, both sides, with faults.

Whoever plays here shares nothing with the sync: people act through Odoo's pages (RPC)
and QuickBooks' windows (the simulator); the results are read by SQL and from the
ledger of the simulated company file.
"""
