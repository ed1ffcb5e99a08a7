"""Answers of QuickBooks: a hardened reader, lenient towards mere oddities.

The schema is no judge here: 6 of 53 recorded responses break it. A response is
refused only if it is no qbXML at all, too large, or carries a DTD.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from ..errors import AnswerRefused
from .texts import from_cp1252
from .values import boolean

MAX_ANSWER_BYTES = 64 * 1024 * 1024
"""A page of 500 customers has about one megabyte."""

NO_STATUS = -1
"""The code of a response without a readable statusCode."""

OLDEST, NEWEST = (13, 0), (16, 0)
"""The qbXML versions that are spoken."""

_DECLARATION = re.compile(r"^\ufeff?\s*(<\?xml[^>]*\?>)?\s*")
_DOCTYPE = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_C1 = re.compile(r"[\x80-\x9f]|&#(0*1(2[89]|[34]\d|5\d);|[xX]0*[89][0-9a-fA-F];)")
_NOT_XML = re.compile(
    r"&#(0*([0-8]|1[124-9]|2\d|3[01])|x0*([0-8bcef]|1[0-9a-f]));"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Response:
    """One answer of a message set.

    :param str tag: e.g. "CustomerAddRs"
    :param str request_id: of the request, None if it had none
    :param int code: statusCode, `NO_STATUS` if there is none
    :param str severity: "Info", "Warn" or "Error"; not to be relied upon
    :param str message: QuickBooks' own words
    :param element: the element itself
    :param list objects: its ``…Ret`` elements
    :param int remaining: iteratorRemainingCount, None without an iterator
    :param str iterator_id: iteratorID; the last page has one too
    :param int count: retCount of a query that asked for metaData, else None
    """

    tag: str
    request_id: str | None
    code: int
    severity: str
    message: str
    element: object
    objects: list
    remaining: int | None = None
    iterator_id: str | None = None
    count: int | None = None


@dataclass(frozen=True)
class Answer:
    """A whole answer.

    :param int messages_status: messageSetStatusCode (recovery), else None
    :param list responses: `Response`, in the order of the requests
    """

    messages_status: int | None
    responses: list

    def by_id(self):
        """Return ``{request_id: Response}``."""
        return {response.request_id: response for response in self.responses}


@dataclass(frozen=True)
class Host:
    """Which QuickBooks and which company file answered.

    :param list versions: supported qbXML versions as QuickBooks prints them
    :param dict extensions: data extensions of the company,
        ``{(owner id in lower case, name): value}``
    :param dict preferences: nested dict of str
    :param bool is_sample: whether it is one of Intuit's sample files, None if unsaid
    :param str fiscal_month: English name of the first month of the fiscal year
    """

    product: str = ""
    major: str = ""
    minor: str = ""
    country: str = ""
    versions: list = field(default_factory=list)
    file_mode: str = ""
    company_name: str = ""
    legal_name: str = ""
    is_sample: bool | None = None
    extensions: dict = field(default_factory=dict)
    preferences: dict = field(default_factory=dict)
    fiscal_month: str = ""


def read_answer(raw):
    """Read a response message.

    U+0080–U+009F are read as the Windows-1252 bytes that they are, in texts and in
    attributes. Unknown elements and attributes are let through.

    :param raw: str or bytes; the XML declaration may be missing
    :return: `Answer`
    :raise AnswerRefused: if it is not well-formed, no qbXML, or too large
    """
    text = _text(raw)
    root = _parse(text)
    messages = root.find("QBXMLMsgsRs") if root.tag == "QBXML" else None
    if messages is None:
        raise AnswerRefused("the answer holds no qbXML responses", root.tag)
    if _C1.search(text):
        _repair_cp1252(root)
    status = _number(messages.get("messageSetStatusCode"))
    return Answer(status, [_response(element) for element in messages])


def parse(raw):
    """Return the root element of a message, request or answer.

    :raise AnswerRefused: for what is not XML
    """
    return _parse(_text(raw))


def read_host(answer):
    """Return the `Host` of an answer to HostQuery, CompanyQuery, PreferencesQuery.

    The first sendRequestXML of a session brings such an answer along. The values of
    a missing part are empty.

    :param answer: `Answer`, or the raw message
    """
    if not isinstance(answer, Answer):
        answer = read_answer(answer)
    found = {o.tag: o for response in answer.responses for o in response.objects}
    host, company = _part(found, "HostRet"), _part(found, "CompanyRet")
    sample = company.find("IsSampleCompany")
    return Host(
        product=host.findtext("ProductName", ""),
        major=host.findtext("MajorVersion", ""),
        minor=host.findtext("MinorVersion", ""),
        country=host.findtext("Country", ""),
        versions=[e.text for e in host.iterfind("SupportedQBXMLVersion")],
        file_mode=host.findtext("QBFileMode", ""),
        company_name=company.findtext("CompanyName", ""),
        legal_name=company.findtext("LegalCompanyName", ""),
        is_sample=None if sample is None else boolean.parse(sample),
        extensions=data_extensions(company),
        preferences=_nested(_part(found, "PreferencesRet")),
        fiscal_month=company.findtext("FirstMonthFiscalYear", ""),
    )


def data_extensions(element):
    """Return the data extensions of an object that was asked for with OwnerID.

    :param element: e.g. a CompanyRet or a CustomerRet
    :return: ``{(owner id in lower case, name): value}``; the owner "0" is the public
        one of custom fields
    """
    return {
        (
            extension.findtext("OwnerID", "0").lower(),
            extension.findtext("DataExtName", ""),
        ): extension.findtext("DataExtValue", "")
        for extension in element.iterfind("DataExtRet")
    }


def negotiate(supported_versions):
    """Return the highest qbXML version that both sides speak, None if there is none.

    >>> negotiate(["1.0", "12.0", "13.0", "14.0"])
    '14.0'

    :param supported_versions: as in `Host.versions`; "CA3.0" and the like are of
        another language and are passed over
    """
    spoken = []
    for version in supported_versions:
        if re.fullmatch(r"\d+\.\d+", version or ""):
            parts = tuple(int(part) for part in version.split("."))
            spoken += [parts] if OLDEST <= parts <= NEWEST else []
    return ".".join(map(str, max(spoken))) if spoken else None


def _text(raw):
    """Return the answer as text, without its declaration."""
    if len(raw) > MAX_ANSWER_BYTES:
        raise AnswerRefused(f"the answer has {len(raw)} bytes, more than are read")
    text = raw if isinstance(raw, str) else _decoded(bytes(raw))
    text = _DECLARATION.sub("", text, count=1)
    if not text.strip():
        raise AnswerRefused("the answer is empty")
    return text


def _decoded(raw):
    """Return bytes as text: UTF-8, UTF-16 with its mark, else Windows-1252."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _parse(text):
    """Parse; where characters are in it that XML does not have, without them."""
    try:
        return _parse_strict(text)
    except (etree.XMLSyntaxError, ValueError) as error:
        cleaned = _NOT_XML.sub("", text)
        if cleaned == text:
            raise AnswerRefused(f"the answer is not XML: {error}") from error
    try:
        return _parse_strict(cleaned)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise AnswerRefused(f"the answer is not XML: {error}") from error


def _parse_strict(text):
    if _DOCTYPE.search(text):
        raise AnswerRefused("the answer carries a document type, as qbXML never does")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(text.encode("utf-8"), parser)


def _repair_cp1252(root):
    for element in root.iter():
        if element.text:
            element.text = from_cp1252(element.text)
        for name, value in element.attrib.items():
            element.set(name, from_cp1252(value))


def _response(element):
    code = _number(element.get("statusCode"))
    return Response(
        tag=element.tag,
        request_id=element.get("requestID"),
        code=NO_STATUS if code is None else code,
        severity=element.get("statusSeverity", ""),
        message=element.get("statusMessage", ""),
        element=element,
        objects=[child for child in element if child.tag.endswith("Ret")],
        remaining=_number(element.get("iteratorRemainingCount")),
        iterator_id=element.get("iteratorID"),
        count=_number(element.get("retCount")),
    )


def _number(text):
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,9}\s*", text) else None


def _part(found, tag):
    return found.get(tag) if tag in found else etree.Element(tag)


def _nested(element):
    """Return an element as nested dicts of str."""
    return {
        child.tag: _nested(child) if len(child) else (child.text or "")
        for child in element
    }
