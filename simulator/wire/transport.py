"""How the Web Connector's calls travel: SOAP by zeep, in the recorded shape, over HTTP
or straight into a function."""

import io
from dataclasses import dataclass, field
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy

import requests
import zeep
from lxml import etree

from .qbwc import NAMESPACE, OPERATIONS, wsdl

USER_AGENT = (
    "Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 2.0.50727.1433)"
)
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>{}</soap:Body>'
    "</soap:Envelope>"
)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_BINDING = f"{{{NAMESPACE}}}QBWebConnectorSvcSoap"
_WSDL_ADDRESS = "http://simulator.invalid/qbwc.wsdl"


class Lost(Exception):
    """No answer came, or none that can be read: broken connection, time-out …"""


@dataclass
class Reply:
    """An HTTP answer: status, body and headers."""

    status: int
    body: bytes
    headers: dict = field(default_factory=dict)


def _session():
    """Return a session that keeps no cookies, like the Web Connector."""
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


class HttpTransport:
    """Over HTTP. ``session``: a ``requests.Session`` or a similar object; the
    default keeps no cookies.

    ``timeout`` in seconds. ``expect``: send ``Expect: 100-continue`` as recorded; the
    header alone, the body does not wait for the 100. Raises Lost.
    """

    def __init__(self, session=None, timeout=120, verify=True, expect=True):
        self.session = session or _session()
        self.timeout = timeout
        self.verify = verify
        self.expect = expect

    def get(self, url):
        """Send a plain GET, as the certificate check makes it."""
        return self._request("GET", url, {"User-Agent": USER_AGENT})

    def post(self, url, body, headers):
        """Deliver a SOAP request."""
        if self.expect:
            headers = {**headers, "Expect": "100-continue"}
        return self._request("POST", url, headers, body)

    def _request(self, method, url, headers, body=None):
        try:
            answer = self.session.request(
                method,
                url,
                data=body,
                headers={"Accept": None, "Accept-Encoding": None, **headers},
                timeout=self.timeout,
                allow_redirects=method == "GET",
                verify=self.verify,
            )
        except requests.RequestException as problem:
            raise Lost(str(problem)) from problem
        return Reply(answer.status_code, answer.content, dict(answer.headers))


class InProcessTransport:
    """Into a function: ``handle(method, url, body, headers)`` → Reply.

    The function may also return the body alone, or raise Lost.
    """

    def __init__(self, handle):
        self.handle = handle

    def get(self, url):
        """Send a plain GET."""
        return self._reply(self.handle("GET", url, b"", {}))

    def post(self, url, body, headers):
        """Deliver a SOAP request."""
        return self._reply(self.handle("POST", url, body, headers))

    @staticmethod
    def _reply(answer):
        if not isinstance(answer, Reply):
            answer = Reply(200, answer)
        answer.headers.setdefault("Content-Type", "text/xml; charset=utf-8")
        return answer


def envelope_text(envelope):
    """Return the SOAP request as .NET writes it: one line, empty strings
    self-closed."""
    body = envelope[-1]
    return _ENVELOPE.format(_element_text(body[0], f' xmlns="{NAMESPACE}"'))


def _element_text(node, declaration=""):
    name = etree.QName(node).localname
    inner = "".join(_element_text(child) for child in node)
    inner = inner or (node.text or "").translate(_ESCAPES)
    if not inner:
        return f"<{name}{declaration} />"
    return f"<{name}{declaration}>{inner}</{name}>"


class _ZeepTransport(zeep.Transport):
    """Lets zeep read the WSDL of ours and deliver through our transports."""

    def __init__(self, text=None, deliver=None):
        self.text = text
        self.deliver = deliver
        super().__init__(session=requests.Session())

    def load(self, url):
        return self.text.encode("utf-8")

    def post_xml(self, address, envelope, headers):
        reply = self.deliver(address, envelope_text(envelope).encode("utf-8"), headers)
        answer = requests.Response()
        answer.status_code = reply.status
        answer.raw = io.BytesIO(reply.body)
        answer.headers.update(reply.headers)
        return answer


@lru_cache(maxsize=4)
def _document(text):
    return zeep.wsdl.Document(_WSDL_ADDRESS, _ZeepTransport(text))


class SoapClient:
    """The eight operations as calls; each goes through ``deliver`` as text.

    ``deliver(url, body, headers)`` → Reply or Lost. ``wsdl_text``: another WSDL, e.g.
    the one the endpoint serves; its first SOAP 1.1 binding is used.
    """

    def __init__(self, url, deliver, wsdl_text=None):
        self.url = url
        self.deliver = deliver
        document = _document(wsdl_text or wsdl())
        client = zeep.Client(document, transport=_ZeepTransport(None, self._post))
        binding = _BINDING if wsdl_text is None else _soap_binding(document)
        self.service = client.create_service(binding, url)

    def call(self, name, arguments):
        """Call an operation with keyword arguments; returns its result as Python.

        Raises Lost, ``zeep.exceptions.Fault`` for a SOAP fault,
        ``zeep.exceptions.TransportError`` for another status than 200.
        """
        answer = self.service[name](**arguments)
        if answer is None and OPERATIONS[name][1] == "int":
            raise Lost(f"{name} answered no number")
        return answer

    def _post(self, address, body, headers):
        headers = {
            "User-Agent": USER_AGENT,
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": headers["SOAPAction"],
        }
        reply = self.deliver(address, body, headers)
        if reply.status == 200:
            _check_reply(reply, headers["SOAPAction"].strip('"').rpartition("/")[2])
        return reply


def _check_reply(reply, method):
    """Raise Lost unless the .NET client of the Web Connector reads the reply: XML by
    its Content-Type, a SOAP 1.1 envelope, the response element of the method."""
    headers = {name.lower(): value for name, value in reply.headers.items()}
    if not headers.get("content-type", "").lower().startswith("text/xml"):
        raise Lost(f"Content-Type {headers.get('content-type')!r} in place of text/xml")
    try:
        envelope = etree.fromstring(reply.body)
    except etree.XMLSyntaxError as problem:
        raise Lost(f"{method} answered no XML: {problem}") from problem
    body = envelope.find(f"{{{_SOAP}}}Body")
    wanted = [f"{{{NAMESPACE}}}{method}Response"]
    found = [] if body is None else [child.tag for child in body]
    if envelope.tag != f"{{{_SOAP}}}Envelope" or found != wanted:
        raise Lost(f"{method} answered {envelope.tag} with {found}")


def _soap_binding(document):
    for name, binding in document.bindings.items():
        if isinstance(binding, zeep.wsdl.bindings.soap.Soap11Binding):
            return name
    raise ValueError("the WSDL has no SOAP 1.1 binding")
