"""What the tests of the simulator share; no tests of its own."""

from lxml import etree

from ..simulator.clock import Clock
from ..simulator.company_file import CompanyFile


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
