"""Transactions with the rules of QuickBooks, and how they settle each other."""
