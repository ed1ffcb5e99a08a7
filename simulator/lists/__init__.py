"""List objects (customers, accounts, items …) with the rules of QuickBooks."""
