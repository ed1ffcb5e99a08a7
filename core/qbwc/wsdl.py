"""The WSDL of the endpoint, derived from the table of verbs.

Same operations, messages, types and SOAPActions as the service that Web Connectors are
compiled against: SOAP 1.1, document style, literal use, one wrapper element each way.
"""

from lxml import etree

from .envelope import NAMESPACE
from .verbs import VERBS

SERVICE = "QBWebConnectorSvc"

_WSDL = "http://schemas.xmlsoap.org/wsdl/"
_SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"
_HTTP = "http://schemas.xmlsoap.org/soap/http"
_XSD = "http://www.w3.org/2001/XMLSchema"
_PREFIXES = {"wsdl": _WSDL, "soap": _SOAP, "s": _XSD, "tns": NAMESPACE}
_TYPES = {"string": "s:string", "int": "s:int", "strings": "tns:ArrayOfString"}


def wsdl(address):
    """Return the WSDL (bytes) of the service at an address.

    :param address: the absolute URL that calls are posted to
    """
    described = {name: verb for name, verb in VERBS.items() if verb.in_wsdl}
    root = etree.Element(
        f"{{{_WSDL}}}definitions", nsmap=_PREFIXES, targetNamespace=NAMESPACE
    )
    _add_types(root, described)
    for name in described:
        _add_message(root, f"{name}SoapIn", name)
        _add_message(root, f"{name}SoapOut", f"{name}Response")
    _add_port_type(root, described)
    _add_binding(root, described)
    _add_service(root, address)
    return etree.tostring(
        root, encoding="utf-8", xml_declaration=True, pretty_print=True
    )


def _add(parent, prefixed, **attributes):
    prefix, name = prefixed.split(":")
    tag = f"{{{_PREFIXES[prefix]}}}{name}"
    return etree.SubElement(parent, tag, attributes)


def _add_types(root, described):
    schema = _add(
        _add(root, "wsdl:types"),
        "s:schema",
        elementFormDefault="qualified",
        targetNamespace=NAMESPACE,
    )
    for name, verb in described.items():
        _add_wrapper(schema, name, verb.arguments)
        _add_wrapper(schema, f"{name}Response", ((f"{name}Result", verb.result),))
    strings = _add(schema, "s:complexType", name="ArrayOfString")
    _add(
        _add(strings, "s:sequence"),
        "s:element",
        minOccurs="0",
        maxOccurs="unbounded",
        name="string",
        nillable="true",
        type="s:string",
    )


def _add_wrapper(schema, name, parts):
    wrapper = _add(_add(schema, "s:element", name=name), "s:complexType")
    sequence = _add(wrapper, "s:sequence") if parts else None
    for part, kind in parts:
        _add(
            sequence,
            "s:element",
            minOccurs="1" if kind == "int" else "0",
            maxOccurs="1",
            name=part,
            type=_TYPES[kind],
        )


def _add_message(root, message, element):
    part = _add(root, "wsdl:message", name=message)
    _add(part, "wsdl:part", name="parameters", element=f"tns:{element}")


def _add_port_type(root, described):
    port_type = _add(root, "wsdl:portType", name=f"{SERVICE}Soap")
    for name in described:
        operation = _add(port_type, "wsdl:operation", name=name)
        _add(operation, "wsdl:input", message=f"tns:{name}SoapIn")
        _add(operation, "wsdl:output", message=f"tns:{name}SoapOut")


def _add_binding(root, described):
    binding = _add(
        root, "wsdl:binding", name=f"{SERVICE}Soap", type=f"tns:{SERVICE}Soap"
    )
    _add(binding, "soap:binding", transport=_HTTP)
    for name in described:
        operation = _add(binding, "wsdl:operation", name=name)
        _add(
            operation,
            "soap:operation",
            soapAction=f"{NAMESPACE}{name}",
            style="document",
        )
        for direction in ("input", "output"):
            _add(_add(operation, f"wsdl:{direction}"), "soap:body", use="literal")


def _add_service(root, address):
    service = _add(root, "wsdl:service", name=SERVICE)
    port = _add(
        service, "wsdl:port", name=f"{SERVICE}Soap", binding=f"tns:{SERVICE}Soap"
    )
    _add(port, "soap:address", location=address)
