"""Shared parts of the simulator tests; no tests of its own."""

from xml.sax.saxutils import escape

from lxml import etree

from ..simulator.clock import Clock
from ..simulator.company_file import CompanyFile
from ..simulator.wire.transport import InProcessTransport, Reply
from ..simulator.wire.web_connector import WebConnector

OWNER = "{57F3B9B1-86F1-4fcc-B1EE-566DE1813D20}"
FILE = "{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}"
QWC = f"""<?xml version="1.0"?>
<QBWCXML><AppName>Odoo</AppName><AppID></AppID>
<AppURL>https://odoo.example/qbwc</AppURL><AppDescription>Sync</AppDescription>
<AppSupport>https://odoo.example/help</AppSupport><UserName>qb</UserName>
<OwnerID>{OWNER}</OwnerID><FileID>{FILE}</FileID><QBType>QBFS</QBType>
<Scheduler><RunEveryNMinutes>5</RunEveryNMinutes></Scheduler>
<IsReadOnly>false</IsReadOnly></QBWCXML>"""
_ANSWER = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
    '<{0}Response xmlns="http://developer.intuit.com/"><{0}Result>{1}</{0}Result>'
    "</{0}Response></e:Body></e:Envelope>"
)


def message_set(*requests, version="16.0", on_error="continueOnError", **attributes):
    """A whole qbXML message set around requests given as text."""
    extra = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<?qbxml version="{version}"?><QBXML><QBXMLMsgsRq{extra}'
        f' onError="{on_error}">{"".join(requests)}</QBXMLMsgsRq></QBXML>'
    )


def add(name, fields="", kind="Customer", request_id=""):
    """An Add request of a list object; ``fields`` is qbXML after the Name."""
    attribute = f' requestID="{request_id}"' if request_id else ""
    return (
        f"<{kind}AddRq{attribute}><{kind}Add><Name>{name}</Name>{fields}</{kind}Add>"
        f"</{kind}AddRq>"
    )


def mod(list_id, edit_sequence, fields="", kind="Customer"):
    """A Mod request of a list object."""
    return (
        f"<{kind}ModRq><{kind}Mod><ListID>{list_id}</ListID>"
        f"<EditSequence>{edit_sequence}</EditSequence>{fields}</{kind}Mod></{kind}ModRq>"
    )


def query(filters="", kind="Customer", **attributes):
    """A query request."""
    extra = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{kind}QueryRq{extra}>{filters}</{kind}QueryRq>"


class SimulatorMixin:
    """A company file in memory per test, and short words for talking to it."""

    options = {}

    def setUp(self):
        super().setUp()
        self.clock = Clock("2024-07-01T09:00:00")
        self.company = CompanyFile(clock=self.clock, **self.options)
        self.addCleanup(self.company.close)

    def ask_set(self, text):
        """The QBXMLMsgsRs that a message set is answered with."""
        return etree.fromstring(self.company.process(text).encode("ascii"))[0]

    def ask(self, *requests, **options):
        """The Rs elements that requests are answered with."""
        return list(self.ask_set(message_set(*requests, **options)))

    def ask_one(self, request, **options):
        """The only Rs element."""
        (answer,) = self.ask(request, **options)
        return answer

    def ret(self, request, **options):
        """The only object of a request that must succeed."""
        answer = self.ask_one(request, **options)
        self.assertEqual(answer.get("statusCode"), "0", answer.get("statusMessage"))
        (ret,) = answer
        return ret

    def names(self, answer, tag="FullName"):
        """The names of the objects of an answer, in order."""
        return [ret.findtext(tag) for ret in answer]

    def assert_status(self, answer, code, message=None, severity=None):
        """Check the statusCode of an Rs, and its wording if given."""
        self.assertEqual(answer.get("statusCode"), str(code))
        if message is not None:
            self.assertEqual(answer.get("statusMessage"), message)
        if severity is not None:
            self.assertEqual(answer.get("statusSeverity"), severity)


class ScriptedService:
    """A web service that hands out message sets and notes every call it got.

    ``answers``: method → its result (a value, or a function of the arguments).
    """

    def __init__(self, sets=(), **answers):
        self.sets = list(sets)
        self.seen = []
        self.answers = answers
        self.get_status = 200

    def __call__(self, verb, url, body, headers):
        if verb == "GET":
            self.seen.append(("GET", url))
            return Reply(self.get_status, b"hello")
        call = etree.fromstring(body)[0][0]
        method = etree.QName(call).localname
        arguments = {etree.QName(part).localname: part.text or "" for part in call}
        self.seen.append((method, arguments))
        return _ANSWER.format(method, self._result(method, arguments)).encode("utf-8")

    def arguments(self, method):
        """The arguments of all calls of a method, in order."""
        return [arguments for name, arguments in self.seen if name == method]

    def _result(self, method, arguments):
        answer = self.answers.get(method)
        if callable(answer):
            answer = answer(arguments)
        if answer is None:
            answer = getattr(self, f"_{method}", lambda: "")()
        if isinstance(answer, list):
            return "".join(f"<string>{escape(one)}</string>" for one in answer)
        return escape(str(answer))

    def _authenticate(self):
        return ["ticket", "" if self.sets else "none"]

    def _sendRequestXML(self):
        return self.sets.pop(0) if self.sets else ""

    def _receiveResponseXML(self):
        return 50 if self.sets else 100


class ConnectorMixin(SimulatorMixin):
    """A Web Connector that talks to a scripted service."""

    def connector(self, service, qwc=QWC, faults=(), **options):
        """A WebConnector with the company file of the test; no real waiting."""
        return WebConnector(
            qwc,
            "password",
            self.company,
            transport=InProcessTransport(service),
            faults=faults,
            sleep=self.clock.sleep,
            **options,
        )
