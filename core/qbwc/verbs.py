"""The operations of the Web Connector, served against an abstract port.

Names, arguments and results are those of the WSDL that Web Connectors are compiled
against; the three interactive operations, which no WSDL has, are those of Intuit's
QBWC Programmer's Guide. `VERBS` is the only place that lists them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import EnvelopeRefused, QbdError
from . import envelope

NOT_A_VALID_USER = "nvu"
FAILED = -1
DONE = "done"


class CallRefused(QbdError):
    """A port refuses what a call says, e.g. its ticket is unknown or expired.

    The verb's own error answer goes out and the transaction is committed. A failure of
    ours (database, programming) is any other exception: it becomes a SOAP fault, after
    which the Web Connector stops and comes again at its next run.
    """


class Port(ABC):
    """What serves a session: one method per verb, all arguments text unless said.

    Any method may raise `CallRefused`. `connection_id` is for the log: the id of the
    connection that the call belongs to, once it is known.
    """

    connection_id = None

    def knows_ticket(self, ticket):
        """Return whether a call with this ticket may be long (answers are)."""
        return False

    @abstractmethod
    def server_version(self):
        """Return the version to show in the Web Connector (str)."""

    @abstractmethod
    def client_version(self, version):
        """Return "" (go on), "W:…" (warn), "E:…" (stop) or "O:…" (needs that one)."""

    @abstractmethod
    def authenticate(self, user, password):
        """Return [ticket, x] and optionally two numbers of seconds, all str.

        x is "" (the open company file), a path, "none" (no work), "nvu" (bad login) or
        "busy"; then the seconds to wait and the least seconds between two runs.
        """

    @abstractmethod
    def send_request_xml(
        self, ticket, hcp_response, company_file, country, major, minor
    ):
        """Return a qbXML request, or "" to make the Web Connector call getLastError.

        :param hcp_response: Host, Company and Preferences; "" after the first call
        :param major: of the newest qbXML version QuickBooks knows (int)
        :param minor: of it (int)
        """

    @abstractmethod
    def receive_response_xml(self, ticket, response, hresult, message):
        """Return the percentage done (int); 100 ends, negative leads to getLastError.

        :param hresult: "" or why there is no response, e.g. "0x80040400"
        """

    @abstractmethod
    def connection_error(self, ticket, hresult, message):
        """Return the path of another company file to try, or "done"."""

    @abstractmethod
    def get_last_error(self, ticket):
        """Return a sentence for the bookkeeper, or "NoOp" (ask again in 5 seconds)."""

    @abstractmethod
    def close_connection(self, ticket):
        """Return the words to show as the session's result."""

    @abstractmethod
    def interactive_url(self, ticket, session_id):
        """Return the address of a page for the user, "" if there is none."""

    @abstractmethod
    def interactive_rejected(self, ticket, reason):
        """Return the words to show after the user declined the page."""

    @abstractmethod
    def interactive_done(self, ticket):
        """Return "Done" once the user is through with the page."""


@dataclass(frozen=True)
class Verb:
    """An operation: the port's method, its arguments in order, its own error answer.

    `arguments` and `result` give types of the WSDL: "string", "int", and for a result
    also "strings" (ArrayOfString).
    """

    method: str
    arguments: tuple[tuple[str, str], ...] = ()
    result: str = "string"
    refused: Callable[[CallRefused], str | int | list] = str
    in_wsdl: bool = True


def _texts(*names):
    return tuple((name, "string") for name in names)


VERBS = {
    "serverVersion": Verb("server_version"),
    "clientVersion": Verb(
        "client_version",
        _texts("strVersion"),
        refused=lambda refusal: f"E:{refusal}",
    ),
    "authenticate": Verb(
        "authenticate",
        _texts("strUserName", "strPassword"),
        result="strings",
        refused=lambda refusal: ["", NOT_A_VALID_USER],
    ),
    "connectionError": Verb(
        "connection_error",
        _texts("ticket", "hresult", "message"),
        refused=lambda refusal: DONE,
    ),
    "sendRequestXML": Verb(
        "send_request_xml",
        (
            *_texts("ticket", "strHCPResponse", "strCompanyFileName", "qbXMLCountry"),
            ("qbXMLMajorVers", "int"),
            ("qbXMLMinorVers", "int"),
        ),
        refused=lambda refusal: "",
    ),
    "receiveResponseXML": Verb(
        "receive_response_xml",
        _texts("ticket", "response", "hresult", "message"),
        result="int",
        refused=lambda refusal: FAILED,
    ),
    "getLastError": Verb("get_last_error", _texts("ticket")),
    "closeConnection": Verb("close_connection", _texts("ticket")),
    "getInteractiveURL": Verb(
        "interactive_url",
        _texts("wcTicket", "sessionID"),
        refused=lambda refusal: "",
        in_wsdl=False,
    ),
    "interactiveRejected": Verb(
        "interactive_rejected", _texts("wcTicket", "reason"), in_wsdl=False
    ),
    "interactiveDone": Verb(
        "interactive_done",
        _texts("wcTicket"),
        refused=lambda refusal: "Done",
        in_wsdl=False,
    ),
}


def serve(body, port, soap_action=""):
    """Return the answer (bytes) to a request (bytes): `read_call`, then `perform`.

    :raises EnvelopeRefused: the request is no call of a known operation
    """
    return perform(envelope.read_call(body), port, soap_action)


def perform(call, port, soap_action=""):
    """Return the answer (bytes) that the port gives to a call.

    An argument that is absent is "" or 0. What the port raises leaves as it is, except
    `CallRefused`.

    :param call: an `envelope.Call`
    :param port: a `Port`, or anything with its methods
    :param soap_action: the header; one that names another operation is refused
    :raises EnvelopeRefused: unknown operation, or text where a number is due
    """
    verb = VERBS.get(call.name)
    if verb is None:
        raise EnvelopeRefused("The Web Connector has no such operation.")
    action = soap_action.strip("\"' ").rpartition("/")[2]
    if action in VERBS and action != call.name:
        raise EnvelopeRefused("SOAPAction and body name different operations.")
    values = [_value(call, name, kind) for name, kind in verb.arguments]
    try:
        result = getattr(port, verb.method)(*values)
    except CallRefused as refusal:
        result = verb.refused(refusal)
    return envelope.answer(call.name, result)


def _value(call, name, kind):
    text = call.arguments.get(name, "")
    if kind == "string":
        return text
    digits = text.strip() or "0"
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise EnvelopeRefused("A whole number was expected.", where=name)
    return int(digits)
