"""The WSDL of the Web Connector's web service, written from its facts.

Eight operations, SOAP 1.1, document/literal, namespace with a trailing slash. It is
built here so that the simulator need not trust the one the endpoint serves.
"""

NAMESPACE = "http://developer.intuit.com/"

# Operation → (parameters, type of the result). Parameters are strings but for _INTS.
OPERATIONS = {
    "serverVersion": ((), "string"),
    "clientVersion": (("strVersion",), "string"),
    "authenticate": (("strUserName", "strPassword"), "ArrayOfString"),
    "sendRequestXML": (
        (
            "ticket",
            "strHCPResponse",
            "strCompanyFileName",
            "qbXMLCountry",
            "qbXMLMajorVers",
            "qbXMLMinorVers",
        ),
        "string",
    ),
    "receiveResponseXML": (("ticket", "response", "hresult", "message"), "int"),
    "connectionError": (("ticket", "hresult", "message"), "string"),
    "getLastError": (("ticket",), "string"),
    "closeConnection": (("ticket",), "string"),
}
_INTS = {"qbXMLMajorVers", "qbXMLMinorVers"}
_TYPES = {"string": "xs:string", "int": "xs:int", "ArrayOfString": "q:ArrayOfString"}

_START = f"""<?xml version="1.0" encoding="utf-8"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:q="{NAMESPACE}" targetNamespace="{NAMESPACE}">
<types><xs:schema elementFormDefault="qualified" targetNamespace="{NAMESPACE}">
<xs:complexType name="ArrayOfString"><xs:sequence>
<xs:element name="string" type="xs:string" nillable="true"
    minOccurs="0" maxOccurs="unbounded"/>
</xs:sequence></xs:complexType>
"""


def wsdl(location="http://localhost/"):
    """Return the WSDL as text; ``location``: the address of the service."""
    parts = [_START]
    for name, (parameters, result) in OPERATIONS.items():
        members = [(one, "int" if one in _INTS else "string") for one in parameters]
        parts.append(_element(name, members))
        parts.append(_element(f"{name}Response", [(f"{name}Result", result)]))
    parts.append("</xs:schema></types>\n")
    parts += [_messages(name) for name in OPERATIONS]
    parts.append('<portType name="QBWebConnectorSvcSoap">\n')
    parts += [_operation(name) for name in OPERATIONS]
    parts.append("</portType>\n")
    parts.append(_binding())
    parts.append(
        '<service name="QBWebConnectorSvc"><port name="QBWebConnectorSvcSoap"'
        f' binding="q:QBWebConnectorSvcSoap"><soap:address location="{location}"/>'
        "</port></service></definitions>\n"
    )
    return "".join(parts)


def _element(name, members):
    lines = [f'<xs:element name="{name}"><xs:complexType><xs:sequence>']
    for member, kind in members:
        least = 1 if kind == "int" else 0
        lines.append(
            f'<xs:element name="{member}" type="{_TYPES[kind]}"'
            f' minOccurs="{least}" maxOccurs="1"/>'
        )
    return "\n".join([*lines, "</xs:sequence></xs:complexType></xs:element>\n"])


def _messages(name):
    return "".join(
        f'<message name="{name}{way}"><part name="parameters" element="q:{element}"/>'
        "</message>\n"
        for way, element in (("In", name), ("Out", f"{name}Response"))
    )


def _operation(name):
    return (
        f'<operation name="{name}"><input message="q:{name}In"/>'
        f'<output message="q:{name}Out"/></operation>\n'
    )


def _binding():
    body = '<soap:body use="literal"/>'
    operations = "".join(
        f'<operation name="{name}">'
        f'<soap:operation soapAction="{NAMESPACE}{name}" style="document"/>'
        f"<input>{body}</input><output>{body}</output></operation>\n"
        for name in OPERATIONS
    )
    return (
        '<binding name="QBWebConnectorSvcSoap" type="q:QBWebConnectorSvcSoap">'
        '<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>\n'
        f"{operations}</binding>\n"
    )
