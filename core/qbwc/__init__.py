"""The QuickBooks Web Connector: envelopes, verbs, WSDL, `.qwc` files, credentials."""
