"""The bottom storey: texts, qbXML messages, SOAP and the Web Connector; no company."""
